"""A day's service after what planners change about it: routes gone, stops closed, rides faster, another headway."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from district_planner.core.interventions.effects import TransitChange, TransitLine
from district_planner.core.transit.another_headway import Repeated, headways_of, of_routes, repeated_ways
from district_planner.core.transit.columns import rows_of
from district_planner.core.transit.feed import Bools, Calls, Feed, made_calls, with_trips
from district_planner.core.transit.gather import stretched
from district_planner.core.transit.lines import Stops, closed_stops
from district_planner.core.transit.offsets import departures
from district_planner.core.transit.patterns import Index
from district_planner.core.transit.service import expanded


def at_headway(feed: Feed, changes: Sequence[TransitChange]) -> tuple[str, ...]:
    """Return the routes of a day that run at a headway after some changes, in order."""
    routes = feed.routes["id"].astype(str).to_numpy()
    runs = np.unique(feed.trips["route"].to_numpy(dtype=np.int64))
    named = [one.routes for one in changes if one.what == "headway"]
    return tuple(sorted(one for one in routes[runs] if any(not some or one in some for some in named)))


@dataclass(frozen=True)
class ChangedDay:
    """A day's service after what drawn lines replace and what changes say, the lines themselves left out.

    Attributes:
        day: as it would run at today's headways; stays: its trips that do.
        ways: the others, at theirs.
    """

    day: Feed
    stays: Index
    ways: tuple[Repeated, ...] = ()

    def at(self, phases: Mapping[str, float]) -> Feed:
        """Return the service when what runs at a headway is late by a share of it; phases: route -> share."""
        if not self.ways:
            return self.day
        names = self.day.routes["id"].astype(str).to_numpy()
        trip, shift = [self.stays], [np.zeros(len(self.stays), dtype=np.int64)]
        for way in self.ways:
            minutes, until = way.step_s / 60.0, way.last_s + way.step_s
            leaves = departures([(way.first_s, until, minutes)], phases[str(names[way.route])])
            trip.append(way.like[: len(leaves)])
            shift.append(leaves - way.start_s[: len(leaves)])
        return _shifted(self.day, np.concatenate(trip), np.concatenate(shift))


def changed_day(
    feed: Feed, served: Stops, lines: Sequence[TransitLine], changes: Sequence[TransitChange]
) -> ChangedDay:  # fmt: skip
    """Return a day's service after what drawn lines replace and what changes say.

    Of several headways of a route the last counts.

    Args:
        feed: one day; served: its stops served in the period, of which a closed stop is the nearest.
    """
    if not changes and not any(line.replaces for line in lines):
        return ChangedDay(feed, np.arange(len(feed.trips)))
    day = expanded(feed)
    gone = np.zeros(len(day.trips), dtype=bool)
    for line in lines:
        gone |= of_routes(day, line.replaces) if line.replaces else False
    for change in changes:
        mine = of_routes(day, change.routes)
        if change.what == "route_withdrawn":
            gone |= mine
        elif change.what == "stop_closed":
            day = replace(day, calls=_closed(day, mine, rows_of(closed_ids(served, change), day.stops["id"])))
        elif change.what == "speed":
            day = replace(day, calls=_faster(day.calls, mine, change.speed_factor))
    day = with_trips(day, ~gone)
    often = headways_of(day, changes)
    stays = np.flatnonzero(~np.any([np.zeros(len(day.trips), dtype=bool), *(mine for mine, _ in often)], axis=0))
    return ChangedDay(day, stays, tuple(way for mine, minutes in often for way in repeated_ways(day, mine, minutes)))


def closed_ids(served: Stops, change: TransitChange) -> pd.Series[str]:
    """Return the ids of the stops that a change closes."""
    return pd.Series(served.id[closed_stops(served, change)], dtype=object)


def _closed(feed: Feed, mine: Bools, stops: Index) -> Calls:
    """Return the calls when nobody boards or alights at some stops; vehicles pass as they did."""
    calls = feed.calls
    shut = mine[calls.trip] & np.isin(calls.stop, stops)
    return replace(calls, board=calls.board & ~shut, alight=calls.alight & ~shut)


def _faster(calls: Calls, mine: Bools, factor: float) -> Calls:
    """Return the calls when some trips, from their first departure on, take their time divided by a factor."""
    first = calls.departure[calls.first[:-1]].astype(np.int64)[calls.trip]
    some = mine[calls.trip]

    def sped(times: Index) -> Index:
        return np.where(some, first + np.rint((times - first) / factor).astype(np.int64), times)

    return made_calls(
        calls.trip, calls.stop, (sped(calls.arrival.astype(np.int64)), sped(calls.departure.astype(np.int64))),
        (calls.board, calls.alight), len(mine),
    )  # fmt: skip


def _shifted(feed: Feed, trip: Index, shift: Index) -> Feed:
    """Return the day made of some of its trips, each as often as it is named, later by so many seconds."""
    calls = feed.calls
    new, row = stretched(calls.first, trip)
    late = shift[new]
    made = made_calls(
        new, calls.stop[row], (calls.arrival[row] + late, calls.departure[row] + late),
        (calls.board[row], calls.alight[row]), len(trip),
    )  # fmt: skip
    trips = feed.trips.iloc[trip].reset_index(drop=True)
    turn = trips.groupby("id").cumcount()
    ids = [f"{one}~{number}" if late else one for one, number, late in zip(trips["id"], turn, shift.tolist())]
    return replace(feed, trips=trips.assign(id=ids), calls=made)
