"""A page that scrolls down and never across."""

from __future__ import annotations

from qgis.PyQt.QtCore import QEvent, Qt
from qgis.PyQt.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from district_planner.gui.widgets.look import GAP, SPACE

_ROUNDS = 6


class Scrolled(QScrollArea):
    """Holds a column of widgets."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The fields inside take the focus, and the area follows them.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.inside = QWidget()
        self.setWidget(self.inside)

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
