"""Tables written as a GeoPackage 1.3 with spatial indexes that QGIS keeps up to date."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timezone
from functools import partial
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import Any, Union

import numpy as np
import pandas as pd
import shapely

from district_planner.core.district import TABLES, District, Table
from district_planner.core.errors import DistrictFileError, InterventionError
from district_planner.core.geopackage_blob import encode
from district_planner.core.geopackage_file import changing, reading, renewed, replacing
from district_planner.core.geopackage_schema import (
    APPLICATION_ID,
    BASE_TABLES,
    OGR_COUNTS,
    RTREE_EXTENSION,
    STANDARD_SRS,
    USER_VERSION,
    count_triggers,
    definition,
    quoted,
    rtree_name,
    rtree_triggers,
    sql,
    srs_row,
)
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.progress import Progress, check, no_progress

PathText = Union[str, PathLike[str]]

TABLE_OF = {
    "Point": "intervention_points", "MultiPoint": "intervention_points",
    "LineString": "intervention_lines", "MultiLineString": "intervention_lines", "LinearRing": "intervention_lines",
    "Polygon": "intervention_areas", "MultiPolygon": "intervention_areas",
}  # fmt: skip
"""Geometry type -> table of interventions."""
_RESERVED = ("fid", "geom", "geometry")
ROWS_AT_ONCE = 5_000
"""Rows that are written between two looks at cancel: some 50 ms [P]."""
NO_VIEWS: Mapping[str, str] = MappingProxyType({})


def write_district(
    district: District, path: PathText, progress: Progress = no_progress, srs_wkt: str = "", stamp: str = ""
) -> None:
    """Write a whole district beside ``path`` and move it into place; the file that was there stays until then.

    Args:
        district: its interventions go to the table of their geometry type, its settings to the table ``settings``.
        path: the file to make or replace.
        progress: told the share of the rows that are written; may cancel.
        srs_wkt: definition of the CRS, needed where neither this library nor the district's own file knows it.
        stamp: time of the last change, ``YYYY-MM-DDThh:mm:ss.sssZ``; default now. Equal stamps give equal bytes.

    Raises:
        DistrictFileError: the folder is missing or read-only, the disk is full, the file is open elsewhere or no
            GeoPackage, the CRS is unknown.
        InterventionError: an intervention is neither point, line nor area.
        Cancelled: ``progress`` said so; nothing was changed.
    """
    frames = {**district.tables, **_intervention_frames(district.interventions), "settings": _settings_frame(district)}
    wkt = definition(district.crs) or srs_wkt or _own_definition(district)
    _write_new(Path(path), frames, (district.crs, wkt), progress, stamp)


def write_results(
    path: PathText,
    layers: Mapping[str, pd.DataFrame],
    crs: str,
    srs_wkt: str = "",
    progress: Progress = no_progress,
    views: Mapping[str, str] = NO_VIEWS,
) -> None:
    """Write result layers as ``<district>.results.gpkg``, in place of those that were there.

    The file is written beside and moved into place. Of an existing one the styles are kept; layers that are open in
    QGIS show what they showed until they are loaded again.

    Args:
        layers: name -> DataFrame; a column ``geometry`` makes it a layer, none a table.
        views: name -> select statement of a view over them.

    Raises:
        DistrictFileError: see :func:`write_district`.
    """
    file = Path(path)
    if file.exists() and file.stat().st_size:
        replace_tables(file, layers, crs, srs_wkt, drop_others=True, progress=progress, views=views)
    else:
        _write_new(file, layers, (crs, srs_wkt), progress, "", views)


def replace_tables(
    path: PathText,
    tables: Mapping[str, pd.DataFrame],
    crs: str,
    srs_wkt: str = "",
    drop_others: bool = False,
    progress: Progress = no_progress,
    views: Mapping[str, str] = NO_VIEWS,
) -> None:
    """Add or replace whole tables of a GeoPackage, all of them or none, see :func:`geopackage_file.renewed`.

    Args:
        drop_others: also take away the other layers and tables, but not the styles.
        views: name -> select statement of a view over them.

    Raises:
        DistrictFileError: read-only, locked, disk full, not a GeoPackage.
    """
    with renewed(Path(path)) as new, changing(new) as connection:
        there = [
            row[0]
            for row in connection.execute(
                "SELECT table_name FROM gpkg_contents WHERE data_type IN ('features', 'attributes')"
                " AND table_name NOT IN ('layer_styles', 'qgis_projects')"
            )
        ]
        wanted = {name.lower() for name in tables}
        for name in there:
            if drop_others or name.lower() in wanted:
                _drop(connection, name)
        _put_tables(connection, tables, (crs, srs_wkt), progress, "")
        _put_views(connection, views)


def _own_definition(district: District) -> str:
    """Return the definition of the CRS from the file that the district was read from, empty where that is gone."""
    if not district.path or not Path(district.path).is_file():
        return ""
    authority, _, code = district.crs.partition(":")
    with reading(Path(district.path)) as connection:
        row = connection.execute(
            "SELECT definition FROM gpkg_spatial_ref_sys"
            " WHERE upper(organization) = ? AND organization_coordsys_id = ?",
            (authority, code),
        ).fetchone()
    return str(row[0]) if row else ""


def _settings_frame(district: District) -> pd.DataFrame:
    """Return the settings as rows, keeping mark and citation of the rows that were there."""
    rows = district.tables["settings"] if "settings" in district.tables else pd.DataFrame()
    old = {row["key"]: row for row in rows.to_dict("records")}
    records = [
        {"mark": None, "citation": None, **old.get(key, {}), "key": key, "value": json.dumps(value, ensure_ascii=False)}
        for key, value in district.settings.items()
    ]
    return pd.DataFrame(records, columns=list(TABLES["settings"].columns))


def _intervention_frames(interventions: Iterable[Intervention]) -> dict[str, pd.DataFrame]:
    """Return the three tables of interventions, in order of id."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in dict.fromkeys(TABLE_OF.values())}
    for item in sorted(interventions, key=lambda one: one.id):
        table = TABLE_OF.get(item.geometry.geom_type)
        if table is None:
            raise InterventionError(
                f"its geometry is a {item.geometry.geom_type}", item.label, "Draw a point, a line or an area"
            )
        fixed = {"id": item.id, "name": item.name, "kind": item.kind, "external": int(item.external)}
        rows[table].append({**item.attributes, **fixed, "geometry": item.geometry})
    return {name: _typed(pd.DataFrame(found)) for name, found in rows.items()}


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with whole numbers kept whole in columns that some interventions leave empty."""
    for name in frame.columns.difference(["geometry"]):
        if frame[name].dtype == "float64" and frame[name].dropna().map(float.is_integer).all():
            frame[name] = frame[name].astype("Int64")
    return frame


def _write_new(
    path: Path,
    frames: Mapping[str, pd.DataFrame],
    crs: tuple[str, str],
    progress: Progress,
    stamp: str,
    views: Mapping[str, str] = NO_VIEWS,
) -> None:
    with replacing(path) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {USER_VERSION}")
        connection.execute("BEGIN")
        for statement in (*BASE_TABLES, OGR_COUNTS):
            connection.execute(statement)
        connection.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,?)", STANDARD_SRS)
        _put_tables(connection, frames, crs, progress, stamp)
        _put_views(connection, views)
        connection.commit()


def _put_tables(
    connection: sqlite3.Connection,
    frames: Mapping[str, pd.DataFrame],
    crs: tuple[str, str],
    progress: Progress,
    stamp: str,
) -> None:
    row = srs_row(*crs)
    connection.execute("INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,?)", row)
    stamp = stamp or datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    total, done = sum(map(len, frames.values())) or 1, 0
    for name, frame in frames.items():
        here = partial(check, progress, done / total, name)
        here()
        _put_table(connection, _layer_of(name, frame), frame, row[1], stamp, here)
        done += len(frame)
    check(progress, 1.0)


def _put_views(connection: sqlite3.Connection, views: Mapping[str, str]) -> None:
    for name, select in views.items():
        _drop(connection, name)
        connection.execute(f"CREATE VIEW {quoted(name)} AS {select}")
        connection.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES (?, 'attributes', ?)", (name, name)
        )


def _layer_of(name: str, frame: pd.DataFrame) -> Table:
    """Return the table to make: the schema's columns, then those that the frame has beside them."""
    known = TABLES.get(name, Table(name, "GEOMETRY" if "geometry" in frame else "", {}))
    taken = {column.lower() for column in (*known.columns, *_RESERVED)}
    columns = dict(known.columns)
    for column in map(str, frame.columns):
        if column.lower() not in taken:
            columns[column] = _sql_type(frame[column])
            taken.add(column.lower())
    return Table(name, _geometry_type(known.geometry, frame), columns)


