"""Where trips start and end: access points of every origin and opportunity."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from .streets import Street, nearest, number, text

STOP_ACCESS_LIMIT_M = 100.0  # rules 3.2: stops join streets within 100 m


@dataclass(frozen=True)
class Place:
    """An origin or an opportunity: its id, where it is, and the points one can enter it by."""

    id: str
    geometry: BaseGeometry
    entrances: tuple[Point, ...] = ()
    reach: float = math.inf
    building: bool = False

    def access_points(self, streets: list[Street]) -> tuple[Point, ...]:
        """Return the entrances, else the point itself, else the point of the outline nearest to a street."""
        if self.entrances:
            return self.entrances
        if isinstance(self.geometry, Point):
            return (self.geometry,)
        return _nearest_of_outline(self.geometry, streets)


def _nearest_of_outline(geometry: BaseGeometry, streets: list[Street]) -> tuple[Point, ...]:
    outline = geometry.boundary if geometry.geom_type in ("Polygon", "MultiPolygon") else geometry
    street = nearest(streets, outline)
    return () if street is None else (nearest_points(outline, street.line)[0],)


def district_origins(district: Any) -> list[Place]:
    """Return the rows of homes, buildings, origins and nodes."""
    homes, buildings = district.table("homes"), district.table("buildings")
    elsewhere = homes[~homes["id"].astype(str).isin(set(buildings["id"].astype(str)))]
    return [
        *_rows(elsewhere, building=True),
        *_rows(buildings, building=True),
        *_rows(district.table("origins")),
        *_rows(district.table("nodes")),
    ]


def district_opportunities(district: Any) -> list[Place]:
    """Return opportunities, green spaces, stops, and the buildings that have employees."""
    buildings = district.table("buildings")
    staffed = buildings[[number(value) > 0 for value in buildings["employees"]]] if len(buildings) else buildings
    return [
        *_rows(district.table("opportunities")),
        *_rows(district.table("greenspaces")),
        *_rows(district.table("stops"), reach=STOP_ACCESS_LIMIT_M),
        *_rows(staffed, building=True),
    ]


def _rows(table: Any, reach: float = math.inf, building: bool = False) -> Iterator[Place]:
    for record in table.to_dict("records"):
        geometry = record["geometry"]
        if geometry is not None and not geometry.is_empty:
            yield Place(str(record["id"]), geometry, _entrances(record.get("entrances")), reach, building)


def _entrances(value: Any) -> tuple[Point, ...]:
    wkt = text(value)
    if not wkt:
        return ()
    geometry = shapely.from_wkt(wkt)
    return tuple(getattr(geometry, "geoms", (geometry,))) if not geometry.is_empty else ()


def points(coordinates: Iterable[tuple[float, float]]) -> tuple[Point, ...]:
    """Turn pairs of coordinates into points."""
    return tuple(Point(xy) for xy in coordinates)
