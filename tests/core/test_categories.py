"""Tags become categories by the table; places mapped twice count once."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely

from district_planner.core.errors import LayerError
from district_planner.core.places.categories import (
    CATEGORIES,
    categorise,
    category_table,
    heading_of,
    known_categories,
    matches,
    one_of,
    read_table,
    several_of,
)

SQUARE = "POLYGON ((0 0, 100 0, 100 100, 0 100, 0 0))"


def features(*rows: dict[str, str]) -> pd.DataFrame:
    """Tagged features; each row gives its tags and ``wkt``."""
    frame = pd.DataFrame(rows).fillna("")
    frame["geometry"] = shapely.from_wkt(frame.pop("wkt").to_numpy())
    if "id" not in frame:
        frame["id"] = [f"n{number}" for number in range(len(frame))]
    return frame


def categories_of(**tags: str) -> list[str]:
    return sorted(categorise(features({**tags, "wkt": "POINT (0 0)"})).opportunities["category"])


def test_the_table_names_every_category_but_jobs_which_come_from_buildings():
    assert set(category_table()["category"]) == set(CATEGORIES) - {"jobs"}


def test_every_row_of_the_table_carries_a_source_mark():
    assert set(category_table()["mark"]) <= {"[V]", "[S]", "[M]", "[P]"}


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"shop": "supermarket"}, ["grocery"]),
        ({"shop": "hairdresser"}, ["shop"]),
        ({"shop": "vacant"}, []),
        ({"shop": "car_repair"}, []),
        ({"amenity": "pub"}, ["restaurant"]),
        ({"amenity": "doctors", "healthcare": "doctor"}, ["gp", "health"]),
        ({"amenity": "pharmacy"}, ["health", "pharmacy"]),
        ({"amenity": "community_centre"}, ["community", "meeting_place"]),
        ({"amenity": "cafe", "shop": "books"}, ["cafe", "shop"]),
        ({"amenity": "school", "name": "Maindee Primary School"}, ["school_primary"]),
        ({"amenity": "school", "name": "Lliswerry High School"}, ["school_secondary"]),
        ({"amenity": "school", "name": "Ysgol Gyfun Gwent Is Coed"}, ["school_secondary"]),
        ({"amenity": "school", "isced_level": "1;2"}, ["school_primary", "school_secondary"]),
        ({"amenity": "school", "isced_level": "2", "name": "Primary Lane School"}, ["school_secondary"]),
        ({"amenity": "school"}, ["school_primary"]),
        ({"amenity": "bench"}, []),
        ({"leisure": "park"}, []),  # green spaces have a table of their own
        ({"highway": "bus_stop"}, []),  # and so have stops
    ],
)
def test_tags_give_categories(tags: dict[str, str], expected: list[str]):
    assert categories_of(**tags) == expected


def test_a_feature_of_two_categories_makes_two_rows_with_ids_of_their_own():
    rows = categorise(features({"amenity": "pharmacy", "name": "Boots", "wkt": "POINT (1 2)"})).opportunities
    assert sorted(rows["id"]) == ["n0/health", "n0/pharmacy"]
    assert set(rows["source"]) == {"n0"}
    assert (rows["weight"] == 1).all()


def test_a_point_inside_an_area_of_the_same_name_and_category_counts_once_as_the_area():
    found = categorise(
        features(
            {"id": "w1", "amenity": "library", "name": "Central Library", "wkt": SQUARE},
            {"id": "n1", "amenity": "library", "name": "central library ", "wkt": "POINT (50 50)"},
            {"id": "n2", "amenity": "library", "name": "Other", "wkt": "POINT (50 50)"},
            {"id": "n3", "amenity": "library", "name": "Central Library", "wkt": "POINT (150 50)"},
            {"id": "n4", "amenity": "cafe", "name": "Central Library", "wkt": "POINT (50 50)"},
        )
    )
    assert list(found.opportunities["source"]) == ["w1", "n2", "n3", "n4"]
    assert any("1 places are mapped twice" in note for note in found.notes)


def test_what_has_no_name_inside_an_area_of_its_sort_is_part_of_it_but_shops_stand_side_by_side():
    found = categorise(
        features(
            {"id": "w1", "amenity": "school", "name": "High School", "wkt": SQUARE},
            {"id": "w2", "amenity": "school", "wkt": "POLYGON ((10 10, 30 10, 30 30, 10 10))"},
            {"id": "w3", "shop": "mall", "name": "Kingsway", "wkt": SQUARE},
            {"id": "n4", "shop": "shoes", "wkt": "POINT (50 50)"},
            {"id": "w5", "leisure": "pitch", "wkt": SQUARE},
            {"id": "w6", "leisure": "pitch", "wkt": "POLYGON ((110 10, 130 10, 130 30, 110 10))"},
        )
    )
    assert list(found.opportunities["source"]) == ["w1", "w3", "n4", "w5", "w6"]
    assert list(found.opportunities["category"]) == ["school_secondary", "shop", "shop", "sport", "sport"]


def test_two_equal_areas_keep_the_first():
    found = categorise(
        features(
            {"id": "w1", "amenity": "bank", "name": "B", "wkt": SQUARE},
            {"id": "w2", "amenity": "bank", "name": "B", "wkt": SQUARE},
        )
    )
    assert list(found.opportunities["source"]) == ["w1"]


def test_closed_places_are_left_out_and_counted():
    found = categorise(features({"leisure": "pitch", "access": "private", "wkt": SQUARE}))
    assert not len(found.opportunities)
    assert found.notes == ("1 places are left out: OSM says access = private or no.",)


def test_a_pedestrian_street_is_public_space_only_as_an_area():
    found = categorise(
        features(
            {"id": "w1", "highway": "pedestrian", "wkt": SQUARE},
            {"id": "w2", "highway": "pedestrian", "wkt": "LINESTRING (0 0, 9 0)"},
        )
    )
    assert list(found.opportunities["source"]) == ["w1"]


def test_a_planner_s_table_replaces_the_plugin_s(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("key,value,category\namenity,bench|table,meeting_place\n", encoding="utf-8")
    rows = categorise(features({"amenity": "bench", "wkt": "POINT (0 0)"}), read_table(path)).opportunities
    assert list(rows["category"]) == ["meeting_place"]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("key,value\namenity,cafe\n", "lacks the column category"),
        ("key,value,category\namenity,cafe,coffee\n", "'coffee', which is no category"),
        ("key,value,also,category\namenity,cafe,name~(,cafe\n", "cannot be read"),
        ("key,value,also,category\namenity,cafe,name=x,cafe\n", "expected key~pattern"),
    ],
)
def test_a_table_that_cannot_be_used_gets_a_sentence(tmp_path, text: str, part: str):
    path = tmp_path / "mine.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LayerError, match=r"mine\.csv") as caught:
        read_table(path)
    assert part in str(caught.value)
    assert caught.value.cure


def test_a_table_that_is_not_there_gets_a_sentence(tmp_path):
    with pytest.raises(LayerError, match="cannot be read"):
        read_table(tmp_path / "none.csv")


def test_words_of_a_category_field_are_ids_or_osm_values():
    values = pd.Series(["Grocery", "pub", "Cafes", "meeting place", "school-primary", "rocket", None])
    assert known_categories(values) == {
        "Grocery": "grocery",
        "pub": "restaurant",
        "Cafes": "cafe",
        "meeting place": "meeting_place",
        "school-primary": "school_primary",
    }


def test_no_features_no_opportunities():
    empty = pd.DataFrame({"id": [], "geometry": []}, dtype=object)
    assert not len(categorise(empty).opportunities)
    assert not len(matches(empty))


def test_every_category_has_words_that_a_planner_reads():
    assert (one_of("cafe"), several_of("cafe"), heading_of("gp")) == ("café", "cafés", "GP surgeries")
    for category in CATEGORIES:
        words = one_of(category), several_of(category)
        assert all(word and "_" not in word for word in words)
    assert one_of("school_primary") == "primary school" and several_of("jobs") == "jobs"
