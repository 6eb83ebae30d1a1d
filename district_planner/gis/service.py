"""Timetable feeds as the service of a district: read, dated, brought into its CRS, joined with the stops of the map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from district_planner.core.errors import FeedError
from district_planner.core.places.columns import Log, schema_frame
from district_planner.core.transit.feed import Feed, with_stops
from district_planner.core.transit.headways import check_period, leaving
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.report import DROPPED
from district_planner.core.transit.service import (
    DEFAULT_PERIOD,
    Period,
    combined,
    default_date,
    expanded,
    on_date,
    read_date,
    read_period,
)
from district_planner.core.transit.stored import settings_of, tables_of
from district_planner.gis.crs import WGS84, Floats, transform_coordinates, transformation
from district_planner.gis.tables import Extent

SAME_STOP_M = {"rail": 250.0, "metro": 250.0}
SAME_STOP_ELSE_M = 100.0
"""A stop of the map this close to a stop of a feed of the same mode is that stop, metres [P]."""

ALIKE_M = 50.0
"""The same for a tram, a metro and a train, which a map and a feed call now this, now that, metres [P]."""

FAR_KM, FAR_TIMES = 100.0, 20.0
"""A stop farther than this from the middle of all, and so many times farther than half of them, is misplaced [P]."""

_EARTH_KM = 6371.0
_RAILS = ("tram", "metro", "rail")


@dataclass(frozen=True)
class Service:
    """Feeds on their days, not yet in the district's CRS, and the period that is looked at."""

    feeds: tuple[Feed, ...]
    period: Period

    def lonlat(self) -> Floats:
        """Return where trips call, degrees, (n, 2)."""
        parts = [feed.stops.loc[feed.served(), ["lon", "lat"]].to_numpy(dtype=np.float64) for feed in self.feeds]
        return np.concatenate(parts)


def read_service(
    paths: Sequence[str], dates: Sequence[str], period: str, log: Log, extent: Extent | None = None
) -> Service | None:
    """Return the service of some feeds; None where there is no feed.

    Args:
        paths: zip files or folders; dates: one per feed in the same order, one for all, or none; an empty one takes the
            default date (rules 6.1); period: such as ``07:00-09:00``, empty for the default.
        extent: calls at stops outside of it are left out, degrees.

    Raises:
        FeedError: a feed, date or period that cannot be used; no departure of any feed in the period.
    """
    if not paths:
        return None
    asked = read_period(period or DEFAULT_PERIOD)
    feeds = tuple(_feed(path, day, asked, log, extent) for path, day in zip(paths, dates_for(paths, dates)))
    empty = _without_departures(feeds, asked)
    if len(empty) == len(feeds):
        raise empty[0]
    for fault in empty:
        log.warn(str(fault))
    return Service(feeds, asked)


def dates_for(paths: Sequence[str], dates: Sequence[str]) -> list[str]:
    """Return one text per feed: its date, or empty for the default.

    Raises:
        FeedError: several dates, but not one per feed.
    """
    days = list(dates) if len(dates) > 1 else list(dates or [""]) * len(paths)
    if len(days) != len(paths):
        raise FeedError(f"{len(days)} dates are given for {len(paths)} feeds", "SERVICE_DATE",
                        "Give one date per feed, separated by commas, one for all, or none")  # fmt: skip
    return days


def date_of(text: str) -> date | None:
    """Return the date of a text, None where it is empty.

    Raises:
        FeedError: it is no date.
    """
    return read_date(text) if text.strip() else None


def _without_departures(feeds: Sequence[Feed], period: Period) -> list[FeedError]:
    faults = []
    for feed in feeds:
        try:
            check_period(feed, period)
        except FeedError as fault:
            faults.append(fault)
    return faults


def _feed(path: str, day: str, period: Period, log: Log, extent: Extent | None) -> Feed:
    whole = read_feed(path)
    where = f"GTFS {Path(path).name}"
    for row in whole.report.itertuples():
        told = f"{where}: {row.count:,} {row.text} (for example {row.examples})."
        (log.warn if row.severity == DROPPED else log.say)(told)
    chosen = date_of(day) or default_date(whole)
    feed = on_date(whole, chosen, period.until_s)
    if extent is not None:
        feed = _inside(feed, extent, where)
    how = "the day that was asked for" if day.strip() else "the Tuesday with most departures"
    if not day.strip() and chosen.weekday() != 1:
        how = "the day with most departures; no Tuesday has any"
    runs = expanded(feed)
    log.say(f"{where}: {feed.name} ({how}): {len(runs.trips):,} trips at {int(feed.served().sum()):,} stops.")
    return feed


