"""The district as one file: what is read, and what is said when it cannot be."""

from __future__ import annotations

import shutil
import sqlite3
import struct
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import Point

from district_planner.core import geopackage_file, open_district
from district_planner.core.district import TABLES
from district_planner.core.errors import DistrictDataError, DistrictFileError
from district_planner.core.geopackage import INTERVENTION_TABLES, replace_tables, write_district
from district_planner.core.geopackage_blob import decode, encode
from tests.core.geopackage_case import CAFE, LINK, ODD, PARK, district, names_beside, run, streets, written


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return written(tmp_path)


# What comes back


def test_a_district_comes_back_as_it_was_written(path: Path) -> None:
    again = open_district(path)
    assert (again.crs, again.name, again.path) == ("EPSG:27700", "district 1#?%", str(path))
    assert again.interventions == (CAFE, LINK, PARK)
    assert again.settings == {"name": ODD, "walk_kmh": 4.8}
    assert set(again.tables) == set(TABLES) - set(INTERVENTION_TABLES)
    table = again.table("streets")
    assert list(table.index) == [0, 1]
    assert table["name"].tolist() == [ODD, None]
    assert [line.wkt for line in table["geometry"]] == [line.wkt for line in streets()["geometry"]]
    assert table["layer"].tolist() == [0.0, -1.0]
    assert table["colour of the door"].tolist() == ["red", None]
    assert table["steps"].tolist() == [3, 4]


def test_numbers_are_float64_and_nan_or_infinite_cells_come_back_as_nan(path: Path) -> None:
    table = open_district(path).table("streets")
    for name, kind in TABLES["streets"].columns.items():
        assert table[name].dtype == ("object" if kind == "TEXT" else "float64"), name
    assert np.isnan(table["maxspeed_kmh"][1])
    assert np.isnan(table["lts"][1])


def test_every_table_has_the_columns_of_the_schema_even_where_it_is_empty(path: Path) -> None:
    again = open_district(path)
    for name, frame in again.tables.items():
        wanted = [*TABLES[name].columns, *(["geometry"] if TABLES[name].geometry else [])]
        assert list(frame.columns)[: len(wanted)] == wanted


def test_tables_and_columns_that_are_absent_come_out_empty(path: Path) -> None:
    run(
        path,
        "DELETE FROM gpkg_contents WHERE table_name IN ('homes', 'settings', 'intervention_areas')",
        "ALTER TABLE streets DROP COLUMN walk_end_delay_s",
        "ALTER TABLE streets DROP COLUMN note",
    )
    again = open_district(path)
    assert len(again.table("homes")) == 0
    assert again.settings == {}
    assert again.interventions == (CAFE, LINK)
    assert again.table("streets")["walk_end_delay_s"].isna().all()
    assert again.table("streets")["note"].tolist() == [None, None]


def test_a_table_of_its_own_survives_opening_and_writing(path: Path, tmp_path: Path) -> None:
    replace_tables(path, {"evidence": pd.DataFrame({"id": ["e1"], "claim": [ODD], "n": [7]})}, "EPSG:27700")
    write_district(open_district(path), tmp_path / "copy.gpkg")
    again = open_district(tmp_path / "copy.gpkg").table("evidence")
    assert again.to_dict("records") == [{"id": "e1", "claim": ODD, "n": 7}]


def test_rows_without_an_id_take_their_row_key_and_interventions_say_which_table(path: Path) -> None:
    run(path, *(f"UPDATE {name} SET id = NULL" for name in ("streets", *INTERVENTION_TABLES)))
    again = open_district(path)
    assert again.table("streets")["id"].tolist() == ["1", "2"]
    assert [item.id for item in again.interventions] == ["linestring-1", "point-1", "polygon-1"]


def test_an_intervention_without_geometry_has_an_empty_one(path: Path) -> None:
    run(path, "UPDATE intervention_lines SET geom = NULL")
    link = open_district(path).interventions[1]
    assert link.geometry.is_empty
    assert link.geometry.geom_type == "LineString"


