"""What the dock asks to be shown: views of the results on the map, compared scenarios as a layer, charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import QgsProject
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QObject
from qgis.PyQt.QtWidgets import QWidget

from district_planner.core.errors import PlannerError
from district_planner.gui.charts.window import ChartWindow
from district_planner.gui.commands import Commands, Comparison
from district_planner.gui.results import ResultsLayer, ResultsLayers
from district_planner.gui.swipe import SwipeTool

if TYPE_CHECKING:
    from district_planner.gui.session import DistrictSession
    from district_planner.gui.workspace import Workspace

SWIPE = "swipe"


class Shown(QObject):
    """Shows results of the active district.

    Args:
        workspace, commands: what to follow; canvas: the map; main: QGIS' window; project: where the layers are.
    """

    def __init__(
        self, workspace: Workspace, commands: Commands, canvas: QgsMapCanvas, main: QWidget, project: QgsProject
    ) -> None:
        super().__init__()
        self._workspace = workspace
        self._commands = commands
        self._asked: Comparison | None = None
        self._canvas = canvas
        self._main = main
        self.results = ResultsLayers(workspace, project, self)
        self.swipe: SwipeTool | None = None
        self.charts: ChartWindow | None = None
        commands.view_asked.connect(self._on_view_asked)
        commands.layer_asked.connect(self._on_layer_asked)
        commands.operation_asked.connect(self._on_operation_asked)
        commands.chart_asked.connect(self._on_chart_asked)
        workspace.opened.connect(self._on_opened)
        workspace.active_changed.connect(self._on_active_changed)

    @property
    def active(self) -> ResultsLayer | None:
        """Return the results of the active district."""
        session = self._workspace.active
        return self.results.of(session) if session is not None else None

    def _on_view_asked(self, view: str) -> None:
        found = self.active
        self._end_swipe()
        if found is None:
            return
        if view != SWIPE:
            found.show(view)
            return
        self.swipe = SwipeTool(self._canvas, found)
        self._canvas.setMapTool(self.swipe)
        self._canvas.setFocus()

    def _end_swipe(self) -> None:
        tool, self.swipe = self.swipe, None
        if tool is not None:
            self._canvas.unsetMapTool(tool)
            tool.deleteLater()

    def _on_layer_asked(self, wanted: Comparison) -> None:
        found = self.active
        if found is not None:
            self._asked = wanted
            found.compare(wanted.first, wanted.second, wanted.operation)

    def _on_operation_asked(self, operation: str) -> None:
        found = self.active
        if found is not None:
            found.show_comparison(operation)

    def _on_opened(self, session: DistrictSession) -> None:
        found = self.results.of(session)
        if found is not None:
            found.compared.connect(self._on_compared)

    def _on_compared(self, comparison: object) -> None:
        if self._asked is not None:
            self._commands.compared.emit(self._asked, comparison)

    def _on_chart_asked(self, id_: str) -> None:
        session = self._workspace.active
        if session is None:
            return
        if self.charts is None:
            try:
                self.charts = ChartWindow(session, self._main)
            except PlannerError as error:  # matplotlib is missing
                session.failed.emit(str(error))
                return
            self.charts.setObjectName("DistrictPlanner_charts")
        self.charts.show_chart(id_)
        self.charts.show()
        self.charts.raise_()
        self.charts.activateWindow()

    def _on_active_changed(self, session: DistrictSession | None) -> None:
        self._end_swipe()
        window, self.charts = self.charts, None
        if window is not None:
            window.let_go()
            window.close()
            window.deleteLater()

    def let_go(self) -> None:
        """Put everything away and listen no longer."""
        self._workspace.opened.disconnect(self._on_opened)
        self._workspace.active_changed.disconnect(self._on_active_changed)
        self._on_active_changed(None)
        self.results.stop()
