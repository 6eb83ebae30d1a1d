"""A line of public transport: tram, tram-train, bus rapid transit, bus or heavy rail."""

from __future__ import annotations

import numpy as np
import shapely

from district_planner.core.interventions.attributes import WORKS_BIAS
from district_planner.core.interventions.effects import AddedOpportunity, Effect, TransitLine
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.kind import LINE, Kind
from district_planner.core.interventions.line_facts import line_price
from district_planner.core.interventions.transit_line import LINE_ATTRIBUTES, drawn_line, has_stops
from district_planner.core.transit.run_times import leg_seconds


def _effects(intervention: Intervention) -> tuple[Effect, ...]:
    drawn = drawn_line(intervention)
    line = TransitLine(
        route=intervention.id,
        name=intervention.label,
        service=drawn.service.id,
        line=intervention.geometry,
        stops=drawn.stops,
        leg_ms=tuple(float(np.rint(leg_seconds(leg, drawn.vehicle) * 1000.0)) for leg in drawn.legs),
        dwell_ms=float(np.rint(drawn.vehicle.dwell_s * 1000.0)),
        headways=drawn.headways,
        replaces=drawn.replaces,
    )
    stops = tuple(AddedOpportunity("pt_stop", 1.0, shapely.Point(stop.x, stop.y)) for stop in drawn.stops)
    return (line, *stops)


def _lacking(intervention: Intervention) -> str:
    return "" if has_stops(intervention) else "it has no stops: place at least two"


KIND = Kind(
    id="light_rail",
    name="Light rail line",
    group="get_around",
    geometries=(LINE,),
    own=(*LINE_ATTRIBUTES, WORKS_BIAS),
    explain="A tram, tram-train, bus or rail line with stops. It brings closer what public transport reaches, and its "
    "stops count as stops.",
    act=_effects,
    lacking=_lacking,
    price=line_price,
    order=50,
)
