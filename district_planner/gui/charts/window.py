"""The window of charts: a chart, the table behind it, and both to take away."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from qgis.PyQt.QtCore import QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QHideEvent, QResizeEvent, QShowEvent
from qgis.PyQt.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedLayout,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from district_planner.core.progress import Progress, no_progress
from district_planner.gis.numerals import trimmed
from district_planner.gui.built import built_of
from district_planner.gui.charts.canvas import draw_chart, new_canvas, save
from district_planner.gui.charts.chart import ChartSource, Drawn
from district_planner.gui.charts.registry import all_charts
from district_planner.gui.work import Work, start
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.gui.session import DistrictSession


class ChartWindow(QDialog):
    """Shows one chart of the registry for the district's question; follows scores and question while it is open."""

    shown = pyqtSignal()
    """A chart, or the sentence that says why there is none, is there."""

    def __init__(self, session: DistrictSession, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(tr("Charts: {}").format(session.name))
        self.resize(QSize(820, 600))
        self._session = session
        self._work: Work | None = None
        self._again = False
        self.drawn: Drawn | None = None
        self.choice = QComboBox()
        for chart in all_charts().values():
            self.choice.addItem(chart.title(), chart.id)
        self.choice.setAccessibleName(tr("Chart"))
        self.canvas = new_canvas()
        self.canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.sentence = QLabel()
        self.table = QTableWidget()
        self._build()
        self.choice.currentIndexChanged.connect(self.refresh)
        session.scores_changed.connect(self.refresh)
        session.question_changed.connect(self.refresh)

    def _build(self) -> None:
        """Lay the window out."""
        self.sentence.setWordWrap(True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setMargin(24)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setAccessibleName(tr("Table"))
        self.table.verticalHeader().hide()
        picture = QWidget()
        self._stack = QStackedLayout(picture)
        self._stack.addWidget(self.canvas)
        self._stack.addWidget(self.sentence)
        self.tabs = QTabWidget()
        self.tabs.addTab(picture, tr("Chart"))
        self.tabs.addTab(self.table, tr("Table"))
        row = QHBoxLayout()
        actions = {
            "copy": (tr("Copy table"), self.copy_table), "csv": (tr("Save table as CSV…"), self._ask_csv),
            "picture": (tr("Save chart as PNG or SVG…"), self._ask_picture),
        }  # fmt: skip
        self._buttons: dict[str, QPushButton] = {}
        row.addWidget(self.choice)
        row.addStretch()
        for key, (text, slot) in actions.items():
            button = QPushButton(text)
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            self._buttons[key] = button
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addLayout(row)
        layout.addWidget(self.tabs)

    # What is shown

    def show_chart(self, id_: str) -> None:
        """Choose a chart by its id."""
        self.choice.setCurrentIndex(max(self.choice.findData(id_), 0))

    def refresh(self, *_: object) -> None:
        """Make the chart anew in the background; the last one stays until then, and of several the latest counts."""
        if not self.isVisible():
            return
        if self._work is not None:
            self._again = True
            return
        source = self._source()
        if source is None:
            if self.drawn is None:
                self._say(tr("The district is being scored…"))
            return
        chart = all_charts()[self.choice.currentData()]

        def job(progress: Progress) -> Drawn:
            return chart.make(source)

        self._work = start(
            Work(tr("Drawing {}").format(chart.title()), job, lambda drawn: self._ended(chart.id, drawn), self._failed)
        )

    def _source(self) -> ChartSource | None:
        session = self._session
        results, engine, question = session.results, session.engine, session.question
        built = built_of(session)
        if results is None or engine is None or question is None or built is None or session.stale:
            return None
        scenario = session.scenario
        names = {one.id: one.name for one in session.scenarios()}
        rights = str(session.setting("attribution") or "")
        name = names.get(session.scenario, session.scenario)
        return ChartSource(
            results, engine, lambda: built(scenario, no_progress), question.text, question.figure, name, rights
        )

    def _ended(self, id_: str, drawn: Drawn) -> None:
        self._work = None
        if id_ == self.choice.currentData():
            self.drawn = drawn
            self._draw()
            self._fill(drawn)
            self._stack.setCurrentWidget(self.canvas)
            self._enable()
            self.shown.emit()
        self._once_more()

    def _failed(self, why: str) -> None:
        self._work, self.drawn = None, None
        self.table.setRowCount(0)
        self._say(why)
        self._once_more()

    def _once_more(self) -> None:
        if self._again:
            self._again = False
            self.refresh()

    def _say(self, sentence: str) -> None:
        self.sentence.setText(sentence)
        self._stack.setCurrentWidget(self.sentence)
        self._enable()
        self.shown.emit()

    def _enable(self) -> None:
        for button in self._buttons.values():
            button.setEnabled(self.drawn is not None)

    def _draw(self) -> None:
        if self.drawn is not None:
            draw_chart(self.canvas.figure, all_charts()[self.choice.currentData()], self.drawn)
            self.canvas.draw_idle()

    # The table

    def shown_table(self) -> pd.DataFrame:
        """Return the table as it is taken away: columns in words, in their order; numbers for machines."""
        if self.drawn is None:
            return pd.DataFrame()
        headings = all_charts()[self.choice.currentData()].headings()
        return self.drawn.table[list(headings)].rename(columns=headings)

    def _fill(self, drawn: Drawn) -> None:
        chart = all_charts()[self.choice.currentData()]
        table = chart.read(drawn.table)[list(chart.headings())].rename(columns=chart.headings())
        self.table.setColumnCount(len(table.columns))
        self.table.setHorizontalHeaderLabels([str(name) for name in table.columns])
        self.table.setRowCount(len(table))
        for column, name in enumerate(table.columns):
            for row, value in enumerate(table[name]):
                item = QTableWidgetItem(_words(value))
                if not isinstance(value, str):
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(row, column, item)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def copy_table(self) -> None:
        """Copy the table so that a spreadsheet takes it: tabs between columns, full numbers."""
        QApplication.clipboard().setText(self.shown_table().to_csv(sep="\t", index=False))

    def save_csv(self, path: Path) -> None:
        """Save the table as CSV: UTF-8, commas, decimal points, full numbers."""
        path.write_bytes(self.shown_table().to_csv(index=False).encode("utf-8-sig"))

    def save_picture(self, path: Path) -> None:
        """Save the chart as PNG or SVG, by the file's name."""
        save(self.canvas.figure, path)

    def _ask_csv(self) -> None:
        self._ask(tr("Save table"), "csv", tr("CSV (*.csv)"), self.save_csv)

    def _ask_picture(self) -> None:
        self._ask(tr("Save chart"), "png", tr("PNG (*.png);;SVG (*.svg)"), self.save_picture)

    def _ask(self, title: str, ending: str, kinds: str, write: Any) -> None:
        name = f"{self._session.path.stem}-{self.choice.currentData()}.{ending}"
        path, kind = QFileDialog.getSaveFileName(self, title, str(self._session.path.with_name(name)), kinds)
        if not path:
            return
        chosen = Path(path)
        if not chosen.suffix:
            chosen = chosen.with_suffix(".svg" if "svg" in kind else f".{ending}")
        try:
            write(chosen)
        except OSError as error:
            self._session.failed.emit(
                tr("“{}” cannot be written ({}). Choose another folder.").format(chosen, error.strerror)
            )

    # Events

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what is due."""
        super().showEvent(event)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw anew, so that words keep to their lines."""
        super().resizeEvent(event)
        self._draw()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop what is being made."""
        if self._work is not None:
            self._work.cancel()
            self._work = None
        super().hideEvent(event)

    def let_go(self) -> None:
        """Listen no longer; called before the window goes."""
        self._session.scores_changed.disconnect(self.refresh)
        self._session.question_changed.disconnect(self.refresh)


def _words(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None or value != value:
        return ""
    return trimmed(float(value), 2)
