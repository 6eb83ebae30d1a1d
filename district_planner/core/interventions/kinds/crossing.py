"""A crossing over a carriageway: a point at a junction, or a short line from kerb to kerb."""

from __future__ import annotations

from district_planner.core.interventions import attributes
from district_planner.core.interventions.attributes import STEP_FREE, Attribute
from district_planner.core.interventions.costs import UnitCost
from district_planner.core.interventions.effects import EasedCrossing, Effect
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.kind import LINE, POINT, Kind
from district_planner.core.interventions.lines import nobody, users
from district_planner.core.interventions.places import amount
from district_planner.core.interventions.vocabulary import ON_FOOT

DELAY = Attribute(
    "delay_s", "Delay of one crossing afterwards", "number", "s", 0.0, 0.0, 600.0,
    note="0 where traffic gives way; 15 s at signals [P].",
)  # fmt: skip


def _effects(intervention: Intervention) -> tuple[Effect, ...]:
    delay = amount(intervention, DELAY)
    return (EasedCrossing(intervention.geometry, delay, users(intervention, ON_FOOT)),)


KIND = Kind(
    id="crossing",
    name="Crossing",
    group="get_around",
    geometries=(POINT, LINE),
    own=(DELAY, attributes.MODES, STEP_FREE, attributes.ROADS_BIAS),
    explain="Takes the delay of crossing a busy street away, or makes the join where the street cannot be crossed at "
    "all. For walking and wheelchairs; add cycle to its modes where cycles may cross too.",
    act=_effects,
    # The dear end is a junction with cycling added to other work, which is [S] in the methods.
    unit_cost=UnitCost(50_000.0, 120_000.0, 240_000.0, "item", 2017, "[P]", "District Planner convention"),
    scheme=("crossing", "all"),
    lacking=nobody(ON_FOOT),
    order=30,
)
