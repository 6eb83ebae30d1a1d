"""Whose effect it was: every intervention alone, last in, and all together (rules 4.6)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from district_planner.core.errors import RequestError
from district_planner.core.evaluation.far_joins import FarJoins, far_joins
from district_planner.core.evaluation.left_out import nothing_measured
from district_planner.core.evaluation.session import Session, State
from district_planner.core.evaluation.use import use_figures, use_measures
from district_planner.core.evaluation.window import windowed
from district_planner.core.indicators.base import COUNTING
from district_planner.core.indicators.sums import crossed
from district_planner.core.network.joins import Index
from district_planner.core.network.streets import Floats
from district_planner.core.progress import Progress, check, no_progress, part

Ids = frozenset[str]
Crossings = Mapping[str, tuple[float, float]]
"""Name of a figure that counts people or employees -> how many come to be counted, how many cease to be."""

_NOBODY: Index = np.empty(0, dtype=np.int64)

MOST_AT_ONCE = 60
"""Largest set that is measured anew as a whole for last in; beyond it, see :mod:`.window`. No number depends on it."""


@dataclass(frozen=True)
class Attribution:
    """The states that single scores are read from.

    Attributes:
        together: candidates of the best feasible set; base, with_all: states.
        ranked: the feasible sets, best first by the figure that ranks; equal ones in order of their ids.
        whole: feasible set -> its figures, the use of links among them; the best one, with ``each`` every one.
        figures: id -> {"alone": figures (with its requirements unmet: those of the base), "last_in": figures of the
            best set that is feasible without the candidate and all that require it, "last_in_with": figures of the
            best set}. The use of links stands among the figures: 0 without what is used.
        crossings: id -> {"alone": who is newly counted and no longer with it alone, "last_in": with it as the last}.
        far: id -> what a line brings alone over long joins only, of those where anybody gains so.
        before, after: the figures of ``base`` and ``with_all``, the use of links among them.
    """

    together: Ids
    base: State
    with_all: State
    ranked: tuple[Ids, ...]
    whole: Mapping[Ids, Mapping[str, float]]
    figures: Mapping[str, Mapping[str, Mapping[str, float]]]
    crossings: Mapping[str, Mapping[str, Crossings]]
    before: Mapping[str, float]
    after: Mapping[str, float]
    far: Mapping[str, FarJoins] = field(default_factory=dict)


def headline_of(session: Session) -> tuple[str, str]:
    """Return the name of the figure that ranks and whether ``higher`` or ``lower`` is better.

    The request's headline, else the average 15-minute index of a work district over employees, else that of homes over
    people, else the first figure; the use of links comes last.

    Raises:
        RequestError: there is no such figure, or no figure at all.
    """
    better: dict[str, str] = {spec.name: spec.better for spec in session.specs}
    better |= {pair.measure.name: pair.measure.better for _, pair in session.pair_specs}
    better |= {name: measure.better for name, measure in use_measures(session).items()}
    wanted = session.request.headline
    if wanted and wanted not in better:
        some = ", ".join(list(better)[:6])
        raise RequestError(f"there is no figure “{wanted}”", "Headline", f"Choose for example from {some}")
    first = session.scope.modes[0].id
    for name in (wanted, f"index15work_{first}_employees_mean", f"index15_{first}_people_mean", *better):
        if name in better:
            return name, better[name]
    raise nothing_measured(session)


def gain(before: float, after: float, better: str) -> float:
    """Return how much better ``after`` is than ``before``; an unreached time counts as infinitely long."""
    if math.isnan(before) or math.isnan(after) or before == after:
        return 0.0
    return after - before if better == "higher" else before - after


def best_set(session: Session, progress: Progress = no_progress) -> Ids:
    """Return the candidates of the selection that are built: of alternatives those that score best (rules 4.6)."""
    return _ranked(session, session.selection.groups, progress)[0]


def _ranked(session: Session, sets: Sequence[Ids], progress: Progress) -> tuple[Ids, ...]:
    """Return feasible sets, best first; what none of those of the selection holds is let go."""
    if len(sets) < 2:
        return tuple(sets) or (frozenset(),)
    headline, better = headline_of(session)
    worth: dict[Ids, float] = {}
    for group in sets:
        check(progress, 0.0)
        state = session.built(group | session.externals)
        worth[group] = _worth(session, state, headline, better)
        let_go(session, state)
    return tuple(sorted(sets, key=lambda group: (-worth[group], sorted(group))))


def _worth(session: Session, state: State, headline: str, better: str) -> float:
    """Return how much better a state is than the world without candidates."""
    if headline in use_measures(session):
        return use_figures(session, session.base, state)[headline]
    return gain(session.base.figures[headline], state.figures[headline], better)


def attribute(session: Session, progress: Progress = no_progress) -> Attribution:
    """Measure every candidate alone and last in; the network is measured anew with each set, nothing is added up."""
    headline, _ = headline_of(session)
    far: dict[str, FarJoins] = {}
    base = session.state(frozenset(), part(progress, 0.0, 0.0))
    # A set's own states tell no share: it is the candidates that the work is measured by.
    inner = part(progress, 0.0, 0.0)
    ranked = _ranked(session, session.selection.groups, inner)
    together = ranked[0]
    scored = ranked if session.request.alternatives == "each" else ranked[:1]
    whole = {one: _figures(session, base, session.state(one, inner), inner) for one in scored}
    figures: dict[str, dict[str, Mapping[str, float]]] = {}
    crossings: dict[str, dict[str, Crossings]] = {}
    rules = session.selection.dependencies
    total = max(len(session.selection.candidates), 1)
    for done, one in enumerate(session.selection.candidates):
        check(progress, done / total, f"Scoring {one.label}")
        inner = part(progress, done / total, (done + 1) / total)
        figures[one.id], crossings[one.id] = {}, {}
        if "alone" in session.request.attribution:
            alone = rules.effective_set({one.id})
            state = session.state(alone, inner)
            figures[one.id]["alone"] = _figures(session, base, state, inner)
            crossings[one.id]["alone"] = crossings_of(session, base.values, state.values)
            if (brought := far_joins(session, one.id, state, headline, inner)) is not None:
                far[one.id] = brought
            let_go(session, state)
        if "last_in" in session.request.attribution:
            crossings[one.id]["last_in"] = _last_in(session, one.id, together, figures[one.id], inner)
    with_all = session.state(together, progress)
    before = _unused(session, base)
    return Attribution(together, base, with_all, ranked, whole, figures, crossings, before, whole[together], far)


def _figures(session: Session, before: State, state: State, progress: Progress = no_progress) -> dict[str, float]:
    """Return the figures of a state and the use of what it has and ``before`` has not; the state may be let go."""
    return {**state.figures, **use_figures(session, before, state, progress)}


def _unused(session: Session, state: State) -> dict[str, float]:
    """Return the figures of a state without what is to be used."""
    return {**state.figures, **dict.fromkeys(use_measures(session), 0.0)}


def _last_in(
    session: Session,
    name: str,
    together: Ids,
    figures: dict[str, Mapping[str, float]],
    progress: Progress,
) -> Crossings:
    """Measure the best set without one intervention and all that require it; of a large set its surroundings only.

    An alternative that then scores best takes its place: both sides are the best of what is feasible (rules 4.6). So
    one that is not in the best set changes nothing last in.

    Returns:
        Who is counted with it and was not without it, and the other way round.
    """
    without = _without(session, name, together, progress)
    whole = session.state(together, progress)
    if len(together) <= MOST_AT_ONCE or not without < together:
        rest = session.state(without, progress)
        figures["last_in"] = _unused(session, rest)
        figures["last_in_with"] = _figures(session, rest, whole, progress)
        crossings = crossings_of(session, rest.values, whole.values)
        let_go(session, rest)
        return crossings
    found = windowed(session, together, together - without, progress)
    use = use_figures(session, found.without, found.near, progress)
    figures["last_in"] = {**found.figures, **dict.fromkeys(use, 0.0)}
    figures["last_in_with"] = {**whole.figures, **use}
    crossings = crossings_of(session, found.values, whole.values)
    let_go(session, found.near, found.without, session.built(without | session.externals))
    return crossings


def _without(session: Session, name: str, together: Ids, progress: Progress) -> Ids:
    """Return the best set that is feasible without a candidate and all that require it."""
    if name not in together:
        return together
    selection = session.selection
    left = selection.dependencies.last_in_without(name, (one.id for one in selection.candidates))
    if len(selection.groups) < 2:
        return left
    return _ranked(session, selection.feasible_sets(left), progress)[0]


def let_go(session: Session, *states: State) -> None:
    """Let go of states, but for the world and the sets that are scored together."""
    kept = {group | session.externals for group in (*session.selection.groups, frozenset())}
    for state in states:
        if state.on not in kept:
            session.forget(state.on)


def crossings_of(session: Session, before: Mapping[str, Floats], after: Mapping[str, Floats]) -> Crossings:
    """Return who comes to be counted and who ceases to be, of every figure that counts people or employees.

    Args:
        before, after: measure name -> one number per origin; where both are one array nothing is looked at.
    """
    moved: dict[str, Index] = {}
    found: dict[str, tuple[float, float]] = {}
    for spec in session.specs:
        if spec.statistic not in COUNTING:
            continue
        name = spec.measure.name
        old, new = before[name], after[name]
        if name not in moved:
            moved[name] = _NOBODY if old is new else np.flatnonzero(old != new)
        some = moved[name]
        who = session.weightings[spec.weight]
        found[spec.name] = crossed(spec, who, some, old[some], new[some]) if len(some) else (0.0, 0.0)
    return found
