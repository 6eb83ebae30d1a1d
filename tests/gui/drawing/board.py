"""A canvas on the sample with a real mouse and real keys, for the tests of the map tools."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from qgis.core import QgsCoordinateReferenceSystem, QgsPointXY, QgsProject, QgsRectangle, QgsVectorLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QEvent, QPoint, QPointF, Qt
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication

from district_planner.core.evaluation.session import Session
from district_planner.gui.map_tools.frame import Frame
from district_planner.gui.map_tools.snapping import offer_snapping
from district_planner.gui.map_tools.toolset import Toolset
from tests.gui.drawing.open_sample import OpenSample

WIDTH, HEIGHT = 900, 700
NO_KEYS = Qt.KeyboardModifier.NoModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Point = tuple[float, float]


class Board:
    """A canvas of 900 by 700 pixels, one pixel a metre, in the district's CRS; points are given in that CRS."""

    def __init__(self, engine: Session, centre: Point, crs: str = "", session: Any = None) -> None:
        self.session = OpenSample(engine) if session is None else session
        self.messages: list[str] = []
        self._down = Qt.MouseButton.NoButton
        self.canvas = QgsMapCanvas()
        self.canvas.resize(WIDTH, HEIGHT)
        target = QgsCoordinateReferenceSystem(crs) if crs else self.session.crs
        self.canvas.setDestinationCrs(target)
        self.canvas.show()
        QApplication.processEvents()
        self.tools = Toolset(self.canvas, self.session, self.messages.append)
        self._frame(centre, target)

    def _frame(self, centre: Point, target: QgsCoordinateReferenceSystem) -> None:
        self.frame = Frame(self.canvas, self.session.crs)
        half = np.array([WIDTH / 2, HEIGHT / 2])
        corners = self.frame.map_xy(np.array([centre - half, centre + half]))
        self.canvas.setExtent(QgsRectangle(*corners[0], *corners[1]))
        QApplication.processEvents()

    def pixel(self, point: Point) -> QPoint:
        x, y = self.frame.map_xy(np.array([point]))[0]
        at = self.canvas.getCoordinateTransform().transform(QgsPointXY(x, y))
        return QPoint(round(at.x()), round(at.y()))

    def point(self, pixel: QPoint) -> Point:
        """Return the point of the district that a pixel means, unsnapped."""
        return self.frame.at(pixel)

    def move(self, point: Point, keys: Qt.KeyboardModifiers = NO_KEYS) -> None:
        self.move_to(self.pixel(point), keys)

    def move_to(self, pixel: QPoint, keys: Qt.KeyboardModifiers = NO_KEYS) -> None:
        # QTest.mouseMove knows neither modifiers nor buttons, and is silent where the pointer already is.
        none = Qt.MouseButton.NoButton
        event = QMouseEvent(QEvent.Type.MouseMove, QPointF(pixel), none, self._down, keys)
        QApplication.sendEvent(self.canvas.viewport(), event)
        QApplication.processEvents()

    def click(
        self,
        point: Point,
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
        keys: Qt.KeyboardModifiers = NO_KEYS,
    ) -> None:
        self.click_at(self.pixel(point), button, keys)

    def click_at(
        self, pixel: QPoint, button: Qt.MouseButton = Qt.MouseButton.LeftButton, keys: Qt.KeyboardModifiers = NO_KEYS
    ) -> None:
        self.move_to(pixel, keys)
        QTest.mouseClick(self.canvas.viewport(), button, keys, pixel)
        QApplication.processEvents()

    def right_click(self, point: Point) -> None:
        self.click(point, Qt.MouseButton.RightButton)

    def double_click(self, point: Point) -> None:
        """Do what a person's double click sends: press, release, double click, release."""
        self.click(point)
        QTest.mouseDClick(self.canvas.viewport(), Qt.MouseButton.LeftButton, NO_KEYS, self.pixel(point))
        QApplication.processEvents()

    def press(self, point: Point) -> None:
        self.move(point)
        QTest.mousePress(self.canvas.viewport(), Qt.MouseButton.LeftButton, NO_KEYS, self.pixel(point))
        self._down = Qt.MouseButton.LeftButton

    def release(self, point: Point) -> None:
        self._down = Qt.MouseButton.NoButton
        QTest.mouseRelease(self.canvas.viewport(), Qt.MouseButton.LeftButton, NO_KEYS, self.pixel(point))

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.canvas, key)
        QApplication.processEvents()

    def snap_to(self, path: Path, *tables: str) -> list[QgsVectorLayer]:
        """Add layers of the district, and snap to them as the plugin offers."""
        layers = [QgsVectorLayer(f"{path}|layername={table}", table, "ogr") for table in tables]
        QgsProject.instance().addMapLayers(layers)
        offer_snapping(QgsProject.instance(), layers)
        self.canvas.setLayers(layers)
        snapping = self.canvas.snappingUtils()
        snapping.setConfig(QgsProject.instance().snappingConfig())
        snapping.setMapSettings(self.canvas.mapSettings())
        return layers

    def close(self) -> None:
        self.tools.close()
        self.canvas.close()
        self.canvas.deleteLater()
        QgsProject.instance().clear()
        QApplication.processEvents()
