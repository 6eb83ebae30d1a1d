"""Ends of streets that stop short of another street: by less than is joined, or where the way round is long."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from district_planner.core.network.diagnosis_findings import findings
from district_planner.core.network.diagnosis_streets import street_name
from district_planner.core.network.graph import ModeGraph
from district_planner.core.network.joins import Index
from district_planner.core.network.near_misses import NEAR_MISS_M
from district_planner.core.network.streets import Bools, Floats, Objects, Streets
from district_planner.core.progress import Progress, check, no_progress

SHORT_M = 10.0
"""Gap up to which a dead end may be meant to reach the street before it, metres: about the width of a street [P]."""

DETOUR_M = 200.0
"""Way round over the network from which such a gap is told, metres: who turns round walks four minutes or so [P]."""

_LOOKED_M = 1000.0
_TILE_M = 2000.0
_ENDS_AT_ONCE = 50


def near_misses(streets: Streets) -> pd.DataFrame:
    """Return the ends that stop less than 1 m short of a street of the same layer without joining it."""
    node, edge = _loose_ends(streets)
    if not len(node):
        return findings("near_miss", "medium", [], "streets", [], [])
    points = shapely.points(streets.xy[node])
    end, other = streets.tree.query(points, predicate="dwithin", distance=NEAR_MISS_M)
    own = edge[end]
    apart = (own != other) & _same_level(streets, own, other) & ~_beyond_a_stub(streets, own, node[end], other)
    end, other = end[apart], other[apart]
    gap = shapely.distance(points[end], streets.lines[other])
    order = np.lexsort((other, gap, end))
    _, first = np.unique(end[order], return_index=True)
    best = order[first]
    texts = [
        f"{street_name(streets, int(edge[end[k]]))} stops {gap[k]:.2f} m short of {street_name(streets, int(other[k]))}"
        for k in best
    ]
    ids = streets.table["id"].to_numpy(dtype=object)[edge[end[best]]]
    return findings("near_miss", "medium", texts, "streets", ids, points[end[best]])


def _loose_ends(streets: Streets) -> tuple[Index, Index]:
    """Return (node, edge) of ends where no other edge ends; ends on one side of a divided junction are none."""
    ends = np.concatenate([streets.start, streets.end]).astype(np.int64)
    alone = np.bincount(ends, minlength=streets.nodes) == 1
    _, spot, count = np.unique(np.rint(streets.xy * 1000.0), axis=0, return_inverse=True, return_counts=True)
    alone &= count[spot.ravel()] == 1
    number = np.flatnonzero(alone[ends])
    return ends[number], number % len(streets.start)


def _beyond_a_stub(streets: Streets, own: Index, node: Index, other: Index) -> Bools:
    """Return which other edges touch the far end of an edge so short that they are near only for that reason."""
    far = np.where(streets.start[own] == node, streets.end[own], streets.start[own])
    touching = (streets.start[other] == far) | (streets.end[other] == far)
    return np.asarray(touching & (streets.length[own] <= 2.0 * NEAR_MISS_M))


def _same_level(streets: Streets, a: Index, b: Index) -> Bools:
    """Return which streets are on one layer and alike in being on a bridge or in a tunnel."""
    same = np.ones(len(a), dtype=bool)
    for column in ("layer", "bridge", "tunnel"):
        values = streets.column(column, 0.0)
        same &= values[a] == values[b]
    return same


def dead_ends(graph: ModeGraph, barriers: Objects, progress: Progress = no_progress) -> pd.DataFrame:
    """Return the dead ends within :data:`SHORT_M` of a street that is more than :data:`DETOUR_M` away on the network.

    Looked at is the nearest other street of the same level, both ways through for the mode, with no barrier between.

    Args:
        barriers: lines that one cannot cross, railways and water.
        progress: may cancel.
    """
    streets = graph.streets
    node, edge = _loose_ends(streets)
    through = graph.through[edge]
    node, edge = node[through], edge[through]
    end, other, gap = _streets_ahead(graph, node, edge)
    points = shapely.points(streets.xy[node[end]])
    at = shapely.line_locate_point(streets.lines[other], points)
    open_gap = _without_barrier(points, shapely.line_interpolate_point(streets.lines[other], at), barriers)
    end, other, gap, at = end[open_gap], other[open_gap], gap[open_gap], at[open_gap]
    round_m = _ways_round(graph, node[end], other, at, progress)
    far = np.flatnonzero(round_m > DETOUR_M)
    names = [(street_name(streets, int(edge[end[k]])), street_name(streets, int(other[k]))) for k in far]
    texts = [
        f"{name} stops {gap[k]:.1f} m short of {ahead}, which is {_metres(float(round_m[k]))} away {graph.mode.label}"
        for k, (name, ahead) in zip(far, names)
    ]
    ids = streets.table["id"].to_numpy(dtype=object)[edge[end[far]]]
    return findings("near_miss", "medium", texts, "streets", ids, shapely.points(streets.xy[node[end[far]]]))


def _metres(round_m: float) -> str:
    return f"{round_m:,.0f} m" if np.isfinite(round_m) else f"more than {_LOOKED_M:,.0f} m"


def _streets_ahead(graph: ModeGraph, node: Index, edge: Index) -> tuple[Index, Index, Floats]:
    """Return (number of the end, nearest other edge, gap in metres) of the ends with a street before them."""
    streets = graph.streets
    points = shapely.points(streets.xy[node])
    end, other = streets.tree.query(points, predicate="dwithin", distance=SHORT_M)
    apart = (edge[end] != other) & graph.through[other] & _same_level(streets, edge[end], other)
    end, other = end[apart], other[apart]
    gap = np.asarray(shapely.distance(points[end], streets.lines[other]), dtype=np.float64)
    order = np.lexsort((other, gap, end))
    _, first = np.unique(end[order], return_index=True)
    best = order[first]
    best = best[gap[best] >= NEAR_MISS_M]
    return end[best], other[best], gap[best]


def _without_barrier(start: Objects, end: Objects, barriers: Objects) -> Bools:
    """Return which straight lines between points cross no barrier."""
    if not len(start) or not len(barriers):
        return np.ones(len(start), dtype=bool)
    ends = np.stack([shapely.get_coordinates(start), shapely.get_coordinates(end)], axis=1)
    crossing, _ = shapely.STRtree(barriers).query(shapely.linestrings(ends), predicate="intersects")
    return np.asarray(~np.isin(np.arange(len(start)), crossing))


def _ways_round(graph: ModeGraph, node: Index, other: Index, at: Floats, progress: Progress) -> Floats:
    """Return the metres over the network, either way, from nodes to points on edges; ``inf`` beyond a kilometre.

    Searched in square tiles with a halo, since such a way never leaves the circle of that radius.
    """
    streets = graph.streets
    found = np.full(len(node), np.inf)
    tile = np.floor(streets.xy[node] / _TILE_M).astype(np.int64)
    for corner in np.unique(tile, axis=0):
        here = np.flatnonzero((tile == corner).all(axis=1))
        low, high = corner * _TILE_M - _LOOKED_M, (corner + 1) * _TILE_M + _LOOKED_M
        local, matrix = _lengths_within(graph, (float(low[0]), float(low[1]), float(high[0]), float(high[1])))
        start, end = local[streets.start[other[here]]], local[streets.end[other[here]]]
        for k, row in enumerate(here):
            if k % _ENDS_AT_ONCE == 0:
                check(progress, 0.0)
            metres = dijkstra(matrix, directed=False, indices=local[node[row]], limit=_LOOKED_M)
            back = streets.length[other[row]] - at[row]
            ways = [metres[i] + leg for i, leg in ((start[k], at[row]), (end[k], back)) if i >= 0]
            found[row] = min(ways, default=np.inf)
    return np.where(found <= _LOOKED_M, found, np.inf)


def _lengths_within(graph: ModeGraph, bounds: tuple[float, float, float, float]) -> tuple[Index, csr_matrix]:
    """Return the local number of every node, -1 outside, and the lengths of the ways through between those inside."""
    streets = graph.streets
    local: Index = np.full(streets.nodes, -1, dtype=np.int64)
    inside = np.concatenate([np.arange(part.start, part.stop) for part in streets.grid.slices(bounds)])
    local[inside] = np.arange(len(inside))
    start, end = local[streets.start[graph.usable]], local[streets.end[graph.usable]]
    both = (start >= 0) & (end >= 0)
    start, end, length = start[both], end[both], streets.length[graph.usable][both]
    order = np.argsort(start, kind="stable")  # made by hand: parallel streets would be added up otherwise
    first = np.concatenate([[0], np.cumsum(np.bincount(start, minlength=len(inside)))])
    return local, csr_matrix((length[order], end[order], first), shape=(len(inside), len(inside)))
