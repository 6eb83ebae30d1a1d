"""Rides that a timetable offers in a period: for every line and pair of stops, departures an hour and minutes of ride.

A line is a route on one sequence of stops. Departures at a stop count where they fall in the period; the ride is the
mean over them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from district_planner.core.errors import DistrictDataError
from district_planner.core.interventions.effects import TransitChange, TransitLine
from district_planner.core.interventions.services import SERVICES
from district_planner.core.interventions.transit_line import per_hour
from district_planner.core.network.joins import Index
from district_planner.core.network.streets import Bools, Floats, Objects
from district_planner.core.transit.feed import Feed

SAME_STOP_M = 1.0
"""Stops of drawn lines this near to each other are one stop, metres [P]."""
CLOSED_REACH_M = 100.0
"""Farthest stop from a drawn point that closes, metres [P]."""


@dataclass(frozen=True)
class Rides:
    """Offers, one row per line and pair of stops.

    Attributes:
        source, target: stop numbers; per_hour: departures an hour, above 0; ride_min: minutes on board.
        line: number of the line, ``routes[line]`` its route.
        routes, modes: route id and mode of each line.
    """

    source: Index
    target: Index
    per_hour: Floats
    ride_min: Floats
    line: Index
    routes: Objects
    modes: Objects

    def __len__(self) -> int:
        return len(self.source)

    def take(self, chosen: Bools | Index) -> Rides:
        """Return some of the rows."""
        return Rides(
            self.source[chosen], self.target[chosen], self.per_hour[chosen], self.ride_min[chosen], self.line[chosen],
            self.routes, self.modes,
        )  # fmt: skip

    def of_routes(self, routes: Sequence[str]) -> Bools:
        """Return which rows belong to the routes; all where none is named."""
        if not routes:
            return np.ones(len(self), dtype=bool)
        return np.isin(self.routes.astype(str), list(routes))[self.line]


@dataclass(frozen=True)
class Stops:
    """The stops that are served: ids, names, metres in the district's CRS (stops, 2)."""

    id: Objects
    name: Objects
    xy: Floats

    def __len__(self) -> int:
        return len(self.id)

    def and_(self, other: Stops) -> Stops:
        """Return these stops with others behind them."""
        return Stops(
            np.concatenate([self.id, other.id]), np.concatenate([self.name, other.name]),
            np.concatenate([self.xy, other.xy]),
        )  # fmt: skip


def no_stops() -> Stops:
    """Return no stops."""
    nothing: Objects = np.empty(0, dtype=object)
    return Stops(nothing, nothing, np.empty((0, 2)))


def join_rides(parts: Sequence[Rides]) -> Rides:
    """Return the rows of several lists together, lines numbered anew."""
    if not parts:
        empty = np.empty(0, dtype=np.int64)
        nothing: Objects = np.empty(0, dtype=object)
        return Rides(empty, empty, np.empty(0), np.empty(0), empty, nothing, nothing)
    before = np.concatenate([[0], np.cumsum([len(part.routes) for part in parts])])
    return Rides(
        np.concatenate([p.source for p in parts]), np.concatenate([p.target for p in parts]),
        np.concatenate([p.per_hour for p in parts]), np.concatenate([p.ride_min for p in parts]),
        np.concatenate([p.line + n for p, n in zip(parts, before.tolist())]),
        np.concatenate([p.routes for p in parts]), np.concatenate([p.modes for p in parts]),
    )  # fmt: skip


# From a timetable


def served(feed: Feed, start_s: int, end_s: int) -> tuple[Stops, Rides]:
    """Return the stops with a departure or arrival in a period, and the rides between them.

    Args:
        feed: the service of one day, its stops placed in metres; start_s, end_s: seconds after midnight.

    Raises:
        DistrictDataError: the period is empty, or nothing departs in it.
    """
    if end_s <= start_s:
        raise DistrictDataError("the period runs backwards", "Public transport", "Give a start before the end")
    trips, weights = _weights(feed, start_s, end_s)
    found = [_of_pattern(feed, rows, weights, (end_s - start_s) / 3600.0) for rows in _patterns(feed, trips)]
    rides = join_rides([part for part in found if len(part)])
    if not len(rides):
        raise DistrictDataError(
            f"nothing departs between {_clock(start_s)} and {_clock(end_s)}", f"Public transport ({feed.name})",
            "Choose a period in which something runs",
        )  # fmt: skip
    used = np.unique(np.concatenate([rides.source, rides.target]))
    number = np.full(len(feed.stops), -1, dtype=np.int64)
    number[used] = np.arange(len(used))
    table = feed.stops.iloc[used]
    xy = table[["x", "y"]].to_numpy(dtype=np.float64)
    stops = Stops(table["id"].to_numpy(dtype=object), table["name"].to_numpy(dtype=object), xy)
    return stops, Rides(
        number[rides.source], number[rides.target], rides.per_hour, rides.ride_min, rides.line, rides.routes,
        rides.modes,
    )  # fmt: skip


