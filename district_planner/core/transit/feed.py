"""A timetable feed in memory: plain tables and arrays, made by :mod:`district_planner.core.transit.read`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Ints = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

DAY_S = 86400
MODES = ("tram", "metro", "rail", "bus", "ferry", "cable", "other")
"""Modes of a route; every route type of the feed maps to one of them."""

STOP_COLUMNS = ("id", "name", "lon", "lat", "x", "y", "parent", "platform", "station")
ROUTE_COLUMNS = ("id", "name", "long_name", "mode", "agency")
TRIP_COLUMNS = ("id", "route", "service", "direction", "headsign")
TRANSFER_COLUMNS = ("from_stop", "to_stop", "kind", "min_s")
FREQUENCY_COLUMNS = ("trip", "start_s", "end_s", "headway_s", "exact")
REPORT_COLUMNS = ("severity", "table", "kind", "count", "examples", "text")


@dataclass(frozen=True)
class Calls:
    """Every call of every trip, in order of trip and sequence.

    Attributes:
        trip: row of ``Feed.trips``, ascending, shape (n,).
        stop: row of ``Feed.stops``, shape (n,).
        arrival, departure: whole seconds after midnight of the service day, past 86,400 after the next midnight;
            negative only for what is left of the day before (``service.on_date``). Never falling within a trip.
        board, alight: whether passengers may get on or off.
        first: where the calls of each trip begin, shape (trips + 1,).
    """

    trip: Ints
    stop: Ints
    arrival: Ints
    departure: Ints
    board: Bools
    alight: Bools
    first: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.trip)


@dataclass(frozen=True)
class Services:
    """On which days each service runs: weekdays within a span, then single days added or taken away.

    Attributes:
        ids: shape (n,), the feed's service ids.
        weekdays: shape (n, 7), Monday first.
        start, end: first and last day of the weekday pattern, proleptic ordinals, both included, shape (n,).
        extra_service, extra_day, extra_runs: single days: row of ``ids``, ordinal, whether it runs; shape (m,).
    """

    ids: npt.NDArray[np.object_]
    weekdays: Bools
    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]
    extra_service: Ints
    extra_day: npt.NDArray[np.int64]
    extra_runs: Bools

    def running(self, day: date) -> Bools:
        """Return whether each service runs on ``day``, shape (n,)."""
        number = day.toordinal()
        runs = self.weekdays[:, day.weekday()] & (self.start <= number) & (number <= self.end)
        today = self.extra_day == number
        runs[self.extra_service[today]] = self.extra_runs[today]
        return np.asarray(runs, dtype=bool)

    def span(self) -> tuple[date, date] | None:
        """Return the first and last day on which anything may run; None where nothing ever does."""
        used = self.weekdays.any(axis=1) & (self.start <= self.end)
        days = np.concatenate([self.start[used], self.end[used], self.extra_day[self.extra_runs]])
        return (date.fromordinal(int(days.min())), date.fromordinal(int(days.max()))) if len(days) else None


@dataclass(frozen=True)
class Source:
    """Where service comes from: every result names each feed with its date (rules 6.1).

    Attributes:
        name: what to call the feed: its agencies, else its file.
        file: name of the file or folder it was read from.
        attribution: whom to name when its data is shown.
        day: the service day, None for a whole feed.
    """

    name: str
    file: str
    attribution: str
    day: date | None = None

    def __str__(self) -> str:
        return f"{self.name}, {self.day.isoformat()}" if self.day else self.name


@dataclass(frozen=True)
class Feed:
    """A feed, or the service of one day of one or several feeds.

    Rows are referred to by their position; the index of every table is 0, 1, 2, …

    Attributes:
        sources: the feed's name and attribution; several after ``service.combined``.
        stops: ``id``, ``name``, ``lon``, ``lat`` in degrees, ``x``, ``y`` in metres of the district's CRS (NaN until
            ``placed``), ``parent`` (id of the station it belongs to, or empty), ``platform`` (its code, or empty),
            ``station`` (True for a station, entrance or node that is no place to board).
        routes: ``id``, ``name`` (short, else long), ``long_name``, ``mode`` (one of ``MODES``), ``agency``.
        trips: ``id``, ``route`` (row), ``service`` (row of ``services.ids``), ``direction`` (0, 1, or -1 where the
            feed tells none), ``headsign``.
        calls: the times.
        services: the days.
        transfers: ``from_stop``, ``to_stop`` (rows), ``kind`` as in the feed (0 recommended, 1 timed, 2 needs
            ``min_s``, 3 impossible), ``min_s`` whole seconds.
        frequencies: ``trip`` (row) runs every ``headway_s`` seconds from ``start_s`` until before ``end_s``; its calls
            are a pattern only. ``exact`` says whether these are promised times.
        report: what was dropped, mended or is worth knowing: ``severity`` (dropped, mended, note), ``table``,
            ``kind``, ``count`` of rows, ``examples`` (first ids), ``text`` (a sentence).
    """

    sources: tuple[Source, ...]
    stops: pd.DataFrame
    routes: pd.DataFrame
    trips: pd.DataFrame
    calls: Calls
    services: Services
    transfers: pd.DataFrame
    frequencies: pd.DataFrame
    report: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(REPORT_COLUMNS)))

    @property
    def name(self) -> str:
        """Return the names of the sources with their dates, for titles."""
        return "; ".join(map(str, self.sources))

    @property
    def attribution(self) -> str:
        """Return whom to name, each once."""
        return "; ".join(dict.fromkeys(one.attribution for one in self.sources if one.attribution))

    def placed(self, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> Feed:
        """Return the feed with its stops at ``x``, ``y`` in metres of the district's CRS, shape (stops,)."""
        return replace(self, stops=self.stops.assign(x=np.asarray(x, float), y=np.asarray(y, float)))

    def served(self) -> Bools:
        """Return whether any trip calls at each stop, shape (stops,)."""
        there = np.zeros(len(self.stops), dtype=bool)
        there[self.calls.stop] = True
        return there


