"""The district as one GeoPackage, read with the standard library's sqlite3 and shapely.

``write_district``, ``write_results`` and ``replace_tables`` live in :mod:`district_planner.core.geopackage_write`.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from district_planner.core import garbage
from district_planner.core.district import TABLES, District, Table
from district_planner.core.errors import DistrictDataError, DistrictFileError
from district_planner.core.geopackage_blob import decode
from district_planner.core.geopackage_file import all_rows, reading
from district_planner.core.geopackage_schema import sql
from district_planner.core.geopackage_write import replace_tables, write_district, write_results
from district_planner.core.interventions.intervention import Intervention

__all__ = [
    "INTERVENTION_TABLES",
    "completed",
    "interventions_of",
    "open_district",
    "replace_tables",
    "write_district",
    "write_results",
]

INTERVENTION_TABLES = ("intervention_points", "intervention_lines", "intervention_areas")
_EMPTY = {"POINT": "POINT EMPTY", "LINESTRING": "LINESTRING EMPTY", "POLYGON": "POLYGON EMPTY"}
_NUMBERS = ("INT", "REAL", "DOUB", "FLOA", "BOOL", "NUM")
_FIELDS = ("id", "kind", "name", "external", "geometry")


@dataclass(frozen=True)
class _Layer:
    """What the file says about one of its tables."""

    name: str
    geometry: str
    srs_id: int | None


def open_district(path: str | PathLike[str]) -> District:
    """Read a district; the file is opened read-only and closed at once.

    A table of ``TABLES`` that is absent comes out empty, a column that is absent as NaN or None; further tables and
    columns are kept. Columns of type REAL and INTEGER are float64 (NaN where empty), TEXT is str or None. A row
    without an id takes its row key. Geometries are two-dimensional; None where the file has none.

    Raises:
        DistrictFileError: absent, not a district, damaged, locked.
        DistrictDataError: a geometry or number cannot be read, two interventions have one id, tables differ in CRS.
    """
    file = Path(path)
    with reading(file) as connection, _without_collecting():
        layers = _layers(connection, file)
        crs = _crs(connection, layers, file)
        frames = {name: _frame(connection, layer) for name, layer in layers.items()}
    for name, table in TABLES.items():
        frames[name] = completed(frames[name] if name in frames else pd.DataFrame(), table)
    interventions = interventions_of({name: frames.pop(name) for name in INTERVENTION_TABLES})
    return District(crs, frames, interventions, _settings(frames["settings"]), file.stem, str(file))


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Let Python look for no garbage: a district is a million small objects, none of which is any."""
    garbage.rest()
    try:
        yield
    finally:
        garbage.resume()


def _layers(connection: sqlite3.Connection, path: Path) -> dict[str, _Layer]:
    """Return the tables to read, those of ``TABLES`` and what else a planner keeps in the file."""
    rows = connection.execute(
        "SELECT c.table_name, coalesce(g.column_name, ''), coalesce(g.srs_id, c.srs_id) FROM gpkg_contents c"
        " LEFT JOIN gpkg_geometry_columns g ON lower(g.table_name) = lower(c.table_name)"
        " WHERE c.data_type IN ('features', 'attributes') ORDER BY c.rowid"
    )
    known = {name.lower(): name for name in TABLES}
    layers = {
        known.get(name.lower(), name): _Layer(name, geometry, srs_id)
        for name, geometry, srs_id in rows
        if not name.startswith("compiled_")
    }
    if "streets" not in layers:
        raise DistrictFileError(
            "holds no table 'streets', so it is not a district",
            str(path),
            "Choose a district, or make one with Create district",
        )
    return layers


