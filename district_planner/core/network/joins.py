"""How places join the streets: edge, position along it and access leg, per mode (rules 3.1 to 3.3).

A place is never a node. What a search needs of it are its *seeds*: nodes with the time from the place to the node and
back. Base arrays are never split; two places on one edge reach each other directly through their *spots*.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from shapely.geometry.base import BaseGeometry

from district_planner.core.network.graph import ModeGraph, run_ms
from district_planner.core.network.streets import Bools, Floats, Objects
from district_planner.core.progress import Progress, check, no_progress

Index = npt.NDArray[np.int64]

BATCH = 5_000
"""Access points that are joined at once, between two looks at cancel; more of them save no time [P]."""

RINGS_M = (5.0, 20.0, 80.0)
"""Distances within which the nearest street is looked for first; most places have it within the first two."""


@dataclass(frozen=True)
class AccessPoints:
    """The points at which places can be entered.

    Attributes:
        owner: place number of each point, ascending; xy: (points, 2) metres.
        reach: longest access leg in metres that each point may have.
        count: number of places.
    """

    owner: Index
    xy: Floats
    reach: Floats
    count: int

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Return the spatial index of the points."""
        return shapely.STRtree(shapely.points(self.xy))

    @cached_property
    def farthest(self) -> float:
        """Return the longest access leg that any of the points may have, in metres."""
        return float(self.reach.max(initial=0.0))

    def around(self, shape: BaseGeometry) -> Index:
        """Return the points, ascending, that a geometry may be near enough to: those of its extent and so much more.

        Whoever asks measures the distances anyway, so that the tree need not.
        """
        x0, y0, x1, y1 = shape.bounds
        far = self.farthest + 0.001  # a millimetre, so that no rounding leaves a point out
        return np.sort(self.tree.query(shapely.box(x0 - far, y0 - far, x1 + far, y1 + far)))


@dataclass(frozen=True)
class Spots:
    """Where access points touch edges: place, edge, milliseconds from the edge's start, access leg in milliseconds."""

    place: Index
    edge: Index
    along: Floats
    access: Floats

    @cached_property
    def by_edge(self) -> tuple[Index, Index]:
        """Return the spots' numbers in order of edge, and those edges."""
        order = np.argsort(self.edge, kind="stable")
        return order, self.edge[order]


@dataclass(frozen=True)
class Seeds:
    """Nodes by place: ``place`` ascending, ``node``, milliseconds ``out`` (place to node) and ``into`` (node to place).

    A direction that is not allowed is ``inf``.
    """

    count: int
    place: Index
    node: Index
    out: Floats
    into: Floats

    @cached_property
    def by_node(self) -> tuple[Index, Index]:
        """Return the seeds' numbers in order of node, and those nodes."""
        order = np.argsort(self.node, kind="stable")
        return order, self.node[order]

    def within(self, nodes: list[slice]) -> Index:
        """Return the seeds, ascending, whose nodes lie in the slices."""
        order, node = self.by_node
        bounds = np.searchsorted(node, [edge for part in nodes for edge in (part.start, part.stop)])
        parts = [order[a:b] for a, b in zip(bounds[::2], bounds[1::2])]
        return np.sort(np.concatenate(parts)) if parts else np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Joined:
    """Places on the network of one mode.

    Attributes:
        seeds, spots: what searches and same-edge trips need.
        points: the access points; distance: metres of each from its street, ``inf`` where none is within the limit.
    """

    seeds: Seeds
    spots: Spots
    points: AccessPoints
    distance: Floats

    @property
    def count(self) -> int:
        """Return the number of places."""
        return self.seeds.count

    @cached_property
    def nearest(self) -> Floats:
        """Return for each place the distance in metres of its nearest joined access point, ``inf`` for none."""
        found = np.full(self.count, np.inf)
        np.minimum.at(found, self.points.owner, self.distance)
        return found


