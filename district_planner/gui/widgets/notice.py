"""What a planner has to decide about a district that was just opened: unsaved work of the last time, somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QLocale
from qgis.PyQt.QtGui import QPainter, QPaintEvent, QPen
from qgis.PyQt.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from district_planner.gui.widgets.look import GAP, SPACE, Words, loss_colour
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.gui.commands import Commands
    from district_planner.gui.recovered import Recovered
    from district_planner.gui.session import DistrictSession


class Notice(QFrame):
    """Hidden unless there is something to decide.

    Args:
        commands: where the wish goes to go on with a drawing.
    """

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._commands = commands
        self.session: DistrictSession | None = None
        self._found: Recovered | None = None
        self.words = Words(parent=self)
        self.restore = QPushButton(tr("Bring them back"), self)
        self.discard = QPushButton(tr("Throw them away"), self)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.restore)
        row.addWidget(self.discard)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, GAP, SPACE, GAP)
        column.addWidget(self.words)
        column.addLayout(row)
        self.restore.clicked.connect(self._on_restore_clicked)
        self.discard.clicked.connect(self._on_discard_clicked)
        self.hide()

    def set_session(self, session: DistrictSession | None) -> None:
        """Look at a district that is opened or brought to the front."""
        self.session = session
        self._found = session.unsaved_before() if session is not None else None
        holder = session.held_by if session is not None else ""
        if self._found is not None:
            when = QLocale().toString(self._found.when, QLocale.FormatType.ShortFormat)
            words = tr("QGIS ended on {} with unsaved work in this district: {}.")
            self.words.setText(words.format(when, ", ".join(_parts(self._found))))
        elif holder:
            self.words.setText(
                tr("{} has this district open too. What both save may get in each other's way.").format(holder)
            )
        forbidden = session is not None and session.forbidden
        if forbidden:
            self.words.setText(
                tr("Nothing can be saved in the folder of this district: you may not write there. Copy the file to a "
                   "folder of your own and open it there.")
            )  # fmt: skip
        for button in (self.restore, self.discard):
            button.setVisible(self._found is not None)
        self.setVisible(self._found is not None or bool(holder) or forbidden)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a bar at the left that catches the eye."""
        painter = QPainter(self)
        painter.setPen(QPen(loss_colour(self), 4))
        painter.drawLine(2, GAP, 2, self.height() - GAP)

    def _on_restore_clicked(self) -> None:
        found = self._found
        if self.session is not None and found is not None and self.session.restore(found):
            self.hide()
            if found.begun is not None:
                self._commands.resuming_asked.emit(found.begun)

    def _on_discard_clicked(self) -> None:
        if self.session is not None:
            self.session.forget_unsaved()
            self.hide()


def _parts(found: Recovered) -> list[str]:
    """Return what is there to bring back, in words."""
    step, rows = found.step, {table: found.rows(table) for table in ("scenarios", "worlds", "settings")}
    # A drawing brings its own ticks along.
    ticks = sum(id_ not in step.after for _, id_ in step.ticked | step.unticked)
    counted = (
        (found.count, tr("%n drawing(s)", None, found.count)),
        (rows["scenarios"], tr("%n scenario(s)", None, rows["scenarios"])),
        (ticks, tr("%n tick(s) in scenarios", None, ticks)),
        (rows["worlds"], tr("%n world(s)", None, rows["worlds"])),
        (rows["settings"], tr("%n setting(s)", None, rows["settings"])),
    )
    return [words for number, words in counted if number]
