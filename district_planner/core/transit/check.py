"""What a timetable feed holds on a day, what was dropped and why, and what looks wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import shapely

from district_planner.core.errors import FeedError
from district_planner.core.transit.feed import REPORT_COLUMNS, Feed
from district_planner.core.transit.headways import check_period, leaving
from district_planner.core.transit.report import NOTE, Report
from district_planner.core.transit.service import Period, default_date, departures_by_date, expanded, on_date
from district_planner.core.transit.stored import served_stops

DOUBTFUL, SEVERE = "doubtful", "high"

MAX_KMH: Mapping[str, float] = {
    "bus": 130.0, "tram": 120.0, "metro": 150.0, "rail": 350.0, "ferry": 100.0, "cable": 80.0, "other": 1000.0,
}  # fmt: skip
"""Straight from stop to stop faster than this looks wrong, km/h [P]."""

ROUNDING_S = 60
"""Times of many feeds are whole minutes: so much longer a ride may really take, seconds."""

_EARTH_KM = 6371.0
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Checked:
    """What was found in one feed.

    Attributes:
        findings: ``feed`` and the columns of ``Feed.report``; severity also ``doubtful`` and ``high``.
        stops: those that a trip serves that day: ``feed``, ``id``, ``name``, ``mode``, ``routes``, ``per_hour`` in the
            period, ``platform``, ``parent``, ``lon``, ``lat``, ``geometry`` (points in degrees).
        text: the same in sentences.
    """

    findings: pd.DataFrame
    stops: pd.DataFrame
    text: str


def examine(feed: Feed, day: date | None, period: Period) -> Checked:
    """Return what a whole feed holds on a day (the default date where None).

    Raises:
        FeedError: nothing runs on that day.
    """
    chosen = day or default_date(feed)
    today = on_date(feed, chosen, period.until_s)
    found = _more(feed, today, period)
    findings = pd.concat([feed.report, found.frame()], ignore_index=True)[list(REPORT_COLUMNS)]
    findings.insert(0, "feed", feed.sources[0].file)
    stops = served_stops(today, period)
    points = shapely.points(stops["lon"].to_numpy(dtype=float), stops["lat"].to_numpy(dtype=float))
    stops = stops.assign(feed=feed.sources[0].file, geometry=points)[
        ["feed", "id", "name", "mode", "routes", "per_hour", "platform", "parent", "lon", "lat", "geometry"]
    ].reset_index(drop=True)
    return Checked(findings, stops, _text(feed, today, period, findings, stops))


def _more(feed: Feed, today: Feed, period: Period) -> Report:
    report = Report()
    try:
        check_period(today, period)
    except FeedError as fault:
        report.add(
            SEVERE, "stop_times", "period", [str(period)], f"period has no departure: {fault.what}. {fault.cure}"
        )
    boardable = ~feed.stops["station"] & ~today.served()
    report.add(NOTE, "stops", "not served", feed.stops.loc[boardable, "id"], "stops are served by no trip on that day")
    idle = np.setdiff1d(np.arange(len(feed.routes)), today.trips["route"].to_numpy(dtype=np.int64))
    report.add(NOTE, "routes", "not running", feed.routes["id"].iloc[idle], "routes have no trip on that day")
    report.add(
        DOUBTFUL, "stop_times", "speed", _too_fast(today), "trips are faster between two stops than their mode is"
    )
    loose = today.frequencies.loc[~today.frequencies["exact"].astype(bool), "trip"]
    report.add(NOTE, "frequencies", "not exact", today.trips["id"].iloc[loose.to_numpy(dtype=np.int64)],
               "frequencies promise no exact times; their first vehicle leaves at the beginning")  # fmt: skip
    return report


def _too_fast(today: Feed) -> list[str]:
    """Return the trips that run faster than ``MAX_KMH`` somewhere, a rounding of a minute granted."""
    calls = today.calls
    inner = np.flatnonzero(np.diff(calls.trip) == 0)
    lon, lat = (np.radians(today.stops[axis].to_numpy(dtype=float))[calls.stop] for axis in ("lon", "lat"))
    east = (lon[inner + 1] - lon[inner]) * np.cos(lat[inner])
    km = _EARTH_KM * np.hypot(east, lat[inner + 1] - lat[inner])
    hours = (calls.arrival[inner + 1] - calls.departure[inner] + ROUNDING_S) / 3600.0
    modes = today.routes["mode"].to_numpy(dtype=object)[today.trips["route"].to_numpy(dtype=np.int64)]
    most = np.array([MAX_KMH.get(str(mode), MAX_KMH["other"]) for mode in modes])
    fast = np.unique(calls.trip[inner[km > most[calls.trip[inner]] * hours]])
    return [str(one) for one in today.trips["id"].iloc[fast]]


def _text(feed: Feed, today: Feed, period: Period, findings: pd.DataFrame, stops: pd.DataFrame) -> str:
    span, runs = feed.services.span(), expanded(today)
    day = today.sources[0].day
    lines = [f"{feed.sources[0].name} ({feed.sources[0].file})"]
    if span is not None and day is not None:
        lines.append(f"It covers {span[0]} to {span[1]}. Looked at: {day} ({_WEEKDAYS[day.weekday()]}), {period}.")
    lines.append(
        f"{len(runs.trips):,} trips of {today.trips['route'].nunique():,} routes call at {len(stops):,} of "
        f"{len(feed.stops):,} stops; {len(leaving(runs, period)):,} departures from stops in the period."
    )
    rows = leaving(runs, period)
    modes = runs.routes["mode"].to_numpy(dtype=object)[
        runs.trips["route"].to_numpy(dtype=np.int64)[runs.calls.trip[rows]]
    ]
    counted = pd.Series(modes, dtype=object).value_counts().sort_index()
    if len(counted) > 1:
        lines.append("By mode: " + ", ".join(f"{mode} {count:,}" for mode, count in counted.items()) + ".")
    lines.append(f"Departures by weekday, the busiest of each: {_by_weekday(feed)}.")
    lines += [
        f"[{row.severity}] {row.table}.txt: {row.count:,} {row.text} ({row.examples})." for row in findings.itertuples()
    ]
    if not len(findings):
        lines.append("Nothing was dropped and nothing looks wrong.")
    return "\n".join(lines)


def _by_weekday(feed: Feed) -> str:
    counts = departures_by_date(feed)
    best = [0] * len(_WEEKDAYS)
    for day, count in zip(counts.index.tolist(), counts.tolist()):
        best[day.weekday()] = max(best[day.weekday()], int(count))
    return ", ".join(f"{name} {count:,}" for name, count in zip(_WEEKDAYS, best))
