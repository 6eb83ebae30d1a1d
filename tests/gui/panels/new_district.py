"""Layers for a new district, and its dialog."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsVectorLayer,
)

from tests.gui.panels.conftest import Window


def show(window: Window, name: str) -> Any:
    window.desktop.windows.show(name)
    return window.desktop.windows.open_ones[name]


def lines(name: str, crs: str = "EPSG:27700") -> QgsVectorLayer:
    """Return a square of four streets of 400 m, as OpenStreetMap tags them."""
    layer = QgsVectorLayer(f"LineString?crs={crs}&field=highway:string", name, "memory")
    corners = [(440000, 388000), (440400, 388000), (440400, 388400), (440000, 388400), (440000, 388000)]
    for start, end in zip(corners, corners[1:]):
        feature = QgsFeature(layer.fields())
        feature.setAttribute("highway", "residential")
        feature.setGeometry(QgsGeometry.fromPolylineXY([QgsPointXY(*start), QgsPointXY(*end)]))
        layer.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    return layer


def homes() -> QgsVectorLayer:
    """Return two homes with 3 and 4 residents."""
    layer = QgsVectorLayer("Point?crs=EPSG:27700&field=population:integer", "dwellings", "memory")
    for x, people in ((440100, 3), (440300, 4)):
        feature = QgsFeature(layer.fields())
        feature.setAttribute("population", people)
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(x, 388010)))
        layer.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    return layer
