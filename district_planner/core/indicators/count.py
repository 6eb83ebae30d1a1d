"""Cumulative opportunities: how many, or how many jobs or hectares, within a cutoff (methods A4)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from district_planner.core.access.modes import Mode
from district_planner.core.evaluation.results import Measure
from district_planner.core.indicators.base import MS_PER_MIN, Gap, Indicator, Reach, Scope, minutes_name, per_row_sum
from district_planner.core.network.streets import Floats
from district_planner.core.places.categories import heading_of

UNITS = {"jobs": "jobs", "green_space": "ha"}


class Count(Indicator):
    """Sum of the weights of the opportunities within the cutoff, the cutoff included."""

    id = "count"
    title = "Opportunities within a cutoff"
    source = "methods A4; cutoffs [P]"

    def measures(self, scope: Scope) -> Sequence[Measure]:
        """Return a measure per mode, category and cutoff."""
        return [
            Measure(
                f"{self.id}_{mode.id}_{category}_{minutes_name(cutoff)}", self.id, mode.id, category, cutoff,
                UNITS.get(category, "opportunities"),
                f"{heading_of(category)} within {cutoff:g} {mode.min} {mode.label}",
                self.source, "higher", cutoff,
            )
            for mode in scope.modes for category in scope.categories for cutoff in scope.cutoffs(mode)
        ]  # fmt: skip

    def gaps(self, mode: Mode, scope: Scope) -> Sequence[Gap]:
        """Return that some cutoffs lie beyond the limit."""
        return scope.cutoff_gaps(mode)

    def horizon_min(self, measure: Measure, scope: Scope) -> float:
        """Return the cutoff."""
        return measure.cutoff or 0.0

    def per_origin(self, measure: Measure, reach: Reach, scope: Scope) -> Floats:
        """Return the sum per origin."""
        rows = reach.to(measure.category)
        within = rows.ms <= float(round((measure.cutoff or 0.0) * MS_PER_MIN))
        return per_row_sum(rows, np.where(within, reach.opportunities.weight[rows.opportunity], 0.0))


INDICATOR = Count()
