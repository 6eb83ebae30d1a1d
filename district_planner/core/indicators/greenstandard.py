"""The official green space standards: straight line from the boundary of the space (rules 3.9, methods B4)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from district_planner.core.evaluation.results import Measure
from district_planner.core.indicators.base import WEIGHT_WORDS, FigureSpec, Indicator, Reach, Scope
from district_planner.core.indicators.green_standards import STANDARDS
from district_planner.core.network.streets import Bools, Floats

_BY_ID = {s.id: s for s in STANDARDS}
NEAR = "near"
"""Doorstep or local: the near test."""


class GreenStandard(Indicator):
    """1 where a green space of at least the size lies within the straight-line distance, else 0.

    It changes with green spaces only: no link makes it better.
    """

    id = "greenstandard"
    title = "Accessible Greenspace Standards, straight line (change with green spaces only)"
    source = "Natural England Green Infrastructure Framework [V]; 20 ha and above [S]"

    def measures(self, scope: Scope) -> Sequence[Measure]:
        """Return a measure per standard and the near test; the mode plays no part."""
        labels = {
            s.id: f"Green space of {s.hectares:g} ha or more within {s.metres:g} m, straight line"
            f" ({s.label} [{s.mark}])"
            for s in STANDARDS
        }
        labels[NEAR] = "Doorstep or local standard met, straight line"
        return [
            Measure(
                f"{self.id}_{name}", self.id, "", "green_space", None, "0/1",
                f"{label}; changes with green spaces only", self.source, "higher",
            )
            for name, label in labels.items()
        ]  # fmt: skip

    def per_origin(self, measure: Measure, reach: Reach, scope: Scope) -> Floats:
        """Return 1 or 0 per origin."""
        name = measure.name.rsplit("_", 1)[1]
        if name == NEAR:
            return np.maximum(self._met("doorstep", reach), self._met("local", reach))
        return self._met(name, reach)

    def _met(self, name: str, reach: Reach) -> Floats:
        standard = _BY_ID[name]
        places = reach.opportunities
        green = reach.exists & places.of_category("green_space") & (places.size >= standard.hectares)
        centres = shapely.points(reach.origins.centre[reach.numbers])
        met = np.zeros(len(centres))
        if green.any() and len(centres):
            tree = shapely.STRtree(places.geometry[green])
            hits = tree.query(centres, predicate="dwithin", distance=standard.metres)
            met[hits[0]] = 1.0
        return met

    def straight_m(self, measure: Measure) -> float:
        """Return the metres of the standard, for the near test those of the wider of its two."""
        name = measure.name.rsplit("_", 1)[1]
        return max(_BY_ID[one].metres for one in (("doorstep", "local") if name == NEAR else (name,)))

    def everywhere(self, before: Bools, after: Bools, scope: Scope) -> bool:
        """Return whether green spaces came or went: then every origin is looked at again."""
        green = scope.opportunities.of_category("green_space")
        return bool((before != after)[green].any())

    def figures(self, measure: Measure, scope: Scope) -> Sequence[FigureSpec]:
        """Return how many people and employees the standard is met for."""
        return [
            FigureSpec(
                f"{measure.name}_{weight}", measure, weight, "meets", word, f"{word.capitalize()}: {measure.label}",
                "higher",
            )
            for weight, word in WEIGHT_WORDS.items()
        ]  # fmt: skip


INDICATOR = GreenStandard()
