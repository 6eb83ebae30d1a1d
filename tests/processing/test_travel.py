"""Travel times, access levels and linkages through the toolbox: the numbers of core, in files and layers."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from qgis.core import QgsCategorizedSymbolRenderer, QgsProcessingException, QgsVectorLayer
from shapely.geometry import Point

from district_planner.core.errors import RequestError
from district_planner.core.evaluation.evaluate import evaluate
from district_planner.core.evaluation.request import Request
from district_planner.core.geopackage import open_district, write_district
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.service import Period, on_date
from district_planner.core.transit.stored import tables_of
from district_planner.processing.algorithms.ptal import _grid
from tests.core.feed_case import folder_feed, times
from tests.oracle.cases import district_of, street
from tests.processing.listening import Heard
from tests.processing.travel_case import EVERY_TEN, PLACES, run, two_nodes


@pytest.fixture
def district(tmp_path) -> str:
    return two_nodes(tmp_path)


# 80 m: 1 min; wait 5; ride 8; 160 m: 2 min. Back: no bus. Tram: wait 3, 405 s + 22.222 s.
BUS = 1 + 5 + 8 + 2
TRAM = 1 + 3 + (405 + 22.2222) / 60 + 2


def test_travel_times_of_nodes_as_rows(toolbox, district, tmp_path):
    out = tmp_path / "t.csv"
    nodes = QgsVectorLayer(f"{district}|layername=nodes", "nodes", "ogr")

    run(toolbox, "traveltimes", DISTRICT=district, ORIGINS=nodes, MODES=["transit"], OUTPUT=str(out))

    frame = pd.read_csv(out).set_index(["origin", "destination"])
    assert list(frame.columns) == ["mode", "minutes_base", "minutes_with", "minutes_change"]
    assert frame.loc[("west", "east"), "minutes_base"] == pytest.approx(BUS)
    # The tram's stops are other stops than the bus': who waits for one does not take the other.
    assert frame.loc[("west", "east"), "minutes_with"] == pytest.approx(TRAM, abs=2e-3)
    assert np.isnan(frame.loc[("east", "west"), "minutes_base"])
    assert frame.loc[("east", "west"), "minutes_with"] == pytest.approx(TRAM, abs=2e-3)


def test_travel_times_as_a_matrix_of_the_base(toolbox, district, tmp_path):
    out = tmp_path / "t.csv"

    run(toolbox, "traveltimes", DISTRICT=district, MODES=["transit", "walk"], STATE="base", SHAPE="matrix",
        OUTPUT=str(out))  # fmt: skip

    frame = pd.read_csv(out).set_index(["mode", "origin"])
    # The home is 240 m from the node West and 320 m from the stop A.
    assert frame.loc[("transit", "h"), "east"] == pytest.approx(4 + 5 + 8 + 2)
    assert frame.loc[("walk", "h"), "west"] == pytest.approx(3)
    assert np.isnan(frame.loc[("walk", "h"), "east"])


def test_parquet_is_written_or_refused_with_a_sentence(toolbox, district, tmp_path):
    out = tmp_path / "t.parquet"
    if importlib.util.find_spec("pyarrow"):
        run(toolbox, "traveltimes", DISTRICT=district, OUTPUT=str(out))
        assert len(pd.read_parquet(out))
    else:
        with pytest.raises(QgsProcessingException, match=r"no pyarrow.*Choose a \.csv file"):
            run(toolbox, "traveltimes", DISTRICT=district, OUTPUT=str(out))


def test_the_access_level_of_homes_in_the_usual_colours(toolbox, district):
    found = run(toolbox, "ptal", DISTRICT=district, LEVELS="TEMPORARY_OUTPUT")["LEVELS"]

    rows = {feature["id"]: feature for feature in found.getFeatures()}
    # 320 m: 4 min; six an hour: 5 + 2; EDF 30 / 11. With: the tram's wait is 3 + 0.75, EDF 30 / 7.75, added.
    assert rows["h"]["ptai_base"] == pytest.approx(30 / 11)
    assert rows["h"]["ptai_with"] == pytest.approx(30 / 11 + 30 / 7.75)
    assert (rows["h"]["band_base"], rows["h"]["band_with"], rows["h"]["bands_up"]) == ("1b", "2", 1)
    # Nothing leaves C in the morning: the bus ends there. The tram is 400 m away: 5 + 3 + 0.75.
    assert rows["far"]["ptai_base"] == 0
    assert rows["far"]["ptai_with"] == pytest.approx(30 / 8.75)


def test_reliability_is_what_is_given_else_the_districts(toolbox, district, tmp_path):
    # 320 m: 4 min. Bus: 5 + 0.5, EDF 30 / 9.5. Tram: 3 + 2, EDF 30 / 9. A district's 1 min: 4 + 5 + 1.
    def level(**given: float) -> Any:
        out = tmp_path / f"levels of {len(list(tmp_path.iterdir()))}.gpkg"
        run(toolbox, "ptal", DISTRICT=district, LEVELS=str(out), **given)
        found = QgsVectorLayer(str(out), "levels", "ogr")
        said = found.metadata().abstract()
        return next((f["ptai_base"], f["ptai_with"], said) for f in found.getFeatures() if f["id"] == "h")

    base, after, said = level(RELIABILITY_BUS=0.5, RELIABILITY_TRAM=2.0)
    assert (base, after) == pytest.approx((30 / 9.5, 30 / 9.5 + 30 / 9))
    assert "bus 0.5 min, tram 2 min, metro 0.75 min, rail 0.75 min" in said
    made = open_district(district)
    write_district(replace(made, settings={**made.settings, "ptal_reliability_bus_min": 1.0}), district)
    assert level()[0] == pytest.approx(30 / 10)
    assert level(RELIABILITY_BUS=0.0)[0] == pytest.approx(30 / 9)


def test_scores_count_minutes_as_they_weigh_and_equal_python(toolbox, district, tmp_path):
    out = tmp_path / "s.json"
    # Walking (1 and 2 min) and waiting (5 and 3 min) count twice, the ride once; nobody changes.
    bus, tram = 2 * (1 + 5 + 2) + 8, 2 * (1 + 3 + 2) + 427.222 / 60

    for minutes, want in (("clock", (BUS, TRAM)), ("generalised", (bus, tram))):
        asked = {"MODES": ["transit"], "INDICATORS": ["node_time"], "MINUTES": minutes}
        run(toolbox, "scoreinterventions", DISTRICT=district, **asked, SUMMARY_JSON=str(out))

        said = {one["figure"]: one for one in json.loads(out.read_text(encoding="utf-8"))["figures"]}
        request = Request(modes=("transit",), indicators=("node_time",), minutes=minutes)
        figures = evaluate(open_district(district), request=request).figures.set_index("figure")
        for name, one in said.items():
            for state in ("base", "with"):
                assert one[state] == figures.loc[name, state]
        found = said["node_time_transit_east_west"]
        assert (found["base"], found["with"]) == pytest.approx(want, abs=2e-3)


def test_the_access_level_of_a_grid_opens_dressed(toolbox, district, tmp_path):
    out = tmp_path / "cells.gpkg"

    run(toolbox, "ptal", DISTRICT=district, GRID=200, STATE="base", CELLS=str(out))

    layer = QgsVectorLayer(str(out), "cells", "ogr")
    assert isinstance(layer.renderer(), QgsCategorizedSymbolRenderer)
    assert [category.value() for category in layer.renderer().categories()][:3] == ["0", "1a", "1b"]
    bands = [feature["band_with"] for feature in layer.getFeatures()]
    assert {"0", "1b"} <= set(bands)
    # A departure is at A alone: no cell farther than the 640 m of buses has one.
    assert all(f.geometry().centroid().asPoint().x() < 700 for f in layer.getFeatures() if f["band_with"] != "0")


def test_linkages_as_matrix_lines_and_figure(toolbox, district, tmp_path):
    figure = tmp_path / "links.png"

    found = run(toolbox, "linkages", DISTRICT=district, MODES=["transit"], MATRIX="TEMPORARY_OUTPUT",
                LINES="TEMPORARY_OUTPUT", FIGURE=str(figure))  # fmt: skip

    rows = {(f["from_node"], f["to_node"]): f for f in found["MATRIX"].getFeatures()}
    assert rows["West", "East"]["minutes_change"] == pytest.approx(TRAM - BUS, abs=1e-3)
    assert not rows["East", "West"]["minutes_base"]
    (line,) = found["LINES"].getFeatures()
    assert line.geometry().length() == pytest.approx(9240)
    assert figure.stat().st_size > 5000


@pytest.mark.parametrize("name", ["linkages", "catchments"])
def test_a_percentile_outside_0_to_100_and_weighed_minutes_by_timetable_are_refused(toolbox, district, name):
    key = {"linkages": "MATRIX", "catchments": "BANDS"}[name]
    asked = {"DISTRICT": district, "MODES": ["transit"], "MODEL": "timetable", key: "TEMPORARY_OUTPUT"}
    with pytest.raises(QgsProcessingException, match=r"the percentile is 0.*Give a number above 0 and up to 100"):
        run(toolbox, name, **asked, PERCENTILE=0)
    if name == "linkages":
        with pytest.raises(QgsProcessingException, match="the timetable model counts minutes of the clock only"):
            run(toolbox, name, **asked, MINUTES="generalised")


@pytest.mark.parametrize(
    ("name", "key", "asked", "how"),
    [
        ("ptal", "LEVELS", {}, "departures 08:15-09:15"),
        ("ptal", "CELLS", {"GRID": 500}, "departures 08:15-09:15"),
        ("catchments", "BANDS", {"MODES": ["transit"], "PLACES": "west"}, "departures 07:00-09:00"),
        ("catchments", "STREETS", {"MODES": ["transit"], "PLACES": "west"}, "departures 07:00-09:00"),
        ("catchments", "BANDS", {"MODES": ["transit"], "PLACES": "west", "MODEL": "timetable"}, "median departure;"),
        ("linkages", "LINES", {"MODES": ["transit"]}, "departures 07:00-09:00"),
        ("linkages", "LINES", {"MODES": ["transit"], "MODEL": "timetable"}, "07:00-09:00, median departure;"),
        ("traveltimes", "ITINERARIES", {"MODES": ["transit"]}, "departures 07:00-09:00"),
        ("traveltimes", "ITINERARIES", {"MODES": ["transit"], "MODEL": "timetable"}, "every minute of 07:00"),
    ],
)
def test_layer_and_log_name_the_feed_with_its_date_and_straight_lines(
    toolbox, district, tmp_path, name, key, asked, how
):
    # The first Tuesday of the calendar; the district without its streets, so that ways are straight lines × 1.3.
    made, heard, out = open_district(district), Heard(), tmp_path / "layer.gpkg"
    write_district(replace(made, tables={**made.tables, "streets": made.table("streets").iloc[:0]}), district)
    if name == "traveltimes":
        nodes = f"{district}|layername=nodes"
        asked = {**asked, "ORIGINS": nodes, "DESTINATIONS": nodes, "OUTPUT": str(tmp_path / "t.csv")}

    toolbox.run(f"districtplanner:{name}", {"DISTRICT": district, key: str(out), **asked}, feedback=heard)

    said = QgsVectorLayer(str(out), "layer", "ogr").metadata().abstract()
    for text in (said, "\n".join(heard.warned)):
        assert "Example Buses, 2025-02-04; " in text
        assert how in text
        assert "straight lines × 1.3" in text


def test_a_feed_that_names_each_train_a_route_is_told_in_layer_and_log(toolbox, district, tmp_path):
    # Fifteen buses, 07:00 to 09:20, each a route of its own: 08:20, 08:30, … 09:10 leave in the hour of the method.
    routes = "route_id,route_short_name,route_long_name,route_type\n" + "".join(f"R{n},{n},,2\n" for n in range(15))
    trips = "route_id,service_id,trip_id,direction_id\n" + "".join(f"R{n},WD,T{n},0\n" for n in range(15))
    feed = on_date(read_feed(folder_feed(tmp_path / "apart", routes=routes, trips=trips, stop_times=times(*EVERY_TEN))))
    at = np.array([PLACES[name] for name in feed.stops["id"]])
    made, heard, out = open_district(district), Heard(), tmp_path / "levels.gpkg"
    period = Period(7 * 3600, 9 * 3600)
    write_district(
        replace(made, tables={**made.tables, **tables_of(feed.placed(at[:, 0], at[:, 1]), period)}), district
    )

    toolbox.run("districtplanner:ptal", {"DISTRICT": district, "LEVELS": str(out)}, feedback=heard)

    layer, words = QgsVectorLayer(str(out), "levels", "ogr"), "6 of 6 routes (rail) that leave between 08:15 and 09:15"
    assert words in layer.metadata().abstract()
    assert any(words in one for one in heard.warned)
    # Six trains of one an hour: 4 + 30 + 0.75; the first whole, five half. As one route: 4 + 5 + 0.75.
    found = {feature["id"]: feature["ptai_base"] for feature in layer.getFeatures()}
    assert found["h"] == pytest.approx(3.5 * 30 / 34.75)


def test_mistakes_are_sentences(toolbox, district, tmp_path):
    lonely = district_of({"streets": [street("s", [(0, 0), (9, 0)])],
                          "homes": [{"id": "h", "people": 1.0, "geometry": Point(0, 0)}]})  # fmt: skip
    path = tmp_path / "lonely.gpkg"
    write_district(lonely, path)

    with pytest.raises(QgsProcessingException, match="the district has 0 nodes"):
        run(toolbox, "linkages", DISTRICT=str(path), MATRIX="TEMPORARY_OUTPUT")
    with pytest.raises(QgsProcessingException, match="the district has no public transport"):
        run(toolbox, "ptal", DISTRICT=str(path), LEVELS="TEMPORARY_OUTPUT")
    wide = pd.DataFrame({"geometry": [Point(0, 0), Point(40_000, 40_000)]})
    with pytest.raises(RequestError, match=r"cells are more than 250,000\. Choose cells of at least 8\d m"):
        _grid(wide, 50.0)
    with pytest.raises(QgsProcessingException, match="there is no mode “train”"):
        run(toolbox, "traveltimes", DISTRICT=district, MODES=["train"], OUTPUT=str(tmp_path / "x.csv"))
    assert not Path(tmp_path / "x.csv").exists()
