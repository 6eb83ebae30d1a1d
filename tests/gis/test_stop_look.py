"""What the map draws of a line of public transport, from its attributes as anybody may have written them."""

from __future__ import annotations

from typing import Any

import pytest
from qgis.core import (
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsFeature,
    QgsGeometry,
    QgsProject,
    QgsVectorLayer,
)

from district_planner.gis.district_look import drawn_lines, mark_interchanges

LINE = "LINESTRING (0 0, 1000 0, 1000 1000)"


def layer_of(wkt: str, fields: str, values: list[Any], name: str) -> QgsVectorLayer:
    layer = QgsVectorLayer(f"{wkt.split(' ', maxsplit=1)[0]}?crs=EPSG:27700&{fields}", name, "memory")
    one = QgsFeature(layer.fields())
    one.setGeometry(QgsGeometry.fromWkt(wkt))
    one.setAttributes(values)
    layer.dataProvider().addFeatures([one])
    QgsProject.instance().addMapLayer(layer)
    return layer


@pytest.fixture
def shapes(qgis_new_project: None) -> Any:
    """Return a function: stops and legs -> geometries on rail, in the street, discs, rings; as WKT, '' for none."""

    def made(stops: str | None, legs: str | None) -> list[str]:
        fields = "field=kind:string&field=stops:string&field=legs:string"
        lines = layer_of(LINE, fields, ["light_rail", stops, legs], "lines")
        near = layer_of("POINT (1000 60)", "field=id:string", ["a"], "stops")
        lines.setRenderer(drawn_lines())
        mark_interchanges(lines, near)
        (category,) = [c for c in lines.renderer().categories() if c.value() == "light_rail"]
        found = []
        for part in category.symbol().symbolLayers():
            if hasattr(part, "geometryExpression"):
                context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(lines))
                context.setFeature(next(lines.getFeatures()))
                expression = QgsExpression(part.geometryExpression())
                assert not expression.hasParserError(), expression.parserErrorString()
                value = expression.evaluate(context)
                found.append(value.asWkt(0) if value is not None and not value.isNull() else "")
        return found

    return made


def test_stops_legs_and_the_interchange_lie_where_the_attributes_say(shapes: Any) -> None:
    rail, street, discs, rings = shapes('[{"chainage_m": 0, "name": "A"}, 1000, 2000]', '["rail", "street"]')
    assert rail == "MultiLineString ((0 0, 1000 0))"
    assert street == "MultiLineString ((1000 0, 1000 1000))"
    assert discs == "MultiPoint ((0 0),(1000 0),(1000 1000))"
    assert rings == "MultiPoint ((1000 0))"  # 60 m from the stop that is there; the others are farther than 100 m


def test_stops_beside_the_line_and_one_class_for_all_legs_are_understood(shapes: Any) -> None:
    rail, street, discs, _ = shapes('[{"x": 200, "y": 10}, {"chainage_m": 2000.4}]', '[{"class": "rail", "kmh": 60}]')
    assert rail == "MultiLineString ((200 0, 1000 0, 1000 1000))"
    assert street == ""
    assert discs == "MultiPoint ((200 0),(1000 1000))"


@pytest.mark.parametrize("stops", [None, "", "not JSON"])
def test_a_line_without_stops_is_a_line(shapes: Any, stops: str | None) -> None:
    assert shapes(stops, None) == ["", "", "", ""]
