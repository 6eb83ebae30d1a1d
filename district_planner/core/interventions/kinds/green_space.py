"""A park, a linear park, a wood to walk in."""

from __future__ import annotations

from district_planner.core.interventions import attributes
from district_planner.core.interventions.costs import UnitCost, hectares
from district_planner.core.interventions.effects import Effect
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.kind import AREA, POINT, Kind
from district_planner.core.interventions.places import opportunities


def _effects(intervention: Intervention) -> tuple[Effect, ...]:
    return opportunities(intervention, ("green_space",), hectares(intervention))


def _lacking(intervention: Intervention) -> str:
    return "" if hectares(intervention) > 0 else "its size is unknown: draw its outline or fill in the field hectares"


KIND = Kind(
    id="green_space",
    name="Green space",
    group="places",
    geometries=(AREA, POINT),
    own=(attributes.HECTARES, attributes.ENTRANCES, attributes.WORKS_BIAS),
    explain="A new green space: one opportunity of that category that weighs its hectares, reached at its entrances. "
    "It counts in the distance-and-size standards too.",
    act=_effects,
    unit_cost=UnitCost(100_000.0, 300_000.0, 1_000_000.0, "ha", 2024, "[P]", "District Planner convention"),
    lacking=_lacking,
    order=40,
)
