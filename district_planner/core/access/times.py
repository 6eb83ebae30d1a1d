"""Times from origins to opportunities within a limit, and exact variations of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import coo_matrix

from district_planner.core.network.joins import Index
from district_planner.core.network.search import Pairs
from district_planner.core.network.streets import Bools, Floats


@dataclass(frozen=True)
class Rows:
    """The times of some origins, origin by origin.

    Attributes:
        origins: origin numbers, ascending.
        row: position in ``origins`` of each time, not decreasing; opportunity: its number, ascending in each row.
        ms: whole milliseconds.
    """

    origins: Index
    row: Index
    opportunity: Index
    ms: Floats

    @cached_property
    def first(self) -> Index:
        """Return where each row begins; one number more than there are origins."""
        return np.searchsorted(self.row, np.arange(len(self.origins) + 1))

    def of(self, wanted: Bools) -> Rows:
        """Return the times to some opportunities only; ``wanted`` is a mask over opportunity numbers."""
        keep = wanted[self.opportunity]
        return Rows(self.origins, self.row[keep], self.opportunity[keep], self.ms[keep])

    def upto(self, limit_ms: float) -> Rows:
        """Return the times that are within a limit."""
        keep = self.ms <= limit_ms
        return Rows(self.origins, self.row[keep], self.opportunity[keep], self.ms[keep])


@dataclass(frozen=True)
class Times:
    """A sparse table origin by opportunity: ``first`` (origins + 1), ``opportunity``, ``ms``."""

    origins: int
    opportunities: int
    first: Index
    opportunity: Index
    ms: Floats

    def rows(self, origins: Index) -> Rows:
        """Return the times of some origins (ascending numbers)."""
        begin, end = self.first[origins], self.first[origins + 1]
        counts = end - begin
        at = np.arange(counts.sum()) + np.repeat(begin - (np.cumsum(counts) - counts), counts)
        return Rows(origins, np.repeat(np.arange(len(origins)), counts), self.opportunity[at], self.ms[at])

    def every_row(self) -> Rows:
        """Return the times of all origins."""
        row = np.repeat(np.arange(self.origins), np.diff(self.first))
        return Rows(np.arange(self.origins), row, self.opportunity, self.ms)


def times_from(pairs: Pairs, origins: int, opportunities: int, *, reverse: bool) -> Times:
    """Return the table of pairs that occur once each.

    Args:
        reverse: the pairs were searched from the opportunities (``source`` is the opportunity).
    """
    origin, opportunity = (pairs.target, pairs.source) if reverse else (pairs.source, pairs.target)
    table = coo_matrix((pairs.ms, (origin, opportunity)), shape=(origins, opportunities)).tocsr()
    table.sort_indices()
    return Times(origins, opportunities, table.indptr.astype(np.int64), table.indices.astype(np.int64), table.data)


@dataclass(frozen=True)
class Variation:
    """Base times after an edit: some opportunities measured anew, some pairs shortened, some opportunities added.

    Attributes:
        base: the times before; dropped: mask over opportunity numbers whose base times no longer count.
        extra: times of the edit; where base and extra both have a pair, the smaller one counts.
        changed: origin numbers, ascending, with any time that differs from base.
    """

    base: Times
    dropped: Bools
    extra: Times
    changed: Index

    def rows(self, origins: Index) -> Rows:
        """Return the times of some origins (ascending numbers)."""
        old = self.base.rows(origins)
        new = self.extra.rows(origins)
        if self.dropped.any():
            kept = np.zeros(self.extra.opportunities, dtype=bool)
            kept[: len(self.dropped)] = ~self.dropped
            old = old.of(kept)
        return merge_rows(old, new, self.extra.opportunities)

    def every_row(self) -> Rows:
        """Return the times of all origins."""
        return self.rows(np.arange(self.base.origins))


def merge_rows(old: Rows, new: Rows, opportunities: int) -> Rows:
    """Return both sets of rows of the same origins together, the smaller time where both have a pair."""
    if not len(new.row):
        return old
    old_key = old.row * opportunities + old.opportunity
    new_key = new.row * opportunities + new.opportunity
    at = np.searchsorted(old_key, new_key)
    inside = at < len(old_key)
    both = np.zeros(len(new_key), dtype=bool)
    both[inside] = old_key[at[inside]] == new_key[inside]
    ms = old.ms.copy()
    ms[at[both]] = np.minimum(ms[at[both]], new.ms[both])
    fresh = ~both
    where = at[fresh]
    return Rows(
        old.origins,
        np.insert(old.row, where, new.row[fresh]),
        np.insert(old.opportunity, where, new.opportunity[fresh]),
        np.insert(ms, where, new.ms[fresh]),
    )
