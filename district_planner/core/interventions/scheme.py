"""The words of the UK scheme form and what they mean here (rules 4.1, methods G1), for files and for layers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from district_planner.core.interventions import catalogue
from district_planner.core.interventions.record import is_blank, normalised, parsed, text_of

Geometries = npt.NDArray[np.object_]
Transformation = Callable[[Geometries], Geometries]

_KINDS = {
    ("route", "walking_wheeling"): "walking_link",
    ("route", "cycling"): "cycle_path",
    ("route", "all"): "cycle_path",
}
_KINDS_OF_TYPE = {"crossing": "crossing", "modal filter": "closure"}


def as_array(geometries: Iterable[BaseGeometry]) -> Geometries:
    """Return geometries as an array of objects, also where there is none or one."""
    listed = list(geometries)
    array: Geometries = np.empty(len(listed), dtype=object)
    array[:] = listed
    return array


def known_names(
    properties: Mapping[str, Any], geometry: BaseGeometry, to_district: Transformation | None = None
) -> tuple[str, dict[str, Any]]:
    """Return the kind, and the properties that are left with coordinates in the district's CRS.

    Args:
        properties: of one feature or row; geometry: its geometry.
        to_district: array of geometries in longitude and latitude -> the same in the district's CRS; None: the
            coordinates among the properties are the district's already.
    """
    record = dict(properties)
    kind = _take_kind(record)
    for name, value in scheme_form(kind, geometry).items():
        if name == "length_meters" or record.get(name) == value:
            record.pop(name, None)
    for name in [name for name in record if normalised(name) in ("nojoin", "entrances")]:
        if to_district is not None:
            record[name] = _points_in(record[name], normalised(name) == "entrances", to_district)
    return kind, record


def _take_kind(record: dict[str, Any]) -> str:
    """Return the kind and take the property that names it out of the record."""
    for wanted in ("dptype", "kind"):
        for name, value in record.items():
            if normalised(name) == wanted and not is_blank(value) and not isinstance(value, (dict, list)):
                return text_of(record.pop(name))
    form, uses = str(record.get("intervention_type") or ""), str(record.get("intended_uses") or "")
    return _KINDS.get((form, uses)) or _KINDS_OF_TYPE.get(form) or form


def scheme_form(kind_id: str, geometry: BaseGeometry) -> dict[str, Any]:
    """Return the scheme form's fields for a kind; areas are ``area`` whatever is built on them, closures aside."""
    kind = catalogue.find(kind_id)
    form, uses = kind.scheme if kind else ("other", "all")
    if form == "other" and geometry.geom_type == "Polygon":
        form = "area"
    fields: dict[str, Any] = {"intervention_type": form, "intended_uses": uses}
    return {**fields, "length_meters": None} if geometry.geom_type.endswith("LineString") else fields


def _points_in(value: Any, as_wkt: bool, to_district: Transformation) -> Any:
    """Return [[lon, lat], …] as the district holds it; what is no such list stays as it is, to be named later.

    Coordinates beyond longitude and latitude are the district's already: a layer that a GIS exported by itself.
    """
    pairs = parsed(value)
    if not _are_pairs(pairs):
        return value
    if not pairs:
        return None
    if any(abs(pair[0]) > 180 or abs(pair[1]) > 90 for pair in pairs):
        return _wkt(pairs) if as_wkt else json.dumps(pairs)
    moved = shapely.get_coordinates(to_district(as_array(shapely.Point(pair[:2]) for pair in pairs)))
    points: list[list[float]] = [[float(x), float(y)] for x, y in moved]
    return _wkt(points) if as_wkt else json.dumps(points)


def _are_pairs(pairs: Any) -> bool:
    return isinstance(pairs, list) and all(
        isinstance(pair, list)
        and len(pair) >= 2
        and all(isinstance(entry, (int, float)) and not isinstance(entry, bool) for entry in pair)
        for pair in pairs
    )


def _wkt(points: list[list[float]]) -> str:
    whole = shapely.multipoints(shapely.points([point[:2] for point in points]))
    return str(shapely.to_wkt(whole, rounding_precision=-1, output_dimension=2))
