"""``districtplanner:checkgtfs``: what a timetable feed holds on a date, what was dropped and why."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputString,
    QgsProcessingParameterFeatureSink,
    QgsWkbTypes,
)

from district_planner.core.aside import aside
from district_planner.core.progress import Progress, check, part
from district_planner.core.transit.check import SEVERE, Checked, examine
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.report import DROPPED
from district_planner.core.transit.service import DEFAULT_PERIOD, Period, read_period
from district_planner.gis.crs import WGS84
from district_planner.gis.service import date_of, dates_for
from district_planner.gis.styles import Look
from district_planner.processing import parameters as asked
from district_planner.processing.outputs import NO_GEOMETRY, LayerAlgorithm
from district_planner.translation import tr


class CheckGtfs(LayerAlgorithm):
    """Shows what a timetable feed holds."""

    def name(self) -> str:
        """Return the id that scripts rely on."""
        return "checkgtfs"

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return tr("Check timetable (GTFS)")

    def shortDescription(self) -> str:
        """Return one sentence for the toolbox."""
        return tr("Shows what a public transport timetable holds on a date, and what in it cannot be used and why.")

    def tags(self) -> list[str]:
        """Return words to find it by."""
        return [tr("public transport"), tr("bus"), tr("tram"), tr("timetable"), tr("quality")]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare the parameters."""
        for definition in asked.feed_parameters(optional=False):
            self.addParameter(definition)
        kinds = QgsProcessing.SourceType
        for key, text, kind in (
            ("FINDINGS", tr("Findings"), kinds.TypeVector), ("STOPS", tr("Stops with service"), kinds.TypeVectorPoint),
        ):  # fmt: skip
            self.addParameter(QgsProcessingParameterFeatureSink(key, text, kind, optional=True, createByDefault=True))
        self.addOutput(QgsProcessingOutputString("TEXT", tr("Report")))

    def run_algorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Read every feed, write findings and stops, and tell the same in the log."""
        progress = self.progress
        asked.check_destinations(asked.destinations(parameters, ("FINDINGS", "STOPS"), context), "")
        paths = asked.feeds(parameters.get("GTFS"))
        days = dates_for(paths, asked.dates(self.parameterAsString(parameters, "SERVICE_DATE", context)))
        period = read_period(self.parameterAsString(parameters, "PERIOD", context) or DEFAULT_PERIOD)
        found = []
        for number, (path, day) in enumerate(zip(paths, days)):
            check(progress, number / len(paths), tr("Reading {}").format(path))
            one = partial(_examined, path, day, period)
            found.append(aside(one, part(progress, number / len(paths), (number + 1) / len(paths))))
            _tell(found[-1].text, feedback)
        text = "\n\n".join(one.text for one in found)
        findings = pd.concat([one.findings for one in found], ignore_index=True)
        stops = pd.concat([one.stops for one in found], ignore_index=True)
        written: dict[str, Any] = {"TEXT": text}
        written |= self.write_layer(
            "FINDINGS", findings, NO_GEOMETRY, "", _findings_look(text), parameters, context, progress
        )
        return written | self.write_layer(
            "STOPS", stops, QgsWkbTypes.Type.Point, WGS84, _stops_look(text), parameters, context, progress
        )


def _examined(path: str, day: str, period: Period, progress: Progress) -> Checked:
    return examine(read_feed(path), date_of(day), period)


def _tell(text: str, feedback: QgsProcessingFeedback) -> None:
    for line in text.splitlines():
        (feedback.pushWarning if line.startswith((f"[{SEVERE}]", f"[{DROPPED}]")) else feedback.pushInfo)(line)


def _findings_look(text: str) -> Look:
    aliases = {"feed": tr("Timetable"), "severity": tr("Severity"), "table": tr("File in it"), "kind": tr("Kind"),
               "count": tr("Number"), "examples": tr("For example"), "text": tr("What was found")}  # fmt: skip
    return Look("", aliases=aliases, title=tr("Timetable findings"), abstract=text)


def _stops_look(text: str) -> Look:
    aliases = {"feed": tr("Timetable"), "id": tr("Id"), "name": tr("Name"), "mode": tr("Mode"), "routes": tr("Routes"),
               "per_hour": tr("Departures per hour"), "platform": tr("Platform"), "parent": tr("Station")}  # fmt: skip
    return Look("transit_stops", aliases=aliases, title=tr("Departures per hour"), abstract=text)
