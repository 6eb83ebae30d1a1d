"""What closures and eased crossings do to the streets of a mode."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from .streets import Corner, Street, nearest

CLOSURE_BESIDE_M = 5.0
CLOSURE_POINT_M = 25.0
CROSSING_POINT_M = 25.0


def closed_rows(streets: list[Street], geometry: BaseGeometry) -> set[int]:
    """Return the rows of the streets that a closure of this geometry ends."""
    if isinstance(geometry, Point):
        street = nearest(streets, geometry, CLOSURE_POINT_M)
        return {street.row} if street else set()
    if geometry.geom_type in ("Polygon", "MultiPolygon"):
        return {street.row for street in streets if street.line.intersects(geometry)}
    return {street.row for street in streets if _is_closed_by_line(street, geometry)}


def _is_closed_by_line(street: Street, closure: BaseGeometry) -> bool:
    if street.line.distance(closure) > CLOSURE_BESIDE_M:
        return False
    if street.line.crosses(closure):
        return True
    of_street = street.line.intersection(closure.buffer(CLOSURE_BESIDE_M)).length
    of_closure = closure.intersection(street.line.buffer(CLOSURE_BESIDE_M)).length
    return of_street >= street.line.length / 2 or of_closure >= closure.length / 2


def eased_corner(streets: list[Street], point: Point) -> tuple[int, int] | None:
    """Return x, y (mm) of the nearest junction within 25 m that costs a delay or has more than one side."""
    sides: dict[tuple[int, int], set[int]] = defaultdict(set)
    delayed = set()
    for street in streets:
        for corner, delay in ((street.start, street.start_delay), (street.end, street.end_delay)):
            sides[corner[:2]].add(corner[2])
            if delay > 0:
                delayed.add(corner[:2])
    worth = [xy for xy in sides if xy in delayed or len(sides[xy]) > 1]
    ranked = sorted((math.hypot(xy[0] / 1000 - point.x, xy[1] / 1000 - point.y), xy) for xy in worth)
    return ranked[0][1] if ranked and ranked[0][0] <= CROSSING_POINT_M else None


def ease(streets: list[Street], xy: tuple[int, int], delay_s: float) -> list[Street]:
    """Return the streets with the delays of their ends at the junction lowered to half of the crossing's."""
    half = round(delay_s * 1000 / 2)
    return [
        street.but(
            start_delay=min(street.start_delay, half) if street.start[:2] == xy else street.start_delay,
            end_delay=min(street.end_delay, half) if street.end[:2] == xy else street.end_delay,
        )
        for street in streets
    ]


def joined_sides(streets: Iterable[Street], xy: tuple[int, int]) -> list[tuple[Corner, Corner]]:
    """Return every pair of sides of the junction, each once."""
    corners = {corner for street in streets for corner in (street.start, street.end) if corner[:2] == xy}
    return list(combinations(sorted(corners), 2))
