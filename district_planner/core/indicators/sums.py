"""Sums kept without any rounding, so that some of their terms can be replaced and the result is that of a new sum.

``math.fsum`` rounds the exact sum of its terms once. Here that exact sum is kept as a few numbers (Shewchuk 1997): with
the old terms taken away and the new ones added it is rounded once too, and equal to the last digit to a sum of all
terms as they are now.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from district_planner.core.indicators.base import FigureSpec, Weighting, figure_of_sum, figure_terms, figure_value
from district_planner.core.network.joins import Index
from district_planner.core.network.streets import Floats


def expansion(terms: list[float]) -> list[float]:
    """Return a few numbers whose exact sum is the exact sum of the terms."""
    found: list[float] = []
    left = list(terms)
    while (part := math.fsum(left)) != 0.0:
        found.append(part)
        left.append(-part)
    return found


def counted(who: Weighting, origins: Index) -> tuple[Index, Floats]:
    """Return which of some origins are counted, as positions among them, and the weight of each of these."""
    if not len(who.origins):
        return np.empty(0, dtype=np.int64), np.empty(0)
    row = np.minimum(np.searchsorted(who.origins, origins), len(who.origins) - 1)
    at = np.flatnonzero(who.origins[row] == origins)
    return at, who.weight[row[at]]


def crossed(spec: FigureSpec, who: Weighting, origins: Index, before: Floats, after: Floats) -> tuple[float, float]:
    """Return the weights that come to be counted and that cease to be, for a figure of ``COUNTING``.

    Args:
        origins: those whose values differ, all others changing nothing; before, after: their values.
    """
    at, weights = counted(who, origins)
    old = figure_terms(spec, before[at], weights) > 0.0
    new = figure_terms(spec, after[at], weights) > 0.0
    return math.fsum(weights[new & ~old].tolist()), math.fsum(weights[old & ~new].tolist())


@dataclass(frozen=True)
class Running:
    """A figure of a state, ready for the values of some origins to be replaced.

    Attributes:
        spec: the figure; who: everybody who is counted; values: the measure of all origins; parts: the exact sum.
    """

    spec: FigureSpec
    who: Weighting
    values: Floats
    parts: tuple[float, ...]

    @classmethod
    def of(cls, spec: FigureSpec, values: Floats, who: Weighting) -> Running:
        """Return the figure of some values."""
        if spec.statistic == "median" or not who.total:
            return cls(spec, who, values, ())
        terms = figure_terms(spec, values[who.origins], who.weight)
        return cls(spec, who, values, tuple(expansion(terms.tolist())))

    def replaced(self, origins: Index, values: Floats) -> float:
        """Return the figure when the values of some origins are others."""
        at, weights = counted(self.who, origins)
        if not self.who.total or self.spec.statistic == "median":
            every = self.values.copy()
            every[origins] = values
            return figure_value(self.spec, every, self.who)
        old = figure_terms(self.spec, self.values[origins[at]], weights)
        new = figure_terms(self.spec, values[at], weights)
        total = math.fsum([*self.parts, *(-old).tolist(), *new.tolist()])
        return figure_of_sum(self.spec, total, self.who)

    def crossed(self, origins: Index, values: Floats) -> tuple[float, float]:
        """Return the weights that come to be counted and that cease to be, for a figure that counts."""
        return crossed(self.spec, self.who, origins, self.values[origins], values)
