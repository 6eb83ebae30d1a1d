"""What a planner sees first: one sentence, one picture."""

from __future__ import annotations

from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QIcon, QPainter, QPaintEvent
from qgis.PyQt.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from district_planner.gui.widgets.look import GAP, Words, sized
from district_planner.paths import icon_path
from district_planner.settings import remember, remembered
from district_planner.translation import tr

_SEEN = "hint_seen"


class Picture(QWidget):
    """An SVG as wide as there is room, in its own proportions."""

    def __init__(self, name: str, size: QSize, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = QIcon(icon_path(name))
        self._size = size
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumHeight(60)

    def sizeHint(self) -> QSize:
        """Return the size of the drawing."""
        return self._size

    def hasHeightForWidth(self) -> bool:
        """Return that the proportions stay."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that keeps the proportions, no larger than the drawing."""
        return int(min(self._size.height(), width * self._size.height() / self._size.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it in the middle."""
        painter = QPainter(self)
        self._icon.paint(painter, self.rect(), Qt.AlignmentFlag.AlignCenter)


class FirstStart(QFrame):
    """Tells how to begin, until the planner has seen it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, GAP)
        column.setSpacing(GAP)
        column.addWidget(Picture("first_start", QSize(320, 150), self))
        row = QHBoxLayout()
        words = Words(tr("Click Walking link and draw across the Parkway"), self)
        words.setFont(sized(words.font(), 1.05, bold=True))
        row.addWidget(words, 1)
        self.close_button = QToolButton(self)
        self.close_button.setAutoRaise(True)
        self.close_button.setText(tr("Got it"))
        self.close_button.clicked.connect(self._on_seen)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)

    @property
    def seen(self) -> bool:
        """Return whether the planner has seen it and closed it, in any project."""
        return remembered(_SEEN, False)

    def _on_seen(self) -> None:
        remember(_SEEN, True)
        self.hide()
