"""A route of a timetable as a line to be drawn on: its stops, way, run times and headways.

Of a route that has several ways the one with most departures from stops is taken. It runs in both directions at the
headway of that one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.ops import substring

from district_planner.core.errors import InterventionError, LayerError
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.services import SERVICES, ServiceKind
from district_planner.core.interventions.transit_line import MOST_KMH, NEAREST_STOPS_M, clock_text, drawn_line
from district_planner.core.network.streets import Floats
from district_planner.core.transit.feed import Feed
from district_planner.core.transit.line_headways import Headways, last_departure, of_departures, usual
from district_planner.core.transit.run_times import Vehicle, limit_for
from district_planner.core.transit.service import day_of_trips

WAY_REACH_M = 100.0
"""Farthest stop from the way that its trip takes; farther, the line goes straight from stop to stop, metres [P]."""
WAY_DETAIL_M = 1.0
"""How far a drawn line may leave the way of the feed, metres [P]."""

Way = Callable[[str], "Floats | None"]
"""Trip id -> its way in metres of the district's CRS, (n, 2); None where none is known."""
_SERVICES = {"tram": "tram", "metro": "tram", "rail": "rail", "bus": "bus"}

Index = npt.NDArray[np.int64]


def no_ways(trip: str) -> Floats | None:
    """Return that no way is known."""
    return None


@dataclass(frozen=True)
class Offered:
    """A route that runs on the day.

    Attributes:
        route: its id; name; mode; departures: of vehicles from where its trips begin.
        first, last: names of the first and last stop of the way that is taken.
    """

    route: str
    name: str
    mode: str
    departures: int
    first: str
    last: str


@dataclass(frozen=True)
class Taken:
    """A line that was made, and what of the route it does not hold, in sentences."""

    line: Intervention
    notes: tuple[str, ...]


def routes_offered(feed: Feed) -> tuple[Offered, ...]:
    """Return the routes that run on the day of a feed, in order of mode and name."""
    names = feed.stops["name"].to_numpy(dtype=object)
    found = []
    for row, trips in _trips_by_route(feed).items():
        chosen = _pattern(feed, trips)
        record = feed.routes.iloc[row]
        found.append(Offered(
            str(record["id"]), str(record["name"]), str(record["mode"]), sum(len(_starts(feed, t)) for t in trips),
            str(names[chosen.stops[0]]), str(names[chosen.stops[-1]]),
        ))  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.mode, len(one.name), one.name, one.route)))


def route_id(feed: Feed, route: str) -> str:
    """Return the id of a route that runs on the day of a feed, from its id or its name.

    Raises:
        LayerError: there is no such route that runs, or two have that name.
    """
    return str(feed.routes["id"].iloc[_row(feed, route, _trips_by_route(feed))])


def line_from_feed(
    feed: Feed, route: str, id_: str = "", way: Way = no_ways, replaced: Iterable[str] = ()
) -> Taken:  # fmt: skip
    """Return a route of a feed as a line to be drawn on.

    Legs have the speed limits with which the line runs as long as the trips of the way do in the mean; headways are
    those of :func:`line_headways.of_departures`, or of the feed's frequencies.

    Args:
        feed: the service of one day, its stops placed; route: id or name of a route; id_: of the line.
        way: where trips run on the ground; replaced: ids of routes that no longer run once the line does.

    Raises:
        LayerError: there is no such route that runs, two have that name, or no line can be made of it.
    """
    by_route = _trips_by_route(feed)
    row = _row(feed, route, by_route)
    record, where = feed.routes.iloc[row], f"{feed.name}, route {feed.routes['name'].iloc[row]}"
    pattern = _pattern(feed, by_route[row])
    service = SERVICES[_SERVICES.get(str(record["mode"]), "bus")]
    notes = [] if str(record["mode"]) in _SERVICES else [f"{record['mode']} is drawn as a {service.label}"]
    geometry, along = _geometry(feed, pattern, way, notes)
    kept = _apart(along, notes)
    if len(kept) < 2:
        raise LayerError("its stops lie in one place", where, "Choose another route")
    legs, dwell = _legs(feed, pattern, along, kept, service, notes)
    headways = _headways(feed, pattern)
    notes += _left_out(feed, pattern, by_route[row])
    names = feed.stops["name"].to_numpy(dtype=object)[pattern.stops]
    listed = [{"chainage_m": round(float(along[k]), 3), "name": str(names[k])} for k in kept]
    attributes: dict[str, Any] = {
        "service": service.id, "stops": json.dumps(listed, ensure_ascii=False), "legs": json.dumps(legs),
        "dwell_s": dwell, **_when(headways),
    }  # fmt: skip
    routes = list(replaced)
    if routes:
        attributes["replaces"] = json.dumps(routes)
    line = Intervention(id_ or f"line-{record['id']}", "light_rail", geometry, str(record["name"]), False, attributes)
    try:
        drawn_line(line)
    except InterventionError as error:
        raise LayerError(f"no line can be drawn of it: {error.what}", where, "Choose another route") from error
    return Taken(line, tuple(f"{record['name']}: {note}." for note in notes))


