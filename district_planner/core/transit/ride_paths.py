"""Where rides lead on the map: along a drawn line, else straight from stop to stop."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from district_planner.core.interventions.effects import Effect, LineStop, TransitLine
from district_planner.core.network.joins import Index
from district_planner.core.network.streets import Floats
from district_planner.core.transit.feed import Feed
from district_planner.core.transit.headways import leaving
from district_planner.core.transit.lines import SAME_STOP_M, Stops
from district_planner.core.transit.service import Period, expanded


class DrawnLines:
    """The drawn lines among some effects, by their routes."""

    def __init__(self, effects: Sequence[Effect]) -> None:
        self._lines = {one.route: one for one in effects if isinstance(one, TransitLine)}

    def get(self, route: str) -> TransitLine | None:
        """Return the drawn line that is a route; None where it is one of a timetable."""
        return self._lines.get(route)

    @property
    def names(self) -> dict[str, str]:
        """Return route -> what the line is called."""
        return {route: line.name or route for route, line in self._lines.items()}

    def path(self, route: str, start: Floats, end: Floats) -> BaseGeometry:
        """Return the piece of a drawn line from one of its stops to another, metres (2,)."""
        line = self._lines[route]
        here, there = (_stop_at(line, xy) for xy in (start, end))
        if here is None or there is None or here.chainage == there.chainage:
            return shapely.LineString([start, end])
        return substring(line.line, here.chainage, there.chainage)


def _stop_at(line: TransitLine, xy: Floats) -> LineStop | None:
    return next((s for s in line.stops if np.hypot(s.x - xy[0], s.y - xy[1]) <= SAME_STOP_M), None)


class Patterns:
    """The stops that a route passes between two of them, in a period of one day.

    Args:
        stops: those that are served, of which the numbers are asked for.
    """

    def __init__(self, feed: Feed, period: Period, stops: Stops) -> None:
        self._day, self._stops = expanded(feed), stops
        row = {str(name): number for number, name in enumerate(feed.stops["id"])}
        self._row: Index = np.array([row[str(name)] for name in stops.id], dtype=np.int64)
        self._leaving = leaving(self._day, period)
        route = self._day.routes["id"].astype(str).to_numpy(dtype=object)
        self._route = route[self._day.trips["route"].to_numpy(dtype=np.int64)]

    def path(self, route: str, start: int, end: int) -> BaseGeometry | None:
        """Return the line from stop to stop of the first trip that runs so; None where none does."""
        calls, (a, b) = self._day.calls, (int(self._row[start]), int(self._row[end]))
        here = self._leaving[calls.stop[self._leaving] == a]
        for call in here[self._route[calls.trip[here]] == route].tolist():
            last = int(calls.first[calls.trip[call] + 1])
            there = np.flatnonzero((calls.stop[call + 1 : last] == b) & calls.alight[call + 1 : last])
            if len(there):
                return _through(self._day, calls.stop[call : call + int(there[0]) + 2].astype(np.int64))
        return None


def trip_path(day: Feed, trip: int, call: tuple[int, int], end: tuple[int, int]) -> BaseGeometry:
    """Return the line from stop to stop of a trip's ride.

    Args:
        day: without frequencies; trip: its row; call: stop and second of boarding; end: of getting off.
    """
    calls, first = day.calls, int(day.calls.first[trip])
    part = slice(first, int(day.calls.first[trip + 1]))
    here = np.flatnonzero((calls.stop[part] == call[0]) & (calls.departure[part] == call[1]))[0]
    there = np.flatnonzero((calls.stop[part] == end[0]) & (calls.arrival[part] == end[1]))
    stops = calls.stop[first + here : first + there[there > here][0] + 1]
    return _through(day, stops.astype(np.int64))


def _through(day: Feed, stops: Index) -> BaseGeometry:
    xy = day.stops[["x", "y"]].to_numpy(dtype=np.float64)[stops]
    kept = np.append(True, (np.diff(xy, axis=0) != 0).any(axis=1))
    return shapely.LineString(xy[kept] if kept.sum() > 1 else np.repeat(xy[:1], 2, axis=0))
