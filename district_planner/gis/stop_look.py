"""How legs, stops and interchanges of a drawn line look: made on the map from its attributes, by whoever edits them."""

from __future__ import annotations

from qgis.core import (
    QgsGeometryGeneratorSymbolLayer,
    QgsLineSymbol,
    QgsMarkerSymbol,
    QgsSimpleLineSymbolLayer,
    QgsSymbol,
    QgsSymbolLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

from district_planner.core.settings import SETTINGS

_AT = (
    "min(length($geometry), coalesce(try(map_get(@element, 'chainage_m')), "
    "try(line_locate_point($geometry, make_point(map_get(@element, 'x'), map_get(@element, 'y')))), "
    "try(to_real(@element))))"
)
"""Metres along the line of an entry of ``stops``, in each of the forms that it may have."""
_POINTS = f'array_foreach(from_json("stops"), line_interpolate_point($geometry, {_AT}))'
_CHAINAGES = f'array_foreach(from_json("stops"), {_AT})'
_CLASS = "coalesce(try(map_get(@element, 'class')), @element)"


def line_of_stops(colour: str) -> list[QgsSymbolLayer]:
    """Return what lies on a line: pale dashes where a leg is on rail, a pale thread in the street, discs for stops."""
    return [_legs("rail", 0.8, dashed=True), _legs("street", 0.55, dashed=False), _stops(colour)]


def stops_of(layer: QgsVectorLayer) -> str:
    """Return the expression of all points of a layer as one geometry."""
    return f"aggregate('{layer.id()}', 'collect', $geometry)"


def ring_interchanges(lines: QgsVectorLayer, stops: QgsVectorLayer, colour: str, kinds: frozenset[str]) -> None:
    """Give the stops of drawn lines that lie within 100 m of a stop that is there a second ring.

    Args:
        lines: of interventions, with their categories; stops: the district's; kinds: which have stops.
    """
    renderer = lines.renderer().clone()
    reach = float(str(SETTINGS["interchange_m"].default))
    near = f"distance(@element, {stops_of(stops)}) <= {reach}"
    shape = f"collect_geometries(array_filter({_POINTS}, {near}))"
    for number, category in enumerate(renderer.categories()):
        if category.value() in kinds:
            symbol = category.symbol().clone()
            ring = QgsMarkerSymbol.createSimple({
                "name": "circle", "color": "255,255,255,0", "size": "5.2", "outline_color": colour,
                "outline_width": "0.45"})  # fmt: skip
            symbol.appendSymbolLayer(_generated(shape, QgsSymbol.SymbolType.Marker, ring))
            renderer.updateCategorySymbol(number, symbol)
    lines.setRenderer(renderer)


def _stops(colour: str) -> QgsSymbolLayer:
    disc = QgsMarkerSymbol.createSimple(
        {"name": "circle", "color": "#ffffff", "size": "3.1", "outline_color": colour, "outline_width": "0.6"}
    )
    return _generated(f"collect_geometries({_POINTS})", QgsSymbol.SymbolType.Marker, disc)


def _legs(name: str, width: float, *, dashed: bool) -> QgsSymbolLayer:
    """Return the legs of one class over the line."""
    line = QgsSimpleLineSymbolLayer(QColor("#ffffff"), width)
    line.setPenCapStyle(Qt.PenCapStyle.FlatCap)
    if dashed:
        line.setUseCustomDashPattern(True)
        line.setCustomDashVector([1.6, 1.6])
    symbol = QgsLineSymbol()
    symbol.changeSymbolLayer(0, line)
    leg = f"line_substring($geometry, array_get({_CHAINAGES}, @element), array_get({_CHAINAGES}, @element + 1))"
    mine = f'array_get(array_foreach(from_json("legs"), {_CLASS}), if(array_length(from_json("legs")) = 1, 0, '
    mine += f"@element)) = '{name}'"
    every = 'generate_series(0, array_length(from_json("stops")) - 2)'
    return _generated(
        f"collect_geometries(array_foreach(array_filter({every}, {mine}), {leg}))", QgsSymbol.SymbolType.Line, symbol
    )


def _generated(expression: str, sort: QgsSymbol.SymbolType, symbol: QgsSymbol) -> QgsSymbolLayer:
    layer = QgsGeometryGeneratorSymbolLayer.create({"geometryModifier": expression})
    layer.setSymbolType(sort)
    layer.setSubSymbol(symbol)
    return layer