def _sql_type(column: pd.Series[Any]) -> str:
    if pd.api.types.is_bool_dtype(column):
        return "BOOLEAN"
    if pd.api.types.is_integer_dtype(column):
        return "INTEGER"
    return "REAL" if pd.api.types.is_float_dtype(column) else "TEXT"


def _geometry_type(declared: str, frame: pd.DataFrame) -> str:
    """Return the declared type where every geometry is of it, the one common type of a free layer, else GEOMETRY."""
    if not declared or "geometry" not in frame:
        return declared
    shapes = frame["geometry"].dropna()
    found = {shape.geom_type.upper() for shape in shapes}
    if declared == "GEOMETRY" and frame.attrs.get("geometry_type"):
        declared = str(frame.attrs["geometry_type"]).upper()
    return declared if found <= {declared} else "GEOMETRY"


def _put_table(
    connection: sqlite3.Connection,
    table: Table,
    frame: pd.DataFrame,
    srs_id: int,
    stamp: str,
    go_on: Callable[[], None],
) -> None:
    """Make one table, fill it and its spatial index in bulk, then add the triggers that need a GIS' functions."""
    names = tuple(table.columns)
    lines = [f"{quoted(name)} {kind}" for name, kind in table.columns.items()]
    cells = []
    for name, kind in table.columns.items():
        go_on()
        cells.append(_cells(frame, name, kind))
    bounds = np.empty((0, 4))
    if table.geometry:
        shapes = _shapes(frame)
        bounds = shapely.bounds(shapes)
        names, lines = ("geom", *names), [f'"geom" {table.geometry}', *lines]
        cells = [encode(shapes, bounds, srs_id), *cells]
    lines = ['"fid" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL', *lines]
    connection.execute(f"CREATE TABLE {quoted(table.name)} ({', '.join(lines)})")
    _register(connection, table, bounds, srs_id, stamp, len(frame))
    if names:
        marks = ",".join("?" * (len(names) + 1))
        into = sql("INSERT INTO $table ($names) VALUES ", table=table.name, names=("fid", *names))
        connection.executemany(f"{into} ({marks})", _heard(zip(range(1, len(frame) + 1), *cells), go_on))
    if table.geometry:
        _put_index(connection, table.name, bounds, go_on)
    for statement in count_triggers(table.name) if _has_counts(connection) else ():
        connection.execute(statement)


