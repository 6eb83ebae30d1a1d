"""What spoils the scores is found: each kind of fault in a district drawn for it, and nothing in a sound one."""

from __future__ import annotations

import pytest
from shapely.geometry import LineString, Point, box

from district_planner.core.errors import Cancelled, DistrictDataError, RequestError
from district_planner.core.network.diagnosis import diagnose
from district_planner.core.network.diagnosis_edge import at_the_edge, footprint
from district_planner.core.network.streets import build_streets
from district_planner.core.network.tagged_streets import FAST_NOTE
from tests.oracle.cases import district_of, street

SQUARE = [[(0, 0), (100, 0)], [(100, 0), (100, 100)], [(100, 100), (0, 100)], [(0, 100), (0, 0)]]


def square():
    return [street(f"q{i}", line) for i, line in enumerate(SQUARE)]


def found(streets=(), kind="", **tables):
    rows = {"streets": [*square(), *streets], **tables}
    every = diagnose(district_of(rows)).findings
    return every[every["kind"] == kind] if kind else every


def home(id="h", x=50, y=5, **columns):
    return {"id": id, "people": 3.0, "geometry": Point(x, y), **columns}


def test_a_sound_district_has_no_fault_but_its_edge_and_empty_categories():
    kinds = set(found(homes=[home()])["kind"])
    assert kinds == {"edge", "empty_category"}


def test_a_street_that_hangs_on_nothing_is_an_island_and_says_who_lives_there():
    # 10 m of 410 m of street are less than a twentieth.
    apart = street("far", [(300, 300), (310, 300)])
    rows = found([apart], "island", homes=[home("h1"), home("h2", 305, 300, people=7.0)])
    assert list(rows["id"]) == ["far"]
    assert "10 m of street are cut off" in rows["text"].iloc[0]
    assert "1 place (7 people)" in rows["text"].iloc[0]
    assert rows["severity"].iloc[0] == "high"
    assert rows["geometry"].iloc[0].equals(Point(305, 300))


def test_an_island_without_places_is_good_to_know_only():
    assert list(found([street("far", [(300, 300), (310, 300)])], "island")["severity"]) == ["low"]


def test_the_smaller_half_of_the_streets_is_an_island_too_with_its_share():
    # 400 m and 300 m: the second part is 300 / 700 = 43 % of the streets.
    second = street("far", [(300, 300), (600, 300)])
    rows = found([second], "island", homes=[home("h", 305, 300, people=7.0)])
    assert rows[["id", "severity", "text"]].values.tolist() == [
        ["far", "high", "300 m of street, 43% of the network, are cut off from the other streets on foot; only what "
                        "stands there is reached by its 1 place (7 people)"]
    ]  # fmt: skip
    assert list(found([second], "island")["severity"]) == ["medium"]


def test_many_small_islands_where_nothing_stands_share_a_row():
    # Eleven of 10 + k m, together 11 * 10 + 55 = 165 m; the longest, d10, is 20 m. With a home on d0 ten are left.
    apart = [street(f"d{k}", [(1000, 50 * k), (1010 + k, 50 * k)]) for k in range(11)]
    rows = found(apart, "island")
    assert rows[["id", "severity"]].values.tolist() == [["d10", "low"]]
    assert rows["text"].iloc[0].startswith("11 small parts, 0.2 km of street together, are cut off")
    lived = found(apart, "island", homes=[home("h", 1005, 0)])
    assert len(lived) == 11
    assert list(lived["severity"]) == ["high"] + ["low"] * 10


def test_two_parts_that_only_a_private_street_links_are_two_parts():
    drive = street("drive", [(100, 100), (120, 100)], walk="destination")
    beyond = street("beyond", [(120, 100), (130, 100)])
    assert list(found([drive, beyond], "island")["id"]) == ["beyond"]


def test_a_private_street_belongs_to_the_public_street_that_it_leads_to():
    drive = street("drive", [(100, 100), (110, 100)], walk="destination")
    assert not len(found([drive], "island"))


