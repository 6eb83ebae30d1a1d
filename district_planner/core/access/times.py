"""Times from origins to opportunities within a limit, block by block, and exact variations of them.

Opportunities are kept in blocks, one per category: an indicator of one category reads one contiguous piece of the
table, and an edit that concerns one category leaves the others alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix, csr_matrix

from district_planner.core.network.joins import Index
from district_planner.core.network.search import Pairs
from district_planner.core.network.streets import Bools, Floats
from district_planner.core.progress import Progress, check, no_progress

Numbers = npt.NDArray[np.int32]
AT_ONCE = 1 << 19
"""Pairs that are sorted between two looks at cancel: some 50 ms [P]."""
_NOBODY: Index = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Rows:
    """The times of some origins, origin by origin.

    Attributes:
        origins: origin numbers, ascending; first: where each row begins, one number more than there are origins.
        opportunity: opportunity numbers, ascending in each row; ms: whole milliseconds.
    """

    origins: Index
    first: Index
    opportunity: Numbers
    ms: Floats

    @cached_property
    def row(self) -> Index:
        """Return the position in ``origins`` of each time."""
        return np.repeat(np.arange(len(self.origins)), np.diff(self.first))

    def take(self, some: Index) -> Rows:
        """Return the times of some of the origins, by ascending position in ``origins``."""
        return _gather(self.origins[some], self.first[some], self.first[some + 1], self.opportunity, self.ms)

    def of(self, wanted: Bools) -> Rows:
        """Return the times to some opportunities only; ``wanted`` is a mask over opportunity numbers."""
        keep = wanted[self.opportunity]
        if keep.all():
            return self
        first = np.concatenate([[0], np.cumsum(keep)])[self.first]
        return Rows(self.origins, first, self.opportunity[keep], self.ms[keep])


@dataclass(frozen=True)
class Times:
    """A sparse table block by origin by opportunity.

    Attributes:
        origins: number of origins; block: block of each opportunity.
        first: where the row of origin a in block b begins, at ``b * origins + a``; one number more at the end.
        opportunity, ms: the times, row by row.
    """

    origins: int
    block: Index
    first: Index
    opportunity: Numbers
    ms: Floats

    @property
    def blocks(self) -> int:
        """Return the number of blocks."""
        return (len(self.first) - 1) // max(self.origins, 1)

    def rows(self, origins: Index, block: int) -> Rows:
        """Return the times of some origins (ascending numbers) to the opportunities of a block."""
        at = block * self.origins + origins
        begin, end = self.first[at], self.first[at + 1]
        if not self._is_most(begin, end, block):
            return _gather(origins, begin, end, self.opportunity, self.ms)
        every, chosen = self.every_row(block), np.zeros(self.origins, dtype=bool)
        chosen[origins] = True
        kept = np.repeat(chosen, np.diff(every.first))
        return Rows(origins, np.concatenate([[0], np.cumsum(end - begin)]), every.opportunity[kept], every.ms[kept])

    def every_row(self, block: int) -> Rows:
        """Return the times of all origins to the opportunities of a block."""
        first = self.first[block * self.origins : (block + 1) * self.origins + 1]
        part = slice(first[0], first[-1])
        return Rows(np.arange(self.origins), first - first[0], self.opportunity[part], self.ms[part])

    def holding(self, origins: Index, block: int) -> Rows:
        """Return the times of some origins (ascending numbers), the others' among them where nothing is copied so."""
        at = block * self.origins + origins
        most = self._is_most(self.first[at], self.first[at + 1], block)
        return self.every_row(block) if most else self.rows(origins, block)

    def _is_most(self, begin: Index, end: Index, block: int) -> bool:
        """Return whether some rows hold more than half of the times of a block."""
        every = self.first[(block + 1) * self.origins] - self.first[block * self.origins]
        return bool(2 * (end - begin).sum() > every)

    def changed(self, block: int) -> Index:
        """Return the origins whose times differ from the base: none."""
        return _NOBODY


def _gather(origins: Index, begin: Index, end: Index, opportunity: Numbers, ms: Floats) -> Rows:
    counts = end - begin
    first = np.concatenate([[0], np.cumsum(counts)])
    at = np.arange(first[-1]) + np.repeat(begin - first[:-1], counts)
    return Rows(origins, first, opportunity[at], ms[at])


