"""How the layers of a district look: quiet streets, green and water, and interventions that stand out."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFeatureRenderer,
    QgsFillSymbol,
    QgsLineSymbol,
    QgsMarkerSymbol,
    QgsNullSymbolRenderer,
    QgsPalLayerSettings,
    QgsRendererCategory,
    QgsSimpleLineSymbolLayer,
    QgsSingleSymbolRenderer,
    QgsSvgMarkerSymbolLayer,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QFont

from district_planner.core.interventions.catalogue import icon, kinds
from district_planner.core.interventions.kind import AREA, LINE, POINT
from district_planner.core.interventions.transit_line import STOPS
from district_planner.gis.stop_look import line_of_stops, ring_interchanges
from district_planner.paths import shipped

FONT = "Open Sans"
GROUND = "#f7f6f2"
_ROADS = (
    ("Motorway", ("motorway", "motorway_link"), "#9aa3ad", 1.5),
    ("Trunk road", ("trunk", "trunk_link"), "#aab1b9", 1.2),
    ("Main road", ("primary", "primary_link", "secondary", "secondary_link"), "#b9bec4", 0.8),
    ("Street", ("tertiary", "unclassified", "residential", "living_street", "service"), "#cfd2d6", 0.4),
)
_PATH = ("Path", "", "#b9a98c", 0.3)

GROUP_COLOURS = {"get_around": "#1f6f8b", "places": "#b0447c", "growth": "#7a6a1d"}
"""Group of kinds -> colour; none of them is a colour of the scale of changes."""
_OTHER = "#5b6470"
RIDDEN = frozenset(kind.id for kind in kinds().values() if STOPS in kind.own)
"""Kinds that have stops along their line."""


def look_like(layer: QgsVectorLayer, table: str) -> None:
    """Give a layer of a district the look of its table."""
    if table == "nodes":
        name_in_letters(layer)
        return
    make = _LOOKS.get(table)
    if make is not None:
        layer.setRenderer(make())
    if table.startswith("intervention_"):
        _label(layer, '"name"', 8.0, INTERVENTION_INK, bold=True)


INTERVENTION_INK = "#2b2b2b"
LABEL_GAP_MM = 0.8


def roads() -> QgsCategorizedSymbolRenderer:
    """Return streets by class; the greater ones are drawn on top."""
    classes = [f"WHEN \"highway\" IN ({', '.join(map(repr, tags))}) THEN '{name}'" for name, tags, _, _ in _ROADS]
    expression = f"CASE {' '.join(classes)} ELSE 'Path' END"
    rows = [_PATH, *reversed(_ROADS)]
    categories = []
    for level, (name, _, colour, width) in enumerate(rows):
        symbol = QgsLineSymbol.createSimple(
            {"line_color": colour, "line_width": str(width), "capstyle": "round", "joinstyle": "round"}
        )
        symbol.symbolLayer(0).setRenderingPass(level)
        categories.append(QgsRendererCategory(name, symbol, name))
    renderer = QgsCategorizedSymbolRenderer(expression, categories)
    renderer.setUsingSymbolLevels(True)
    return renderer


def barriers() -> QgsCategorizedSymbolRenderer:
    """Return rivers and canals as blue lines, railways as broken grey ones."""
    return QgsCategorizedSymbolRenderer("kind", [
        QgsRendererCategory("water", _line("#9cc3dc", 1.4), "Rivers and canal"),
        QgsRendererCategory("rail", _line("#8c8c8c", 0.5, "dash"), "Railways")])  # fmt: skip


def buildings() -> QgsFeatureRenderer:
    """Return business buildings in a warm grey."""
    return fill("#d5cdc4", "#b5aca1")


def green() -> QgsFeatureRenderer:
    """Return green spaces in a light green."""
    return fill("#dbe8cd", "#c6d9b3")


def fill(colour: str, outline: str) -> QgsSingleSymbolRenderer:
    """Return one fill with a thin outline."""
    return QgsSingleSymbolRenderer(QgsFillSymbol.createSimple(
        {"color": colour, "outline_color": outline, "outline_width": "0.15"}))  # fmt: skip


def _line(colour: str, width: float, style: str = "solid") -> QgsLineSymbol:
    return QgsLineSymbol.createSimple(
        {"line_color": colour, "line_width": str(width), "line_style": style, "capstyle": "round"}
    )


def _dot(colour: str, size: float, outline: str = "#ffffff") -> QgsSingleSymbolRenderer:
    return QgsSingleSymbolRenderer(QgsMarkerSymbol.createSimple(
        {"name": "circle", "color": colour, "size": str(size), "outline_color": outline,
         "outline_width": "0.2"}))  # fmt: skip


def stops() -> QgsFeatureRenderer:
    """Return stops as small squares."""
    return QgsSingleSymbolRenderer(QgsMarkerSymbol.createSimple(
        {"name": "square", "color": "#ffffff", "size": "1.3", "outline_color": "#6b7280",
         "outline_width": "0.25"}))  # fmt: skip


def amenities() -> QgsFeatureRenderer:
    """Return amenities as small dots."""
    return _dot("#8f7aa8", 1.4)


def _by_kind(geometry: str, symbol: Callable[[str, str], object]) -> QgsCategorizedSymbolRenderer:
    """Return a class per kind that can be drawn as that geometry."""
    rows = [
        QgsRendererCategory(kind.id, symbol(kind.id, GROUP_COLOURS[kind.group]), kind.name)
        for kind in kinds().values()
        if geometry in kind.geometries
    ]
    rows.append(QgsRendererCategory("", symbol("", _OTHER), "Other"))
    return QgsCategorizedSymbolRenderer("kind", rows)


def drawn_points() -> QgsCategorizedSymbolRenderer:
    """Return points as the icon of their kind on a white disc."""

    def symbol(kind: str, colour: str) -> QgsMarkerSymbol:
        made = QgsMarkerSymbol.createSimple(
            {"name": "circle", "color": "#ffffff", "size": "6.4", "outline_color": colour, "outline_width": "0.5"}
        )
        picture = QgsSvgMarkerSymbolLayer(str(shipped("resources", "icons", "kinds", icon(kind))), 4.4)
        made.appendSymbolLayer(picture)
        return made

    return _by_kind(POINT, symbol)


def drawn_lines() -> QgsCategorizedSymbolRenderer:
    """Return lines with a white casing."""

    def symbol(kind: str, colour: str) -> QgsLineSymbol:
        made = QgsLineSymbol()
        casing = QgsSimpleLineSymbolLayer(QColor("#ffffff"), 2.0)
        core = QgsSimpleLineSymbolLayer(QColor(colour), 1.1)
        if kind == "closure":
            core.setPenStyle(Qt.PenStyle.DotLine)
        for layer in (casing, core):
            layer.setPenCapStyle(Qt.PenCapStyle.RoundCap)
            layer.setPenJoinStyle(Qt.PenJoinStyle.RoundJoin)
        made.changeSymbolLayer(0, casing)
        made.appendSymbolLayer(core)
        if kind in RIDDEN:
            core.setWidth(1.5)
            casing.setWidth(2.5)
            for layer in line_of_stops(colour):
                made.appendSymbolLayer(layer)
        return made

    return _by_kind(LINE, symbol)


def mark_interchanges(lines: QgsVectorLayer, stops: QgsVectorLayer) -> None:
    """Give the stops of drawn lines a second ring where they lie within 100 m of a stop of the district."""
    ring_interchanges(lines, stops, GROUP_COLOURS["get_around"], RIDDEN)


def drawn_areas() -> QgsCategorizedSymbolRenderer:
    """Return areas with a see-through fill."""

    def symbol(kind: str, colour: str) -> QgsFillSymbol:
        shade = QColor(colour)
        inside = f"{shade.red()},{shade.green()},{shade.blue()},60"
        return QgsFillSymbol.createSimple({"color": inside, "outline_color": colour, "outline_width": "0.6"})

    return _by_kind(AREA, symbol)


def name_in_letters(layer: QgsVectorLayer) -> None:
    """Show the nodes of the ecosystem as names in letters only."""
    layer.setRenderer(QgsNullSymbolRenderer())
    # What is said once for the whole district need not be said at every place.
    _label(layer, "upper(replace(\"name\", ' (illustrative)', ''))", 7.5, "#6b7280", bold=True, spacing=1.0)


def _label(
    layer: QgsVectorLayer, expression: str, size: float, ink: str, *, bold: bool = False, spacing: float = 0.0
) -> None:
    label = QgsPalLayerSettings()
    label.fieldName = expression
    label.isExpression = True
    if spacing:
        label.placement = QgsPalLayerSettings.Placement.OverPoint
    elif layer.geometryType() == QgsWkbTypes.GeometryType.PointGeometry:
        # Beside the icon, never over it.
        label.placement = QgsPalLayerSettings.Placement.OrderedPositionsAroundPoint
        label.offsetType = QgsPalLayerSettings.OffsetType.FromSymbolBounds
        label.dist = LABEL_GAP_MM
    text = QgsTextFormat()
    font = QFont(FONT)
    font.setBold(bold)
    if spacing:
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spacing)
    text.setFont(font)
    text.setSize(size)
    text.setColor(QColor(ink))
    halo = QgsTextBufferSettings()
    halo.setEnabled(True)
    halo.setSize(0.7)
    halo.setColor(QColor(GROUND))
    text.setBuffer(halo)
    label.setFormat(text)
    layer.setLabeling(QgsVectorLayerSimpleLabeling(label))
    layer.setLabelsEnabled(True)


_LOOKS: dict[str, Callable[[], QgsFeatureRenderer]] = {
    "streets": roads, "barriers": barriers, "buildings": buildings, "greenspaces": green, "stops": stops,
    "opportunities": amenities, "intervention_points": drawn_points, "intervention_lines": drawn_lines,
    "intervention_areas": drawn_areas,
}  # fmt: skip
