"""What a way pays at carriageways, told from rows of the table streets and from drawings of each place."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from .modes import Mode, Rules
from .streets import Street, number, text
from .ways import TOUCH_M, StreetJoin, Way

ASIDE_M = 0.5
MAPPED_M = 1.0


@dataclass(frozen=True)
class Road:
    """A row of streets as somebody sees it who crosses it."""

    row: int
    line: LineString
    cars: bool
    seconds: float
    wall: bool
    at_grade: bool
    marks: tuple[tuple[float, float, float], ...]

    def ends(self) -> list[tuple[int, int]]:
        return [_whole(self.line.coords[0]), _whole(self.line.coords[-1])]


@dataclass
class Toll:
    """What a way pays at one place, between two chainages that are the same place."""

    low: float
    high: float
    point: Point
    before: int
    after: int


def read_roads(table: Any) -> list[Road]:
    """Return every row, those that no mode may use too."""
    found = []
    for row, record in enumerate(table.to_dict("records")):
        cars = number(record.get("cars")) != 0
        seconds = number(record.get("crossing_s")) if cars else 0.0
        marks = json.loads(text(record.get("crossings")) or "[]")
        flat = not any(number(record.get(name)) for name in ("layer", "bridge", "tunnel"))
        wall = number(record.get("uncrossable")) != 0
        found.append(Road(row, record["geometry"], cars, seconds, wall, flat, tuple(tuple(mark) for mark in marks)))
    return found


class Tolls:
    """Decides at every place of a way what is paid and what is joined.

    Args:
        roads: all rows; streets: those of the mode as drawn, private and closed ones included.
    """

    def __init__(self, roads: list[Road], streets: list[Street], mode: Mode, rules: Rules) -> None:
        self.roads, self.streets, self.mode, self.rules = roads, streets, mode, rules

    def of(self, way: Way, joins: list[StreetJoin]) -> tuple[list[StreetJoin], list[Toll]]:
        """Return the joins that are made, with dearer connectors, and the tolls of the way."""
        made: list[StreetJoin] = []
        tolls: list[Toll] = []
        touching = [join for join in joins if join.touching]
        for group in _places(touching):
            low, high = group[0].chainage, group[-1].chainage
            aside = [
                way.line.interpolate(low - min(ASIDE_M, low)) if low > TOUCH_M else None,
                way.line.interpolate(high + min(ASIDE_M, way.line.length - high))
                if way.line.length - high > TOUCH_M
                else None,
            ]
            joined = self._joined(group, aside)
            made += joined
            if joined:
                low, high = joined[0].chainage, joined[-1].chainage
                tolls.append(Toll(low, high, joined[0].point, *self._paid(group, aside)))
        for join in joins:
            if not join.touching:
                end = Point(way.line.coords[0 if join.chainage == 0.0 else -1])
                if self._joined([join], [end, None]):
                    paid = self._paid([join], [end, None])[0]
                    made.append(join.dearer(paid))
        tolls += self._over_forbidden(way, tolls)
        return made, [toll for toll in tolls if toll.before + toll.after]

    def _over_forbidden(self, way: Way, known: list[Toll]) -> list[Toll]:
        """Return the mapped crossings of carriageways that the mode may not use."""
        usable = {street.row for street in self.streets}
        found: list[tuple[float, Point, Road]] = []
        for road in self.roads:
            if road.row in usable or not (road.cars and road.marks and road.at_grade):
                continue
            kept: list[float] = []
            for hits in (way.crossings(road.line), way.touches(road.line)):
                for chainage, point in sorted(hits, key=lambda item: item[0]):
                    if all(abs(chainage - other) >= TOUCH_M for other in kept):
                        kept.append(chainage)
                        if not way.forbids(point, self.rules):
                            found.append((chainage, point, road))
        tolls = []
        for chainage, point, _ in sorted(found, key=lambda item: (item[0], item[2].row)):
            inside = TOUCH_M < chainage < way.line.length - TOUCH_M
            fresh = all(chainage - t.high > TOUCH_M or t.low - chainage > TOUCH_M for t in (*known, *tolls))
            mark = self._mark(point)
            if inside and fresh and mark is not None:
                half = round(mark * 500)
                tolls.append(Toll(chainage, chainage, point, half, half))
        return tolls

    # One place

    def _here(self, group: list[StreetJoin]) -> list[Road]:
        """Return the roads at a place: those that are joined, and all that meet at their junctions."""
        corners = {join.corner[:2] for join in group if join.corner}
        rows = {join.street.row for join in group}
        return [road for road in self.roads if road.row in rows or corners.intersection(road.ends())]

    def _mark(self, point: Point) -> float | None:
        near = [s for road in self.roads for x, y, s in road.marks if point.distance(Point(x, y)) <= MAPPED_M]
        return max(near) if near else None

    def _paid(self, group: list[StreetJoin], aside: list[Point | None]) -> tuple[int, int]:
        roads = self._here(group)
        if not any(road.cars for road in roads):
            return 0, 0
        highest = max(road.seconds for road in roads)
        mark = self._mark(group[0].point)
        walking = self.mode.delays == "walk"
        seconds = mark if mark is not None else highest if walking else 0.0
        joined = {join.street.row for join in group}
        paid = []
        for point in aside:
            on = [r for r in roads if r.row in joined and r.cars and point and r.line.distance(point) <= TOUCH_M]
            same = walking and any(road.seconds >= highest for road in on)
            paid.append(0 if point is None or same else round(seconds * 500))
        return paid[0], paid[1]

    def _joined(self, group: list[StreetJoin], aside: list[Point | None]) -> list[StreetJoin]:
        """Return the joins that an uncrossable road leaves: a disc around the place is cut along it."""
        here, at = self._here(group), group[0].point
        disc = at.buffer(0.2, quad_segs=64)
        walls = [road for road in here if road.wall]
        rays = sum(2 if not self._ends_at(road, group) else self._ends_at(road, group) for road in walls)
        if rays < 2 or self._mark(at) is not None:
            return group
        sides = [point for point in aside if point is not None]
        if any(road.line.distance(point) <= TOUCH_M for road in walls for point in sides):
            return group
        cut = unary_union([road.line for road in walls]).buffer(1e-4)
        parts = [part for part in getattr(disc.difference(cut), "geoms", [disc.difference(cut)]) if part.area > 1e-3]

        def part(point: BaseGeometry) -> int:
            ray = LineString([at, point])
            return max(range(len(parts)), key=lambda i: parts[i].intersection(ray).length)

        mine = {part(point) for point in sides}
        if len(mine) > 1:
            return []
        beyond = {corner for corner, point in self._others(group, walls) if part(point) not in mine}
        rows = {road.row for road in walls}
        return [
            join for join in group
            if (join.street.row in rows and join.corner not in beyond)
            or (join.street.row not in rows and join.corner and part(_near_end(join.street, join.corner)) in mine)
        ]  # fmt: skip

    @staticmethod
    def _ends_at(road: Road, group: Iterable[StreetJoin]) -> int:
        """Return how many ends of a road are at the junctions of a place; 0 where the place is between its ends."""
        corners = {join.corner[:2] for join in group if join.corner}
        return sum(end in corners for end in road.ends())

    def _others(self, group: list[StreetJoin], walls: list[Road]) -> list[tuple[Any, Point]]:
        corners, rows = {join.corner[:2] for join in group if join.corner}, {road.row for road in walls}
        return [
            (corner, _near_end(street, corner, at_start))
            for street in self.streets
            if street.row not in rows
            for corner, at_start in ((street.start, True), (street.end, False))
            if corner[:2] in corners
        ]


def eased(tolls: list[Toll], joins: list[StreetJoin], crossings: list[tuple[Point, float]]) -> list[StreetJoin]:
    """Lower what a way pays at the nearest paying place within 25 m of each crossing point; return the joins."""
    paying: list[tuple[Point, Any]] = [(toll.point, toll) for toll in tolls]
    paying += [(join.point, join) for join in joins if join.toll]
    lowest: dict[int, int] = {}
    for point, delay_s in crossings:
        near = sorted((spot.distance(point), spot.x, spot.y, n) for n, (spot, _) in enumerate(paying))
        if near and near[0][0] <= 25.0:
            number_, half = near[0][3], round(delay_s * 500)
            lowest[number_] = min(half, lowest.get(number_, half))
    changed: dict[int, StreetJoin] = {}
    for n, half in lowest.items():
        what = paying[n][1]
        if isinstance(what, Toll):
            what.before, what.after = min(what.before, half), min(what.after, half)
        else:
            changed[id(what)] = what.dearer(min(what.toll, half) - what.toll)
    return [changed.get(id(join), join) for join in joins]


def _places(joins: list[StreetJoin]) -> list[list[StreetJoin]]:
    groups: list[list[StreetJoin]] = []
    for join in sorted(joins, key=lambda one: (one.chainage, one.street.row)):
        if groups and join.chainage - groups[-1][-1].chainage <= TOUCH_M:
            groups[-1].append(join)
        else:
            groups.append([join])
    return groups


def _near_end(street: Street, corner: Any, at_start: bool | None = None) -> Point:
    start = street.start == corner if at_start is None else at_start
    step = min(ASIDE_M, street.line.length)
    return street.line.interpolate(step if start else street.line.length - step)


def _whole(xy: tuple[float, ...]) -> tuple[int, int]:
    return round(xy[0] * 1000), round(xy[1] * 1000)
