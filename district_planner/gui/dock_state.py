"""How the dock stood, kept in the project: shown or not, where, how wide, which page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QByteArray, QObject, Qt
from qgis.PyQt.QtWidgets import QMainWindow

from district_planner.gui.workspace import SCOPE

if TYPE_CHECKING:
    from district_planner.gui.dock import DistrictDock

_LEFT, _RIGHT = "left", "right"


class DockState(QObject):
    """Writes when the project is saved and reads when one is opened; other projects leave the dock as it is."""

    def __init__(self, dock: DistrictDock, main: QMainWindow, project: QgsProject) -> None:
        super().__init__(dock)
        self._dock = dock
        self._main = main
        self._project = project
        project.writeProject.connect(self._on_project_written)
        project.readProject.connect(self._on_project_read)

    def let_go(self) -> None:
        """Listen no longer."""
        self._project.writeProject.disconnect(self._on_project_written)
        self._project.readProject.disconnect(self._on_project_read)

    def _on_project_written(self, *_: object) -> None:
        dock, write = self._dock, self._project.writeEntry
        left = self._main.dockWidgetArea(dock) == Qt.DockWidgetArea.LeftDockWidgetArea
        write(SCOPE, "/dock/shown", int(dock.isUserVisible() or dock.isVisible()))
        write(SCOPE, "/dock/area", _LEFT if left else _RIGHT)
        write(SCOPE, "/dock/floating", int(dock.isFloating()))
        write(SCOPE, "/dock/width", dock.width())
        write(SCOPE, "/dock/page", dock.page)
        if dock.isFloating():
            write(SCOPE, "/dock/place", bytes(dock.saveGeometry().toBase64()).decode("ascii"))

    def _on_project_read(self, *_: object) -> None:
        dock, project = self._dock, self._project
        page = project.readEntry(SCOPE, "/dock/page", "")[0]
        if not page:
            return
        dock.show_page(page)
        left = project.readEntry(SCOPE, "/dock/area", _RIGHT)[0] == _LEFT
        area = Qt.DockWidgetArea.LeftDockWidgetArea if left else Qt.DockWidgetArea.RightDockWidgetArea
        floating = bool(project.readNumEntry(SCOPE, "/dock/floating", 0)[0])
        if self._main.dockWidgetArea(dock) != area:
            self._main.addDockWidget(area, dock)
        dock.setFloating(floating)
        if floating:
            place = project.readEntry(SCOPE, "/dock/place", "")[0]
            dock.restoreGeometry(QByteArray.fromBase64(place.encode("ascii")))
        else:
            width = project.readNumEntry(SCOPE, "/dock/width", dock.width())[0]
            self._main.resizeDocks([dock], [width], Qt.Orientation.Horizontal)
        dock.setVisible(bool(project.readNumEntry(SCOPE, "/dock/shown", 0)[0]))
