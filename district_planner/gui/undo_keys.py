"""QGIS' ways to undo mean the planner's steps: its keys, and its buttons by way of the active layer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from qgis.core import QgsVectorLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QEvent, QObject
from qgis.PyQt.QtGui import QKeyEvent, QKeySequence
from qgis.PyQt.QtWidgets import QWidget

from district_planner.gui.widgets.wires import Wires

if TYPE_CHECKING:
    from district_planner.gui.hands import Hands
    from district_planner.gui.session import DistrictSession
    from district_planner.gui.workspace import Workspace

_UNDO, _REDO = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo


class UndoKeys(QObject):
    """Undoes and redoes in the active district while the dock has the focus, or the map with its tools or layers.

    QGIS' own undo works on the active layer: after each step that is the layer that the next undo is about.

    Args:
        workspace, hands: whose steps and tools; canvas, dock: where the keys are pressed.
        make_active: makes a layer the active one.
    """

    def __init__(
        self,
        workspace: Workspace,
        hands: Hands,
        canvas: QgsMapCanvas,
        dock: QWidget,
        make_active: Callable[[QgsVectorLayer], object],
    ) -> None:
        super().__init__()
        self._workspace = workspace
        self._hands = hands
        self._canvas = canvas
        self._dock = dock
        self._make_active = make_active
        self._wires = Wires()
        self._seen: object = None
        workspace.active_changed.connect(self._on_active_changed)
        for widget in (canvas, dock):
            widget.installEventFilter(self)

    def let_go(self) -> None:
        """Listen no longer."""
        self._workspace.active_changed.disconnect(self._on_active_changed)
        self._wires.cut()
        for widget in (self._canvas, self._dock):
            widget.removeEventFilter(self)

    # The active layer

    def _on_active_changed(self, session: DistrictSession | None) -> None:
        self._wires.cut()
        self._seen = session.last_step if session is not None else None
        if session is not None:
            self._wires.connect(session.saved_changed, self._on_stepped)

    def _on_stepped(self) -> None:
        session = self._workspace.active
        if session is None or session.last_step is self._seen:
            return
        self._seen = session.last_step
        layer = session.touched
        if layer is not None and layer is not self._canvas.currentLayer():
            self._make_active(layer)

    # The keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claim the keys before QGIS' menu takes them, then do what they mean."""
        kind = event.type()
        if kind not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) or not isinstance(event, QKeyEvent):
            return False
        back = event.matches(_UNDO)
        session = self._workspace.active
        if not (back or event.matches(_REDO)) or session is None or not self._is_meant(session, watched):
            return False
        event.accept()
        if kind == QEvent.Type.KeyPress:
            self._step(session, back)
        return True

    def _is_meant(self, session: DistrictSession, watched: QObject) -> bool:
        tools = self._hands.tools
        if watched is self._dock or (tools is not None and tools.tool is not None):
            return True
        return self._canvas.currentLayer() in session.layers.interventions.values()

    def _step(self, session: DistrictSession, back: bool) -> None:
        tool = self._hands.tools.tool if self._hands.tools is not None else None
        if not back:
            session.redo()
        elif tool is None or not tool.takes_back():
            session.undo()
