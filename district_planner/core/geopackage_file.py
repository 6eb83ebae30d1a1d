"""The file itself: opened without a trace, replaced in one move, and its faults put into words."""

from __future__ import annotations

import errno
import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from district_planner.core.aside import settle
from district_planner.core.errors import DistrictFileError

_MAGIC = b"SQLite format 3\x00"
_WAL_VERSION = 2
_WAIT_S = 2.0
_PAUSE_S = 0.05
_BUSY = (5, 6)

_SQLITE_FAULTS = (
    ("not a database", "is not a GeoPackage", "Choose a .gpkg file"),
    ("malformed", "is damaged or was cut off", "Take a copy from before, or make the district again"),
    ("locked", "is in use by another program", "Close it there, or save its edits, and try again"),
    ("is full", "cannot be written because the disk is full", "Free some space and try again"),
    ("disk i/o error", "cannot be read or written; the disk reports an error", "Copy it to another disk and try again"),
    ("readonly", "cannot be changed because it is read-only", "Copy it to a folder where you may write"),
    ("unable to open", "cannot be opened", "Check that it exists and that you may read it"),
    ("no such table", "is not a GeoPackage", "Choose a .gpkg file that a GIS or District Planner wrote"),
)

_SYSTEM_FAULTS = {
    errno.ENOSPC: ("cannot be written because the disk is full", "Free some space and try again"),
    errno.EDQUOT: ("cannot be written because your share of the disk is full", "Free some space and try again"),
    errno.EROFS: ("cannot be written because the disk is read-only", "Choose a folder where you may write"),
    errno.EACCES: ("cannot be written", "Close it in other programs, or choose a folder where you may write"),
    errno.EPERM: ("cannot be written", "Close it in other programs, or choose a folder where you may write"),
    errno.ENOENT: ("cannot be written because its folder does not exist", "Make the folder or choose another"),
    errno.ENOTDIR: ("cannot be written because its folder is a file", "Choose another folder"),
    errno.EISDIR: ("cannot be written because a folder has that name", "Choose another name"),
}


@contextmanager
def worded_faults(path: Path) -> Iterator[None]:
    """Turn faults of SQLite and of the system into a :class:`DistrictFileError` about ``path``."""
    try:
        yield
    except sqlite3.Error as error:
        raise _sqlite_fault(error, path) from error
    except OSError as error:
        what, cure = _SYSTEM_FAULTS.get(
            error.errno or 0, (f"cannot be used ({error.strerror or error})", "Choose another file")
        )
        raise DistrictFileError(what, str(path), cure) from error


def _sqlite_fault(error: sqlite3.Error, path: Path) -> DistrictFileError:
    text = str(error).lower()
    journal = Path(f"{path}-journal")
    if journal.exists() and journal.stat().st_size:
        return DistrictFileError(
            "was left half-written by a program that stopped", str(path), "Open it once in QGIS, which repairs it"
        )
    for sign, what, cure in _SQLITE_FAULTS:
        if sign in text:
            return DistrictFileError(what, str(path), cure)
    return DistrictFileError(f"cannot be used ({error})", str(path), "Check the file in QGIS or make it again")


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a SQLite file read-only and close it at once; it may lie on a read-only disk or be open in QGIS.

    Raises:
        DistrictFileError: absent, not SQLite, damaged, locked.
    """
    if not path.is_file():
        raise DistrictFileError("does not exist", str(path), "Check the name and the folder")
    with worded_faults(path):
        _require_sqlite(path)
        # A file in write-ahead mode that nobody has open would otherwise be given -shm and -wal companions.
        mode = "immutable=1" if _is_quiet_wal(path) else "mode=ro"
        with closing(_connect(path, mode)) as connection:
            connection.text_factory = _text
            yield connection


def all_rows(connection: sqlite3.Connection, statement: str) -> list[tuple[Any, ...]]:
    """Return all rows of a query; texts are decoded in bulk unless one is not UTF-8, which is rare and slow."""
    lenient, connection.text_factory = connection.text_factory, str
    try:
        return connection.execute(statement).fetchall()
    except sqlite3.OperationalError as error:
        if "UTF-8" not in str(error):
            raise
    finally:
        connection.text_factory = lenient
    return connection.execute(statement).fetchall()


@contextmanager
def changing(path: Path) -> Iterator[sqlite3.Connection]:
    """Open an existing SQLite file for one transaction: all of the change or none of it.

    Raises:
        DistrictFileError: read-only, locked, disk full, not SQLite.
    """
    with worded_faults(path):
        _require_sqlite(path)
        with closing(_connect(path, "mode=rw")) as connection:
            connection.text_factory = _text
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                settle()
                connection.commit()
            finally:
                connection.rollback()  # of what is not committed: nothing, where all went well


@contextmanager
def replacing(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a new SQLite file beside ``path``; it takes the place of ``path`` when the block ends without an error.

    Raises:
        DistrictFileError: the folder is missing or read-only, the disk is full, ``path`` is open elsewhere, or
            ``path`` is no SQLite file and so somebody else's.
    """
    with worded_faults(path):
        _require_replaceable(path)
        handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=".gpkg-new", dir=path.parent)
        os.close(handle)
        try:
            with closing(_connect(Path(name), "mode=rw")) as connection:
                connection.execute("PRAGMA journal_mode = OFF")
                connection.execute("PRAGMA synchronous = OFF")
                yield connection
            _take_place(Path(name), path)
        finally:
            with suppress(FileNotFoundError):
                Path(name).unlink()


