"""Feeds are read: what is usable stays, what is not is dropped with a reason, what is unsafe is refused.

Expected numbers of real feeds are counted with the csv module here, apart from the reader.
"""

from __future__ import annotations

import csv
import io
import struct
import zipfile

import pytest

from district_planner.core.errors import FeedError
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.route_types import mode_of
from tests.core.feed_case import AGENCY, STOPS, TIMES, TRIPS, folder_feed, tables, times, zip_feed

REAL = {
    "supertram": ("sheffield-rotherham", "gtfs_supertram_winter2024.zip"),
    "rail": ("sheffield-rotherham", "gtfs_rail_clip_2019.zip"),
    "newport": ("newport", "newport-20230613_gtfs.zip"),
    "porto": ("porto", "gtfs_metro_do_porto.zip"),
    "eptc": ("porto-alegre", "poa_eptc.zip"),
    "trensurb": ("porto-alegre", "poa_trensurb.zip"),
    "sao paulo": ("sao-paulo-centre", "spo_gtfs.zip"),
}


def rows(path, table):
    with zipfile.ZipFile(path) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(f"{table}.txt").decode("utf-8-sig"))))


def reasons(feed):
    return {(row.table, row.kind): row.count for row in feed.report.itertuples()}


def test_a_feed_is_the_same_out_of_a_zip_a_folder_and_a_zip_with_a_folder(tmp_path):
    plain = read_feed(zip_feed(tmp_path / "a.zip"))
    assert plain.calls.arrival.tolist() == [25200, 25800, 26400, 28800, 29400, 30000]
    assert plain.calls.departure.tolist() == [25200, 25860, 26400, 28800, 29460, 30000]
    assert plain.sources[0].name == "Example Buses"
    assert plain.routes.loc[0, ["name", "mode"]].tolist() == ["1", "bus"]
    for other in (zip_feed(tmp_path / "b.zip", inside="feed 2025/"), folder_feed(tmp_path / "c"),
                  folder_feed(tmp_path / "d" / "inner").parent):  # fmt: skip
        again = read_feed(other)
        assert again.stops.equals(plain.stops)
        assert again.calls.arrival.tolist() == plain.calls.arrival.tolist()


def test_byte_order_marks_spaces_and_quotes_do_not_matter(tmp_path):
    spaced = {name.removesuffix(".txt"): "\ufeff" + text.replace(",", ", ").replace("Alpha", '"Alpha, east"')
              for name, text in tables().items()}  # fmt: skip
    feed = read_feed(folder_feed(tmp_path, **spaced))
    assert feed.stops["name"].tolist() == ["Alpha, east", "Beta", "Gamma"]
    assert len(feed.calls) == 6


def test_files_that_the_standard_lets_out_may_be_missing(tmp_path):
    dates = "service_id,date,exception_type\nWD,20250204,1\n"
    feed = read_feed(folder_feed(tmp_path, agency=None, calendar=None, calendar_dates=dates))
    assert [day.isoformat() for day in feed.services.span()] == ["2025-02-04", "2025-02-04"]
    assert feed.sources[0].name == tmp_path.name


@pytest.mark.parametrize("missing", ["stops", "routes", "trips", "stop_times"])
def test_a_required_file_that_is_missing_is_named(tmp_path, missing):
    with pytest.raises(FeedError, match=f"{missing}.txt is missing"):
        read_feed(folder_feed(tmp_path, **{missing: None}))


def test_a_feed_without_days_is_refused(tmp_path):
    with pytest.raises(FeedError, match=r"neither calendar.txt nor calendar_dates.txt"):
        read_feed(folder_feed(tmp_path, calendar=None))


def test_what_is_no_zip_is_refused(tmp_path):
    path = tmp_path / "feed.zip"
    path.write_text("stop_id,stop_name\n")
    with pytest.raises(FeedError, match=r"is not a zip file.*Choose a GTFS feed"):
        read_feed(path)
    with pytest.raises(FeedError, match="does not exist"):
        read_feed(tmp_path / "absent.zip")


