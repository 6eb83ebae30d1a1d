"""The service of one day as tables of the district, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from district_planner.core.district import District
from district_planner.core.errors import DistrictDataError
from district_planner.core.transit.columns import rows_of
from district_planner.core.transit.feed import (
    FREQUENCY_COLUMNS,
    STOP_COLUMNS,
    TRANSFER_COLUMNS,
    TRIP_COLUMNS,
    Calls,
    Feed,
    Services,
    Source,
    made_calls,
)
from district_planner.core.transit.headways import stop_departures
from district_planner.core.transit.service import DEFAULT_PERIOD, Period, read_date, read_period

FEEDS, PERIOD = "transit_feeds", "transit_period"
"""Keys of the district's settings: the feeds with their dates, and the period that is looked at."""

STOPS, ROUTES, TRIPS, CALLS = "stops", "transit_routes", "transit_trips", "transit_calls"
FREQUENCIES, TRANSFERS = "transit_frequencies", "transit_transfers"
_CURE = "Make the district again with Create district and the feed"


def settings_of(feed: Feed, period: Period) -> dict[str, Any]:
    """Return the settings that say where the service comes from, on which day, and the period (rules 6.1)."""
    feeds = [
        {"name": one.name, "file": one.file, "attribution": one.attribution,
         "date": one.day.isoformat() if one.day else None}
        for one in feed.sources
    ]  # fmt: skip
    return {FEEDS: feeds, PERIOD: str(period)}


def tables_of(feed: Feed, period: Period) -> dict[str, pd.DataFrame]:
    """Return the service of one day as the district's tables ``stops`` and ``transit_*``.

    Only stops where a trip calls are there; ``mode`` is that of most departures, ``routes`` the names of all routes,
    ``per_hour`` the departures per hour in ``period``.

    Args:
        feed: one day of one or several feeds (``service.on_date``, ``service.combined``), its stops placed.
    """
    calls, ids = feed.calls, feed.trips["id"].to_numpy(dtype=object)
    at = feed.stops["id"].to_numpy(dtype=object)
    number = _feed_of_routes(feed)
    lines, changes = feed.frequencies, feed.transfers
    return {
        STOPS: _stops(feed, period, number),
        ROUTES: feed.routes.assign(feed=number)[["id", "feed", "name", "long_name", "mode", "agency"]],
        TRIPS: pd.DataFrame({
            "id": ids, "route_id": feed.routes["id"].to_numpy(dtype=object)[feed.trips["route"]],
            "direction": feed.trips["direction"], "headsign": feed.trips["headsign"],
        }),
        CALLS: pd.DataFrame({
            "trip_id": ids[calls.trip], "stop_id": at[calls.stop], "arrival_s": calls.arrival,
            "departure_s": calls.departure, "board": calls.board.astype(int), "alight": calls.alight.astype(int),
        }),
        FREQUENCIES: pd.DataFrame({
            "trip_id": ids[lines["trip"].to_numpy(dtype=np.int64)], "start_s": lines["start_s"],
            "end_s": lines["end_s"], "headway_s": lines["headway_s"], "exact": lines["exact"].astype(int),
        }),
        TRANSFERS: pd.DataFrame({
            "from_stop_id": at[changes["from_stop"].to_numpy(dtype=np.int64)],
            "to_stop_id": at[changes["to_stop"].to_numpy(dtype=np.int64)], "kind": changes["kind"],
            "min_s": changes["min_s"],
        }),
    }  # fmt: skip


def _feed_of_routes(feed: Feed) -> npt.NDArray[np.int64]:
    """Return the number of the feed, from 1, that each route comes from; a route without trips takes the first."""
    number = np.ones(len(feed.routes), dtype=np.int64)
    number[feed.trips["route"].to_numpy(dtype=np.int64)] = feed.trips["service"].to_numpy(dtype=np.int64) + 1
    return number


def served_stops(feed: Feed, period: Period) -> pd.DataFrame:
    """Return the served rows of ``feed.stops`` with ``mode``, ``routes`` and ``per_hour`` in the period.

    ``mode`` is that of most calls of the day, the first in order of name on a tie.
    """
    route = feed.trips["route"].to_numpy(dtype=np.int64)[feed.calls.trip]
    met = pd.DataFrame({"stop": feed.calls.stop.astype(np.int64), "route": route}).value_counts().reset_index()
    met.columns = pd.Index(["stop", "route", "calls"])
    met["mode"] = feed.routes["mode"].to_numpy(dtype=object)[met["route"]]
    met["name"] = feed.routes["name"].to_numpy(dtype=object)[met["route"]]
    modes = met.groupby(["stop", "mode"])["calls"].sum().reset_index()
    modes = modes.sort_values(["stop", "calls", "mode"], ascending=[True, False, True]).drop_duplicates("stop")
    names = met.drop_duplicates(["stop", "name"]).sort_values("name").groupby("stop")["name"].agg(", ".join)
    leaving = stop_departures(feed, period).groupby("stop")["per_hour"].sum()
    stops = feed.stops[feed.served()]
    return stops.assign(
        mode=modes.set_index("stop")["mode"].reindex(stops.index), routes=names.reindex(stops.index),
        per_hour=leaving.reindex(stops.index, fill_value=0.0).astype(float),
    )  # fmt: skip


def _stops(feed: Feed, period: Period, number: npt.NDArray[np.int64]) -> pd.DataFrame:
    stops = served_stops(feed, period)
    first = np.zeros(len(feed.stops), dtype=np.int64)
    first[feed.calls.stop] = number[feed.trips["route"].to_numpy(dtype=np.int64)[feed.calls.trip]]
    points = shapely.points(stops["x"].to_numpy(dtype=float), stops["y"].to_numpy(dtype=float))
    made = stops.assign(feed=first[stops.index], geometry=points)
    return made[["id", "name", "mode", "feed", "parent", "platform", "routes", "per_hour", "geometry"]].reset_index(
        drop=True
    )


