"""Ways on the ground, and by which mode each is the quickest: what a trip that is told part by part begins with."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from district_planner.core.access.trip import Part
from district_planner.core.evaluation.places import Places
from district_planner.core.interventions.effects import Effect
from district_planner.core.network.streets import Objects
from district_planner.core.progress import Progress, no_progress
from district_planner.core.transit.ground import Ground, Span
from district_planner.core.transit.legs import Legs, legs_of
from district_planner.core.transit.waits import Weights


@dataclass(frozen=True)
class Approach:
    """Ways from rows to columns.

    Attributes:
        legs: as they weigh; clock: the same ways by the clock; modes: of each way.
    """

    legs: Legs
    clock: Legs
    modes: Objects

    def ms(self, row: int, column: int) -> float:
        """Return the weighed milliseconds of a way, ``inf`` where there is none."""
        at = self._at(row, column)
        return math.inf if at < 0 else float(self.legs.ms[at])

    def mode(self, row: int, column: int) -> str:
        """Return the mode of a way that there is."""
        return str(self.modes[self._at(row, column)])

    def part(self, row: int, column: int, ends: tuple[int, int]) -> Part:
        """Return a way that there is as a part of a trip."""
        at = self._at(row, column)
        return Part(str(self.modes[at]), *ends, float(self.legs.ms[at]), float(self.clock.ms[at]))

    def _at(self, row: int, column: int) -> int:
        begin, end = (int(one) for one in self.legs.first[row : row + 2])
        at = begin + int(np.searchsorted(self.legs.other[begin:end], column))
        return at if at < end and self.legs.other[at] == column else -1

    def turned(self, columns: int, weights: Weights) -> Approach:
        """Return the ways with rows and columns exchanged; they must be of one mode."""
        clock = legs_of(self.clock.other, self.clock.row, self.clock.ms, columns)
        return Approach(clock.weighed(weights), clock, self.modes)


@dataclass(frozen=True)
class Approaches:
    """Ways all the way (origins by opportunities), to stops (origins by stops), from stops (opportunities by stops)."""

    direct: Approach
    out: Approach
    into: Approach


def approach(
    ground: Ground, sources: Places, targets: Places, span: Span, weights: Weights, effects: Sequence[Effect],
    progress: Progress = no_progress,
) -> Approach:  # fmt: skip
    """Return the quickest ways from sources to targets, of two modes that are as quick the first of the span's."""
    parts = [ground.one(sources, targets, mode, limit, effects, progress) for mode, limit in span.limits]
    row, other, ms = (np.concatenate(column) for column in zip(*((one.row, one.other, one.ms) for one in parts)))
    clock = legs_of(row, other, ms, len(sources))
    modes: Objects = np.full(len(clock.ms), "", dtype=object)
    width = max(len(targets), 1)
    keys = clock.row * width + clock.other
    for (mode, _), one in reversed(list(zip(span.limits, parts))):
        at = np.searchsorted(keys, one.row * width + one.other)
        modes[at[clock.ms[at] == one.ms]] = mode
    return Approach(clock.weighed(weights), clock, modes)