def _inside(feed: Feed, extent: Extent, where: str) -> Feed:
    west, south, east, north = extent
    stops = feed.stops
    inside = stops["lon"].between(west, east) & stops["lat"].between(south, north)
    clipped = with_stops(expanded(feed), inside.to_numpy())
    if not len(clipped.trips):
        raise FeedError("no trip calls twice inside EXTENT", where, "Choose a larger extent, or another feed")
    return clipped


def without_misplaced(service: Service, log: Log) -> Service:
    """Return a service without the stops that lie far from all others, each named in the log; their calls go too."""
    middle = np.median(service.lonlat(), axis=0)
    every = _km(service.lonlat(), middle)
    limit = max(FAR_KM, FAR_TIMES * float(np.median(every)))
    feeds = []
    for feed in service.feeds:
        away = _km(feed.stops[["lon", "lat"]].to_numpy(dtype=np.float64), middle)
        far = feed.served() & ~(away <= limit)
        if far.any():
            named = [
                f"{name} ({id_}, {km:,.0f} km)"
                for name, id_, km in zip(feed.stops.loc[far, "name"], feed.stops.loc[far, "id"], away[far])
            ]
            more = f" and {len(named) - 3} more" if len(named) > 3 else ""
            log.warn(
                f"{feed.name}: {', '.join(named[:3])}{more}: so far from the middle of the other stops that no CRS "
                "fits both; left out with its calls. Mend its position in stops.txt where it is wrong."
            )
        feeds.append(with_stops(expanded(feed), ~far) if far.any() else feed)
    return Service(tuple(feeds), service.period)


def _km(lonlat: Floats, middle: Floats) -> Floats:
    """Return kilometres from a point in degrees, on a sphere."""
    lon, lat, lon0, lat0 = *np.radians(lonlat).T, *np.radians(middle)
    half = np.sin((lat - lat0) / 2) ** 2 + np.cos(lat) * np.cos(lat0) * np.sin((lon - lon0) / 2) ** 2
    return np.asarray(2 * _EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


def place_service(service: Service, crs: str, taken: Iterable[str]) -> Feed:
    """Return the service as one feed in the district's CRS; ids are numbered where one is ``taken`` already.

    Raises:
        LayerError: no exact transformation into the CRS is installed.
    """
    how = transformation(WGS84, crs)
    placed = []
    for feed in service.feeds:
        xy = transform_coordinates(feed.stops[["lon", "lat"]].to_numpy(dtype=np.float64), how)
        placed.append(feed.placed(xy[:, 0], xy[:, 1]))
    doubled = len(placed) == 1 and bool(set(placed[0].stops["id"]) & set(taken))
    return combined(placed, number_all=doubled)


def service_tables(feed: Feed, period: Period, mapped: pd.DataFrame, log: Log) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the tables ``stops`` and ``transit_*`` and the settings; stops of the map that a feed knows are left out.

    Args:
        mapped: the district's stops of OpenStreetMap.
    """
    tables = tables_of(feed, period)
    day = expanded(feed)
    log.say(f"Public transport: {len(leaving(day, period)):,} departures from stops between {period}.")
    kept = mapped[~_known(mapped, tables["stops"])]
    if len(mapped) > len(kept):
        log.say(f"{len(mapped) - len(kept):,} stops of OSM are stops of a feed too (same mode within "
                f"{SAME_STOP_ELSE_M:.0f} m, rail and metro {SAME_STOP_M['rail']:.0f} m; tram, metro "
                f"and rail of each other {ALIKE_M:.0f} m [P]); those of the feed are kept.")  # fmt: skip
    made = {name: schema_frame(name, frame) for name, frame in tables.items()}
    made["stops"] = schema_frame("stops", pd.concat([tables["stops"], kept], ignore_index=True))
    return made, settings_of(feed, period)


def _known(mapped: pd.DataFrame, stops: pd.DataFrame) -> Any:
    """Return whether each stop of the map is a stop of a feed, shape (mapped,)."""
    known = np.zeros(len(mapped), dtype=bool)
    shapes = mapped["geometry"].to_numpy(dtype=object)
    for mode in mapped["mode"].unique():
        here = np.flatnonzero((mapped["mode"] == mode).to_numpy())
        distance = SAME_STOP_M.get(str(mode), SAME_STOP_ELSE_M)
        alike = {other: min(distance, ALIKE_M) for other in _RAILS if mode in _RAILS} | {mode: distance}
        for other, metres in alike.items():
            there = stops.loc[stops["mode"] == other, "geometry"].to_numpy(dtype=object)
            found, _ = shapely.STRtree(there).query(shapes[here], predicate="dwithin", distance=metres)
            known[here[found]] = True
    return known


def ids_of(tables: Mapping[str, pd.DataFrame]) -> set[str]:
    """Return the ids of all places."""
    return {str(one) for frame in tables.values() if "id" in frame for one in frame["id"]}
