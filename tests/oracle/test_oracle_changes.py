"""The oracle on what interventions change, on cases worked out by hand; see :mod:`tests.oracle.square`."""

from __future__ import annotations

import math

import pytest
from shapely.geometry import LineString, Point, box

from district_planner.core.interventions.effects import (
    AddedOpportunity,
    AddedOrigin,
    ClosedStreets,
    EasedCrossing,
)
from tests.oracle.cases import street
from tests.oracle.square import NE, ON_FOOT, SE, SW, line, square, time, times

# Added lines


def test_a_link_joins_the_streets_it_crosses():
    # from (20, -10) up across south at (20, 0) and north at (20, 100); the café stands on north at (20, 104)
    link = line((20, -10), (20, 110))
    # along the link 100 m from the join; the home is on the link too, 8 m below south: no access, 8 m + 100 m + 4 m
    assert time(square(), [link], home=Point(15, 0), cafe=Point(15, 100)) == (5 + 100 + 5) * 750
    assert time(square(), [link], cafe=Point(20, 104)) == 6000 + 75000 + 3000
    # a cycle may not use it: 20 m back, 100 m up, 20 m along, and 2 x 4 m ... of access on foot
    assert time(square(), [link], mode="cycle", cafe=Point(20, 104)) == 6000 + 140 * 240 + 3000


def test_a_bridge_joins_at_its_ends_only():
    streets = [*square(), street("middle", [(0, 50), (100, 50)])]  # joins no other street
    link = line((20, 0), (20, 100), bridges=((0.0, 100.0),))
    assert time(streets, [link], home=Point(20, 0), cafe=Point(20, 100)) == 75000
    assert time(streets, [link], home=Point(20, 0), cafe=Point(20, 50)) is None
    assert time(streets, [line((20, 0), (20, 100))], home=Point(20, 0), cafe=Point(20, 50)) == 37500


def test_a_link_does_not_join_streets_above_or_below_or_of_another_kind():
    for columns in ({"layer": 1}, {"bridge": 1}, {"tunnel": 1}, {"walk": "destination"}):
        streets = [*square(), street("middle", [(0, 50), (100, 50)], **columns)]
        assert time(streets, [line((20, 0), (20, 100))], home=Point(80, 0), cafe=Point(80, 50), reach=5) is None
    streets = [*square(), street("middle", [(0, 50), (100, 50)], layer=None, bridge=math.nan, tunnel=None)]
    assert time(streets, [line((20, 0), (20, 100))], home=Point(80, 0), cafe=Point(80, 50), reach=5) == 170 * 750


def test_a_point_that_must_not_join_does_not():
    streets = [*square(), street("middle", [(0, 50), (100, 50)])]
    kept = line((20, 0), (20, 100), no_join=((20.9, 50.0),))
    missed = line((20, 0), (20, 100), no_join=((21.1, 50.0),))
    found = [time(streets, [link], home=Point(80, 0), cafe=Point(80, 50), reach=5) for link in (kept, missed)]
    assert found == [None, 170 * 750]


def test_an_end_within_25_m_of_a_street_joins_by_a_connector():
    # the link ends 24 or 26 m below north: a connector of 24 m, or 50 m back, 100 m up and 50 m along
    def found(link):
        return time(square(), [link], home=Point(50, 0), cafe=Point(50, 100), reach=5)

    assert found(line((50, 0), (50, 76))) == (76 + 24) * 750
    assert found(line((50, 0), (50, 74))) == 200 * 750
    assert found(line((50, 0), (50, 76), bridges=((0.0, 76.0),))) == (76 + 24) * 750
    assert found(line((50, 0), (50, 76), no_join=((50.0, 99.5),))) == 200 * 750
    assert found(line((50, 0), (50, 76), no_join=((50.5, 76.0),))) == 200 * 750


def test_an_end_joins_the_nearest_street_by_a_connector_even_where_another_is_ahead():
    # (20, 76) is 20 m from west and 24 m from north: 76 m up, 20 m across, 24 m up, 20 m along
    link = line((20, 0), (20, 76))
    assert time(square(), [link], home=Point(20, 0), cafe=Point(20, 100), reach=5) == 140 * 750


def test_a_connector_passes_by_a_private_street():
    # the link ends 10 m left of a private drive and 20 m right of west: its length, then 20 m across
    drive = street("drive", [(30, 45), (30, 80)], walk="destination")
    link = line((50, 0), (20, 50))
    found = time([*square(), drive], [link], home=Point(50, 0), cafe=Point(0, 50), reach=5)
    assert found == round(math.hypot(30, 50) * 750) + 20 * 750


