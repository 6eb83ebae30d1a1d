"""Layers of every sort become tables; what cannot be used is counted or stops with a cure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import shapely
from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsVectorLayer

from district_planner.core.errors import Cancelled, LayerError
from district_planner.core.places.columns import FEATURE_ID, Log
from district_planner.gis.tables import AREAS, LINES, POINTS, RawLayer, Wanted, in_district, lonlat, read_layer

pytestmark = pytest.mark.usefixtures("qgis_app")
EVERYTHING = Wanted((POINTS, LINES, AREAS))


def layer(
    geometry: str, rows: Sequence[Any], crs: str | None = "EPSG:27700", fields: Sequence[str] = (), name: str = "mine"
) -> QgsVectorLayer:
    """A memory layer; each row is WKT, a geometry or None, or a tuple of WKT and attributes."""
    made = QgsVectorLayer("&".join([f"{geometry}?", *(f"field={field}" for field in fields)]), name, "memory")
    made.setCrs(type(made.crs())(crs) if crs else type(made.crs())())
    features = []
    for row in rows:
        wkt, *attributes = row if isinstance(row, tuple) else (row,)
        feature = QgsFeature(made.fields())
        feature.setAttributes(attributes)
        if wkt is not None:
            feature.setGeometry(QgsGeometry.fromWkt(wkt) if isinstance(wkt, str) else wkt)
        features.append(feature)
    made.dataProvider().addFeatures(features)
    return made


def read(source: QgsVectorLayer, wanted: Wanted = EVERYTHING) -> tuple[RawLayer, Log]:
    log = Log()
    return read_layer(source, "HOMES", wanted, log), log


def shapes(source: QgsVectorLayer, wanted: Wanted = EVERYTHING) -> list[str]:
    return [shapely.to_wkt(shape, trim=True) for shape in read(source, wanted)[0].frame["geometry"]]


def sentence(source: QgsVectorLayer, wanted: Wanted = EVERYTHING) -> str:
    with pytest.raises(LayerError) as caught:
        read(source, wanted)
    assert caught.value.where == "HOMES 'mine'"
    assert caught.value.cure
    return str(caught.value)


def test_fields_and_geometry_come_as_they_are_and_null_is_none():
    source = layer("Point", [("POINT (1 2)", 5, "x", 1.5), ("POINT (3 4)", None, None, None)],
                   fields=["count:integer", "text:string", "number:double"])  # fmt: skip
    frame = read(source)[0].frame
    assert list(frame["count"].iloc[:1]) == [5]
    assert frame["count"].isna().tolist() == [False, True]
    assert frame["text"].tolist() == ["x", None]
    assert frame["number"].isna().tolist() == [False, True]
    assert frame[FEATURE_ID].tolist() == ["1", "2"]


def test_dates_come_as_text():
    source = layer("Point", [("POINT (1 2)", "2024-03-01")], fields=["day:date"])
    assert read(source)[0].frame["day"].tolist() == ["2024-03-01"]


def test_quotes_emoji_and_markup_survive():
    name = 'O\'Neil "🚲" <script>alert(1)</script>'
    source = layer("Point", [("POINT (1 2)", name)], fields=["name:string"])
    assert read(source)[0].frame["name"].tolist() == [name]


@pytest.mark.parametrize(
    ("kind", "wkt", "expected"),
    [
        ("PointZ", "PointZ (1 2 3)", "POINT (1 2)"),
        ("PointZM", "PointZM (1 2 3 4)", "POINT (1 2)"),
        ("LineStringM", "LineStringM (0 0 1, 5 0 2)", "LINESTRING (0 0, 5 0)"),
        ("MultiPoint", "MultiPoint ((1 2))", "POINT (1 2)"),
        ("MultiLineString", "MultiLineString ((0 0, 5 0))", "LINESTRING (0 0, 5 0)"),
        ("MultiLineString", "MultiLineString ((0 0, 5 0), (9 0, 9 9))", "MULTILINESTRING ((0 0, 5 0), (9 0, 9 9))"),
        ("PolygonZ", "PolygonZ ((0 0 1, 4 0 1, 4 4 1, 0 0 1))", "POLYGON ((0 0, 4 0, 4 4, 0 0))"),
    ],
)
def test_heights_measures_and_single_parts_are_made_plain(kind: str, wkt: str, expected: str):
    assert shapes(layer(kind, [wkt])) == [expected]


def test_curves_become_short_straight_pieces():
    # A half circle of radius 10 m is 31.4 m long.
    (shape,) = read(layer("CompoundCurve", ["CompoundCurve (CircularString (0 0, 10 10, 20 0))"]))[0].frame["geometry"]
    assert shape.geom_type == "LineString"
    assert shape.length == pytest.approx(31.416, abs=0.01)


def test_rows_without_geometry_and_with_broken_numbers_are_counted():
    endless = QgsGeometry.fromPointXY(QgsPointXY(float("inf"), 2))
    found, log = read(layer("Point", [None, "POINT (1 2)", "Point EMPTY", endless]))
    assert len(found.frame) == 1
    assert log.warnings == [
        "HOMES 'mine': 2 of 4 features have no geometry and are left out.",
        "HOMES 'mine': 1 of 4 features have coordinates that are no numbers and are left out.",
    ]


def test_invalid_areas_are_mended_and_counted():
    # A bow tie of two triangles of 25 m² each.
    bow_tie = "POLYGON ((0 0, 10 10, 10 0, 0 10, 0 0))"
    found, log = read(layer("Polygon", [bow_tie, "POLYGON ((0 0, 5 0, 9 0, 0 0))"]))
    (shape,) = found.frame["geometry"]
    assert shape.is_valid
    assert shape.area == pytest.approx(50)
    assert log.warnings == [
        "HOMES 'mine': 1 of 2 features have invalid geometry that cannot be mended and are left out.",
        "HOMES 'mine': 1 of 2 features had invalid geometry, which was mended.",
    ]


def test_of_several_points_the_first_counts_but_interventions_keep_all():
    source = layer("MultiPoint", ["MultiPoint ((1 2), (3 4))"])
    found, log = read(source)
    assert shapely.to_wkt(found.frame["geometry"].iloc[0], trim=True) == "POINT (1 2)"
    assert log.warnings == ["HOMES 'mine': 1 of 1 features hold several points; the first counts."]
    assert shapes(source, Wanted((POINTS,), all_parts=True)) == ["MULTIPOINT ((1 2), (3 4))"]


def test_the_wrong_kind_of_geometry_stops():
    assert sentence(layer("LineString", ["LINESTRING (0 0, 1 1)"]), Wanted((POINTS, AREAS))) == (
        "HOMES 'mine': the layer holds lines. Choose a layer of points or areas."
    )


def test_no_crs_stops():
    assert "has no coordinate reference system" in sentence(layer("Point", ["POINT (1 2)"], crs=None))


def test_a_table_without_geometry_stops():
    assert "has no geometry" in sentence(layer("NoGeometry", [(None, 1)], fields=["a:integer"]))


def test_an_empty_layer_stops():
    assert "has no features" in sentence(layer("Point", []))


def test_a_layer_with_nothing_usable_stops():
    assert "no usable feature is left" in sentence(layer("Point", [None, None]))


def test_extent_limits_what_is_read():
    # Newport lies near -3.0, 51.6.
    wanted = Wanted((POINTS,), extent=(-3.1, 51.5, -2.9, 51.7))
    source = layer("Point", ["POINT (-3 51.6)", "POINT (-4 51.6)"], crs="EPSG:4326")
    assert shapes(source, wanted) == ["POINT (-3 51.6)"]
    moved = layer("Point", ["POINT (330000 188000)", "POINT (430000 388000)"])
    assert shapes(moved, wanted) == ["POINT (330000 188000)"]
    assert "no features in the chosen EXTENT" in sentence(layer("Point", ["POINT (9 9)"], crs="EPSG:4326"), wanted)


def test_layers_are_brought_into_the_district_s_crs():
    # Waverley, 53.40 N 1.38 W, is at SK 413 894 of the National Grid.
    raw, _ = read(layer("Point", ["POINT (-1.38 53.40)"], crs="EPSG:4326"))
    moved = in_district(raw, "EPSG:27700").frame["geometry"].iloc[0]
    assert (moved.x, moved.y) == (pytest.approx(441_300, abs=150), pytest.approx(389_400, abs=150))
    back, _ = read(layer("Point", [moved.wkt]))
    assert lonlat(back)[0] == pytest.approx([-1.38, 53.40], abs=1e-7)


def test_reading_can_be_cancelled():
    with pytest.raises(Cancelled):
        read_layer(layer("Point", ["POINT (1 2)"]), "HOMES", EVERYTHING, Log(), lambda share, what: False)
