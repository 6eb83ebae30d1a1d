"""The street network of one mode: whole milliseconds per edge and direction (rules 1.1, 2.1, 2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import csr_matrix

from district_planner.core.access.modes import Mode
from district_planner.core.network.streets import Bools, Floats, Ints, Objects, Streets
from district_planner.core.settings import number


def run_ms(length_m: npt.ArrayLike, kmh: float) -> Floats:
    """Return the time over a length at a speed, rounded once to whole milliseconds."""
    return np.asarray(np.rint(np.asarray(length_m, dtype=np.float64) * 3600.0 / kmh))


@dataclass(frozen=True)
class ModeGraph:
    """One mode's network over the streets' nodes and edges.

    Attributes:
        streets: the lines; mode: the mode; kmh, access_kmh: its speeds.
        run: milliseconds over each edge without delays; start_delay, end_delay: milliseconds at its ends.
        forward, backward: whether one may travel from start to end, and back.
        joinable: whether places may join the edge; through: whether it is a way through.
        closed: edges that an intervention has closed to through movement.
    """

    streets: Streets
    mode: Mode
    kmh: float
    access_kmh: float
    run: Floats
    start_delay: Floats
    end_delay: Floats
    forward: Bools
    backward: Bools
    joinable: Bools
    through: Bools
    closed: Bools
    known: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What was found on this graph and may be asked again at once; a changed graph starts without."""

    @cached_property
    def cost(self) -> Floats:
        """Return the whole impedance of each edge in milliseconds."""
        return self.run + self.start_delay + self.end_delay

    @cached_property
    def usable(self) -> Bools:
        """Return the edges that are a way through and are not closed."""
        return self.through & ~self.closed

    @cached_property
    def symmetric(self) -> bool:
        """Return whether every way through is open in both directions."""
        return bool(np.all(self.forward[self.usable] & self.backward[self.usable]))

    @cached_property
    def matrix(self) -> csr_matrix:
        """Return the directed graph; parallel edges stay beside each other."""
        return self._matrix(reverse=False)

    @cached_property
    def matrix_edges(self) -> Ints:
        """Return the number of the edge behind each entry of ``matrix``."""
        ahead, back = np.flatnonzero(self.usable & self.forward), np.flatnonzero(self.usable & self.backward)
        tail = np.concatenate([self.streets.start[ahead], self.streets.end[back]])
        return np.concatenate([ahead, back])[np.argsort(tail, kind="stable")].astype(np.int32)

    @cached_property
    def reversed_matrix(self) -> csr_matrix:
        """Return the graph with every direction turned round."""
        return self.matrix if self.symmetric else self._matrix(reverse=True)

    def _matrix(self, *, reverse: bool) -> csr_matrix:
        ahead, back = self.usable & self.forward, self.usable & self.backward
        start, end = self.streets.start, self.streets.end
        tail = np.concatenate([start[ahead], end[back]])
        head = np.concatenate([end[ahead], start[back]])
        weight = np.concatenate([self.cost[ahead], self.cost[back]])
        if reverse:
            tail, head = head, tail
        order = np.argsort(tail, kind="stable")
        first = np.zeros(self.streets.nodes + 1, dtype=np.int32)
        np.cumsum(np.bincount(tail, minlength=self.streets.nodes), out=first[1:])
        size = (self.streets.nodes, self.streets.nodes)
        return csr_matrix((weight[order], head[order].astype(np.int32), first), shape=size)

    @cached_property
    def _pace(self) -> tuple[float, float]:
        """Return the fastest crow-fly metres per millisecond of edges of a second or more, and the others' excess."""
        a, b = self.streets.xy[self.streets.start], self.streets.xy[self.streets.end]
        crow = np.hypot(a[:, 0] - b[:, 0], a[:, 1] - b[:, 1])[self.through]
        cost = self.cost[self.through]
        slow = cost >= 1000.0
        fastest = float((crow[slow] / cost[slow]).max()) if slow.any() else self.kmh / 3600.0
        return fastest, float(np.maximum(crow - fastest * cost, 0.0).sum())

    def reach_m(self, limit_ms: float) -> float:
        """Return a crow-fly distance that no path of at most ``limit_ms`` can leave.

        Rounding to whole milliseconds lets very short edges run a little faster than the mode; the sum of what they can
        gain over the whole network is added, so that the bound holds for every path.
        """
        fastest, excess = self._pace
        return fastest * limit_ms + excess + 1.0

    @cached_property
    def joinable_edges(self) -> Ints:
        """Return the numbers of the edges that places may join."""
        return np.flatnonzero(self.joinable).astype(np.int32)

    @cached_property
    def join_tree(self) -> shapely.STRtree:
        """Return the spatial index of ``joinable_edges``."""
        return shapely.STRtree(self.streets.lines[self.joinable_edges])

    @cached_property
    def ground_edges(self) -> Ints:
        """Return the edges that a drawn line can join: a way through, not closed, at grade."""
        return np.flatnonzero(self.usable & self.streets.at_grade).astype(np.int32)

    @cached_property
    def other_edges(self) -> Ints:
        """Return the edges that a drawn line does not join, or not everywhere: those that it cannot cross."""
        other = self.streets.carriageways.uncrossable.copy()
        other |= ~np.isin(np.arange(len(other)), self.ground_edges)
        return np.flatnonzero(other).astype(np.int32)

    @cached_property
    def marked_edges(self) -> Ints:
        """Return the carriageways at grade that a drawn line does not join and that have a mapped crossing."""
        roads = self.streets.carriageways
        marked = roads.marked & roads.cars & ~self.joinable & self.streets.at_grade
        return np.flatnonzero(marked).astype(np.int32)

    @cached_property
    def marked_tree(self) -> shapely.STRtree:
        """Return the spatial index of ``marked_edges``."""
        return shapely.STRtree(self.streets.lines[self.marked_edges])

    @cached_property
    def other_tree(self) -> shapely.STRtree:
        """Return the spatial index of ``other_edges``."""
        return shapely.STRtree(self.streets.lines[self.other_edges])

    @cached_property
    def ground_lines(self) -> Objects:
        """Return the lines of ``ground_edges``."""
        return np.asarray(self.streets.lines[self.ground_edges])

    @cached_property
    def ground_tree(self) -> shapely.STRtree:
        """Return the spatial index of ``ground_edges``."""
        if np.array_equal(self.ground_edges, self.joinable_edges):
            return self.join_tree
        return shapely.STRtree(self.ground_lines)

    @cached_property
    def through_nodes(self) -> Bools:
        """Return the nodes that carry an edge which is a way through (closed ones included)."""
        nodes = np.zeros(self.streets.nodes, dtype=bool)
        nodes[self.streets.start[self.through]] = True
        nodes[self.streets.end[self.through]] = True
        return nodes

    @cached_property
    def open_nodes(self) -> Bools:
        """Return the nodes that carry an edge which is a way through and not closed."""
        nodes = np.zeros(self.streets.nodes, dtype=bool)
        nodes[self.streets.start[self.usable]] = True
        nodes[self.streets.end[self.usable]] = True
        return nodes

    def without(self, edges: npt.NDArray[np.integer[Any]]) -> ModeGraph:
        """Return the graph with these edges closed to through movement."""
        closed = self.closed.copy()
        closed[edges] = True
        return replace(self, closed=closed)


