"""The timetable model, compiled: what can be caught from where (rules 6.3, docs/transit.md).

Everything in it is independent of the departure minute: a vehicle once boarded goes where it goes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from district_planner.core.transit.feed import Feed
from district_planner.core.transit.gather import Index, Lists, falling_only, lists_of, stretched
from district_planner.core.transit.legs import Legs
from district_planner.core.transit.patterns import Lines, lines_of

CALLS_PER_CHUNK = 4000
TIMED, IMPOSSIBLE = 2, 3
"""Kinds of changes in ``Feed.transfers``."""


@dataclass(frozen=True)
class Walks:
    """Ways between stops on foot in whole seconds, staying at a stop (0 s) among them.

    Attributes:
        first: shape (stops + 1,); stop: where each way leads; seconds: how long it takes.
    """

    first: Index
    stop: Index
    seconds: Index

    @property
    def stops(self) -> int:
        """Return the number of stops."""
        return len(self.first) - 1


def whole_seconds(ms: npt.NDArray[np.float64]) -> Index:
    """Return milliseconds as whole seconds, rounded to the nearest."""
    return np.asarray(np.rint(ms / 1000.0), dtype=np.int64)


def walks_of(legs: Legs, transfers: pd.DataFrame | None = None) -> Walks:
    """Return ways from stops (rows) to stops (columns), each stop itself added at 0 s.

    Args:
        transfers: ``Feed.transfers``, its rows those of the legs: a change that takes the time it says (kind 2) or is
            impossible (kind 3) stands in place of the way on foot, also at one stop.
    """
    stops = legs.rows
    row = np.concatenate([legs.row, np.arange(stops)])
    other = np.concatenate([legs.other, np.arange(stops)])
    seconds = np.concatenate([whole_seconds(legs.ms), np.zeros(stops, dtype=np.int64)])
    if transfers is not None and len(transfers):
        told = transfers[transfers["kind"].isin((TIMED, IMPOSSIBLE))]
        start, end, kind, least = (told[name].to_numpy(dtype=np.int64) for name in transfers.columns)
        kept = ~np.isin(row * stops + other, start * stops + end)
        timed = kind == TIMED
        row, other = np.concatenate([row[kept], start[timed]]), np.concatenate([other[kept], end[timed]])
        seconds = np.concatenate([seconds[kept], least[timed]])
    order = np.lexsort((seconds, other, row))
    row, other, seconds = row[order], other[order], seconds[order]
    once = np.r_[True, (np.diff(row) != 0) | (np.diff(other) != 0)] if len(row) else np.zeros(0, bool)
    row, other, seconds = row[once], other[once], seconds[once]
    return Walks(np.searchsorted(row, np.arange(stops + 1)), other, seconds)


@dataclass(frozen=True)
class Boarding:
    """Where one may board on foot from each of some rows (stops or places): spots in order, with the walk there.

    Attributes:
        first: shape (rows + 1,); spot: a place on a line that can be boarded; seconds: the walk.
    """

    first: Index
    spot: Index
    seconds: Index


def boarding_from(lines: Lines, first: Index, stop: Index, seconds: Index, stops: int) -> Boarding:
    """Return the spots that may be boarded from each row, those left out that never help.

    A spot further along a line never helps where riding there from an earlier spot of the row is always as quick.

    Args:
        first, stop, seconds: ways on foot from each row to stops; stops: how many there are.
    """
    usable = np.flatnonzero(lines.boarding)
    usable = usable[np.argsort(lines.spot_stop[usable], kind="stable")]
    at_stop = np.searchsorted(lines.spot_stop[usable], np.arange(stops + 1))
    row = np.repeat(np.arange(len(first) - 1), np.diff(first))
    which, item = stretched(at_stop, stop)
    row, spot, walk = row[which], usable[item], seconds[which]
    order = np.lexsort((walk, spot, row))
    row, spot, walk = row[order], spot[order], walk[order]
    lead = walk - lines.longest_ride[spot] + (1 << 30)
    kept = falling_only(row * len(lines.first) + lines.spot_line[spot], lead)
    row, spot, walk = row[kept], spot[kept], walk[kept]
    return Boarding(np.searchsorted(row, np.arange(len(first))), spot, walk)


@dataclass(frozen=True)
class Timetable:
    """What can be caught, compiled for one day, a window of time and the ways between stops.

    Attributes:
        lines: the calls; start_s, end_s: the window, seconds after midnight.
        changes: for each call at which one may get off: the calls at which one may then board.
        walks: the ways between stops.
    """

    lines: Lines
    changes: Lists
    walks: Walks
    start_s: int
    end_s: int

    @property
    def stops(self) -> int:
        """Return the number of stops."""
        return self.walks.stops


def compile_timetable(feed: Feed, walks: Walks, start_s: int, end_s: int) -> Timetable:
    """Compile the service of one day between two seconds after midnight.

    Args:
        feed: one day of service; its stops are the rows of ``walks``.
        walks: changes on foot, see :func:`walks_of`.
    """
    lines = lines_of(feed, start_s, end_s)
    near = boarding_from(lines, walks.first, walks.stop, walks.seconds, walks.stops)
    alighting = np.flatnonzero(
        lines.alight & (lines.position > 0) & (lines.arrival >= start_s) & (lines.arrival <= end_s)
    )
    parts = [
        _changes(lines, near, alighting[at : at + CALLS_PER_CHUNK], end_s)
        for at in range(0, len(alighting), CALLS_PER_CHUNK)
    ]
    source = np.concatenate([part[0] for part in parts]) if parts else np.empty(0, dtype=np.int64)
    target = np.concatenate([part[1] for part in parts]) if parts else np.empty(0, dtype=np.int64)
    return Timetable(lines, lists_of(source, target, len(lines)), walks, start_s, end_s)


def _changes(lines: Lines, near: Boarding, off: Index, end_s: int) -> tuple[Index, Index]:
    """Return (call got off at, call boarded at): of each line the earliest trips, each at its earliest spot."""
    which, item = stretched(near.first, lines.stop[off])
    spot = near.spot[item]
    caught = lines.catch(spot, lines.arrival[off][which] + near.seconds[item])
    there = caught >= 0
    there[there] = lines.departure[caught[there]] <= end_s
    which, caught = which[there], caught[there]
    kept = falling_only(which * len(lines.first) + lines.line[caught], lines.turn[caught])
    # One's own vehicle is no change, and stands for what follows from it.
    kept &= lines.trip[caught] != lines.trip[off][which]
    which, caught = which[kept], caught[kept]
    worth = _not_better_later(lines, off[which], caught)
    return off[which[worth]], caught[worth]


def _not_better_later(lines: Lines, off: Index, caught: Index) -> Index:
    """Return the changes that are worth it, in the order given.

    A change is not where one may stay aboard and board the same vehicle from a later call, no further along its way.
    """
    if not len(off):
        return np.empty(0, dtype=np.int64)
    group = lines.vehicle[off] * (int(lines.vehicle[-1]) + 1) + lines.vehicle[caught]
    order = np.lexsort((-off, group))
    return np.sort(order[falling_only(_numbered(group[order]), lines.position[caught[order]])])


def _numbered(group: Index) -> Index:
    """Return ascending groups as 0, 1, 2, …"""
    return np.cumsum(np.diff(group, prepend=group[:1]) != 0)
