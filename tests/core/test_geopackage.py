"""The district as one file: what is read, what is written, and what is said when it cannot be."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import struct
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import LineString, MultiPoint, Point, Polygon

from district_planner.core import geopackage_file, open_district
from district_planner.core.district import TABLES, District
from district_planner.core.errors import Cancelled, DistrictDataError, DistrictFileError, InterventionError
from district_planner.core.geopackage import INTERVENTION_TABLES, replace_tables, write_district, write_results
from district_planner.core.geopackage_blob import decode, encode
from district_planner.core.geopackage_schema import definition
from district_planner.core.interventions.intervention import Intervention

STAMP = "2026-01-01T00:00:00.000Z"
ODD = 'O\'Neill "the" 🚲 <script>alert(1)</script>'
MORE = {"parts": "[[20, 40]]", "open_year": 2030, "note_of_mine": "x"}
LINK = Intervention("b", "walking_link", LineString([(0, 0), (100, 0)]), ODD, False, MORE)
CAFE = Intervention("a", "amenity", Point(5, 6), "Café", True, {"categories": "cafe", "weight": 1.5})
PARK = Intervention("c", "green_space", Polygon([(0, 0), (9, 0), (9, 9)]))


FIRST, SECOND = [(442000, 387000), (442100, 387050)], [(442100, 387050), (442100, 387200)]


def district(**frames: pd.DataFrame) -> District:
    tables = {
        name: frames.get(name, pd.DataFrame(columns=[*table.columns, *(["geometry"] if table.geometry else [])]))
        for name, table in TABLES.items()
        if name not in INTERVENTION_TABLES
    }
    if "streets" not in frames:
        tables["streets"] = streets()
    return District("EPSG:27700", tables, (LINK, CAFE, PARK), {"name": ODD, "walk_kmh": 4.8})


def streets() -> pd.DataFrame:
    return pd.DataFrame({
        "id": ["s1", "s2"], "name": [ODD, None], "highway": "residential", "maxspeed_kmh": [48.0, np.nan],
        "layer": [0, -1], "walk": "yes", "lts": [2.0, np.inf],
        "geometry": [LineString(FIRST), LineString(SECOND)],
        "colour of the door": ["red", None], "steps": [3, 4],
    })  # fmt: skip


def names_beside(path: Path) -> list[str]:
    return sorted(item.name for item in path.parent.iterdir())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "district 1#?%.gpkg"
    write_district(district(), file, stamp=STAMP)
    return file


def run(path: Path, *statements: str) -> None:
    """Run SQL as a GIS does: the triggers of the spatial index call functions that SQLite itself lacks."""
    connection = sqlite3.connect(path)
    connection.create_function("ST_IsEmpty", 1, lambda blob: blob is None)
    for name in ("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
        connection.create_function(name, 1, lambda blob: 0.0)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


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


# What is written


def test_equal_districts_give_equal_bytes_and_replace_each_other(path: Path, tmp_path: Path) -> None:
    before = path.read_bytes()
    write_district(open_district(path), tmp_path / "two.gpkg", stamp=STAMP)
    assert (tmp_path / "two.gpkg").read_bytes() == before
    write_district(district(streets=streets().head(1)), path)
    assert len(open_district(path).table("streets")) == 1
    assert names_beside(path) == [path.name, "two.gpkg"]


def test_a_cancelled_or_failed_write_leaves_what_was_there(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = path.read_bytes()
    with pytest.raises(Cancelled):
        write_district(district(), path, lambda share, what: share < 0.5)
    collection = Intervention("d", "amenity", shapely.GeometryCollection([Point(0, 0)]))
    full = District("EPSG:27700", district().tables, (collection,))
    with pytest.raises(InterventionError, match="Draw a point, a line or an area"):
        write_district(full, path)
    connect = geopackage_file._connect

    def small_disk(file: Path, options: str) -> sqlite3.Connection:
        connection = connect(file, options)
        if file != path:
            connection.execute("PRAGMA max_page_count = 20")
        return connection

    monkeypatch.setattr(geopackage_file, "_connect", small_disk)
    with pytest.raises(DistrictFileError, match=r"the disk is full\. Free some space"):
        write_district(district(), path)
    assert path.read_bytes() == before
    assert names_beside(path) == [path.name]


def test_where_nothing_can_be_written(tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DistrictFileError, match="its folder does not exist"):
        write_district(district(), tmp_path / "no" / "d.gpkg")
    with pytest.raises(DistrictFileError, match="a folder has that name"):
        write_district(district(), tmp_path)
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear planner")
    with pytest.raises(DistrictFileError, match="is not a GeoPackage and was left as it is"):
        write_district(district(), letter)
    assert letter.read_text() == "Dear planner"
    # Root may write everywhere, so the answer of the system is put in its mouth.
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(DistrictFileError, match="Close it in other programs, or choose a folder where you may write"):
        write_district(district(), path)


def test_a_reference_system_that_nobody_knows(tmp_path: Path, path: Path) -> None:
    other = District("EPSG:31467", district().tables)
    with pytest.raises(DistrictFileError, match="the definition of the CRS EPSG:31467 is not known"):
        write_district(other, tmp_path / "d.gpkg")
    wkt = 'PROJCS["DHDN / 3-degree Gauss-Kruger zone 3"]'
    write_district(other, tmp_path / "d.gpkg", srs_wkt=wkt)
    again = open_district(tmp_path / "d.gpkg")
    assert again.crs == "EPSG:31467"
    write_district(again, tmp_path / "e.gpkg")  # the definition comes from the file that it was read from
    assert open_district(tmp_path / "e.gpkg").crs == "EPSG:31467"


def test_utm_zones_are_known() -> None:
    # Zone 30 is centred on 3 degrees west, and starts its northings at 10,000 km south of the equator.
    assert 'PARAMETER["central_meridian",-3]' in definition("EPSG:32630")
    assert 'PARAMETER["false_northing",10000000]' in definition("EPSG:32723")
    assert definition("EPSG:32661") == ""
    assert definition("EPSG:4326") == ""


def test_results_replace_the_earlier_ones_in_one_go_and_keep_their_styles(tmp_path: Path) -> None:
    file = tmp_path / "d.results.gpkg"
    points = pd.DataFrame({"id": ["h1"], "count_walk_cafe_10_with": [3], "geometry": [Point(1, 2)]})
    write_results(file, {"origins": points, "old": pd.DataFrame({"a": [1]})}, "EPSG:27700")
    run(file, "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY, styleName TEXT)",
        "INSERT INTO gpkg_contents (table_name, data_type) VALUES ('layer_styles', 'attributes')",
        "INSERT INTO layer_styles (styleName) VALUES ('mine')")  # fmt: skip
    with pytest.raises(Cancelled):
        write_results(
            file,
            {"origins": points.iloc[:0], "scores": points},
            "EPSG:27700",
            progress=lambda _, what: what != "scores",
        )
    assert rows(file, "SELECT count(*) FROM origins") == [(1,)]
    write_results(file, {"origins": pd.concat([points, points])}, "EPSG:27700")
    assert rows(file, "SELECT table_name FROM gpkg_contents ORDER BY 1") == [("layer_styles",), ("origins",)]
    assert rows(file, "SELECT styleName FROM layer_styles") == [("mine",)]
    assert rows(file, "SELECT count(*) FROM rtree_origins_geom") == [(2,)]
    assert rows(file, "SELECT count_walk_cafe_10_with FROM origins") == [(3,), (3,)]


def test_a_table_of_the_format_is_never_replaced(path: Path) -> None:
    run(path, "INSERT INTO gpkg_contents (table_name, data_type) VALUES ('gpkg_extensions', 'attributes')")
    with pytest.raises(DistrictFileError, match="'gpkg_extensions' is a table of the file format"):
        replace_tables(path, {"gpkg_extensions": pd.DataFrame({"a": [1]})}, "EPSG:27700")
    assert len(open_district(path).table("streets")) == 2


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    found = connection.execute(query).fetchall()
    connection.close()
    return found


def test_the_file_says_that_it_is_a_geopackage(path: Path) -> None:
    assert rows(path, "PRAGMA application_id") == [(0x47504B47,)]
    assert rows(path, "PRAGMA user_version") == [(10300,)]
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    assert rows(path, "PRAGMA foreign_key_check") == []
    assert rows(path, "SELECT srs_id FROM gpkg_spatial_ref_sys ORDER BY 1") == [(-1,), (0,), (4326,), (27700,)]
    assert rows(path, "SELECT min_x, max_y FROM gpkg_contents WHERE table_name = 'streets'") == [(442000.0, 387200.0)]
    # An R-tree keeps 32-bit boxes that are rounded outwards.
    box = rows(path, "SELECT id, minx, maxx, miny, maxy FROM rtree_streets_geom WHERE id = 1")[0]
    assert box == pytest.approx((1, 442000, 442100, 387000, 387050), abs=0.1)


def test_a_type_that_the_schema_did_not_expect_is_declared(tmp_path: Path) -> None:
    nodes = pd.DataFrame({"id": ["n"], "geometry": [MultiPoint([(0, 0), (1, 1)])]})
    write_district(district(nodes=nodes), tmp_path / "d.gpkg")
    query = "SELECT geometry_type_name FROM gpkg_geometry_columns WHERE table_name IN ('nodes', 'streets') ORDER BY 1"
    assert rows(tmp_path / "d.gpkg", query) == [("GEOMETRY",), ("LINESTRING",)]


@pytest.mark.skipif(not shutil.which("ogrinfo"), reason="ogrinfo is not installed: another reader cannot be asked")
def test_another_reader_opens_every_table_and_its_edits_keep_the_index(path: Path) -> None:
    found = subprocess.run(["ogrinfo", "-json", "-so", "-al", path], capture_output=True, text=True, check=False)
    if found.returncode:  # older GDAL has no -json
        found = subprocess.run(["ogrinfo", "-so", "-al", path], capture_output=True, text=True, check=True)
    assert "ERROR" not in found.stdout + found.stderr
    for name in TABLES:
        assert name in found.stdout
    edit = "UPDATE streets SET geom = SetSRID(ST_GeomFromText('LINESTRING (1 2, 3 4)'), 27700) WHERE id = 's1'"
    subprocess.run(["ogrinfo", path, "-dialect", "SQLITE", "-sql", "DELETE FROM streets WHERE id = 's2'"], check=True,
                   capture_output=True)  # fmt: skip
    assert rows(path, "SELECT id FROM rtree_streets_geom") == [(1,)]
    assert rows(path, "SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = 'streets'") == [(1,)]
    done = subprocess.run(["ogrinfo", path, "-sql", edit], capture_output=True, text=True, check=False)
    if not done.returncode and "ERROR" not in done.stderr:
        assert rows(path, "SELECT minx, maxy FROM rtree_streets_geom") == [(1.0, 4.0)]


def test_settings_are_json(path: Path) -> None:
    assert {key: json.loads(str(value)) for key, value in rows(path, "SELECT key, value FROM settings")} == {
        "name": ODD,
        "walk_kmh": 4.8,
    }
