"""The service of one day: its date, its trips, and how often they run in a period (rules 6.1)."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from district_planner.core.errors import FeedError
from district_planner.core.transit.clock import clock, seconds
from district_planner.core.transit.feed import DAY_S, Feed, Services, made_calls, with_trips

DEFAULT_PERIOD = "07:00-09:00"
"""Period in which service is looked at [P]."""

SAME_ID_M = 50.0
"""Stops of one id in two feeds are one stop where they lie this close to each other, metres [P]."""

_TUESDAY = 1
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{8}")

AFTER_S = 90 * 60
"""How long after its period a day is looked at, seconds: the usual time limit by public transport [P]."""


@dataclass(frozen=True)
class Period:
    """A part of a day: whole seconds after midnight, the end not included."""

    start_s: int
    end_s: int

    @property
    def until_s(self) -> int:
        """Return the second until which vehicles leave that who sets out in the period may still take."""
        return self.end_s + AFTER_S

    @property
    def hours(self) -> float:
        """Return the length in hours."""
        return (self.end_s - self.start_s) / 3600.0

    def __str__(self) -> str:
        return f"{clock(self.start_s)}-{clock(self.end_s)}"


def read_period(text: str) -> Period:
    """Return the period of a text such as ``07:00-09:00``; the end may pass 24:00.

    Raises:
        FeedError: it cannot be read, or ends before it begins.
    """
    parts = [part.strip() for part in text.replace("–", "-").split("-")]
    found = seconds(pd.Series(parts, dtype=object)).tolist() if len(parts) == 2 else [-1, -1]
    if any(one > 0 and one % 60 for one in found):
        raise FeedError(f"“{text}” has seconds", "PERIOD", "A period is of whole minutes, for example 07:00-09:00")
    if found[0] < 0 or found[1] <= found[0]:
        raise FeedError(f"“{text}” is no period", "PERIOD", "Write two times of day, for example 07:00-09:00")
    return Period(found[0], found[1])


def read_date(text: str) -> date:
    """Return the date of a text such as ``2025-02-11`` or ``20250211``.

    Raises:
        FeedError: it is no date.
    """
    digits = text.strip().replace("-", "") if _DATE.fullmatch(text.strip()) else ""
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError as error:
        raise FeedError(f"“{text}” is no date", "SERVICE_DATE", "Write it as 2025-02-11") from error


def departures_per_trip(feed: Feed) -> npt.NDArray[np.int64]:
    """Return how many departures each trip makes on a day it runs, repeated by its frequencies, shape (trips,)."""
    runs = np.ones(len(feed.trips), dtype=np.int64)
    lines = feed.frequencies
    trip = lines["trip"].to_numpy(dtype=np.int64)
    runs[trip] = 0
    np.add.at(runs, trip, _repeats(lines))
    return runs * (np.diff(feed.calls.first) - 1)


def _repeats(lines: pd.DataFrame) -> npt.NDArray[np.int64]:
    span = lines["end_s"].to_numpy(dtype=np.int64) - lines["start_s"].to_numpy(dtype=np.int64)
    return np.asarray(-(-span // lines["headway_s"].to_numpy(dtype=np.int64)), dtype=np.int64)


def departures_by_date(feed: Feed) -> pd.Series[Any]:
    """Return the number of departures on every day that the feed covers, indexed by date."""
    span = feed.services.span()
    if span is None:
        return pd.Series(dtype=np.int64)
    first = span[0]
    per_service = np.bincount(
        feed.trips["service"].to_numpy(dtype=np.int64), departures_per_trip(feed), len(feed.services.ids)
    )
    days = [first + timedelta(days=step) for step in range((span[1] - first).days + 1)]
    counts = [int(per_service[feed.services.running(day)].sum()) for day in days]
    return pd.Series(counts, index=days, dtype=np.int64)


def default_date(feed: Feed) -> date:
    """Return the Tuesday with most departures, the earliest on a tie; without a Tuesday the busiest day (rules 6.1).

    Raises:
        FeedError: nothing runs on any day.
    """
    counts = departures_by_date(feed)
    busy = counts[counts > 0]
    if not len(busy):
        raise FeedError("no trip runs on any day", feed.name, "Fetch the whole feed again")
    tuesdays = busy[[day.weekday() == _TUESDAY for day in busy.index]]
    chosen = tuesdays if len(tuesdays) else busy
    found: date = chosen.index[int(chosen.to_numpy().argmax())]
    return found


def on_date(feed: Feed, day: date | None = None, until_s: int = DAY_S) -> Feed:
    """Return the service of one day, the default date where ``day`` is None.

    Only trips that run are left. What the day before still runs after midnight is there too, its times less 24 hours
    and its ids ended with ``@-1``; so are the trips of the day after that leave before ``until_s``, seconds after the
    day's midnight, with 24 hours more and ``@+1``. ``sources`` carry the date.

    Raises:
        FeedError: nothing runs on that day; the dates that the feed covers are named.
    """
    day = day or default_date(feed)
    today = _trips_on(feed, day)
    if not today.any():
        raise _no_service(feed, day)
    parts = [with_trips(feed, today)]
    late = _trips_on(feed, day - timedelta(days=1)) & (_last_arrival(feed) >= DAY_S)
    if late.any():
        parts.append(_earlier(with_trips(feed, late), DAY_S))
    early = _trips_on(feed, day + timedelta(days=1)) & (_first_departure(feed) + DAY_S < until_s)
    if early.any():
        parts.append(_before(_earlier(with_trips(feed, early), -DAY_S), until_s))
    only = Services(
        np.array([day.isoformat()], dtype=object), np.zeros((1, 7), dtype=bool), np.zeros(1, np.int64),
        np.zeros(1, np.int64), np.zeros(1, np.int32), np.array([day.toordinal()]), np.ones(1, dtype=bool),
    )  # fmt: skip
    parts = [replace(part, trips=part.trips.assign(service=0), services=only) for part in parts]
    made = parts[0] if len(parts) == 1 else joined(parts, [np.arange(len(feed.stops))] * len(parts), [0] * len(parts))
    return replace(made, stops=feed.stops, routes=feed.routes, transfers=feed.transfers, services=only,
                   sources=tuple(replace(one, day=day) for one in feed.sources), report=feed.report)  # fmt: skip


def day_of_trips(feed: Feed) -> npt.NDArray[np.int64]:
    """Return of a day's service which trips are of the day before, -1, of the day itself, 0, and of the next, 1."""
    marks = feed.trips["id"].str.extract(r"@([+-]1)(?:#\d+)?$", expand=False)
    return marks.fillna("0").to_numpy(dtype=object).astype(np.int64)


