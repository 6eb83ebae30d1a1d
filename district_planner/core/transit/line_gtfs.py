"""Drawn lines as a GTFS feed that other tools read.

Two forms: ``frequencies`` (one trip each way and its headways) and ``trips`` (every departure a trip of its own). Times
are whole seconds.
"""

from __future__ import annotations

import csv
import io
import os
import re
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from district_planner.core.district import District
from district_planner.core.errors import LayerError, SelectionError
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.kinds.light_rail import KIND
from district_planner.core.interventions.selection import in_scenario
from district_planner.core.interventions.services import SERVICES
from district_planner.core.interventions.transit_line import DrawnLine, drawn_line
from district_planner.core.transit.run_times import calls_ms

FORMS = ("frequencies", "trips")
ToWgs84 = Callable[[npt.NDArray[np.object_]], npt.NDArray[np.object_]]
_SPAN = ("20250101", "20991231")
"""The days on which a drawn line runs: every day."""
TIMEZONE = "Europe/London"
"""Where the times of day hold, unless the caller knows better [P]."""
_SHORT = 12
"""Longest name that GTFS recommends to be called a short one."""
_ADDRESS = "https://www.openstreetmap.org"
"""An agency must have an address; a drawn line has none of its own."""

Rows = list[Sequence[object]]


def drawn_lines(district: District, scenario: str = "", wanted: Sequence[str] = ()) -> tuple[Intervention, ...]:
    """Return the drawn lines of a district, in its order.

    Args:
        scenario: id or name, only what it names; empty: every line. wanted: ids or names; empty: all.

    Raises:
        SelectionError: there is no such scenario, or no such line.
        LayerError: there is no line at all.
    """
    among = in_scenario(district, scenario) if scenario else district.interventions
    lines = [one for one in among if one.kind == KIND.id]
    place = f"Scenario {scenario!r}" if scenario else district.name
    if not lines:
        raise LayerError("there is no line of public transport", place, "Draw one with its stops, or choose another")
    known = {name: one.id for one in reversed(lines) for name in (one.name, one.id) if name}
    for name in wanted:
        if name not in known:
            raise SelectionError(f"there is no line {name!r}", place, f"Choose from {_told(lines)}")
        if sum(one.name == name for one in lines) > 1 and all(one.id != name for one in lines):
            raise SelectionError(f"several lines are called {name!r}", place, f"Choose by id from {_told(lines)}")
    ids = {known[name] for name in wanted} or set(known.values())
    return tuple(one for one in lines if one.id in ids)


def _told(lines: Sequence[Intervention]) -> str:
    return ", ".join(f"{one.id} ({one.name})" if one.name else one.id for one in lines)


def write_gtfs(
    interventions: Sequence[Intervention],
    path: str | Path,
    to_wgs84: ToWgs84,
    form: str = FORMS[0],
    timezone: str = TIMEZONE,
) -> None:
    """Write drawn lines as one zip; an existing one is replaced only when the new one is complete.

    Args:
        interventions: of kind light_rail, in the district's CRS; form: of ``FORMS``.
        to_wgs84: array of geometries in the district's CRS -> the same in longitude and latitude.
        timezone: name of the time zone in which the departures are meant, for example Europe/London.

    Raises:
        InterventionError: a line cannot run.
        LayerError: there is no line, no such form or time zone, or the file cannot be written.
    """
    if form not in FORMS:
        raise LayerError(f"there is no form {form!r}", "GTFS", f"Choose from {', '.join(FORMS)}")
    if not interventions:
        raise LayerError("there is no line to write", "GTFS", "Draw a line of public transport, or choose another one")
    if not _is_zone(timezone):
        raise LayerError(f"{timezone!r} is no time zone", "GTFS", "Write a name such as Europe/London")
    tables = _tables(interventions, to_wgs84, form, timezone)
    target, part = Path(path), ""
    try:
        handle, part = tempfile.mkstemp(prefix=f".{target.name[:100]}.", suffix=".part", dir=target.parent)
        with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, rows in tables.items():
                text = io.StringIO()
                csv.writer(text, lineterminator="\r\n").writerows(rows)
                archive.writestr(f"{name}.txt", text.getvalue().encode("utf-8"))
        Path(part).chmod(0o644)
        Path(part).replace(target)
    except OSError as error:
        if part:
            Path(part).unlink(missing_ok=True)
        raise LayerError(
            f"cannot write the file ({error.strerror or error})", str(target), "Choose a folder that can be written to"
        ) from None