def test_an_end_a_millimetre_off_a_street_touches_it():
    link = line((50, 0.001), (50, 99.999), bridges=((0.0, 99.998),))
    assert time(square(), [link], home=Point(50, 0), cafe=Point(50, 100)) == round(99.998 * 750)


def test_a_place_keeps_its_join_and_gets_one_more_on_the_link():
    # the link runs from (20, -30) to (20, 30); the home stands at (24, -20), 20 m off south and 4 m off the link
    link = line((20, -30), (20, 30))
    home = Point(24, -20)
    assert time(square(), [link], home=home, cafe=Point(20, 0)) == 3000 + 20 * 750  # 18,000 against 15,000 + 3,000
    assert time(square(), [link], home=home, cafe=Point(24, 0)) == 15000
    assert time(square(), [link], home=home, cafe=Point(20, 25)) == 3000 + 45 * 750


def test_two_places_on_the_link_go_along_it_also_where_it_joins_nothing():
    link = line((300, 300), (300, 400))
    assert time(square(), [link], home=Point(302, 320), cafe=Point(296, 380)) == 1500 + 60 * 750 + 3000
    ride = line((300, 300), (300, 400), modes={"cycle"})
    assert time(square(), [ride], "cycle", home=Point(302, 320), cafe=Point(296, 380)) == 1500 + 60 * 240 + 3000


def test_places_do_not_join_a_part_on_a_bridge():
    link = line((300, 300), (300, 400), bridges=((0.0, 50.0),))
    # the nearest point at grade is (300, 350), 30 m above the home
    assert time(square(), [link], home=Point(300, 320), cafe=Point(300, 380)) == (30 + 30) * 750


def test_added_lines_join_where_they_cross_whatever_their_order():
    across, up = line((300, 350), (400, 350)), line((350, 300), (350, 400))
    home, cafe = Point(302, 350), Point(350, 398)
    for both in ([across, up], [up, across]):
        # each place also has a join on the other line, 48 m away in a straight line, so the café is nearer that way:
        # 48 m + 48 m either way round
        assert time(square(), both, home=home, cafe=cafe) == 96 * 750


def test_where_added_lines_cross_is_known_to_the_micrometre_on_both():
    # 50.0005004 m up the second line is 50.0005 m to the micrometre: half a millisecond, to the even 50,000; the rest
    # of its 100 m are 50,000 ms, and 50 m along the first line as many
    y = 50.0005004
    first, second = line((-50, y), (50, y)), line((0, 0), (0, 100))
    home, cafe = Point(0, 100), Point(50, y)
    for both in ([first, second], [second, first]):
        assert time(square(), both, mode="wheelchair", home=home, cafe=cafe, reach=5) == 100000


def test_added_lines_that_only_come_near_do_not_join():
    first, second, third = line((300, 300), (300, 400)), line((310, 400), (310, 900)), line((300, 400), (310, 400))
    home, cafe = Point(300, 302), Point(310, 890)
    assert time(square(), [first, second], home=home, cafe=cafe, reach=5) is None
    assert time(square(), [first, second, third], home=home, cafe=cafe, reach=5) == (98 + 10 + 490) * 750


def test_a_line_joins_itself_only_where_it_has_the_same_vertex_twice():
    # a loop of 1,000 m sides over itself: the second pass meets the first at (500, 0)
    corners = [(0, 1000), (1000, 1000), (1000, 2000), (500, 2000), (500, 900)]
    crossing = line(*corners)
    meeting = line(corners[0], (500, 1000), *corners[1:4], (500, 1000), corners[4])
    home, cafe = Point(0, 1000), Point(500, 900)
    assert time(square(), [crossing], home=home, cafe=cafe, reach=5, limit=99) == (1000 + 1000 + 500 + 1100) * 750
    assert time(square(), [meeting], home=home, cafe=cafe, reach=5, limit=99) == (500 + 100) * 750


def test_a_bridge_passes_over_another_added_line():
    low = line((300, 350), (1300, 350))
    high = line((800, 0), (800, 1000), bridges=((10.0, 990.0),))
    home, cafe = Point(300, 350), Point(800, 995)
    assert time(square(), [low, high], home=home, cafe=cafe, limit=99) is None
    flat = line((800, 0), (800, 1000))
    assert time(square(), [low, flat], home=home, cafe=cafe, limit=99) == (500 + 645) * 750


