"""A way somebody takes, leg by leg: what it leads over, how long and how far."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from district_planner.core.access.trip import Trip

KINDS = ("access", "street", "line", "connector", "crossing", "wait", "ride", "interchange")
"""What a leg leads over: to or from a door, a street, a drawn line, its connector to a street, a crossing's wait; by
public transport also a wait at a stop, a ride, and what an interchange weighs."""

TINY_M = 0.001
"""What is shorter than a millimetre is not drawn."""


@dataclass(frozen=True)
class Leg:
    """One piece of a way.

    Attributes:
        kind: one of ``KINDS``; name: the street's name, may be empty.
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

    def turned(self) -> Leg:
        """Return the leg travelled the other way."""
        return self if self.geometry is None else replace(self, geometry=shapely.reverse(self.geometry))


@dataclass(frozen=True)
class Way:
    """The quickest way from an origin to an opportunity.

    Attributes:
        legs: in order of travel; trip: by public transport the same in parts, walks in one piece; else empty.
    """

    legs: tuple[Leg, ...]
    trip: Trip = ()

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
        return joined_line(leg.geometry for leg in self.legs)


def joined_line(lines: Iterable[BaseGeometry | None]) -> BaseGeometry:
    """Return lines end to end as one LineString, without repeated points; empty where there is no length."""
    xy: list[tuple[float, float]] = []
    for line in lines:
        for point in shapely.get_coordinates(line).tolist() if line is not None else ():
            if not xy or xy[-1] != (point[0], point[1]):
                xy.append((point[0], point[1]))
    return shapely.LineString(xy) if len(xy) > 1 else shapely.LineString()


def way_of(legs: Iterable[Leg]) -> Way:
    """Return a way; neighbouring legs over one thing become one, those without time and length are left out."""
    merged: list[Leg] = []
    for leg in legs:
        if not leg.ms and leg.metres < TINY_M:
            continue
        last = merged[-1] if merged else None
        if last and (last.kind, last.name, last.intervention) == (leg.kind, leg.name, leg.intervention):
            merged[-1] = replace(
                last,
                geometry=_both(last.geometry, leg.geometry),
                metres=last.metres + leg.metres,
                ms=last.ms + leg.ms,
                real_ms=last.real_ms + leg.real_ms,
            )
        else:
            merged.append(leg)
    return Way(tuple(merged))


def _both(first: BaseGeometry | None, second: BaseGeometry | None) -> BaseGeometry | None:
    if first is None or second is None:
        return second if first is None else first
    return joined_line((first, second))


def fitted(legs: Sequence[Leg], ms: float, real_ms: float) -> list[Leg]:
    """Return legs that take a given time in all, each in proportion, in whole milliseconds."""
    done = np.cumsum([leg.ms for leg in legs])
    if not done[-1]:
        return list(legs)
    counted, clock = (np.diff(np.rint(done / done[-1] * total), prepend=0.0).tolist() for total in (ms, real_ms))
    return [replace(leg, ms=a, real_ms=b) for leg, a, b in zip(legs, counted, clock)]
