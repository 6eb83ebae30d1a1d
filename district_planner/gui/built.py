"""Which candidates a scenario builds, with the unsaved edits of an open district in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from district_planner.core.evaluation.attribution import best_set
from district_planner.core.interventions.selection import select
from district_planner.core.progress import Progress, no_progress
from district_planner.gui.scorer import with_edits

if TYPE_CHECKING:
    from district_planner.gui.session import DistrictSession

Built = Callable[[str, Progress], "frozenset[str]"]


def built_of(session: DistrictSession) -> Built | None:
    """Return a function of a scenario's id that may run in a thread; None while the district is being prepared.

    Of alternatives that are on together those count that score best, as everywhere (rules 4.6).
    """
    engine, everything, world, year = session.engine, session.everything, session.world, session.year
    headline = session.question.figure if session.question is not None else ""
    if engine is None:
        return None

    def built(scenario: str, progress: Progress = no_progress) -> frozenset[str]:
        district = with_edits(engine.district, everything)
        selection = select(district, scenario, world, year, "best")
        return best_set(engine.with_interventions(district.interventions, selection, headline=headline), progress)

    return built
