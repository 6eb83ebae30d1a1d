"""The part of the world that is read: what the map shows, or the extent of a layer."""

from __future__ import annotations

from functools import partial

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsDistanceArea,
    QgsMapLayer,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QGridLayout, QLineEdit, QMenu, QPushButton, QToolButton, QWidget

from district_planner.gis.crs import WGS84
from district_planner.gis.tables import Extent
from district_planner.gui.widgets.look import GAP, Note, tool_button
from district_planner.gui.widgets.numbers import written
from district_planner.translation import tr


class ExtentRow(QWidget):
    """The extent in words, a button for each place to take it from, and one to read everything again.

    Args:
        canvas: the map; None where there is none.
    """

    changed = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self.extent: Extent | None = None
        """West, south, east, north in degrees; None: everything is read."""
        self.said = QLineEdit(self)
        self.said.setReadOnly(True)
        self.said.setPlaceholderText(tr("Everything in the files"))
        self.clear = tool_button("delete", tr("Read everything"), self)
        self.from_map = QPushButton(tr("As the &map shows"), self)
        self.from_layer = QPushButton(tr("As a &layer reaches"), self)
        self.layers = QMenu(self.from_layer)
        self.from_layer.setMenu(self.layers)
        self.note = Note(tr("It limits what is read, never what is scored."), self)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GAP)
        grid.addWidget(self.said, 0, 0, 1, 2)
        grid.addWidget(self.clear, 0, 2)
        grid.addWidget(self.from_map, 1, 0)
        grid.addWidget(self.from_layer, 1, 1)
        grid.addWidget(self.note, 2, 0, 1, 3)
        self.setFocusProxy(self.said)
        self.from_map.setEnabled(canvas is not None)
        self.from_map.clicked.connect(self._on_map_asked)
        self.layers.aboutToShow.connect(self._list_layers)
        self.clear.clicked.connect(lambda *_: self._take(None, ""))
        self._take(None, "")

    def buttons(self) -> tuple[QPushButton | QToolButton, ...]:
        """Return the buttons in order of the Tab key."""
        return self.clear, self.from_map, self.from_layer

    def _on_map_asked(self) -> None:
        if self._canvas is not None:
            crs = self._canvas.mapSettings().destinationCrs()
            self._take_from(self._canvas.extent(), crs, tr("The map"))

    def _list_layers(self) -> None:
        self.layers.clear()
        layers = [one for one in QgsProject.instance().mapLayers().values() if one.isSpatial() and one.crs().isValid()]
        for layer in sorted(layers, key=lambda one: str(one.name()).lower()):
            action = self.layers.addAction(layer.name().replace("&", "&&"))
            action.triggered.connect(partial(self._on_layer_asked, layer))
        if not layers:
            self.layers.addAction(tr("The project has no layer")).setEnabled(False)

    def _on_layer_asked(self, layer: QgsMapLayer, _checked: bool = False) -> None:
        self._take_from(layer.extent(), layer.crs(), layer.name())

    def _take_from(self, box: QgsRectangle, crs: QgsCoordinateReferenceSystem, name: str) -> None:
        there = QgsCoordinateTransform(crs, QgsCoordinateReferenceSystem(WGS84), QgsProject.instance())
        try:
            degrees = there.transformBoundingBox(box) if not box.isEmpty() and box.isFinite() else QgsRectangle()
        except QgsCsException:
            degrees = QgsRectangle()
        if degrees.isEmpty() or not degrees.isFinite():
            self._say(tr("{} shows nothing that lies on the earth; nothing was changed.").format(name))
            return
        self._take((degrees.xMinimum(), degrees.yMinimum(), degrees.xMaximum(), degrees.yMaximum()), name)

    def _take(self, extent: Extent | None, name: str) -> None:
        self.extent = extent
        self.said.setText(tr("{}: {}").format(name, size_words(extent)) if extent else "")
        self.said.setToolTip(_corners(extent) if extent else "")
        self.said.setCursorPosition(0)
        self.clear.setEnabled(extent is not None)
        self._say(tr("It limits what is read, never what is scored."))
        self.changed.emit()

    def _say(self, text: str) -> None:
        self.note.setText(text)


def size_words(extent: Extent) -> str:
    """Return how many kilometres an extent is wide and high, in its middle."""
    west, south, east, north = extent
    measure = QgsDistanceArea()
    measure.setEllipsoid("WGS84")
    x, y = (west + east) / 2, (south + north) / 2
    wide = measure.measureLine(QgsPointXY(west, y), QgsPointXY(east, y))
    high = measure.measureLine(QgsPointXY(x, south), QgsPointXY(x, north))
    digits = 2 if min(wide, high) < 1000 else 1
    return tr("{} × {} km").format(written(wide / 1000, digits), written(high / 1000, digits))


def _corners(extent: Extent) -> str:
    west, south, east, north = (written(value, 4) for value in extent)
    return tr("From {} to {} degrees east, from {} to {} degrees north").format(west, east, south, north)
