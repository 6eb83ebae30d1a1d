"""What is being done, how far, and the button that stops it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.PyQt.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from district_planner.gui.widgets.look import GAP, SPACE, Note, tool_button
from district_planner.gui.widgets.wires import Wires
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.gui.session import DistrictSession


class BusyLine(QWidget):
    """The foot of the dock; keeps its height, so that nothing jumps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wires = Wires()
        self.session: DistrictSession | None = None
        self.text = Note(parent=self)
        self.text.setWordWrap(False)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        self.bar.setRange(0, 1000)
        self.cancel = tool_button("cancel", tr("Stop"), self)
        self.cancel.clicked.connect(self._on_cancel_clicked)
        left = QVBoxLayout()
        left.setSpacing(2)
        left.addWidget(self.text)
        left.addWidget(self.bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE, 4, SPACE, 6)
        row.setSpacing(GAP)
        row.addLayout(left, 1)
        row.addWidget(self.cancel)
        self._on_busy_changed("", 1.0)

    def set_session(self, session: DistrictSession | None) -> None:
        """Follow a district."""
        self._wires.cut()
        self.session = session
        self._on_busy_changed("", 1.0)
        if session is not None:
            self._wires.connect(session.busy_changed, self._on_busy_changed)
            self._wires.connect(session.saved_changed, self._on_saved_changed)

    def _on_busy_changed(self, what: str, share: float) -> None:
        busy = bool(what)
        self.bar.setValue(round(1000 * share) if busy else 0)
        for part in (self.bar, self.cancel):
            policy = part.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            part.setSizePolicy(policy)
            part.setVisible(busy)
        self.text.setText(f"{what}…" if busy else self._resting())
        self.setAccessibleName(self.text.text())

    def _resting(self) -> str:
        if self.session is None:
            return ""
        return tr("Unsaved changes") if self.session.modified else tr("Saved")

    def _on_saved_changed(self) -> None:
        if not self.bar.isVisibleTo(self):
            self.text.setText(self._resting())

    def _on_cancel_clicked(self) -> None:
        if self.session is not None:
            self.session.scorer.cancel()
