"""The public transport access level of many points, before and with drawn lines and changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from district_planner.core.errors import RequestError
from district_planner.core.evaluation.places import Places
from district_planner.core.interventions.effects import Effect, TransitChange, TransitLine
from district_planner.core.interventions.services import SERVICES
from district_planner.core.interventions.transit_line import per_hour
from district_planner.core.progress import Progress, check, no_progress
from district_planner.core.transit.feed import Feed
from district_planner.core.transit.frequency import FrequencyModel
from district_planner.core.transit.ground import ON_FOOT, Span, on_the_ground, stop_places
from district_planner.core.transit.headways import stop_departures
from district_planner.core.transit.lines import Stops, closed_stops
from district_planner.core.transit.ptal import MODES, PtalRules, Route, band, index
from district_planner.core.transit.service import Period

PEAK = Period(8 * 3600 + 900, 9 * 3600 + 900)
"""08:15 to 09:15, the hour of the method [S]."""

_COLUMNS = ["stop", "route", "mode", "direction", "per_hour"]


@dataclass(frozen=True)
class Calling:
    """Which route leaves which stop how often in the peak: a row per stop, route and direction."""

    stops: Stops
    table: pd.DataFrame


def calling(feed: Feed | None, effects: Sequence[Effect]) -> Calling:
    """Return what calls in the peak with some effects built. Routes are told apart by name."""
    table, stops = _today(feed)
    lines = [e for e in effects if isinstance(e, TransitLine)]
    gone = {route for line in lines for route in line.replaces}
    table = table[~table["id"].isin(gone)]
    for change in (e for e in effects if isinstance(e, TransitChange)):
        table = _changed(table, stops, change)
    rows: list[tuple[object, ...]] = []
    names: list[str] = []
    ids: list[str] = []
    places: list[tuple[float, float]] = []
    for line in lines:
        hourly = per_hour(line.headways, PEAK.start_s, PEAK.end_s)
        for number, stop in enumerate(line.stops):
            ends = (number == 0, number == len(line.stops) - 1)
            rows += [(len(stops) + len(places), line.route, SERVICES[line.service].ptal, way, hourly)
                     for way, last in ((0, ends[1]), (1, ends[0])) if not last]  # fmt: skip
            ids.append(f"{line.route}:{number}")
            names.append(stop.name)
            places.append((stop.x, stop.y))
    more = Stops(
        np.array(ids, dtype=object), np.array(names, dtype=object), np.array(places, dtype=float).reshape(-1, 2)
    )
    return Calling(stops.and_(more), pd.concat([table[_COLUMNS], pd.DataFrame(rows, columns=_COLUMNS)]))


def _today(feed: Feed | None) -> tuple[pd.DataFrame, Stops]:
    if feed is None:
        nothing = Stops(np.empty(0, dtype=object), np.empty(0, dtype=object), np.empty((0, 2)))
        return pd.DataFrame(columns=[*_COLUMNS, "id"]), nothing
    table, routes = stop_departures(feed, PEAK), feed.routes
    number = table["route"].to_numpy(dtype=np.int64)
    mode = routes["mode"].where(routes["mode"].isin(MODES), "rail").to_numpy(dtype=object)[number]
    table = table.assign(
        id=routes["id"].to_numpy(dtype=object)[number], route=routes["name"].to_numpy(dtype=object)[number], mode=mode
    )
    stops = feed.stops
    return table, Stops(
        stops["id"].to_numpy(dtype=object), stops["name"].to_numpy(dtype=object),
        stops[["x", "y"]].to_numpy(dtype=np.float64),
    )  # fmt: skip


def _changed(table: pd.DataFrame, stops: Stops, change: TransitChange) -> pd.DataFrame:
    mine = table["id"].isin(change.routes) if change.routes else pd.Series(True, index=table.index)
    if change.what == "route_withdrawn":
        return table[~mine]
    if change.what == "stop_closed":
        return table[~(mine & table["stop"].isin(closed_stops(stops, change)))]
    if change.what == "headway":
        return table.assign(per_hour=table["per_hour"].mask(mine, 60.0 / change.headway_min))
    return table


def levels(
    model: FrequencyModel, points: Places, effects: Sequence[Effect], rules: PtalRules, progress: Progress = no_progress
) -> pd.DataFrame:
    """Return ``ptai`` and ``band`` of each point, in the order of the points.

    Walking distance is the time on foot at 80 m a minute, so that crossing a busy street counts.

    Raises:
        RequestError: there are no points.
    """
    if not len(points):
        raise RequestError("there are no points", "PTAL", "Choose a layer of points, the district's origins or a grid")
    here = calling(model.feed, effects)
    used = np.unique(here.table["stop"].to_numpy(dtype=np.int64))
    stops = Stops(here.stops.id[used], here.stops.name[used], here.stops.xy[used])
    span = Span.of(ON_FOOT, {"walk": max(rules.bus_m, rules.rail_m) / rules.walk_m_per_min})
    ways = model.ground.ways(points, stop_places(stops), span, on_the_ground(effects), progress)
    by_stop = _by_stop(here.table, used)
    values = np.zeros(len(points))
    for point in range(len(points)):
        if point % 1000 == 0:
            check(progress, point / len(points))
        part = slice(ways.first[point], ways.first[point + 1])
        metres = ways.ms[part] / 60000.0 * rules.walk_m_per_min
        values[point] = index(_routes(zip(ways.other[part].tolist(), metres.tolist()), by_stop), rules)
    return pd.DataFrame({"ptai": values, "band": [band(value) for value in values.tolist()]})


_Call = tuple[str, str, int, float]


def _by_stop(table: pd.DataFrame, used: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[list[_Call]]:
    found: list[list[_Call]] = [[] for _ in used]
    rows = np.searchsorted(used, table["stop"].to_numpy(dtype=np.int64))
    columns = (table[name].tolist() for name in ("route", "mode", "direction", "per_hour"))
    for stop, route, mode, direction, hourly in zip(rows.tolist(), *columns):
        found[stop].append((str(route), str(mode), int(direction), float(hourly)))
    return found


def _routes(near: zip[tuple[int, float]], by_stop: list[list[_Call]]) -> list[Route]:
    """Return each route once: its nearest stop, and the busier direction at the nearest stop of that direction."""
    best: dict[tuple[str, str], dict[int, tuple[float, float]]] = {}
    for stop, metres in near:
        for route, mode, direction, hourly in by_stop[stop]:
            ways = best.setdefault((mode, route), {})
            if direction not in ways or metres < ways[direction][0]:
                ways[direction] = (metres, hourly)
    return [
        Route(route, mode, min(m for m, _ in ways.values()), max(hourly for _, hourly in ways.values()))
        for (mode, route), ways in best.items()
    ]
