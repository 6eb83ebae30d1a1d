"""The district as one file: what is written, and what is said when it cannot be."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pandas as pd
import pytest
import shapely
from shapely.geometry import MultiPoint, Point

from district_planner.core import geopackage_file, open_district
from district_planner.core.district import TABLES, District
from district_planner.core.errors import Cancelled, DistrictFileError, InterventionError
from district_planner.core.geopackage import replace_tables, write_district, write_results
from district_planner.core.geopackage_schema import definition
from district_planner.core.interventions.intervention import Intervention
from tests.core.geopackage_case import ODD, STAMP, district, names_beside, rows, run, streets, written


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return written(tmp_path)


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
