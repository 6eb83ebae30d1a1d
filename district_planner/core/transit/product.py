"""The quickest of going all the way on the ground and of riding: a min-plus product over the stops within reach.

Few places have a stop within reach, and few of them all. The product is taken where both ends have one, and the ways
on the ground are laid beside it; no table of every place by every place is made.
"""

from __future__ import annotations

import numpy as np

from district_planner.core.access.times import Rows
from district_planner.core.network.joins import Index
from district_planner.core.network.streets import Bools, Floats
from district_planner.core.transit.riding import Tables
from district_planner.core.transit.whole import Wholes


class Product:
    """Times to some opportunities.

    Args:
        tables: ways on the ground; stop_times: (stops, stops) ms from ready at one to off at another.
        columns: numbers of the opportunities, ascending; limit_ms: the time limit.
    """

    def __init__(self, tables: Tables, stop_times: Wholes, columns: Index, limit_ms: float) -> None:
        self._direct, self._out, self._columns, self._limit_ms = tables.direct, tables.out, columns, limit_ms
        self._position = numbers_of(columns, tables.into.rows)
        mine = tables.into.take(columns)
        self._served = np.flatnonzero(np.diff(mine.first))
        self._among_served = numbers_of(self._served, len(columns))
        # (stops, served opportunities) ms from ready at a stop.
        self._goal = np.ascontiguousarray(mine.take(self._served).through(np.ascontiguousarray(stop_times.T)).T)

    def rows(self, part: slice) -> Rows:
        """Return the times of the origins from one number to another."""
        direct, width = self._direct.part(part), len(self._columns)
        column = self._position[direct.other]
        within = (column >= 0) & (direct.ms <= self._limit_ms)
        row, column, ms = direct.row[within], column[within], direct.ms[within]
        riding, times, beside = self._ridden(part, row, column, ms)
        inside = times <= self._limit_ms
        key = (riding[:, None] * width + self._served)[inside]
        return self._merged(part, (key, times[inside]), ((row * width + column)[beside], ms[beside]))

    def _ridden(self, part: slice, row: Index, column: Index, ms: Floats) -> tuple[Index, Wholes, Bools]:
        """Return the origins that reach a stop, their times to what a stop reaches, and which ways lead elsewhere."""
        out = self._out.part(part)
        riding = np.flatnonzero(np.diff(out.first))
        times = out.take(riding).through(self._goal)
        cell_row, cell_column = numbers_of(riding, out.rows)[row], self._among_served[column]
        beside = (cell_row < 0) | (cell_column < 0)
        cells = (cell_row[~beside], cell_column[~beside])
        times[cells] = np.minimum(times[cells], ms[~beside])
        return riding, times, beside

    def _merged(self, part: slice, ridden: tuple[Index, Wholes], beside: tuple[Index, Floats]) -> Rows:
        """Return the rows of two lists of cells, each in order of its cells' numbers."""
        key, ms = np.concatenate([ridden[0], beside[0]]), np.concatenate([ridden[1], beside[1]])
        # A stable sort finds the two runs and merges them.
        order = np.argsort(key, kind="stable")
        key, width = key[order], len(self._columns)
        begins = np.arange(part.stop - part.start + 1) * width
        first = np.searchsorted(key, begins)
        column = key - np.repeat(begins[:-1], np.diff(first))
        return Rows(np.arange(part.start, part.stop), first, self._columns[column].astype(np.int32), ms[order])


def numbers_of(chosen: Index, count: int, other: int = -1) -> Index:
    """Return the place of each of so many numbers among those chosen, ``other`` where it is not."""
    found = np.full(count, other, dtype=np.int64)
    found[chosen] = np.arange(len(chosen))
    return found
