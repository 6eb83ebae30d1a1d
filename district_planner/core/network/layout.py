"""Added lines become portals and pieces of an overlay, joined to the streets and to each other (rules 4.2 to 4.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from shapely.geometry import LineString, Point
from shapely.ops import substring

from district_planner.core.interventions.effects import AddedLine
from district_planner.core.network.graph import ModeGraph, comfort, run_ms
from district_planner.core.network.joins import AccessPoints, Index
from district_planner.core.network.lines import TOUCH_M, Anchor, at_grade_parts, connector_ms, kept_apart, meet, on_bridge
from district_planner.core.network.overlay import Legs, OverlayDraft
from district_planner.core.network.search import Pairs
from district_planner.core.network.streets import Floats
from district_planner.core.settings import number


@dataclass
class LaidLine:
    """A line on the overlay.

    Attributes:
        effect: the line; delay_ms: a delay paid once along it.
        anchors: its joins with the streets by the chainage of their portal.
        chainage: of the portals, ascending; portal: their numbers; at_ms: whole milliseconds from the line's start.
        pace: km/h along it (perceived minutes: as if it were faster or slower).
    """

    effect: AddedLine
    delay_ms: float = 0.0
    anchors: dict[float, list[Anchor]] = field(default_factory=dict)
    chainage: Floats = field(default_factory=lambda: np.empty(0))
    portal: Index = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    at_ms: Floats = field(default_factory=lambda: np.empty(0))
    pace: float = 0.0

    def mark(self, chainage: float) -> float:
        """Return the chainage of the portal within a centimetre, after making one where there is none."""
        for known in self.anchors:
            if abs(known - chainage) <= TOUCH_M:
                return known
        self.anchors[chainage] = []
        return chainage

    def time_to(self, chainage: Floats) -> Floats:
        """Return whole milliseconds from the start to chainages; a delay is paid in the middle of the line.

        Times are differences of these, so that a further join never changes the time over a piece.
        """
        beyond = chainage > self.effect.line.length / 2.0
        return run_ms(chainage, self.pace) + np.where(beyond, self.delay_ms, 0.0)

    def portal_at(self, chainage: float) -> int:
        """Return the portal nearest to a chainage."""
        return int(self.portal[int(np.argmin(np.abs(self.chainage - chainage)))])


@dataclass(frozen=True)
class OnLine:
    """Places joined to a laid line: place number, piece, milliseconds from the piece's start, access leg."""

    place: Index
    piece: Index
    along: Floats
    access: Floats


def lay_line(graph: ModeGraph, effect: AddedLine, settings: Mapping[str, Any], delay_ms: float = 0.0) -> LaidLine:
    """Return a line with its joins to the streets; it gets portals from :func:`join_lines`."""
    laid = LaidLine(effect, delay_ms)
    for anchor in meet(graph, effect, number(settings, "end_join_m"), number(settings, "no_join_m")):
        laid.anchors[laid.mark(anchor.chainage)].append(anchor)
    laid.mark(0.0)
    laid.mark(effect.line.length)
    for chainages in _own_meetings(effect.line):
        for chainage in chainages:
            laid.mark(chainage)
    return laid


def join_lines(draft: OverlayDraft, lines: list[LaidLine], settings: Mapping[str, Any]) -> None:
    """Give the lines their portals and pieces on the overlay and join them where they meet at grade."""
    meetings = _meetings(lines, number(settings, "no_join_m"))
    for laid in lines:
        _place(draft, laid, settings)
    for first, at_first, second, at_second in meetings:
        draft.link(first.portal_at(at_first), second.portal_at(at_second), 0.0)


def _meetings(lines: list[LaidLine], no_join_m: float) -> list[tuple[LaidLine, float, LaidLine, float]]:
    """Mark and return where at-grade parts of two lines cross or touch."""
    found = []
    tree = shapely.STRtree([laid.effect.line for laid in lines])
    shapes = np.array([laid.effect.line for laid in lines], dtype=object)
    pairs = tree.query(shapes, predicate="dwithin", distance=TOUCH_M).T if lines else []
    for i, j in sorted((int(i), int(j)) for i, j in pairs if i < j):
        first, second = lines[i], lines[j]
        for x, y in _meeting_points(first.effect.line, second.effect.line):
            chainages = [laid.effect.line.project(Point(x, y)) for laid in (first, second)]
            raised = any(
                on_bridge(np.array([at]), laid.effect.bridges)[0] for at, laid in zip(chainages, (first, second))
            )
            apart = kept_apart(np.array([[x, y]]), first.effect.no_join + second.effect.no_join, no_join_m)[0]
            if not raised and not apart:
                found.append((first, first.mark(chainages[0]), second, second.mark(chainages[1])))
    return found


