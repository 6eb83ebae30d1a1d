"""The frequency model: today's service, and the stop graph with any drawn lines and changes (docs/methods.md).

Walk, wait half a headway for the common lines, ride, change. Times are whole milliseconds of the clock or as they
weigh.
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
from district_planner.core.network.graph import run_ms
from district_planner.core.network.joins import Index
from district_planner.core.network.search import Pairs
from district_planner.core.network.streets import Floats
from district_planner.core.settings import number
from district_planner.core.transit.feed import Feed
from district_planner.core.transit.ground import ON_FOOT, Ground, Span, on_the_ground, stop_places
from district_planner.core.transit.interchanges import interchanges, straight_kmh, within_stations
from district_planner.core.transit.kept_stop_times import KeptStopGraph
from district_planner.core.transit.legs import Legs, legs_of
from district_planner.core.transit.lines import (
    Rides,
    Stops,
    changed,
    drawn,
    join_rides,
    no_stops,
    served,
    with_headways,
)
from district_planner.core.transit.service import Period, expanded
from district_planner.core.transit.stop_graph import (
    Addition,
    Portals,
    StopGraph,
    boardings,
    portals_of,
    quicker,
)
from district_planner.core.transit.waits import Weights

IMPOSSIBLE, TIMED = 3, 2
"""Kinds of transfers in a feed: not allowed, and one that takes the time it says."""


@dataclass(frozen=True)
class Extension:
    """What is added to today's service: boardings and stops, and the times to and from its portals."""

    added: Addition
    portals: Portals
    fresh: Places


@dataclass(frozen=True)
class Built:
    """The service with some interventions built.

    Attributes:
        ground: effects on streets that count; stops: all stops as places, today's first; graph: searched anew.
        extension: in their place, all that differs from today where that is an addition.
    """

    ground: tuple[Effect, ...] = ()
    stops: Places | None = None
    graph: StopGraph | None = None
    extension: Extension | None = None


