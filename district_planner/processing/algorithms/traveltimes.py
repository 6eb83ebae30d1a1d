"""``districtplanner:traveltimes``: a table of travel times from origins to destinations."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFileDestination,
)

from district_planner.core.access.modes import mode as mode_of
from district_planner.core.errors import DistrictFileError
from district_planner.core.evaluation.by_timetable import median_minutes, percentile_table, times_by_timetable
from district_planner.core.evaluation.places import Places
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.riding import TRANSIT_MODELS, check_model
from district_planner.core.evaluation.traveltimes import (
    Travel,
    as_places,
    long_table,
    origin_table,
    wide_table,
)
from district_planner.core.places.columns import Log
from district_planner.processing import parameters as asked
from district_planner.processing.base import DistrictAlgorithm, feedback_progress
from district_planner.processing.travel import add_modes, add_points, add_state, points_of, request_of
from district_planner.translation import tr

SHAPES = ("long", "matrix")


class TravelTimesAlgorithm(DistrictAlgorithm):
    """Writes a table of travel times."""

    def name(self) -> str:
        """Return the id that scripts rely on."""
        return "traveltimes"

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return tr("Travel times")

    def shortDescription(self) -> str:
        """Return one sentence for the toolbox."""
        return tr("Writes the minutes from origins to destinations by the chosen modes, before and with interventions.")

    def tags(self) -> list[str]:
        """Return words to find it by."""
        return [tr("origin destination matrix"), tr("public transport"), tr("skim")]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare the parameters."""
        self.addParameter(asked.district_parameter())
        self.addParameter(asked.unsaved_parameter())
        add_points(self, "ORIGINS", tr("Origins (empty: homes and buildings of the district)"))
        add_points(self, "DESTINATIONS", tr("Destinations (empty: nodes of the district)"))
        add_modes(self, ["walk"])
        add_state(self)
        self.addParameter(QgsProcessingParameterEnum(
            "MODEL", tr("Public transport by frequency, or by timetable (every minute, five percentiles)"),
            list(TRANSIT_MODELS), defaultValue=TRANSIT_MODELS[0], usesStaticStrings=True))  # fmt: skip
        self.addParameter(QgsProcessingParameterEnum(
            "SHAPE", tr("Form: a row per pair, or a matrix of minutes with"), list(SHAPES), defaultValue=SHAPES[0],
            usesStaticStrings=True))  # fmt: skip
        self.addParameter(QgsProcessingParameterFileDestination(
            "OUTPUT", tr("Travel times"), "CSV (*.csv);;Parquet (*.parquet)"))  # fmt: skip

    def _wants_matrix(self, parameters: dict[str, Any], context: QgsProcessingContext) -> bool:
        return bool(self.parameterAsEnumString(parameters, "SHAPE", context) == "matrix")

    def run_algorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Measure and write."""
        path = Path(self.parameterAsFileOutput(parameters, "OUTPUT", context))
        _check_format(path)
        source = self.parameterAsFile(parameters, "DISTRICT", context)
        asked.check_destinations({"OUTPUT": str(path)}, source)
        district, log = asked.read_district(source, feedback), Log()
        given = points_of(self, parameters, "ORIGINS", district, context, log)
        goals = points_of(self, parameters, "DESTINATIONS", district, context, log)
        origins = as_places(district, origin_table(district) if given is None else given)
        targets = as_places(district, district.table("nodes") if goals is None else goals)
        request, matrix_wanted = request_of(self, parameters, context), self._wants_matrix(parameters, context)
        tables = []
        if self.parameterAsEnumString(parameters, "MODEL", context) == "timetable":
            tables = _by_timetable(Travel(district, request), origins, targets, matrix_wanted, feedback)
            request = replace(request, modes=tuple(name for name in request.modes if not mode_of(name).rides))
        travel = Travel(district, request, feedback_progress(feedback))
        for matrix in travel.matrices(origins, targets) if request.modes else ():
            if matrix_wanted:
                tables.append(wide_table(origins, targets, matrix.with_all).assign(mode=matrix.mode))
            else:
                tables.append(long_table(origins, targets, matrix))
            reached = float(np.isfinite(matrix.with_all).mean())
            feedback.pushInfo(tr("{}: {} of {} pairs are within the limit").format(
                matrix.mode, f"{reached:.1%}", f"{matrix.with_all.size:,}"))  # fmt: skip
        for sentence in (*log.warnings, *(travel.notes if request.modes else ())):
            feedback.pushWarning(f"{sentence}.")
        found = pd.concat(tables, ignore_index=True)
        self.write_file(path, lambda part: _write(found, part))
        return {"OUTPUT": str(path)}


def _by_timetable(
    travel: Travel, origins: Places, targets: Places, matrix: bool, feedback: QgsProcessingFeedback
) -> list[pd.DataFrame]:  # fmt: skip
    """Return the tables of the modes that ride, by timetable.

    Raises:
        RequestError: generalised minutes are wanted, of which a timetable knows none.
    """
    check_model(Request(minutes=travel.asked.minutes, transit_model="timetable"))
    tables, progress, limit = [], feedback_progress(feedback), travel.asked.limit_min
    for mode in (one for one in travel.modes if one.rides):
        base = times_by_timetable(travel.district, mode, origins, targets, limit, travel.base, progress)
        same = travel.base == travel.built or not travel.asked.interventions
        built = base if same else times_by_timetable(
            travel.district, mode, origins, targets, limit, travel.built, progress)  # fmt: skip
        if matrix:
            tables.append(wide_table(origins, targets, median_minutes(built)).assign(mode=mode.id))
        else:
            tables.append(percentile_table(origins, targets, mode, base, built))
        feedback.pushWarning(f"{built.note}.")
    return tables


def _check_format(path: Path) -> None:
    if path.suffix.lower() == ".parquet" and importlib.util.find_spec("pyarrow") is None:
        raise DistrictFileError(
            "this QGIS has no pyarrow, which writes Parquet", f"OUTPUT {path}", "Choose a .csv file, or install pyarrow"
        )


def _write(frame: pd.DataFrame, path: Path) -> None:
    if path.suffix.lower() == ".parquet":
        frame.to_parquet(path, index=False)
    else:
        frame.to_csv(path, index=False, float_format="%.3f")
