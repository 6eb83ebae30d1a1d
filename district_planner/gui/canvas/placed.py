"""The base of all that is painted over the map: held in map coordinates, painted in pixels, moved with the canvas."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from qgis.core import QgsPointXY
from qgis.gui import QgsMapCanvas, QgsMapCanvasItem
from qgis.PyQt.QtCore import QPointF, QRectF

Floats = npt.NDArray[np.float64]


class Placed(QgsMapCanvasItem):
    """An item that is laid out anew when its contents change or the map moves.

    A subclass keeps map coordinates, turns them into pixels in :meth:`lay_out` and paints those in :meth:`draw`.
    """

    def __init__(self, canvas: QgsMapCanvas, level: float) -> None:
        super().__init__(canvas)
        self.canvas = canvas
        self._rect = QRectF()
        self.setZValue(level)

    def lay_out(self) -> QRectF:
        """Turn map coordinates into pixels of the canvas and return the rectangle that they take; empty: nothing."""
        raise NotImplementedError

    def draw(self, painter: Any) -> None:
        """Paint in pixels of the canvas."""
        raise NotImplementedError

    def pixels(self, xy: Floats) -> Floats:
        """Return (n, 2) map coordinates in pixels of the canvas, also while it is being dragged."""
        centre = self.canvas.center()
        step = self.canvas.mapUnitsPerPixel() * 100.0
        origin = self.toCanvasCoordinates(centre)
        right = self.toCanvasCoordinates(QgsPointXY(centre.x() + step, centre.y())) - origin
        up = self.toCanvasCoordinates(QgsPointXY(centre.x(), centre.y() + step)) - origin
        turn = np.array([[right.x(), right.y()], [up.x(), up.y()]]) / step
        moved: Floats = (xy - (centre.x(), centre.y())) @ turn + (origin.x(), origin.y())
        return moved

    def refresh(self) -> None:
        """Lay out and paint anew."""
        rect = self.lay_out()
        if rect != self._rect:
            self.prepareGeometryChange()
            self._rect = rect
        self.update()

    def updatePosition(self) -> None:
        """Follow the map; QGIS calls it when the canvas moves."""
        self.setPos(QPointF(0.0, 0.0))
        self.refresh()

    def boundingRect(self) -> QRectF:
        """Return what may be painted."""
        return self._rect

    def paint(self, painter: Any, option: Any = None, widget: Any = None) -> None:
        """Paint; QGIS calls it."""
        if not self._rect.isEmpty():
            self.draw(painter)

    def remove(self) -> None:
        """Take the item off the canvas for good."""
        scene = self.scene()
        if scene is not None:
            scene.removeItem(self)
