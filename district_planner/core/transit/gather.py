"""The least of several rows of a table, for many lists of rows at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Index = npt.NDArray[np.int64]
Table = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Lists:
    """Lists of rows: list g holds ``rows[first[g]:first[g + 1]]``."""

    first: Index
    rows: Index

    @property
    def count(self) -> int:
        """Return the number of lists."""
        return len(self.first) - 1

    @cached_property
    def _rounds(self) -> list[tuple[Index, Index]]:
        """Return for k = 0, 1, …: the lists that have more than k rows, and their k-th row."""
        counts = np.diff(self.first)
        order = np.argsort(-counts, kind="stable")
        falling = -counts[order]
        rounds = []
        for k in range(int(-falling[0]) if len(falling) else 0):
            some = order[: np.searchsorted(falling, -k)]
            rounds.append((some, self.rows[self.first[some] + k]))
        return rounds

    def lower(self, table: Table, found: Table) -> None:
        """Lower each row g of ``found`` to the least of the table's rows that list g names.

        Lists are taken in rounds: their first rows, then their second rows, … Each round is one pass over memory.
        """
        rounds = self._rounds
        if not rounds:
            return
        order = rounds[0][0]
        least = found[order]
        spare = np.empty_like(least)
        for some, rows in rounds:
            part = spare[: len(some)]
            np.take(table, rows, axis=0, out=part, mode="clip")
            np.minimum(least[: len(some)], part, out=least[: len(some)])
        found[order] = least


def lists_of(group: Index, rows: Index, count: int) -> Lists:
    """Return lists of pairs (group, row) that are in order of group."""
    return Lists(np.searchsorted(group, np.arange(count + 1)), rows)


def stretched(first: Index, group: Index) -> tuple[Index, Index]:
    """Return (which, item): for each of ``group`` every item of its list, items numbered as in ``first``."""
    count = first[group + 1] - first[group]
    which = np.repeat(np.arange(len(group)), count)
    item = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first[group], count)
    return which, item


def falling_only(group: Index, value: Index) -> npt.NDArray[np.bool_]:
    """Return whether each value is less than all before it in its group; groups are ascending.

    Values lie between 0 and 2^31.
    """
    if not len(value):
        return np.zeros(0, dtype=bool)
    apart = value - group * (1 << 31)  # every group lies below the ones before it
    least = np.minimum.accumulate(apart)
    first = np.diff(group, prepend=group[0] - 1) != 0
    return np.asarray(first | (apart < np.concatenate([apart[:1], least[:-1]])), dtype=bool)