def _is_zone(name: str) -> bool:
    """Return whether a name has the form of a time zone; which ones there are is not known on every system."""
    return re.fullmatch(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*", name) is not None


def _tables(interventions: Sequence[Intervention], to_wgs84: ToWgs84, form: str, timezone: str) -> dict[str, Rows]:
    found: dict[str, Rows] = {
        "agency": [("agency_id", "agency_name", "agency_url", "agency_timezone"),
                   ("planner", "Drawn with District Planner", _ADDRESS, timezone)],
        "feed_info": [("feed_publisher_name", "feed_publisher_url", "feed_lang", "feed_start_date", "feed_end_date",
                       "feed_version"), ("Drawn with District Planner", _ADDRESS, "und", *_SPAN, "1")],
        "stops": [("stop_id", "stop_name", "stop_lat", "stop_lon")],
        "routes": [("route_id", "agency_id", "route_short_name", "route_long_name", "route_type")],
        "trips": [("route_id", "service_id", "trip_id", "trip_headsign", "direction_id", "shape_id")],
        "stop_times": [("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence")],
        "calendar": [("service_id", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
                      "start_date", "end_date"), ("daily", *[1] * 7, *_SPAN)],
        "shapes": [("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence")],
    }  # fmt: skip
    if form == "frequencies":
        found["frequencies"] = [("trip_id", "start_time", "end_time", "headway_secs", "exact_times")]
    for one in interventions:
        _add(found, one, drawn_line(one), to_wgs84, form)
    return found


def _add(found: dict[str, Rows], one: Intervention, drawn: DrawnLine, to_wgs84: ToWgs84, form: str) -> None:
    points = _geometries([shapely.Point(stop.x, stop.y) for stop in drawn.stops])
    places = shapely.get_coordinates(to_wgs84(points))
    ids = [f"{one.id}:{number}" for number in range(len(drawn.stops))]
    found["stops"] += [(id_, stop.name, f"{y:.7f}", f"{x:.7f}") for id_, stop, (x, y) in zip(ids, drawn.stops, places)]
    short, long = (one.label, "") if len(one.label) <= _SHORT else ("", one.label)
    found["routes"].append((one.id, "planner", short, long, SERVICES[drawn.service.id].gtfs))
    course = shapely.get_coordinates(to_wgs84(_geometries([one.geometry])))
    for direction, legs in ((0, drawn.legs), (1, drawn.legs[::-1])):
        order = ids if direction == 0 else ids[::-1]
        shape, way = f"{one.id}:{direction}", course if direction == 0 else course[::-1]
        found["shapes"] += [(shape, f"{y:.7f}", f"{x:.7f}", number) for number, (x, y) in enumerate(way)]
        arrives, leaves = (np.rint(times / 1000.0).astype(int).tolist() for times in calls_ms(legs, drawn.vehicle))
        head = drawn.stops[-1 if direction == 0 else 0].name
        starts = [drawn.headways[0][0]] if form == "frequencies" else _departures(drawn)
        for number, start in enumerate(starts):
            trip = f"{one.id}:{direction}:{number}"
            found["trips"].append((one.id, "daily", trip, head, direction, shape))
            found["stop_times"] += [
                (trip, _clock(start + a), _clock(start + b), stop, sequence)
                for sequence, (a, b, stop) in enumerate(zip(arrives, leaves, order))
            ]
        if form == "frequencies":
            found["frequencies"] += [(f"{one.id}:{direction}:0", _clock(a), _clock(b), round(minutes * 60), 0)
                                     for a, b, minutes in drawn.headways]  # fmt: skip


def _departures(drawn: DrawnLine) -> list[int]:
    """Return the seconds at which a vehicle leaves either end."""
    return [
        round(start + number * minutes * 60)
        for start, end, minutes in drawn.headways
        for number in range(int(np.ceil((end - start) / (minutes * 60) - 1e-9)))
    ]


def _geometries(shapes: Sequence[Any]) -> npt.NDArray[np.object_]:
    found: npt.NDArray[np.object_] = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    return found


def _clock(second: int) -> str:
    return f"{second // 3600:02d}:{second % 3600 // 60:02d}:{second % 60:02d}"
