"""The chip at the cursor: what the thing in hand changes, said exactly, or greyed while that is being worked out."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QPoint, QPointF, QRectF, QSize, Qt, QTimer
from qgis.PyQt.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen
from qgis.PyQt.QtWidgets import QApplication

from district_planner.gui.canvas.palette import ALERT, INK, LINE, MUTED, PAPER, better, worse
from district_planner.gui.canvas.placed import Placed
from district_planner.gui.canvas.wording import Said
from district_planner.gui.standing import as_if_counted
from district_planner.translation import tr

WIDEST = 360.0
PADDING = 11.0
GAP = 4.0
AWAY = 22.0
"""From the cursor to the chip, so that the point in hand stays in sight."""
SHADOW = 5.0
SPINNER = 13.0
SPIN_MS = 80
GREYED = QColor(150, 156, 164)


@dataclass(frozen=True)
class Row:
    """Lines of one look: text, size as a share of the interface's font, weight, colour."""

    text: str
    size: float
    bold: bool
    colour: QColor


@dataclass(frozen=True)
class Contents:
    """What the chip says.

    Attributes:
        said: the headline figure; None before there is one.
        rivals: name and figure of alternatives that it excludes.
        facts: length, time, cost; alerts: what does not join or cannot be crossed; hint: what to do next.
        stale: the figures are those of a moment ago, or there are none yet.
        standing: why what is in hand does not count in the scores of the scenario; the figures are as if it did.
    """

    said: Said | None = None
    why_silent: str = ""
    rivals: tuple[tuple[str, Said], ...] = ()
    facts: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()
    hint: str = ""
    stale: bool = False
    standing: str = ""

    @property
    def empty(self) -> bool:
        """Return whether there is nothing to say."""
        return self == Contents() or self == Contents(stale=True)

    def rows(self) -> list[Row]:
        """Return the lines from top to bottom."""
        rows = self._figures()
        rows += [Row(fact, 0.95, False, INK) for fact in self.facts]
        rows += [Row(f"⚠ {_begun(alert)}", 0.95, False, GREYED if self.stale else ALERT) for alert in self.alerts]
        return [*rows, Row(self.hint, 0.95, False, MUTED)] if self.hint else rows

    def _figures(self) -> list[Row]:
        if self.said is None:
            return []
        rows = [Row(self.said.headline, 1.4, True, _tone_colour(self.said.tone, self.stale))]
        rows.append(Row(self.said.about, 0.95, False, MUTED))
        if self.standing:
            rows.append(Row(as_if_counted(self.standing), 0.95, True, INK))
        if self.why_silent:
            rows.append(Row(_begun(self.why_silent), 0.95, False, INK))
        for name, said in self.rivals:
            rows.append(
                Row(tr("{} alone: {}").format(name, said.headline), 0.95, True, _tone_colour(said.tone, self.stale))
            )
        return rows


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _tone_colour(tone: int, stale: bool) -> QColor:
    if stale:
        return GREYED
    return {1: better(), -1: worse(), 0: INK}[tone]