@contextmanager
def renewed(path: Path) -> Iterator[Path]:
    """Give a copy of a SQLite file to be changed; it takes the place of ``path`` when the block ends without an error.

    QGIS reads GeoPackages without locking them, so that what is changed in place may be read half changed. Who reads
    meanwhile reads on in the file as it was, until it is opened again. Where another program holds locks, or the system
    replaces no file that is open, the change is made in the file, in one transaction.

    Raises:
        DistrictFileError: absent, not SQLite, read-only, locked, disk full.
    """
    with worded_faults(path):
        handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=".new.gpkg", dir=path.parent)
        os.close(handle)
        new = Path(name)
        try:
            _copy(path, new)
            with closing(_connect(new, "mode=rw")) as connection:
                # As a log of its own would not move along.
                connection.execute("PRAGMA journal_mode = DELETE")
            yield new
            try:
                _take_place(new, path)
            except (sqlite3.OperationalError, PermissionError):
                settle()
                _copy(new, path)
        finally:
            for left in (new, Path(f"{new}-wal"), Path(f"{new}-shm"), Path(f"{new}-journal")):
                with suppress(FileNotFoundError):
                    left.unlink()


def _copy(source: Path, goal: Path) -> None:
    """Make one SQLite file hold what another holds, in one transaction."""
    end = time.monotonic() + _WAIT_S

    def wait(status: int, remaining: int, total: int) -> None:
        if status in _BUSY and time.monotonic() > end:
            raise sqlite3.OperationalError("database is locked")

    with reading(source) as old, closing(_connect(goal, "mode=rw")) as new:
        old.backup(new, progress=wait, sleep=_PAUSE_S)


def _take_place(new: Path, path: Path) -> None:
    with new.open("rb+") as file:
        os.fsync(file.fileno())
    new.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
    _require_replaceable(path)
    settle()
    new.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def take_place(new: Path, path: Path) -> None:
    """Move a whole SQLite file to ``path``, on the same disk.

    Raises:
        DistrictFileError: ``path`` is open elsewhere, read-only or somebody else's; it is then as it was.
    """
    with worded_faults(path):
        _take_place(new, path)


def check_replaceable(path: Path) -> None:
    """Raise :class:`DistrictFileError` unless ``path`` is absent, or a SQLite file that nobody has open."""
    with worded_faults(path):
        _require_replaceable(path)


def refuse_other_layers(path: Path) -> None:
    """Raise unless ``path`` may become a district: absent, empty, a district, or without a table of anybody.

    Raises:
        DistrictFileError: it holds layers of something else, which making a district would take away.
    """
    if not path.is_file() or not _is_sqlite(path):
        return
    try:
        with closing(_connect(path, "immutable=1" if _is_quiet_wal(path) else "mode=ro")) as connection:
            names = [str(name) for (name,) in connection.execute("SELECT table_name FROM gpkg_contents ORDER BY rowid")]
    except sqlite3.Error:
        return  # what cannot be read is told, or replaced, when the file is written
    lower = {name.lower() for name in names}
    if names and not ("streets" in lower and lower & {"settings", "opportunities", "homes"}):
        listed = ", ".join(repr(name) for name in names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
        raise DistrictFileError(f"holds other layers ({listed}) and was left as it is", str(path),
                                "Choose another name for the district")  # fmt: skip


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _require_replaceable(path: Path) -> None:
    """Raise unless ``path`` is absent, empty, or a SQLite file that nobody has open."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "a folder", str(path))
    if not path.exists() or not path.stat().st_size:
        return
    if not _is_sqlite(path):
        raise DistrictFileError("is not a GeoPackage and was left as it is", str(path), "Choose another name")
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "read-only", str(path))
    with closing(_connect(path, "mode=rw")) as connection:
        with suppress(sqlite3.DatabaseError):
            # A write-ahead log that outlived its file would be played into the new one.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.rollback()
        except sqlite3.DatabaseError as error:
            if "locked" in str(error):
                raise
    wal = Path(f"{path}-wal")
    if wal.exists():
        raise sqlite3.OperationalError("database is locked")


def _require_sqlite(path: Path) -> None:
    if not _is_sqlite(path):
        raise sqlite3.DatabaseError("file is not a database")


def _is_sqlite(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def _is_quiet_wal(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(20)
    return len(head) == 20 and head[18] == _WAL_VERSION and not Path(f"{path}-wal").exists()


def _connect(path: Path, options: str) -> sqlite3.Connection:
    """Open by address: the only way to tell SQLite that it must not create or must not write."""
    name = path.absolute().as_posix()
    slashes = "//" if name.startswith("//") else "" if name.startswith("/") else "/"
    return sqlite3.connect(f"file:{slashes}{quote(name)}?{options}", uri=True, timeout=_WAIT_S, isolation_level=None)


def _text(value: bytes) -> str:
    """Decode a text cell; bytes that are not UTF-8 become the replacement character instead of an error."""
    return value.decode("utf-8", "replace")
