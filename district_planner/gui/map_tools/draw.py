"""Drawing a new intervention of one kind: what points, lines and areas have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

import numpy as np
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import Qt
from shapely.geometry.base import BaseGeometry

from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.kind import LINE, Kind
from district_planner.core.network.streets import Floats
from district_planner.gui.canvas.stage import Hanging
from district_planner.gui.canvas.strokes import Stroke
from district_planner.gui.map_tools.base import DistrictTool
from district_planner.gui.map_tools.frame import Point
from district_planner.gui.map_tools.roles import Drawn, Message
from district_planner.gui.map_tools.sketch import Sketch
from district_planner.gui.recovered import Draft
from district_planner.gui.widgets.kind_words import kind_noun, new_name
from district_planner.translation import tr


class State(Enum):
    """Where a drawing stands."""

    READY = "nothing is placed"
    DRAWING = "a vertex is placed and the next hangs on the cursor"


class DrawTool(DistrictTool):
    """Draws one intervention after the other; finishing one is one step that can be undone.

    Args:
        canvas, session, message: see :class:`DistrictTool`.
        kind: what is drawn; attributes: what the planner has said of it beforehand.
    """

    def __init__(
        self,
        canvas: QgsMapCanvas,
        session: Drawn,
        message: Message,
        kind: Kind,
        attributes: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(canvas, session, message)
        self.kind = kind
        self.attributes = dict(attributes or {})
        self.state = State.READY
        self.sketch = Sketch()
        self._id, self._name = "", ""

    def intervention(self, geometry: BaseGeometry | None, derived: Mapping[str, Any]) -> Intervention:
        """Return the intervention with a geometry; it keeps its id and its name until it is put."""
        if not self._id:
            self._id = self.session.new_id(self.kind.id)
            self._name = new_name(self.kind.id, {one.name for one in self.session.interventions()})
        said = {**self.attributes, **derived}
        return Intervention(self._id, self.kind.id, geometry, self._name, attributes=said)

    def put(self, one: Intervention) -> bool:
        """Hand a finished intervention over; what cannot be used or written stays in hand."""
        _, _, problem = self.judged(one)
        if problem:
            self.message(problem)
            return False
        if not self.session.put(one, tr("Draw {}").format(kind_noun(self.kind.id))):
            return False
        self.reset()
        self.session.select(one.id)
        return True

    def reset(self) -> None:
        """Go back to nothing placed."""
        self.state = State.READY
        self.sketch = Sketch()
        self._id = ""
        self.session.keep_draft(None)
        self.rest()

    def cancelled(self) -> None:
        """Throw away what is placed."""
        self.reset()

    def district_changed(self, ids: Sequence[str]) -> None:
        """Give the id back that a redo has taken."""
        if self._id in ids and self.session.intervention(self._id) is not None:
            self._id = ""

    def handles(self) -> Floats:
        """Return the placed vertices on the map."""
        return self.frame.map_xy(np.array(self.sketch.vertices).reshape(-1, 2))


class DrawPathTool(DrawTool):
    """What lines and areas have in common: vertices are placed one by one.

    A subclass gives :meth:`shape`, :meth:`strokes`, ``geometry``, and ``least``, the number of vertices of the smallest
    shape.
    """

    geometry, least = LINE, 2

    def shape(self, hanging: tuple[Point, ...]) -> BaseGeometry | None:
        """Return the geometry with what hangs on the cursor; None while it is none."""
        raise NotImplementedError

    def strokes(self, hanging: tuple[Point, ...]) -> tuple[Stroke, ...]:
        """Return what is drawn."""
        raise NotImplementedError

    def leg(self) -> tuple[Point, ...]:
        """Return the points from the last placed vertex to the cursor."""
        return () if self.cursor is None else (self.cursor,)

    def derived(self, hanging: tuple[Point, ...]) -> Mapping[str, Any]:
        """Return attributes that follow from the drawing."""
        return {}

    def hint(self) -> str:
        """Say how to go on; empty once that has been done."""
        return ""

    # One method per transition

    def clicked(self) -> None:
        """Place a vertex."""
        leg = self.leg()
        if leg:
            self.sketch = self.sketch.with_vertex(*leg)
            self.state = State.DRAWING
            self.keep()
            self.moved()

    def take_back(self) -> None:
        """Take the last vertex back; the first one taken back leaves nothing."""
        if self.state is State.READY:
            return
        self.sketch = self.sketch.taken_back()
        if self.sketch.start is None:
            self.reset()
        else:
            self.keep()
        self.moved()

    def takes_back(self) -> bool:
        """Take the last vertex back, where one is placed."""
        drawing = self.state is State.DRAWING
        self.take_back()
        return drawing

    def keep(self) -> None:
        """Let a crash take no more than what hangs on the cursor."""
        placed = self.sketch.vertices
        one = self.intervention(self.shape(()) if len(placed) >= self.least else None, self.derived(()))
        self.session.keep_draft(Draft(one, self.geometry, placed))

    def resume(self, draft: Draft) -> None:
        """Take up what a crash left: its vertices are placed, and the next one hangs on the cursor."""
        for point in draft.points:
            self.sketch = self.sketch.with_vertex(point)
        self.state = State.DRAWING
        self.keep()
        self.point_at(draft.points[-1])

    def finished(self) -> None:
        """Hand over what is placed; what hangs on the cursor is not part of it."""
        if self.state is State.READY:
            return
        shape = self.shape(())
        if shape is None or len(self.sketch.vertices) < self.least:
            self.message(self.too_few())
            return
        self.put(self.intervention(shape, self.derived(())))

    def too_few(self) -> str:
        """Say that a shape needs more vertices."""
        return tr("A line needs two points: click where it goes, then finish.")

    def pressed(self, key: int) -> bool:
        """Take the last vertex back with Backspace or Delete."""
        if key not in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) or self.state is State.READY:
            return False
        self.take_back()
        return True

    def left(self) -> None:
        """Show and score what is placed."""
        if self.state is State.READY:
            self.rest()
        else:
            self.moved()

    def moved(self) -> None:
        """Show and score the shape as it would be with the cursor as its next vertex."""
        if self.cursor is None and self.state is State.READY:
            return
        leg = self.leg() if self.state is State.DRAWING else ()
        if self.state is State.READY:
            self.hang(Hanging(None, hint=self.hint()))
            return
        shape = self.shape(leg)
        edit, said, problem = (
            (None, (), "") if shape is None else self.judged(self.intervention(shape, self.derived(leg)))
        )
        placed = self.sketch.line()
        loose = (0.0 if placed is None else placed.length) + (-LOOSE_M if self.cursor == self.sketch.last else LOOSE_M)
        self.hang(Hanging(edit, self.strokes(leg), self.handles(), said, problem, self.hint(), loose))


LOOSE_M = 0.05
"""What is this near to the last placed vertex belongs to it, and while the cursor is there, to the cursor."""