def times_from(pairs: Pairs, origins: int, block: Index, blocks: int, progress: Progress = no_progress) -> Times:
    """Return the table of pairs that were searched from the opportunities (``source``) and occur once each.

    Args:
        pairs: what was searched; origins: how many there are; block: of each opportunity; blocks: how many there are.
        progress: asked now and then whether to go on; raises Cancelled.
    """
    number = np.int32 if blocks * origins < np.iinfo(np.int32).max else np.int64
    begins, row = (block * origins).astype(number), np.empty(len(pairs.ms), dtype=number)
    for at in range(0, len(row), AT_ONCE):
        check(progress, 1.0)
        piece = slice(at, at + AT_ONCE)
        np.add(pairs.target[piece], begins[pairs.source[piece]], out=row[piece], casting="same_kind")
    shape = (blocks * origins, len(block))
    if len(row) > AT_ONCE:
        return Times(origins, block, *_in_pieces(row, pairs, shape, progress))
    table = coo_matrix((pairs.ms, (row, pairs.source)), shape=shape).tocsr()
    table.sort_indices()
    indices = table.indices.astype(np.int32, copy=False)
    return Times(origins, block, table.indptr.astype(np.int64), indices, table.data)


def _in_pieces(
    row: npt.NDArray[Any], pairs: Pairs, shape: tuple[int, int], progress: Progress
) -> tuple[Index, Numbers, Floats]:
    """Return row beginnings, columns and values of the same table, made piece by piece so that a cancel is heard."""
    pieces = [slice(at, at + AT_ONCE) for at in range(0, len(row), AT_ONCE)]
    counts = np.zeros(shape[0], dtype=np.int64)
    for piece in pieces:
        check(progress, 1.0)
        counts += np.bincount(row[piece], minlength=shape[0])
    first = np.concatenate([[0], np.cumsum(counts)])
    column, value, begin = np.empty(first[-1], dtype=np.int32), np.empty(first[-1]), first[:-1].copy()
    for piece in pieces:
        # The system hands out memory when it is first written to, and the first piece below writes all over the table.
        check(progress, 1.0)
        column[piece], value[piece] = 0, 0.0
    for piece in pieces:
        check(progress, 1.0)
        part = coo_matrix((pairs.ms[piece], (row[piece], pairs.source[piece])), shape=shape).tocsr()
        here = np.diff(part.indptr)
        to = np.repeat(begin - part.indptr[:-1], here) + np.arange(len(part.data))
        column[to], value[to] = part.indices, part.data
        begin += here
    at = 0
    while at < shape[0]:
        check(progress, 1.0)
        end = max(at + 1, int(np.searchsorted(first, first[at] + AT_ONCE, side="right")) - 1)
        cells = slice(first[at], first[end])
        rows = csr_matrix((value[cells], column[cells], first[at : end + 1] - first[at]), shape=(end - at, shape[1]))
        rows.sort_indices()
        column[cells], value[cells] = rows.indices, rows.data
        at = end
    return first, column, value


@dataclass(frozen=True)
class Variation:
    """Base times after an edit: whole rows of the origins that the edit changes, block by block.

    Attributes:
        base: the times before; patches: block -> rows of the origins whose times to that block differ.
    """

    base: Times
    patches: Mapping[int, Rows] = field(default_factory=dict)

    def changed(self, block: int) -> Index:
        """Return the origins whose times to a block differ from the base."""
        return self.patches[block].origins if block in self.patches else _NOBODY

    def rows(self, origins: Index, block: int) -> Rows:
        """Return the times of some origins (ascending numbers) to the opportunities of a block."""
        patch = self.patches.get(block)
        if patch is None:
            return self.base.rows(origins, block)
        at = np.minimum(np.searchsorted(patch.origins, origins), len(patch.origins) - 1)
        new = patch.origins[at] == origins
        if new.all():
            return _gather(origins, patch.first[at], patch.first[at + 1], patch.opportunity, patch.ms)
        old_at = block * self.base.origins + origins
        begin = np.where(new, patch.first[at], self.base.first[old_at])
        end = np.where(new, patch.first[at + 1], self.base.first[old_at + 1])
        return _mixed(origins, new, begin, end, patch, self.base)

    def every_row(self, block: int) -> Rows:
        """Return the times of all origins to the opportunities of a block."""
        if block not in self.patches:
            return self.base.every_row(block)
        return self.rows(np.arange(self.base.origins), block)


def _mixed(origins: Index, new: Bools, begin: Index, end: Index, patch: Rows, base: Times) -> Rows:
    """Gather rows of which some lie in a patch and the others in the base."""
    counts = end - begin
    first = np.concatenate([[0], np.cumsum(counts)])
    at = np.arange(first[-1]) + np.repeat(begin - first[:-1], counts)
    fresh = np.repeat(new, counts)
    opportunity = np.empty(first[-1], dtype=np.int32)
    ms = np.empty(first[-1])
    opportunity[fresh], ms[fresh] = patch.opportunity[at[fresh]], patch.ms[at[fresh]]
    old = ~fresh
    opportunity[old], ms[old] = base.opportunity[at[old]], base.ms[at[old]]
    return Rows(origins, first, opportunity, ms)


def differing(old: Rows, new: Rows, opportunities: int) -> Index:
    """Return the positions of the origins (both hold the same) whose times in two sets of rows are not the same."""
    a, b = old.row * opportunities + old.opportunity, new.row * opportunities + new.opportunity
    gone = ~np.isin(a, b, assume_unique=True)
    come = ~np.isin(b, a, assume_unique=True)
    other = old.ms[~gone] != new.ms[~come]
    changed: Index = np.unique(np.concatenate([old.row[gone], new.row[come], old.row[~gone][other]]))
    return changed


