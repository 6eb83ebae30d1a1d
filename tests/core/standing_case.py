"""A street with four stops and two bus routes, services that change, and plain loops that say which stops stand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from shapely.geometry import LineString, Point

from district_planner.core.district import District
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.service import on_date
from tests.core.feed_case import folder_feed, times
from tests.core.frequency_case import with_feed
from tests.oracle.cases import street

AT = {"A": 0.0, "B": 300.0, "C": 900.0, "D": 1190.0}
"""Metres along the street."""
CALLS = {"R": ("A", "B", "C"), "Q": ("C", "D")}
HOMES = {"h": 0.0, "m": 650.0, "z": 1400.0}
METRES = {5: 400.0, 10: 800.0, 15: 1200.0}
"""Minutes on foot at 4.8 km/h, 80 m a minute."""


def stops_text() -> str:
    return "stop_id,stop_name,stop_lat,stop_lon\n" + "".join(f"{name},{name},53.0,-1.5\n" for name in AT)


def district(folder, *, streets: bool = True, more_stops: Sequence[dict] = (), **tables) -> District:
    """Return the district; both routes leave at 07:00 and 08:00."""
    rows = [
        f"{route}{hour},0{hour}:{10 * i:02}:00,0{hour}:{10 * i:02}:00,{stop},{i + 1}"
        for route, stops in CALLS.items()
        for hour in (7, 8)
        for i, stop in enumerate(stops)
    ]
    feed = on_date(read_feed(folder_feed(
        folder / "feed", stops=stops_text(),
        routes="route_id,route_short_name,route_type\nR,1,3\nQ,2,3\n",
        trips="route_id,service_id,trip_id\n" + "".join(f"{r},WD,{r}{h}\n" for r in CALLS for h in (7, 8)),
        stop_times=times(*rows),
    )))  # fmt: skip
    x = np.array([AT[name] for name in feed.stops["id"]])
    made = with_feed(feed.placed(x, np.zeros(len(x))), {
        "homes": [{"id": name, "people": 10.0, "geometry": Point(at, 0)} for name, at in HOMES.items()],
        "streets": [street("s", [(-200, 0), (1700, 0)])] if streets else [], **tables,
    })  # fmt: skip
    if more_stops:
        stops = made.tables["stops"]
        new = stops.iloc[:0].reindex(range(len(more_stops)))
        for name in ("id", "name", "geometry"):
            new[name] = [one[name] for one in more_stops]
        joined = {**made.tables, "stops": type(stops)({c: [*stops[c], *new[c]] for c in stops.columns})}
        made = replace(made, tables=joined)
    return made


def line(name: str, *at: float, **given) -> Intervention:
    """Return a drawn line along the street with stops at some metres, which may double back."""
    shape = LineString([(x, 0.0) for x in at])
    chainages = np.concatenate([[0.0], np.cumsum(np.abs(np.diff(at)))]).tolist()
    return Intervention(name, "light_rail", shape, "", False, {"stops": json.dumps(chainages), **given})


def change(name: str, what: str, x: float = -5000.0, **given) -> Intervention:
    lists = {key: json.dumps(value) for key, value in given.items()}
    return Intervention(name, "transit_change", Point(x, 0), "", False, {"change": what, **lists})


def standing(built: Sequence[Intervention]) -> list[float]:
    """Return where stops stand: metres along the street, one number for each place."""
    calls = {(stop, route) for route, stops in CALLS.items() for stop in stops}
    closed: set[str] = set()
    for one in built:
        given = {key: json.loads(str(value)) for key, value in one.attributes.items()
                 if key in ("routes", "stops", "replaces")}  # fmt: skip
        if one.kind == "light_rail":
            calls = {(s, r) for s, r in calls if r not in given.get("replaces", ())}
        elif one.attributes["change"] == "route_withdrawn":
            calls = {(s, r) for s, r in calls if r not in given["routes"]}
        elif one.attributes["change"] == "stop_closed":
            near = [s for s, x in AT.items() if abs(x - one.geometry.x) <= 100]
            shut = given.get("stops") or sorted(near, key=lambda s: abs(AT[s] - one.geometry.x))[:1]
            only = given.get("routes") or list(CALLS)
            calls = {(s, r) for s, r in calls if s not in shut or r not in only}
            closed |= set() if given.get("routes") else set(shut)
    found = [x for stop, x in AT.items() if stop not in closed and any(s == stop for s, _ in calls)]
    today = list(found)
    drawn: list[float] = []
    for one in sorted((one for one in built if one.kind == "light_rail"), key=lambda one: one.id):
        for chainage in json.loads(str(one.attributes["stops"])):
            x = one.geometry.interpolate(chainage).x
            if all(abs(x - other) > 1.0 for other in drawn):
                drawn.append(x)
                if all(abs(x - other) > 1.0 for other in today):
                    found.append(x)
    return found


def counted(built: Sequence[Intervention]) -> dict[tuple[str, int], int]:
    """Return {(home, minutes): stops within}."""
    stops = standing(built)
    return {(home, minutes): sum(abs(x - at) <= far for x in stops)
            for home, at in HOMES.items() for minutes, far in METRES.items()}  # fmt: skip
