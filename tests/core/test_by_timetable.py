"""The timetable model between places of a district: streets on foot, vehicles by the clock.

One straight street of 4 km, 4.8 km/h = 80 m a minute. Stops A, B, C of the small feed at 400, 2000 and 3600 m; trips
leave A at 07:00 and 08:00, B 11 minutes later (arriving after 10), C after 20.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point

from district_planner.core.access.modes import mode
from district_planner.core.errors import RequestError
from district_planner.core.evaluation.by_timetable import (
    median_minutes,
    percentile_table,
    times_by_timetable,
    trip_by_timetable,
)
from district_planner.core.evaluation.traveltimes import as_places
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.service import Period, on_date
from district_planner.core.transit.stored import settings_of, tables_of
from tests.core.feed_case import folder_feed
from tests.oracle.cases import district_of, street


def district(folder, period, streets=True, **changed):
    feed = on_date(read_feed(folder_feed(folder, **changed)))
    feed = feed.placed(np.array([400.0, 2000.0, 3600.0]), np.zeros(3))
    made = district_of({"streets": [street("s", [(0, 0), (4000, 0)])] if streets else []})
    return replace(made, tables={**made.tables, **tables_of(feed, period)},
                   settings={**made.settings, **settings_of(feed, period)})  # fmt: skip


def places(made, *metres):
    rows = [(f"p{x}", Point(x, 0)) for x in metres]
    return as_places(made, pd.DataFrame(rows, columns=["id", "geometry"]))


def test_walks_and_vehicles_add_up_by_the_clock(tmp_path):
    # From 0 m: 5 min to A, catch 07:00 by leaving at 06:55, off at C at 07:20, 5 min to 4000 m: 30 min at 06:55,
    # 29 to 25 are not possible; at 06:50 35 min; from 06:56 on the 08:00 is caught, 08:25: 89 min at 06:56.
    made = district(tmp_path, Period(6 * 3600 + 50 * 60, 7 * 3600))
    a, b = places(made, 0), places(made, 4000)
    times = times_by_timetable(made, mode("transit"), a, b)
    # Minutes 06:50 to 06:59: 35, 34, 33, 32, 31, 30, 89, 88, 87, 86; in order 30 31 32 33 34 35 86 87 88 89.
    assert (times.found.seconds[:, 0, 0] / 60).tolist() == [30, 32, 34, 87, 89]
    table = percentile_table(a, b, mode("transit"), times, times)
    assert table.iloc[0].tolist() == [
        "p0", "p4000", "transit", 30, 30, 32, 32, 34, 34, 87, 87, 89, 89, 0, 1, 1
    ]  # fmt: skip
    assert median_minutes(times)[0, 0] == 34
    assert times.note.startswith("Times by timetable: Example Buses, 2025-02-04; every minute of 06:50-07:00;")


def test_the_trip_of_one_departure_is_told(tmp_path):
    made = district(tmp_path, Period(6 * 3600 + 50 * 60, 7 * 3600))
    some = (mode("transit"), places(made, 0), places(made, 4000))
    legs, told = trip_by_timetable(made, *some, 6 * 3600 + 55 * 60)
    assert told == [
        "06:55 walk 5 min to Alpha",
        "07:00 1 to Gamma, there at 07:20",
        "07:20 walk 5 min to the destination",
    ]
    assert legs[-1].end_s == 7 * 3600 + 25 * 60
    assert trip_by_timetable(made, some[0], some[2], some[1], 6 * 3600 + 55 * 60) == ((), [])  # no bus runs back
    near = trip_by_timetable(made, some[0], some[1], places(made, 80), 6 * 3600 + 55 * 60)
    assert near[1] == ["06:55 walk 1 min to the destination"]
    with pytest.raises(RequestError, match="08:00 is not in the period 06:50-07:00"):
        trip_by_timetable(made, *some, 8 * 3600)


def test_walking_all_the_way_counts_and_the_limit_cuts(tmp_path):
    made = district(tmp_path, Period(6 * 3600 + 50 * 60, 7 * 3600))
    # 800 m on foot are 10 min whatever leaves; to 3600 m by the 07:00 it is 30 down to 25 min, by the 08:00 beyond 40.
    a, b = places(made, 0), places(made, 3600, 800)
    times = times_by_timetable(made, mode("transit"), a, b, limit_min=40)
    seconds = dict(zip(b.id, np.moveaxis(times.found.seconds[:, 0] / 60, 1, 0).tolist()))
    assert seconds == {"p800": [10] * 5, "p3600": [25, 27, 29, math.inf, math.inf]}
    assert dict(zip(b.id, times.found.rides[2, 0].tolist())) == {"p800": 0, "p3600": 1}


def test_bike_and_ride_cycles_to_the_stop(tmp_path):
    # 15 km/h are 250 m a minute: 400 m take 96 s. Leaving at 06:58 one is at A at 06:59:36.
    made = district(tmp_path, Period(6 * 3600 + 58 * 60, 6 * 3600 + 59 * 60))
    times = times_by_timetable(made, mode("bike_and_ride"), places(made, 0), places(made, 3600))
    # Cycling all the way takes 3600 / 250 = 14.4 min, which is quicker than the bus at 22 min.
    assert times.found.seconds[2, 0, 0] == 864


def test_a_change_takes_the_time_that_the_feed_says(tmp_path):
    # A second trip leaves B at 07:12; the first arrives at 07:10. 90 s for the change fit; with 150 s one
    # walks the 1,600 m from B instead, 20 min.
    trips = "route_id,service_id,trip_id\nR,WD,T1\nR,WD,T2\n"
    calls = ("trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
             "T1,07:00:00,07:00:00,A,1\nT1,07:10:00,07:10:00,B,2\n"
             "T2,07:12:00,07:12:00,B,1\nT2,07:20:00,07:20:00,C,2\n")  # fmt: skip
    for least, expected in ((90, 20.0), (150, 30.0)):
        told = f"from_stop_id,to_stop_id,transfer_type,min_transfer_time\nB,B,2,{least}\n"
        made = district(tmp_path / str(least), Period(25200, 25260), trips=trips, stop_times=calls, transfers=told)
        times = times_by_timetable(made, mode("transit"), places(made, 400), places(made, 3600))
        assert times.found.seconds[2, 0, 0] / 60 == expected


def test_without_streets_ways_are_straight_and_it_is_said(tmp_path):
    made = district(tmp_path, Period(25200, 25260), streets=False)
    # 400 m x 1.3 at 80 m a minute: 6.5 min to A from 0 m; at 07:00 that misses the bus: 08:00 to C, 80 min.
    times = times_by_timetable(made, mode("transit"), places(made, 0, 400), places(made, 3600))
    assert (times.found.seconds[2, :, 0] / 60).tolist() == [80, 20]
    assert times.note.endswith("ways on foot are straight lines × 1.3")


def test_a_district_without_a_timetable_is_worded():
    made = district_of({"streets": [street("s", [(0, 0), (4000, 0)])]})
    with pytest.raises(RequestError, match="the district has no public transport"):
        times_by_timetable(made, mode("transit"), places(made, 0), places(made, 10))
