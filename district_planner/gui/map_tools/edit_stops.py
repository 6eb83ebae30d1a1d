"""Stops of a drawn line: moved along it, added, taken away; and the class of each leg."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any

import numpy as np
import shapely
from qgis.PyQt.QtCore import QPoint, Qt

from district_planner.core.interventions.intervention import Intervention
from district_planner.gui.canvas.stage import Hanging
from district_planner.gui.map_tools import line_stops
from district_planner.gui.map_tools.carrying import CarryingTool
from district_planner.gui.map_tools.facts import metres
from district_planner.gui.map_tools.leg_words import way_name
from district_planner.gui.map_tools.picking import picked
from district_planner.translation import tr


class State(Enum):
    """Where the editing of stops stands."""

    READY = "no line is held"
    HOLDING = "a line shows its stops"
    CARRYING = "one of its stops hangs on the cursor"


class StopsTool(CarryingTool):
    """First click: hold a line. Then stops are dragged along it, a click between stops adds one.

    Delete takes the stop under the cursor or in hand away, L gives the leg under the cursor another class.
    """

    snaps = False

    def __init__(self, *collaborators: Any) -> None:
        super().__init__(*collaborators)
        self.state = State.READY
        self._held: Intervention | None = None
        self._shape: Intervention | None = None
        self._stop = -1

    def moved(self) -> None:
        """Show the line under the cursor, the held one, or the held one with its stop at the cursor."""
        held = self._now()
        if held is None:
            self._point_at()
        elif self._shape is not None and self.state is State.CARRYING:
            self._show_line(self._at_cursor(self._shape), self._stop, self._moving_hint())
        else:
            self._show_line(held, self._stop_under(held), self._holding_hint(held))

    def clicked(self) -> None:
        """Take a line, a stop or a place on the line; put a stop down; beside the line: let it go."""
        held = self._now()
        if held is None:
            found = self._line_under()
            if found is not None:
                self.hold(found)
        elif self.state is State.CARRYING:
            self.put_down()
        elif self._stop_under(held) >= 0:
            self.take_stop(held, self._stop_under(held))
        elif self._on_line(held):
            self._add(held)
        else:
            found = self._line_under()
            self.cancelled() if found is None else self.hold(found)

    def pressed(self, key: int) -> bool:
        """Take a stop away with Backspace or Delete; change the class of a leg with L."""
        held = self._now()
        if held is None:
            return False
        if key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            number = self._stop if self.state is State.CARRYING else self._stop_under(held)
            if number >= 0:
                self.remove_stop(held, number)
            return number >= 0
        if key == Qt.Key.Key_L and self.state is State.HOLDING and self._leg_under(held) >= 0:
            self._put(line_stops.with_next_class(held, self._leg_under(held)), tr("Change a leg of {}"))
            return True
        return False

    # One method per transition

    def hold(self, one: Intervention) -> None:
        """Show the stops of a line."""
        self.state, self._held, self._shape, self._stop = State.HOLDING, one, None, -1
        self.session.select(one.id)
        self.moved()

    def take_stop(self, shape: Intervention, number: int) -> None:
        """Hang a stop on the cursor."""
        self.state, self._shape, self._stop = State.CARRYING, shape, number
        self._pressed = QPoint(self.pixel)
        self.moved()

    def put_down(self) -> None:
        """Leave the stop where it is along the line: one step that can be undone."""
        if self._shape is not None:
            added = self._shape is not self._held
            self._put(self._at_cursor(self._shape), tr("Add a stop to {}") if added else tr("Move a stop of {}"))

    def remove_stop(self, held: Intervention, number: int) -> None:
        """Take a stop away: one step that can be undone; one that was just added never was there."""
        if self._shape is not None and self._shape is not self._held:
            self.hold(held)
            return
        shorter = line_stops.without_stop(held, number)
        if shorter is None:
            self.message(tr("A line needs two stops: use Delete to take the line away."))
        else:
            self._put(shorter, tr("Take a stop of {} away"))

    def cancelled(self) -> None:
        """Put the stop back, or let the line go."""
        held = self._now()
        if self.state is State.CARRYING and held is not None:
            self.hold(held)
            return
        self.state, self._held, self._shape, self._stop = State.READY, None, None, -1
        self.rest()

    @property
    def carrying(self) -> bool:
        """Return whether something is in hand that can be put back."""
        return self.state is State.CARRYING

    def district_changed(self, ids: Sequence[str]) -> None:
        """Let the stop in hand go where somebody else changed its line."""
        held = self._held
        if held is not None and held.id in ids and self.session.intervention(held.id) != held:
            self.state, self._shape, self._stop = State.HOLDING, None, -1
            if self._now() is None:
                self.rest()

    def deactivate(self) -> None:
        """Put the stop back and let the line go."""
        self.cancelled()
        super().deactivate()

    # Showing

    def _show_line(self, one: Intervention, stop: int, hint: str) -> None:
        edit, said, problem = self.judged(one)
        strokes = self._outline(one) if problem else self.strokes_of(one)
        stops = self.stop_marks.dots(one, stop)
        # Scoring in the background rests while something is scored at the cursor, so a line that only shows is not.
        moving = edit if self.state is State.CARRYING else None
        warnings = self.stop_marks.warnings() if moving else ()
        self.hang(Hanging(
            moving, strokes, facts=said, problem=problem, hint=hint, stops=stops, warnings=warnings
        ))  # fmt: skip

    def _point_at(self) -> None:
        found = self._line_under()
        if found is None:
            self.hang(Hanging(None, hint=tr("Click a line of public transport to change its stops")))
            return
        hint = tr("Click to change the stops of {}").format(found.label)
        self.hang(Hanging(None, self.strokes_of(found), hint=hint, stops=self.stop_marks.dots(found)))

    def _holding_hint(self, held: Intervention) -> str:
        if self._stop_under(held) >= 0:
            return tr("Drag the stop along the line; Delete takes it away")
        leg = self._leg_under(held)
        if leg >= 0:
            way = way_name(line_stops.classes(held)[leg])
            return tr("Click to add a stop · leg {}, L changes it").format(way)
        return tr("Drag a stop; click the line to add one")

    def _moving_hint(self) -> str:
        if self._shape is None:
            return ""
        stop = line_stops.records(self._at_cursor(self._shape))[self._stop]
        return tr("{} from the start").format(metres(stop["chainage_m"]))

    # Under the cursor

    def _now(self) -> Intervention | None:
        """Return the held line as it is in the district, whoever changed it; None once it is gone."""
        if self._held is None or self.state is State.CARRYING:
            return self._held
        self._held = self.session.intervention(self._held.id)
        if self._held is None:
            self.state = State.READY
        return self._held

    def _line_under(self) -> Intervention | None:
        lines = [one for one in self.session.interventions() if line_stops.runs(one) and self.judged(one)[2] == ""]
        return picked(lines, self.frame.at(self.pixel), self.tolerance_m, self.session.selected)

    def _chainage(self, one: Intervention) -> float:
        return float(one.geometry.project(shapely.Point(self.frame.at(self.pixel))))

    def _on_line(self, one: Intervention) -> bool:
        return bool(one.geometry.distance(shapely.Point(self.frame.at(self.pixel))) <= self.tolerance_m)

    def _stop_under(self, one: Intervention) -> int:
        """Return the number of the stop under the cursor, -1 for none."""
        at = [stop["chainage_m"] for stop in line_stops.records(one)]
        xy = shapely.get_coordinates(shapely.line_interpolate_point(one.geometry, at))
        away = np.hypot(*(xy - self.frame.at(self.pixel)).T)
        return int(away.argmin()) if away.min() <= self.tolerance_m else -1

    def _leg_under(self, one: Intervention) -> int:
        """Return the number of the leg under the cursor, -1 for none."""
        if not self._on_line(one):
            return -1
        at, here = [stop["chainage_m"] for stop in line_stops.records(one)], self._chainage(one)
        return int(np.searchsorted(at, here)) - 1 if at[0] < here < at[-1] else -1

    def _at_cursor(self, one: Intervention) -> Intervention:
        return line_stops.with_stop_at(one, self._stop, self._chainage(one))

    def _add(self, held: Intervention) -> None:
        more = line_stops.with_stop_added(held, self._chainage(held))
        if more is None:
            self.message(tr("A stop nearer than 50 m to the next cannot be added here."))
        else:
            self.take_stop(*more)

    def _put(self, one: Intervention, what: str) -> None:
        _, _, problem = self.judged(one)
        if problem:
            self.message(problem)
        elif one == self._held or self.session.put(one, what.format(one.label)):
            self.hold(one)
