"""Four streets, a home and a café, on which cases are worked out by hand.

Unless a test says otherwise the streets are a square of four, 100 m each, drawn anticlockwise from (0, 0): south, east,
north, west. On foot 100 m take 75 s (4.8 km/h), by cycle 24 s, in a wheelchair 100 s, by e-cycle 18 s; 1 m of access is
750 ms on foot (also to a cycle) and 1,000 ms in a wheelchair. The home is 8 m below (20, 0): 6,000 ms of access and
15,000 ms of running from the south-west corner. The café is 4 m right of (100, 50): 3,000 ms and 37,500 ms.

Every place within 400 m of an added line has a join on it (rules 3.4), in a straight line over whatever lies between;
tests that look at the joins of the line itself lower that limit to 5 m (``reach=5``).
"""

from __future__ import annotations

from shapely.geometry import LineString, Point

from district_planner.core.interventions.effects import AddedLine
from tests.oracle import Change, Oracle
from tests.oracle.cases import district_of, street

SW, SE, NE, NW = (0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)
HOME, CAFE = Point(20, -8), Point(104, 50)
ON_FOOT = frozenset({"walk", "wheelchair"})


def square(**changed):
    """The four streets; ``south={"cycle": "backward"}`` changes columns of one."""
    drawn = {"south": [SW, SE], "east": [SE, NE], "north": [NE, NW], "west": [NW, SW]}
    return [street(id, line, **changed.get(id, {})) for id, line in drawn.items()]


def times(streets, effects=(), mode="walk", home=HOME, cafe=CAFE, limit=30, reach=400, **tables):
    rows = {
        "streets": streets,
        "homes": [{"id": "home", "geometry": home}],
        "opportunities": [{"id": "cafe", "category": "cafe", "weight": 1.0, "geometry": cafe}],
        **tables,
    }
    changes = [Change(f"i{number}", (effect,)) for number, effect in enumerate(effects)]
    return Oracle(district_of(rows, {"access_limit_m": reach}), changes, mode, limit).times()


def time(*args, **named):
    return times(*args, **named).get(("home", "cafe"))


def line(*coordinates, modes=ON_FOOT, **named):
    return AddedLine(LineString(coordinates), frozenset(modes), **named)
