"""The access level of points on a street with a bus stop: by hand from the method, for feeds that name routes twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point

from district_planner.core.evaluation.traveltimes import Travel, TravelRequest, as_places
from district_planner.core.interventions.effects import TransitChange
from district_planner.core.transit.access_level import levels, trains_apart, untold_directions
from district_planner.core.transit.feed import Feed
from district_planner.core.transit.frequency import FrequencyModel
from district_planner.core.transit.ground import StraightGround
from district_planner.core.transit.ptal import rules_of
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.service import Period, combined, on_date
from district_planner.core.transit.stored import settings_of, tables_of
from district_planner.core.transit.waits import Weights
from tests.core.clock_case import drawn
from tests.core.feed_case import folder_feed, times
from tests.oracle.cases import district_of, street

AGENCIES = "agency_id,agency_name,agency_url,agency_timezone\n" + "".join(
    f"{one},{name},https://x.org,Europe/London\n" for one, name in (("X", "Example Buses"), ("Y", "Other Buses"))
)
ALONG = {"A": 0.0, "B": 3000.0, "C": 6000.0}


def every_twenty(folder: Path, routes: dict[str, tuple[str, str]], agency: str | None = AGENCIES) -> Feed:
    """Each route, id -> (name, agency), leaves A for C every 20 minutes from 07:00: three in the hour of the method."""
    trips = [(f"{route}{n}", route, 7 * 60 + 20 * n + late) for late, route in enumerate(routes) for n in range(9)]
    clock = [(one, f"{m // 60:02}:{m % 60:02}:00", f"{m // 60:02}:{m % 60 + 8:02}:00") for one, _, m in trips]
    feed = on_date(read_feed(folder_feed(
        folder, agency=agency,
        routes="route_id,agency_id,route_short_name,route_long_name,route_type\n"
               + "".join(f"{route},{owner},{name},,3\n" for route, (name, owner) in routes.items()),
        trips="route_id,service_id,trip_id,direction_id\n" + "".join(f"{r},WD,{t},0\n" for t, r, _ in trips),
        stop_times=times(*(f"{t},{a},{a},A,1\n{t},{b},{b},C,2" for t, a, b in clock)),
    )))  # fmt: skip
    return feed.placed(np.array([ALONG[one] for one in feed.stops["id"]]), np.zeros(len(feed.stops)))


def index_at(feed: Feed, *metres: float, **settings: Any) -> list[float]:
    """Return the index of points along a street that begins at the stop A."""
    made = district_of({"streets": [street("s", [(0, 0), (6000, 0)])]})
    period = Period(7 * 3600, 10 * 3600)
    made = replace(made, tables={**made.tables, **tables_of(feed, period)},
                   settings={**settings_of(feed, period), **settings})  # fmt: skip
    rows = [(f"p{x:g}", Point(x, 0)) for x in metres]
    points = as_places(made, pd.DataFrame(rows, columns=["id", "geometry"]))
    travel = Travel(made, TravelRequest(modes=("transit",)))
    found = levels(travel.model, points, travel.base, rules_of(made.settings))
    by_id = dict(zip(points.id.tolist(), found["ptai"].tolist()))
    return [by_id[one] for one, _ in rows]


# 320 m are 4 min; 2 min of reliability. Six an hour: 4 + 5 + 2, EDF 30 / 11. Three: 4 + 10 + 2, EDF 30 / 16.


def test_two_ids_of_one_name_and_agency_are_one_route_with_the_departures_of_both(tmp_path):
    feed = every_twenty(tmp_path / "f", {"R1": ("1", "X"), "R2": ("1", "X")})

    assert index_at(feed, 320) == pytest.approx([30 / 11])


def test_routes_of_two_names_or_of_two_agencies_are_two_routes(tmp_path):
    names = every_twenty(tmp_path / "n", {"R1": ("1", "X"), "R2": ("2", "X")})
    agencies = every_twenty(tmp_path / "a", {"R1": ("1", "X"), "R2": ("1", "Y")})

    assert index_at(names, 320) == pytest.approx([1.5 * 30 / 16])
    assert index_at(agencies, 320) == pytest.approx([2.8125])


def test_feeds_that_name_no_agency_have_routes_of_their_own(tmp_path):
    one, other = (every_twenty(tmp_path / name, {"R1": ("1", "")}, agency=None) for name in ("one", "other"))
    alike = every_twenty(tmp_path / "alike", {"R1": ("1", ""), "R2": ("1", "")}, agency=None)

    assert index_at(combined([one, other]), 320) == pytest.approx([2.8125])
    assert index_at(alike, 320) == pytest.approx([30 / 11])


@pytest.mark.parametrize("kmh", [3.6, 4.7, 4.8, 6.0])
def test_distance_is_walked_at_80_m_a_minute_however_quickly_the_district_walks(tmp_path, kmh):
    # Six an hour. 400 m: 5 + 5 + 2. 600 m: 7.5 + 5 + 2. 640 m is in reach, 8 + 5 + 2; 641 m is not.
    feed = every_twenty(tmp_path / "f", {"R1": ("1", "X"), "R2": ("1", "X")})

    found = index_at(feed, 400, 600, 640, 641, walk_kmh=kmh)

    # Times are whole milliseconds: 2 mm on foot.
    assert found == pytest.approx([2.5, 30 / 14.5, 2.0, 0.0], abs=1e-5)


def test_without_streets_the_detour_is_walked_and_the_speed_still_changes_nothing(tmp_path):
    # 320 m straight × 1.25 are 400 m.
    feed = every_twenty(tmp_path / "f", {"R1": ("1", "X"), "R2": ("1", "X")})
    period = Period(7 * 3600, 10 * 3600)
    made = district_of({})
    for kmh in (3.6, 4.8):
        there = replace(made, tables={**made.tables, **tables_of(feed, period)},
                        settings={**settings_of(feed, period), "detour_factor": 1.25, "walk_kmh": kmh})  # fmt: skip
        points = as_places(there, pd.DataFrame({"id": ["p"], "geometry": [Point(320, 0)]}))
        travel = Travel(there, TravelRequest(modes=("transit",)))
        assert levels(travel.model, points, (), rules_of({}))["ptai"].tolist() == pytest.approx([2.5], abs=1e-5)


def rail_and_bus(folder: Path, *late: str) -> Feed:
    """Three trains that leave A from 08:20, each a route of its own, and a bus that leaves it at the full hour.

    ``late`` are trains that leave at 10:00, after the hour of the method.
    """
    leaves = {**{f"K{n}": [f"08:{20 + 10 * n}"] for n in range(3)}, **{one: ["10:00"] for one in late},
              "R": ["07:00", "09:00"], "S": ["09:10"]}  # fmt: skip
    trips = [(f"{route}_{at}", route, at) for route, some in leaves.items() for at in some]
    return on_date(read_feed(folder_feed(
        folder,
        routes="route_id,route_short_name,route_long_name,route_type\n"
               + "".join(f"{route},{route},,{3 if route in 'RS' else 2}\n" for route in leaves),
        trips="route_id,service_id,trip_id\n" + "".join(f"{route},WD,{trip}\n" for trip, route, _ in trips),
        stop_times=times(*(f"{t},{at}:00,{at}:00,A,1\n{t},11:00:00,11:00:00,C,2" for t, _, at in trips)),
    )))  # fmt: skip


def test_trains_that_are_routes_of_their_own_are_found_and_a_bus_of_every_hour_is_none(tmp_path):
    # Of the buses R runs twice and S once, which is not most of them; a train after 09:15 is no route of the hour.
    assert trains_apart(rail_and_bus(tmp_path / "f", "K9")) == {"rail": (3, 3)}
    assert trains_apart(every_twenty(tmp_path / "b", {"R1": ("1", "X"), "R2": ("2", "X")})) == {}
    assert trains_apart(None) == {}


def test_where_nothing_leaves_in_the_hour_no_train_is_a_route_of_its_own(tmp_path):
    feed = rail_and_bus(tmp_path / "f")
    late = replace(feed, calls=replace(feed.calls, departure=feed.calls.departure + 3 * 3600))

    assert trains_apart(late) == {}


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("ids", [("R", "R"), ("R", "S")])
def test_the_busier_direction_counts_whether_the_feed_tells_directions_or_not(tmp_path, told, ids):
    # Past B six an hour to C and four back to A: 320 m are 4 min; 4 + 30 / 6 + 2. Both ids are one route of one name.
    trips = [(f"o{n}", ids[0], 0, 8 * 60 + 5 + 10 * n, "ABC") for n in range(12)]
    trips += [(f"b{n}", ids[1], 1, 8 * 60 + 5 + 15 * n, "CBA") for n in range(8)]
    clock = [(one, stop, f"{(m + 10 * k) // 60:02}:{(m + 10 * k) % 60:02}:00", k)
             for one, _, _, m, way in trips for k, stop in enumerate(way)]  # fmt: skip
    feed = on_date(read_feed(folder_feed(
        tmp_path,
        routes="route_id,route_short_name,route_long_name,route_type\n" + "".join(f"{r},1,,3\n" for r in set(ids)),
        trips="route_id,service_id,trip_id,direction_id\n"
              + "".join(f"{r},WD,{t},{d if told else ''}\n" for t, r, d, _, _ in trips),
        stop_times=times(*(f"{t},{at},{at},{stop},{k}" for t, stop, at, k in clock)),
    )))  # fmt: skip
    feed = feed.placed(np.array([ALONG[one] for one in feed.stops["id"]]), np.zeros(len(feed.stops)))

    assert untold_directions(feed) == (0 if told else 1)
    assert index_at(feed, ALONG["B"] + 320) == pytest.approx([30 / 11], abs=1e-5)


def levels_of(feed: Feed | None, *effects: Any) -> list[float]:
    """Return the index at A with effects built."""
    made, period = district_of({"streets": [street("s", [(0, 0), (6000, 0)])]}), Period(7 * 3600, 10 * 3600)
    if feed is not None:
        made = replace(made, tables={**made.tables, **tables_of(feed, period)}, settings=settings_of(feed, period))
    points = as_places(made, pd.DataFrame({"id": ["p"], "geometry": [Point(0, 0)]}))
    model = FrequencyModel(feed, StraightGround(made.settings), made.settings, period, Weights())
    return levels(model, points, effects, rules_of({}))["ptai"].tolist()


def test_where_nothing_leaves_in_the_hour_the_level_is_0_and_a_drawn_line_raises_it(tmp_path):
    # At the stop, every ten minutes by bus: 30 / (0 + 5 + 2). A tram: 30 / (0 + 5 + 0.75).
    tram = drawn([(0, 0), (6000, 0)], stops="[0, 6000]", headway_min=10)[0]
    bus = every_twenty(tmp_path / "f", {"R1": ("1", "X"), "R2": ("1", "X")})
    late = replace(bus, calls=replace(bus.calls, departure=bus.calls.departure + 10800))
    here = Point(0, 0)

    assert levels_of(None) == [0.0]
    assert levels_of(None, tram) == pytest.approx([30 / 5.75])
    assert levels_of(late) == [0.0]
    assert levels_of(bus) == pytest.approx([30 / 7])
    assert levels_of(bus, TransitChange("route_withdrawn", here, ("R1", "R2"))) == [0.0]
    assert levels_of(bus, TransitChange("stop_closed", here)) == [0.0]
    assert levels_of(bus, TransitChange("headway", here, headway_min=20)) == pytest.approx([30 / 7])
