"""Opens the dialogs and floating windows that the dock asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QObject
from qgis.PyQt.QtWidgets import QDialog, QFileDialog, QWidget

from district_planner.gui.commands import Commands
from district_planner.gui.dialogs import geojson_files, gtfs_files
from district_planner.gui.dialogs.copy_interventions import CopyDialog
from district_planner.gui.dialogs.floating import FloatingWindow
from district_planner.gui.dialogs.line_from_gtfs import LineFromGtfs
from district_planner.gui.dialogs.linkages import LinkagesWindow
from district_planner.gui.dialogs.new_district import NewDistrictDialog
from district_planner.gui.dialogs.sample import SampleDialog
from district_planner.gui.dialogs.scenarios import ScenariosWindow
from district_planner.gui.dialogs.worlds import WorldsWindow
from district_planner.settings import remember, remembered
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.gui.workspace import Workspace

_FOLDER = "district_folder"
_FILES = {"to_geojson": geojson_files.ask_and_write, "from_geojson": geojson_files.ask_and_read,
          "to_gtfs": gtfs_files.ask_and_save}  # fmt: skip


class Windows(QObject):
    """One of each; a window that is open comes to the front."""

    def __init__(self, workspace: Workspace, commands: Commands, main: QWidget, canvas: QgsMapCanvas) -> None:
        super().__init__(main)
        self.workspace = workspace
        self.commands = commands
        self.main = main
        self.canvas = canvas
        self.open_ones: dict[str, QDialog] = {}
        commands.window_asked.connect(self.show)

    def show(self, name: str) -> None:
        """Open a window or dialog: ``open``, ``sample``, ``layers``, ``osm``, ``copy``, ``close``, ``scenarios`` …"""
        if name == "open":
            self._choose_file()
        elif name == "close":
            if self.workspace.active is not None:
                self.workspace.close(self.workspace.active)
        elif name in _FILES:
            if self.workspace.active is not None:
                _FILES[name](self.workspace.active, self.main)
        else:
            window = self.open_ones.get(name) or self._make(name)
            window.show()
            window.raise_()
            window.activateWindow()

    def _make(self, name: str) -> QDialog:
        window: QDialog
        if name == "scenarios":
            window = ScenariosWindow(self.workspace, self.main)
        elif name == "worlds":
            window = WorldsWindow(self.workspace, self.main)
        elif name == "linkages":
            window = LinkagesWindow(self.workspace, self.main)
        elif name == "copy":
            window = CopyDialog(self.workspace, self.main)
        elif name == "from_gtfs":
            window = LineFromGtfs(self.workspace, self.main)
            window.drawn.connect(self.commands.zoom_asked)
        elif name == "sample":
            window = SampleDialog(self.main)
            window.accepted.connect(lambda: self.workspace.open_sample(window.chosen))
        else:
            window = NewDistrictDialog(name == "osm", self.canvas, self.main)
            window.written.connect(self.workspace.open)
        window.setObjectName(f"DistrictPlanner_{name}")
        self.open_ones[name] = window
        window.finished.connect(lambda *_: self._forget(name))
        return window

    def _forget(self, name: str) -> None:
        window = self.open_ones.pop(name, None)
        if isinstance(window, FloatingWindow):
            window.let_go()
        if window is not None:
            window.deleteLater()

    def _choose_file(self) -> None:
        folder = remembered(_FOLDER, "")
        path, _ = QFileDialog.getOpenFileName(self.main, tr("Open a district"), folder, tr("District (*.gpkg)"))
        if path:
            remember(_FOLDER, path.rsplit("/", 1)[0])
            self.workspace.open(path)

    def let_go(self) -> None:
        """Close all."""
        for name in list(self.open_ones):
            window = self.open_ones[name]
            window.blockSignals(True)
            window.close()
            self._forget(name)
