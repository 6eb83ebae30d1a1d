"""Two scenarios beside each other, from the engine of an open district."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from district_planner.core.evaluation.attribution import gain, headline_of
from district_planner.core.interventions.selection import select
from district_planner.core.progress import Progress, check

if TYPE_CHECKING:
    from district_planner.core.district import District
    from district_planner.core.evaluation.session import Session


@dataclass(frozen=True)
class Sought:
    """What to compute: a district with its unsaved edits, the engine of it, world, year and scenarios."""

    engine: Session
    district: District
    scenarios: tuple[str, ...]
    world: str
    year: int | None


def figures_of(sought: Sought, progress: Progress) -> dict[str, Mapping[str, float]]:
    """Return scenario id -> figure name -> value, ``inf`` for what is not reached.

    Of alternatives that are on together the best counts, as everywhere (rules 4.6).

    Raises:
        PlannerError: a scenario cannot be scored; Cancelled: the planner cancelled.
    """
    found: dict[str, Mapping[str, float]] = {}
    for number, scenario in enumerate(sought.scenarios):
        check(progress, number / len(sought.scenarios))
        selection = select(sought.district, scenario, sought.world, sought.year, "best")
        session = sought.engine.with_interventions(sought.district.interventions, selection)
        headline, better = headline_of(session)
        groups = selection.groups or (frozenset(),)
        base = session.base.figures[headline]
        ranked = sorted(
            (-gain(base, session.state(group, progress).figures[headline], better), sorted(group)) for group in groups
        )
        found[scenario] = dict(session.state(frozenset(ranked[0][1])).figures)
    return found


def compared(first: float, second: float, operation: str) -> float:
    """Return second - first, second / first or (second - first) / first; NaN where that has no meaning."""
    if not (math.isfinite(first) and math.isfinite(second)):
        return math.nan
    if operation == "difference":
        return second - first
    if not first:
        return math.nan
    return second / first if operation == "ratio" else (second - first) / first
