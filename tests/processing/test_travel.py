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
from shapely.geometry import LineString, Point

from district_planner.core.errors import RequestError
from district_planner.core.evaluation.evaluate import evaluate
from district_planner.core.evaluation.request import Request
from district_planner.core.geopackage import open_district, write_district
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.service import Period, on_date
from district_planner.core.transit.stored import settings_of, tables_of
from district_planner.processing.algorithms.ptal import _grid
from tests.core.feed_case import folder_feed, times
from tests.oracle.cases import district_of, street
from tests.processing.listening import Heard

PLACES = {"A": (0.0, 0.0), "B": (3000.0, 0.0), "C": (9000.0, 0.0)}
EVERY_TEN = [
    f"T{n},{7 + n // 6:02}:{n % 6}0:00,{7 + n // 6:02}:{n % 6}0:00,A,1\n"
    f"T{n},{7 + n // 6:02}:{n % 6}8:00,{7 + n // 6:02}:{n % 6}8:00,C,2"
    for n in range(15)
]
"""A bus every ten minutes from 07:00 until 09:20, A to C in 8 minutes."""


@pytest.fixture
def district(tmp_path) -> str:
    """Two nodes 9 km apart with a bus between them, and a tram drawn that runs back."""
    trips = "route_id,service_id,trip_id,direction_id\n" + "\n".join(f"R,WD,T{n},0" for n in range(15)) + "\n"
    feed = on_date(read_feed(folder_feed(tmp_path / "feed", trips=trips, stop_times=times(*EVERY_TEN))))
    at = np.array([PLACES[name] for name in feed.stops["id"]])
    feed = feed.placed(at[:, 0], at[:, 1])
    period = Period(7 * 3600, 9 * 3600)
    made = district_of({
        "streets": [street("s", [(-400, 0), (400, 0)]), street("t", [(8600, 0), (9400, 0)])],
        "nodes": [{"id": "west", "name": "West", "geometry": Point(-80, 0)},
                  {"id": "east", "name": "East", "geometry": Point(9160, 0)}],
        "homes": [{"id": "h", "people": 10.0, "geometry": Point(-320, 0)},
                  {"id": "far", "people": 1.0, "geometry": Point(9400, 0)}],
    })  # fmt: skip
    tram = Intervention("tram", "light_rail", LineString([(0, 0), (9000, 0)]), "Tram", False,
                        {"stops": "[0, 9000]", "headway_min": 6.0})  # fmt: skip
    tables = {**made.tables, **tables_of(feed, period)}
    path = tmp_path / "d.gpkg"
    write_district(replace(made, tables=tables, settings=settings_of(feed, period), interventions=(tram,)), path)
    return str(path)


# 80 m: 1 min; wait 5; ride 8; 160 m: 2 min. Back: no bus. Tram: wait 3, 405 s + 22.222 s.
BUS = 1 + 5 + 8 + 2
TRAM = 1 + 3 + (405 + 22.2222) / 60 + 2


def run(toolbox, name: str, **parameters):
    return toolbox.run(f"districtplanner:{name}", parameters)


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


@pytest.mark.parametrize(("percentile", "base"), [(5, 11), (25, 13), (50, 15), (75, 18), (95, 20)])
def test_linkages_by_timetable_are_the_travel_times_of_the_percentile(toolbox, district, tmp_path, percentile, base):
    # By hand as in the test of travel times below: 11 to 20 minutes of the bus, each as often; back only with the tram.
    out, nodes = tmp_path / "t.csv", f"{district}|layername=nodes"
    asked = {"DISTRICT": district, "MODES": ["transit"], "MODEL": "timetable"}
    run(toolbox, "traveltimes", **asked, ORIGINS=nodes, OUTPUT=str(out))
    table = pd.read_csv(out).set_index(["origin", "destination"])

    outputs = {"MATRIX": "TEMPORARY_OUTPUT", "LINES": "TEMPORARY_OUTPUT"}

    found = run(toolbox, "linkages", **asked, PERCENTILE=percentile, **outputs)

    rows = {(f["from_node"], f["to_node"]): f for f in found["MATRIX"].getFeatures()}
    assert rows["West", "East"]["minutes_base"] == base
    assert not rows["East", "West"]["minutes_base"]
    for (a, b), (one, other) in {("West", "East"): ("west", "east"), ("East", "West"): ("east", "west")}.items():
        want = table.loc[(one, other), f"minutes_p{percentile}_with"]
        # The file holds three decimals.
        assert rows[a, b]["minutes_with"] == pytest.approx(want, abs=6e-4)
    (line,) = found["LINES"].getFeatures()
    # Lines go from the node with the lower id.
    assert (line["back_base"], line["back_with"]) == (base, rows["West", "East"]["minutes_with"])


