"""The desktop as a whole: the open districts, the dock, its windows, and who does what the planner asks for."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import QgsProject, QgsRectangle, QgsReferencedRectangle, QgsVectorLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtWidgets import QMainWindow

from district_planner.gui import collecting
from district_planner.gui.commands import Commands
from district_planner.gui.dock import DistrictDock
from district_planner.gui.dock_state import DockState
from district_planner.gui.hands import Hands
from district_planner.gui.shown import Shown
from district_planner.gui.undo_keys import UndoKeys
from district_planner.gui.windows import Windows
from district_planner.gui.workspace import Workspace

_AROUND = 1.4
_LEAST_M = 200.0


class Desktop:
    """Builds the parts and wires them.

    Args:
        main: QGIS' window; canvas: its map; say: shows a sentence to the planner; project: the one that is open.
        make_active: makes a layer the active one of QGIS' legend; by default that of the canvas.
    """

    def __init__(
        self,
        main: QMainWindow,
        canvas: QgsMapCanvas,
        say: Callable[[str], None],
        project: QgsProject,
        make_active: Callable[[QgsVectorLayer], object] | None = None,
    ) -> None:
        make_active = make_active or canvas.setCurrentLayer
        self.workspace = Workspace(project)
        self.commands = Commands()
        self.dock = DistrictDock(self.workspace, self.commands, main)
        self.windows = Windows(self.workspace, self.commands, main, canvas)
        self.hands = Hands(self.workspace, self.commands, canvas, say, project)
        self.shown = Shown(self.workspace, self.commands, canvas, main, project)
        self.undo = UndoKeys(self.workspace, self.hands, canvas, self.dock, make_active)
        self._state = DockState(self.dock, main, project)
        self._canvas = canvas
        self.workspace.failed.connect(say)
        self.commands.zoom_asked.connect(self._on_zoom_asked)

    def let_go(self) -> None:
        """Close every district and listen no longer; the dock itself goes with its window."""
        self._state.let_go()
        self.undo.let_go()
        self.windows.let_go()
        self.hands.let_go()
        self.shown.let_go()
        self.workspace.stop()
        self.dock.let_go()
        for part in (self.undo, self.windows, self.hands, self.shown, self.commands, self.workspace):
            part.deleteLater()
        collecting.let_go()

    def _on_zoom_asked(self, id_: str) -> None:
        """Bring an intervention into sight."""
        session = self.workspace.active
        one = session.intervention(id_) if session is not None else None
        if session is None or one is None:
            return
        west, south, east, north = one.geometry.bounds
        middle = ((west + east) / 2, (south + north) / 2)
        across, up = max(_AROUND * (east - west), _LEAST_M) / 2, max(_AROUND * (north - south), _LEAST_M) / 2
        box = QgsRectangle(middle[0] - across, middle[1] - up, middle[0] + across, middle[1] + up)
        self._canvas.setReferencedExtent(QgsReferencedRectangle(box, session.crs))
        self._canvas.refresh()
