"""Why a crossing that is drawn as a point at a junction changes nothing."""

from __future__ import annotations

import numpy as np

from district_planner.core.evaluation.reasons_of_lines import Asked, Beside, cut_off, who_is_missed
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.effects import AddedLine, EasedCrossing
from district_planner.core.network.easing import REACH_M, ease, eased_anchors, junction_near
from district_planner.core.network.graph import ModeGraph
from district_planner.core.network.lines import mapped_crossings, meet_as_drawn
from district_planner.core.settings import number


def why_crossing(session: Session, effect: EasedCrossing, asked: Asked, graph: ModeGraph, beside: Beside) -> str:
    """Return why a crossing point makes no way shorter by one mode; empty where some way gets shorter.

    Args:
        beside: the other drawn lines: what they pay near the crossing is taken away too.
    """
    how = graph.mode.label
    nodes = junction_near(graph, effect.geometry.x, effect.geometry.y)
    eases = any(_eases(session, graph, effect, line) for line in beside.built.values())
    if not len(nodes) and not eases:
        missing = [name for name, line in beside.missing.items() if _eases(session, graph, effect, line)]
        nothing = f"there is no crossing delay {how} within {REACH_M:g} m to take away"
        if missing:
            are = "is" if len(missing) == 1 else "are"
            return f"{nothing} but of {', '.join(sorted(missing))}, which {are} not built when it is scored alone"
        return nothing
    if asked.shorter:
        return ""
    eased = ease(graph, [effect])
    if not eases and eased is not None and not eased.lowered.any() and not len(eased.joints.a):
        return f"the delay {how} is no longer than {effect.delay_s:g} s there already"
    missed = who_is_missed(session, asked, [effect])
    if missed:
        streets = graph.streets
        edges = np.flatnonzero(np.isin(streets.start, nodes) | np.isin(streets.end, nodes))
        return missed + cut_off(graph, edges, effect.geometry, "connect them to")
    return f"no way {how} gets shorter: no best way waits at this crossing, and none would lead over it"


def _eases(session: Session, graph: ModeGraph, effect: EasedCrossing, line: AddedLine) -> bool:
    """Return whether a crossing point takes away some of what a drawn line pays."""
    if not graph.mode.among(line.modes):
        return False
    settings = session.district.settings
    tolerance = number(settings, "no_join_m")
    anchors = meet_as_drawn(graph, line, number(settings, "end_join_m"), tolerance)
    over = mapped_crossings(graph, line, anchors, tolerance)
    return eased_anchors(anchors, over, [effect]) != (anchors, over)
