"""A drawn line goes out as GTFS and comes back: through the product's own reader, and through another library."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString

from district_planner.core.errors import LayerError
from district_planner.core.interventions.effects import TransitLine
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.kinds.light_rail import KIND
from district_planner.core.transit.line_gtfs import line_from_feed, write_gtfs
from district_planner.core.transit.lines import Stops, drawn, no_stops, served
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.service import Period, on_date

MORNING = Period(7 * 3600, 9 * 3600)
LINE = Intervention(
    "L1", "light_rail", LineString([(0, 0), (1200, 0), (1200, 1200)]), "Spur, “north”", False,
    {"stops": '[{"chainage_m": 0, "name": "West"}, 800, 1200, 2400]', "headway_min": 10,
     "headways": '[["08:00", "09:00", 5]]'},
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


def test_another_library_reads_it(tmp_path):
    kit = pytest.importorskip("gtfs_kit", reason="gtfs_kit is not installed; pip install gtfs_kit")

    feed = kit.read_feed(written(tmp_path, "frequencies"), dist_units="km")

    assert feed.stops["stop_name"].tolist()[0] == "West"
    assert set(feed.frequencies["headway_secs"]) == {600, 300}


def test_a_route_of_a_feed_becomes_a_line(tmp_path):
    feed = back(on_date(read_feed(written(tmp_path, "frequencies"))))

    line = line_from_feed(feed, "L1", "again")

    (effect,) = [effect for effect in KIND.effects(line) if isinstance(effect, TransitLine)]
    assert effect.stops[0].name == "West"
    assert effect.replaces == ("L1",)
    with pytest.raises(LayerError, match=r"there is no route 'X' that runs.*Choose from L1"):
        line_from_feed(feed, "X")


def test_a_wrong_form_and_a_folder_that_is_not_there_are_sentences(tmp_path):
    with pytest.raises(LayerError, match="Choose from frequencies, trips"):
        write_gtfs([LINE], tmp_path / "x.zip", degrees, "often")
    with pytest.raises(LayerError, match="cannot write the file"):
        write_gtfs([LINE], tmp_path / "no" / "x.zip", degrees)
