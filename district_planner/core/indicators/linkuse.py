"""How much an intervention is used: pairs whose best way leads over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from district_planner.core.access.modes import Mode
from district_planner.core.access.times import Rows
from district_planner.core.evaluation.results import Measure
from district_planner.core.indicators.base import Indicator, Scope
from district_planner.core.network.joins import Index
from district_planner.core.network.streets import Bools


@dataclass(frozen=True)
class Use:
    """Pairs that are quicker with an intervention than without it: ``origin`` and ``opportunity`` numbers."""

    origin: Index
    opportunity: Index


def quicker(without: Rows, with_it: Rows, exists: Bools, most_ms: float) -> Use:
    """Return the pairs of the same origins that some intervention makes quicker, ties not counted.

    Args:
        without, with_it: times of the same origins; exists: mask of the opportunities that the pairs lead to.
        most_ms: the time limit; a pair that is farther apart with the intervention too is not counted.
    """
    old, new = without.of(exists), with_it.of(exists)
    width = len(exists)
    a, b = old.row * width + old.opportunity, new.row * width + new.opportunity
    before = np.full(len(b), np.inf)
    if len(a):
        at = np.minimum(np.searchsorted(a, b), len(a) - 1)
        before = np.where(a[at] == b, old.ms[at], np.inf)
    better = (new.ms < before) & (new.ms <= most_ms)
    return Use(new.origins[new.row[better]], new.opportunity[better].astype(np.int64))


class LinkUse(Indicator):
    """Origin–opportunity pairs, people, employees and (with a table of trips) trips that an intervention carries.

    A pair counts when it is strictly quicker with the intervention than without it; ways alone are compared, to the
    places that are there with it. The figures are made per
    intervention, alone and last in, and of all together; see :mod:`district_planner.core.evaluation.use`.
    """

    id = "linkuse"
    title = "Pairs, people, employees and trips whose best way leads over the intervention"
    source = "strictly quicker with than without [P]"

    def use_measures(self, mode: Mode, scope: Scope) -> Sequence[Measure]:
        """Return what is counted for one mode."""
        units = {"pairs": "pairs", "people": "people", "employees": "employees"}
        if scope.request.od:
            units["trips"] = "trips"
        return [
            Measure(
                f"{self.id}_{mode.id}_{name}", self.id, mode.id, "", scope.limits[mode.id], unit,
                f"{unit.capitalize()} whose best way {mode.label} leads over it, "
                f"within {scope.limits[mode.id]:g} {mode.min}",
                self.source, "higher", scope.limits[mode.id],
            )
            for name, unit in units.items()
        ]  # fmt: skip


INDICATOR = LinkUse()
