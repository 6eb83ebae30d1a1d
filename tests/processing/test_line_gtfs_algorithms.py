"""exportgtfs and importgtfs: a drawn line goes out as a timetable, and a route comes in as a line that is scored."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from qgis.core import QgsProject, QgsVectorLayer, QgsVectorLayerUtils
from shapely.geometry import LineString, Point

from district_planner.core.geopackage import open_district, write_district
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.transit_line import drawn_line
from district_planner.core.transit.run_times import one_way_seconds
from tests.core.feed_case import TRIPS, folder_feed, times, zip_feed

LINES = (
    Intervention("spur", "light_rail", LineString([(441000, 388000), (442200, 388000), (442200, 389200)]), "Spur",
                 False, {"stops": '[{"chainage_m": 0, "name": "West"}, 800, 1200, 2400]', "headway_min": 10,
                         "headways": '[["08:00", "09:00", 5]]'}),
    Intervention("bus", "light_rail", LineString([(441000, 388300), (443000, 388300)]), "Shuttle", False,
                 {"service": "bus", "stops": "[0, 2000]"}),
)  # fmt: skip


@pytest.fixture
def district(sample, tmp_path) -> str:
    """Return the sample with a tram and a bus drawn; the tram is in the scenario ``all``."""
    made = open_district(sample)
    links = made.table("scenario_interventions")
    row = links.iloc[:1].assign(scenario_id="all", intervention_id="spur")
    tables = {**made.tables, "scenario_interventions": links._append(row, ignore_index=True)}
    path = tmp_path / "lines.gpkg"
    write_district(replace(made, tables=tables, interventions=(*made.interventions, *LINES)), path)
    return str(path)


def rows(path, table: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(path) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(f"{table}.txt").decode())))


# Export


def test_every_line_goes_out_with_its_headways(run, district, tmp_path):
    found, heard = run("exportgtfs", DISTRICT=district, OUTPUT=str(tmp_path / "out.zip"))

    assert found["COUNT"] == 2
    assert [row["route_id"] for row in rows(found["OUTPUT"], "routes")] == ["bus", "spur"]
    assert {row["headway_secs"] for row in rows(found["OUTPUT"], "frequencies")} == {"600", "300", "900"}
    assert rows(found["OUTPUT"], "agency")[0]["agency_timezone"] == "Europe/London"
    # The British National Grid at 441000 388000 is 53.388 north, 1.384 west (Ordnance Survey's transformation).
    west = next(row for row in rows(found["OUTPUT"], "stops") if row["stop_name"] == "West")
    assert (float(west["stop_lat"]), float(west["stop_lon"])) == pytest.approx((53.3872, -1.3848), abs=0.002)
    assert any("Spur (spur)" in one for one in heard.told)


def test_chosen_lines_of_a_scenario_go_out_as_trips(run, district, tmp_path):
    found, _ = run("exportgtfs", DISTRICT=district, SCENARIO="all", FORM="trips", TIMEZONE="Europe/Lisbon",
                   OUTPUT=str(tmp_path / "out.zip"))  # fmt: skip
    assert [row["route_id"] for row in rows(found["OUTPUT"], "routes")] == ["spur"]
    # Every 10 min from 05:30 to 23:30, the last one too, are 109; six more between 08:00 and 09:00; both ways.
    assert len(rows(found["OUTPUT"], "trips")) == 2 * 115
    assert rows(found["OUTPUT"], "agency")[0]["agency_timezone"] == "Europe/Lisbon"
    found, _ = run("exportgtfs", DISTRICT=district, LINES="Shuttle", OUTPUT=str(tmp_path / "bus.zip"))
    assert [row["route_id"] for row in rows(found["OUTPUT"], "routes")] == ["bus"]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"LINES": "Nowhere"}, r"there is no line 'Nowhere'.*Choose from bus \(Shuttle\), spur \(Spur\)"),
        ({"SCENARIO": "nothing"}, "there is no scenario 'nothing'"),
        ({"SCENARIO": "all", "LINES": "bus"}, r"no line 'bus'.*Choose from spur"),
        ({"TIMEZONE": "London time"}, "is no time zone"),
        ({"OUTPUT": "/nowhere/out.zip"}, "its folder does not exist"),
    ],
)
def test_a_wrong_wish_is_refused_before_anything_is_written(refused, district, tmp_path, parameters, expected):
    import re

    target = tmp_path / "out.zip"
    assert re.search(expected, refused("exportgtfs", **{"DISTRICT": district, "OUTPUT": str(target), **parameters}))
    assert not target.exists()


def test_a_district_without_lines_and_a_line_that_cannot_run_are_refused(refused, sample, tmp_path):
    target = str(tmp_path / "out.zip")
    assert "there is no line of public transport" in refused("exportgtfs", DISTRICT=sample, OUTPUT=target)
    made = open_district(sample)
    bad = replace(LINES[0], attributes={"stops": "[0, 800]", "headway_min": 0.1})
    path = tmp_path / "bad.gpkg"
    write_district(replace(made, interventions=(*made.interventions, bad)), path)
    assert "the headway is 0.1 min" in refused("exportgtfs", DISTRICT=str(path), OUTPUT=target)


# Import


def test_a_line_that_went_out_comes_in_as_it_was(run, district, tmp_path):
    out, _ = run("exportgtfs", DISTRICT=district, LINES="spur", OUTPUT=str(tmp_path / "out.zip"))

    found, heard = run("importgtfs", GTFS=out["OUTPUT"], DISTRICT=district, LINES="memory:",
                       GEOJSON=str(tmp_path / "lines.geojson"))  # fmt: skip

    layer = found["LINES"]
    assert layer.crs().authid() == "EPSG:27700"
    (feature,) = layer.getFeatures()
    assert (feature["kind"], feature["name"], feature["id"]) == ("light_rail", "Spur", "line-spur")
    assert feature.geometry().hausdorffDistance(_geometry(LINES[0])) < 0.05
    assert json.loads(feature["headways"]) == [["08:00", "09:00", 5.0]]
    said = {name: feature[name] for name in ("stops", "legs", "dwell_s", "headways", "headway_min")}
    back = Intervention("x", "light_rail", LineString(feature.geometry().asPolyline()), "", False, said)
    was, now = drawn_line(LINES[0]), drawn_line(back)
    assert one_way_seconds(now.legs, now.vehicle) == pytest.approx(one_way_seconds(was.legs, was.vehicle), abs=1.5)
    assert now.headways == was.headways
    assert any("both ways at the headway" in one for one in heard.warned)
    (written,) = json.loads((tmp_path / "lines.geojson").read_text())["features"]
    assert written["properties"]["dp_type"] == "light_rail"
    assert len(written["properties"]["stops"]) == 4


def test_a_folder_comes_in_like_a_zip_file(run, tmp_path):
    folder = tmp_path / "a feed"
    folder_feed(folder)
    found, _ = run("importgtfs", GTFS=str(folder), LINES="memory:")
    assert [feature["name"] for feature in found["LINES"].getFeatures()] == ["1"]


def test_what_comes_in_is_scored_as_what_was_drawn(run, sample, tmp_path):
    # From Meadowhall through both sites to Waverley, a stop at each.
    course = LineString([(439125, 391327), (440994, 388839), (441821, 387789), (441939, 387256)])
    stops = json.dumps([course.project(Point(xy)) for xy in course.coords])
    line = Intervention("spur", "light_rail", course, "Spur", False, {"stops": stops})
    made, path = open_district(sample), tmp_path / "spur.gpkg"
    write_district(replace(made, interventions=(line,)), path)
    out, _ = run("exportgtfs", DISTRICT=str(path), OUTPUT=str(tmp_path / "out.zip"))
    lines, _ = run("importgtfs", GTFS=out["OUTPUT"], DISTRICT=str(path), LINES=str(tmp_path / "back.gpkg"))

    found, _ = run("scoreinterventions", DISTRICT=str(path), INTERVENTIONS=[lines["LINES"]], MODES=["transit"],
                   INDICATORS=["count"], CATEGORIES=["jobs"], SCORES="memory:")  # fmt: skip

    drawn, came = (next(one for one in found["SCORES"].getFeatures() if one["id"] == id_)
                   for id_ in ("spur", "line-spur"))  # fmt: skip
    # Run times in whole seconds may move somebody across a limit of minutes, hardly more.
    assert drawn["alone_change"] > 10
    assert came["alone_change"] == pytest.approx(drawn["alone_change"], rel=0.02)


def test_what_comes_in_can_be_pasted_into_the_district(run, district, tmp_path):
    out, _ = run("exportgtfs", DISTRICT=district, LINES="spur", OUTPUT=str(tmp_path / "out.zip"))
    lines, _ = run("importgtfs", GTFS=out["OUTPUT"], DISTRICT=district, LINES="memory:")
    layer = QgsVectorLayer(f"{district}|layername=intervention_lines", "lines", "ogr")
    (feature,) = lines["LINES"].getFeatures()
    names = layer.fields().names()
    # QGIS pastes by the names of fields.
    values = {names.index(name): feature[name] for name in feature.fields().names()}
    assert layer.startEditing()
    assert layer.addFeature(QgsVectorLayerUtils.createFeature(layer, feature.geometry(), values))
    assert layer.commitChanges(), layer.commitErrors()
    pasted = next(one for one in open_district(district).interventions if one.id == "line-spur")
    assert len(drawn_line(pasted).stops) == 4


def test_without_a_district_a_line_comes_in_the_usual_crs(run, tmp_path):
    found, heard = run("importgtfs", GTFS=str(zip_feed(tmp_path / "a.zip")), LINES="memory:")
    assert found["LINES"].crs().authid() == "EPSG:27700"
    (feature,) = found["LINES"].getFeatures()
    # 0.03° of latitude are 3.34 km; a bus of 07:00 and 08:00, so every hour.
    assert feature.geometry().length() == pytest.approx(3338, abs=5)
    assert (feature["service"], feature["headway_min"], feature["first_departure"]) == ("bus", 60.0, "07:00")
    assert any("straight from stop to stop" in one for one in heard.warned)


def test_a_route_of_the_districts_own_timetable_is_replaced_when_it_is_said(run, sample, tmp_path):
    from district_planner.core.transit.read import read_feed
    from district_planner.core.transit.service import Period, on_date
    from district_planner.core.transit.stored import settings_of, tables_of

    path = zip_feed(tmp_path / "a.zip")
    feed = on_date(read_feed(path))
    feed = feed.placed(feed.stops["lon"].to_numpy() * 1e4, feed.stops["lat"].to_numpy() * 1e4)
    made, target = open_district(sample), tmp_path / "own.gpkg"
    period = Period(7 * 3600, 9 * 3600)
    write_district(replace(made, tables={**made.tables, **tables_of(feed, period)},
                           settings={**made.settings, **settings_of(feed, period)}), target)  # fmt: skip

    beside, heard = run("importgtfs", GTFS=str(path), DISTRICT=str(target), LINES="memory:")
    assert "replaces" not in next(beside["LINES"].getFeatures()).fields().names()
    assert any("both run unless the line replaces it" in one for one in heard.warned)
    for routes in ("", "R", "1"):  # all, by id, by name
        instead, heard = run("importgtfs", GTFS=str(path), DISTRICT=str(target), ROUTES=routes, REPLACE=True,
                             LINES="memory:")  # fmt: skip
        made = next(instead["LINES"].getFeatures())
        assert (made["id"], json.loads(made["replaces"])) == ("line-R", ["R"])
    assert not any("both run" in one for one in heard.warned)


@pytest.mark.parametrize(
    ("files", "file", "replaced", "said"),
    [
        (("f.zip", "g.zip"), "g.zip", ["2:R"], False),
        (("f.zip", "g.zip"), "later.zip", ["1:R", "2:R"], True),
        (("g.zip", "g.zip"), "g.zip", ["1:R", "2:R"], True),
    ],
)
def test_of_two_timetables_with_a_route_of_one_id_that_of_the_same_file_is_replaced(
    run, sample, tmp_path, files, file, replaced, said
):
    from district_planner.core.transit.read import read_feed
    from district_planner.core.transit.service import Period, combined, on_date
    from district_planner.core.transit.stored import settings_of, tables_of

    feeds = []
    for number, name in enumerate(files):
        (tmp_path / str(number)).mkdir()
        feeds.append(on_date(read_feed(zip_feed(tmp_path / str(number) / name))))
    feed, period = combined(feeds), Period(7 * 3600, 9 * 3600)
    feed = feed.placed(feed.stops["lon"].to_numpy() * 1e4, feed.stops["lat"].to_numpy() * 1e4)
    made, target = open_district(sample), tmp_path / "own.gpkg"
    write_district(replace(made, tables={**made.tables, **tables_of(feed, period)},
                           settings={**made.settings, **settings_of(feed, period)}), target)  # fmt: skip

    found, heard = run("importgtfs", GTFS=str(zip_feed(tmp_path / file)), DISTRICT=str(target), REPLACE=True,
                       LINES="memory:")  # fmt: skip

    assert json.loads(next(found["LINES"].getFeatures())["replaces"]) == replaced
    assert any("the line replaces 1:R and 2:R, routes of several timetables" in one for one in heard.warned) == said


def test_a_route_that_no_line_can_be_made_of_is_left_out_where_all_were_asked_for(run, refused, tmp_path):
    path = zip_feed(
        tmp_path / "a.zip", routes="route_id,route_short_name,route_type\nR,1,3\nQ,2,0\n",
        trips=TRIPS + "Q,WD,T3,0\n",
        stop_times=times(
            "T1,07:00:00,07:00:00,A,1", "T1,07:10:00,07:10:00,C,2", "T1,07:20:00,07:20:00,A,3",
            "T2,07:00:00,07:00:00,A,1", "T2,07:10:00,07:10:00,C,2", "T2,07:20:00,07:20:00,A,3",
            "T3,07:00:00,07:00:00,A,1", "T3,07:10:00,07:10:00,C,2",
        ),
    )  # fmt: skip
    found, heard = run("importgtfs", GTFS=str(path), LINES="memory:")
    assert [one["name"] for one in found["LINES"].getFeatures()] == ["2"]
    assert any("runs on top of itself" in one for one in heard.warned)
    assert "runs on top of itself" in refused("importgtfs", GTFS=str(path), ROUTES="1", LINES="memory:")


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"ROUTES": "N1"}, "there is no route 'N1' that runs"),
        ({"SERVICE_DATE": "2026-01-01"}, "the feed covers 2025-02-03 to 2025-02-14"),
        ({"SERVICE_DATE": "soon"}, "is no date"),
        ({"GTFS": "/nowhere/feed.zip"}, "does not exist"),
        ({"GEOJSON": "/nowhere/x.geojson"}, "its folder does not exist"),
    ],
)
def test_a_wrong_timetable_route_or_date_is_a_sentence(refused, tmp_path, parameters, expected):
    given = {"GTFS": str(zip_feed(tmp_path / "a.zip")), "LINES": "memory:", **parameters}
    assert expected in refused("importgtfs", **given)


def test_a_file_that_is_no_timetable_is_a_sentence(refused, tmp_path):
    path = tmp_path / "no.zip"
    path.write_text("not a zip")
    assert "is not a zip file" in refused("importgtfs", GTFS=str(path), LINES="memory:")


def test_both_run_where_no_window_is(qgis_process, district, tmp_path):
    out = qgis_process.run("exportgtfs", DISTRICT=district, LINES="spur", OUTPUT=str(tmp_path / "out.zip"))
    assert out["COUNT"] == 1
    found = qgis_process.run("importgtfs", GTFS=out["OUTPUT"], DISTRICT=district, LINES=str(tmp_path / "lines.geojson"))
    assert Path(found["LINES"]).exists()
    layer = QgsVectorLayer(found["LINES"], "lines", "ogr")
    assert [one["name"] for one in layer.getFeatures()] == ["Spur"]


def _geometry(one):
    from qgis.core import QgsGeometry

    return QgsGeometry.fromWkt(one.geometry.wkt)


def test_unsaved_edits_stop_an_export(refused, run, district, tmp_path):
    layer = QgsVectorLayer(f"{district}|layername=intervention_lines", "lines", "ogr")
    QgsProject.instance().addMapLayer(layer)
    try:
        layer.startEditing()
        spur = next(one for one in layer.getFeatures() if one["id"] == "spur")
        layer.changeAttributeValue(spur.id(), layer.fields().indexOf("name"), "Renamed")
        target = str(tmp_path / "out.zip")
        # QGIS keeps the sentence of what is looked at first to the log.
        refused("exportgtfs", DISTRICT=district, OUTPUT=target)
        assert not (tmp_path / "out.zip").exists()
        found, _ = run("exportgtfs", DISTRICT=district, LINES="Spur", UNSAVED="ignore", OUTPUT=target)
        assert found["COUNT"] == 1
    finally:
        layer.rollBack()
        QgsProject.instance().removeMapLayer(layer)
