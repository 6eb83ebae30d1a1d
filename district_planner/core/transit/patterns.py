"""Trips in lines: trips of one line call at the same stops in the same order and never overtake one another.

So the first trip that can be caught at a stop is the best one of its line, for every place that one may ride to.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from district_planner.core.transit.feed import Bools, Calls, Feed
from district_planner.core.transit.service import expanded

Index = npt.NDArray[np.int64]

SPAN_S = 1 << 22
"""More seconds than any service has, so that (place on a line, time) is one ascending number."""
SHIFT_S = 1 << 20
"""Added to times of day, so that what is left of yesterday is not negative."""


@dataclass(frozen=True)
class Lines:
    """Calls of a window of time, line by line, trip by trip in order of time, call by call.

    Line p has ``size[p]`` calls a trip and ``trips[p]`` trips; call l of its trip k is the row
    ``first[p] + k * size[p] + l``. *Spots* number the places on lines: spot ``spot_first[p] + l``.

    Attributes:
        trip: row of the feed's (expanded) trips, shape (calls,).
        stop, arrival, departure, board, alight: as in ``Calls``, shape (calls,).
        first, size, trips, spot_first: shape (lines,).
    """

    trip: Index
    stop: Index
    arrival: Index
    departure: Index
    board: Bools
    alight: Bools
    first: Index
    size: Index
    trips: Index
    spot_first: Index

    def __len__(self) -> int:
        return len(self.trip)

    @cached_property
    def line(self) -> Index:
        """Return the line of each call."""
        return np.repeat(np.arange(len(self.first)), self.size * self.trips)

    @cached_property
    def position(self) -> Index:
        """Return the position of each call on its trip."""
        return np.asarray((np.arange(len(self)) - self.first[self.line]) % self.size[self.line], dtype=np.int64)

    @cached_property
    def turn(self) -> Index:
        """Return which trip of its line each call belongs to, the earliest 0."""
        return np.asarray((np.arange(len(self)) - self.first[self.line]) // self.size[self.line], dtype=np.int64)

    @cached_property
    def vehicle(self) -> Index:
        """Return the number of the trip that each call belongs to, counted along the lines."""
        return np.asarray(np.repeat(np.arange(self.trips.sum()), np.repeat(self.size, self.trips)), dtype=np.int64)

    @cached_property
    def spot(self) -> Index:
        """Return the spot of each call."""
        return self.spot_first[self.line] + self.position

    @cached_property
    def spot_line(self) -> Index:
        """Return the line of each spot."""
        return np.repeat(np.arange(len(self.first)), self.size)

    @cached_property
    def _by_spot(self) -> tuple[Index, Index, Index]:
        """Return calls in order of spot and departure, their keys, and where each spot begins and ends."""
        order = np.lexsort((self.turn, self.spot))
        keys = self.spot[order] * SPAN_S + self.departure[order] + SHIFT_S
        return order, keys, np.searchsorted(self.spot[order], np.arange(len(self.spot_line) + 1))

    def catch(self, spot: Index, ready: Index) -> Index:
        """Return the call at which each ``spot`` is left first at or after the second ``ready``; -1 where none does."""
        order, keys, first = self._by_spot
        at = np.searchsorted(keys, spot * SPAN_S + ready + SHIFT_S)
        found = np.full(len(spot), -1, dtype=np.int64)
        there = at < first[spot + 1]
        found[there] = order[at[there]]
        return found

    def caught_between(self, spot: Index, early: Index, late: Index) -> tuple[Index, Index]:
        """Return (which of ``spot``, call): all that is caught by who is there at a second from early to late."""
        order, keys, first = self._by_spot
        low, high = (np.searchsorted(keys, spot * SPAN_S + ready + SHIFT_S) for ready in (early, late))
        count = np.minimum(high + 1, first[spot + 1]) - low
        which = np.repeat(np.arange(len(spot)), count)
        at = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count) + np.repeat(low, count)
        return which, order[at]

    @cached_property
    def boarding(self) -> Bools:
        """Return whether each spot can be boarded at; the last of a line cannot. Shape (spots,)."""
        rows = self.first[self.spot_line] + np.arange(len(self.spot_line)) - self.spot_first[self.spot_line]
        last = np.zeros(len(rows), dtype=bool)
        last[self.spot_first + self.size - 1] = True
        return np.asarray(self.board[rows] & ~last, dtype=bool)

    @cached_property
    def spot_stop(self) -> Index:
        """Return the stop of each spot."""
        rows = self.first[self.spot_line] + np.arange(len(self.spot_line)) - self.spot_first[self.spot_line]
        return np.asarray(self.stop[rows], dtype=np.int64)

    @cached_property
    def longest_ride(self) -> Index:
        """Return for each spot a time from the line's first departure that no trip exceeds, seconds."""
        wait = np.zeros(len(self.spot_line), dtype=np.int64)
        inner = np.flatnonzero(self.position > 0)
        step = self.departure[inner] - self.departure[inner - 1]
        np.maximum.at(wait, self.spot[inner], step)
        total = np.cumsum(wait)
        return np.asarray(total - total[self.spot_first][self.spot_line], dtype=np.int64)


