"""Drawing a line: a link, a path, a closure; bridge parts, joins that can be refused, tracing along streets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import Qt
from shapely.geometry.base import BaseGeometry

from district_planner.core.interventions.kind import Kind
from district_planner.core.settings import number
from district_planner.gui.canvas.marks import Mark
from district_planner.gui.canvas.strokes import Stroke
from district_planner.gui.map_tools.draw import DrawPathTool, State
from district_planner.gui.map_tools.frame import Point
from district_planner.gui.map_tools.roles import Drawn, Message
from district_planner.gui.map_tools.tracing import Tracer
from district_planner.gui.widgets.kind_words import kind_noun
from district_planner.translation import tr

SAME_PX = 3.0
"""A click this near to the last vertex means the vertex and not a dot."""


class DrawLineTool(DrawPathTool):
    """Vertices one by one.

    ``B`` begins and ends a bridge part; a click on a dot of the placed part refuses that join or allows it again; with
    a tracer the way from click to click follows the streets, Shift held makes it straight.
    """

    def __init__(
        self,
        canvas: QgsMapCanvas,
        session: Drawn,
        message: Message,
        kind: Kind,
        attributes: Mapping[str, Any] | None = None,
        tracer: Tracer | None = None,
    ) -> None:
        super().__init__(canvas, session, message, kind, attributes)
        self.tracer = tracer
        names = {attribute.name for attribute in kind.attributes}
        self.bridges, self.refuses = "parts" in names, "no_join" in names

    def shape(self, hanging: tuple[Point, ...]) -> BaseGeometry | None:
        """Return the line."""
        return self.sketch.line(hanging)

    def derived(self, hanging: tuple[Point, ...]) -> Mapping[str, Any]:
        """Return bridge parts and refused joins."""
        return self.sketch.attributes(hanging)

    def strokes(self, hanging: tuple[Point, ...]) -> tuple[Stroke, ...]:
        """Return the pieces at grade and on bridges."""
        return tuple(Stroke(self.frame.map_xy(xy), raised) for xy, raised in self.sketch.pieces(hanging))

    def leg(self) -> tuple[Point, ...]:
        """Return the way to the cursor: along the streets where that is asked for and possible, else straight."""
        last, cursor = self.sketch.last, self.cursor
        straight = bool(self.keys & Qt.KeyboardModifier.ShiftModifier)
        if self.tracer is None or last is None or cursor is None or straight or self.sketch.raised:
            return super().leg()
        return self.tracer.way(last, cursor) or (cursor,)

    def hint(self) -> str:
        """Say how to begin, then how a bridge is made and how to end."""
        if self.state is State.READY:
            return tr("Click to start: {}").format(kind_noun(self.kind.id))
        if self.sketch.raised:
            return tr("On a bridge: click where it ends, then B")
        if len(self.sketch.vertices) == 1 and self.tracer is not None:
            return tr("Follows the streets; hold Shift for a straight piece")
        if len(self.sketch.vertices) == 1:
            return tr("Click for more points, right click to finish; B for a bridge") if self.bridges else ""
        return ""

    def clicked(self) -> None:
        """Toggle the join under the cursor, else place a vertex."""
        mark = self._mark()
        if mark is None:
            super().clicked()
            return
        meeting = mark.meeting
        tolerance = number(self.settings, "no_join_m")
        self.sketch = self.sketch.with_join_toggled((meeting.x, meeting.y), tolerance)
        self.keep()
        self.moved()

    def toggle_bridge(self) -> None:
        """Begin a bridge part at the last placed vertex, or end it there."""
        self.sketch = self.sketch.with_bridge_toggled()
        self.moved()

    def pressed(self, key: int) -> bool:
        """Begin or end a bridge part with B."""
        if key == Qt.Key.Key_B and self.bridges:
            self.toggle_bridge()
            return True
        return super().pressed(key)

    def _mark(self) -> Mark | None:
        """Return the dot under the cursor, of those on the placed part."""
        placed = self.sketch.line()
        if not self.refuses or placed is None or self.stage.preview is None:
            return None
        step = self.frame.metres_per_pixel(self.sketch.vertices[-1])
        return self.stage.marks.at(self.pixel.x(), self.pixel.y(), placed.length - SAME_PX * step)
