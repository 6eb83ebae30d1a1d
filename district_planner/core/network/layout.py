"""Added lines become portals and pieces of an overlay, joined to the streets and to each other (rules 4.2 to 4.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely

from district_planner.core.interventions.effects import AddedLine, EasedCrossing
from district_planner.core.network.easing import eased_anchors
from district_planner.core.network.graph import ModeGraph, comfort, run_ms
from district_planner.core.network.joined_lines import between_lines, with_itself
from district_planner.core.network.joins import AccessPoints, Index
from district_planner.core.network.lines import (
    SAME_M,
    TOUCH_M,
    Anchor,
    at_grade_parts,
    connector_ms,
    mapped_crossings,
    meet,
    part_of,
)
from district_planner.core.network.overlay import Legs, OverlayDraft
from district_planner.core.network.search import Pairs
from district_planner.core.network.streets import Bools, Floats
from district_planner.core.progress import Progress, check, no_progress
from district_planner.core.settings import number


@dataclass(frozen=True)
class Wait:
    """What a line pays at a carriageway: from ``low`` to ``high`` metres it is on it, less than 2 cm.

    Attributes:
        before, after: milliseconds paid in front of it and behind it.
        at_start, at_end: whether the line begins or ends there.
    """

    low: float
    high: float
    before: float
    after: float
    at_start: bool
    at_end: bool


@dataclass
class LaidLine:
    """A line on the overlay.

    Attributes:
        effect: the line; pace: km/h along it (perceived minutes: as if it were faster or slower).
        delay_ms: a delay paid once, in its middle; join_m: places farther from it do not join it.
        anchors: its joins with the streets; waits: what it pays at carriageways, in order of chainage.
        marks: chainages in metres at which it joins anything, and its ends.
        portal: numbers of its portals; at_ms, at_m: whole milliseconds and metres of each from the line's
            start, ascending; clock: milliseconds of every mark.
    """

    effect: AddedLine
    pace: float
    delay_ms: float = 0.0
    join_m: float = np.inf
    anchors: list[Anchor] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    marks: list[float] = field(default_factory=list)
    portal: Index = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    at_ms: Floats = field(default_factory=lambda: np.empty(0))
    at_m: Floats = field(default_factory=lambda: np.empty(0))
    clock: dict[float, float] = field(default_factory=dict)

    def time_to(self, chainage: Floats) -> Floats:
        """Return whole milliseconds from the start to chainages; a delay is paid in the middle of the line.

        Times are differences of these, so that a further join never changes the time over a piece. The middle itself
        counts to the first half, for a millimetre more, so that the last bits of a coordinate do not decide.

        What is paid at carriageways is in them too: who stands right at one is in front of it, at the line's start
        behind it, so that everybody pays the half who steps onto it.
        """
        paid = np.zeros(len(chainage))
        for wait in self.waits:
            if wait.at_start:
                chainage = np.maximum(chainage, wait.high)
                paid += wait.after
            elif wait.at_end:
                chainage = np.minimum(chainage, wait.low)
            else:
                paid += np.where(chainage > wait.low, wait.before, 0.0)
                paid += np.where(chainage > wait.high, wait.after, 0.0)
        beyond = chainage > self.effect.line.length / 2.0 + SAME_M
        return np.asarray(run_ms(chainage, self.pace) + np.where(beyond, self.delay_ms, 0.0) + paid)

    def time_joined(self, chainage: float) -> float:
        """Return whole milliseconds from the start to a join: at a carriageway, half of the crossing is behind it."""
        for wait in self.waits:
            if wait.low <= chainage <= wait.high:
                before = sum(other.before + other.after for other in self.waits if other.high < wait.low)
                return float(run_ms(chainage, self.pace)) + before + wait.before
        return float(self.time_to(np.array([chainage]))[0])

    def metres_at(self, ms: Floats | float) -> Floats:
        """Return how far along the line somebody is after milliseconds from its start, waiting where it waits."""
        left = np.asarray(ms, dtype=np.float64)
        for at, wait in self._steps:
            left = left - np.clip(left - at, 0.0, wait)
        return np.asarray(np.minimum(left * self.pace / 3600.0, self.effect.line.length))

    @property
    def _steps(self) -> list[tuple[float, float]]:
        """Return where somebody waits and how long: milliseconds of running from the start, and of waiting."""
        steps = [(float(run_ms(self.effect.line.length / 2.0, self.pace)), self.delay_ms)]
        for wait in self.waits:
            low, high = run_ms(np.array([wait.low, wait.high]), self.pace).tolist()
            steps += [(low, wait.before), (high, wait.after)]
        return sorted(step for step in steps if step[1])

    def portal_at(self, chainage: float) -> int:
        """Return the portal at a marked chainage; marks that no whole millisecond parts share one."""
        return int(self.portal[np.searchsorted(self.at_ms, self.clock[chainage])])


@dataclass(frozen=True)
class OnLine:
    """Places joined to a laid line: place number, piece, milliseconds from the piece's start, access leg."""

    place: Index
    piece: Index
    along: Floats
    access: Floats


