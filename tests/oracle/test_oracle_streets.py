"""The oracle on streets and places, on cases worked out by hand; see :mod:`tests.oracle.square`."""

from __future__ import annotations

import math

import pytest
from shapely.geometry import MultiPoint, Point, Polygon, box

from tests.oracle import Oracle
from tests.oracle.cases import district_of, street
from tests.oracle.square import NE, NW, SE, SW, square, time, times

# Streets


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("walk", 6000 + 60000 + 37500 + 3000),  # 80 m to the corner and 50 m up
        ("wheelchair", 8000 + 80000 + 50000 + 4000),
        ("cycle", 6000 + 19200 + 12000 + 3000),
        ("ecycle", 6000 + 14400 + 9000 + 3000),
    ],
)
def test_every_mode_has_its_speed_and_the_access_leg_of_a_cycle_is_walked(mode, expected):
    assert time(square(), mode=mode) == expected


def test_the_planner_may_set_speeds():
    rows = {"streets": square(), "homes": [{"id": "h", "geometry": Point(*SW)}]}
    rows["stops"] = [{"id": "t", "geometry": Point(*SE)}]
    assert Oracle(district_of(rows, {"walk_kmh": 3.6})).times() == {("h", "t"): 100000}


def test_a_way_against_a_one_way_street_goes_round():
    # back to the corner 20 m, up 100, along 100, down 50 = 270 m by cycle at 240 ms a metre
    assert time(square(south={"cycle": "backward"}), mode="cycle") == 9000 + 270 * 240


def test_places_on_one_street_go_along_it_where_its_direction_allows():
    cafe = Point(60, 2)  # 1,500 ms of access, 40 m further on
    assert time(square(), cafe=cafe) == 6000 + 30000 + 1500
    forward, backward = square(south={"cycle": "forward"}), square(south={"cycle": "backward"})
    assert time(forward, cafe=cafe, mode="cycle") == 6000 + 9600 + 1500
    assert time(backward, cafe=cafe, mode="cycle") == 6000 + (20 + 300 + 40) * 240 + 1500


def test_an_end_costs_its_delay_and_passing_a_place_beside_it_does_not():
    delayed = square(south={"walk_start_delay_s": 40.0, "walk_end_delay_s": 10.0, "cycle_end_delay_s": 99.0})
    assert time(delayed) == 106500 + 10000
    assert time(delayed, cafe=Point(60, 0)) == 6000 + 30000


def test_delays_of_cycles_are_their_own():
    delayed = square(south={"walk_end_delay_s": 10.0, "cycle_end_delay_s": 3.0})
    assert time(delayed, mode="cycle") == 40200 + 3000
    assert time(delayed, mode="wheelchair") == 142000 + 10000


def test_half_a_millisecond_goes_to_the_even_neighbour():
    # 100.25 m x 750 = 75,187.5 -> 75,188 and 100.75 m x 750 = 75,562.5 -> 75,562
    for length, expected in ((100.25, 75188), (100.75, 75562)):
        streets = [street("s", [(0, 0), (length, 0)])]
        assert time(streets, home=Point(0, 0), cafe=Point(length, 0)) == expected


def test_the_two_parts_of_a_street_add_up():
    # 100.25 m take 75,188 ms; half of them 37,594, which leaves 37,594: not two times round(37,593.75)
    streets = [street("s", [(0, 0), (100.25, 0)])]
    assert time(streets, home=Point(0, 0), cafe=Point(50.125, 0)) == 37594
    assert time(streets, home=Point(50.125, 0), cafe=Point(100.25, 0)) == 37594


def test_ends_on_different_sides_do_not_join():
    assert time(square(south={"end_side": 1})) == 9000 + 270 * 750


def test_ends_join_within_the_same_millimetre_only():
    near, far = (100.0003, 0.0), (100.002, 0.0)
    for corner, joined in ((near, True), (far, False)):
        streets = [street("a", [SW, SE]), street("b", [corner, NE])]
        assert (time(streets) is not None) is joined


def test_a_street_that_is_not_allowed_is_not_there():
    # The home joins the nearest street that is left: west, 20 m left and 8 m below its lower end
    streets = square(south={"walk": "no"})
    access = round(math.hypot(20, 8) * 750)
    assert time(streets) == access + (100 + 100 + 50) * 750 + 3000


# Destination streets


def test_a_destination_street_is_no_way_through():
    short = street("short", [(20, 0), (100, 50)], walk="destination")
    cut = [street("a", [SW, (20, 0)]), street("b", [(20, 0), SE])]
    cut += [street("c", [SE, (100, 50)]), street("d", [(100, 50), NE])]
    assert time([*cut, short]) == 106500


def test_a_place_leaves_a_destination_street_at_either_end():
    # home in the middle of a private diagonal of 141.42 m, 70.71 m from either end: 53,033 of 106,066 ms
    diagonal = street("diagonal", [SW, NE], walk="destination")
    spot = Point(50, 50)
    assert time([*square(), diagonal], home=spot) == 53033 + 37500 + 3000
    assert time([*square(), diagonal], home=spot, cafe=Point(0, 50)) == 53033 + 37500