@pytest.mark.parametrize(("gap", "reported"), [(0.4, True), (0.99, True), (1.01, True), (9.9, True), (10.1, False)])
def test_an_end_that_stops_short_of_a_street_it_does_not_reach_is_a_near_miss(gap, reported):
    rows = found([street("spur", [(50, -40), (50, -gap)], name="Mill Lane")], "near_miss")
    assert list(rows["id"]) == (["spur"] if reported else [])
    if gap < 1.0:
        assert f"{gap:.2f} m short" in rows["text"].iloc[0]
    elif reported:
        assert rows["text"].iloc[0] == (
            f"Mill Lane stops {gap:.1f} m short of an unnamed residential, which is more than 1,000 m away on foot"
        )
        assert rows["geometry"].iloc[0].equals(Point(50, -gap))


@pytest.mark.parametrize(("depth", "told"), [(50, ""), (60, "215 m"), (500, "more than 1,000 m")])
def test_a_dead_end_is_told_where_the_way_round_is_more_than_200_m(depth, told):
    # Down from the corner (0, 0), 50 m across, up to 5 m below the middle of the southern street, and the 50 m of that
    # street from the corner: depth + 50 + (depth - 5) + 50 = 2 * depth + 95.
    lane = street("lane", [(0, 0), (0, -depth), (50, -depth), (50, -5)], name="Lane")
    rows = found([lane], "near_miss")
    said = [f"Lane stops 5.0 m short of an unnamed residential, which is {told} away on foot"]
    assert list(rows["text"]) == (said if told else [])


def test_what_lies_between_or_on_another_level_makes_no_near_miss():
    spur = [(50, -40), (50, -6)]
    rail = {
        "id": "r",
        "kind": "rail",
        "layer": 0,
        "bridge": 0,
        "tunnel": 0,
        "geometry": LineString([(0, -3), (99, -3)]),
    }
    assert len(found([street("spur", spur)], "near_miss")) == 1
    assert not len(found([street("spur", spur)], "near_miss", barriers=[rail]))
    for tag in ({"bridge": 1}, {"tunnel": 1}, {"layer": 1}, {"walk": "no"}, {"walk": "destination"}):
        assert not len(found([street("spur", spur, **tag)], "near_miss"))


def test_an_end_on_another_layer_is_no_near_miss():
    assert not len(found([street("spur", [(50, -40), (50, -0.4)], layer=1, bridge=1)], "near_miss"))


def test_the_sides_of_a_divided_road_are_no_near_miss():
    sides = [street("a", [(200, 0), (200, 50)], end_side=1), street("b", [(200, 50), (200, 99)], start_side=2)]
    assert not len(found(sides, "near_miss"))


def test_lines_that_cross_are_reported_unless_one_is_raised():
    across = [(50, -20), (50, 20)]
    rows = found([street("x", across, name="Mill Lane")], "crossing")
    assert len(rows) == 1
    assert rows["geometry"].iloc[0].equals(Point(50, 0))
    assert "Mill Lane" in rows["text"].iloc[0]
    for tag in ({"bridge": 1}, {"tunnel": 1}, {"layer": 1}):
        assert not len(found([street("x", across, **tag)], "crossing"))


def test_a_junction_is_no_crossing():
    halves = [street("x1", [(100, 100), (150, 150)]), street("x2", [(100, 100), (150, 50)])]
    assert not len(found(halves, "crossing"))


def test_fast_main_roads_are_counted_in_kilometres():
    fast = {"highway": "trunk", "maxspeed_kmh": 112.0, "walk": "no", "name": "A630", "note": FAST_NOTE}
    roads = [street("f1", [(100, 0), (1100, 0)], **fast), street("f2", [(1100, 0), (1600, 0)], **fast)]
    rows = found(roads, "fast_road")
    assert list(rows["text"]) == ["A630: 1.5 km of fast main road cannot be walked"]
    closed = street("s", [(100, 0), (1100, 0)], **{**fast, "note": ""})  # foot=no, as createdistrict leaves it
    assert not len(found([closed], "fast_road"))
    assert not len(found([street("w", [(100, 0), (1100, 0)], **{**fast, "walk": "yes"})], "fast_road"))


