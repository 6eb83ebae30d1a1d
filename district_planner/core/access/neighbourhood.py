"""Bounded searches in one part of the network, each made once: what a line on the cursor asks again and again.

A portal's times follow from those of the nodes that it leads to, so searches are kept by node. While the pointer moves,
most portals stay on the same streets, and only streets that are crossed for the first time need a search.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from district_planner.core.network.graph import ModeGraph
from district_planner.core.network.joins import Index, Joined, Seeds
from district_planner.core.network.search import CELLS_PER_SEARCH, Region, Targets, cut_region, find_targets, groups
from district_planner.core.network.streets import Bools, Floats
from district_planner.core.progress import Progress, check, no_progress

MOST_CELLS = 6_000_000
"""Most times that one neighbourhood keeps (48 MB); beyond it, it starts anew."""
MOST_KEPT = 3
"""Neighbourhoods that are kept, those used last: the two ends of a long line and one more."""
MOST_ROLES = 6
"""Sets of places that times are kept for; after an edit the sets are new ones."""
MARGIN = 0.25
"""How far beyond the reach a neighbourhood goes, as a share of it, so that a moving pointer stays inside."""

Box = tuple[float, float, float, float]


@dataclass
class _Known:
    """Rows of one direction: times between nodes that were searched and everything in the region."""

    matrix: csr_matrix
    row: dict[int, int] = field(default_factory=dict)
    nodes: Floats = field(default_factory=lambda: np.empty((0, 0)))
    places: dict[int, tuple[Seeds, Targets, Floats, int]] = field(default_factory=dict)


class Neighbourhood:
    """A rectangle of the network with the times from and to the nodes that were asked for.

    Args:
        graph: the network; limit_ms: the time limit; inner: (xmin, ymin, xmax, ymax) metres; nodes inside it may be
            searched from, the rectangle that is cut out goes farther by the reach of the limit.
    """

    def __init__(self, graph: ModeGraph, limit_ms: float, inner: Box) -> None:
        self.graph, self.limit_ms, self.inner = graph, limit_ms, inner
        reach = graph.reach_m(limit_ms)
        slices = graph.streets.grid.slices((inner[0] - reach, inner[1] - reach, inner[2] + reach, inner[3] + reach))
        self.ahead = cut_region(graph, slices, reverse=False)
        self.back = self.ahead if graph.symmetric else cut_region(graph, slices, reverse=True)
        self._known = {False: _Known(_matrix(self.ahead))}
        self._known[True] = self._known[False] if graph.symmetric else _Known(_matrix(self.back))

    def covers(self, low: Floats, high: Floats) -> bool:
        """Return whether a rectangle of nodes may be searched from here."""
        x0, y0, x1, y1 = self.inner
        return bool(x0 <= low[0] and y0 <= low[1] and high[0] <= x1 and high[1] <= y1)

    def node_rows(self, nodes: Index, *, reverse: bool, progress: Progress = no_progress) -> Index:
        """Search from (``reverse``: to) nodes that are new and return the row of each."""
        known, region = self._known[reverse], self.back if reverse else self.ahead
        fresh = [node for node in dict.fromkeys(nodes.tolist()) if node not in known.row]
        if (len(known.row) + len(fresh)) * region.size > MOST_CELLS and known.row:
            known.row, known.nodes, known.places = {}, np.empty((0, 0)), {}
            fresh = list(dict.fromkeys(nodes.tolist()))
        step = max(1, CELLS_PER_SEARCH // max(region.size, 1))
        for at in range(0, len(fresh), step):
            check(progress, at / len(fresh))
            some = fresh[at : at + step]
            times = dijkstra(known.matrix, directed=True, indices=region.local[some], limit=self.limit_ms)
            known.nodes = _grown(known.nodes, len(known.row), np.asarray(times).reshape(len(some), region.size))
            for node in some:
                known.row[node] = len(known.row)
        return np.array([known.row[node] for node in nodes.tolist()], dtype=np.int64)

    def times(self, rows: Index, places: Joined, *, reverse: bool) -> tuple[Index, Floats]:
        """Return place numbers of the region and (rows, places) milliseconds, ``inf`` beyond the limit."""
        known, region = self._known[reverse], self.back if reverse else self.ahead
        key = 2 * id(places.seeds) + reverse
        seeds, there, found, done = known.places.get(key) or (
            places.seeds, find_targets(region, places.seeds, reverse=reverse), np.empty((0, 0)), 0
        )  # fmt: skip
        count = len(known.row)
        if done < count:
            found = _grown(found, done, there.times(known.nodes[done:count]))
            if key not in known.places and len(known.places) >= MOST_ROLES:
                known.places.pop(next(iter(known.places)))
            known.places[key] = (seeds, there, found, count)
        return there.place, found[rows]

    def times_once(self, rows: Index, places: Joined, *, reverse: bool) -> tuple[Index, Floats]:
        """Return the same for places that are asked for once, such as portals: nothing is kept."""
        known, region = self._known[reverse], self.back if reverse else self.ahead
        there = find_targets(region, places.seeds, reverse=reverse)
        return there.place, there.times(known.nodes[rows])


def _matrix(region: Region) -> csr_matrix:
    return csr_matrix((region.weight, region.head, region.first), shape=(region.size, region.size))


def _grown(kept: Floats, used: int, more: Floats) -> Floats:
    """Return an array whose first ``used`` rows are kept and followed by more, with room for as many again."""
    need = used + len(more)
    if need > len(kept) or kept.shape[1:] != more.shape[1:]:
        wider = np.empty((max(need, 2 * len(kept), 16), more.shape[1]))
        if used:
            wider[:used] = kept[:used]
        kept = wider
    kept[used:need] = more
    return kept


class Neighbourhoods:
    """The neighbourhoods of one network that were used last.

    Args:
        graph: the network; roomy: go farther than now needed, for a pointer that moves.
    """

    def __init__(self, graph: ModeGraph, *, roomy: bool) -> None:
        self.graph, self.roomy = graph, roomy
        self._kept: list[Neighbourhood] = []

    def around(self, seeds: Seeds, limit_ms: float) -> list[tuple[Index, Neighbourhood]]:
        """Return groups of places (portals) with a neighbourhood that all their seeds may be searched from in."""
        if not len(seeds.place):
            return []
        xy = self.graph.streets.xy[seeds.node]
        if self.roomy:
            known = self._find(xy.min(axis=0), xy.max(axis=0), limit_ms)
            if known is not None:
                return [(np.unique(seeds.place), known)]
        found = []
        for part, _ in groups(self.graph, seeds, np.arange(seeds.count), self.graph.reach_m(limit_ms)):
            own = xy[np.isin(seeds.place, part)]
            found.append((part, self._at(own.min(axis=0), own.max(axis=0), limit_ms)))
        return found

    def _find(self, low: Floats, high: Floats, limit_ms: float) -> Neighbourhood | None:
        for at, one in enumerate(self._kept):
            if one.limit_ms == limit_ms and one.covers(low, high):
                self._kept.insert(0, self._kept.pop(at))
                return one
        return None

    def _at(self, low: Floats, high: Floats, limit_ms: float) -> Neighbourhood:
        known = self._find(low, high, limit_ms)
        if known is None:
            room = MARGIN * self.graph.reach_m(limit_ms) if self.roomy else 0.0
            box = (float(low[0] - room), float(low[1] - room), float(high[0] + room), float(high[1] + room))
            known = Neighbourhood(self.graph, limit_ms, box)
            if self.roomy:
                self._kept = [known, *self._kept[: MOST_KEPT - 1]]
        return known


def finite_columns(ms: Floats, limit_ms: float) -> Bools:
    """Set times beyond the limit to ``inf`` and return which columns hold any within it."""
    ms[ms > limit_ms] = np.inf
    return np.asarray(np.isfinite(ms).any(axis=0))
