"""``districtplanner:checkdistrict``: what will spoil the scores of a district, on the map and as a text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputString,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
    QgsWkbTypes,
)

from district_planner.core.access.modes import STREET_MODES
from district_planner.core.aside import aside
from district_planner.core.network.diagnosis import diagnose
from district_planner.core.progress import part
from district_planner.gis.styles import Look
from district_planner.processing import parameters as asked
from district_planner.processing.outputs import LayerAlgorithm
from district_planner.translation import tr

_DIAGNOSED = 0.9


class CheckDistrict(LayerAlgorithm):
    """Finds what will spoil the scores."""

    def name(self) -> str:
        """Return the id that scripts rely on."""
        return "checkdistrict"

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return tr("Check district")

    def shortDescription(self) -> str:
        """Return one sentence for the toolbox."""
        return tr("Finds what will spoil the scores: islands, loose ends, places far from streets, and more.")

    def tags(self) -> list[str]:
        """Return words to find it by."""
        return [tr("network"), tr("topology"), tr("quality")]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare the parameters."""
        self.addParameter(asked.district_parameter())
        self.addParameter(asked.unsaved_parameter())
        self.addParameter(asked.Choices("MODES", tr("Modes"), list(STREET_MODES), ["walk"]))
        self.addParameter(QgsProcessingParameterString(
            "LIMIT", tr("Minutes to the end of the street data (empty: the mode's time limit)"),
            optional=True))  # fmt: skip
        self.addParameter(QgsProcessingParameterFeatureSink(
            "OUTPUT", tr("Findings"), QgsProcessing.SourceType.TypeVectorPoint, optional=True,
            createByDefault=True))  # fmt: skip
        self.addParameter(QgsProcessingParameterFileDestination(
            "REPORT", tr("Report"), tr("Text (*.txt)"), optional=True, createByDefault=False))  # fmt: skip
        self.addOutput(QgsProcessingOutputString("TEXT", tr("Report")))

    def run_algorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Diagnose, write the findings as points and the text to the log, to TEXT and to REPORT."""
        progress = self.progress
        path = self.parameterAsFile(parameters, "DISTRICT", context)
        asked.check_destinations(asked.destinations(parameters, ("OUTPUT", "REPORT"), context), path)
        limits = asked.minutes(self.parameterAsString(parameters, "LIMIT", context), "LIMIT")
        modes = asked.modes(parameters.get("MODES"))
        district = asked.read_district(path, feedback)
        limit = limits[0] if limits else None
        found = aside(lambda heard: diagnose(district, modes, limit, heard), part(progress, 0.0, _DIAGNOSED))
        for line in found.text.splitlines():
            (feedback.pushWarning if line.startswith("[high]") else feedback.pushInfo)(line)
        look = _look(found.text, str(district.settings.get("attribution") or ""))
        written = self.write_layer(
            "OUTPUT", found.findings, QgsWkbTypes.Type.Point, district.crs, look, parameters, context,
            part(progress, _DIAGNOSED, 1.0),
        )  # fmt: skip
        return {**written, **self._report(found.text, parameters, context), "TEXT": found.text}

    def _report(self, text: str, parameters: dict[str, Any], context: QgsProcessingContext) -> dict[str, str]:
        if not parameters.get("REPORT"):
            return {}
        path = Path(self.parameterAsFileOutput(parameters, "REPORT", context))
        self.write_text(path, f"{text}\n")
        return {"REPORT": str(path)}


def _look(text: str, rights: str) -> Look:
    aliases = {"kind": tr("Kind"), "severity": tr("Severity"), "text": tr("What was found"), "table": tr("Table"),
               "id": tr("Id")}  # fmt: skip
    return Look("findings", aliases=aliases, title=tr("Findings"), abstract=text, rights=rights)
