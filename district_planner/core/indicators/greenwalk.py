"""Green space within a walk: network time to an entrance, for the standards up to 2 km (rules 3.9)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from district_planner.core.access.modes import Mode
from district_planner.core.access.times import Rows
from district_planner.core.evaluation.results import Measure
from district_planner.core.indicators.base import MS_PER_MIN, WEIGHT_WORDS, FigureSpec, Gap, Indicator, Reach, Scope
from district_planner.core.indicators.green_standards import STANDARDS, WALKABLE_M, Standard
from district_planner.core.network.graph import run_ms
from district_planner.core.network.streets import Bools, Floats
from district_planner.core.settings import number

_WALKABLE = {s.id: s for s in STANDARDS if s.metres <= WALKABLE_M}


def _walks(mode: Mode) -> bool:
    return mode.delays == "walk" and not mode.rides


def _standard(measure: Measure) -> Standard:
    return _WALKABLE[measure.name.rsplit("_", 1)[1]]


def _walk_ms(metres: float, mode: str, scope: Scope) -> float:
    return float(run_ms(metres, number(scope.settings, f"{mode}_kmh")))


class GreenWalk(Indicator):
    """1 where a green space of at least the size can be entered within the standard's distance on foot, else 0."""

    id = "greenwalk"
    title = "Green space within a walk of the standard's distance"
    source = "Natural England standards over the network, stricter than the official form [P]"

    def measures(self, scope: Scope) -> Sequence[Measure]:
        """Return a measure per standard, for walking and wheelchair."""
        return [
            Measure(
                f"{self.id}_{mode.id}_{s.id}", self.id, mode.id, "green_space", None, "0/1",
                f"Green space of {s.hectares:g} ha or more within {s.metres:g} m {mode.label} ({s.label} [{s.mark}])",
                self.source, "higher",
            )
            for mode in scope.modes if _walks(mode) for s in _WALKABLE.values()
        ]  # fmt: skip

    def gaps(self, mode: Mode, scope: Scope) -> Sequence[Gap]:
        """Return that the standards are for walking."""
        if _walks(mode):
            return ()
        what = f"green space within a walk is measured on foot and in a wheelchair, not {mode.label}"
        return [Gap(what, "Add the mode walk")]

    def per_origin(self, measure: Measure, reach: Reach, scope: Scope) -> Floats:
        """Return 1 or 0 per origin: the standard's metres are walked at the mode's speed."""
        rows = reach.to("green_space")
        met = np.zeros(len(reach))
        met[rows.row[self.counted(measure, rows, scope)]] = 1.0
        return met

    def counted(self, measure: Measure, rows: Rows, scope: Scope) -> Bools:
        """Return which green spaces are near and large enough."""
        standard = _standard(measure)
        near = rows.ms <= _walk_ms(standard.metres, measure.mode, scope)
        return np.asarray(near & (scope.opportunities.size[rows.opportunity] >= standard.hectares))

    def horizon_min(self, measure: Measure, scope: Scope) -> float:
        """Return the minutes over the standard's metres."""
        return _walk_ms(_standard(measure).metres, measure.mode, scope) / MS_PER_MIN

    def searched_min(self, mode: Mode, scope: Scope) -> float:
        """Return the minutes over the longest of the standards: their metres are the limit."""
        if not _walks(mode):
            return 0.0
        return _walk_ms(max(s.metres for s in _WALKABLE.values()), mode.id, scope) / MS_PER_MIN

    def figures(self, measure: Measure, scope: Scope) -> Sequence[FigureSpec]:
        """Return how many people and employees the standard is met for."""
        return [
            FigureSpec(
                f"{measure.name}_{weight}", measure, weight, "meets", word, f"{word.capitalize()}: {measure.label}",
                "higher",
            )
            for weight, word in WEIGHT_WORDS.items()
        ]  # fmt: skip


INDICATOR = GreenWalk()
