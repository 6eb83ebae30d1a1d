"""RESULTS_LONG: every origin and measure to the last digit, beyond the sixty of a layer, whole or not at all."""

from __future__ import annotations

import math
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from qgis.core import NULL, QgsVectorLayer
from shapely.geometry import LineString, Point

from district_planner.core import evaluate, open_district
from district_planner.core.evaluation.request import Request
from district_planner.core.geopackage import write_district
from district_planner.core.interventions.intervention import Intervention
from tests.oracle.cases import district_of, street
from tests.processing.listening import Heard

CUTOFFS = tuple(float(minutes) for minutes in range(1, 31))
ASKED = {"INDICATORS": ["nearest", "count"], "CUTOFFS": ", ".join(f"{minutes:g}" for minutes in CUTOFFS)}
HOMES = 40


@pytest.fixture
def town(tmp_path: Path) -> str:
    """Return the path of 3 km of street with homes, a café at one end and a grocery that may be built at the other."""
    homes = [{"id": f"h{i:02}", "people": 1.0, "geometry": Point(70.0 * i, 0)} for i in range(HOMES)]
    made = district_of({
        "streets": [street(f"s{a}", [(a, 0), (b, 0)]) for a, b in ((0, 1000), (1000, 1040), (1040, 3000))],
        "homes": homes,
        "opportunities": [{"id": "p", "category": "cafe", "weight": 1.0, "geometry": Point(0, 0)}],
    })  # fmt: skip
    drawn = (
        Intervention("shop", "amenity", Point(3000, 0), attributes={"categories": "grocery"}),
        Intervention("cut", "closure", LineString([(1005, 0), (1035, 0)])),
    )
    write_district(replace(made, interventions=drawn), tmp_path / "town.gpkg")
    return str(tmp_path / "town.gpkg")


def rows(path: str, table: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(
            f'SELECT origin, measure, base, "with", change, newly_reached FROM "{table}" ORDER BY fid'
        ).fetchall()


def test_it_holds_what_python_gives_for_more_than_sixty_measures(run: Any, town: str, tmp_path: Path):
    results = evaluate(open_district(town), request=Request(indicators=("nearest", "count"), cutoffs=CUTOFFS))
    target = tmp_path / "scores.gpkg"
    places = {"ORIGINS": f"ogr:dbname='{target}' table=\"who\" (geom)",
              "RESULTS_LONG": f"ogr:dbname='{target}' table=\"results_long\""}  # fmt: skip
    found, heard = run("scoreinterventions", DISTRICT=town, **ASKED, **places)
    assert any("RESULTS_LONG, which holds all" in line for line in heard.warned)
    expected = [
        tuple(None if isinstance(value, float) and math.isnan(value) else value for value in row)
        for row in results.long().itertuples(index=False)
    ]
    assert len(results.measures) == 62 and len(expected) == 62 * HOMES
    assert rows(str(target), "results_long") == expected
    # The grocery is at most 30 min = 2,400 m from the homes from x = 630 m on, if the street is not cut between.
    newly = {row[0] for row in expected if row[1] == "nearest_walk_grocery" and row[5] == 1}
    assert newly == {f"h{i:02}" for i in range(HOMES) if 70 * i > 1000}
    # Beyond the cut the café, 30 min away at most, is reached no longer: a base, and nothing else.
    lost = {row[0] for row in expected if row[2] is not None and row[3] is None}
    assert lost == {f"h{i:02}" for i in range(HOMES) if 1000 < 70 * i <= 2400}
    wide = QgsVectorLayer(found["ORIGINS"], "who", "ogr")
    names = [field.name() for field in wide.fields()]
    assert sum(name.endswith("_change") for name in names) == 60
    assert {row["origin"] for row in wide.getFeatures() if row["nearest_walk_grocery_newly_reached"] == 1} == newly
    with closing(sqlite3.connect(target)) as database:
        (about,) = database.execute(
            "SELECT description FROM gpkg_contents WHERE table_name = 'results_long'"
        ).fetchone()
    assert "count_walk_grocery_30: " in about


def test_origins_that_are_newly_reached_are_drawn_in_a_class_of_their_own(run: Any, town: str, tmp_path: Path):
    found, _ = run("scoreinterventions", DISTRICT=town, INDICATORS=["nearest"], ORIGINS=str(tmp_path / "who.gpkg"),
                   HEADLINE="nearest_walk_grocery_people_mean")  # fmt: skip
    layer = QgsVectorLayer(found["ORIGINS"], "who", "ogr")
    assert "newly reached" in [item.label() for item in layer.renderer().ranges()]
    assert "IS NULL" in layer.renderer().classAttribute()


def test_the_ranked_table_says_that_a_median_is_newly_reached(run: Any, town: str):
    found, _ = run("scoreinterventions", DISTRICT=town, INDICATORS=["nearest"], SCORES="memory:",
                   HEADLINE="nearest_walk_grocery_people_median")  # fmt: skip
    # Of 40 homes the 20th from the grocery is at x = 1,400 m, and 1,600 m are 20 min. The 15 before the cut are last.
    for row in found["SCORES"].getFeatures():
        assert (row["base"], row["with"], row["change"], row["newly_reached"]) == (NULL, 20.0, NULL, 1)


def test_a_csv_file_holds_it_with_its_full_names(run: Any, town: str, tmp_path: Path):
    run("scoreinterventions", DISTRICT=town, **ASKED, RESULTS_LONG=str(tmp_path / "long.csv"))
    lines = (tmp_path / "long.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].replace('"', "") == "origin,measure,base,with,change,newly_reached"
    assert len(lines) == 62 * HOMES + 1


def test_a_table_is_no_shapefile_and_that_is_said_before_the_work(run: Any, refused: Any, town: str, tmp_path: Path):
    said = refused("scoreinterventions", DISTRICT=town, RESULTS_LONG=str(tmp_path / "long.shp"))
    assert "a shapefile holds no table without geometry" in said and "Choose a GeoPackage" in said
    assert not (tmp_path / "long.dbf").exists()


def test_more_names_than_a_shapefile_holds_are_a_sentence(refused: Any, town: str, tmp_path: Path):
    said = refused("scoreinterventions", DISTRICT=town, **ASKED, ORIGINS=str(tmp_path / "who.shp"))
    assert "shortens names to 10 letters" in said


def test_a_cancel_while_it_is_written_leaves_the_old_one(run: Any, town: str, tmp_path: Path):
    path = tmp_path / "long.gpkg"
    run("scoreinterventions", DISTRICT=town, RESULTS_LONG=str(path), INDICATORS=["nearest"])
    before = path.read_bytes()
    # The long table is written from 92 % on.
    heard = Heard(95)
    found, _ = run("scoreinterventions", heard, DISTRICT=town, RESULTS_LONG=str(path), **ASKED)
    assert heard.isCanceled() and not found
    assert path.read_bytes() == before