def _crs(connection: sqlite3.Connection, layers: Mapping[str, _Layer], path: Path) -> str:
    """Return the CRS of the streets, which every table of the schema that has rows must share."""
    ids = {}
    for name, layer in layers.items():
        if layer.geometry and name in TABLES:
            filled = connection.execute(sql("SELECT 1 FROM $table LIMIT 1", table=layer.name)).fetchone()
            if filled or name == "streets":
                ids[name] = layer.srs_id
    for name, srs_id in ids.items():
        if srs_id != ids.get("streets"):
            raise DistrictDataError(
                f"its CRS ({_code(connection, srs_id)}) is not that of the streets"
                f" ({_code(connection, ids.get('streets'))})",
                name,
                "Make the district again with Create district, which brings all layers into one CRS",
            )
    code = _code(connection, ids.get("streets"))
    if not code:
        raise DistrictFileError("its streets have no CRS", str(path), "Set the layer's CRS in QGIS and save it again")
    return code


def _code(connection: sqlite3.Connection, srs_id: int | None) -> str:
    row = connection.execute(
        "SELECT upper(organization), organization_coordsys_id FROM gpkg_spatial_ref_sys WHERE srs_id = ?", (srs_id,)
    ).fetchone()
    return f"{row[0]}:{row[1]}" if row and row[0] != "NONE" else ""


def _frame(connection: sqlite3.Connection, layer: _Layer) -> pd.DataFrame:
    """Return a table as it is, its geometry decoded and its row key as the column ``fid``."""
    info = connection.execute(sql("PRAGMA table_info($table)", table=layer.name)).fetchall()
    key = next((name for _, name, _, _, _, primary in info if primary), "")
    order = sql(" ORDER BY $key", key=key) if key else ""
    names = tuple(column[1] for column in info)
    rows = all_rows(connection, sql("SELECT $names FROM $table", names=names, table=layer.name) + order)
    cells: Sequence[Sequence[Any]] = list(zip(*rows)) if rows else [()] * len(info)
    known = {name.lower(): name for name in TABLES[layer.name].columns} if layer.name in TABLES else {}
    columns: dict[str, Any] = {}
    for (_, name, kind, _, _, _), values in zip(info, cells):
        if name == layer.geometry:
            columns["geometry"] = pd.Series(decode(values, layer.name), dtype=object)
        elif name == key:
            columns["fid"] = pd.Series(values, dtype=object)
        else:
            field = known.get(name.lower(), name)
            column = _column(values, kind, f"{layer.name}, field {field}")
            columns[field] = column if field in known.values() else _whole(column, kind)
    return pd.DataFrame(columns).drop(columns=[] if layer.name in TABLES else ["fid"], errors="ignore")


def _column(values: Sequence[Any], kind: str, where: str) -> pd.Series[Any]:
    """Return cells as float64 where the declared type is a number, else as text and None."""
    if any(sign in kind.upper() for sign in _NUMBERS):
        return _numbers(pd.Series(values, dtype=object), where)
    if set(map(type, values)) <= {str, type(None)}:
        return pd.Series(values, dtype=object)
    return pd.Series([_as_text(value) for value in values], dtype=object)


def _whole(column: pd.Series[Any], kind: str) -> pd.Series[Any]:
    """Return a further column of whole numbers as such, so that it is written as it was read."""
    whole = "INT" in kind.upper() and column.dropna().map(float.is_integer).all()
    return column.astype("Int64" if column.isna().any() else "int64") if whole else column


def _numbers(values: pd.Series[Any], where: str) -> pd.Series[Any]:
    try:
        return values.astype("float64")
    except (TypeError, ValueError):
        pass  # some cell is text: find out which
    numbers = pd.to_numeric(values, errors="coerce").astype("float64")
    wrong = numbers.isna() & values.map(lambda value: value is not None and str(value).strip() != "")
    if wrong.any():
        row = int(np.flatnonzero(wrong.to_numpy())[0])
        raise DistrictDataError(
            f"'{values.iloc[row]}' in row {row + 1} is not a number", where, "Correct the value or leave it empty"
        )
    return numbers


def _as_text(value: Any) -> Any:
    return value if value is None or isinstance(value, (str, bytes)) else str(value)


