"""Ways on foot or by cycle between rows of places and stops, as sparse rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from district_planner.core.network.joins import Index
from district_planner.core.network.streets import Floats
from district_planner.core.transit.waits import Weights


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

    def through(self, table: Floats) -> Floats:
        """Return ``min over ways of ms + table[other]``, shape (rows, columns of the table)."""
        order, counts = self._ranked
        found = np.full((self.rows, table.shape[1]), np.inf)
        for rank in range(int(counts[0]) if len(counts) else 0):
            rows = order[: np.searchsorted(-counts, -rank)]
            at = self.first[rows] + rank
            reached = table[self.other[at]]
            reached += self.ms[at][:, None]
            found[: len(rows)] = np.minimum(found[: len(rows)], reached)
        result = np.empty_like(found)
        result[order] = found
        return result

    def weighed(self, weights: Weights) -> Legs:
        """Return the ways as they weigh."""
        return Legs(self.first, self.other, weights.walk_ms(self.ms)) if weights.walk != 1.0 else self

    def take(self, rows: Index) -> Legs:
        """Return some of the rows."""
        counts = np.diff(self.first)[rows]
        first = np.concatenate([[0], np.cumsum(counts)])
        at = np.arange(first[-1]) + np.repeat(self.first[rows] - first[:-1], counts)
        return Legs(first, self.other[at], self.ms[at])


def legs_of(row: Index, other: Index, ms: Floats, rows: int) -> Legs:
    """Return ways in order of row and column; the shortest of those that occur more than once."""
    order = np.lexsort((ms, other, row))
    row, other, ms = row[order], other[order], ms[order]
    once = np.ones(len(row), dtype=bool)
    once[1:] = (row[1:] != row[:-1]) | (other[1:] != other[:-1])
    row, other, ms = row[once], other[once], ms[once]
    return Legs(np.searchsorted(row, np.arange(rows + 1)), other, ms)
