"""checkdistrict: findings as points and as a text, of a district whose faults are known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from qgis.core import QgsVectorLayer

from district_planner.core import open_district
from district_planner.core.network.diagnosis import diagnose


def test_the_layer_and_the_text_say_what_plain_python_finds(run: Any, sample: str, tmp_path: Path):
    report, layer = tmp_path / "report.txt", str(tmp_path / "found.gpkg")
    found, heard = run("checkdistrict", DISTRICT=sample, OUTPUT=layer, REPORT=str(report))
    expected = diagnose(open_district(sample), ("walk",))
    points = QgsVectorLayer(found["OUTPUT"], "x", "ogr")
    rows = pd.DataFrame([item.attributes()[1:] for item in points.getFeatures()])
    assert list(rows[0]) == list(expected.findings["kind"])
    assert points.renderer().type() != "singleSymbol"
    assert found["TEXT"] == expected.text
    assert report.read_text(encoding="utf-8").strip() == expected.text.strip()
    said = [*heard.told, *heard.warned]
    assert all(line in said for line in expected.text.splitlines() if line.startswith("["))


def test_what_is_wrong_in_the_request_is_a_sentence(refused: Any, sample: str, tmp_path: Path):
    assert "no time in minutes" in refused("checkdistrict", DISTRICT=sample, LIMIT="soon", OUTPUT="memory:")
    assert "its folder does not exist" in refused(
        "checkdistrict", DISTRICT=sample, REPORT=str(tmp_path / "no" / "r.txt")
    )
    other = tmp_path / "other.gpkg"
    other.write_bytes(b"no GeoPackage at all" * 100)
    assert "other.gpkg" in refused("checkdistrict", DISTRICT=str(other), OUTPUT="memory:")
