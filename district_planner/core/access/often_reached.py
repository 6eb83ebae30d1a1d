"""The streets that enough of many departures reach, exactly, also where none of the stops alone is enough.

On every departure another piece of a street may be reached, from another stop and from either end. A point counts where
the pieces of so many departures hold it: intervals of each street are laid over one another and counted. So it is the
percentile of the door-to-door time of that very point, and no percentile of parts is ever put together (rules 6.3).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from district_planner.core.access.reached import TINY, Fabric, Reached, Span, merged
from district_planner.core.network.joins import Index, Spots
from district_planner.core.network.layout import LaidLine, OnLine
from district_planner.core.network.streets import Floats
from district_planner.core.progress import Progress, check, no_progress
from district_planner.core.transit.legs import Legs
from district_planner.core.transit.whole import ENDLESS, Wholes

CELLS = 1_000_000
"""Ends of intervals that are laid over one another at once: in some tens of milliseconds, so that a cancel is heard."""
OUT = 2.0
"""Where intervals that hold nothing are put: beyond the end of every street."""


@dataclass(frozen=True)
class Start:
    """Stops from which, or to which, one goes on by one mode, and the time that is left there.

    Attributes:
        fabric: the streets, with the stops as its points; stops: the numbers of some of them.
        ways: from junctions and portals (rows) to positions in ``stops``; left: milliseconds, shape (stops,
            departures), below 0 where there is no time.
    """

    fabric: Fabric
    stops: Index
    ways: Legs
    left: Floats

    @cached_property
    def _needed(self) -> Wholes:
        """Return what must be added to a walk so that 0 is the longest that fits."""
        return np.where(self.left >= 0, -self.left, ENDLESS).astype(np.int32)

    @cached_property
    def longest(self) -> Floats:
        """Return the milliseconds that are left at each junction and portal on the best departure for it."""
        return np.asarray(-self.ways.through(self._needed.min(axis=1, keepdims=True, initial=ENDLESS))[:, 0])

    def rest(self, nodes: Index) -> Floats:
        """Return the milliseconds left at some junctions and portals, (nodes, departures), below 0 for none."""
        return np.asarray(-self.ways.take(nodes).through(self._needed), dtype=np.float64)

    def position(self, stops: Index) -> Index:
        """Return positions in ``stops``, -1 where a stop is not among them."""
        at = np.minimum(np.searchsorted(self.stops, stops), max(len(self.stops) - 1, 0))
        return np.where(self.stops[at] == stops, at, -1) if len(self.stops) else np.full(len(stops), -1)


def often_reached(
    starts: Sequence[Start], wanted: Fabric, least: int, progress: Progress = no_progress
) -> Reached:  # fmt: skip
    """Return the street that at least so many departures reach, from any of some starts.

    Args:
        starts: of the same streets and departures; wanted: the fabric whose added lines are told of.

    Raises:
        Cancelled: the planner cancelled.
    """
    streets = wanted.graph.streets
    count = len(streets.start)
    ahead, back = np.zeros(count), np.zeros(count)
    own: dict[int, list[Span]] = {}
    further = _further(starts)
    plain = np.zeros(count, dtype=bool)
    for start in starts:
        near, usable = start.longest[: streets.nodes] >= 0, start.fabric.graph.usable
        plain |= usable & (near[streets.start] | near[streets.end])
    plain[list(further)] = False
    edges = np.flatnonzero(plain)
    departures = starts[0].left.shape[1] if starts else 1
    step = max(1, CELLS // (4 * len(starts) * departures)) if starts else 1
    for begin in range(0, len(edges), step):
        check(progress, begin / max(len(edges), 1))
        some = edges[begin : begin + step]
        for edge, spans in zip(some.tolist(), covered(*_from_ends(starts, some), least)):
            _keep(edge, spans, ahead, back, own)
    for number, (edge, pieces) in enumerate(further.items()):
        check(progress, number / len(further))
        low, high = _from_ends(starts, np.array([edge]))
        low, high = (
            np.concatenate([ends, [[part[which] for part in pieces]]], axis=1) for which, ends in enumerate((low, high))
        )
        _keep(edge, covered(low, high, least)[0], ahead, back, own)
    lines = [_often_on_line(starts, laid, least) for laid in wanted.lines]
    return Reached(ahead, back, own, lines)


def _keep(edge: int, spans: list[Span], ahead: Floats, back: Floats, own: dict[int, list[Span]]) -> None:
    """Put the intervals of an edge where :class:`Reached` has them: from its start, from its end, in between."""
    inner = []
    for low, high in spans:
        if low <= TINY:
            ahead[edge] = high if high < 1.0 - TINY else 1.0
        if high >= 1.0 - TINY:
            back[edge] = 1.0 - low if low > TINY else 1.0
        if low > TINY and high < 1.0 - TINY:
            inner.append((low, high))
    if inner:
        own[edge] = inner


def _from_ends(starts: Sequence[Start], edges: Index) -> tuple[Floats, Floats]:
    """Return the intervals of edges that are reached from their two ends, (edges, 2 per start, departures)."""
    lows, highs = [], []
    for start in starts:
        fabric, graph = start.fabric, start.fabric.graph
        forward, backward = (graph.backward, graph.forward) if fabric.reverse else (graph.forward, graph.backward)
        nodes, at = np.unique([graph.streets.start[edges], graph.streets.end[edges]], return_inverse=True)
        rest, at = start.rest(nodes), at.reshape(2, -1)
        run = graph.run[edges][:, None]
        for side, allowed, delay in ((0, forward, graph.start_delay), (1, backward, graph.end_delay)):
            left = rest[at[side]] - delay[edges][:, None]
            share = np.where(run > 0, left / np.maximum(run, 1.0), 1.0)
            open_ = (allowed & graph.usable)[edges][:, None] & (left >= 0)
            low, high = np.zeros_like(share), np.minimum(share, 1.0)
            if side:
                low, high = 1.0 - high, np.ones_like(share)
            lows.append(np.where(open_, low, OUT))
            highs.append(np.where(open_, high, OUT))
    return np.stack(lows, axis=1), np.stack(highs, axis=1)


def _further(starts: Sequence[Start]) -> dict[int, list[tuple[Floats, Floats]]]:
    """Return edge -> intervals (per departure) around where one comes onto it between its junctions."""
    found: dict[int, list[tuple[Floats, Floats]]] = {}
    for start in starts:
        fabric, graph = start.fabric, start.fabric.graph
        forward, backward = (graph.backward, graph.forward) if fabric.reverse else (graph.forward, graph.backward)
        for spots, left in _comings(start):
            for i, rest in zip(range(len(spots.edge)), left):
                edge, along = int(spots.edge[i]), float(spots.along[i])
                run, open_ = max(float(graph.run[edge]), 1.0), rest >= 0
                if not open_.any():
                    continue
                low = np.maximum((along - (rest if backward[edge] else 0.0)) / run, 0.0)
                high = np.minimum((along + (rest if forward[edge] else 0.0)) / run, 1.0)
                found.setdefault(edge, []).append((np.where(open_, low, OUT), np.where(open_, high, OUT)))
    return found


def _comings(start: Start) -> Iterator[tuple[Spots, Floats]]:
    """Yield spots on streets, of stops and of portals, and what is left there, (spots, departures)."""
    fabric, spots = start.fabric, start.fabric.points.spots
    at = start.position(spots.place)
    some = at >= 0
    mine = Spots(spots.place[some], spots.edge[some], spots.along[some], spots.access[some])
    yield mine, start.left[at[some]] - mine.access[:, None]
    portals = fabric.portals
    if len(portals.edge):
        rest = start.rest(fabric.graph.streets.nodes + portals.place)
        yield portals, rest - portals.access[:, None]


def _often_on_line(starts: Sequence[Start], laid: LaidLine, least: int) -> list[Span]:
    """Return the intervals of an added line in metres that enough departures reach."""
    length = laid.effect.line.length
    parts: list[tuple[Floats, Floats]] = []
    for start in starts:
        for other, on in zip(start.fabric.lines, start.fabric.on):
            if other.effect.line == laid.effect.line:
                parts += _on_line(start, other, on)
    if not parts or length <= 0:
        return []
    low, high = (np.stack([part[which] for part in parts])[None] for which in (0, 1))
    return [(a * length, b * length) for a, b in covered(low, high, least)[0]]


def _on_line(start: Start, laid: LaidLine, on: OnLine) -> Iterator[tuple[Floats, Floats]]:
    """Yield the intervals of an added line, as shares of its length, that are reached on each departure."""
    rest = start.rest(start.fabric.graph.streets.nodes + laid.portal)
    for i in range(len(laid.at_ms) - 1):
        begin, end = float(laid.at_ms[i]), float(laid.at_ms[i + 1])
        yield _shares(laid, np.full(len(rest[i]), begin), np.minimum(begin + rest[i], end), rest[i])
        yield _shares(laid, np.maximum(end - rest[i + 1], begin), np.full(len(rest[i]), end), rest[i + 1])
    at = start.position(on.place)
    for k in np.flatnonzero(at >= 0).tolist():
        begin, end = float(laid.at_ms[on.piece[k]]), float(laid.at_ms[on.piece[k] + 1])
        here, left = begin + float(on.along[k]), start.left[at[k]] - float(on.access[k])
        yield _shares(laid, np.maximum(here - left, begin), np.minimum(here + left, end), left)


def _shares(laid: LaidLine, low: Floats, high: Floats, left: Floats) -> tuple[Floats, Floats]:
    """Return an interval in milliseconds of an added line as shares of its length, for each of the departures."""
    length = max(laid.effect.line.length, TINY)
    below, above = (np.where(left >= 0, laid.metres_at(ms) / length, OUT) for ms in (low, high))
    return below, above


def covered(low: Floats, high: Floats, least: int) -> list[list[Span]]:
    """Return for each edge the intervals within 0 to 1 that the pieces of at least so many departures hold.

    Args:
        low, high: (edges, pieces, departures); pieces of one departure may overlap and count once.
    """
    edges = len(low)
    order = np.argsort(low, axis=1)
    low, high = (np.take_along_axis(ends, order, axis=1) for ends in (low, high))
    high = np.maximum.accumulate(high, axis=1)
    fresh = np.ones(low.shape, dtype=bool)
    fresh[:, 1:] = low[:, 1:] > high[:, :-1]
    last = np.ones(low.shape, dtype=bool)
    last[:, :-1] = fresh[:, 1:]
    found: list[list[Span]] = [[] for _ in range(edges)]
    # Where enough departures reach the whole of an edge, or too few reach any of it, nothing is cut.
    joined = np.logical_and.accumulate(~fresh[:, 1:], axis=1)
    ahead = np.maximum(high[:, 0], np.where(joined, high[:, 1:], 0.0).max(axis=1, initial=0.0))
    whole = ((low[:, 0] <= 0.0) & (ahead >= 1.0)).sum(axis=1) >= least
    some = (low < 1.0).any(axis=1).sum(axis=1) >= least
    for edge in np.flatnonzero(whole).tolist():
        found[edge] = [(0.0, 1.0)]
    cut = np.flatnonzero(some & ~whole)
    ends = np.concatenate([np.where(fresh[cut], low[cut], OUT), np.where(last[cut], high[cut], OUT)], axis=1)
    width = ends.shape[1] * ends.shape[2]
    ends = ends.reshape(len(cut), width)
    step = np.concatenate([fresh[cut].astype(np.int32), -last[cut].astype(np.int32)], axis=1).reshape(len(cut), width)
    order = np.argsort(ends, axis=1)
    ends = np.take_along_axis(ends, order, axis=1)
    depth = np.cumsum(np.take_along_axis(step, order, axis=1), axis=1)
    row, at = np.nonzero((depth[:, :-1] >= least) & (ends[:, 1:] > ends[:, :-1]) & (ends[:, :-1] < 1.0))
    for edge, begin, end in zip(cut[row].tolist(), ends[row, at].tolist(), ends[row, at + 1].tolist()):
        found[edge].append((begin, min(end, 1.0)))
    return [merged(spans) for spans in found]
