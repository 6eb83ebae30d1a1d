"""Rides that a timetable offers in a period: for every line and pair of stops, departures an hour and minutes of ride.

A line is a route. Departures at a stop count where they fall in the period; the ride is the mean over them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import shapely

from district_planner.core.interventions.effects import TransitChange, TransitLine
from district_planner.core.interventions.services import SERVICES
from district_planner.core.interventions.transit_line import per_hour
from district_planner.core.network.joins import Index
from district_planner.core.network.streets import Bools, Floats, Objects
from district_planner.core.transit.another_headway import headways_of, pairs_of, repeated_ways
from district_planner.core.transit.columns import rows_of
from district_planner.core.transit.feed import Feed
from district_planner.core.transit.headways import check_period, pair_services
from district_planner.core.transit.service import Period

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

    def take(self, chosen: slice) -> Stops:
        """Return some of the stops."""
        return Stops(self.id[chosen], self.name[chosen], self.xy[chosen])

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
    if len(parts) == 1:
        return parts[0]
    before = np.concatenate([[0], np.cumsum([len(part.routes) for part in parts])])
    return Rides(
        np.concatenate([p.source for p in parts]), np.concatenate([p.target for p in parts]),
        np.concatenate([p.per_hour for p in parts]), np.concatenate([p.ride_min for p in parts]),
        np.concatenate([p.line + n for p, n in zip(parts, before.tolist())]),
        np.concatenate([p.routes for p in parts]), np.concatenate([p.modes for p in parts]),
    )  # fmt: skip


# From a timetable


def served(feed: Feed, period: Period) -> tuple[Stops, Rides]:
    """Return the stops with a departure or arrival in a period, and the rides between them.

    Args:
        feed: the service of one day, its stops placed in metres.

    Raises:
        FeedError: nothing departs in the period; the periods that have departures are named.
    """
    check_period(feed, period)
    pairs = pair_services(feed, period)
    source, target = pairs["from_stop"].to_numpy(dtype=np.int64), pairs["to_stop"].to_numpy(dtype=np.int64)
    used = np.unique(np.concatenate([source, target]))
    table, routes = feed.stops.iloc[used], feed.routes
    stops = Stops(
        table["id"].to_numpy(dtype=object), table["name"].to_numpy(dtype=object),
        table[["x", "y"]].to_numpy(dtype=np.float64),
    )  # fmt: skip
    rides = Rides(
        np.searchsorted(used, source), np.searchsorted(used, target), pairs["per_hour"].to_numpy(dtype=np.float64),
        pairs["ride_s"].to_numpy(dtype=np.float64) / 60.0, pairs["route"].to_numpy(dtype=np.int64),
        routes["id"].to_numpy(dtype=object), routes["mode"].to_numpy(dtype=object),
    )  # fmt: skip
    return stops, rides


def _one_line(
    source: Index, target: Index, frequency: Floats, ride: Floats, route: str, mode: str
) -> Rides:  # fmt: skip
    """Return the rides of one line, the shortest where it serves a pair of stops more than once."""
    order = np.lexsort((ride, target, source))
    source, target = source[order], target[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (source[1:] != source[:-1]) | (target[1:] != target[:-1])
    ids: Objects = np.array([route], dtype=object)
    modes: Objects = np.array([mode], dtype=object)
    kept = order[first]
    return Rides(
        source[first], target[first], frequency[kept], ride[kept], np.zeros(len(kept), dtype=np.int64), ids, modes
    )


# From drawn lines


def drawn_stops(stops: Stops, lines: Sequence[TransitLine]) -> tuple[Stops, list[Index]]:
    """Return the stops of drawn lines that are not there yet, and for each line, in order of route, its stops' numbers.

    Stops of drawn lines within a metre of each other are one; numbers follow those of ``stops``.
    """
    names: list[str] = []
    places: list[tuple[float, float]] = []
    numbers = [
        np.array([len(stops) + _place(places, names, s.x, s.y, s.name) for s in line.stops], dtype=np.int64)
        for line in in_order(lines)
    ]
    ids: Objects = np.array([f"drawn:{x:.2f},{y:.2f}" for x, y in places], dtype=object)
    called: Objects = np.array(names, dtype=object)
    return Stops(ids, called, np.array(places, dtype=np.float64).reshape(-1, 2)), numbers


def in_order(lines: Sequence[TransitLine]) -> list[TransitLine]:
    """Return lines in order of route, so that the order of drawing does not matter."""
    return sorted(lines, key=lambda one: one.route)


def drawn(stops: Stops, lines: Sequence[TransitLine], period: Period) -> tuple[Stops, Rides]:
    """Return the stops of drawn lines that are not there yet (see :func:`drawn_stops`), and the lines' rides."""
    new, numbers = drawn_stops(stops, lines)
    parts: list[Rides] = []
    for line, mine in zip(in_order(lines), numbers):
        frequency = per_hour(line.headways, period.start_s, period.end_s)
        if frequency > 0:
            parts += [_both_ways(line, mine, frequency)]
    return new, join_rides(parts)


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
    place = np.arange(len(numbers))
    at, to = np.nonzero(place[:, None] < place)
    ride = (begins[to] - begins[at] - line.dwell_ms) / 60000.0
    source, target = np.concatenate([numbers[at], numbers[to]]), np.concatenate([numbers[to], numbers[at]])
    apart = source != target
    ride = np.concatenate([ride, ride])[apart]
    return _one_line(
        source[apart], target[apart], np.full(len(ride), frequency), ride, line.route, SERVICES[line.service].ptal
    )


