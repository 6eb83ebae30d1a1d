"""createdistrict with timetables: the service of a day becomes tables of the district.

The small feed lies on the two streets: its stops A, B, C at 53.3954 N, 1.3847 W and 100 m steps.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely

from district_planner.core.transit.headways import pair_services
from district_planner.core.transit.service import Period
from district_planner.core.transit.stored import feed_of, period_of
from tests.core.feed_case import folder_feed, zip_feed
from tests.processing.two_streets import layer, sentence

STOPS = "stop_id,stop_name,stop_lat,stop_lon\nA,Alpha,53.3954,-1.3880\nB,Beta,53.3954,-1.3847\nC,Gamma,53.3954,-1.381\n"
MORNING = Period(25200, 32400)


def test_a_feed_becomes_stops_and_service_with_date_and_name(make, tmp_path):
    feed = zip_feed(tmp_path / "bus.zip", stops=STOPS)
    district, listener = make(GTFS=[str(feed)])
    # gdaltransform -s_srs EPSG:4326 -t_srs EPSG:27700 of A: the crossing lies at (441000, 389000).
    stops = district.table("stops").set_index("id")
    assert list(stops.index) == ["A", "B", "C"]
    assert stops.loc["B", "geometry"].distance(shapely.Point(441_000, 389_000)) < 150
    assert stops.loc["A", ["mode", "routes", "per_hour"]].tolist() == ["bus", "1", 1.0]
    assert district.settings["transit_feeds"] == [
        {"name": "Example Buses", "file": "bus.zip", "attribution": "Example Buses", "date": "2025-02-04"}
    ]
    assert period_of(district) == MORNING
    assert district.settings["attribution"] == ["Example Buses"]
    assert "bus.zip" in district.settings["sources"]
    assert len(pair_services(feed_of(district), MORNING)) == 3
    told = "\n".join(listener.told)
    assert "GTFS bus.zip: Example Buses, 2025-02-04 (the Tuesday with most departures): 2 trips at 3 stops." in told
    assert "4 departures from stops between 07:00-09:00" in told
    assert "Opportunities: pt_stop 3." in told


def test_several_feeds_keep_a_date_each(make, tmp_path):
    first, second = zip_feed(tmp_path / "a.zip", stops=STOPS), folder_feed(tmp_path / "b", stops=STOPS)
    district, _ = make(GTFS=[str(first), str(second)], SERVICE_DATE=" , 2025-02-12", PERIOD="06:00-08:00")
    assert [one["date"] for one in district.settings["transit_feeds"]] == ["2025-02-04", "2025-02-12"]
    assert feed_of(district).name == "Example Buses, 2025-02-04; Example Buses, 2025-02-12"
    assert period_of(district) == Period(21600, 28800)
    # Both feeds name the same three stops.
    assert list(district.table("stops")["id"]) == ["1:A", "1:B", "1:C"]
    assert set(district.table("transit_routes")["id"]) == {"1:R", "2:R"}
    text = sentence(make, GTFS=[str(first)], SERVICE_DATE="2025-02-04, 2025-02-12")
    assert "2 dates are given for 1 feeds" in text


def test_ids_that_places_have_already_are_numbered(make, tmp_path):
    cafe = layer("Point", [("POINT (441010 389000)", "A", "cafe")], ["id:string", "category:string"])
    feed = zip_feed(tmp_path / "bus.zip", stops=STOPS)
    district, _ = make(GTFS=[str(feed)], OPPORTUNITIES=cafe)
    assert "A" in set(district.table("opportunities")["id"])
    assert set(district.table("stops")["id"]) == {"1:A", "1:B", "1:C"}
    assert feed_of(district) is not None


@pytest.mark.parametrize(
    ("changed", "parameters", "expected"),
    [
        ({}, {"SERVICE_DATE": "2026-01-01"}, "the feed covers 2025-02-03 to 2025-02-14"),
        ({}, {"PERIOD": "22:00-23:00"}, "Choose a period within 07:00-09:00"),
        ({}, {"PERIOD": "9"}, "is no period"),
        ({}, {"SERVICE_DATE": "tuesday"}, "is no date"),
        ({"stops": None}, {}, "stops.txt is missing"),
        ({}, {"EXTENT": "0,1,0,1 [EPSG:4326]"}, "no trip calls twice inside EXTENT"),
    ],
)
def test_a_feed_that_cannot_be_used_is_worded(make, tmp_path, changed, parameters, expected):
    feed = zip_feed(tmp_path / "bus.zip", **{"stops": STOPS, **changed})
    assert expected in sentence(make, GTFS=[str(feed)], **parameters)


def test_what_is_no_feed_is_worded(make, tmp_path):
    wrong = tmp_path / "x.zip"
    wrong.write_text("no zip")
    assert "is not a zip file" in sentence(make, GTFS=[str(wrong)])
    assert "does not exist" in sentence(make, GTFS=[str(tmp_path / "absent.zip")])


def test_an_extent_leaves_calls_outside_of_it_away(make, tmp_path):
    feed = zip_feed(tmp_path / "bus.zip", stops=STOPS)
    district, _ = make(GTFS=[str(feed)], EXTENT="-1.39,-1.3835,53.39,53.40 [EPSG:4326]")
    assert list(district.table("stops")["id"]) == ["A", "B"]
    assert len(district.table("transit_calls")) == 4


@pytest.mark.parametrize(("place", "km"), [("-1.3847,53.3954", "7,903 km"), ("10.0,10.0", "4,931 km")])
def test_without_streets_one_misplaced_stop_is_named_and_left_out(make, tmp_path, place, km):
    # Latitude and longitude of Beta changed over: the cosine of the angle is sin 53.395 sin -1.385 + cos 53.395
    # cos -1.385 cos 54.780 = 0.3244, 71.07 degrees of 111.19 km. For 10, 10 it is 0.7151, 44.35 degrees.
    given = STOPS.replace("53.3954,-1.3847", place)
    district, listener = make(STREETS=None, GTFS=[str(zip_feed(tmp_path / "bus.zip", stops=given))])
    assert sorted(district.table("stops")["name"]) == ["Alpha", "Gamma"]
    (said,) = [one for one in listener.warned if "Beta (B, " in one]
    assert f"Beta (B, {km}" in said and "left out with its calls. Mend its position in stops.txt" in said


def test_without_streets_a_feed_is_enough(make, tmp_path):
    feed = zip_feed(tmp_path / "bus.zip", stops=STOPS)
    zones = layer(
        "Polygon", [("POLYGON ((440000 388000, 442000 388000, 442000 390000, 440000 390000, 440000 388000))", 120.0)],
        ["people:double"],
    )  # fmt: skip
    district, listener = make(STREETS=None, GTFS=[str(feed)], HOMES=zones)
    assert district.crs == "EPSG:27700"
    assert not len(district.table("streets"))
    assert district.table("homes")["people"].sum() == 120.0
    assert any("straight lines times a detour factor" in warning for warning in listener.warned)
    assert any("1 zones stand on one point inside each zone" in warning for warning in listener.warned)
    assert feed_of(district) is not None


def test_qgis_process_takes_several_feeds(qgis_process, tmp_path):
    first, second = zip_feed(tmp_path / "a.zip", stops=STOPS), zip_feed(tmp_path / "b.zip", stops=STOPS)
    made = qgis_process.run("createdistrict", GTFS=[first, second], OUTPUT=tmp_path / "d.gpkg")
    assert Path(made["OUTPUT"]).exists()
