"""An intervention moved, reshaped or split: its geometry, and attributes said in coordinates or chainages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from district_planner.core.interventions import checks, values
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.record import AMOUNTS
from district_planner.core.network.streets import Floats
from district_planner.gui.map_tools import line_stops
from district_planner.gui.map_tools.picking import vertices
from district_planner.gui.map_tools.sketch import written

Point = tuple[float, float]


def shifted(one: Intervention, by: Point) -> Intervention:
    """Return it moved as a whole; points that must not join and entrances move along."""
    step = np.array(by)
    attributes = dict(one.attributes)
    if values.raw(one, "no_join") is not None:
        attributes["no_join"] = written([(x + by[0], y + by[1]) for x, y in values.coordinates(one, "no_join")])
    if values.raw(one, "entrances") is not None:
        attributes["entrances"] = _points(np.array(values.entrances(one)) + step)
    return replace(one, geometry=shapely.transform(one.geometry, lambda xy: xy + step), attributes=attributes)


def _points(xy: Floats) -> str:
    """Return points as the column of entrances holds them."""
    return str(shapely.to_wkt(shapely.MultiPoint(xy), rounding_precision=3, output_dimension=2))


def with_vertex_at(one: Intervention, number: int, at: Point) -> Intervention:
    """Return it with one vertex elsewhere; bridge parts stay between the same vertices."""
    xy = vertices(one.geometry).copy()
    xy[number] = at
    return _reshaped(one, xy, _chainages(vertices(one.geometry)))


def with_vertex_added(one: Intervention, after: int, at: Point) -> Intervention:
    """Return it with a vertex more, behind the vertex ``after``."""
    old = vertices(one.geometry)
    known = _chainages(old)
    ends = np.append(known, known[-1] + np.hypot(*(old[0] - old[-1])))
    here = known[after] + min(float(np.hypot(*(old[after] - at))), float(ends[after + 1] - known[after]))
    return _reshaped(one, np.insert(old, after + 1, at, axis=0), np.insert(known, after + 1, here))


def without_vertex(one: Intervention, number: int) -> Intervention | None:
    """Return it with a vertex less; None where too few would stay."""
    least = {"Point": 2, "LineString": 3, "Polygon": 4}[one.geometry.geom_type]
    old = vertices(one.geometry)
    if len(old) < least:
        return None
    return _reshaped(one, np.delete(old, number, axis=0), np.delete(_chainages(old), number))


def _chainages(xy: Floats) -> Floats:
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])


def _reshaped(one: Intervention, xy: Floats, known: Floats) -> Intervention:
    """Return it with other vertices; ``known`` is where each of them lay on the line as it was."""
    attributes = dict(one.attributes)
    parts = checks.bridges(one) if values.raw(one, "parts") is not None else ()
    if parts:
        moved = np.interp(np.array(parts), known, _chainages(xy))
        attributes["parts"] = written([(round(a, 3), round(b, 3)) for a, b in moved.tolist() if b - a > 0.001])
    if one.geometry.geom_type == "LineString":
        attributes.update(line_stops.carried(one, known.tolist(), _chainages(xy).tolist()))
    return replace(one, geometry=_of_type(one.geometry, xy), attributes=attributes)


def _of_type(geometry: BaseGeometry, xy: Floats) -> BaseGeometry:
    if geometry.geom_type == "Polygon":
        return shapely.Polygon(xy, [shapely.get_coordinates(ring) for ring in geometry.interiors])
    return shapely.Point(xy[0]) if geometry.geom_type == "Point" else shapely.LineString(xy)


def split(one: Intervention, chainage: float, second_id: str) -> tuple[Intervention, Intervention]:
    """Return both parts of a line cut at a chainage; the first keeps the id.

    Bridge parts go where they lie; amounts (costs and the like) are shared by length, so that their sum stays. What
    the whole line needed or excluded, both parts do.
    """
    length = float(one.geometry.length)
    known = _chainages(vertices(one.geometry))
    cut = shapely.get_coordinates(one.geometry.interpolate(chainage))[0]
    xy = vertices(one.geometry)
    first = np.concatenate([xy[known < chainage], [cut]])
    second = np.concatenate([[cut], xy[known > chainage]])
    low, high = _along(one, 0.0, chainage), _along(one, chainage, length)
    return (
        replace(one, geometry=shapely.LineString(first), attributes=_shared(one, chainage / length, low)),
        replace(
            one, id=second_id, geometry=shapely.LineString(second), attributes=_shared(one, 1 - chainage / length, high)
        ),
    )


def _along(one: Intervention, low: float, high: float) -> dict[str, Any]:
    """Return the attributes of a piece that are said in chainages: bridge parts, stops and legs."""
    return {"parts": _parts_of(one, low, high), **line_stops.shared(one, low, high)}


def _parts_of(one: Intervention, low: float, high: float) -> str | None:
    parts = [(max(a, low) - low, min(b, high) - low) for a, b in checks.bridges(one)]
    kept = [(round(a, 3), round(b, 3)) for a, b in parts if b - a > 0.001]
    return written(kept) if kept else None


def _shared(one: Intervention, share: float, along: Mapping[str, Any]) -> Mapping[str, Any]:
    amounts = {name: one.attributes[name] * share for name in AMOUNTS if values.raw(one, name) is not None}
    return {**one.attributes, **amounts, **along}
