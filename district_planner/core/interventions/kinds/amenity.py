"""An amenity, or a hub of several."""

from __future__ import annotations

from district_planner.core.interventions import attributes, values
from district_planner.core.interventions.costs import UnitCost
from district_planner.core.interventions.effects import Effect
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.kind import AREA, POINT, Kind
from district_planner.core.interventions.places import amount, opportunities


def _effects(intervention: Intervention) -> tuple[Effect, ...]:
    return opportunities(intervention, values.categories(intervention), amount(intervention, attributes.WEIGHT))


def _lacking(intervention: Intervention) -> str:
    if not values.categories(intervention):
        return "it names no category: say in its field categories what is there, such as a café or a shop"
    return "" if amount(intervention, attributes.WEIGHT) else "its weight is 0"


KIND = Kind(
    id="amenity",
    name="Amenity",
    group="places",
    geometries=(POINT, AREA),
    own=(attributes.CATEGORIES, attributes.WEIGHT, attributes.ENTRANCES, attributes.BUILDINGS_BIAS),
    explain="A new place to reach, one opportunity in each of its categories.",
    act=_effects,
    unit_cost=UnitCost(100_000.0, 300_000.0, 1_000_000.0, "item", 2024, "[P]", "District Planner convention"),
    lacking=_lacking,
    order=10,
)
