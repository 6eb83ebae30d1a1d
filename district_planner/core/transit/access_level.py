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
from district_planner.core.network.streets import Objects
from district_planner.core.progress import Progress, check, no_progress
from district_planner.core.settings import number
from district_planner.core.transit.another_headway import calls_of, headways_of, repeated_ways
from district_planner.core.transit.feed import Feed
from district_planner.core.transit.frequency import FrequencyModel
from district_planner.core.transit.ground import ON_FOOT, Span, on_the_ground, stop_places
from district_planner.core.transit.headways import leaving, stop_departures
from district_planner.core.transit.lines import Stops, closed_stops
from district_planner.core.transit.patterns import Index
from district_planner.core.transit.ptal import MODES, PtalRules, Route, band, index
from district_planner.core.transit.service import Period, expanded
from district_planner.core.transit.ways import directions_of

PEAK = Period(8 * 3600 + 900, 9 * 3600 + 900)
"""08:15 to 09:15, the hour of the method [S]."""

_KEYS = ["stop", "mode", "owner", "route", "direction"]
_COLUMNS = [*_KEYS, "per_hour"]
_DRAWN = "(drawn)"
"""Whose route a drawn line is: nobody's of today's."""


@dataclass(frozen=True)
class Calling:
    """Which route leaves which stop how often in the peak.

    Attributes:
        stops: those of today and of drawn lines.
        table: a row per ``stop`` (row), ``mode``, ``owner``, ``route`` (name) and ``direction`` with its departures
            ``per_hour``, whatever ids the feed gives them.
    """

    stops: Stops
    table: pd.DataFrame


def calling(model: FrequencyModel, effects: Sequence[Effect]) -> Calling:
    """Return what calls in the peak with some effects built.

    A route is what riders know as one: a name of a mode of an agency (of a feed, where it names none). The feed may
    give it several ids; their departures add up.

    Raises:
        FeedError: a stop closes where it is drawn, and nothing departs in the period of the model.
    """
    lines = [e for e in effects if isinstance(e, TransitLine)]
    changes = [e for e in effects if isinstance(e, TransitChange)]
    table, stops = _leaving(model.feed, changes)
    gone = {route for line in lines for route in line.replaces}
    table = table[~table["id"].isin(gone)]
    for change in changes:
        shut = _shut(model, stops, change) if change.what == "stop_closed" else stops.id[:0]
        table = _changed(table, stops.id, change, shut)
    rows: list[tuple[object, ...]] = []
    names: list[str] = []
    ids: list[str] = []
    places: list[tuple[float, float]] = []
    for line in lines:
        hourly = per_hour(line.headways, PEAK.start_s, PEAK.end_s)
        for place, stop in enumerate(line.stops):
            ends = (place == 0, place == len(line.stops) - 1)
            rows += [(len(stops) + len(places), SERVICES[line.service].ptal, _DRAWN, line.route, way, hourly)
                     for way, last in ((0, ends[1]), (1, ends[0])) if not last]  # fmt: skip
            ids.append(f"{line.route}:{place}")
            names.append(stop.name)
            places.append((stop.x, stop.y))
    more = Stops(
        np.array(ids, dtype=object), np.array(names, dtype=object), np.array(places, dtype=float).reshape(-1, 2)
    )
    every = pd.concat([table[_COLUMNS], pd.DataFrame(rows, columns=_COLUMNS)])
    # Where nothing calls, pandas takes no sum of a column without numbers.
    every = every.astype({"stop": np.int64, "direction": np.int64, "per_hour": np.float64})
    return Calling(stops.and_(more), every.groupby(_KEYS)[["per_hour"]].sum().reset_index())


def _leaving(feed: Feed | None, changes: Sequence[TransitChange]) -> tuple[pd.DataFrame, Stops]:
    """Return what leaves each stop in the peak, in the columns of a calling and ``id`` of the route, and all stops.

    Changed headways are in; see :mod:`another_headway`.
    """
    if feed is None:
        nothing = Stops(np.empty(0, dtype=object), np.empty(0, dtype=object), np.empty((0, 2)))
        return pd.DataFrame(columns=[*_COLUMNS, "id"]), nothing
    day, routes, stops = expanded(feed), feed.routes, feed.stops
    often = headways_of(day, changes)
    rows = leaving(day, PEAK)
    rows = rows[~np.any([np.zeros(len(rows), dtype=bool), *(mine[day.calls.trip[rows]] for mine, _ in often)], axis=0)]
    more = calls_of(day, [way for mine, minutes in often for way in repeated_ways(day, mine, minutes)], PEAK)
    every = np.concatenate([rows, more["row"].to_numpy(dtype=np.int64)])
    trip = day.calls.trip[every].astype(np.int64)
    row, known = day.trips["route"].to_numpy(dtype=np.int64)[trip], _known_as(feed)
    table = pd.DataFrame({
        "stop": day.calls.stop[every].astype(np.int64), "direction": _directions(day, known)[0][trip],
        "per_hour": np.concatenate([np.ones(len(rows)), more["departures"].to_numpy(dtype=np.float64)]) / PEAK.hours,
        "id": routes["id"].to_numpy(dtype=object)[row],
        **{name: known[name].to_numpy(dtype=object)[row] for name in ("mode", "owner", "route")},
    })  # fmt: skip
    return table, Stops(
        stops["id"].to_numpy(dtype=object), stops["name"].to_numpy(dtype=object),
        stops[["x", "y"]].to_numpy(dtype=np.float64),
    )  # fmt: skip


def _directions(day: Feed, known: pd.DataFrame) -> tuple[Index, int]:
    owner = known.groupby(["mode", "owner", "route"], sort=False).ngroup().to_numpy(dtype=np.int64)
    return directions_of(day, owner[day.trips["route"].to_numpy(dtype=np.int64)])