class Chip(Placed):
    """A small card beside the cursor that never leaves the canvas."""

    def __init__(self, canvas: QgsMapCanvas, level: float) -> None:
        super().__init__(canvas, level)
        self._contents = Contents()
        self._cursor = QPointF()
        self._above = False
        self._laid: list[tuple[Row, QRectF]] = []
        self._angle = 0
        self._timer = QTimer()
        self._timer.setInterval(SPIN_MS)
        self._timer.timeout.connect(self._on_tick)

    @property
    def contents(self) -> Contents:
        """Return what it says."""
        return self._contents

    @property
    def spinning(self) -> bool:
        """Return whether it shows that figures are being worked out."""
        return bool(self._timer.isActive())

    def say(self, contents: Contents) -> None:
        """Say something else."""
        if contents != self._contents:
            self._contents = contents
            self.refresh()
        self._spin(contents.stale and not contents.empty)

    def change(self, **what: Any) -> None:
        """Say the same with some parts replaced."""
        self.say(replace(self._contents, **what))

    def move_to(self, pixel: QPoint, *, above: bool = False) -> None:
        """Go to the cursor, below or above it."""
        self._cursor, self._above = QPointF(pixel), above
        self.refresh()

    def remove(self) -> None:
        """Stop the spinner and go for good."""
        self._timer.stop()
        super().remove()

    def _spin(self, on: bool) -> None:
        if on and not self._timer.isActive():
            self._timer.start()
        elif not on:
            self._timer.stop()

    def _on_tick(self) -> None:
        self._angle = (self._angle + 30) % 360
        self.update()

    def lay_out(self) -> QRectF:
        """Measure the rows and find a place for the card."""
        self._laid, width, y = [], 0.0, SHADOW + PADDING
        for number, row in enumerate(self._contents.rows()):
            beside_spinner = SPINNER + 8.0 if number == 0 and self._contents.said else 0.0
            across, down = measured(row.text, row.size, row.bold, WIDEST - beside_spinner)
            self._laid.append((row, QRectF(SHADOW + PADDING, y, across, down)))
            width = max(width, across + beside_spinner)
            y += down + GAP
        if not self._laid:
            return QRectF()
        size = QSize(round(width + 2 * (PADDING + SHADOW)), round(y - GAP + PADDING + SHADOW))
        corner = beside(self._cursor, size, self.canvas.size(), above=self._above)
        return QRectF(corner.x(), corner.y(), size.width(), size.height())

    def draw(self, painter: Any) -> None:
        """Draw the card, and the spinner of a figure that is out of date."""
        rect, ratio = self.boundingRect(), float(self.canvas.devicePixelRatioF())
        painter.drawImage(rect.topLeft(), plate(int(rect.width()), int(rect.height()), ratio))
        for row, place in self._laid:
            text = words(row.text, row.size, row.bold, row.colour.rgba(), place.width(), place.height(), ratio)
            painter.drawImage(rect.topLeft() + place.topLeft(), text)
        if not self._contents.stale:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        ring = QRectF(rect.right() - SHADOW - PADDING - SPINNER, rect.top() + SHADOW + PADDING, SPINNER, SPINNER)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(LINE, 2.2))
        painter.drawEllipse(ring)
        painter.setPen(QPen(INK, 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawArc(ring, -self._angle * 16, 100 * 16)


def beside(cursor: QPointF, size: QSize, canvas: QSize, *, above: bool = False) -> QPointF:
    """Return the upper left corner of a card: right of the cursor, on its other side where there is no room."""
    x = cursor.x() + AWAY
    if x + size.width() > canvas.width():
        x = cursor.x() - AWAY - size.width()
    up, down = cursor.y() - AWAY - size.height(), cursor.y() + AWAY
    fits_up, fits_down = up >= 0, down + size.height() <= canvas.height()
    y = up if fits_up and (above or not fits_down) else down
    x = min(max(x, 0.0), max(float(canvas.width() - size.width()), 0.0))
    y = min(max(y, 0.0), max(float(canvas.height() - size.height()), 0.0))
    return QPointF(float(round(x)), float(round(y)))


def _font(size: float, bold: bool) -> QFont:
    font = QFont(QApplication.font())
    font.setPointSizeF(font.pointSizeF() * size)
    font.setBold(bold)
    return font


@lru_cache(maxsize=256)
def measured(text: str, size: float, bold: bool, room: float) -> tuple[float, float]:
    """Return width and height of a text that is wrapped at ``room`` pixels."""
    box = QFontMetricsF(_font(size, bold)).boundingRect(QRectF(0.0, 0.0, room, 2000.0), int(_WRAP), text)
    return math.ceil(box.width()) + 1.0, math.ceil(box.height())


@lru_cache(maxsize=128)
def words(text: str, size: float, bold: bool, colour: int, width: float, height: float, ratio: float) -> QImage:
    """Return a text as a picture: most rows stay from one mouse move to the next."""
    image = _blank(width, height, ratio)
    painter = QPainter(image)
    painter.setFont(_font(size, bold))
    painter.setPen(QColor.fromRgba(colour))
    painter.drawText(QRectF(0.0, 0.0, width, height), int(_WRAP), text)
    painter.end()
    return image


@lru_cache(maxsize=32)
def plate(width: int, height: int, ratio: float) -> QImage:
    """Return an empty card with its shadow."""
    image = _blank(width, height, ratio)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    _paint_plate(painter, QRectF(SHADOW, SHADOW, width - 2 * SHADOW, height - 2 * SHADOW))
    painter.end()
    return image


def _blank(width: float, height: float, ratio: float) -> QImage:
    size = QSize(math.ceil(width * ratio), math.ceil(height * ratio))
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    return image


_WRAP = Qt.TextFlag.TextWordWrap


def _paint_plate(painter: QPainter, rect: QRectF) -> None:
    for grow in range(int(SHADOW), 0, -1):
        path = QPainterPath()
        path.addRoundedRect(rect.adjusted(-grow, -grow + 1.5, grow, grow), 6 + grow, 6 + grow)
        painter.fillPath(path, QColor(0, 0, 0, 9))
    painter.setPen(QPen(LINE, 1.0))
    painter.setBrush(PAPER)
    painter.drawRoundedRect(rect, 6.0, 6.0)
