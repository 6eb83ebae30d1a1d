"""Ways inside private and closed streets, from the street of a place to a junction with an open one.

They are what :func:`district_planner.core.network.joins.seeds_of` measures, followed stretch by stretch.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from district_planner.core.network.graph import ModeGraph
from district_planner.core.network.joins import Joints
from district_planner.core.network.streets import Bools

PRIVATE, CLOSED = 0, 1
State = tuple[int, int]
"""A junction, and whether one is still on private streets or already on closed ones."""


@dataclass(frozen=True)
class Step:
    """A stretch: its edge (-1: from one side of a junction to the other), the junction it leads to, direction, ms."""

    edge: int
    node: int
    ahead: bool
    ms: float


class InnerWays:
    """Finds ways over private, then closed streets.

    Args:
        graph: the mode's streets; joints: crossings between two sides of a junction.
        turned: ways into a place; steps still lead away from it.
    """

    def __init__(self, graph: ModeGraph, joints: Joints | None, *, turned: bool) -> None:
        self.graph = graph
        private, closed = graph.joinable & ~graph.through, graph.closed & graph.through
        self._ways = [_neighbours(graph, edges, joints, turned=turned) for edges in (private, closed)]

    def find(self, edge: int, start: int, goal: int, ms: float) -> list[Step] | None:
        """Return the steps from an end of a place's street to a junction that take exactly ``ms``; None for none."""
        if start == goal and ms == 0.0:
            return []
        if ms < 0.0 or self.graph.usable[edge]:
            return None
        first = (start, CLOSED if self.graph.through[edge] else PRIVATE)
        best: dict[State, float] = {first: 0.0}
        come: dict[State, tuple[State, Step]] = {}
        queue = [(0.0, *first)]
        while queue:
            spent, node, phase = heapq.heappop(queue)
            if node == goal and spent == ms:
                return _back(come, (node, phase))
            if spent > min(best[node, phase], ms):
                continue
            for state, step in self._onward(node, phase):
                if spent + step.ms < best.get(state, np.inf):
                    best[state], come[state] = spent + step.ms, ((node, phase), step)
                    heapq.heappush(queue, (spent + step.ms, *state))
        return None

    def _onward(self, node: int, phase: int) -> list[tuple[State, Step]]:
        public, opened = self.graph.through_nodes[node], self.graph.open_nodes[node]
        found: list[tuple[State, Step]] = []
        if not (opened if phase == CLOSED else public):
            found = [((step.node, phase), step) for step in self._ways[phase][node]]
        if phase == PRIVATE and public and not opened:
            found += [((step.node, CLOSED), step) for step in self._ways[CLOSED][node]]
        return found


def _back(come: dict[State, tuple[State, Step]], state: State) -> list[Step]:
    steps = []
    while state in come:
        state, step = come[state]
        steps.append(step)
    return steps[::-1]


def _neighbours(graph: ModeGraph, edges: Bools, joints: Joints | None, *, turned: bool) -> dict[int, list[Step]]:
    """Return node -> stretches away from a place; ``turned``: those over which one comes to it."""
    found: dict[int, list[Step]] = defaultdict(list)
    for edge in np.flatnonzero(edges).tolist():
        start, end, cost = int(graph.streets.start[edge]), int(graph.streets.end[edge]), float(graph.cost[edge])
        if (graph.backward if turned else graph.forward)[edge]:
            found[start].append(Step(edge, end, True, cost))
        if (graph.forward if turned else graph.backward)[edge]:
            found[end].append(Step(edge, start, False, cost))
    for a, b, ms in zip(joints.a, joints.b, joints.ms) if joints is not None else ():
        found[int(a)].append(Step(-1, int(b), True, float(ms)))
        found[int(b)].append(Step(-1, int(a), True, float(ms)))
    return found
