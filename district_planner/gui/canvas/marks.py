"""Where a line joins and what it passes: filled dots join, hollow dots pass over, a sign marks what does not work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QPointF, QRectF, Qt
from qgis.PyQt.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen
from qgis.PyQt.QtWidgets import QApplication

from district_planner.core.network.lines import Meeting
from district_planner.gui.canvas.palette import ALERT, INK, PAPER
from district_planner.gui.canvas.placed import Floats, Placed

RADIUS = 5.0
HIT = 9.0
"""Pixels around a dot in which a click is meant for it."""
TEXT_WIDEST = 230.0
JOINS = ("joins", "connector")
PASSES = ("passes_over", "kept_apart", "not_joined_by_choice")
ALERTS = ("needs_bridge", "end_not_joined")
TOGGLED = (*JOINS, "kept_apart", "not_joined_by_choice")
"""What a click turns from joining into not joining and back; on a bridge there is nothing to choose."""


@dataclass(frozen=True)
class Mark:
    """A meeting at its place on the map: ``xy`` in the CRS of the map; ``labelled``: its reason stands beside it."""

    meeting: Meeting
    xy: tuple[float, float]
    labelled: bool = False


class Marks(Placed):
    """The dots and signs along a line."""

    def __init__(self, canvas: QgsMapCanvas, level: float) -> None:
        super().__init__(canvas, level)
        self._marks: tuple[Mark, ...] = ()
        self._at: Floats = np.empty((0, 2))

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Return what is shown."""
        return self._marks

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Show these marks."""
        if marks or self._marks:
            self._marks = tuple(marks)
            self.refresh()

    def clear(self) -> None:
        """Show none."""
        self.show_marks(())

    def at(self, x: float, y: float, up_to: float = float("inf")) -> Mark | None:
        """Return the dot under a pixel that can be toggled, the nearest of several, up to a chainage of the line."""
        best, found = HIT, None
        for mark, place in zip(self._marks, self._at):
            away = float(np.hypot(place[0] - x, place[1] - y))
            if away <= best and mark.meeting.kind in TOGGLED and mark.meeting.chainage <= up_to:
                best, found = away, mark
        return found

    def lay_out(self) -> QRectF:
        """Find the pixels of the marks."""
        self._at = self.pixels(np.array([mark.xy for mark in self._marks]).reshape(-1, 2))
        rect = QRectF()
        for mark, (x, y) in zip(self._marks, self._at):
            rect = rect.united(QRectF(x - 12.0, y - 12.0, 24.0, 24.0))
            if mark.labelled:
                rect = rect.united(self._text_rect(mark, QPointF(x, y)).adjusted(-4.0, -4.0, 4.0, 4.0))
        return rect

    def draw(self, painter: Any) -> None:
        """Draw the dots over the line, the signs over the dots."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for mark, (x, y) in sorted(zip(self._marks, self._at), key=lambda pair: pair[0].meeting.kind in ALERTS):
            centre, kind = QPointF(x, y), mark.meeting.kind
            if kind in ALERTS:
                _draw_sign(painter, centre)
            else:
                _draw_dot(painter, centre, filled=kind in JOINS, colour=INK)
        for mark, (x, y) in zip(self._marks, self._at):
            if mark.labelled:
                self._draw_text(painter, mark, QPointF(x, y))

    def _text_rect(self, mark: Mark, centre: QPointF) -> QRectF:
        metrics = QFontMetricsF(_font())
        box = metrics.boundingRect(QRectF(0.0, 0.0, TEXT_WIDEST, 500.0), int(_WRAP), mark.meeting.text)
        x = centre.x() + 13.0
        if x + box.width() > self.canvas.width():
            x = centre.x() - 13.0 - box.width()
        y = min(max(centre.y() - box.height() / 2, 2.0), self.canvas.height() - box.height() - 2.0)
        return QRectF(x, y, box.width() + 1.0, box.height())

    def _draw_text(self, painter: Any, mark: Mark, centre: QPointF) -> None:
        rect = self._text_rect(mark, centre)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(255, 255, 255, 232))
        painter.drawRoundedRect(rect.adjusted(-5.0, -3.0, 5.0, 3.0), 4.0, 4.0)
        painter.setFont(_font())
        painter.setPen(ALERT)
        painter.drawText(rect, int(_WRAP), mark.meeting.text)


_WRAP = Qt.TextFlag.TextWordWrap


def _font() -> QFont:
    font = QFont(QApplication.font())
    font.setPointSizeF(font.pointSizeF() * 0.9)
    return font


def _draw_dot(painter: Any, centre: QPointF, *, filled: bool, colour: QColor) -> None:
    painter.setPen(QPen(PAPER, 1.6))
    painter.setBrush(PAPER)
    painter.drawEllipse(centre, RADIUS + 1.4, RADIUS + 1.4)
    painter.setPen(QPen(colour, 1.8))
    painter.setBrush(colour if filled else PAPER)
    painter.drawEllipse(centre, RADIUS - 0.9, RADIUS - 0.9)


def _draw_sign(painter: Any, centre: QPointF) -> None:
    """Draw a triangle with an exclamation mark: shape and sign say it, not the colour."""
    path = QPainterPath(centre + QPointF(0.0, -8.5))
    path.lineTo(centre + QPointF(8.5, 6.5))
    path.lineTo(centre + QPointF(-8.5, 6.5))
    path.closeSubpath()
    painter.setPen(QPen(PAPER, 4.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.drawPath(path)
    painter.setPen(QPen(ALERT, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(ALERT)
    painter.drawPath(path)
    painter.setPen(QPen(PAPER, 1.9, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(centre + QPointF(0.0, -3.4), centre + QPointF(0.0, 1.6))
    painter.drawPoint(centre + QPointF(0.0, 4.3))