def shortened(base: Times, block: int, pairs: Pairs, opportunities: int) -> Rows:
    """Return the whole rows of a block that pairs shorten, with those pairs in them.

    Args:
        pairs: (origin number, opportunity number, ms), each pair once, in any order; those that shorten nothing are
            left out. opportunities: how many there are.
    """
    asked = np.zeros(base.origins, dtype=bool)
    asked[pairs.source] = True
    old = base.holding(np.flatnonzero(asked), block)
    place = np.zeros(base.origins, dtype=np.int64)
    place[old.origins] = np.arange(len(old.origins))
    row, counts = place.take(pairs.source), old.first[1:] - old.first[:-1]
    number = np.dtype(np.int32 if len(counts) * opportunities < np.iinfo(np.int32).max else np.int64)
    held = np.repeat((np.arange(len(counts)) * opportunities).astype(number), counts) + old.opportunity.astype(number)
    key = (row * opportunities + pairs.target).astype(number)
    at = np.searchsorted(held, key)
    was = np.full(len(key), np.inf)
    known = np.flatnonzero(held.take(at, mode="clip") == key) if len(held) else _NOBODY
    was[known] = old.ms.take(at.take(known))
    better = np.flatnonzero(pairs.ms < was)
    better = better.take(np.argsort(key.take(better), kind="stable"))
    row, at, new = row.take(better), at.take(better), was.take(better) == np.inf
    return _replaced(old, row, at, new, pairs.target.take(better), pairs.ms.take(better))


def _replaced(old: Rows, row: Index, at: Index, new: Bools, target: Index, ms: Floats) -> Rows:
    """Return the rows that hold some cells, with these in place of those at positions ``at``, or put in before them."""
    touched = np.zeros(len(old.origins), dtype=bool)
    touched[row] = True
    counts, changed = old.first[1:] - old.first[:-1], np.flatnonzero(touched)
    more = np.bincount(row[new], minlength=len(counts)).take(changed)
    first = np.concatenate([[0], np.cumsum(counts.take(changed) + more)])
    begin = np.empty(len(counts), dtype=np.int64)
    begin[changed] = first[:-1] - (np.cumsum(more) - more) - old.first.take(changed)
    at = at + begin.take(row) + (np.cumsum(new, dtype=np.int64) - new)
    kept, taken = np.ones(first[-1], dtype=bool), np.repeat(touched, counts)
    kept[at[new]] = False
    number, times = np.empty(len(kept), dtype=np.int32), np.empty(len(kept))
    number[kept], times[kept] = old.opportunity[taken], old.ms[taken]
    number[at], times[at] = target, ms
    return Rows(old.origins.take(changed), first, number, times)


def merge_rows(old: Rows, pairs: Pairs, opportunities: int) -> Rows:
    """Return rows with pairs added; where both have a pair, the smaller time counts.

    Args:
        old: rows of the origins that are changed; pairs: (origin number, opportunity number, ms), each pair once, in
            order; opportunities: how many there are.
    """
    begins = np.arange(len(old.origins) + 1) * opportunities
    held = np.repeat(begins[:-1], np.diff(old.first)) + old.opportunity
    key = np.searchsorted(old.origins, pairs.source) * opportunities + pairs.target
    target = pairs.target.astype(np.int32)
    if len(held) >= len(key):
        new, opportunity, ms = _union((held, old.opportunity, old.ms), (key, target, pairs.ms))
        first = old.first + np.searchsorted(key[new], begins)
    else:
        new, opportunity, ms = _union((key, target, pairs.ms), (held, old.opportunity, old.ms))
        first = np.searchsorted(key, begins) + np.searchsorted(held[new], begins)
    return Rows(old.origins, first, opportunity, ms)


def _union(
    many: tuple[Index, Numbers, Floats], few: tuple[Index, Numbers, Floats]
) -> tuple[Bools, Numbers, Floats]:  # fmt: skip
    """Return two lists of (ascending key, number, time) as one, with the smaller time where both have a key.

    Returns:
        which of the few the many do not have; numbers; times.
    """
    at = np.searchsorted(many[0], few[0])
    new = np.ones(len(at), dtype=bool)
    inside = at < len(many[0])
    new[inside] = many[0][at[inside]] != few[0][inside]
    at += np.cumsum(new) - new
    kept = np.ones(len(many[0]) + int(new.sum()), dtype=bool)
    kept[at[new]] = False
    number, ms = np.empty(len(kept), dtype=np.int32), np.empty(len(kept))
    number[kept], ms[kept] = many[1], many[2]
    ms[at[new]] = np.inf
    number[at] = few[1]
    ms[at] = np.minimum(ms[at], few[2])
    return new, number, ms
