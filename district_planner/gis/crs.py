"""The district's CRS, and geometry brought into it in bulk (rules 2.4)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsCsException,
    QgsDatumTransform,
    QgsGeometry,
    QgsUnitTypes,
)

from district_planner.core.errors import LayerError

Floats = npt.NDArray[np.float64]
Objects = npt.NDArray[np.object_]

NO_SETTINGS: Mapping[str, Any] = MappingProxyType({})

WGS84 = "EPSG:4326"
NATIONAL_GRID = "EPSG:27700"

SCALE_TOLERANCE = 0.002
"""How far the scale factor may be from 1 anywhere in the district: 0.2 % [P], rules 2.4."""

_WEB_MERCATOR = ("EPSG:3857", "EPSG:3785", "EPSG:900913", "EPSG:102100", "EPSG:102113", "ESRI:102100", "ESRI:102113")
_SEMI_MAJOR, _FLATTENING = 6378137.0, 1 / 298.257223563
_BULK = (2.0, 98.0)
_CURE = "Leave CRS empty to have it chosen, or name a projected CRS of the area in metres"

_GREAT_BRITAIN = shapely.Polygon([
    (-6.7, 49.7), (-3.3, 50.0), (0.3, 50.5), (1.2, 50.8), (1.55, 51.1), (2.0, 52.5), (0.6, 53.6), (-1.2, 56.0),
    (-0.5, 61.0), (-3.0, 61.0), (-9.0, 58.5), (-8.2, 56.5), (-6.5, 55.56), (-5.95, 55.3), (-5.35, 54.9), (-5.25, 54.4),
    (-5.0, 53.9), (-5.3, 53.0), (-5.6, 51.9), (-5.7, 51.4), (-6.7, 49.7),
])  # fmt: skip
"""Great Britain and the Isle of Man in degrees, drawn through the seas around; without Ireland and France [P]."""


@dataclass(frozen=True)
class Transformation:
    """How coordinates get from one CRS into another.

    Attributes:
        source, target: authority codes or WKT.
        operation: the coordinate operation as a PROJ string; store it, so that it can be used again; empty where
            source and target are the same.
        accuracy_m: what PROJ says of it; ``nan`` where it is unknown or there is no change of datum.
        name: the operation in words.
    """

    source: str
    target: str
    operation: str
    accuracy_m: float = float("nan")
    name: str = ""


def crs_from_text(text: str, where: str = "CRS") -> QgsCoordinateReferenceSystem:
    """Return the CRS of an authority code or WKT.

    Raises:
        LayerError: there is none of that name.
    """
    crs = QgsCoordinateReferenceSystem(text)
    if not crs.isValid():
        crs = QgsCoordinateReferenceSystem.fromWkt(text)
    if not crs.isValid():
        raise LayerError(f"'{text[:60]}' is no CRS" if text else "there is no CRS", where, "Set the CRS of the layer")
    return crs


def in_great_britain(longitude: float, latitude: float) -> bool:
    """Return whether a point lies in Great Britain or on the Isle of Man."""
    return bool(shapely.contains_xy(_GREAT_BRITAIN, longitude, latitude))


def choose_crs(lonlat: Floats) -> str:
    """Return the authority code of the CRS to measure in, told by the **median** vertex.

    Args:
        lonlat: (n, 2) street vertices in degrees; the median, because a file can reach far out.

    Returns:
        ``EPSG:27700`` in Great Britain, else the UTM zone on WGS 84.

    Raises:
        LayerError: there is no vertex, or the median is no place on earth.
    """
    if not len(lonlat):
        raise LayerError("there is no street to choose a CRS by", "Streets", "Choose a file that holds streets")
    longitude, latitude = (float(value) for value in np.median(lonlat, axis=0))
    if not (-180 <= longitude <= 180 and -80 <= latitude <= 84):
        raise LayerError(f"{longitude:.3f}, {latitude:.3f} is no place that UTM covers", "Streets", _CURE)
    if in_great_britain(longitude, latitude):
        return NATIONAL_GRID
    zone = min(int((longitude + 180) // 6) + 1, 60)
    return f"EPSG:{(32600 if latitude >= 0 else 32700) + zone}"


def check_working_crs(text: str, lonlat: Floats) -> None:
    """Make sure that lengths may be measured in a CRS over the district.

    Args:
        text: authority code or WKT; lonlat: (n, 2) street vertices in degrees. Looked at are the middle 96 % of them.

    Raises:
        LayerError: degrees, Web Mercator, no metres, or a scale factor more than 0.2 % off 1.
    """
    crs = crs_from_text(text)
    if crs.isGeographic():
        raise LayerError("it counts in degrees, which cannot be measured in metres", f"CRS {text}", _CURE)
    if crs.authid() in _WEB_MERCATOR or "proj=webmerc" in crs.toProj():
        raise LayerError("Web Mercator stretches lengths by far more than 0.2 %", f"CRS {text}", _CURE)
    if crs.mapUnits() != QgsUnitTypes.DistanceUnit.DistanceMeters:
        raise LayerError("it does not count in metres", f"CRS {text}", _CURE)
    worst = _worst_scale(text, lonlat)
    if not abs(worst - 1.0) <= SCALE_TOLERANCE:
        wrong = f"lengths are {abs(worst - 1.0):.2%} wrong in the area of the streets, more than 0.2 %"
        raise LayerError(wrong, f"CRS {text}", _CURE)


def _worst_scale(text: str, lonlat: Floats) -> float:
    """Return the scale factor that is farthest from 1 on nine points over the bulk of the streets, both ways."""
    low, high = np.percentile(lonlat, _BULK, axis=0)
    grid = np.array([(x, y) for x in np.linspace(low[0], high[0], 3) for y in np.linspace(low[1], high[1], 3)])
    step = 1e-4
    there = transformation(WGS84, text)
    here = transform_coordinates(grid, there)
    scales = []
    for axis, radius in enumerate(_metres_per_degree(grid[:, 1])):
        shift = np.zeros(2)
        shift[axis] = step
        moved = transform_coordinates(grid + shift, there)
        scales.append(np.hypot(*(moved - here).T) / (step * radius))
    every = np.concatenate(scales)
    return float(every[np.argmax(np.abs(every - 1.0))])


def _metres_per_degree(latitude: Floats) -> tuple[Floats, Floats]:
    """Return metres per degree of longitude and of latitude on the WGS 84 ellipsoid."""
    phi = np.radians(latitude)
    e2 = _FLATTENING * (2.0 - _FLATTENING)
    w = np.sqrt(1.0 - e2 * np.sin(phi) ** 2)
    east = _SEMI_MAJOR / w * np.cos(phi)
    north = _SEMI_MAJOR * (1.0 - e2) / w**3
    return np.radians(1.0) * east, np.radians(1.0) * north


def transformation(source: str, target: str) -> Transformation:
    """Return the best way from one CRS to another that is installed here.

    Raises:
        LayerError: a CRS does not exist, or only a ballpark transformation is there, which can be off by hundreds
            of metres.
    """
    here, there = crs_from_text(source), crs_from_text(target)
    if here == there:
        return Transformation(source, target, "")
    for found in QgsDatumTransform.operations(here, there):
        if found.isAvailable and "ballpark" not in found.name.lower():
            accuracy = found.accuracy if found.accuracy >= 0 else float("nan")
            return Transformation(source, target, found.proj, accuracy, found.name)
    raise LayerError(
        "only a ballpark transformation is installed, which can be off by hundreds of metres",
        f"{here.authid() or 'own CRS'} to {there.authid() or 'own CRS'}",
        "Reproject the layer with the right datum grid first, or choose another CRS",
    )


def transform_coordinates(xy: Floats, how: Transformation) -> Floats:
    """Return (n, 2) coordinates in the target CRS; the same input gives the same output, bit for bit.

    Raises:
        LayerError: a coordinate cannot be brought into the target CRS.
    """
    return moved(xy, _transform(how)) if how.operation else np.asarray(xy, dtype=np.float64)


def moved(xy: Floats, how: QgsCoordinateTransform) -> Floats:
    """Return (n, 2) coordinates in the target CRS of a transformation of QGIS, all at once.

    Raises:
        LayerError: a coordinate cannot be brought into the target CRS.
    """
    if how.isShortCircuited() or not len(xy):
        return np.asarray(xy, dtype=np.float64)
    target = how.destinationCrs().authid()
    points = np.ascontiguousarray(xy, dtype="<f8")
    line = QgsGeometry()
    line.fromWkb(struct.pack("<BII", 1, 2, len(points)) + points.tobytes())
    try:
        line.transform(how)
    except QgsCsException as error:
        raise LayerError(
            "some coordinates lie where the CRS does not reach", f"CRS {target}", "Check the CRS of the layer"
        ) from error
    there: Floats = np.frombuffer(bytes(line.asWkb()), dtype="<f8", offset=9).reshape(-1, 2)
    if not np.isfinite(there).all():
        raise LayerError("some coordinates are no numbers", f"CRS {target}", "Check the CRS of the layer")
    return there


def _transform(how: Transformation) -> QgsCoordinateTransform:
    made = QgsCoordinateTransform(crs_from_text(how.source), crs_from_text(how.target), QgsCoordinateTransformContext())
    made.setCoordinateOperation(how.operation)
    made.setAllowFallbackTransforms(False)
    return made


def transform_geometries(geometries: npt.NDArray[Any], source: str, target: str, operation: str = "") -> Objects:
    """Return geometries in another CRS, all at once; heights and measures are dropped.

    Args:
        geometries: shapely geometries, None allowed; source, target: authority codes or WKT.
        operation: a stored :attr:`Transformation.operation` to use again; empty to choose.

    Raises:
        LayerError: as :func:`transformation` and :func:`transform_coordinates`.
    """
    how = Transformation(source, target, operation) if operation else transformation(source, target)
    flat = shapely.force_2d(np.asarray(geometries, dtype=object))
    if not how.operation:
        return np.asarray(flat, dtype=object)
    moved = shapely.transform(flat, lambda xy: transform_coordinates(xy, how))
    return np.asarray(moved, dtype=object)


def stored_operation(settings: Mapping[str, Any], source: str, target: str) -> str:
    """Return the operation that a district was made with, for what else comes from the same CRS (rules 2.4).

    Returns:
        The operation; empty where the district's data came from another CRS.

    Raises:
        LayerError: it is not installed here, so that the same place would lie elsewhere than in the district.
    """
    operation = str(settings.get("transformation") or "")
    if not operation or settings.get("transformation_from") != source:
        return ""
    here, there = crs_from_text(source), crs_from_text(target)
    if any(found.proj == operation and found.isAvailable for found in QgsDatumTransform.operations(here, there)):
        return operation
    raise LayerError(
        "the district was made with a transformation that is not installed here; any other would shift places",
        f"{source} to {target}: {operation}",
        "Install its datum grid (Settings, Options, Transformations of QGIS), or make the district anew here",
    )


def from_degrees(crs: str, settings: Mapping[str, Any] = NO_SETTINGS) -> Callable[[Objects], Objects]:
    """Return a function that brings geometries in longitude and latitude into a district's CRS as its own data."""
    return lambda geometries: transform_geometries(geometries, WGS84, crs, stored_operation(settings, WGS84, crs))


def to_degrees(crs: str) -> Callable[[Objects], Objects]:
    """Return a function that brings geometries of a CRS into longitude and latitude."""
    return lambda geometries: transform_geometries(geometries, crs, WGS84)
