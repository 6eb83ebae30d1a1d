"""Why an intervention changes nothing, in a planner's words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import shapely

from district_planner.core.access.portals import Passage
from district_planner.core.evaluation.difference import Difference
from district_planner.core.evaluation.network import ModeNetwork
from district_planner.core.evaluation.session import Network, Session, State
from district_planner.core.indicators.base import PairSpec
from district_planner.core.interventions.catalogue import silence
from district_planner.core.interventions.effects import (
    AddedLine,
    AddedOpportunity,
    AddedOrigin,
    ClosedStreets,
    EasedCrossing,
    Effect,
    TransitChange,
    TransitLine,
)
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.transit_line import per_hour
from district_planner.core.network.closing import closed_edges
from district_planner.core.network.easing import REACH_M, junction_near
from district_planner.core.network.graph import ModeGraph
from district_planner.core.network.lines import meet
from district_planner.core.network.meetings import loose_end
from district_planner.core.settings import number
from district_planner.core.transit.lines import touched


def why_silent(session: Session, intervention: Intervention, alone: State) -> str:
    """Return why an intervention, built alone, changes none of the figures; a sentence without full stop.

    Args:
        session: what was measured; intervention: a candidate without effect; alone: the state with it alone.
    """
    own = silence(intervention)
    if own:
        return own
    unmet = session.selection.dependencies.unmet(intervention.id, frozenset({intervention.id}))
    if unmet:
        return f"it needs {', '.join(sorted(unmet))}, which is not built when it is scored alone"
    shorter = any(getattr(times, "patches", None) for times in alone.times.values())
    networks = list(session.networks.values())
    reasons = dict.fromkeys(
        reason
        for effect in session.effects[intervention.id]
        for reason in (_added(session, effect, intervention), *_of(session, effect, shorter, networks))
        if reason
    )
    return "; ".join(reasons) or "what it changes lies outside the cutoffs and limits that are scored"


def _added(session: Session, effect: Effect, intervention: Intervention) -> str:
    """Return why a place that the session holds changes nothing; empty for other effects."""
    if not isinstance(effect, AddedOpportunity):
        return ""
    if effect.category not in session.asked:
        return f"its category {effect.category} is not among those scored"
    number_ = session.scope.opportunities.number[f"{intervention.id}:{effect.category}"]
    nearest = [net.opportunities.nearest[number_] for net in session.networks.values() if net.opportunities]
    reached = any(np.any(session.reaching[name][0] == number_) for name in session.networks)
    return _of_place(session, not nearest or bool(np.isfinite(nearest).any()), reached)


def why_same(
    session: Session, intervention: Intervention, effects: Sequence[Effect], figure: str, difference: Difference
) -> str:
    """Return why a figure is the same before and after an intervention; a sentence without full stop.

    Args:
        session: what was measured; intervention, effects: what is built; figure: name of a figure.
        difference: between before and after.
    """
    own = silence(intervention)
    if own:
        return own
    spec = session.spec_of.get(figure)
    mode = spec.measure.mode if spec is not None else ""
    networks = [net for name, net in session.networks.items() if name == mode or not mode]
    wanted = () if spec is None or isinstance(spec, PairSpec) else session.categories_of(spec.measure.name)
    beside = [e.category for e in effects if isinstance(e, AddedOpportunity) and e.category not in wanted]
    reasons = [f"it adds {_words(beside)}, and the question is about {_words(wanted)}"] if beside else []
    for effect in effects:
        if isinstance(effect, AddedOpportunity):
            if effect.category in wanted:
                offers = [difference.offers(net.mode.id, effect.category) for net in networks]
                reasons.append(_of_place(session, any(o[0] for o in offers), any(o[1] for o in offers)))
        elif not mode and isinstance(effect, (AddedLine, ClosedStreets, EasedCrossing)):
            reasons.append("the question is measured in a straight line, and no way changes that")
        else:
            shorter = any(difference.differs(net.mode.id, wanted) for net in networks)
            reasons += _of(session, effect, shorter, networks)
    return "; ".join(dict.fromkeys(reasons)) or "it changes nothing that the question counts"


def _words(categories: Sequence[str]) -> str:
    return (
        ", ".join(one.replace("_", " ") for one in dict.fromkeys(categories))
        or "ways between sites or nodes, not places"
    )


def _of(session: Session, effect: Effect, shorter: bool, networks: Sequence[Network]) -> Iterable[str]:
    if isinstance(effect, AddedOpportunity):
        return []
    if isinstance(effect, AddedOrigin):
        return ["it brings people or employees, who are shown in a row of their own, and changes nothing for others"]
    if isinstance(effect, (TransitLine, TransitChange)):
        return _of_ride(session, effect, shorter)
    serving = [(net, net.graph) for net in networks if net.mode.among(effect.modes) and net.graph is not None]
    if not serving:
        modes = ", ".join(net.mode.id for net in networks)
        return [f"it serves {', '.join(sorted(effect.modes))}, and only {modes} is scored"]
    return [_of_network(session, effect, network, graph, shorter) for network, graph in serving]


def _of_ride(session: Session, effect: TransitLine | TransitChange, shorter: bool) -> Iterable[str]:
    """Say why a line or a change of a service shows nowhere."""
    riding = [mode.id for mode in session.scope.modes if mode.rides]
    if not riding:
        modes = ", ".join(mode.id for mode in session.scope.modes)
        return [f"it is ridden, and only {modes} is scored: choose the mode transit"]
    if isinstance(effect, TransitLine) and not per_hour(effect.headways, *_bounds(session)):
        return [f"it does not run between {session.transit.period}, the period that is looked at"]
    if isinstance(effect, TransitChange) and not len(touched(session.transit.stops, session.transit.rides, effect)):
        return ["it names no route or stop that is served in the period"]
    if not shorter:
        return ["no trip gets shorter or longer: every trip has a way as quick without it"]
    return ["what it changes crosses none of the cutoffs that are scored"]


def _bounds(session: Session) -> tuple[int, int]:
    return session.transit.period.start_s, session.transit.period.end_s


def _of_place(session: Session, joins: bool, reached: bool) -> str:
    """Return why a place changes nothing: it joins no street, nobody reaches it, or they had enough."""
    if not joins:
        limit = number(session.district.settings, "access_limit_m")
        return f"it lies farther than {limit:g} m from every street that can be used"
    if reached:
        return "nobody who is counted has it within a cutoff, or there are enough of its kind already"
    return "nobody lives or works within the time limit of it"


def _of_network(session: Session, effect: Effect, network: Network, graph: ModeGraph, shorter: bool) -> str:
    how = graph.mode.label
    if isinstance(effect, AddedLine):
        settings = session.district.settings
        anchors = meet(graph, effect, number(settings, "end_join_m"), number(settings, "no_join_m"))
        if len({anchor.chainage for anchor in anchors}) < 2:
            gaps = _end_gaps(graph, effect, number(settings, "end_join_m"))
            return f"it joins the streets {how} at {'one point only' if anchors else 'no point'}: {gaps}"
        if not shorter:
            return _missed(network, effect) or f"no way {how} gets shorter: a way at least as short exists"
    elif isinstance(effect, ClosedStreets):
        if not len(closed_edges(graph, effect)):
            return f"it closes no street that is open {how}"
        if not shorter:
            return f"no best way {how} leads over the closed streets"
        return f"what gets longer {how} crosses none of the cutoffs that are scored"
    elif (
        isinstance(effect, EasedCrossing)
        and effect.geometry.geom_type == "Point"
        and not len(junction_near(graph, effect.geometry.x, effect.geometry.y))
    ):
        return f"there is no crossing delay {how} within {REACH_M:g} m to take away"
    return f"what gets shorter {how} crosses none of the cutoffs that are scored"


def _end_gaps(graph: ModeGraph, effect: AddedLine, limit_m: float) -> str:
    """Return how far the ends are from the nearest street of the mode."""
    gaps = []
    for at, chainage in ((0, 0.0), (-1, float(effect.line.length))):
        _, away = graph.ground_tree.query_nearest(
            shapely.get_point(effect.line, at), return_distance=True, all_matches=False
        )
        if not len(away) or away[0] > limit_m:
            gaps.append(loose_end(graph, effect, chainage, limit_m).text)
    return "; ".join(sorted(gaps, reverse=True)) or "its ends join the same place"


def _missed(network: Network, effect: AddedLine) -> str:
    """Return who or what is too far from a line for anybody's way over it; empty where a way leads over it."""
    if not isinstance(network, ModeNetwork):
        return ""
    ground = network.ground(np.empty(0, dtype=np.int64))
    passage = Passage(ground.near, ground.overlay([effect]), ground.origins, ground.opportunities, network.limit_ms)
    if not len(passage.from_origins[1].place):
        return "nobody lives or works within the time limit of it"
    if not len(passage.to_opportunities[1].place):
        return "nothing that is scored lies within the time limit of it"
    return ""
