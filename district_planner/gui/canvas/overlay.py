"""Every origin that gains or loses, coloured by how much: thousands of dots in one light item.

The dots are stamped into an image with numpy when the preview or the map changes; painting is one copy of that image.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QPointF, QRectF
from qgis.PyQt.QtGui import QImage

from district_planner.gis import styles
from district_planner.gui.canvas.palette import diverging
from district_planner.gui.canvas.placed import Floats, Placed

RADIUS = 3.4
"""Of a dot in pixels of the screen; its edges come on top: a dark one for pale maps, a pale one for dark maps."""
EDGE = 1.0
HALO = 1.0
EDGE_DARKER = 140
DIMMED = 0.45
"""Opacity of gains that are out of date."""
_HALO_ARGB = 0xC8FFFFFF
Codes = npt.NDArray[np.uint8]
_NOTHING: Floats = np.empty((0, 2))


class GainOverlay(Placed):
    """Dots in the classes of the results' styles; the largest changes lie on top."""

    def __init__(self, canvas: QgsMapCanvas, level: float) -> None:
        super().__init__(canvas, level)
        self._xy = _NOTHING
        self._classes: npt.NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._image = QImage()
        self._corner = QPointF()

    def show_gains(self, xy: Floats, gain: Floats, unit: str) -> None:
        """Show gains at map coordinates.

        Args:
            xy: (n, 2) in the CRS of the map; gain: above 0 better, below 0 worse, infinite: newly reached or lost.
            unit: of the gain; decides the classes.
        """
        self._xy, self._classes = xy, classes(gain, unit)
        self.refresh()

    def clear(self) -> None:
        """Show nobody."""
        if len(self._xy):
            self._xy = _NOTHING
            self.refresh()

    def dim(self, stale: bool) -> None:
        """Show whether the gains are out of date."""
        self.setOpacity(DIMMED if stale else 1.0)

    @property
    def count(self) -> int:
        """Return how many origins are shown."""
        return len(self._xy)

    def lay_out(self) -> QRectF:
        """Stamp the dots that are in sight."""
        if not len(self._xy):
            return QRectF()
        ratio = float(self.canvas.devicePixelRatioF())
        xy = self.pixels(self._xy)
        margin = RADIUS + EDGE + HALO + 1.0
        size = self.canvas.size()
        seen = (xy[:, 0] > -margin) & (xy[:, 0] < size.width() + margin)
        seen &= (xy[:, 1] > -margin) & (xy[:, 1] < size.height() + margin)
        if not seen.any():
            return QRectF()
        xy, which = xy[seen], self._classes[seen]
        x, y = xy.T
        low = np.floor([x.min() - margin, y.min() - margin])
        shape = np.ceil((np.array([x.max(), y.max()]) + margin - low) * ratio).astype(int) + 1
        codes = stamped((xy - low) * ratio, which, (int(shape[0]), int(shape[1])), ratio)
        self._image = _coloured(codes)
        self._image.setDevicePixelRatio(ratio)
        self._corner = QPointF(float(low[0]), float(low[1]))
        return QRectF(self._corner.x(), self._corner.y(), shape[0] / ratio, shape[1] / ratio)

    def draw(self, painter: Any) -> None:
        """Copy the image."""
        painter.drawImage(self._corner, self._image)


def classes(gain: Floats, unit: str) -> npt.NDArray[np.int64]:
    """Return the class of each gain: 0 a large loss, 3 none, 6 a large gain."""
    limits = np.array([high for _, high, _ in styles.diverging(unit)[:-1]])
    return np.searchsorted(limits, gain, side="left").astype(np.int64)


def stamped(xy: Floats, which: npt.NDArray[np.int64], shape: tuple[int, int], ratio: float) -> Codes:
    """Return a (height, width) image of colour numbers with a dot at each of (n, 2) pixels, larger changes on top.

    Dots of one class that overlap share an edge, so that a dense street reads as a band and not as scales. Rows are
    filled up to a multiple of four pixels, as QImage wants them.
    """
    width, height = (shape[0] + 3) // 4 * 4, shape[1]
    image: Codes = np.zeros((height, width), dtype=np.uint8)
    flat = image.reshape(-1)
    place = np.rint(xy).astype(np.int64)
    at = place[:, 1] * width + place[:, 0]
    fill, edge, halo = _stamp(np.cumsum([RADIUS, EDGE, HALO]) * ratio, width)
    for number in sorted(set(which.tolist()), key=lambda one: abs(one - 3)):
        here = np.sort(at[which == number])
        rim = _RIMS[0] if number < 3 else _RIMS[1]
        for offsets, code in ((halo, _HALO), (edge, rim), (fill, _FILLS + number)):
            for offset in offsets:
                flat[here + offset] = code
    return image


def _coloured(codes: Codes) -> QImage:
    """Return an image of colour numbers in colours."""
    height, width = codes.shape
    image = QImage(codes.data, width, height, width, QImage.Format.Format_Indexed8)
    image.setColorTable(list(_colours()))
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


_HALO, _RIMS, _FILLS = 1, (2, 3), 4
"""Numbers of colours: the halo, the rims of loss and gain, the first of seven classes; 0 is nothing."""


@lru_cache(maxsize=1)
def _colours() -> tuple[int, ...]:
    rims = [diverging()[end].darker(EDGE_DARKER).rgba() for end in (0, -1)]
    return (0, _HALO_ARGB, *rims, *(colour.rgba() for colour in diverging()))


def _stamp(radii: Floats, width: int) -> list[list[int]]:
    """Return the offsets in a flat image of the pixels of a disc and of each ring around it."""
    reach = int(np.ceil(radii[-1]))
    across = np.arange(-reach, reach + 1)
    away = np.hypot(across[:, None], across[None, :])
    offset = across[:, None] * width + across[None, :]
    ring = np.searchsorted(radii, away, side="left")
    return [offset[ring == number].tolist() for number in range(len(radii))]
