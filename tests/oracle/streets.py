"""The streets of one mode, read row by row."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from .modes import Mode

Corner = tuple[int, int, int]  # x and y in whole millimetres, side
FORWARD_CODES = ("yes", "forward", "destination")
BACKWARD_CODES = ("yes", "backward", "destination")
THROUGH_CODES = ("yes", "forward", "backward")


@dataclass(frozen=True)
class Street:
    """One row of streets that the mode may use in some way."""

    row: int
    line: LineString
    code: str
    start: Corner
    end: Corner
    start_delay: int
    end_delay: int
    run: int
    at_grade: bool
    closed: bool = False

    @property
    def is_way_through(self) -> bool:
        return self.code in THROUGH_CODES and not self.closed

    @property
    def takes_joins(self) -> bool:
        """Tell whether a drawn line joins it: a way through, on the ground."""
        return self.is_way_through and self.at_grade

    def position(self, point: Point) -> int:
        """Running time in ms from the start of the line to the point's projection on it.

        Measured to the micrometre, from the end with the lower coordinates.
        """
        length, metres = self.line.length, self.line.project(point)
        if self.line.coords[0] > self.line.coords[-1]:
            return self.run - round(max(min(round(length - metres, 6) / length, 1.0), 0.0) * self.run)
        return round(min(round(metres, 6) / length, 1.0) * self.run)

    def corner_at(self, point: Point, within: float) -> Corner | None:
        """Return the end of the street that lies within a distance of the point, its start first."""
        for corner, vertex in ((self.start, self.line.coords[0]), (self.end, self.line.coords[-1])):
            if point.distance(Point(vertex)) <= within:
                return corner
        return None

    def but(self, **changes: Any) -> Street:
        return replace(self, **changes)


def read_streets(table: Any, mode: Mode) -> list[Street]:
    """Return the streets whose code for the mode is not 'no', in the order of their rows."""
    return list(_usable_rows(table, mode))


def _usable_rows(table: Any, mode: Mode) -> Iterator[Street]:
    for row, record in enumerate(table.to_dict("records")):
        code, line = text(record.get(mode.column)), record["geometry"]
        if code in ("", "no") or line is None or line.is_empty or line.length == 0:
            continue
        ends = (line.coords[0], line.coords[-1])
        yield Street(
            row=row,
            line=line,
            code=code,
            start=_corner(ends[0], record.get("start_side")),
            end=_corner(ends[1], record.get("end_side")),
            start_delay=round(number(record.get(f"{mode.delays}_start_delay_s")) * 1000),
            end_delay=round(number(record.get(f"{mode.delays}_end_delay_s")) * 1000),
            run=mode.milliseconds(line.length),
            at_grade=not any(number(record.get(name)) for name in ("layer", "bridge", "tunnel")),
        )


def _corner(xy: tuple[float, ...], side: Any) -> Corner:
    return round(xy[0] * 1000), round(xy[1] * 1000), int(number(side))


def number(value: Any) -> float:
    """Read a cell as a number; empty is 0."""
    return 0.0 if pd.isna(value) else float(value)


def text(value: Any) -> str:
    """Read a cell as text; empty is ''."""
    return value.strip() if isinstance(value, str) else ""


def nearest(streets: list[Street], geometry: BaseGeometry, within: float = math.inf) -> Street | None:
    """Return the street nearest to the geometry, the lowest row of equals, None beyond the distance."""
    if not streets:
        return None
    distances = shapely.distance([street.line for street in streets], geometry)
    first = int(distances.argmin())
    return streets[first] if distances[first] <= within else None