def completed(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return the columns of the schema first, in order and type, then what else there was; ids filled."""
    columns: dict[str, pd.Series[Any]] = {}
    for name, kind in table.columns.items():
        if name not in frame:
            columns[name] = pd.Series([None if kind == "TEXT" else np.nan] * len(frame), dtype=_dtype(kind))
        elif kind == "TEXT":
            columns[name] = frame[name].map(_whole_text).astype(object) if _is_number(frame[name]) else frame[name]
        else:
            columns[name] = _numbers(frame[name], f"{table.name}, field {name}")
    if "id" in columns and "fid" in frame:
        prefix = f"{table.geometry.lower()}-" if table.name in INTERVENTION_TABLES else ""
        missing = columns["id"].isna() | (columns["id"] == "")
        columns["id"] = columns["id"].mask(missing, frame["fid"].map(lambda key: f"{prefix}{key}"))
    if table.geometry:
        columns["geometry"] = frame["geometry"] if "geometry" in frame else pd.Series([None] * len(frame), dtype=object)
    for name in map(str, frame.columns):
        if name not in columns and name != "fid":
            columns[name] = frame[name]
    return pd.DataFrame(columns).reset_index(drop=True)


def _dtype(kind: str) -> str:
    return "object" if kind == "TEXT" else "float64"


def _is_number(column: pd.Series[Any]) -> bool:
    return bool(pd.api.types.is_numeric_dtype(column))


def _whole_text(value: float) -> str | None:
    """Return the text of a number where the schema wants text, as the planner typed it: 7, not 7.0."""
    if value != value:
        return None
    return str(int(value)) if value.is_integer() else str(value)


def _settings(frame: pd.DataFrame) -> dict[str, Any]:
    """Return key -> value; a value that is not JSON is kept as text."""
    settings: dict[str, Any] = {}
    for key, value in zip(frame["key"], frame["value"]):
        try:
            settings[str(key)] = json.loads(value)
        except (TypeError, ValueError):
            settings[str(key)] = value
    return settings


def interventions_of(frames: Mapping[str, pd.DataFrame]) -> tuple[Intervention, ...]:
    """Return the rows of the three tables in order of id; a row without geometry gets an empty one.

    Args:
        frames: name of a table -> rows as :func:`completed` gives them.

    Raises:
        DistrictDataError: two interventions have one id.
    """
    found = [_intervention(row, TABLES[table].geometry) for table, frame in frames.items() for row in _records(frame)]
    twice = [key for key, count in Counter(item.id for item in found).items() if count > 1]
    if twice:
        raise DistrictDataError(
            f"{len(twice)} id(s) are used by more than one intervention, the first is '{sorted(twice)[0]}'",
            ", ".join(INTERVENTION_TABLES),
            "Give every intervention an id of its own",
        )
    return tuple(sorted(found, key=lambda item: item.id))


def _records(frame: pd.DataFrame) -> list[Mapping[str, Any]]:
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, row)) for row in frame.itertuples(index=False, name=None)]


def _intervention(row: Mapping[str, Any], geometry: str) -> Intervention:
    columns = TABLES[INTERVENTION_TABLES[0]].columns
    attributes = {
        name: int(value) if columns.get(name) == "INTEGER" and float(value).is_integer() else value
        for name, value in row.items()
        if name not in _FIELDS and not _is_missing(value)
    }
    shape = row["geometry"] if row["geometry"] is not None else shapely.from_wkt(_EMPTY[geometry])
    return Intervention(
        str(row["id"]), row["kind"] or "", _single(shape), row["name"] or "", row["external"] == 1, attributes
    )


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or value != value or value == ""


def _single(shape: BaseGeometry) -> BaseGeometry:
    """Return the only part of a multi-part geometry; one with several parts stays as it is, to be named later."""
    parts = shapely.get_parts(shape)
    return parts[0] if len(parts) == 1 else shape
