"""Puts the map tools of the active district into the planner's hand when the dock asks for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from qgis.core import QgsProject
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QObject

from district_planner.gui.commands import Commands
from district_planner.gui.map_tools.snapping import offer_snapping
from district_planner.gui.map_tools.toolset import EDIT_TOOLS, Toolset

if TYPE_CHECKING:
    from district_planner.gui.recovered import Draft
    from district_planner.gui.session import DistrictSession
    from district_planner.gui.workspace import Workspace


SNAPPED = ("streets", "buildings", "intervention_points", "intervention_lines", "intervention_areas")
"""Tables that drawings snap to unless the planner chose otherwise."""


class Hands(QObject):
    """Keeps the tools of the active district; those of another one are put away.

    Args:
        workspace, commands: what to follow; canvas: the map; say: shows a sentence to the planner.
        project: whose snapping the tools keep to.
    """

    def __init__(
        self,
        workspace: Workspace,
        commands: Commands,
        canvas: QgsMapCanvas,
        say: Callable[[str], None],
        project: QgsProject,
    ) -> None:
        super().__init__()
        self._workspace = workspace
        self._commands = commands
        self._canvas = canvas
        self._say = say
        self._project = project
        self.tools: Toolset | None = None
        workspace.active_changed.connect(self._on_active_changed)
        commands.drawing_asked.connect(self._on_drawing_asked)
        commands.resuming_asked.connect(self._on_resuming_asked)
        commands.editing_asked.connect(self._on_editing_asked)

    def let_go(self) -> None:
        """Put everything away and listen no longer."""
        self._workspace.active_changed.disconnect(self._on_active_changed)
        self._on_active_changed(None)

    def _on_active_changed(self, session: DistrictSession | None) -> None:
        if self.tools is not None:
            self.tools.close()
            self.tools.deleteLater()
        self.tools = Toolset(self._canvas, session, self._say) if session is not None else None
        if self.tools is not None and session is not None:
            self.tools.tool_changed.connect(self._on_tool_changed)
            known = session.layers.layers
            offer_snapping(self._project, [known[table] for table in SNAPPED if table in known])
        self._commands.set_tool("")

    def _on_drawing_asked(self, kind: str, geometry: str) -> None:
        if self.tools is None:
            return
        if kind:
            self.tools.draw(kind, geometry)
            self._canvas.setFocus()
        else:
            self.tools.put_away()

    def _on_resuming_asked(self, draft: Draft) -> None:
        if self.tools is not None:
            self.tools.resume(draft)
            self._canvas.setFocus()

    def _on_editing_asked(self, what: str) -> None:
        if self.tools is None:
            return
        if what in EDIT_TOOLS:
            self.tools.edit(what)
            self._canvas.setFocus()
        elif not what:
            self.tools.put_away()

    def _on_tool_changed(self, name: str) -> None:
        kind = name.removeprefix("draw ")
        self._commands.set_tool(f"draw:{kind}" if kind != name else name)