def lines_of(feed: Feed, start_s: int, end_s: int) -> Lines:
    """Return the lines of the trips that run between two seconds of a day's service, in order of line and time.

    Args:
        feed: one day; frequencies are expanded.
    """
    day = expanded(feed)
    calls = day.calls
    last, first = calls.arrival[calls.first[1:] - 1], calls.departure[calls.first[:-1]]
    trips = np.flatnonzero((last >= start_s) & (first <= end_s))
    chains = [chain for group in _same_way(calls, trips) for chain in _without_overtaking(calls, group)]
    size = np.array([calls.first[chain[0] + 1] - calls.first[chain[0]] for chain in chains], dtype=np.int64)
    count = np.array([len(chain) for chain in chains], dtype=np.int64)
    order = np.array([trip for chain in chains for trip in chain], dtype=np.int64)
    long = np.repeat(size, count)
    begin = np.cumsum(long) - long
    rows = np.repeat(calls.first[order] - begin, long) + np.arange(long.sum())
    return Lines(
        calls.trip[rows].astype(np.int64), calls.stop[rows].astype(np.int64), calls.arrival[rows].astype(np.int64),
        calls.departure[rows].astype(np.int64), calls.board[rows], calls.alight[rows],
        np.cumsum(size * count) - size * count, size, count, np.cumsum(size) - size,
    )  # fmt: skip


def _same_way(calls: Calls, trips: Index) -> list[list[int]]:
    """Return trips that call at the same stops with the same permissions, each group in order of time."""
    groups: dict[tuple[bytes, bytes, bytes], list[int]] = {}
    for trip in trips.tolist():
        part = slice(calls.first[trip], calls.first[trip + 1])
        key = (calls.stop[part].tobytes(), calls.board[part].tobytes(), calls.alight[part].tobytes())
        groups.setdefault(key, []).append(trip)
    for group in groups.values():
        group.sort(key=lambda trip: (int(calls.departure[calls.first[trip]]), trip))
    return list(groups.values())


def _without_overtaking(calls: Calls, trips: list[int]) -> list[list[int]]:
    """Return chains of trips in which none is anywhere earlier than the one before it."""
    chains: list[list[int]] = []
    for trip in trips:
        part = slice(calls.first[trip], calls.first[trip + 1])
        for chain in chains:
            before = slice(calls.first[chain[-1]], calls.first[chain[-1] + 1])
            if (calls.departure[part] >= calls.departure[before]).all() and (
                calls.arrival[part] >= calls.arrival[before]
            ).all():
                chain.append(trip)
                break
        else:
            chains.append([trip])
    return chains