def access_points(
    geometries: Objects, entrances: Objects, reach: Floats, graph: ModeGraph, progress: Progress = no_progress
) -> AccessPoints:
    """Return the access points of places for a mode.

    Entrances (MultiPoint or None) come first; a point is its own access point; an outline without entrances is entered
    at its point nearest to a street of the mode. ``reach`` is the longest access leg of each place in metres.
    """
    given = ~np.asarray(shapely.is_missing(entrances)) & ~np.asarray(shapely.is_empty(entrances))
    shape = np.where(given, entrances, geometries).astype(object)
    outline = ~given & (shapely.get_dimensions(shape) > 0)
    if outline.any():
        shape[outline] = _nearest_outline(shape[outline], graph, progress)
    xy, owner = shapely.get_coordinates(shape, return_index=True)
    return AccessPoints(owner.astype(np.int64), xy, reach[owner], len(geometries))


def _nearest_outline(shapes: Objects, graph: ModeGraph, progress: Progress) -> Objects:
    """Return the point of each outline that is nearest to a joinable edge (its centre where there is no edge)."""
    found = []
    for at in range(0, len(shapes), BATCH):
        check(progress, 0.0)
        found.append(_nearest_of(shapes[at : at + BATCH], graph))
    return np.concatenate(found)


def _nearest_of(shapes: Objects, graph: ModeGraph) -> Objects:
    polygons = shapely.get_dimensions(shapes) == 2
    outlines = np.where(polygons, shapely.boundary(shapes), shapes)
    points = shapely.point_on_surface(shapes)
    if not len(graph.joinable_edges):
        return np.asarray(points)
    source, target, _ = _nearest_edges(graph, outlines, np.inf)
    lines = graph.streets.lines[graph.joinable_edges[target]]
    points[source] = shapely.get_point(shapely.shortest_line(outlines[source], lines), 0)
    return np.asarray(points)


def _nearest_edges(graph: ModeGraph, shapes: Objects, limit_m: float) -> tuple[Index, Index, Floats]:
    """Return shape numbers, the lowest number in ``joinable_edges`` of the nearest edges of each, and its distance."""
    lines, left = graph.streets.lines[graph.joinable_edges], np.arange(len(shapes))
    found: list[tuple[Index, Index, Floats]] = []
    for ring in (*(ring for ring in RINGS_M if ring < limit_m), limit_m):
        source, target = _within_ring(graph, shapes[left], ring, last=ring == limit_m)
        away = shapely.distance(shapes[left[source]], lines[target])
        source, target, away = _first_nearest(source, target, away)
        found.append((left[source], target, away))
        left = np.delete(left, source)
    every, edges, metres = (np.concatenate(column) for column in zip(*found))
    order = np.argsort(every)
    return every[order], edges[order], metres[order]


def _first_nearest(source: Index, target: Index, away: Floats) -> tuple[Index, Index, Floats]:
    """Return of every source (ascending) the lowest of its nearest targets, and how far it is."""
    if not len(source):
        return source, target, away
    starts = np.flatnonzero(np.concatenate([[True], source[1:] != source[:-1]]))
    least = np.minimum.reduceat(away, starts)
    nearest = away == np.repeat(least, np.diff(np.append(starts, len(source))))
    lowest = np.minimum.reduceat(np.where(nearest, target, np.iinfo(np.int64).max), starts)
    return source[starts], lowest, least


def _within_ring(graph: ModeGraph, shapes: Objects, ring_m: float, *, last: bool) -> tuple[Index, Index]:
    """Return shape numbers and positions in ``joinable_edges`` of edges within a ring, each shape's nearest among them.

    All edges of a small ring are found faster than the nearest one in a large one.
    """
    if not last:
        found = graph.join_tree.query(shapes, predicate="dwithin", distance=ring_m)
    else:
        farthest = None if np.isinf(ring_m) else ring_m
        found = graph.join_tree.query_nearest(shapes, max_distance=farthest, all_matches=True)
    return found[0], found[1]