def _row(feed: Feed, wanted: str, running: Iterable[int]) -> int:
    runs = sorted(running)
    for column in ("id", "name"):
        rows = [row for row in runs if str(feed.routes[column].iloc[row]) == wanted]
        if len(rows) > 1:
            ids = ", ".join(str(feed.routes["id"].iloc[row]) for row in rows)
            raise LayerError(f"several routes are called {wanted!r}", feed.name, f"Choose one by its id: {ids}")
        if rows:
            return rows[0]
    known = ", ".join(str(feed.routes["id"].iloc[row]) for row in runs[:12])
    more = f" and {len(runs) - 12} more" if len(runs) > 12 else ""
    raise LayerError(f"there is no route {wanted!r} that runs", feed.name, f"Choose from {known}{more}")


# The way that is taken


@dataclass(frozen=True)
class _Pattern:
    """Trips that call at the same stops in the same order: rows of the feed's trips; rows of its stops."""

    trips: tuple[int, ...]
    stops: npt.NDArray[np.int32]


def _trips_by_route(feed: Feed) -> dict[int, list[int]]:
    """Return row of route -> rows of its trips; what is left of the day before is none of them."""
    found: dict[int, list[int]] = {}
    for trip, (route, day) in enumerate(zip(feed.trips["route"].tolist(), day_of_trips(feed).tolist())):
        if day == 0:
            found.setdefault(int(route), []).append(trip)
    return found


def _pattern(feed: Feed, trips: Sequence[int]) -> _Pattern:
    """Return the way with most departures from its stops, the first in the feed on a tie."""
    groups: dict[tuple[int, ...], list[int]] = {}
    for trip in trips:
        groups.setdefault(tuple(_of(feed, trip, feed.calls.stop).tolist()), []).append(trip)

    def weight(stops: tuple[int, ...]) -> int:
        return (len(stops) - 1) * sum(len(_starts(feed, trip)) for trip in groups[stops])

    best = max(groups, key=weight)
    return _Pattern(tuple(groups[best]), np.array(best, dtype=np.int32))


