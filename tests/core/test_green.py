"""Green spaces are merged before they are measured, and entered where people enter them; stops count once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from district_planner.core.places.entrances import area_entrances, building_entrances, ways_in
from district_planner.core.places.green import accessible, green_spaces, merge_touching, tagged_green
from district_planner.core.places.stops import tagged_stops

TAGS = ("leisure", "landuse", "natural", "access", "barrier", "entrance", "name", "highway", "railway", "amenity",
        "public_transport")  # fmt: skip
SQUARE = "POLYGON ((0 0, 200 0, 200 200, 0 200, 0 0))"


def features(*rows: dict[str, str]) -> pd.DataFrame:
    frame = pd.DataFrame([{**dict.fromkeys(TAGS, ""), **row} for row in rows], columns=[*TAGS, "id", "wkt"])
    frame["id"] = [row.get("id", f"w{number}") for number, row in enumerate(rows)]
    frame["geometry"] = shapely.from_wkt(frame.pop("wkt").to_numpy(dtype=object))
    return frame


def streets(*rows: str, walk: str = "yes", bridge: int = 0) -> pd.DataFrame:
    frame = pd.DataFrame({"walk": [walk] * len(rows), "bridge": bridge, "tunnel": 0})
    frame["geometry"] = shapely.from_wkt(np.array(rows, dtype=object))
    return frame


def entered(area: str, tagged: pd.DataFrame, ways: pd.DataFrame, unfenced: bool = False) -> set[tuple[float, float]]:
    areas = shapely.from_wkt(np.array([area], dtype=object))
    text = area_entrances(areas, ways_in(tagged, ways), np.array([unfenced]))[0]
    return {(point.x, point.y) for point in shapely.from_wkt(text).geoms} if text else set()


def areas(*rows: tuple[str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["name", "wkt"])
    frame["geometry"] = shapely.from_wkt(frame.pop("wkt").to_numpy(dtype=object))
    return frame.assign(id=[f"w{number}" for number in range(len(frame))], kind="park", fenced=0)


def test_gates_and_entrances_on_the_boundary_come_first():
    tagged = features(
        {"barrier": "gate", "wkt": "POINT (200 100)"},
        {"entrance": "yes", "wkt": "POINT (100 0.8)"},
        {"barrier": "gate", "access": "private", "wkt": "POINT (0 50)"},
        {"barrier": "gate", "wkt": "POINT (100 100)"},
    )
    assert entered(SQUARE, tagged, streets("LINESTRING (-50 20, 50 20)")) == {(200, 100), (100, 0.8)}


def test_without_a_gate_walkable_streets_that_cross_the_boundary_are_the_way_in():
    ways = streets("LINESTRING (-50 20, 250 20)")
    assert entered(SQUARE, features(), ways) == {(0, 20), (200, 20)}


def test_a_street_along_the_boundary_leads_in_at_both_ends():
    assert entered(SQUARE, features(), streets("LINESTRING (50 0, 80 0, 120 0)")) == {(50, 0), (120, 0)}


@pytest.mark.parametrize("kind", [{"walk": "no"}, {"bridge": 1}])
def test_motorways_and_bridges_lead_nowhere(kind: dict[str, object]):
    assert entered(SQUARE, features(), streets("LINESTRING (-50 20, 250 20)", **kind)) == set()


@pytest.mark.parametrize(("distance", "expected"), [(25.0, {(200.0, 100.0)}), (25.1, set())])
def test_else_the_boundary_point_nearest_to_a_street_within_25_m(distance: float, expected: set[tuple[float, float]]):
    x = 200 + distance
    assert entered(SQUARE, features(), streets(f"LINESTRING ({x} 100, {x + 90} 100)")) == expected


def test_an_unfenced_park_is_also_entered_every_50_m_along_a_street_within_15_m():
    # The street runs 10 m south of the whole southern side (200 m); the corners reach 11.2 m up the sides: none of it
    # is sampled again within 50 m, so the side gives points at 0, 50, 100, 150 and 200 m.
    ways = streets("LINESTRING (-50 -10, 250 -10)")
    found = entered(SQUARE, features(), ways, unfenced=True)
    assert {x for x, y in found if y == 0} >= {0, 50, 100, 150}
    assert all(shapely.Point(x, y).distance(ways["geometry"].iloc[0]) <= 15 for x, y in found)
    assert len(entered(SQUARE, features(), ways, unfenced=False)) == 1
    far = streets("LINESTRING (-50 -16, 250 -16)")
    assert len(entered(SQUARE, features(), far, unfenced=True)) == 1


def test_a_building_is_entered_by_its_doors_else_by_nothing():
    outlines = shapely.from_wkt(
        np.array([SQUARE, "POLYGON ((500 0, 510 0, 510 10, 500 0))", "POINT (0 0)"], dtype=object)
    )
    tagged = features({"entrance": "main", "wkt": "POINT (100 0)"}, {"barrier": "gate", "wkt": "POINT (500 0)"})
    assert building_entrances(outlines, ways_in(tagged, streets())) == ["MULTIPOINT ((100 0))", "", ""]


def test_touching_areas_are_one_space_and_measured_as_one():
    # Two hectares-and-a-half side by side and one apart: 2 x 1 ha + overlap counted once.
    found = green_spaces(
        areas(
            ("", "POLYGON ((0 0, 100 0, 100 100, 0 100, 0 0))"),
            ("Big", "POLYGON ((100 0, 300 0, 300 100, 100 100, 100 0))"),
            ("Over", "POLYGON ((250 0, 350 0, 350 100, 250 100, 250 0))"),
            ("Apart", "POLYGON ((400 0, 500 0, 500 100, 400 100, 400 0))"),
        ),
        ways_in(features(), streets()),
    ).greenspaces
    assert list(found["hectares"]) == pytest.approx([3.5, 1.0])
    assert list(found["name"]) == ["Big", "Apart"]
    assert list(found["id"]) == ["w1", "w3"]


def test_merging_joins_chains_whatever_their_order():
    squares = [(f"{n}", shapely.to_wkt(shapely.box(100 * n, 0, 100 * n + 100, 100))) for n in (0, 2, 1, 5)]
    assert len(merge_touching(areas(*squares))) == 2


def test_a_fence_along_most_of_the_boundary_closes_the_park():
    ways = streets("LINESTRING (-50 -10, 250 -10)")
    fence = features({"barrier": "fence", "wkt": "LINESTRING (0 0, 200 0, 200 200, 0 200)"})
    half_open = features({"barrier": "fence", "wkt": "LINESTRING (0 0, 200 0)"})
    closed = green_spaces(areas(("", SQUARE)), ways_in(fence, ways)).greenspaces.iloc[0]
    opened = green_spaces(areas(("", SQUARE)), ways_in(half_open, ways)).greenspaces.iloc[0]
    assert (closed["fenced"], opened["fenced"]) == (1, 0)
    assert opened["entrances"].count(",") > closed["entrances"].count(",")


def test_green_is_what_is_open_to_everybody():
    found = tagged_green(
        features(
            {"id": "a", "leisure": "park", "wkt": SQUARE},
            {"id": "b", "leisure": "park", "access": "private", "wkt": SQUARE},
            {"id": "c", "leisure": "garden", "wkt": SQUARE},
            {"id": "d", "leisure": "garden", "access": "yes", "wkt": SQUARE},
            {"id": "e", "natural": "wood", "wkt": SQUARE},
            {"id": "f", "natural": "wood", "access": "permissive", "wkt": SQUARE},
            {"id": "g", "leisure": "park", "wkt": "POINT (0 0)"},
            {"id": "h", "landuse": "allotments", "wkt": SQUARE},
            {"id": "i", "landuse": "village_green", "barrier": "hedge", "wkt": SQUARE},
        )
    )
    assert list(found["id"]) == ["a", "d", "f", "i"]
    assert list(found["fenced"]) == [0, 0, 0, 1]


def test_the_first_three_functions_of_open_greenspace_are_accessible():
    functions = ["Public Park Or Garden", "Play Space", "Playing Field", "Golf Course", "CEMETERY ", "Bowling Green"]
    functions += [
        "Tennis Court",
        "Religious Grounds",
        "Other Sports Facility",
        "Allotments Or Community Growing Spaces",
    ]
    assert list(accessible(pd.Series(functions))) == [True] * 3 + [False] * 7


def test_no_green_no_spaces():
    assert not len(green_spaces(areas(), ways_in(features(), streets())).greenspaces)


def test_a_platform_beside_its_stop_counts_once():
    stops = tagged_stops(
        features(
            {"id": "n1", "highway": "bus_stop", "name": "Kingsway", "wkt": "POINT (0 0)"},
            {"id": "w1", "public_transport": "platform", "wkt": "POINT (20 0)"},
            {"id": "w2", "public_transport": "platform", "wkt": "POINT (500 0)"},
            {"id": "w3", "public_transport": "platform", "wkt": "POINT (510 0)"},
            {"id": "n2", "railway": "station", "public_transport": "station", "wkt": "POINT (1000 0)"},
            {"id": "w4", "railway": "platform", "public_transport": "platform", "wkt": "LINESTRING (1100 0, 1200 0)"},
            {"id": "n3", "railway": "tram_stop", "wkt": "POINT (2000 0)"},
        )
    )
    assert dict(zip(stops["id"], stops["mode"])) == {"n1": "bus", "w2": "bus", "n2": "rail", "n3": "tram"}
