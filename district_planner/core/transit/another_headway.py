"""Routes at another headway: which of today's trips each vehicle runs as, and how often that makes it call.

Each way of a route (:mod:`ways`) leaves every headway from its first departure of today until a headway after its
last. Trips that begin further along are timed as if they came from the beginning of the way, so that they stand in
line with the others where they share the road. Branches and short workings take turns, so that they keep their order
and their share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from district_planner.core.interventions.effects import TransitChange
from district_planner.core.network.streets import Floats
from district_planner.core.transit.feed import Bools, Feed
from district_planner.core.transit.patterns import Index
from district_planner.core.transit.service import Period, day_of_trips
from district_planner.core.transit.ways import Pattern, Way, ways_of

SAME_S = 60
"""Trips that leave a headway apart to within so many seconds leave at it [P]."""
AROUND_S = 1800
"""Shares of patterns are those of today's trips within so many seconds [P]."""
DUE = 0.5
"""A pattern that is so many trips behind its share is due [P]."""
ALIKE_S = 300
"""How far the time to its first stop may be from those to the others for that one to count, seconds [P]."""


@dataclass(frozen=True)
class Repeated:
    """One way of a route at another headway.

    Attributes:
        route: row of ``Feed.routes``; step_s: the headway in seconds.
        first_s, last_s: first and last departure of today from the beginning of the way.
        like: the trip of today that each vehicle runs as.
        start_s: when each of these would have left the beginning of the way today.
        since_s: seconds from the beginning of the way to each stop, shape (stops,), NaN where it does not call.
    """

    route: int
    step_s: float
    first_s: int
    last_s: int
    like: Index
    start_s: Index
    since_s: Floats

    def seconds(self, stop: Index, vehicle: Index, period: Period) -> Floats:
        """Return for how much of a headway each vehicle may be at a stop in a period, every offset equally likely.

        The time from the beginning of the way is the mean of the way.
        """
        early = self.first_s + vehicle * self.step_s + self.since_s[stop]
        late = np.minimum(early + self.step_s, self.last_s + self.step_s + self.since_s[stop])
        return np.asarray(np.maximum(np.minimum(late, period.end_s) - np.maximum(early, period.start_s), 0.0))


def repeated_ways(feed: Feed, mine: Bools, headway_min: float) -> list[Repeated]:
    """Return the ways of some trips at another headway; what is left of the day before is a way of its own.

    Args:
        feed: one day, frequencies expanded; mine: which trips, shape (trips,).
    """
    trips = np.flatnonzero(mine)
    route, day = feed.trips["route"].to_numpy(dtype=np.int64)[trips], day_of_trips(feed)[trips]
    return [_repeated(feed, way, headway_min * 60.0) for way in ways_of(feed, trips, route * 3 + day + 1)]


def headways_of(feed: Feed, changes: Sequence[TransitChange]) -> list[tuple[Bools, float]]:
    """Return which trips run at which headway in minutes: of several changes of a route the last counts."""
    left = np.ones(len(feed.trips), dtype=bool)
    found = []
    for change in reversed([one for one in changes if one.what == "headway"]):
        mine = left & of_routes(feed, change.routes)
        left &= ~mine
        found.append((mine, change.headway_min))
    return found


def of_routes(feed: Feed, routes: Sequence[str]) -> Bools:
    """Return which trips belong to the routes; all where none is named."""
    if not routes:
        return np.ones(len(feed.trips), dtype=bool)
    mine = feed.routes["id"].astype(str).isin(list(routes)).to_numpy()
    return np.asarray(mine[feed.trips["route"].to_numpy(dtype=np.int64)], dtype=bool)


