"""A GTFS feed read into a :class:`Feed`: what cannot be used is dropped and said, never guessed.

Source of the format: GTFS Schedule reference (gtfs.org), with Google's extended route types.
"""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any, Union

import numpy as np
import numpy.typing as npt
import pandas as pd

from district_planner.core.errors import FeedError
from district_planner.core.transit.archive import read_tables
from district_planner.core.transit.clock import seconds
from district_planner.core.transit.columns import column, rows_of
from district_planner.core.transit.feed import (
    FREQUENCY_COLUMNS,
    ROUTE_COLUMNS,
    TRANSFER_COLUMNS,
    Feed,
    Source,
    with_trips,
)
from district_planner.core.transit.read_calls import read_calls
from district_planner.core.transit.read_services import read_services
from district_planner.core.transit.read_stops import read_stops
from district_planner.core.transit.report import DROPPED, MENDED, NOTE, Report
from district_planner.core.transit.route_types import mode_of

PathText = Union[str, PathLike[str]]
Tables = dict[str, pd.DataFrame]


def read_feed(path: PathText) -> Feed:
    """Read a feed from a zip or a folder.

    Optional files may be missing, columns may stand in any order, the feed may lie in a folder inside the zip. Blank
    times between two given ones are interpolated by distance; times may pass 24:00. Trips with fewer than two usable
    calls, trips whose times run backwards and stops without a place are dropped. ``Feed.report`` says what and why.

    Raises:
        FeedError: not a feed, unsafe (:mod:`district_planner.core.transit.archive`), or nothing usable is left in it.
    """
    file = Path(path)
    where = str(file)
    tables = read_tables(file)
    for name, columns in _NEEDED.items():
        _require(tables, name, columns, where)
    report = Report()
    stops = read_stops(tables["stops"], report)
    routes = _routes(tables, report)
    services = read_services(tables, report, where)
    trips = _trips(tables["trips"], routes, services.ids, report)
    calls, told = read_calls(tables["stop_times"], trips["id"], stops, report)
    frequencies = _frequencies(tables.get("frequencies"), trips, report)
    transfers = _transfers(tables.get("transfers"), stops, report)
    source = _source(tables, file)
    feed = Feed((source,), stops, routes, trips, calls, services, transfers, frequencies)
    feed = _without_short_trips(feed, told, report)
    if not len(feed.trips):
        reasons = "; ".join(f"{row[3]:,} {row[5]}" for row in report.rows if row[0] == DROPPED)
        raise FeedError(f"no trip is left that can be used ({reasons or 'the tables are empty'})", where,
                        "Correct the feed or fetch it again")  # fmt: skip
    return Feed((source,), feed.stops, feed.routes, feed.trips, feed.calls, services, transfers, feed.frequencies,
                report.frame())  # fmt: skip


_NEEDED = {
    "stops": ("stop_id",), "routes": ("route_id", "route_type"), "trips": ("route_id", "service_id", "trip_id"),
    "stop_times": ("trip_id", "stop_id"),
}  # fmt: skip


def _require(tables: Tables, table: str, columns: tuple[str, ...], where: str) -> None:
    missing = [name for name in columns if name not in tables[table]]
    if missing and (len(tables[table]) or not len(tables[table].columns)):
        raise FeedError(f"{table}.txt has no column {' and '.join(missing)}", where, "Correct its first line")


def _routes(tables: Tables, report: Report) -> pd.DataFrame:
    given = tables["routes"]
    twice = given["route_id"].duplicated()
    report.add(DROPPED, "routes", "repeated", given.loc[twice, "route_id"], "routes have an id that was used before")
    given = given[~twice].reset_index(drop=True)
    short, long = column(given, "route_short_name"), column(given, "route_long_name")
    modes = given["route_type"].map(mode_of)
    unknown = given.loc[modes == "other", "route_id"]
    report.add(NOTE, "routes", "mode", unknown, "routes have a type that is no public transport known here")
    agency = _agencies(tables)
    named = column(given, "agency_id").map(lambda one: agency.get(one, next(iter(agency.values()), "")))
    return pd.DataFrame({
        "id": given["route_id"], "name": short.where(short != "", long).where((short != "") | (long != ""),
        given["route_id"]), "long_name": long, "mode": modes, "agency": named,
    }, columns=list(ROUTE_COLUMNS))  # fmt: skip