def untold_directions(feed: Feed | None) -> int:
    """Return of how many routes the feed does not tell the direction of every trip."""
    return 0 if feed is None else _directions(expanded(feed), _known_as(feed))[1]


def trains_apart(feed: Feed | None) -> dict[str, tuple[int, int]]:
    """Return the modes of which a feed seems to give each vehicle a route of its own, which makes the index low.

    They are those of which most routes that leave in the peak run once on that day: a route that is only seldom there
    in one hour runs in another.

    Returns:
        mode -> routes that run once, of how many that leave in the peak; a mode with one route is left out.
    """
    if feed is None:
        return {}
    known = _known_as(feed)
    day = expanded(feed).trips["route"].to_numpy(dtype=np.int64)
    keys = ["mode", "owner", "route"]
    runs = known.iloc[day].groupby(keys).size()
    here = known.iloc[np.unique(stop_departures(feed, PEAK)["route"].to_numpy(dtype=np.int64))].drop_duplicates()
    once = (runs.loc[pd.MultiIndex.from_frame(here)] == 1).groupby("mode").agg(["sum", "size"])
    return {
        str(mode): (int(single), int(every))
        for mode, single, every in once.itertuples()
        if every > 1 and 2 * single > every
    }


def _known_as(feed: Feed) -> pd.DataFrame:
    """Return by what riders know each route: ``mode``, ``owner`` and ``route``, a row per row of ``feed.routes``."""
    routes, several = feed.routes, len(feed.sources) > 1
    # Of several feeds the ids begin with the number of the feed.
    feeds = [str(one).partition(":")[0] if several else "" for one in routes["id"]]
    return pd.DataFrame({
        "mode": routes["mode"].where(routes["mode"].isin(MODES), "rail").to_numpy(dtype=object),
        "owner": [agency or of_feed for agency, of_feed in zip(routes["agency"].fillna(""), feeds)],
        "route": routes["name"].astype(str).to_numpy(dtype=object),
    })  # fmt: skip


def _shut(model: FrequencyModel, stops: Stops, change: TransitChange) -> Objects:
    """Return the ids of the stops that close: where it is drawn that of the travel times, of all in their period."""
    of = stops if change.stops else model.stops
    return of.id[closed_stops(of, change)]


def _changed(table: pd.DataFrame, ids: Objects, change: TransitChange, shut: Objects) -> pd.DataFrame:
    mine = table["id"].isin(change.routes) if change.routes else pd.Series(True, index=table.index)
    if change.what == "route_withdrawn":
        return table[~mine]
    if change.what == "stop_closed":
        closed = np.flatnonzero(np.isin(ids.astype(str), shut.astype(str)))
        return table[~(mine & table["stop"].isin(closed))]
    return table


def levels(
    model: FrequencyModel, points: Places, effects: Sequence[Effect], rules: PtalRules, progress: Progress = no_progress
) -> pd.DataFrame:
    """Return ``ptai`` and ``band`` of each point, in the order of the points.

    Walking distance is the time on foot at the district's own walking speed, so that crossing a busy street counts as
    the metres that are walked meanwhile. What the method makes of it, 80 m a minute and its reach, is the rules'.

    Raises:
        RequestError: there are no points.
    """
    if not len(points):
        raise RequestError("there are no points", "PTAL", "Choose a layer of points, the district's origins or a grid")
    here = calling(model, effects)
    used = np.unique(here.table["stop"].to_numpy(dtype=np.int64))
    stops = Stops(here.stops.id[used], here.stops.name[used], here.stops.xy[used])
    speed = number(model.settings, "walk_kmh") * 1000.0 / 60.0
    span = Span.of(ON_FOOT, {"walk": max(rules.bus_m, rules.rail_m) / speed})
    ways = model.ground.ways(points, stop_places(stops), span, on_the_ground(effects), progress)
    by_stop = _by_stop(here.table, used)
    values = np.zeros(len(points))
    for point in range(len(points)):
        if point % 1000 == 0:
            check(progress, point / len(points))
        part = slice(ways.first[point], ways.first[point + 1])
        metres = ways.ms[part] / 60000.0 * speed
        values[point] = index(_routes(zip(ways.other[part].tolist(), metres.tolist()), by_stop), rules)
    return pd.DataFrame({"ptai": values, "band": [band(value) for value in values.tolist()]})


_Name = tuple[str, str, str]
"""Mode, owner and name of a route."""
_Call = tuple[_Name, int, float]


def _by_stop(table: pd.DataFrame, used: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[list[_Call]]:
    found: list[list[_Call]] = [[] for _ in used]
    rows = np.searchsorted(used, table["stop"].to_numpy(dtype=np.int64))
    columns = (table[name].tolist() for name in ("mode", "owner", "route", "direction", "per_hour"))
    for stop, mode, owner, route, direction, hourly in zip(rows.tolist(), *columns):
        found[stop].append(((str(mode), str(owner), str(route)), int(direction), float(hourly)))
    return found


def _routes(near: zip[tuple[int, float]], by_stop: list[list[_Call]]) -> list[Route]:
    """Return each route once: its nearest stop, and the busier direction at the nearest stop of that direction.

    Of stops that are equally near the busier one counts.
    """
    best: dict[_Name, dict[int, tuple[float, float]]] = {}
    for stop, metres in near:
        for name, direction, hourly in by_stop[stop]:
            ways = best.setdefault(name, {})
            if direction not in ways or (metres, -hourly) < (ways[direction][0], -ways[direction][1]):
                ways[direction] = (metres, hourly)
    return [
        Route(name[2], name[0], min(m for m, _ in ways.values()), max(hourly for _, hourly in ways.values()))
        for name, ways in best.items()
    ]
