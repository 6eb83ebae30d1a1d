"""Street layers are recognised by their fields (methods H)."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely

from district_planner.core.district import TABLES
from district_planner.core.errors import LayerError
from district_planner.core.network.street_source import street_kind, streets_from_lines


def layer(**columns: list[object]) -> pd.DataFrame:
    """Return lines of 100 m beside each other, one per value of the columns."""
    count = len(next(iter(columns.values())))
    lines = [shapely.linestrings([(0, 50 * k), (100, 50 * k)]) for k in range(count)]
    return pd.DataFrame({**columns, "geometry": lines})


@pytest.mark.parametrize(("fields", "kind"), [
    (["highway", "name"], "osm"), (["HIGHWAY"], "osm"), (["road_classification", "form_of_way"], "open_roads"),
    (["roadFunction", "formOfWay"], "open_roads"), (["osm_id"], "plain"), (["class"], "plain"),
])  # fmt: skip
def test_the_kind_is_told_by_the_fields(fields: list[str], kind: str) -> None:
    assert street_kind(layer(**{field: ["x"] for field in fields})) == kind


def test_quickosm_columns_with_colons_are_read() -> None:
    frame = layer(**{
        "full_id": ["w1", "w2"], "osm_id": ["1", "2"], "highway": ["residential", "footway"],
        "oneway": ["yes", None], "oneway:bicycle": ["no", None], "bicycle": [None, "designated"],
    })  # fmt: skip
    made, notes = streets_from_lines(frame)
    assert list(made.columns) == [*TABLES["streets"].columns, "geometry"]
    assert made[["id", "walk", "cycle"]].to_numpy().tolist() == [["1", "yes", "yes"], ["2", "yes", "yes"]]
    assert any("OpenStreetMap tags" in note for note in notes)


def test_other_tags_of_ogr2ogr_are_read() -> None:
    frame = layer(osm_id=["1"], highway=["primary"], other_tags=['"maxspeed"=>"60 mph","oneway:bicycle"=>"no"'])
    made, _ = streets_from_lines(frame)
    assert made["maxspeed_kmh"].tolist() == [96.6]  # 60 x 1.609344 = 96.56
    assert made["walk"].tolist() == ["no"]


OPEN_ROADS = {
    "road_classification": ["Motorway", "A Road", "A Road", "B Road", "Classified Unnumbered", "Unknown",
                            "Unclassified"],
    "road_function": ["Motorway", "A Road", "A Road", "B Road", "Minor Road",
                      "Restricted Local Access Road", "Local Road"],
    "form_of_way": ["Dual Carriageway", "Dual Carriageway", "Slip Road", "Roundabout", "Single Carriageway",
                    "Single Carriageway", "Single Carriageway"],
    "trunk_road": [False, True, False, False, False, False, False],
}  # fmt: skip


@pytest.mark.parametrize("camel", [False, True])
def test_open_roads_are_read_in_both_spellings(camel: bool) -> None:
    names = {"road_classification": "roadClassification", "road_function": "roadFunction", "form_of_way": "formOfWay",
             "trunk_road": "trunkRoad"}  # fmt: skip
    frame = layer(**{names[key] if camel else key: values for key, values in OPEN_ROADS.items()})
    made, notes = streets_from_lines(frame)
    assert made["highway"].tolist() == [
        "motorway", "trunk", "primary_link", "secondary", "tertiary", "residential", "residential"]  # fmt: skip
    assert made["walk"].tolist() == ["no", *["yes"] * 6]
    assert made["cycle"].tolist() == ["no", *["yes"] * 6]
    assert any("OS Open Roads" in note for note in notes)


def test_a_side_street_over_a_dual_carriageway_of_open_roads_pays_its_class() -> None:
    frame = pd.DataFrame({
        "road_function": ["A Road", "Local Road"], "form_of_way": ["Dual Carriageway", "Single Carriageway"],
        "geometry": [shapely.from_wkt(t) for t in ("LINESTRING (-9 0, 0 0, 9 0)", "LINESTRING (0 -9, 0 0, 0 9)")],
    })  # fmt: skip
    made, _ = streets_from_lines(frame.assign(road_classification=["A Road", "Unclassified"]))
    # sides are for ways without cars only; a walk along the local road pays 30 s, half at either end
    assert made["walk_end_delay_s"].tolist() == [0, 0, 15, 0]


def test_plain_lines_are_open_to_walking_and_cycling_and_it_is_said() -> None:
    made, notes = streets_from_lines(layer(osm_id=[7, 8]))
    assert made["id"].tolist() == ["7", "8"]
    assert set(made["walk"]) == set(made["cycle"]) == {"yes"}
    assert made["lts"].isna().all()
    assert "no field that tells what a street is" in notes[0]


def test_ids_fall_back_to_row_numbers_and_are_unique() -> None:
    assert streets_from_lines(layer(what=["a", "b"]))[0]["id"].tolist() == ["1", "2"]
    assert streets_from_lines(layer(id=["x", "x"]))[0]["id"].tolist() == ["x", "x~2"]
    assert streets_from_lines(layer(fid=[1.0, 2.0]))[0]["id"].tolist() == ["1", "2"]


def test_a_layer_without_lines_is_a_sentence() -> None:
    empty = pd.DataFrame({"highway": ["residential"], "geometry": [shapely.Point(0, 0)]})
    with pytest.raises(LayerError, match="no line with a length"):
        streets_from_lines(empty)
    with pytest.raises(LayerError, match="no kind of street layer 'rail'"):
        streets_from_lines(layer(highway=["path"]), "rail")