def starts(trip: npt.NDArray[Any], count: int) -> npt.NDArray[np.int64]:
    """Return where each of ``count`` trips begins in the ascending array ``trip``, and the end: shape (count + 1,)."""
    return np.searchsorted(trip, np.arange(count + 1)).astype(np.int64)


def made_calls(
    trip: npt.NDArray[Any],
    stop: npt.NDArray[Any],
    times: Sequence[npt.NDArray[Any]],
    allowed: Sequence[npt.NDArray[Any]],
    trips: int,
) -> Calls:
    """Return calls of arrays that are in order of trip and sequence.

    Args:
        times: arrival and departure, seconds; allowed: boarding and alighting; trips: how many trips there are.
    """
    arrival, departure = (np.asarray(one, dtype=np.int32) for one in times)
    board, alight = (np.asarray(one, dtype=bool) for one in allowed)
    rows = np.asarray(trip, dtype=np.int32)
    return Calls(rows, np.asarray(stop, dtype=np.int32), arrival, departure, board, alight, starts(rows, trips))


def with_trips(feed: Feed, kept: npt.NDArray[Any]) -> Feed:
    """Return the feed with only the trips where ``kept`` is true, shape (trips,); stops and routes stay as they are."""
    kept = np.asarray(kept, dtype=bool)
    if kept.all():
        return feed
    new = np.cumsum(kept) - 1
    calls, lines = feed.calls, feed.frequencies
    chosen = kept[calls.trip]
    made = made_calls(
        new[calls.trip[chosen]],
        calls.stop[chosen],
        (calls.arrival[chosen], calls.departure[chosen]),
        (calls.board[chosen], calls.alight[chosen]),
        int(kept.sum()),
    )
    lines = lines[kept[lines["trip"].to_numpy(dtype=np.int64)]].reset_index(drop=True)
    lines = lines.assign(trip=new[lines["trip"].to_numpy(dtype=np.int64)])
    return replace(feed, trips=feed.trips[kept].reset_index(drop=True), calls=made, frequencies=lines)


def with_stops(feed: Feed, kept: npt.NDArray[Any]) -> Feed:
    """Return the feed without calls at the stops where ``kept`` is false; trips left with one call go.

    The stops stay as rows. Frequencies must be expanded before: a trip may lose its first call.

    Args:
        kept: shape (stops,).
    """
    kept = np.asarray(kept, dtype=bool)
    calls = feed.calls
    chosen = kept[calls.stop]
    if chosen.all():
        return feed
    made = made_calls(
        calls.trip[chosen],
        calls.stop[chosen],
        (calls.arrival[chosen], calls.departure[chosen]),
        (calls.board[chosen], calls.alight[chosen]),
        len(feed.trips),
    )
    return with_trips(replace(feed, calls=made), np.diff(made.first) >= 2)
