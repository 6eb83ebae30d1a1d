"""A square, a plaza, a pocket space to stay in."""

from __future__ import annotations

from district_planner.core.interventions import attributes, values
from district_planner.core.interventions.costs import UnitCost
from district_planner.core.interventions.effects import Effect
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.kind import AREA, POINT, Kind
from district_planner.core.interventions.places import opportunities


def _effects(intervention: Intervention) -> tuple[Effect, ...]:
    return opportunities(intervention, ("public_space", *values.categories(intervention)))


KIND = Kind(
    id="public_space",
    name="Public space",
    group="places",
    geometries=(POINT, AREA),
    own=(attributes.HECTARES, attributes.CATEGORIES, attributes.ENTRANCES, attributes.CAPACITY, attributes.WORKS_BIAS),
    explain="A new public space: one opportunity of that category, and one of each category that it names besides, for "
    "example play.",
    act=_effects,
    unit_cost=UnitCost(1e6, 2.5e6, 5e6, "ha", 2024, "[P]", "District Planner convention"),
    order=30,
)