def lay_line(
    graph: ModeGraph,
    effect: AddedLine,
    settings: Mapping[str, Any],
    delay_ms: float = 0.0,
    eased: Sequence[EasedCrossing] = (),
) -> LaidLine:
    """Return a line with its joins to the streets; it gets portals from :func:`join_lines`.

    Args:
        delay_ms: paid once, in its middle; eased: crossing points, which lower what it pays near them.
    """
    pace = graph.kmh
    if graph.mode.perceived:
        factor = comfort(np.array([float(effect.lts)]), np.array([0.0 if effect.off_street else 1.0]), settings)
        pace = graph.kmh / float(factor[0])
    anchors = meet(graph, effect, number(settings, "end_join_m"), number(settings, "no_join_m"))
    tolerance = number(settings, "no_join_m")
    anchors, over = eased_anchors(anchors, mapped_crossings(graph, effect, anchors, tolerance), eased)
    length = float(np.round(effect.line.length, 6))
    waits = _waits([*anchors, *over], length)
    ends = [0.0] * (not any(w.at_start for w in waits)) + [length] * (not any(w.at_end for w in waits))
    join_m = min(number(settings, "line_access_m"), effect.join_m)
    return LaidLine(effect, pace, delay_ms, join_m, anchors, waits, [*ends, *(anchor.chainage for anchor in anchors)])


def _waits(anchors: list[Anchor], length: float) -> list[Wait]:
    """Return what a line pays at carriageways, each once; what a connector pays is in its own time."""
    spots: dict[int, list[Anchor]] = {}
    for anchor in anchors:
        if anchor.connector == 0.0 and anchor.before + anchor.after > 0.0:
            spots.setdefault(anchor.spot, []).append(anchor)
    rows = [(min(a.chainage for a in g), max(a.chainage for a in g), g[0].before, g[0].after) for g in spots.values()]
    return [
        Wait(low, high, before, after, at_start=low <= TOUCH_M, at_end=length - high <= TOUCH_M)
        for low, high, before, after in sorted(rows)
    ]


def join_lines(
    draft: OverlayDraft, lines: list[LaidLine], settings: Mapping[str, Any], progress: Progress = no_progress
) -> None:
    """Give the lines their portals and pieces on the overlay and join them where they meet at grade."""
    meetings = _meetings(lines, number(settings, "no_join_m"), progress)
    for first, at_first, second, at_second in meetings:
        first.marks.append(at_first)
        second.marks.append(at_second)
    for laid in lines:
        check(progress, 0.0)
        _place(draft, laid)
    for first, at_first, second, at_second in meetings:
        draft.link(first.portal_at(at_first), second.portal_at(at_second), 0.0)


def _meetings(
    lines: list[LaidLine], no_join_m: float, progress: Progress
) -> list[tuple[LaidLine, float, LaidLine, float]]:
    """Return where lines join each other and themselves, with the chainages on both."""
    if not lines:
        return []
    shapes = np.array([laid.effect.line for laid in lines], dtype=object)
    found = [(laid, a, laid, b) for laid in lines for a, b in with_itself(laid.effect, no_join_m)]
    pairs = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=TOUCH_M).T
    for i, j in sorted((int(i), int(j)) for i, j in pairs if i < j):
        check(progress, 0.0)
        first, second = lines[i], lines[j]
        found += [(first, a, second, b) for a, b in between_lines(first.effect, second.effect, no_join_m)]
    return found


