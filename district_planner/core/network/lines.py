"""Where a drawn line meets the streets: joins, connectors, what it passes over and what it cannot cross (rules 4.2, 4.3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString

from district_planner.core.interventions.effects import AddedLine
from district_planner.core.network.graph import ModeGraph, run_ms
from district_planner.core.network.joins import Index
from district_planner.core.network.streets import Bools, Floats, Objects

TOUCH_M = 0.01
"""Two things closer than a centimetre touch."""


@dataclass(frozen=True)
class Anchor:
    """A join of the line: at ``chainage`` metres, to a base edge ``along`` ms from its start, over ``connector`` metres."""

    chainage: float
    edge: int
    along: float
    connector: float


@dataclass(frozen=True)
class Meeting:
    """Something on the line that a planner is shown: a join, a street passed over, an end that does not join.

    ``kind`` is joins, connector, passes_over, not_joined_by_choice, needs_bridge or end_not_joined.
    """

    kind: str
    chainage: float
    x: float
    y: float
    text: str


def at_grade_parts(line: LineString, bridges: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    """Return the (from, to) chainages of a line that are not on a bridge or in a tunnel."""
    parts, here = [], 0.0
    for low, high in sorted(bridges):
        if low - here > TOUCH_M:
            parts.append((here, low))
        here = max(here, high)
    if line.length - here > TOUCH_M:
        parts.append((here, line.length))
    return parts


def on_bridge(chainage: Floats, bridges: tuple[tuple[float, float], ...]) -> Bools:
    """Return which chainages lie inside a bridge part, its ends not counted."""
    inside = np.zeros(len(chainage), dtype=bool)
    for low, high in bridges:
        inside |= (chainage > low + TOUCH_M) & (chainage < high - TOUCH_M)
    return inside


def kept_apart(xy: Floats, no_join: tuple[tuple[float, float], ...], tolerance_m: float) -> Bools:
    """Return which points lie within the tolerance of a point that must not join."""
    if not no_join or not len(xy):
        return np.zeros(len(xy), dtype=bool)
    marks = np.asarray(no_join, dtype=np.float64)
    away = np.hypot(xy[:, None, 0] - marks[None, :, 0], xy[:, None, 1] - marks[None, :, 1])
    return np.asarray((away <= tolerance_m).any(axis=1))


@dataclass(frozen=True)
class Touches:
    """Points where a line touches edges: edge number, coordinates and chainage of each."""

    edge: Index
    xy: Floats
    chainage: Floats


def touches(line: LineString, lines: Objects, numbers: Index, tree: shapely.STRtree) -> Touches:
    """Return where the line crosses or touches (within 1 cm) the lines of a tree; an overlap counts at its two ends."""
    near = tree.query(line, predicate="dwithin", distance=TOUCH_M)
    near.sort()
    found = lines[near]
    crossing = shapely.intersection(found, line)
    apart = shapely.is_empty(crossing)
    crossing[apart] = shapely.get_point(shapely.shortest_line(found[apart], line), 1)
    parts, owner = shapely.get_parts(crossing, return_index=True)
    is_line = shapely.get_dimensions(parts) == 1
    xy = np.concatenate([
        shapely.get_coordinates(parts[~is_line]),
        shapely.get_coordinates(shapely.get_point(parts[is_line], 0)),
        shapely.get_coordinates(shapely.get_point(parts[is_line], -1)),
    ])  # fmt: skip
    edge = numbers[near[np.concatenate([owner[~is_line], owner[is_line], owner[is_line]])]]
    chainage = shapely.line_locate_point(line, shapely.points(xy)) if len(xy) else np.empty(0)
    order = np.lexsort((edge, chainage))
    return Touches(edge[order].astype(np.int64), xy[order], chainage[order])


def meet(graph: ModeGraph, effect: AddedLine, end_join_m: float, no_join_m: float) -> list[Anchor]:
    """Return the joins of a line with the streets of a mode, in order of chainage.

    Args:
        graph: the mode's network; effect: the line with its bridges and points that must not join.
        end_join_m: farthest end that a connector joins; no_join_m: tolerance of the points that must not join.
    """
    if not len(graph.ground_edges):
        return []
    line = effect.line
    lines = graph.streets.lines[graph.ground_edges]
    found = touches(line, lines, graph.ground_edges.astype(np.int64), graph.ground_tree)
    keep = ~on_bridge(found.chainage, effect.bridges)
    keep &= ~kept_apart(found.xy, effect.no_join, no_join_m)
    anchors = [
        Anchor(float(c), int(e), along_ms(graph, int(e), x, y), 0.0)
        for c, e, (x, y) in zip(found.chainage[keep], found.edge[keep], found.xy[keep])
    ]
    for chainage in (0.0, line.length):
        if not any(abs(a.chainage - chainage) <= TOUCH_M for a in anchors):
            anchors += _connector(graph, effect, chainage, end_join_m, no_join_m)
    return sorted(anchors, key=lambda a: (a.chainage, a.edge))


def along_ms(graph: ModeGraph, edge: int, x: float, y: float) -> float:
    """Return the whole milliseconds from an edge's start to the point on it nearest to (x, y), delays not counted."""
    share = shapely.line_locate_point(graph.streets.lines[edge], shapely.points(x, y)) / graph.streets.length[edge]
    return float(np.rint(min(share, 1.0) * graph.run[edge]))


def _connector(
    graph: ModeGraph, effect: AddedLine, chainage: float, end_join_m: float, no_join_m: float
) -> list[Anchor]:
    """Return the straight connector of an end to the nearest street of the mode, if one is near enough."""
    end = shapely.line_interpolate_point(effect.line, chainage)
    near = graph.ground_tree.query_nearest(end, max_distance=end_join_m, all_matches=True)
    if not len(near):
        return []
    edge = int(graph.ground_edges[near.min()])
    reach = shapely.shortest_line(graph.streets.lines[edge], end)
    if kept_apart(shapely.get_coordinates(reach), effect.no_join, no_join_m).any():
        return []
    x, y = shapely.get_coordinates(reach)[0]
    return [Anchor(chainage, edge, along_ms(graph, edge, x, y), float(reach.length))]


def connector_ms(graph: ModeGraph, anchor: Anchor) -> float:
    """Return the time over a connector at the mode's speed."""
    return float(run_ms(anchor.connector, graph.kmh))
