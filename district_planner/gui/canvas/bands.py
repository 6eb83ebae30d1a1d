"""A catchment over the map: every reached street with 50 m to either side, nearer bands darker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QPointF, QRectF, Qt
from qgis.PyQt.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from district_planner.gui.canvas.palette import INK, PAPER
from district_planner.gui.canvas.placed import Floats, Placed

COLOURS = ("#4d3f8f", "#8f83c0", "#c9c3e0", "#e4e1ef")
"""From the nearest band outwards: one hue, darker is nearer, so that it reads without colours too."""
OPACITY = 0.55
LEAST_PX = 4.0


class Bands(Placed):
    """Streets reached within some minutes; painted once into an image and copied from then on."""

    def __init__(self, canvas: QgsMapCanvas, level: float) -> None:
        super().__init__(canvas, level)
        self._bands: tuple[tuple[Floats, Floats], ...] = ()
        self._point: Floats | None = None
        self._width = 0.0
        self._image = QImage()

    def show_bands(self, bands: Sequence[Any], point: Floats | None, width: float) -> None:
        """Show bands from the nearest outwards.

        Args:
            bands: LineStrings in the CRS of the map; point: (1, 2) where it begins; width: of a band in map units.
        """
        self._bands = tuple(shapely.get_coordinates(np.array(b, dtype=object), return_index=True) for b in bands)
        self._point, self._width = point, width
        self.refresh()

    def clear(self) -> None:
        """Show nothing."""
        if self._bands or self._point is not None:
            self.show_bands((), None, 0.0)

    @property
    def count(self) -> int:
        """Return how many bands are shown."""
        return len(self._bands)

    def lay_out(self) -> QRectF:
        """Paint the bands into an image of the canvas."""
        if not self._bands and self._point is None:
            return QRectF()
        size, ratio = self.canvas.size(), float(self.canvas.devicePixelRatioF())
        across, down = round(size.width() * ratio), round(size.height() * ratio)
        image = QImage(across, down, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        width = max(self._width / self.canvas.mapUnitsPerPixel(), LEAST_PX)
        paths = [self._path(xy, line) for xy, line in self._bands]
        round_cap, round_join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        for path, colour in reversed(list(zip(paths, COLOURS))):
            painter.setPen(QPen(QColor(colour), width, Qt.PenStyle.SolidLine, round_cap, round_join))
            painter.drawPath(path)
        painter.end()
        self._image = image
        return QRectF(0.0, 0.0, size.width(), size.height())

    def draw(self, painter: Any) -> None:
        """Copy the image, then the place where it begins."""
        painter.setOpacity(OPACITY)
        painter.drawImage(QPointF(0.0, 0.0), self._image)
        painter.setOpacity(1.0)
        if self._point is not None:
            x, y = self.pixels(self._point)[0]
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(QPen(PAPER, 2.0))
            painter.setBrush(INK)
            painter.drawEllipse(QPointF(x, y), 6.0, 6.0)

    def _path(self, xy: Floats, line: Any) -> QPainterPath:
        """Return lines as one path."""
        path = QPainterPath()
        if not len(xy):
            return path
        at = self.pixels(xy)
        first = np.flatnonzero(np.diff(line, prepend=-1))
        for low, high in zip(first.tolist(), [*first[1:].tolist(), len(at)]):
            path.moveTo(*at[low])
            for x, y in at[low + 1 : high]:
                path.lineTo(x, y)
        return path
