"""``districtplanner:exportinterventions``: the interventions of a district as GeoJSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProcessingParameterFileDestination

from district_planner.core.errors import LayerError
from district_planner.core.interventions.exchange import write_geojson
from district_planner.gis.crs import to_degrees
from district_planner.processing import parameters as asked
from district_planner.processing.base import DistrictAlgorithm
from district_planner.translation import tr


class ExportInterventions(DistrictAlgorithm):
    """Writes what a planner has drawn to a file that other programs read."""

    def name(self) -> str:
        """Return the id that scripts rely on."""
        return "exportinterventions"

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return tr("Interventions as GeoJSON")

    def shortDescription(self) -> str:
        """Return one sentence for the toolbox."""
        return tr("Writes the interventions of a district to a GeoJSON file with the fields of the UK scheme form.")

    def tags(self) -> list[str]:
        """Return words to find it by."""
        return [tr("export"), tr("exchange"), tr("scheme")]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare the parameters."""
        self.addParameter(asked.district_parameter())
        self.addParameter(asked.unsaved_parameter())
        self.addParameter(
            QgsProcessingParameterFileDestination("OUTPUT", tr("Interventions"), tr("GeoJSON (*.geojson *.json)"))
        )

    def run_algorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Write every intervention of the district, candidates and externals."""
        path = self.parameterAsFile(parameters, "DISTRICT", context)
        target = self.parameterAsFileOutput(parameters, "OUTPUT", context)
        asked.check_destinations({"OUTPUT": target}, path)
        district = asked.read_district(path, feedback)
        if not district.interventions:
            raise LayerError("the district holds no interventions", Path(path).name, "Draw one first")
        crs = district.crs
        self.write_file(Path(target), lambda part: write_geojson(district.interventions, part, to_degrees(crs)))
        feedback.pushInfo(tr("%n intervention(s) written.", None, len(district.interventions)))
        return {"OUTPUT": target}
