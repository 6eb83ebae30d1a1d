"""Which streets a closure closes, and for which opportunities that matters (rules 4.4)."""

from __future__ import annotations

import numpy as np
import shapely

from district_planner.core.interventions.effects import ClosedStreets
from district_planner.core.network.graph import ModeGraph
from district_planner.core.network.joins import AccessPoints, Index, Joined, Seeds, Spots
from district_planner.core.network.search import search
from district_planner.core.progress import Progress, no_progress

BESIDE_M = 5.0
"""A closure runs along a street where it keeps within 5 m of it [P]."""
REACH_M = 25.0
"""Farthest street from a closure drawn as a point, metres [P]."""


def closed_edges(graph: ModeGraph, effect: ClosedStreets) -> Index:
    """Return the edges, open to the mode, that a closure closes.

    A point closes the nearest street within 25 m; a line the streets that it crosses, and those that run within 5 m of
    it for half of their length or of its own; an area every street that it meets.
    """
    shape = effect.geometry
    numbers, lines, tree = graph.joinable_edges.astype(np.int64), graph.streets.lines, graph.join_tree
    kind = shapely.get_dimensions(shape)
    if not len(numbers):
        return np.empty(0, dtype=np.int64)
    if kind == 0:
        near = tree.query_nearest(shape, max_distance=REACH_M, all_matches=True)
        first: Index = numbers[np.sort(near)[:1]]
        return first
    if kind == 2:
        return np.sort(numbers[tree.query(shape, predicate="intersects")])
    near = np.sort(numbers[tree.query(shape, predicate="dwithin", distance=BESIDE_M)])
    found = lines[near]
    own = shapely.length(shapely.intersection(found, shapely.buffer(shape, BESIDE_M)))
    shared = shapely.length(shapely.intersection(shape, shapely.buffer(found, BESIDE_M)))
    along = (own >= 0.5 * graph.streets.length[near]) | (shared >= 0.5 * shape.length)
    closed: Index = near[along | shapely.crosses(shape, found)]
    return closed


def tight_opportunities(
    graph: ModeGraph, edges: Index, opportunities: Joined, limit_ms: float, progress: Progress = no_progress
) -> Index:
    """Return the opportunities to which some shortest way leads over one of the edges: d(u, o) = w(u, v) + d(v, o)."""
    ends = np.unique(np.concatenate([graph.streets.start[edges], graph.streets.end[edges]])).astype(np.int64)
    nothing = np.zeros(len(ends))
    empty = np.empty(0, dtype=np.int64)
    nodes = Joined(
        Seeds(len(ends), np.arange(len(ends)), ends, nothing, nothing),
        Spots(empty, empty, np.empty(0), np.empty(0)),
        AccessPoints(np.arange(len(ends)), graph.streets.xy[ends], nothing, len(ends)),
        nothing,
    )
    pairs = search(graph, nodes, opportunities, limit_ms, progress=progress)
    times = np.full((len(ends), opportunities.count), np.inf)
    times[pairs.source, pairs.target] = pairs.ms
    u, v = np.searchsorted(ends, graph.streets.start[edges]), np.searchsorted(ends, graph.streets.end[edges])
    cost = graph.cost[edges][:, None]
    tight = np.zeros(opportunities.count, dtype=bool)
    for a, b, allowed in ((u, v, graph.forward[edges]), (v, u, graph.backward[edges])):
        equal = (times[a] == cost + times[b]) & np.isfinite(times[a])
        tight |= equal[allowed].any(axis=0)
    return np.flatnonzero(tight)
