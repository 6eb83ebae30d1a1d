"""scoreinterventions: ranked and styled layers, the numbers of plain Python, and a sentence for every mistake."""

from __future__ import annotations

import csv
import json
import math
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProject,
    QgsVectorLayer,
)

from district_planner.core import evaluate, open_district
from district_planner.core.evaluation.request import Request
from district_planner.core.interventions.intervention import Intervention
from district_planner.gis.cycle_words import CYCLE_ALIASES
from district_planner.gis.score_tables import CROSSINGS, ranked
from district_planner.gis.slope_words import SLOPE_ALIASES
from tests.processing.listening import Heard

FEW = {"INDICATORS": ["index15work", "nearest"], "CATEGORIES": ["cafe", "grocery"]}
REQUEST = Request(indicators=("index15work", "nearest"), categories=("cafe", "grocery"))


def rows(layer: QgsVectorLayer | str) -> list[dict[str, Any]]:
    """Return the attributes of a layer with None for NULL."""
    layer = QgsVectorLayer(layer, "x", "ogr") if isinstance(layer, str) else layer
    assert layer.isValid()
    names = [field.name() for field in layer.fields()]
    return [
        {name: value if isinstance(value, (int, float, str)) else None for name, value in zip(names, item.attributes())}
        for item in layer.getFeatures()
    ]


