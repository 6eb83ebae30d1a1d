"""How many kinds of place are within a cutoff: the origin indicator of methods A7."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from district_planner.core.access.modes import Mode
from district_planner.core.evaluation.results import Measure
from district_planner.core.indicators.base import (
    EVERYONE,
    MS_PER_MIN,
    FigureSpec,
    Gap,
    Indicator,
    Reach,
    Scope,
    minutes_name,
    per_row_sum,
)
from district_planner.core.network.streets import Floats


class Kinds(Indicator):
    """Number of the categories scored of which at least one place is within the cutoff, the cutoff included.

    Summed over people and employees it is how many of them are within the cutoff of each kind of place, added up over
    the kinds: one figure on which a path, a café and a park can all be ranked.
    """

    id = "kinds"
    title = "Kinds of place within a cutoff"
    source = "methods A7, different services within reach [V]; kinds and cutoffs [P]"
    # It reads the times to every category once more, and says nothing that count and nearest do not say one by one.
    by_default = False

    def measures(self, scope: Scope) -> Sequence[Measure]:
        """Return a measure per mode and cutoff."""
        return [
            Measure(
                f"{self.id}_{mode.id}_{minutes_name(cutoff)}", self.id, mode.id, "", cutoff, "kinds of place",
                f"Kinds of place within {cutoff:g} {mode.min} {mode.label}", self.source, "higher", cutoff,
            )
            for mode in scope.modes for cutoff in scope.cutoffs(mode)
        ]  # fmt: skip

    def categories(self, measure: Measure, scope: Scope) -> Sequence[str]:
        """Return the categories that are scored, all of them."""
        return scope.categories

    def gaps(self, mode: Mode, scope: Scope) -> Sequence[Gap]:
        """Return that some cutoffs lie beyond the limit."""
        return scope.cutoff_gaps(mode)

    def horizon_min(self, measure: Measure, scope: Scope) -> float:
        """Return the cutoff."""
        return measure.cutoff or 0.0

    def per_origin(self, measure: Measure, reach: Reach, scope: Scope) -> Floats:
        """Return the number per origin."""
        found = np.zeros(len(reach))
        for category in scope.categories:
            rows = reach.to(category)
            within = rows.ms <= float(round((measure.cutoff or 0.0) * MS_PER_MIN))
            found += per_row_sum(rows, within.astype(np.float64)) > 0.0
        return found

    def figures(self, measure: Measure, scope: Scope) -> Sequence[FigureSpec]:
        """Return the averages, and people and employees added up over the kinds."""
        what = f"{measure.label[0].lower()}{measure.label[1:]}"
        added = FigureSpec(
            f"{measure.name}_{EVERYONE}_sum", measure, EVERYONE, "sum", "people and employees",
            f"People and employees, each counted once for every one of the {len(scope.categories)} {what}", "higher",
        )  # fmt: skip
        return [*super().figures(measure, scope), added]


INDICATOR = Kinds()
