"""A drawn line goes out as GTFS and comes back: through the product's own reader, a validator and another library."""

from __future__ import annotations

import zipfile

import numpy as np
import partridge
import pytest
import shapely
from shapely.geometry import LineString

from district_planner.core.errors import LayerError
from district_planner.core.interventions.effects import TransitLine
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.kinds.light_rail import KIND
from district_planner.core.transit.line_gtfs import write_gtfs
from district_planner.core.transit.lines import Stops, drawn, no_stops, served
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.service import Period, on_date

MORNING = Period(7 * 3600, 9 * 3600)
LINE = Intervention(
    "L1", "light_rail", LineString([(0, 0), (1200, 0), (1200, 1200)]), "Spur, “north”", False,
    {"stops": '[{"chainage_m": 0, "name": "West"}, 800, 1200, 2400]', "headway_min": 10,
     "headways": '[["08:00", "09:00", 5]]'},
)  # fmt: skip

BUS = Intervention(
    "L2", "light_rail", LineString([(0, 300), (2000, 300)]), "B1", False,
    {"service": "bus", "stops": "[0, 2000]", "last_departure": "25:00"},
)  # fmt: skip


def degrees(shapes):
    return shapely.transform(shapes, lambda xy: xy / 100_000 + [-1.5, 53.3])


def back(feed):
    at = (feed.stops[["lon", "lat"]].to_numpy(dtype=float) - [-1.5, 53.3]) * 100_000
    return feed.placed(at[:, 0], at[:, 1])


def written(tmp_path, form: str):
    path = tmp_path / f"{form}.zip"
    write_gtfs([LINE], path, degrees, form)
    return path


@pytest.mark.parametrize("form", ["frequencies", "trips"])
def test_what_is_read_back_rides_as_what_was_drawn(tmp_path, form):
    feed = back(on_date(read_feed(written(tmp_path, form))))

    stops, rides = served(feed, MORNING)

    (line,) = [effect for effect in KIND.effects(LINE) if isinstance(effect, TransitLine)]
    mine, direct = drawn(no_stops(), [line], MORNING)
    assert isinstance(mine, Stops)
    assert not len(feed.report[feed.report["severity"] == "dropped"])
    assert stops.xy == pytest.approx(mine.xy, abs=0.02)
    got = {(a, b): (f, t) for a, b, f, t in zip(rides.source, rides.target, rides.per_hour, rides.ride_min)}
    want = {(a, b): (f, t) for a, b, f, t in zip(direct.source, direct.target, direct.per_hour, direct.ride_min)}
    assert got.keys() == want.keys()
    for pair, (frequency, minutes) in want.items():
        # From 07:00 six an hour, from 08:00 twelve: nine an hour. One departure more or less may fall in the period
        # at a stop along the line; rides are whole seconds there.
        assert got[pair][0] == pytest.approx(frequency, abs=1.0)
        assert got[pair][1] == pytest.approx(minutes, abs=2 / 60)
    assert want[0, 1][0] == 9.0


def test_trips_leave_at_the_headway_of_the_hour(tmp_path):
    feed = on_date(read_feed(written(tmp_path, "trips")))

    first = feed.calls.departure[feed.calls.first[:-1]][feed.trips["direction"].to_numpy() == 0]

    assert np.diff(np.sort(first[(first >= 7 * 3600) & (first < 8 * 3600)])).tolist() == [600] * 5
    assert np.diff(np.sort(first[(first >= 8 * 3600) & (first < 9 * 3600)])).tolist() == [300] * 11


@pytest.mark.parametrize("form", ["frequencies", "trips"])
def test_a_validator_of_its_own_finds_no_fault(tmp_path, form):
    guru = pytest.importorskip("gtfs_guru", reason="gtfs-guru has no build for this system")
    path = tmp_path / "lines.zip"
    write_gtfs([LINE, BUS], path, degrees, form)

    # The rules of the canonical GTFS validator; the day lies within the days on which lines run.
    found = guru.validate(str(path), country_code="GB", date="2026-06-09")

    assert [(one.code, one.context()) for one in found.errors()] == []
    # A planner's line has nobody to be called about it.
    assert {one.code for one in found.warnings()} == {"missing_feed_contact_email_and_url"}


def test_the_validator_would_find_a_fault(tmp_path):
    guru = pytest.importorskip("gtfs_guru", reason="gtfs-guru has no build for this system")
    with zipfile.ZipFile(written(tmp_path, "frequencies")) as whole, zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad:
        for name in whole.namelist():
            bad.writestr(name, whole.read(name).replace(b",L1:1,1", b",elsewhere,1"))

    found = guru.validate(str(tmp_path / "bad.zip"), country_code="GB", date="2026-06-09")

    assert {one.code for one in found.errors()} == {"foreign_key_violation"}


@pytest.mark.parametrize("form", ["frequencies", "trips"])
def test_another_library_reads_what_was_drawn(tmp_path, form):
    feed = partridge.load_feed(str(written(tmp_path, form)))

    assert feed.agency["agency_timezone"].tolist() == ["Europe/London"]
    assert feed.routes[["route_id", "route_long_name", "route_type"]].to_numpy().tolist() == [
        ["L1", "Spur, “north”", 0]
    ]  # fmt: skip
    assert feed.stops["stop_name"].tolist()[0] == "West"
    # Methods A14 at 80 km/h: 58.2, 40.0 and 76.2 s, 20 s at either stop between; calls are whole seconds.
    calls = feed.stop_times[feed.stop_times["trip_id"] == "L1:0:0"].sort_values("stop_sequence")
    assert (calls["arrival_time"] - 5.5 * 3600).tolist() == [0, 58, 118, 214]
    assert (calls["departure_time"] - 5.5 * 3600).tolist() == [0, 78, 138, 214]
    first = feed.stop_times[feed.stop_times["stop_sequence"] == 0]["departure_time"]
    if form == "frequencies":
        hourly = feed.frequencies[["start_time", "end_time", "headway_secs"]].to_numpy() / [3600, 3600, 60]
        assert hourly.tolist() == [[5.5, 8, 10], [8, 9, 5], [9, 23 + 40 / 60, 10]] * 2
    else:
        # 05:30 to 23:30 every 10 min are 109, the last one too; from 08:00 to 09:00 six more; both ways.
        assert len(first) == 2 * 115
        assert first.max() == 23.5 * 3600
        assert first.between(8 * 3600, 9 * 3600 - 1).sum() == 2 * 12


def test_a_wrong_form_and_a_folder_that_is_not_there_are_sentences(tmp_path):
    with pytest.raises(LayerError, match="Choose from frequencies, trips"):
        write_gtfs([LINE], tmp_path / "x.zip", degrees, "often")
    with pytest.raises(LayerError, match="cannot write the file"):
        write_gtfs([LINE], tmp_path / "no" / "x.zip", degrees)
    with pytest.raises(LayerError, match="there is no line to write"):
        write_gtfs([], tmp_path / "x.zip", degrees)
    with pytest.raises(LayerError, match=r"is no time zone\. Write a name such as Europe/London"):
        write_gtfs([LINE], tmp_path / "x.zip", degrees, timezone="here, now")
    assert list(tmp_path.iterdir()) == []
