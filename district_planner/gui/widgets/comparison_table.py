"""Figures of two scenarios in a table that can be copied."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from qgis.PyQt.QtCore import QModelIndex, QSize, Qt
from qgis.PyQt.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPalette
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from district_planner.gui.widgets import numbers
from district_planner.gui.widgets.look import gain_colour, loss_colour, muted_colour
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.gui.session import DistrictSession

_ROWS_SHOWN = 10
SIDES = ("first", "second")
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LOW = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
_PADDING = 3


class _Above(QStyledItemDelegate):
    """Keeps the upper of two lines free, in which the table writes across all columns."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Return room for two lines."""
        usual = super().sizeHint(option, index)
        return QSize(usual.width(), 2 * option.fontMetrics.height() + 2 * _PADDING)

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Leave the name of the figure to the table; values stand on the lower line."""
        super().initStyleOption(option, index)
        if index.column() == 0:
            option.text = ""
        else:
            option.rect.adjust(0, 0, 0, -_PADDING)


class ComparisonTable(QTreeWidget):
    """Figure, first, second, and how they compare: the name above the numbers, as no name fits beside them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setColumnCount(4)
        self.setHeaderLabels([tr("Figure"), tr("First"), tr("Second"), tr("Change")])
        self.setRootIsDecorated(False)
        self.setAlternatingRowColors(True)
        self.setUniformRowHeights(True)
        self.setItemDelegate(_Above(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Figures of the two scenarios"))
        self.setToolTip(tr("Ctrl+C copies the selected rows, or all"))
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2, 3):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
            self.headerItem().setTextAlignment(column, _RIGHT)

    def show_comparison(self, session: DistrictSession, figures: pd.DataFrame, operation: str, every: bool) -> None:
        """Show the headline and the other figures, or those of every question.

        Args:
            figures: of core.evaluation.compare.Comparison; operation: the column of it that is shown last.
        """
        self.clear()
        headline = session.question.figure if session.question else ""
        some = [headline, *session.scorer.others]
        asked = [one.figure for one in session.questions()] if every else some
        rows = {str(row["figure"]): row for row in figures.to_dict("records")}
        for name in dict.fromkeys(asked):
            if name in rows:
                self._add(rows[name], operation)
        shown = min(max(self.topLevelItemCount(), 2), _ROWS_SHOWN)
        height = self.header().sizeHint().height() + shown * max(self.sizeHintForRow(0), 18) + 2 * self.frameWidth()
        self.setFixedHeight(height + 2)

    def _add(self, row: Mapping[Hashable, Any], operation: str) -> None:
        label, unit = str(row["label"]), str(row["unit"])
        first, second = numbers.pair(*(math.inf if math.isnan(row[side]) else row[side] for side in SIDES), unit)
        item = QTreeWidgetItem(self, [label, first, second, _result(float(row[operation]), unit, operation)])
        item.setToolTip(0, f"{label} ({numbers.unit_words(unit)})")
        for column in (1, 2, 3):
            item.setTextAlignment(column, _LOW)
        moved = float(row["difference"])
        if moved and not math.isnan(moved):
            better = (moved > 0) == (row["better"] != "lower")
            item.setForeground(3, gain_colour(self) if better else loss_colour(self))

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Draw the numbers, and the name of the figure above them."""
        super().drawRow(painter, option, index)
        selected = self.selectionModel().isRowSelected(index.row(), QModelIndex())
        role = QPalette.ColorRole.HighlightedText
        painter.save()
        painter.setPen(self.palette().color(role) if selected else muted_colour(self))
        line = option.rect.adjusted(_PADDING, _PADDING, -_PADDING, 0)
        line.setHeight(self.fontMetrics().height())
        name = self.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), name)
        painter.restore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy as a table that a spreadsheet takes."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.as_text())
        else:
            super().keyPressEvent(event)

    def as_text(self) -> str:
        """Return the selected rows, or all, with tabs between columns."""
        items = self.selectedItems() or [self.topLevelItem(row) for row in range(self.topLevelItemCount())]
        lines = [[self.headerItem().text(column) for column in range(4)]]
        lines += [[item.text(column) for column in range(4)] for item in items]
        return "\n".join("\t".join(line) for line in lines)


def _result(value: float, unit: str, operation: str) -> str:
    if math.isnan(value):
        return "–"
    if operation == "difference":
        return numbers.figure(value, unit, signed=True)
    if operation == "ratio":
        return numbers.written(value, numbers.apart(value, 1.0, 2))
    return f"{numbers.written(value, 1, signed=True)} %"