def period_of(district: District) -> Period:
    """Return the period that the district looks at, the default where it says none."""
    return read_period(str(district.settings.get(PERIOD) or DEFAULT_PERIOD))


def feed_of(district: District) -> Feed | None:
    """Return the service that the district holds; None where it holds none.

    ``stops`` are the district's stops that a feed serves, at ``x``, ``y``; ``lon``, ``lat`` are NaN.

    Raises:
        DistrictDataError: a table names a stop, trip or route that is not there, or settings lack the feeds.
    """
    tables = district.tables
    if CALLS not in tables or not len(tables[CALLS]):
        return None
    sources = _sources(district.settings)
    stops = _read_stops(tables[STOPS])
    routes = tables[ROUTES].fillna({"name": "", "long_name": "", "agency": "", "mode": "other"})
    trips = tables[TRIPS]
    route = _known(trips["route_id"], routes["id"], TRIPS, "route")
    number = pd.to_numeric(routes["feed"]).fillna(1).to_numpy(dtype=np.int64) - 1
    made = pd.DataFrame({
        "id": trips["id"], "route": route, "service": number[route],
        "direction": trips["direction"].fillna(-1).astype(np.int64), "headsign": trips["headsign"].fillna(""),
    }, columns=list(TRIP_COLUMNS))  # fmt: skip
    return Feed(
        sources, stops, routes[["id", "name", "long_name", "mode", "agency"]], made,
        _calls(tables[CALLS], trips, stops), _services(sources), _transfers(tables, stops), _frequencies(tables, trips),
    )  # fmt: skip


def _known(ids: pd.Series[Any], among: pd.Series[Any], table: str, what: str) -> npt.NDArray[np.int64]:
    rows = rows_of(ids, among)
    if (rows < 0).any():
        raise DistrictDataError(f"{what} '{ids[rows < 0].iloc[0]}' is not there", table, _CURE)
    return rows


def _sources(settings: Mapping[str, Any]) -> tuple[Source, ...]:
    feeds = settings.get(FEEDS)
    if not isinstance(feeds, list) or not feeds:
        raise DistrictDataError(f"it has calls but no {FEEDS}", "Settings of the district", _CURE)
    return tuple(
        Source(str(one.get("name", "")), str(one.get("file", "")), str(one.get("attribution", "")),
               read_date(one["date"]) if one.get("date") else None)
        for one in feeds
    )  # fmt: skip


def _services(sources: tuple[Source, ...]) -> Services:
    """Return a service per feed that runs on its date only."""
    count = len(sources)
    days = [(one.day or date.min).toordinal() for one in sources]
    return Services(
        np.array([str(day) for day in days], dtype=object), np.zeros((count, 7), dtype=bool),
        np.zeros(count, np.int64), np.zeros(count, np.int64), np.arange(count, dtype=np.int32),
        np.array(days, dtype=np.int64), np.ones(count, dtype=bool),
    )  # fmt: skip


def _read_stops(table: pd.DataFrame) -> pd.DataFrame:
    rows = table[table["feed"].notna()]
    shapes = rows["geometry"].to_numpy(dtype=object)
    made = rows.assign(lon=np.nan, lat=np.nan, x=shapely.get_x(shapes), y=shapely.get_y(shapes), station=False)
    texts = dict.fromkeys(("name", "parent", "platform"), "")
    return made.fillna(texts)[list(STOP_COLUMNS)].reset_index(drop=True)


def _calls(table: pd.DataFrame, trips: pd.DataFrame, stops: pd.DataFrame) -> Calls:
    trip = _known(table["trip_id"], trips["id"], CALLS, "trip")
    stop = _known(table["stop_id"], stops["id"], CALLS, "stop")
    order = np.argsort(trip, kind="stable")
    arrival, departure, board, alight = (
        table[name].to_numpy()[order] for name in ("arrival_s", "departure_s", "board", "alight")
    )
    if not (np.isfinite(arrival.astype(float)) & np.isfinite(departure.astype(float))).all():
        raise DistrictDataError("a call has no time", CALLS, _CURE)
    return made_calls(trip[order], stop[order], (arrival, departure), (board == 1, alight == 1), len(trips))


def _transfers(tables: Mapping[str, pd.DataFrame], stops: pd.DataFrame) -> pd.DataFrame:
    """Return the changes between stops that are served; the others do not matter."""
    table = tables[TRANSFERS] if TRANSFERS in tables else pd.DataFrame(columns=["from_stop_id", "to_stop_id"])
    rows = [rows_of(table[name], stops["id"]) for name in ("from_stop_id", "to_stop_id")]
    made = pd.DataFrame({"from_stop": rows[0], "to_stop": rows[1]})
    for name in ("kind", "min_s"):
        made[name] = table[name].fillna(0).to_numpy(dtype=np.int64) if name in table else 0
    return made[(rows[0] >= 0) & (rows[1] >= 0)].reset_index(drop=True)[list(TRANSFER_COLUMNS)]


def _frequencies(tables: Mapping[str, pd.DataFrame], trips: pd.DataFrame) -> pd.DataFrame:
    table = tables[FREQUENCIES] if FREQUENCIES in tables else pd.DataFrame(columns=["trip_id", *FREQUENCY_COLUMNS])
    made = pd.DataFrame({"trip": _known(table["trip_id"], trips["id"], FREQUENCIES, "trip")})
    for name in FREQUENCY_COLUMNS[1:]:
        made[name] = table[name].to_numpy(dtype=np.int64)
    return made.assign(exact=made["exact"] == 1)
