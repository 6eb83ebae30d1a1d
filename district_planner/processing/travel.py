"""What the algorithms of travel times ask for alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
from qgis.core import (
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from district_planner.core.access.modes import MODES
from district_planner.core.aside import aside
from district_planner.core.district import District
from district_planner.core.evaluation.riding import MEDIAN, TRANSIT_MODELS, check_model
from district_planner.core.evaluation.traveltimes import TravelRequest
from district_planner.core.interventions.selection import TODAY
from district_planner.core.places.columns import FEATURE_ID, Log
from district_planner.core.transit.waits import MINUTES
from district_planner.gis.tables import AREAS, POINTS, Wanted, in_district, read_layer
from district_planner.processing import parameters as asked
from district_planner.processing.base import DistrictAlgorithm
from district_planner.translation import tr

STATES = ("base", "with")


def add_state(algorithm: QgsProcessingAlgorithm) -> None:
    """Declare which interventions are built."""
    algorithm.addParameter(QgsProcessingParameterEnum(
        "STATE", tr("With interventions"), list(STATES), defaultValue="with", usesStaticStrings=True))  # fmt: skip
    algorithm.addParameter(QgsProcessingParameterString(
        "SCENARIO", tr("Scenario (empty: every candidate)"), optional=True))  # fmt: skip
    algorithm.addParameter(QgsProcessingParameterString("WORLD", tr("World"), TODAY, optional=True))
    algorithm.addParameter(QgsProcessingParameterNumber(
        "YEAR", tr("Year (empty: every opening year)"), QgsProcessingParameterNumber.Type.Integer, optional=True,
        minValue=1900, maxValue=2200))  # fmt: skip


def add_modes(algorithm: QgsProcessingAlgorithm, chosen: Sequence[str]) -> None:
    """Declare modes, limit and what minutes count."""
    algorithm.addParameter(asked.Choices("MODES", tr("Modes"), list(MODES), chosen))
    algorithm.addParameter(QgsProcessingParameterNumber(
        "LIMIT", tr("Time limit in minutes (empty: that of each mode)"), QgsProcessingParameterNumber.Type.Double,
        optional=True, minValue=1.0, maxValue=24 * 60.0))  # fmt: skip
    add_minutes(algorithm)


def add_minutes(algorithm: QgsProcessingAlgorithm) -> None:
    """Declare what minutes by public transport count."""
    algorithm.addParameter(asked.advanced(QgsProcessingParameterEnum(
        "MINUTES", tr("Minutes by public transport: of the clock, or as they weigh"), list(MINUTES),
        defaultValue=MINUTES[0], usesStaticStrings=True)))  # fmt: skip


def add_model(algorithm: QgsProcessingAlgorithm) -> None:
    """Declare the model of public transport and the departure that counts."""
    algorithm.addParameter(QgsProcessingParameterEnum(
        "MODEL", tr("Public transport by frequency, or by timetable"), list(TRANSIT_MODELS),
        defaultValue=TRANSIT_MODELS[0], usesStaticStrings=True))  # fmt: skip
    algorithm.addParameter(asked.advanced(QgsProcessingParameterNumber(
        "PERCENTILE", tr("By timetable: percent of the departures that keep to the time (50: median)"),
        QgsProcessingParameterNumber.Type.Double, defaultValue=MEDIAN)))  # fmt: skip


def add_points(algorithm: QgsProcessingAlgorithm, key: str, text: str) -> None:
    """Declare a layer of places."""
    vector = QgsProcessing.SourceType
    algorithm.addParameter(QgsProcessingParameterFeatureSource(
        key, text, [vector.TypeVectorPoint, vector.TypeVectorPolygon], optional=True))  # fmt: skip


def request_of(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> TravelRequest:
    """Return what was asked for."""
    year = algorithm.parameterAsInt(parameters, "YEAR", context) if parameters.get("YEAR") is not None else None
    limit = algorithm.parameterAsDouble(parameters, "LIMIT", context) if parameters.get("LIMIT") is not None else 0.0
    return TravelRequest(
        modes=asked.modes(parameters.get("MODES")),
        limit_min=limit,
        scenario=algorithm.parameterAsString(parameters, "SCENARIO", context).strip(),
        world=algorithm.parameterAsString(parameters, "WORLD", context).strip() or TODAY,
        year=year,
        minutes=minutes_of(algorithm, parameters, context),
        interventions=(algorithm.parameterAsEnumString(parameters, "STATE", context) or "with") == "with",
    )


def by_model(
    asked_for: TravelRequest, algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any],
    context: QgsProcessingContext,
) -> TravelRequest:  # fmt: skip
    """Return a request with the model of public transport that was chosen.

    Raises:
        RequestError: a percentile outside 0 to 100, or generalised minutes by timetable.
    """
    model = algorithm.parameterAsEnumString(parameters, "MODEL", context) or TRANSIT_MODELS[0]
    percentile = algorithm.parameterAsDouble(parameters, "PERCENTILE", context)
    found = replace(asked_for, transit_model=model, percentile=percentile)
    check_model(found.request)
    return found


def minutes_of(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> str:  # fmt: skip
    """Return what minutes by public transport count."""
    return algorithm.parameterAsEnumString(parameters, "MINUTES", context) or MINUTES[0]


def points_of(
    algorithm: DistrictAlgorithm, parameters: dict[str, Any], key: str, district: District,
    context: QgsProcessingContext, log: Log,
) -> pd.DataFrame | None:  # fmt: skip
    """Return the places of a layer in the district's CRS; None where none was given."""
    source = asked.layer_source(algorithm, parameters, key, context)
    if source is None:
        return None
    raw = read_layer(source, key, Wanted((POINTS, AREAS)), log, algorithm.progress.still)
    layer = aside(lambda _: in_district(raw, district.crs, district.settings).frame, algorithm.progress.still)
    names = next((layer[name] for name in layer.columns if str(name).lower() == "name"), layer[FEATURE_ID])
    ids = next((layer[name] for name in layer.columns if str(name).lower() == "id"), layer[FEATURE_ID])
    unique = ids.notna().all() and ids.is_unique
    return pd.DataFrame({
        "id": (ids if unique else layer[FEATURE_ID]).astype(str), "name": names.fillna("").astype(str),
        "geometry": layer["geometry"], "entrances": None,
    })  # fmt: skip