def test_settings_keep_mark_and_citation_and_text_that_is_not_json(path: Path, tmp_path: Path) -> None:
    run(path, "UPDATE settings SET mark = '[S]', citation = 'TfL' WHERE key = 'walk_kmh'",
        "INSERT INTO settings (key, value) VALUES ('motto', 'not json')")  # fmt: skip
    first = open_district(path)
    assert first.settings["motto"] == "not json"
    write_district(first, tmp_path / "copy.gpkg")
    rows = open_district(tmp_path / "copy.gpkg").table("settings").set_index("key")
    assert rows.loc["walk_kmh", ["value", "mark", "citation"]].tolist() == ["4.8", "[S]", "TfL"]
    assert rows.loc["motto", "value"] == '"not json"'


def test_column_names_differ_by_case_only(path: Path) -> None:
    run(path, 'ALTER TABLE streets RENAME COLUMN walk TO "WALK"')
    assert open_district(path).table("streets")["walk"].tolist() == ["yes", "yes"]


# Geometry blobs, written out by hand from OGC 12-128r17 section 2.1.3


def blob(flags: int, envelope: bytes, body: bytes, order: str = "<") -> bytes:
    return b"GP" + struct.pack("BB", 0, flags) + struct.pack(order + "i", 27700) + envelope + body


def test_every_envelope_and_byte_order_is_read() -> None:
    point = struct.pack("<BIdd", 1, 1, 3.0, 4.0)
    big = struct.pack(">BIdd", 0, 1, 3.0, 4.0)
    upright = struct.pack("<BIddd", 1, 1001, 3.0, 4.0, 9.0)
    blobs = [
        blob(0b0000_0001, b"", point),
        blob(0b0000_0011, bytes(32), point),
        blob(0b0000_0101, bytes(48), upright),
        blob(0b0000_0111, bytes(48), point),
        blob(0b0000_1001, bytes(64), upright),
        blob(0b0000_0010, bytes(32), big, ">"),
        None,
    ]
    found = decode(blobs, "streets")
    assert [shape and shape.wkt for shape in found] == ["POINT (3 4)"] * 6 + [None]
    nan = float("nan")
    assert decode([blob(0b0001_0001, b"", struct.pack("<BIdd", 1, 1, nan, nan))], "x")[0].is_empty


def test_a_point_is_written_with_its_envelope() -> None:
    shapes = np.array([Point(3, 4), Point(), None], dtype=object)
    full, empty, nothing = encode(shapes, shapely.bounds(shapes), 27700)
    assert full == blob(0b0000_0011, struct.pack("<dddd", 3, 3, 4, 4), struct.pack("<BIdd", 1, 1, 3.0, 4.0))
    assert empty is not None
    assert empty[:8] == blob(0b0001_0001, b"", b"")
    assert nothing is None


@pytest.mark.parametrize("bad", [b"", b"GP", b"not a geometry", blob(0b0000_1011, bytes(80), b""), "text"])
def test_a_cell_that_is_no_geometry_names_its_row(bad: bytes) -> None:
    with pytest.raises(DistrictDataError, match="homes: row 1 does not hold a GeoPackage geometry"):
        decode([bad], "homes")


def test_a_geometry_that_is_cut_off_names_its_row() -> None:
    good = blob(1, b"", struct.pack("<BIdd", 1, 1, 3.0, 4.0))
    with pytest.raises(DistrictDataError, match="row 2 has a geometry that cannot be read"):
        decode([good, good[:-3]], "homes")


# What cannot be opened


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DistrictFileError, match="does not exist"):
        open_district(tmp_path / "nowhere.gpkg")


