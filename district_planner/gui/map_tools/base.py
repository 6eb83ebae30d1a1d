"""What every map tool has in common: the way of the mouse to the district, snapping, the stage, going away cleanly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from qgis.core import QgsPointXY
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsMapTool
from qgis.PyQt.QtCore import QEvent, QObject, QPoint, Qt
from qgis.PyQt.QtGui import QKeyEvent

from district_planner.core.errors import InterventionError
from district_planner.core.evaluation.live import Edit
from district_planner.core.interventions.catalogue import find
from district_planner.core.interventions.intervention import Intervention
from district_planner.gui.canvas.stage import Hanging, Stage
from district_planner.gui.map_tools.facts import facts
from district_planner.gui.map_tools.frame import Frame, Point
from district_planner.gui.map_tools.rivals import rivals
from district_planner.gui.map_tools.roles import Drawn, Message
from district_planner.gui.map_tools.snapping import Snapper
from district_planner.gui.standing import standing


class DistrictTool(QgsMapTool):
    """A map tool on one open district.

    Every key or mouse event becomes a call of :meth:`moved`, :meth:`clicked`, :meth:`finished`, :meth:`cancelled` or
    :meth:`pressed`; subclasses write those. Nothing heavy happens here: previews are worked out by the session, which
    drops those that come too late.

    Args:
        canvas: the map; session: the open district; message: shows a sentence to the planner.
    """

    snaps = True

    def __init__(self, canvas: QgsMapCanvas, session: Drawn, message: Message) -> None:
        super().__init__(canvas)
        self.map = canvas
        self.session = session
        self.message = message
        self.frame = Frame(canvas, session.crs)
        self.stage = Stage(
            canvas, session, self.frame.map_xy,
            lambda preview: rivals(session, preview), lambda preview: standing(session, preview.edit.id),
        )  # fmt: skip
        self.snapper = Snapper(canvas, self.frame)
        self.cursor: Point | None = None
        self.away = False
        """Whether the pointer has left the map."""
        self.pixel = QPoint()
        self.keys = Qt.KeyboardModifier.NoModifier
        self.setCursor(Qt.CursorShape.CrossCursor)

    # What a subclass does

    def moved(self) -> None:
        """Show what hangs on the cursor; ``cursor``, ``pixel`` and ``keys`` are up to date."""

    def clicked(self) -> None:
        """React to a click of the left button."""

    def finished(self) -> None:
        """React to the right button, Enter or a double click."""

    def cancelled(self) -> None:
        """React to Escape and to another tool: nothing is left in hand."""

    def pressed(self, key: int) -> bool:
        """React to another key; return whether it meant anything."""
        return False

    def released(self) -> None:
        """React to the left button being let go."""

    def left(self) -> None:
        """React to the pointer leaving the map: nothing hangs on it any more; what is placed or held stays so."""
        self.rest()

    def takes_back(self) -> bool:
        """Take back what is in hand, as an undo of a planner who is not done means; return whether there was any."""
        return False

    def district_changed(self, ids: Sequence[str]) -> None:
        """React to interventions that were added, changed or removed, also by an undo with the tool in hand."""

    # From Qt

    def activate(self) -> None:
        """Hear when the pointer leaves the map: QGIS tells its tools of moves only."""
        super().activate()
        self.away = False
        self.map.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let nothing hang where the pointer was last."""
        if event.type() == QEvent.Type.Leave and self.map.mapTool() is self:
            self.cursor, self.away = None, True
            self.left()
        return False

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:
        """Follow the mouse."""
        self._follow(event.pos(), event.modifiers())
        self.moved()

    def canvasPressEvent(self, event: QgsMapMouseEvent) -> None:
        """Take a click; the right button finishes."""
        self._follow(event.pos(), event.modifiers())
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked()
        elif event.button() == Qt.MouseButton.RightButton:
            self.finished()

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:
        """End a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._follow(event.pos(), event.modifiers())
            self.released()

    def canvasDoubleClickEvent(self, event: QgsMapMouseEvent) -> None:
        """Finish; the first of the two clicks has placed the last vertex."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.finished()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a key that means something; leave the others to QGIS."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.cancelled()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.finished()
        elif key in (Qt.Key.Key_Control, Qt.Key.Key_Shift):
            self._hold(event.modifiers() | _MODIFIERS[key])
            event.ignore()
            return
        elif event.modifiers() not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier) or not (
            self.pressed(key)
        ):
            event.ignore()
            return
        event.accept()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Follow a modifier that is let go."""
        if event.key() in _MODIFIERS:
            self._hold(event.modifiers() & ~_MODIFIERS[event.key()])
        event.ignore()

    def deactivate(self) -> None:
        """Leave nothing in hand when another tool takes over."""
        self.map.viewport().removeEventFilter(self)
        self.cancelled()
        self.rest()
        self.cursor = None
        super().deactivate()

    def close(self) -> None:
        """Take everything off the canvas for good."""
        if self.map.mapTool() is self:
            self.map.unsetMapTool(self)
        self.stage.close()
        self.snapper.clear()
        # It belongs to the canvas, which outlives every tool.
        self.deleteLater()

    # For subclasses

    def point_at(self, point: Point) -> None:
        """Show what is in hand as if the cursor were at a point of the district, brought into sight."""
        x, y = self.frame.map_xy(np.array([point]))[0]
        if not self.map.extent().contains(QgsPointXY(x, y)):
            self.map.setCenter(QgsPointXY(x, y))
            self.map.refresh()
        at = self.map.getCoordinateTransform().transform(QgsPointXY(x, y))
        self.pixel, self.cursor, self.away = QPoint(round(at.x()), round(at.y())), point, False
        self.moved()

    @property
    def settings(self) -> Mapping[str, Any]:
        """Return the district's settings; empty until the district is compiled, which means the defaults."""
        engine = self.session.engine
        return {} if engine is None else engine.district.settings

    def rest(self) -> None:
        """Show nothing and let the session know that nothing hangs."""
        self.stage.clear()
        self.snapper.clear()
        self.session.preview(None)

    def hang(self, hanging: Hanging) -> None:
        """Show what hangs on the cursor and have it scored; away from the map there is no chip."""
        self.stage.hang(hanging, self.chip_at())
        self.session.preview(hanging.edit)

    def chip_at(self) -> QPoint | None:
        """Return where the chip stands; None while the pointer is away from the map."""
        return None if self.away else self.pixel

    def judged(self, one: Intervention) -> tuple[Edit | None, tuple[str, ...], str]:
        """Return the edit to score, the facts and the reason why it cannot be used, of which one is empty."""
        kind = find(one.kind)
        if kind is None:
            return Edit(one.id, one), (), ""
        try:
            kind.check(one)
            said = facts(one, kind, self.settings)
        except InterventionError as error:
            return None, (), str(error.what)
        return Edit(one.id, one), said, ""

    def _follow(self, pixel: QPoint, keys: Qt.KeyboardModifiers) -> None:
        self.pixel, self.keys, self.away = QPoint(pixel), keys, False
        free = not self.snaps or bool(keys & Qt.KeyboardModifier.ControlModifier)
        self.cursor = self.snapper.point(self.pixel, free=free)

    def _hold(self, keys: Qt.KeyboardModifiers) -> None:
        """Show at once what a modifier changes."""
        if self.cursor is not None and keys != self.keys:
            self._follow(self.pixel, keys)
            self.moved()


_MODIFIERS = {
    Qt.Key.Key_Control: Qt.KeyboardModifier.ControlModifier,
    Qt.Key.Key_Shift: Qt.KeyboardModifier.ShiftModifier,
}
