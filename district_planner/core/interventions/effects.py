"""What an intervention does to the network and the places, in the planner's words.

A kind turns an intervention into effects; :mod:`district_planner.core.network.overlay` turns effects into edits of a
graph. Geometries are shapely geometries in the district's CRS (metres).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Union

import shapely
from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class AddedLine:
    """A way that can be used from the day it opens, in both directions.

    Attributes:
        line: LineString in the district's CRS.
        modes: ids of the modes that may use it, e.g. ``frozenset({"walk", "wheelchair"})``.
        bridges: (from, to) chainages in metres along ``line`` that pass over or under what they cross.
        no_join: coordinates (x, y) where the line must not join what it crosses; tolerance 1 m.
        lts: level of traffic stress of the new way for cycling, 1 to 4.
        off_street: True when no motor traffic uses it (decides the comfort multiplier).
        join_m: places farther from it than this many metres do not join it, whatever the settings allow.
        crossing: True for a crossing that is drawn as a line: it pays no crossing delay but its own, and joins what it
            leads over.
    """

    line: BaseGeometry
    modes: frozenset[str]
    bridges: tuple[tuple[float, float], ...] = ()
    no_join: tuple[tuple[float, float], ...] = ()
    lts: int = 1
    off_street: bool = True
    join_m: float = math.inf
    crossing: bool = False


@dataclass(frozen=True)
class ClosedStreets:
    """Through movement ends on the streets that the geometry runs along or crosses.

    Places that stand on a closed street keep their way in and out of both its ends (rules 3.4).

    Attributes:
        geometry: Point, LineString or Polygon in the district's CRS.
        modes: ids of the modes that may no longer pass.
    """

    geometry: BaseGeometry
    modes: frozenset[str]


@dataclass(frozen=True)
class EasedCrossing:
    """A crossing that takes the delay of crossing a carriageway away, or makes the join (rules 2.2).

    Attributes:
        geometry: Point near a junction, or a short LineString over the carriageway.
        delay_s: seconds that one crossing costs afterwards.
        modes: ids of the modes that may cross; join_m: as of an added line.
    """

    geometry: BaseGeometry
    delay_s: float
    modes: frozenset[str]
    join_m: float = math.inf

    @property
    def is_point(self) -> bool:
        """Return whether it is drawn as a point near a junction, not as a short line."""
        return bool(shapely.get_dimensions(self.geometry) == 0)

    @property
    def way(self) -> AddedLine:
        """Return the way of a crossing that is drawn as a line."""
        return AddedLine(self.geometry, self.modes, join_m=self.join_m, crossing=True)


@dataclass(frozen=True)
class AddedOpportunity:
    """A place to reach.

    Attributes:
        category: category id (rules 3.8).
        weight: 1, jobs, or hectares, as the category counts.
        geometry: Point or Polygon in the district's CRS.
        entrances: (x, y) access points; empty: those that :class:`Surroundings` finds, else the nearest point of the
            outline (rules 3.3).
        size: hectares of a green space with those that it touches; None: its weight.
    """

    category: str
    weight: float
    geometry: BaseGeometry
    entrances: tuple[tuple[float, float], ...] = ()
    size: float | None = None


@dataclass(frozen=True)
class AddedOrigin:
    """People or employees that the intervention brings; measured in a row of their own (rules 1.7)."""

    people: float
    employees: float
    geometry: BaseGeometry
    entrances: tuple[tuple[float, float], ...] = ()


def way_of(effect: object) -> AddedLine | None:
    """Return the way that an effect lays over the ground: an added line or a crossing drawn as one; None for others."""
    if isinstance(effect, EasedCrossing) and not effect.is_point:
        return effect.way
    return effect if isinstance(effect, AddedLine) else None


RIDING = frozenset({"transit", "bike_and_ride"})
"""Modes that ride public transport."""


@dataclass(frozen=True)
class LineStop:
    """A stop of a drawn line: its point, what it is called, metres from the line's start."""

    x: float
    y: float
    name: str
    chainage: float


@dataclass(frozen=True)
class TransitLine:
    """A line that runs in both directions from the day it opens.

    Attributes:
        route: id of the route, that of the intervention; name: what it is called.
        service: kind of service, e.g. ``tram``; line: LineString in the district's CRS.
        stops: in order along the line, two or more.
        leg_ms: whole milliseconds from each stop to the next; dwell_ms: at every stop between the ends.
        headways: (from, to, minutes): seconds after midnight and the headway between them, in order.
        replaces: ids of the routes that it takes the place of.
    """

    route: str
    name: str
    service: str
    line: BaseGeometry
    stops: tuple[LineStop, ...]
    leg_ms: tuple[float, ...]
    dwell_ms: float
    headways: tuple[tuple[int, int, float], ...]
    replaces: tuple[str, ...] = ()
    modes: frozenset[str] = RIDING


@dataclass(frozen=True)
class TransitChange:
    """Something about a service that runs already.

    Attributes:
        what: ``headway``, ``speed``, ``stop_closed`` or ``route_withdrawn``.
        geometry: where it was drawn; a closed stop that is not named is the nearest one to it.
        routes: ids of routes; stops: ids of stops.
        headway_min: new headway; speed_factor: rides take the time divided by it.
    """

    what: str
    geometry: BaseGeometry
    routes: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    headway_min: float = 0.0
    speed_factor: float = 1.0
    modes: frozenset[str] = RIDING


Effect = Union[AddedLine, ClosedStreets, EasedCrossing, AddedOpportunity, AddedOrigin, TransitLine, TransitChange]
