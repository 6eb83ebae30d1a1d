"""Exact times after edges are added, without a search on a changed graph.

Added edges only shorten paths. Let P be the portals, the nodes of the overlay. One bounded base search per portal
(two where the mode has one-way streets), closed over the overlay, gives the time between every place and every portal
afterwards; ``t'(a, o) = min(t(a, o), min over p of t'(a, p) + t(p, o))``.

A pair can only change if the origin reaches some portal sooner than before and some portal reaches the opportunity
sooner than before, or if one of the two has an additional join of its own. Only those pairs are looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import numpy as np

from district_planner.core.access.times import Rows
from district_planner.core.network.graph import ModeGraph
from district_planner.core.network.joins import Index, Joined
from district_planner.core.network.overlay import Legs, Overlay
from district_planner.core.network.search import (
    Pairs,
    Region,
    cut_region,
    groups,
    lower_direct,
    merge_direct,
    node_times,
    same_edge,
    targets_of,
)
from district_planner.core.network.streets import Bools, Floats
from district_planner.core.progress import Progress, check, no_progress

CELLS_PER_CHUNK = 2_000_000


class RowsOf(Protocol):
    """Gives the times of some origins to the opportunities of a block."""

    def __call__(self, origins: Index, block: int) -> Rows:
        """Return the rows."""


@dataclass(frozen=True)
class Fan:
    """Times between every portal and some places: ``place`` numbers ascending, ``ms`` (portals, places)."""

    place: Index
    ms: Floats

    def with_places(self, place: Index) -> Fan:
        """Return the fan with further places, ``inf`` where they were not reached."""
        union = np.union1d(self.place, place)
        if len(union) == len(self.place):
            return self
        ms = np.full((len(self.ms), len(union)), np.inf)
        ms[:, np.searchsorted(union, self.place)] = self.ms
        return Fan(union, ms)

    def lowered(self, portal: Index, place: Index, ms: Floats) -> Fan:
        """Return the fan with some times lowered."""
        if not len(portal):
            return self
        wide = self.with_places(place)
        found = wide.ms.copy()
        np.minimum.at(found, (portal, np.searchsorted(wide.place, place)), ms)
        return Fan(wide.place, found)


class PortalSearch:
    """The bounded base searches from the portals of an overlay."""

    def __init__(self, graph: ModeGraph, portals: Joined, limit_ms: float, progress: Progress = no_progress) -> None:
        self.graph = graph
        self.portals = portals
        self.limit_ms = limit_ms
        self._blocks: list[tuple[Index, Region, Floats, Region, Floats]] = []
        seeds, wanted = portals.seeds, np.arange(portals.count)
        for part, slices in groups(graph, seeds, wanted, graph.reach_m(limit_ms)):
            check(progress, 0.0)
            ahead = cut_region(graph, slices, reverse=False)
            out = node_times(ahead, seeds, part, limit_ms, reverse=False)
            if graph.symmetric and np.array_equal(seeds.out, seeds.into):
                self._blocks.append((part, ahead, out, ahead, out))
                continue
            back = cut_region(graph, slices, reverse=True)
            into = node_times(back, seeds, part, limit_ms, reverse=True)
            self._blocks.append((part, ahead, out, back, into))

    def fan(self, places: Joined, *, reverse: bool) -> Fan:
        """Return the times from the portals to the places, or from the places to the portals (``reverse``)."""
        direct = merge_direct(
            same_edge(self.graph, self.portals.spots, places.spots, reverse=reverse), None, self.limit_ms
        )
        found = []
        for part, ahead, out, back, into in self._blocks:
            region, nodes = (back, into) if reverse else (ahead, out)
            there = targets_of(region, places.seeds, reverse=reverse)
            times = there.times(nodes)
            lower_direct(times, part, there.place, direct)
            times[times > self.limit_ms] = np.inf
            kept = np.isfinite(times).any(axis=0)
            found.append((part, there.place[kept], times[:, kept]))
        union = np.unique(np.concatenate([place for _, place, _ in found])) if found else np.empty(0, dtype=np.int64)
        ms = np.full((self.portals.count, len(union)), np.inf)
        for part, place, times in found:
            ms[np.ix_(part, np.searchsorted(union, place))] = times
        return Fan(union, ms)


def closure(between: Floats) -> Floats:
    """Return the all-pairs shortest times of a small dense matrix (Floyd and Warshall)."""
    closed = between.copy()
    for k in range(len(closed)):
        np.minimum(closed, closed[:, k, None] + closed[k], out=closed)
    return closed


def min_plus(step: Floats, onward: Floats) -> Floats:
    """Return ``min over q of step[q, p] + onward[q, x]`` as a (p, x) array."""
    found = np.full((step.shape[1], onward.shape[1]), np.inf)
    for p in range(step.shape[1]):
        usable = np.flatnonzero(np.isfinite(step[:, p]))
        for q in usable:
            np.minimum(found[p], step[q, p] + onward[q], out=found[p])
    return found


@dataclass(frozen=True)
class Reached:
    """Times of places and portals: ``base`` before, ``first`` with additional joins, ``after`` over the overlay."""

    place: Index
    base: Floats
    first: Floats
    after: Floats

    def take(self, chosen: Bools) -> Reached:
        """Return some of the places."""
        return Reached(self.place[chosen], self.base[:, chosen], self.first[:, chosen], self.after[:, chosen])


def _reached(fan: Fan, legs: Legs, leg_ms: Floats, step: Floats) -> Reached:
    wide = fan.with_places(np.unique(legs.place))
    first = wide.lowered(legs.portal, legs.place, leg_ms)
    return Reached(wide.place, wide.ms, first.ms, min_plus(step, first.ms))


def improvements(
    graph: ModeGraph,
    overlay: Overlay,
    origins: Joined,
    opportunities: Joined,
    before: RowsOf,
    block: Index,
    limit_ms: float,
    progress: Progress = no_progress,
) -> dict[int, Pairs]:
    """Return every pair (origin, opportunity) that the overlay shortens, with its new time, by block of opportunities.

    Args:
        graph: the base network (after closures); overlay: what is added.
        origins, opportunities: places on the base network.
        before: gives the times before the addition of some origins to a block; block: block of each opportunity.
        limit_ms: the time limit.
    """
    search = PortalSearch(graph, overlay.portals, limit_ms, progress)
    count = overlay.portals.count
    to_portals = search.fan(overlay.portals, reverse=False)
    between = np.full((count, count), np.inf)
    between[:, to_portals.place] = to_portals.ms
    np.fill_diagonal(between, 0.0)
    np.minimum.at(between, (overlay.edges.source, overlay.edges.target), overlay.edges.ms)
    step = closure(between)
    start = _reached(search.fan(origins, reverse=True), overlay.origin_legs, overlay.origin_legs.out, step)
    goal = _reached(
        search.fan(opportunities, reverse=False), overlay.opportunity_legs, overlay.opportunity_legs.into, step.T
    )
    found: dict[int, Pairs] = {}
    for number in np.unique(np.concatenate([block[goal.place], block[overlay.direct.target]])).tolist():
        some = goal.take(block[goal.place] == number)
        on = block[overlay.direct.target] == number
        direct = Pairs(overlay.direct.source[on], overlay.direct.target[on], overlay.direct.ms[on])
        pairs = _of_block(start, some, direct, partial(before, block=number), limit_ms, progress)
        if len(pairs.source):
            found[number] = pairs
    return found


def _of_block(
    start: Reached, goal: Reached, direct: Pairs, before: Callable[[Index], Rows], limit_ms: float, progress: Progress
) -> Pairs:
    """Return the pairs of one block of opportunities that get shorter."""
    sooner = ((start.after < start.base) & (start.after <= limit_ms)).any(axis=0)
    helped = ((goal.after < goal.base) & (goal.after <= limit_ms)).any(axis=0)
    joining = (start.first < start.base).any(axis=0)
    legged = (goal.first < goal.base).any(axis=0)
    found = [_product(start.take(sooner & ~joining), goal.take(helped), before, limit_ms, progress, strict=True)]
    if joining.any():
        found.append(_product(start.take(sooner & joining), goal, before, limit_ms, progress, strict=True))
    if legged.any():
        near = (start.after <= limit_ms).any(axis=0)
        found.append(_product(start.take(near), goal.take(legged), before, limit_ms, progress, strict=False))
    found.append(_direct(direct, before, limit_ms))
    return least(found)


def _product(
    start: Reached, goal: Reached, before: Callable[[Index], Rows], limit_ms: float, progress: Progress, *, strict: bool
) -> Pairs:
    """Return the pairs of two sets of candidates that get shorter through a portal.

    ``strict`` looks at origins that reach the portal sooner than before; else at opportunities with an additional
    join to the portal.
    """
    step = max(1, CELLS_PER_CHUNK // max(len(goal.place), 1))
    found: list[Pairs] = []
    for at in range(0, len(start.place) if len(goal.place) else 0, step):
        check(progress, at / len(start.place))
        some = np.zeros(len(start.place), dtype=bool)
        some[at : at + step] = True
        part = start.take(some)
        times = np.full((len(part.place), len(goal.place)), np.inf)
        for p in range(len(part.after)):
            a = np.flatnonzero((part.after[p] < part.base[p]) if strict else part.after[p] <= limit_ms)
            o = np.flatnonzero(np.isfinite(goal.first[p]) if strict else goal.first[p] < goal.base[p])
            if len(a) and len(o):
                cell = np.ix_(a, o)
                times[cell] = np.minimum(times[cell], part.after[p][a][:, None] + goal.first[p][o])
        found.append(_shorter(times, part.place, goal.place, before, limit_ms))
    return join_pairs(found)


def _shorter(
    times: Floats, origins: Index, opportunities: Index, before: Callable[[Index], Rows], limit_ms: float
) -> Pairs:
    """Return the cells of a dense block that are within the limit and below the time before."""
    rows = before(origins)
    column = np.minimum(np.searchsorted(opportunities, rows.opportunity), max(len(opportunities) - 1, 0))
    here = opportunities[column] == rows.opportunity
    old = np.full(times.shape, np.inf)
    old[rows.row[here], column[here]] = rows.ms[here]
    a, o = np.nonzero((times < old) & (times <= limit_ms))
    return Pairs(origins[a], opportunities[o], times[a, o])


def _direct(direct: Pairs, before: Callable[[Index], Rows], limit_ms: float) -> Pairs:
    """Return the direct pairs that are within the limit and below the time before."""
    if not len(direct.source):
        return direct
    origins, row = np.unique(direct.source, return_inverse=True)
    rows = before(origins)
    width = int(max(direct.target.max(), rows.opportunity.max(initial=0))) + 1
    key, known = row * width + direct.target, rows.row * width + rows.opportunity
    at = np.minimum(np.searchsorted(known, key), max(len(known) - 1, 0))
    old = np.full(len(key), np.inf)
    if len(known):
        old = np.where(known[at] == key, rows.ms[at], np.inf)
    better = (direct.ms < old) & (direct.ms <= limit_ms)
    return Pairs(direct.source[better], direct.target[better], direct.ms[better])


def join_pairs(parts: list[Pairs]) -> Pairs:
    """Return all pairs of several lists."""
    if not parts:
        return Pairs(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
    return Pairs(
        np.concatenate([p.source for p in parts]),
        np.concatenate([p.target for p in parts]),
        np.concatenate([p.ms for p in parts]),
    )


def least(parts: list[Pairs]) -> Pairs:
    """Return every pair once, with its least time, in order of source and target."""
    every = join_pairs(parts)
    if not len(every.source):
        return every
    width = int(every.target.max()) + 1
    key = every.source * width + every.target
    order = np.argsort(key, kind="stable")
    key = key[order]
    starts = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
    source, target = np.divmod(key[starts], width)
    return Pairs(source, target, np.minimum.reduceat(every.ms[order], starts))
