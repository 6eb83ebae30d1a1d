"""What is laid over the base network: added nodes and edges, joins of places to them, closed edges.

No search ever runs on a changed graph but for closures. The overlay's nodes are the portals: places on the base
network (with access 0, or the length of a connector) that added edges lead to.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from district_planner.core.network.graph import ModeGraph
from district_planner.core.network.joins import AccessPoints, Index, Joined, Seeds, Spots, seeds_of
from district_planner.core.network.search import Pairs
from district_planner.core.network.streets import Floats


@dataclass(frozen=True)
class Legs:
    """Additional joins: numbers ``place`` and ``portal``, milliseconds ``out`` of the place and ``into`` it."""

    place: Index
    portal: Index
    out: Floats
    into: Floats


def no_legs() -> Legs:
    """Return no additional joins."""
    empty = np.empty(0, dtype=np.int64)
    return Legs(empty, empty, np.empty(0), np.empty(0))


@dataclass(frozen=True)
class Overlay:
    """Everything an edit adds to one mode's network.

    Attributes:
        portals: the overlay's nodes joined to the base network; a free end has no seeds.
        edges: added directed edges between portals, whole milliseconds.
        origin_legs, opportunity_legs: additional joins of places.
        direct: times between an origin (``source``) and an opportunity (``target``) along one piece of an added line.
    """

    portals: Joined
    edges: Pairs
    origin_legs: Legs
    opportunity_legs: Legs
    direct: Pairs

    @property
    def empty(self) -> bool:
        """Return whether nothing can get shorter."""
        legs = len(self.origin_legs.place) + len(self.opportunity_legs.place)
        return not len(self.edges.source) and not legs and not len(self.direct.source)


@dataclass
class OverlayDraft:
    """Collects portals, anchors, edges and legs while effects are compiled."""

    graph: ModeGraph
    count: int = 0
    spot_rows: list[tuple[int, int, float, float]] = field(default_factory=list)
    node_rows: list[tuple[int, int, float]] = field(default_factory=list)
    edge_rows: list[tuple[int, int, float]] = field(default_factory=list)

    def portal(self) -> int:
        """Add a portal and return its number."""
        self.count += 1
        return self.count - 1

    def anchor(self, portal: int, edge: int, along: float, access: float = 0.0) -> None:
        """Join a portal to a base edge, ``along`` milliseconds from its start, over a connector of ``access``."""
        self.spot_rows.append((portal, edge, along, access))

    def anchor_node(self, portal: int, node: int, access: float = 0.0) -> None:
        """Join a portal to a base node, over a connector of ``access``."""
        self.node_rows.append((portal, node, access))

    def link(self, a: int, b: int, ms: float) -> None:
        """Add an edge in both directions."""
        self.edge_rows.append((a, b, ms))
        self.edge_rows.append((b, a, ms))

    def arrow(self, a: int, b: int, ms: float) -> None:
        """Add an edge in one direction."""
        self.edge_rows.append((a, b, ms))

    def spots(self) -> Spots:
        """Return the portals' places on base edges."""
        rows = np.array(self.spot_rows, dtype=np.float64).reshape(-1, 4)
        return Spots(rows[:, 0].astype(np.int64), rows[:, 1].astype(np.int64), rows[:, 2], rows[:, 3])

    def joined(self) -> Joined:
        """Return the portals joined to the base network."""
        spots = self.spots()
        on_edges = seeds_of(self.graph, spots, self.count)
        rows = np.array(sorted(set(self.node_rows)), dtype=np.float64).reshape(-1, 3)
        place = np.concatenate([on_edges.place, rows[:, 0].astype(np.int64)])
        node = np.concatenate([on_edges.node, rows[:, 1].astype(np.int64)])
        order = np.lexsort((node, place))
        seeds = Seeds(
            self.count,
            place[order],
            node[order],
            np.concatenate([on_edges.out, rows[:, 2]])[order],
            np.concatenate([on_edges.into, rows[:, 2]])[order],
        )
        points = AccessPoints(np.empty(0, dtype=np.int64), np.empty((0, 2)), np.empty(0), self.count)
        return Joined(seeds, spots, points, np.empty(0))

    def edges(self) -> Pairs:
        """Return the added edges."""
        rows = np.array(self.edge_rows, dtype=np.float64).reshape(-1, 3)
        return Pairs(rows[:, 0].astype(np.int64), rows[:, 1].astype(np.int64), rows[:, 2])


def join_legs(parts: list[Legs]) -> Legs:
    """Return the legs of several lists together."""
    if not parts:
        return no_legs()
    return Legs(
        np.concatenate([legs.place for legs in parts]),
        np.concatenate([legs.portal for legs in parts]),
        np.concatenate([legs.out for legs in parts]),
        np.concatenate([legs.into for legs in parts]),
    )