@pytest.mark.parametrize("name", ["../stops.txt", "a/../../stops.txt", "/etc/stops.txt", "..\\stops.txt"])
def test_a_zip_with_names_that_point_outside_is_refused(tmp_path, name):
    path = zip_feed(tmp_path / "feed.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, "x")
    with pytest.raises(FeedError, match="points outside of it"):
        read_feed(path)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    # 60 MB of one letter pack to about 60 kB: 1,000 times.
    path = zip_feed(tmp_path / "feed.zip", stop_times=TIMES + "x" * 60_000_000)
    with pytest.raises(FeedError, match=r"stop_times.txt would unpack to .* times its size"):
        read_feed(path)


def test_a_table_of_more_than_the_limit_is_refused(tmp_path):
    # The size that the directory of the zip declares is what is checked: 3 GB written into it.
    path = zip_feed(tmp_path / "feed.zip")
    content = bytearray(path.read_bytes())
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(b"stops.txt"))
    content[entry + 24 : entry + 28] = struct.pack("<I", 3_000_000_000)
    path.write_bytes(content)
    with pytest.raises(FeedError, match=r"stops.txt holds 3.0 GB, more than the 2 GB"):
        read_feed(path)


def test_a_zip_of_very_many_files_is_refused(tmp_path):
    path = zip_feed(tmp_path / "feed.zip")
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(10_001):
            archive.writestr(f"{number}", "")
    with pytest.raises(FeedError, match="more than 10,000"):
        read_feed(path)


def test_two_feeds_in_one_zip_are_named(tmp_path):
    path = zip_feed(tmp_path / "feed.zip", inside="bus/")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("tram/stops.txt", STOPS)
    with pytest.raises(FeedError, match="holds 2 feeds: bus/, tram/"):
        read_feed(path)


def test_a_damaged_zip_is_refused(tmp_path):
    path = zip_feed(tmp_path / "feed.zip")
    content = bytearray(path.read_bytes())
    at = content.index(b"stops.txt") + 20
    content[at : at + 10] = b"\x00" * 10
    path.write_bytes(content)
    with pytest.raises(FeedError, match=r"cannot be unpacked|is missing"):
        read_feed(path)


def test_times_that_run_backwards_drop_the_trip(tmp_path):
    bad = times("T1,07:00:00,07:00:00,A,1", "T1,06:50:00,06:50:00,B,2", "T2,08:00:00,08:00:00,A,1",
                "T2,08:10:00,08:10:00,B,2")  # fmt: skip
    feed = read_feed(folder_feed(tmp_path, stop_times=bad))
    assert feed.trips["id"].tolist() == ["T2"]
    assert reasons(feed) == {("stop_times", "backwards"): 1}
    bad = times("T1,07:00:00,07:00:00,A,1", "T1,07:10:00,07:09:00,B,2", "T1,07:20:00,07:20:00,C,3")
    with pytest.raises(FeedError, match=r"no trip is left that can be used .*run backwards"):
        read_feed(folder_feed(tmp_path / "again", stop_times=bad))


def test_a_time_that_cannot_be_read_drops_the_trip(tmp_path):
    bad = TIMES.replace("T1,07:10:00,07:11:00", "T1,7h10,7h11")
    feed = read_feed(folder_feed(tmp_path, stop_times=bad))
    assert feed.trips["id"].tolist() == ["T2"]
    assert reasons(feed) == {("stop_times", "unreadable"): 1}


def test_stops_at_zero_and_off_the_earth_are_dropped_with_their_calls(tmp_path):
    stops = STOPS.replace("B,Beta,53.01,-1.50", "B,Beta,0,0") + "D,Delta,95,-1\nE,Epsilon,,\n"
    feed = read_feed(folder_feed(tmp_path, stops=stops))
    assert feed.stops["id"].tolist() == ["A", "C"]
    assert feed.calls.stop.tolist() == [0, 1, 0, 1]
    assert reasons(feed) == {("stops", "at 0, 0"): 1, ("stops", "no position"): 2, ("stop_times", "no stop"): 2}


