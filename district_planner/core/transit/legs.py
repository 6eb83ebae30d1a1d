"""Ways on foot or by cycle between rows of places and stops, as sparse rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from district_planner.core.network.joins import Index
from district_planner.core.network.streets import Floats
from district_planner.core.transit.waits import Weights
from district_planner.core.transit.whole import ENDLESS, Wholes, whole

CELLS, AT_ONCE = 100_000, 1_500
"""Up to so many sums are held at once; so many least sums take as long as another step of the loop over the ways."""


@dataclass(frozen=True)
class Legs:
    """Ways on foot or by cycle row by row: those of row r are ``first[r]:first[r + 1]``.

    Attributes:
        first: one number more than there are rows; other: column of each way; ms: whole milliseconds.
    """

    first: Index
    other: Index
    ms: Floats

    @property
    def rows(self) -> int:
        """Return the number of rows."""
        return len(self.first) - 1

    @cached_property
    def row(self) -> Index:
        """Return the row of each way."""
        return np.repeat(np.arange(self.rows), np.diff(self.first))

    @cached_property
    def _ranked(self) -> tuple[Index, Index]:
        """Return the rows in order of falling numbers of ways, and those numbers."""
        counts = np.diff(self.first)
        order = np.argsort(-counts, kind="stable")
        return order, counts[order]

    @cached_property
    def _some(self) -> Index:
        """Return the rows that have a way."""
        return np.flatnonzero(self.first[1:] > self.first[:-1])

    @cached_property
    def whole_ms(self) -> Wholes:
        """Return the milliseconds of each way in 32 bits."""
        return whole(self.ms)

    def through(self, table: Wholes) -> Wholes:
        """Return ``min over ways of ms + table[other]``, shape (rows, columns of the table)."""
        order, counts = self._ranked
        if self.rows * table.shape[1] <= AT_ONCE * int(counts[:1].sum()) and len(self.other) * table.shape[1] <= CELLS:
            return self._through_at_once(table)
        found = np.full((self.rows, table.shape[1]), ENDLESS, dtype=np.int32)
        first, falling = self.first[order], -counts
        for rank in range(int(counts[0]) if len(counts) else 0):
            some = int(np.searchsorted(falling, -rank))
            at = first[:some] + rank
            reached = table.take(self.other[at], axis=0)
            reached += self.whole_ms[at, None]
            np.minimum(found[:some], reached, out=found[:some])
        result = np.empty_like(found)
        result[order] = found
        return result

    def _through_at_once(self, table: Wholes) -> Wholes:
        found = np.full((self.rows, table.shape[1]), ENDLESS, dtype=np.int32)
        some = self._some
        if len(some):
            reached = table.take(self.other, axis=0)
            reached += self.whole_ms[:, None]
            least = np.minimum.reduceat(reached, self.first[some], axis=0)
            found[some] = np.minimum(least, ENDLESS, out=least)
        return found

    def across(self, table: Wholes) -> Wholes:
        """Return ``min over ways of table[:, other] + ms``, shape (rows of the table, rows): for tables of few rows."""
        found = np.full((len(table), self.rows), ENDLESS, dtype=np.int32)
        some = self._some
        if len(some):
            reached = table.take(self.other, axis=1)
            reached += self.whole_ms
            least = np.minimum.reduceat(reached, self.first[some], axis=1)
            found[:, some] = np.minimum(least, ENDLESS, out=least)
        return found

    def weighed(self, weights: Weights) -> Legs:
        """Return the ways as they weigh."""
        return Legs(self.first, self.other, weights.walk_ms(self.ms)) if weights.walk != 1.0 else self

    def part(self, rows: slice) -> Legs:
        """Return the rows from one to another."""
        begin, end = self.first[rows.start], self.first[rows.stop]
        return Legs(self.first[rows.start : rows.stop + 1] - begin, self.other[begin:end], self.ms[begin:end])

    def take(self, rows: Index) -> Legs:
        """Return some of the rows."""
        counts = np.diff(self.first)[rows]
        first = np.concatenate([[0], np.cumsum(counts)])
        at = np.arange(first[-1]) + np.repeat(self.first[rows] - first[:-1], counts)
        return Legs(first, self.other[at], self.ms[at])


def legs_of(row: Index, other: Index, ms: Floats, rows: int) -> Legs:
    """Return ways in order of row and column; the shortest of those that occur more than once."""
    key = row * (int(other.max(initial=0)) + 1) + other
    if not (key[1:] > key[:-1]).all():
        order = np.argsort(key, kind="stable")
        ordered = key[order]
        if (ordered[1:] == ordered[:-1]).any():
            order = np.lexsort((ms, key))
            order = order[np.concatenate([[True], key[order[1:]] != key[order[:-1]]])]
        row, other, ms = row[order], other[order], ms[order]
    return Legs(np.searchsorted(row, np.arange(rows + 1)), other, ms)