def along_ms(graph: ModeGraph, edge: Index, points: Objects) -> Floats:
    """Return the whole milliseconds from each edge's start to the point on it nearest to a point, delays not counted.

    Positions are measured to the micrometre, so that the last bits of a coordinate never decide about a millisecond,
    and from the end with the lower coordinates, so that the direction in which a street is drawn decides about none.
    """
    streets, run = graph.streets, graph.run[edge]
    (x, y), (last_x, last_y) = streets.xy[streets.start[edge]].T, streets.xy[streets.end[edge]].T
    turned = (x > last_x) | ((x == last_x) & (y > last_y))
    metres, length = shapely.line_locate_point(streets.lines[edge], points), streets.length[edge]
    metres = np.round(np.where(turned, length - metres, metres), 6)
    along = np.rint(np.clip(metres / length, 0.0, 1.0) * run)
    return np.asarray(np.where(turned, run - along, along))


def join(graph: ModeGraph, points: AccessPoints, progress: Progress = no_progress) -> Joined:
    """Join access points to the nearest edge that the mode may use, at the projected point.

    Args:
        graph: the mode's network; points: access points with the longest access leg that each may have.
    """
    distance = np.full(len(points.owner), np.inf)
    if not len(points.owner) or not len(graph.joinable_edges):
        empty = np.empty(0, dtype=np.int64)
        spots = Spots(empty, empty, np.empty(0), np.empty(0))
        return Joined(seeds_of(graph, spots, points.count), spots, points, distance)
    batches = []
    for at in range(0, len(points.owner), BATCH):
        check(progress, 0.0)
        batches.append(_touched(graph, points, slice(at, at + BATCH)))
    source, edge, along, away = (np.concatenate(column) for column in zip(*batches))
    distance[source] = away
    spots = Spots(points.owner[source], edge, along, run_ms(distance[source], graph.access_kmh))
    return Joined(seeds_of(graph, spots, points.count), spots, points, distance)


def _touched(graph: ModeGraph, points: AccessPoints, part: slice) -> tuple[Index, Index, Floats, Floats]:
    """Return (point, edge, milliseconds along it, metres away) of some points that have a street within their reach."""
    shapes, reach = shapely.points(points.xy[part]), points.reach[part]
    source, target, away = _nearest_edges(graph, shapes, float(reach.max()))
    near = away <= reach[source]
    source, away = source[near], away[near]
    edge = graph.joinable_edges[target[near]].astype(np.int64)
    return source + part.start, edge, along_ms(graph, edge, shapes[source]), away


def seeds_of(graph: ModeGraph, spots: Spots, count: int, joints: Joints | None = None) -> Seeds:
    """Return the seeds of places from their spots: both ends of the edge, or the ways out of a private street.

    From a private street the way goes over private streets to every junction with a public one; where all of those are
    closed, and from a closed street, on over closed streets to every junction with an open one. A closure never opens
    private streets to through traffic. ``joints`` are crossings between two sides of a junction.
    """
    edge, streets = spots.edge, graph.streets
    to_start = spots.access + graph.start_delay[edge] + spots.along
    to_end = spots.access + (graph.run[edge] - spots.along) + graph.end_delay[edge]
    ahead, back = graph.forward[edge], graph.backward[edge]
    ends = Ends(
        np.concatenate([spots.place, spots.place]),
        np.concatenate([streets.start[edge], streets.end[edge]]).astype(np.int64),
        np.concatenate([np.where(back, to_start, np.inf), np.where(ahead, to_end, np.inf)]),
        np.concatenate([np.where(ahead, to_start, np.inf), np.where(back, to_end, np.inf)]),
    )
    private = np.tile(~graph.through[edge], 2)
    if private.any():
        inner = ends.take(private)
        ways = _ways(graph, graph.joinable & ~graph.through, joints)
        ends = Ends.of([_onward(ways, graph.through_nodes, ~graph.through_nodes, inner), ends.take(~private)])
    if graph.closed.any():
        ways = _ways(graph, graph.closed & graph.through, joints)
        ends = _onward(ways, graph.open_nodes, graph.through_nodes & ~graph.open_nodes, ends)
    order = np.lexsort((ends.node, ends.place))
    return Seeds(count, ends.place[order], ends.node[order], ends.out[order], ends.into[order])


