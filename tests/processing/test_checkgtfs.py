"""checkgtfs through the toolbox: what a feed holds, what was dropped and why."""

from __future__ import annotations

import pytest
from qgis.core import QgsProcessingException, QgsVectorLayer

from tests.core.feed_case import STOPS, TIMES, TRIPS, zip_feed
from tests.processing.listening import Heard


@pytest.fixture
def examined(toolbox, tmp_path):
    def run(**parameters):
        listener = Heard()
        asked = {"FINDINGS": "memory:", "STOPS": "memory:", **parameters}
        return toolbox.run("districtplanner:checkgtfs", asked, feedback=listener), listener

    return run


def table(layer):
    return [dict(zip(layer.fields().names(), feature.attributes())) for feature in layer.getFeatures()]


def test_findings_and_stops_with_departures_routes_and_mode(examined, tmp_path):
    # D is served by nobody and E lies at 0, 0; T3 calls at one stop only; T1 and T2 leave A at 07:00 and 08:00.
    feed = zip_feed(tmp_path / "bus.zip", stops=STOPS + "D,Delta,53.05,-1.5\nE,Epsilon,0,0\n",
                    trips=TRIPS + "R,WD,T3,0\n", stop_times=TIMES + "T3,09:00:00,09:00:00,A,1\n")  # fmt: skip
    found, listener = examined(GTFS=[str(feed)])
    stops = {row["id"]: row for row in table(found["STOPS"])}
    assert {key: (row["mode"], row["routes"], row["per_hour"]) for key, row in stops.items()} == {
        "A": ("bus", "1", 1.0), "B": ("bus", "1", 1.0), "C": ("bus", "1", 0.0),
    }  # fmt: skip
    first = next(feature for feature in found["STOPS"].getFeatures() if feature["id"] == "A")
    assert (first.geometry().asPoint().x(), first.geometry().asPoint().y()) == (-1.5, 53.0)
    said = {(row["severity"], row["table"], row["kind"]): (row["count"], row["examples"])
            for row in table(found["FINDINGS"])}  # fmt: skip
    assert said == {
        ("dropped", "stops", "at 0, 0"): (1, "E"), ("dropped", "trips", "single stop"): (1, "T3"),
        ("note", "stops", "not served"): (1, "D"),
    }  # fmt: skip
    text = found["TEXT"]
    assert "It covers 2025-02-03 to 2025-02-14. Looked at: 2025-02-04 (Tuesday), 07:00-09:00." in text
    assert "2 trips of 1 routes call at 3 of 4 stops; 4 departures from stops in the period." in text
    assert "Tuesday 4, Wednesday 4" in text and "Sunday 0" in text
    assert any(line.startswith("[dropped]") for line in listener.warned)


def test_a_period_without_departures_and_impossible_speeds_are_findings(examined, tmp_path):
    # B to C is 2.2 km; in 0 s, with a minute granted, that is 133 km/h, and a bus does at most 130.
    fast = TIMES.replace("T1,07:20:00,07:20:00,C", "T1,07:11:00,07:11:00,C")
    found, listener = examined(GTFS=[str(zip_feed(tmp_path / "bus.zip", stop_times=fast))], PERIOD="20:00-22:00")
    said = {row["kind"]: row for row in table(found["FINDINGS"])}
    assert said["period"]["severity"] == "high"
    assert "Choose a period within 07:00-09:00" in said["period"]["text"]
    assert (said["speed"]["severity"], said["speed"]["examples"]) == ("doubtful", "T1")
    assert any(line.startswith("[high]") for line in listener.warned)
    slower = TIMES.replace("T1,07:20:00,07:20:00,C", "T1,07:11:05,07:11:05,C")
    found, _ = examined(GTFS=[str(zip_feed(tmp_path / "bus2.zip", stop_times=slower))])
    assert table(found["FINDINGS"]) == []
    assert "Nothing was dropped and nothing looks wrong." in found["TEXT"]


def test_two_feeds_with_a_date_each(examined, tmp_path):
    feeds = [str(zip_feed(tmp_path / name)) for name in ("a.zip", "b.zip")]
    found, _ = examined(GTFS=feeds, SERVICE_DATE=",2025-02-12")
    assert "Looked at: 2025-02-04" in found["TEXT"] and "Looked at: 2025-02-12" in found["TEXT"]
    assert [row["feed"] for row in table(found["STOPS"])] == ["a.zip"] * 3 + ["b.zip"] * 3


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"SERVICE_DATE": "2026-01-01"}, "the feed covers 2025-02-03 to 2025-02-14"),
        ({"SERVICE_DATE": "soon"}, "is no date"),
        ({"PERIOD": "early"}, "is no period"),
        ({"GTFS": ["/nowhere/feed.zip"]}, "does not exist"),
    ],
)
def test_wrong_input_is_worded(examined, tmp_path, parameters, expected):
    with pytest.raises(QgsProcessingException, match=expected):
        examined(**{"GTFS": [str(zip_feed(tmp_path / "bus.zip"))], **parameters})


def test_the_stops_are_styled_and_described_in_a_geopackage(examined, tmp_path):
    feed = zip_feed(tmp_path / "bus.zip")
    examined(GTFS=[str(feed)], STOPS=str(tmp_path / "stops.gpkg"), FINDINGS=str(tmp_path / "findings.csv"))
    layer = QgsVectorLayer(str(tmp_path / "stops.gpkg"), "stops", "ogr")
    assert layer.renderer().classAttribute() == "per_hour"
    assert layer.crs().authid() == "EPSG:4326"
    assert "Example Buses" in layer.metadata().abstract()


def test_the_messy_rail_feed_of_the_study_area(examined, reference_data):
    # Counted with the csv module in tests/core/test_feed.py: 19 trips run backwards, 632 call once.
    path = reference_data("sheffield-rotherham", "gtfs_rail_clip_2019.zip")
    found, _ = examined(GTFS=[str(path)])
    said = {row["kind"]: row["count"] for row in table(found["FINDINGS"])}
    assert (said["backwards"], said["single stop"]) == (19, 632)
    assert {row["mode"] for row in table(found["STOPS"])} == {"rail"}
