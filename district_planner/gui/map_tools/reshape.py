"""Reshaping an intervention vertex by vertex, and refusing or allowing its joins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum
from typing import Any

from qgis.PyQt.QtCore import QPoint, Qt

from district_planner.core.interventions import values
from district_planner.core.interventions.catalogue import find
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.settings import number
from district_planner.gui.map_tools import changes
from district_planner.gui.map_tools.carrying import CarryingTool
from district_planner.gui.map_tools.picking import nearest_segment, nearest_vertex
from district_planner.gui.map_tools.sketch import toggled, written
from district_planner.translation import tr


class State(Enum):
    """Where a reshaping stands."""

    READY = "no intervention is held"
    HOLDING = "an intervention shows its vertices and joins"
    CARRYING = "one of its vertices hangs on the cursor"


class ReshapeTool(CarryingTool):
    """The selected intervention is held at once, else what the first click means.

    Then vertices move, segments take new ones, dots toggle their joins.
    """

    def __init__(self, *collaborators: Any) -> None:
        super().__init__(*collaborators)
        self.state = State.READY
        self._held: Intervention | None = None
        self._shape: Intervention | None = None
        self._vertex = 0

    def moved(self) -> None:
        """Show what is under the cursor, the held one, or the held one with its vertex at the cursor."""
        if self._shape is not None and self.cursor is not None:
            self.show(changes.with_vertex_at(self._shape, self._vertex, self.cursor), scored=True, handles=True)
        elif self._held is not None:
            self.show(self._held, scored=True, handles=True, hint=tr("Drag a point; click a line to add one"))
        else:
            self._point_at()

    def _point_at(self) -> None:
        found = self.under_cursor()
        if found is None:
            self.rest()
        else:
            self.show(found, scored=False, hint=tr("Click to reshape {}").format(found.label))

    def clicked(self) -> None:
        """Do what the click means where it is: put down, toggle a join, take a vertex, add one, hold another."""
        if self._held is None:
            self._hold_clicked()
        elif self.state is State.CARRYING:
            self.put_down()
        elif not self._toggle_join(self._held):
            self._take_vertex(self._held)

    def pressed(self, key: int) -> bool:
        """Take the vertex in hand away with Backspace or Delete."""
        if key not in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) or self.state is not State.CARRYING:
            return False
        self.remove_vertex()
        return True

    def activate(self) -> None:
        """Hold the selected intervention at once."""
        super().activate()
        one = self.session.intervention(self.session.selected)
        if one is not None:
            self.pixel = self.map.mouseLastXY()
            self.hold(one)

    # One method per transition

    def hold(self, one: Intervention) -> None:
        """Show the vertices and joins of an intervention."""
        self.state, self._held, self._shape = State.HOLDING, one, None
        self.session.select(one.id)
        self.moved()

    def take_vertex(self, shape: Intervention, vertex: int) -> None:
        """Hang a vertex on the cursor."""
        self.state, self._shape, self._vertex = State.CARRYING, shape, vertex
        self._pressed = QPoint(self.pixel)
        self.moved()

    def put_down(self) -> None:
        """Leave the vertex at the cursor: one step that can be undone."""
        if self._shape is not None and self.cursor is not None:
            self._put(changes.with_vertex_at(self._shape, self._vertex, self.cursor))

    def remove_vertex(self) -> None:
        """Take the vertex in hand away: one step that can be undone."""
        shorter = None if self._held is None else changes.without_vertex(self._held, self._vertex)
        if shorter is None:
            self.message(tr("Nothing would be left: use Delete instead."))
        elif self._shape is self._held:
            self._put(shorter)
        elif self._held is not None:
            self.hold(self._held)

    def cancelled(self) -> None:
        """Put the vertex back, or let the intervention go."""
        if self.state is State.CARRYING and self._held is not None:
            self.hold(self._held)
            return
        self.state, self._held, self._shape = State.READY, None, None
        self.rest()

    @property
    def carrying(self) -> bool:
        """Return whether something is in hand that can be put back."""
        return self.state is State.CARRYING

    def district_changed(self, ids: Sequence[str]) -> None:
        """Hold the intervention as it is now, or let it go where it is gone."""
        held = self._held
        if held is None or held.id not in ids:
            return
        now = self.session.intervention(held.id)
        if now is None:
            self.state, self._held, self._shape = State.READY, None, None
            self.rest()
        elif now != held:
            self.hold(now)

    def deactivate(self) -> None:
        """Put the vertex back and let the intervention go."""
        self.cancelled()
        super().deactivate()

    def _put(self, one: Intervention) -> None:
        _, _, problem = self.judged(one)
        if problem:
            self.message(problem)
            return
        if one == self._held or self.session.put(one, tr("Reshape {}").format(one.label)):
            self.hold(one)

    def _hold_clicked(self) -> None:
        found = self.under_cursor()
        if found is not None:
            self.hold(found)

    def _toggle_join(self, held: Intervention) -> bool:
        kind = find(held.kind)
        if kind is not None and all(attribute.name != "no_join" for attribute in kind.attributes):
            return False  # a crossing, which joins what it leads to
        mark = self.stage.marks.at(self.pixel.x(), self.pixel.y()) if self.stage.exact else None
        if mark is None or nearest_vertex(held.geometry, self.frame.at(self.pixel), self.tolerance_m) is not None:
            return False
        kept = values.coordinates(held, "no_join")
        points = toggled(kept, (mark.meeting.x, mark.meeting.y), number(self.settings, "no_join_m"))
        attributes = {**held.attributes, "no_join": written(points) if points else None}
        self._put(replace(held, attributes=attributes))
        return True

    def _take_vertex(self, held: Intervention) -> None:
        here = self.frame.at(self.pixel)
        vertex = nearest_vertex(held.geometry, here, self.tolerance_m)
        if vertex is not None:
            self.take_vertex(held, vertex)
            return
        after = nearest_segment(held.geometry, here, self.tolerance_m)
        if after is not None:
            self.take_vertex(changes.with_vertex_added(held, after, here), after + 1)
            return
        found = self.under_cursor()
        self.cancelled() if found is None else self.hold(found)
