"""The area of a catchment, for looking: the reached streets with what lies beside them."""

from __future__ import annotations

import numpy as np
import shapely

from district_planner.core.network.streets import Objects

WIDTH_M = 50.0
"""How far the polygon reaches to either side of a reached street, metres [P]."""
HOLE_HA = 4.0
"""Holes of the polygon up to this size are filled, hectares: the inside of a block of houses [P]."""


def around(lines: Objects, inner: shapely.Geometry | None = None) -> shapely.Geometry | None:
    """Return the polygon of reached streets: 50 m to either side, holes up to 4 ha filled; None for no street."""
    if not len(lines):
        return inner
    buffers = shapely.buffer(shapely.simplify(lines, 2.0), WIDTH_M, quad_segs=4)
    union = shapely.union_all(buffers if inner is None else np.append(buffers, inner))
    parts = [_filled(part) for part in shapely.get_parts(union)]
    return shapely.union_all(parts)


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
