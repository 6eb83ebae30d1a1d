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
from district_planner.core.transit.whole import ENDLESS, Wholes, closed, floats, min_plus, whole

DENSE_STOPS = 1500
"""Up to so many stops the closure of a dense table is quicker than a search from each of them."""
CELLS = 4_000_000


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
    for count in np.flatnonzero(np.bincount(counts)).tolist():
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


def dense(pairs: Pairs, stops: int) -> Wholes:
    """Return pairs as a table."""
    table = np.full((stops, stops), ENDLESS, dtype=np.int32)
    table[pairs.source, pairs.target] = whole(pairs.ms)
    return table


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

    @property
    def times(self) -> Floats:
        """Return (stops, stops) milliseconds from ready at one stop to off at another, ``inf`` where none leads."""
        return floats(self.whole)

    @cached_property
    def whole(self) -> Wholes:
        """Return the same times in 32 bits."""
        return self.computed()

    def computed(self) -> Wholes:
        """Return the same times, computed now."""
        return self._closed() if self.size <= DENSE_STOPS else whole(self.searched())

    def _closed(self) -> Wholes:
        again = closed(self.changes.through(dense(self.boards, self.size)))
        first = np.searchsorted(self.boards.source, np.arange(self.size + 1))
        return Legs(first, self.boards.target, self.boards.ms).through(again)

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

    def onto(self, graph: StopGraph) -> StopGraph:
        """Return the graph with everything added."""
        pairs = [graph.boards, self.boards]
        source, target, ms = (np.concatenate([getattr(one, of) for one in pairs]) for of in ("source", "target", "ms"))
        boards = legs_of(source, target, ms, self.stops)
        ways = [graph.changes, self.changes]
        row, other, ms = (np.concatenate([getattr(one, of) for one in ways]) for of in ("row", "other", "ms"))
        return StopGraph(Pairs(boards.row, boards.other, boards.ms), legs_of(row, other, ms, self.stops))


@dataclass(frozen=True)
class Portals:
    """How added boardings are come by and what lies behind them.

    Attributes:
        to_ready: (portals, old stops) ms from ready at an old stop to ready at the portal over the graph as it was.
        onward: (portals, stops) ms from ready at the portal to off at any stop, over everything.
    """

    to_ready: Wholes
    onward: Wholes


def portals_of(graph: StopGraph, added: Addition) -> Portals:
    """Return the times to and from the portals of an addition; no search runs on the changed graph."""
    portals, old = added.portals, added.old
    heads = np.unique(added.boards.target)
    step = np.full((len(portals), len(heads)), ENDLESS, dtype=np.int32)
    at = (np.searchsorted(portals, added.boards.source), np.searchsorted(heads, added.boards.target))
    step[at] = whole(added.boards.ms)
    ready, walked = _to_ready(graph, added, portals), _from_heads(graph, added, heads)
    on_foot = np.full((len(heads), added.stops), ENDLESS, dtype=np.int32)
    on_foot[walked.row, walked.other] = walked.whole_ms
    here = walked.other < old
    to_old = legs_of(walked.row[here], walked.other[here], walked.ms[here], len(heads))
    again = np.minimum(on_foot[:, portals], to_old.across(ready).T)
    behind = np.full((len(heads), added.stops), ENDLESS, dtype=np.int32)
    behind[:, :old] = to_old.through(graph.whole)
    behind[np.arange(len(heads)), heads] = 0
    core = closed(min_plus(step, again))
    return Portals(ready, min_plus(core, min_plus(step, behind)))


@dataclass(frozen=True)
class Arrivals:
    """Whoever is ready at a portal after a ride came by one of these, and could have gone on from there without it.

    Attributes:
        graph: the graph as it was; alight: the old stops with a change on foot to a new portal; own: old portals.
        on: from each of them (rows, ``alight`` first) to the portals: those changes, and nothing to itself.
    """

    graph: StopGraph
    alight: Index
    own: Index
    on: Legs

    @property
    def sums(self) -> int:
        """Return how many sums :attr:`after` takes."""
        ways = self.graph.changes.first
        return int((ways[self.alight + 1] - ways[self.alight]).sum()) * self.graph.size

    @property
    def after(self) -> Wholes:
        """Return (rows, old stops) ms to off at an old stop over the graph as it was."""
        whole_ = self.graph.whole
        found = np.concatenate([self.graph.changes.take(self.alight).through(whole_), whole_[self.own]])
        found[np.arange(len(self.alight)), self.alight] = 0
        return found


def arrivals_of(graph: StopGraph, added: Addition) -> Arrivals:
    """Return how one comes to the portals of an addition after a ride, or boards at an old one."""
    portals, changes = added.portals, added.changes
    number = _numbers(portals, added.stops)
    mine = (number[changes.other] >= 0) & (changes.other >= added.old) & (changes.row < added.old)
    alight, row = np.unique(changes.row[mine], return_inverse=True)
    own = np.flatnonzero(portals < added.old)
    on = legs_of(
        np.concatenate([row, len(alight) + np.arange(len(own))]), np.concatenate([number[changes.other[mine]], own]),
        np.concatenate([changes.ms[mine], np.zeros(len(own))]), len(alight) + len(own),
    )  # fmt: skip
    return Arrivals(graph, alight, portals[own], on)


def _numbers(portals: Index, stops: int) -> Index:
    """Return the place of each stop among the portals, -1 where it is none."""
    number = np.full(stops, -1, dtype=np.int64)
    number[portals] = np.arange(len(portals))
    return number


def _from_heads(graph: StopGraph, added: Addition, heads: Index) -> Legs:
    """Return the changes on foot from where added boardings end to all stops."""
    here, new = np.flatnonzero(heads < added.old), added.changes.take(heads)
    if not len(here):
        return new
    today = graph.changes.take(heads[here])
    return legs_of(
        np.concatenate([here[today.row], new.row]), np.concatenate([today.other, new.other]),
        np.concatenate([today.ms, new.ms]), len(heads),
    )  # fmt: skip


def _to_ready(graph: StopGraph, added: Addition, portals: Index) -> Wholes:
    """Return (portals, old stops) ms to be ready at a portal after rides of the graph as it was, 0 at itself."""
    number, ways = _numbers(portals, added.stops), []
    for legs in (graph.changes, added.changes):
        mine = (number[legs.other] >= 0) & (legs.row < added.old)
        ways.append((number[legs.other[mine]], legs.row[mine], legs.ms[mine]))
    row, other, ms = (np.concatenate(column) for column in zip(*ways))
    ready = np.ascontiguousarray(legs_of(row, other, ms, len(portals)).across(graph.whole).T)
    own = np.flatnonzero(portals < added.old)
    ready[own, portals[own]] = 0
    return ready


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