@dataclass(frozen=True)
class Ends:
    """Ends of the edges that places stand on: place, node, milliseconds ``out`` to the node and ``into`` the place."""

    place: Index
    node: Index
    out: Floats
    into: Floats

    def take(self, chosen: Bools) -> Ends:
        """Return some of the ends."""
        return Ends(self.place[chosen], self.node[chosen], self.out[chosen], self.into[chosen])

    @staticmethod
    def of(parts: list[Ends]) -> Ends:
        """Return the ends of several lists together."""
        return Ends(
            np.concatenate([part.place for part in parts]),
            np.concatenate([part.node for part in parts]),
            np.concatenate([part.out for part in parts]),
            np.concatenate([part.into for part in parts]),
        )


@dataclass(frozen=True)
class Joints:
    """Crossings between two sides of a junction: nodes ``a`` and ``b``, milliseconds in either direction."""

    a: Index
    b: Index
    ms: Floats


@dataclass(frozen=True)
class Ways:
    """Directed stretches between nodes: ``tail``, ``head``, milliseconds."""

    tail: Index
    head: Index
    ms: Floats


def _ways(graph: ModeGraph, edges: Bools, joints: Joints | None) -> Ways:
    """Return some edges and the joints as directed stretches."""
    ahead, back = edges & graph.forward, edges & graph.backward
    start, end, cost = graph.streets.start, graph.streets.end, graph.cost
    tail, head = np.concatenate([start[ahead], end[back]]), np.concatenate([end[ahead], start[back]])
    ways = Ways(tail.astype(np.int64), head.astype(np.int64), np.concatenate([cost[ahead], cost[back]]))
    if joints is None:
        return ways
    return Ways(
        np.concatenate([ways.tail, joints.a, joints.b]),
        np.concatenate([ways.head, joints.b, joints.a]),
        np.concatenate([ways.ms, joints.ms, joints.ms]),
    )


def _onward(ways: Ways, stop: Bools, inner: Bools, ends: Ends) -> Ends:
    """Extend the ends at ``inner`` nodes over the ways, as far as and including the nodes of ``stop``.

    Nodes on the way are kept too: they let two places inside one private street network reach each other without
    leaving it.
    """
    inside = inner[ends.node]
    if not inside.any():
        return ends
    start = ends.take(inside)
    sources, which = np.unique(start.node, return_inverse=True)
    known = np.unique(np.concatenate([ways.tail, ways.head, sources]))
    at = np.searchsorted(known, sources)
    leaving = _spread(known, at, ways.tail, ways.head, ways.ms, stop)
    coming = _spread(known, at, ways.head, ways.tail, ways.ms, stop)
    row, column = np.nonzero(np.isfinite(leaving) | np.isfinite(coming))
    first = np.searchsorted(row, np.arange(len(sources) + 1))
    counts = np.diff(first)[which]
    old = np.repeat(np.arange(len(which)), counts)
    pair = np.repeat(first[which], counts) + np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    further = Ends(
        start.place[old],
        known[column[pair]].astype(np.int64),
        start.out[old] + leaving[row[pair], column[pair]],
        start.into[old] + coming[row[pair], column[pair]],
    )
    return Ends.of([ends.take(~inside), further])


def _spread(known: Index, at: Index, tail: Index, head: Index, ms: Floats, stop: Bools) -> Floats:
    """Return (sources, known nodes) milliseconds over ways that no longer go on once a node of ``stop`` is reached."""
    going = ~stop[tail]
    a, b = np.searchsorted(known, tail[going]), np.searchsorted(known, head[going])
    return np.asarray(dijkstra(_least(a, b, ms[going], len(known)), indices=at))


def rejoined(graph: ModeGraph, joined: Joined) -> Joined:
    """Return places with the seeds of a graph in which streets were closed; every place keeps its base join."""
    return Joined(seeds_of(graph, joined.spots, joined.count), joined.spots, joined.points, joined.distance)


def _least(tail: Index, head: Index, weight: Floats, size: int) -> csr_matrix:
    """Return a sparse graph that keeps the least of parallel edges."""
    order = np.lexsort((weight, head, tail))
    tail, head, weight = tail[order], head[order], weight[order]
    first = np.ones(len(tail), dtype=bool)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    return csr_matrix((weight[first], (tail[first], head[first])), shape=(size, size))
