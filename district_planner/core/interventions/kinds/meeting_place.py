"""A place where people from different firms meet: a networking asset."""

from __future__ import annotations

from district_planner.core.interventions import attributes, values
from district_planner.core.interventions.attributes import Attribute
from district_planner.core.interventions.costs import UnitCost
from district_planner.core.interventions.effects import Effect
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.kind import AREA, POINT, Kind
from district_planner.core.interventions.places import opportunities

EVENTS = Attribute("events_per_month", "Events per month", "number", "events", minimum=0.0)


def _effects(intervention: Intervention) -> tuple[Effect, ...]:
    return opportunities(intervention, ("meeting_place", *values.categories(intervention)))


KIND = Kind(
    id="meeting_place",
    name="Meeting place",
    group="places",
    geometries=(POINT, AREA),
    own=(EVENTS, attributes.CAPACITY, attributes.CATEGORIES, attributes.ENTRANCES, attributes.BUILDINGS_BIAS),
    explain="A new meeting place: one opportunity of that category, and one of each category that it names besides, "
    "for example cafe. Events and capacity are recorded for the interaction between firms.",
    act=_effects,
    unit_cost=UnitCost(10_000.0, 50_000.0, 250_000.0, "item", 2024, "[P]", "District Planner convention"),
    order=20,
)
