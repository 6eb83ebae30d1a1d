"""Whose effect it was: every intervention alone, last in, and all together (rules 4.6)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from district_planner.core.errors import RequestError
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
        alone: id -> state with that candidate only (with its requirements unmet: the base); sets: id -> the best
            feasible set that holds it.
        figures: id -> {"alone": figures, "together": figures of its set, "last_in": figures of it without
            the candidate, "last_in_with": figures of the set}. The use of links stands among the figures: 0 without
            what is used.
        crossings: id -> {"alone": who is newly counted and no longer with it alone, "last_in": with it as the last}.
        before, after: the figures of ``base`` and ``with_all``, the use of links among them.
    """

    together: Ids
    base: State
    with_all: State
    sets: Mapping[str, Ids]
    figures: Mapping[str, Mapping[str, Mapping[str, float]]]
    crossings: Mapping[str, Mapping[str, Crossings]]
    before: Mapping[str, float]
    after: Mapping[str, float]


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
    sets = session.selection.groups or (frozenset(),)
    if len(sets) == 1:
        return sets[0]
    headline, better = headline_of(session)
    worth = {group: _worth(session, session.state(group, progress), headline, better) for group in sets}
    return min(sets, key=lambda group: (-worth[group], sorted(group)))


def _worth(session: Session, state: State, headline: str, better: str) -> float:
    """Return how much better a state is than the world without candidates."""
    if headline in use_measures(session):
        return use_figures(session, session.base, state)[headline]
    return gain(session.base.figures[headline], state.figures[headline], better)


def attribute(session: Session, progress: Progress = no_progress) -> Attribution:
    """Measure every candidate alone and last in; the network is measured anew with each set, nothing is added up."""
    headline, better = headline_of(session)
    base = session.state(frozenset(), part(progress, 0.0, 0.0))
    sets = session.selection.groups or (frozenset(),)

    def worth(group: Ids) -> float:
        return _worth(session, session.state(group, progress), headline, better)

    ranked = sorted(sets, key=lambda group: (-worth(group) if len(sets) > 1 else 0.0, sorted(group)))
    together = ranked[0]
    best_with = {one.id: next((g for g in ranked if one.id in g), together) for one in session.selection.candidates}
    figures: dict[str, dict[str, Mapping[str, float]]] = {}
    crossings: dict[str, dict[str, Crossings]] = {}
    whole: dict[Ids, Mapping[str, float]] = {}
    rules = session.selection.dependencies
    total = max(len(session.selection.candidates), 1)
    for done, one in enumerate(session.selection.candidates):
        check(progress, done / total, f"Scoring {one.label}")
        inner = part(progress, done / total, (done + 1) / total)
        group = best_with[one.id]
        if group not in whole:
            whole[group] = _figures(session, base, session.state(group, inner), inner)
        figures[one.id], crossings[one.id] = {"together": whole[group]}, {}
        if "alone" in session.request.attribution:
            alone = rules.effective_set({one.id})
            state = session.state(alone, inner)
            figures[one.id]["alone"] = _figures(session, base, state, inner)
            crossings[one.id]["alone"] = crossings_of(session, base.values, state.values)
            let_go(session, state)
        if "last_in" in session.request.attribution:
            crossings[one.id]["last_in"] = _last_in(session, one.id, group, figures[one.id], inner)
    with_all = session.state(together, progress)
    after = whole[together] if together in whole else _figures(session, base, with_all, progress)
    return Attribution(together, base, with_all, best_with, figures, crossings, _unused(session, base), after)


def _figures(session: Session, before: State, state: State, progress: Progress = no_progress) -> dict[str, float]:
    """Return the figures of a state and the use of what it has and ``before`` has not; the state may be let go."""
    return {**state.figures, **use_figures(session, before, state, progress)}


def _unused(session: Session, state: State) -> dict[str, float]:
    """Return the figures of a state without what is to be used."""
    return {**state.figures, **dict.fromkeys(use_measures(session), 0.0)}


def _last_in(
    session: Session,
    name: str,
    group: Ids,
    figures: dict[str, Mapping[str, float]],
    progress: Progress,
) -> Crossings:
    """Measure a set without one intervention and all that require it; of a large set its surroundings only.

    Returns:
        Who is counted with it and was not without it, and the other way round.
    """
    without = session.selection.dependencies.last_in_without(name, group)
    whole = session.state(group, progress)
    if len(group) <= MOST_AT_ONCE:
        rest = session.state(without, progress)
        figures["last_in"] = _unused(session, rest)
        figures["last_in_with"] = _figures(session, rest, whole, progress)
        crossings = crossings_of(session, rest.values, whole.values)
        let_go(session, rest)
        return crossings
    found = windowed(session, group, group - without, progress)
    use = use_figures(session, found.without, found.near, progress)
    figures["last_in"] = {**found.figures, **dict.fromkeys(use, 0.0)}
    figures["last_in_with"] = {**whole.figures, **use}
    crossings = crossings_of(session, found.values, whole.values)
    let_go(session, found.near, found.without, session.built(without | session.externals))
    return crossings


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
