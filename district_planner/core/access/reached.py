"""How far somebody gets: times from some points to every junction, and the pieces of street within a cutoff.

Streets are not split: a piece is an interval of an edge, cut where the cutoff is reached. Times over an edge grow
evenly between the delays at its ends (docs/architecture.md, Times).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from district_planner.core.interventions.effects import AddedLine, EasedCrossing, Effect
from district_planner.core.network.compile import closures, lines_of
from district_planner.core.network.easing import NodePortals, ease, easing_legs, lay_easing
from district_planner.core.network.graph import ModeGraph
from district_planner.core.network.joins import Index, Joined, Spots, rejoined
from district_planner.core.network.layout import LaidLine, OnLine, join_lines, legs_of, places_on
from district_planner.core.network.lines import part_of
from district_planner.core.network.overlay import Legs, OverlayDraft, join_legs
from district_planner.core.network.search import same_edge
from district_planner.core.network.streets import Floats, Objects

Span = tuple[float, float]
TINY = 1e-9


@dataclass(frozen=True)
class Fabric:
    """A mode's network with effects built, and points joined to it.

    Attributes:
        graph: after closures, with the delays that eased crossings leave; points: joined to it.
        lines: added lines with their portals; on: the points' additional joins to each line.
        portals: where added lines join streets between junctions.
        matrix: junctions, portals and points as nodes; from every point one can leave, none is entered.
        reverse: True where times are towards the points.
    """

    graph: ModeGraph
    points: Joined
    lines: tuple[LaidLine, ...]
    on: tuple[OnLine, ...]
    portals: Spots
    matrix: csr_matrix
    reverse: bool


def weave(
    graph: ModeGraph, points: Joined, effects: Sequence[Effect], settings: Mapping[str, Any], *, reverse: bool
) -> Fabric:
    """Return the network with effects built.

    Args:
        graph: the bare network; points: joined to it; effects: what is built together.
        reverse: measure towards the points instead of from them.
    """
    closed = closures(graph, effects)
    if len(closed):
        graph = graph.without(closed)
        points = rejoined(graph, points)
    mine = [e for e in effects if isinstance(e, (AddedLine, EasedCrossing)) and graph.mode.among(e.modes)]
    draft, lines = OverlayDraft(graph), lines_of(graph, mine, settings)
    join_lines(draft, lines, settings)
    on = tuple(places_on(graph, laid, points.points) for laid in lines)
    legs = [legs_of(laid, places) for laid, places in zip(lines, on)]
    easing = ease(graph, [e for e in mine if isinstance(e, EasedCrossing) and e.is_point])
    if easing is not None:
        portals = NodePortals(draft)
        lay_easing(draft, easing, portals)
        legs.append(easing_legs(easing, points.spots, points.count, portals))
    matrix = _matrix(graph, points, draft, join_legs(legs), reverse=reverse)
    return Fabric(graph if easing is None else easing.graph, points, tuple(lines), on, draft.spots(), matrix, reverse)


def _matrix(graph: ModeGraph, points: Joined, draft: OverlayDraft, legs: Legs, *, reverse: bool) -> csr_matrix:
    """Return junctions, portals and points as one graph, turned round where ``reverse``."""
    nodes, portals = graph.streets.nodes, draft.joined()
    first = nodes + draft.count
    base = graph.matrix
    tail = [np.repeat(np.arange(nodes), np.diff(base.indptr)), portals.seeds.place + nodes, portals.seeds.node]
    head = [base.indices, portals.seeds.node, portals.seeds.place + nodes]
    cost = [base.data, portals.seeds.out, portals.seeds.into]
    between, added = same_edge(graph, portals.spots, portals.spots, reverse=False), draft.edges()
    for pairs in (between, added):
        tail, head, cost = [*tail, pairs.source + nodes], [*head, pairs.target + nodes], [*cost, pairs.ms]
    near = same_edge(graph, points.spots, portals.spots, reverse=reverse)
    own = [points.seeds.place, legs.place, near.source]
    there = [points.seeds.node, legs.portal + nodes, near.target + nodes]
    leaving = [points.seeds.into, legs.into, near.ms] if reverse else [points.seeds.out, legs.out, near.ms]
    if reverse:
        tail, head = head, tail
    tail, head = [*tail, *(place + first for place in own)], [*head, *there]
    return _csr(np.concatenate(tail), np.concatenate(head), np.concatenate([*cost, *leaving]), first + points.count)


def _csr(tail: Index, head: Index, cost: Floats, size: int) -> csr_matrix:
    """Return a graph that keeps parallel edges beside each other."""
    open_ = np.isfinite(cost)
    tail, head, cost = tail[open_], head[open_], cost[open_]
    order = np.argsort(tail, kind="stable")
    first = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=size))])
    return csr_matrix((cost[order], head[order].astype(np.int32), first.astype(np.int32)), shape=(size, size))


def node_times(fabric: Fabric, point: int, limit_ms: float) -> Floats:
    """Return milliseconds between a point and every junction and portal, ``inf`` beyond the limit."""
    first = fabric.matrix.shape[0] - fabric.points.count
    times = dijkstra(fabric.matrix, indices=first + point, limit=limit_ms)
    return np.asarray(times[:first], dtype=np.float64)


@dataclass(frozen=True)
class Reached:
    """Street within a cutoff: shares ``ahead`` from the start and ``back`` from the end of each edge, both 0 to 1.

    ``own`` holds further intervals of shares, around the point itself; ``lines`` intervals in metres of added lines.
    """

    ahead: Floats
    back: Floats
    own: Mapping[int, Sequence[Span]]
    lines: Sequence[Sequence[Span]]

    def spans(self, edge: int) -> list[Span]:
        """Return the intervals of an edge that are reached, as shares, ascending and apart."""
        return merged([(0.0, float(self.ahead[edge])), (1.0 - float(self.back[edge]), 1.0), *self.own.get(edge, ())])


def reached(fabric: Fabric, times: Sequence[Floats], points: Sequence[int], cutoff_ms: float) -> Reached:
    """Return the street within a cutoff of any of some points.

    Args:
        times: of each point, from :func:`node_times` with a limit of at least the cutoff.
    """
    graph = fabric.graph
    least = np.minimum.reduce(list(times))
    forward, backward = (graph.backward, graph.forward) if fabric.reverse else (graph.forward, graph.backward)
    start, end = graph.streets.start, graph.streets.end
    ahead = _share(cutoff_ms - least[start] - graph.start_delay, graph.run, graph.usable & forward)
    back = _share(cutoff_ms - least[end] - graph.end_delay, graph.run, graph.usable & backward)
    own: dict[int, list[Span]] = {}
    for edge, along, rest in _starts(fabric, least, points, cutoff_ms):
        run = max(float(graph.run[edge]), 1.0)
        low = along - (rest if backward[edge] else 0.0)
        high = along + (rest if forward[edge] else 0.0)
        own.setdefault(edge, []).append((max(low / run, 0.0), min(high / run, 1.0)))
    lines = [
        _on_line(laid, on, least[graph.streets.nodes + laid.portal], points, cutoff_ms)
        for laid, on in zip(fabric.lines, fabric.on)
    ]
    return Reached(ahead, back, own, lines)


def _starts(
    fabric: Fabric, least: Floats, points: Sequence[int], cutoff_ms: float
) -> Iterator[tuple[int, float, float]]:
    """Yield where one comes onto streets between junctions, as edge, milliseconds from its start and those left."""
    spots, portals = fabric.points.spots, fabric.portals
    for i in np.flatnonzero(np.isin(spots.place, points)):
        if cutoff_ms >= spots.access[i]:
            yield int(spots.edge[i]), float(spots.along[i]), cutoff_ms - float(spots.access[i])
    left = cutoff_ms - least[fabric.graph.streets.nodes + portals.place] - portals.access
    for i in np.flatnonzero(left >= 0):
        yield int(portals.edge[i]), float(portals.along[i]), float(left[i])


def _share(rest: Floats, run: Floats, allowed: np.ndarray[Any, np.dtype[np.bool_]]) -> Floats:
    share = np.where(run > 0, rest / np.maximum(run, 1.0), (rest >= 0).astype(np.float64))
    return np.where(allowed, np.clip(np.nan_to_num(share, neginf=0.0), 0.0, 1.0), 0.0)


def _on_line(laid: LaidLine, on: OnLine, at_portal: Floats, points: Sequence[int], cutoff_ms: float) -> list[Span]:
    """Return the reached intervals of an added line in metres."""
    spans: list[Span] = []
    rest = cutoff_ms - at_portal
    for i in range(len(laid.at_ms) - 1):
        low, high = float(laid.at_ms[i]), float(laid.at_ms[i + 1])
        spans += [(low, min(low + rest[i], high))] if rest[i] >= 0 else []
        spans += [(max(high - rest[i + 1], low), high)] if rest[i + 1] >= 0 else []
    for k in np.flatnonzero(np.isin(on.place, points)):
        low, high = float(laid.at_ms[on.piece[k]]), float(laid.at_ms[on.piece[k] + 1])
        here, left = low + float(on.along[k]), cutoff_ms - float(on.access[k])
        spans += [(max(here - left, low), min(here + left, high))] if left >= 0 else []
    return [(float(laid.metres_at(a)), float(laid.metres_at(b))) for a, b in merged(spans)]


def merged(spans: Sequence[Span]) -> list[Span]:
    """Return intervals ascending and apart; those without length are left out."""
    found: list[Span] = []
    for low, high in sorted(span for span in spans if span[1] - span[0] > TINY):
        if found and low <= found[-1][1] + TINY:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return found


def without(spans: Sequence[Span], taken: Sequence[Span]) -> list[Span]:
    """Return what is left of ascending intervals when others are taken away."""
    left = list(spans)
    for low, high in taken:
        left = [part for a, b in left for part in ((a, min(b, low)), (max(a, high), b))]
        left = merged(left)
    return left


def pieces(fabric: Fabric, now: Reached, before: Reached | None) -> tuple[Index, Objects]:
    """Return edge numbers (-1 for added lines) and LineStrings of the street in ``now`` that is not in ``before``."""
    streets = fabric.graph.streets
    some = (now.ahead > 0) | (now.back > 0)
    some[list(now.own)] = True
    whole = now.ahead + now.back >= 1.0
    fresh = np.ones(len(some), dtype=bool)
    if before is not None:
        some &= before.ahead + before.back < 1.0
        fresh = (before.ahead == 0) & (before.back == 0)
        fresh[list(before.own)] = False
    easy = np.flatnonzero(some & whole & fresh)
    edges: list[int] = easy.tolist()
    lines: list[Any] = streets.lines[easy].tolist()
    for edge in np.flatnonzero(some & ~(whole & fresh)).tolist():
        length = float(streets.length[edge])
        for low, high in without(now.spans(edge), before.spans(edge) if before is not None else []):
            edges.append(edge)
            lines.append(part_of(streets.lines[edge], low * length, high * length))
    for number, laid in enumerate(fabric.lines):
        for low, high in without(now.lines[number], before.lines[number] if before is not None else []):
            edges.append(-1)
            lines.append(part_of(laid.effect.line, low, high))
    found = np.empty(len(lines), dtype=object)
    found[:] = lines
    kept = np.asarray(shapely.get_type_id(found) == 1, dtype=bool)
    return np.array(edges, dtype=np.int64)[kept], found[kept]
