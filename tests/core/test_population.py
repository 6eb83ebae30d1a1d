"""The people of a zone go to its dwellings; totals are kept exactly."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from district_planner.core.places.population import exact_shares, find_dwellings, points_along, spread

TAGS = ("building", "building_levels", "landuse", "amenity", "shop")


def box(x: float, y: float, width: float, height: float) -> str:
    return shapely.to_wkt(shapely.box(x, y, x + width, y + height))


def features(*rows: dict[str, str]) -> pd.DataFrame:
    frame = pd.DataFrame([{**dict.fromkeys(TAGS, ""), **row} for row in rows], columns=[*TAGS, "id", "wkt"])
    frame["id"] = [f"w{number}" for number in range(len(frame))]
    frame["geometry"] = shapely.from_wkt(frame.pop("wkt").to_numpy(dtype=object))
    return frame


def zones(*people: float, width: float = 1000.0) -> pd.DataFrame:
    """Zones side by side, each ``width`` by 1000 m."""
    areas = [shapely.box(number * width, 0, (number + 1) * width, 1000) for number in range(len(people))]
    return pd.DataFrame(
        {"id": [f"Z{number}" for number in range(len(people))], "people": people, "deprivation": 3.0, "geometry": areas}
    )


def streets(*rows: tuple[str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["highway", "wkt"])
    frame["geometry"] = shapely.from_wkt(frame.pop("wkt").to_numpy(dtype=object))
    return frame


NO_STREETS = streets()


def lived_in(**tags: str) -> bool:
    return len(find_dwellings(features(tags))) == 1


@pytest.mark.parametrize("kind", ["house", "apartments", "terrace", "detached", "bungalow", "residential"])
def test_residential_buildings_of_any_size_are_dwellings(kind: str):
    assert lived_in(building=kind, wkt=box(0, 0, 5, 5))
    assert lived_in(building=kind, wkt=box(0, 0, 50, 50))


@pytest.mark.parametrize("kind", ["garage", "retail", "industrial", "shed", ""])
def test_other_buildings_are_no_dwellings(kind: str):
    assert not lived_in(building=kind, wkt=box(0, 0, 10, 10))


@pytest.mark.parametrize(("width", "expected"), [(2.9, False), (3.0, True), (40.0, True), (40.1, False)])
def test_an_untyped_building_is_a_dwelling_from_30_to_400_m2(width: float, expected: bool):
    assert lived_in(building="yes", wkt=box(0, 0, width, 10)) is expected


@pytest.mark.parametrize(
    "other",
    [
        {"landuse": "industrial", "wkt": box(0, 0, 500, 500)},
        {"landuse": "commercial", "wkt": box(0, 0, 500, 500)},
        {"landuse": "retail", "wkt": box(0, 0, 500, 500)},
        {"amenity": "school", "wkt": box(0, 0, 500, 500)},
        {"amenity": "hospital", "wkt": box(0, 0, 500, 500)},
        {"shop": "bakery", "wkt": "POINT (15 15)"},
        {"amenity": "cafe", "wkt": "POINT (15 15)"},
    ],
)
def test_an_untyped_building_on_such_land_or_with_a_shop_is_no_dwelling(other: dict[str, str]):
    untyped = {"building": "yes", "wkt": box(10, 10, 10, 10)}
    typed = {"building": "house", "wkt": box(30, 10, 10, 10)}
    assert list(find_dwellings(features(untyped, typed, other))["id"]) == ["w1"]


def test_land_of_another_sort_and_a_shop_next_door_do_not_matter():
    untyped = {"building": "yes", "wkt": box(10, 10, 10, 10)}
    found = find_dwellings(
        features(untyped, {"landuse": "residential", "wkt": box(0, 0, 500, 500)}, {"shop": "x", "wkt": "POINT (25 15)"})
    )
    assert list(found["id"]) == ["w0"]


@pytest.mark.parametrize(
    ("kind", "levels", "floor"),
    [("house", "", 200), ("apartments", "", 400), ("house", "3", 300), ("apartments", "2.5", 250),
     ("house", "0", 200), ("house", "many", 200), ("house", "999", 200), ("house", "3;4", 300)],
)  # fmt: skip
def test_floor_is_footprint_times_levels(kind: str, levels: str, floor: float):
    found = find_dwellings(features({"building": kind, "building_levels": levels, "wkt": box(0, 0, 10, 10)}))
    assert found["floor"].iloc[0] == pytest.approx(floor)


def test_people_go_to_dwellings_in_proportion_to_floor():
    # 100 m² x 2 levels and 100 m² x 4 levels: a third and two thirds of 15.
    tagged = features(
        {"building": "house", "wkt": box(100, 100, 10, 10)}, {"building": "apartments", "wkt": box(300, 300, 10, 10)}
    )
    found = spread(zones(15), tagged, NO_STREETS)
    assert dict(zip(found.homes["id"], found.homes["people"])) == pytest.approx({"w0": 5, "w1": 10})
    assert set(found.homes["source"]) == {"dwelling"}
    assert set(found.homes["deprivation"]) == {3.0}
    assert found.notes == ()


@pytest.mark.parametrize(("people", "complete"), [(100, True), (101, False)])
def test_more_than_one_person_per_12_m2_means_that_the_zone_is_incomplete(people: float, complete: bool):
    # 600 m² x 2 levels = 1,200 m² of floor hold 100 people.
    tagged = features({"building": "house", "wkt": box(100, 100, 20, 30)})
    found = spread(zones(people), tagged, streets(("residential", "LINESTRING (0 500, 100 500)")))
    assert found.homes["source"].iloc[0] == ("dwelling" if complete else "street")
    assert found.incomplete == (() if complete else ("Z0",))


def test_the_fall_back_stands_every_25_m_along_the_streets_people_live_on():
    ways = streets(
        ("residential", "LINESTRING (0 500, 100 500)"),
        ("primary", "LINESTRING (0 700, 100 700)"),
        ("service", "LINESTRING (900 200, 1100 200)"),  # 100 m of it lie in the zone
    )
    found = spread(zones(80), features(), ways)
    places = {(point.x, point.y) for point in found.homes["geometry"]}
    assert places == {(x, 500.0) for x in (12.5, 37.5, 62.5, 87.5)} | {(x, 200.0) for x in (912.5, 937.5, 962.5, 987.5)}
    assert list(found.homes["people"]) == [10.0] * 8
    assert "80 people" in found.notes[1]
    assert "Z0 (80)" in found.notes[1]


def test_short_pieces_between_junctions_get_no_more_than_their_share():
    # Four pieces of 10 m and one of 60 m: 100 m, four points.
    lines = [f"LINESTRING ({x} 0, {x + 10} 0)" for x in (0, 10, 20, 30)] + ["LINESTRING (40 0, 100 0)"]
    points = points_along(shapely.from_wkt(np.array(lines, dtype=object)))
    assert [point.x for point in points] == [12.5, 37.5, 62.5, 87.5]


def test_a_zone_without_streets_keeps_its_people_on_one_point_inside_and_says_so():
    found = spread(zones(40, 60), features(), streets(("residential", "LINESTRING (0 500, 100 500)")))
    last = found.homes.iloc[-1]
    assert (last["zone"], last["people"], last["source"]) == ("Z1", 60.0, "zone")
    assert shapely.box(1000, 0, 2000, 1000).contains(last["geometry"])
    assert "60 people" in found.notes[2]


def test_a_zone_without_people_has_no_homes():
    assert not len(spread(zones(0), features({"building": "house", "wkt": box(1, 1, 9, 9)}), NO_STREETS).homes)


def test_a_dwelling_on_the_border_belongs_to_one_zone():
    tagged = features(
        {"building": "house", "wkt": box(995, 100, 10, 10)}, {"building": "house", "wkt": box(1500, 1, 9, 9)}
    )
    found = spread(zones(3, 4), tagged, streets(("residential", "LINESTRING (0 500, 100 500)")))
    assert found.homes["people"].sum() == 7
    assert not found.homes["id"].duplicated().any()


@given(
    st.floats(0.001, 1e7),
    st.lists(st.floats(0.01, 1e5), min_size=1, max_size=60),
)
def test_shares_add_up_to_the_total_exactly(total: float, weights: list[float]):
    shares = exact_shares(total, np.array(weights))
    assert math.fsum(shares) == total
    assert shares == pytest.approx(total * np.array(weights) / sum(weights), rel=1e-9, abs=1e-6)


def test_totals_are_kept_exactly_and_fractions_stay_fractions():
    tagged = features(*({"building": "house", "wkt": box(50 * n, 10 * n, 8 + n, 9)} for n in range(1, 8)))
    found = spread(zones(10.0), tagged, NO_STREETS)
    assert math.fsum(found.homes["people"]) == 10.0
    assert (found.homes["people"] % 1 != 0).any()
