"""A score or rank of deprivation keeps its name in the results, with the decile derived from it beside it.

By hand: by score, the worst first, live 30, 20, 10 and 40 people, 100 whose score is known. The middles of the four
groups are 15, 40, 55 and 80 of 100: deciles 2, 5, 6 and 9.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsVectorLayer

from district_planner.core import evaluate, open_district
from district_planner.core.evaluation.request import Request
from district_planner.gis import results_store
from tests.processing.test_scoreinterventions import rows
from tests.processing.two_streets import Make, layer, point

HOMES = [(10, 5.0), (30, 50.0), (20, 30.0), (40, 1.0), (5, None)]
DECILES = [6.0, 2.0, 5.0, 9.0, None]
RAW = {
    "score": "Deprivation score as given (higher = more deprived)",
    "rank": "Deprivation rank as given (1 = most deprived)",
}
DERIVED = "Deprivation decile derived from the {} by this district's people (1 = most deprived here)"


def labels(made: QgsVectorLayer) -> tuple[str, str]:
    found = {field.name(): field.alias() for field in made.fields()}
    return found["deprivation"], found["deprivation_decile"]


@pytest.mark.parametrize("kind", ["score", "rank"])
def test_the_decile_stands_beside_what_was_given(make: Make, run: Any, kind: str, tmp_path: Path):
    # A rank of 1 is the worst: the same order, told the other way round.
    given = [
        (people, None if value is None else value if kind == "score" else 100.0 - value) for people, value in HOMES
    ]
    homes = [(point(10 * at, 5), *row) for at, row in enumerate(given)]
    district, _ = make(
        HOMES=layer("Point", homes, ["people:integer", f"imd_{kind}:double"]),
        OPPORTUNITIES=layer("Point", [(point(100, 5), "cafe")], ["category:string"]),
    )
    path = str(tmp_path / "out.gpkg")
    run("scoreinterventions", DISTRICT=str(district.path), INDICATORS=["nearest"], ORIGINS=path)
    made = QgsVectorLayer(path, "who", "ogr")
    written = sorted(rows(made), key=lambda row: row["origin"])
    assert [row["deprivation"] for row in written] == [value for _, value in given]
    assert [row["deprivation_decile"] for row in written] == DECILES
    assert labels(made) == (RAW[kind], DERIVED.format(kind))


def test_given_deciles_are_labelled_as_given(make: Make, tmp_path: Path):
    homes = [(point(10 * at, 5), 10, at + 3) for at in range(3)]
    district, _ = make(
        HOMES=layer("Point", homes, ["people:integer", "imd_decile:integer"]),
        OPPORTUNITIES=layer("Point", [(point(100, 5), "cafe")], ["category:string"]),
    )
    results = evaluate(open_district(str(district.path)), request=Request(indicators=("nearest",)))
    assert results.origins["deprivation_decile"].tolist() == results.origins["deprivation"].tolist() == [3.0, 4.0, 5.0]
    stored = results_store.write(tmp_path / "d.results.gpkg", results, district)
    made = QgsVectorLayer(f"{stored.path}|layername=results", "results", "ogr")
    results_store.dress_results(made, stored, stored.measures[0], "base")
    assert labels(made) == ("Deprivation decile as given (1 = most deprived)",) * 2
    assert "deprivation_decile: Deprivation decile as given (1 = most deprived)." in stored.abstract