@pytest.mark.parametrize("content", [b"", b"id,name\n1,x\n" * 50])
def test_a_file_of_another_program(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "table.gpkg"
    file.write_bytes(content)
    with pytest.raises(DistrictFileError, match=r"is not a GeoPackage\. Choose a \.gpkg file"):
        open_district(file)


def test_a_database_and_a_geopackage_that_are_no_district(tmp_path: Path, path: Path) -> None:
    run(tmp_path / "plain.gpkg", "CREATE TABLE birds (name TEXT)")
    with pytest.raises(DistrictFileError, match="is not a GeoPackage"):
        open_district(tmp_path / "plain.gpkg")
    run(path, "DELETE FROM gpkg_contents WHERE table_name = 'streets'")
    with pytest.raises(DistrictFileError, match="no table 'streets', so it is not a district"):
        open_district(path)


def test_a_file_that_was_cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
    with pytest.raises(DistrictFileError, match="damaged or was cut off"):
        open_district(path)


def test_a_file_that_a_crash_left_half_written(path: Path, tmp_path: Path) -> None:
    half = tmp_path / "half.gpkg"
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("PRAGMA cache_size = 1")
    writer.execute("BEGIN")
    writer.executemany("INSERT INTO settings (key, value) VALUES (?, ?)", [("k" * 900, str(n)) for n in range(500)])
    shutil.copy(path, half)
    shutil.copy(f"{path}-journal", f"{half}-journal")
    writer.rollback()
    writer.close()
    with pytest.raises(DistrictFileError, match=r"half-written by a program that stopped.*Open it once in QGIS"):
        open_district(half)


def test_a_locked_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geopackage_file, "_WAIT_S", 0.05)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    before = path.read_bytes()
    for attempt in (
        lambda: open_district(path),
        lambda: write_district(district(), path),
        lambda: replace_tables(path, {"x": pd.DataFrame({"a": [1]})}, "EPSG:27700"),
    ):
        with pytest.raises(DistrictFileError, match="is in use by another program"):
            attempt()
    holder.close()
    assert path.read_bytes() == before
    assert names_beside(path) == [path.name]


def test_reading_leaves_no_trace_beside_a_file_in_write_ahead_mode(path: Path) -> None:
    run(path, "PRAGMA journal_mode = WAL")
    assert names_beside(path) == [path.name]
    assert len(open_district(path).table("streets")) == 2
    assert names_beside(path) == [path.name]


def test_a_file_that_qgis_is_editing_is_read_as_it_was_last_saved(path: Path) -> None:
    editor = sqlite3.connect(path, isolation_level=None)
    editor.execute("PRAGMA journal_mode = WAL")
    editor.execute("UPDATE settings SET value = '5' WHERE key = 'walk_kmh'")
    editor.execute("BEGIN")
    editor.execute("UPDATE settings SET value = '6' WHERE key = 'walk_kmh'")
    assert open_district(path).settings["walk_kmh"] == 5
    for _ in ("in the middle of an edit", "after it"):
        with pytest.raises(DistrictFileError, match="is in use by another program"):
            write_district(district(), path)
        if editor.in_transaction:
            editor.rollback()
    editor.close()
    write_district(district(streets=streets().head(1)), path)
    assert len(open_district(path).table("streets")) == 1


@pytest.mark.parametrize(
    ("table", "column", "value"), [("streets", "maxspeed_kmh", "fast"), ("streets", "steps", "many")]
)
def test_text_in_a_number_field_is_named(path: Path, table: str, column: str, value: str) -> None:
    run(path, f"UPDATE {table} SET {column} = '{value}' WHERE id = 's2'")
    with pytest.raises(DistrictDataError, match=f"{table}, field {column}: '{value}' in row 2 is not a number"):
        open_district(path)


def test_two_interventions_with_one_id_are_named(path: Path) -> None:
    run(path, "UPDATE intervention_points SET id = 'b'")
    with pytest.raises(DistrictDataError, match="more than one intervention, the first is 'b'"):
        open_district(path)


def test_tables_in_different_reference_systems_are_named(path: Path) -> None:
    homes = pd.DataFrame({"id": ["h"], "people": [2.0], "geometry": [Point(-1.4, 53.4)]})
    replace_tables(path, {"homes": homes}, "EPSG:32630")
    with pytest.raises(DistrictDataError, match=r"homes: its CRS \(EPSG:32630\) is not that of the streets"):
        open_district(path)
