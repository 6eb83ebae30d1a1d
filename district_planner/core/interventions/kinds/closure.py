"""A street that is closed to through movement."""

from __future__ import annotations

from district_planner.core.interventions import attributes, values
from district_planner.core.interventions.costs import UnitCost
from district_planner.core.interventions.effects import ClosedStreets, Effect
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.kind import AREA, LINE, POINT, Kind
from district_planner.core.interventions.vocabulary import MODES, ON_FOOT


def _effects(intervention: Intervention) -> tuple[Effect, ...]:
    modes = values.modes(intervention, MODES)
    # Whoever uses a wheelchair is on foot: where walking ends, wheeling ends.
    return (ClosedStreets(intervention.geometry, modes | ON_FOOT if "walk" in modes else modes),)


KIND = Kind(
    id="closure",
    name="Closure",
    group="get_around",
    geometries=(POINT, LINE, AREA),
    own=(attributes.MODES, attributes.ROADS_BIAS),
    explain="Nobody passes any more along the streets that it covers or crosses, unless its modes name who may not. "
    "Places on a closed street keep their way in and out at both ends.",
    act=_effects,
    unit_cost=UnitCost(2_000.0, 10_000.0, 40_000.0, "item", 2024, "[P]", "District Planner convention"),
    scheme=("modal filter", "all"),
    order=40,
)