def test_a_platform_without_a_place_takes_that_of_its_station(tmp_path):
    head = "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,platform_code"
    stops = (f"{head}\nA,Alpha,53.00,-1.50,,,\nB,Beta,,,0,S,2\n"
             "S,Beta station,53.01,-1.50,1,,\nC,Gamma,53.03,-1.5,0,none,\n")  # fmt: skip
    feed = read_feed(folder_feed(tmp_path, stops=stops))
    beta = feed.stops.set_index("id").loc["B"]
    assert beta[["lon", "lat", "parent", "platform"]].tolist() == [-1.5, 53.01, "S", "2"]
    assert feed.stops["station"].tolist() == [False, False, True, False]
    assert feed.stops["parent"].tolist() == ["", "S", "", ""]
    assert reasons(feed) == {("stops", "station's place"): 1}


def test_blank_times_are_interpolated_by_distance(tmp_path):
    # A to B is 0.01 degree of latitude, B to C 0.02: B is reached after a third of the 30 minutes from 07:05 on.
    blank = times("T1,07:00:00,07:05:00,A,1", "T1,,,B,2", "T1,07:35:00,07:35:00,C,3")
    feed = read_feed(folder_feed(tmp_path, stop_times=blank))
    assert feed.calls.arrival.tolist() == [25200, 26100, 27300]
    assert feed.calls.departure.tolist() == [25500, 26100, 27300]
    assert reasons(feed) == {("stop_times", "blank"): 1, ("trips", "no calls"): 1}


def test_blank_times_follow_the_distance_that_the_feed_gives(tmp_path):
    given = ("trip_id,arrival_time,departure_time,stop_id,stop_sequence,shape_dist_traveled\n"
             "T1,07:00:00,07:00:00,A,1,0\nT1,,,B,2,0.75\nT1,07:20:00,07:20:00,C,3,1.0\n")  # fmt: skip
    feed = read_feed(folder_feed(tmp_path, stop_times=given))
    assert feed.calls.arrival.tolist() == [25200, 26100, 26400]


def test_a_trip_without_a_first_time_is_dropped(tmp_path):
    bad = TIMES.replace("T1,07:00:00,07:00:00", "T1,,")
    feed = read_feed(folder_feed(tmp_path, stop_times=bad))
    assert feed.trips["id"].tolist() == ["T2"]
    assert reasons(feed) == {("stop_times", "no time"): 1}


def test_one_of_the_two_times_stands_for_both_and_times_pass_midnight(tmp_path):
    late = times("T1,,23:50:00,A,1", "T1,24:05:00,,B,2", "T1,25:00,25:00,C,3")
    feed = read_feed(folder_feed(tmp_path, stop_times=late))
    assert feed.calls.arrival.tolist() == feed.calls.departure.tolist() == [85800, 86700, 90000]


def test_calls_are_sorted_by_sequence_with_gaps_and_repeats(tmp_path):
    shuffled = times("T2,08:00:00,08:00:00,A,5", "T1,07:20:00,07:20:00,C,30", "T1,07:00:00,07:00:00,A,4",
                     "T2,08:10:00,08:10:00,B,6", "T1,07:10:00,07:10:00,B,9", "T1,07:12:00,07:12:00,C,9")  # fmt: skip
    feed = read_feed(folder_feed(tmp_path, stop_times=shuffled))
    assert feed.calls.stop.tolist() == [0, 1, 2, 0, 1]
    assert reasons(feed) == {("stop_times", "repeated"): 1}


def test_single_stop_trips_and_trips_of_nothing_are_dropped_and_said(tmp_path):
    more = TRIPS + "R,WD,T3,0\nR,WD,T4,0\nQ,WD,T5,0\nR,XX,T6,0\n"
    feed = read_feed(folder_feed(tmp_path, trips=more, stop_times=TIMES + "T3,09:00:00,09:00:00,A,1\n"))
    assert feed.trips["id"].tolist() == ["T1", "T2"]
    assert reasons(feed) == {
        ("trips", "single stop"): 1, ("trips", "no calls"): 1, ("trips", "no route"): 1, ("trips", "no service"): 1,
    }  # fmt: skip


