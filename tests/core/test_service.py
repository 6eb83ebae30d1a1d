"""The service of a day: its date, what runs, how often.

The small feed: weekdays of 3 to 14 February 2025 (Monday to Friday of two weeks), trips at 07:00 and 08:00 from A over
B to C. Real feeds are counted with the csv module, apart from the product.
"""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date

import numpy as np
import pytest

from district_planner.core.errors import FeedError
from district_planner.core.transit.headways import check_period, pair_services, stop_departures
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.service import (
    Period,
    combined,
    default_date,
    departures_by_date,
    expanded,
    on_date,
    read_date,
    read_period,
)
from tests.core.feed_case import CALENDAR, TIMES, TRIPS, folder_feed, times

MORNING = Period(7 * 3600, 9 * 3600)


def feed_of(folder, **changed):
    return read_feed(folder_feed(folder, **changed))


def test_single_days_add_to_the_weekdays_and_take_away(tmp_path):
    dates = "service_id,date,exception_type\nWD,20250204,2\nWD,20250208,1\n"
    counts = departures_by_date(feed_of(tmp_path, calendar_dates=dates))
    assert counts[date(2025, 2, 3)] == 4  # two trips, two departures each
    assert counts[date(2025, 2, 4)] == 0
    assert counts[date(2025, 2, 8)] == 4
    assert (counts.index[0], counts.index[-1]) == (date(2025, 2, 3), date(2025, 2, 14))


def test_the_default_day_is_the_earliest_of_the_busiest_tuesdays(tmp_path):
    assert default_date(feed_of(tmp_path / "a")) == date(2025, 2, 4)
    extra = "service_id,date,exception_type\nX,20250211,1\n"
    busier = feed_of(tmp_path / "b", calendar_dates=extra, trips=TRIPS.replace("R,WD,T2", "R,X,T2"))
    assert default_date(busier) == date(2025, 2, 11)


def test_without_a_tuesday_the_default_is_the_busiest_day(tmp_path):
    saturdays = CALENDAR.replace("1,1,1,1,1,0,0", "0,0,0,0,0,1,0")
    assert default_date(feed_of(tmp_path, calendar=saturdays)) == date(2025, 2, 8)


def test_a_date_outside_the_feed_names_the_dates_that_it_covers(tmp_path):
    with pytest.raises(FeedError, match=r"nothing runs on 2025-03-01; the feed covers 2025-02-03 to 2025-02-14.*"
                                        r"Choose a day such as 2025-02-14"):  # fmt: skip
        on_date(feed_of(tmp_path), date(2025, 3, 1))


def test_a_period_without_a_departure_names_periods_that_have_some(tmp_path):
    day = on_date(feed_of(tmp_path))
    with pytest.raises(FeedError, match=r"2025-02-04: nothing leaves between 10:00 and 12:00. "
                                        r"Choose a period within 07:00-09:00"):  # fmt: skip
        check_period(day, Period(36000, 43200))
    check_period(day, MORNING)


def test_what_yesterday_still_runs_after_midnight_is_there(tmp_path):
    night = times("T1,23:50:00,23:50:00,A,1", "T1,24:10:00,24:10:00,B,2", "T2,22:00:00,22:00:00,A,1",
                  "T2,22:10:00,22:10:00,B,2")  # fmt: skip
    feed = feed_of(tmp_path, stop_times=night)
    tuesday = on_date(feed, date(2025, 2, 4))
    assert tuesday.trips["id"].tolist() == ["T1", "T2", "T1@-1"]
    assert tuesday.calls.departure.tolist() == [85800, 87000, 79200, 79800, -600, 600]
    monday = on_date(feed, date(2025, 2, 3))  # nothing ran on Sunday
    assert monday.trips["id"].tolist() == ["T1", "T2"]


def test_frequencies_become_trips_and_the_pattern_itself_does_not_run(tmp_path):
    # T1 every 25 minutes from 07:00 until before 08:00: 07:00, 07:25, 07:50; T2 keeps its own time.
    lines = "trip_id,start_time,end_time,headway_secs\nT1,07:00:00,08:00:00,1500\n"
    pattern = TIMES.replace("07:", "00:")
    feed = feed_of(tmp_path, frequencies=lines, stop_times=pattern)
    assert departures_by_date(feed)[date(2025, 2, 4)] == 2 * 3 + 2
    day = expanded(on_date(feed))
    assert dict(zip(day.trips["id"], day.calls.departure[day.calls.first[:-1]])) == {
        "T2": 28800, "T1#1": 25200, "T1#2": 26700, "T1#3": 28200,
    }  # fmt: skip
    assert (day.calls.arrival[day.calls.first[1:] - 1] - day.calls.departure[day.calls.first[:-1]] == 1200).all()