def _place(draft: OverlayDraft, laid: LaidLine) -> None:
    """Make the line's portals, one per whole millisecond that is marked, its anchors and pieces."""
    at_m = np.array(laid.marks)
    at_ms = laid.time_to(at_m)
    for wait in laid.waits:
        for number_ in np.flatnonzero((at_m >= wait.low) & (at_m <= wait.high)).tolist():
            at_ms[number_] = laid.time_joined(laid.marks[number_])
    laid.clock = dict(zip(laid.marks, at_ms.tolist()))
    order = np.lexsort((at_m, at_ms))
    laid.at_ms, first = np.unique(at_ms[order], return_index=True)
    laid.at_m = at_m[order][first]
    laid.portal = np.array([draft.portal() for _ in laid.at_ms], dtype=np.int64)
    taken: set[int] = set()
    for portal, (node, edge, along), connector in _attachments(draft.graph, laid):
        own = portal
        if portal in taken:
            own = draft.portal()
            draft.link(portal, own, 0.0)
        taken.add(portal)
        if node >= 0:
            draft.anchor_node(own, node, connector)
        else:
            draft.anchor(own, edge, along, connector)
    for a, b, ms in zip(laid.portal[:-1], laid.portal[1:], np.diff(laid.at_ms)):
        draft.link(int(a), int(b), float(ms))


def _attachments(graph: ModeGraph, laid: LaidLine) -> list[tuple[int, tuple[int, int, float], float]]:
    """Return (portal, (node, edge, along), connector in ms) of every join, each junction once.

    A portal may lead to one spot of the base network only: with two it would be a way between them by itself, and the
    rule that a detour through a portal never shortens a base trip would not hold. Further spots get further portals.
    """
    found = set()
    for a in laid.anchors:
        spot = (a.node, -1, 0.0) if a.node >= 0 else (-1, a.edge, a.along)
        found.add((laid.portal_at(a.chainage), spot, connector_ms(graph, a)))
    return sorted(found)


def places_on(graph: ModeGraph, laid: LaidLine, points: AccessPoints, only: Bools | None = None) -> OnLine:
    """Return the additional join of every access point within its and the line's reach to at-grade parts (rules 3.4).

    ``only``: mask of the places that are looked at, default all.
    """
    line, parts = laid.effect.line, at_grade_parts(laid.effect.line, laid.effect.bridges)
    near = points.around(line) if parts else np.empty(0, dtype=np.int64)
    near = near if only is None else near[only[points.owner[near]]]
    shapes = points.tree.geometries[near] if len(near) else np.empty(0, dtype=object)
    best, at = np.full(len(near), np.inf), np.zeros(len(near))
    reach = np.minimum(points.reach[near], laid.join_m)
    for low, high in parts:
        part = line if high - low >= line.length else part_of(line, low, high)
        away = shapely.distance(shapes, part)
        closer = (away < best) & (away <= reach)
        best[closer] = away[closer]
        at[closer] = low + shapely.line_locate_point(part, shapes[closer])
    used = best <= reach
    near, best, at = near[used], best[used], at[used]
    ms = laid.time_to(np.round(at, 6))
    piece = np.clip(np.searchsorted(laid.at_ms, ms, side="right") - 1, 0, max(len(laid.at_ms) - 2, 0))
    return OnLine(points.owner[near], piece, ms - laid.at_ms[piece], run_ms(np.round(best, 6), graph.access_kmh))


def legs_of(laid: LaidLine, on: OnLine) -> Legs:
    """Return the ways of places on a line to the two portals of their piece."""
    further = np.minimum(on.piece + 1, len(laid.at_ms) - 1)
    back = on.access + on.along
    ahead = on.access + (laid.at_ms[further] - laid.at_ms[on.piece] - on.along)
    ms = np.concatenate([back, ahead])
    portal = np.concatenate([laid.portal[on.piece], laid.portal[further]])
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
