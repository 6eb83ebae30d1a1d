"""Outputs are whole or untouched: a cancel near the end, a full disk, a table in a file that holds others."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsVectorLayer,
)

from district_planner.core import evaluate, open_district
from district_planner.core.evaluation.request import Request
from district_planner.gis import staging
from tests.processing.listening import Heard

FEW = {"INDICATORS": ["nearest"], "CATEGORIES": ["cafe"]}
# ORIGINS is written in the last tenth of the work, 1,000 rows at a time; of more than 2,000 rows the second thousand
# ends beyond 97 %.
LATE = 95


def inside(path: Path, table: str) -> str:
    """Return the destination of a table in a GeoPackage, as the dialog of QGIS words it."""
    escaped = str(path).replace("'", "\\'")
    return f"ogr:dbname='{escaped}' table=\"{table}\" (geom)"


def count(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as database:
        return int(database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])


def sound(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as database:
        return bool(database.execute("PRAGMA integrity_check").fetchall() == [("ok",)])


def contents(folder: Path) -> dict[str, Any]:
    """Return file -> what it holds; of a GeoPackage the rows, as QGIS may write to its log after it has done so."""
    found: dict[str, Any] = {}
    for path in folder.iterdir():
        if path.suffix != ".gpkg":
            if not path.name.endswith(("-wal", "-shm")):
                found[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
            continue
        with closing(sqlite3.connect(path)) as database:
            names = [name for (name,) in database.execute("SELECT table_name FROM gpkg_contents")]
            rows = {name: database.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}
        found[path.name] = hashlib.sha256(repr(rows).encode()).hexdigest()
    return found


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Return a folder that holds outputs only."""
    folder = tmp_path / "it's out"
    folder.mkdir()
    return folder


@pytest.fixture
def origins(sample: str) -> int:
    """Return how many origins the sample has with its interventions."""
    return len(evaluate(open_district(sample), request=Request(indicators=("nearest",), categories=("cafe",))).origins)


def test_a_cancel_while_the_last_layer_is_written_leaves_every_file_as_it_was(run: Any, sample: str, out: Path):
    file, shared = out / "origins.gpkg", out / "shared.gpkg"
    wanted = {
        "SCORES": inside(shared, "scores"), "SCORES_LINES": str(out / "lines.shp"), "SUMMARY_CSV": str(out / "s.csv"),
        "ORIGINS": str(file),
    }  # fmt: skip
    run("scoreinterventions", DISTRICT=sample, **wanted, **FEW)
    before = contents(out)
    assert {"origins.gpkg", "shared.gpkg", "lines.shp", "lines.dbf", "s.csv"} <= set(before)
    heard = Heard(LATE)
    found, _ = run("scoreinterventions", heard, DISTRICT=sample, YEAR=2024, **wanted, **FEW)
    assert heard.isCanceled()
    assert "Cancelled. Nothing has been written." in heard.told
    assert not found
    assert contents(out) == before


@pytest.mark.parametrize("copied", [0, 1, 2])
def test_a_cancel_while_tables_go_into_their_files_leaves_every_file_as_it_was(
    run: Any, sample: str, out: Path, monkeypatch: pytest.MonkeyPatch, copied: int
):
    shared = out / "shared.gpkg"
    run("checkdistrict", DISTRICT=sample, OUTPUT=inside(shared, "findings"))
    before = contents(out)
    heard, begun = Heard(), []

    def copy_then_cancel(table: Any, *more: Any) -> None:
        if len(begun) == copied:
            heard.cancel()
        begun.append(table.name)
        copy(table, *more)

    copy = staging._copy_table
    monkeypatch.setattr(staging, "_copy_table", copy_then_cancel)
    monkeypatch.setattr(staging, "CHUNK", 5)
    run("scoreinterventions", heard, DISTRICT=sample, SCORES=inside(shared, "scores"), **FEW,
        ORIGINS=inside(shared, "origins"), SCORES_LINES=inside(out / "new.gpkg", "lines"))  # fmt: skip
    assert len(begun) > copied  # the thread that copies hears of it a moment later
    assert "Cancelled. Nothing has been written." in heard.told
    assert contents(out) == before


def test_a_cancel_while_findings_are_written_leaves_the_old_report(run: Any, sample: str, out: Path):
    report = out / "report.txt"
    report.write_text("old", encoding="utf-8")
    # From 90 % on the findings are written.
    _, heard = run("checkdistrict", Heard(90), DISTRICT=sample, OUTPUT=str(out / "f.gpkg"), REPORT=str(report))
    assert "Cancelled. Nothing has been written." in heard.told
    assert [path.name for path in out.iterdir()] == ["report.txt"]
    assert report.read_text(encoding="utf-8") == "old"


