"""Ways before they are cut at junctions, and how bridges are cut out of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property

import shapely
from shapely.geometry import LineString, Polygon
from shapely.ops import substring

from scripts.sample.land import BARRIERS, GREENS, SITES
from scripts.sample.roads import LINKS, PATHS, ROADS

ORIGIN = (430000.0, 380000.0)
SEVERING = ("motorway", "trunk")
MOTOR_ONLY = ("motorway", "motorway_link", "trunk", "trunk_link")
# These pass under what they cross.
UNDER = ("Sheffield Lane subway", "Catcliffe Main Street", "Five Weirs Walk")
# Motor traffic only: a roundabout without footways over the Parkway.
NO_FOOTWAY = ("Parkway junction", "Rotherway")
# An invented level crossing: the only way across the railway that a closure could take at grade.
AT_GRADE = (("Station Road", "Rother line"),)
HALF_BRIDGE_M = {"rail": 16.0, "water": 22.0, "motorway": 34.0, "trunk": 26.0}


@dataclass(frozen=True)
class Way:
    """A course with what it is; ``area`` names the neighbourhood that it was grown in."""

    name: str
    highway: str
    speed: int
    line: LineString
    layer: int = 0
    bridge: int = 0
    tunnel: int = 0
    area: str = ""
    note: str = ""

    @cached_property
    def ends(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Return the coordinates of start and end."""
        spots = self.line.coords
        return spots[0], spots[-1]


def points(course: str) -> list[tuple[float, float]]:
    """Return coordinates in British National Grid from ``"east,north east,north"``."""
    pairs = (pair.split(",") for pair in course.split())
    return [(ORIGIN[0] + float(east), ORIGIN[1] + float(north)) for east, north in pairs]


def line(course: str) -> LineString:
    return LineString(points(course))


def polygon(course: str) -> Polygon:
    return Polygon(points(course))


@cache
def barriers() -> tuple[tuple[str, str, LineString], ...]:
    """Return name, kind and course of every railway and water."""
    return tuple((name, kind, _rounded(line(course), kind)) for name, kind, course in BARRIERS)


def hand_laid() -> list[Way]:
    """Return every road, link and path of the tables, bridges cut out."""
    ways = [Way(name, highway, speed, _rounded(line(course), highway)) for name, highway, speed, course in ROADS]
    ways += [Way("", highway, 64, line(course)) for highway, course in LINKS]
    ways += [Way(name, kind, 0, _rounded(line(course), kind), note=note) for name, kind, note, course in PATHS]
    return [piece for way in ways for piece in _bridged(way, ways)]


def obstacles(ways: Iterable[Way]) -> shapely.Geometry:
    """Return what no local street may touch: railways, water, fast roads, business parks, green spaces."""
    lines = [course.buffer(24) for _, _, course in barriers()]
    lines += [polygon(course) for _, _, _, course in GREENS]
    lines += [way.line.buffer(38) for way in ways if way.highway in MOTOR_ONLY or way.name in NO_FOOTWAY]
    return shapely.union_all(lines + [polygon(course) for course in SITES.values()])


def _rounded(course: LineString, highway: str) -> LineString:
    """Return a spline through the vertices, so that a way bends as roads do (tangents of Catmull and Rom)."""
    if highway == "steps":
        return course
    spots = list(course.coords)
    ends = [spots[0], *spots, spots[-1]]
    out = [spots[0]]
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:]):
        steps = max(1, min(6, int(shapely.Point(b).distance(shapely.Point(c)) // 50)))
        for step in range(1, steps + 1):
            t = step / steps
            out.append((_spline(a[0], b[0], c[0], d[0], t), _spline(a[1], b[1], c[1], d[1], t)))
    return LineString(out)


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    half = 0.5
    return half * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)


def _bridged(way: Way, ways: list[Way]) -> Iterator[Way]:
    """Yield a way in pieces: at grade, and on a bridge or in a tunnel where it crosses what severs."""
    spans = sorted(_spans(way, ways))
    merged: list[list[float]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1] + 12:
            merged[-1][1] = max(end, merged[-1][1])
        else:
            merged.append([start, end])
    at, length = 0.0, way.line.length
    under = way.name in UNDER
    for start, end in merged:
        if start - at > 1:
            yield replace(way, line=substring(way.line, at, start))
        over = substring(way.line, start, end)
        yield replace(way, line=over, layer=-1 if under else 1, bridge=int(not under), tunnel=int(under))
        at = end
    if length - at > 1:
        yield replace(way, line=substring(way.line, at, length))


def _spans(way: Way, ways: list[Way]) -> Iterator[tuple[float, float]]:
    crossed = [*barriers()]
    if way.highway not in MOTOR_ONLY:
        crossed += [(other.name, other.highway, other.line) for other in ways if other.highway in SEVERING]
    for name, kind, course in crossed:
        if (way.name, name) in AT_GRADE:
            continue
        for spot in shapely.get_parts(way.line.intersection(course)):
            chainage, half = way.line.project(spot.centroid), HALF_BRIDGE_M[kind]
            if 1 < chainage < way.line.length - 1:
                yield max(0.0, chainage - half), min(way.line.length, chainage + half)