def plain(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table as a layer holds it: None for empty."""
    return [
        {name: None if pd.isna(value) else value for name, value in row.items()} for row in table.to_dict("records")
    ]


def drawn(wkt: str, geometry: str = "LineString", **attributes: str) -> QgsVectorLayer:
    """Return an ordinary layer with one feature."""
    fields = "".join(f"&field={name}:string" for name in attributes)
    layer = QgsVectorLayer(f"{geometry}?crs=EPSG:27700{fields}", "my ideas", "memory")
    feature = QgsFeature(layer.fields())
    feature.setAttributes(list(attributes.values()))
    feature.setGeometry(QgsGeometry.fromWkt(wkt))
    layer.dataProvider().addFeature(feature)
    return layer


def test_processing_qgis_process_and_python_give_the_same_numbers_to_the_last_digit(
    run: Any, qgis_process: Any, sample: str, tmp_path: Path
):
    results = evaluate(open_district(sample), request=REQUEST)
    found, _ = run("scoreinterventions", DISTRICT=sample, SCORES="memory:", ORIGINS="memory:", **FEW)
    assert rows(found["SCORES"]) == plain(ranked(results))
    out = tmp_path / "by process"
    out.mkdir()
    paths = {"SUMMARY_JSON": str(out / "s.json"), "SUMMARY_CSV": str(out / "s.csv"), "SCORES": str(out / "s.gpkg")}
    qgis_process.run("scoreinterventions", DISTRICT=sample, **paths, **FEW)
    asked = [{name: row[name] for name in ranked(results)} for row in rows(paths["SCORES"])]
    assert asked == plain(ranked(results))
    said = json.loads(Path(paths["SUMMARY_JSON"]).read_text(encoding="utf-8"))
    assert {row["figure"]: row["with"] for row in said["figures"]} == {
        row["figure"]: row["with"] for row in plain(results.figures)
    }
    with Path(paths["SUMMARY_CSV"]).open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    assert len(table) == len(results.scores)
    assert [float(row["alone"] or "nan") for row in table] == pytest.approx(
        list(results.scores["alone"]), rel=0, abs=0, nan_ok=True
    )
    # Every origin, not only the figures.
    wide = {row["origin"]: row for row in rows(found["ORIGINS"])}
    values = results.values["nearest_walk_cafe"]
    assert len(wide) == len(values)
    assert all(
        wide[name]["nearest_walk_cafe_with"] == (None if np.isnan(value) else value)
        for name, value in values["with"].items()
    )


def test_layers_are_made_by_geometry_and_open_styled_with_their_sources(run: Any, sample: str, tmp_path: Path):
    target = tmp_path / "scores.gpkg"
    keys = ("SCORES_POINTS", "SCORES_LINES", "SCORES_AREAS", "ORIGINS")
    outputs = {key: f"ogr:dbname='{target}' table=\"{key.lower()}\" (geom)" for key in keys}
    run("scoreinterventions", DISTRICT=sample, **outputs, **FEW)
    with closing(sqlite3.connect(target)) as database:
        styles = {name for (name,) in database.execute("SELECT f_table_name FROM layer_styles WHERE useAsDefault")}
        about = dict(database.execute("SELECT table_name, description FROM gpkg_contents"))
    assert styles == {key.lower() for key in keys}
    assert "[P]" in about["scores_lines"]
    layer = QgsVectorLayer(f"{target}|layername=origins", "x", "ogr")
    assert layer.renderer().type() == "graduatedSymbol"
    assert layer.renderer().classAttribute() == "index15work_walk_change"
    # Nothing is drawn as a line in the scenario of places: that layer is not made.
    found, _ = run(
        "scoreinterventions", DISTRICT=sample, SCENARIO="Places only", **dict.fromkeys(keys, "memory:"), **FEW
    )
    assert "SCORES_LINES" not in found and "SCORES_POINTS" in found


def test_scored_layers_tell_who_is_newly_counted_from_who_no_longer_is(run: Any, sample: str):
    headline = "within_walk_cafe_10_people"
    asked = {"INDICATORS": ["nearest"], "CATEGORIES": ["cafe", "grocery", "bank"], "HEADLINE": headline}
    found, feedback = run("scoreinterventions", DISTRICT=sample, SCORES="memory:", SCORES_LINES="memory:", **asked)
    request = Request(indicators=("nearest",), categories=("cafe", "grocery", "bank"), headline=headline)
    scores = evaluate(open_district(sample), request=request).scores.set_index(["intervention", "figure"])
    # Three cutoffs of three categories, of people and employees, are 18 figures: the one that ranks, 15 more, 2 left.
    further = list(dict.fromkeys(name for _, name in scores.dropna(subset=["alone_newly"]).index if name != headline))
    assert len(further) == 17
    assert any("15 figures" in said and "other 2" in said for said in feedback.told)
    closed = 0
    for layer in (found["SCORES"], found["SCORES_LINES"]):
        names = [field.name() for field in layer.fields()]
        for end in CROSSINGS:
            ends = (f"_people_{end}", f"_employees_{end}")
            assert [name for name in names if name.endswith(ends)] == [f"{name}_{end}" for name in further[:15]]
        for row in rows(layer):
            for end in CROSSINGS:
                assert row[end] == scores.loc[(row["id"], headline), end]
                assert all(row[f"{name}_{end}"] == scores.loc[(row["id"], name), end] for name in further[:15])
            closed += row["alone_no_longer"] > 0 or row["alone_newly"] > 0
    assert closed > 0


def test_every_layer_is_loaded_once(toolbox: Any, sample: str):
    from qgis.core import QgsApplication, QgsProcessingOutputLayerDefinition, QgsProcessingUtils

    context, project = QgsProcessingContext(), QgsProject()
    context.setProject(project)
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("districtplanner:scoreinterventions")
    wanted = {key: QgsProcessingOutputLayerDefinition("memory:", project) for key in ("SCORES", "ORIGINS")}
    results, done = algorithm.run({"DISTRICT": sample, **wanted, **FEW}, context, Heard())
    assert done
    assert set(context.layersToLoadOnCompletion()) == {results["SCORES"], results["ORIGINS"]}
    assert QgsProcessingUtils.mapLayerFromString(results["SCORES"], context).featureCount() == 10


def test_lines_of_an_ordinary_layer_are_scored_like_those_of_the_district(run: Any, sample: str):
    wkt = "LINESTRING (441800 388000, 442100 388400)"
    found, _ = run(
        "scoreinterventions", DISTRICT=sample, INTERVENTIONS=[drawn(wkt, name="Mine")], SCORES="memory:", **FEW
    )
    row = next(row for row in rows(found["SCORES"]) if row["name"] == "Mine")
    assert row["kind"] == "walking_link"
    district = open_district(sample)
    same = Intervention("mine", "walking_link", shapely.from_wkt(wkt), "Mine")
    results = evaluate(district, request=REQUEST, interventions=[*district.interventions, same])
    assert row["alone"] == results.summary.set_index("name").loc["Mine", "alone"]


def test_a_line_across_the_parkway_is_told_in_the_log_and_its_joins_stand_in_the_summary(
    run: Any, sample: str, tmp_path: Path
):
    streets = open_district(sample).table("streets")
    road = streets.loc[streets["name"] == "Sheffield Parkway", "geometry"].iloc[0]
    # Square across the middle of the first stretch of it, 30 m to both sides.
    spot, ahead = road.interpolate(0.5, normalized=True), road.interpolate(0.51, normalized=True)
    x, y, length = ahead.x - spot.x, ahead.y - spot.y, math.dist((ahead.x, ahead.y), (spot.x, spot.y))
    ends = [(spot.x + side * y / length * 30, spot.y - side * x / length * 30) for side in (-1, 1)]
    layer = drawn(shapely.LineString(ends).wkt, name="Across", dp_type="walking_link")
    path = tmp_path / "s.json"
    _, heard = run("scoreinterventions", DISTRICT=sample, INTERVENTIONS=[layer], SUMMARY_JSON=str(path), **FEW)
    (said,) = [line for line in heard.warned if line.startswith("Across: crosses Sheffield Parkway")]
    assert "needs a bridge" in said and "£" in said
    written = json.loads(path.read_text(encoding="utf-8"))
    joins = [row for row in written["joins"] if row["intervention"].startswith("drawn")]
    assert "needs_bridge" in {row["kind"] for row in joins}
    assert {"mode", "x", "y", "chainage", "text"} < set(joins[0])
    assert any(row["kind"] == "joins" for row in written["joins"])


AWKWARD = "O'Brien's \"café\" ☕ <script>alert(1)</script>"


def test_awkward_names_come_through_unharmed(run: Any, sample: str, tmp_path: Path):
    layer = drawn("POINT (442300 387900)", "Point", name=AWKWARD, dp_type="meeting_place")
    path = str(tmp_path / "s.gpkg")
    found, heard = run("scoreinterventions", DISTRICT=sample, INTERVENTIONS=[layer], SCORES=path,
                       SUMMARY_JSON=str(tmp_path / "s.json"), **FEW)  # fmt: skip
    assert AWKWARD in [row["name"] for row in rows(found["SCORES"])]
    said = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    assert AWKWARD in [row["name"] for row in said["interventions"]]
    assert any(AWKWARD in line for line in heard.told)


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"SCENARIO": "Al candidates"}, "All candidates"),
        ({"WORLD": "nowhere"}, "growth-2035"),
        ({"CATEGORIES": ["cafes"]}, "there is no category “cafes”"),
        ({"CUTOFFS": "ten"}, "“ten” is no time in minutes"),
        ({"CUTOFFS": "-5"}, "“-5” is no time in minutes"),
        ({"CUTOFFS": "45", "INDICATORS": ["count"]}, "Raise the time limit to 45 min"),
        ({"LIMIT": "flying:20"}, "flying"),
        ({"DECAY": "sinus:3", "INDICATORS": ["gravity"]}, "there is no decay “sinus”"),
        ({"KTH": "0"}, "no whole number above 0"),
        ({"HEADLINE": "beauty"}, "beauty"),
        ({"INDICATORS": ["beauty"]}, "there is no indicator “beauty”"),
        ({"MODES": ["fly"]}, "fly"),
        ({"DISTRICT": "/nowhere/x.gpkg"}, "x.gpkg"),
        ({"SCORES": "/nowhere/at/all/s.gpkg"}, "its folder does not exist"),
    ],
)
def test_a_wrong_word_is_a_sentence(refused: Any, sample: str, parameters: dict[str, Any], words: str):
    assert words in refused("scoreinterventions", **{"DISTRICT": sample, "SCORES": "memory:", **FEW, **parameters})


def test_the_district_itself_is_never_an_output(refused: Any, sample: str):
    before = Path(sample).read_bytes()
    assert "the output is the district itself" in refused("scoreinterventions", DISTRICT=sample, SCORES=sample, **FEW)
    assert Path(sample).read_bytes() == before


def test_cancel_stops_and_leaves_no_summary(run: Any, sample: str, tmp_path: Path):
    found, heard = run("scoreinterventions", Heard(20), DISTRICT=sample, SUMMARY_JSON=str(tmp_path / "s.json"), **FEW)
    assert "Cancelled. Nothing has been written." in heard.told
    assert not found
    assert not (tmp_path / "s.json").exists()


def test_trips_of_a_table_are_counted_on_the_link(run: Any, sample: str, tmp_path: Path):
    # All pairs from one AMP building: its trips to a SBP building go over the bridge, those to itself do not.
    district = open_district(sample)
    site = district.table("buildings").set_index("id")["site"]
    amp, sbp = site[site == "AMP"].index[0], site[site == "SBP"].index[0]
    table = tmp_path / "trips.csv"
    lines = ["from,to,trips", f"{amp},{sbp},17", f"{amp},{amp},100", f"{amp},nobody,1000"]
    table.write_text("\n".join(lines), encoding="utf-8")
    asked = {"INDICATORS": ["linkuse", "count"], "CATEGORIES": ["jobs"], "SUMMARY_JSON": str(tmp_path / "s.json")}
    found, heard = run("scoreinterventions", DISTRICT=sample, SCENARIO="Link only", OD=str(table), LIMIT="60", **asked)
    assert any("1 of 3 rows of the table of trips, with 1,000 trips" in line for line in heard.warned)
    said = json.loads(Path(found["SUMMARY_JSON"]).read_text(encoding="utf-8"))
    used = {row["figure"]: row["alone"] for row in said["scores"] if row["figure"].startswith("linkuse")}
    assert used["linkuse_walk_trips"] == 17
    assert used["linkuse_walk_pairs"] > 17


def test_scored_lines_say_how_good_a_cycle_path_is(run: Any, sample: str):
    # 600 m east and 800 m north are 1,400 m for 1,000 m: 1.4, which has one point; 38 of 50 points are 76 %.
    told = {"los_score": "38", "critical_fails": "0", "limit_mph": "30", "vehicles_day": "6000", "protection": "lane",
            "gradient": "-5"}  # fmt: skip
    path = drawn("LineString (442000 387000, 442600 387000, 442600 387800)", dp_type="cycle_path", **told)
    found, _ = run("scoreinterventions", DISTRICT=sample, INTERVENTIONS=[path], SCORES="memory:", ALTERNATIVES="best",
                   SCORES_LINES="memory:", **FEW)  # fmt: skip
    lines = {row["id"]: row for row in rows(found["SCORES_LINES"])}
    (new,) = (row for id_, row in lines.items() if not id_.startswith("c"))
    said = {name: new[name] for name in CYCLE_ALIASES}
    assert said == {"deviation": 1.4, "directness": 1, "los_percent": 76.0, "los_result": "pass",
                    "protection_needed": "light", "protection_met": "no"}  # fmt: skip
    # 1,400 m down as drawn at 5.718 km/h on foot and 30 by cycle, back up at 4.029 and 5.19.
    assert [new[name] for name in SLOPE_ALIASES] == pytest.approx([14.69, 20.85, 2.8, 16.18], abs=0.02)
    link = next(row for row in lines.values() if row["kind"] == "walking_link")
    unsaid = (*CYCLE_ALIASES, *SLOPE_ALIASES)
    assert [link[name] or None for name in unsaid] == [None] * len(unsaid)
    assert set(CYCLE_ALIASES).isdisjoint(field.name() for field in found["SCORES"].fields())


def test_competition_is_measured_when_it_is_ticked_with_the_numbers_of_python(run: Any, sample: str, tmp_path: Path):
    names = ("competition", "competitionwithin", "availability")
    asked = {"INDICATORS": list(names), "CATEGORIES": ["cafe", "green_space"], "ALTERNATIVES": "best"}
    found, _ = run("scoreinterventions", DISTRICT=sample, SUMMARY_JSON=str(tmp_path / "s.json"), SCORES="memory:",
                   ORIGINS="memory:", **asked)  # fmt: skip
    request = Request(indicators=names, categories=("cafe", "green_space"), alternatives="best")
    results = evaluate(open_district(sample), request=request)
    said = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    assert {row["figure"]: row["with"] for row in said["figures"]} == {
        row["figure"]: row["with"] for row in plain(results.figures)
    }
    assert rows(found["SCORES"]) == plain(ranked(results))
    assert said["headline"] == "competition_walk_cafe_people_median"
    figure = next(row for row in said["figures"] if row["figure"] == said["headline"])
    assert figure["unit"] == "per 1,000 people"
    assert "Luo & Qi 2009" in figure["source"]
    assert "[M]" in figure["source"]
    assert figure["change"] != 0


def test_linkuse_alone_ranks_by_pairs_and_colours_the_lines_by_them(run: Any, sample: str, tmp_path: Path):
    found, heard = run("scoreinterventions", DISTRICT=sample, INDICATORS=["linkuse"], ALTERNATIVES="best",
                       SCORES="memory:", SCORES_LINES=str(tmp_path / "lines.gpkg"), ORIGINS="memory:",
                       SUMMARY_JSON=str(tmp_path / "s.json"))  # fmt: skip
    said = json.loads(Path(found["SUMMARY_JSON"]).read_text(encoding="utf-8"))
    assert said["headline"] == "linkuse_walk_pairs"
    figures = {row["figure"]: row for row in said["figures"]}
    assert set(figures) == {"linkuse_walk_pairs", "linkuse_walk_people", "linkuse_walk_employees"}
    assert all(row["base"] == 0 and row["with"] > 0 for row in figures.values())
    ranks = {row["id"]: (row["rank"], row["alone"]) for row in said["interventions"] if row["alone"]}
    assert [rank for rank, _ in sorted(ranks.values(), key=lambda one: -one[1])] == list(range(1, len(ranks) + 1))
    lines = QgsVectorLayer(found["SCORES_LINES"], "lines", "ogr")
    assert lines.renderer().classAttribute() == "alone_change"
    labels = [item.label() for item in lines.renderer().ranges()]
    assert labels[0].startswith("Pairs whose best way on foot leads over it, within 30 min: change alone, pairs;")
    assert any("Ranked by: Pairs whose best way" in line for line in heard.told)
