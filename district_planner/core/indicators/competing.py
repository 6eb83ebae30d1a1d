"""Opportunities that are shared among all who reach them: the two steps of every floating catchment (methods A9).

Step 1 divides the supply of an opportunity by the people who reach it, ``R_j = S_j / Σ_k P_k W(t_kj)``; step 2 adds up,
from where one is, what is within reach, ``A_i = Σ_j R_j W(t_ij)``. The indicators differ in W only.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from district_planner.core.access.modes import Mode
from district_planner.core.evaluation.results import Measure
from district_planner.core.indicators.base import WEIGHT_WORDS, FigureSpec, Indicator, Reach, Scope, per_row_sum
from district_planner.core.network.streets import Floats
from district_planner.core.places.categories import heading_of

PER = 1000.0
"""People or employees that a value is for."""
DIGITS = 12
"""Significant digits of a mean: shares that go from one to another add up to the same but for the last two or three."""
_SUPPLY = {"jobs": "jobs ", "green_space": "ha "}


class Competing(Indicator):
    """Supply per 1,000 people (or employees) who compete for it, at each origin.

    A subclass writes :meth:`measures` and :meth:`pull`. The demand P are the people of the world and those whom the
    state adds; supply that is reached by nobody of them counts nowhere. So the mean over the demand times the demand
    is the supply that is within reach of anyone.
    """

    by_default = False
    shared = True

    def pull(self, measure: Measure, ms: Floats, scope: Scope) -> Floats:
        """Return how much an opportunity counts at each of some times in whole milliseconds, 0 to 1."""
        raise TypeError(f"{type(self).__name__} has no weights of time")

    def demands(self, scope: Scope) -> Sequence[str]:
        """Return who competes: ``people`` where somebody lives, ``employees`` where somebody works."""
        return [of for of in WEIGHT_WORDS if np.any(_demand(of, scope.origins) > 0)]

    def measure(
        self, scope: Scope, mode: Mode, category: str, of: str, how: str, *, limit: float, source: str,
        ending: str = "", cutoff: float | None = None,
    ) -> Measure:  # fmt: skip
        """Return the measure of a mode, a category and who competes (``of``); ``how``: the weights of time in words."""
        what = heading_of(category)
        return Measure(
            f"{self.id}_{mode.id}_{category}_{of}{ending}", self.id, mode.id, category, cutoff,
            f"{_SUPPLY.get(category, '')}per 1,000 {WEIGHT_WORDS[of]}",
            f"{what} per 1,000 {WEIGHT_WORDS[of]}, shared with all who reach it {mode.label}, {how}",
            source, "higher", limit,
        )  # fmt: skip

    def per_origin(self, measure: Measure, reach: Reach, scope: Scope) -> Floats:
        """Return the supply per 1,000 people; ``reach`` is that of all origins."""
        rows = reach.to(measure.category)
        pull = self.pull(measure, rows.ms, scope)
        demand = _demand(demand_of(measure), reach.origins)
        if reach.present is not None:
            demand = np.where(reach.present, demand, 0.0)
        # Rows come in order of origin, so that every sum is taken in order of ids.
        wanted = np.bincount(
            rows.opportunity, weights=demand[rows.origins[rows.row]] * pull, minlength=len(reach.opportunities)
        )
        share = np.divide(reach.opportunities.weight, wanted, out=np.zeros(len(wanted)), where=wanted > 0.0)
        return PER * per_row_sum(rows, share[rows.opportunity] * pull)

    def figures(self, measure: Measure, scope: Scope) -> Sequence[FigureSpec]:
        """Return the median and the mean over those who compete; what is merely shared otherwise leaves the mean."""
        of = demand_of(measure)
        return [
            FigureSpec(
                f"{measure.name}_{statistic}", measure, of, statistic, measure.unit,
                f"{measure.label}: {word} over {WEIGHT_WORDS[of]}", measure.better, digits=DIGITS,
            )
            for statistic, word in (("median", "median"), ("mean", "average"))
        ]  # fmt: skip


def demand_of(measure: Measure) -> str:
    """Return who competes in a measure: ``people`` or ``employees``."""
    return next(of for of in WEIGHT_WORDS if measure.unit.endswith(WEIGHT_WORDS[of]))


def _demand(of: str, origins: object) -> Floats:
    found: Floats = getattr(origins, of)
    return found
