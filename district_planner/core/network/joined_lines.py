"""Where drawn lines join each other and themselves (rules 4.2)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from scipy.spatial import cKDTree

from district_planner.core.interventions.effects import AddedLine
from district_planner.core.network.lines import SAME_M, TOUCH_M, Segments, kept_apart, on_bridge, points_of
from district_planner.core.network.streets import Floats, Objects


def between_lines(first: AddedLine, second: AddedLine, no_join_m: float) -> list[tuple[float, float]]:
    """Return the pairs of chainages at which two lines join: at grade on both, nowhere forbidden by either."""
    a, b = Segments.of(first.line, first.bridges), Segments.of(second.line, second.bridges)
    i, j = shapely.STRtree(b.shape).query(a.shape, predicate="dwithin", distance=TOUCH_M)
    crossing, owner = points_of(shapely.intersection(a.shape[i], b.shape[j]))
    found = [(crossing, a.chainage(i[owner], crossing), b.chainage(j[owner], crossing))]
    corner, piece = shapely.STRtree(b.shape).query(a.corner, predicate="dwithin", distance=TOUCH_M)
    touch = [(a.corner[corner], np.round(a.at[corner], 6), b.chainage(piece, a.corner[corner]))]
    corner, piece = shapely.STRtree(a.shape).query(b.corner, predicate="dwithin", distance=TOUCH_M)
    touch.append((b.corner[corner], a.chainage(piece, b.corner[corner]), np.round(b.at[corner], 6)))
    kept: list[tuple[float, float]] = []
    for rows in (found, touch):
        for at in sorted(_allowed(rows, first, second, no_join_m)):
            if all(np.hypot(at[0] - c, at[1] - d) >= TOUCH_M for c, d in kept):
                kept.append(at)
    return kept


def _allowed(
    rows: list[tuple[Objects, Floats, Floats]], first: AddedLine, second: AddedLine, no_join_m: float
) -> Iterator[tuple[float, float]]:
    """Yield the pairs of chainages that are at grade and not kept apart."""
    for points, a, b in rows:
        good = ~on_bridge(a, first.bridges) & ~on_bridge(b, second.bridges)
        good &= ~kept_apart(shapely.get_coordinates(points), first.no_join + second.no_join, no_join_m)
        yield from zip(a[good].tolist(), b[good].tolist())


def with_itself(effect: AddedLine, no_join_m: float) -> list[tuple[float, float]]:
    """Return the pairs of chainages at which a line has the same vertex twice; elsewhere it joins nothing of itself."""
    if shapely.get_num_coordinates(effect.line) < 3:
        return []
    segments = Segments.of(effect.line, effect.bridges)
    good = ~on_bridge(segments.at, effect.bridges)
    xy, at = shapely.get_coordinates(segments.corner[good]), np.round(segments.at[good], 6)
    free = ~kept_apart(xy, effect.no_join, no_join_m)
    pairs = cKDTree(xy).query_pairs(SAME_M) if len(xy) else set()
    found = [(i, j) if at[i] <= at[j] else (j, i) for i, j in pairs]
    return sorted((float(at[i]), float(at[j])) for i, j in found if at[j] - at[i] >= TOUCH_M and free[i])
