"""The map of the demo: a real QGIS layout with streets, green, water, interventions and who gains."""

from __future__ import annotations

import os
import tempfile
import textwrap
from pathlib import Path
from typing import Any

# The picture needs no screen; both must be set before QGIS starts.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (
    QgsApplication,
    QgsLayerTree,
    QgsLayoutExporter,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemScaleBar,
    QgsLayoutMeasurement,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLegendStyle,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
    QgsUnitTypes,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QColor, QFont

from district_planner.gis.district_look import FONT, GROUND, look_like

PAGE = (420.0, 297.0)
MARGIN, SIDE, TOP = 10.0, 92.0, 24.0
DPI = 160
INK, QUIET, PAPER = "#222222", "#666666", "#ffffff"
_LEGEND_WIDTH = 44
"""Letters of a line of the legend."""


def draw_map(district: Path, scores: Path, summary: dict[str, Any], picture: Path) -> None:
    """Draw the map as a picture of 420 by 297 mm.

    Args:
        district: the sample; scores: what was scored, styled; summary: its summary; picture: the file to write.
    """
    with tempfile.TemporaryDirectory(prefix="district-planner-map-") as home:
        os.environ.setdefault("XDG_RUNTIME_DIR", home)
        application = QgsApplication([], False, home)
        application.initQgis()
        try:
            _draw(district, scores, summary, picture)
        finally:
            QgsProject.instance().clear()
            application.exitQgis()


def _draw(district: Path, scores: Path, summary: dict[str, Any], picture: Path) -> None:
    project = QgsProject.instance()
    scored = [_layer(scores, name, title) for name, title in (
        ("points", "Scored points"), ("lines", "Scored lines"), ("areas", "Scored areas"))]  # fmt: skip
    scored = [layer for layer in scored if layer.isValid()]
    who = _layer(scores, "who_gains", "Who gains")
    base = _base_layers(district)
    layers = [*scored, who, *base]
    project.addMapLayers(layers, False)
    project.setCrs(who.crs())
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.pageCollection().pages()[0].setPageSize(QgsLayoutSize(*PAGE, QgsUnitTypes.LayoutUnit.LayoutMillimeters))
    view = _map(layout, layers, _extent(scored))
    head = summary["interventions"][0]
    _texts(layout, summary, head)
    _legend(layout, view, project, who, scored, base)
    _scale_bar(layout, view)
    _export(layout, picture)


def _layer(path: Path, table: str, title: str) -> QgsVectorLayer:
    return QgsVectorLayer(f"{path}|layername={table}", title, "ogr")


def _base_layers(district: Path) -> list[QgsVectorLayer]:
    """Return streets, water and railways, buildings and green, from top to bottom, in quiet colours."""
    found = []
    for table, title in (
        ("nodes", "Nodes"), ("buildings", "Business buildings"), ("streets", "Streets and paths"),
        ("barriers", "Water and railways"), ("greenspaces", "Green spaces")):  # fmt: skip
        layer = _layer(district, table, title)
        look_like(layer, table)
        found.append(layer)
    return found


def _extent(scored: list[QgsVectorLayer]) -> QgsRectangle:
    """Return a rectangle around the interventions with some of the neighbourhood."""
    extent = QgsRectangle()
    for layer in scored:
        extent.combineExtentWith(layer.extent())
    extent.grow(700)
    return extent


def _place(item: QgsLayoutItem, x: float, y: float, width: float, height: float) -> None:
    unit = QgsUnitTypes.LayoutUnit.LayoutMillimeters
    item.attemptMove(QgsLayoutPoint(x, y, unit))
    item.attemptResize(QgsLayoutSize(width, height, unit))


def _map(layout: QgsPrintLayout, layers: list[QgsVectorLayer], extent: QgsRectangle) -> QgsLayoutItemMap:
    view = QgsLayoutItemMap(layout)
    _place(view, MARGIN, TOP, PAGE[0] - 2 * MARGIN - SIDE, PAGE[1] - TOP - 16)
    view.setLayers(layers)
    view.setBackgroundColor(QColor(GROUND))
    view.setFrameEnabled(True)
    view.setFrameStrokeColor(QColor("#bbbbbb"))
    view.setFrameStrokeWidth(QgsLayoutMeasurement(0.2))
    layout.addLayoutItem(view)
    # An extent of the frame's own shape, since QGIS would change the frame otherwise.
    ratio = view.rect().width() / view.rect().height()
    wide, high = max(extent.width(), extent.height() * ratio), max(extent.height(), extent.width() / ratio)
    view.setExtent(QgsRectangle.fromCenterAndSize(extent.center(), wide, high))
    return view


