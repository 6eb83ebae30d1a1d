"""Time to the nearest (or k-th nearest) opportunity of a category (methods A3, rules 1.3, 1.6)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from district_planner.core.access.modes import Mode
from district_planner.core.access.times import Rows
from district_planner.core.evaluation.results import Measure
from district_planner.core.indicators.base import (
    WEIGHT_WORDS,
    FigureSpec,
    Gap,
    Indicator,
    Reach,
    Scope,
    minutes_name,
    per_row_least,
    weighted,
)
from district_planner.core.network.streets import Bools, Floats
from district_planner.core.places.categories import one_of

ORDINALS = {1: "nearest", 2: "second nearest", 3: "third nearest"}


class Nearest(Indicator):
    """Minutes to the k-th nearest opportunity, ``inf`` (NULL in layers) where there are fewer within the limit."""

    id = "nearest"
    title = "Time to the nearest of a category"
    source = "methods A3; time limit [P]"

    def measures(self, scope: Scope) -> Sequence[Measure]:
        """Return a measure per mode, category and k."""
        return [
            Measure(
                f"{self._prefix(kth)}_{mode.id}_{category}", self.id, mode.id, category, None, mode.min,
                f"{mode.minutes.capitalize()} {mode.label} to the {ORDINALS.get(kth, f'{kth}th nearest')} "
                f"{one_of(category)} (none within {scope.limits[mode.id]:g} {mode.min} is empty)",
                self.source, "lower", scope.limits[mode.id],
            )
            for mode in scope.modes for category in scope.categories for kth in scope.request.kth
        ]  # fmt: skip

    def gaps(self, mode: Mode, scope: Scope) -> Sequence[Gap]:
        """Return that some cutoffs lie beyond the limit."""
        return scope.cutoff_gaps(mode)

    def _prefix(self, kth: int) -> str:
        return self.id if kth == 1 else f"{self.id}{kth}"

    def per_origin(self, measure: Measure, reach: Reach, scope: Scope) -> Floats:
        """Return minutes per origin."""
        return per_row_least(reach.to(measure.category), scope.limit_ms(measure.mode), self._kth(measure))

    def counted(self, measure: Measure, rows: Rows, scope: Scope) -> Bools:
        """Return the k nearest of one origin; where two are equally near, the one with the lower id."""
        nearest = np.zeros(len(rows.ms), dtype=bool)
        nearest[np.lexsort((rows.opportunity, rows.ms))[: self._kth(measure)]] = True
        return nearest & (rows.ms <= scope.limit_ms(measure.mode))

    def _kth(self, measure: Measure) -> int:
        return int(measure.name.split("_", 1)[0][len(self.id) :] or 1)

    def nearest_only(self, measure: Measure) -> bool:
        """Return whether it is the nearest place that is measured, not the second or third."""
        return measure.name.startswith(f"{self.id}_")

    def figures(self, measure: Measure, scope: Scope) -> Sequence[FigureSpec]:
        """Return people and employees within the cutoffs, median, mean and the share that is reached."""
        found: list[FigureSpec] = []
        tail = measure.name.split("_", 1)[1]
        which = measure.label.split(" to the ", 1)[1].split(" (")[0]
        head = "within" + measure.name.split("_", 1)[0][len(self.id) :]
        mode = scope.mode(measure.mode)
        how, unit = mode.label, mode.min
        for weight, word in WEIGHT_WORDS.items():
            for cutoff in scope.cutoffs(mode):
                found.append(FigureSpec(
                    f"{head}_{tail}_{minutes_name(cutoff)}_{weight}", measure, weight, "within", word,
                    f"{word.capitalize()} within {cutoff:g} {unit} {how} of the {which}", "higher", cutoff,
                ))  # fmt: skip
            found.append(weighted(measure, weight, "median"))
            found.append(weighted(measure, weight, "mean"))
            found.append(FigureSpec(
                f"{measure.name}_{weight}_share_reached", measure, weight, "share_reached", "share",
                f"Share of {word} with the {which} within the limit {how}", "higher",
            ))  # fmt: skip
        return found


INDICATOR = Nearest()