def _agencies(tables: Tables) -> dict[str, str]:
    given = tables.get("agency")
    if given is None or "agency_name" not in given:
        return {}
    return dict(zip(column(given, "agency_id"), given["agency_name"]))


def _source(tables: Tables, file: Path) -> Source:
    agencies = [name for name in dict.fromkeys(_agencies(tables).values()) if name]
    info, given = tables.get("feed_info"), tables.get("attributions")
    publisher = [] if info is None else [one for one in column(info, "feed_publisher_name") if one]
    named = [] if given is None else [one for one in column(given, "organization_name") if one]
    name = ", ".join(agencies[:3]) + (f" and {len(agencies) - 3} more" if len(agencies) > 3 else "")
    credit = ", ".join(dict.fromkeys([*(agencies if len(agencies) <= 3 else []), *publisher, *named]))
    return Source(name or (publisher[0] if publisher else file.stem), file.name, credit or name or file.stem)


def _trips(given: pd.DataFrame, routes: pd.DataFrame, services: Any, report: Report) -> pd.DataFrame:
    twice = given["trip_id"].duplicated()
    report.add(DROPPED, "trips", "repeated", given.loc[twice, "trip_id"], "trips have an id that was used before")
    given = given[~twice].reset_index(drop=True)
    route, service = rows_of(given["route_id"], routes["id"]), rows_of(given["service_id"], services)
    report.add(DROPPED, "trips", "no route", given.loc[route < 0, "trip_id"], "trips name a route that is not there")
    lost = (service < 0) & (route >= 0)
    report.add(DROPPED, "trips", "no service", given.loc[lost, "trip_id"], "trips name a service that has no days")
    kept = (route >= 0) & (service >= 0)
    direction = pd.to_numeric(column(given, "direction_id"), errors="coerce").fillna(-1).astype(np.int64)
    made = pd.DataFrame({
        "id": given["trip_id"], "route": route, "service": service, "direction": direction,
        "headsign": column(given, "trip_headsign"),
    })  # fmt: skip
    return made[kept].reset_index(drop=True)


def _without_short_trips(feed: Feed, told: npt.NDArray[np.int64], report: Report) -> Feed:
    """Return the feed without trips of fewer than two calls; those in ``told`` have been reported already."""
    count = np.diff(feed.calls.first)
    ids = np.delete(feed.trips["id"].to_numpy(dtype=object), told)
    count_left = np.delete(count, told)
    report.add(DROPPED, "trips", "single stop", ids[count_left == 1], "trips call at one stop only, so nobody can ride")
    report.add(DROPPED, "trips", "no calls", ids[count_left == 0], "trips have no usable call in stop_times.txt")
    return with_trips(feed, count >= 2)


def _frequencies(given: pd.DataFrame | None, trips: pd.DataFrame, report: Report) -> pd.DataFrame:
    if given is None or not len(given) or not {"trip_id", "start_time", "end_time", "headway_secs"} <= {*given}:
        return pd.DataFrame({name: pd.Series(dtype=np.int64) for name in FREQUENCY_COLUMNS}).astype({"exact": bool})
    trip = rows_of(given["trip_id"], trips["id"])
    start, end = seconds(given["start_time"]), seconds(given["end_time"])
    headway = pd.to_numeric(given["headway_secs"], errors="coerce").fillna(0.0).to_numpy()
    ids = given["trip_id"]
    report.add(DROPPED, "frequencies", "no trip", ids[trip < 0], "frequencies name a trip that is not there")
    wrong = (trip >= 0) & ~(headway >= 1)
    report.add(DROPPED, "frequencies", "headway", ids[wrong], "frequencies have a headway that is no number above 0")
    empty = (trip >= 0) & ~wrong & ~((start >= 0) & (end > start))
    report.add(DROPPED, "frequencies", "times", ids[empty], "frequencies end before they begin, or have no times")
    kept = (trip >= 0) & ~wrong & ~empty
    made = pd.DataFrame({
        "trip": trip, "start_s": start, "end_s": end, "headway_s": headway.astype(np.int64),
        "exact": (column(given, "exact_times") == "1").to_numpy(),
    }, columns=list(FREQUENCY_COLUMNS))  # fmt: skip
    return made[kept].sort_values(["trip", "start_s"], kind="stable").reset_index(drop=True)


