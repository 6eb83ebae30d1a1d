"""Moving an intervention as a whole: click, move, click, or drag."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any

from qgis.PyQt.QtCore import QPoint

from district_planner.core.interventions.intervention import Intervention
from district_planner.gui.map_tools.carrying import CarryingTool
from district_planner.gui.map_tools.changes import shifted
from district_planner.gui.map_tools.frame import Point
from district_planner.translation import tr


class State(Enum):
    """Where a move stands."""

    READY = "nothing is in hand"
    CARRYING = "an intervention hangs on the cursor"


class MoveTool(CarryingTool):
    """Carries one intervention at a time."""

    def __init__(self, *collaborators: Any) -> None:
        super().__init__(*collaborators)
        self.state = State.READY
        self._carried: Intervention | None = None
        self._from: Point = (0.0, 0.0)

    def moved(self) -> None:
        """Show what is under the cursor, or the carried intervention where it would be."""
        if self._carried is not None:
            self.show(self._at_cursor(self._carried), scored=True)
            return
        found = self.under_cursor()
        if found is None:
            self.rest()
        else:
            self.show(found, scored=False, hint=tr("Click to take hold of {}").format(found.label))

    def clicked(self) -> None:
        """Take hold of what is under the cursor, or put the carried one down."""
        if self.state is State.CARRYING:
            self.put_down()
            return
        found = self.under_cursor()
        if found is not None:
            self.take_up(found)

    # One method per transition

    def take_up(self, one: Intervention) -> None:
        """Hang an intervention on the cursor."""
        self.state, self._carried = State.CARRYING, one
        self._from, self._pressed = self.cursor or self.frame.at(self.pixel), QPoint(self.pixel)
        self.session.select(one.id)
        self.moved()

    def put_down(self) -> None:
        """Leave the carried one where it is now: one step that can be undone."""
        carried = self._carried
        self.state, self._carried = State.READY, None
        self.rest()
        if carried is not None and self.cursor not in (None, self._from):
            self.session.put(self._at_cursor(carried), tr("Move {}").format(carried.label))

    def cancelled(self) -> None:
        """Let the carried one be where it was."""
        self.state, self._carried = State.READY, None
        self.rest()

    @property
    def carrying(self) -> bool:
        """Return whether something is in hand that can be put back."""
        return self.state is State.CARRYING

    def district_changed(self, ids: Sequence[str]) -> None:
        """Let the carried one go where somebody else changed it."""
        carried = self._carried
        if carried is not None and carried.id in ids and self.session.intervention(carried.id) != carried:
            self.cancelled()

    def _at_cursor(self, one: Intervention) -> Intervention:
        here = self.cursor or self._from
        return shifted(one, (here[0] - self._from[0], here[1] - self._from[1]))
