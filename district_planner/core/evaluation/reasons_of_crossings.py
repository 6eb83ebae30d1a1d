"""Why a crossing that is drawn as a point at a junction changes nothing."""

from __future__ import annotations

import numpy as np

from district_planner.core.evaluation.reasons_of_lines import Asked, cut_off, who_is_missed
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.effects import EasedCrossing
from district_planner.core.network.easing import REACH_M, ease, junction_near
from district_planner.core.network.graph import ModeGraph


def why_crossing(session: Session, effect: EasedCrossing, asked: Asked, graph: ModeGraph) -> str:
    """Return why a crossing point makes no way shorter by one mode; empty where some way gets shorter."""
    how = graph.mode.label
    nodes = junction_near(graph, effect.geometry.x, effect.geometry.y)
    if not len(nodes):
        return f"there is no crossing delay {how} within {REACH_M:g} m to take away"
    if asked.shorter:
        return ""
    eased = ease(graph, [effect])
    if eased is not None and not eased.lowered.any() and not len(eased.joints.a):
        return f"the delay {how} is no longer than {effect.delay_s:g} s there already"
    missed = who_is_missed(session, asked, [effect])
    if missed:
        streets = graph.streets
        edges = np.flatnonzero(np.isin(streets.start, nodes) | np.isin(streets.end, nodes))
        return missed + cut_off(graph, edges, effect.geometry, "connect them to")
    return f"no way {how} gets shorter: no best way waits at this crossing, and none would lead over it"