_ONLY_FOR = ("from_route_id", "to_route_id", "from_trip_id", "to_trip_id")
"""Columns of transfers that say whom they are for; empty, they are for everybody."""


def _transfers(given: pd.DataFrame | None, stops: pd.DataFrame, report: Report) -> pd.DataFrame:
    if given is None or not {"from_stop_id", "to_stop_id"} <= {*given}:
        return pd.DataFrame({name: pd.Series(dtype=np.int64) for name in TRANSFER_COLUMNS})
    meant = _meant(stops)
    kind = pd.to_numeric(column(given, "transfer_type", "0"), errors="coerce").fillna(0).to_numpy(dtype=np.int64)
    lost = ~(given["from_stop_id"].isin(meant["id"]) & given["to_stop_id"].isin(meant["id"])).to_numpy()
    report.add(DROPPED, "transfers", "no stop", given.loc[lost, "from_stop_id"], "transfers name a stop not there")
    seated = ~lost & (kind > 3)
    report.add(NOTE, "transfers", "stay seated", given.loc[seated, "from_stop_id"],
               "transfers between trips (stay seated) are read as a change on foot")  # fmt: skip
    least = pd.to_numeric(column(given, "min_transfer_time"), errors="coerce").fillna(0).to_numpy(dtype=np.int64)
    negative = ~lost & (least < 0)
    report.add(MENDED, "transfers", "negative", given.loc[negative, "from_stop_id"], "transfers take less than no time")
    some = np.asarray(np.any([column(given, name) != "" for name in _ONLY_FOR], axis=0), dtype=bool) & ~lost & ~seated
    report.add(DROPPED, "transfers", "one route or trip", given.loc[some, "from_stop_id"],
               "transfers hold for one route or trip only; for it as for everybody the way on foot counts")  # fmt: skip
    kept = ~lost & ~some & (kind >= 0) & (kind <= 3)
    made: pd.DataFrame = pd.DataFrame({
        "from_id": given["from_stop_id"].to_numpy(), "to_id": given["to_stop_id"].to_numpy(), "kind": kind,
        "min_s": np.maximum(least, 0), "line": np.arange(len(given)),
    })[kept]  # fmt: skip
    made = made.merge(meant.add_prefix("from_"), on="from_id").merge(meant.add_prefix("to_"), on="to_id")
    # The last row of a pair counts: those by station come first, so that one by platform wins.
    made["stations"] = made["from_station"] + made["to_station"]
    made = made.sort_values(["stations", "line"], ascending=[False, True], kind="stable")
    made = made.drop_duplicates(["from_stop", "to_stop"], keep="last")
    return made[list(TRANSFER_COLUMNS)].reset_index(drop=True)


def _meant(stops: pd.DataFrame) -> pd.DataFrame:
    """Return the stops (``stop``, a row) that each ``id`` means in transfers.txt, and whether it is a ``station`` (1).

    A station means all its platforms, as the reference says; one without platforms, like any other stop, itself.
    """
    boarded = ~stops["station"].to_numpy(dtype=bool)
    parent = stops["parent"]
    # Boarding areas name a platform as their parent: it goes on meaning itself.
    platform = boarded & ((parent != "") & ~parent.isin(stops.loc[boarded, "id"])).to_numpy()
    alone = ~stops["id"].isin(parent[platform]).to_numpy()
    rows = np.arange(len(stops))
    return pd.concat([
        pd.DataFrame({"id": parent[platform], "stop": rows[platform], "station": 1}),
        pd.DataFrame({"id": stops.loc[alone, "id"], "stop": rows[alone], "station": 0}),
    ], ignore_index=True)  # fmt: skip
