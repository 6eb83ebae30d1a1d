"""Effects become an overlay: the order of drawing does not matter (rules 3.4, 4.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from district_planner.core.interventions.effects import AddedLine, ClosedStreets, EasedCrossing, Effect
from district_planner.core.network.closing import closed_edges
from district_planner.core.network.easing import NodePortals, ease, easing_legs, lay_easing
from district_planner.core.network.graph import ModeGraph
from district_planner.core.network.joins import Index, Joined
from district_planner.core.network.layout import (
    LaidLine,
    direct_on,
    join_lines,
    lay_line,
    legs_of,
    places_on,
)
from district_planner.core.network.lines import in_one_direction
from district_planner.core.network.overlay import Overlay, OverlayDraft, join_legs
from district_planner.core.network.search import Pairs
from district_planner.core.network.streets import Bools
from district_planner.core.progress import Progress, check, no_progress


def closures(graph: ModeGraph, effects: Sequence[Effect]) -> Index:
    """Return the edges that the effects close to the mode, ascending."""
    found = [
        closed_edges(graph, effect)
        for effect in effects
        if isinstance(effect, ClosedStreets) and graph.mode.among(effect.modes)
    ]
    return np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)


def overlay_of(
    graph: ModeGraph,
    effects: Sequence[Effect],
    origins: Joined,
    opportunities: Joined,
    settings: Mapping[str, Any],
    progress: Progress = no_progress,
    only: Bools | None = None,
) -> Overlay:
    """Return what the effects add to one mode's network.

    Args:
        graph: the base network, after closures.
        effects: what is built together; effects of other modes are passed over.
        origins, opportunities: all places, those that the effects add included.
        settings: the district's settings; progress: raises Cancelled.
        only: mask of the opportunities that are looked at: the others get no additional joins; default all.
    """
    draft = OverlayDraft(graph)
    mine = [e for e in effects if isinstance(e, (AddedLine, EasedCrossing)) and graph.mode.among(e.modes)]
    lines = lines_of(graph, mine, settings, progress)
    join_lines(draft, lines, settings, progress)
    origin_legs, opportunity_legs, direct = [], [], []
    for laid in lines:
        check(progress, 0.0)
        from_line = places_on(graph, laid, origins.points)
        to_line = places_on(graph, laid, opportunities.points, only)
        origin_legs.append(legs_of(laid, from_line))
        opportunity_legs.append(legs_of(laid, to_line))
        direct.append(direct_on(from_line, to_line))
    easing = ease(graph, [e for e in mine if isinstance(e, EasedCrossing) and e.is_point])
    if easing is not None:
        portals = NodePortals(draft)
        lay_easing(draft, easing, portals)
        origin_legs.append(easing_legs(easing, origins.spots, origins.count, portals))
        opportunity_legs.append(easing_legs(easing, opportunities.spots, opportunities.count, portals))
    return Overlay(draft.joined(), draft.edges(), join_legs(origin_legs), join_legs(opportunity_legs), _joined(direct))


def lines_of(
    graph: ModeGraph,
    effects: Sequence[AddedLine | EasedCrossing],
    settings: Mapping[str, Any],
    progress: Progress = no_progress,
) -> list[LaidLine]:
    """Return the lines to lay, short crossings among them, in an order that drawing does not decide.

    Args:
        effects: all that the mode may use; crossing points among them ease what the lines pay.
    """
    found: list[LaidLine] = []
    eased = [e for e in effects if isinstance(e, EasedCrossing) and e.is_point]
    for effect in effects:
        check(progress, 0.0)
        if isinstance(effect, AddedLine):
            found.append(lay_line(graph, in_one_direction(effect), settings, eased=eased))
        elif not effect.is_point:
            way = in_one_direction(effect.way)
            found.append(lay_line(graph, way, settings, float(np.rint(effect.delay_s * 1000.0))))
    found = [laid for laid in found if laid.effect.line.length > 0.0]
    return sorted(found, key=lambda laid: (shapely.get_coordinates(laid.effect.line).tolist(), laid.delay_ms))


def _joined(parts: list[Pairs]) -> Pairs:
    if not parts:
        return Pairs(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
    return Pairs(
        np.concatenate([p.source for p in parts]),
        np.concatenate([p.target for p in parts]),
        np.concatenate([p.ms for p in parts]),
    )