# Closures


def test_a_closed_street_is_no_way_through_but_places_on_it_leave_by_both_ends():
    along = ClosedStreets(LineString([(100, 10), (100, 90)]), ON_FOOT)
    # the café stands on the closed street itself
    assert time(square(), [along]) == 106500
    assert time(square(), [along], cafe=Point(60, 100)) == 6000 + (20 + 100 + 60) * 750
    # from the other side: south-east corner to (90, 100) goes round
    assert time(square(), [along], home=Point(90, 0), cafe=Point(90, 100)) == 280 * 750
    assert time(square(), [along], home=Point(100, 70), cafe=Point(90, 100)) == 40 * 750
    assert time(square(), [along], home=Point(100, 70), cafe=Point(100, 20)) == 50 * 750


def test_a_closure_concerns_its_modes():
    closure = ClosedStreets(LineString([(100, 10), (100, 90)]), frozenset({"cycle"}))
    home, cafe = Point(90, 0), Point(90, 100)
    assert time(square(), [closure], home=home, cafe=cafe) == 120 * 750
    assert time(square(), [closure], home=home, cafe=cafe, mode="cycle") == 280 * 240
    assert time(square(), [closure], home=home, cafe=cafe, mode="ecycle") == 280 * 180


@pytest.mark.parametrize(
    ("geometry", "closes"),
    [
        (LineString([(98, 0), (98, 51)]), True),  # along more than half of the street
        (LineString([(98, 0), (98, 40), (60, 40), (60, 60)]), False),  # 40 of 98 m, and 45 of 100 m of the street
        (LineString([(98, 0), (98, 52), (20, 52)]), True),  # less than half of itself, but 57 m of the street
        (LineString([(80, 60), (120, 60)]), True),  # across it
        (LineString([(96, 60), (99, 60)]), True),  # all of it within 5 m
        (Point(80, 50), True),  # 20 m away, nearer than any other
        (Point(74, 50), False),  # 26 m
        (box(95, 40, 105, 45), True),
        (box(50, 40, 99, 45), False),
    ],
)
def test_what_a_closure_closes(geometry, closes):
    found = time(square(), [ClosedStreets(geometry, ON_FOOT)], home=Point(90, 0), cafe=Point(90, 100))
    assert found == (280 if closes else 120) * 750


def test_a_place_between_two_closed_streets_leaves_by_both():
    streets = [*square()[:1], street("e1", [SE, (100, 50)]), street("e2", [(100, 50), NE]), *square()[2:]]
    closure = ClosedStreets(LineString([(100, 1), (100, 99)]), ON_FOOT)
    home = Point(100, 25)
    assert time(streets, [closure], home=home, cafe=Point(90, 0)) == 35 * 750
    assert time(streets, [closure], home=home, cafe=Point(90, 100)) == 85 * 750


def test_a_closure_opens_no_private_street():
    # Two drives start at (100, 50): one to the home, the other to a street of its own that leads to the café.
    streets = [*square()[:1], street("e1", [SE, (100, 50)]), street("e2", [(100, 50), NE]), *square()[2:]]
    streets += [
        street("d1", [(100, 50), (60, 50)], walk="destination"),
        street("d2", [(100, 50), (200, 50)], walk="destination"),
        street("far", [(200, 50), (200, 150)]),
    ]
    home, cafe = Point(60, 50), Point(200, 150)
    closure = ClosedStreets(LineString([(100, 1), (100, 99)]), ON_FOOT)
    assert time(streets, home=home, cafe=cafe) is None
    assert time(streets, [closure], home=home, cafe=cafe) is None
    assert time(streets, home=cafe, cafe=home) is None
    assert time(streets, [closure], home=cafe, cafe=home) is None
    assert time(streets, [closure], home=home, cafe=Point(*SE)) == 90 * 750


def sides(**named):
    """A street to (0, 0), there across a road a drive from its other side, and the street at the drive's far end."""
    streets = [
        street("near", [(-100, 0), (0, 0)]),
        street("drive", [(0, 0), (0, 100)], walk="destination", start_side=1),
        street("far", [(0, 100), (100, 100)]),
    ]
    return times(streets, **named).get(("home", "cafe"))


