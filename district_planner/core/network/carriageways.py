"""What a drawn line pays where it meets a carriageway, as a footway that is mapped there would (rules 2.2).

A footway carries half of a crossing's delay at each of its ends on a carriageway. A drawn line does the same: where it
ends on the carriageway it pays half, where it goes through half on each side.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from district_planner.core.errors import DistrictDataError
from district_planner.core.network.crossings import CROSSING_S
from district_planner.core.network.permissions import FAST_KMH
from district_planner.core.network.tags import has, tag

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from district_planner.core.network.streets import Bools, Floats, Ints, Streets

SPOT_M = 0.01
"""A point within a centimetre of a street is on it, as two things that touch."""
MAPPED_M = 1.0
"""A crossing that is mapped within a metre of the place where a line meets the street is that place's, as near misses
are joined (rules 2.3): what goes out as GeoJSON and comes back is a few centimetres off [P]."""
ASIDE_M = 0.5
"""How far from a spot it is looked where a line comes from: along the carriageway, or from a side of it [P]."""


@dataclass(frozen=True)
class Halves:
    """Whole milliseconds that a line pays at a spot, on its way in front of it and on its way behind it."""

    before: float = 0.0
    after: float = 0.0


@dataclass(frozen=True)
class Spot:
    """Where a line meets streets.

    Attributes:
        edges: the edges that meet it; nodes: of each the junction that it meets, -1 for a place between its ends.
        xy: the point. before, after: points of the line close to it, on its way in front and behind; None where the
            line ends there.
    """

    edges: Sequence[int]
    nodes: Sequence[int]
    xy: tuple[float, float]
    before: BaseGeometry | None
    after: BaseGeometry | None

    @property
    def aside(self) -> list[BaseGeometry]:
        """Return the points of the line close to the spot."""
        return [point for point in (self.before, self.after) if point is not None]

    @property
    def inner(self) -> list[int]:
        """Return the edges that are met between their ends."""
        return [edge for edge, node in zip(self.edges, self.nodes) if node < 0]


def beside(line: LineString, low: float, high: float) -> tuple[BaseGeometry | None, BaseGeometry | None]:
    """Return the points of a line just before and just behind a stretch of it; None where it begins or ends there."""
    left, right = min(ASIDE_M, low), min(ASIDE_M, line.length - high)
    return (
        line.interpolate(low - left) if low > SPOT_M else None,
        line.interpolate(high + right) if line.length - high > SPOT_M else None,
    )


class Carriageways:
    """The carriageways of the streets: what crossing them costs, and which cannot be crossed.

    Args:
        streets: their columns ``crossing_s``, ``uncrossable`` and ``crossings`` decide. Where a file made earlier has
            no ``crossing_s``, the class of the street does, if crossings cost anything in that file; ``uncrossable``
            are then the motorways and the fast roads, dual carriageways are not known, and a junction at which a
            lesser street pays nothing counts as a mapped crossing.
    """

    def __init__(self, streets: Streets) -> None:
        self.streets = streets
        self.cars: Bools = streets.column("cars", 1.0) != 0.0
        stored = streets.column("crossing_s", np.nan)
        by_class = self._by_class()
        self.seconds: Floats = np.where(self.cars, np.where(np.isnan(stored), by_class, stored), 0.0)
        wall = streets.column("uncrossable", np.nan)
        self.uncrossable: Bools = np.where(np.isnan(wall), self._fast(), wall) != 0.0
        self._walls: Ints = np.flatnonzero(self.uncrossable).astype(np.int32)
        self._corner = _corners(streets)
        count = int(self._corner.max(initial=-1)) + 1
        highest, meets = np.zeros(count), np.zeros(count, dtype=bool)
        self._wall_ends = np.zeros(count, dtype=np.int64)
        for ends in (streets.start, streets.end):
            at = self._corner[ends]
            np.maximum.at(highest, at, self.seconds)
            meets[at[self.cars]] = True
            np.add.at(self._wall_ends, at[self.uncrossable], 1)
        self._highest, self._meets = highest, meets
        self._mark_xy, self._mark_s = self._marks()
        if np.isnan(stored).all() and self.seconds.any():
            self._infer()

    def _by_class(self) -> Floats:
        """Return the seconds by class, all 0 where the table knows no delay at all."""
        streets = self.streets
        if not any(streets.column(f"walk_{end}_delay_s", 0.0).any() for end in ("start", "end")):
            return np.zeros(len(streets.lines))
        names = tag(streets.table, "highway")
        return np.array([CROSSING_S.get(name.replace("_link", ""), 0.0) for name in names], dtype=np.float64)

    def _fast(self) -> Bools:
        """Return the roads that a file without the column lets nobody cross."""
        streets = self.streets
        quick = streets.column("maxspeed_kmh", 0.0) >= FAST_KMH
        return np.asarray(self.cars & (quick | has(streets.table, "highway", "motorway")))

    def _walked(self) -> Bools:
        return ~np.isin(tag(self.streets.table, "walk"), ("", "no"))

    def _marks(self) -> tuple[Floats, Floats]:
        """Return where crossings and signals are mapped, and the seconds that a walk across costs there.

        Raises:
            DistrictDataError: a cell is no list of x, y and seconds.
        """
        cells = pd.Series(self.streets.texts("crossings"), dtype=object).dropna()
        rows: list[tuple[float, float, float]] = []
        for row, text in cells.items():
            try:
                rows += [(float(x), float(y), float(s)) for x, y, s in json.loads(str(text) or "[]")]
            except (ValueError, TypeError) as error:
                where = f"Table streets, row {int(str(row)) + 1}, field crossings"
                cure = "Write [[x, y, seconds], …], or leave it empty"
                raise DistrictDataError(f"'{text}' is no list of crossings", where, cure) from error
        found = np.array(sorted(set(rows)), dtype=np.float64).reshape(-1, 3)
        return found[:, :2], found[:, 2]

    def _infer(self) -> None:
        """Take over what lesser streets pay at junctions, for files that do not tell where crossings are mapped."""
        streets = self.streets
        walked = self._walked()
        paid = np.full(len(self._highest), -1.0)
        for name, ends in (("start", streets.start), ("end", streets.end)):
            at = self._corner[ends]
            lesser = walked & (self._highest[at] > self.seconds)
            np.maximum.at(paid, at[lesser], 2.0 * streets.column(f"walk_{name}_delay_s", 0.0)[lesser])
        self._highest = np.where(paid >= 0.0, np.minimum(paid, self._highest), self._highest)

    @cached_property
    def _mark_tree(self) -> cKDTree:
        return cKDTree(self._mark_xy) if len(self._mark_xy) else None

    @cached_property
    def marked(self) -> Bools:
        """Return the edges with a mapped crossing or signals on them."""
        return np.array([isinstance(cell, str) and len(cell) > 2 for cell in self.streets.texts("crossings")], bool)

    @cached_property
    def busy(self) -> Bools:
        """Return the edges at which, or at whose ends, a line may have to pay or cannot cross."""
        of_corner = (self._highest > 0.0) | (self._wall_ends > 0)
        if len(self._mark_xy):
            xy = self.streets.xy
            near = self._mark_tree.query(xy, distance_upper_bound=MAPPED_M)[0]
            of_corner[self._corner[np.isfinite(near)]] = True
        busy = (self.seconds > 0.0) | self.uncrossable | self.marked
        for ends in (self.streets.start, self.streets.end):
            busy |= of_corner[self._corner[ends]]
        return np.asarray(busy)

    def mapped(self, spot: Spot) -> float | None:
        """Return the seconds of a crossing or signals that are mapped at a spot; None where there is none."""
        if self._mark_tree is None:
            return None
        near = self._mark_tree.query_ball_point(spot.xy, MAPPED_M)
        return float(self._mark_s[near].max()) if near else None

    def admits(self, spot: Spot, joinable: Bools) -> list[bool]:
        """Return which edges of a spot a line joins: over an uncrossable road it joins nothing.

        A line that comes from one side of the road and goes on to another crosses it. One that stays on its side, or
        ends there, joins what lies on that side, and the road itself where the mode may use it and the junction leads
        to no other side. One that runs along the road is on it.

        Args:
            joinable: the edges that the mode may use.
        """
        walls = self._walls_at(spot)
        if len(walls) < 2 or self.mapped(spot) is not None:
            return [True] * len(spot.edges)
        lines = self.streets.lines
        if any(lines[edge].distance(point) <= SPOT_M for edge, _ in walls for point in spot.aside):
            return [True] * len(spot.edges)
        bearings = np.sort([bearing for _, bearing in walls])

        def sector(point: BaseGeometry) -> int:
            return int(np.searchsorted(bearings, _bearing(spot.xy, point)) % len(bearings))

        mine = {sector(point) for point in spot.aside}
        if len(mine) != 1:
            return [False] * len(spot.edges)
        ways = [(node, sector(point)) for node, point in self._other_ways(spot, joinable)]
        beyond = {node for node, side in ways if side not in mine}
        return [
            (node < 0 or node not in beyond)
            if self.uncrossable[edge]
            else node >= 0 and self._side_of(edge, node, sector) in mine
            for edge, node in zip(spot.edges, spot.nodes)
        ]

    def _side_of(self, edge: int, node: int, sector: Callable[[BaseGeometry], int]) -> int:
        return sector(self._leaving(edge, at_start=bool(self.streets.start[edge] == node)))

    def _leaving(self, edge: int, *, at_start: bool) -> BaseGeometry:
        """Return the point of an edge close to one of its ends."""
        line = self.streets.lines[edge]
        return line.interpolate((1.0 if at_start else -1.0) * min(ASIDE_M, line.length))

    def _ends_at(self, spot: Spot, edges: Ints) -> list[tuple[int, bool]]:
        """Return which of some edges end at the junction of a spot, and whether with their start."""
        corners = list({int(self._corner[node]) for node in spot.nodes if node >= 0})
        return [
            (int(edge), at_start)
            for ends, at_start in ((self.streets.start, True), (self.streets.end, False))
            for edge in edges[np.isin(self._corner[ends[edges]], corners)]
        ]

    def _walls_at(self, spot: Spot) -> list[tuple[int, float]]:
        """Return edge and bearing of every uncrossable way that leaves a spot."""
        found = []
        for edge in spot.inner:
            if self.uncrossable[edge]:
                line = self.streets.lines[edge]
                at = line.project(Point(spot.xy))
                for metres in (max(at - ASIDE_M, 0.0), min(at + ASIDE_M, line.length)):
                    found.append((int(edge), _bearing(spot.xy, line.interpolate(metres))))
        if any(node >= 0 and self._wall_ends[self._corner[node]] for node in spot.nodes):
            for edge, at_start in self._ends_at(spot, self._walls):
                found.append((edge, _bearing(spot.xy, self._leaving(edge, at_start=at_start))))
        return found

    def _other_ways(self, spot: Spot, joinable: Bools) -> list[tuple[int, BaseGeometry]]:
        """Return node and direction of the other ways that the mode may use at the junction of a spot."""
        ends = (self.streets.end, self.streets.start)
        found = self._ends_at(spot, np.flatnonzero(joinable & ~self.uncrossable).astype(np.int32))
        return [(int(ends[at_start][edge]), self._leaving(edge, at_start=at_start)) for edge, at_start in found]

    def halves(self, spot: Spot, delays: str) -> Halves:
        """Return what a line pays at a spot.

        A side on which it runs along a carriageway is on the street and pays what that street pays at its end.

        Args:
            delays: ``walk`` or ``cycle``: cycling waits at signals only.
        """
        corners = [int(self._corner[node]) for node in spot.nodes if node >= 0]
        if not (any(self.cars[edge] for edge in spot.inner) or any(self._meets[corner] for corner in corners)):
            return Halves()
        highest = max([*(self.seconds[e] for e in spot.inner), *(self._highest[c] for c in corners)], default=0.0)
        mapped = self.mapped(spot)
        seconds = mapped if mapped is not None else highest if delays == "walk" else 0.0
        half = float(np.rint(seconds * 500.0))
        if not half:
            return Halves()
        before, after = (
            0.0 if point is None or (delays == "walk" and self._along(spot, point) >= highest) else half
            for point in (spot.before, spot.after)
        )
        return Halves(before, after)

    def _along(self, spot: Spot, point: BaseGeometry) -> float:
        """Return the seconds of the carriageway of a spot on which a point beside it lies, -1 where there is none."""
        on = (
            float(self.seconds[edge])
            for edge in spot.edges
            if self.cars[edge] and self.streets.lines[edge].distance(point) <= SPOT_M
        )
        return max(on, default=-1.0)


def _corners(streets: Streets) -> Ints:
    """Return a number per node: those of one place, on whatever side of a road, have the same."""
    whole = np.rint(streets.xy * 1000.0).astype(np.int64)
    _, number = np.unique(whole, axis=0, return_inverse=True)
    return np.asarray(number.reshape(-1), dtype=np.int32)


def _bearing(xy: tuple[float, float], point: BaseGeometry) -> float:
    """Return the direction from a spot to a point, radians anticlockwise from east."""
    x, y = shapely.get_x(point) - xy[0], shapely.get_y(point) - xy[1]
    return float(np.arctan2(y, x))