def _text(layout: QgsPrintLayout, text: str, box: tuple[float, float, float, float], size: float, **how: Any) -> None:
    label = QgsLayoutItemLabel(layout)
    label.setText(text)
    font = QFont(FONT)
    font.setPointSizeF(size)
    font.setBold(bool(how.get("bold")))
    label.setFont(font)
    label.setFontColor(QColor(how.get("colour", INK)))
    label.setHAlign(how.get("align", Qt.AlignmentFlag.AlignLeft))
    label.setMarginX(0)
    label.setMarginY(0)
    _place(label, *box)
    layout.addLayoutItem(label)


def _texts(layout: QgsPrintLayout, summary: dict[str, Any], head: dict[str, Any]) -> None:
    """Write title, what is shown, the note and the sources."""
    wide = PAGE[0] - 2 * MARGIN
    _text(
        layout,
        f"Who gains when all {len(summary['interventions'])} interventions are built",
        (MARGIN, 6, wide - SIDE, 10),
        22,
        bold=True,
    )
    _text(layout, f"{head['label']}: {head['base']:,.0f} → {head['with']:,.0f}",
          (MARGIN, 15.5, wide - SIDE, 7), 11.5, colour=QUIET)  # fmt: skip
    x = PAGE[0] - MARGIN - SIDE + 6
    _text(layout, "ILLUSTRATIVE", (x, 7, SIDE - 6, 7), 15, bold=True, colour="#b35806")
    _text(layout, "Data and interventions are invented for demonstration.", (x, 14, SIDE - 6, 8), 8.5, colour=QUIET)
    rights = summary["about"].get("attribution") or ""
    text = f"{rights}. Drawn with QGIS from the sample district of District Planner; British National Grid."
    _text(layout, text, (MARGIN, PAGE[1] - 13, wide, 6), 8, colour=QUIET)


def _legend(
    layout: QgsPrintLayout, view: QgsLayoutItemMap, project: QgsProject, who: QgsVectorLayer,
    scored: list[QgsVectorLayer], base: list[QgsVectorLayer],
) -> None:  # fmt: skip
    """Draw the legend; the three layers of interventions share one list of classes."""
    tree = QgsLayerTree()
    lines = [layer for layer in scored if layer.name() == "Scored lines"] or scored[:1]
    for layer in (*lines, who, *base[1:]):
        tree.addLayer(layer)
    for layer in (*lines, who):
        renderer = layer.renderer().clone()
        renderer.updateRangeLabel(0, _wrapped(renderer.ranges()[0].label()))
        layer.setRenderer(renderer)
    for node in tree.findLayers():
        if node.layer() in lines:
            node.setCustomProperty("legend/title-label", "Interventions, with their rank")
    legend = QgsLayoutItemLegend(layout)
    legend.setLinkedMap(view)
    legend.setAutoUpdateModel(False)
    legend.model().setRootGroup(tree)
    legend.setWrapString("¦")
    for style, size, bold in (
        (QgsLegendStyle.Style.Group, 10.5, True), (QgsLegendStyle.Style.Subgroup, 10.5, True),
        (QgsLegendStyle.Style.SymbolLabel, 9.0, False),
    ):  # fmt: skip
        font = QFont(FONT)
        font.setPointSizeF(size)
        font.setBold(bold)
        legend.setStyleFont(style, font)
    legend.setFontColor(QColor(INK))
    legend.setBoxSpace(0)
    legend.setResizeToContents(True)
    _place(legend, PAGE[0] - MARGIN - SIDE + 6, TOP, SIDE - 6, 200)
    layout.addLayoutItem(legend)
    legend.adjustBoxSize()
    # The layout belongs to the tree only while both live.
    layout._legend_tree = tree


def _wrapped(text: str) -> str:
    """Return a text with the legend's sign for a new line."""
    return "¦".join(textwrap.wrap(text, _LEGEND_WIDTH))


def _scale_bar(layout: QgsPrintLayout, view: QgsLayoutItemMap) -> None:
    bar = QgsLayoutItemScaleBar(layout)
    bar.setLinkedMap(view)
    bar.setStyle("Single Box")
    bar.setUnits(QgsUnitTypes.DistanceUnit.DistanceMeters)
    bar.setUnitLabel("m")
    bar.setNumberOfSegmentsLeft(0)
    bar.setNumberOfSegments(2)
    bar.setUnitsPerSegment(500)
    bar.setHeight(1.6)
    font = QFont(FONT)
    font.setPointSizeF(8.5)
    bar.setFont(font)
    bar.setBackgroundEnabled(True)
    bar.setBackgroundColor(QColor(255, 255, 255, 200))
    _place(bar, MARGIN + 4, PAGE[1] - 32, 60, 12)
    layout.addLayoutItem(bar)


def _export(layout: QgsPrintLayout, picture: Path) -> None:
    image = QgsLayoutExporter(layout).renderPageToImage(0, QSize(), DPI)
    if image.isNull() or not image.save(str(picture)):
        raise SystemExit(f"The map could not be written to {picture}.")
