"""The headline figure, large, and the small ones below it."""

from __future__ import annotations

import math

from qgis.PyQt.QtCore import QSize, Qt, QTimer
from qgis.PyQt.QtGui import QColor, QPainter, QPaintEvent, QPen
from qgis.PyQt.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from district_planner.gui.widgets import numbers
from district_planner.gui.widgets.look import (
    GAP,
    SPACE,
    Words,
    coloured,
    gain_colour,
    loss_colour,
    muted_colour,
    sized,
)
from district_planner.gui.widgets.reading import Reading
from district_planner.translation import tr

ARROW = "\N{RIGHTWARDS ARROW}"


class Spinner(QWidget):
    """Turns while a figure is being computed; keeps its place when it rests."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._angle = 0
        self._timer = QTimer(self)
        self._timer.setInterval(80)
        self._timer.timeout.connect(self._on_timeout)
        self.setFixedSize(16, 16)
        self.setAccessibleName(tr("Being computed"))

    @property
    def turning(self) -> bool:
        """Return whether it turns."""
        return bool(self._timer.isActive())

    def turn(self, on: bool) -> None:
        """Start or stop."""
        if on != self.turning:
            self._timer.start() if on else self._timer.stop()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw an arc."""
        if not self.turning:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(muted_colour(self), 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(self.rect().adjusted(2, 2, -2, -2), -self._angle * 16, 270 * 16)

    def _on_timeout(self) -> None:
        self._angle = (self._angle + 30) % 360
        self.update()


class HeadlineCard(QFrame):
    """Base → with in large type, and what that means for how many of how many."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = Words(parent=self)
        self.base = QLabel(self)
        self.arrow = QLabel(ARROW, self)
        self.after = QLabel(self)
        self.unit = QLabel(self)
        self.spinner = Spinner(self)
        self.change = Words(parent=self)
        self.step = Words(parent=self)
        self.reading: Reading | None = None
        for part, size, bold in ((self.base, 1.9, False), (self.arrow, 1.5, False), (self.after, 2.3, True)):
            part.setFont(sized(part.font(), size, bold))
        self.change.setFont(sized(self.change.font(), 1.1, bold=True))
        line = QHBoxLayout()
        line.setSpacing(GAP)
        parts = (self.base, self.arrow, self.after, self.unit)
        lowest = max(part.fontMetrics().descent() for part in parts)
        for part in parts:
            # Letters of several sizes stand on one line.
            part.setContentsMargins(0, 0, 0, lowest - part.fontMetrics().descent())
            line.addWidget(part, 0, Qt.AlignmentFlag.AlignBottom)
        line.addStretch(1)
        line.addWidget(self.spinner, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        column.setSpacing(4)
        column.addWidget(self.label)
        column.addLayout(line)
        column.addWidget(self.change)
        column.addWidget(self.step)

    def minimumSizeHint(self) -> QSize:
        """Return that the card gives way in width."""
        return QSize(1, super().minimumSizeHint().height())

    def show_reading(self, reading: Reading | None, waiting: bool = False, stale: bool = False) -> None:
        """Show a figure; one that is out of date stays, greyed, with the spinner turning."""
        self.reading = reading
        self.spinner.turn(waiting or stale)
        grey = waiting or stale
        text = muted_colour(self)
        plain = self.palette().color(self.foregroundRole())
        coloured(self.label, text)
        for part in (self.base, self.arrow, self.unit):
            coloured(part, text)
        coloured(self.after, text if grey else plain)
        coloured(self.step, text)
        if reading is None:
            self._show_nothing()
            return
        self.label.setText(reading.label)
        for part, text_ in zip((self.base, self.after), numbers.pair(reading.base, reading.after, reading.unit)):
            part.setText(text_)
        self.unit.setText(numbers.unit_words(reading.unit))
        self.change.setText(change_words(reading))
        good = reading.better_when(reading.change)
        tone = text if grey or not reading.change or math.isnan(reading.change) else self._tone(good)
        coloured(self.change, tone)
        self.step.setText(step_words(reading))
        self.step.setVisible(bool(self.step.text()))
        self.setAccessibleName(f"{reading.label}: {self.base.text()} {ARROW} {self.after.text()}. {self.change.text()}")

    def _show_nothing(self) -> None:
        self.label.setText(tr("Not scored yet"))
        for part in (self.base, self.after, self.unit, self.change, self.step):
            part.setText("")
        self.base.setText("–")
        self.after.setText("–")

    def _tone(self, good: bool) -> QColor:
        return gain_colour(self) if good else loss_colour(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a quiet ground with round corners."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = muted_colour(self)
        edge.setAlpha(70)
        painter.setPen(QPen(edge, 1))
        painter.setBrush(self.palette().base())
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 6, 6)


def change_words(reading: Reading) -> str:
    """Return the change, with how many of how many where people are counted."""
    change = reading.change
    if math.isnan(change):
        if math.isinf(reading.base) and math.isfinite(reading.after):
            return tr("Newly reached")
        return tr("No longer reached") if math.isfinite(reading.base) and math.isinf(reading.after) else ""
    shown = numbers.figure(change, reading.unit, signed=True)
    if reading.counts:
        total = numbers.written(reading.total, 0)
        if reading.weight == "employees":
            return tr("{} of {} employees").format(shown, total)
        return tr("{} of {} people").format(shown, total)
    words = f"{shown} {numbers.change_unit(reading.unit)}".rstrip()
    if not change:
        words = tr("No change")
    if reading.weight == "pairs" or math.isnan(reading.total):
        return words
    total = numbers.written(reading.total, 0)
    if reading.weight == "employees":
        return tr("{}, over {} employees").format(words, total)
    return tr("{}, over {} people").format(words, total)


def step_words(reading: Reading) -> str:
    """Return what the thing on the cursor adds, where that differs from the change."""
    if math.isnan(reading.step) or reading.before == reading.base:
        return ""
    return tr("This one alone: {} on top of the scenario").format(
        f"{numbers.figure(reading.step, reading.unit, signed=True)} {numbers.change_unit(reading.unit)}".rstrip()
    )
