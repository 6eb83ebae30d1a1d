"""A plain connection scan over a timetable, read with the csv module: dictionaries only, one departure at a time.

It is the reference for the timetable model and the slow side of its benchmark. Definitions: rules 6.3. One leaves at a
second, walks to a stop, boards what leaves there at or after one's arrival, rides, walks to another stop or stays, and
so on with at most so many rides; one arrives at a stop by a ride and a last walk, or by walking all the way.
"""

from __future__ import annotations

import csv
import io
import math
import zipfile
from bisect import bisect_left
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Connection(NamedTuple):
    leaves: int
    arrives: int
    start: str
    end: str
    trip: str
    board: bool
    alight: bool


def rows(path: Path, table: str) -> list[dict[str, str]]:
    """Return the rows of a table of a zipped feed, none where it has no such table."""
    with zipfile.ZipFile(path) as archive:
        if f"{table}.txt" not in archive.namelist():
            return []
        text = archive.read(f"{table}.txt").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), skipinitialspace=True))


def running(path: Path, day: date) -> set[str]:
    """Return the trips that run on a day."""
    said = day.strftime("%Y%m%d")
    services = {
        row["service_id"]
        for row in rows(path, "calendar")
        if row[WEEKDAYS[day.weekday()]] == "1" and row["start_date"] <= said <= row["end_date"]
    }
    for row in rows(path, "calendar_dates"):
        if row["date"] == said:
            (services.add if row["exception_type"] == "1" else services.discard)(row["service_id"])
    return {row["trip_id"] for row in rows(path, "trips") if row["service_id"] in services}


def clock(text: str) -> int:
    hours, minutes, seconds = map(int, text.split(":"))
    return hours * 3600 + minutes * 60 + seconds


def connections(path: Path, day: date) -> list[Connection]:
    """Return every ride from a call to the next on a day, in order of departure; yesterday's late trips are there."""
    found = []
    calls = defaultdict(list)
    for row in rows(path, "stop_times"):
        calls[row["trip_id"]].append(row)
    for back in (0, 1):
        for trip in sorted(running(path, day - timedelta(days=back))):
            way = sorted(calls[trip], key=lambda row: int(row["stop_sequence"]))
            for number, (here, there) in enumerate(zip(way, way[1:])):
                leaves, arrives = clock(here["departure_time"]), clock(there["arrival_time"])
                found.append((leaves - back * 86400, number, Connection(
                    leaves - back * 86400, arrives - back * 86400, here["stop_id"], there["stop_id"], f"{trip}@{back}",
                    here.get("pickup_type") != "1", there.get("drop_off_type") != "1")))  # fmt: skip
    # A trip's own rides stay in order where several leave in the same second.
    return [one for _, _, one in sorted(found, key=lambda item: item[:2])]


def walks_between(path: Path, limit_s: int, metres_per_s: float) -> dict[str, dict[str, int]]:
    """Return the straight ways between stops in whole seconds, up to a limit; a stop to itself takes none."""
    places = {row["stop_id"]: (float(row["stop_lon"]), float(row["stop_lat"])) for row in rows(path, "stops")}
    middle = math.radians(sum(lat for _, lat in places.values()) / len(places))
    flat = {
        stop: (math.radians(lon) * math.cos(middle) * 6371000, math.radians(lat) * 6371000)
        for stop, (lon, lat) in places.items()
    }
    found: dict[str, dict[str, int]] = {}
    for a, (x, y) in flat.items():
        found[a] = {}
        for b, (u, v) in flat.items():
            seconds = round(math.hypot(x - u, y - v) / metres_per_s)
            if seconds <= limit_s:
                found[a][b] = seconds
    return found


class Scan:
    """Earliest arrivals of one departure."""

    def __init__(self, timetable: list[Connection], walks: dict[str, dict[str, int]]) -> None:
        self.timetable = timetable
        self.leaves = [one.leaves for one in timetable]
        self.walks = walks

    def rides(self, access: dict[str, int], at: int, limit: int, most: int = 4) -> list[dict[str, int]]:
        """Return, for 1, 2, … rides, the earliest arrival by ride at each stop with at most so many rides.

        Args:
            access: stop -> seconds on foot from where one leaves; at: the second one leaves; limit: seconds.
        """
        ready = {stop: at + walk for stop, walk in access.items()}
        best: dict[str, int] = {}
        levels = []
        begin, end = bisect_left(self.leaves, at), at + limit
        for _ in range(most):
            reached = self._one_ride(ready, begin, end)
            better = {stop: when for stop, when in reached.items() if when < best.get(stop, end + 1)}
            if not better:
                levels.append(dict(best))
                ready = {}
                continue
            best = {**best, **better}
            levels.append(best)
            ready = {}
            for stop, when in better.items():
                for other, walk in self.walks[stop].items():
                    then = when + walk
                    if then < ready.get(other, end + 1):
                        ready[other] = then
        return levels

    def _one_ride(self, ready: dict[str, int], begin: int, end: int) -> dict[str, int]:
        reached: dict[str, int] = {}
        aboard = set()
        for number in range(begin, len(self.timetable)):
            leaves, arrives, start, stop, trip, board, alight = self.timetable[number]
            if leaves > end:
                break
            if trip in aboard or (board and ready.get(start, end + 1) <= leaves):
                aboard.add(trip)
                if alight and arrives <= end and arrives < reached.get(stop, end + 1):
                    reached[stop] = arrives
        return reached

    def to_stops(self, access: dict[str, int], at: int, limit: int, most: int = 4) -> dict[str, int]:
        """Return seconds door to door from where one leaves to each stop, a last walk included."""
        found = {stop: walk for stop, walk in access.items() if walk <= limit}
        for stop, when in (self.rides(access, at, limit, most)[-1] if most else {}).items():
            for other, walk in self.walks[stop].items():
                taken = when + walk - at
                if taken <= limit and taken < found.get(other, limit + 1):
                    found[other] = taken
        return found
