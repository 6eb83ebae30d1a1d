"""Crossings made easier: less delay at a junction, or a join over a road that had none (rules 2.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from district_planner.core.interventions.effects import EasedCrossing
from district_planner.core.network.graph import ModeGraph
from district_planner.core.network.joins import Index, Joints, Seeds, Spots, seeds_of
from district_planner.core.network.lines import Anchor
from district_planner.core.network.overlay import Legs, OverlayDraft
from district_planner.core.network.streets import Bools

REACH_M = 25.0
"""Farthest junction from a drawn crossing point, metres [P]."""


@dataclass(frozen=True)
class Easing:
    """What crossing points make easier, all of them together.

    Attributes:
        graph: the network with the lower delays; before: the network without.
        joints: crossings between two sides of a junction.
    """

    graph: ModeGraph
    before: ModeGraph
    joints: Joints

    @property
    def lowered(self) -> Bools:
        """Return the edges that cost less than before."""
        return np.asarray((self.graph.cost < self.before.cost) & self.graph.joinable)

    @property
    def open_joints(self) -> Bools:
        """Return the joints between two junctions with open streets: anybody may pass."""
        return np.asarray(self.before.open_nodes[self.joints.a] & self.before.open_nodes[self.joints.b])


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


def ease(graph: ModeGraph, effects: Sequence[EasedCrossing]) -> Easing | None:
    """Return what crossing points ease together; None where none is near a junction that needs one.

    Each end of a street at the junction costs at most half of the crossing's delay afterwards, destination streets and
    closed ones included; every two sides of the junction get a join that costs the whole of it.
    """
    if not effects:
        return None
    start_delay, end_delay = graph.start_delay.copy(), graph.end_delay.copy()
    joints: list[tuple[int, int, float]] = []
    found = False
    for effect in effects:
        nodes = junction_near(graph, effect.geometry.x, effect.geometry.y)
        half = float(np.rint(effect.delay_s * 500.0))
        for ends, delay in ((graph.streets.start, start_delay), (graph.streets.end, end_delay)):
            at = np.isin(ends, nodes) & graph.joinable
            delay[at] = np.minimum(delay[at], half)
        whole = float(np.rint(effect.delay_s * 1000.0))
        joints += [(int(a), int(b), whole) for i, a in enumerate(nodes) for b in nodes[i + 1 :]]
        found |= len(nodes) > 0
    if not found:
        return None
    rows = np.array(joints, dtype=np.float64).reshape(-1, 3)
    between = Joints(rows[:, 0].astype(np.int64), rows[:, 1].astype(np.int64), rows[:, 2])
    return Easing(replace(graph, start_delay=start_delay, end_delay=end_delay), graph, between)


def eased_anchors(
    anchors: list[Anchor], over: list[Anchor], effects: Sequence[EasedCrossing]
) -> tuple[list[Anchor], list[Anchor]]:
    """Return the joins of a drawn line, and where it pays without a join, with what crossing points leave of delays.

    Each takes the delay away at the nearest place within 25 m at which the line pays one. Every line has its own
    nearest place, and the junction that :func:`ease` finds is another matter: so nothing that is drawn besides ever
    takes the crossing from somebody.
    """
    paying = [a for a in (*anchors, *over) if a.before + a.after > 0.0]
    most: dict[int, float] = {}
    for effect in effects:
        x, y = effect.geometry.x, effect.geometry.y
        near = [(float(np.hypot(a.xy[0] - x, a.xy[1] - y)), a.xy, a.spot) for a in paying]
        near = [row for row in near if row[0] <= REACH_M]
        if near:
            spot, half = min(near)[2], float(np.rint(effect.delay_s * 500.0))
            most[spot] = min(most.get(spot, half), half)

    def eased(one: Anchor) -> Anchor:
        half = most.get(one.spot, np.inf)
        return replace(one, before=min(one.before, half), after=min(one.after, half)) if one.spot in most else one

    return [eased(a) for a in anchors], [eased(a) for a in over]


class NodePortals:
    """Portals at base nodes, made where they are first asked for."""

    def __init__(self, draft: OverlayDraft) -> None:
        self.draft = draft
        self._known: dict[int, int] = {}

    def at(self, node: int) -> int:
        """Return the portal at a node."""
        if node not in self._known:
            self._known[node] = self.draft.portal()
            self.draft.anchor_node(self._known[node], node)
        return self._known[node]


def lay_easing(draft: OverlayDraft, easing: Easing, portals: NodePortals) -> None:
    """Put the cheaper streets on the overlay as parallel edges, with the shorter ways of lines that join them."""
    graph, streets = easing.graph, draft.graph.streets
    lines = easing_legs(easing, draft.spots(), draft.count, portals)
    for line_portal, portal, out, into in zip(lines.place, lines.portal, lines.out, lines.into):
        draft.arrow(int(line_portal), int(portal), float(out))
        draft.arrow(int(portal), int(line_portal), float(into))
    for edge in np.flatnonzero(easing.lowered & graph.usable):
        a, b = portals.at(int(streets.start[edge])), portals.at(int(streets.end[edge]))
        if graph.forward[edge]:
            draft.arrow(a, b, float(graph.cost[edge]))
        if graph.backward[edge]:
            draft.arrow(b, a, float(graph.cost[edge]))
    joints, both_open = easing.joints, easing.open_joints
    for one, other, ms in zip(joints.a[both_open], joints.b[both_open], joints.ms[both_open]):
        draft.link(portals.at(int(one)), portals.at(int(other)), float(ms))


def easing_legs(easing: Easing, spots: Spots, count: int, portals: NodePortals) -> Legs:
    """Return the shorter ways of places to junctions: from eased streets, and out of private and closed ones."""
    graph, lowered = easing.graph, easing.lowered
    affected = lowered.copy()
    if (lowered & ~graph.usable).any() or not easing.open_joints.all():
        affected |= graph.joinable & ~graph.usable
    on = affected[spots.edge]
    some = Spots(spots.place[on], spots.edge[on], spots.along[on], spots.access[on])
    old, new = seeds_of(easing.before, some, count), seeds_of(graph, some, count, easing.joints)
    less = _lower(old, new, graph.streets.nodes)
    portal = np.array([portals.at(int(node)) for node in new.node[less]], dtype=np.int64)
    return Legs(new.place[less], portal, new.out[less], new.into[less])


def _lower(old: Seeds, new: Seeds, nodes: int) -> Bools:
    """Return which new seeds are lower, in a direction, than all old ones of the same place at the same node."""
    old_key, new_key = old.place * nodes + old.node, new.place * nodes + new.node
    keys, at = np.unique(np.concatenate([old_key, new_key]), return_inverse=True)
    out, into = np.full(len(keys), np.inf), np.full(len(keys), np.inf)
    np.minimum.at(out, at[: len(old_key)], old.out)
    np.minimum.at(into, at[: len(old_key)], old.into)
    here = at[len(old_key) :]
    return np.asarray((new.out < out[here]) | (new.into < into[here]))
