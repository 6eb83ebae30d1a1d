"""Interventions as GeoJSON, in and out, with the fields of the UK scheme form (rules 4.1, methods G1).

Coordinates are longitude and latitude with seven decimals, about 1 cm. The caller hands over the transformation:
``core`` has no projections. ``no_join`` and ``entrances`` are coordinates too and are transformed alike; ``parts`` are
metres along the line and stay.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from district_planner.core.errors import LayerError
from district_planner.core.interventions import geojson, values
from district_planner.core.interventions.frames import Found
from district_planner.core.interventions.geojson import Feature
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.record import Reader, as_number, is_blank, normalised, parsed
from district_planner.core.interventions.scheme import Transformation, as_array, known_names, scheme_form

DECIMALS = 7

_LISTS = (
    "requires", "excludes", "evidence", "parts", "katz_wagner", "stops", "legs", "headways", "replaces", "routes",
)  # fmt: skip


def read_geojson(
    path_or_text: str | Path, to_district: Transformation, taken: Iterable[str] = (), prefix: str = "imported"
) -> Found:
    """Return the interventions of a GeoJSON file or text, and notes on what was changed.

    The kind is ``dp_type``, else what ``intervention_type`` and ``intended_uses`` of the scheme form mean, else the
    text of ``intervention_type``. Properties that no field of ours holds are kept and written back.

    Args:
        path_or_text: a file, or a text that starts with a brace.
        to_district: array of geometries in longitude and latitude -> the same in the district's CRS.
        taken: ids that the district has already; an imported one of the same id gets a suffix.
        prefix: start of the ids of features that have none.

    Raises:
        LayerError: see :func:`geojson.features`; or a place that the transformation cannot reach.
    """
    found = geojson.features(path_or_text)
    geometries = to_district(as_array(feature.geometry for feature in found))
    reader = Reader("", prefix, taken, own=("id", "name", "external"))
    interventions: list[Intervention] = []
    for feature, geometry in zip(found, geometries):
        if not np.isfinite(shapely.get_coordinates(geometry)).all():
            raise LayerError("it lies outside the district's CRS", feature.place, "Choose the file of this district")
        kind, record = known_names(_with_id(feature), feature.geometry, to_district)
        interventions += reader.read(record, geometry, feature.place, kind)
    return tuple(interventions), tuple(reader.notes)


def _with_id(feature: Feature) -> dict[str, Any]:
    """Return the properties, with the id of the feature itself where they name none."""
    record = dict(feature.properties)
    if feature.id is not None and not any(normalised(name) == "id" for name in record if not is_blank(record[name])):
        record["id"] = feature.id
    return record


def geojson_text(interventions: Iterable[Intervention], to_wgs84: Transformation) -> str:
    """Return interventions as the text of a FeatureCollection.

    Args:
        interventions: single-part, in the district's CRS.
        to_wgs84: array of geometries in the district's CRS -> the same in longitude and latitude.
    """
    listed = list(interventions)
    geometries = to_wgs84(as_array(one.geometry for one in listed))
    features = [
        {
            "type": "Feature",
            "id": one.id,
            "properties": _properties(one, to_wgs84),
            "geometry": _rounded(geometry),
        }
        for one, geometry in zip(listed, geometries)
    ]
    document = {"type": "FeatureCollection", "features": features}
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)


def write_geojson(interventions: Iterable[Intervention], path: str | Path, to_wgs84: Transformation) -> None:
    """Write interventions to a file; an existing one is replaced only when the new one is complete.

    Raises:
        LayerError: the file cannot be written.
    """
    text, target = geojson_text(interventions, to_wgs84), Path(path)
    part = ""
    try:
        handle, part = tempfile.mkstemp(prefix=f".{target.name[:100]}.", suffix=".part", dir=target.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(part).chmod(0o644)
        Path(part).replace(target)
    except OSError as error:
        if part:
            Path(part).unlink(missing_ok=True)
        raise LayerError(
            f"cannot write the file ({error.strerror or error})", str(target), "Choose a folder that can be written to"
        ) from None


def _properties(one: Intervention, to_wgs84: Transformation) -> dict[str, Any]:
    form = scheme_form(one.kind, one.geometry)
    if "length_meters" in form:
        form["length_meters"] = round(float(one.geometry.length), 2)
    kept = parsed(one.attributes.get("properties")) or {}
    known = {"id": one.id, "name": one.name, "dp_type": one.kind, **form}
    own = {
        name: _outward(one, name, value, to_wgs84)
        for name, value in one.attributes.items()
        if name != "properties" and not is_blank(value)
    }
    external = {"external": True} if one.external else {}
    return {**known, **external, **(kept if isinstance(kept, dict) else {}), **own}


def _outward(one: Intervention, name: str, value: Any, to_wgs84: Transformation) -> Any:
    """Return a column's value as GeoJSON has it: lists as lists, coordinates as longitude and latitude."""
    if name == "no_join":
        return _points_out(values.coordinates(one, name), to_wgs84)
    if name == "entrances":
        return _points_out(values.entrances(one), to_wgs84)
    if name in _LISTS:
        listed = parsed(value)
        return listed if isinstance(listed, list) else value
    if isinstance(value, (str, list, dict)):
        return value
    return as_number(value)


def _points_out(points: tuple[values.Point, ...], to_wgs84: Transformation) -> list[list[float]]:
    if not points:
        return []
    moved = shapely.get_coordinates(to_wgs84(as_array(shapely.Point(point) for point in points)))
    return [[round(float(x), DECIMALS), round(float(y), DECIMALS)] for x, y in moved]


def _rounded(geometry: BaseGeometry) -> dict[str, Any]:
    """Return GeoJSON of a Point, LineString or Polygon, outer rings counter-clockwise as RFC 7946 asks."""
    if geometry.geom_type == "Polygon":
        rings = [_ring(geometry.exterior, True), *(_ring(ring, False) for ring in geometry.interiors)]
        return {"type": "Polygon", "coordinates": rings}
    positions = _positions(geometry)
    return {"type": geometry.geom_type, "coordinates": positions[0] if geometry.geom_type == "Point" else positions}


def _ring(ring: BaseGeometry, counter_clockwise: bool) -> list[list[float]]:
    positions = _positions(ring)
    return positions if bool(shapely.is_ccw(ring)) == counter_clockwise else positions[::-1]


def _positions(geometry: BaseGeometry) -> list[list[float]]:
    return [[round(x, DECIMALS), round(y, DECIMALS)] for x, y in shapely.get_coordinates(geometry).tolist()]
