"""Spatial availability: opportunities divided among all who reach them, the nearer getting more (methods A9)."""

from __future__ import annotations

from collections.abc import Sequence

from district_planner.core.access.decay import mark, parse
from district_planner.core.access.modes import Mode
from district_planner.core.evaluation.results import Measure
from district_planner.core.indicators.base import Scope
from district_planner.core.indicators.competing import Competing
from district_planner.core.network.streets import Floats


class Availability(Competing):
    """Spatial availability of Soukhov 2023 per 1,000 people.

    ``A_i = Σ_j O_j F_i F_ij / Σ_i F_i F_ij`` with ``F_i = P_i / Σ P`` (α = 1) and ``F_ij = f(t_ij) / Σ_i f(t_ij)``.
    The sums below the lines cancel, so that ``A_i / P_i`` is the floating catchment whose weights W are the decay f,
    and ``Σ A_i`` is the number of opportunities that anyone reaches.
    """

    id = "availability"
    title = "Spatial availability per 1,000 people (opportunities divided among all, nearer ones getting more)"
    source = "methods A9, Soukhov 2023 [V] with α = 1"

    def measures(self, scope: Scope) -> Sequence[Measure]:
        """Return a measure per mode, category and who competes."""
        found = []
        for mode in scope.modes:
            decay, limit = parse(scope.request.decay, mode.id), scope.decay_limit(mode)
            source = f"{self.source}; decay [{mark(decay)}]"
            found += [
                self.measure(
                    scope, mode, category, of, f"{decay}, 0 beyond {limit:g} min", ending=f"_{decay.slug}", limit=limit,
                    source=source,
                )
                for category in scope.categories for of in self.demands(scope)
            ]  # fmt: skip
        return found

    def searched_min(self, mode: Mode, scope: Scope) -> float:
        """Return the limit of the decay."""
        return scope.decay_limit(mode)

    def horizon_min(self, measure: Measure, scope: Scope) -> float:
        """Return the limit of the decay."""
        return measure.limit or 0.0

    def pull(self, measure: Measure, ms: Floats, scope: Scope) -> Floats:
        """Return the decay of each time."""
        return scope.decayed(measure, ms)


INDICATOR = Availability()
