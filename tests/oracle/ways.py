"""Added lines: where they join streets and each other, and the pieces between."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations

from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from .modes import Mode, Rules
from .streets import THROUGH_CODES, Corner, Street, nearest

TOUCH_M = 0.01
SAME_M = 0.001


@dataclass
class Way:
    """One added line, on for the mode."""

    key: tuple[str, int]
    line: LineString
    bridges: tuple[tuple[float, float], ...] = ()
    no_join: tuple[tuple[float, float], ...] = ()
    delay: int = 0
    crossing: bool = False
    cuts: set[float] = field(default_factory=set)

    def __post_init__(self) -> None:
        length = self.line.length
        coordinates = list(self.line.coords)
        if coordinates[::-1] < coordinates:
            self.line = LineString(coordinates[::-1])
            self.bridges = tuple((length - b, length - a) for a, b in self.bridges)
        whole = ((min(part), max(part)) for part in self.bridges)
        # To the micrometre, like every chainage: what lies right at the end of a bridge is not on it.
        self.bridges = tuple(
            (round(max(0.0, a), 6), round(min(length, b), 6)) for a, b in whole if a < length and b > 0
        )
        self.cuts |= {0.0, self.length}

    @property
    def length(self) -> float:
        return round(self.line.length, 6)

    def segments(self) -> Iterator[tuple[float, LineString]]:
        """Yield the straight pieces of the line with the chainage at which each begins."""
        chainage = 0.0
        for a, b in zip(self.line.coords, self.line.coords[1:]):
            piece = LineString([a, b])
            if piece.length > 0:
                yield chainage, piece
                chainage += piece.length

    def corners(self) -> list[tuple[float, Point]]:
        """Return the points that may touch: every vertex, and the ends of the bridges."""
        found = [(chainage, Point(piece.coords[0])) for chainage, piece in self.segments()]
        found.append((self.length, Point(self.line.coords[-1])))
        found += [(c, self.line.interpolate(c)) for part in self.bridges for c in part]
        return [(c, point) for c, point in _to_micrometres(found) if not self.is_on_bridge(c)]

    def is_on_bridge(self, chainage: float) -> bool:
        """Tell whether the chainage is strictly inside a part on a bridge or in a tunnel."""
        return any(a < chainage < b for a, b in self.bridges)

    def forbids(self, point: Point, rules: Rules) -> bool:
        """Tell whether the planner said that nothing joins here."""
        return any(point.distance(Point(xy)) <= rules.no_join_m for xy in self.no_join)

    def crossings(self, other: BaseGeometry) -> list[tuple[float, Point]]:
        """Return chainage and point wherever an at-grade part meets the other line; both ends of a common stretch."""
        found = []
        for begin, piece in self.segments():
            for point in _ends_of_common(piece.intersection(other)):
                found.append((begin + Point(piece.coords[0]).distance(point), point))
        return [(c, point) for c, point in _to_micrometres(found) if not self.is_on_bridge(c)]

    def touches(self, other: LineString) -> list[tuple[float, Point]]:
        """Return chainage and point wherever a vertex of one lies within a centimetre of the other."""
        found = [(c, point) for c, point in self.corners() if point.distance(other) <= TOUCH_M]
        for vertex in map(Point, other.coords):
            for begin, piece in self.segments():
                if piece.distance(vertex) <= TOUCH_M:
                    chainage = begin + piece.project(vertex)
                    found.append((chainage, vertex))
        return [(c, point) for c, point in _to_micrometres(found) if not self.is_on_bridge(c)]

    def at_grade_parts(self) -> list[tuple[float, LineString]]:
        """Return the parts on the ground with the chainage at which each begins."""
        parts, begin = [], 0.0
        for a, b in [*sorted(self.bridges), (self.line.length, self.line.length)]:
            if a - begin > TOUCH_M:
                parts.append((begin, _part(self, begin, a)))
            begin = max(begin, b)
        return parts

    def nearest_at_grade(self, point: Point) -> tuple[float, float] | None:
        """Return distance and chainage of the nearest point of the at-grade parts."""
        found = [(part.distance(point), begin + part.project(point)) for begin, part in self.at_grade_parts()]
        return (round(min(found)[0], 6), round(min(found)[1], 6)) if found else None

    def pieces(self, mode: Mode) -> list[tuple[float, float, int]]:
        """Return (from, to, run in ms) of every piece between consecutive joins and ends."""
        chainages = sorted(self.cuts)
        ticks = [self.clock(c, mode) for c in chainages]
        return [(a, b, q - p) for a, b, p, q in zip(chainages, chainages[1:], ticks, ticks[1:])]

    def clock(self, chainage: float, mode: Mode) -> int:
        """Return ms from the start of the way; its delay is paid in the middle, which is on the first half."""
        return mode.milliseconds(chainage) + (self.delay if chainage > self.line.length / 2 + SAME_M else 0)


def _to_micrometres(found: list[tuple[float, Point]]) -> list[tuple[float, Point]]:
    return [(round(chainage, 6), point) for chainage, point in found]


def _part(way: Way, begin: float, end: float) -> LineString:
    inner = [piece.coords[0] for c, piece in way.segments() if begin < c < end]
    return LineString([way.line.interpolate(begin), *map(Point, inner), way.line.interpolate(end)])


def _ends_of_common(common: BaseGeometry) -> Iterator[Point]:
    for part in getattr(common, "geoms", [common]):
        if part.is_empty:
            continue
        yield Point(part.coords[0])
        if part.geom_type == "LineString":
            yield Point(part.coords[-1])


@dataclass(frozen=True)
class StreetJoin:
    """A place where a way meets a street: chainage on the way, point on the street, ms between the two."""

    chainage: float
    street: Street
    point: Point
    cost: int = 0
    touching: bool = True
    toll: int = 0

    def dearer(self, toll: int) -> StreetJoin:
        """Return the join with a toll more; one less where it is below 0."""
        return replace(self, cost=self.cost + toll, toll=self.toll + toll)

    @property
    def corner(self) -> Corner | None:
        """The junction that is joined where the point is an end of the street."""
        return self.street.corner_at(self.point, TOUCH_M)


def street_joins(way: Way, streets: list[Street], mode: Mode, rules: Rules) -> list[StreetJoin]:
    """Return all joins of a way with streets; ``streets`` are those of the mode after closures."""
    open_streets = [street for street in streets if street.takes_joins]
    joins = [join for street in open_streets for join in _meetings(way, street, rules)]
    for chainage, end in ((0.0, Point(way.line.coords[0])), (way.length, Point(way.line.coords[-1]))):
        joins += _connector(way, chainage, end, open_streets, mode, rules)
    return joins


def closed_end_joins(way: Way, streets: list[Street], rules: Rules) -> list[StreetJoin]:
    """Return the joins with the ends of closed streets."""
    closed = [street for street in streets if street.closed and street.at_grade and street.code in THROUGH_CODES]
    return [join for street in closed for join in _meetings(way, street, rules) if join.corner]


def _meetings(way: Way, street: Street, rules: Rules) -> list[StreetJoin]:
    if way.line.distance(street.line) > TOUCH_M:
        return []
    kept: list[tuple[float, Point]] = []
    for found in (way.crossings(street.line), way.touches(street.line)):  # a true crossing before a touch
        for chainage, point in sorted(found, key=lambda item: item[0]):
            if all(abs(chainage - other) >= TOUCH_M for other, _ in kept):
                kept.append((chainage, point))
    return [StreetJoin(c, street, point) for c, point in kept if not way.forbids(point, rules)]


def _connector(
    way: Way, chainage: float, end: Point, streets: list[Street], mode: Mode, rules: Rules
) -> list[StreetJoin]:
    street = nearest(streets, end, rules.end_join_m)
    if street is None or street.line.distance(end) <= TOUCH_M:
        return []
    foot = street.line.interpolate(street.line.project(end))
    if way.forbids(end, rules) or way.forbids(foot, rules):
        return []
    cost = mode.milliseconds(street.line.distance(end))
    return [StreetJoin(chainage, street, foot, cost, touching=False)]


def way_joins(first: Way, second: Way, rules: Rules) -> list[tuple[float, float]]:
    """Return the pairs of chainages at which two ways join each other, at grade on both."""
    if first.line.distance(second.line) > TOUCH_M:
        return []
    kept: list[tuple[float, float]] = []
    for a, b, point in [*_crossings(first, second), *_touches(first, second)]:
        if (
            first.is_on_bridge(a)
            or second.is_on_bridge(b)
            or first.forbids(point, rules)
            or second.forbids(point, rules)
        ):
            continue
        if all(math.hypot(a - c, b - d) >= TOUCH_M for c, d in kept):
            kept.append((a, b))
    first.cuts |= {a for a, _ in kept}
    second.cuts |= {b for _, b in kept}
    return kept


def own_joins(way: Way, rules: Rules) -> list[tuple[float, float]]:
    """Return the pairs of chainages at which a way has the same vertex (to a millimetre) twice."""
    pairs = [
        (a, b)
        for (a, first), (b, second) in combinations(way.corners(), 2)
        if b - a >= TOUCH_M and first.distance(second) <= SAME_M and not way.forbids(first, rules)
    ]
    way.cuts |= {chainage for pair in pairs for chainage in pair}
    return pairs


def _crossings(first: Way, second: Way) -> list[tuple[float, float, Point]]:
    found = []
    for begin, piece in second.segments():
        for a, point in first.crossings(piece):
            found.append((a, round(begin + Point(piece.coords[0]).distance(point), 6), point))
    return sorted(found, key=lambda item: item[:2])


def _touches(first: Way, second: Way) -> list[tuple[float, float, Point]]:
    found = [(a, b, point) for a, point in first.corners() for b in _chainages_near(second, point)]
    found += [(a, b, point) for b, point in second.corners() for a in _chainages_near(first, point)]
    return sorted(found, key=lambda item: item[:2])


def _chainages_near(way: Way, point: Point) -> list[float]:
    near = [(begin, piece) for begin, piece in way.segments() if piece.distance(point) <= TOUCH_M]
    return [round(begin + piece.project(point), 6) for begin, piece in near]
