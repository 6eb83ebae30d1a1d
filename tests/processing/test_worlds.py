"""A world through the toolbox: a station of a fast line from a year on, growth of a centre, a route withdrawn."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from shapely.geometry import LineString, Point

from district_planner.core.geopackage import open_district, write_district
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.service import Period, on_date
from district_planner.core.transit.stored import settings_of, tables_of
from tests.core.feed_case import folder_feed, times
from tests.oracle.cases import district_of, street

PLACES = {"A": (0.0, 0.0), "B": (3000.0, 0.0), "C": (9000.0, 0.0)}
EVERY_TEN = [
    f"T{n},{7 + n // 6:02}:{n % 6}0:00,{7 + n // 6:02}:{n % 6}0:00,A,1\n"
    f"T{n},{7 + n // 6:02}:{n % 6}8:00,{7 + n // 6:02}:{n % 6}8:00,C,2"
    for n in range(12)
]
ALONG = LineString([(0, 0), (9000, 0)])
ENDS = {"stops": "[0, 9000]"}


@pytest.fixture
def region(tmp_path: Path) -> str:
    """A home in the west, 500 jobs in the east, a bus between them; HS2, growth and a withdrawal that may come."""
    trips = "route_id,service_id,trip_id,direction_id\n" + "".join(f"R,WD,T{n},0\n" for n in range(12))
    feed = on_date(read_feed(folder_feed(tmp_path / "feed", trips=trips, stop_times=times(*EVERY_TEN))))
    at = np.array([PLACES[name] for name in feed.stops["id"]])
    feed, period = feed.placed(at[:, 0], at[:, 1]), Period(7 * 3600, 9 * 3600)
    made = district_of({
        "streets": [street("s", [(-400, 0), (400, 0)]), street("t", [(8600, 0), (9400, 0)])],
        "nodes": [{"id": "east", "name": "East centre", "geometry": Point(9160, 0)}],
        "homes": [{"id": "h", "people": 100.0, "geometry": Point(-80, 0)}],
        "buildings": [{"id": "works", "employees": 500.0, "geometry": Point(9160, 0)}],
        "worlds": [{"id": "plan", "name": "Regional plan", "year": 2040,
                    "externals": '["hs2", "growth", "gone"]'}],
    })  # fmt: skip
    external = {"external": True}
    comes = (
        Intervention("hs2", "light_rail", ALONG, "HS2", attributes={
            **ENDS, "service": "rail", "headway_min": 20.0, "open_year": 2035}, **external),
        Intervention("growth", "growth_node", Point(0, 0), "City centre", attributes={
            "node": "East centre", "jobs": 300.0, "open_year": 2030}, **external),
        Intervention("gone", "transit_change", ALONG, "Bus 1 ends", attributes={
            "change": "route_withdrawn", "routes": "R", "open_year": 2028}, **external),
        Intervention("tram", "light_rail", ALONG, "Tram", attributes={**ENDS, "service": "tram", "headway_min": 6.0}),
    )  # fmt: skip
    path = tmp_path / "region.gpkg"
    tables = {**made.tables, **tables_of(feed, period)}
    write_district(replace(made, tables=tables, settings=settings_of(feed, period), interventions=comes), path)
    return str(path)


# 80 m to the stop, 1 min; 160 m from the last one, 2 min.
BUS = 1 + 5 + 8 + 2
# Every 20 min; 9,000 m at 120 km/h (33.3 m/s), away at 0.5 and to a stand at 0.6 m/s²: 270 + 33.3 + 27.8 s.
HS2 = 1 + 10 + (270 + 33.333 / 1.0 + 33.333 / 1.2) / 60 + 2
# Every 6 min; 80 km/h, 1 m/s²: 405 + 22.2 s.
TRAM = 1 + 3 + (405 + 22.222) / 60 + 2

# HS2 and the tram stop at the same places: 3 and 10 an hour together, 30 / 13 min of wait, the mean of their rides.
BOTH = 1 + 30 / 13 + (3 * (HS2 - 13) + 10 * (TRAM - 6)) / 13 + 2

# What is asked; minutes to the nearest jobs, and jobs within 30 min, base and with; what is not there yet.
CASES = {
    "today": ({}, (BUS, 500.0), (TRAM, 500.0), ()),
    "the route is gone": ({"WORLD": "plan", "YEAR": 2028}, (None, 0.0), (TRAM, 500.0), ("HS2", "City centre")),
    "the centre has grown": ({"WORLD": "Regional plan", "YEAR": 2030}, (None, 0.0), (TRAM, 800.0), ("HS2",)),
    "a year before": ({"WORLD": "plan", "YEAR": 2034}, (None, 0.0), (TRAM, 800.0), ("HS2",)),
    "HS2 is open": ({"WORLD": "plan", "YEAR": 2035}, (HS2, 800.0), (BOTH, 800.0), ()),
    "the world's own year": ({"WORLD": "plan"}, (HS2, 800.0), (BOTH, 800.0), ()),
}


@pytest.mark.parametrize("case", list(CASES))
def test_what_a_world_holds_is_in_base_and_with_from_its_year_on_and_never_ranked(
    run: Any, region: str, tmp_path: Path, case: str
) -> None:
    asked, (minutes, jobs), (minutes_with, jobs_with), late = CASES[case]
    summary = tmp_path / "s.json"

    found, heard = run(
        "scoreinterventions", DISTRICT=region, MODES=["transit"], INDICATORS=["nearest", "count"], CATEGORIES=["jobs"],
        CUTOFFS="30", SCORES="memory:", ORIGINS="memory:", SUMMARY_JSON=str(summary), **asked,
    )  # fmt: skip

    (home,) = (one for one in found["ORIGINS"].getFeatures() if one["origin"] == "h")
    base = home["nearest_transit_jobs_base"]
    assert base == pytest.approx(minutes, abs=1e-4) if minutes is not None else not base
    assert home["count_transit_jobs_30_base"] == jobs
    assert home["nearest_transit_jobs_with"] == pytest.approx(minutes_with, abs=1e-4)
    assert home["count_transit_jobs_30_with"] == jobs_with
    assert [one["id"] for one in found["SCORES"].getFeatures()] == ["tram"]
    told = " ".join(heard.warned)
    for name in ("HS2", "City centre"):
        assert (f"{name} is not there yet" in told) == (name in late)
    said = json.loads(summary.read_text(encoding="utf-8"))
    assert (said["world"], said["year"]) == (asked.get("WORLD", "today"), asked.get("YEAR"))


def test_every_log_of_public_transport_names_a_route_that_no_timetable_holds(run, region, tmp_path):
    made = open_district(region)
    wrong = Intervention("c", "transit_change", ALONG, "c", attributes={"change": "route_withdrawn", "routes": "RR"})
    write_district(replace(made, interventions=(wrong,)), region)
    said = "c names route 'RR', which no timetable of the district holds (did you mean R?)."
    ride = {"DISTRICT": region, "MODES": ["transit"]}
    table = str(tmp_path / "times.csv")
    logs = {
        "score": run("scoreinterventions", **ride, INDICATORS=["nearest"], CATEGORIES=["jobs"])[1],
        "timetable": run("traveltimes", **ride, OUTPUT=table, MODEL="timetable")[1],
        "ptal": run("ptal", DISTRICT=region, LEVELS="memory:")[1],
        "catchments": run("catchments", **ride, PLACES="East centre", CUTOFFS="10", STATE="with", BANDS="memory:")[1],
    }
    assert {name: heard.warned.count(said) for name, heard in logs.items()} == dict.fromkeys(logs, 1)
