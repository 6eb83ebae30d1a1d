"""The stops of a line in hand as they are shown: interchanges with their walking time, and what is not measured."""

from __future__ import annotations

from typing import Any

import numpy as np

from district_planner.core.errors import PlannerError
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.transit_line import line_stops
from district_planner.core.transit.change_points import ChangePoint, ExistingStops, change_points, existing_stops
from district_planner.core.transit.ground import Ground, StraightGround, StreetGround
from district_planner.gui.canvas import wording
from district_planner.gui.canvas.stop_dots import StopDot
from district_planner.gui.map_tools.frame import Frame
from district_planner.gui.map_tools.line_stops import runs
from district_planner.gui.map_tools.roles import Drawn
from district_planner.translation import tr

MS_PER_MIN = 60_000.0


class StopMarks:
    """What stands beside the stops of a line; the district's own stops are read once.

    Args:
        session: the open district; frame: the way to the map.
    """

    def __init__(self, session: Drawn, frame: Frame) -> None:
        self._session = session
        self._frame = frame
        self._of: Any = None
        self._known: ExistingStops | None = None
        self._ground: Ground | None = None

    def dots(self, one: Intervention, held: int = -1) -> tuple[StopDot, ...]:
        """Return the stops of a line; those of one that cannot be used are none.

        Args:
            held: number of the stop that hangs on the cursor or is pointed at.
        """
        try:
            stops = line_stops(one)
        except PlannerError:
            return ()
        beside = {point.number: point for point in self.changes(one)}
        xy = self._frame.map_xy(np.array([(stop.x, stop.y) for stop in stops]))
        return tuple(
            self._dot((float(x), float(y)), beside.get(number), number == held) for number, (x, y) in enumerate(xy)
        )

    def changes(self, one: Intervention) -> tuple[ChangePoint, ...]:
        """Return where one changes between a line and what is there: other lines that are on are."""
        known = self._existing()
        if known is None or self._ground is None:
            return ()
        others = []
        for other in self._session.interventions():
            if other.id != one.id and runs(other) and (other.external or other.id in self._session.on()):
                try:
                    others.append((other.label, line_stops(other)))
                except PlannerError:
                    continue
        return change_points(line_stops(one), known.and_drawn(others), self._ground)

    def warnings(self) -> tuple[str, ...]:
        """Say that public transport is not measured, and how it comes to be; nothing where it is."""
        engine = self._session.engine
        if engine is None or any(mode.rides for mode in engine.scope.modes):
            return ()
        if any(len(engine.district.table(name)) for name in ("transit_trips",)) or any(
            runs(other) for other in self._session.interventions()
        ):
            return (
                tr("Public transport is not measured yet: tick it on the page Scores, under the question"),
            )  # fmt: skip
        return (
            tr("Public transport is not measured yet: finish the line, then tick it on the page Scores"),
        )  # fmt: skip

    def _dot(self, xy: tuple[float, float], beside: ChangePoint | None, held: bool) -> StopDot:
        if beside is None:
            return StopDot(xy, held=held)
        x, y = self._frame.map_xy(np.array([(beside.x, beside.y)]))[0]
        return StopDot(xy, change_words(beside), (float(x), float(y)), beside.served, held)

    def _existing(self) -> ExistingStops | None:
        engine = self._session.engine
        if engine is None:
            return None
        table = engine.district.table("stops")
        if self._of is not table:
            self._of, self._known = table, existing_stops(table)
            self._ground = _ground(engine)
        return self._known


def change_words(point: ChangePoint) -> str:
    """Return the stop to change to and the minutes on foot."""
    name = point.name or tr("stop")
    minutes = wording.number(point.ms / MS_PER_MIN, 1)
    if point.served:
        return tr("{}: {} min on foot").format(name, minutes)
    return tr("{}: {} min on foot, no timetable").format(name, minutes)


def _ground(engine: Any) -> Ground:
    """Return the ways on foot of an engine; graphs that it has are used, its own table of joins is left alone."""
    settings = engine.district.settings
    if engine.streets is None:
        return StraightGround(settings)
    walk = engine.networks.get("walk")
    graphs = {} if walk is None or walk.graph is None else {"walk": walk.graph}
    return StreetGround(engine.streets, settings, graphs)
