"""Travel times, linkages, catchments and scores by timetable through the toolbox, at percentiles derived by hand."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from qgis.core import QgsProcessingException, QgsVectorLayer

from tests.processing.listening import Heard
from tests.processing.travel_case import run, two_nodes


@pytest.fixture
def district(tmp_path) -> str:
    return two_nodes(tmp_path)


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
