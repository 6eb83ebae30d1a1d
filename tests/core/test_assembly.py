"""What a planner gives goes before what OpenStreetMap adds; nothing counts twice."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from district_planner.core.district import TABLES
from district_planner.core.places.assembly import opportunities_of, with_entrances, without_given, workplaces
from district_planner.core.places.columns import FEATURE_ID, Log, PlacesLayer, made_unique, schema_frame, unique_ids
from district_planner.core.places.entrances import ways_in


def places(*rows: tuple[str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["category", "name", "wkt"])
    frame["geometry"] = shapely.from_wkt(frame.pop("wkt").to_numpy(dtype=object))
    return frame.assign(id=[f"p{number}" for number in range(len(frame))], weight=1.0, entrances="", source="")


def tagged(*rows: dict[str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows).fillna("")
    frame["geometry"] = shapely.from_wkt(frame.pop("wkt").to_numpy(dtype=object))
    return frame


def test_a_place_of_the_same_category_and_name_within_50_m_is_the_planner_s():
    log = Log()
    osm = places(
        ("cafe", "Blend", "POINT (50 0)"),
        ("cafe", "Blend", "POINT (50.1 0)"),
        ("grocery", "Blend", "POINT (0 0)"),
        ("cafe", "", "POINT (0 0)"),
    )
    kept = without_given(osm, places(("cafe", "BLEND ", "POINT (0 0)")), log)
    # p3 has no name, but the one given place there is Blend, which is p0 already.
    assert list(kept["id"]) == ["p1", "p2", "p3"]
    assert log.said[0].startswith("1 places of OSM are in OPPORTUNITIES too")


def test_a_place_without_a_name_is_the_nearest_of_its_category_within_25_m():
    log = Log()
    osm = places(
        ("cafe", "Joe's", "POINT (0 0)"),
        ("cafe", "Ann's", "POINT (10 0)"),
        ("cafe", "Far", "POINT (125.1 0)"),
        ("bank", "", "POINT (100 0)"),
        ("grocery", "T", "POLYGON ((300 0, 340 0, 340 40, 300 40, 300 0))"),
        ("cafe", "", "POINT (500 0)"),
        ("cafe", "Two", "POINT (700 0)"),
    )
    given = places(
        ("cafe", "", "POINT (4 0)"),  # 4 m from Joe's, 6 m from Ann's: one of the two
        ("cafe", "", "POINT (100 0)"),  # the only café is 25.1 m away, the bank no café
        ("grocery", "", "POINT (320 20)"),  # inside the shop
        ("cafe", "Nook", "POINT (520 0)"),  # 20 m from one without a name
        ("cafe", "One", "POINT (700 0)"),  # the very spot, another name
    )
    kept = without_given(osm, given, log)
    assert list(kept["name"]) == ["Ann's", "Far", "", "Two"]
    assert log.said == [
        "3 more places of OSM are taken for places of OPPORTUNITIES (same category within 25 m [P], one of the two "
        "without a name); the layer's are kept."
    ]


def test_grounds_get_gates_and_buildings_doors():
    big, small = "POLYGON ((0 0, 50 0, 50 50, 0 50, 0 0))", "POLYGON ((100 0, 120 0, 120 20, 100 20, 100 0))"
    ways = ways_in(
        tagged(
            {"barrier": "gate", "entrance": "", "access": "", "wkt": "POINT (50 25)"},
            {"barrier": "gate", "entrance": "", "access": "", "wkt": "POINT (120 10)"},
            {"barrier": "", "entrance": "main", "access": "", "wkt": "POINT (100 10)"},
        ),
        pd.DataFrame({"walk": [], "bridge": [], "tunnel": [], "geometry": []}),
    )
    rows = places(("community", "", big), ("community", "", small), ("cafe", "", "POINT (0 0)"))
    assert list(with_entrances(rows, ways)["entrances"]) == ["MULTIPOINT ((50 25))", "MULTIPOINT ((100 10))", ""]
    swapped = with_entrances(rows, ways, np.array([True, False, False]))
    assert list(swapped["entrances"]) == ["", "MULTIPOINT ((100 10), (120 10))", ""]


def test_opportunities_are_put_together_with_ids_of_their_own():
    found = opportunities_of([places(("cafe", "x", "POINT (0 0)")), places(("bank", "y", "POINT (1 1)"))])
    assert found[["id", "category", "name"]].values.tolist() == [["p0", "cafe", "x"], ["p0-2", "bank", "y"]]
    assert not len(opportunities_of([]))


def test_workplaces_are_buildings_of_work_with_unknown_employees():
    square = "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0))"
    found = workplaces(
        tagged(
            {"id": "a", "building": "industrial", "office": "", "wkt": square},
            {"id": "b", "building": "house", "office": "", "wkt": square},
            {"id": "c", "building": "yes", "office": "company", "wkt": square},
            {"id": "d", "building": "", "office": "company", "wkt": square},
            {"id": "e", "building": "retail", "office": "", "wkt": "POINT (0 0)"},
        )
    )
    assert list(found["id"]) == ["a", "c"]
    assert found["employees"].isna().all()


@pytest.mark.parametrize("name", [name for name in TABLES if not name.startswith("intervention")])
def test_an_empty_table_has_the_columns_of_the_schema(name: str):
    table = TABLES[name]
    assert list(schema_frame(name)) == [*table.columns, *(["geometry"] if table.geometry else [])]


def test_numbers_behind_repeated_ids_never_meet_an_id_that_is_there():
    ids = np.array(["a", "a", "a-2", "a", "b"], dtype=object)
    assert list(made_unique(ids)) == ["a", "a-3", "a-2", "a-4", "b"]


def test_whole_numbers_are_ids_without_a_point_and_empty_ones_take_the_feature_s():
    frame = pd.DataFrame({"id": [7.0, np.nan], FEATURE_ID: ["1", "2"], "geometry": [None, None]})
    assert list(unique_ids(PlacesLayer(frame, "HOMES 'Zones'"), "", Log())) == ["7", "home-2"]