def _repeated(feed: Feed, way: Way, step: float) -> Repeated:
    since, late = _since(feed, way)
    begins = feed.calls.departure[feed.calls.first[:-1]].astype(np.int64)
    trip = np.concatenate([one.trips for one in way.patterns])
    kind = np.repeat(np.arange(len(way.patterns)), [len(one.trips) for one in way.patterns])
    start = begins[trip] - np.repeat(late, [len(one.trips) for one in way.patterns])
    order = np.lexsort((trip, start))
    trip, kind, start = trip[order], kind[order], start[order]
    first, last = int(start[0]), int(start[-1])
    count = int(np.ceil((last - first) / step - 1e-9)) + 1
    like = _in_turn(start, kind, first + np.arange(count) * step, step)
    return Repeated(way.patterns[0].owner // 3, step, first, last, trip[like], start[like], since)


def _since(feed: Feed, way: Way) -> tuple[Floats, Index]:
    """Return seconds from the beginning of a way to each stop, and to where each of its patterns begins."""
    since = np.full(len(feed.stops), np.nan)
    late = []
    for number, pattern in enumerate(way.patterns):
        elapsed = _elapsed(feed, pattern)
        known = np.flatnonzero(~np.isnan(since[pattern.stops]))
        begins = 0.0
        if number and len(known):
            apart = since[pattern.stops[known]] - elapsed[known]
            middle = float(np.median(apart))
            begins = float(apart[0]) if abs(apart[0] - middle) <= ALIKE_S else middle
        late.append(int(np.rint(begins)))
        for stop, seconds in zip(pattern.stops.tolist(), elapsed.tolist()):
            if np.isnan(since[stop]):
                since[stop] = seconds + late[-1]
    return since, np.array(late, dtype=np.int64)


def _elapsed(feed: Feed, pattern: Pattern) -> Floats:
    """Return the mean seconds from the first departure of a pattern to the departure of each of its calls."""
    calls = feed.calls
    rows = calls.first[pattern.trips][:, None] + np.arange(len(pattern.stops))
    leaves = calls.departure[rows].astype(np.float64)
    return np.asarray((leaves - leaves[:, :1]).mean(axis=0))


def _in_turn(start: Index, kind: Index, leaves: Floats, step: float) -> Index:
    """Return which of today's trips each vehicle runs as.

    Where trips leave at that headway today, that which left last before it. Else patterns take turns: each has the
    share that it has of today's trips within half an hour. Next is what is half a trip or more behind its share, else
    what is most behind; of several the one that comes next today. It runs as the trip of its pattern that is nearest in
    time.

    Args:
        start: when today's trips leave, ascending; kind: their patterns; leaves: when the vehicles do, ascending.
    """
    behind = np.zeros(int(kind.max()) + 1)
    of_kind = [np.flatnonzero(kind == one) for one in range(len(behind))]
    gaps = np.abs(np.diff(start) - step) <= SAME_S
    left = np.searchsorted(start, leaves, side="right") - 1
    low, high = np.searchsorted(start, leaves - AROUND_S), np.searchsorted(start, leaves + AROUND_S)
    found: list[int] = []
    for when, last, near in zip(leaves.tolist(), left.tolist(), map(slice, low.tolist(), high.tolist())):
        here = kind[near] if near.start < near.stop else kind[last : last + 1]
        behind += np.bincount(here, minlength=len(behind)) / len(here)
        if gaps[max(last - 1, 0) : last + 1].all():
            at = last
        else:
            most = np.flatnonzero(behind > min(behind.max(), DUE) - 1e-9)
            after = (found[-1] if found else -1) + 1
            turn = np.flatnonzero(np.isin(kind[after:], most))
            trips = of_kind[kind[after + turn[0]] if len(turn) else most[0]]
            at = int(trips[np.abs(start[trips] - when).argmin()])
        behind[kind[at]] -= 1.0
        found.append(at)
    return np.array(found, dtype=np.int64)


# How often they call


def calls_of(feed: Feed, ways: Sequence[Repeated], period: Period) -> pd.DataFrame:
    """Return how often vehicles call, by the trip of today that they run as, every offset equally likely.

    Columns: ``trip``, ``row`` (of ``feed.calls``), ``departures`` (in the mean, above 0). The time at which a vehicle
    is at a stop is the mean of its way, so that no stop has more than the headway gives.
    """
    parts = [
        pd.DataFrame({"trip": [], "row": [], "departures": []}).astype(
            {"trip": np.int64, "row": np.int64, "departures": float}
        )
    ]
    calls = feed.calls
    for way in ways:
        count = np.diff(calls.first)[way.like]
        vehicle = np.repeat(np.arange(len(way.like)), count)
        row = np.repeat(calls.first[way.like] - (np.cumsum(count) - count), count) + np.arange(count.sum())
        seconds = way.seconds(calls.stop[row].astype(np.int64), vehicle, period)
        last = row == calls.first[way.like + 1][vehicle] - 1
        some = (seconds > 0) & calls.board[row] & ~last
        parts.append(pd.DataFrame({
            "trip": way.like[vehicle[some]], "row": row[some], "departures": seconds[some] / way.step_s,
        }))  # fmt: skip
    return pd.concat(parts).groupby(["trip", "row"])["departures"].sum().reset_index()


def pairs_of(feed: Feed, ways: Sequence[Repeated], period: Period) -> pd.DataFrame:
    """Return how often and how fast vehicles run from a stop to each later stop, by ``from_stop``, ``to_stop``.

    Columns: ``from_stop``, ``to_stop``, ``route`` (rows), ``per_hour``, ``ride_s`` (mean). As
    :func:`headways.pair_services`: who calls twice at a stop counts once, with the shortest ride.
    """
    calls, table = feed.calls, calls_of(feed, ways, period)
    start, trip = table["row"].to_numpy(dtype=np.int64), table["trip"].to_numpy(dtype=np.int64)
    ahead = calls.first[trip + 1] - 1 - start
    which = np.repeat(np.arange(len(start)), ahead)
    target = start[which] + 1 + np.arange(ahead.sum()) - np.repeat(np.cumsum(ahead) - ahead, ahead)
    kept = calls.alight[target] & (calls.stop[start[which]] != calls.stop[target])
    which, target = which[kept], target[kept]
    frame = pd.DataFrame({
        "from_stop": calls.stop[start[which]].astype(np.int64), "to_stop": calls.stop[target].astype(np.int64),
        "route": feed.trips["route"].to_numpy(dtype=np.int64)[trip[which]], "trip": trip[which],
        "ride_s": calls.arrival[target].astype(np.int64) - calls.departure[start[which]],
        "departures": table["departures"].to_numpy(dtype=np.float64)[which],
    })  # fmt: skip
    keys = ["from_stop", "to_stop", "route"]
    single = frame.groupby([*keys, "trip"], as_index=False).agg({"ride_s": "min", "departures": "max"})
    single["weighed"] = single["ride_s"] * single["departures"]
    found = single.groupby(keys, as_index=False)[["departures", "weighed"]].sum()
    return found[keys].assign(
        per_hour=found["departures"] / period.hours, ride_s=np.rint(found["weighed"] / found["departures"])
    )
