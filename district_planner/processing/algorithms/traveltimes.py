"""``districtplanner:traveltimes``: a table of travel times from origins to destinations."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
    QgsWkbTypes,
)

from district_planner.core.aside import aside
from district_planner.core.district import District
from district_planner.core.errors import DistrictFileError
from district_planner.core.evaluation.by_timetable import median_minutes, percentile_table, times_by_timetable
from district_planner.core.evaluation.itineraries import check_itineraries, departure_of, itineraries
from district_planner.core.evaluation.places import Places
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.riding import TRANSIT_MODELS, check_model
from district_planner.core.evaluation.traveltimes import (
    Travel,
    TravelRequest,
    as_places,
    long_table,
    origin_table,
    wide_table,
)
from district_planner.core.places.columns import Log
from district_planner.core.progress import Progress
from district_planner.core.transit.clock import clock
from district_planner.gis.styles import Look
from district_planner.processing import parameters as asked
from district_planner.processing.outputs import LayerAlgorithm
from district_planner.processing.travel import add_modes, add_points, add_state, points_of, request_of
from district_planner.translation import tr

SHAPES = ("long", "matrix")
_ALIASES = {
    "origin": "Origin", "destination": "Destination", "mode": "Mode", "state": "Before or with", "leg": "Leg",
    "what": "What", "service": "Service", "route": "Route", "from_stop": "From", "to_stop": "To",
    "departure": "Departure", "arrival": "Arrival", "minutes": "Minutes as in the table of times",
    "clock_minutes": "Minutes of the clock",
}  # fmt: skip


class TravelTimesAlgorithm(LayerAlgorithm):
    """Writes a table of travel times, and the trips behind them."""

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
        self.addParameter(QgsProcessingParameterFeatureSink(
            "ITINERARIES", tr("Itineraries by public transport, a row per leg"),
            QgsProcessing.SourceType.TypeVectorLine, optional=True, createByDefault=False))  # fmt: skip
        self.addParameter(asked.advanced(QgsProcessingParameterString(
            "DEPARTURE", tr("Itineraries by timetable: time of day at which all set out (empty: the median departure)"),
            optional=True)))  # fmt: skip

    def _wants_matrix(self, parameters: dict[str, Any], context: QgsProcessingContext) -> bool:
        return bool(self.parameterAsEnumString(parameters, "SHAPE", context) == "matrix")

    def run_algorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Measure and write."""
        path = Path(self.parameterAsFileOutput(parameters, "OUTPUT", context))
        _check_format(path)
        source = self.parameterAsFile(parameters, "DISTRICT", context)
        legs = asked.destinations(parameters, ("ITINERARIES",), context)
        asked.check_destinations({"OUTPUT": str(path), **legs}, source)
        district, log = asked.read_district(source, feedback), Log()
        given = points_of(self, parameters, "ORIGINS", district, context, log)
        goals = points_of(self, parameters, "DESTINATIONS", district, context, log)
        request, model = request_of(self, parameters, context), self.parameterAsEnumString(parameters, "MODEL", context)
        departs_s = departure_of(district, model, self.parameterAsString(parameters, "DEPARTURE", context))
        if not legs and departs_s is not None:
            feedback.pushWarning(tr("The departure is of the itineraries, and none were asked for."))
        form = _Form(model, self._wants_matrix(parameters, context), bool(legs), departs_s)
        measured = aside(partial(_measured, district, (given, goals), request, form), self.progress)
        for sentence in measured.said:
            feedback.pushInfo(sentence)
        for sentence in (*measured.notes, *log.warnings):
            feedback.pushWarning(f"{sentence}.")
        found = measured.times
        self.write_file(path, lambda part: _write(found, part))
        written = {"OUTPUT": str(path)}
        if legs:
            written.update(self.write_layer(
                "ITINERARIES", measured.trips, QgsWkbTypes.Type.LineString, district.crs,
                _look(district, model, measured.notes, departs_s), parameters, context))  # fmt: skip
        return written


@dataclass(frozen=True)
class _Form:
    """What is to be made of the times: by which model, as a matrix or a row per pair, with trips of which departure."""

    model: str
    matrix: bool
    trips: bool
    departs_s: int | None


