"""The map tools of one open district: made when they are first used, all gone when it closes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qgis.gui import QgsMapCanvas, QgsMapTool
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, pyqtSignal

from district_planner.core.interventions.catalogue import kinds
from district_planner.core.interventions.kind import AREA, POINT, Kind
from district_planner.core.interventions.transit_line import STOPS
from district_planner.gui.map_tools.base import DistrictTool
from district_planner.gui.map_tools.catchment import CatchmentTool
from district_planner.gui.map_tools.delete import DeleteTool
from district_planner.gui.map_tools.draw import DrawPathTool, DrawTool
from district_planner.gui.map_tools.draw_area import DrawAreaTool
from district_planner.gui.map_tools.draw_line import DrawLineTool
from district_planner.gui.map_tools.draw_point import DrawPointTool
from district_planner.gui.map_tools.draw_transit import DrawTransitTool
from district_planner.gui.map_tools.edit_stops import StopsTool
from district_planner.gui.map_tools.entrances import Entrances
from district_planner.gui.map_tools.explain import ExplainTool
from district_planner.gui.map_tools.move import MoveTool
from district_planner.gui.map_tools.reshape import ReshapeTool
from district_planner.gui.map_tools.roles import Drawn, Message
from district_planner.gui.map_tools.split import SplitTool
from district_planner.gui.map_tools.tracing import Tracer
from district_planner.gui.recovered import Draft

EDIT_TOOLS = {
    "move": MoveTool,
    "reshape": ReshapeTool,
    "stops": StopsTool,
    "split": SplitTool,
    "delete": DeleteTool,
    "explain": ExplainTool,
    "catchment": CatchmentTool,
}
TRACED = {"cycle_path": "cycle"}
"""Kind -> the mode along whose streets it is traced."""


class Toolset(QObject):
    """Starts and stops the tools; at most one is in hand.

    Signals:
        tool_changed: name of the tool in hand, e.g. ``draw walking_link`` or ``move``; empty when it is put away.
    """

    tool_changed = pyqtSignal(str)

    def __init__(self, canvas: QgsMapCanvas, session: Drawn, message: Message) -> None:
        super().__init__()
        self._canvas = canvas
        self._session = session
        self._message = message
        self._tool: DistrictTool | None = None
        self._name = ""
        self._before: QgsMapTool | None = None
        self._entrances = Entrances(canvas, session)
        canvas.mapToolSet.connect(self._on_map_tool_set)
        session.interventions_changed.connect(self._on_interventions_changed)
        session.question_changed.connect(self._on_question_changed)

    @property
    def tool(self) -> DistrictTool | None:
        """Return the tool in hand."""
        return self._tool

    @property
    def name(self) -> str:
        """Return the name of the tool in hand."""
        return self._name

    def draw(self, kind: str, geometry: str = "", attributes: Mapping[str, Any] | None = None) -> DrawTool:
        """Take the tool that draws a kind.

        Args:
            kind: id of the catalogue; geometry: one of the kind's, its first by default.
            attributes: what the new intervention has from the beginning, e.g. its categories.
        """
        one = kinds()[kind]
        tool = self._drawing(one, geometry or one.geometries[0], attributes)
        self._take(tool, f"draw {kind}")
        return tool

    def resume(self, draft: Draft) -> None:
        """Take the tool of a drawing that a crash ended, with its vertices placed."""
        tool = self.draw(draft.one.kind, draft.shape)
        if isinstance(tool, DrawPathTool):
            tool.resume(draft)

    def edit(self, what: str) -> DistrictTool:
        """Take one of ``EDIT_TOOLS``."""
        tool = EDIT_TOOLS[what](self._canvas, self._session, self._message)
        self._take(tool, what)
        return tool

    def put_away(self) -> None:
        """Put the tool away and go back to the one before it."""
        if self._tool is None:
            return
        before = self._before
        if before is not None and not sip.isdeleted(before):
            self._canvas.setMapTool(before)
        else:
            self._canvas.unsetMapTool(self._tool)
            self._drop()

    def close(self) -> None:
        """Leave nothing on the canvas."""
        self.put_away()
        self._canvas.mapToolSet.disconnect(self._on_map_tool_set)
        self._session.interventions_changed.disconnect(self._on_interventions_changed)
        self._session.question_changed.disconnect(self._on_question_changed)

    def _on_interventions_changed(self, ids: list[str]) -> None:
        self._entrances.refresh()
        if self._tool is not None:
            self._tool.district_changed(ids)

    def _on_question_changed(self) -> None:
        self._entrances.refresh()

    def _drawing(self, kind: Kind, geometry: str, attributes: Mapping[str, Any] | None) -> DrawTool:
        common = (self._canvas, self._session, self._message, kind, attributes)
        if geometry == POINT:
            return DrawPointTool(*common)
        if geometry == AREA:
            return DrawAreaTool(*common)
        if STOPS in kind.own:
            return DrawTransitTool(*common)
        tool = DrawLineTool(*common)
        if kind.id in TRACED:
            tool.tracer = Tracer(self._session, tool.frame, TRACED[kind.id])
        return tool

    def _take(self, tool: DistrictTool, name: str) -> None:
        current = self._canvas.mapTool()
        if current is not self._tool:
            self._before = current
        self._canvas.setMapTool(tool)
        self._tool, self._name = tool, name
        self._entrances.offer()
        self.tool_changed.emit(name)

    def _on_map_tool_set(self, new: QgsMapTool | None, old: QgsMapTool | None = None) -> None:
        if self._tool is not None and new is not self._tool:
            self._drop()

    def _drop(self) -> None:
        tool, self._tool, self._name = self._tool, None, ""
        self._entrances.withdraw()
        if tool is not None:
            tool.close()
        self.tool_changed.emit("")
