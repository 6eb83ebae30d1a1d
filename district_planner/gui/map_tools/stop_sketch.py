"""A line of public transport in the making: which vertices are stops, and the class of every leg."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from district_planner.core.interventions.services import LEG_CLASSES
from district_planner.core.interventions.transit_line import NEAREST_STOPS_M
from district_planner.gui.map_tools.sketch import Point, Sketch


@dataclass(frozen=True)
class StopSketch(Sketch):
    """What is placed so far.

    Attributes:
        is_stop: of every vertex that the planner placed, whether it is a stop.
        ways: the class of the way to it, one of ``LEG_CLASSES``; the first vertex has that of the leg in hand.
        stop: whether the vertex in hand is a stop; way: class of the leg in hand, empty: that of the service.
    """

    is_stop: tuple[bool, ...] = ()
    ways: tuple[str, ...] = ()
    stop: bool = True
    way: str = ""

    def with_vertex(self, *points: Point) -> StopSketch:
        """Return it with a vertex placed; one that is too near to the last stop is none."""
        stop = self.stops_at(points)
        placed = cast(StopSketch, super().with_vertex(*points))
        if placed is self:
            return self
        return replace(placed, is_stop=(*self.is_stop, stop), ways=(*self.ways, self.way))

    def taken_back(self) -> StopSketch:
        """Return it without the last placed vertex; the leg in hand has the class of the one taken back."""
        if not self.legs:
            return StopSketch(stop=self.stop, way=self.way)
        shorter = cast(StopSketch, super().taken_back())
        return replace(shorter, is_stop=self.is_stop[:-1], ways=self.ways[:-1], way=self.ways[-1])

    def with_next_way(self, usual: str) -> StopSketch:
        """Return it with another class of the leg in hand; ``usual`` is that of the service."""
        now = LEG_CLASSES.index(self.way or usual)
        return replace(self, way=LEG_CLASSES[(now + 1) % len(LEG_CLASSES)])

    def stops_at(self, hanging: Sequence[Point]) -> bool:
        """Return whether what hangs on the cursor would be a stop: not so near to the last one."""
        if not self.stop or not hanging:
            return False
        stops = self.chainages()
        if not stops:
            return True
        return self._length(hanging) - stops[-1] >= NEAREST_STOPS_M

    def chainages(self, hanging: Sequence[Point] = ()) -> tuple[float, ...]:
        """Return metres along the line of every stop, that on the cursor too, to the millimetre."""
        at, found = 0.0, []
        here = self.start
        for number, stop in enumerate(self.is_stop):
            if number:
                at += _length([here, *self.legs[number - 1].points])
                here = self.legs[number - 1].points[-1]
            found += [round(at, 3)] if stop else []
        if hanging and self.stops_at(hanging):
            found.append(round(self._length(hanging), 3))
        return tuple(found)

    def leg_ways(self, hanging: Sequence[Point] = ()) -> tuple[str, ...]:
        """Return the class of every leg between stops: that of the way on which its end was reached."""
        found = [way for way, stop in zip(self.ways, self.is_stop) if stop]
        if hanging and self.stops_at(hanging):
            found.append(self.way)
        return tuple(found[1:])

    def stop_attributes(self, hanging: Sequence[Point], usual: str) -> dict[str, str]:
        """Return ``stops`` and ``legs`` as columns hold them; legs only where they differ from the usual class."""
        stops = [{"chainage_m": at} for at in self.chainages(hanging)]
        found = {"stops": json.dumps(stops)} if stops else {}
        ways = [way or usual for way in self.leg_ways(hanging)]
        return {**found, "legs": json.dumps(ways)} if any(way != usual for way in ways) else found

    def _length(self, hanging: Sequence[Point] = ()) -> float:
        points = [point for leg in self.legs for point in leg.points]
        return _length([self.start, *points, *hanging])


def _length(points: Sequence[Point | None]) -> float:
    xy = np.array([point for point in points if point is not None])
    return float(np.hypot(*np.diff(xy, axis=0).T).sum()) if len(xy) > 1 else 0.0
