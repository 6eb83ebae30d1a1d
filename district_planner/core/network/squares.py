"""Pedestrian squares: areas that are walked along their outline and straight across from entry to entry (rules 2.1)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from district_planner.core.network.noding import Codes, vertex_nodes
from district_planner.core.network.tags import Bools, Floats, has

SQUARE_NOTE = "across a square"
"""What ``streets.note`` says of a straight way across a square, which meets others at its ends only."""

OUTLINE_NOTE = "outline of a square"
"""What ``streets.note`` says of the edge of a square, which may lie on a street."""

SAVES_M = 1.0
"""A straight way is made where it saves this much against outline and shorter straight ways, metres [P]."""

MOST_ENTRIES = 100
"""Entries of a square up to which they are joined straight; more crowded ones keep the outline [P]."""

_WITHIN_M = 0.002
_Rows = npt.NDArray[np.intp]


def square_of(ways: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Return the id of each way that is the outline of an area (area = yes), else an empty text.

    Args:
        ways: columns ``id``, ``highway`` and ``area`` where there are any.
    """
    area = has(ways, "area", "yes") & has(ways, "highway")
    return np.where(area, ways["id"].astype(str).to_numpy(dtype=object), "")


def with_squares(ways: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the ways with straight ones across squares, and a sentence on them.

    An entry is a vertex of the outline that another way has too, and the end of another way of the same level inside.
    Two entries are joined by a straight way where it lies in the square and saves :data:`SAVES_M`; around its corners
    one walks along the outline, so that such a way may be some metres longer than the shortest one. A square that no
    way meets is left out.

    Args:
        ways: clean lines with ``id``, ``geometry``, ``square`` (see :func:`square_of`), ``walk``, ``note``, ``layer``,
            ``bridge`` and ``tunnel``; every other column is handed to the new ways.

    Returns:
        The frame, new rows last, with the area's id in ``square`` and :data:`SQUARE_NOTE` in ``note``; outlines have
        :data:`OUTLINE_NOTE` there.
    """
    square = ways["square"].to_numpy(dtype=object)
    rows = np.flatnonzero(square != "")
    if not len(rows):
        return ways, []
    outlines = _Outlines(ways)
    parts, lost, crowded = [], [], 0
    for name, group in pd.Series(rows).groupby(square[rows], sort=False):
        members = group.to_numpy(dtype=np.intp)
        shape = shapely.build_area(shapely.multilinestrings(outlines.lines[members]))
        entries = outlines.entries(members, shape)
        if not len(entries):
            lost.extend(members.tolist())
        elif len(entries) > MOST_ENTRIES:
            crowded += 1
        else:
            parts.append(_across(ways.iloc[[members[0]]], str(name), shape, entries))
    across = [part for part in parts if len(part)]
    edge = (square != "") & (ways["note"] == "").to_numpy()
    kept = ways.assign(note=ways["note"].mask(edge, OUTLINE_NOTE)).drop(index=ways.index[lost])
    made = pd.concat([kept, *across], ignore_index=True) if across else kept.reset_index(drop=True)
    walked = len(set(square[rows])) - len(set(square[lost]))
    return made, _notes(walked, sum(map(len, across)), len(set(square[lost])), crowded)


def _notes(walked: int, across: int, lost: int, crowded: int) -> list[str]:
    notes = []
    if walked:
        notes.append(
            f"{walked:,} pedestrian area(s) (area=yes) are walked along their outline, and straight across between"
            f" places where streets meet them ({across:,} lines)."
        )
    if crowded:
        notes.append(f"{crowded:,} of them have more than {MOST_ENTRIES} entries: walked along their outline only.")
    if lost:
        notes.append(f"{lost:,} pedestrian area(s) (area=yes) share no point with a street and are left out.")
    return notes


class _Outlines:
    """The vertices of all ways, to find where others meet an outline."""

    def __init__(self, ways: pd.DataFrame) -> None:
        self.lines = np.asarray(ways["geometry"], dtype=object)
        xy, self._line = shapely.get_coordinates(self.lines, return_index=True)
        self._node, self._xy = vertex_nodes(xy)
        self._first = np.searchsorted(self._line, np.arange(len(self.lines) + 1))
        self._square = ways["square"].to_numpy(dtype=object)
        self._level = ways[["layer", "bridge", "tunnel"]].to_numpy(dtype=np.float64)
        self._owners = self._several_owners()
        self._ends, self._end_of = self._line_ends()
        self._tree = shapely.STRtree(self._ends)

    def _several_owners(self) -> Bools:
        """Return the nodes that more than one way or square has."""
        owner, _ = pd.factorize(pd.Series(self._square).where(self._square != "", np.arange(len(self._square))))
        pairs = np.unique(np.column_stack([self._node, owner[self._line]]), axis=0)
        return np.asarray(np.bincount(pairs[:, 0], minlength=len(self._xy)) > 1)

    def _line_ends(self) -> tuple[npt.NDArray[np.object_], _Rows]:
        plain = np.flatnonzero(self._square == "")
        ends = np.concatenate([shapely.get_point(self.lines[plain], 0), shapely.get_point(self.lines[plain], -1)])
        return ends, np.concatenate([plain, plain])

    def entries(self, members: _Rows, shape: shapely.Geometry) -> Floats:
        """Return the (n, 2) entries of a square whose outline is made of some ways."""
        nodes: Codes = np.unique(np.concatenate([self._node[self._first[k] : self._first[k + 1]] for k in members]))
        shared = self._xy[nodes[self._owners[nodes]]]
        inside = self._tree.query(shape, predicate="contains")
        inside = inside[(self._level[self._end_of[inside]] == self._level[members[0]]).all(axis=1)]
        return np.asarray(np.unique(np.concatenate([shared, shapely.get_coordinates(self._ends[inside])]), axis=0))


def _across(row: pd.DataFrame, name: str, shape: shapely.Geometry, entries: Floats) -> pd.DataFrame:
    """Return a row for every straight way between two entries that lies in the square and saves some way."""
    a, b = np.triu_indices(len(entries), 1)
    lines = shapely.linestrings(np.stack([entries[a], entries[b]], axis=1))
    wide = shapely.buffer(shape, _WITHIN_M, join_style="mitre")
    shapely.prepare(wide)
    inside = np.flatnonzero(shapely.covers(wide, lines))
    chosen = lines[
        _worth_it(a[inside], b[inside], shapely.length(lines[inside]), _along_outline(shape, entries), inside)
    ]
    made = row.iloc[np.zeros(len(chosen), dtype=np.intp)].reset_index(drop=True)
    ids = [f"{name}/{number}" for number in range(1, len(chosen) + 1)]
    return made.assign(id=ids, geometry=chosen, square=name, note=SQUARE_NOTE)


def _along_outline(shape: shapely.Geometry, entries: Floats) -> Floats:
    """Return the metres between every two entries along the rings of a square, ``inf`` from ring to ring."""
    metres = np.full((len(entries), len(entries)), np.inf)
    np.fill_diagonal(metres, 0.0)
    points = shapely.points(entries)
    for ring in shapely.get_rings(shapely.get_parts(shape)):
        on = np.flatnonzero(shapely.distance(ring, points) <= _WITHIN_M)
        at, whole = shapely.line_locate_point(ring, points[on]), shapely.length(ring)
        apart = np.abs(at[:, None] - at[None, :])
        metres[np.ix_(on, on)] = np.minimum(metres[np.ix_(on, on)], np.minimum(apart, whole - apart))
    return metres


def _worth_it(a: _Rows, b: _Rows, length: Floats, metres: Floats, number: _Rows) -> _Rows:
    """Return the numbers of the lines that save :data:`SAVES_M`, the shortest first, each on top of those before it.

    Args:
        a, b: entries at the ends of each line; length: its metres; number: what to call it.
        metres: between every two entries without any line; changed.
    """
    chosen = []
    for k in np.lexsort((number, length)):
        i, j = int(a[k]), int(b[k])
        if metres[i, j] - length[k] >= SAVES_M:
            chosen.append(int(number[k]))
            there, back = metres[:, i, None] + length[k] + metres[None, j, :], metres[:, j, None] + length[k]
            np.minimum(metres, np.minimum(there, back + metres[None, i, :]), out=metres)
    return np.sort(np.array(chosen, dtype=np.intp))
