"""``districtplanner:catchments``: how far one gets from places, and who and what is there."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsWkbTypes,
)

from district_planner.core.access.catchment_area import HOLE_HA, WIDTH_M
from district_planner.core.access.catchments import (
    DIRECTIONS,
    STATES,
    CatchmentRequest,
    Catchments,
    catchments,
    places_at,
)
from district_planner.core.access.modes import MODES
from district_planner.core.aside import aside
from district_planner.core.district import District
from district_planner.core.evaluation.riding import TRANSIT_MODELS
from district_planner.core.interventions.selection import TODAY
from district_planner.core.places.categories import several_of
from district_planner.core.places.columns import Log
from district_planner.core.progress import part
from district_planner.gis.styles import Look
from district_planner.processing import parameters as asked
from district_planner.processing.outputs import LayerAlgorithm
from district_planner.processing.travel import add_model, points_of
from district_planner.translation import tr

_DRAWN = 0.9
_BOTH = "both"
_ALIASES = {
    "place": "Place", "name": "Name", "mode": "Mode", "state": "State", "from_min": "From (min)", "to_min": "To (min)",
    "people": "People within the time", "new_people": "People that interventions bring", "jobs": "Jobs within the time",
    "km2": "Area of the catchment (km²)", "street": "Street",
}  # fmt: skip


class CatchmentsAlgorithm(LayerAlgorithm):
    """Draws catchments by travel time."""

    def name(self) -> str:
        """Return the id that scripts rely on."""
        return "catchments"

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return tr("Catchments")

    def shortDescription(self) -> str:
        """Return one sentence for the toolbox."""
        return tr("Draws how far one gets from places within some minutes, with the people, jobs and amenities there.")

    def tags(self) -> list[str]:
        """Return words to find it by."""
        return [tr("isochrone"), tr("service area"), tr("accessibility")]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare the parameters; without points or names, every node of the district is a place."""
        vector = QgsProcessing.SourceType
        self.addParameter(asked.district_parameter())
        self.addParameter(asked.unsaved_parameter())
        self.addParameter(QgsProcessingParameterFeatureSource(
            "POINTS", tr("Places, as a layer"), [vector.TypeVectorPoint, vector.TypeVectorPolygon],
            optional=True))  # fmt: skip
        self.addParameter(QgsProcessingParameterString(
            "PLACES", tr("Nodes or sites, for example AMP, SBP (empty: every node)"), optional=True))  # fmt: skip
        self.addParameter(asked.Choices("MODES", tr("Modes"), list(MODES), ["walk"]))
        self.addParameter(QgsProcessingParameterString(
            "CUTOFFS", tr("Cutoffs in minutes (empty: 5, 10, 15 on foot; 10, 15, 30 by cycle; 30, 45, 60 riding)"),
            optional=True))  # fmt: skip
        add_model(self)
        self._choice("STATE", tr("With interventions"), [*STATES, _BOTH])
        self.addParameter(QgsProcessingParameterString(
            "SCENARIO", tr("Scenario (empty: every candidate)"), optional=True))  # fmt: skip
        self.addParameter(QgsProcessingParameterString("WORLD", tr("World"), TODAY, optional=True))
        self.addParameter(QgsProcessingParameterNumber(
            "YEAR", tr("Year (empty: every opening year)"), QgsProcessingParameterNumber.Type.Integer, optional=True,
            minValue=1900, maxValue=2200))  # fmt: skip
        self._choice("DIRECTION", tr("From the places or to them"), list(DIRECTIONS))
        self.addParameter(QgsProcessingParameterBoolean(
            "TOGETHER", tr("One catchment of all places together"), defaultValue=False))  # fmt: skip
        for key, text, kind in (
            ("BANDS", tr("Bands"), vector.TypeVectorPolygon), ("STREETS", tr("Reached streets"), vector.TypeVectorLine),
        ):  # fmt: skip
            self.addParameter(QgsProcessingParameterFeatureSink(key, text, kind, optional=True, createByDefault=True))

    def _choice(self, key: str, text: str, options: list[str]) -> None:
        self.addParameter(QgsProcessingParameterEnum(
            key, text, options, defaultValue=options[0], usesStaticStrings=True))  # fmt: skip

    def run_algorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Draw the catchments and write bands and streets."""
        progress = self.progress
        path = self.parameterAsFile(parameters, "DISTRICT", context)
        asked.check_destinations(asked.destinations(parameters, ("BANDS", "STREETS"), context), path)
        request = self._request(parameters, context)
        district, log = asked.read_district(path, feedback), Log()
        places = self._places(district, parameters, context, log)
        found = aside(lambda heard: catchments(district, places, request, heard), part(progress, 0.0, _DRAWN))
        for sentence in (*log.warnings, *found.notes):
            feedback.pushWarning(sentence if sentence.endswith(".") else f"{sentence}.")
        _say(found, feedback)
        kinds = {"BANDS": (found.bands, QgsWkbTypes.Type.MultiPolygon, "catchment_bands"),
                 "STREETS": (found.streets, QgsWkbTypes.Type.LineString, "catchment_streets")}  # fmt: skip
        written: dict[str, Any] = {}
        for key, (frame, kind, style) in kinds.items():
            look = _look(style, found, district, wider_first=key == "BANDS")
            written.update(self.write_layer(key, frame, kind, district.crs, look, parameters, context, progress))
        return written

    def _request(self, parameters: dict[str, Any], context: QgsProcessingContext) -> CatchmentRequest:
        state = self.parameterAsEnumString(parameters, "STATE", context) or STATES[0]
        return CatchmentRequest(
            modes=asked.modes(parameters.get("MODES")),
            cutoffs=asked.minutes(self.parameterAsString(parameters, "CUTOFFS", context), "CUTOFFS"),
            states=STATES if state == _BOTH else (state,),
            scenario=self.parameterAsString(parameters, "SCENARIO", context).strip(),
            world=self.parameterAsString(parameters, "WORLD", context).strip() or TODAY,
            year=self.parameterAsInt(parameters, "YEAR", context) if parameters.get("YEAR") is not None else None,
            direction=self.parameterAsEnumString(parameters, "DIRECTION", context) or DIRECTIONS[0],
            together=self.parameterAsBool(parameters, "TOGETHER", context),
            transit_model=self.parameterAsEnumString(parameters, "MODEL", context) or TRANSIT_MODELS[0],
            percentile=self.parameterAsDouble(parameters, "PERCENTILE", context),
        )

    def _places(
        self, district: District, parameters: dict[str, Any], context: QgsProcessingContext, log: Log
    ) -> pd.DataFrame:
        """Return the places of the layer, else the nodes and sites that are named, else every node."""
        layer = points_of(self, parameters, "POINTS", district, context, log)
        if layer is None:
            return places_at(district, asked.texts(self.parameterAsString(parameters, "PLACES", context)))
        return layer


def _say(found: Catchments, feedback: QgsProcessingFeedback) -> None:
    for row in found.bands.to_dict("records"):
        feedback.pushInfo(tr("{}, {}, {}: within {} min {} people, {} jobs, {} km²").format(
            row["name"], row["mode"], row["state"], f"{row['to_min']:g}", f"{row['people']:,.0f}",
            f"{row['jobs']:,.0f}", "–" if np.isnan(row["km2"]) else f"{row['km2']:.2f}"))  # fmt: skip


def _look(style: str, found: Catchments, district: District, *, wider_first: bool) -> Look:
    steps = tuple(sorted(float(minutes) for minutes in found.bands["to_min"].unique()))
    names = [name for name in found.bands.columns if str(name).startswith("n_")] if wider_first else []
    aliases = {**_ALIASES, **{name: f"Number within the time: {several_of(name[2:])}" for name in names}}
    how = tr(
        "Reached streets by travel time. Polygons: {} m to either side of them, holes up to {} ha filled [P]. People, "
        "jobs and opportunities are counted by travel time, not by the polygon."
    ).format(f"{WIDTH_M:g}", f"{HOLE_HA:g}")
    return Look(
        style, "to_min", tr("Travel time; reached streets, cut where the time is over"), steps=steps[:6],
        aliases=aliases, title=tr("Catchments") if wider_first else tr("Reached streets"),
        abstract="\n".join((how, *found.notes)), rights=str(district.settings.get("attribution") or ""),
    )  # fmt: skip