def test_a_chain_of_destination_streets_leads_to_the_first_street_of_everybody():
    # (50, 0) - (50, 20) - (50, 60) are private; both ends of the chain's first stretch are off the square but one
    cut = [street("a", [SW, (50, 0)]), street("b", [(50, 0), SE]), *square()[1:]]
    drives = [
        street("d1", [(50, 0), (50, 20)], walk="destination"),
        street("d2", [(50, 60), (50, 20)], walk="destination"),
    ]
    # home at the far end 60 m + 50 m + 50 m to the café
    assert time([*cut, *drives], home=Point(50, 60)) == 160 * 750 + 3000
    # and back: the café is at the far end
    assert time([*cut, *drives], home=Point(100, 50), cafe=Point(50, 60)) == 160 * 750
    # both on the chain: 10 m and 30 m up
    assert time([*cut, *drives], home=Point(50, 10), cafe=Point(50, 40)) == 30 * 750


def test_a_chain_ends_at_the_first_junction_with_a_street_of_everybody():
    # Two private pieces from (0, 50) to (100, 50), with the end of a public dead end between them at (50, 50).
    cut = [*square()[::2], street("w1", [NW, (0, 50)]), street("w2", [(0, 50), SW])]
    cut += [street("e1", [SE, (100, 50)]), street("e2", [(100, 50), NE])]
    drives = [
        street("d1", [(0, 50), (50, 50)], walk="destination"),
        street("d2", [(50, 50), (100, 50)], walk="destination"),
    ]
    stub = street("stub", [(50, 50), (50, 30)])
    home, cafe = Point(25, 50), Point(100, 60)
    assert time([*cut, *drives], home=home, cafe=cafe) == (75 + 10) * 750
    # With the stub, d2 is no way for the home: 25 m west, 50 down or up, 100 along, 40 down again
    assert time([*cut, *drives, stub], home=home, cafe=cafe) == (25 + 50 + 100 + 40) * 750
    # but it leads to a place that stands on it
    assert time([*cut, *drives, stub], home=home, cafe=Point(75, 50)) == 50 * 750


# Places


def test_the_best_of_several_entrances_counts():
    homes = [{"id": "home", "geometry": box(10, -30, 90, -8), "entrances": MultiPoint([(20, -8), (90, -2)]).wkt}]
    # from (90, -2): 1,500 + 10 m + 50 m
    assert time(square(), homes=homes) == 1500 + 45000 + 3000


def test_an_area_without_entrances_is_entered_where_its_outline_is_nearest_to_a_street():
    # the upper edge of the triangle comes to 8 m below (30, 0)
    park = Polygon([(0, -60), (60, -60), (30, -8)])
    assert time(square(), home=park) == 6000 + (70 + 50) * 750 + 3000


def test_a_place_beyond_400_m_is_not_used_and_one_at_400_m_is():
    assert time(square(), home=Point(50, -400)) == 300000 + 100 * 750 + 3000
    assert time(square(), home=Point(50, -400.01)) is None


def test_a_stop_beyond_100_m_is_not_used():
    stops = [{"id": "near", "geometry": Point(50, -100)}, {"id": "far", "geometry": Point(50, -101)}]
    found = times(square(), stops=stops)
    assert ("home", "near") in found
    assert ("home", "far") not in found


def test_equally_near_streets_are_settled_by_row():
    # (-10, -10) is as far from south as from west; with the delay at that end only the chosen street pays
    delay = {"walk_start_delay_s": 5.0}
    assert time(square(south=delay), home=Point(-10, -10), cafe=Point(0, 0)) == round(math.hypot(10, 10) * 750)
    streets = square()
    assert time([streets[3], *streets[:3]], home=Point(-10, -10)) == round(math.hypot(10, 10) * 750) + 150 * 750 + 3000


def test_the_limit_is_inclusive():
    assert time(square(), limit=106500 / 60000) == 106500
    assert time(square(), limit=106499 / 60000) is None


def test_a_building_reaches_its_own_jobs_in_no_time():
    buildings = [
        {"id": "works", "employees": 5.0, "geometry": Point(50, -9000)},
        {"id": "shed", "employees": None, "geometry": Point(50, 0)},
    ]
    found = times(square(), buildings=buildings)
    assert found["works", "works"] == 0
    assert ("home", "shed") not in found
    assert found["shed", "cafe"] == 100 * 750 + 3000


def test_homes_buildings_origins_and_nodes_are_origins():
    spot = [{"geometry": Point(*SE)}]
    tables = {name: [{"id": name, **spot[0]}] for name in ("homes", "buildings", "origins", "nodes")}
    assert sorted(times(square(), **tables)) == [
        (name, "cafe") for name in sorted(("homes", "buildings", "origins", "nodes"))
    ]