@pytest.mark.parametrize(("percentile", "left"), [(50, 5), (80, 2), (95, 0), (None, 5)])
def test_catchments_by_timetable_are_cut_where_the_percentile_is(toolbox, district, percentile, left):
    # From the node West 1 min to the stop, 8 min ride: off at C 9 to 18 min after setting out, each as often. Within 18
    # min nine, eight, … none are left there: at the median, the 60th of 120, 5 min = 400 m to either side, at 80 %, the
    # 96th, 2 min, at 95 % none. A walk counts in whole seconds: 0.67 m more, on a street of 400 m to either side of C.
    asked = {"DISTRICT": district, "PLACES": "west", "MODES": ["transit"], "CUTOFFS": "18", "MODEL": "timetable"}
    asked |= {"PERCENTILE": percentile} if percentile else {}

    found = run(toolbox, "catchments", **asked, BANDS="TEMPORARY_OUTPUT", STREETS="TEMPORARY_OUTPUT")

    far = [f.geometry().boundingBox() for f in found["STREETS"].getFeatures() if f["street"] == "t"]
    assert min(box.xMinimum() for box in far) == pytest.approx(max(9000 - 80 * left - 2 / 3, 8600), abs=1e-3)
    assert max(box.xMaximum() for box in far) == pytest.approx(min(9000 + 80 * left + 2 / 3, 9400), abs=1e-3)


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


def test_travel_times_by_timetable_are_percentiles_of_every_minute(toolbox, district, tmp_path):
    # 1 min to the stop, a bus at every full ten minutes, 8 min, 2 min: 11 min who leaves at :09, 20 who leaves at :00.
    # 120 departures, twelve of each of 11 … 20: the 6th, 30th, 60th, 90th and 114th in order are 11, 13, 15, 18, 20.
    out = tmp_path / "t.csv"
    # By its path: a layer in the frames of the last exception would outlive QGIS.
    nodes = f"{district}|layername=nodes"
    asked = {"DISTRICT": district, "ORIGINS": nodes, "MODES": ["transit", "walk"], "MODEL": "timetable"}

    run(toolbox, "traveltimes", **asked, OUTPUT=str(out))

    frame = pd.read_csv(out).set_index(["mode", "origin", "destination"])
    row = frame.loc[("transit", "west", "east")]
    assert row[[f"minutes_p{p}_base" for p in (5, 25, 50, 75, 95)]].tolist() == [11, 13, 15, 18, 20]
    assert row["rides_base"] == 1
    # The tram: 1 min, every 6 min from 05:30 at 9, 27, 45, … s after, 427.222 s rounded to 427, 2 min; or the bus.
    both = sorted(
        min(180 + (9 + 18 * k - 60 * (m + 1)) % 360 + 427, 60 * (20 - m % 10)) for k in range(20) for m in range(120)
    )
    want = [both[int(2400 * p / 100) - 1] / 60 for p in (5, 25, 50, 75, 95)]
    assert row[[f"minutes_p{p}_with" for p in (5, 25, 50, 75, 95)]].tolist() == pytest.approx(want, abs=6e-4)
    assert row["minutes_p50_change"] == pytest.approx(want[2] - 15, abs=6e-4)
    back = frame.loc[("transit", "east", "west")]
    assert np.isnan(back["minutes_p95_base"])
    assert np.isnan(back["rides_base"])
    assert back["minutes_p50_with"] == pytest.approx(
        sorted(180 + (9 + 18 * k - 60 * (m + 2)) % 360 + 427 for k in range(20) for m in range(120))[1199] / 60,
        abs=6e-4,
    )
    assert frame.loc[("walk", "west", "west"), "minutes_base"] == 0

    alone = {**asked, "MODES": ["transit"], "SHAPE": "matrix", "OUTPUT": str(out)}
    run(toolbox, "traveltimes", **alone)
    assert pd.read_csv(out).set_index("origin").loc["west", "east"] == pytest.approx(want[2], abs=6e-4)
    run(toolbox, "traveltimes", **alone, STATE="base")
    assert pd.read_csv(out).set_index("origin").loc["west", "east"] == 15
    with pytest.raises(QgsProcessingException, match="the timetable model counts minutes of the clock only"):
        run(toolbox, "traveltimes", **alone, MINUTES="generalised")


