"""Why an intervention changes nothing, in a planner's words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from district_planner.core.access.times import Times, Variation
from district_planner.core.evaluation.difference import BetweenStates, Difference
from district_planner.core.evaluation.named_service import closing, not_held
from district_planner.core.evaluation.network import ModeNetwork
from district_planner.core.evaluation.reasons_of_crossings import why_crossing
from district_planner.core.evaluation.reasons_of_lines import Asked, Beside, cut_off, lines_beside, why_line
from district_planner.core.evaluation.reasons_of_rides import off_streets
from district_planner.core.evaluation.session import Network, Session, State
from district_planner.core.evaluation.state import Ids
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
from district_planner.core.network.compile import closures
from district_planner.core.network.graph import ModeGraph
from district_planner.core.network.joins import Index
from district_planner.core.places.categories import several_of
from district_planner.core.settings import number
from district_planner.core.transit.lines import touched

NOT_BUILT_ALONE = "not built when it is scored alone"
"""Ends every reason that names what an intervention hangs on."""

_WAYS = (AddedLine, ClosedStreets, EasedCrossing, TransitLine, TransitChange)


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
    shared = _shared_otherwise(session, alone)
    if shared:
        return shared
    asked, beside = _asked(session, alone, alone.on), lines_beside(session, intervention.id, alone.on)
    reasons = dict.fromkeys(
        reason
        for effect in session.effects[intervention.id]
        for reason in (_added(session, effect, intervention), *_of(session, effect, asked, beside))
        if reason
    )
    return "; ".join(reasons) or "what it changes lies outside the cutoffs and limits that are scored"


def _shared_otherwise(session: Session, alone: State) -> str:
    """Return that what all share goes to others, and no figure moves; empty where nobody has more or less."""
    for indicator, measure in session.measures:
        if not indicator.shared:
            continue
        before, after = session.base.values[measure.name], alone.values[measure.name]
        weight = next((s.weight for s in session.specs if s.measure.name == measure.name), "")
        if not weight or np.array_equal(before, after):
            continue
        who = session.weightings[weight]
        more, less = who.sum_where(after > before), who.sum_where(after < before)
        if more or less:
            shared = several_of(measure.category)
            return f"it only shares {shared} otherwise: {more:,.0f} {weight} have more, {less:,.0f} less"
    return ""


def _asked(session: Session, state: State, on: Ids) -> list[Asked]:
    """Return the networks that figures depend on, after the closures of ``on``; none where all is in a straight line.

    What hangs on the cursor is in the state and need not be in the session.
    """
    modes = {measure.mode for _, measure in session.measures}
    over = [
        Asked(network, _differs(state.times[name]), closed=_closed(session, network, on))
        for name, network in session.networks.items()
        if name in modes or session.linkuse is not None
    ]
    pairs = sorted(session.pairs_measured)
    for key in pairs:
        network = session.pair_network(*key)
        over.append(Asked(network, _differs(state.pairs[key]), key[1], _closed(session, network, on)))
    return over


def _closed(session: Session, network: Network, on: Ids) -> Index:
    """Return the edges of a mode that what is built closes."""
    if not isinstance(network, ModeNetwork):
        return np.empty(0, dtype=np.int64)
    return closures(network.graph, [effect for one in sorted(on) for effect in session.effects[one]])


def _differs(times: Times | Variation) -> bool:
    return bool(getattr(times, "patches", None))


def _added(session: Session, effect: Effect, intervention: Intervention) -> str:
    """Return why a place that the session holds changes nothing; empty for other effects."""
    if not isinstance(effect, AddedOpportunity):
        return ""
    if effect.category not in session.asked:
        return f"its category, {several_of(effect.category)}, is not among those scored"
    number_ = session.scope.opportunities.number[f"{intervention.id}:{effect.category}"]
    nearest = [net.opportunities.nearest[number_] for net in session.networks.values() if net.opportunities]
    reached = any(np.any(session.reaching[name][0] == number_) for name in session.networks)
    why = _of_place(session, not nearest or bool(np.isfinite(nearest).any()), reached)
    return why if reached else why + _place_cut_off(session, number_)


def _place_cut_off(session: Session, number_: int) -> str:
    """Return that a place stands on streets that are cut off, by the first mode that says so."""
    for network in session.networks.values():
        if network.graph is not None and network.opportunities is not None:
            spots = network.opportunities.spots
            shape = session.scope.opportunities.geometry[number_]
            found = cut_off(network.graph, spots.edge[spots.place == number_], shape, "connect them to")
            if found:
                return found
    return ""


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
    others = lines_beside(session, intervention.id, difference.before.on)
    wanted = () if spec is None or isinstance(spec, PairSpec) else session.categories_of(spec.measure.name)
    beside = [e.category for e in effects if isinstance(e, AddedOpportunity) and e.category not in wanted]
    reasons = [f"it adds {_words(beside)}, and the question is about {_words(wanted)}"] if beside else []
    for effect in effects:
        if isinstance(effect, AddedOpportunity):
            if effect.category in wanted:
                offers = [difference.offers(net.mode.id, effect.category) for net in networks]
                reasons.append(_of_place(session, any(o[0] for o in offers), any(o[1] for o in offers)))
        elif not mode and isinstance(effect, _WAYS):
            reasons.append("the question is measured in a straight line, and no way changes that")
        elif isinstance(spec, PairSpec) and isinstance(difference, BetweenStates):
            every = _asked(session, difference.after, difference.before.on)
            pair = [one for one in every if one.between and one.network.mode.id == mode]
            reasons += _of(session, effect, pair, others)
        else:
            shorter = any(difference.differs(net.mode.id, wanted) for net in networks)
            on = difference.before.on
            nets = [Asked(net, shorter, closed=_closed(session, net, on)) for net in networks]
            reasons += _of(session, effect, nets, others)
    return "; ".join(dict.fromkeys(reasons)) or "it changes nothing that the question counts"


def _words(categories: Sequence[str]) -> str:
    return ", ".join(map(several_of, dict.fromkeys(categories))) or "ways between sites or nodes, not places"


def _of(session: Session, effect: Effect, asked: Sequence[Asked], beside: Beside) -> Iterable[str]:
    if isinstance(effect, AddedOpportunity):
        return []
    if isinstance(effect, AddedOrigin):
        return ["it brings people or employees, who are shown in a row of their own, and changes nothing for others"]
    if not asked and isinstance(effect, _WAYS):
        return ["what is scored is measured in a straight line, and no way changes that"]
    if isinstance(effect, (TransitLine, TransitChange)):
        return _of_ride(session, effect, any(one.shorter for one in asked))
    serving = [
        (one, graph) for one in asked if one.network.mode.among(effect.modes) and (graph := one.graph) is not None
    ]
    if not serving:
        modes = ", ".join(dict.fromkeys(one.network.mode.id for one in asked))
        return [f"it serves {', '.join(sorted(effect.modes))}, and only {modes} is scored"]
    return [_of_network(session, effect, one, graph, beside) for one, graph in serving]


def _of_ride(session: Session, effect: TransitLine | TransitChange, shorter: bool) -> Iterable[str]:
    """Say why a line or a change of a service shows nowhere."""
    riding = [mode.id for mode in session.scope.modes if mode.rides]
    if not riding:
        modes = ", ".join(mode.id for mode in session.scope.modes)
        if session.standing.grounds((effect,)):
            return [
                "nobody who is counted has a stop less within a cutoff: others call there too, or there are enough; "
                f"rides do not count where only {modes} is scored: choose the mode transit"
            ]
        return [f"it is ridden, and only {modes} is scored: choose the mode transit"]
    if isinstance(effect, TransitLine) and not per_hour(effect.headways, *_bounds(session)):
        return [f"it does not run between {session.transit.period}, the period that is looked at"]
    said = [f"it {one}" for one in not_held(session.transit, effect)]
    if isinstance(effect, TransitChange) and not len(touched(session.transit.stops, session.transit.rides, effect)):
        return said or ["it names no route or stop that is served in the period"]
    said += [f"it {one}" for one in closing(session.transit, effect)]
    off, useless = off_streets(session.transit.ground, effect) if isinstance(effect, TransitLine) else ("", False)
    said += [off] if off else []
    if useless:
        return said
    if not shorter:
        return [*said, "no trip that is counted gets shorter or longer by it alone"]
    return [*said, "what it changes crosses none of the cutoffs that are scored"]


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


def _of_network(session: Session, effect: Effect, asked: Asked, graph: ModeGraph, beside: Beside) -> str:
    how, shorter = graph.mode.label, asked.shorter
    told = "leaves the typical times as they are" if asked.between else "crosses none of the cutoffs that are scored"
    if isinstance(effect, (AddedLine, EasedCrossing)):
        if isinstance(effect, EasedCrossing) and effect.is_point:
            why = why_crossing(session, effect, asked, graph, beside)
        else:
            why = why_line(session, effect, asked, graph, beside)
        if why:
            return why
    elif isinstance(effect, ClosedStreets):
        if not len(closed_edges(graph, effect)):
            return f"it closes no street that is open {how}"
        if not shorter:
            return f"no best way {how} leads over the closed streets"
        return f"what gets longer {how} {told}"
    return f"what gets shorter {how} {told}"
