"""Which intervention, vertex or place on a line is under the cursor."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from district_planner.core.interventions.intervention import Intervention
from district_planner.core.network.streets import Floats

Point = tuple[float, float]


def picked(
    interventions: Iterable[Intervention], at: Point, within_m: float, selected: str = ""
) -> Intervention | None:
    """Return the nearest intervention within some metres; points go before lines, lines before areas.

    Of those that lie on each other, as an alternative on what it was copied from, the selected one is meant.
    """
    known = [one for one in interventions if one.geometry is not None and not one.geometry.is_empty]
    if not known:
        return None
    shapes = np.array([one.geometry for one in known], dtype=object)
    away = shapely.distance(shapes, shapely.Point(at))
    other = np.array([one.id != selected for one in known])
    order = np.lexsort((other, away, shapely.get_dimensions(shapes)))
    return next((known[int(i)] for i in order if away[i] <= within_m), None)


def vertices(geometry: BaseGeometry) -> Floats:
    """Return the (n, 2) vertices that a planner can take hold of: of an area those of its outline, each once."""
    if geometry.geom_type == "Polygon":
        return np.asarray(shapely.get_coordinates(geometry.exterior)[:-1])
    return np.asarray(shapely.get_coordinates(geometry))


def nearest_vertex(geometry: BaseGeometry, at: Point, within_m: float) -> int | None:
    """Return the number of the nearest vertex within some metres."""
    away = np.hypot(*(vertices(geometry) - at).T)
    number = int(away.argmin())
    return number if away[number] <= within_m else None


def nearest_segment(geometry: BaseGeometry, at: Point, within_m: float) -> int | None:
    """Return the number of the vertex after which a new one would go; None where no segment is near."""
    xy = vertices(geometry)
    if len(xy) < 2:
        return None
    ends = np.concatenate([xy[1:], xy[:1]]) if geometry.geom_type == "Polygon" else xy[1:]
    segments = shapely.linestrings(np.stack([xy[: len(ends)], ends], axis=1))
    away = shapely.distance(segments, shapely.Point(at))
    number = int(away.argmin())
    return number if away[number] <= within_m else None