@pytest.mark.parametrize(
    ("metres", "kind"), [(99.0, ""), (101.0, "far"), (399.0, "far"), (401.0, "not_used"), (900.0, "not_used")]
)
def test_places_far_from_streets(metres, kind):
    # The home lies straight below the southern street.
    every = found(homes=[home("h", 50, -metres)])
    hits = every[every["kind"].isin(["far", "not_used"])]
    assert list(hits["kind"]) == ([kind] if kind else [])
    if kind:
        assert f"{metres:.0f} m from the nearest street" in hits["text"].iloc[0]


def test_a_stop_joins_within_100_m_only():
    rows = found(kind="not_used", stops=[{"id": "t", "geometry": Point(50, -150)}])
    assert list(rows["table"]) == ["stops"]
    assert "the limit is 100 m" in rows["text"].iloc[0]


def test_a_building_on_a_private_street_is_told():
    drive = street("drive", [(100, 100), (180, 100)], walk="destination")
    building = {"id": "b", "employees": 5.0, "geometry": box(150, 102, 160, 110)}
    assert list(found([drive], "private", buildings=[building])["id"]) == ["b"]


def test_ids_that_occur_twice_do_not_stop_the_check():
    rows = found(
        kind="duplicate_id", homes=[home("h"), home("h", 60)], stops=[{"id": "s", "geometry": Point(1, 0)}] * 2
    )
    assert sorted(rows["table"]) == ["homes", "stops"]


def test_a_home_and_a_building_may_share_an_id_an_opportunity_and_a_building_may_not():
    both = {"id": "h", "employees": 4.0, "geometry": Point(50, 5)}
    assert not len(found(kind="duplicate_id", homes=[home("h")], buildings=[both]))
    cafe = {"id": "h", "category": "cafe", "weight": 1.0, "geometry": Point(1, 1)}
    assert len(found(kind="duplicate_id", opportunities=[cafe], buildings=[both])) == 1


def test_the_same_place_and_the_same_street_twice():
    cafe = {"category": "cafe", "weight": 1.0, "name": "Nook", "geometry": Point(20.2, 3)}
    rows = found(kind="same_place", opportunities=[{"id": "a", **cafe}, {"id": "b", **cafe},
                                                   {"id": "c", **cafe, "category": "shop"}])  # fmt: skip
    assert list(rows["id"]) == ["b"]
    backwards = street("again", SQUARE[0][::-1])
    assert list(found([backwards], "same_street")["id"]) == ["again"]


def test_places_of_the_layer_and_of_the_file_that_may_be_one_are_named_every_one():
    def cafe(id, x, name="", source=None):
        spot = Point(x, 3)
        return {"id": id, "category": "cafe", "weight": 1.0, "name": name, "source": source or id, "geometry": spot}

    rows = found(kind="same_place", opportunities=[
        cafe("a", 10, "Nook"), cafe("b", 40), cafe("c", 70, "Inn"), cafe("d", 100, "Bar"),
        cafe("n1/cafe", 10, "Other", "n1"), cafe("n2/cafe", 60, "Any", "n2"), cafe("n3/cafe", 126, "Pub", "n3"),
        cafe("n4/cafe", 127, "Tea", "n4"),
    ])  # fmt: skip
    # a and n1: other names at the spot; b and n2: 20 m, one without a name; n2 is 10 m from c too. n3 is 26 m from d,
    # n4 1 m from n3, which is of the file as well.
    assert rows[["id", "severity", "text"]].values.tolist() == [
        ["n2/cafe", "medium", "Opportunity n2/cafe (Any) stands 20 m from Opportunity b, also cafe"],
        ["n1/cafe", "low", "Opportunity n1/cafe (Other) stands where Opportunity a (Nook), also cafe, stands"],
        ["n2/cafe", "low", "Opportunity n2/cafe (Any) stands 10 m from Opportunity c (Inn), also cafe"],
    ]