def build_graph(streets: Streets, mode: Mode, settings: Mapping[str, Any]) -> ModeGraph:
    """Return the network of a mode with the speeds of the district's settings."""
    kmh = number(settings, mode.speed)
    which, said = pd.factorize(streets.table[mode.permission].fillna("no"))
    code = np.array([str(value or "no").strip().lower() for value in said], dtype=object)[which]
    both = (code == "yes") | (code == "destination")
    run = run_ms(streets.length, kmh)
    if mode.perceived:
        run = np.rint(
            streets.length * 3600.0 / kmh * comfort(streets.column("lts", 2.0), streets.column("cars", 1.0), settings)
        )
    return ModeGraph(
        streets=streets,
        mode=mode,
        kmh=kmh,
        access_kmh=number(settings, mode.access_speed),
        run=run,
        start_delay=np.rint(streets.column(f"{mode.delays}_start_delay_s", 0.0) * 1000.0),
        end_delay=np.rint(streets.column(f"{mode.delays}_end_delay_s", 0.0) * 1000.0),
        forward=np.asarray(both | (code == "forward")),
        backward=np.asarray(both | (code == "backward")),
        joinable=np.asarray(both | (code == "forward") | (code == "backward")),
        through=np.asarray((code == "yes") | (code == "forward") | (code == "backward")),
        closed=np.zeros(len(code), dtype=bool),
    )


def comfort(lts: Floats, cars: Floats, settings: Mapping[str, Any]) -> Floats:
    """Return the factor by which a minute feels longer to somebody cycling (methods A12).

    Args:
        lts: level of traffic stress, 1 to 4; cars: 0 where no motor traffic is allowed.
    """
    factor = np.ones(len(lts))
    factor[lts <= 1] = number(settings, "comfort_quiet")
    factor[lts == 3] = number(settings, "comfort_lts3")
    factor[lts >= 4] = number(settings, "comfort_lts4")
    factor[cars == 0] = number(settings, "comfort_off_street")
    return factor
