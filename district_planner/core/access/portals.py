"""Exact times after edges are added, without a search on a changed graph.

Added edges only shorten paths. Let P be the portals, the nodes of the overlay. One bounded base search per portal
(two where the mode has one-way streets), closed over the overlay, gives the time between every place and every portal
afterwards; ``t'(a, o) = min(t(a, o), min over p of t'(a, p) + t(p, o))``.

A pair can only change if the origin reaches some portal sooner than before and some portal reaches the opportunity
sooner than before, or if one of the two has an additional join of its own. Only those pairs are looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Protocol

import numpy as np

from district_planner.core.access.neighbourhood import Neighbourhoods, finite_columns
from district_planner.core.access.times import Rows
from district_planner.core.network.joins import Index, Joined
from district_planner.core.network.overlay import Legs, Overlay
from district_planner.core.network.search import Pairs, lower_direct, merge_direct, same_edge
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
        at = np.minimum(np.searchsorted(self.place, place), max(len(self.place) - 1, 0))
        further = place if not len(self.place) else place[self.place[at] != place]
        if not len(further):
            return self
        # A stable sort goes along the two ascending runs.
        union = np.sort(np.concatenate([self.place, np.unique(further)]), kind="stable")
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
    """The bounded base searches from and to the portals of an overlay.

    Args:
        near: where searches are made and, for a pointer that moves, kept; portals: the overlay's nodes.
    """

    def __init__(
        self, near: Neighbourhoods, portals: Joined, limit_ms: float, progress: Progress = no_progress
    ) -> None:
        self.graph, self.portals, self.limit_ms, self.progress = near.graph, portals, limit_ms, progress
        seeds = portals.seeds
        self._groups = [(part, hood, np.isin(seeds.place, part)) for part, hood in near.around(seeds, limit_ms)]

    def fan(self, places: Joined, *, reverse: bool, kept: bool = True) -> Fan:
        """Return the times from the portals to the places, or from the places to the portals (``reverse``).

        ``kept`` is False for places that are asked for once.
        """
        seeds = self.portals.seeds
        direct = merge_direct(
            same_edge(self.graph, self.portals.spots, places.spots, reverse=reverse), None, self.limit_ms
        )
        found = []
        for part, hood, mine in self._groups:
            rows = hood.node_rows(seeds.node[mine], reverse=reverse, progress=self.progress)
            there, from_nodes = (hood.times if kept else hood.times_once)(rows, places, reverse=reverse)
            from_nodes = from_nodes + (seeds.into if reverse else seeds.out)[mine][:, None]
            times = _least_of(from_nodes, np.searchsorted(seeds.place[mine], part))
            lower_direct(times, part, there, direct)
            within = finite_columns(times, self.limit_ms)
            found.append((part, there[within], times[:, within]))
        if len(found) == 1 and len(found[0][0]) == self.portals.count:
            return Fan(found[0][1], found[0][2])
        union = np.unique(np.concatenate([place for _, place, _ in found])) if found else np.empty(0, dtype=np.int64)
        ms = np.full((self.portals.count, len(union)), np.inf)
        for part, place, times in found:
            ms[np.ix_(part, np.searchsorted(union, place))] = times
        return Fan(union, ms)


def _least_of(ms: Floats, first: Index) -> Floats:
    """Return the least of each group of rows; groups begin at ``first`` and mostly hold two."""
    last = np.append(first[1:], len(ms)) - 1
    found = np.minimum(ms[first], ms[last])
    for group in np.flatnonzero(last - first > 1).tolist():
        found[group] = ms[first[group] : last[group] + 1].min(axis=0)
    return found


def closure(between: Floats) -> Floats:
    """Return the all-pairs shortest times of a small dense matrix (Floyd and Warshall)."""
    closed = between.copy()
    for k in range(len(closed)):
        np.minimum(closed, closed[:, k, None] + closed[k], out=closed)
    return closed


def min_plus(step: Floats, onward: Floats, progress: Progress = no_progress) -> Floats:
    """Return ``min over q of step[q, p] + onward[q, x]`` as a (p, x) array."""
    found = np.full((step.shape[1], onward.shape[1]), np.inf)
    for p in range(step.shape[1]):
        check(progress, p / step.shape[1])
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


class Passage:
    """The way over an overlay: times between every place and every portal, before and after.

    Args:
        near: searches on the base network (after closures); overlay: what is added.
        origins, opportunities: places on the base network, those that the overlay has legs for.
        limit_ms: the time limit.
    """

    def __init__(
        self,
        near: Neighbourhoods,
        overlay: Overlay,
        origins: Joined,
        opportunities: Joined,
        limit_ms: float,
        progress: Progress = no_progress,
    ) -> None:
        self.overlay, self.limit_ms, self.progress = overlay, limit_ms, progress
        self._origins, self._opportunities = origins, opportunities
        self._search = PortalSearch(near, overlay.portals, limit_ms, progress)

    @cached_property
    def step(self) -> Floats:
        """Return the times between portals afterwards."""
        overlay, count = self.overlay, self.overlay.portals.count
        to_portals = self._search.fan(overlay.portals, reverse=False, kept=False)
        between = np.full((count, count), np.inf)
        between[:, to_portals.place] = to_portals.ms
        np.fill_diagonal(between, 0.0)
        np.minimum.at(between, (overlay.edges.source, overlay.edges.target), overlay.edges.ms)
        return closure(between)

    @cached_property
    def from_origins(self) -> tuple[Fan, Fan]:
        """Return the times from origins to portals: on the base network, and with additional joins."""
        return _with_legs(self._search.fan(self._origins, reverse=True), self.overlay.origin_legs, outwards=True)

    @cached_property
    def to_opportunities(self) -> tuple[Fan, Fan]:
        """Return the times from portals to opportunities: on the base network, and with additional joins."""
        fan = self._search.fan(self._opportunities, reverse=False)
        return _with_legs(fan, self.overlay.opportunity_legs, outwards=False)

    def improvements(
        self, before: RowsOf, block: Index, wanted: Sequence[int] | None = None, limit_ms: float | None = None
    ) -> dict[int, Pairs]:
        """Return every pair (origin, opportunity) that gets shorter, with its new time, by block of opportunities.

        Args:
            before: gives the times before of some origins to a block; block: block of each opportunity.
            wanted: blocks to look at, default all; limit_ms: a lower limit than that of the passage.
        """
        limit = self.limit_ms if limit_ms is None else limit_ms
        start = _reached(*_within(self.from_origins, limit), self.step, self.progress)
        goal = _reached(*_within(self.to_opportunities, limit), self.step.T, self.progress)
        overlay, found = self.overlay, {}
        blocks = np.unique(np.concatenate([block[goal.place], block[overlay.direct.target]])).tolist()
        for number in blocks if wanted is None else sorted(set(blocks) & set(wanted)):
            some = goal.take(block[goal.place] == number)
            on = block[overlay.direct.target] == number
            direct = Pairs(overlay.direct.source[on], overlay.direct.target[on], overlay.direct.ms[on])
            rows_before = partial(before, block=number)
            pairs = _of_block(start, some, direct, rows_before, limit, self.progress)
            if len(pairs.source):
                found[number] = pairs
        return found

    @property
    def shortens(self) -> bool:
        """Return whether anybody reaches a street sooner than before, within the limit."""
        start = _reached(*self.from_origins, self.step)
        return bool(((start.after < start.base) & (start.after <= self.limit_ms)).any())

    def every(self) -> Pairs:
        """Return the time over the overlay of every pair (origin, opportunity) within the limit.

        Meant for few opportunities; pairs that do not get shorter are among them.
        """
        start, (_, goal) = _reached(*self.from_origins, self.step), self.to_opportunities
        direct = self.overlay.direct
        on = direct.ms <= self.limit_ms
        found = [Pairs(direct.source[on], direct.target[on], direct.ms[on])]
        for column, place in enumerate(goal.place.tolist()):
            ms = (start.after + goal.ms[:, column][:, None]).min(axis=0)
            near = np.flatnonzero(ms <= self.limit_ms)
            found.append(Pairs(start.place[near], np.full(len(near), place), ms[near]))
        return join_pairs(found)

    def nearest(self, wanted: Bools) -> Pairs:
        """Return for every origin the nearest wanted opportunity over the overlay, within the limit.

        The best way leaves the overlay at some portal, so the opportunity is the one nearest to that portal.
        """
        _, first = self.to_opportunities
        some = wanted[first.place]
        place, ms = first.place[some], first.ms[:, some]
        _, start = self.from_origins
        direct = self.overlay.direct
        on = wanted[direct.target] & (direct.ms <= self.limit_ms)
        found = [Pairs(direct.source[on], direct.target[on], direct.ms[on])]
        if len(place) and len(start.place):
            best = ms.argmin(axis=1)
            onward = self.step + ms[np.arange(len(ms)), best]
            way = onward.argmin(axis=1)
            times = start.ms + onward[np.arange(len(way)), way][:, None]
            least, portal = _first_least(times)
            within = least <= self.limit_ms
            found.append(Pairs(start.place[within], place[best[way[portal[within]]]], least[within]))
        return join_pairs(found)


def _first_least(times: Floats) -> tuple[Floats, Index]:
    """Return the least of every column and the first row that has it; rows are few and long."""
    least, row = times[0].copy(), np.zeros(times.shape[1], dtype=np.int64)
    for number in range(1, len(times)):
        row[times[number] < least] = number
        np.minimum(least, times[number], out=least)
    return least, row


def _with_legs(fan: Fan, legs: Legs, *, outwards: bool) -> tuple[Fan, Fan]:
    place = np.sort(legs.place, kind="stable")  # ascending runs, one per line and direction
    first = np.ones(len(place), dtype=bool)
    first[1:] = place[1:] != place[:-1]
    wide = fan.with_places(place[first])
    return wide, wide.lowered(legs.portal, legs.place, legs.out if outwards else legs.into)


def _within(fans: tuple[Fan, Fan], limit_ms: float) -> tuple[Fan, Fan]:
    """Return the places that reach some portal within a limit."""
    base, first = fans
    some = (first.ms <= limit_ms).any(axis=0)
    if some.all():
        return fans
    return Fan(base.place[some], base.ms[:, some]), Fan(first.place[some], first.ms[:, some])


def _reached(base: Fan, first: Fan, step: Floats, progress: Progress = no_progress) -> Reached:
    return Reached(base.place, base.ms, first.ms, min_plus(step, first.ms, progress))


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
    leaves = np.isfinite(goal.first) & (goal.first <= goal.after)
    found: list[Pairs] = []
    for at in range(0, len(start.place) if len(goal.place) else 0, step):
        check(progress, at / len(start.place))
        some = np.zeros(len(start.place), dtype=bool)
        some[at : at + step] = True
        part = start.take(some)
        times = np.full((len(part.place), len(goal.place)), np.inf)
        for p in range(len(part.after)):
            a = np.flatnonzero((part.after[p] < part.base[p]) if strict else part.after[p] <= limit_ms)
            # Who leaves at p and has a better way over another portal is counted there.
            o = np.flatnonzero(leaves[p] if strict else leaves[p] & (goal.first[p] < goal.base[p]))
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
