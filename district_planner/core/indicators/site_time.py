"""Typical time between the buildings of two sites (rules 1.6: the median)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from district_planner.core.access.modes import Mode
from district_planner.core.evaluation.results import Measure
from district_planner.core.indicators.base import Gap, PairIndicator, PairSpec, Scope, slug
from district_planner.core.settings import number


class SiteTime(PairIndicator):
    """Employee-weighted median time over all pairs of a building on one site and one on the other, there and back."""

    id = "site_time"
    title = "Typical time between the buildings of two sites"
    source = "median over building pairs, weight = product of employees (1 where unknown) [P]"
    places = "buildings"

    def gaps(self, mode: Mode, scope: Scope) -> Sequence[Gap]:
        """Return that there are not two sites."""
        if len({str(site) for site in scope.buildings.site}) > 1:
            return ()
        cure = "Name the site of each building in the district"
        return [Gap("times between sites need buildings of two sites", cure)]

    def specs(self, scope: Scope) -> Sequence[PairSpec]:
        """Return a figure per mode and pair of sites."""
        sites = sorted({str(s) for s in scope.buildings.site})
        size = np.where(scope.buildings.employees > 0, scope.buildings.employees, 1.0)
        found, limit = [], number(scope.settings, "node_limit_min")
        for mode in scope.modes:
            for a, b in combinations(sites, 2):
                at_a, at_b = (np.flatnonzero(scope.buildings.site == site) for site in (a, b))
                measure = Measure(
                    f"{self.id}_{mode.id}_{slug(a)}_{slug(b)}", self.id, mode.id, "", None, mode.min,
                    f"{a}–{b}, typical time {mode.label} between buildings (up to {limit:g} {mode.min})",
                    self.source, "lower", limit,
                )  # fmt: skip
                found.append(PairSpec(measure, at_a, at_b, np.outer(size[at_a], size[at_b])))
        return found


INDICATOR = SiteTime()