def _own_meetings(line: LineString) -> list[tuple[float, float]]:
    """Return the chainages at which a line has the same vertex (to the millimetre) twice; elsewhere it joins nothing of itself."""
    xy = shapely.get_coordinates(line)
    chainage = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    seen: dict[tuple[float, float], float] = {}
    found = []
    for (x, y), at in zip(np.rint(xy * 1000.0), chainage):
        before = seen.get((x, y))
        if before is not None and at - before > TOUCH_M:
            found.append((before, float(at)))
        seen[x, y] = float(at)
    return found


def _own_joins(laid: LaidLine, no_join_m: float) -> list[tuple[float, float]]:
    """Return the pairs of chainages at which a line joins itself."""
    return [
        (first, second)
        for first, second in _own_meetings(laid.effect.line)
        if not kept_apart(
            shapely.get_coordinates(shapely.line_interpolate_point(laid.effect.line, first)),
            laid.effect.no_join, no_join_m,
        )[0]
    ]  # fmt: skip


def _meeting_points(a: LineString, b: LineString) -> list[tuple[float, float]]:
    """Return where two lines cross or touch within a centimetre; an overlap counts at its two ends."""
    crossing = shapely.intersection(a, b)
    if shapely.is_empty(crossing):
        crossing = shapely.get_point(shapely.shortest_line(a, b), 0)
    points: list[tuple[float, float]] = []
    for part in shapely.get_parts(crossing):
        xy = shapely.get_coordinates(part)
        points += [(x, y) for x, y in (xy[:1] if len(xy) == 1 else xy[[0, -1]])]
    return points


def _place(draft: OverlayDraft, laid: LaidLine, settings: Mapping[str, Any]) -> None:
    """Make the line's portals, anchors and pieces."""
    graph, effect = draft.graph, laid.effect
    laid.chainage = np.array(sorted(laid.anchors))
    laid.portal = np.array([draft.portal() for _ in laid.chainage], dtype=np.int64)
    laid.pace = graph.kmh
    if graph.mode.perceived:
        factor = comfort(np.array([float(effect.lts)]), np.array([0.0 if effect.off_street else 1.0]), settings)
        laid.pace = graph.kmh / float(factor[0])
    laid.at_ms = laid.time_to(laid.chainage)
    for at, portal in zip(laid.chainage, laid.portal):
        for anchor in laid.anchors[float(at)]:
            draft.anchor(int(portal), anchor.edge, anchor.along, connector_ms(graph, anchor))
    for a, b, ms in zip(laid.portal[:-1], laid.portal[1:], np.diff(laid.at_ms)):
        draft.link(int(a), int(b), float(ms))
    for first, second in _own_joins(laid, number(settings, "no_join_m")):
        draft.link(laid.portal_at(first), laid.portal_at(second), 0.0)


def places_on(graph: ModeGraph, laid: LaidLine, points: AccessPoints) -> OnLine:
    """Return the additional join of every access point within its reach to the line's at-grade parts (rules 3.4)."""
    line = laid.effect.line
    shapes = shapely.points(points.xy)
    near = np.flatnonzero(shapely.dwithin(shapes, line, points.reach)) if len(points.xy) else np.empty(0, dtype=np.int64)
    best = np.full(len(near), np.inf)
    at = np.zeros(len(near))
    for low, high in at_grade_parts(line, laid.effect.bridges):
        part = line if high - low >= line.length else substring(line, low, high)
        away = shapely.distance(shapes[near], part)
        closer = away < best
        best[closer] = away[closer]
        at[closer] = low + shapely.line_locate_point(part, shapes[near][closer])
    used = best <= points.reach[near]
    near, best, at = near[used], best[used], at[used]
    piece = np.clip(np.searchsorted(laid.chainage, at, side="right") - 1, 0, len(laid.chainage) - 2)
    along = np.clip(laid.time_to(at), laid.at_ms[piece], laid.at_ms[piece + 1]) - laid.at_ms[piece]
    return OnLine(points.owner[near], piece, along, run_ms(best, graph.access_kmh))


def legs_of(laid: LaidLine, on: OnLine) -> Legs:
    """Return the ways of places on a line to the two portals of their piece."""
    back = on.access + on.along
    ahead = on.access + (np.diff(laid.at_ms)[on.piece] - on.along)
    ms = np.concatenate([back, ahead])
    portal = np.concatenate([laid.portal[on.piece], laid.portal[on.piece + 1]])
    return Legs(np.concatenate([on.place, on.place]), portal, ms, ms)


def direct_on(origins: OnLine, opportunities: OnLine) -> Pairs:
    """Return the times between origins and opportunities that stand on the same piece of a line."""
    order = np.argsort(opportunities.piece, kind="stable")
    piece = opportunities.piece[order]
    begin, end = np.searchsorted(piece, origins.piece, "left"), np.searchsorted(piece, origins.piece, "right")
    counts = end - begin
    a = np.repeat(np.arange(len(origins.piece)), counts)
    o = order[np.arange(counts.sum()) + np.repeat(begin - (np.cumsum(counts) - counts), counts)]
    ms = np.abs(origins.along[a] - opportunities.along[o]) + origins.access[a] + opportunities.access[o]
    return Pairs(origins.place[a], opportunities.place[o], ms)
