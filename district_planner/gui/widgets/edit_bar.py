"""The row of buttons that change and explain what is drawn, and undo, redo, save."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.PyQt.QtWidgets import QHBoxLayout, QToolButton, QWidget

from district_planner.gui.commands import EDITS, Commands
from district_planner.gui.map_tools.line_stops import runs
from district_planner.gui.map_tools.toolset import EDIT_TOOLS
from district_planner.gui.widgets.look import tool_button
from district_planner.gui.widgets.wires import Wires
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.gui.session import DistrictSession


class EditBar(QWidget):
    """Buttons for the tools that work on what is there, and for the last steps."""

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.commands = commands
        self.session: DistrictSession | None = None
        self.buttons: dict[str, QToolButton] = {}
        self._wires = Wires()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2)
        for name, text in (
            ("move", tr("Move")), ("reshape", tr("Reshape: move, add and take away vertices")),
            ("stops", tr("Stops of a line of public transport: move, add, take away")),
            ("split", tr("Split a line in two")),
            ("explain", tr("Why this score? Click an origin on the map")),
            ("catchment", tr("Catchment: who and what is within reach of the pointer")),
            ("delete", tr("Delete: point at an intervention to see what is lost with it")),
        ):  # fmt: skip
            self._add(name, text).setCheckable(True)
        self.buttons["explain"].setVisible("explain" in EDIT_TOOLS)
        self._row.addStretch(1)
        for name, text in (("undo", tr("Undo")), ("redo", tr("Redo")), ("save", tr("Save to the district file"))):
            self._add(name, text)
        for name in EDITS:
            self.buttons[name].clicked.connect(
                lambda on, name=name: self.commands.editing_asked.emit(name if on else "")
            )
        self.buttons["undo"].clicked.connect(lambda: self.session and self.session.undo())
        self.buttons["redo"].clicked.connect(lambda: self.session and self.session.redo())
        self.buttons["save"].clicked.connect(lambda: self.session and self.session.save())
        commands.tool_changed.connect(self._on_tool_changed)

    def _add(self, name: str, text: str) -> QToolButton:
        button = tool_button(name, text, self)
        self._row.addWidget(button)
        self.buttons[name] = button
        return button

    def set_session(self, session: DistrictSession | None) -> None:
        """Follow a district."""
        self._wires.cut()
        self.session = session
        if session is not None:
            self._wires.connect(session.selection_changed, self._on_changed)
            self._wires.connect(session.saved_changed, self._on_changed)
            self._wires.connect(session.interventions_changed, self._on_changed)
        self._on_changed()

    def _on_changed(self, *_: object) -> None:
        session = self.session
        if session is None:
            return
        for name in ("move", "reshape", "split", "delete"):
            self.buttons[name].setEnabled(bool(session.interventions()))
        self.buttons["stops"].setVisible(any(runs(one) for one in session.interventions()))
        undo, redo = session.undo_text, session.redo_text
        self.buttons["undo"].setEnabled(bool(undo))
        self.buttons["undo"].setToolTip(tr("Undo: {}").format(undo) if undo else tr("Nothing to undo"))
        self.buttons["redo"].setEnabled(bool(redo))
        self.buttons["redo"].setToolTip(tr("Redo: {}").format(redo) if redo else tr("Nothing to redo"))
        self.buttons["save"].setEnabled(session.modified)

    def _on_tool_changed(self, tool: str) -> None:
        for name in EDITS:
            self.buttons[name].setChecked(tool == name)
