"""The shape of a GeoJSON file (RFC 7946), read with a sentence for every way it can be wrong."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from district_planner.core.errors import LayerError

_WGS84 = re.compile(r"(CRS84|EPSG:([\d.]*:)?4326)$", re.IGNORECASE)
_DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
_MAKERS = {
    "Point": shapely.Point,
    "MultiPoint": shapely.MultiPoint,
    "LineString": shapely.LineString,
    "MultiLineString": shapely.MultiLineString,
}


@dataclass(frozen=True)
class Feature:
    """One feature: id of the feature itself, properties as written, geometry in longitude and latitude."""

    id: Any
    properties: Mapping[str, Any]
    geometry: BaseGeometry
    place: str


def features(path_or_text: str | Path) -> list[Feature]:
    """Return the features of a file, or of a text that starts with a brace.

    Raises:
        LayerError: no file, not JSON, not GeoJSON, another CRS than WGS 84, no features, a geometry that is null or
            cannot be read, a coordinate outside longitude and latitude.
    """
    text, name = _text(path_or_text)
    document = _document(text, name)
    _check_crs(document, name)
    listed = [document] if document.get("type") == "Feature" else document.get("features")
    if document.get("type") not in ("Feature", "FeatureCollection") or not isinstance(listed, list):
        raise LayerError("it is JSON but no GeoJSON FeatureCollection", name, "Export the layer as GeoJSON (RFC 7946)")
    if not listed:
        raise LayerError("it has no features", name, "Draw an intervention first, or choose another file")
    return [_feature(item, f"{name}, feature {number}") for number, item in enumerate(listed, start=1)]


def _text(path_or_text: str | Path) -> tuple[str, str]:
    if isinstance(path_or_text, str) and path_or_text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return path_or_text.lstrip("\ufeff"), "GeoJSON"
    path = Path(path_or_text)
    try:
        return path.read_text(encoding="utf-8-sig"), path.name
    except UnicodeDecodeError:
        raise LayerError("the text is not UTF-8", path.name, "Save it as UTF-8") from None
    except OSError as error:
        raise LayerError(
            f"cannot open the file ({error.strerror or error})", str(path)[:200], "Choose another file"
        ) from None


def _document(text: str, name: str) -> dict[str, Any]:
    try:
        document = json.loads(text, parse_constant=_refused, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise LayerError(f"it is not JSON ({error})", name, "Export the layer again as GeoJSON (RFC 7946)") from None
    if not isinstance(document, dict):
        raise LayerError("it is JSON but no GeoJSON object", name, "Export the layer as GeoJSON (RFC 7946)")
    return document


def _refused(word: str) -> float:
    raise ValueError(f"{word} is no JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _refused(digits)


def _check_crs(document: Mapping[str, Any], name: str) -> None:
    """Refuse a ``crs`` member, of the older GeoJSON, that names anything but WGS 84."""
    crs = document.get("crs")
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    named = str(properties.get("name", "")) if isinstance(properties, dict) else str(crs)
    if not _WGS84.search(named):
        raise LayerError(f"its CRS is {named!r}, GeoJSON is WGS 84", name, "Export it again in EPSG:4326")


def _feature(item: Any, place: str) -> Feature:
    if not isinstance(item, dict) or item.get("type") != "Feature":
        raise LayerError("it is no GeoJSON feature", place, "Export the layer as GeoJSON (RFC 7946)")
    properties = item.get("properties")
    if not isinstance(properties, (dict, type(None))):
        raise LayerError("its properties are no JSON object", place, "Export the layer as GeoJSON (RFC 7946)")
    if item.get("geometry") is None:
        raise LayerError("its geometry is null", place, "Draw it, or delete it from the file")
    geometry = _geometry(item["geometry"], place)
    if geometry.is_empty:
        raise LayerError("its geometry is empty", place, "Draw it, or delete it from the file")
    west, south, east, north = geometry.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise LayerError(
            f"the coordinate {west:.6g}, {south:.6g} is no longitude and latitude", place,
            "Export it again in EPSG:4326",
        )  # fmt: skip
    return Feature(item.get("id"), properties or {}, geometry, place)


def _geometry(item: Any, place: str) -> BaseGeometry:
    kind = item.get("type") if isinstance(item, dict) else None
    if kind == "GeometryCollection" and isinstance(item.get("geometries"), list):
        return shapely.GeometryCollection([_geometry(part, place) for part in item["geometries"]])
    if kind not in _DEPTHS:
        raise LayerError(f"{kind!r} is no geometry type of GeoJSON", place, "Draw a point, a line or an area")
    try:
        return _shape(kind, _flat(item["coordinates"], _DEPTHS[kind]))
    except (KeyError, TypeError, ValueError, IndexError, shapely.errors.GEOSException) as error:
        raise LayerError(f"its coordinates cannot be read ({error})", place, "Draw it again") from None


def _flat(coordinates: Any, depth: int) -> Any:
    """Return nested lists with two numbers at the bottom: heights are dropped."""
    if not isinstance(coordinates, list):
        raise ValueError("a list is missing")
    if depth:
        return [_flat(item, depth - 1) for item in coordinates]
    if len(coordinates) < 2 or any(
        isinstance(entry, bool) or not isinstance(entry, (int, float)) for entry in coordinates
    ):
        raise ValueError("a position is two numbers")
    return float(coordinates[0]), float(coordinates[1])


def _shape(kind: str, coordinates: Any) -> BaseGeometry:
    if kind == "Polygon":
        return shapely.Polygon(coordinates[0], coordinates[1:]) if coordinates else shapely.Polygon()
    if kind == "MultiPolygon":
        return shapely.MultiPolygon([(rings[0], rings[1:]) for rings in coordinates])
    return _MAKERS[kind](coordinates)
