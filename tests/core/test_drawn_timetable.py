"""Drawn lines and changes of service in the timetable model, against a plain scan of every minute and every offset."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from shapely.geometry import Point

from district_planner.core.interventions.effects import TransitChange
from district_planner.core.transit.changed_service import changed_day
from district_planner.core.transit.offsets import departures, phase_of
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.service import on_date
from district_planner.core.transit.stored import PERIOD
from tests.core.clock_case import LINE, drawn, ours, small_town, theirs, with_stops_of
from tests.core.feed_case import folder_feed
from tests.core.frequency_case import assert_equal, placed, scattered, with_feed
from tests.core.scan_case import line_trips, trips_of
from tests.oracle.cases import district_of, street


@pytest.fixture
def small(tmp_path):
    return small_town(tmp_path)


@pytest.mark.parametrize("percentile", [5.0, 50.0, 95.0])
def test_a_line_at_its_headway_equals_the_scan_of_every_second_of_it(small, percentile):
    # A headway of five minutes has 300 offsets of a whole second; with as many timetables each occurs once.
    district, feed, stops = small
    effects = drawn(LINE, stops="[0, 3000, 6000, 8950]", headway_min=5)
    district = replace(district, settings={**district.settings, "offsets": 300})
    today = trips_of(feed)
    every = [[*today, *line_trips(effects[0], offset)] for offset in range(300)]
    want = theirs(district, with_stops_of(effects[0], stops), every, 12, percentile)

    got = ours(district, effects, percentile)

    assert len(want) == 12
    assert_equal(want, got)
    assert got != ours(district, (), percentile)


def test_twenty_offsets_stand_for_all_and_lie_within_a_step_here(small):
    # The middles of twenty parts of 300 s are 7.5, 22.5, …; vehicles leave in whole seconds: 7, 22, 37, …
    district, feed, stops = small
    effects = drawn(LINE, stops="[0, 3000, 6000, 8950]", headway_min=5)
    today = trips_of(feed)
    every = [[*today, *line_trips(effects[0], 7.5 + 15 * k)] for k in range(20)]
    places = with_stops_of(effects[0], stops)

    got = ours(district, effects)

    assert_equal(theirs(district, places, every, 12), got)
    exact = ours(replace(district, settings={**district.settings, "offsets": 300}), effects)
    assert got.keys() == exact.keys()
    assert max(abs(got[pair] - exact[pair]) for pair in got) <= 15000


def test_a_line_alone_waits_half_a_headway_in_the_median_by_hand(small):
    # From the first stop to the last, without a feed: home and goal at the stops. One leaves at whole minutes and the
    # offsets spread evenly over 600 s, so waits are 5, 35, …: of the twenty the tenth is 285 or 5 s less, by the grid.
    district, _, _ = small
    tables = {name: frame.iloc[:0] if name.startswith("transit") or name == "stops" else frame
              for name, frame in district.tables.items()}  # fmt: skip
    effects = drawn(((0, 0), (6000, 0)), stops="[0, 6000]")
    line = effects[0]
    homes = district.table("homes").assign(geometry=[Point(0, 0), Point(0, 3000), Point(6000, 0)])
    goals = district.table("opportunities").iloc[:1].assign(geometry=[Point(6000, 0)])
    alone = replace(district, tables={**tables, "homes": homes, "opportunities": goals})
    ride = round(line.leg_ms[0] / 1000)
    waits = sorted((math.floor(600 * (k + 0.5) / 20) - 60 * m) % 600 for k in range(20) for m in range(12))
    got = ours(alone, effects)
    assert got["h0", "p0"] == 1000 * (ride + waits[len(waits) // 2 - 1])
    assert abs(waits[len(waits) // 2 - 1] - 300) <= 15
    assert got["h2", "p0"] == 0
    assert ours(alone, effects, limit=1.0) == {("h2", "p0"): 0}


def test_two_lines_have_offsets_that_are_not_tied_to_each_other():
    pairs = {(phase_of("a", k, 20), phase_of("b", k, 20)) for k in range(20)}
    assert sorted(a for a, _ in pairs) == sorted(b for _, b in pairs) == [(k + 0.5) / 20 for k in range(20)]
    # A correlation of 20 independent pairs lies within 2.6 / √19 = 0.6 in 99 of 100 cases; the ids are fixed.
    for one, other in itertools.combinations(["a", "b", "tram", "bus 12"], 2):
        orders = [[phase_of(name, k, 20) for k in range(20)] for name in (one, other)]
        assert abs(np.corrcoef(*orders)[0, 1]) < 0.6


def test_vehicles_leave_at_the_headway_of_each_period():
    # 05:30 to 07:00 every 20 min, then every 8 min to 07:30; half a headway late: 05:40, 06:00, …; 07:04, 07:12, …
    found = departures([(19800, 25200, 20.0), (25200, 27000, 8.0)], 0.5)
    assert (found / 60).tolist() == [340, 360, 380, 400, 424, 432, 440, 448]
    assert departures([(0, 0, 5.0)], 0.5).tolist() == []
    assert departures([(0, 100, 5.0)], 0.5).tolist() == []  # the first would leave at 150 s


# Supertram


@pytest.fixture(scope="module")
def supertram(reference_data):
    return placed(on_date(read_feed(reference_data("sheffield-rotherham", "gtfs_supertram_winter2024.zip"))))


def tram_town(feed, homes, seed, **settings):
    places = scattered(feed.stops, homes, seed)
    stops = {row.id: Point(row.x, row.y) for row in feed.stops.itertuples() if feed.served()[row.Index]}
    return with_feed(feed, places, **{PERIOD: "07:00-07:08", "offsets": 3, **settings}), stops


def test_supertram_with_a_drawn_line_equals_the_scan(supertram):
    district, stops = tram_town(supertram, 14, 11)
    xy = supertram.stops[["x", "y"]].to_numpy()
    low, high = xy.min(axis=0), xy.max(axis=0)
    middle = (low + high) / 2
    effects = drawn([(middle[0] - 3500, middle[1] - 700), tuple(middle), (middle[0] + 3500, middle[1] + 900)],
                    stops="[0, 900, 1800, 2700, 3600, 4500, 5400, 6300, 7000]", headway_min=9)  # fmt: skip
    today = trips_of(supertram)
    every = [[*today, *line_trips(effects[0], 540 * (k + 0.5) / 3)] for k in range(3)]
    want = theirs(district, with_stops_of(effects[0], stops), every, 8)

    got = ours(district, effects)

    assert_equal(want, got)
    base = ours(district, ())
    assert_equal(theirs(district, stops, [today], 8), base)
    quicker = [pair for pair in got if got[pair] < base.get(pair, math.inf)]
    assert len(quicker) > 5
    assert not [pair for pair in base if got[pair] > base[pair]]


def test_what_is_withdrawn_closed_and_sped_up_equals_the_scan(supertram):
    district, stops = tram_town(supertram, 10, 12)
    today, somewhere = trips_of(supertram), Point(0, 0)
    routes = sorted({route for route, _, _ in today})
    busiest = max(stops, key=lambda stop: sum(call[0] == stop for _, _, calls in today for call in calls))
    shut = tuple(sorted(stop for stop in stops if stops[stop].distance(stops[busiest]) < 900))

    def sped(calls, factor):
        first = calls[0][2]
        return [(call[0], *(first + round((t - first) / factor) for t in call[1:3]), *call[3:]) for call in calls]

    cases = {
        "withdrawn": (TransitChange("route_withdrawn", somewhere, (routes[0],)),
                      [trip for trip in today if trip[0] != routes[0]], frozenset()),
        "closed": (TransitChange("stop_closed", somewhere, stops=shut), today, frozenset(shut)),
        "faster": (TransitChange("speed", somewhere, (routes[1],), speed_factor=1.25),
                   [(r, n, sped(c, 1.25) if r == routes[1] else c) for r, n, c in today], frozenset()),
    }  # fmt: skip
    base = ours(district, ())
    for name, (change, trips, closed) in cases.items():
        want = theirs(district, stops, [trips], 8, closed=closed)
        got = ours(district, (change,))
        assert_equal(want, got)
        assert got != base, name


def test_a_line_takes_the_place_of_a_route(supertram):
    district, stops = tram_town(supertram, 8, 13)
    today = trips_of(supertram)
    gone = sorted({route for route, _, _ in today})[0]
    xy = supertram.stops[["x", "y"]].to_numpy().mean(axis=0)
    effects = drawn([tuple(xy), (xy[0] + 3000, xy[1])], stops="[0, 1500, 3000]", replaces=f'["{gone}"]')
    every = [[*(t for t in today if t[0] != gone), *line_trips(effects[0], 600 * (k + 0.5) / 3)] for k in range(3)]

    got = ours(district, effects)

    assert_equal(theirs(district, with_stops_of(effects[0], stops), every, 8), got)


def test_another_headway_keeps_the_way_and_every_offset_occurs(small):
    # The bus runs A 06:30:20, every 12 min until 09:18:20 in the feed. Every 6 min from then on: the first is at most
    # one headway after 06:30:20; each takes 7 min to B and 15 to C.
    district, _, stops = small
    change = TransitChange("headway", Point(0, 0), ("R",), headway_min=6)
    first, last = 6 * 3600 + 1820, 9 * 3600 + 18 * 60 + 20
    every = []
    for k in range(20):
        leaves = [math.floor(first + 360 * (k + 0.5) / 20 + 360 * n) for n in range(100)]
        calls = [[(stop, s + t, s + t, True, True) for stop, t in (("A", 0), ("B", 420), ("C", 900))]
                 for s in leaves if s < last + 360]  # fmt: skip
        every.append([("R", f"b{number}", some) for number, some in enumerate(calls)])

    got = ours(district, (change,))

    assert_equal(theirs(district, stops, every, 12), got)
    base = ours(district, ())
    assert got["h0", "p0"] < base["h0", "p0"]


def test_the_headway_that_runs_today_gives_the_mean_of_today(small):
    # Today leaves at 20 s past, every 12 min; over a period of 12 min every wait occurs, so the same headway at any
    # offset has the same waits to within the step of 36 s.
    district, _, _ = small
    same = TransitChange("headway", Point(0, 0), ("R",), headway_min=12)
    base, got = ours(district, ()), ours(district, (same,))
    assert base.keys() == got.keys()
    assert all(abs(base[pair] - got[pair]) <= 36000 for pair in base)


def leaving(feed):
    """Return {(first stop, last stop): the minutes at which trips leave}."""
    found = {}
    for _, _, calls in trips_of(feed):
        found.setdefault((calls[0][0], calls[-1][0]), []).append(calls[0][2] / 60)
    return {ends: sorted(minutes) for ends, minutes in found.items()}


def test_the_headway_of_today_from_the_first_departure_is_today(small):
    _, feed, _ = small
    same = TransitChange("headway", Point(0, 0), ("R",), headway_min=12)
    assert leaving(changed_day(feed, None, (), (same,)).at({"R": 0.0})) == leaving(feed)


def test_directions_are_timed_apart_and_short_workings_with_the_rest(tmp_path):
    # There A-B-C at 07:00 and 07:40, A-B at 07:20; back C-B-A at 07:05 and 07:45. Every 10 min: there from 07:00 until
    # before 07:50; back from 07:05 until before 07:55. Of the trips there within half an hour, A-B is one of two at
    # 07:00 and 07:10, of three at 07:20 and 07:30, of two at 07:40 (07:10 to before 08:10: 07:20 and 07:40). Behind
    # their share are A-C and A-B: 1/2, 1/2: C, next today; 0, 1: B; 2/3, 1/3: C; 1/3, 2/3: B; 5/6, 1/6: C.
    rows = ["trip_id,arrival_time,departure_time,stop_id,stop_sequence"]
    for trip, minute, way in (
        ("T1", 0, "ABC"),
        ("T2", 20, "AB"),
        ("T3", 40, "ABC"),
        ("T4", 5, "CBA"),
        ("T5", 45, "CBA"),
    ):
        for sequence, stop in enumerate(way):
            clock = f"07:{minute + 5 * sequence:02d}:00"
            rows.append(f"{trip},{clock},{clock},{stop},{sequence}")
    trips = ["route_id,service_id,trip_id", *(f"R,WD,T{n}" for n in range(1, 6))]
    feed = on_date(read_feed(folder_feed(tmp_path, trips="\n".join(trips), stop_times="\n".join(rows))))
    change = TransitChange("headway", Point(0, 0), ("R",), headway_min=10)
    found = leaving(changed_day(feed, None, (), (change,)).at({"R": 0.0}))
    assert found == {
        ("A", "C"): [420, 440, 460], ("A", "B"): [430, 450], ("C", "A"): [425, 435, 445, 455, 465]
    }  # fmt: skip


def test_a_stop_across_the_water_is_an_interchange(small):
    # Two streets that do not meet, 80 m apart: by the straight line 80 m x 1.3 at 80 m a minute, 78 s. One leaves A at
    # 07:06, the bus at 07:06:20, at C at 07:21:20, at the tram's stop at 07:22:38. The only offset is half of the ten
    # minutes, so the tram leaves at 07:25.
    district, _, _ = small
    streets = [street("s", [(0, 0), (6000, 0)]), street("t", [(6000, 80), (9100, 80)])]
    tables = {**district.tables, "streets": district_of({"streets": streets}).table("streets"),
              "homes": district.table("homes").iloc[:1].assign(geometry=[Point(0, 0)]),
              "opportunities": district.table("opportunities").iloc[:1].assign(geometry=[Point(9000, 80)])}  # fmt: skip
    settings = {**district.settings, PERIOD: "07:06-07:07", "offsets": 1}
    effects = drawn(((6000, 80), (9000, 80)), stops="[0, 3000]")
    got = ours(replace(district, tables=tables, settings=settings), effects)
    assert got == {("h0", "p0"): 1000 * (19 * 60 + round(effects[0].leg_ms[0] / 1000))}
