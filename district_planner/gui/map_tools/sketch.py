"""A line or outline in the making, in the district's CRS: legs, bridge parts, points that must not join."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from district_planner.core.network.streets import Floats

Point = tuple[float, float]
Span = tuple[float, float]


@dataclass(frozen=True)
class Leg:
    """From one placed vertex to the next: the points after the first, and whether it is on a bridge."""

    points: tuple[Point, ...]
    raised: bool = False


@dataclass(frozen=True)
class Sketch:
    """What is placed so far.

    Attributes:
        start: first vertex, None before it is placed; legs: what follows, one for each placed vertex.
        raised: whether the leg in hand is on a bridge.
        no_join: points at which the planner said that it does not join.
    """

    start: Point | None = None
    legs: tuple[Leg, ...] = ()
    raised: bool = False
    no_join: tuple[Point, ...] = ()

    @property
    def last(self) -> Point | None:
        """Return the last placed vertex."""
        return self.legs[-1].points[-1] if self.legs else self.start

    @property
    def vertices(self) -> tuple[Point, ...]:
        """Return the vertices that the planner placed, without those that tracing put between."""
        return (() if self.start is None else (self.start,)) + tuple(leg.points[-1] for leg in self.legs)

    def with_vertex(self, *points: Point) -> Sketch:
        """Return it with a vertex placed; further points before it lie on the way."""
        if self.start is None:
            return replace(self, start=points[-1])
        if points[-1] == self.last:
            return self
        return replace(self, legs=(*self.legs, Leg(tuple(points), self.raised)))

    def taken_back(self) -> Sketch:
        """Return it without the last placed vertex; the leg in hand is as the one that was taken back."""
        if not self.legs:
            return Sketch(raised=self.raised)
        return replace(self, legs=self.legs[:-1], raised=self.legs[-1].raised)

    def with_bridge_toggled(self) -> Sketch:
        """Return it with the leg in hand on a bridge, or at grade again."""
        return replace(self, raised=not self.raised)

    def with_join_toggled(self, at: Point, tolerance_m: float) -> Sketch:
        """Return it with one join forbidden, or allowed again."""
        return replace(self, no_join=toggled(self.no_join, at, tolerance_m))

    def pieces(self, hanging: Sequence[Point] = ()) -> list[tuple[Floats, bool]]:
        """Return the vertices of consecutive legs of one level, with the leg to the cursor when given."""
        if self.start is None:
            return []
        legs = [*self.legs, Leg(tuple(hanging), self.raised)] if hanging else list(self.legs)
        found: list[tuple[list[Point], bool]] = []
        here = self.start
        for leg in legs:
            if not found or found[-1][1] != leg.raised:
                found.append(([here], leg.raised))
            found[-1][0].extend(leg.points)
            here = leg.points[-1]
        return [(np.array(points), raised) for points, raised in found]

    def xy(self, hanging: Sequence[Point] = ()) -> Floats:
        """Return all vertices, with the leg to the cursor when given; no vertex follows its equal."""
        points = [() if self.start is None else (self.start,), *(leg.points for leg in self.legs), tuple(hanging)]
        return without_repeats(np.array([point for part in points for point in part]).reshape(-1, 2))

    def parts(self, hanging: Sequence[Point] = ()) -> tuple[Span, ...]:
        """Return the chainages of the bridge parts in metres, to the millimetre."""
        at, found = 0.0, []
        for xy, raised in self.pieces(hanging):
            length = float(np.hypot(*np.diff(xy, axis=0).T).sum())
            if raised and length > 0:
                found.append((round(at, 3), round(at + length, 3)))
            at += length
        return tuple(found)

    def attributes(self, hanging: Sequence[Point] = ()) -> dict[str, str]:
        """Return ``parts`` and ``no_join`` as columns hold them; absent where there are none."""
        found = {"parts": self.parts(hanging), "no_join": self.no_join}
        return {name: written(value) for name, value in found.items() if value}

    def line(self, hanging: Sequence[Point] = ()) -> shapely.LineString | None:
        """Return the line, None while it has no length."""
        xy = self.xy(hanging)
        return shapely.LineString(xy) if len(xy) > 1 else None

    def outline(self, hanging: Sequence[Point] = ()) -> shapely.Polygon | None:
        """Return the area, None while it has none."""
        xy = self.xy(hanging)
        if len(xy) > 1 and np.array_equal(xy[0], xy[-1]):
            xy = xy[:-1]
        return shapely.Polygon(xy) if len(xy) > 2 else None


def without_repeats(xy: Floats) -> Floats:
    """Return vertices of which none is equal to the one before."""
    if len(xy) < 2:
        return xy
    kept: Floats = xy[np.concatenate([[True], np.any(np.diff(xy, axis=0) != 0.0, axis=1)])]
    return kept


def toggled(no_join: Sequence[Point], at: Point, tolerance_m: float) -> tuple[Point, ...]:
    """Return points that must not join, without those about ``at``, or with it where there is none."""
    kept = tuple(point for point in no_join if np.hypot(point[0] - at[0], point[1] - at[1]) > tolerance_m)
    return kept if len(kept) < len(no_join) else (*no_join, (round(at[0], 3), round(at[1], 3)))


def written(pairs: Sequence[tuple[float, float]]) -> str:
    """Return pairs as the JSON of a column."""
    return json.dumps([list(pair) for pair in pairs])