def _clock(second: int) -> str:
    return f"{second // 3600:02d}:{second % 3600 // 60:02d}"


def _weights(feed: Feed, start_s: int, end_s: int) -> tuple[Index, dict[int, Floats]]:
    """Return the trips that depart in the period, and departures in it at each of their calls."""
    lines = feed.frequencies
    repeated = lines["trip"].to_numpy(dtype=np.int64)
    found: dict[int, Floats] = {}
    for trip, row in zip(repeated.tolist(), lines[["start_s", "end_s", "headway_s"]].to_numpy(dtype=np.float64)):
        leaves = feed.calls.departure[feed.calls.first[trip] : feed.calls.first[trip + 1]].astype(np.float64)
        begin, end = row[0] + leaves - leaves[0], row[1] + leaves - leaves[0]
        runs = np.maximum(np.minimum(end, end_s) - np.maximum(begin, start_s), 0.0) / row[2]
        found[trip] = found[trip] + runs if trip in found else runs
    departs = (feed.calls.departure >= start_s) & (feed.calls.departure < end_s)
    once = np.ones(len(feed.trips), dtype=bool)
    once[repeated] = False
    some = np.flatnonzero(np.bincount(feed.calls.trip[departs], minlength=len(feed.trips)).astype(bool) & once)
    for trip in some.tolist():
        found[trip] = departs[feed.calls.first[trip] : feed.calls.first[trip + 1]].astype(np.float64)
    trips = np.array(sorted(trip for trip, runs in found.items() if runs.any()), dtype=np.int64)
    return trips, found


def _patterns(feed: Feed, trips: Index) -> Iterable[Index]:
    """Return the trips in groups of one route, direction and sequence of calls."""
    calls, groups = feed.calls, dict[tuple[object, ...], list[int]]()
    route = feed.trips["route"].to_numpy(dtype=np.int64)
    direction = feed.trips["direction"].to_numpy(dtype=np.int64)
    for trip in trips.tolist():
        part = slice(calls.first[trip], calls.first[trip + 1])
        key = (
            int(route[trip]), int(direction[trip]), calls.stop[part].tobytes(), calls.board[part].tobytes(),
            calls.alight[part].tobytes(),
        )  # fmt: skip
        groups.setdefault(key, []).append(trip)
    return (np.array(group, dtype=np.int64) for group in groups.values())


def _of_pattern(feed: Feed, trips: Index, weights: dict[int, Floats], hours: float) -> Rides:
    """Return the rides of one line."""
    calls = feed.calls
    spans = [slice(calls.first[trip], calls.first[trip + 1]) for trip in trips.tolist()]
    stop, board, alight = calls.stop[spans[0]], calls.board[spans[0]], calls.alight[spans[0]]
    arrives = np.array([calls.arrival[span] for span in spans], dtype=np.float64)
    leaves = np.array([calls.departure[span] for span in spans], dtype=np.float64)
    runs = np.array([weights[trip] for trip in trips.tolist()])
    count = runs.sum(axis=0)
    at, to = np.triu_indices(len(stop), 1)
    usable = board[at] & alight[to] & (count[at] > 0) & (stop[at] != stop[to])
    at, to = at[usable], to[usable]
    mean = (runs.T @ arrives)[at, to] - (runs * leaves).sum(axis=0)[at]
    ride = np.maximum(mean / count[at], 0.0) / 60.0
    route = feed.routes.iloc[int(feed.trips["route"].iloc[int(trips[0])])]
    return _one_line(stop[at], stop[to], count[at] / hours, ride, str(route["id"]), str(route["mode"]))


def _one_line(
    source: npt.NDArray[np.int32] | Index, target: npt.NDArray[np.int32] | Index, frequency: Floats, ride: Floats,
    route: str, mode: str,
) -> Rides:  # fmt: skip
    """Return the rides of one line, the shortest where it serves a pair of stops more than once."""
    order = np.lexsort((ride, target, source))
    source, target = source[order].astype(np.int64), target[order].astype(np.int64)
    first = np.ones(len(order), dtype=bool)
    first[1:] = (source[1:] != source[:-1]) | (target[1:] != target[:-1])
    ids: Objects = np.array([route], dtype=object)
    modes: Objects = np.array([mode], dtype=object)
    kept = order[first]
    return Rides(
        source[first], target[first], frequency[kept], ride[kept], np.zeros(len(kept), dtype=np.int64), ids, modes
    )


