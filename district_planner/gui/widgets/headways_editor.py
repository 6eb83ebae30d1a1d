"""Headways by period: a row for each, from when until when and every how many minutes."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QApplication,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from district_planner.core.interventions.attributes import Attribute
from district_planner.core.interventions.transit_line import (
    LEAST_HEADWAY_MIN,
    MOST_HEADWAY_MIN,
    clock_seconds,
    clock_text,
)
from district_planner.gui.widgets import numbers
from district_planner.gui.widgets.editors import Editor
from district_planner.gui.widgets.look import GAP, Note, action_icon, coloured, loss_colour, tool_button
from district_planner.translation import tr

Period = list[Any]
"""[from, to, minutes] as the column holds it."""


@dataclass
class _Row:
    start: QLineEdit
    end: QLineEdit
    minutes: QLineEdit
    remove: QToolButton

    @property
    def parts(self) -> tuple[QWidget, ...]:
        """Return its widgets."""
        return *self.fields, self.remove

    @property
    def fields(self) -> tuple[QLineEdit, QLineEdit, QLineEdit]:
        return self.start, self.end, self.minutes

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(field.text().strip() for field in self.fields)


class HeadwaysEditor(Editor):
    """Rows of from, to and minutes; what is whole and free of mistakes is told at once."""

    wide = True

    def __init__(self, attribute: Attribute, parent: QWidget | None = None) -> None:
        super().__init__(attribute, parent)
        self.rows: list[_Row] = []
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(3)
        self._grid.setVerticalSpacing(3)
        self._heads = [QLabel(text, inside) for text in (tr("From"), tr("To"), tr("Every, min"))]
        for number, head in enumerate(self._heads):
            head.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(head, 0, number)
            self._grid.setColumnStretch(number, 1)
        self.problem = Note(parent=inside)
        coloured(self.problem, loss_colour(self))
        self.add = QPushButton(action_icon("add"), tr("Add a period"), inside)
        self.add.setMinimumWidth(1)
        self.add.clicked.connect(self._on_add_clicked)
        column.addLayout(self._grid)
        column.addWidget(self.problem)
        column.addWidget(self.add)
        self.row.addWidget(inside, 1)
        self.setFocusProxy(self.add)
        self._show_rows([])

    # What is shown

    def show_value(self, value: Any) -> None:
        """Show the stored periods; a row that is still being filled in stays while the planner is in it."""
        stored, told = _stored(value)
        busy = self.isAncestorOf(QApplication.focusWidget()) if QApplication.focusWidget() is not None else False
        if busy and not told and self._whole() == stored:
            return
        self._show_rows(stored)
        self._complain(told)

    def _show_rows(self, periods: Sequence[Period]) -> None:
        while self.rows:
            self._take(self.rows[-1])
        for start, end, minutes in periods:
            self._append(str(start), str(end), numbers.plain(float(minutes)))
        self._complain("")
        self._settle()

    def _append(self, *texts: str) -> _Row:
        place = len(self.rows) + 1
        fields = [QLineEdit(text, self) for text in texts]
        words = (tr("From, period {}"), tr("To, period {}"), tr("Every how many minutes, period {}"))
        for column, (field, word) in enumerate(zip(fields, words)):
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
            field.setFixedHeight(field.sizeHint().height())  # what is new would be squeezed until all is laid out
            field.setMinimumWidth(field.fontMetrics().horizontalAdvance("24:30") + 2 * GAP + 4)
            field.setAccessibleName(word.format(place))
            field.editingFinished.connect(self._on_edited)
            self._grid.addWidget(field, place, column)
        remove = tool_button("delete", tr("Take away period {}").format(place), self)
        row = _Row(*fields, remove)
        remove.clicked.connect(lambda *_: self._on_remove_clicked(row))
        self._grid.addWidget(remove, place, len(fields))
        self.rows.append(row)
        for before, after in zip((*fields, remove), (*fields[1:], remove, self.add)):
            QWidget.setTabOrder(before, after)
        for part in row.parts:
            part.show()  # else it is shown later, and takes no focus until then
        return row

    def _take(self, row: _Row) -> None:
        self.rows.remove(row)
        for part in row.parts:
            part.blockSignals(True)  # a field that goes loses the focus, and would tell what was in it
            self._grid.removeWidget(part)
            part.hide()
            part.deleteLater()

    def _settle(self) -> None:
        for head in self._heads:
            head.setVisible(bool(self.rows))
        self.updateGeometry()

    # What is said

    def _on_add_clicked(self) -> None:
        """Add a row that goes on where the last one ends."""
        row = self._append(self.rows[-1].texts[1] if self.rows else "", "", "")
        self._settle()
        row.start.setFocus(Qt.FocusReason.OtherFocusReason)
        row.start.selectAll()

    def _on_remove_clicked(self, row: _Row) -> None:
        texts = [other.texts for other in self.rows if other is not row]
        while self.rows:
            self._take(self.rows[-1])
        for text in texts:
            self._append(*text)
        self._settle()
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_edited()

    def _on_edited(self) -> None:
        for row in self.rows:
            for field in row.fields[:2]:
                seconds = _seconds(field.text())
                if seconds is not None:
                    field.setText(clock_text(seconds))
        problem = self._problem()
        self._complain(problem)
        periods = self._whole()
        if not problem and periods != _stored(self.value)[0]:
            self.give(json.dumps(periods) if periods else None)

    def _whole(self) -> list[Period]:
        """Return the rows in which everything is said, in order of time."""
        found = []
        for row in self.rows:
            start, end = _seconds(row.texts[0]), _seconds(row.texts[1])
            minutes = numbers.parsed(row.texts[2])
            if start is not None and end is not None and minutes is not None:
                found.append([clock_text(start), clock_text(end), int(minutes) if minutes.is_integer() else minutes])
        return sorted(found, key=lambda period: clock_seconds(period[0]) or 0)

    def _complain(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _problem(self) -> str:
        """Return what is wrong with the first row that is, empty where nothing is; mark its field."""
        taken: list[tuple[int, int]] = []
        for row in self.rows:
            for field in row.fields:
                field.setPalette(self.palette())
        for row in self.rows:
            wrong, sentence = _fault(row, taken)
            if sentence:
                coloured(wrong, loss_colour(self))
                return sentence
        return ""


def _fault(row: _Row, taken: list[tuple[int, int]]) -> tuple[QLineEdit, str]:
    """Return the wrong field of a row and what is wrong with it; what is not filled in yet is not wrong."""
    times = []
    for field in (row.start, row.end):
        seconds = _seconds(field.text())
        if field.text().strip() and seconds is None:
            return field, tr("“{}” is no time of day. Write hours and minutes such as 07:00.").format(field.text())
        times.append(seconds)
    start, end = times
    if start is not None and end is not None:
        if end <= start:
            words = tr("{} is not after {}. After midnight count on: 24:30.")
            return row.end, words.format(clock_text(end), clock_text(start))
        for other in taken:
            if start < other[1] and other[0] < end:
                words = tr("{} to {} and {} to {} overlap. Give each time once.")
                return row.start, words.format(*(clock_text(one) for one in (*other, start, end)))
        taken.append((start, end))
    text = row.texts[2]
    minutes = numbers.parsed(text)
    if text and (minutes is None or not LEAST_HEADWAY_MIN <= minutes <= MOST_HEADWAY_MIN):
        words = tr("Write the minutes from one departure to the next, a number from {} to {}.")
        return row.minutes, words.format(numbers.plain(LEAST_HEADWAY_MIN), numbers.plain(MOST_HEADWAY_MIN))
    return row.minutes, ""


def _stored(value: Any) -> tuple[list[Period], str]:
    """Return the periods of a stored value in order of time, and what to say where they cannot be read."""
    if value is None or value == "":
        return [], ""
    try:
        listed = json.loads(value) if isinstance(value, str) else list(value)
        periods = [[clock_text(_known(start)), clock_text(_known(end)), minutes] for start, end, minutes in listed]
        for period in periods:
            period[2] = int(float(period[2])) if float(period[2]).is_integer() else float(period[2])
    except (TypeError, ValueError):
        return [], tr("What the file holds cannot be read. A period that is added here takes its place.")
    return sorted(periods, key=lambda period: clock_seconds(period[0]) or 0), ""


def _known(text: Any) -> int:
    seconds = clock_seconds(text)
    if seconds is None:
        raise ValueError(text)
    return seconds


def _seconds(text: str) -> int | None:
    """Return seconds after midnight of what a planner types: 7, 730, 7.30 and 07:30 are understood."""
    plain = text.strip().replace(".", ":")
    if re.fullmatch(r"\d{1,4}", plain):
        plain = f"{plain}:00" if len(plain) < 3 else f"{plain[:-2]}:{plain[-2:]}"
    return clock_seconds(plain)