def test_departures_and_pairs_are_counted_in_the_period(tmp_path):
    day = on_date(feed_of(tmp_path))
    found = stop_departures(day, MORNING)
    assert found[["stop", "departures", "per_hour"]].values.tolist() == [[0, 2, 1.0], [1, 2, 1.0]]
    pairs = pair_services(day, MORNING)
    assert pairs[["from_stop", "to_stop", "departures", "per_hour", "ride_s"]].values.tolist() == [
        [0, 1, 2, 1.0, 600], [0, 2, 2, 1.0, 1200], [1, 2, 2, 1.0, 540],
    ]  # fmt: skip
    # The end of a period is not in it; 08:11 is when the second trip leaves B.
    assert pair_services(day, Period(25200, 29460))["departures"].tolist() == [2, 2, 1]


def test_nobody_boards_or_alights_where_the_feed_forbids_it(tmp_path):
    given = ("trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n"
             "T1,07:00:00,07:00:00,A,1,0,1\nT1,07:10:00,07:10:00,B,2,1,0\nT1,07:20:00,07:20:00,C,3,1,0\n")  # fmt: skip
    pairs = pair_services(on_date(feed_of(tmp_path, stop_times=given)), MORNING)
    assert pairs[["from_stop", "to_stop"]].values.tolist() == [[0, 1], [0, 2]]


def test_feeds_of_different_days_combine_and_name_their_dates(tmp_path):
    first = on_date(feed_of(tmp_path / "a"), date(2025, 2, 4))
    second = on_date(feed_of(tmp_path / "b"), date(2025, 2, 12))
    both = combined([first, second])
    assert both.name == "Example Buses, 2025-02-04; Example Buses, 2025-02-12"
    assert both.stops["id"].tolist() == ["1:A", "1:B", "1:C", "2:A", "2:B", "2:C"]
    assert both.trips["id"].tolist() == ["1:T1", "1:T2", "2:T1", "2:T2"]
    assert both.trips["route"].tolist() == [0, 0, 1, 1]
    assert both.calls.stop.tolist() == [0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5]
    assert both.calls.first.tolist() == [0, 3, 6, 9, 12]
    assert len(pair_services(both, MORNING)) == 6


def test_a_stop_of_two_feeds_is_one_where_they_agree_on_id_and_place(tmp_path):
    # B lies 60 m from where the first feed has it, A and C are the same; both feeds leave A twice in two hours.
    first = on_date(feed_of(tmp_path / "a"), date(2025, 2, 4)).placed(np.array([0.0, 1000, 2000]), np.zeros(3))
    second = on_date(feed_of(tmp_path / "b"), date(2025, 2, 4)).placed(np.array([0.0, 1060, 2049]), np.zeros(3))
    both = combined([first, second])
    assert both.stops["id"].tolist() == ["1:A", "1:B", "1:C", "2:B"]
    assert both.calls.stop.tolist() == [0, 1, 2, 0, 1, 2, 0, 3, 2, 0, 3, 2]
    pairs = pair_services(both, MORNING)
    # From A to C the two feeds' two departures an hour run together: 1 + 1 per hour.
    there = pairs[(pairs["from_stop"] == 0) & (pairs["to_stop"] == 2)]
    assert there["per_hour"].sum() == 2.0