@pytest.mark.parametrize("there_and_back", [1, -1])
def test_a_closure_opens_no_private_street_to_a_crossing_before_it(there_and_back):
    # 50 m from the home to the corner, 1 s over the road, 100 m of drive and 100 m of street: nobody may drive through.
    closure = ClosedStreets(LineString([(-99, 1), (-1, 1)]), ON_FOOT)
    crossing = EasedCrossing(Point(1, 0), 1.0, ON_FOOT)
    home, cafe = (Point(-50, 0), Point(100, 100))[::there_and_back]
    for effects in ([crossing], [crossing, closure]):
        assert sides(effects=effects, home=home, cafe=cafe) is None
    # who stands on the drive comes over it, to the home and to the far street
    home, on_drive, far = Point(-50, 0), Point(0, 60), Point(100, 100)
    for effects in ([crossing], [crossing, closure]):
        a, b = (home, on_drive)[::there_and_back]
        assert sides(effects=effects, home=a, cafe=b) == (50 + 60) * 750 + 1000
        a, b = (on_drive, far)[::there_and_back]
        assert sides(effects=effects, home=a, cafe=b) == (40 + 100) * 750


def test_a_line_does_not_join_a_closed_street():
    closure = ClosedStreets(LineString([(100, 10), (100, 90)]), ON_FOOT)
    link = line((100, 50), (500, 50))
    home, cafe = Point(*SE), Point(480, 50)
    assert time(square(), [link], home=home, cafe=cafe, reach=5) == 430 * 750
    assert time(square(), [link, closure], home=home, cafe=cafe, reach=5) is None


# Crossings


def test_an_eased_crossing_lowers_the_delays_of_the_junction():
    streets = square(south={"walk_end_delay_s": 10.0}, east={"walk_start_delay_s": 3.0})
    crossing = EasedCrossing(Point(110, -10), 8.0, ON_FOOT)
    assert time(streets) == 106500 + 13000
    assert time(streets, [crossing]) == 106500 + 4000 + 3000  # half of 8 s, and what was less already
    assert time(streets, [crossing], mode="cycle") == 40200


def test_an_eased_crossing_joins_the_sides_of_a_road():
    streets = square(south={"end_side": 1})
    assert time(streets, [EasedCrossing(Point(*SE), 15.0, ON_FOOT)]) == 106500 + 15000
    assert time(streets, [EasedCrossing(Point(126, 0), 15.0, ON_FOOT)]) == 9000 + 270 * 750


def test_an_eased_crossing_looks_for_the_junction_that_needs_it():
    # (100, 0) is nearer to the point but has no delay; (80, 0) has one
    streets = [street("a", [SW, (80, 0)], walk_end_delay_s=30.0), street("b", [(80, 0), SE]), *square()[1:]]
    assert time(streets, [EasedCrossing(Point(95, 0), 0.0, ON_FOOT)]) == 106500


def test_a_short_crossing_line_is_a_way_with_a_wait():
    # two parallel streets 12 m apart; the line overshoots both by 1 m, its longest piece is between them
    streets = [street("a", [(0, 0), (100, 0)]), street("b", [(0, 12), (100, 12)])]
    crossing = EasedCrossing(LineString([(50, -1), (50, 13)]), 7.0, ON_FOOT)
    home, cafe = Point(10, 0), Point(90, 12)
    assert time(streets, home=home, cafe=cafe) is None
    assert time(streets, [crossing], home=home, cafe=cafe) == (40 + 12 + 40) * 750 + 7000


# Added places


def test_added_places_join_streets_and_lines_and_have_ids_of_their_intervention():
    effects = [
        AddedOpportunity("cafe", 1.0, Point(80, -2)),
        AddedOrigin(10.0, 0.0, Point(50, -40)),
        line((50, -60), (50, 0)),
        AddedOpportunity("play", 1.0, box(50, -30, 70, -20)),
    ]
    found = times(square(), effects)
    # straight to the link at (50, -8), 6 m up, straight from (50, -2) to the café: shorter than by the street
    assert found["home", "i0:cafe"] == (30 + 6 + 30) * 750
    assert found["i1:people", "i0:cafe"] == (38 + 30) * 750
    # 40 m up the link; then straight to the old café, 54 m right and 50 m up
    assert found["i1:people", "cafe"] == 40 * 750 + round(math.hypot(54, 50) * 750)
    assert ("i1:people", "i3:play") in found
    assert times(square(), effects, reach=20)["home", "i0:cafe"] == 6000 + 60 * 750 + 1500