@dataclass
class FrequencyModel:
    """A district's public transport by frequency in a period.

    Attributes:
        feed: the service of one day (several feeds combined), stops placed in metres; None where there is none: then
            only drawn lines run.
        ground: ways on the ground; settings: the district's settings.
        period: when it is looked at; weights: clock or generalised minutes.
        path: the district's file, which keeps the times from stop to stop; empty to keep nothing.
    """

    feed: Feed | None
    ground: Ground
    settings: Mapping[str, Any]
    period: Period
    weights: Weights
    path: str = ""
    _built: dict[tuple[Effect, ...], Built] = field(default_factory=dict, repr=False)
    _often: dict[tuple[TransitChange, ...], Rides] = field(default_factory=dict, repr=False)

    @cached_property
    def _today(self) -> tuple[Stops, Rides]:
        if self.feed is None:
            return no_stops(), join_rides([])
        stops, rides = served(self.feed, self.period)
        if not np.isfinite(stops.xy).all():
            raise DistrictDataError(
                "a stop has no place", f"Public transport ({self.feed.name})", "Make the district again"
            )
        return stops, rides

    @property
    def stops(self) -> Stops:
        """Return the stops served today."""
        return self._today[0]

    @property
    def rides(self) -> Rides:
        """Return the rides offered today."""
        return self._today[1]

    @cached_property
    def places(self) -> Places:
        """Return the stops served today as places."""
        return stop_places(self.stops)

    @cached_property
    def today(self) -> StopGraph:
        """Return the stop graph of today's service."""
        boards = boardings(self.rides, len(self.stops), self.weights)
        changes = self.changes(self.stops, self.places, ())
        return KeptStopGraph(boards, changes, self.path, self.weights)

    @cached_property
    def walk(self) -> Span:
        """Return how far one walks between stops."""
        return Span.of(ON_FOOT, {"walk": number(self.settings, "transit_walk_min")})

    def built(self, effects: Sequence[Effect]) -> Built | None:
        """Return the service with effects built together, None where nothing differs from today's."""
        mine = tuple(e for e in effects if isinstance(e, (TransitLine, TransitChange)) or on_the_ground([e]))
        if not mine:
            return None
        found = self._built.get(mine)
        if found is None:
            if len(self._built) > 64:
                self._built.clear()
            found = self._built[mine] = self._make(mine)
        return found

    def _make(self, effects: tuple[Effect, ...]) -> Built:
        lines = [e for e in effects if isinstance(e, TransitLine)]
        changes = [e for e in effects if isinstance(e, TransitChange)]
        new, more = drawn(self.stops, lines, self.period)
        stops, ground = self.stops.and_(new), on_the_ground(effects)
        if changes or ground or self.feed is None or any(line.replaces for line in lines):
            rides = join_rides([self._changed(lines, changes), more])
            boards = boardings(rides, len(stops), self.weights)
            better, slower = quicker(self.today.boards, boards, len(stops))
            if slower or ground or self.feed is None:
                places = stop_places(stops)
                return Built(ground, places, StopGraph(boards, self.changes(stops, places, ground)))
        else:
            # Stops of drawn lines are stops of their own: no boarding of today's changes.
            better = boardings(more, len(stops), self.weights)
        fresh = stop_places(new)
        added = Addition(len(self.stops), len(stops), better, self._new_changes(stops, fresh))
        return Built(extension=Extension(added, portals_of(self.today, added), fresh))

    def offered(self, effects: Sequence[Effect]) -> tuple[Stops, Rides]:
        """Return all stops, today's first, and the rides that are offered with effects built."""
        lines = [e for e in effects if isinstance(e, TransitLine)]
        changes = [e for e in effects if isinstance(e, TransitChange)]
        new, more = drawn(self.stops, lines, self.period)
        return self.stops.and_(new), join_rides([self._changed(lines, changes), more])

    def _changed(self, lines: Sequence[TransitLine], changes: Sequence[TransitChange]) -> Rides:
        often = tuple(change for change in changes if change.what == "headway")
        if often not in self._often:
            self._often.clear()
            day = expanded(self.feed) if self.feed is not None and often else None
            self._often[often] = self.rides if day is None else with_headways(
                day, self.stops, self.rides, often, self.period
            )  # fmt: skip
        return changed(self.stops, self._often[often], lines, changes)

    def whole(self, effects: Sequence[Effect]) -> tuple[Places, StopGraph]:
        """Return all stops and the whole stop graph with effects built."""
        stops, rides = self.offered(effects)
        places = stop_places(stops)
        boards = boardings(rides, len(stops), self.weights)
        return places, StopGraph(boards, self.changes(stops, places, on_the_ground(effects)))

    def with_effects(self, effects: Sequence[Effect]) -> tuple[Places, StopGraph]:
        """Return the same as :meth:`whole` with as little searched anew as a network of times has."""
        built = self.built(effects)
        if built is None:
            return self.places, self.today
        if built.extension is not None:
            return stop_places(self.offered(effects)[0]), built.extension.added.onto(self.today)
        return built.stops or self.places, built.graph or self.today

    # Changes on foot

    def changes(self, stops: Stops, places: Places, ground: Sequence[Effect]) -> Legs:
        """Return the ways on foot between stops with the penalty of an interchange."""
        ways = self.ground.ways(places, places, self.walk, ground)
        near, own = interchanges(stops.xy, len(self.stops), self.settings), np.arange(len(stops))
        joined = self._stations
        row, other, ms = self._as_told(
            np.concatenate([ways.row, near.source, own, joined.source]),
            np.concatenate([ways.other, near.target, own, joined.target]),
            np.concatenate([ways.ms, near.ms, np.zeros(len(own)), joined.ms]),
        )  # fmt: skip
        return self._penalised(legs_of(row, other, ms, len(stops)))

    def _new_changes(self, stops: Stops, fresh: Places) -> Legs:
        """Return the ways with a new stop at one end or both, rows and columns of all stops."""
        old, count, own = len(self.stops), len(stops), np.arange(len(self.stops), len(stops))
        ways = self.ground.beside(fresh, self.places, self.walk)
        parts: list[tuple[Index, Index, Floats]] = [(ways.source, ways.target, ways.ms), (own, own, np.zeros(len(own)))]
        if self._interchanges_count:
            near = interchanges(stops.xy, old, self.settings)
            parts += [(near.source, near.target, near.ms)]
        row, other, ms = (np.concatenate(column) for column in zip(*parts))
        return self._penalised(legs_of(row, other, ms, count))

    @cached_property
    def _interchanges_count(self) -> bool:
        """Return whether the straight way of an interchange may be another than that on the ground."""
        longest = run_ms(number(self.settings, "interchange_m"), straight_kmh(self.settings))
        return not self.ground.straight or bool(longest > min(limit for _, limit in self.walk.limits))

    def _penalised(self, ways: Legs) -> Legs:
        weighed = ways.weighed(self.weights)
        return Legs(weighed.first, weighed.other, weighed.ms + self.weights.interchange_ms)

    @cached_property
    def _stations(self) -> Pairs:
        """Return the ways between stops of one station; a drawn line's stops are of none."""
        return within_stations(self.feed, self.stops, self.settings)

    def _as_told(self, row: Index, other: Index, ms: Floats) -> tuple[Index, Index, Floats]:
        """Return ways after what the feed's transfers say: those that take a time, and those that are not allowed."""
        table = None if self.feed is None else self.feed.transfers
        if table is None or not len(table):
            return row, other, ms
        names = self.feed.stops["id"].to_numpy(dtype=object)  # type: ignore[union-attr]
        number_ = {str(name): i for i, name in enumerate(self.stops.id)}
        told = [
            (number_.get(str(names[a]), -1), number_.get(str(names[b]), -1), int(kind), float(seconds))
            for a, b, kind, seconds in table[["from_stop", "to_stop", "kind", "min_s"]].to_numpy()
            if int(kind) in (TIMED, IMPOSSIBLE)
        ]
        told = [one for one in told if one[0] >= 0 and one[1] >= 0]
        if not told:
            return row, other, ms
        width = int(max(row.max(initial=0), other.max(initial=0))) + 1
        kept = ~np.isin(row * width + other, [a * width + b for a, b, _, _ in told])
        timed = [(a, b, seconds * 1000.0) for a, b, kind, seconds in told if kind == TIMED]
        more = np.array(timed, dtype=np.float64).reshape(-1, 3)
        return (
            np.concatenate([row[kept], more[:, 0].astype(np.int64)]),
            np.concatenate([other[kept], more[:, 1].astype(np.int64)]), np.concatenate([ms[kept], more[:, 2]]),
        )  # fmt: skip
