"""A day's service after what planners change about it: routes gone, stops closed, rides faster, another headway."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from district_planner.core.interventions.effects import TransitChange, TransitLine
from district_planner.core.transit.columns import rows_of
from district_planner.core.transit.feed import Bools, Calls, Feed, made_calls, with_trips
from district_planner.core.transit.gather import stretched
from district_planner.core.transit.lines import Stops, closed_stops
from district_planner.core.transit.offsets import departures
from district_planner.core.transit.patterns import Index
from district_planner.core.transit.service import expanded


def at_headway(feed: Feed, changes: Sequence[TransitChange]) -> tuple[str, ...]:
    """Return the routes of a day that run at a headway after some changes, in order."""
    routes = feed.routes["id"].astype(str).to_numpy()
    runs = np.unique(feed.trips["route"].to_numpy(dtype=np.int64))
    named = [one.routes for one in changes if one.what == "headway"]
    return tuple(sorted(one for one in routes[runs] if any(not some or one in some for some in named)))


def with_changes(
    feed: Feed, served: Stops, lines: Sequence[TransitLine], changes: Sequence[TransitChange],
    phases: Mapping[str, float],
) -> Feed:  # fmt: skip
    """Return a day's service after what drawn lines replace and what changes say, the lines themselves left out.

    Args:
        feed: one day; served: its stops served in the period, of which a closed stop is the nearest.
        phases: route -> offset as a share of its new headway.
    """
    if not changes and not any(line.replaces for line in lines):
        return feed
    day = expanded(feed)
    gone = np.zeros(len(day.trips), dtype=bool)
    for line in lines:
        gone |= _of_routes(day, line.replaces) if line.replaces else False
    for change in changes:
        mine = _of_routes(day, change.routes)
        if change.what == "route_withdrawn":
            gone |= mine
        elif change.what == "stop_closed":
            day = replace(day, calls=_closed(day, mine, rows_of(closed_ids(served, change), day.stops["id"])))
        elif change.what == "speed":
            day = replace(day, calls=_faster(day.calls, mine, change.speed_factor))
    day = with_trips(day, ~gone)
    for change in changes:
        if change.what == "headway":
            day = _repeated(day, change, phases)
    return day


def closed_ids(served: Stops, change: TransitChange) -> pd.Series[str]:
    """Return the ids of the stops that a change closes."""
    return pd.Series(served.id[closed_stops(served, change)], dtype=object)


def _of_routes(feed: Feed, routes: Sequence[str]) -> Bools:
    """Return which trips belong to the routes; all where none is named."""
    if not routes:
        return np.ones(len(feed.trips), dtype=bool)
    mine = feed.routes["id"].astype(str).isin(list(routes)).to_numpy()
    return np.asarray(mine[feed.trips["route"].to_numpy(dtype=np.int64)], dtype=bool)


def _closed(feed: Feed, mine: Bools, stops: Index) -> Calls:
    """Return the calls when nobody boards or alights at some stops; vehicles pass as they did."""
    calls = feed.calls
    shut = mine[calls.trip] & np.isin(calls.stop, stops)
    return replace(calls, board=calls.board & ~shut, alight=calls.alight & ~shut)


def _faster(calls: Calls, mine: Bools, factor: float) -> Calls:
    """Return the calls when some trips, from their first departure on, take their time divided by a factor."""
    first = calls.departure[calls.first[:-1]].astype(np.int64)[calls.trip]
    some = mine[calls.trip]

    def sped(times: Index) -> Index:
        return np.where(some, first + np.rint((times - first) / factor).astype(np.int64), times)

    return made_calls(
        calls.trip, calls.stop, (sped(calls.arrival.astype(np.int64)), sped(calls.departure.astype(np.int64))),
        (calls.board, calls.alight), len(mine),
    )  # fmt: skip


# Another headway


def _repeated(feed: Feed, change: TransitChange, phases: Mapping[str, float]) -> Feed:
    """Return the day when routes leave at a headway between their first and last departure of today.

    Each way of a route (see :func:`_ways`) leaves from the first departure until a headway after the last; every
    vehicle runs as that of today which left last before it, the first one where there is none.
    """
    mine = _of_routes(feed, change.routes)
    trip = [np.flatnonzero(~mine)]
    shift = [np.zeros(len(trip[0]), dtype=np.int64)]
    begins = feed.calls.departure[feed.calls.first[:-1]].astype(np.int64)
    names = feed.routes["id"].astype(str).to_numpy()
    step = change.headway_min * 60.0
    for route, some in _ways(feed, np.flatnonzero(mine)):
        trips = some[np.argsort(begins[some], kind="stable")]
        first, last = int(begins[trips[0]]), int(begins[trips[-1]])
        leaves = departures([(first, last + step, change.headway_min)], phases[str(names[route])])
        like = trips[np.maximum(np.searchsorted(begins[trips], leaves, side="right") - 1, 0)]
        trip.append(like)
        shift.append(leaves - begins[like])
    return _shifted(feed, np.concatenate(trip), np.concatenate(shift))


def _ways(feed: Feed, trips: Index) -> list[tuple[int, Index]]:
    """Return (route, trips) of trips that run the same way: those of a route that share two stops in the same order.

    So the two directions are apart, whatever the feed calls them, and short workings run with the others.
    """
    calls, route = feed.calls, feed.trips["route"].to_numpy(dtype=np.int64)
    patterns: dict[tuple[int, bytes], list[int]] = {}
    for trip in trips.tolist():
        stops = calls.stop[calls.first[trip] : calls.first[trip + 1]]
        patterns.setdefault((int(route[trip]), stops.tobytes()), []).append(trip)
    ways: list[tuple[int, set[tuple[int, int]], list[int]]] = []
    for (number, _), alike in patterns.items():
        stops = calls.stop[calls.first[alike[0]] : calls.first[alike[0] + 1]].tolist()
        pairs = {(a, b) for i, a in enumerate(stops) for b in stops[i + 1 :] if a != b}
        met = [way[0] == number and not pairs.isdisjoint(way[1]) for way in ways]
        same = [way for way, one in zip(ways, met) if one]
        ways = [way for way, one in zip(ways, met) if not one]
        ways.append((number, pairs.union(*(way[1] for way in same)), sum((way[2] for way in same), alike)))
    return [(number, np.array(some, dtype=np.int64)) for number, _, some in ways]


def _shifted(feed: Feed, trip: Index, shift: Index) -> Feed:
    """Return the day made of some of its trips, each as often as it is named, later by so many seconds."""
    calls = feed.calls
    new, row = stretched(calls.first, trip)
    late = shift[new]
    made = made_calls(
        new, calls.stop[row], (calls.arrival[row] + late, calls.departure[row] + late),
        (calls.board[row], calls.alight[row]), len(trip),
    )  # fmt: skip
    trips = feed.trips.iloc[trip].reset_index(drop=True)
    turn = trips.groupby("id").cumcount()
    ids = [f"{one}~{number}" if late else one for one, number, late in zip(trips["id"], turn, shift.tolist())]
    return replace(feed, trips=trips.assign(id=ids), calls=made)
