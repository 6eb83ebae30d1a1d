"""The area of a catchment, for looking: the reached streets with what lies beside them."""

from __future__ import annotations

import numpy as np
import shapely

from district_planner.core.network.joins import Index
from district_planner.core.network.streets import Objects
from district_planner.core.progress import Progress, check, no_progress

WIDTH_M = 50.0
"""How far the polygon reaches to either side of a reached street, metres [P]."""
HOLE_HA = 4.0
"""Holes of the polygon up to this size are filled, hectares: the inside of a block of houses [P]."""
LINES = 500
"""Lines that are put together at once: in some tens of milliseconds, so that a cancel is heard."""


def around(
    lines: Objects, inner: shapely.Geometry | None = None, progress: Progress = no_progress
) -> shapely.Geometry | None:  # fmt: skip
    """Return the polygon of reached streets: 50 m to either side, holes up to 4 ha filled; None for no street.

    Raises:
        Cancelled: the planner cancelled.
    """
    if not len(lines):
        return inner
    parts = [] if inner is None else [inner]
    at = _side_by_side(lines)
    for begin in range(0, len(at), LINES):
        check(progress, 0.0)
        buffers = shapely.buffer(shapely.simplify(lines[at[begin : begin + LINES]], 2.0), WIDTH_M, quad_segs=4)
        parts.append(shapely.union_all(buffers))
    union = shapely.union_all(parts)
    return shapely.union_all([_filled(part) for part in shapely.get_parts(union)])


def _side_by_side(lines: Objects) -> Index:
    """Return the lines in an order in which those of a batch lie together: from south to north in strips."""
    x, y = shapely.get_coordinates(shapely.point_on_surface(lines)).T
    strips = int(np.ceil(np.sqrt(len(lines) / LINES)))
    return np.asarray(np.lexsort((y, np.argsort(np.argsort(x)) * strips // len(lines))))


def _filled(polygon: shapely.Polygon) -> shapely.Polygon:
    rings = [ring for ring in polygon.interiors if shapely.area(shapely.polygons(ring)) > HOLE_HA * 1e4]
    return shapely.polygons(polygon.exterior, holes=rings or None)


def ring(whole: shapely.Geometry | None, inner: shapely.Geometry | None) -> dict[str, object]:
    """Return geometry and size of what a cutoff adds to the polygon."""
    if whole is None:
        return {"km2": 0.0, "geometry": None}
    ring = whole if inner is None else shapely.difference(whole, inner)
    parts = shapely.get_parts(ring)
    parts = parts[(shapely.get_type_id(parts) == 3) & (shapely.area(parts) > 1.0)]
    shape = shapely.multipolygons(parts) if len(parts) else None
    return {"km2": float(whole.area) / 1e6, "geometry": shape}
