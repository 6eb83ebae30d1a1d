"""Tables written to the outputs of Processing: fields with the right types, rows in bulk, cancel heard."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from osgeo import gdal
from qgis.core import NULL, QgsDataSourceUri, QgsFeature, QgsFeatureSink, QgsField, QgsFields, QgsGeometry
from qgis.PyQt.QtCore import QVariant

from district_planner.core.aside import aside
from district_planner.core.errors import DistrictFileError
from district_planner.core.progress import Progress, check, no_progress

CHUNK = 1000
"""Rows between two looks at the cancel button; some tens of milliseconds."""
_CELLS = 20_000
"""Cells between two looks where rows are long [P]."""
GEOPACKAGE = ".gpkg"
_FULL_BYTES = 65_536
"""With less than that left, a disk counts as full: SQLite asks for a page more than it has."""
OGR = "ogr:"
"""What a destination begins with that names a table in a file."""


@dataclass(frozen=True)
class Parts:
    """A table that is made while it is written, since all of it may be more than memory holds.

    Attributes:
        head: its columns and their types, without rows; parts: its rows, in order; rows: how many.
    """

    head: pd.DataFrame
    parts: Iterable[pd.DataFrame]
    rows: int

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Parts:
        """Return a table of one part."""
        return cls(frame, (frame,), len(frame))


def fields_of(frame: pd.DataFrame, aliases: Mapping[str, str] | None = None) -> QgsFields:
    """Return the fields of a table but for its geometry: integers, numbers and texts."""
    fields = QgsFields()
    for name in frame.columns:
        if name == "geometry":
            continue
        if pd.api.types.is_integer_dtype(frame[name]):
            kind = QVariant.LongLong
        else:
            kind = QVariant.Double if pd.api.types.is_float_dtype(frame[name]) else QVariant.String
        field = QgsField(str(name), kind)
        field.setAlias((aliases or {}).get(str(name), ""))
        fields.append(field)
    return fields


def write_frame(
    sink: QgsFeatureSink, fields: QgsFields, table: Parts, progress: Progress = no_progress, what: str = "",
    place: str = "", told: Sequence[str] = (),
) -> None:  # fmt: skip
    """Write the rows of a table; what is empty, not a number or infinite becomes NULL. It is not closed.

    Raises:
        DistrictFileError: the output did not take all of them; ``place`` says where it lies,
            ``told`` is the list of :func:`gdal_words`.
        Cancelled: the planner cancelled; the output holds the rows until then.
    """
    flag, done = QgsFeatureSink.Flag.FastInsert, 0
    step = max(1, min(CHUNK, _CELLS // max(len(fields), 1)))
    parts = iter(table.parts)

    def following() -> pd.DataFrame | None:
        # A part is made in a thread of its own: it may be a whole column of many rows.
        share = done / max(table.rows, 1)
        return aside(lambda _: next(parts, None), lambda _share, _what: progress(share, what))

    while (part := following()) is not None:
        for start in range(0, len(part), step):
            check(progress, done / table.rows, what)
            rows = _features(part.iloc[start : start + step], fields)
            if not sink.addFeatures(rows, flag):
                raise lacking(done, table.rows, place, (*told, sink.lastError()))
            done += len(rows)


def _features(frame: pd.DataFrame, fields: QgsFields) -> list[QgsFeature]:
    columns = [_cells(frame[field.name()]) for field in fields]
    wkb: Any = [None] * len(frame)
    if "geometry" in frame:
        # The dimension is said because QGIS may have loaded an older GEOS, which refuses the default of newer shapely.
        wkb = shapely.to_wkb(frame["geometry"].to_numpy(dtype=object), output_dimension=2)
    rows = []
    for attributes, shape in zip(zip(*columns), wkb):
        feature = QgsFeature(fields)
        feature.setAttributes(list(attributes))
        if shape is not None:
            geometry = QgsGeometry()
            geometry.fromWkb(shape)
            feature.setGeometry(geometry)
        rows.append(feature)
    return rows


def _cells(column: pd.Series) -> list[Any]:
    if pd.api.types.is_float_dtype(column):
        numbers = column.to_numpy(dtype=np.float64)
        return [value if finite else NULL for value, finite in zip(numbers.tolist(), np.isfinite(numbers))]
    if pd.api.types.is_integer_dtype(column):
        return [NULL if value is pd.NA else int(value) for value in column]
    return [NULL if value is None or pd.isna(value) else str(value) for value in column]


@contextmanager
def gdal_words() -> Iterator[list[str]]:
    """Collect what GDAL says of its faults in this thread: QGIS passes on little of it."""
    told: list[str] = []

    def keep(level: int, number: int, text: str) -> None:
        if level >= gdal.CE_Failure:
            told.append(text)

    gdal.PushErrorHandler(keep)
    try:
        yield told
    finally:
        gdal.PopErrorHandler()


def lacking(found: int, rows: int, place: str, told: Sequence[str] = ()) -> DistrictFileError:
    """Return the error of an output at ``place`` that certainly holds no more than ``found`` of ``rows`` rows."""
    path, words = file_of(place), "; ".join(dict.fromkeys(filter(None, told)))
    cure = "Free some space or choose another file; what was there before is unharmed"
    if path is None:  # a database, which is written in place
        cure = "Free some space or choose another place; it holds the rows until then"
    reason = "the disk is full" if path is not None and disk_is_full(path.parent, words) else words
    return DistrictFileError(
        f"{found:,} of {rows:,} rows could be written" + (f" ({reason})" if reason else ""), place, cure
    )  # fmt: skip


def disk_is_full(folder: Path, words: str = "") -> bool:
    """Return whether ``words`` say so, or the disk of a folder has next to nothing left."""
    # What failed may have been rolled back, which frees the disk again.
    return "full" in words or (folder.is_dir() and shutil.disk_usage(folder).free < _FULL_BYTES)


def file_of(destination: str) -> Path | None:
    """Return the file that an output destination writes to; None for memory and databases."""
    if destination.startswith(OGR):
        named = QgsDataSourceUri(destination[len(OGR) :]).database()
        return Path(named) if named else None
    if not destination or destination.startswith(("memory:", "postgis:")) or destination == "TEMPORARY_OUTPUT":
        return None
    return Path(destination.partition("|")[0])


def layer_of(destination: str) -> str:
    """Return the table that a destination inside a GeoPackage names, empty where it names none."""
    if destination.startswith(OGR):
        return str(QgsDataSourceUri(destination[len(OGR) :]).table())
    found = re.search(r"\|layername=([^|]+)", destination)
    return found.group(1) if found else ""
