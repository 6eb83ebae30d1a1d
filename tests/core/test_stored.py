"""The service of a day goes into the district's file and comes back the same."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from district_planner.core.errors import DistrictDataError
from district_planner.core.geopackage import open_district, write_district
from district_planner.core.transit.headways import pair_services
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.service import Period, combined, on_date
from district_planner.core.transit.stored import feed_of, period_of, settings_of, tables_of
from tests.core.feed_case import folder_feed
from tests.oracle.cases import district_of, street

MORNING = Period(25200, 32400)


def two_days(folder):
    lines = "trip_id,start_time,end_time,headway_secs,exact_times\nT1,07:00:00,08:00:00,900,1\n"
    changes = "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nA,B,2,180\n"
    first = on_date(read_feed(folder_feed(folder / "a", frequencies=lines, transfers=changes)), date(2025, 2, 4))
    second = on_date(read_feed(folder_feed(folder / "b")), date(2025, 2, 12))
    return combined([first.placed(np.arange(3.0), np.zeros(3)), second.placed(np.arange(3.0) + 1000, np.ones(3))])


def with_service(feed, **settings):
    district = district_of({"streets": [street("s", [(0, 0), (100, 0)])]})
    from dataclasses import replace

    tables = {**district.tables, **tables_of(feed, MORNING)}
    return replace(district, tables=tables, settings={**settings_of(feed, MORNING), **settings})


def test_the_service_comes_back_from_the_file_as_it_was(tmp_path):
    feed = two_days(tmp_path)
    path = tmp_path / "d.gpkg"
    write_district(with_service(feed), path)
    district = open_district(path)
    again = feed_of(district)
    assert again.sources == feed.sources
    assert period_of(district) == MORNING
    for name in ("trip", "stop", "arrival", "departure", "board", "alight", "first"):
        assert getattr(again.calls, name).tolist() == getattr(feed.calls, name).tolist(), name
    for name in ("routes", "transfers", "frequencies"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(feed, name), check_dtype=False)
    pd.testing.assert_frame_equal(again.trips, feed.trips, check_dtype=False)
    assert again.stops[["id", "name", "x", "y"]].values.tolist() == feed.stops[["id", "name", "x", "y"]].values.tolist()
    assert pair_services(again, MORNING).equals(pair_services(feed, MORNING))


def test_stops_tell_mode_routes_and_departures(tmp_path):
    # The first feed leaves A every 15 minutes from 07:00 until before 08:00 and once at 08:00: 5 in two hours.
    stops = tables_of(two_days(tmp_path), MORNING)["stops"].set_index("id")
    assert stops.loc["1:A", ["mode", "routes", "per_hour", "feed"]].tolist() == ["bus", "1", 2.5, 1]
    assert stops.loc["2:A", ["per_hour", "feed"]].tolist() == [1.0, 2]
    assert stops.loc["1:C", "per_hour"] == 0.0


def test_a_district_without_a_feed_has_no_service():
    assert feed_of(district_of({"streets": [street("s", [(0, 0), (100, 0)])]})) is None


def test_stops_of_the_map_are_not_stops_of_the_feed(tmp_path):
    feed = two_days(tmp_path)
    district = with_service(feed)
    mapped = pd.DataFrame({"id": ["n1"], "mode": ["bus"], "geometry": [district.tables["stops"]["geometry"][0]]})
    district.tables["stops"] = pd.concat([mapped, district.tables["stops"]], ignore_index=True)
    assert feed_of(district).stops["id"].tolist() == feed.stops["id"].tolist()


def test_a_call_at_a_stop_that_was_deleted_is_worded(tmp_path):
    district = with_service(two_days(tmp_path))
    district.tables["stops"] = district.tables["stops"].iloc[1:]
    with pytest.raises(DistrictDataError, match=r"transit_calls: stop '1:A' is not there"):
        feed_of(district)
    with pytest.raises(DistrictDataError, match="has calls but no transit_feeds"):
        feed_of(with_service(two_days(tmp_path), transit_feeds=[]))
