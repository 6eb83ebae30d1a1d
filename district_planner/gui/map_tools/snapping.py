"""Snapping with QGIS' own settings and indicator; what is snapped in the district's CRS is exact there."""

from __future__ import annotations

from collections.abc import Iterable

from qgis.core import (
    QgsGeometry,
    QgsPointLocator,
    QgsPointXY,
    QgsProject,
    QgsSnappingConfig,
    QgsTolerance,
    QgsVectorLayer,
)
from qgis.gui import QgsMapCanvas, QgsSnapIndicator
from qgis.PyQt.QtCore import QPoint

from district_planner.gui.map_tools.frame import Frame, Point

TOLERANCE_PX = 12.0
"""Of the snapping that is offered where the project has none of its own [P]."""


class Snapper:
    """Turns pixels into points of the district, snapped as the project's snapping toolbar says."""

    def __init__(self, canvas: QgsMapCanvas, frame: Frame) -> None:
        self._canvas = canvas
        self._frame = frame
        self._indicator = QgsSnapIndicator(canvas)

    def point(self, pixel: QPoint, *, free: bool = False) -> Point:
        """Return the point of the district under a pixel, snapped unless ``free``, and show where it snapped."""
        match = QgsPointLocator.Match() if free else self._canvas.snappingUtils().snapToMap(pixel)
        self._indicator.setMatch(match)
        if not match.isValid():
            return self._frame.at(pixel)
        return self._exact(match) or self._frame.district(match.point())

    def clear(self) -> None:
        """Show no snap."""
        self._indicator.setMatch(QgsPointLocator.Match())

    @property
    def snapped(self) -> bool:
        """Return whether the last point was snapped."""
        return bool(self._indicator.match().isValid())

    def _exact(self, match: QgsPointLocator.Match) -> Point | None:
        """Return the snapped point on the feature itself: through the map's CRS and back it would be off the line."""
        layer = match.layer()
        if layer is None or layer.crs() != self._frame.crs:
            return None
        if self._frame.to_map.isShortCircuited():
            return match.point().x(), match.point().y()
        geometry: QgsGeometry = layer.getGeometry(match.featureId())
        if geometry.isNull():
            return None
        if match.hasVertex():
            vertex = geometry.vertexAt(match.vertexIndex())
            return vertex.x(), vertex.y()
        near: QgsPointXY = geometry.closestSegmentWithContext(QgsPointXY(*self._frame.district(match.point())))[1]
        return near.x(), near.y()


def offer_snapping(project: QgsProject, layers: Iterable[QgsVectorLayer]) -> None:
    """Turn snapping on for some layers, once in a project, and only where the planner has not done so."""
    config = project.snappingConfig()
    if config.enabled() or project.readBoolEntry(*_OFFERED, False)[0]:
        return
    # These two names are the only ones that QGIS 3.22 and its successors share.
    both = QgsSnappingConfig.VertexFlag | QgsSnappingConfig.SegmentFlag
    chosen = list(layers)
    for known in config.individualLayerSettings():
        if known not in chosen:
            config.removeLayers([known])
    for layer in chosen:
        settings = QgsSnappingConfig.IndividualLayerSettings(True, both, TOLERANCE_PX, QgsTolerance.UnitType.Pixels)
        config.setIndividualLayerSettings(layer, settings)
    config.setMode(QgsSnappingConfig.SnappingMode.AdvancedConfiguration)
    config.setEnabled(True)
    project.setSnappingConfig(config)
    project.writeEntryBool(*_OFFERED, True)


_OFFERED = ("district_planner", "/snapping_offered")
