"""A window of its own beside the main window, that follows the active district."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QByteArray, Qt
from qgis.PyQt.QtGui import QHideEvent
from qgis.PyQt.QtWidgets import QDialog, QWidget

from district_planner.gui.widgets.wires import Wires
from district_planner.settings import remember, remembered

if TYPE_CHECKING:
    from district_planner.gui.session import DistrictSession
    from district_planner.gui.workspace import Workspace


class FloatingWindow(QDialog):
    """Shows something of the active district; remembers size and place.

    A subclass writes :meth:`connect_session` and :meth:`refresh`.
    """

    name = ""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.workspace = workspace
        self.session: DistrictSession | None = None
        self.wires = Wires()
        workspace.active_changed.connect(self._on_active_changed)

    def begin(self) -> None:
        """Show the active district; called when the subclass is built."""
        kept = remembered(f"window_{self.name}", "")
        if kept:
            self.restoreGeometry(QByteArray.fromBase64(kept.encode("ascii")))
        self._on_active_changed(self.workspace.active)

    def let_go(self) -> None:
        """Listen no longer; called before the window goes."""
        self.workspace.active_changed.disconnect(self._on_active_changed)
        self.wires.cut()

    def connect_session(self, session: DistrictSession) -> None:
        """Connect the session's facts to slots."""

    def refresh(self) -> None:
        """Show the district as it is, or none."""

    def hideEvent(self, event: QHideEvent) -> None:
        """Remember size and place."""
        remember(f"window_{self.name}", bytes(self.saveGeometry().toBase64()).decode("ascii"))
        super().hideEvent(event)

    def _on_active_changed(self, session: DistrictSession | None) -> None:
        self.wires.cut()
        self.session = session
        if session is not None:
            self.connect_session(session)
        self.setEnabled(session is not None)
        self.refresh()
