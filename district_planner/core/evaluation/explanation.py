"""Why an origin scores what it scores: the opportunities that count, their times and the ways to them.

Made by :func:`district_planner.core.evaluation.explain.explain`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Optional

from district_planner.core.access.way import Leg, Way
from district_planner.core.evaluation.results import Measure

__all__ = ["Explanation", "Leg", "Reason", "Way"]

WayOf = Callable[[], Optional[Way]]


@dataclass(frozen=True)
class Reason:
    """One opportunity that the score counts, in the base or with the candidates.

    Attributes:
        id, name, category: of the opportunity; weight: what it counts for (1, jobs, hectares); x, y: where it is.
        base_ms, with_ms: times of the table, ``inf`` where it is not reached within the limit or does not exist.
        counts_base, counts_with: whether the score counts it.
    """

    id: str
    name: str
    category: str
    weight: float
    x: float
    y: float
    base_ms: float
    with_ms: float
    counts_base: bool
    counts_with: bool
    _base: WayOf = field(repr=False, compare=False)
    _with: WayOf = field(repr=False, compare=False)

    @cached_property
    def base_way(self) -> Way | None:
        """Return the way in the base, None where ``base_ms`` is ``inf``; found when it is first asked for."""
        return self._base()

    @cached_property
    def with_way(self) -> Way | None:
        """Return the way with the candidates, None where ``with_ms`` is ``inf``; found when it is first asked for."""
        return self._with()

    @property
    def changed(self) -> bool:
        """Return whether the candidates change its time."""
        return self.base_ms != self.with_ms


@dataclass(frozen=True)
class Explanation:
    """Why an origin has its score.

    Attributes:
        origin, name: of the origin; x, y: where it is, in the district's CRS.
        measure: what is explained; base, with_all: its values, ``inf`` where nothing is reached within the limit.
        reasons: opportunities that count in the base or with the candidates; those that change first, then the nearer.
        text: the answer in one sentence.
    """

    origin: str
    name: str
    x: float
    y: float
    measure: Measure
    base: float
    with_all: float
    reasons: tuple[Reason, ...]
    text: str
