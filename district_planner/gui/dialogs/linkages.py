"""The window of times between nodes: base, with and change as a matrix of every mode that is measured."""

from __future__ import annotations

import math
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QHideEvent, QShowEvent
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QButtonGroup,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from district_planner.core.evaluation.attribution import best_set
from district_planner.core.evaluation.linkages import Linkages, linkages_of
from district_planner.core.evaluation.traveltimes import Matrix
from district_planner.core.interventions.selection import select
from district_planner.core.progress import Progress
from district_planner.gui.dialogs.floating import FloatingWindow
from district_planner.gui.scorer import with_edits
from district_planner.gui.widgets import numbers
from district_planner.gui.widgets.kind_words import mode_name
from district_planner.gui.widgets.look import GAP, SPACE, Note, action_icon, gain_colour, loss_colour, muted_colour
from district_planner.gui.work import Work, start
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.gui.session import DistrictSession
    from district_planner.gui.workspace import Workspace

VIEWS = ("base", "with", "change")
HEADING = 11
"""Characters of a line of a heading."""


class LinkagesWindow(FloatingWindow):
    """From the node of a row to that of a column, in minutes; renewed in the background when scores change."""

    name = "linkages"

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.setWindowTitle(tr("Times between nodes"))
        self.found: Linkages | None = None
        self._work: Work | None = None
        self.mode = QComboBox(self)
        self.mode.setAccessibleName(tr("Way to travel"))
        self.views = {name: self._view_button(name) for name in VIEWS}
        self.matrix = QTableWidget(self)
        self.state = Note(parent=self)
        self.copy = QPushButton(action_icon("copy"), tr("&Copy table"), self)
        self.csv = QPushButton(action_icon("save"), tr("&Save table as CSV…"), self)
        self._lay_out()
        self.mode.activated.connect(self._show)
        self.copy.clicked.connect(self.copy_table)
        self.csv.clicked.connect(self._ask_csv)
        self.resize(980, 560)
        self.begin()

    def _view_button(self, name: str) -> QPushButton:
        words = {"base": tr("Base"), "with": tr("With"), "change": tr("Change")}
        button = QPushButton(action_icon(name), words[name], self)
        button.setCheckable(True)
        button.setAutoDefault(False)
        button.clicked.connect(self._show)
        return button

    def _lay_out(self) -> None:
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.mode)
        row.addSpacing(SPACE)
        for button in self.views.values():
            group.addButton(button)
            row.addWidget(button)
        self.views["with"].setChecked(True)
        row.addStretch(1)
        for button in (self.copy, self.csv):
            button.setAutoDefault(False)
            row.addWidget(button)
        self.matrix.setAccessibleName(tr("Times between nodes"))
        self.matrix.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.matrix.setTabKeyNavigation(False)
        across, down = self.matrix.horizontalHeader(), self.matrix.verticalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        across.setMinimumSectionSize(92)
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(2 * self.fontMetrics().height() + 6)
        down.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        column.setSpacing(GAP + 2)
        column.addLayout(row)
        column.addWidget(self.matrix, 1)
        column.addWidget(self.state)

    # Following the district

    def connect_session(self, session: DistrictSession) -> None:
        """Follow the scores."""
        self.found = None
        self.wires.connect(session.scores_changed, self._on_scores_changed)

    def refresh(self) -> None:
        """Show the district as it is."""
        self._show()
        self._measure()

    def _on_scores_changed(self) -> None:
        if self.session is not None and self.session.stale:
            self._show()
        else:
            self._measure()

    def _measure(self) -> None:
        """Measure in the background; the last matrix stays, greyed, until then."""
        session = self.session
        if session is None or session.engine is None or session.stale or not self.isVisible():
            return
        self._stop()
        engine, everything = session.engine, session.everything
        scenario, world, year = session.scenario, session.world, session.year

        def job(progress: Progress) -> Linkages:
            district = with_edits(engine.district, everything)
            chosen = engine.with_interventions(district.interventions, select(district, scenario, world, year, "best"))
            return linkages_of(chosen, best_set(chosen, progress), progress)

        self._work = start(Work(tr("Times between nodes"), job, self._on_measured, self._on_failed))
        self._show()

    def _stop(self) -> None:
        if self._work is not None:
            self._work.cancel()
            self._work = None

    def _on_measured(self, found: Linkages) -> None:
        self._work, self.found = None, found
        kept = self.mode.currentData()
        self.mode.clear()
        for matrix in found.matrices:
            self.mode.addItem(mode_name(matrix.mode), matrix.mode)
        self.mode.setCurrentIndex(max(self.mode.findData(kept), 0))
        self._show()

    def _on_failed(self, why: str) -> None:
        self._work, self.found = None, None
        self._show()
        self.state.setText(why)

    # Showing

    @property
    def view(self) -> str:
        """Return which of the three is shown."""
        return next(name for name, button in self.views.items() if button.isChecked())

    @property
    def shown(self) -> Matrix | None:
        """Return the matrix of the chosen mode."""
        matrices = {one.mode: one for one in self.found.matrices} if self.found else {}
        return matrices.get(self.mode.currentData())

    def _show(self, *_: object) -> None:
        found, matrix, session = self.found, self.shown, self.session
        for part in (self.copy, self.csv, self.mode):
            part.setEnabled(matrix is not None)
        stale = self._work is not None or (session is not None and bool(session.stale))
        if found is None or matrix is None:
            self.matrix.setRowCount(0)
            self.matrix.setColumnCount(0)
            self.state.setText(tr("Being measured…") if session is not None else "")
            return
        names = list(found.names)
        self.matrix.setRowCount(len(names))
        self.matrix.setColumnCount(len(names))
        self.matrix.setVerticalHeaderLabels(names)
        self.matrix.setHorizontalHeaderLabels([textwrap.fill(name, HEADING, break_long_words=False) for name in names])
        for a in range(len(names)):
            for b in range(len(names)):
                self.matrix.setItem(a, b, self._cell(matrix, a, b, stale))
        scenario = next((one.name for one in session.scenarios() if one.id == session.scenario), "") if session else ""
        said = tr("Minutes from the row to the column. Scenario: {}").format(scenario)
        words = [tr("Out of date: being recomputed")] if stale else [said, *found.notes]
        self.state.setText(". ".join(words))

    def _cell(self, matrix: Matrix, a: int, b: int, stale: bool) -> QTableWidgetItem:
        """Return a cell: the minutes, and below them the change where there is one."""
        item = QTableWidgetItem()
        item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        if a == b:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            item.setBackground(self.palette().window())
            return item
        base, after = float(matrix.base[a, b]), float(matrix.with_all[a, b])
        change = change_words(base, after)
        item.setText({"base": minutes_words(base), "with": minutes_words(after), "change": change or "0"}[self.view])
        if self.view == "with" and change:
            item.setText(f"{item.text()}\n{change}")
        names = self.found.names if self.found else ()
        item.setToolTip(
            tr("{} to {}: base {}, with {}").format(names[a], names[b], minutes_words(base), minutes_words(after))
        )
        if stale:
            item.setForeground(muted_colour(self))
        elif change and self.view != "base":
            item.setForeground(gain_colour(self) if after < base else loss_colour(self))
        return item

    # Taking away

    def copy_table(self) -> None:
        """Copy what is shown with its headings, so that a spreadsheet takes it: tabs, full numbers."""
        matrix = self.shown
        if matrix is None or self.found is None:
            return
        names = self.found.names
        rows = [["", *names]]
        for a, name in enumerate(names):
            rows.append([name, *(self._full(matrix, a, b) for b in range(len(names)))])
        QApplication.clipboard().setText("\n".join("\t".join(row) for row in rows) + "\n")

    def _full(self, matrix: Matrix, a: int, b: int) -> str:
        base, after = float(matrix.base[a, b]), float(matrix.with_all[a, b])
        value = {"base": base, "with": after, "change": after - base}[self.view]
        return "" if a == b or not math.isfinite(value) else repr(round(value, 6))

    def save_csv(self, path: Path) -> None:
        """Save every pair and mode with base, with and change: UTF-8, commas, decimal points, full numbers."""
        if self.found is not None:
            path.write_bytes(self.found.long().to_csv(index=False).encode("utf-8-sig"))

    def _ask_csv(self) -> None:
        if self.session is None:
            return
        usual = self.session.path.with_name(f"{self.session.path.stem}-nodes.csv")
        path, _ = QFileDialog.getSaveFileName(self, tr("Save table"), str(usual), tr("CSV (*.csv)"))
        if not path:
            return
        chosen = Path(path) if Path(path).suffix else Path(path).with_suffix(".csv")
        try:
            self.save_csv(chosen)
        except OSError as error:
            words = tr("“{}” cannot be written ({}). Choose another folder.")
            self.session.failed.emit(words.format(chosen, error.strerror))

    # Events

    def showEvent(self, event: QShowEvent) -> None:
        """Measure what is due."""
        super().showEvent(event)
        self._measure()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop what is being measured."""
        self._stop()
        super().hideEvent(event)


def minutes_words(minutes: float) -> str:
    """Return minutes, a dash where a node is not reached."""
    return numbers.written(minutes, 1) if math.isfinite(minutes) else "–"


def change_words(base: float, after: float) -> str:
    """Return the change in minutes with its sign; empty for none; a word where a node is newly reached or lost."""
    if math.isfinite(base) and math.isfinite(after):
        return numbers.written(after - base, 1, signed=True) if after != base else ""
    if math.isfinite(after):
        return tr("new")
    return tr("lost") if math.isfinite(base) else ""
