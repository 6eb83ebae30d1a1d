"""QGIS layers read into tables: one row per usable feature, everything else counted in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsCsException,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeatureSource,
    QgsGeometry,
    QgsRectangle,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QDate, QDateTime, Qt, QTime, QVariant

from district_planner.core.aside import aside
from district_planner.core.errors import LayerError
from district_planner.core.places.columns import FEATURE_ID, Log, PlacesLayer
from district_planner.core.progress import Progress, check, no_progress
from district_planner.gis.crs import NO_SETTINGS, WGS84, stored_operation, transform_geometries

POINTS, LINES, AREAS = "points", "lines", "areas"
_DIMENSION = {POINTS: 0, LINES: 1, AREAS: 2}
_QGIS_DIMENSION = {
    QgsWkbTypes.GeometryType.PointGeometry: 0,
    QgsWkbTypes.GeometryType.LineGeometry: 1,
    QgsWkbTypes.GeometryType.PolygonGeometry: 2,
}
_REPORT_EVERY = 2000

Extent = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


@dataclass(frozen=True)
class RawLayer:
    """A layer in memory in its own CRS.

    Attributes:
        frame: its fields, ``geometry`` (valid, two-dimensional, no curves) and ``FEATURE_ID``.
        where: what messages call it.
        crs: authority code or WKT.
    """

    frame: pd.DataFrame
    where: str
    crs: str


@dataclass(frozen=True)
class Wanted:
    """What is read from a layer.

    Attributes:
        kinds: of geometry.
        extent: the part of the world; None for all.
        all_parts: keep several points in one row instead of the first.
        as_given: keep every cell as it is; else a column of whole numbers with gaps becomes one of fractions.
    """

    kinds: Sequence[str]
    extent: Extent | None = None
    all_parts: bool = False
    as_given: bool = False


def read_layer(
    source: QgsFeatureSource, parameter: str, wanted: Wanted, log: Log, progress: Progress = no_progress
) -> RawLayer:
    """Read a layer; rows without usable geometry are dropped and counted in ``log``.

    Curves become short straight pieces, heights and measures are dropped, invalid areas are mended, of several points
    in one row the first counts.

    Raises:
        LayerError: no CRS, no geometry, the wrong kind of geometry, no features, or none that is usable.
        Cancelled: the planner cancelled.
    """
    where = f"{parameter} '{source.sourceName()}'" if source.sourceName() else parameter
    _check_source(source, where, wanted)
    rectangle = _rectangle(source.sourceCrs(), wanted.extent, where)
    values, wkb, ids = _features(source, rectangle, where, progress)
    if not ids:
        outside = " in the chosen EXTENT" if wanted.extent else ""
        raise LayerError(f"the layer has no features{outside}", where, "Choose another layer, or leave it empty")
    names = [field.name() for field in source.fields()]

    def usable(_: Progress) -> pd.DataFrame:
        frame = pd.DataFrame(values, columns=names, dtype=object)
        frame = frame.drop(columns=[name for name in ("geometry", FEATURE_ID) if name in frame])
        frame = frame if wanted.as_given else frame.infer_objects()
        frame[FEATURE_ID] = ids
        shapes = shapely.from_wkb(np.array(wkb, dtype=object), on_invalid="ignore")
        frame["geometry"] = _usable(shapes, wanted, where, log)
        return frame[[shape is not None for shape in frame["geometry"]]]

    frame = aside(usable, lambda _share, what: progress(1.0, what))
    if not len(frame):
        raise LayerError("no usable feature is left", where, "See the warnings above, mend the layer or choose another")
    return RawLayer(frame.reset_index(drop=True), where, _crs_text(source.sourceCrs()))


def in_district(layer: RawLayer, crs: str, settings: Mapping[str, Any] = NO_SETTINGS) -> PlacesLayer:
    """Return the layer in the district's CRS; ``settings`` of a district that is there tell how its data came.

    Raises:
        LayerError: there is no exact transformation, or a coordinate lies where the CRS does not reach.
    """
    try:
        operation = stored_operation(settings, layer.crs, crs)
        moved = transform_geometries(layer.frame["geometry"].to_numpy(dtype=object), layer.crs, crs, operation)
    except LayerError as error:
        raise LayerError(f"{error.where}: {error.what}", layer.where, error.cure) from error
    return PlacesLayer(layer.frame.assign(geometry=moved), layer.where)


def lonlat(layer: RawLayer) -> npt.NDArray[np.float64]:
    """Return the vertices of a layer in degrees, (n, 2)."""
    shapes = layer.frame["geometry"].to_numpy(dtype=object)
    return np.asarray(shapely.get_coordinates(transform_geometries(shapes, layer.crs, WGS84)), dtype=np.float64)


def _check_source(source: QgsFeatureSource, where: str, wanted: Wanted) -> None:
    kind = QgsWkbTypes.geometryType(source.wkbType())
    if source.wkbType() == QgsWkbTypes.Type.NoGeometry:
        raise LayerError("the table has no geometry", where, f"Choose a layer of {' or '.join(wanted.kinds)}")
    dimension = _QGIS_DIMENSION.get(kind)
    if dimension is not None and dimension not in _dimensions(wanted):
        have = next(name for name, number in _DIMENSION.items() if number == dimension)
        raise LayerError(f"the layer holds {have}", where, f"Choose a layer of {' or '.join(wanted.kinds)}")
    if not source.sourceCrs().isValid():
        raise LayerError("the layer has no coordinate reference system", where,
                         "Set its CRS in the layer's properties, then run again")  # fmt: skip


def _dimensions(wanted: Wanted) -> list[int]:
    return [_DIMENSION[kind] for kind in wanted.kinds]


def _crs_text(crs: QgsCoordinateReferenceSystem) -> str:
    return str(crs.authid() or crs.toWkt())


def _rectangle(crs: QgsCoordinateReferenceSystem, extent: Extent | None, where: str) -> QgsRectangle | None:
    """Return the extent in the layer's CRS; it covers what the extent in degrees covers."""
    if extent is None:
        return None
    degrees = QgsCoordinateReferenceSystem(WGS84)
    try:
        return QgsCoordinateTransform(degrees, crs, QgsCoordinateTransformContext()).transformBoundingBox(
            QgsRectangle(*extent)
        )
    except QgsCsException as error:
        raise LayerError("EXTENT cannot be expressed in the CRS of the layer", where,
                         "Choose an EXTENT near the layer, or check the layer's CRS") from error  # fmt: skip