def test_rows_without_geometry_and_below_zero():
    homes = [home("h"), home("none", geometry=None), home("less", people=-2.0)]
    assert list(found(kind="no_geometry", homes=homes)["id"]) == ["none"]
    assert list(found(kind="bad_number", homes=homes)["id"]) == ["less"]
    broken = {**street("s", SQUARE[0]), "geometry": None}
    assert list(found([broken], "no_geometry")["id"]) == ["s"]


def test_only_categories_without_opportunities_are_empty():
    rows = found(kind="empty_category", opportunities=[
        {"id": "a", "category": "cafe", "weight": 1.0, "geometry": Point(3, 3)}])  # fmt: skip
    assert "cafe" not in set(rows["id"])
    assert "grocery" in set(rows["id"])


def block(cells):
    """A grid of streets over ``cells`` times ``cells`` squares of 250 m."""
    ends = range(cells + 1)
    across = [LineString([(0, i * 250), (cells * 250, i * 250)]) for i in ends]
    up = [LineString([(i * 250, 0), (i * 250, cells * 250)]) for i in ends]
    return build_streets(district_of({"streets": [
        street(f"s{i}", line.coords) for i, line in enumerate([*across, *up])]}).table("streets"))  # fmt: skip


def test_the_edge_is_where_the_streets_end():
    # Streets from 0 to 5,000 m: the middle is 2.5 km from the end, the corner and what lies outside nothing.
    import numpy as np

    rim = footprint(block(20))
    inside = rim.inside(np.array([[2500.0, 2500.0], [125.0, 2500.0], [-3000.0, 0.0]]))
    assert inside[0] == pytest.approx(2500, abs=251)
    assert inside[1] == pytest.approx(125, abs=251)
    assert inside[2] == 0


def test_a_long_way_that_leaves_the_extract_does_not_move_the_edge():
    import numpy as np

    table = district_of({"streets": [
        *[street(f"s{i}", line.coords) for i, line in enumerate(block(20).lines)],
        street("motorway", [(5000, 2500), (60000, 2500)])]}).table("streets")  # fmt: skip
    assert at_the_edge(build_streets(table), np.array([[4500.0, 1000.0]]), 1000.0).all()
    assert not at_the_edge(build_streets(table), np.array([[2500.0, 2500.0]]), 1500.0).any()


def test_origins_near_the_edge_are_counted_with_their_people():
    district = district_of({"streets": square(), "homes": [home("h1"), home("h2", 60, people=4.5)]})
    text = diagnose(district, limit_min=15).text
    assert "Origins within 15 min on foot of the end of the street data: 2 (2 homes with 8 people)" in text


def test_the_text_says_what_to_do_and_never_repeats_a_kind():
    text = diagnose(district_of({"streets": square(), "homes": [home("h", 50, -500)]})).text
    assert text.count("Places too far from any street to be used: 1") == 1
    assert "give it entrances" in text


def test_a_district_without_streets_and_an_unknown_mode_are_refused_with_a_sentence():
    with pytest.raises(DistrictDataError, match="there are no streets"):
        diagnose(district_of({}))
    with pytest.raises(RequestError, match="no mode"):
        diagnose(district_of({"streets": square()}), modes=("fly",))


def test_a_mode_that_no_street_allows_is_said_once():
    streets = [street(f"q{i}", line, wheelchair="no") for i, line in enumerate(SQUARE)]
    every = diagnose(district_of({"streets": streets, "homes": [home()]}), modes=("wheelchair",)).findings
    assert "no street can be used in a wheelchair" in set(every["text"])


def test_it_can_be_cancelled():
    with pytest.raises(Cancelled):
        diagnose(district_of({"streets": square()}), progress=lambda share, what: share < 0.2)
