"""Effects become an overlay: the order of drawing does not matter (rules 3.4, 4.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from district_planner.core.interventions.effects import AddedLine, ClosedStreets, EasedCrossing, Effect
from district_planner.core.network.closing import closed_edges
from district_planner.core.network.easing import EasedEnds, ease, easing_legs, lay_easing
from district_planner.core.network.graph import ModeGraph
from district_planner.core.network.joins import Index, Joined
from district_planner.core.network.layout import LaidLine, direct_on, join_lines, lay_line, legs_of, places_on
from district_planner.core.network.overlay import Legs, Overlay, OverlayDraft, join_legs
from district_planner.core.network.search import Pairs


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
) -> Overlay:
    """Return what the effects add to one mode's network.

    Args:
        graph: the base network, after closures.
        effects: what is built together; effects of other modes are passed over.
        origins, opportunities: all places, those that the effects add included.
        settings: the district's settings.
    """
    draft = OverlayDraft(graph)
    lines, eased = _lines(graph, effects, settings)
    join_lines(draft, lines, settings)
    portals = lay_easing(draft, eased)
    origin_legs, opportunity_legs, direct = [], [], []
    for laid in lines:
        from_line = places_on(graph, laid, origins.points)
        to_line = places_on(graph, laid, opportunities.points)
        origin_legs.append(legs_of(laid, from_line))
        opportunity_legs.append(legs_of(laid, to_line))
        direct.append(direct_on(from_line, to_line))
    if eased.ends:
        origin_legs.append(easing_legs(graph, eased, portals, origins.spots))
        opportunity_legs.append(easing_legs(graph, eased, portals, opportunities.spots))
    return Overlay(draft.joined(), draft.edges(), join_legs(origin_legs), join_legs(opportunity_legs), _joined(direct))


def _lines(
    graph: ModeGraph, effects: Sequence[Effect], settings: Mapping[str, Any]
) -> tuple[list[LaidLine], EasedEnds]:
    """Return the lines to lay and the crossings to ease."""
    lines: list[LaidLine] = []
    eased = EasedEnds()
    for effect in effects:
        if isinstance(effect, AddedLine) and graph.mode.among(effect.modes):
            lines.append(lay_line(graph, effect, settings))
        elif isinstance(effect, EasedCrossing) and graph.mode.among(effect.modes):
            if shapely.get_dimensions(effect.geometry) == 0:
                ease(graph, effect, eased)
            else:
                way = AddedLine(effect.geometry, effect.modes)
                lines.append(lay_line(graph, way, settings, float(np.rint(effect.delay_s * 1000.0))))
    return lines, eased


def _joined(parts: list[Pairs]) -> Pairs:
    if not parts:
        return Pairs(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
    return Pairs(
        np.concatenate([p.source for p in parts]),
        np.concatenate([p.target for p in parts]),
        np.concatenate([p.ms for p in parts]),
    )
