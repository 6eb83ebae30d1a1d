"""Tracing along the streets from the last vertex to the cursor, over the network of the open district."""

from __future__ import annotations

from typing import Any

from district_planner.core.access.modes import MODES
from district_planner.core.network.graph import build_graph
from district_planner.core.network.tracing import TracedStreets, Ways
from district_planner.gui.map_tools.frame import Frame, Point
from district_planner.gui.map_tools.roles import Drawn

OFF_PX = 15.0
"""How far from a street the cursor may be and still mean it [P]."""


class Tracer:
    """Ways along the streets that a mode may use; the network is made at the first trace and kept with its district.

    Args:
        session: the open district; frame: tells how many metres a pixel is; mode: whose streets, e.g. ``cycle``.
    """

    def __init__(self, session: Drawn, frame: Frame, mode: str) -> None:
        self._session = session
        self._frame = frame
        self._mode = mode
        self._of: Any = None
        self._streets: TracedStreets | None = None
        self._ways: tuple[Point, Ways] | None = None

    def way(self, start: Point, end: Point) -> tuple[Point, ...]:
        """Return the points after ``start`` of the way to ``end``; empty where it cannot be traced.

        Both are taken to the street within some pixels of them, and the way ends there.
        """
        streets = self._network()
        if streets is None:
            return ()
        off = OFF_PX * self._frame.metres_per_pixel(end)
        goal = streets.nearest(end, off)
        ways = self._from(streets, start, off)
        if goal is None or ways is None:
            return ()
        xy = ways.to(goal)
        return () if xy is None else tuple((float(x), float(y)) for x, y in xy if (x, y) != start)

    def _from(self, streets: TracedStreets, start: Point, off: float) -> Ways | None:
        if self._ways is None or self._ways[0] != start:
            spot = streets.nearest(start, off)
            if spot is None:
                return None
            self._ways = (start, Ways(streets, spot))
        return self._ways[1]

    def _network(self) -> TracedStreets | None:
        """Return the streets of the mode, None until the district is compiled."""
        engine = self._session.engine
        if engine is None:
            return None
        if self._of is not engine.streets:
            known = engine.networks.get(self._mode)
            graph = known.graph if known else build_graph(engine.streets, MODES[self._mode], engine.district.settings)
            self._of, self._streets, self._ways = engine.streets, TracedStreets(graph), None
        return self._streets
