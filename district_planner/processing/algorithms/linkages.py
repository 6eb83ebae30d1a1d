"""``districtplanner:linkages``: times between the nodes of the ecosystem, before and with interventions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFileDestination,
    QgsWkbTypes,
)

from district_planner.core.aside import aside
from district_planner.core.errors import DistrictFileError
from district_planner.core.evaluation.linkages import Linkages, draw, linkages
from district_planner.gis.styles import Look
from district_planner.processing import parameters as asked
from district_planner.processing.outputs import NO_GEOMETRY, LayerAlgorithm
from district_planner.processing.travel import add_model, add_modes, add_state, by_model, request_of
from district_planner.translation import tr

_ALIASES = {
    "from_node": "From", "to_node": "To", "mode": "Mode", "minutes_base": "Minutes before",
    "minutes_with": "Minutes with", "minutes_change": "Change (min)", "there_base": "There, before (min)",
    "there_with": "There, with (min)", "back_base": "Back, before (min)", "back_with": "Back, with (min)",
    "change": "Change, mean of both ways (min)",
}  # fmt: skip


class LinkagesAlgorithm(LayerAlgorithm):
    """Measures how the nodes are linked."""

    def name(self) -> str:
        """Return the id that scripts rely on."""
        return "linkages"

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return tr("Linkages between nodes")

    def shortDescription(self) -> str:
        """Return one sentence for the toolbox."""
        return tr("Measures the times between the nodes of the district as a matrix, as lines and as a figure.")

    def tags(self) -> list[str]:
        """Return words to find it by."""
        return [tr("travel time matrix"), tr("sites"), tr("public transport")]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare the parameters."""
        vector = QgsProcessing.SourceType
        self.addParameter(asked.district_parameter())
        self.addParameter(asked.unsaved_parameter())
        add_modes(self, ["walk"])
        add_model(self)
        add_state(self)
        self.addParameter(QgsProcessingParameterFeatureSink(
            "MATRIX", tr("Matrix"), vector.TypeVector, optional=True, createByDefault=True))  # fmt: skip
        self.addParameter(QgsProcessingParameterFeatureSink(
            "LINES", tr("Linkages"), vector.TypeVectorLine, optional=True, createByDefault=True))  # fmt: skip
        self.addParameter(QgsProcessingParameterFileDestination(
            "FIGURE", tr("Figure"), "PNG (*.png);;SVG (*.svg);;PDF (*.pdf)", optional=True,
            createByDefault=False))  # fmt: skip

    def run_algorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Measure and write."""
        progress = self.progress
        source = self.parameterAsFile(parameters, "DISTRICT", context)
        wanted = asked.destinations(parameters, ("MATRIX", "LINES"), context)
        figure = self.parameterAsFileOutput(parameters, "FIGURE", context) if parameters.get("FIGURE") else ""
        asked.check_destinations({**wanted, **({"FIGURE": figure} if figure else {})}, source)
        district = asked.read_district(source, feedback)
        request = by_model(request_of(self, parameters, context), self, parameters, context)
        found = aside(lambda heard: linkages(district, request, heard), progress)
        for sentence in found.notes:
            feedback.pushWarning(f"{sentence}.")
        rights = str(district.settings.get("attribution") or "")
        look = _look(found, rights)
        written = self.write_layer("MATRIX", found.long(), NO_GEOMETRY, "", look(""), parameters, context)
        written.update(self.write_layer(
            "LINES", found.lines, QgsWkbTypes.Type.LineString, district.crs, look("scores_lines"), parameters,
            context))  # fmt: skip
        if figure:
            title = tr("Times between nodes, {}").format(district.name)
            self.write_file(Path(figure), lambda part: _draw(found, part, title))
            written["FIGURE"] = figure
        return written


def _draw(found: Linkages, path: Path, title: str) -> None:
    try:
        draw(found, path, title)
    except ValueError as error:
        raise DistrictFileError(str(error), f"FIGURE {path.name}", "End its name with .png, .svg or .pdf") from error


def _look(found: Linkages, rights: str) -> Any:
    legend = tr("Change of the time between two nodes, mean of both ways, minutes")

    def look(style: str) -> Look:
        return Look(
            style, "change" if style else "", legend, unit="min", better="lower", aliases=_ALIASES,
            title=tr("Linkages between nodes"), abstract="\n".join(found.notes), rights=rights,
        )  # fmt: skip

    return look
