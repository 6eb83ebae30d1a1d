"""A change of a service that runs: another headway or speed, a stop closed, a route withdrawn."""

from __future__ import annotations

from district_planner.core.errors import InterventionError
from district_planner.core.interventions import values, vocabulary
from district_planner.core.interventions.attributes import Attribute
from district_planner.core.interventions.effects import Effect, TransitChange
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.kind import LINE, POINT, Kind
from district_planner.core.interventions.transit_line import HEADWAY

CHANGES = ("headway", "speed", "stop_closed", "route_withdrawn")

CHANGE = Attribute("change", "What changes", choices=CHANGES)
ROUTES = Attribute(
    "routes", "Routes", "route_ids", note="Ids of routes as in the timetable; every route where none is named."
)
STOPS = Attribute(
    "stops", "Stops", "stop_ids", note="Ids of the stops that close; empty: the nearest to the drawn point."
)
SPEED = Attribute(
    "speed_factor", "Speed, times today's", "number", "", minimum=0.1, maximum=10.0,
    note="1.2 is a fifth faster: every ride takes the time divided by it.",
)  # fmt: skip


def _effects(intervention: Intervention) -> tuple[Effect, ...]:
    what = str(values.raw(intervention, "change"))
    if what not in CHANGES:
        raise InterventionError(
            f"{what!r} is no change", values.where(intervention, "change"), vocabulary.did_you_mean(what, CHANGES)
        )
    headway = values.number(intervention, HEADWAY)
    if what == "headway" and headway is not None and headway < 0.5:
        raise InterventionError(
            f"the headway is {headway:g} min", values.where(intervention, "headway_min"),
            "Give the minutes from one departure to the next, 0.5 or more; to stop a route choose route_withdrawn",
        )  # fmt: skip
    return (
        TransitChange(
            what, intervention.geometry, values.ids(intervention, "routes"), values.ids(intervention, "stops"),
            headway or 0.0, values.number(intervention, SPEED) or 1.0,
        ),
    )  # fmt: skip


def _lacking(intervention: Intervention) -> str:
    what = values.raw(intervention, "change")
    if what is None:
        return f"it does not say what changes: fill in the field change with {', '.join(CHANGES)}"
    if what == "headway" and values.number(intervention, HEADWAY) is None:
        return "it gives no headway: fill in the field headway_min"
    if what == "speed" and values.number(intervention, SPEED) is None:
        return "it gives no speed: fill in the field speed_factor"
    if what == "route_withdrawn" and not values.ids(intervention, "routes"):
        return "it names no route: fill in the field routes"
    return ""


KIND = Kind(
    id="transit_change",
    name="Service change",
    group="get_around",
    geometries=(POINT, LINE),
    own=(CHANGE, ROUTES, STOPS, HEADWAY, SPEED),
    explain="A route runs more or less often, faster or slower, or no longer, or a stop closes.",
    act=_effects,
    lacking=_lacking,
    order=60,
)