def _shapes(frame: pd.DataFrame) -> np.ndarray[Any, Any]:
    """Return the geometries in two dimensions, shape (n,); a frame without any has none."""
    shapes = np.empty(len(frame), dtype=object)
    if "geometry" in frame:
        shapes[:] = [None if shape is None or shape != shape else shape for shape in frame["geometry"]]
    return np.asarray(shapely.force_2d(shapes), dtype=object)


def _cells(frame: pd.DataFrame, name: str, kind: str) -> list[Any]:
    """Return one column as SQLite takes it; NaN, infinity and absent values as NULL."""
    if name not in frame:
        return [None] * len(frame)
    column = frame[name]
    if kind == "TEXT" and set(map(type, column)) <= {str, type(None)}:
        return [value if value is None or value.isascii() else _text_cell(value) for value in column]
    if kind == "TEXT":
        return [_text_cell(value) for value in column]
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
    whole = kind in ("INTEGER", "BOOLEAN")
    if not np.isfinite(numbers).any():
        return [None] * len(frame)
    return [
        None if not fits else int(value) if whole and value.is_integer() else value
        for value, fits in zip(numbers.tolist(), np.isfinite(numbers).tolist())
    ]


def _text_cell(value: Any) -> str | None:
    if value is None or value is pd.NA or value != value:
        return None
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _register(connection: sqlite3.Connection, table: Table, bounds: Any, srs_id: int, stamp: str, count: int) -> None:
    filled = bounds[np.isfinite(bounds).all(axis=1)]
    box = [*filled[:, :2].min(axis=0).tolist(), *filled[:, 2:].max(axis=0).tolist()] if len(filled) else [None] * 4
    connection.execute(
        "INSERT INTO gpkg_contents VALUES (?,?,?,'',?,?,?,?,?,?)",
        (table.name, "features" if table.geometry else "attributes", table.name, stamp, *box,
         srs_id if table.geometry else None),
    )  # fmt: skip
    if table.geometry:
        connection.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?,'geom',?,?,0,0)", (table.name, table.geometry, srs_id)
        )
    if _has_counts(connection):
        connection.execute("INSERT OR REPLACE INTO gpkg_ogr_contents VALUES (?,?)", (table.name, count))


