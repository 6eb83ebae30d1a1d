"""A new way on foot: a path, a passage, a footbridge."""

from __future__ import annotations

from district_planner.core.interventions.costs import METHODS, UnitCost
from district_planner.core.interventions.kind import LINE, Kind
from district_planner.core.interventions.lines import LINE_ATTRIBUTES, added_line, nobody
from district_planner.core.interventions.vocabulary import ON_FOOT

KIND = Kind(
    id="walking_link",
    name="Walking link",
    group="get_around",
    geometries=(LINE,),
    own=LINE_ATTRIBUTES,
    explain="A new way for walking and wheelchairs, in both directions. Where it is at grade it joins every street "
    "that it crosses and that allows walking; on a bridge it joins at its ends only.",
    act=added_line(ON_FOOT),
    # From the dearer end of resurfacing a route, over the cheaper to the dearer end of a mixed strategic route.
    unit_cost=UnitCost(190.0, 460.0, 880.0, "m", 2017, "[M]", f"{METHODS}: resurfaced and mixed strategic routes"),
    scheme=("route", "walking_wheeling"),
    lacking=nobody(ON_FOOT),
    order=10,
)
