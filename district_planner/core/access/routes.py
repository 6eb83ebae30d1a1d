"""The quickest ways from one origin, over a network with interventions built, and the legs they consist of.

The graph is the one that :mod:`district_planner.core.access.rebuilt` searches: junctions, and portals behind them. All
times are whole milliseconds, so that a way is recognised by its time and adds up to the table's very number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from district_planner.core.access.doors import Doors, connector_of
from district_planner.core.access.ground import Ground, lay_ground
from district_planner.core.access.way import Leg, Way, way_of
from district_planner.core.interventions.effects import Effect
from district_planner.core.network.compile import closures
from district_planner.core.network.graph import ModeGraph
from district_planner.core.network.joins import Index, Joined, rejoined
from district_planner.core.network.layout import direct_on
from district_planner.core.network.search import Region, cut_region, same_edge
from district_planner.core.network.streets import Floats

Arcs = tuple[Index, Index, Floats]
"""Tail, head, milliseconds."""


@dataclass(frozen=True)
class Last:
    """The last part of every way: goal numbers, the node or portal it begins at, its milliseconds; ascending goals."""

    goal: Index
    node: Index
    ms: Floats


class Routes:
    """The quickest ways from one origin to some goals.

    Args:
        graph: the mode's bare network; origin: one place joined to it; goals: places joined to it.
        built: (intervention id, effect) of everything that is on.
        limit_ms: the time limit; same: numbers of goals that are the origin itself.
    """

    def __init__(
        self,
        graph: ModeGraph,
        origin: Joined,
        goals: Joined,
        built: Sequence[tuple[str, Effect]],
        settings: Mapping[str, Any],
        limit_ms: float,
        same: frozenset[int] = frozenset(),
    ) -> None:
        closed = closures(graph, [effect for _, effect in built])
        if len(closed):
            graph = graph.without(closed)
            origin, goals = rejoined(graph, origin), rejoined(graph, goals)
        self.graph = graph
        self.same = same
        self.ground: Ground = lay_ground(graph, built, settings)
        self.start, self.goals = Doors(self.ground, origin), Doors(self.ground, goals)
        self.portals = self.ground.draft.joined()
        self._search(limit_ms)

    def _search(self, limit_ms: float) -> None:
        """Search from the origin; nodes are the region's junctions, then the portals, then the origin."""
        self._region = self._cut(limit_ms)
        self._numbers = np.concatenate([np.arange(part.start, part.stop) for part in self._region.slices])
        self._origin = self._region.size + self.portals.count
        self._arcs = self._all_arcs()
        matrix = _matrix(self._region, self._arcs, self._origin + 1)
        spent, come = dijkstra(matrix, indices=self._origin, limit=limit_ms, return_predecessors=True)
        self._spent, self._come = np.asarray(spent, dtype=np.float64), np.asarray(come, dtype=np.int64)
        self._best = self._last(limit_ms)
        self.times: Floats = np.full(self.goals.joined.count, np.inf)
        """Milliseconds to every goal, ``inf`` beyond the limit."""
        self.times[self._best.goal] = self._spent[self._best.node] + self._best.ms

    def _cut(self, limit_ms: float) -> Region:
        """Cut out the streets within reach; drawn lines may be quicker than any street."""
        pace = max([self.graph.kmh, *(laid.pace for laid in self.ground.lines)]) / 3600.0
        reach = self.graph.reach_m(limit_ms) + pace * limit_ms + self.portals.count + 1.0
        xy = np.concatenate([self.start.joined.points.xy, self.graph.streets.xy[self.start.joined.seeds.node]])
        low, high = xy.min(axis=0) - reach, xy.max(axis=0) + reach
        slices = self.graph.streets.grid.slices((low[0], low[1], high[0], high[1]))
        return cut_region(self.graph, slices or [slice(0, 0)], reverse=False)

    def _all_arcs(self) -> Arcs:
        first, start = self._region.size, self.start
        seeds, legs, edges = self.portals.seeds, start.legs, self.ground.draft.edges()
        local = self._region.local
        between = same_edge(self.graph, self.portals.spots, self.portals.spots, reverse=False)
        beside = same_edge(self.graph, start.joined.spots, self.portals.spots, reverse=False)
        own = np.full(len(start.joined.seeds.node), self._origin)
        parts = [
            (seeds.place + first, local[seeds.node], seeds.out),
            (local[seeds.node], seeds.place + first, seeds.into),
            (edges.source + first, edges.target + first, edges.ms),
            (between.source + first, between.target + first, between.ms),
            (own, local[start.joined.seeds.node], start.joined.seeds.out),
            (np.full(len(legs.portal), self._origin), legs.portal + first, legs.out),
            (np.full(len(beside.target), self._origin), beside.target + first, beside.ms),
        ]
        tail, head, ms = (np.concatenate(column) for column in zip(*parts))
        inside = (tail >= 0) & (head >= 0) & np.isfinite(ms)
        return tail[inside].astype(np.int64), head[inside].astype(np.int64), ms[inside]

    def _last(self, limit_ms: float) -> Last:
        """Return the best last part to every goal that is within the limit."""
        first, goals, origin = self._region.size, self.goals, self._origin
        seeds, legs = goals.joined.seeds, goals.legs
        beside = same_edge(self.graph, self.portals.spots, goals.joined.spots, reverse=False)
        direct = [same_edge(self.graph, self.start.joined.spots, goals.joined.spots, reverse=False)]
        direct += [direct_on(a, b) for a, b in zip(self.start.on, goals.on)]
        same = np.array(sorted(self.same), dtype=np.int64)
        parts = [
            (seeds.place, self._region.local[seeds.node].astype(np.int64), seeds.into),
            (legs.place, legs.portal + first, legs.into),
            (beside.target, beside.source + first, beside.ms),
            *((pairs.target, np.full(len(pairs.target), origin), pairs.ms) for pairs in direct),
            (same, np.full(len(same), origin), np.zeros(len(same))),
        ]
        goal, node, ms = (np.concatenate(column) for column in zip(*parts))
        total = np.where(node >= 0, self._spent[node] + ms, np.inf)
        order = np.lexsort((total, goal))
        order = order[total[order] <= limit_ms]
        kept, at = np.unique(goal[order], return_index=True)
        return Last(kept, node[order[at]], ms[order[at]])

    # Ways

    def way(self, goal: int) -> Way | None:
        """Return the quickest way to a goal; None where it is beyond the limit."""
        at = int(np.searchsorted(self._best.goal, goal))
        if at >= len(self._best.goal) or self._best.goal[at] != goal:
            return None
        node, ms = int(self._best.node[at]), float(self._best.ms[at])
        if node == self._origin:
            return (
                Way(()) if goal in self.same and ms == 0.0 else way_of(self.start.straight_on(0, self.goals, goal, ms))
            )
        nodes = [node]
        while nodes[-1] != self._origin:
            nodes.append(int(self._come[nodes[-1]]))
        nodes.reverse()
        legs: list[Leg] = []
        for a, b in zip(nodes[:-1], nodes[1:]):
            legs += self._step(a, b, float(self._spent[b] - self._spent[a]))
        return way_of([*legs, *self._enter(goal, node, ms)])

    def _enter(self, goal: int, node: int, ms: float) -> list[Leg]:
        if node < self._region.size:
            return self.goals.way_out(goal, int(self._numbers[node]), ms, turned=True)
        return self.goals.way_to_portal(goal, node - self._region.size, ms, turned=True)

    def _step(self, a: int, b: int, ms: float) -> list[Leg]:
        """Return the legs of one arc of the search."""
        first = self._region.size
        if a == self._origin:
            if b < first:
                return self.start.way_out(0, int(self._numbers[b]), ms, turned=False)
            return self.start.way_to_portal(0, b - first, ms, turned=False)
        if a < first and b < first:
            return [self._street(int(self._numbers[a]), int(self._numbers[b]), ms)]
        if a < first:
            return [leg.turned() for leg in reversed(self._off(b - first, int(self._numbers[a]), ms, turned=True))]
        if b < first:
            return self._off(a - first, int(self._numbers[b]), ms, turned=False)
        return self._between(a - first, b - first, ms)

    def _street(self, a: int, b: int, ms: float) -> Leg:
        matrix = self.graph.matrix
        row = slice(int(matrix.indptr[a]), int(matrix.indptr[a + 1]))
        hit = np.flatnonzero((matrix.indices[row] == b) & (matrix.data[row] == ms))
        edge = int(self.graph.matrix_edges[row][hit[0]])
        return self.ground.whole(self.graph, edge, ahead=bool(self.graph.streets.start[edge] == a))

    def _off(self, portal: int, node: int, ms: float, *, turned: bool) -> list[Leg]:
        """Return the legs from a portal to a junction; ``turned``: that are travelled the other way."""
        ground, graph = self.ground, self.graph
        if portal not in ground.spots:
            return [ground.straight("connector", ground.xy(portal), ground.node_xy(node), ms, self._owner(portal))]
        return self._along(graph, portal, node, ms, turned=turned)

    def _along(self, graph: ModeGraph, portal: int, node: int, ms: float, *, turned: bool) -> list[Leg]:
        """Return the connector of a portal and the street from its join to a junction."""
        edge, along, connector = self.ground.spots[portal]
        start = float(graph.start_delay[edge]) + along + connector
        open_ = (graph.forward if turned else graph.backward)[edge]
        at_start = bool(graph.streets.start[edge] == node and open_ and start == ms)
        return [*connector_of(self.ground, portal), self.ground.to_end(graph, edge, along, at_start=at_start)]

    def _owner(self, portal: int) -> str:
        places = self.ground.places
        return self.ground.owners[places[portal][0]][0] if portal in places else ""

    def _between(self, a: int, b: int, ms: float) -> list[Leg]:
        """Return the legs from a portal to another: along a line, along a street, or over an eased crossing."""
        edges = self.ground.draft.edges()
        if ((edges.source == a) & (edges.target == b) & (edges.ms == ms)).any():
            return self._added(a, b, ms)
        (edge, here, _), (_, there, _) = self.ground.spots[a], self.ground.spots[b]
        out = [leg.turned() for leg in connector_of(self.ground, b)]
        return [*connector_of(self.ground, a), self.ground.along(edge, here, there), *out]

    def _added(self, a: int, b: int, ms: float) -> list[Leg]:
        ground, places = self.ground, self.ground.places
        if ms == 0.0:
            return []
        if a in places and b in places:
            (number, here), (_, there) = places[a], places[b]
            return [ground.on_line(number, here, there, ms)]
        if a in places:
            return self._along(ground.eased, a, ground.at_node[b], ms, turned=False)
        if b in places:
            legs = self._along(ground.eased, b, ground.at_node[a], ms, turned=True)
            return [leg.turned() for leg in reversed(legs)]
        return [self._eased(ground.at_node[a], ground.at_node[b], ms)]

    def _eased(self, a: int, b: int, ms: float) -> Leg:
        """Return a street with less delay than before, or the crossing between two sides of a junction."""
        eased, streets = self.ground.eased, self.graph.streets
        quicker = (eased.cost < self.graph.cost) & eased.usable & (eased.cost == ms)
        ahead = np.flatnonzero(quicker & eased.forward & (streets.start == a) & (streets.end == b))
        back = np.flatnonzero(quicker & eased.backward & (streets.start == b) & (streets.end == a))
        by = self.ground.eased_by(a)
        for edges, forward in ((ahead, True), (back, False)):
            if len(edges):
                return self.ground.whole(eased, int(edges[0]), ahead=forward, intervention=by)
        return self.ground.wait(a, ms)


def _matrix(region: Region, arcs: Arcs, size: int) -> csr_matrix:
    """Return the streets of a region and further arcs as one graph; parallel arcs stay beside each other."""
    tail, head, ms = arcs
    degree = np.diff(region.first)
    every = np.concatenate([np.repeat(np.arange(region.size), degree), tail])
    order = np.argsort(every, kind="stable")
    first = np.concatenate([[0], np.cumsum(np.bincount(every, minlength=size))])
    heads = np.concatenate([region.head, head])[order].astype(np.int32)
    return csr_matrix((np.concatenate([region.weight, ms])[order], heads, first.astype(np.int32)), shape=(size, size))
