"""Times from stop to stop in the frequency model, and how a drawn line changes them.

The state at a stop is on foot or on board. On foot at stop k one waits for the common lines to stop j and rides: one
*boarding* (k, j). Having got off, one walks to a stop within the limit, or stays, and boards again. ``ready`` stands
for being on foot before a boarding, ``off`` for having got off.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from district_planner.core.network.joins import Index
from district_planner.core.network.search import Pairs
from district_planner.core.network.streets import Floats
from district_planner.core.transit.legs import Legs, legs_of
from district_planner.core.transit.lines import Rides
from district_planner.core.transit.waits import Weights

DENSE_STOPS = 1500
"""Up to so many stops the closure of a dense table is quicker than a search from each of them."""
CELLS = 4_000_000
ENDLESS = 2.0**29
"""Six days in milliseconds: nothing that is not reached adds up beyond 32 bits."""


def boardings(rides: Rides, stops: int, weights: Weights) -> Pairs:
    """Return (from, to, whole milliseconds of wait and ride) in order, over the common lines of each pair of stops.

    The sum is rounded once, so that another line never makes it longer, not even by a millisecond.
    """
    order = np.lexsort((rides.per_hour, rides.ride_min, rides.target, rides.source))
    key = (rides.source * stops + rides.target)[order]
    frequency, ride = rides.per_hour[order], rides.ride_min[order]
    begin = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if len(key) else np.empty(0, dtype=np.int64)
    counts = np.diff(np.append(begin, len(key)))
    minutes = np.empty(len(begin))
    for count in np.unique(counts).tolist():
        some = np.flatnonzero(counts == count)
        at = begin[some][:, None] + np.arange(count)
        minutes[some] = _least_minutes(frequency[at], ride[at], weights)
    source, target = np.divmod(key[begin], max(stops, 1))
    return Pairs(source, target, np.rint(minutes * 60000.0))


def _least_minutes(per_hour: Floats, ride_min: Floats, weights: Weights) -> Floats:
    """Return the least wait and ride of the prefixes by ride time, row by row (rules 6.2)."""
    total = np.cumsum(per_hour, axis=1)
    ride = np.cumsum(per_hour * ride_min, axis=1) / total
    cost = weights.wait * np.minimum(30.0 / total, weights.wait_cap_min) + ride
    return np.asarray(cost.min(axis=1))


def dense(pairs: Pairs, stops: int) -> Floats:
    """Return pairs as a table, ``inf`` where there is none."""
    table = np.full((stops, stops), np.inf)
    table[pairs.source, pairs.target] = pairs.ms
    return table


def all_pairs(table: Floats) -> Floats:
    """Return the shortest times of a dense table, 0 from each stop to itself."""
    # Whole milliseconds are exact as 32-bit integers too, which are added and compared twice as fast.
    closed = np.minimum(table, ENDLESS).astype(np.int32)
    np.fill_diagonal(closed, 0)
    through = np.empty_like(closed)
    for k in range(len(closed)):
        np.add(closed[:, k, None], closed[k], out=through)
        np.minimum(closed, through, out=closed)
    return np.where(closed < ENDLESS, closed.astype(np.float64), np.inf)


def min_plus(left: Floats, right: Floats) -> Floats:
    """Return ``min over q of left[p, q] + right[q, x]``."""
    if 0 < left.size * right.shape[1] <= CELLS:
        return np.asarray((left[:, :, None] + right).min(axis=1))
    found = np.full((left.shape[0], right.shape[1]), np.inf)
    for q in range(left.shape[1]):
        rows = np.flatnonzero(np.isfinite(left[:, q]))
        if len(rows) == len(left):
            np.minimum(found, left[:, q, None] + right[q], out=found)
        elif len(rows):
            found[rows] = np.minimum(found[rows], left[rows, q][:, None] + right[q])
    return found


@dataclass(frozen=True)
class StopGraph:
    """Boardings and changes between stops, and the times that follow.

    Attributes:
        boards: boardings of every pair of stops that has any.
        changes: ways on foot from stop to stop, the penalty of an interchange included, staying among them.
    """

    boards: Pairs
    changes: Legs

    @property
    def size(self) -> int:
        """Return the number of stops."""
        return self.changes.rows

    @cached_property
    def times(self) -> Floats:
        """Return (stops, stops) milliseconds from ready at one stop to off at another, ``inf`` where none leads."""
        return self._closed() if self.size <= DENSE_STOPS else self.searched()

    def _closed(self) -> Floats:
        board = dense(self.boards, self.size)
        again = all_pairs(self.changes.through(board))
        rides = legs_of(self.boards.source, self.boards.target, self.boards.ms, self.size)
        return rides.through(again)

    def searched(self) -> Floats:
        """Return the same times by a search from every stop over both states of it."""
        size = self.size
        tail = np.concatenate([self.boards.source, self.changes.row + size])
        head = np.concatenate([self.boards.target + size, self.changes.other])
        # scipy takes a stored 0 for an edge of no length only in csr form, and adds parallel edges of a coo matrix;
        # here every edge occurs once.
        matrix = coo_matrix(
            (np.concatenate([self.boards.ms, self.changes.ms]), (tail, head)), shape=(2 * size, 2 * size)
        ).tocsr()
        step = max(1, CELLS // max(2 * size, 1))
        parts = [dijkstra(matrix, indices=np.arange(at, min(at + step, size)))[:, size:] for at in range(0, size, step)]
        return np.concatenate(parts) if parts else np.empty((0, 0))


@dataclass(frozen=True)
class Addition:
    """What is added to a stop graph: stops, boardings that are new or quicker, and changes at new stops.

    Attributes:
        old, stops: numbers of stops before and after; boards: the boardings.
        changes: (stops, stops) ways with at least one new stop as rows of all stops, penalty included.
    """

    old: int
    stops: int
    boards: Pairs
    changes: Legs

    @cached_property
    def portals(self) -> Index:
        """Return where an added boarding begins: stops of drawn lines, and those where a wait or ride changes."""
        return np.unique(self.boards.source)


@dataclass(frozen=True)
class Portals:
    """How added boardings are come by and what lies behind them.

    Attributes:
        to_ready: (old stops, portals) ms from ready at an old stop to ready at the portal over the graph as it was.
        onward: (portals, stops) ms from ready at the portal to off at any stop, over everything.
    """

    to_ready: Floats
    onward: Floats


def portals_of(graph: StopGraph, added: Addition) -> Portals:
    """Return the times to and from the portals of an addition; no search runs on the changed graph."""
    portals, old = added.portals, added.old
    heads = np.unique(added.boards.target)
    step = np.full((len(portals), len(heads)), np.inf)
    step[np.searchsorted(portals, added.boards.source), np.searchsorted(heads, added.boards.target)] = added.boards.ms
    ready = _to_ready(graph, added, portals)
    walked = _changes(graph, added, heads)
    to_old = walked[:, :old]
    again = np.minimum(walked[:, portals], min_plus(to_old, ready))
    behind = np.full((len(heads), added.stops), np.inf)
    behind[:, :old] = min_plus(to_old, graph.times)
    own = (np.arange(len(heads)), heads)
    behind[own] = 0.0
    core = all_pairs(min_plus(step, again))
    onward = min_plus(core, min_plus(step, behind))
    return Portals(ready, onward)


def _changes(graph: StopGraph, added: Addition, rows: Index) -> Floats:
    """Return (rows, all stops) ms of one change on foot, old and new stops alike."""
    found = np.full((len(rows), added.stops), np.inf)
    for legs, here in ((graph.changes, np.flatnonzero(rows < added.old)), (added.changes, np.arange(len(rows)))):
        part = legs.take(rows[here])
        np.minimum.at(found, (here[part.row], part.other), part.ms)
    return found


def _to_ready(graph: StopGraph, added: Addition, portals: Index) -> Floats:
    """Return (old stops, portals) ms to be ready at a portal after rides of the graph as it was, 0 at itself."""
    into = _changes(graph, added, np.arange(added.old))[:, portals]
    back = legs_of(*_finite(into.T), rows=len(portals))
    ready = np.ascontiguousarray(back.through(np.ascontiguousarray(graph.times.T)).T)
    own = portals < added.old
    ready[portals[own], np.flatnonzero(own)] = 0.0
    return ready


def _finite(table: Floats) -> tuple[Index, Index, Floats]:
    row, column = np.nonzero(np.isfinite(table))
    return row, column, table[row, column]


def quicker(before: Pairs, after: Pairs, stops: int) -> tuple[Pairs, bool]:
    """Return the boardings that are new or quicker, and whether any is slower or gone.

    Args:
        before, after: in order of pairs; stops: number of stops after.
    """
    old, new = before.source * stops + before.target, after.source * stops + after.target
    at = np.minimum(np.searchsorted(old, new), max(len(old) - 1, 0))
    known = old[at] == new if len(old) else np.zeros(len(new), dtype=bool)
    was = np.full(len(new), np.inf)
    was[known] = before.ms[at[known]]
    better = after.ms < was
    slower = bool((after.ms > was).any()) or int(known.sum()) < len(old)
    return Pairs(after.source[better], after.target[better], after.ms[better]), slower
