"""With which others an intervention works that changes nothing alone, and something as the last (rules 4.6)."""

from __future__ import annotations

import math
from collections.abc import Mapping

from district_planner.core.evaluation.attribution import MOST_AT_ONCE, Attribution, let_go
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.progress import Progress, check, no_progress

MOST_TRIED = 12
"""Pairs that are measured to find with whom an intervention works [P]; those that change nothing alone come first."""


def differs(a: Mapping[str, float], b: Mapping[str, float]) -> bool:
    """Return whether a figure of ``a`` is another in ``b``; two that are empty are equal."""
    return any(not (x == b[k] or (math.isnan(x) and math.isnan(b[k]))) for k, x in a.items())


def silent_alone(found: Attribution, name: str) -> bool:
    """Return whether a candidate, built alone, changes no figure."""
    alone = found.figures[name].get("alone", {})
    return bool(alone) and not differs(found.before, alone)


def works_last(found: Attribution, name: str) -> bool:
    """Return whether a candidate changes a figure when all others are built before it."""
    figures = found.figures[name]
    return "last_in" in figures and differs(figures["last_in"], figures["last_in_with"])


def why_together(session: Session, found: Attribution, one: Intervention, progress: Progress = no_progress) -> str:
    """Return with whom a candidate works that changes nothing alone; empty where it changes nothing last in either.

    Two are named together where both of them change a figure that the other one alone does not.
    """
    if not works_last(found, one.id):
        return ""
    others = [other for other in session.selection.only(found.together) if other.id != one.id]
    # Where there is one other, the figures alone and last in tell it already.
    partners = others if len(others) == 1 else _partners(session, found, one, others, progress)
    if not partners:
        return "alone it changes nothing: it works only together with others that are built"
    names = " or ".join(other.label for other in partners)
    are = "which is not built" if len(partners) == 1 else "of which none is built"
    return f"it works only together with {names}, {are} when it is scored alone"


def _partners(
    session: Session, found: Attribution, one: Intervention, others: list[Intervention], progress: Progress
) -> list[Intervention]:
    if len(found.together) > MOST_AT_ONCE:
        return []
    rules = session.selection.dependencies
    first = sorted(others, key=lambda other: not (silent_alone(found, other.id) and works_last(found, other.id)))
    partners = []
    for other in first[:MOST_TRIED]:
        check(progress, 0.0)
        pair = rules.effective_set({one.id, other.id})
        if pair != frozenset({one.id, other.id}):
            continue
        state = session.state(pair, progress)
        before = found.figures[other.id].get("alone", {})
        if before and differs(dict(state.figures), before):
            partners.append(other)
        let_go(session, state)
    return partners
