"""Bounded searches in tiles with a halo: exact times from places to places within a limit.

A search bounded by a limit never leaves the crow-fly distance that the limit allows, so sources are grouped in square
tiles, the sub-graph of tile and halo is cut out, and scipy's Dijkstra runs there. Each source is a node of its own with
edges to its seeds only, so no path leads through a place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from district_planner.core.network.graph import ModeGraph
from district_planner.core.network.joins import Index, Joined, Seeds, Spots
from district_planner.core.network.streets import Floats, Ints
from district_planner.core.progress import Progress, check, no_progress

SEARCH_VERSION = "1"
"""Changed whenever a search gives other times for the same network and places: what was kept is then searched anew."""

TILES_PER_REACH = 1.5
"""Side of a tile as a multiple of the reach; smaller tiles pay for cutting, larger ones for idle nodes."""

SPARSE_TILES_PER_REACH = 2.5
FEW_IN_A_TILE = 16
"""Where fewer sources than this share a tile, cutting costs more than idle nodes do, so that tiles are larger."""

CELLS_PER_CHUNK = 2_000_000
"""Most cells of a dense block of times (16 MB)."""

CELLS_PER_SEARCH = 400_000
"""Most cells that scipy fills in one call, some 60 ms: it holds the interpreter lock, and a cancel waits for it [P]."""

GROWN_BY = 1 << 22
"""Pairs by which a table grows where doubling it would take long: numpy clears what it adds under the lock [P]."""


COPIED_AT_ONCE = 1 << 21
"""Pairs that are copied between two looks at cancel [P]."""


@dataclass(frozen=True)
class Pairs:
    """Times between two sets of places: numbers ``source`` and ``target``, whole milliseconds ``ms``."""

    source: Index
    target: Index
    ms: Floats


@dataclass
class Region:
    """A rectangle of the network cut out: its nodes as slices, and its edges with local node numbers."""

    slices: list[slice]
    local: Ints
    first: Ints
    head: Ints
    weight: Floats
    targets: dict[tuple[int, bool], tuple[Seeds, Targets]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Return the number of nodes."""
        return len(self.first) - 1


@dataclass(frozen=True)
class Targets:
    """The target places of a region: ``place`` numbers, and columns of their seeds.

    ``ends`` holds the first and last seed of every place; ``more`` the rows of places with more than two seeds, whose
    seeds are ``seed[start:stop]``.
    """

    place: Index
    node: Index
    cost: Floats
    starts: Index
    stops: Index

    def times(self, nodes: Floats) -> Floats:
        """Return a (sources, places) array from a (sources, nodes) array."""
        if not len(self.place):
            return np.empty((len(nodes), 0))
        a, b = self.starts, self.stops - 1
        found = nodes[:, self.node[a]]
        found += self.cost[a]
        other = nodes[:, self.node[b]]
        other += self.cost[b]
        np.minimum(found, other, out=found)
        many = np.flatnonzero(self.stops - self.starts > 2)
        if len(many):
            counts = self.stops[many] - self.starts[many]
            offset = np.cumsum(counts) - counts
            seed = np.arange(counts.sum()) + np.repeat(self.starts[many] - offset, counts)
            spread = nodes[:, self.node[seed]] + self.cost[seed]
            found[:, many] = np.minimum.reduceat(spread, offset, axis=1)
        return found


def cut_region(graph: ModeGraph, slices: list[slice], *, reverse: bool) -> Region:
    """Cut the nodes of the slices and the edges between them out of a graph."""
    matrix = graph.reversed_matrix if reverse else graph.matrix
    local = np.full(graph.streets.nodes, -1, dtype=np.int32)
    size = 0
    for part in slices:
        local[part] = np.arange(size, size + part.stop - part.start, dtype=np.int32)
        size += part.stop - part.start
    spans = [slice(matrix.indptr[part.start], matrix.indptr[part.stop]) for part in slices]
    head = local[np.concatenate([matrix.indices[span] for span in spans])]
    weight = np.concatenate([matrix.data[span] for span in spans])
    degree = np.concatenate([np.diff(matrix.indptr[part.start : part.stop + 1]) for part in slices])
    inside = head >= 0
    kept = np.concatenate([[0], np.cumsum(inside)])
    first = kept[np.concatenate([[0], np.cumsum(degree)])].astype(np.int32)
    return Region(slices, local, first, head[inside], weight[inside])


def find_targets(region: Region, seeds: Seeds, *, reverse: bool) -> Targets:
    """Return the targets whose seeds lie in the region."""
    chosen = seeds.within(region.slices)
    place = seeds.place[chosen]
    cost = (seeds.out if reverse else seeds.into)[chosen]
    starts = np.flatnonzero(np.concatenate([[True], place[1:] != place[:-1]])) if len(place) else place
    stops = np.append(starts[1:], len(place)) if len(place) else place
    node = region.local[seeds.node[chosen]].astype(np.int64)
    return Targets(place[starts], node, cost, starts, stops)


