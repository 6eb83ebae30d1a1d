"""Tables written to the outputs of Processing: fields with the right types, rows in bulk, cancel heard."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from qgis.core import NULL, QgsFeature, QgsFeatureSink, QgsField, QgsFields, QgsGeometry
from qgis.PyQt.QtCore import QVariant

from district_planner.core.progress import Progress, check, no_progress

CHUNK = 1000
"""Rows between two looks at the cancel button; some tens of milliseconds."""
_DBNAME = re.compile(r"""^ogr:\s*dbname=(['"])(.*?)\1""")


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
    sink: QgsFeatureSink, fields: QgsFields, frame: pd.DataFrame, progress: Progress = no_progress, what: str = ""
) -> None:
    """Write the rows of a table; what is empty, not a number or infinite becomes NULL.

    Raises:
        Cancelled: the planner cancelled; the output holds the rows until then.
    """
    columns = [_cells(frame[field.name()]) for field in fields]
    wkb: Any = [None] * len(frame)
    if "geometry" in frame:
        # The dimension is said because QGIS may have loaded an older GEOS, which refuses the default of newer shapely.
        wkb = shapely.to_wkb(frame["geometry"].to_numpy(dtype=object), output_dimension=2)
    flag = QgsFeatureSink.Flag.FastInsert
    for start in range(0, len(frame), CHUNK):
        check(progress, start / len(frame), what)
        rows = []
        for row in range(start, min(start + CHUNK, len(frame))):
            feature = QgsFeature(fields)
            feature.setAttributes([column[row] for column in columns])
            if wkb[row] is not None:
                geometry = QgsGeometry()
                geometry.fromWkb(wkb[row])
                feature.setGeometry(geometry)
            rows.append(feature)
        sink.addFeatures(rows, flag)


def _cells(column: pd.Series) -> list[Any]:
    if pd.api.types.is_float_dtype(column):
        numbers = column.to_numpy(dtype=np.float64)
        return [value if finite else NULL for value, finite in zip(numbers.tolist(), np.isfinite(numbers))]
    if pd.api.types.is_integer_dtype(column):
        return [NULL if value is pd.NA else int(value) for value in column]
    return [NULL if value is None or pd.isna(value) else str(value) for value in column]


def file_of(destination: str) -> Path | None:
    """Return the file that an output destination writes to; None for memory and databases."""
    found = _DBNAME.match(destination)
    if found:
        return Path(found.group(2))
    if not destination or destination.startswith(("memory:", "postgis:", "ogr:")) or destination == "TEMPORARY_OUTPUT":
        return None
    return Path(destination.partition("|")[0])


def layer_of(destination: str) -> str:
    """Return the table that a destination inside a GeoPackage names, empty where it names none."""
    found = re.search(r"""table=(['"])(.*?)\1""", destination) or re.search(r"\|layername=()([^|]+)", destination)
    return found.group(2) if found else ""
