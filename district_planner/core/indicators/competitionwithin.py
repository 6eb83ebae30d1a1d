"""The two-step floating catchment area within a cutoff: near and far count alike (methods A9)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from district_planner.core.access.modes import Mode
from district_planner.core.evaluation.results import Measure
from district_planner.core.indicators.base import MS_PER_MIN, Gap, Scope, minutes_name
from district_planner.core.indicators.competing import Competing
from district_planner.core.network.streets import Floats


class CompetitionWithin(Competing):
    """2SFCA: W is 1 up to the cutoff, the cutoff included, and 0 beyond it."""

    id = "competitionwithin"
    title = "Supply per 1,000 people who compete for it, within a cutoff"
    source = "methods A9, 2SFCA; cutoffs [P]"

    def measures(self, scope: Scope) -> Sequence[Measure]:
        """Return a measure per mode, category, who competes and cutoff."""
        return [
            self.measure(
                scope, mode, category, of, f"within {cutoff:g} min", ending=f"_{minutes_name(cutoff)}", cutoff=cutoff,
                limit=cutoff, source=self.source,
            )
            for mode in scope.modes for category in scope.categories for of in self.demands(scope)
            for cutoff in scope.cutoffs(mode)
        ]  # fmt: skip

    def gaps(self, mode: Mode, scope: Scope) -> Sequence[Gap]:
        """Return that some cutoffs lie beyond the limit."""
        return scope.cutoff_gaps(mode)

    def horizon_min(self, measure: Measure, scope: Scope) -> float:
        """Return the cutoff."""
        return measure.cutoff or 0.0

    def pull(self, measure: Measure, ms: Floats, scope: Scope) -> Floats:
        """Return 1 within the cutoff."""
        return np.asarray(ms <= float(round((measure.cutoff or 0.0) * MS_PER_MIN))).astype(np.float64)


INDICATOR = CompetitionWithin()