def targets_of(region: Region, seeds: Seeds, *, reverse: bool) -> Targets:
    """Return the targets whose seeds lie in the region (kept with the region)."""
    key = (id(seeds), reverse)
    if key not in region.targets:
        region.targets[key] = (seeds, find_targets(region, seeds, reverse=reverse))
    return region.targets[key][1]


def node_times(region: Region, sources: Seeds, chosen: Index, limit_ms: float, *, reverse: bool) -> Floats:
    """Return (sources, nodes of the region) milliseconds, ``inf`` beyond the limit.

    Args:
        region: holds the seeds of the chosen sources; chosen: place numbers, ascending.
        reverse: times from the nodes to the sources instead of the other way.
    """
    size, count = region.size, len(chosen)
    begin, end = np.searchsorted(sources.place, [chosen, chosen + 1])
    counts = end - begin
    seed = np.arange(counts.sum()) + np.repeat(begin - (np.cumsum(counts) - counts), counts)
    cost = (sources.into if reverse else sources.out)[seed]
    owner = np.repeat(np.arange(count), counts)
    good = cost <= limit_ms
    seed, cost, owner = seed[good], cost[good], owner[good]
    heads = region.local[sources.node[seed]]
    per = np.bincount(owner, minlength=count)
    first = np.concatenate([region.first, region.first[-1] + np.cumsum(per, dtype=np.int32)])
    matrix = csr_matrix(
        (np.concatenate([region.weight, cost]), np.concatenate([region.head, heads]), first.astype(np.int32)),
        shape=(size + count, size + count),
    )
    step = max(1, CELLS_PER_SEARCH // (size + count))
    if step >= count:
        times = dijkstra(matrix, directed=True, indices=np.arange(size, size + count), limit=limit_ms)
        return np.asarray(times[:, :size])
    found = np.empty((count, size))
    for at in range(0, count, step):
        rows = slice(at, min(at + step, count))
        indices = np.arange(size + rows.start, size + rows.stop)
        found[rows] = dijkstra(matrix, directed=True, indices=indices, limit=limit_ms)[:, :size]
    return found


def groups(graph: ModeGraph, seeds: Seeds, chosen: Index, reach_m: float) -> Iterator[tuple[Index, list[slice]]]:
    """Group the chosen places in tiles and yield their numbers with the nodes of tile and halo."""
    has = np.isin(seeds.place, chosen)
    place, xy = seeds.place[has], graph.streets.xy[seeds.node[has]]
    if not len(place):
        return
    starts = np.flatnonzero(np.concatenate([[True], place[1:] != place[:-1]]))
    low, high = np.minimum.reduceat(xy, starts), np.maximum.reduceat(xy, starts)
    parts = _tiles((low + high) / 2, TILES_PER_REACH * reach_m)
    if len(starts) < FEW_IN_A_TILE * len(parts):
        parts = _tiles((low + high) / 2, SPARSE_TILES_PER_REACH * reach_m)
    for part in parts:
        box = np.concatenate([low[part].min(axis=0) - reach_m, high[part].max(axis=0) + reach_m])
        yield np.sort(place[starts[part]]), graph.streets.grid.slices((box[0], box[1], box[2], box[3]))


def _tiles(xy: Floats, side_m: float) -> list[Index]:
    """Return the numbers of the points in each square tile."""
    tile = (xy // max(500.0, side_m)).astype(np.int64)
    order = np.lexsort((tile[:, 0], tile[:, 1]))
    change = np.flatnonzero(np.any(np.diff(tile[order], axis=0) != 0, axis=1)) + 1
    return np.split(order, change)


def search(
    graph: ModeGraph,
    sources: Joined,
    targets: Joined,
    limit_ms: float,
    *,
    reverse: bool = False,
    chosen: Index | None = None,
    same: tuple[Index, Index] | None = None,
    progress: Progress = no_progress,
) -> Pairs:
    """Return the times between places that are within a limit.

    Args:
        graph: the network; sources, targets: places joined to it.
        limit_ms: the time limit in milliseconds, inclusive.
        reverse: measure from the targets to the sources (search from the smaller side).
        chosen: source numbers to search from, ascending; default all.
        same: (source numbers, target numbers) of places that are one and the same: time 0.
        progress: reported per tile; raises Cancelled.
    """
    wanted = np.arange(sources.count) if chosen is None else chosen
    direct = merge_direct(same_edge(graph, sources.spots, targets.spots, reverse=reverse), same, limit_ms)
    found = _Found()
    done = 0
    for part, slices in groups(graph, sources.seeds, wanted, graph.reach_m(limit_ms)):
        region = cut_region(graph, slices, reverse=reverse)
        there = targets_of(region, targets.seeds, reverse=reverse)
        width = max(region.size, len(there.node), 1)
        step = max(1, CELLS_PER_CHUNK // width)
        for at in range(0, len(part), step):
            check(progress, done / max(len(wanted), 1))
            some = part[at : at + step]
            nodes = node_times(region, sources.seeds, some, limit_ms, reverse=reverse)
            found.add(*_within(some, there, nodes, direct, limit_ms))
            done += len(some)
    return found.pairs(progress)


class _Found:
    """Pairs tile by tile in columns that grow in place: many small arrays would leave holes in memory."""

    def __init__(self) -> None:
        self.count = 0
        self.source: Ints = np.empty(1 << 12, dtype=np.int32)
        self.target: Ints = np.empty(1 << 12, dtype=np.int32)
        self.ms: Floats = np.empty(1 << 12)

    def add(self, source: Index, target: Index, ms: Floats) -> None:
        """Add the pairs of a block."""
        begin, self.count = self.count, self.count + len(ms)
        if self.count > len(self.ms):
            held = len(self.ms)
            self._resize(max(self.count, held + max(min(held, GROWN_BY), held // 4)))
        self.source[begin : self.count] = source
        self.target[begin : self.count] = target
        self.ms[begin : self.count] = ms

    def pairs(self, progress: Progress) -> Pairs:
        """Return all pairs; many millions take a while to copy, so a cancel is heard in between."""
        self._resize(self.count)
        source, target = np.empty(self.count, dtype=np.int64), np.empty(self.count, dtype=np.int64)
        for at in range(0, self.count, COPIED_AT_ONCE):
            check(progress, 1.0)
            piece = slice(at, at + COPIED_AT_ONCE)
            source[piece], target[piece] = self.source[piece], self.target[piece]
        return Pairs(source, target, self.ms)

    def _resize(self, size: int) -> None:
        self.source.resize(size, refcheck=False)
        self.target.resize(size, refcheck=False)
        self.ms.resize(size, refcheck=False)


def _within(some: Index, there: Targets, nodes: Floats, direct: Pairs, limit_ms: float) -> tuple[Index, Index, Floats]:
    """Return the pairs of a block that are within the limit."""
    times = there.times(nodes)
    lower_direct(times, some, there.place, direct)
    row, column = np.nonzero(times <= limit_ms)
    return some[row], there.place[column], times[row, column]


def lower_direct(times: Floats, rows: Index, columns: Index, direct: Pairs) -> None:
    """Lower the cells of (rows, columns) that have a shorter direct time; rows and columns are ascending numbers."""
    if not len(direct.source) or not len(columns):
        return
    begin, end = np.searchsorted(direct.source, [rows[0], rows[-1] + 1])
    source, target, ms = direct.source[begin:end], direct.target[begin:end], direct.ms[begin:end]
    r, c = np.searchsorted(rows, source), np.minimum(np.searchsorted(columns, target), len(columns) - 1)
    fits = (rows[np.minimum(r, len(rows) - 1)] == source) & (columns[c] == target)
    np.minimum.at(times, (r[fits], c[fits]), ms[fits])


def same_edge(graph: ModeGraph, sources: Spots, targets: Spots, *, reverse: bool) -> Pairs:
    """Return the times between places that stand on the same edge, straight along it where direction allows."""
    order, edge = targets.by_edge
    begin, end = np.searchsorted(edge, sources.edge, side="left"), np.searchsorted(edge, sources.edge, side="right")
    counts = end - begin
    s = np.repeat(np.arange(len(sources.edge)), counts)
    t = order[np.arange(counts.sum()) + np.repeat(begin - (np.cumsum(counts) - counts), counts)]
    along = targets.along[t] - sources.along[s]
    if reverse:
        along = -along
    on = sources.edge[s]
    allowed = ((along >= 0) & graph.forward[on]) | ((along <= 0) & graph.backward[on])
    s, t, along = s[allowed], t[allowed], along[allowed]
    return Pairs(sources.place[s], targets.place[t], np.abs(along) + sources.access[s] + targets.access[t])


def merge_direct(direct: Pairs, same: tuple[Index, Index] | None, limit_ms: float) -> Pairs:
    """Return direct pairs within the limit and identical places, in order of source."""
    source, target, ms = direct.source, direct.target, direct.ms
    if same is not None:
        source = np.concatenate([source, same[0]])
        target = np.concatenate([target, same[1]])
        ms = np.concatenate([ms, np.zeros(len(same[0]))])
    order = np.argsort(source, kind="stable")
    order = order[ms[order] <= limit_ms]
    return Pairs(source[order], target[order], ms[order])