def _heard(rows: Iterable[tuple[Any, ...]], go_on: Callable[[], None]) -> Iterator[tuple[Any, ...]]:
    """Give rows, and ask now and then whether to go on; what stops here is rolled back as a whole."""
    for number, row in enumerate(rows):
        if not number % ROWS_AT_ONCE:
            go_on()
        yield row


def _put_index(connection: sqlite3.Connection, table: str, bounds: Any, go_on: Callable[[], None]) -> None:
    tree = rtree_name(table)
    connection.execute(sql("CREATE VIRTUAL TABLE $tree USING rtree(id, minx, maxx, miny, maxy)", tree=tree))
    filled = np.flatnonzero(np.isfinite(bounds).all(axis=1))
    filled = filled[np.lexsort(bounds[filled, 1::-1].T)]
    boxes = bounds[filled][:, [0, 2, 1, 3]].tolist()
    rows = ((key + 1, *box) for key, box in zip(filled.tolist(), boxes))
    connection.executemany(sql("INSERT INTO $tree VALUES (?,?,?,?,?)", tree=tree), _heard(rows, go_on))
    _ensure_extensions(connection)
    connection.execute(RTREE_EXTENSION, (table,))
    for statement in rtree_triggers(table):
        connection.execute(statement)


def _ensure_extensions(connection: sqlite3.Connection) -> None:
    """Make the table of extensions in a file of another program that has none."""
    if not _has(connection, "gpkg_extensions"):
        connection.execute(BASE_TABLES[-1])


def _has(connection: sqlite3.Connection, table: str) -> bool:
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE lower(name) = lower(?)", (table,)).fetchone()
    return found is not None


def _has_counts(connection: sqlite3.Connection) -> bool:
    return _has(connection, "gpkg_ogr_contents")


def _drop(connection: sqlite3.Connection, table: str) -> None:
    """Take away a table with its index and every row that speaks of it."""
    if table.lower().startswith(("gpkg_", "sqlite_", "rtree_")):
        raise DistrictFileError(f"'{table}' is a table of the file format and stays", cure="Choose another name")
    for name in (rtree_name(table), table):
        kind = connection.execute("SELECT type FROM sqlite_master WHERE lower(name) = lower(?)", (name,)).fetchone()
        if kind is not None:
            connection.execute(sql("DROP VIEW $name" if kind[0] == "view" else "DROP TABLE $name", name=name))
    for owner in ("gpkg_extensions", "gpkg_geometry_columns", "gpkg_ogr_contents", "gpkg_contents"):
        if _has(connection, owner):
            connection.execute(sql("DELETE FROM $owner WHERE lower(table_name) = lower(?)", owner=owner), (table,))