def test_where_nobody_may_board_or_alight_is_known(tmp_path):
    given = ("trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n"
             "T1,07:00:00,07:00:00,A,1,0,1\nT1,07:10:00,07:10:00,B,2,,\nT1,07:20:00,07:20:00,C,3,1,0\n")  # fmt: skip
    calls = read_feed(folder_feed(tmp_path, stop_times=given)).calls
    assert calls.board.tolist() == [True, True, False]
    assert calls.alight.tolist() == [False, True, True]


def test_frequencies_and_transfers_are_read_and_wrong_ones_dropped(tmp_path):
    lines = ("trip_id,start_time,end_time,headway_secs,exact_times\nT1,07:00:00,09:00:00,600,1\n"
             "T1,09:00:00,10:00:00,0,\nT1,10:00:00,10:00:00,600,\nT9,07:00:00,08:00:00,600,\n")  # fmt: skip
    changes = "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nA,B,2,180\nB,C,3,\nC,Z,0,\nA,A,4,\n"
    feed = read_feed(folder_feed(tmp_path, frequencies=lines, transfers=changes))
    assert feed.frequencies.values.tolist() == [[0, 25200, 32400, 600, True]]
    assert feed.transfers.values.tolist() == [[0, 1, 2, 180], [1, 2, 3, 0]]
    assert reasons(feed) == {
        ("frequencies", "headway"): 1, ("frequencies", "times"): 1, ("frequencies", "no trip"): 1,
        ("transfers", "no stop"): 1, ("transfers", "stay seated"): 1,
    }  # fmt: skip


def test_transfers_for_one_route_or_trip_are_left_out_and_counted(tmp_path):
    changes = ("from_stop_id,to_stop_id,from_route_id,to_route_id,from_trip_id,to_trip_id,transfer_type,"
               "min_transfer_time\nA,B,R,,,,3,\nA,B,,,,T2,2,900\nB,C,,R,,,2,60\nB,C,,,T1,,2,60\n"
               "A,C,,,,,2,180\n")  # fmt: skip
    feed = read_feed(folder_feed(tmp_path, transfers=changes))
    assert feed.transfers.values.tolist() == [[0, 2, 2, 180]]
    assert reasons(feed) == {("transfers", "one route or trip"): 4}


def test_route_types_of_both_lists_are_modes():
    said = {"0": "tram", "1": "metro", "2": "rail", "3": "bus", "4": "ferry", "5": "tram", "6": "cable", "7": "cable",
            "11": "bus", "12": "metro", "109": "rail", "200": "bus", "400": "metro", "717": "bus", "800": "bus",
            "900": "tram", "1000": "ferry", "1300": "cable", "1501": "other", "": "other", "99": "other"}  # fmt: skip
    assert {number: mode_of(number) for number in said} == said


@pytest.mark.parametrize("name", list(REAL))
def test_real_feeds_keep_every_usable_trip(reference_data, name):
    path = reference_data(*REAL[name])
    feed = read_feed(path)
    calls = {}
    for row in rows(path, "stop_times"):
        calls.setdefault(row["trip_id"], []).append(row)
    usable = set()
    for trip, found in calls.items():
        found.sort(key=lambda row: int(row["stop_sequence"]))
        every = [row[key] for row in found for key in ("arrival_time", "departure_time") if row[key]]
        clock = [sum(int(part) * 60**power for part, power in zip(text.split(":"), (2, 1, 0))) for text in every]
        if len(found) > 1 and clock == sorted(clock):
            usable.add(trip)
    assert set(feed.trips["id"]) == usable
    assert len(feed.calls) == sum(len(calls[trip]) for trip in usable)
    assert len(feed.stops) == len(rows(path, "stops"))


def test_the_attribution_names_agency_and_publisher(tmp_path):
    info = "feed_publisher_name,feed_publisher_url,feed_lang\nOpen Publisher,https://x.org,en\n"
    feed = read_feed(folder_feed(tmp_path, agency=AGENCY, feed_info=info))
    assert feed.attribution == "Example Buses, Open Publisher"