@dataclass(frozen=True)
class _Measured:
    """The table of times of all modes, what every result says, what is said of this one, and the trips."""

    times: pd.DataFrame
    notes: tuple[str, ...]
    said: tuple[str, ...]
    trips: pd.DataFrame


def _measured(
    district: District, given: tuple[pd.DataFrame | None, pd.DataFrame | None], request: TravelRequest, form: _Form,
    progress: Progress,
) -> _Measured:  # fmt: skip
    """Measure from given places (None: homes and buildings) to given places (None: nodes)."""
    start, goal = given
    origins = as_places(district, origin_table(district) if start is None else start)
    targets = as_places(district, district.table("nodes") if goal is None else goal)
    travel = Travel(district, request, progress)
    if form.trips:
        check_itineraries(travel, origins, targets)
    times, notes, said = _times(travel, form, origins, targets)
    trips = itineraries(travel, form.model, origins, targets, form.departs_s) if form.trips else pd.DataFrame()
    return _Measured(times, notes, said, trips)


def _times(
    travel: Travel, form: _Form, origins: Places, targets: Places
) -> tuple[pd.DataFrame, tuple[str, ...], tuple[str, ...]]:
    """Return the table of times of all modes, what every result says, and how many pairs are within the limit."""
    tables: list[pd.DataFrame] = []
    notes: tuple[str, ...] = ()
    said: list[str] = []
    if form.model == "timetable":
        tables, notes = _by_timetable(travel, origins, targets, form.matrix)
        others = tuple(mode.id for mode in travel.modes if not mode.rides)
        if not others:
            return pd.concat(tables, ignore_index=True), notes, ()
        travel = Travel(travel.district, replace(travel.asked, modes=others), travel.progress)
    for found in travel.matrices(origins, targets):
        if form.matrix:
            tables.append(wide_table(origins, targets, found.with_all).assign(mode=found.mode))
        else:
            tables.append(long_table(origins, targets, found))
        reached = float(np.isfinite(found.with_all).mean())
        said.append(tr("{}: {} of {} pairs are within the limit").format(
            found.mode, f"{reached:.1%}", f"{found.with_all.size:,}"))  # fmt: skip
    return pd.concat(tables, ignore_index=True), tuple(dict.fromkeys((*notes, *travel.notes))), tuple(said)


def _look(district: District, model: str, notes: Sequence[str], departs_s: int | None) -> Look:
    how = {
        "frequency": tr("By frequency: expected waits, the trip of the least mean time, not a trip at one moment."),
        "timetable": tr("By timetable: the trip of the median departure, the first of its time in the period."),
    }
    if departs_s is not None:
        how["timetable"] = tr(
            "By timetable: the trip of who sets out at {}; drawn lines at the first of their offsets with the median "
            "time."
        ).format(clock(departs_s))
    drawn = tr("Ways on the ground are drawn straight, rides from stop to stop, drawn lines along their alignment.")
    return Look(
        "itineraries", aliases=_ALIASES, title=tr("Itineraries"),
        abstract="\n".join((how[model], drawn, *notes)),
        rights=str(district.settings.get("attribution") or ""),
    )  # fmt: skip


def _by_timetable(
    travel: Travel, origins: Places, targets: Places, matrix: bool
) -> tuple[list[pd.DataFrame], tuple[str, ...]]:  # fmt: skip
    """Return the tables of the modes that ride, by timetable, and what every result says.

    Raises:
        RequestError: generalised minutes are wanted, of which a timetable knows none.
    """
    check_model(Request(minutes=travel.asked.minutes, transit_model="timetable"))
    tables, notes, progress, limit = [], [], travel.progress, travel.asked.limit_min
    for mode in (one for one in travel.modes if one.rides):
        base = times_by_timetable(travel.district, mode, origins, targets, limit, travel.base, progress, travel.built)
        same = travel.base == travel.built or not travel.asked.interventions
        built = base if same else times_by_timetable(
            travel.district, mode, origins, targets, limit, travel.built, progress)  # fmt: skip
        if matrix:
            tables.append(wide_table(origins, targets, median_minutes(built)).assign(mode=mode.id))
        else:
            tables.append(percentile_table(origins, targets, mode, base, built))
        notes.append(built.note)
    said = travel.service_notes if tables else ()
    return tables, tuple(dict.fromkeys((*notes, *said)))


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