def test_itineraries_are_a_layer_of_legs_that_add_up_to_the_table(toolbox, district, tmp_path):
    out, legs = tmp_path / "t.csv", tmp_path / "legs.gpkg"
    nodes = f"{district}|layername=nodes"
    asked = {"DISTRICT": district, "ORIGINS": nodes, "MODES": ["transit"], "OUTPUT": str(out)}

    run(toolbox, "traveltimes", **asked, ITINERARIES=str(legs))

    layer = QgsVectorLayer(str(legs), "legs", "ogr")
    assert [category.value() for category in layer.renderer().categories()] == ["ride", "walk", "cycle"]
    rows = [feature.attributes()[1:] for feature in layer.getFeatures()]
    table = pd.read_csv(out).set_index(["origin", "destination"])
    for state in ("base", "with"):
        mine = [row for row in rows if (row[0], row[1], row[3]) == ("west", "east", state)]
        assert sum(row[12] for row in mine) == pytest.approx(table.loc[("west", "east"), f"minutes_{state}"], abs=6e-4)
    # 80 m on foot, every ten minutes, 8 min, 160 m on foot; the wait has no place on the map.
    base = [feature for feature in layer.getFeatures() if feature["state"] == "base" and feature["origin"] == "west"
            and feature["destination"] == "east"]  # fmt: skip
    assert [(f["what"], f["minutes"]) for f in base] == [("walk", 1), ("wait", 5), ("ride", 8), ("walk", 2)]
    lengths = [round(f.geometry().length()) if not f.geometry().isEmpty() else None for f in base]
    assert lengths == [80, None, 9000, 160]
    assert not any(f["departure"] for f in base)

    # By timetable, of each of the times 11 to 20 min there are twelve; the 60th is 15, first at 07:05.
    run(toolbox, "traveltimes", **asked, MODEL="timetable", STATE="base", ITINERARIES=str(legs))

    layer = QgsVectorLayer(str(legs), "legs", "ogr")
    told = [(f["what"], f["departure"], f["arrival"]) for f in layer.getFeatures() if f["destination"] == "east"
            and f["origin"] == "west"]  # fmt: skip
    assert told == [("walk", "07:05:00", "07:06:00"), ("wait", "07:06:00", "07:10:00"),
                    ("ride", "07:10:00", "07:18:00"), ("walk", "07:18:00", "07:20:00")]  # fmt: skip
    timed = {**asked, "MODEL": "timetable", "STATE": "base"}
    then = tmp_path / "then.gpkg"
    run(toolbox, "traveltimes", **timed, ITINERARIES=str(then), DEPARTURE="08:09")

    layer, pair = QgsVectorLayer(str(then), "then", "ogr"), ("west", "east")
    told = [(f["what"], f["departure"]) for f in layer.getFeatures() if (f["origin"], f["destination"]) == pair]
    assert told == [("walk", "08:09:00"), ("ride", "08:10:00"), ("walk", "08:18:00")]
    assert "the trip of who sets out at 08:09" in layer.metadata().abstract()
    with pytest.raises(QgsProcessingException, match="09:00 is not in the period 07:00-09:00"):
        run(toolbox, "traveltimes", **timed, ITINERARIES=str(tmp_path / "none.gpkg"), DEPARTURE="09:00")
    heard = Heard()
    toolbox.run("districtplanner:traveltimes", {**timed, "DEPARTURE": "08:09"}, feedback=heard)
    assert "The departure is of the itineraries, and none were asked for." in heard.warned
    with pytest.raises(QgsProcessingException, match="no mode rides it"):
        run(toolbox, "traveltimes", **{**asked, "MODES": ["walk"]}, ITINERARIES=str(tmp_path / "none.gpkg"))


def test_scores_by_timetable_through_the_toolbox(toolbox, district, tmp_path):
    # The shorter of the two directions counts. There today by bus alone: of 120 departures the 60th 15 min, the 114th
    # 20 min (above). Tram, every 6 min at 20 offsets, 427 s, and 3 min on foot, beside the bus there and alone back.
    tram = {lead: [(9 + 18 * k - 60 * (m + lead)) % 360 for k in range(20) for m in range(120)] for lead in (1, 2)}
    there = sorted(min(607 + wait, 60 * (20 - n % 10)) for n, wait in enumerate(tram[1]))
    back = sorted(607 + wait for wait in tram[2])
    asked = {"DISTRICT": district, "MODES": ["transit"], "INDICATORS": ["node_time"], "MODEL": "timetable",
             "HEADLINE": "node_time_transit_east_west"}  # fmt: skip
    for percentile, base in ((50, 15), (95, 20)):
        out = tmp_path / f"{percentile}.json"
        run(toolbox, "scoreinterventions", **asked, PERCENTILE=percentile, SUMMARY_JSON=str(out))
        found = json.loads(out.read_text())
        figure = next(one for one in found["figures"] if one["figure"] == "node_time_transit_east_west")
        assert figure["base"] == base
        rank = 24 * percentile - 1
        assert figure["with"] == pytest.approx(min(there[rank], back[rank]) / 60)
        assert "07:00-09:00 by timetable" in figure["label"]
        said = found["settings"]["public_transport"]
        assert (said["model"], said["percentile"], said["period"]) == ("timetable", percentile, "07:00-09:00")
        assert said["feeds"] == [{"name": "Example Buses", "date": "2025-02-04"}]
    with pytest.raises(QgsProcessingException, match="the percentile is 0"):
        run(toolbox, "scoreinterventions", **asked, PERCENTILE=0)