def test_what_leaves_on_the_next_day_while_the_period_lasts_is_there(tmp_path):
    # T1 leaves at 00:10 of every working day, T2 at 23:30. On Tuesday night there is Wednesday's T1, on Friday none.
    night = times("T1,00:10:00,00:10:00,A,1", "T1,00:20:00,00:20:00,B,2", "T2,23:30:00,23:30:00,A,1",
                  "T2,23:40:00,23:40:00,B,2")  # fmt: skip
    feed = feed_of(tmp_path, stop_times=night)
    late = read_period("23:40-24:40")
    tuesday = on_date(feed, date(2025, 2, 4), late.until_s)
    assert tuesday.trips["id"].tolist() == ["T1", "T2", "T1@+1"]
    assert tuesday.calls.departure.tolist()[-2:] == [87000, 87600]
    assert stop_departures(tuesday, late)["departures"].tolist() == [1]
    assert on_date(feed, date(2025, 2, 7), late.until_s).trips["id"].tolist() == ["T1", "T2"]
    # Who sets out until 22:40 has 90 min: until 24:10, when T1 leaves, it is not taken.
    assert on_date(feed, date(2025, 2, 4), read_period("22:00-22:40").until_s).trips["id"].tolist() == ["T1", "T2"]
    assert on_date(feed, date(2025, 2, 4), read_period("22:00-22:41").until_s).trips["id"].tolist()[-1] == "T1@+1"


def test_frequencies_of_the_next_day_end_with_what_is_looked_at(tmp_path):
    # Every 10 min from 00:05 until 02:00: with a period until 23:00 is looked at until 24:30, so 24:05, 24:15, 24:25.
    feed = feed_of(
        tmp_path, stop_times=times("T1,05:00:00,05:00:00,A,1", "T1,05:10:00,05:10:00,B,2"),
        trips="route_id,service_id,trip_id\nR,WD,T1\n",
        frequencies="trip_id,start_time,end_time,headway_secs\nT1,00:05:00,02:00:00,600\n",
    )  # fmt: skip
    day = expanded(on_date(feed, date(2025, 2, 4), read_period("22:00-23:00").until_s))
    begins = day.calls.departure[day.calls.first[:-1]]
    assert begins[begins >= 86400].tolist() == [86700, 87300, 87900]


def test_dates_and_periods_are_read_and_wrong_ones_worded():
    assert read_period("07:00-09:00") == read_period("7:00 – 9:00:00") == MORNING
    assert read_period("22:00-25:30") == Period(79200, 91800)
    assert read_date("2025-02-11") == read_date("20250211") == date(2025, 2, 11)
    for text in ("", "07:00", "09:00-07:00", "a-b", "07:00-07:00"):
        with pytest.raises(FeedError, match="is no period"):
            read_period(text)
    for text in ("11.2.25", "2025-02-04garbage", "2025-2-4", "2025-02-31"):
        with pytest.raises(FeedError, match="is no date"):
            read_date(text)
    for text in ("07:00:00-07:00:30", "07:30:30-08:00:30"):
        with pytest.raises(FeedError, match=r"has seconds\. A period is of whole minutes"):
            read_period(text)


def test_departures_of_porto_are_those_of_its_files(reference_data):
    path = reference_data("porto", "gtfs_metro_do_porto.zip")
    feed = read_feed(path)
    with zipfile.ZipFile(path) as archive:

        def read(name):
            return list(csv.DictReader(io.StringIO(archive.read(f"{name}.txt").decode("utf-8-sig"))))

        weekly, single, trips, calls = map(read, ("calendar", "calendar_dates", "trips", "stop_times"))
    day = date(2025, 12, 10)
    runs = {row["service_id"] for row in weekly
            if row["wednesday"] == "1" and row["start_date"] <= "20251210" <= row["end_date"]}  # fmt: skip
    for row in single:
        if row["date"] == "20251210":
            (runs.add if row["exception_type"] == "1" else runs.discard)(row["service_id"])
    running = {row["trip_id"] for row in trips if row["service_id"] in runs}
    assert len(running) == 1153  # as the data's README says
    found = on_date(feed, day)
    today = {trip for trip in found.trips["id"] if not trip.endswith("@-1")}
    assert today == running
    last = {}
    for row in calls:
        last[row["trip_id"]] = max(last.get(row["trip_id"], 0), int(row["stop_sequence"]))
    wanted = {}
    for row in calls:
        hours, minutes, _ = map(int, row["departure_time"].split(":"))
        leaves = row["trip_id"] in running and int(row["stop_sequence"]) < last[row["trip_id"]]
        if leaves and 7 * 60 <= hours * 60 + minutes < 9 * 60:
            wanted[row["stop_id"]] = wanted.get(row["stop_id"], 0) + 1
    counted = stop_departures(found, MORNING).groupby("stop")["departures"].sum()
    assert dict(zip(found.stops["id"][counted.index], counted)) == wanted
