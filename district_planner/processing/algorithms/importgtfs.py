"""``districtplanner:importgtfs``: routes of a timetable as lines that planners may change and score."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
    QgsWkbTypes,
)

from district_planner.core.aside import aside
from district_planner.core.errors import LayerError
from district_planner.core.interventions.exchange import write_geojson
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.transit_line import LINE_ATTRIBUTES
from district_planner.core.progress import Progress
from district_planner.gis.crs import to_degrees
from district_planner.gis.line_gtfs import Own, Timetable, lines_of, own_of, read_timetable
from district_planner.gis.styles import Look
from district_planner.processing import parameters as asked
from district_planner.processing.outputs import LayerAlgorithm
from district_planner.translation import tr


class ImportGtfs(LayerAlgorithm):
    """Makes drawn lines of routes."""

    def name(self) -> str:
        """Return the id that scripts rely on."""
        return "importgtfs"

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return tr("Import lines from timetable (GTFS)")

    def shortDescription(self) -> str:
        """Return one sentence for the toolbox."""
        return tr("Makes routes of a timetable into lines that can be changed, drawn on and scored.")

    def tags(self) -> list[str]:
        """Return words to find it by."""
        return [tr("public transport"), tr("light rail"), tr("tram"), tr("timetable")]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare the parameters."""
        self.addParameter(QgsProcessingParameterFile(
            "GTFS", tr("Public transport timetable (GTFS zip file, or the path of a folder)"),
            fileFilter=tr("GTFS (*.zip);;Folder or any file (*)")))  # fmt: skip
        for key, text in (
            ("ROUTES", tr("Routes, by id or name (empty: all that run)")),
            ("SERVICE_DATE", tr("Service date (empty: the Tuesday with most departures)")),
        ):
            self.addParameter(QgsProcessingParameterString(key, text, optional=True))
        district = asked.district_parameter()
        district.setFlags(district.flags() | district.Flag.FlagOptional)
        district.setDescription(tr("District that the lines are for (empty: the usual CRS of the place)"))
        self.addParameter(district)
        self.addParameter(QgsProcessingParameterBoolean(
            "REPLACE", tr("Each line replaces the district's own route of the same id"), False))  # fmt: skip
        self.addParameter(QgsProcessingParameterFeatureSink(
            "LINES", tr("Lines from timetable"), QgsProcessing.SourceType.TypeVectorLine, optional=True,
            createByDefault=True))  # fmt: skip
        self.addParameter(QgsProcessingParameterFileDestination(
            "GEOJSON", tr("The same as GeoJSON of interventions"), tr("GeoJSON (*.geojson)"), optional=True,
            createByDefault=False))  # fmt: skip

    def run_algorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Read the timetable, make the lines and write them."""
        progress = self.progress
        source = self.parameterAsFile(parameters, "DISTRICT", context)
        asked.check_destinations(asked.destinations(parameters, ("LINES", "GEOJSON"), context), source)
        district = asked.read_district(source, feedback) if source else None
        own = own_of(district, self.parameterAsBool(parameters, "REPLACE", context)) if district else Own()
        path = self.parameterAsFile(parameters, "GTFS", context)
        if not path:
            raise LayerError("no timetable was chosen", "GTFS", "Choose a .zip file, or a folder that holds one")
        day = self.parameterAsString(parameters, "SERVICE_DATE", context)
        crs = district.crs if district else ""
        routes = asked.texts(self.parameterAsString(parameters, "ROUTES", context))

        def read(heard: Progress) -> tuple[Timetable, Sequence[Intervention], Sequence[str]]:
            timetable = read_timetable(path, day, crs, heard)
            return (timetable, *lines_of(timetable, routes, own))

        timetable, lines, notes = aside(read, progress)
        feedback.pushInfo(tr("{}: %n line(s).", None, len(lines)).format(timetable.feed.name))
        for note in notes:
            feedback.pushWarning(note)
        look = Look(
            "", aliases={one.name: one.label for one in LINE_ATTRIBUTES}, title=tr("Lines from timetable"),
            abstract="\n".join([timetable.feed.name, *notes]), rights=timetable.feed.attribution,
        )  # fmt: skip
        written = dict(self.write_layer(
            "LINES", _frame(lines), QgsWkbTypes.Type.LineString, timetable.crs, look, parameters, context, progress
        ))  # fmt: skip
        if parameters.get("GEOJSON"):
            target = self.parameterAsFileOutput(parameters, "GEOJSON", context)
            back = to_degrees(timetable.crs)
            self.write_file(Path(target), lambda part: write_geojson(lines, part, back))
            written["GEOJSON"] = target
        return written


def _frame(lines: Sequence[Intervention]) -> pd.DataFrame:
    """Return lines as a layer of interventions holds them."""
    frame = pd.DataFrame({
        "id": [one.id for one in lines], "kind": [one.kind for one in lines], "name": [one.name for one in lines],
    })  # fmt: skip
    for attribute in LINE_ATTRIBUTES:
        values = [one.attributes.get(attribute.name) for one in lines]
        if any(value is not None for value in values):
            frame[attribute.name] = np.array(values, dtype=float if attribute.numeric else object)
    frame["geometry"] = np.array([one.geometry for one in lines], dtype=object)
    return frame
