"""The timetable model with interventions (docs/transit.md).

Drawn lines, and routes that are given another headway, run at it with every offset equally likely.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from district_planner.core.errors import DistrictDataError
from district_planner.core.evaluation.places import Places
from district_planner.core.interventions.effects import Effect, TransitChange, TransitLine
from district_planner.core.network.search import Pairs
from district_planner.core.settings import number
from district_planner.core.transit.changed_service import at_headway, changed_day
from district_planner.core.transit.departures import Asked
from district_planner.core.transit.drawn_service import call_seconds, no_service, with_lines
from district_planner.core.transit.feed import Feed
from district_planner.core.transit.ground import ON_FOOT, Ground, Span, on_the_ground, stop_places
from district_planner.core.transit.headways import check_period
from district_planner.core.transit.interchanges import interchanges, within_stations
from district_planner.core.transit.kept import timetable_of
from district_planner.core.transit.legs import legs_of
from district_planner.core.transit.lines import Rides, Stops, join_rides, no_stops, served
from district_planner.core.transit.offsets import phase_of
from district_planner.core.transit.service import Period
from district_planner.core.transit.timetable import Timetable, Walks, compile_timetable, walks_of
from district_planner.core.transit.waits import Weights

MOST_OFFSETS = 600
"""Every second of a headway of ten minutes [P]."""
KEPT = 8
"""Sets of interventions whose timetables are kept."""


@dataclass(frozen=True)
class BuiltService:
    """A day's service with some interventions built.

    Attributes:
        feeds: timetables that are equally likely, of the same stops; one where nothing runs at a headway of its own.
        stops: as places, those of the day first; fresh: the others, those of drawn lines.
        walks: ways between stops; ground: effects on streets that count.
    """

    feeds: tuple[Feed, ...]
    stops: Places
    fresh: Places
    walks: Walks
    ground: tuple[Effect, ...]


@dataclass
class TimetableModel:
    """A district's public transport by the clock, for every minute of a period.

    Attributes:
        feed: the service of one day (several feeds combined), stops placed in metres; None where there is none: then
            only drawn lines run.
        ground: ways on the ground; settings: the district's settings; period: every whole minute in it is a departure.
        percentile: of the departures, by nearest rank; path: of the district that keeps the compiled timetable.
    """

    feed: Feed | None
    ground: Ground
    settings: Mapping[str, Any]
    period: Period
    percentile: float = 50.0
    path: str = ""
    weights: Weights = field(default_factory=Weights)
    _built: dict[tuple[Effect, ...], BuiltService] = field(default_factory=dict, repr=False)
    _compiled: dict[tuple[tuple[Effect, ...], int], tuple[Timetable, ...]] = field(default_factory=dict, repr=False)

    @cached_property
    def day(self) -> Feed:
        """Return today's service."""
        return self.feed if self.feed is not None else no_service()

    @cached_property
    def _served(self) -> tuple[Stops, Rides]:
        return served(self.feed, self.period) if self.feed is not None else (no_stops(), join_rides([]))

    @property
    def stops(self) -> Stops:
        """Return the stops served in the period."""
        return self._served[0]

    @property
    def rides(self) -> Rides:
        """Return the rides offered in the period, in numbers of :attr:`stops`."""
        return self._served[1]

    @cached_property
    def places(self) -> Places:
        """Return every stop of the day as a place."""
        return stop_places(stops_of(self.day))

    @cached_property
    def offsets(self) -> int:
        """Return how many offsets of a headway stand for all.

        Raises:
            DistrictDataError: so many timetables would never be done.
        """
        found = int(number(self.settings, "offsets"))
        if found > MOST_OFFSETS:
            raise DistrictDataError(
                f"offsets is {found:,}, the most is {MOST_OFFSETS}", "Settings of the district",
                "Give a smaller number: the time that scores take grows with it; 20 is usual",
            )  # fmt: skip
        return found

    def asked(self, limit_ms: float) -> Asked:
        """Return what is asked of a timetable for a time limit."""
        return Asked(self.period, round(limit_ms / 1000.0), (self.percentile,))

    def built(self, effects: Sequence[Effect]) -> BuiltService | None:
        """Return the service with effects built together, None where nothing differs from today's."""
        mine = self._mine(effects)
        if not mine:
            return None
        if mine not in self._built:
            if len(self._built) >= KEPT:
                self._built.clear()
                self._compiled.clear()
            self._built[mine] = self._make(mine)
        return self._built[mine]

    def timetables(self, effects: Sequence[Effect], end_s: int) -> tuple[Timetable, ...]:
        """Return the equally likely timetables of the service with effects built, until a second after midnight.

        Raises:
            FeedError: nothing leaves today in the period or the time limit after it.
        """
        mine = self._mine(effects)
        key, start_s = (mine, end_s), self.period.start_s
        if key not in self._compiled:
            built = self.built(mine)
            if built is None:
                if self.feed is not None:
                    check_period(self.feed, Period(start_s, end_s))
                made = [timetable_of(self.day, self._walks(self.places, ()), start_s, end_s, self.path)]
            else:
                made = [compile_timetable(feed, built.walks, start_s, end_s) for feed in built.feeds]
            self._compiled[key] = tuple(made)
        return self._compiled[key]

    def _mine(self, effects: Sequence[Effect]) -> tuple[Effect, ...]:
        return tuple(e for e in effects if isinstance(e, (TransitLine, TransitChange)) or on_the_ground([e]))

    def _make(self, effects: tuple[Effect, ...]) -> BuiltService:
        lines = [e for e in effects if isinstance(e, TransitLine)]
        changes = [e for e in effects if isinstance(e, TransitChange)]
        moving = (*at_headway(self.day, changes), *(one.route for one in lines if self._runs(one)))
        every = {*moving, *(one.route for one in lines)}
        count = self.offsets if moving else 1
        feeds, changed = [], changed_day(self.day, self.stops, lines, changes)
        for timetable in range(count):
            phases = {route: phase_of(route, timetable, count) for route in every}
            feeds.append(with_lines(changed.at(phases), lines, phases))
        ground, stops = on_the_ground(effects), stops_of(feeds[0])
        places, fresh = stop_places(stops), stop_places(stops.take(slice(len(self.day.stops), None)))
        return BuiltService(tuple(feeds), places, fresh, self._walks(places, ground), ground)

    def _runs(self, line: TransitLine) -> bool:
        """Return whether a vehicle of a line may be under way in the period or within a day after it."""
        length = int(call_seconds(line, 0)[0][-1])
        return any(end > self.period.start_s - length for _, end, _ in line.headways)

    @cached_property
    def _stations(self) -> Pairs:
        """Return the ways between stops of one station; a drawn line's stops are of none."""
        return within_stations(self.feed, stops_of(self.day), self.settings)

    def _walks(self, stops: Places, ground: Sequence[Effect]) -> Walks:
        span = Span.of(ON_FOOT, {"walk": number(self.settings, "transit_walk_min")})
        ways = self.ground.ways(stops, stops, span, ground)
        near = interchanges(stops.centre, len(self.day.stops), self.settings)
        joined = self._stations
        row = np.concatenate([ways.row, near.source, joined.source])
        other = np.concatenate([ways.other, near.target, joined.target])
        legs = legs_of(row, other, np.concatenate([ways.ms, near.ms, joined.ms]), len(stops))
        return walks_of(legs, self.day.transfers)


def stops_of(feed: Feed) -> Stops:
    """Return every stop of a day's service."""
    table = feed.stops
    return Stops(
        table["id"].to_numpy(dtype=object), table["name"].to_numpy(dtype=object),
        table[["x", "y"]].to_numpy(dtype=np.float64),
    )  # fmt: skip
