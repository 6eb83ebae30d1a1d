"""Crossings that an intervention makes easier: less delay at a junction, or a join over a road that had none (rules 2.2)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from district_planner.core.interventions.effects import EasedCrossing
from district_planner.core.network.graph import ModeGraph
from district_planner.core.network.joins import Index, Spots
from district_planner.core.network.overlay import Legs, OverlayDraft
from district_planner.core.network.streets import Floats

REACH_M = 25.0
"""Farthest junction from a drawn crossing point, metres [P]."""


@dataclass
class EasedEnds:
    """Edges whose delays fall: edge -> [start delay, end delay] in milliseconds; nodes that a crossing joins."""

    ends: dict[int, list[float]] = field(default_factory=dict)
    joins: list[tuple[int, int, float]] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Return whether nothing gets easier."""
        return not self.ends and not self.joins


def junction_near(graph: ModeGraph, x: float, y: float) -> Index:
    """Return the nodes (one per side) of the nearest junction within 25 m that has a delay or more than one side."""
    streets = graph.streets
    delayed = np.zeros(streets.nodes, dtype=bool)
    used = np.zeros(streets.nodes, dtype=bool)
    for ends, delay in ((streets.start, graph.start_delay), (streets.end, graph.end_delay)):
        used[ends[graph.joinable]] = True
        delayed[ends[graph.joinable & (delay > 0)]] = True
    away = np.hypot(streets.xy[:, 0] - x, streets.xy[:, 1] - y)
    near = np.flatnonzero((away <= REACH_M) & used)
    whole = np.rint(streets.xy[near] * 1000.0).astype(np.int64)
    spots: dict[tuple[int, int], list[int]] = {}
    for node, (a, b) in zip(near, whole):
        spots.setdefault((int(a), int(b)), []).append(int(node))
    good = [nodes for nodes in spots.values() if len(nodes) > 1 or delayed[nodes].any()]
    if not good:
        return np.empty(0, dtype=np.int64)
    return np.array(min(good, key=lambda nodes: (away[nodes[0]], *streets.xy[nodes[0]])), dtype=np.int64)


def ease(graph: ModeGraph, effect: EasedCrossing, eased: EasedEnds) -> bool:
    """Add what a crossing point eases to ``eased``; return whether there was a junction to ease."""
    nodes = junction_near(graph, effect.geometry.x, effect.geometry.y)
    half = float(np.rint(effect.delay_s * 500.0))
    usable = np.flatnonzero(graph.usable)
    for side, (ends, delay) in enumerate(
        ((graph.streets.start, graph.start_delay), (graph.streets.end, graph.end_delay))
    ):
        for edge in usable[np.isin(ends[usable], nodes) & (delay[usable] > half)]:
            known = eased.ends.setdefault(int(edge), [float(graph.start_delay[edge]), float(graph.end_delay[edge])])
            known[side] = min(known[side], half)
    whole = float(np.rint(effect.delay_s * 1000.0))
    eased.joins += [(int(nodes[0]), int(other), whole) for other in nodes[1:]]
    return len(nodes) > 0


def lay_easing(draft: OverlayDraft, eased: EasedEnds) -> dict[int, int]:
    """Put eased edges on the overlay as parallel edges; return node -> portal."""
    graph, streets = draft.graph, draft.graph.streets
    portals: dict[int, int] = {}

    def portal(node: int) -> int:
        if node not in portals:
            portals[node] = draft.portal()
            draft.anchor_node(portals[node], node)
        return portals[node]

    anchors = [row for row in draft.spot_rows if int(row[1]) in eased.ends]
    for edge, (start_delay, end_delay) in sorted(eased.ends.items()):
        a, b = portal(int(streets.start[edge])), portal(int(streets.end[edge]))
        ms = float(graph.run[edge]) + start_delay + end_delay
        _arrows(draft, edge, a, b, ms)
    for line_portal, edge, along, access in anchors:
        start_delay, end_delay = eased.ends[int(edge)]
        a, b = portal(int(streets.start[edge])), portal(int(streets.end[edge]))
        _arrows(draft, edge, a, line_portal, access + start_delay + along)
        _arrows(draft, edge, line_portal, b, access + float(graph.run[edge]) - along + end_delay)
    for one, other, ms in eased.joins:
        draft.link(portal(one), portal(other), ms)
    return portals


def _arrows(draft: OverlayDraft, edge: int, a: int, b: int, ms: float) -> None:
    """Add an edge from a to b (the direction of the base edge) where its directions allow."""
    if draft.graph.forward[edge]:
        draft.arrow(a, b, ms)
    if draft.graph.backward[edge]:
        draft.arrow(b, a, ms)


def easing_legs(graph: ModeGraph, eased: EasedEnds, portals: dict[int, int], spots: Spots) -> Legs:
    """Return the shorter ways of places that stand on eased edges to the ends of those edges."""
    on = np.isin(spots.edge, np.array(sorted(eased.ends), dtype=np.int64))
    edge, place = spots.edge[on], spots.place[on]
    delays: Floats = np.array([eased.ends[int(e)] for e in edge], dtype=np.float64).reshape(-1, 2)
    ahead, back = graph.forward[edge], graph.backward[edge]
    to_start = spots.access[on] + delays[:, 0] + spots.along[on]
    to_end = spots.access[on] + (graph.run[edge] - spots.along[on]) + delays[:, 1]
    nodes = np.concatenate([graph.streets.start[edge], graph.streets.end[edge]])
    return Legs(
        np.concatenate([place, place]),
        np.array([portals[int(node)] for node in nodes], dtype=np.int64),
        np.concatenate([np.where(back, to_start, np.inf), np.where(ahead, to_end, np.inf)]),
        np.concatenate([np.where(ahead, to_start, np.inf), np.where(back, to_end, np.inf)]),
    )
