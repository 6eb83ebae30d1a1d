"""A new cycle path, away from streets or traced along one."""

from __future__ import annotations

from district_planner.core.interventions.costs import UnitCost
from district_planner.core.interventions.cycle_quality import AUDITED
from district_planner.core.interventions.kind import LINE, Kind
from district_planner.core.interventions.lines import LINE_ATTRIBUTES, added_line, nobody
from district_planner.core.interventions.vocabulary import CYCLING, ON_FOOT

# Shared use unless the planner says otherwise [P]: most new paths in Britain are open to walking and wheeling too.
_USERS = CYCLING | ON_FOOT

KIND = Kind(
    id="cycle_path",
    name="Cycle path",
    group="get_around",
    geometries=(LINE,),
    own=(*LINE_ATTRIBUTES, *AUDITED),
    explain="A new two-way path for cycling, and for walking and wheelchairs unless its modes say otherwise.",
    act=added_line(_USERS),
    unit_cost=UnitCost(
        1150.0, 1300.0, 1450.0, "m", 2017, "[S]", "Taylor and Hiblin for DfT 2017: two-way physically segregated track"
    ),
    scheme=("route", "cycling"),
    lacking=nobody(_USERS),
    order=20,
)
