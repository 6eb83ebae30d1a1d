"""Street lines as arrays: nodes where ends coincide, edges between them (rules 2.3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from district_planner.core.errors import DistrictDataError
from district_planner.core.network.carriageways import Carriageways

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]
Objects = npt.NDArray[np.object_]

CELL_M = 500.0


@dataclass(frozen=True)
class NodeGrid:
    """Nodes in the order of square cells, row by row, so that a rectangle of nodes is a few slices.

    Attributes:
        origin: lower left corner (x, y) in metres; shape: rows, columns of cells.
        first: int64 array of rows * columns + 1; nodes of cell c are ``first[c]:first[c + 1]``.
    """

    origin: tuple[float, float]
    shape: tuple[int, int]
    first: npt.NDArray[np.int64]

    def slices(self, bounds: tuple[float, float, float, float]) -> list[slice]:
        """Return slices of node numbers that cover the rectangle (xmin, ymin, xmax, ymax), in order."""
        rows, columns = self.shape
        c0 = max(int((bounds[0] - self.origin[0]) // CELL_M), 0)
        r0 = max(int((bounds[1] - self.origin[1]) // CELL_M), 0)
        c1 = min(int((bounds[2] - self.origin[0]) // CELL_M), columns - 1)
        r1 = min(int((bounds[3] - self.origin[1]) // CELL_M), rows - 1)
        if c1 < c0:
            return []
        parts = (
            slice(int(self.first[r * columns + c0]), int(self.first[r * columns + c1 + 1])) for r in range(r0, r1 + 1)
        )
        return [part for part in parts if part.stop > part.start]


@dataclass(frozen=True)
class Streets:
    """The street lines of a district as a graph without modes.

    Attributes:
        table: the ``streets`` table; row number = edge number.
        lines: LineString per edge; length: metres, float64.
        start, end: node number of each edge's ends, int32.
        xy: (nodes, 2) coordinates in metres; grid: where they are.
    """

    table: pd.DataFrame
    lines: Objects
    length: Floats
    start: Ints
    end: Ints
    xy: Floats
    grid: NodeGrid
    _columns: dict[tuple[str, float], Floats] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def names(self) -> Objects:
        """Return what each street is called, None or empty where it has no name."""
        return self.texts("name")

    @cached_property
    def highways(self) -> Objects:
        """Return what each street is."""
        return self.texts("highway")

    @property
    def nodes(self) -> int:
        """Return the number of nodes."""
        return len(self.xy)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Return the spatial index of all edges."""
        return shapely.STRtree(self.lines)

    def column(self, name: str, default: float) -> Floats:
        """Return a numeric column as float64 with ``default`` where it is empty or missing."""
        if name not in self.table:
            return np.full(len(self.table), default)
        if (name, default) not in self._columns:
            values = pd.to_numeric(self.table[name], errors="coerce").to_numpy(dtype=np.float64)
            self._columns[name, default] = np.where(np.isnan(values), default, values)
        return self._columns[name, default]

    def texts(self, name: str) -> Objects:
        """Return a column of text as it is, empty where it is missing."""
        if name not in self.table:
            return np.full(len(self.table), None, dtype=object)
        return np.asarray(self.table[name].to_numpy(dtype=object))

    @cached_property
    def carriageways(self) -> Carriageways:
        """Return what crossing the streets costs a drawn line, and where it cannot."""
        return Carriageways(self)

    @cached_property
    def at_grade(self) -> Bools:
        """Return which edges lie on the ground: layer 0, neither bridge nor tunnel."""
        raised = self.column("bridge", 0.0).astype(bool) | self.column("tunnel", 0.0).astype(bool)
        return np.asarray((self.column("layer", 0.0) == 0.0) & ~raised)


def build_streets(table: pd.DataFrame) -> Streets:
    """Return the graph of a ``streets`` table whose rows are cut at junctions.

    Ends join where x, y (to the millimetre) and side are equal.

    Raises:
        DistrictDataError: there is no street.
    """
    if not len(table):
        raise DistrictDataError("there are no streets", "Table streets", "Make the district from a street layer")
    lines = np.asarray(table["geometry"], dtype=object)
    xy = shapely.get_coordinates(lines)
    last = np.cumsum(shapely.get_num_coordinates(lines)) - 1
    ends = np.concatenate([xy[np.concatenate([[0], last[:-1] + 1])], xy[last]])
    sides = np.concatenate([_side(table, "start_side"), _side(table, "end_side")])
    node, xy = _coincide(ends, sides)
    order, grid = _cells(xy)
    rank: Ints = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    start, end = rank[node[: len(lines)]], rank[node[len(lines) :]]
    return Streets(table, lines, shapely.length(lines), start, end, xy[order], grid)


def _side(table: pd.DataFrame, name: str) -> npt.NDArray[np.int64]:
    if name not in table:
        return np.zeros(len(table), dtype=np.int64)
    values: npt.NDArray[np.int64] = (
        pd.to_numeric(table[name], errors="coerce").fillna(0).to_numpy(dtype=np.float64).astype(np.int64)
    )
    return values


def _coincide(ends: Floats, sides: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], Floats]:
    """Return the node of each end and the coordinates of each node."""
    whole = np.rint(ends * 1000.0).astype(np.int64)
    order = np.lexsort((sides, whole[:, 1], whole[:, 0]))
    a, b, s = whole[order, 0], whole[order, 1], sides[order]
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = (a[1:] != a[:-1]) | (b[1:] != b[:-1]) | (s[1:] != s[:-1])
    node = np.empty(len(order), dtype=np.int64)
    node[order] = np.cumsum(fresh) - 1
    return node, ends[order[fresh]]


def _cells(xy: Floats) -> tuple[npt.NDArray[np.int64], NodeGrid]:
    """Return the order of the nodes by cell, and the grid."""
    origin = xy.min(axis=0)
    cell = ((xy - origin) // CELL_M).astype(np.int64)
    columns, rows = int(cell[:, 0].max()) + 1, int(cell[:, 1].max()) + 1
    number = cell[:, 1] * columns + cell[:, 0]
    order = np.argsort(number, kind="stable")
    first = np.searchsorted(number[order], np.arange(rows * columns + 1))
    return order, NodeGrid((float(origin[0]), float(origin[1])), (rows, columns), first)
