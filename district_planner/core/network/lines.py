"""Where a drawn line meets the streets and other lines: joins, connectors, touches (rules 4.2, 4.3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import LineString

from district_planner.core.interventions.effects import AddedLine
from district_planner.core.network.carriageways import Spot, beside
from district_planner.core.network.graph import ModeGraph, run_ms
from district_planner.core.network.joins import Index, along_ms
from district_planner.core.network.streets import Bools, Floats, Objects

TOUCH_M = 0.01
"""Two things closer than a centimetre touch."""
SAME_M = 0.001
"""Two vertices of one line closer than a millimetre are the same point, where it joins itself."""
MICROMETRE = 1e-6
"""Chainages are rounded to this."""


@dataclass(frozen=True)
class Anchor:
    """A join of the line: at ``chainage`` metres, to an edge ``along`` ms from its start, over ``connector`` metres.

    ``node`` is the junction that is joined where the line touches the end of the edge, else -1: whoever goes on from a
    junction pays the delay of the street that he enters, so that a line which touches it takes no delay away.

    Attributes:
        xy: the point that is joined; spot: number of the joins at one place of the line, which are paid for once.
        before, after: milliseconds that the line pays there, on its way in front of the join and behind it.
    """

    chainage: float
    edge: int
    along: float
    connector: float
    node: int = -1
    xy: tuple[float, float] = (0.0, 0.0)
    spot: int = -1
    before: float = 0.0
    after: float = 0.0


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


def part_of(line: LineString, low: float, high: float) -> LineString:
    """Return a line between two ascending chainages, in two dimensions."""
    xy = shapely.get_coordinates(line)
    at = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    ends = shapely.get_coordinates(shapely.line_interpolate_point(line, [low, high]))
    return shapely.linestrings(np.concatenate([ends[:1], xy[(at > low) & (at < high)], ends[1:]]))


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
    """Return which chainages lie inside a bridge part, its ends not counted.

    Chainages are whole micrometres and bridges end where the line does: an end that was rounded is still an end.
    """
    inside = np.zeros(len(chainage), dtype=bool)
    for low, high in bridges:
        inside |= (chainage > low + MICROMETRE) & (chainage < high - MICROMETRE)
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


@dataclass(frozen=True)
class Segments:
    """The straight pieces of a line, their chainages, and the corners that may touch other lines.

    Attributes:
        shape: LineString per piece; begin: its chainage in metres.
        corner: Point per vertex and per end of a bridge; at: its chainage.
    """

    shape: Objects
    begin: Floats
    corner: Objects
    at: Floats

    @staticmethod
    def of(line: LineString, bridges: tuple[tuple[float, float], ...] = ()) -> Segments:
        """Return the segments of a line; ends of bridges beyond the line are its ends."""
        xy = shapely.get_coordinates(line)
        xy = xy[np.concatenate([[True], np.any(np.diff(xy, axis=0) != 0.0, axis=1)])]
        shape = shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1))
        at = np.concatenate([[0.0], np.cumsum(shapely.length(shape))])
        ends = np.clip(np.array([end for part in bridges for end in part], dtype=np.float64), 0.0, line.length)
        corner = np.concatenate([shapely.points(xy), shapely.line_interpolate_point(line, ends)])
        return Segments(shape, at[:-1], corner, np.concatenate([at, ends]))

    def chainage(self, segment: Index, points: Objects) -> Floats:
        """Return the chainages, to the micrometre, of the points of segments that are nearest to points."""
        along = shapely.line_locate_point(self.shape[segment], points)
        return np.asarray(np.round(self.begin[segment] + along, 6))


def touches(
    line: LineString,
    lines: Objects,
    numbers: npt.NDArray[np.integer[Any]],
    tree: shapely.STRtree,
    bridges: tuple[tuple[float, float], ...] = (),
) -> Touches:
    """Return where the at-grade line crosses or touches (within 1 cm) the lines of a tree.

    An overlap counts at its two ends. A true crossing goes before a touch within 1 cm of chainage, else the lower
    chainage stays. Chainages are whole micrometres.
    """
    near = np.sort(tree.query(line, predicate="dwithin", distance=TOUCH_M))
    if not len(near):
        return Touches(np.empty(0, dtype=np.int64), np.empty((0, 2)), np.empty(0))
    which, xy, chainage = _touches_of(Segments.of(line, bridges), lines[near], bridges)
    edge = numbers[near[which]].astype(np.int64)
    order = np.lexsort((edge, chainage))
    return Touches(edge[order], xy[order], chainage[order])


def _touches_of(
    segments: Segments, lines: Objects, bridges: tuple[tuple[float, float], ...]
) -> tuple[Index, Floats, Floats]:
    """Return (number of the line, xy, chainage) of every crossing and touch, those within 1 cm of another left out."""
    which, piece = shapely.STRtree(segments.shape).query(lines, predicate="dwithin", distance=TOUCH_M)
    crossing, owner = points_of(shapely.intersection(segments.shape[piece], lines[which]))
    vertex, of = shapely.get_coordinates(lines, return_index=True)
    vertex = shapely.points(vertex)
    close, segment = shapely.STRtree(segments.shape).query(vertex, predicate="dwithin", distance=TOUCH_M)
    corner, touched = shapely.STRtree(lines).query(segments.corner, predicate="dwithin", distance=TOUCH_M)
    line = np.concatenate([which[owner], touched, of[close]])
    point = np.concatenate([crossing, segments.corner[corner], vertex[close]])
    chainage = np.concatenate([
        segments.chainage(piece[owner], crossing),
        np.round(segments.at[corner], 6),
        segments.chainage(segment, vertex[close]),
    ])  # fmt: skip
    touch = np.arange(len(line)) >= len(owner)
    order = np.lexsort((chainage, touch, line))
    order = order[~on_bridge(chainage[order], bridges)]
    kept = _apart(line[order], chainage[order])
    return line[order[kept]], shapely.get_coordinates(point[order[kept]]), chainage[order[kept]]


def points_of(crossing: Objects) -> tuple[Objects, Index]:
    """Return the points of intersections, both ends of a common stretch, and the number of the intersection of each."""
    parts, owner = shapely.get_parts(crossing, return_index=True)
    full = ~shapely.is_empty(parts)
    parts, owner = parts[full], owner[full]
    is_line = shapely.get_dimensions(parts) == 1
    points = [parts[~is_line], shapely.get_point(parts[is_line], 0), shapely.get_point(parts[is_line], -1)]
    return np.concatenate(points), np.concatenate([owner[~is_line], owner[is_line], owner[is_line]])


def _apart(line: Index, chainage: Floats) -> list[int]:
    """Return the rows that lie a centimetre or more from all rows of the same line that were kept before."""
    kept: list[int] = []
    for row in range(len(line)):
        if all(line[row] != line[k] or abs(chainage[row] - chainage[k]) >= TOUCH_M for k in kept):
            kept.append(row)
    return kept


def meet(graph: ModeGraph, effect: AddedLine, end_join_m: float, no_join_m: float) -> list[Anchor]:
    """Return the joins of a line with the streets of a mode, in order of chainage.

    Args:
        graph: the mode's network; effect: the line with its bridges and points that must not join.
        end_join_m: farthest end that a connector joins; no_join_m: tolerance of the points that must not join.
    """
    key = ("meet", effect, end_join_m, no_join_m)
    last = graph.known.get("meet")
    if last is None or last[0] != key:
        last = graph.known["meet"] = key, _meet(graph, effect, end_join_m, no_join_m)
    return list(last[1])


def meet_as_drawn(graph: ModeGraph, effect: AddedLine, end_join_m: float, no_join_m: float) -> list[Anchor]:
    """Return the joins that scores use, which are those of the line in one direction, along the line as it is drawn."""
    whole = effect.line.length
    one_way = in_one_direction(effect)
    anchors = meet(graph, one_way, end_join_m, no_join_m)
    if one_way is effect:
        return anchors
    turned = [
        replace(a, chainage=max(float(np.round(whole - a.chainage, 6)), 0.0), before=a.after, after=a.before)
        for a in anchors
    ]
    return sorted(turned, key=lambda a: (a.chainage, a.edge))


def in_one_direction(effect: AddedLine) -> AddedLine:
    """Return the line drawn in the direction of lower coordinates, so that how it was drawn changes no millisecond."""
    xy, length = shapely.get_coordinates(effect.line).tolist(), effect.line.length
    if xy <= xy[::-1]:
        return effect
    bridges = tuple((length - high, length - low) for low, high in effect.bridges)
    return replace(effect, line=LineString(xy[::-1]), bridges=bridges)


def _meet(graph: ModeGraph, effect: AddedLine, end_join_m: float, no_join_m: float) -> list[Anchor]:
    if not len(graph.ground_edges):
        return sorted(_at_closed_ends(graph, effect, no_join_m), key=lambda a: (a.chainage, a.edge))
    line = effect.line
    found = touches(line, graph.ground_lines, graph.ground_edges, graph.ground_tree, effect.bridges)
    keep = ~kept_apart(found.xy, effect.no_join, no_join_m)
    anchors = _anchors(graph, found.chainage[keep], found.edge[keep], found.xy[keep])
    anchors += _at_closed_ends(graph, effect, no_join_m)
    for chainage in (0.0, line.length):
        anchors += _connector(graph, effect, chainage, end_join_m, no_join_m)
    anchors = sorted(anchors, key=lambda a: (a.chainage, a.edge))
    return anchors if effect.crossing else _paid(graph, line, anchors)


def _at_closed_ends(graph: ModeGraph, effect: AddedLine, no_join_m: float) -> list[Anchor]:
    """Return the joins with junctions of closed streets only: places on those are reached over both their ends."""
    edges = np.flatnonzero(graph.closed & graph.through & graph.streets.at_grade)
    if not len(edges):
        return []
    lines = graph.streets.lines[edges]
    found = touches(effect.line, lines, edges, shapely.STRtree(lines), effect.bridges)
    keep = ~kept_apart(found.xy, effect.no_join, no_join_m)
    anchors = _anchors(graph, found.chainage[keep], found.edge[keep], found.xy[keep])
    return [a for a in anchors if a.node >= 0 and not graph.open_nodes[a.node]]


def mapped_crossings(graph: ModeGraph, effect: AddedLine, joins: list[Anchor], no_join_m: float) -> list[Anchor]:
    """Return where a line crosses a carriageway that forbids the mode at a crossing that is mapped, and what it pays.

    It joins nothing there: ``spot`` numbers are below -1. Where it joins something, ``joins`` say what is paid.
    """
    if effect.crossing or not len(graph.marked_edges):
        return []
    if not len(graph.marked_tree.query(effect.line, predicate="dwithin", distance=TOUCH_M)):
        return []
    lines = graph.streets.lines[graph.marked_edges]
    found = touches(effect.line, lines, graph.marked_edges, graph.marked_tree, effect.bridges)
    keep = ~kept_apart(found.xy, effect.no_join, no_join_m)
    anchors = _anchors(graph, found.chainage[keep], found.edge[keep], found.xy[keep])
    roads, result = graph.streets.carriageways, []
    for number, group in enumerate(_spots(sorted(anchors, key=lambda a: (a.chainage, a.edge)))):
        before, after = beside(effect.line, group[0].chainage, group[-1].chainage)
        spot = Spot([a.edge for a in group], [a.node for a in group], group[0].xy, before, after)
        known = any(abs(a.chainage - group[0].chainage) <= TOUCH_M and not a.connector for a in joins)
        seconds = roads.mapped(spot)
        if not known and seconds is not None and before is not None and after is not None:
            half = float(np.rint(seconds * 500.0))
            result += [replace(a, spot=-2 - number, before=half, after=half) for a in group]
    return result


def _paid(graph: ModeGraph, line: LineString, anchors: list[Anchor]) -> list[Anchor]:
    """Return the joins with what crossing a carriageway costs, without those over a road that cannot be crossed."""
    roads = graph.streets.carriageways
    busy = roads.busy[[a.edge for a in anchors]] if anchors else np.empty(0, dtype=bool)
    if not busy.any():
        return anchors
    found: list[Anchor] = []
    for number, group in enumerate(_spots(anchors)):
        if not any(roads.busy[a.edge] for a in group):
            found += group
            continue
        before, after = beside(line, group[0].chainage, group[-1].chainage)
        if group[0].connector > 0.0:
            # A connector goes on where the line ends: the line's end is beside the carriageway.
            end = shapely.get_point(line, 0 if before is None else -1)
            before, after = (None, end) if before is None else (end, None)
        spot = Spot([a.edge for a in group], [a.node for a in group], group[0].xy, before, after)
        paid = roads.halves(spot, graph.mode.delays)
        for anchor, joins in zip(group, roads.admits(spot, graph.joinable)):
            if joins:
                found.append(replace(anchor, spot=number, before=paid.before, after=paid.after))
    return found


def _spots(anchors: list[Anchor]) -> list[list[Anchor]]:
    """Return the joins by place: each within a centimetre of chainage of the next; a connector leads elsewhere."""
    groups: list[list[Anchor]] = []
    for connected in (False, True):
        last: Anchor | None = None
        for anchor in anchors:
            if (anchor.connector > 0.0) != connected:
                continue
            if last is not None and anchor.chainage - last.chainage <= TOUCH_M:
                groups[-1].append(anchor)
            else:
                groups.append([anchor])
            last = anchor
    return groups


def _anchors(graph: ModeGraph, chainage: Floats, edge: Index, xy: Floats, connector: float = 0.0) -> list[Anchor]:
    """Return the joins at points of edges: the junction where a point is within 1 cm of the edge's end."""
    streets = graph.streets
    node = np.full(len(edge), -1, dtype=np.int64)
    for ends in (streets.end[edge], streets.start[edge]):
        away = streets.xy[ends] - xy
        here = np.hypot(away[:, 0], away[:, 1]) <= TOUCH_M
        node[here] = ends[here]
    along = along_ms(graph, edge, shapely.points(xy)) if len(edge) else np.empty(0)
    rows = zip(chainage.tolist(), edge.tolist(), along.tolist(), node.tolist(), xy.tolist())
    return [Anchor(c, e, a, connector, n, (x, y)) for c, e, a, n, (x, y) in rows]


def _connector(
    graph: ModeGraph, effect: AddedLine, chainage: float, end_join_m: float, no_join_m: float
) -> list[Anchor]:
    """Return the straight connector of an end to the nearest street of the mode, if one is near enough.

    An end that touches a street needs none, also where the planner forbade that join.
    """
    end = shapely.get_point(effect.line, 0 if chainage == 0.0 else -1)
    near = graph.ground_tree.query_nearest(end, max_distance=end_join_m, all_matches=True)
    if not len(near):
        return []
    edge = int(graph.ground_edges[near.min()])
    reach = shapely.shortest_line(graph.streets.lines[edge], end)
    if reach.length <= TOUCH_M or kept_apart(shapely.get_coordinates(reach), effect.no_join, no_join_m).any():
        return []
    at = np.round(np.array([chainage]), 6)
    return _anchors(graph, at, np.array([edge]), shapely.get_coordinates(reach)[:1], float(reach.length))


def connector_ms(graph: ModeGraph, anchor: Anchor) -> float:
    """Return the time over a connector at the mode's speed, with what stepping onto the carriageway costs there."""
    paid = anchor.before + anchor.after if anchor.connector > 0.0 else 0.0
    return float(run_ms(anchor.connector, graph.kmh)) + paid