def _trips_on(feed: Feed, day: date) -> npt.NDArray[np.bool_]:
    runs = feed.services.running(day)[feed.trips["service"].to_numpy(dtype=np.int64)]
    return np.asarray(runs & (departures_per_trip(feed) > 0), dtype=bool)


def _last_arrival(feed: Feed) -> npt.NDArray[np.int64]:
    """Return the last second at which each trip arrives anywhere, repeats by frequency included, shape (trips,)."""
    last = feed.calls.arrival[feed.calls.first[1:] - 1].astype(np.int64)
    lines = feed.frequencies
    trip = lines["trip"].to_numpy(dtype=np.int64)
    length = last[trip] - feed.calls.departure[feed.calls.first[trip]]
    repeated = np.full(len(last), -DAY_S, dtype=np.int64)
    np.maximum.at(repeated, trip, lines["end_s"].to_numpy(dtype=np.int64) + length)
    return np.where(np.isin(np.arange(len(last)), trip), repeated, last)


def _first_departure(feed: Feed) -> npt.NDArray[np.int64]:
    """Return the second at which each trip leaves first, by its frequencies where it has any, shape (trips,)."""
    first = feed.calls.departure[feed.calls.first[:-1]].astype(np.int64)
    lines = feed.frequencies
    trip = lines["trip"].to_numpy(dtype=np.int64)
    repeated = np.full(len(first), np.iinfo(np.int64).max // 2)
    np.minimum.at(repeated, trip, lines["start_s"].to_numpy(dtype=np.int64))
    return np.where(np.isin(np.arange(len(first)), trip), repeated, first)


def _before(feed: Feed, until_s: int) -> Feed:
    """Return a service whose frequencies end before a second."""
    lines = feed.frequencies[feed.frequencies["start_s"] < until_s].reset_index(drop=True)
    return replace(feed, frequencies=lines.assign(end_s=np.minimum(lines["end_s"], until_s)))


def _earlier(feed: Feed, by_s: int) -> Feed:
    mark = "@-1" if by_s > 0 else "@+1"
    calls = replace(feed.calls, arrival=feed.calls.arrival - np.int32(by_s),
                    departure=feed.calls.departure - np.int32(by_s))  # fmt: skip
    lines = feed.frequencies
    lines = lines.assign(start_s=lines["start_s"] - by_s, end_s=lines["end_s"] - by_s)
    return replace(feed, calls=calls, frequencies=lines, trips=feed.trips.assign(id=feed.trips["id"] + mark))


def _no_service(feed: Feed, day: date) -> FeedError:
    counts = departures_by_date(feed)
    busy = counts[counts > 0].index
    if not len(busy):
        return FeedError("no trip runs on any day", feed.name, "Fetch the whole feed again")
    what = f"nothing runs on {day.isoformat()}; the feed covers {busy[0].isoformat()} to {busy[-1].isoformat()}"
    near = sorted(busy, key=lambda one: abs((one - day).days))[0]
    return FeedError(what, feed.name, f"Choose a day such as {near.isoformat()} as SERVICE_DATE, or leave it empty")


def expanded(feed: Feed) -> Feed:
    """Return the feed with every run of a frequency as a trip of its own, ids ended with ``#1``, ``#2``, …

    The first run leaves at ``start_s`` and the others every ``headway_s`` seconds, also where the feed promises no
    exact times.
    """
    lines = feed.frequencies
    if not len(lines):
        return feed
    repeats = _repeats(lines)
    trip = np.repeat(lines["trip"].to_numpy(dtype=np.int64), repeats)
    turn = np.arange(len(trip)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    start = np.repeat(lines["start_s"].to_numpy(dtype=np.int64), repeats)
    start = start + turn * np.repeat(lines["headway_s"].to_numpy(dtype=np.int64), repeats)
    calls = feed.calls
    plain = np.setdiff1d(np.arange(len(feed.trips)), trip)
    every = np.concatenate([plain, trip])
    shift = np.concatenate([np.zeros(len(plain), np.int64), start - calls.departure[calls.first[trip]]])
    count = np.diff(calls.first)[every]
    rows = np.repeat(calls.first[every] - (np.cumsum(count) - count), count) + np.arange(count.sum())
    late = np.repeat(shift, count)
    made = made_calls(
        np.repeat(np.arange(len(every)), count), calls.stop[rows],
        (calls.arrival[rows] + late, calls.departure[rows] + late), (calls.board[rows], calls.alight[rows]), len(every),
    )  # fmt: skip
    trips = feed.trips.iloc[every].reset_index(drop=True)
    order = pd.Series(trip).groupby(trip).cumcount().to_numpy() + 1
    ids = trips["id"].to_numpy(dtype=object)
    ids[len(plain) :] = [f"{name}#{number}" for name, number in zip(ids[len(plain) :], order)]
    return replace(feed, trips=trips.assign(id=ids), calls=made, frequencies=lines.iloc[:0].reset_index(drop=True))


def combined(feeds: Sequence[Feed], *, number_all: bool = False) -> Feed:
    """Return the service of several feeds, each of its own day, as one; ids begin with ``1:``, ``2:``, … of the feed.

    A stop that an earlier feed holds under the same id and no farther than 50 m away is that stop: ids of stops are
    given out by the nation or region, and a pole that two operators call at is one place with common lines.
    One feed alone keeps its ids, unless ``number_all``. The service rows are one per feed.
    """
    if len(feeds) == 1 and not number_all:
        return feeds[0]
    known, rows, named = _Known(), [], []
    new_id: dict[str, str] = {}
    for number, feed in enumerate(feeds, start=1):
        prefixed = _prefixed(feed, f"{number}:")
        where, twice = known.rows_of(feed.stops, prefixed.stops["id"].tolist())
        rows.append(where)
        new_id |= {prefixed.stops["id"].iloc[at]: known.ids[where[at]] for at in np.flatnonzero(twice)}
        stops = prefixed.stops[~twice]
        stops = stops.assign(parent=[new_id.get(one, one) for one in stops["parent"]])
        named.append(replace(prefixed, stops=stops))
    made = joined(named, rows, np.cumsum([0, *(len(feed.routes) for feed in named)])[:-1].tolist())
    first = np.cumsum([0, *(len(feed.services.ids) for feed in named)])[:-1]
    services = Services(
        np.concatenate([feed.services.ids for feed in named]),
        np.concatenate([feed.services.weekdays for feed in named]),
        np.concatenate([feed.services.start for feed in named]),
        np.concatenate([feed.services.end for feed in named]),
        np.concatenate([feed.services.extra_service + at for feed, at in zip(named, first)]).astype(np.int32),
        np.concatenate([feed.services.extra_day for feed in named]),
        np.concatenate([feed.services.extra_runs for feed in named]),
    )
    trips = made.trips.assign(service=np.concatenate([feed.trips["service"] + at for feed, at in zip(named, first)]))
    return replace(made, services=services, trips=trips)


class _Known:
    """The stops of the feeds so far, each once."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self._at: dict[str, list[tuple[float, float, int]]] = {}

    def rows_of(self, stops: pd.DataFrame, ids: Sequence[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        """Return the row of each stop among all, and whether an earlier feed holds it; ``ids`` are those to keep."""
        rows, twice = np.empty(len(stops), dtype=np.int64), np.zeros(len(stops), dtype=bool)
        mine: dict[str, tuple[float, float, int]] = {}
        for at, (id_, x, y) in enumerate(zip(stops["id"], stops["x"], stops["y"])):
            there = [row for east, north, row in self._at.get(id_, ()) if math.hypot(east - x, north - y) <= SAME_ID_M]
            twice[at] = bool(there)
            if not there:
                mine[id_] = (x, y, len(self.ids))
                self.ids.append(ids[at])
            rows[at] = there[0] if there else len(self.ids) - 1
        for id_, place in mine.items():
            self._at.setdefault(id_, []).append(place)
        return rows, twice


def _prefixed(feed: Feed, prefix: str) -> Feed:
    stops = feed.stops.assign(id=prefix + feed.stops["id"],
                              parent=[prefix + one if one else "" for one in feed.stops["parent"]])  # fmt: skip
    return replace(feed, stops=stops, routes=feed.routes.assign(id=prefix + feed.routes["id"]),
                   trips=feed.trips.assign(id=prefix + feed.trips["id"]))  # fmt: skip


def joined(feeds: Sequence[Feed], stops: Sequence[npt.NDArray[np.int64]], routes: Sequence[int]) -> Feed:
    """Return feeds one after the other; ``stops`` maps each feed's stops to the new rows, ``routes`` is the first."""
    first = np.cumsum([0, *(len(feed.trips) for feed in feeds)])
    calls = made_calls(
        np.concatenate([feed.calls.trip + at for feed, at in zip(feeds, first)]),
        np.concatenate([new[feed.calls.stop] for feed, new in zip(feeds, stops)]),
        (np.concatenate([feed.calls.arrival for feed in feeds]),
         np.concatenate([feed.calls.departure for feed in feeds])),
        (np.concatenate([feed.calls.board for feed in feeds]), np.concatenate([feed.calls.alight for feed in feeds])),
        int(first[-1]),
    )  # fmt: skip
    trips = [feed.trips.assign(route=feed.trips["route"] + at) for feed, at in zip(feeds, routes)]
    lines = [feed.frequencies.assign(trip=feed.frequencies["trip"] + at) for feed, at in zip(feeds, first)]
    changes = [
        feed.transfers.assign(
            from_stop=new[feed.transfers["from_stop"].to_numpy(dtype=np.int64)],
            to_stop=new[feed.transfers["to_stop"].to_numpy(dtype=np.int64)],
        )
        for feed, new in zip(feeds, stops)
    ]
    return Feed(
        sum((feed.sources for feed in feeds), ()),
        pd.concat([feed.stops for feed in feeds], ignore_index=True),
        pd.concat([feed.routes for feed in feeds], ignore_index=True),
        pd.concat(trips, ignore_index=True), calls, feeds[0].services,
        pd.concat(changes, ignore_index=True), pd.concat(lines, ignore_index=True),
        pd.concat([feed.report for feed in feeds], ignore_index=True),
    )  # fmt: skip
