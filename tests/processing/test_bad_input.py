"""What a planner may hand to the scores by mistake: files that are no district, lines that are no lines, odd names."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsProcessingFeedback, QgsVectorFileWriter, QgsVectorLayer

FEW = {"INDICATORS": ["nearest"], "CATEGORIES": ["cafe"]}
ODD = "O'Brien's \"café\" ☕ <script>alert(1)</script>"


def drawn(*wkts: str, geometry: str = "LineString", **attributes: str) -> QgsVectorLayer:
    """Return a layer with one feature per geometry."""
    fields = "".join(f"&field={name}:string" for name in attributes)
    layer = QgsVectorLayer(f"{geometry}?crs=EPSG:27700{fields}", "my ideas", "memory")
    for wkt in wkts:
        feature = QgsFeature(layer.fields())
        feature.setAttributes(list(attributes.values()))
        if wkt:
            feature.setGeometry(QgsGeometry.fromWkt(wkt))
        layer.dataProvider().addFeature(feature)
    return layer


def without_triggers(database: sqlite3.Connection) -> None:
    """Take away the triggers of the spatial index, which need functions that only a GIS has."""
    for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute(f'DROP TRIGGER "{name}"')


def foreign(path: Path) -> None:
    layer = drawn("LINESTRING (0 0, 1 1)", name="x")
    options = QgsVectorFileWriter.SaveVectorOptions()
    QgsVectorFileWriter.writeAsVectorFormatV3(layer, str(path), layer.transformContext(), options)


def half_written(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def text_in_a_number(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        without_triggers(database)
        database.execute("UPDATE homes SET people = 'many' WHERE fid = 3")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (foreign, "so it is not a district"),
        (lambda path: path.write_text("no database"), "is not a GeoPackage"),
        (half_written, "is damaged or was cut off"),
        (text_in_a_number, "homes, field people: 'many' in row 3 is not a number"),
    ],
)
@pytest.mark.parametrize("algorithm", ["scoreinterventions", "checkdistrict", "catchments"])
def test_a_file_that_is_no_sound_district_is_a_sentence(
    refused: Any, sample: str, algorithm: str, spoil: Any, words: str
):
    if spoil is foreign:
        Path(sample).unlink()
    spoil(Path(sample))
    assert words in refused(algorithm, DISTRICT=sample)


def test_a_district_that_another_program_holds_is_a_sentence(refused: Any, sample: str):
    with closing(sqlite3.connect(sample, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        assert "is in use by another program" in refused("scoreinterventions", DISTRICT=sample, **FEW)


def test_a_district_without_streets_is_a_sentence(refused: Any, sample: str):
    with closing(sqlite3.connect(sample)) as database, database:
        without_triggers(database)
        database.execute("DELETE FROM streets")
    assert "street" in refused("scoreinterventions", DISTRICT=sample, **FEW)


@pytest.mark.parametrize(
    ("wkt", "words"),
    [
        ("LINESTRING (441800 388000, 441800 388000)", "has no length"),
        ("", "no usable feature is left"),
    ],
)
def test_a_line_that_is_none_is_a_sentence(refused: Any, sample: str, wkt: str, words: str):
    layer = drawn(wkt, name="x")
    assert words in refused("scoreinterventions", DISTRICT=sample, INTERVENTIONS=[layer], SCORES="memory:", **FEW)


def test_a_line_that_crosses_itself_is_scored_and_said(run: Any, sample: str):
    wkt = "LINESTRING (441800 388000, 442100 388400, 442100 388000, 441800 388400)"
    found, heard = run("scoreinterventions", DISTRICT=sample, INTERVENTIONS=[drawn(wkt, name="knot")],
                       SCORES="memory:", **FEW)  # fmt: skip
    assert any("crosses itself" in line for line in (*heard.told, *heard.warned))
    names = [item["name"] for item in found["SCORES"].getFeatures()]
    assert "knot" in names


def test_odd_names_do_no_harm_in_the_log_that_qgis_shows_as_html(toolbox: Any, sample: str, tmp_path: Path):
    layer = drawn("POINT (442300 387900)", geometry="Point", name=ODD, dp_type="meeting_place")
    feedback = QgsProcessingFeedback(False)
    asked = {"DISTRICT": sample, "INTERVENTIONS": [layer], "SCORES": "memory:", **FEW}
    toolbox.run("districtplanner:scoreinterventions", asked, feedback=feedback)
    assert ODD in feedback.textLog()
    assert "<script>" not in feedback.htmlLog()


def test_odd_names_come_through_making_checking_and_catchments(run: Any, sample: str, tmp_path: Path):
    with closing(sqlite3.connect(sample)) as database, database:
        without_triggers(database)
        database.execute("UPDATE nodes SET name = ? WHERE fid = 1", (ODD,))
        database.execute("UPDATE settings SET value = ? WHERE key = 'name'", (json.dumps(ODD),))
    path = Path(shutil.move(sample, tmp_path / "O'Brien's ☕ <b>.gpkg"))
    checked, _ = run("checkdistrict", DISTRICT=str(path), OUTPUT="memory:")
    assert checked["OUTPUT"].featureCount()
    found, _ = run("catchments", DISTRICT=str(path), PLACES=ODD, BANDS="memory:")
    assert found["BANDS"].featureCount()
