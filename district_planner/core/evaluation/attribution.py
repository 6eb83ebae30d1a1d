"""Whose effect it was: every intervention alone, last in, and all together (rules 4.6)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from district_planner.core.access.modes import Mode
from district_planner.core.errors import RequestError
from district_planner.core.evaluation.left_out import nothing_measured
from district_planner.core.evaluation.session import Session, State
from district_planner.core.evaluation.window import windowed
from district_planner.core.indicators.base import FigureSpec
from district_planner.core.indicators.linkuse import Use, quicker
from district_planner.core.network.joins import Index
from district_planner.core.progress import Progress, check, no_progress, part

Ids = frozenset[str]

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
            the candidate, "last_in_with": figures of the set}.
        use: id -> {"alone": figures, "last_in": figures} of linkuse.
    """

    together: Ids
    base: State
    with_all: State
    sets: Mapping[str, Ids]
    figures: Mapping[str, Mapping[str, Mapping[str, float]]]
    use: Mapping[str, Mapping[str, Mapping[str, float]]]


def headline_of(session: Session) -> tuple[str, str]:
    """Return the name of the figure that ranks and whether ``higher`` or ``lower`` is better.

    The request's headline, else the average 15-minute index of a work district over employees, else that of homes over
    people, else the first figure.

    Raises:
        RequestError: there is no such figure, or no figure at all.
    """
    better: dict[str, str] = {spec.name: spec.better for spec in session.specs}
    better |= {pair.measure.name: pair.measure.better for _, pair in session.pair_specs}
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
    before = session.base.figures[headline]
    worth = {group: gain(before, session.state(group, progress).figures[headline], better) for group in sets}
    return min(sets, key=lambda group: (-worth[group], sorted(group)))


def attribute(session: Session, progress: Progress = no_progress) -> Attribution:
    """Measure every candidate alone and last in; the network is measured anew with each set, nothing is added up."""
    headline, better = headline_of(session)
    base = session.base
    sets = session.selection.groups or (frozenset(),)

    def worth(group: Ids) -> float:
        return gain(base.figures[headline], session.state(group, progress).figures[headline], better)

    ranked = sorted(sets, key=lambda group: (-worth(group) if len(sets) > 1 else 0.0, sorted(group)))
    together = ranked[0]
    best_with = {one.id: next((g for g in ranked if one.id in g), together) for one in session.selection.candidates}
    figures: dict[str, dict[str, Mapping[str, float]]] = {}
    use: dict[str, dict[str, Mapping[str, float]]] = {}
    rules = session.selection.dependencies
    total = max(len(session.selection.candidates), 1)
    for done, one in enumerate(session.selection.candidates):
        check(progress, done / total, f"Scoring {one.label}")
        inner = part(progress, done / total, (done + 1) / total)
        group = best_with[one.id]
        figures[one.id], use[one.id] = {"together": session.state(group, inner).figures}, {}
        if "alone" in session.request.attribution:
            alone = rules.effective_set({one.id})
            figures[one.id]["alone"] = _copied(session.state(alone, inner))
            use[one.id]["alone"] = use_figures(session, base, session.state(alone))
            let_go(session, session.state(alone))
        if "last_in" in session.request.attribution:
            _last_in(session, one.id, group, figures[one.id], use[one.id], inner)
    return Attribution(together, base, session.state(together, progress), best_with, figures, use)


def _copied(state: State) -> dict[str, float]:
    """Return the figures of a state without the state behind them, which may then be let go."""
    return dict(state.figures)


def _last_in(
    session: Session,
    name: str,
    group: Ids,
    figures: dict[str, Mapping[str, float]],
    use: dict[str, Mapping[str, float]],
    progress: Progress,
) -> None:
    """Measure a set without one intervention and all that require it; of a large set its surroundings only."""
    without = session.selection.dependencies.last_in_without(name, group)
    whole = session.state(group, progress)
    figures["last_in_with"] = whole.figures
    if len(group) <= MOST_AT_ONCE:
        rest = session.state(without, progress)
        figures["last_in"] = _copied(rest)
        use["last_in"] = use_figures(session, rest, whole)
        let_go(session, rest)
        return
    found = windowed(session, group, group - without, progress)
    figures["last_in"] = found.figures
    use["last_in"] = use_figures(session, found.without, found.near)
    let_go(session, found.near, found.without, session.built(without | session.externals))


def let_go(session: Session, *states: State) -> None:
    """Let go of states, but for the world and the sets that are scored together."""
    kept = {group | session.externals for group in (*session.selection.groups, frozenset())}
    for state in states:
        if state.on not in kept:
            session.forget(state.on)


def use_figures(session: Session, without: State, with_it: State) -> dict[str, float]:
    """Return pairs, people and trips whose best way leads over what ``with_it`` has and ``without`` has not."""
    if session.linkuse is None:
        return {}
    found: dict[str, float] = {}
    for mode in session.scope.modes:
        found |= use_amounts(session, mode, use_between(session, mode.id, without, with_it))
    return found


def use_amounts(session: Session, mode: Mode, used: Use) -> dict[str, float]:
    """Return how many pairs, people and trips are meant by the pairs of one mode."""
    found: dict[str, float] = {}
    people = session.scope.origins.people
    for measure in session.linkuse.use_measures(mode, session.scope) if session.linkuse else ():
        if measure.unit == "pairs":
            found[measure.name] = float(len(used.origin))
        elif measure.unit == "people":
            found[measure.name] = math.fsum(people[np.unique(used.origin)].tolist())
        else:
            found[measure.name] = _trips(session, used.origin, used.opportunity)
    return found


def use_between(session: Session, mode: str, without: State, with_it: State) -> Use:
    """Return the pairs of one mode that are quicker in ``with_it``, block by block."""
    exists, most_ms = without.exists & with_it.exists, session.scope.limit_ms(mode)
    old, new = without.times[mode], with_it.times[mode]
    parts = []
    for block in range(len(session.scope.opportunities.categories)):
        origins = np.union1d(old.changed(block), new.changed(block))
        origins = origins[session.in_world[origins]]
        if len(origins):
            parts.append(quicker(old.rows(origins, block), new.rows(origins, block), exists, most_ms))
    nobody = np.empty(0, dtype=np.int64)
    return Use(
        np.concatenate([part.origin for part in parts] or [nobody]),
        np.concatenate([part.opportunity for part in parts] or [nobody]),
    )


def _trips(session: Session, origin: Index, opportunity: Index) -> float:
    """Return the trips of the table of trips between the pairs."""
    scope = session.scope
    pairs = set(zip(scope.origins.id[origin].tolist(), scope.opportunities.id[opportunity].tolist()))
    return math.fsum(trips for start, end, trips in session.request.od if (start, end) in pairs)


def newly(session: Session, spec: FigureSpec, before: State, after: State) -> tuple[float, float]:
    """Return (newly within, no longer within) of a figure that counts people or employees within a cutoff."""
    old, new = before.values[spec.measure.name], after.values[spec.measure.name]
    who = session.weightings[spec.weight]
    if spec.statistic == "within":
        limit = math.inf if spec.cutoff is None else spec.cutoff
        was, now = old <= limit, new <= limit
    else:
        was, now = old >= 1.0, new >= 1.0
    return who.sum_where(now & ~was), who.sum_where(was & ~now)
