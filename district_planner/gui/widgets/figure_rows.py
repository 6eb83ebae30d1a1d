"""Figures in rows: what, base → with, change; each can be taken away."""

from __future__ import annotations

import math
from dataclasses import dataclass

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import QGridLayout, QLabel, QToolButton, QWidget

from district_planner.gui.widgets import numbers
from district_planner.gui.widgets.figure_card import ARROW
from district_planner.gui.widgets.look import GAP, Words, coloured, gain_colour, loss_colour, muted_colour, sized
from district_planner.gui.widgets.reading import Reading
from district_planner.translation import tr


@dataclass(frozen=True)
class _Row:
    label: Words
    values: Words
    change: QLabel
    close: QToolButton

    @property
    def cells(self) -> tuple[QWidget, ...]:
        return self.label, self.values, self.change, self.close


class FigureRows(QWidget):
    """Shows figures one below the other.

    Args:
        usual: how many there are as a rule.
    """

    removed = pyqtSignal(str)
    """The planner does not want to see a figure any more; its name."""

    def __init__(self, usual: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP + 2)
        self._grid.setVerticalSpacing(1)
        self._grid.setColumnStretch(0, 1)
        self._rows: list[_Row] = []
        self._names: list[str] = []
        for _ in range(usual):  # what comes later is the last that Tab reaches
            self._add_row()
        self.show_readings([])

    def show_readings(self, readings: list[Reading], waiting: bool = False) -> None:
        """Show figures, greyed while they are out of date."""
        while len(self._rows) < len(readings):
            self._add_row()
        self._names = [reading.name for reading in readings]
        for i, row in enumerate(self._rows):
            for cell in row.cells:
                cell.setVisible(i < len(readings))
            if i < len(readings):
                self._show(row, readings[i], waiting)

    def texts(self) -> list[tuple[str, str, str]]:
        """Return what the rows say."""
        shown = self._rows[: len(self._names)]
        return [(row.label.text(), row.values.text(), row.change.text()) for row in shown]

    def tones(self) -> list[QColor]:
        """Return the colours of the values."""
        shown = self._rows[: len(self._names)]
        return [row.values.palette().color(row.values.foregroundRole()) for row in shown]

    def _add_row(self) -> None:
        at = len(self._rows)
        close = QToolButton(self)
        close.setText("×")
        close.setAutoRaise(True)
        close.setFixedWidth(18)
        close.clicked.connect(lambda: self.removed.emit(self._names[at]))
        row = _Row(Words(parent=self), Words(parent=self), QLabel(self), close)
        row.label.setFont(sized(row.label.font(), 0.95))
        row.change.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.change.setFont(sized(row.change.font(), 0.95, bold=True))
        self._grid.addWidget(row.label, 3 * at, 0, 1, 2)
        self._grid.addWidget(row.close, 3 * at, 2, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(row.values, 3 * at + 1, 0)
        self._grid.addWidget(row.change, 3 * at + 1, 1)
        self._grid.setRowMinimumHeight(3 * at + 2, GAP)
        self._rows.append(row)

    def _show(self, row: _Row, reading: Reading, waiting: bool) -> None:
        row.label.setText(reading.label)
        row.close.setToolTip(tr("Take away: {}").format(reading.label))
        row.close.setAccessibleName(row.close.toolTip())
        base, after = numbers.pair(reading.base, reading.after, reading.unit)
        unit = numbers.unit_words(reading.unit)
        row.values.setText(f"{base} {ARROW} {after} {unit}".rstrip() if base != after else f"{after} {unit}".rstrip())
        quiet = muted_colour(self)
        coloured(row.label, quiet)
        coloured(row.values, quiet if waiting else self.palette().color(self.foregroundRole()))
        moved = bool(reading.change) and not math.isnan(reading.change)
        row.change.setText(numbers.figure(reading.change, reading.unit, signed=True) if moved else tr("no change"))
        tone = gain_colour(self) if reading.better_when(reading.change) else loss_colour(self)
        coloured(row.change, tone if moved and not waiting else quiet)
