"""Stops of a line of public transport, and where one changes to a stop that is there already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QPointF, QRectF, Qt
from qgis.PyQt.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from qgis.PyQt.QtWidgets import QApplication

from district_planner.gui.canvas.palette import INK, MUTED, PAPER
from district_planner.gui.canvas.placed import Floats, Placed

RADIUS = 5.5
RING = 9.5
"""Radius of the outer ring of an interchange."""
OTHER = 3.6
"""Half the side of the square of the stop to change to, which maps draw as a square."""
TEXT_GAP = 14.0
_PLATE = QColor(255, 255, 255, 232)


@dataclass(frozen=True)
class StopDot:
    """A stop at its place on the map.

    Attributes:
        xy: in the CRS of the map; text: what stands beside it, empty for nothing.
        other: where the stop to change to is; None where there is none.
        served: whether something calls there; held: it hangs on the cursor or is pointed at.
    """

    xy: tuple[float, float]
    text: str = ""
    other: tuple[float, float] | None = None
    served: bool = True
    held: bool = False


class StopDots(Placed):
    """White discs along a line; an interchange has a second ring and a line to the stop beside it."""

    def __init__(self, canvas: QgsMapCanvas, level: float) -> None:
        super().__init__(canvas, level)
        self._dots: tuple[StopDot, ...] = ()
        self._at: Floats = np.empty((0, 2))
        self._other: Floats = np.empty((0, 2))
        self._texts: list[tuple[StopDot, QRectF]] = []

    @property
    def dots(self) -> tuple[StopDot, ...]:
        """Return what is shown."""
        return self._dots

    def show_dots(self, dots: Sequence[StopDot]) -> None:
        """Show these stops."""
        if dots or self._dots:
            self._dots = tuple(dots)
            self.refresh()

    def lay_out(self) -> QRectF:
        """Find the pixels of the stops, and room for their texts."""
        self._at = self.pixels(np.array([dot.xy for dot in self._dots]).reshape(-1, 2))
        self._other = self.pixels(np.array([dot.other or dot.xy for dot in self._dots]).reshape(-1, 2))
        rect, self._texts = QRectF(), []
        taken = [QRectF(x - RING, y - RING, 2 * RING, 2 * RING) for x, y in self._at]
        for dot, at, other in zip(self._dots, self._at, self._other):
            for x, y in (at, other):
                rect = rect.united(QRectF(x - 13.0, y - 13.0, 26.0, 26.0))
            place = self._room(dot.text, at, taken) if dot.text else None
            if place is not None:
                taken.append(place)
                self._texts.append((dot, place))
                rect = rect.united(place.adjusted(-6.0, -4.0, 6.0, 4.0))
        return rect.intersected(QRectF(0.0, 0.0, self.canvas.width(), self.canvas.height()).adjusted(-13, -13, 13, 13))

    def draw(self, painter: Any) -> None:
        """Draw links to other stops first, then the stops, then the texts."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for dot, at, other in zip(self._dots, self._at, self._other):
            if dot.other is not None:
                _draw_change(painter, QPointF(*at), QPointF(*other), served=dot.served)
        for dot, at in zip(self._dots, self._at):
            painter.setPen(QPen(INK, 2.4))
            painter.setBrush(INK if dot.held else PAPER)
            painter.drawEllipse(QPointF(*at), RADIUS, RADIUS)
        painter.setFont(_font())
        for dot, place in self._texts:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_PLATE)
            painter.drawRoundedRect(place.adjusted(-5.0, -2.0, 5.0, 2.0), 4.0, 4.0)
            painter.setPen(INK if dot.served else MUTED)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), dot.text)

    def _room(self, text: str, at: Floats, taken: Sequence[QRectF]) -> QRectF | None:
        """Return a free place right, left, below or above of a stop; None where there is none."""
        metrics = QFontMetricsF(_font())
        width, height = metrics.boundingRect(text).width() + 3.0, metrics.height()
        x, y = float(at[0]), float(at[1])
        places = (
            (x + TEXT_GAP, y - height / 2), (x - TEXT_GAP - width, y - height / 2),
            (x - width / 2, y + TEXT_GAP), (x - width / 2, y - TEXT_GAP - height),
        )  # fmt: skip
        seen = QRectF(0.0, 0.0, self.canvas.width(), self.canvas.height())
        for corner in places:
            place = QRectF(*corner, width, height)
            if seen.contains(place) and not any(place.intersects(other) for other in taken):
                return place
        return None


def _draw_change(painter: Any, here: QPointF, there: QPointF, *, served: bool) -> None:
    """Draw the way to the other stop, that stop, and the second ring."""
    colour = INK if served else MUTED
    style = Qt.PenStyle.SolidLine if served else Qt.PenStyle.DotLine
    for pen in (QPen(PAPER, 5.0), QPen(colour, 2.0, style)):
        painter.setPen(pen)
        painter.drawLine(here, there)
    painter.setPen(QPen(colour, 1.6))
    painter.setBrush(PAPER)
    painter.drawRect(QRectF(there.x() - OTHER, there.y() - OTHER, 2 * OTHER, 2 * OTHER))
    painter.drawEllipse(here, RING, RING)


def _font() -> QFont:
    font = QFont(QApplication.font())
    font.setPointSizeF(font.pointSizeF() * 0.9)
    return font