def _features(
    source: QgsFeatureSource, rectangle: QgsRectangle | None, where: str, progress: Progress
) -> tuple[list[list[Any]], list[bytes | None], list[str]]:
    request = QgsFeatureRequest()
    if rectangle is not None:
        request.setFilterRect(rectangle)
    values: list[list[Any]] = []
    wkb: list[bytes | None] = []
    ids: list[str] = []
    count = max(source.featureCount(), 1)
    feature = QgsFeature()
    features = source.getFeatures(request)
    while features.nextFeature(feature):
        if len(ids) % _REPORT_EVERY == 0:
            check(progress, min(len(ids) / count, 1.0), f"Reading {where}")
        values.append([plain_value(value) for value in feature.attributes()])
        wkb.append(_wkb(feature.geometry()))
        ids.append(str(feature.id()))
    return values, wkb, ids


def plain_value(value: Any) -> Any:
    """Return an attribute as Python has it; NULL as None, dates as text."""
    if value is None or (isinstance(value, QVariant) and value.isNull()):
        return None
    if isinstance(value, (QDate, QTime, QDateTime)):
        return value.toString(Qt.DateFormat.ISODate)
    return value


def _wkb(geometry: QgsGeometry) -> bytes | None:
    """Return plain well-known binary: two-dimensional and straight; None where there is no geometry."""
    if geometry.isNull() or geometry.isEmpty():
        return None
    kind = geometry.wkbType()
    if QgsWkbTypes.isCurvedType(kind):
        geometry = QgsGeometry(geometry.constGet().segmentize())
    if QgsWkbTypes.hasZ(kind) or QgsWkbTypes.hasM(kind):
        shape = geometry.get()
        shape.dropZValue()
        shape.dropMValue()
    return bytes(geometry.asWkb())


def _usable(shapes: npt.NDArray[Any], wanted: Wanted, where: str, log: Log) -> npt.NDArray[np.object_]:
    """Return the geometries mended, None where a row cannot be used, and count what was done."""
    shapes = np.asarray(shapely.force_2d(shapes), dtype=object)
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    infinite = ~missing & ~np.isfinite(shapely.bounds(shapes)).all(axis=1)
    shapes[missing | infinite] = None
    invalid = ~(missing | infinite) & (shapely.get_dimensions(shapes) == 2) & ~shapely.is_valid(shapes)
    shapes[invalid] = [_areas_only(shape) for shape in shapely.make_valid(shapes[invalid])]
    lost = invalid & shapely.is_missing(shapes)
    wrong = ~shapely.is_missing(shapes) & ~np.isin(shapely.get_dimensions(shapes), _dimensions(wanted))
    shapes[wrong] = None
    several = (shapely.get_type_id(shapes) == 4) & (shapely.get_num_geometries(shapes) > 1) & (not wanted.all_parts)
    multi = np.isin(shapely.get_type_id(shapes), (4, 5, 6, 7)) & (shapely.get_num_geometries(shapes) == 1)
    shapes[multi | several] = shapely.get_geometry(shapes[multi | several], 0)
    for rows, what in (
        (missing, "have no geometry and are left out"),
        (infinite, "have coordinates that are no numbers and are left out"),
        (lost, "have invalid geometry that cannot be mended and are left out"),
        (invalid & ~lost, "had invalid geometry, which was mended"),
        (wrong, f"are not {' or '.join(wanted.kinds)} and are left out"),
        (several, "hold several points; the first counts"),
    ):
        if rows.any():
            log.warn(f"{where}: {int(rows.sum())} of {len(shapes)} features {what}.")
    return shapes


def _areas_only(shape: shapely.Geometry) -> shapely.Geometry | None:
    """Return the areas of a mended geometry, None where nothing but lines and points is left."""
    parts = shapely.get_parts(shape)
    parts = shapely.get_parts(parts)
    parts = parts[shapely.get_type_id(parts) == 3]
    if not len(parts):
        return None
    return parts[0] if len(parts) == 1 else shapely.multipolygons(parts)


def without_field_of_feature_ids(layer: PlacesLayer) -> PlacesLayer:
    """Return the layer without the column of feature ids, for readers that take every column for a field."""
    return replace(layer, frame=layer.frame.drop(columns=FEATURE_ID))
