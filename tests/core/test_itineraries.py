"""The trips behind travel times, leg by leg: by hand, and adding up to the table on Supertram with a drawn line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import LineString, Point

from district_planner.core.access.modes import mode as mode_of
from district_planner.core.district import District
from district_planner.core.errors import RequestError
from district_planner.core.evaluation.by_timetable import times_by_timetable
from district_planner.core.evaluation.itineraries import departure_of, itineraries
from district_planner.core.evaluation.traveltimes import Travel, TravelRequest, as_places
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.service import Period, on_date
from district_planner.core.transit.stored import PERIOD, settings_of, tables_of
from tests.core.feed_case import STOPS, folder_feed, times
from tests.core.frequency_case import placed, town
from tests.oracle.cases import district_of, street

TOLD = ["what", "route", "from_stop", "to_stop", "departure", "arrival", "minutes"]
ALONG = {"A": 400.0, "B": 2000.0, "C": 3600.0, "D": 2080.0}


def one_change(folder, period) -> District:
    """A street of 4 km, 80 m a minute. Bus 1 leaves A at 07:00, is at B at 07:10; bus 2 D, 80 m on, 07:12, C 07:20."""
    feed = on_date(read_feed(folder_feed(
        folder, stops=f"{STOPS}D,Delta,53.015,-1.50\n",
        routes="route_id,route_short_name,route_long_name,route_type\nR,1,First,3\nS,2,Second,3\n",
        trips="route_id,service_id,trip_id\nR,WD,T1\nS,WD,T2\n",
        stop_times=times("T1,07:00:00,07:00:00,A,1", "T1,07:10:00,07:10:00,B,2",
                         "T2,07:12:00,07:12:00,D,1", "T2,07:20:00,07:20:00,C,2"),
    )))  # fmt: skip
    feed = feed.placed(np.array([ALONG[one] for one in feed.stops["id"]]), np.zeros(4))
    made = district_of({"streets": [street("s", [(0, 0), (4000, 0)])]})
    return replace(made, tables={**made.tables, **tables_of(feed, period)}, settings=settings_of(feed, period))


def places(district, *metres):
    rows = [(f"p{x}", Point(x, 0)) for x in metres]
    return as_places(district, pd.DataFrame(rows, columns=["id", "geometry"]))


def told(district, model, minutes="clock", goal=4000, limit=0.0):
    travel = Travel(district, TravelRequest(modes=("transit",), minutes=minutes, limit_min=limit))
    found = itineraries(travel, model, places(district, 0), places(district, goal))
    assert found["leg"].tolist() == list(range(1, len(found) + 1))
    assert set(found["state"]) <= {"base"}  # nothing is drawn
    return found


def test_the_trip_of_the_median_departure_by_hand(tmp_path):
    # Minutes 06:50 to 06:59. Who leaves until 06:55 is at A, 5 min on, for the 07:00, walks from B to D by 07:11, is at
    # C at 07:20, and 5 min on at 07:25: 35, 34, 33, 32, 31, 30 min. Who leaves later gets nowhere. Of ten times the
    # fifth in order is 34 min: 06:51.
    district = one_change(tmp_path, Period(6 * 3600 + 50 * 60, 7 * 3600))
    found = told(district, "timetable")
    assert found[TOLD].to_numpy().tolist() == [
        ["walk", None, "p0", "Alpha", "06:51:00", "06:56:00", 5.0],
        ["wait", None, "Alpha", "Alpha", "06:56:00", "07:00:00", 4.0],
        ["ride", "1", "Alpha", "Beta", "07:00:00", "07:10:00", 10.0],
        ["walk", None, "Beta", "Delta", "07:10:00", "07:11:00", 1.0],
        ["wait", None, "Delta", "Delta", "07:11:00", "07:12:00", 1.0],
        ["ride", "2", "Delta", "Gamma", "07:12:00", "07:20:00", 8.0],
        ["walk", None, "Gamma", "p4000", "07:20:00", "07:25:00", 5.0],
    ]
    assert found["service"].tolist() == [None, None, "bus", None, None, "bus", None]
    lines = [None if line is None else line.wkt for line in found["geometry"]]
    assert lines[:3] == ["LINESTRING (0 0, 400 0)", None, "LINESTRING (400 0, 2000 0)"]
    median = times_by_timetable(district, mode_of("transit"), places(district, 0), places(district, 4000))
    assert median.found.seconds[2, 0, 0] == found["minutes"].sum() * 60


def test_the_trip_of_a_chosen_departure_by_hand(tmp_path):
    # As above: who leaves at 06:54 waits a minute at A; at 06:56 the bus is missed and nothing else leads there.
    district = one_change(tmp_path, Period(6 * 3600 + 50 * 60, 7 * 3600))
    travel, ends = Travel(district, TravelRequest(modes=("transit",))), (places(district, 0), places(district, 4000))
    found = itineraries(travel, "timetable", *ends, departure_of(district, "timetable", "06:54"))
    assert found[TOLD[:1] + TOLD[4:]].to_numpy().tolist() == [
        ["walk", "06:54:00", "06:59:00", 5.0], ["wait", "06:59:00", "07:00:00", 1.0],
        ["ride", "07:00:00", "07:10:00", 10.0], ["walk", "07:10:00", "07:11:00", 1.0],
        ["wait", "07:11:00", "07:12:00", 1.0], ["ride", "07:12:00", "07:20:00", 8.0],
        ["walk", "07:20:00", "07:25:00", 5.0],
    ]  # fmt: skip
    assert not len(itineraries(travel, "timetable", *ends, departure_of(district, "timetable", "06:56")))
    assert departure_of(district, "timetable", " ") is None
    # The last minute of the period, and seconds after it: 06:59:59.
    assert departure_of(district, "timetable", "06:59:59") == 7 * 3600 - 1
    assert not len(itineraries(travel, "timetable", *ends, 7 * 3600 - 1))


@pytest.mark.parametrize(
    ("model", "text", "said"),
    [
        ("timetable", "07:00", "07:00 is not in the period 06:50-07:00. Choose a time in the period"),
        ("timetable", "soon", "“soon” is no time of day. Write it as 07:15"),
        ("frequency", "06:55", "by frequency there are no departure times. Choose the timetable model"),
    ],
)
def test_a_departure_that_cannot_be_is_worded(tmp_path, model, text, said):
    district = one_change(tmp_path, Period(6 * 3600 + 50 * 60, 7 * 3600))
    with pytest.raises(RequestError, match=said):
        departure_of(district, model, text)


def test_by_frequency_waits_are_expected_and_no_clock_is_told(tmp_path):
    # One departure in two hours is one every 120 min, half of it counted as 15 min at most.
    found = told(one_change(tmp_path, Period(7 * 3600, 9 * 3600)), "frequency")
    assert found[["what", "minutes"]].to_numpy().tolist() == [
        ["walk", 5.0], ["wait", 15.0], ["ride", 10.0], ["walk", 1.0], ["wait", 15.0], ["ride", 8.0], ["walk", 5.0],
    ]  # fmt: skip
    assert found["departure"].isna().all()
    assert found["arrival"].isna().all()


def test_of_common_lines_all_are_named_and_a_slow_one_that_is_let_pass_is_not(tmp_path):
    # Each every 10 min from A to B: 10, 12 and 60 min. The first alone 5 + 10 = 15, with the second 2.5 + 11 = 13.5,
    # with the third 1.67 + 27.3 min.
    clock = "{},{:02}:{:02}:00,{:02}:{:02}:00,{},{}".format
    rows = [
        clock(f"{name}{n}", at // 60, at % 60, at // 60, at % 60, stop, number)
        for name, minutes in (("Q", 10), ("M", 12), ("S", 60)) for n in range(12)
        for number, (stop, at) in enumerate((("A", 420 + 10 * n), ("B", 420 + 10 * n + minutes)), 1)
    ]  # fmt: skip
    feed = on_date(read_feed(folder_feed(
        tmp_path, routes="route_id,route_short_name,route_type\nQ,quick,3\nM,middling,3\nS,slow,3\n",
        trips="route_id,service_id,trip_id\n" + "".join(f"{r},WD,{r}{n}\n" for r in "QMS" for n in range(12)),
        stop_times=times(*rows),
    )))  # fmt: skip
    period = Period(7 * 3600, 9 * 3600)
    feed = feed.placed(np.array([ALONG[one] for one in feed.stops["id"]]), np.zeros(3))
    made = district_of({"streets": [street("s", [(0, 0), (4000, 0)])]})
    made = replace(made, tables={**made.tables, **tables_of(feed, period)}, settings=settings_of(feed, period))
    found = told(made, "frequency", goal=2400)
    assert found[["what", "route", "minutes"]].to_numpy().tolist() == [
        ["walk", None, 5.0], ["wait", None, 2.5], ["ride", "quick / middling", 11.0], ["walk", None, 5.0],
    ]  # fmt: skip


def test_generalised_minutes_weigh_walks_and_waits_and_name_the_interchange(tmp_path):
    # Walking and waiting twice, 5 min for the change.
    found = told(one_change(tmp_path, Period(7 * 3600, 9 * 3600)), "frequency", "generalised", limit=120.0)
    assert found[["what", "minutes", "clock_minutes"]].to_numpy().tolist() == [
        ["walk", 10.0, 5.0], ["wait", 30.0, 15.0], ["ride", 10.0, 10.0], ["walk", 2.0, 1.0], ["interchange", 5.0, 0.0],
        ["wait", 30.0, 15.0], ["ride", 8.0, 8.0], ["walk", 10.0, 5.0],
    ]  # fmt: skip


@pytest.mark.parametrize("model", ["frequency", "timetable"])
def test_where_walking_is_quicker_one_walks_and_from_a_place_to_itself_no_time_passes(tmp_path, model):
    district = one_change(tmp_path, Period(7 * 3600, 9 * 3600))
    for goal, minutes in ((800, 10.0), (0, 0.0)):
        found = told(district, model, goal=goal)
        assert found[["what", "from_stop", "to_stop", "minutes"]].to_numpy().tolist() == [
            ["walk", "p0", f"p{goal}", minutes]
        ]


@pytest.mark.parametrize("model", ["frequency", "timetable"])
def test_where_nothing_leads_there_are_no_legs(tmp_path, model):
    assert len(told(one_change(tmp_path, Period(7 * 3600, 9 * 3600)), model, goal=4000, limit=20.0)) == 0


def test_too_many_pairs_and_modes_that_do_not_ride_are_sentences(tmp_path):
    district = one_change(tmp_path, Period(7 * 3600, 9 * 3600))
    some = places(district, *range(101))
    travel = Travel(district, TravelRequest(modes=("transit",)))
    with pytest.raises(RequestError, match=r"101 origins and 101 destinations are 10,201 pairs.*at most 10,000"):
        itineraries(travel, "frequency", some, some)
    with pytest.raises(RequestError, match="no mode rides it"):
        itineraries(Travel(district, TravelRequest(modes=("walk",))), "frequency", some, some)


@pytest.fixture(scope="module")
def supertram(reference_data) -> District:
    """Twelve homes and goals around the stops of Supertram, and a line drawn across."""
    file = reference_data("sheffield-rotherham", "gtfs_supertram_winter2024.zip")
    feed = placed(on_date(read_feed(file), date(2025, 2, 11)))
    district, stops, _ = town(feed, 12)
    names = sorted(stops)
    a, b = stops[names[3]], stops[names[-4]]
    way = LineString([(a.x + 40, a.y + 30), ((a.x + b.x) / 2 + 600, (a.y + b.y) / 2), (b.x - 50, b.y)])
    line = {"stops": str([round(way.length * k / 9, 1) for k in range(10)]), "headway_min": 6}
    return replace(district, interventions=(Intervention("new", "light_rail", way, "New", False, line),))


def ends_of(district):
    return as_places(district, district.table("homes")), as_places(district, district.table("opportunities"))


def added_up(found, state, unit):
    """Return {(origin, destination): sum of the legs} in whole milliseconds or seconds."""
    some = found[found["state"] == state]
    return {pair: round(rows["minutes"].sum() * unit) for pair, rows in some.groupby(["origin", "destination"])}


def reached(ends, table):
    ids = [(str(ends[0].id[a]), str(ends[1].id[b])) for a, b in zip(*np.nonzero(np.isfinite(table)))]
    return dict(zip(ids, np.rint(table[np.isfinite(table)]).astype(int).tolist()))


def follows(found):
    """Every leg begins where the one before it has ended."""
    for _, rows in found.groupby(["state", "origin", "destination"]):
        assert rows["from_stop"].tolist()[1:] == rows["to_stop"].tolist()[:-1]
        assert [rows["from_stop"].iloc[0], rows["to_stop"].iloc[-1]] == rows[["origin", "destination"]].iloc[0].tolist()


@pytest.mark.parametrize(("mode", "minutes"), [
    ("transit", "clock"), ("bike_and_ride", "clock"), ("transit", "generalised"),
])  # fmt: skip
def test_legs_add_up_to_the_table_by_frequency(supertram, mode, minutes):
    travel, ends = Travel(supertram, TravelRequest(modes=(mode,), minutes=minutes)), ends_of(supertram)
    found = itineraries(travel, "frequency", *ends)
    (matrix,) = travel.matrices(*ends)
    for state, table in (("base", matrix.base), ("with", matrix.with_all)):
        want = reached(ends, table * 60_000)
        assert added_up(found, state, 60_000) == want
        assert len(want) > 100
    follows(found)
    rides = found[found["what"] == "ride"]
    assert set(rides["service"]) == {"tram"}
    assert {"New", "TT / YELL"} < set(rides["route"])
    assert rides.groupby("state")["route"].agg(lambda routes: "New" in set(routes)).to_dict() == {
        "base": False, "with": True,
    }  # fmt: skip


@pytest.mark.parametrize("mode", ["transit", "bike_and_ride"])
def test_legs_add_up_to_the_median_of_the_table_by_timetable(supertram, mode):
    travel, ends = Travel(supertram, TravelRequest(modes=(mode,))), ends_of(supertram)
    found = itineraries(travel, "timetable", *ends)
    for state, effects in (("base", travel.base), ("with", travel.built)):
        times_ = times_by_timetable(supertram, mode_of(mode), *ends, 0.0, effects).found
        want = reached(ends, times_.seconds[2])
        assert added_up(found, state, 60) == want
        assert len(want) > 100
        rode = found[(found["state"] == state) & (found["what"] == "ride")]
        counts = rode.groupby(["origin", "destination"]).size()
        assert {pair: int(counts.get(pair, 0)) for pair in want} == reached(ends, np.where(
            np.isfinite(times_.seconds[2]), times_.rides[2], np.inf))  # fmt: skip
    follows(found)
    rides = found[(found["what"] == "ride") & (found["route"] == "New")]
    assert set(rides["state"]) == {"with"}
    # A ride on the drawn line lies on its alignment.
    line = supertram.interventions[0].geometry
    assert shapely.within(rides["geometry"].to_numpy(), line.buffer(0.01)).all()
    assert max(len(way.coords) for way in rides["geometry"]) == 3  # its bend is on some of the rides


def test_legs_of_a_chosen_departure_add_up_to_a_period_of_that_minute(supertram):
    # The table of a period of one minute: today's one departure, and with the drawn line the median of its offsets.
    travel, ends, at = Travel(supertram, TravelRequest(modes=("transit",))), ends_of(supertram), 7 * 3600 + 17 * 60
    found = itineraries(travel, "timetable", *ends, at)
    minute = replace(supertram, settings={**supertram.settings, PERIOD: "07:17-07:18"})
    for state, effects in (("base", travel.base), ("with", travel.built)):
        want = reached(ends, times_by_timetable(minute, mode_of("transit"), *ends, 0.0, effects).found.seconds[2])
        assert added_up(found, state, 60) == want
        assert len(want) > 100
    follows(found)
    first = found[found["leg"] == 1]
    assert set(first["departure"]) == {"07:17:00"}
