"""scoreinterventions with ``each``: every set that can be built together, in table, summary and log."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from qgis.core import QgsVectorLayer

from district_planner.core import open_district
from tests.processing.test_scoreinterventions import FEW, drawn, rows

FIGURE = "nearest_walk_cafe_people_mean"


def rivals(sample: str) -> list[QgsVectorLayer]:
    """Return two cafés, at two homes of the sample, that exclude each other."""
    homes = open_district(sample).table("homes")["geometry"]
    near, far = homes.iloc[0].centroid, homes.iloc[-1].centroid
    asked: dict[str, str] = {"kind": "amenity", "categories": "cafe"}
    return [
        drawn(near.wkt, "Point", id="rival_a", excludes='["rival_b"]', **asked),
        drawn(far.wkt, "Point", id="rival_b", **asked),
    ]


def test_each_writes_every_set_to_table_summary_and_log(run: Any, sample: str, tmp_path: Path):
    found, heard = run("scoreinterventions", DISTRICT=sample, ALTERNATIVES="each", SETS="memory:",
                       INDICATORS=["nearest"], CATEGORIES=["cafe"], HEADLINE=FIGURE, INTERVENTIONS=rivals(sample),
                       SUMMARY=str(tmp_path / "s.json"))  # fmt: skip
    sets = rows(found["SETS"])
    first = [row for row in sets if row["figure"] == FIGURE]
    assert sets[: len(first)] == first
    assert first[0]["rank"] == 1 and [row["rank"] for row in first] == sorted(row["rank"] for row in first)
    assert [row["with"] for row in first] == sorted(row["with"] for row in first)
    assert {("rival_a" in row["set"], "rival_b" in row["set"]) for row in first} == {(True, False), (False, True)}
    known = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    assert [
        (" + ".join(one["set"]), next(row["with"] for row in one["figures"] if row["figure"] == FIGURE))
        for one in known["sets"]
    ] == [(row["set"], row["with"]) for row in first]
    with (tmp_path / "s.csv").open(encoding="utf-8", newline="") as file:
        table = [row for row in csv.DictReader(file) if row["figure"] == FIGURE]
    assert [(row["set"], float(row["together"]), row["rank"], row["intervention"]) for row in table if row["set"]] == [
        (row["set"], row["with"], str(row["rank"]), "") for row in first
    ]
    # All together, everywhere in the main tables, is the first set.
    assert {float(row["together"]) for row in table if not row["set"]} == {first[0]["with"]}
    assert next(row["with"] for row in known["figures"] if row["figure"] == FIGURE) == first[0]["with"]
    said = next(at for at, text in enumerate(heard.told) if "can be built together" in text)
    assert heard.told[said].startswith(f"{len(first)} sets")
    assert heard.told[said + 1].startswith(f"1. {first[0]['names']}: ")


def test_a_table_of_sets_is_made_for_each_only(run: Any, sample: str):
    found, heard = run("scoreinterventions", DISTRICT=sample, SETS="memory:", **FEW)
    assert "SETS" not in found
    assert "SETS is not made: choose “each” where two exclude each other." in heard.warned