def _of(feed: Feed, trip: int, column: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return column[int(feed.calls.first[trip]) : int(feed.calls.first[trip + 1])]


def _starts(feed: Feed, trip: int) -> Index:
    """Return the seconds at which vehicles of a trip leave its first stop."""
    lines = feed.frequencies
    mine = lines[lines["trip"] == trip] if len(lines) else lines
    if not len(mine):
        return np.array([_of(feed, trip, feed.calls.departure)[0]], dtype=np.int64)
    spans = zip(mine["start_s"].tolist(), mine["end_s"].tolist(), mine["headway_s"].tolist())
    return np.concatenate([np.arange(a, b, step, dtype=np.int64) for a, b, step in spans])


def _left_out(feed: Feed, pattern: _Pattern, trips: Sequence[int]) -> list[str]:
    every = sum(len(_starts(feed, trip)) for trip in trips)
    mine = sum(len(_starts(feed, trip)) for trip in pattern.trips)
    if mine == every:
        return []
    names = feed.stops["name"].to_numpy(dtype=object)[pattern.stops]
    return [f"drawn is the way of {mine:,} of its {every:,} departures that day, {names[0]} to {names[-1]}; the line "
            "runs both ways at the headway of these"]  # fmt: skip


# On the ground


def _geometry(feed: Feed, pattern: _Pattern, way: Way, notes: list[str]) -> tuple[Any, Floats]:
    """Return the line, and how far along it each stop lies."""
    places = feed.stops[["x", "y"]].to_numpy(dtype=np.float64)[pattern.stops]
    course = way(str(feed.trips["id"].iloc[pattern.trips[0]]))
    if course is not None:
        line = shapely.simplify(shapely.LineString(course), WAY_DETAIL_M)
        points = shapely.points(places)
        along = np.asarray(shapely.line_locate_point(line, points), dtype=np.float64)
        near = bool((shapely.distance(line, points) <= WAY_REACH_M).all())
        if near and len(along) > 1 and bool((np.diff(along) > 0).all()):
            return substring(line, float(along[0]), float(along[-1])), along - along[0]
        notes.append("its way on the ground does not fit its stops, so the line goes straight from stop to stop")
    else:
        notes.append("the timetable tells no way on the ground, so the line goes straight from stop to stop")
    steps = np.hypot(*np.diff(places, axis=0).T)
    moves = np.append(True, steps > 0)
    # A line of one place is none; whoever asks finds its stops in one place.
    corners = places[moves] if moves.sum() > 1 else places[[0, 0]]
    return shapely.LineString(corners), np.concatenate([[0.0], np.cumsum(steps)])


def _apart(along: Floats, notes: list[str]) -> list[int]:
    """Return the stops that are far enough apart for a drawn line, both ends among them."""
    kept = [0]
    for number in range(1, len(along)):
        if along[number] - along[kept[-1]] >= NEAREST_STOPS_M:
            kept.append(number)
    last = len(along) - 1
    if kept[-1] != last and along[last] - along[0] >= NEAREST_STOPS_M:
        while along[last] - along[kept[-1]] < NEAREST_STOPS_M:
            kept.pop()
        kept.append(last)
    gone = len(along) - len(kept)
    if gone:
        notes.append(f"{gone} of its {len(along)} stops are less than {NEAREST_STOPS_M:g} m from the one before and "
                     "are left out")  # fmt: skip
    return kept


# When it runs


def _legs(
    feed: Feed, pattern: _Pattern, along: Floats, kept: Sequence[int], service: ServiceKind, notes: list[str]
) -> tuple[list[dict[str, Any]], float]:  # fmt: skip
    """Return the legs with their speed limits, and the dwell, so that the line takes as long as the trips."""
    arrive = np.mean([_of(feed, trip, feed.calls.arrival) for trip in pattern.trips], axis=0)
    leave = np.mean([_of(feed, trip, feed.calls.departure) for trip in pattern.trips], axis=0)
    inner = list(kept[1:-1])
    dwell = round(float(np.mean(leave[inner] - arrive[inner])), 1) if inner else service.dwell_s
    dwell = min(max(dwell, 0.0), 600.0)
    vehicle = Vehicle(service.acceleration, service.braking, dwell)
    legs, quick = [], 0
    for number, (a, b) in enumerate(zip(kept, kept[1:])):
        # At every stop between, the vehicle stands for the mean dwell from when it arrives.
        seconds = float(arrive[b] - (arrive[a] + dwell if number else leave[a]))
        limit, reached = limit_for(float(along[b] - along[a]), seconds, vehicle)
        quick += not reached
        legs.append({"class": service.legs, "kmh": _up(min(max(limit, 1.0), MOST_KMH))})
    if quick:
        notes.append(f"{quick} of {len(legs)} legs are quicker in the timetable than a {service.label} accelerates "
                     "and brakes; the line is slower there")  # fmt: skip
    return legs, dwell


def _up(kmh: float) -> float:
    """Return a speed rounded up to 0.0001 km/h: slower, a line that just makes its round would need a vehicle more."""
    return math.ceil(kmh * 1e4 - 1e-6) / 1e4


def _headways(feed: Feed, pattern: _Pattern) -> Headways:
    lines = feed.frequencies
    if len(pattern.trips) == 1 and len(lines):
        mine = lines[lines["trip"] == pattern.trips[0]].sort_values("start_s")
        rows = list(zip(mine["start_s"].tolist(), mine["end_s"].tolist(), mine["headway_s"].tolist()))
        if rows and all(a[1] == b[0] for a, b in zip(rows, rows[1:])):
            return tuple((int(a), int(b), step / 60.0) for a, b, step in rows)
    return of_departures(np.concatenate([_starts(feed, trip) for trip in pattern.trips]))


def _when(headways: Headways) -> dict[str, Any]:
    """Return the attributes that say when the line runs: the headway that holds longest, and the periods of others."""
    most = usual(headways)
    others = [[clock_text(a), clock_text(b), minutes] for a, b, minutes in headways if minutes != most]
    found = {
        "headway_min": most,
        "first_departure": clock_text(headways[0][0]),
        "last_departure": clock_text(last_departure(headways)),
    }
    return {**found, "headways": json.dumps(others)} if others else found
