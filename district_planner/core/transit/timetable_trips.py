"""The trips behind the times of the timetable model: walks, waits and rides of the departure that a percentile is of.

The percentile is by nearest rank, so it is the time of some departure: the first of that time and number of rides, in
the first of the equally likely timetables that has one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from shapely.geometry.base import BaseGeometry

from district_planner.core.access.trip import PLACE, RIDE, WAIT, Part, Trip, told
from district_planner.core.interventions.effects import Effect
from district_planner.core.interventions.services import SERVICES
from district_planner.core.network.joins import Index
from district_planner.core.network.streets import Floats
from district_planner.core.progress import Progress, check, no_progress
from district_planner.core.transit.departures import MINUTE_S, percentiles
from district_planner.core.transit.feed import Feed
from district_planner.core.transit.ground import ON_FOOT
from district_planner.core.transit.itinerary import Itineraries, Leg
from district_planner.core.transit.legs import Legs
from district_planner.core.transit.ride_paths import DrawnLines, trip_path
from district_planner.core.transit.riding import Riding, turned
from district_planner.core.transit.service import Period, expanded
from district_planner.core.transit.timetable import whole_seconds
from district_planner.core.transit.timetable_model import TimetableModel

COLUMNS = 16
CELLS = 4_000_000
"""Calls times destinations of one table; eight are held at once."""


class TimetableTrips:
    """Trips between the places of a mode that rides, with some effects built, on the departure of a percentile.

    Args:
        model: the service and the percentile; ends: the places and the time limit.
        departs_s: second after midnight at which all set out; of several equally likely timetables the percentile is
            that of the time on this departure. None: each pair sets out on the departure that the percentile is of.

    Attributes:
        stops: as places; ``Part.start`` and ``Part.end`` are their rows.
        rounded_ms: what a way on the ground may differ from the way over streets that it is: it is of whole seconds.
    """

    rounded_ms = 500.0

    def __init__(
        self, model: TimetableModel, ends: Riding, effects: Sequence[Effect], progress: Progress = no_progress,
        departs_s: int | None = None,
    ) -> None:  # fmt: skip
        self._progress = progress
        self._asked = whole = replace(model.asked(ends.limit_ms), departures=True)
        if departs_s is not None:
            self._asked = replace(whole, period=Period(departs_s, departs_s + MINUTE_S))
        built = model.built(effects)
        self.stops = built.stops if built else model.places
        self._days = [expanded(feed) for feed in (built.feeds if built else (model.day,))]
        self._timetables = model.timetables(effects, max(whole.end_s, self._asked.end_s))
        self._ways = ends.approaches(self.stops, built.ground if built else (), progress)
        self._counts = (len(ends.origin_places), len(ends.opportunity_places))
        self._lines = DrawnLines(effects)

    def each(self, pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, Trip]]:
        """Yield origin, opportunity and trip of the pairs within the limit on that departure."""
        every = sorted(pairs, key=lambda pair: (pair[1], pair[0]))
        goals = np.unique([goal for _, goal in every]).astype(np.int64)
        calls = max((len(one.lines) for one in self._timetables), default=0)
        step = max(1, min(COLUMNS, CELLS // max(calls, 1)))
        for at in range(0, len(goals), step):
            check(self._progress, at / len(goals))
            some = goals[at : at + step]
            yield from self._to(some, [pair for pair in every if some[0] <= pair[1] <= some[-1]])

    def trip(self, origin: int, goal: int) -> Trip | None:
        """Return one trip; None beyond the limit."""
        return next((trip for *_, trip in self.each([(origin, goal)])), None)

    def _to(self, goals: Index, pairs: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, Trip]]:
        """Yield the trips to some destinations."""
        out, into, direct = self._ways.out.legs, self._ways.into.legs.take(goals), self._direct(goals)
        found = percentiles(self._timetables, out, into, self._asked, direct)
        walked = dense_seconds(direct, len(goals))
        column = {int(goal): number for number, goal in enumerate(goals)}
        reached = [(o, column[g]) for o, g in pairs if np.isfinite(found.seconds[0, o, column[g]])]
        which, minute = np.divmod(found.departures[0], self._asked.minutes)
        for number, timetable in enumerate(self._timetables):
            mine = [(o, c) for o, c in reached if which[o, c] == number]
            if not mine:
                continue
            ways = Itineraries(timetable, out, into, self._asked.rides)
            for origin, at in mine:
                leaves_s = self._asked.period.start_s + int(minute[origin, at]) * MINUTE_S
                legs = ways.legs(origin, at, leaves_s, float(walked[origin, at]))
                goal = int(goals[at])
                parts = self._parts(self._days[number], legs, leaves_s, (origin, goal))
                yield origin, goal, told(parts, self.stops.name)

    def _direct(self, goals: Index) -> Legs:
        origins, places = self._counts
        return turned(turned(self._ways.direct.legs, places).take(goals), origins)

    def _parts(self, day: Feed, legs: Sequence[Leg], leaves_s: int, pair: tuple[int, int]) -> Iterator[Part]:
        at = leaves_s
        for leg in legs:
            if leg.start_s > at:
                yield _part(WAIT, leg.start, leg.start, at, leg.start_s)
            if leg.trip < 0:
                yield _part(self._mode(leg, pair), leg.start, leg.end, leg.start_s, leg.end_s)
            else:
                yield self._ride(day, leg)
            at = leg.end_s

    def _mode(self, leg: Leg, pair: tuple[int, int]) -> str:
        """Return how one goes: what leads from the origin may be cycled."""
        if leg.start != PLACE:
            return ON_FOOT[0]
        origin, goal = pair
        return self._ways.direct.mode(origin, goal) if leg.end == PLACE else self._ways.out.mode(origin, leg.end)

    def _ride(self, day: Feed, leg: Leg) -> Part:
        route = day.routes.iloc[int(day.trips["route"].iloc[leg.trip])]
        line = self._lines.get(str(route["id"]))
        return replace(
            _part(RIDE, leg.start, leg.end, leg.start_s, leg.end_s),
            routes=((line.name or line.route) if line else str(route["name"]) or str(route["id"]),),
            service=SERVICES[line.service].label if line else str(route["mode"]),
            intervention=line.route if line else "",
            path=self._path(day, leg, str(route["id"])),
        )

    def _path(self, day: Feed, leg: Leg, route: str) -> BaseGeometry:
        if self._lines.get(route) is not None:
            return self._lines.path(route, *self.stops.centre[[leg.start, leg.end]])
        return trip_path(day, leg.trip, (leg.start, leg.start_s), (leg.end, leg.end_s))


def _part(what: str, start: int, end: int, begins_s: int, ends_s: int) -> Part:
    ms = (ends_s - begins_s) * 1000.0
    return Part(what, start, end, ms, ms, begins_s)


def dense_seconds(direct: Legs, columns: int) -> Floats:
    """Return the seconds of ways as a table, ``inf`` where there is none."""
    found = np.full((direct.rows, columns), np.inf)
    found[direct.row, direct.other] = whole_seconds(direct.ms)
    return found
