"""``districtplanner:exportgtfs``: drawn lines of public transport as a timetable that other tools read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
)

from district_planner.core.transit.line_gtfs import FORMS, drawn_lines
from district_planner.gis.line_gtfs import save_lines, timezone_of
from district_planner.processing import parameters as asked
from district_planner.processing.base import DistrictAlgorithm
from district_planner.translation import tr


class ExportGtfs(DistrictAlgorithm):
    """Writes drawn lines as a timetable."""

    def name(self) -> str:
        """Return the id that scripts rely on."""
        return "exportgtfs"

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return tr("Export lines as timetable (GTFS)")

    def shortDescription(self) -> str:
        """Return one sentence for the toolbox."""
        return tr("Writes drawn lines of public transport as a timetable that other tools read.")

    def tags(self) -> list[str]:
        """Return words to find it by."""
        return [tr("public transport"), tr("light rail"), tr("tram"), tr("timetable")]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare the parameters."""
        self.addParameter(asked.district_parameter())
        for key, text in (
            ("LINES", tr("Lines, by id or name (empty: all)")),
            ("SCENARIO", tr("Scenario (empty: lines of every scenario)")),
        ):
            self.addParameter(QgsProcessingParameterString(key, text, optional=True))
        self.addParameter(QgsProcessingParameterEnum(
            "FORM", tr("Headways, or every departure a trip"), list(FORMS), defaultValue=FORMS[0],
            usesStaticStrings=True))  # fmt: skip
        self.addParameter(asked.advanced(QgsProcessingParameterString(
            "TIMEZONE", tr("Time zone (empty: Europe/London in Great Britain, else this computer's)"),
            optional=True)))  # fmt: skip
        self.addParameter(asked.unsaved_parameter())
        self.addParameter(QgsProcessingParameterFileDestination("OUTPUT", tr("Timetable"), tr("GTFS (*.zip)")))
        self.addOutput(QgsProcessingOutputNumber("COUNT", tr("Number of lines")))

    def run_algorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Choose the lines and write them."""
        source = self.parameterAsFile(parameters, "DISTRICT", context)
        output = self.parameterAsFileOutput(parameters, "OUTPUT", context)
        asked.check_destinations({"OUTPUT": output}, source)
        district = asked.read_district(source, feedback)
        lines = drawn_lines(
            district, self.parameterAsString(parameters, "SCENARIO", context).strip(),
            asked.texts(self.parameterAsString(parameters, "LINES", context)),
        )  # fmt: skip
        form = self.parameterAsEnumString(parameters, "FORM", context) or FORMS[0]
        zone = self.parameterAsString(parameters, "TIMEZONE", context).strip() or timezone_of(district.crs)
        self.write_file(Path(output), lambda part: save_lines(lines, part, district.crs, form, zone))
        for one in lines:
            feedback.pushInfo(tr("{} ({}) is written.").format(one.label, one.id))
        return {"OUTPUT": output, "COUNT": len(lines)}
