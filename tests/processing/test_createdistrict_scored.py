"""What createdistrict makes is scored: every place counts once, and stays where it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import shapely

from district_planner.core import evaluate
from district_planner.core.evaluation.request import Request
from tests.core.feed_case import zip_feed
from tests.processing.two_streets import Make, X, box, layer, point, rows

STOPS = "stop_id,stop_name,stop_lat,stop_lon\nA,Alpha,53.3954,-1.3880\nB,Beta,53.3954,-1.3847\nC,Gamma,53.3954,-1.381\n"
# Features of every layer are numbered from 1, and no layer has a field of ids.
LAYERS: dict[str, tuple[str, list[Any], list[str]]] = {
    "HOMES": ("Point", [(point(-300, 5), 7), (point(-200, 5), 5)], ["population:integer"]),
    "BUILDINGS": ("Polygon", [(box(290, 5, 20, 20), 40), (box(340, 5, 20, 20), 2)], ["employees:integer"]),
    "OPPORTUNITIES": ("Point", [(point(100, 5), "cafe"), (point(150, 5), "bank")], ["category:string"]),
    "GREENSPACES": ("Polygon", [(box(0, 10, 100, 100), "Public Park Or Garden")], ["function:string"]),
    "NODES": ("Point", [(point(20, 5), "AMRC")], ["name:string"]),
    "ORIGINS_FROM": ("Point", [(point(60, 5),), (point(80, 5),)], []),
}


@pytest.fixture
def made(make: Make, tmp_path: Path) -> Any:
    given = {name: layer(*how) for name, how in LAYERS.items()}
    return make(**given, GTFS=[str(zip_feed(tmp_path / "bus.zip", stops=STOPS))])


def test_every_job_park_and_stop_counts_once(made: Any):
    district, listener = made
    results = evaluate(district, request=Request(indicators=("count",), cutoffs=(15.0,)))
    # Everything lies within 700 m of the first home, 15 min at 4.8 km/h are 1,200 m: 40 + 2 employees, 100 m by 100 m
    # of park, three stops, a café and a bank.
    first = {name: float(frame["base"]["home-1"]) for name, frame in results.values.items()}
    assert first == {
        "count_walk_jobs_15": 42.0, "count_walk_green_space_15": pytest.approx(1.0), "count_walk_pt_stop_15": 3.0,
        "count_walk_cafe_15": 1.0, "count_walk_bank_15": 1.0,
    }  # fmt: skip
    assert any("Opportunities: bank 1, cafe 1, green_space 1, jobs 2, pt_stop 3." in text for text in listener.told)


def test_places_of_layers_without_ids_stay_where_they_are(made: Any):
    origins = evaluate(made[0], request=Request(indicators=("count",), cutoffs=(15.0,))).origins
    at = {id_: (round(x - X), people, employees) for id_, x, people, employees in
          zip(origins.index, shapely.get_x(shapely.centroid(origins["geometry"].to_numpy(dtype=object))),
              origins["people"], origins["employees"])}  # fmt: skip
    assert at == {
        "home-1": (-300, 7.0, 0.0), "home-2": (-200, 5.0, 0.0), "building-1": (300, 0.0, 40.0),
        "building-2": (350, 0.0, 2.0), "node-1": (20, 0.0, 0.0), "origin-1": (60, 0.0, 0.0), "origin-2": (80, 0.0, 0.0),
    }  # fmt: skip


def test_a_home_and_a_workplace_of_one_id_are_one_place_only_where_they_stand_together(make: Make):
    fields = ["id:string", "population:integer"]
    homes = layer("Point", [(point(-300, 5), "1", 7), (point(100, 5), "2", 5)], fields)
    works = layer("Polygon", [(box(-310, 0, 20, 20), "1", 40), (box(200, 5, 20, 20), "2", 9)],
                  ["id:string", "employees:integer"])  # fmt: skip
    district, listener = make(HOMES=homes, BUILDINGS=works)
    assert any("1 ids of buildings are those of other places too, the first is '2'" in text for text in listener.warned)
    assert list(rows(district, "buildings")["id"]) == ["1", "building-2"]
    cafe = layer("Point", [(point(100, 5), "cafe")], ["category:string"])
    district, _ = make(HOMES=homes, BUILDINGS=works, OPPORTUNITIES=cafe)
    origins = evaluate(district, request=Request(indicators=("nearest",))).origins
    assert origins[["people", "employees"]].to_dict("index") == {
        "1": {"people": 7.0, "employees": 40.0}, "2": {"people": 5.0, "employees": 0.0},
        "building-2": {"people": 0.0, "employees": 9.0},
    }  # fmt: skip


def test_places_that_are_given_twice_are_said(make: Make):
    parks = layer("Point", [(point(100, 5), "green_space")], ["category:string"])
    _, listener = make(OPPORTUNITIES=parks, GREENSPACES=layer(*LAYERS["GREENSPACES"]))
    told = "1 opportunities are of the category green_space, and 1 more come from green spaces"
    assert any(told in text for text in listener.warned)


def test_a_stop_of_the_map_and_of_the_feed_counts_once_whatever_each_calls_its_mode(make: Make, tmp_path: Path):
    # Alpha and Beta are trams of the feed. The map calls the one 10 m from Alpha a station of light rail, the one 20 m
    # from Beta a station; a station 150 m from Gamma, a stop of its own, and a bus stop beside Beta stay.
    def node(number: int, lat: float, lon: float, **tags: str) -> str:
        said = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
        return f'<node id="{number}" lat="{lat}" lon="{lon}" version="1">{said}</node>'

    file = tmp_path / "stops.osm"
    # 0.00015 degrees of longitude are 10 m here, 0.0013 degrees of latitude 145 m.
    nodes = [
        node(1, 53.3954, -1.38785, railway="station", station="light_rail", name="Alpha"),
        node(2, 53.3954, -1.3844, railway="station", name="Beta"),
        node(3, 53.3967, -1.3810, railway="station", name="Main Line"),
        node(4, 53.3954, -1.38475, highway="bus_stop", name="Beta, bus"),
        node(5, 53.3950, -1.3900), node(6, 53.3950, -1.3800),
    ]  # fmt: skip
    way = '<way id="1" version="1"><nd ref="5"/><nd ref="6"/><tag k="highway" v="residential"/></way>'
    file.write_text(f'<osm version="0.6">{"".join(nodes)}{way}</osm>', encoding="utf-8")
    routes = "route_id,route_short_name,route_long_name,route_type\nR,1,First,0\n"
    feed = zip_feed(tmp_path / "tram.zip", stops=STOPS, routes=routes)
    district, _ = make(STREETS=None, OSM=str(file), GTFS=[str(feed)])
    assert sorted(rows(district, "stops")["name"]) == ["Alpha", "Beta", "Beta, bus", "Gamma", "Main Line"]
