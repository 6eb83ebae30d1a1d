"""A file that is changed in a copy: who reads it meanwhile, who holds it, and what is left when it fails."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from district_planner.core import geopackage_file
from district_planner.core.errors import DistrictFileError
from district_planner.core.geopackage_file import renewed


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a SQLite file of 2,000 rows that all hold 1."""
    found = tmp_path / "a.gpkg"
    with closing(sqlite3.connect(found)) as connection:
        connection.execute("CREATE TABLE t (n INTEGER, text TEXT)")
        connection.executemany("INSERT INTO t VALUES (1, ?)", [("x" * 100,)] * 2000)
        connection.commit()
    return found


@contextmanager
def opened(path: Path, options: str = "") -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{path}?{options}", uri=True)) as connection:
        yield connection


def numbers(path: Path) -> set[tuple[int]]:
    with opened(path) as connection:
        return set(connection.execute("SELECT n FROM t"))


def set_to_two(path: Path) -> None:
    with renewed(path) as new, opened(new) as connection:
        connection.execute("UPDATE t SET n = 2, text = text || 'y'")
        connection.commit()


def test_who_reads_without_locks_reads_on_in_the_file_as_it_was(path: Path) -> None:
    with opened(path, "mode=ro&nolock=1") as reader:
        rows = reader.execute("SELECT n FROM t")
        assert next(rows) == (1,)
        set_to_two(path)
        assert set(rows) == {(1,)}
    assert numbers(path) == {(2,)}
    assert [file.name for file in path.parent.iterdir()] == ["a.gpkg"]


def test_a_file_that_is_held_with_a_log_is_changed_where_it_is(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geopackage_file, "_WAIT_S", 0.2)
    with opened(path) as holder:
        holder.execute("PRAGMA journal_mode = WAL")
        rows = holder.execute("SELECT n FROM t")
        assert next(rows) == (1,)
        node = path.stat().st_ino
        set_to_two(path)
        assert path.stat().st_ino == node
        assert set(rows) == {(1,)}  # its own view of the file
        assert set(holder.execute("SELECT n FROM t")) == {(2,)}
    assert numbers(path) == {(2,)}


def test_a_system_that_replaces_no_open_file_changes_it_where_it_is(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(self: Path, target: Path) -> Path:
        raise PermissionError(13, "The process cannot access the file because it is being used", str(target))

    monkeypatch.setattr(Path, "replace", refused)
    set_to_two(path)
    assert numbers(path) == {(2,)}
    assert [file.name for file in path.parent.iterdir()] == ["a.gpkg"]


def test_a_file_that_another_program_writes_is_left_as_it_is(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geopackage_file, "_WAIT_S", 0.2)
    before = path.read_bytes()
    with opened(path) as holder:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(DistrictFileError, match="in use by another program"):
            set_to_two(path)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir() if file.suffix == ".gpkg"] == ["a.gpkg"]


def test_a_change_that_fails_leaves_the_file_and_nothing_beside_it(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(ZeroDivisionError), renewed(path) as new:
        new.write_bytes(b"half")
        raise ZeroDivisionError
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["a.gpkg"]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DistrictFileError, match="does not exist"), renewed(tmp_path / "b.gpkg"):
        pass
    assert not list(tmp_path.iterdir())
