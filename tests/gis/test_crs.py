"""Rules 2.4: the CRS is in metres and true to scale, the transformation is known and stored."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from qgis.core import QgsCoordinateReferenceSystem, QgsDatumTransform

from district_planner.core.errors import LayerError
from district_planner.gis.crs import (
    Transformation,
    check_working_crs,
    choose_crs,
    from_degrees,
    in_great_britain,
    transform_coordinates,
    transform_geometries,
    transformation,
)

pytestmark = pytest.mark.usefixtures("qgis_app")

SHEFFIELD = np.array([(-1.50, 53.35), (-1.30, 53.45)])


@pytest.mark.parametrize(("place", "lonlat", "crs"), [
    ("Sheffield", (-1.47, 53.38), "EPSG:27700"), ("Newport", (-3.0, 51.58), "EPSG:27700"),
    ("Dover", (1.31, 51.13), "EPSG:27700"), ("Lerwick", (-1.15, 60.15), "EPSG:27700"),
    ("Stornoway", (-6.39, 58.21), "EPSG:27700"), ("Douglas", (-4.48, 54.15), "EPSG:27700"),
    ("Penzance", (-5.54, 50.12), "EPSG:27700"), ("Campbeltown", (-5.61, 55.42), "EPSG:27700"),
    ("Belfast", (-5.93, 54.60), "EPSG:32630"), ("Dublin", (-6.26, 53.35), "EPSG:32629"),
    ("Calais", (1.85, 50.95), "EPSG:32631"), ("Cherbourg", (-1.62, 49.64), "EPSG:32630"),
    ("Porto", (-8.61, 41.15), "EPSG:32629"), ("Porto Alegre", (-51.2, -30.03), "EPSG:32722"),
    ("Fiji", (179.9, -17.0), "EPSG:32760"),
])  # fmt: skip
def test_the_crs_follows_the_place(place: str, lonlat: tuple[float, float], crs: str) -> None:
    # UTM zone = floor((longitude + 180) / 6) + 1: Porto (171.39 / 6 = 28.6) 29, Porto Alegre (128.8 / 6 = 21.5) 22
    assert choose_crs(np.array([lonlat])) == crs


def test_the_median_decides_and_not_what_reaches_far_out() -> None:
    far = np.array([(-1.4, 53.4)] * 51 + [(9.0, 48.0)] * 49)
    assert choose_crs(far) == "EPSG:27700"


def test_no_vertex_is_a_sentence() -> None:
    with pytest.raises(LayerError, match="no street"):
        choose_crs(np.empty((0, 2)))


def test_great_britain_is_an_island() -> None:
    assert in_great_britain(-2, 54)
    assert not in_great_britain(-6.26, 53.35)


@pytest.mark.parametrize("crs", ["EPSG:27700", "EPSG:32630", "EPSG:25830"])
def test_metric_crs_of_the_area_are_accepted(crs: str) -> None:
    check_working_crs(crs, SHEFFIELD)


@pytest.mark.parametrize(("crs", "sentence"), [
    ("EPSG:4326", "degrees"), ("EPSG:3857", "Web Mercator"), ("EPSG:2225", "not count in metres"),
    ("EPSG:32633", "wrong in the area"), ("EPSG:3395", "wrong in the area"), ("EPSG:999999", "is no CRS"),
    ("", "there is no CRS"),
])  # fmt: skip
def test_other_crs_are_refused_with_a_sentence(crs: str, sentence: str) -> None:
    with pytest.raises(LayerError, match=sentence):
        check_working_crs(crs, SHEFFIELD)


def test_a_few_streets_far_out_do_not_spoil_the_scale() -> None:
    # 1 of 100 vertices 20 degrees east, where UTM 30 is far off; the middle 96 % decide
    check_working_crs("EPSG:32630", np.concatenate([np.repeat(SHEFFIELD[:1], 99, axis=0), [(18.5, 53.4)]]))


def test_coordinates_agree_with_a_published_point() -> None:
    # Ordnance Survey, "A guide to coordinate systems in Great Britain", annexe C: Caister water tower,
    # E 651409.903, N 313177.270 on OSGB36 is 52 39 28.8282 N, 1 42 57.8663 E on ETRS89 (OSTN15). Without its grid
    # the seven-parameter transformation is good to about 5 m.
    lonlat = np.array([[1 + 42 / 60 + 57.8663 / 3600, 52 + 39 / 60 + 28.8282 / 3600]])
    moved = transform_coordinates(lonlat, transformation("EPSG:4326", "EPSG:27700"))
    assert moved[0] == pytest.approx([651409.903, 313177.270], abs=6.0)


def test_the_operation_is_told_and_can_be_used_again() -> None:
    how = transformation("EPSG:4326", "EPSG:27700")
    assert how.operation.startswith("+proj=pipeline")
    again = Transformation("EPSG:4326", "EPSG:27700", how.operation)
    assert np.array_equal(transform_coordinates(SHEFFIELD, again), transform_coordinates(SHEFFIELD, how))


def test_a_ballpark_transformation_is_refused() -> None:
    # NAD27 to a Polish grid: PROJ knows no way but to take the one datum for the other
    with pytest.raises(LayerError, match="ballpark"):
        transformation("EPSG:4267", "EPSG:2180")


def test_nothing_moves_between_equal_crs() -> None:
    how = transformation("EPSG:27700", "EPSG:27700")
    assert how.operation == ""
    assert np.array_equal(transform_coordinates(SHEFFIELD, how), SHEFFIELD)


def test_geometries_move_in_bulk_and_lose_their_heights() -> None:
    texts = ["POINT Z (-1.4 53.4 7)", None, "POLYGON ((-1.4 53.4, -1.3 53.4, -1.3 53.5, -1.4 53.4))"]
    shapes = np.array([text and shapely.from_wkt(text) for text in texts], dtype=object)
    moved = transform_geometries(shapes, "EPSG:4326", "EPSG:27700")
    assert moved[1] is None
    assert not shapely.has_z(moved[0])
    one = transform_coordinates(np.array([(-1.4, 53.4)]), transformation("EPSG:4326", "EPSG:27700"))[0]
    assert shapely.get_coordinates(moved[0])[0] == pytest.approx(one, abs=1e-9)
    assert shapely.get_coordinates(moved[2])[0] == pytest.approx(one, abs=1e-9)


def test_coordinates_out_of_reach_are_a_sentence() -> None:
    how = transformation("EPSG:4326", "EPSG:27700")
    with pytest.raises(LayerError, match="CRS"):
        transform_coordinates(np.array([(500.0, 95.0)]), how)


def test_what_comes_from_the_same_crs_is_moved_as_the_district_was() -> None:
    best = transformation("EPSG:4326", "EPSG:27700").operation
    # Any other operation that is installed: metres beside the best one, or on it.
    here, there = QgsCoordinateReferenceSystem("EPSG:4326"), QgsCoordinateReferenceSystem("EPSG:27700")
    every = QgsDatumTransform.operations(here, there)
    other = next(one.proj for one in every if one.isAvailable and one.proj != best)
    place = np.array([shapely.Point(-1.4, 53.4)], dtype=object)
    made = {"transformation": other, "transformation_from": "EPSG:4326"}
    moved = [from_degrees("EPSG:27700", settings)(place)[0] for settings in ({}, made)]
    wanted = transform_coordinates(np.array([(-1.4, 53.4)]), Transformation("EPSG:4326", "EPSG:27700", other))[0]
    assert (moved[1].x, moved[1].y) == tuple(wanted)
    assert 0.0 < moved[0].distance(moved[1]) < 200.0
    elsewhere = {**made, "transformation_from": "EPSG:3857"}
    assert from_degrees("EPSG:27700", elsewhere)(place)[0] == moved[0]
    gone = {**made, "transformation": "+proj=pipeline +step +proj=hgridshift +grids=none.gsb"}
    with pytest.raises(LayerError, match="not installed here"):
        from_degrees("EPSG:27700", gone)(place)
