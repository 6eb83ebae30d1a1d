"""What the planner asks for in the dock, for those who do it: map tools, layers, charts."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.PyQt.QtCore import QObject, pyqtSignal

EDITS = ("move", "reshape", "stops", "split", "delete", "explain", "catchment")
VIEWS = ("base", "with", "change", "swipe")


@dataclass(frozen=True)
class Comparison:
    """Two scenarios put beside each other.

    Attributes:
        first, second: ids of scenarios; operation: ``difference`` (second - first), ``ratio`` (second / first) or
            ``relative`` ((second - first) / first).
    """

    first: str
    second: str
    operation: str


class Commands(QObject):
    """Wishes of the planner as signals; who fulfils them reports the tool in hand with :meth:`set_tool`."""

    drawing_asked = pyqtSignal(str, str)
    """A kind of intervention is to be drawn: its id, empty to stop, and a geometry of it, empty for the usual one."""
    resuming_asked = pyqtSignal(object)
    """A drawing that a crash ended is to be gone on with, a :class:`district_planner.gui.recovered.Draft`."""
    editing_asked = pyqtSignal(str)
    """One of ``EDITS``, empty to stop."""
    view_asked = pyqtSignal(str)
    """One of ``VIEWS``: what the map shows; ``swipe`` is base on the left and with on the right of a line."""
    layer_asked = pyqtSignal(object)
    """A :class:`Comparison`, as a layer and in figures."""
    operation_asked = pyqtSignal(str)
    """How the layer of two scenarios shows them, see :class:`Comparison`."""
    compared = pyqtSignal(object, object)
    """The :class:`Comparison` that was asked for, and what was found (core.evaluation.compare.Comparison)."""
    chart_asked = pyqtSignal(str)
    """Id of a chart."""
    zoom_asked = pyqtSignal(str)
    """Id of an intervention to be brought into sight."""
    window_asked = pyqtSignal(str)
    """Id of a window or dialog, see ``gui.windows``."""
    tool_changed = pyqtSignal(str)
    """The tool in hand: ``draw:<kind>``, one of ``EDITS``, or empty."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tool = ""

    def set_tool(self, tool: str) -> None:
        """Tell the dock which tool is in hand."""
        if tool != self.tool:
            self.tool = tool
            self.tool_changed.emit(tool)
