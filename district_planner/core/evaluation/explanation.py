"""Why an origin scores what it scores: the opportunities that count, their times and the ways to them.

Made by :func:`district_planner.core.evaluation.explain.explain`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Optional

import shapely
from shapely.geometry.base import BaseGeometry

from district_planner.core.evaluation.results import Measure

KINDS = ("access", "street", "line", "connector", "crossing")
"""What a leg leads over: to or from a door, a street, a drawn line, its connector to a street, a crossing's wait."""


@dataclass(frozen=True)
class Leg:
    """One piece of a way.

    Attributes:
        kind: one of ``KINDS``; name: the street's name, or the intervention's; may be empty.
        intervention: id of the drawn intervention that the leg leads over, '' on what is there today.
        geometry: LineString in the district's CRS, in the direction of travel; None where only time passes.
        metres: length; ms: whole milliseconds as the score counts them (perceived ones on a comfort route).
        real_ms: whole milliseconds by the clock; equal to ``ms`` but on a comfort route.
    """

    kind: str
    name: str
    intervention: str
    geometry: BaseGeometry | None
    metres: float
    ms: float
    real_ms: float


@dataclass(frozen=True)
class Way:
    """The quickest way from an origin to an opportunity; ``legs`` in order of travel."""

    legs: tuple[Leg, ...]

    @property
    def ms(self) -> float:
        """Return whole milliseconds: the very number in the table of times."""
        return math.fsum(leg.ms for leg in self.legs)

    @property
    def real_ms(self) -> float:
        """Return whole milliseconds by the clock; they differ from ``ms`` on a comfort route only."""
        return math.fsum(leg.real_ms for leg in self.legs)

    @property
    def metres(self) -> float:
        """Return the length in metres."""
        return math.fsum(leg.metres for leg in self.legs)

    @cached_property
    def geometry(self) -> BaseGeometry:
        """Return the whole way as one LineString in the district's CRS; empty where door and door are one."""
        xy: list[tuple[float, float]] = []
        for leg in self.legs:
            for point in leg.geometry.coords if leg.geometry is not None else ():
                if not xy or xy[-1] != point[:2]:
                    xy.append(point[:2])
        return shapely.LineString(xy) if len(xy) > 1 else shapely.LineString()


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
