"""Outputs written beside their places: they take their places together when all is whole, and none does before."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from osgeo import gdal, ogr
from qgis.core import QgsDataSourceUri

from district_planner.core.aside import aside, settle
from district_planner.core.errors import DistrictFileError
from district_planner.core.geopackage_file import take_place, worded_faults
from district_planner.core.progress import Progress, check, no_progress
from district_planner.gis.sinks import CHUNK, GEOPACKAGE, OGR, disk_is_full, file_of, gdal_words, lacking, layer_of

_CURE = "Free some space or choose another file"


@dataclass(frozen=True)
class _Table:
    """A table of a GeoPackage: the file that holds it alone until then, its name and its geometry column."""

    part: Path
    name: str
    geometry: str


class Staging:
    """The outputs of one run.

    A file is written into a folder beside its place, under its own name, so that a format of several files stays
    together and a move is a matter of names. A table of a GeoPackage that is there already is copied into it in one
    transaction.
    """

    def __init__(self) -> None:
        self._folders: dict[Path, Path] = {}
        self._tables: dict[Path, list[_Table]] = {}

    def file(self, path: Path) -> Path:
        """Return where to write the file that shall lie at ``path``.

        Raises:
            DistrictFileError: the folder may not be written.
        """
        return self._folder(path) / path.name

    def destination(self, wanted: str) -> str:
        """Return the destination to hand to QGIS for the one that is wanted; memory and databases stay as they are.

        Raises:
            DistrictFileError: the folder may not be written.
        """
        path, table = file_of(wanted), layer_of(wanted)
        if path is None or (table and path.suffix.lower() != GEOPACKAGE):
            return wanted
        if not table:
            return str(self.file(path))
        folder = self._folder(path) / "tables"
        folder.mkdir(exist_ok=True)
        column = QgsDataSourceUri(wanted[len(OGR) :]).geometryColumn() if wanted.startswith(OGR) else ""
        count = sum(len(tables) for tables in self._tables.values())
        made = _Table(folder / f"{count}{GEOPACKAGE}", table, column or "geom")
        self._tables.setdefault(path, []).append(made)
        return str(made.part)

    def final(self, written: str) -> str:
        """Return what a destination, or a sentence about one, says once the outputs have taken their places."""
        for path, tables in self._tables.items():
            for table in tables:
                for text in dict.fromkeys((str(table.part), table.part.as_posix())):
                    written = written.replace(text, f"{path}|layername={table.name}")
        for parent, folder in self._folders.items():
            for text in dict.fromkeys((str(folder), folder.as_posix())):
                written = written.replace(text, str(parent))
        return written

    def remover(self) -> Callable[[], None]:
        """Return a function that takes away what this holds until now, also where a thread still writes into it."""
        folders = tuple(self._folders.values())

        def remove() -> None:
            for folder in folders:
                shutil.rmtree(folder, ignore_errors=True)

        return remove

    def _folder(self, path: Path) -> Path:
        if path.parent not in self._folders:
            with worded_faults(path):
                self._folders[path.parent] = Path(tempfile.mkdtemp(prefix=".district-planner-", dir=path.parent))
        return self._folders[path.parent]

    def take_places(self, progress: Progress = no_progress) -> None:
        """Move everything to its place. A cancel is heard until the first output takes its own.

        Raises:
            DistrictFileError: a file cannot be replaced or changed; it is then as it was.
            Cancelled: the planner cancelled; nothing has taken its place.
        """
        made: dict[Path, Path] = {}
        old = [path for path in self._tables if path.exists() and path.stat().st_size]
        for path in self._tables.keys() - set(old):
            made[path] = self._folder(path) / "tables" / path.name
            aside(partial(_copy_tables, made[path], self._tables[path], path), progress, self.remover())
        moves = [(new, path) for path, new in made.items()]
        for parent, folder in self._folders.items():
            parts = sorted(item for item in folder.iterdir() if item.is_file())
            moves += [(part, parent / part.name) for part in parts]
        aside(lambda _: _flush([part for part, _ in moves]), progress, self.remover())
        for path in old:
            aside(partial(_copy_tables, path, self._tables[path], None), progress, self.remover())
            progress = no_progress
        for part, path in moves:
            check(progress, 1.0)
            _move(part, path)
            progress = no_progress

    def discard(self) -> None:
        """Take away what has not taken its place."""
        self.remover()()
        self._folders.clear()
        self._tables.clear()


def _move(part: Path, path: Path) -> None:
    if path.suffix.lower() == GEOPACKAGE:
        take_place(part, path)
        return
    with worded_faults(path):
        if path.exists():
            part.chmod(path.stat().st_mode & 0o777)
        part.replace(path)


def _flush(parts: Sequence[Path]) -> None:
    """Bring files to the disk, which takes a while, so that moving them takes none."""
    for part in parts:
        with part.open("rb+") as file:
            os.fsync(file.fileno())


def check_whole(
    written: str, rows: int, place: str, told: Sequence[str] = (), progress: Progress = no_progress
) -> None:
    """Open what was written and count its rows.

    GDAL is asked and not a layer of QGIS, which would keep the file open for a while.

    Args:
        written: path of a closed file; rows: how many it should hold; place: where it will lie;
            told: the list of :func:`gdal_words`.

    Raises:
        DistrictFileError: it cannot be opened or lacks rows.
        Cancelled: the planner cancelled.
    """
    with _gdal_faults(Path(written), place):
        dataset = gdal.OpenEx(written, gdal.OF_VECTOR)
        layer, found = None if dataset is None else dataset.GetLayer(0), 0
        try:
            # Rows are read, as the count that a GeoPackage keeps of itself would be believed.
            for _ in () if layer is None else layer:
                found += 1
                if found % CHUNK == 0:
                    check(progress, 1.0)
        finally:
            del layer, dataset  # closes it
    if found < rows:
        raise lacking(found, rows, place, told)


def _copy_tables(target: Path, tables: Sequence[_Table], place: Path | None, progress: Progress) -> None:
    """Put tables into a GeoPackage, in the stead of those of the same names, in one transaction.

    ``place`` is where a new one will lie.
    """
    with _gdal_faults(target, str(place or target)):
        if target.exists():
            change = gdal.OpenEx(str(target), gdal.OF_VECTOR | gdal.OF_UPDATE)
        else:
            change = gdal.GetDriverByName("GPKG").Create(str(target), 0, 0, 0, gdal.GDT_Unknown)
        _demand(change is not None)
        whole = False
        try:
            _demand(change.StartTransaction() == ogr.OGRERR_NONE)
            # The later of two outputs of one name stays, as it would where each was written at once.
            for table in {one.name: one for one in tables}.values():
                _copy_table(table, change, progress)
            settle()
            _demand(change.CommitTransaction() == ogr.OGRERR_NONE)
            whole = True
        finally:
            if not whole:
                change.RollbackTransaction()
            del change  # closes it


def _copy_table(table: _Table, target: gdal.Dataset, progress: Progress) -> None:
    # CopyLayer of GDAL opens transactions of its own, which the one around them forbids.
    read = gdal.OpenEx(str(table.part), gdal.OF_VECTOR)
    _demand(read is not None)
    source = read.GetLayer(0)
    options = ["OVERWRITE=YES", f"FID={source.GetFIDColumn() or 'fid'}", f"GEOMETRY_NAME={table.geometry}"]
    made = target.CreateLayer(table.name, source.GetSpatialRef(), source.GetGeomType(), options)
    _demand(made is not None)
    definition = source.GetLayerDefn()
    for number in range(definition.GetFieldCount()):
        _demand(made.CreateField(definition.GetFieldDefn(number)) == ogr.OGRERR_NONE)
    for number, row in enumerate(source):
        if not number % CHUNK:
            check(progress, 1.0)
        copy = ogr.Feature(made.GetLayerDefn())
        _demand(copy.SetFrom(row) == ogr.OGRERR_NONE)
        _demand(made.CreateFeature(copy) == ogr.OGRERR_NONE)
    _demand(made.SyncToDisk() == ogr.OGRERR_NONE)


def _demand(done: bool) -> None:
    if not done:
        raise RuntimeError(gdal.GetLastErrorMsg())


@contextmanager
def _gdal_faults(path: Path, place: str) -> Iterator[None]:
    """Turn faults of GDAL into a sentence about ``place``; it raises or returns codes, as another plugin has set it."""
    with gdal_words() as told:
        try:
            yield
        except RuntimeError as error:
            why = "; ".join(dict.fromkeys(told)) or str(error)
            if disk_is_full(path.parent, why):
                raise DistrictFileError("cannot be written because the disk is full", place, _CURE) from error
            cure = "Close it in other programs, or choose another file"
            if path.exists() and not os.access(path, os.W_OK):
                why, cure = "it is read-only", "Choose another file"
            raise DistrictFileError(f"was left as it was: its tables cannot be written ({why})", place, cure) from error
