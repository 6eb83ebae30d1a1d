"""A cell with a second, quieter line below the first."""

from __future__ import annotations

from qgis.PyQt.QtCore import QModelIndex, QObject, QRect, QSize, Qt
from qgis.PyQt.QtGui import QFontMetrics, QPainter, QPalette
from qgis.PyQt.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from district_planner.gui.widgets.look import muted_colour, sized

_PADDING = 4
_BLANK = "\N{NO-BREAK SPACE}"


class TwoLines(QStyledItemDelegate):
    """Paints tick box and icon as usual, and two lines of text beside them.

    Args:
        role: where the model has the second line.
    """

    def __init__(self, role: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._role = role

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Return room for both lines."""
        small = QFontMetrics(sized(option.font, 0.88))
        height = option.fontMetrics.height() + small.height() + 2 * _PADDING
        return QSize(super().sizeHint(option, index).width(), height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Paint the cell."""
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        text, cell.text = cell.text, _BLANK
        style = cell.widget.style() if cell.widget is not None else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget)
        room = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, cell, cell.widget)
        room = QRect(room.left() + 3, option.rect.top() + _PADDING, option.rect.right() - room.left() - 4, 0)
        self._write(painter, cell, room, (text, str(index.data(self._role) or "")))

    def _write(self, painter: QPainter, cell: QStyleOptionViewItem, room: QRect, lines: tuple[str, str]) -> None:
        selected = bool(cell.state & QStyle.StateFlag.State_Selected)
        colour = cell.palette.color(QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text)
        quiet = colour if selected or cell.widget is None else muted_colour(cell.widget)
        painter.save()
        for text, font, tone in zip(lines, (cell.font, sized(cell.font, 0.88)), (colour, quiet)):
            metrics = QFontMetrics(font)
            room.setHeight(metrics.height())
            painter.setFont(font)
            painter.setPen(tone)
            elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), elided)
            room.moveTop(room.bottom() + 1)
        painter.restore()
