"""A page that scrolls down and never across."""

from __future__ import annotations

from qgis.PyQt.QtCore import QEvent, Qt
from qgis.PyQt.QtGui import QHideEvent, QShowEvent
from qgis.PyQt.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from district_planner.gui.widgets.look import GAP, SPACE
from district_planner.gui.widgets.wires import Wires

_ROUNDS = 6


class Scrolled(QScrollArea):
    """Holds a column of widgets."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wires = Wires()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The fields inside take the focus, and the area follows them.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.inside = QWidget()
        self.setWidget(self.inside)

    def showEvent(self, event: QShowEvent) -> None:
        """Follow the focus; the application outlives the dock, and keeps what listens to it."""
        self._wires.cut()
        self._wires.connect(QApplication.instance().focusChanged, self._on_focus_changed)
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Follow it no longer."""
        self._wires.cut()
        super().hideEvent(event)

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        """Scroll to what a key reached from outside; Qt does so only from field to field inside."""
        if new is not None and self.inside.isAncestorOf(new) and new.visibleRegion().isEmpty():
            self.ensureWidgetVisible(new)

    def column(self) -> QVBoxLayout:
        """Return the column, empty."""
        column = QVBoxLayout(self.inside)
        column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        column.setSpacing(GAP)
        return column

    def settle(self) -> None:
        """Lay out at once: under load the usual requests come late, and until then what is new squeezes the rest."""
        # A wrapped text knows its height when it knows its width: every round settles one level of nesting.
        for _ in range(_ROUNDS):
            QApplication.sendPostedEvents(None, int(QEvent.Type.LayoutRequest))
            if self.inside.height() >= self.inside.layout().totalHeightForWidth(self.inside.width()):
                return
            self.inside.updateGeometry()
            QApplication.sendEvent(self.inside, QEvent(QEvent.Type.LayoutRequest))


def fill(page: QWidget, area: Scrolled) -> None:
    """Let an area take the whole of a page."""
    around = QVBoxLayout(page)
    around.setContentsMargins(0, 0, 0, 0)
    around.addWidget(area)
