"""Routes at another headway: directions, branches and short workings, in both models, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from shapely.geometry import Point

from district_planner.core.interventions.effects import TransitChange
from district_planner.core.transit.changed_service import changed_day
from district_planner.core.transit.feed import with_trips
from district_planner.core.transit.lines import served, with_headways
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.service import Period, expanded, on_date
from district_planner.core.transit.ways import directions_of, ways_of
from tests.core.feed_case import folder_feed
from tests.core.frequency_case import MORNING, placed
from tests.core.scan_case import trips_of

STOPS = {"A": "53.00,-1.50", "B": "53.01,-1.50", "C": "53.03,-1.50", "D": "53.01,-1.53"}


def feed_of(folder, trips, order="ABCD"):
    """Return a day of trips (minute of the first departure, stops, direction), five minutes from stop to stop."""
    rows, listed = ["trip_id,arrival_time,departure_time,stop_id,stop_sequence"], []
    for number, (minute, way, direction) in enumerate(trips):
        listed.append(f"R,WD,T{number},{direction}")
        for sequence, stop in enumerate(way):
            hour, rest = divmod(minute + 5 * sequence, 60)
            rows.append(f"T{number},{hour:02d}:{rest:02d}:00,{hour:02d}:{rest:02d}:00,{stop},{sequence}")
    stops = ["stop_id,stop_name,stop_lat,stop_lon", *(f"{one},{one},{STOPS[one]}" for one in order)]
    return placed(on_date(read_feed(folder_feed(
        folder, stops="\n".join(stops), trips="\n".join(["route_id,service_id,trip_id,direction_id", *listed]),
        stop_times="\n".join(rows),
    ))))  # fmt: skip


def headway(minutes):
    return TransitChange("headway", Point(0, 0), ("R",), headway_min=minutes)


def leaving(feed):
    """Return {stops: the minutes at which trips leave}."""
    found = {}
    for _, _, calls in trips_of(feed):
        found.setdefault("".join(call[0] for call in calls), []).append(calls[0][2] / 60)
    return {way: sorted(minutes) for way, minutes in found.items()}


def timed(feed, minutes, phase=0.0):
    return leaving(changed_day(feed, None, (), (headway(minutes),)).at({"R": phase}))


def hourly(feed, minutes):
    """Return {(from, to): departures an hour} of the frequency model."""
    stops, rides = served(feed, MORNING)
    new = with_headways(expanded(feed), stops, rides, (headway(minutes),), MORNING)
    names = stops.id.tolist()
    return {
        (names[a], names[b]): pytest.approx(often)
        for a, b, often in zip(new.source.tolist(), new.target.tolist(), new.per_hour.tolist())
    }


@pytest.mark.parametrize("order", ["ABCD", "DCBA", "CADB"])
@pytest.mark.parametrize("direction", ["0", ""])
def test_branches_take_turns(tmp_path, order, direction):
    # Today every 10 min from 05:00 until 17:00, to C and D in turn. Every 20 min on the trunk: from 05:00 to C, 05:20
    # to D, and so on until before 17:20. Within half an hour of 05:00 are C, D, C, of 05:20 C, D, C, D, C, then as
    # many of both: behind their share C 2/3, D 1/3: C; 4/15, 11/15: D; then 23/30 and 7/30 in turn.
    feed = feed_of(tmp_path, [(300 + 10 * k, "AB" + "CD"[k % 2], direction) for k in range(73)], order)
    c, d = list(range(300, 1040, 40)), list(range(320, 1040, 40))
    assert timed(feed, 20) == {"ABC": c, "ABD": d}
    assert timed(feed, 20, 0.5) == {"ABC": [m + 10 for m in c], "ABD": [m + 10 for m in d]}
    # Between 07:00 and 09:00 the trunk leaves 3 times an hour. Of offsets of 20 min from 06:40, 07:00, … every other to
    # C: of 120 min 60 are C's at A. At B, 5 min later: C's 60, D's 5 + 20 + 20 + 15. So half of it each.
    branches = dict.fromkeys([("A", "C"), ("B", "C"), ("A", "D"), ("B", "D")], 1.5)
    assert hourly(feed, 20) == {("A", "B"): 3.0, **branches}


def test_the_headway_of_today_changes_nothing_but_the_offset(tmp_path):
    # Two to C, then two to D: no even turn, but today's own.
    trips = [(300 + 10 * k, "AB" + "CCDD"[k % 4], 0) for k in range(60)]
    feed = feed_of(tmp_path, [*trips, *((303 + 10 * k, "CBA", 1) for k in range(60))])
    assert timed(feed, 10) == leaving(feed)
    assert timed(feed, 10, 0.5) == {way: [m + 5 for m in minutes] for way, minutes in leaving(feed).items()}


def test_one_trip_there_and_back_turns_no_direction_into_the_other(tmp_path):
    # Both ways every 10 min; one more trip at 12:05 goes there and back, with the direction of those that go there.
    both = [(300 + 10 * k, way, n) for k in range(72) for n, way in enumerate(("ABC", "CBA"))]
    feed = feed_of(tmp_path, [*both, (725, "ABCBA", 0)])
    got = timed(feed, 10)
    from_a = sorted(got["ABC"] + got.get("ABCBA", []))
    assert from_a == got["CBA"] == list(range(300, 1020, 10))
    assert len(got.get("ABCBA", [])) <= 1
    # Of the ways, the frequency model is told the same.
    assert all(often == 6.0 for often in hourly(feed, 10).values())


@pytest.mark.parametrize("order", ["ABCD", "CBAD"])
def test_each_direction_runs_at_the_headway(tmp_path, order):
    # There 12 an hour, back 2; every other trip there ends at B, and back begins at B.
    there = [(300 + 5 * k, ("ABC", "AB")[k % 2], 0) for k in range(100)]
    back = [(300 + 30 * k, ("CBA", "BA")[k % 2], 1) for k in range(17)]
    got = hourly(feed_of(tmp_path, there + back, order), 10)
    assert got == {("A", "B"): 6.0, ("A", "C"): 3.0, ("B", "C"): 3.0, ("B", "A"): 6.0, ("C", "A"): 3.0, ("C", "B"): 3.0}


def test_what_runs_only_in_a_part_of_the_period_still_does(tmp_path):
    # From 08:50 on, every 10 min: of the period one departure, half of one an hour; as today.
    feed = feed_of(tmp_path, [(530 + 10 * k, "AC", 0) for k in range(20)])
    assert hourly(feed, 10) == {("A", "C"): 0.5}


def test_depot_runs_join_the_direction_that_they_share_most_with(tmp_path):
    # B-A-B-C has A-B, A-C, B-C as those that go there and B-A as those that go back: there. No direction is told. B-A
    # goes back, although B-A-B-C is among those that go there.
    trips = [(300 + 10 * k, way, "") for k in range(5) for way in ("ABC", "CBA")]
    feed = feed_of(tmp_path, [*trips, (290, "BABC", ""), (500, "CBCBA", ""), (600, "BA", "")])
    every = np.arange(len(feed.trips))
    ways = ways_of(feed, every, np.zeros(len(every), dtype=np.int64))
    assert [[len(one.trips) for one in way.patterns] for way in ways] == [[5, 1], [5, 1, 1]]
    direction, untold = directions_of(feed, np.zeros(len(every), dtype=np.int64))
    ids = feed.trips["id"].tolist()
    assert untold == 1
    assert {ids[k]: int(direction[k]) for k in every} == {f"T{k}": 0 if k in {0, 2, 4, 6, 8, 10} else 1
                                                         for k in range(13)}  # fmt: skip


def test_what_begins_further_along_is_in_line_with_the_rest(tmp_path):
    # A-B-C at 07:00, 07:20, …; from B at 07:15, 07:35, … as if from A at 07:10, 07:30, …. Every 20 min: A-B-C from
    # 07:00, then what begins at B as if from A at 07:20, so at B at 07:25, 20 min after the other's 07:05.
    feed = feed_of(tmp_path, [t for k in range(30) for t in ((420 + 20 * k, "ABC", 0), (435 + 20 * k, "BC", 0))])
    got = timed(feed, 20)
    at_b = sorted([m + 5 for m in got["ABC"]] + got["BC"])
    assert got["ABC"][:3] == [420, 460, 500]
    assert got["BC"][:3] == [445, 485, 525]
    assert set(np.diff(at_b)) == {20}


def test_supertram_blue_at_its_own_headway_stays_within_a_tram_of_today(reference_data):
    # Of the 12 min of BLUE a few runs from the depot share stops with both directions. Every pair of stops of today
    # keeps its departures between 07:00 and 09:00 to within one of them: 0.5 an hour.
    day = placed(on_date(read_feed(reference_data("sheffield-rotherham", "gtfs_supertram_winter2024.zip"))))
    route = day.routes["id"][(day.routes["name"] == "BLUE").to_numpy()].iloc[0]
    feed = with_trips(day, (day.routes["id"] == route).to_numpy()[day.trips["route"].to_numpy()])
    stops, rides = served(feed, MORNING)
    change = TransitChange("headway", Point(0, 0), (route,), headway_min=12)
    new = with_headways(expanded(feed), stops, rides, (change,), MORNING)
    before, after = (
        dict(zip(zip(one.source.tolist(), one.target.tolist()), one.per_hour.tolist())) for one in (rides, new)
    )
    assert set(before) == set(after)
    assert max(abs(after[pair] - before[pair]) for pair in before) <= 0.5 + 1e-9
    assert max(after.values()) <= 5.0 + 1e-9


def test_what_is_left_of_the_day_before_does_not_run_all_night(tmp_path):
    # Every 30 min from 06:00 until 24:30. 24:00 and 24:30 of the day before are 00:00 and 00:30; nothing is between.
    feed = feed_of(tmp_path, [(360 + 30 * k, "AC", 0) for k in range(38)])
    assert timed(feed, 30) == {"AC": [0, 30, *range(360, 1471, 30)]}
    assert timed(feed, 30, 0.5) == {"AC": [15, 45, *range(375, 1486, 30)]}


def test_a_route_that_is_not_there_or_does_not_run_in_the_period_changes_nothing(tmp_path):
    # Every 10 min from 07:00 until 09:00: six an hour, and none at night.
    feed = feed_of(tmp_path, [(420 + 10 * k, "AC", 0) for k in range(13)])
    stops, rides = served(feed, MORNING)
    gone = TransitChange("headway", Point(0, 0), ("no such route",), headway_min=10)
    new = with_headways(expanded(feed), stops, rides, (gone,), MORNING)
    assert new.per_hour.tolist() == rides.per_hour.tolist() == [6.0]
    assert leaving(changed_day(feed, None, (), (gone,)).at({})) == leaving(feed)
    evening = Period(22 * 3600, 23 * 3600)
    assert not len(with_headways(expanded(feed), stops, rides, (headway(10),), evening))
