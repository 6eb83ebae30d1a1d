"""Points between the map, in whatever CRS the project has, and the district's own CRS, in which all is measured."""

from __future__ import annotations

import numpy as np
import shapely
from qgis.core import Qgis, QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsPointXY
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QPoint
from shapely.geometry.base import BaseGeometry

from district_planner.core.network.streets import Floats
from district_planner.gis.crs import moved

Point = tuple[float, float]


class Frame:
    """The way from the canvas to the district and back; it follows the project's CRS."""

    def __init__(self, canvas: QgsMapCanvas, crs: QgsCoordinateReferenceSystem) -> None:
        self.canvas = canvas
        self.crs = crs
        self._there: QgsCoordinateTransform | None = None

    @property
    def to_map(self) -> QgsCoordinateTransform:
        """Return the transformation from the district's CRS to the map's."""
        settings = self.canvas.mapSettings()
        known = self._there
        if known is None or known.destinationCrs() != settings.destinationCrs():
            self._there = QgsCoordinateTransform(self.crs, settings.destinationCrs(), settings.transformContext())
        return self._there

    def district(self, point: QgsPointXY) -> Point:
        """Return a point of the map in the district's CRS."""
        there = self.to_map
        if there.isShortCircuited():
            return point.x(), point.y()
        back = there.transform(point, Qgis.TransformDirection.Reverse)
        return back.x(), back.y()

    def at(self, pixel: QPoint) -> Point:
        """Return a pixel of the canvas in the district's CRS."""
        return self.district(self.canvas.getCoordinateTransform().toMapCoordinates(pixel))

    def map_xy(self, xy: Floats) -> Floats:
        """Return (n, 2) coordinates of the district in the map's CRS."""
        return moved(np.asarray(xy, dtype=np.float64).reshape(-1, 2), self.to_map)

    def map_outline(self, geometry: BaseGeometry) -> Floats:
        """Return the vertices of a geometry in the map's CRS, of an area those of its outer ring."""
        ring = geometry.exterior if geometry.geom_type == "Polygon" else geometry
        return self.map_xy(shapely.get_coordinates(ring))

    def metres_per_pixel(self, near: Point) -> float:
        """Return how many metres of the district one pixel of the canvas is, about a point."""
        x, y = self.map_xy(np.array([near]))[0]
        step = self.canvas.mapUnitsPerPixel()
        ahead = self.district(QgsPointXY(x + step, y))
        return float(np.hypot(ahead[0] - near[0], ahead[1] - near[1]))
