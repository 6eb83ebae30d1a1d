"""The same times by a search on the graph that an overlay makes: for very many portals, and to check the portals.

Portals cost the cube of their number. Beyond a few hundred it is quicker to build the changed graph once, with the
portals as further nodes, and to search it from every opportunity.
"""

from __future__ import annotations

import numpy as np

from district_planner.core.network.graph import ModeGraph
from district_planner.core.network.joins import Index, Joined, Seeds
from district_planner.core.network.overlay import Legs, Overlay
from district_planner.core.network.search import (
    CELLS_PER_CHUNK,
    Pairs,
    Region,
    lower_direct,
    merge_direct,
    node_times,
    same_edge,
    targets_of,
)
from district_planner.core.network.streets import Floats
from district_planner.core.progress import Progress, check, no_progress

MOST_PORTALS = 300
"""Most portals for which the closure of all pairs of them is the quicker way."""


def rebuilt_pairs(
    graph: ModeGraph,
    overlay: Overlay,
    origins: Joined,
    opportunities: Joined,
    same: tuple[Index, Index],
    limit_ms: float,
    progress: Progress = no_progress,
) -> Pairs:
    """Return all times within the limit after the overlay: ``source`` is the opportunity, ``target`` the origin.

    Args:
        graph: the base network (after closures); overlay: what is added.
        same: (opportunity, origin) numbers of places that are one and the same.
    """
    region = _whole_region(graph, overlay)
    goals = _with_portals(graph, opportunities, overlay, overlay.opportunity_legs)
    there = targets_of(region, _with_portals(graph, origins, overlay, overlay.origin_legs), reverse=True)
    direct = same_edge(graph, opportunities.spots, origins.spots, reverse=True)
    direct = Pairs(
        np.concatenate([direct.source, overlay.direct.target]),
        np.concatenate([direct.target, overlay.direct.source]),
        np.concatenate([direct.ms, overlay.direct.ms]),
    )
    direct = merge_direct(direct, same, limit_ms)
    everyone = np.unique(np.concatenate([goals.place, direct.source]))
    step = max(1, CELLS_PER_CHUNK // max(region.size, len(there.node), 1))
    found: list[tuple[Index, Index, Floats]] = []
    for at in range(0, len(everyone), step):
        check(progress, at / len(everyone))
        some = everyone[at : at + step]
        times = there.times(node_times(region, goals, some, limit_ms, reverse=True))
        lower_direct(times, some, there.place, direct)
        row, column = np.nonzero(times <= limit_ms)
        found.append((some[row], there.place[column], times[row, column]))
    if not found:
        return Pairs(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
    return Pairs(*(np.concatenate(part) for part in zip(*found)))


def _whole_region(graph: ModeGraph, overlay: Overlay) -> Region:
    """Return the reversed graph with the portals as nodes behind the streets' own."""
    nodes, seeds, edges = graph.streets.nodes, overlay.portals.seeds, overlay.edges
    along = same_edge(graph, overlay.portals.spots, overlay.portals.spots, reverse=False)
    base = graph.matrix.tocoo()
    tail = np.concatenate([base.row, seeds.place + nodes, seeds.node, edges.source + nodes, along.source + nodes])
    head = np.concatenate([base.col, seeds.node, seeds.place + nodes, edges.target + nodes, along.target + nodes])
    weight = np.concatenate([base.data, seeds.out, seeds.into, edges.ms, along.ms])
    usable = np.isfinite(weight)
    tail, head, weight = tail[usable], head[usable], weight[usable]
    size = nodes + overlay.portals.count
    order = np.argsort(head, kind="stable")
    first = np.concatenate([[0], np.cumsum(np.bincount(head, minlength=size))]).astype(np.int32)
    everything = np.arange(size, dtype=np.int32)
    return Region([slice(0, size)], everything, first, tail[order].astype(np.int32), weight[order])


def _with_portals(graph: ModeGraph, places: Joined, overlay: Overlay, legs: Legs) -> Seeds:
    """Return the seeds of places with their ways to portals: additional joins, and portals on their own edge."""
    nodes, portals, seeds = graph.streets.nodes, overlay.portals, places.seeds
    out = same_edge(graph, places.spots, portals.spots, reverse=False)
    into = same_edge(graph, places.spots, portals.spots, reverse=True)
    never = np.inf
    place = np.concatenate([seeds.place, legs.place, out.source, into.source])
    node = np.concatenate([seeds.node, legs.portal + nodes, out.target + nodes, into.target + nodes])
    order = np.lexsort((node, place))
    return Seeds(
        seeds.count,
        place[order],
        node[order],
        np.concatenate([seeds.out, legs.out, out.ms, np.full(len(into.ms), never)])[order],
        np.concatenate([seeds.into, legs.into, np.full(len(out.ms), never), into.ms])[order],
    )