# Changes


def changed(stops: Stops, rides: Rides, lines: Sequence[TransitLine], changes: Sequence[TransitChange]) -> Rides:
    """Return rides after what drawn lines replace and what changes say, headways apart (:func:`with_headways`)."""
    gone = np.zeros(len(rides), dtype=bool)
    ride = rides.ride_min.copy()
    for line in lines:
        gone |= rides.of_routes(line.replaces) if line.replaces else False
    for change in changes:
        mine = rides.of_routes(change.routes)
        if change.what == "route_withdrawn":
            gone |= mine
        elif change.what == "stop_closed":
            gone[touched(stops, rides, change)] = True
        elif change.what == "speed":
            ride[mine] /= change.speed_factor
    return replace(rides, ride_min=ride).take(~gone)


def with_headways(feed: Feed, stops: Stops, rides: Rides, changes: Sequence[TransitChange], period: Period) -> Rides:
    """Return today's rides when some routes run at another headway; see :mod:`another_headway`.

    A ride that runs today takes as long as it does. What would call at stops not served today is left out.

    Args:
        feed: one day, frequencies expanded; stops: those that are served today, rides: between them.
    """
    often = headways_of(feed, changes)
    if not often:
        return rides
    ways = [way for mine, minutes in often for way in repeated_ways(feed, mine, minutes)]
    pairs, row = pairs_of(feed, ways, period), rows_of(feed.stops["id"], stops.id)
    new = pairs.assign(source=row[pairs["from_stop"]], target=row[pairs["to_stop"]], line=pairs["route"])
    new = new[(new["source"] >= 0) & (new["target"] >= 0)]
    now = np.any([rides.of_routes(change.routes) for change in changes if change.what == "headway"], axis=0)
    keys = ["source", "target", "line"]
    today = pd.DataFrame({key: getattr(rides, key)[now] for key in (*keys, "ride_min")})
    new = new.merge(today, on=keys, how="left").sort_values(keys)
    minutes = new["ride_min"].fillna(new["ride_s"] / 60.0).to_numpy(dtype=np.float64)
    source, target, line = (new[key].to_numpy(dtype=np.int64) for key in keys)
    made = replace(rides, source=source, target=target, per_hour=new["per_hour"].to_numpy(dtype=np.float64),
                   ride_min=minutes, line=line)  # fmt: skip
    return join_rides([rides.take(~now), made])


def touched(stops: Stops, rides: Rides, change: TransitChange) -> Index:
    """Return the rows of rides that a change concerns."""
    mine = rides.of_routes(change.routes)
    if change.what == "stop_closed":
        closed = closed_stops(stops, change)
        mine = mine & (np.isin(rides.source, closed) | np.isin(rides.target, closed))
    return np.flatnonzero(mine)


def closed_stops(stops: Stops, change: TransitChange) -> Index:
    """Return the stops that a change closes: those named, else the nearest within 100 m of where it was drawn."""
    if change.stops:
        return np.flatnonzero(np.isin(stops.id.astype(str), change.stops))
    if not len(stops):
        return np.empty(0, dtype=np.int64)
    away = shapely.distance(change.geometry, shapely.points(stops.xy))
    near: Index = np.flatnonzero((away == away.min()) & (away <= CLOSED_REACH_M))
    return near
