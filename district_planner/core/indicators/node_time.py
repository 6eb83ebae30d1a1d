"""Time between two nodes of the ecosystem."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from district_planner.core.access.modes import Mode
from district_planner.core.evaluation.results import Measure
from district_planner.core.indicators.base import Gap, PairIndicator, PairSpec, Scope, slug
from district_planner.core.settings import number


class NodeTime(PairIndicator):
    """Minutes between two nodes; where the two directions differ, the shorter of them (the lower median of two)."""

    id = "node_time"
    title = "Time between two nodes"
    source = "methods A1; time limit [P]"
    places = "nodes"

    def gaps(self, mode: Mode, scope: Scope) -> Sequence[Gap]:
        """Return that there are not two nodes."""
        if len(scope.nodes) > 1:
            return ()
        return [Gap("times between nodes need two nodes", "Add nodes to the district")]

    def specs(self, scope: Scope) -> Sequence[PairSpec]:
        """Return a figure per mode and pair of nodes."""
        names = [str(name) or str(id_) for name, id_ in zip(scope.nodes.name, scope.nodes.id)]
        order = sorted(range(len(names)), key=lambda i: names[i])
        found, limit = [], number(scope.settings, "node_limit_min")
        for mode in scope.modes:
            for i, j in combinations(order, 2):
                measure = Measure(
                    f"{self.id}_{mode.id}_{slug(names[i])}_{slug(names[j])}", self.id, mode.id, "", None, mode.min,
                    f"{names[i]}–{names[j]}, {mode.minutes} {mode.label} (up to {limit:g} {mode.min})", self.source,
                    "lower", limit,
                )  # fmt: skip
                found.append(PairSpec(measure, np.array([i]), np.array([j]), np.ones((1, 1))))
        return found


INDICATOR = NodeTime()
