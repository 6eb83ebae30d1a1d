"""Gravity (potential) accessibility with any decay (methods A5, A6)."""

from __future__ import annotations

from collections.abc import Sequence

from district_planner.core.access.decay import mark, parse
from district_planner.core.access.modes import Mode
from district_planner.core.evaluation.results import Measure
from district_planner.core.indicators.base import Indicator, Reach, Scope, per_row_sum
from district_planner.core.network.streets import Floats
from district_planner.core.places.categories import several_of


class Gravity(Indicator):
    """Sum of weight times decay over the opportunities within the limit; 0 beyond it.

    The limit is that of the mode, but for a decay that ends by itself (step, linear): its own end (rules 1.3).
    """

    id = "gravity"
    title = "Potential (opportunities that count less the farther they are)"
    source = "methods A5, A6"

    def measures(self, scope: Scope) -> Sequence[Measure]:
        """Return a measure per mode and category."""
        found = []
        for mode in scope.modes:
            decay = parse(scope.request.decay, mode.id)
            limit = scope.decay_limit(mode)
            found += [
                Measure(
                    f"{self.id}_{mode.id}_{category}_{decay.slug}", self.id, mode.id, category, None, "weighted count",
                    f"Potential of {several_of(category)} {mode.label}, {decay}, 0 beyond {limit:g} {mode.min}",
                    f"{self.source}; decay [{mark(decay)}]", "higher", limit,
                )
                for category in scope.categories
            ]  # fmt: skip
        return found

    def searched_min(self, mode: Mode, scope: Scope) -> float:
        """Return the limit of the decay."""
        return scope.decay_limit(mode)

    def horizon_min(self, measure: Measure, scope: Scope) -> float:
        """Return the limit of the decay."""
        return measure.limit or 0.0

    def per_origin(self, measure: Measure, reach: Reach, scope: Scope) -> Floats:
        """Return the potential per origin."""
        rows = reach.to(measure.category)
        counted = scope.decayed(measure, rows.ms)
        return per_row_sum(rows, reach.opportunities.weight[rows.opportunity] * counted)


INDICATOR = Gravity()
