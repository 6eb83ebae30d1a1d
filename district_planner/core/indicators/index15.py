"""The 15-minute index and its variant for a work district (methods A8 [P])."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from district_planner.core.access.modes import Mode
from district_planner.core.errors import DistrictDataError
from district_planner.core.evaluation.results import Measure
from district_planner.core.indicators.base import (
    MS_PER_MIN,
    WEIGHT_WORDS,
    FigureSpec,
    Gap,
    Indicator,
    Reach,
    Scope,
    per_row_sum,
    weighted,
)
from district_planner.core.network.streets import Floats

CUTOFF_MIN = 15.0


@dataclass(frozen=True)
class Part:
    """One row of the index: categories that count together, how many are enough, and the weight."""

    categories: tuple[str, ...]
    target: float
    weight: float


_COMMON = (
    Part(("grocery",), 1, 1.0),
    Part(("cafe", "restaurant"), 2, 1.0),
    Part(("green_space",), 1, 1.5),
    Part(("health", "gp", "pharmacy"), 1, 1.0),
    Part(("pt_stop",), 2, 1.5),
)
SETS: dict[str, tuple[Part, ...]] = {
    "index15": (*_COMMON, Part(("childcare",), 1, 1.0)),
    "index15work": (*_COMMON, Part(("meeting_place",), 1, 1.5)),
}
"""Categories, targets and weights [P]; a district's setting of the same name replaces them."""


def parts(name: str, settings: object) -> tuple[Part, ...]:
    """Return the parts of an index: the district's own (JSON list of {categories, target, weight}) or the default.

    Raises:
        DistrictDataError: the district's setting is not of that form.
    """
    own = settings.get(name) if isinstance(settings, dict) or hasattr(settings, "get") else None
    if not own:
        return SETS[name]
    try:
        rows = json.loads(own) if isinstance(own, str) else own
        found = tuple(Part(tuple(r["categories"]), float(r["target"]), float(r["weight"])) for r in rows)
    except (ValueError, TypeError, KeyError):
        found = ()
    if not found or any(p.target <= 0 or p.weight < 0 for p in found) or not sum(p.weight for p in found):
        raise DistrictDataError(
            f"{name} is not a list of categories, target above 0 and weight", "Settings of the district",
            'Write [{"categories": ["cafe"], "target": 2, "weight": 1}, …] or delete the row',
        )  # fmt: skip
    return found


class Index15(Indicator):
    """``100 · Σ w · min(1, n / target) / Σ w`` over the parts; n counts places within 15 minutes, 0 to 100."""

    source = "methods A8 [P]; targets and weights [P]"

    def __init__(self, name: str, title: str) -> None:
        self.id = name
        self.title = title

    def measures(self, scope: Scope) -> Sequence[Measure]:
        """Return a measure per mode whose limit allows 15 minutes."""
        return [
            Measure(
                f"{self.id}_{mode.id}", self.id, mode.id, "", CUTOFF_MIN, "0-100",
                f"{self.title}, {mode.label}", self.source, "higher", CUTOFF_MIN,
            )
            for mode in scope.modes if scope.limits[mode.id] >= CUTOFF_MIN
        ]  # fmt: skip

    def gaps(self, mode: Mode, scope: Scope) -> Sequence[Gap]:
        """Return that the limit is below 15 minutes."""
        limit = scope.limits[mode.id]
        if limit >= CUTOFF_MIN:
            return ()
        what = f"the {self.title} reaches beyond the time limit of {limit:g} {mode.min} {mode.label}"
        return [Gap(what, f"Raise the time limit to {CUTOFF_MIN:g} {mode.min}", by_limit=True)]

    def per_origin(self, measure: Measure, reach: Reach, scope: Scope) -> Floats:
        """Return the index per origin."""
        total = np.zeros(len(reach))
        weights = 0.0
        for part in parts(self.id, scope.settings):
            count = np.zeros(len(reach))
            for rows in (reach.to(category) for category in part.categories):
                count += per_row_sum(rows, (rows.ms <= CUTOFF_MIN * MS_PER_MIN).astype(np.float64))
            total += part.weight * np.minimum(1.0, count / part.target)
            weights += part.weight
        return 100.0 * total / weights

    def horizon_min(self, measure: Measure, scope: Scope) -> float:
        """Return the 15 minutes."""
        return CUTOFF_MIN

    def categories(self, measure: Measure, scope: Scope) -> Sequence[str]:
        """Return the categories of all parts."""
        return [category for part in parts(self.id, scope.settings) for category in part.categories]

    def figures(self, measure: Measure, scope: Scope) -> Sequence[FigureSpec]:
        """Return the weighted mean and median."""
        return [weighted(measure, w, s) for w in WEIGHT_WORDS for s in ("mean", "median")]


INDICATOR = Index15("index15", "15-minute index")
