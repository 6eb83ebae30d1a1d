"""The thing in the making: its line or outline, with bridge parts drawn as a map draws bridges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QPointF, QRectF, Qt
from qgis.PyQt.QtGui import QColor, QPainter, QPainterPath, QPen

from district_planner.gui.canvas.palette import ALERT, INK, MUTED, PAPER
from district_planner.gui.canvas.placed import Floats, Placed

WIDTH = 3.0
CASING = 6.5
WIDER = 1.35
"""A line of public transport over a path."""
BRIDGE_EDGE = 13.0
BRIDGE_DECK = 9.5
MARGIN = 12.0
HANDLE = 3.6
WING = 5.0
_FILL = QColor(27, 42, 65, 46)
_CASING = QColor(255, 255, 255, 235)


@dataclass(frozen=True)
class Stroke:
    """A piece to draw.

    Attributes:
        xy: (n, 2) in the CRS of the map; one point is drawn as a dot.
        raised: on a bridge or in a tunnel; closed: the outline of an area.
        dashed, quiet: how it is today, beside how it would be.
        way: class of a leg of public transport, one of ``LEG_CLASSES``; empty for other lines.
    """

    xy: Floats
    raised: bool = False
    closed: bool = False
    dashed: bool = False
    quiet: bool = False
    way: str = ""


class Strokes(Placed):
    """Strokes with pale edges, readable on any map, and the vertices as handles."""

    def __init__(self, canvas: QgsMapCanvas, level: float) -> None:
        super().__init__(canvas, level)
        self._strokes: tuple[Stroke, ...] = ()
        self._handles: Floats = np.empty((0, 2))
        self._colour = INK
        self._paths: list[tuple[Stroke, QPainterPath, Floats]] = []
        self._dots: list[QPointF] = []

    def show_strokes(self, strokes: Sequence[Stroke], handles: Floats | None = None, *, going: bool = False) -> None:
        """Show strokes and, at the placed vertices, handles; ``going``: about to be deleted."""
        self._strokes = tuple(strokes)
        self._handles = np.empty((0, 2)) if handles is None else handles
        self._colour = ALERT if going else INK
        self.refresh()

    def clear(self) -> None:
        """Show nothing."""
        if self._strokes or len(self._handles):
            self.show_strokes(())

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """Return what is shown."""
        return self._strokes

    def lay_out(self) -> QRectF:
        """Turn the strokes into paths in pixels."""
        self._paths, rect = [], QRectF()
        for stroke in self._strokes:
            xy = self.pixels(stroke.xy)
            path = _path(xy, stroke.closed)
            self._paths.append((stroke, path, xy))
            rect = rect.united(path.boundingRect().adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN))
        self._dots = [QPointF(x, y) for x, y in self.pixels(self._handles)] if len(self._handles) else []
        for dot in self._dots:
            rect = rect.united(QRectF(dot.x() - MARGIN, dot.y() - MARGIN, 2 * MARGIN, 2 * MARGIN))
        seen = QRectF(0.0, 0.0, self.canvas.width(), self.canvas.height()).adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        return rect.intersected(seen)

    def draw(self, painter: Any) -> None:
        """Draw edges first, then the lines, then the handles, so that no piece cuts another."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for stroke, path, xy in self._paths:
            if stroke.closed and len(xy) > 2:
                painter.fillPath(path, _FILL)
            self._draw_edge(painter, stroke, path, xy)
        for stroke, path, xy in self._paths:
            if len(xy) == 1:
                painter.setPen(QPen(PAPER, 2.0))
                painter.setBrush(self._colour)
                painter.drawEllipse(QPointF(*xy[0]), 7.0, 7.0)
                painter.setBrush(Qt.BrushStyle.NoBrush)
            else:
                width = WIDTH * WIDER if stroke.way else WIDTH
                painter.setPen(_pen(MUTED if stroke.quiet else self._colour, width, dashed=stroke.dashed))
                painter.drawPath(path)
                _draw_way(painter, stroke.way, path)
        painter.setPen(QPen(self._colour, 1.6))
        painter.setBrush(PAPER)
        for dot in self._dots:
            painter.drawRect(QRectF(dot.x() - HANDLE, dot.y() - HANDLE, 2 * HANDLE, 2 * HANDLE))

    def _draw_edge(self, painter: Any, stroke: Stroke, path: QPainterPath, xy: Floats) -> None:
        if not stroke.raised or len(xy) < 2:
            painter.setPen(_pen(_CASING, CASING))
            painter.drawPath(path)
            return
        flat = Qt.PenCapStyle.FlatCap
        painter.setPen(QPen(_CASING, BRIDGE_EDGE + 3.0, Qt.PenStyle.SolidLine, flat, Qt.PenJoinStyle.RoundJoin))
        painter.drawPath(path)
        painter.setPen(QPen(self._colour, BRIDGE_EDGE, Qt.PenStyle.SolidLine, flat, Qt.PenJoinStyle.RoundJoin))
        painter.drawPath(path)
        painter.setPen(QPen(PAPER, BRIDGE_DECK, Qt.PenStyle.SolidLine, flat, Qt.PenJoinStyle.RoundJoin))
        painter.drawPath(path)
        painter.setPen(_pen(self._colour, (BRIDGE_EDGE - BRIDGE_DECK) / 2))
        for here, inner in ((xy[0], xy[1]), (xy[-1], xy[-2])):
            _draw_wings(painter, here, inner)


def _draw_wings(painter: Any, here: Floats, inner: Floats) -> None:
    """Draw the two short strokes with which maps end a bridge."""
    away = here - inner
    length = float(np.hypot(*away))
    if length < 1e-9:
        return
    along = away / length
    side = np.array([-along[1], along[0]])
    for sign in (-1.0, 1.0):
        root = here + sign * side * (BRIDGE_EDGE + BRIDGE_DECK) / 4
        tip = root + along * WING * 0.7 + sign * side * WING * 0.8
        painter.drawLine(QPointF(*root), QPointF(*tip))


def _draw_way(painter: Any, way: str, path: QPainterPath) -> None:
    """Tell ways of public transport apart: on rail as maps draw railways, in the street as two rails, else plain."""
    if way not in ("rail", "street"):
        return
    pen = QPen(PAPER, WIDTH * (0.55 if way == "rail" else 0.36), Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    if way == "rail":
        pen.setDashPattern([4.5, 4.5])
    painter.setPen(pen)
    painter.drawPath(path)


def _path(xy: Floats, closed: bool) -> QPainterPath:
    path = QPainterPath()
    if len(xy):
        path.moveTo(*xy[0])
        for x, y in xy[1:]:
            path.lineTo(x, y)
        if closed:
            path.closeSubpath()
        if len(xy) == 1:
            path.addEllipse(QPointF(*xy[0]), 1.0, 1.0)
    return path


def _pen(colour: QColor, width: float, *, dashed: bool = False) -> QPen:
    pen = QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    if dashed:
        pen.setDashPattern([2.4, 2.4])
    return pen
