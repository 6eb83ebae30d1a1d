"""Loose ends that stop just short of another street are joined to it, and reported (rules 2.3)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from district_planner.core.network.noding import DECIMALS, Codes, vertex_nodes
from district_planner.core.network.tags import Bools, Floats

NEAR_MISS_M = 1.0
"""Gap under which a loose end is joined, metres [P], rules 2.3."""

Lines = npt.NDArray[np.object_]
Point = tuple[float, float]


def join_near_misses(frame: pd.DataFrame, tolerance: float = NEAR_MISS_M) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the lines with every near-miss end moved onto the street that it misses.

    An end is loose where no other line has its vertex. It moves to the nearest vertex of the nearest line within the
    tolerance, or to a new vertex of that line where none is so near. Lines of which one is on another ``layer``, on a
    ``bridge`` or in a ``tunnel`` and the other is not are not joined; a line shorter than twice the tolerance is left
    alone.

    Args:
        frame: columns ``id`` and ``geometry`` (clean LineStrings in metres), optionally ``layer``, ``bridge`` and
            ``tunnel``.
        tolerance: largest gap in metres.

    Returns:
        The frame with new geometry, and a report with one row per joined end: ``id``, ``joined_to`` (ids), ``x``,
        ``y`` (where the end was) and ``gap_m``.
    """
    lines = np.asarray(frame["geometry"], dtype=object).copy()
    ends = _loose_ends(lines, tolerance)
    hits = _hits(frame, lines, ends, tolerance)
    joins = _Joins(lines, tolerance)
    ids = frame["id"].to_numpy(dtype=object)
    report = []
    for line, at_start, other in hits:
        gap = joins.join(line, at_start, other)
        if gap is not None:
            x, y = joins.was[(line, at_start)]
            report.append((ids[line], ids[other], x, y, gap))
    moved = pd.DataFrame(report, columns=["id", "joined_to", "x", "y", "gap_m"])
    return frame.assign(geometry=joins.lines), moved


def _loose_ends(lines: Lines, tolerance: float) -> list[tuple[int, bool]]:
    """Return (line, whether it is the line's start) of every end whose vertex is nobody else's."""
    if not len(lines):
        return []
    xy, line = shapely.get_coordinates(lines, return_index=True)
    node, _ = vertex_nodes(xy)
    alone: Bools = np.bincount(node)[node] == 1
    long = shapely.length(lines) > 2.0 * tolerance
    first = np.searchsorted(line, np.arange(len(lines)))
    last = np.append(first[1:], len(line)) - 1
    starts = [(int(k), True) for k in np.flatnonzero(alone[first] & long)]
    return starts + [(int(k), False) for k in np.flatnonzero(alone[last] & long)]


def _hits(
    frame: pd.DataFrame, lines: Lines, ends: list[tuple[int, bool]], tolerance: float
) -> Iterable[tuple[int, bool, int]]:
    """Return (line, at its start, nearest other line), the smallest gaps first."""
    if not ends:
        return []
    own: Codes = np.array([line for line, _ in ends], dtype=np.int64)
    points = shapely.get_point(lines[own], np.array([0 if at_start else -1 for _, at_start in ends]))
    end, other = shapely.STRtree(lines).query(points, predicate="dwithin", distance=tolerance)
    level = _levels(frame)
    apart = (own[end] != other) & (level[own[end]] == level[other]).all(axis=1)
    end, other = end[apart], other[apart]
    gap = shapely.distance(points[end], lines[other])
    order = np.lexsort((other, end, gap))
    _, nearest = np.unique(end[order], return_index=True)
    chosen = order[np.sort(nearest)]
    return [(*ends[end[k]], int(other[k])) for k in chosen]


def _levels(frame: pd.DataFrame) -> Floats:
    """Return what lines must have in common to be joined: layer, bridge and tunnel, 0 where a column is missing."""
    columns = [
        pd.to_numeric(frame[name], errors="coerce").fillna(0).to_numpy(dtype=np.float64)
        if name in frame
        else np.zeros(len(frame))
        for name in ("layer", "bridge", "tunnel")
    ]
    return np.column_stack(columns)


class _Joins:
    """The lines while ends are moved one by one; what has been joined to stays where it is."""

    def __init__(self, lines: Lines, tolerance: float) -> None:
        self.lines = lines
        self.tolerance = tolerance
        self.was: dict[tuple[int, bool], Point] = {}
        self._fixed: set[Point] = set()

    def join(self, line: int, at_start: bool, other: int) -> float | None:
        """Move one end onto another line; return the gap in metres, None where nothing is to be done."""
        xy = shapely.get_coordinates(self.lines[line])
        end = (float(xy[0, 0]), float(xy[0, 1])) if at_start else (float(xy[-1, 0]), float(xy[-1, 1]))
        if end in self._fixed:
            return None
        target = self._target(end, other)
        if target == end:
            return None
        xy[0 if at_start else -1] = target
        fresh = np.append(True, (xy[1:] != xy[:-1]).any(axis=1))
        if fresh.sum() < 2:
            return None
        self.lines[line] = shapely.linestrings(xy[fresh])
        self._fixed.add(target)
        self.was[(line, at_start)] = end
        return float(np.hypot(end[0] - target[0], end[1] - target[1]))

    def _target(self, end: Point, other: int) -> Point:
        """Return where the end goes on the other line, which gets a vertex there; the end itself where it stays.

        The other line may have moved away since the gap was measured.
        """
        xy = shapely.get_coordinates(self.lines[other])
        distance = np.hypot(xy[:, 0] - end[0], xy[:, 1] - end[1])
        nearest = int(np.argmin(distance))
        if distance[nearest] <= self.tolerance:
            return float(xy[nearest, 0]), float(xy[nearest, 1])
        foot, segment = _foot(np.array(end), xy)
        if np.hypot(foot[0] - end[0], foot[1] - end[1]) > self.tolerance:
            return end
        self.lines[other] = shapely.linestrings(np.insert(xy, segment + 1, foot, axis=0))
        return float(foot[0]), float(foot[1])


def _foot(end: Floats, xy: Floats) -> tuple[Floats, int]:
    """Return the nearest point of a line to a point, to the millimetre, and the number of its segment."""
    a, along = xy[:-1], xy[1:] - xy[:-1]
    share = np.clip(((end - a) * along).sum(axis=1) / (along**2).sum(axis=1), 0.0, 1.0)
    feet = a + share[:, None] * along
    segment = int(np.argmin(np.hypot(*(feet - end).T)))
    return np.round(feet[segment], DECIMALS), segment
