"""Local streets grown inside the outline of a neighbourhood: long swaying streets, staggered ways between, closes."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, pi, radians, sin

import numpy as np
import shapely
from shapely.geometry import LineString, Point
from shapely.ops import nearest_points

from scripts.sample.land import Neighbourhood
from scripts.sample.ways import Way, polygon

CLEAR_OF_MAIN_M = 20.0
SHORTEST_M = 26.0
EDGE_M = 28.0
REACH_MAIN = 0.8
CLOSE = 0.16
BREAK = 0.10


class _Fabric:
    """Where the point (along, across) of a neighbourhood lies on the ground."""

    def __init__(self, place: Neighbourhood, rng: np.random.Generator) -> None:
        self.bend = place.bend
        self.turn = radians(place.bearing)
        self.middle = polygon(place.outline).centroid
        self.phase = rng.random(4) * 2 * pi

    def ground(self, along: float, across: float) -> tuple[float, float]:
        p = self.phase
        u = along + 0.6 * self.bend * sin(across / 210 + p[0]) + 0.3 * self.bend * sin(along / 170 + p[1])
        v = across + self.bend * sin(along / 240 + p[2]) + 0.5 * self.bend * sin(along / 95 + across / 260 + p[3])
        return (
            round(self.middle.x + u * cos(self.turn) - v * sin(self.turn), 1),
            round(self.middle.y + u * sin(self.turn) + v * cos(self.turn), 1),
        )


def grown(
    place: Neighbourhood, number: int, obstacles: shapely.Geometry, main: shapely.Geometry, mains: list[LineString]
) -> list[Way]:
    """Return the local streets of one neighbourhood.

    Args:
        number: seed, so that one outline can change without changing the others.
        obstacles: what no street may touch; main: the hand-laid streets as one buffer; mains: as lines.
    """
    rng = np.random.default_rng(1000 + number)
    room = polygon(place.outline).buffer(EDGE_M).difference(obstacles).difference(main)
    ways = []
    for course in _courses(place, _Fabric(place, rng), rng):
        for piece in shapely.get_parts(course.intersection(room)):
            if piece.geom_type == "LineString" and piece.length >= SHORTEST_M:
                ways.append(_joined_to_main(piece, main, mains, obstacles, rng))
    living = "living_street" if place.name == "Waverley" else "residential"
    return [
        Way(f"{place.name} street {row + 1}", living if row % 4 == 0 else "residential", 32, course, area=place.name)
        for row, course in enumerate(ways)
    ]


def _courses(place: Neighbourhood, fabric: _Fabric, rng: np.random.Generator) -> Iterator[LineString]:
    """Yield the long streets, then the ways between two of them, then closes."""
    reach = polygon(place.outline).length / 3.4
    rows = int(reach // place.depth) + 1
    across = {row: (row + rng.uniform(-0.12, 0.12)) * place.depth for row in range(-rows, rows + 1)}
    for row in range(-rows, rows + 1):
        yield from _broken(fabric, across[row], reach, rng)
    for row in range(-rows, rows):
        along = -reach + rng.random() * place.block
        while along < reach:
            slant = rng.uniform(-14, 14)
            gap = across[row + 1] - across[row]
            whole = rng.random() > CLOSE
            shares = (-0.02, 0.35, 0.68, 1.02) if whole else (-0.02, 0.3, 0.55)
            yield LineString([fabric.ground(along + slant * share, across[row] + gap * share) for share in shares])
            along += place.block * rng.uniform(0.68, 1.36)


def _broken(fabric: _Fabric, across: float, reach: float, rng: np.random.Generator) -> Iterator[LineString]:
    """Yield one long street, here and there interrupted."""
    spots: list[tuple[float, float]] = []
    for along in np.arange(-reach, reach, 24.0):
        spots.append(fabric.ground(float(along), across))
        if rng.random() < BREAK * 24 / 100:
            if len(spots) > 1:
                yield LineString(spots)
            spots = []
    if len(spots) > 1:
        yield LineString(spots)


def _joined_to_main(
    piece: LineString,
    main: shapely.Geometry,
    mains: list[LineString],
    obstacles: shapely.Geometry,
    rng: np.random.Generator,
) -> LineString:
    """Return a street with its ends led onto the main street that it stops short of, most of the time."""
    spots = list(piece.coords)
    for end in (0, -1):
        spot = Point(spots[end])
        if spot.distance(main) > 1 or rng.random() > REACH_MAIN:
            continue
        near = mains[int(np.argmin(shapely.distance(np.array(mains, dtype=object), spot)))]
        target = nearest_points(near, spot)[0]
        link = LineString([spot, target])
        if target.distance(spot) > 1.6 * CLEAR_OF_MAIN_M or link.intersects(obstacles):
            continue
        # A little past the middle of the street, so that the two surely cross.
        far = (target.x + (target.x - spot.x) * 0.04, target.y + (target.y - spot.y) * 0.04)
        spots = [far, *spots] if end == 0 else [*spots, far]
    return LineString(spots)