# From drawn lines


def drawn(stops: Stops, lines: Sequence[TransitLine], start_s: int, end_s: int) -> tuple[Stops, Rides]:
    """Return the stops of drawn lines that are not there yet, and the lines' rides.

    Stops of drawn lines within a metre of each other are one; numbers follow those of ``stops``.
    """
    names: list[str] = []
    places: list[tuple[float, float]] = []
    parts: list[Rides] = []
    for line in sorted(lines, key=lambda one: one.route):
        numbers = np.array([len(stops) + _place(places, names, s.x, s.y, s.name) for s in line.stops], dtype=np.int64)
        frequency = per_hour(line.headways, start_s, end_s)
        if frequency > 0:
            parts += [_both_ways(line, numbers, frequency)]
    ids: Objects = np.array([f"drawn:{x:.2f},{y:.2f}" for x, y in places], dtype=object)
    called: Objects = np.array(names, dtype=object)
    return Stops(ids, called, np.array(places, dtype=np.float64).reshape(-1, 2)), join_rides(parts)


def _place(places: list[tuple[float, float]], names: list[str], x: float, y: float, name: str) -> int:
    for number, (a, b) in enumerate(places):
        if (a - x) ** 2 + (b - y) ** 2 <= SAME_STOP_M**2:
            return number
    places.append((x, y))
    names.append(name)
    return len(places) - 1


def _both_ways(line: TransitLine, numbers: Index, frequency: float) -> Rides:
    leg = np.array(line.leg_ms)
    begins = np.concatenate([[0.0], np.cumsum(leg + line.dwell_ms)])
    at, to = np.triu_indices(len(numbers), 1)
    ride = (begins[to] - begins[at] - line.dwell_ms) / 60000.0
    source, target = np.concatenate([numbers[at], numbers[to]]), np.concatenate([numbers[to], numbers[at]])
    apart = source != target
    ride = np.concatenate([ride, ride])[apart]
    return _one_line(
        source[apart], target[apart], np.full(len(ride), frequency), ride, line.route, SERVICES[line.service].ptal
    )


# Changes


def changed(stops: Stops, rides: Rides, lines: Sequence[TransitLine], changes: Sequence[TransitChange]) -> Rides:
    """Return the rides of today's service after what drawn lines replace and what changes say."""
    gone = np.zeros(len(rides), dtype=bool)
    frequency, ride = rides.per_hour.copy(), rides.ride_min.copy()
    for line in lines:
        gone |= rides.of_routes(line.replaces) if line.replaces else False
    for change in changes:
        mine = rides.of_routes(change.routes)
        if change.what == "route_withdrawn":
            gone |= mine
        elif change.what == "stop_closed":
            closed = closed_stops(stops, change)
            gone |= (np.isin(rides.source, closed) | np.isin(rides.target, closed)) & mine
        elif change.what == "speed":
            ride[mine] /= change.speed_factor
        elif change.what == "headway":
            frequency[mine] = _at_headway(rides, mine, 60.0 / change.headway_min)
    found = Rides(rides.source, rides.target, frequency, ride, rides.line, rides.routes, rides.modes)
    return found.take(~gone)


def _at_headway(rides: Rides, mine: Bools, hourly: float) -> Floats:
    """Return departures an hour of some rows when each route departs at a headway from every stop.

    Where a route has several lines at a stop, they keep their shares.
    """
    route = np.unique(rides.routes.astype(str), return_inverse=True)[1][rides.line[mine]]
    source, line, now = rides.source[mine], rides.line[mine], rides.per_hour[mine]
    once = np.unique(np.stack([route, source, line]), axis=1, return_index=True)[1]
    keys, number = np.unique(np.stack([route, source]), axis=1, return_inverse=True)
    number = number.reshape(-1)
    total = np.zeros(keys.shape[1])
    np.add.at(total, number[once], now[once])
    return np.asarray(now / total[number] * hourly)


def closed_stops(stops: Stops, change: TransitChange) -> Index:
    """Return the stops that a change closes: those named, else the nearest within 100 m of where it was drawn."""
    if change.stops:
        return np.flatnonzero(np.isin(stops.id.astype(str), change.stops))
    if not len(stops):
        return np.empty(0, dtype=np.int64)
    away = shapely.distance(change.geometry, shapely.points(stops.xy))
    near: Index = np.flatnonzero((away == away.min()) & (away <= CLOSED_REACH_M))
    return near
