"""Drawn lines as trips of a day's service, at a known offset of their headway."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from district_planner.core.interventions.effects import TransitLine
from district_planner.core.interventions.services import SERVICES
from district_planner.core.transit.feed import (
    FREQUENCY_COLUMNS,
    REPORT_COLUMNS,
    STOP_COLUMNS,
    TRANSFER_COLUMNS,
    Calls,
    Feed,
    Services,
    made_calls,
)
from district_planner.core.transit.lines import Stops, drawn_stops, in_order
from district_planner.core.transit.offsets import departures
from district_planner.core.transit.patterns import Index
from district_planner.core.transit.service import joined


def no_service() -> Feed:
    """Return a day on which nothing runs, for a district without a timetable."""
    empty = np.empty(0, dtype=np.int64)
    services = Services(
        np.array([""], dtype=object), np.zeros((1, 7), dtype=bool), np.zeros(1, np.int64), np.zeros(1, np.int64),
        empty.astype(np.int32), empty, empty.astype(bool),
    )  # fmt: skip
    stops = pd.DataFrame({name: pd.Series(dtype=_STOP_TYPES.get(name, object)) for name in STOP_COLUMNS})
    routes = pd.DataFrame({name: pd.Series(dtype=object) for name in ("id", "name", "long_name", "mode", "agency")})
    calls = made_calls(empty, empty, (empty, empty), (empty, empty), 0)
    return Feed((), stops, routes, _trips([], [], []), calls, services, *_nothing())


_STOP_TYPES = {"lon": float, "lat": float, "x": float, "y": float, "station": bool}


def _nothing() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return no transfers, no frequencies, no report."""
    whole = {name: pd.Series(dtype=np.int64) for name in (*TRANSFER_COLUMNS, *FREQUENCY_COLUMNS)}
    lines = pd.DataFrame({name: whole[name] for name in FREQUENCY_COLUMNS}).astype({"exact": bool})
    report = pd.DataFrame({name: pd.Series(dtype=object) for name in REPORT_COLUMNS})
    return pd.DataFrame({name: whole[name] for name in TRANSFER_COLUMNS}), lines, report


def _trips(ids: Sequence[str], route: Sequence[int], direction: Sequence[int]) -> pd.DataFrame:
    return pd.DataFrame({
        "id": pd.Series(ids, dtype=object), "route": np.asarray(route, dtype=np.int64),
        "service": np.zeros(len(ids), dtype=np.int64), "direction": np.asarray(direction, dtype=np.int64),
        "headsign": pd.Series([""] * len(ids), dtype=object),
    })  # fmt: skip


def with_lines(feed: Feed, lines: Sequence[TransitLine], phases: Mapping[str, float]) -> Feed:
    """Return a day's service with drawn lines behind it: their stops after its stops, their trips after its trips.

    Args:
        feed: one day, its stops placed in metres; phases: route -> offset of the line as a share of its headway.
    """
    if not lines:
        return feed
    table = feed.stops
    known = Stops(table["id"].to_numpy(dtype=object), table["name"].to_numpy(dtype=object), np.empty((len(table), 2)))
    new, numbers = drawn_stops(known, lines)
    own = [mine - len(known) for mine in numbers]
    more = _service_of(new, in_order(lines), own, phases)
    rows = [np.arange(len(known)), np.arange(len(new)) + len(known)]
    return replace(joined([feed, more], rows, [0, len(feed.routes)]), services=feed.services)


def _service_of(stops: Stops, lines: Sequence[TransitLine], own: Sequence[Index], phases: Mapping[str, float]) -> Feed:
    empty = no_service()
    places = pd.DataFrame({
        "id": stops.id, "name": stops.name, "lon": np.nan, "lat": np.nan, "x": stops.xy[:, 0], "y": stops.xy[:, 1],
        "parent": "", "platform": "", "station": False,
    }, columns=list(STOP_COLUMNS))  # fmt: skip
    routes = pd.DataFrame({
        "id": [line.route for line in lines], "name": [line.name for line in lines],
        "long_name": "", "mode": [SERVICES[line.service].ptal for line in lines], "agency": "",
    })  # fmt: skip
    ids: list[str] = []
    route: list[int] = []
    way: list[int] = []
    columns: list[tuple[Index, Index, Index]] = []
    for number, (line, mine) in enumerate(zip(lines, own)):
        starts = departures(line.headways, phases[line.route])
        for direction in (0, 1):
            ids += [f"{line.route}:{direction}:{turn}" for turn in range(len(starts))]
            route += [number] * len(starts)
            way += [direction] * len(starts)
            columns.append(_calls_of(line, mine, direction, starts))
    return replace(empty, stops=places, routes=routes, trips=_trips(ids, route, way), calls=_joined_calls(columns))


def _calls_of(line: TransitLine, stops: Index, direction: int, starts: Index) -> tuple[Index, Index, Index]:
    """Return stop, arrival and departure of every call of one direction, each of shape (trips, stops)."""
    arrives, leaves = call_seconds(line, direction)
    stops = stops if direction == 0 else stops[::-1]
    there = np.broadcast_to(stops, (len(starts), len(stops)))
    return there, starts[:, None] + arrives[None, :], starts[:, None] + leaves[None, :]


def call_seconds(line: TransitLine, direction: int) -> tuple[Index, Index]:
    """Return whole seconds after the start at which each stop is arrived at and left; direction 1 runs back."""
    leg = np.array(line.leg_ms if direction == 0 else line.leg_ms[::-1])
    begins = np.concatenate([[0.0], np.cumsum(leg + line.dwell_ms)])
    arrives = begins.copy()
    arrives[1:] -= line.dwell_ms
    begins[-1] = arrives[-1]
    return np.rint(arrives / 1000.0).astype(np.int64), np.rint(begins / 1000.0).astype(np.int64)


def _joined_calls(columns: Sequence[tuple[Index, Index, Index]]) -> Calls:
    count = np.concatenate([np.full(len(stop), stop.shape[1]) for stop, _, _ in columns])
    stop, arrival, departure = (np.concatenate([one[k].ravel() for one in columns]) for k in range(3))
    yes = np.ones(len(stop), dtype=bool)
    return made_calls(np.repeat(np.arange(len(count)), count), stop, (arrival, departure), (yes, yes), len(count))