def test_tables_go_into_a_file_beside_those_that_it_holds(run: Any, sample: str, out: Path, origins: int):
    path = out / "all.gpkg"
    run("checkdistrict", DISTRICT=sample, OUTPUT=inside(path, "findings"))
    findings = count(path, "findings")
    for _ in range(2):  # anew, and in the stead of the first ones
        found, _ = run("scoreinterventions", DISTRICT=sample, SCORES=inside(path, "scores"),
                       ORIGINS=inside(path, "who gains"), **FEW)  # fmt: skip
        assert found["ORIGINS"] == f"{path}|layername=who gains"
        assert (count(path, "findings"), count(path, "who gains")) == (findings, origins)
        # Two of the twelve interventions are externals, which are not ranked.
        assert count(path, "scores") == 10
    assert sound(path)
    layer = QgsVectorLayer(found["ORIGINS"], "x", "ogr")
    assert layer.featureCount() == origins
    assert layer.crs().authid() == "EPSG:27700"
    assert layer.renderer().type() == "graduatedSymbol"
    assert [item.name for item in out.iterdir()] == ["all.gpkg"]


def test_tables_that_cannot_be_put_into_a_file_leave_it_as_it_was(refused: Any, run: Any, sample: str, out: Path):
    path = out / "all.gpkg"
    run("checkdistrict", DISTRICT=sample, OUTPUT=inside(path, "findings"))
    before = contents(out)
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        said = refused("scoreinterventions", DISTRICT=sample, SCORES=inside(path, "scores"), **FEW)
    assert str(path) in said
    assert "Close it in other programs" in said
    assert contents(out) == before
    assert not list(out.glob(".district-planner-*"))


def test_what_is_no_geopackage_is_refused_before_the_work(refused: Any, sample: str, out: Path):
    path = out / "notes.gpkg"
    path.write_text("mine", encoding="utf-8")
    assert "is not a GeoPackage and was left as it is" in refused(
        "scoreinterventions", DISTRICT=sample, SCORES=str(path), **FEW
    )
    assert path.read_text(encoding="utf-8") == "mine"


def test_qgis_loads_an_output_from_where_it_lies_in_the_end(toolbox: Any, sample: str, out: Path, origins: int):
    context, project = QgsProcessingContext(), QgsProject()
    context.setProject(project)
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("districtplanner:scoreinterventions")
    places = {"SCORES": inside(out / "t.gpkg", "scores"), "ORIGINS": str(out / "o.gpkg")}
    wanted = {key: QgsProcessingOutputLayerDefinition(text, project) for key, text in places.items()}
    results, done = algorithm.run({"DISTRICT": sample, **wanted, **FEW}, context, Heard())
    assert done
    assert results["ORIGINS"] == str(out / "o.gpkg")
    assert set(context.layersToLoadOnCompletion()) == {results["SCORES"], results["ORIGINS"]}
    details = context.layerToLoadOnCompletionDetails(results["ORIGINS"])
    assert details.postProcessor() is not None
    assert QgsVectorLayer(results["ORIGINS"], "x", "ogr").featureCount() == origins


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder to mount a file system on."""
    made = Path(tempfile.mkdtemp(prefix="district-planner-", dir="/tmp" if os.name == "posix" else None))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root to make a small file system")
@pytest.mark.parametrize("form", ["file", "table"])
def test_a_full_disk_is_a_sentence_and_leaves_the_old_file(
    run: Any, qgis_process: Any, sample: str, out: Path, folder: Path, form: str
):
    old = out / "old.gpkg"
    run("scoreinterventions", DISTRICT=sample, SCORES=inside(old, "scores"), **FEW)
    # A file of some 110 kB fits into 400 kB; 2,500 origins with their index take more than 500 kB.
    target = folder / "old.gpkg"
    wanted = str(target) if form == "file" else inside(target, "origins")
    script = f'mount -t tmpfs -o size=400k,mode=755 tmpfs {folder} && cp "{old}" {target} && {{ "$@" ; code=$?; }}'
    check = f' && cmp "{old}" {target} && echo && ls -A {folder} && exit $code'
    asked = [f"DISTRICT={sample}", f"ORIGINS={wanted}", "INDICATORS=nearest", "CATEGORIES=cafe"]
    command = [qgis_process.program, "run", "districtplanner:scoreinterventions", "--", *asked]
    done = subprocess.run(
        ["unshare", "-m", "--propagation", "private", "sh", "-c", script + check, "sh", *command],
        env=qgis_process.environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    if "mount:" in done.stderr or "unshare:" in done.stderr:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "the disk is full" in done.stderr + done.stdout
    assert "old.gpkg" in done.stderr + done.stdout
    assert ".district-planner-" not in done.stderr + done.stdout
    assert done.stdout.splitlines()[-1] == "old.gpkg"
