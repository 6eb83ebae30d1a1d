"""The shortest way along streets between two points, for a line that is traced instead of drawn; it makes no score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from district_planner.core.network.graph import ModeGraph
from district_planner.core.network.joins import Index
from district_planner.core.network.lines import part_of
from district_planner.core.network.streets import Floats, Ints

REACH_M = 3_000.0
"""How far from its start a way is looked for; a longer one is traced in several pieces [P]."""
SAME_M = 0.001
"""A street of no length would be no edge in a sparse matrix; vertices closer than this are one."""
Point = tuple[float, float]


class TracedStreets:
    """The streets of a mode by length, open both ways, as a line may be traced along them.

    Args:
        graph: the mode's network: its ways through that are not closed.
    """

    def __init__(self, graph: ModeGraph) -> None:
        self.graph = graph
        streets, edge = graph.streets, np.flatnonzero(graph.usable)
        low, high = np.minimum(streets.start, streets.end)[edge], np.maximum(streets.start, streets.end)[edge]
        length = np.maximum(streets.length[edge], SAME_M)
        order = np.lexsort((length, high, low))
        low, high, edge, length = low[order], high[order], edge[order], length[order]
        # Of parallel streets the shortest counts.
        first = np.concatenate([[True], (np.diff(low) != 0) | (np.diff(high) != 0)]) if len(edge) else edge == edge
        shape = (streets.nodes, streets.nodes)
        low, high = low[first], high[first]
        self.matrix = csr_matrix((length[first], (low, high)), shape=shape)
        self._edge = csr_matrix((edge[first] + 1, (low, high)), shape=shape)

    def between(self, node: int, other: int) -> int:
        """Return the number of the shortest street between two neighbouring nodes."""
        return int(self._edge[min(node, other), max(node, other)]) - 1

    def nearest(self, point: Point, off_m: float) -> Spot | None:
        """Return the nearest place on a street at grade, None where none is within ``off_m`` metres."""
        if not len(self.graph.ground_edges):
            return None
        place = shapely.Point(point)
        near = self.graph.ground_tree.query_nearest(place, max_distance=off_m, all_matches=True)
        if not len(near):
            return None
        edge = int(self.graph.ground_edges[near.min()])
        return Spot(edge, float(shapely.line_locate_point(self.graph.streets.lines[edge], place)))


@dataclass(frozen=True)
class Spot:
    """A place on a street: its edge number, and metres from the edge's start."""

    edge: int
    at: float


class Ways:
    """The shortest ways from one spot to any other within the reach; searched once, asked at every mouse move."""

    def __init__(self, streets: TracedStreets, start: Spot) -> None:
        self.start = start
        self._streets = streets
        self._ends = self._ends_of(start)
        times, before = dijkstra(
            streets.matrix, directed=False, indices=[node for node, _ in self._ends], limit=REACH_M,
            return_predecessors=True,
        )  # fmt: skip
        self._times: Floats = times
        self._before: Ints = before

    def to(self, end: Spot) -> Floats | None:
        """Return the (n, 2) vertices of the shortest way to a spot; None where there is none within the reach."""
        start = self.start
        ways = [
            (start_rest + float(self._times[side, node]) + end_rest, side, node)
            for side, (_, start_rest) in enumerate(self._ends)
            for node, end_rest in self._ends_of(end)
        ]
        length, side, node = min(ways)
        if end.edge == start.edge and abs(end.at - start.at) <= length:
            return _joined([self._along(start.edge, start.at, end.at)])
        if not np.isfinite(length):
            return None
        first = self._ends[side][0]
        nodes = self._nodes(side, node)
        pieces = [self._along(start.edge, start.at, self._at(start.edge, first, start.at))]
        for here, there in zip(nodes[:-1], nodes[1:]):
            edge = self._streets.between(here, there)
            xy = shapely.get_coordinates(self._streets.graph.streets.lines[edge])
            pieces.append(xy if self._streets.graph.streets.start[edge] == here else xy[::-1])
        pieces.append(self._along(end.edge, self._at(end.edge, node, end.at), end.at))
        return _joined(pieces)

    def _ends_of(self, spot: Spot) -> list[tuple[int, float]]:
        """Return both end nodes of a spot's street with the metres to them."""
        streets = self._streets.graph.streets
        rest = max(float(streets.length[spot.edge]) - spot.at, 0.0)
        return [(int(streets.start[spot.edge]), spot.at), (int(streets.end[spot.edge]), rest)]

    def _at(self, edge: int, node: int, towards: float) -> float:
        """Return the chainage of an end node; of a street that ends where it begins, the end nearer to ``towards``."""
        streets = self._streets.graph.streets
        length = float(streets.length[edge])
        if streets.start[edge] == streets.end[edge]:
            return 0.0 if towards <= length / 2 else length
        return 0.0 if streets.start[edge] == node else length

    def _nodes(self, side: int, node: int) -> list[int]:
        """Return the nodes from the start's end to a node."""
        found = [node]
        while found[-1] != self._ends[side][0]:
            found.append(int(self._before[side, found[-1]]))
        return found[::-1]

    def _along(self, edge: int, low: float, high: float) -> Floats:
        """Return the vertices of a street from one chainage to another."""
        line = self._streets.graph.streets.lines[edge]
        if abs(high - low) <= SAME_M:
            return np.asarray(shapely.get_coordinates(shapely.line_interpolate_point(line, low)))
        xy = shapely.get_coordinates(part_of(line, min(low, high), max(low, high)))
        return np.asarray(xy if low < high else xy[::-1])


def _joined(pieces: list[Floats]) -> Floats:
    """Return pieces as one line without repeated vertices."""
    xy = np.concatenate(pieces)
    kept: Index = np.flatnonzero(np.concatenate([[True], np.hypot(*np.diff(xy, axis=0).T) > SAME_M]))
    return np.asarray(xy[kept])
