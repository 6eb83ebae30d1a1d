"""Interventions as GeoJSON: what goes out comes back, and every wrong file has its sentence."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, Polygon

from district_planner.core.errors import LayerError
from district_planner.core.interventions.exchange import geojson_text, read_geojson, write_geojson
from district_planner.core.interventions.intervention import Intervention

# A plane at 53.4 degrees north, 1.37 west: one degree of latitude is 111.2 km, of longitude cos(53.4) of that. It is
# no projection anybody uses, but exact in both directions, which is all that the exchange needs.
LON, LAT, EASTING, NORTHING = -1.37, 53.4, 442_000.0, 388_000.0
METRES = np.array([111_200 * math.cos(math.radians(LAT)), 111_200])


def to_wgs84(geometries: Any) -> Any:
    return shapely.transform(geometries, lambda xy: (xy - [EASTING, NORTHING]) / METRES + [LON, LAT])


def to_district(geometries: Any) -> Any:
    return shapely.transform(geometries, lambda xy: (xy - [LON, LAT]) * METRES + [EASTING, NORTHING])


def there_and_back(*interventions: Intervention) -> tuple[Intervention, ...]:
    found, notes = read_geojson(geojson_text(interventions, to_wgs84), to_district)
    assert notes == ()
    return found


def properties_of(intervention: Intervention) -> dict[str, Any]:
    return json.loads(geojson_text([intervention], to_wgs84))["features"][0]["properties"]


def feature(properties: dict[str, Any], geometry: dict[str, Any] | None = None, **members: Any) -> str:
    point = {"type": "Point", "coordinates": [-1.37, 53.4]}
    one = {"type": "Feature", "properties": properties, "geometry": geometry or point, **members}
    return json.dumps({"type": "FeatureCollection", "features": [one]})


def link(**attributes: Any) -> Intervention:
    line = LineString([(442_000, 388_000), (442_300, 388_400), (442_700, 388_400)])
    return Intervention("l1", "walking_link", line, "Bridge", False, attributes)


@pytest.mark.parametrize(("kind", "shape", "form"), [
    ("walking_link", LineString([(442000, 388000), (442100, 388000)]), ("route", "walking_wheeling")),
    ("cycle_path", LineString([(442000, 388000), (442100, 388000)]), ("route", "cycling")),
    ("crossing", Point(442000, 388000), ("crossing", "all")),
    ("closure", Polygon([(442000, 388000), (442100, 388000), (442000, 388100)]), ("modal filter", "all")),
    ("green_space", Polygon([(442000, 388000), (442100, 388000), (442000, 388100)]), ("area", "all")),
    ("amenity", Point(442000, 388000), ("other", "all")),
    ("light_rail", LineString([(442000, 388000), (442100, 388000)]), ("other", "all")),
])  # fmt: skip
def test_kinds_take_the_words_of_the_scheme_form_and_come_back_as_they_were(kind, shape, form):
    one = Intervention("x", kind, shape)
    properties = properties_of(one)

    assert (properties["intervention_type"], properties["intended_uses"]) == form
    assert properties["dp_type"] == kind
    assert there_and_back(one)[0].kind == kind


@pytest.mark.parametrize(("form", "kind"), [
    ({"intervention_type": "route", "intended_uses": "walking_wheeling"}, "walking_link"),
    ({"intervention_type": "route", "intended_uses": "cycling"}, "cycle_path"),
    ({"intervention_type": "route", "intended_uses": "all"}, "cycle_path"),
    ({"intervention_type": "crossing"}, "crossing"),
    ({"intervention_type": "modal filter"}, "closure"),
    ({"intervention_type": "junction treatment"}, "junction treatment"),
    ({"dp_type": "light_rail", "intervention_type": "crossing"}, "light_rail"),
    ({"kind": "amenity"}, "amenity"),
])  # fmt: skip
def test_files_of_others_get_a_kind_and_keep_what_they_said(form, kind):
    found, _ = read_geojson(feature({"id": "a", **form}), to_district)
    written = properties_of(found[0])

    assert found[0].kind == kind
    assert {name: written[name] for name in form if name != "kind"} == {n: v for n, v in form.items() if n != "kind"}


def test_coordinates_have_seven_decimals_and_outer_rings_run_anticlockwise():
    clockwise = Polygon([(442000, 388000), (442000, 388100), (442100, 388000)])
    ring = json.loads(geojson_text([Intervention("p", "green_space", clockwise)], to_wgs84))
    coordinates = ring["features"][0]["geometry"]["coordinates"][0]

    assert all(round(entry, 7) == entry for position in coordinates for entry in position)
    assert shapely.LinearRing(coordinates).is_ccw


def test_the_length_is_written_in_metres():
    # 300-400-500 triangle and 400 m straight on.
    assert properties_of(link())["length_meters"] == 900.0


def test_money_time_and_lists_go_out_as_numbers_and_lists():
    one = link(cost_low=1e6, open_year=2031, requires='["a"]', parts="[[100, 250.5]]", modes="walk,cycle", step_free=0)
    properties = properties_of(one)

    assert properties["cost_low"] == 1_000_000
    assert (properties["open_year"], properties["requires"], properties["parts"]) == (2031, ["a"], [[100, 250.5]])
    assert there_and_back(one)[0].attributes == one.attributes


def test_points_that_do_not_join_and_entrances_travel_as_longitude_and_latitude():
    one = link(no_join="[[442300.0, 388400.0]]")
    park = Intervention("p", "green_space", Point(442_000, 388_000), attributes={
        "entrances": "MULTIPOINT (442010 388020, 442100 388000)"})  # fmt: skip

    lon, lat = properties_of(one)["no_join"][0]
    assert (lon, lat) == pytest.approx((LON + 300 / METRES[0], LAT + 400 / METRES[1]), abs=1e-7)
    back = there_and_back(one, park)
    assert json.loads(back[0].attributes["no_join"])[0] == pytest.approx([442_300, 388_400], abs=0.02)
    points = shapely.get_coordinates(shapely.from_wkt(back[1].attributes["entrances"]))
    assert points == pytest.approx(np.array([[442_010, 388_020], [442_100, 388_000]]), abs=0.02)


def test_coordinates_that_a_gis_exported_by_itself_are_the_districts_already():
    found, _ = read_geojson(feature({"dp_type": "crossing", "no_join": "[[442300, 388400]]"}), to_district)

    assert json.loads(found[0].attributes["no_join"]) == [[442300, 388400]]


@pytest.mark.parametrize("name", ['the "Link"', "it's", "🚲 way", "<script>alert(1)</script>", "a\nb\\", "Ωδός"])
def test_awkward_names_survive(name):
    one = Intervention(name, "amenity", Point(442_000, 388_000), name, attributes={"description": name})

    back = there_and_back(one)[0]

    assert (back.id, back.name, back.attributes["description"]) == (name, name, name)


def test_unknown_properties_survive_and_fields_that_do_not_fit_are_kept_with_a_note():
    strange = {"scheme_reference": "ATE-01", "nested": {"a": [1, None, True]}, "big": 2**70, "properties": {"x": 1},
               "cost_low": "to be agreed", "owner": {"name": "SCC"}}  # fmt: skip
    found, notes = read_geojson(feature({"id": "a", "dp_type": "amenity", **strange}), to_district)
    written = properties_of(found[0])

    assert {name: written[name] for name in strange} == strange
    assert any("'to be agreed' does not fit the field cost_low" in note for note in notes)


def test_other_planners_words_for_cost_and_year_are_understood_and_kept():
    found, _ = read_geojson(feature({"budget": 250_000, "timescale_year": 2030, "dp_type": "amenity"}), to_district)

    assert (found[0].attributes["cost_central"], found[0].attributes["open_year"]) == (250_000, 2030)
    assert properties_of(found[0])["budget"] == 250_000


def test_parts_become_interventions_of_their_own_and_share_the_amounts():
    # 100 m and 300 m: a quarter and three quarters of the cost.
    two = shapely.MultiLineString([[(442e3, 388e3), (442_100, 388e3)], [(442e3, 389e3), (442_300, 389e3)]])
    geometry = shapely.geometry.mapping(to_wgs84(np.array([two]))[0])
    found, notes = read_geojson(feature({"id": "a", "dp_type": "cycle_path", "cost_low": 400}, geometry), to_district)

    assert [one.id for one in found] == ["a", "a-2"]
    assert [one.attributes["cost_low"] for one in found] == pytest.approx([100, 300], abs=0.1)
    assert "2 parts and becomes 2 interventions" in notes[0]


def test_ids_are_made_unique_and_missing_ones_are_made_up():
    one = json.loads(feature({"id": "a", "dp_type": "crossing"}))["features"][0]
    none = {**one, "properties": {"dp_type": "crossing"}}
    own = {**none, "id": 7}
    both = {"type": "Feature", "id": 8, "geometry": one["geometry"], "properties": {"ID": "b", "dp_type": "crossing"}}
    text = json.dumps({"type": "FeatureCollection", "features": [one, one, none, own, both]})

    found, notes = read_geojson(text, to_district, taken=["imported-4"])

    assert [each.id for each in found] == ["a", "a-2", "imported-4-2", "7", "b"]
    assert len(notes) == 1


def test_heights_are_dropped():
    found, _ = read_geojson(
        feature({}, {"type": "LineString", "coordinates": [[-1, 53, 9], [-1.1, 53, 8]]}), to_district
    )

    assert not found[0].geometry.has_z


POINT = {"type": "Point", "coordinates": [0, 0]}


@pytest.mark.parametrize(("text", "message"), [
    ("{oops", "it is not JSON"),
    ('{"a": NaN}', "NaN is no JSON number"),
    ('{"a": 1e999}', "1e999 is no JSON number"),
    ("[1]", "no GeoJSON object"),
    ('{"type": "Topology"}', "no GeoJSON FeatureCollection"),
    ('{"type": "FeatureCollection", "features": {}}', "no GeoJSON FeatureCollection"),
    ('{"type": "FeatureCollection", "features": []}', "it has no features"),
    ('{"type": "FeatureCollection", "features": [3]}', "feature 1: it is no GeoJSON feature"),
    ('{"type": "Feature", "properties": [], "geometry": null}', "properties are no JSON object"),
    ('{"type": "Feature", "properties": {}, "geometry": null}', "its geometry is null"),
    (feature({}, {"type": "Circle"}), "'Circle' is no geometry type"),
    (feature({}, {"type": "Point", "coordinates": []}), "coordinates cannot be read"),
    (feature({}, {"type": "Point", "coordinates": ["1", 2]}), "a position is two numbers"),
    (feature({}, {"type": "Point"}), "coordinates cannot be read"),
    (feature({}, {"type": "LineString", "coordinates": [[0, 0]]}), "coordinates cannot be read"),
    (feature({}, {"type": "Polygon", "coordinates": []}), "its geometry is empty"),
    (feature({}, {"type": "GeometryCollection", "geometries": []}), "its geometry is empty"),
    (feature({}, {"type": "Point", "coordinates": [442_000, 388_000]}), "no longitude and latitude.*EPSG:4326"),
    (feature({}, {"type": "Point", "coordinates": [-181, 0]}), "no longitude and latitude"),
    (feature({}, {"type": "Point", "coordinates": [181, 0]}), "no longitude and latitude"),
    (feature({}, {"type": "Point", "coordinates": [0, -91]}), "no longitude and latitude"),
    (json.dumps({"type": "Feature", "properties": {}, "geometry": POINT,
                 "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}}), "EPSG::27700"),
])  # fmt: skip
def test_a_file_that_cannot_be_read_says_why(text, message):
    with pytest.raises(LayerError, match=message):
        read_geojson(text, to_district)


@pytest.mark.parametrize(
    "name",
    ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "urn:ogc:def:crs:EPSG:6.6:4326", "EPSG:4326"],
)
def test_an_old_crs_member_that_names_wgs84_is_fine(name):
    document = {**json.loads(feature({"dp_type": "crossing"})), "crs": {"properties": {"name": name}}}

    assert len(read_geojson(json.dumps(document), to_district)[0]) == 1


def test_a_place_that_the_transformation_cannot_reach_is_named():
    with pytest.raises(LayerError, match="feature 1: it lies outside"):
        read_geojson(feature({}), lambda geometries: np.array([Point(math.inf, math.inf)], dtype=object))


def test_files_are_written_read_and_never_left_half(tmp_path):
    path = tmp_path / "out.geojson"
    write_geojson([link()], path, to_wgs84)

    assert read_geojson(path, to_district)[0][0].id == "l1"
    assert read_geojson(str(path), to_district)[0][0].id == "l1"
    before = path.read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="no transformation"):
        write_geojson([link()], path, _broken)
    assert path.read_text(encoding="utf-8") == before
    assert list(tmp_path.iterdir()) == [path]


def _broken(geometries: Any) -> Any:
    raise ValueError("no transformation")


def test_a_folder_that_does_not_exist_and_a_file_that_is_no_text_are_sentences(tmp_path):
    with pytest.raises(LayerError, match="cannot write the file"):
        write_geojson([link()], tmp_path / "none" / "out.geojson", to_wgs84)
    with pytest.raises(LayerError, match="cannot open the file"):
        read_geojson(tmp_path / "none.geojson", to_district)
    with pytest.raises(LayerError, match="cannot open the file"):
        read_geojson("x" * 5000, to_district)
    binary = Path(tmp_path / "b.geojson")
    binary.write_bytes(b"\xff\xfe\x00{")
    with pytest.raises(LayerError, match="not UTF-8"):
        read_geojson(binary, to_district)


def test_a_byte_order_mark_is_no_obstacle(tmp_path):
    path = tmp_path / "bom.geojson"
    path.write_text("\ufeff" + feature({"dp_type": "crossing"}), encoding="utf-8")

    assert len(read_geojson(path, to_district)[0]) == 1


eastings, northings = st.floats(430_000, 455_000), st.floats(380_000, 400_000)
positions = st.tuples(eastings, northings)
shapes = st.one_of(
    positions.map(Point),
    st.lists(positions, min_size=2, max_size=6).map(LineString),
    st.tuples(positions, st.floats(5, 900)).map(lambda circle: Point(circle[0]).buffer(circle[1], 3)),
)
texts = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1).filter(str.strip)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
unknown = st.dictionaries(texts.map("zz_".__add__), json_values, max_size=4)
known = st.fixed_dictionaries({}, optional={
    "status": texts, "owner": texts, "cost_low": st.floats(0, 1e9), "open_year": st.integers(1900, 2200),
    "requires": st.lists(texts, min_size=1).map(lambda ids: json.dumps(ids, ensure_ascii=False)),
    "jobs": st.floats(0, 1e6), "step_free": st.sampled_from([0, 1]), "modes": st.just("walk,cycle"),
})  # fmt: skip


@given(texts.map(str.strip), texts.map(str.strip), texts, st.booleans(), shapes, known, unknown)
@settings(max_examples=150)
def test_a_round_trip_keeps_everything_and_stays_within_two_centimetres(
    id_, kind, name, external, shape, attributes, rest
):
    # Seven decimals: at most 0.5e-7 degrees off in each direction, which is 0.56 cm along a meridian.
    kept = {"properties": json.dumps(rest, ensure_ascii=False)} if rest else {}
    one = Intervention(id_, kind, shape, name, external, {**attributes, **kept})

    back = there_and_back(one)[0]

    assert (back.id, back.kind, back.name, back.external) == (id_, kind, name, external)
    assert {**back.attributes, **kept} == {**attributes, **kept}
    assert json.loads(back.attributes.get("properties", "{}")) == rest
    assert back.geometry.geom_type == shape.geom_type
    assert back.geometry.hausdorff_distance(shape) < 0.02
