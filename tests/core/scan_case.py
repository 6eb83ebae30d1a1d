"""Door-to-door times by the clock the slow way: a plain connection scan for every minute of every timetable."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from shapely.geometry import Point

from district_planner.core.interventions.effects import TransitLine
from district_planner.core.transit.feed import Feed
from tests.oracle.timetable import Connection, Scan

Call = tuple[str, int, int, bool, bool]
Trip = tuple[str, str, list[Call]]
"""Route, name, and (stop, arrival, departure, may board, may alight) of each call."""


def trips_of(feed: Feed) -> list[Trip]:
    """Return a day's trips; the feeds used here have no frequencies."""
    assert not len(feed.frequencies)
    found = []
    for number, (name, route) in enumerate(zip(feed.trips["id"], feed.trips["route"])):
        calls = range(int(feed.calls.first[number]), int(feed.calls.first[number + 1]))
        found.append((feed.routes["id"][route], name, [
            (feed.stops["id"][feed.calls.stop[i]], int(feed.calls.arrival[i]), int(feed.calls.departure[i]),
             bool(feed.calls.board[i]), bool(feed.calls.alight[i]))
            for i in calls
        ]))  # fmt: skip
    return found


def line_trips(line: TransitLine, offset_s: float) -> list[Trip]:
    """Return the trips of a line with one headway, the first of either end so many seconds after its first hour."""
    ((start, end, minutes),) = line.headways
    found = []
    for back in (False, True):
        legs = line.leg_ms[::-1] if back else line.leg_ms
        names = [f"n{k}" for k in range(len(line.stops))]
        leaves, number = start + offset_s, 0
        while leaves < end:
            base, ms, calls = math.floor(leaves), 0.0, []
            for k, stop in enumerate(names[::-1] if back else names):
                arrives = ms
                ms += line.dwell_ms if 0 < k < len(legs) else 0.0
                calls.append((stop, base + round(arrives / 1000), base + round(ms / 1000), True, True))
                ms += legs[k] if k < len(legs) else 0.0
            found.append((line.route, f"{line.route}{back}{number}", calls))
            leaves, number = leaves + minutes * 60, number + 1
    return found


def connections_of(trips: Sequence[Trip], closed: frozenset[str] = frozenset()) -> list[Connection]:
    """Return the rides from call to call in order; nobody boards or alights at a closed stop."""
    found = []
    for _, name, calls in trips:
        for number, (here, there) in enumerate(zip(calls, calls[1:])):
            board, alight = here[3] and here[0] not in closed, there[4] and there[0] not in closed
            one = Connection(here[2], there[1], here[0], there[0], name, board, alight)
            found.append((here[2], number, one))
    return [one for _, _, one in sorted(found, key=lambda item: item[:2])]


def seconds_on_foot(a: Mapping[str, Point], b: Mapping[str, Point], limit_min: float) -> dict[str, dict[str, int]]:
    """Return {a: {b: whole seconds}} of straight lines times 1.3 at 4.8 km/h; a thing to itself takes none."""
    found: dict[str, dict[str, int]] = {}
    for one, p in a.items():
        found[one] = {}
        for other, q in b.items():
            ms = round(round(math.hypot(p.x - q.x, p.y - q.y), 6) * 3600 / (4.8 / 1.3))
            if ms <= limit_min * 60000:
                found[one][other] = round(ms / 1000)
    return found


class Doors:
    """Homes, goals and stops, and the ways between them in straight lines."""

    def __init__(self, homes: Mapping[str, Point], goals: Mapping[str, Point], stops: Mapping[str, Point]) -> None:
        self.access = seconds_on_foot(homes, stops, 20)
        self.egress = seconds_on_foot(goals, stops, 20)
        self.direct = seconds_on_foot(homes, goals, 30)
        self.between = seconds_on_foot(stops, stops, 20)
        for stop in stops:
            self.between[stop][stop] = 0

    def minutes(
        self, connections: list[Connection], start: int, count: int, limit: int
    ) -> dict[tuple[str, str], list[float]]:  # fmt: skip
        """Return for each home and goal the seconds of each departure, ``inf`` beyond the limit."""
        scan = Scan(connections, self.between)
        found: dict[tuple[str, str], list[float]] = {(a, b): [] for a in self.access for b in self.egress}
        for at in range(start, start + 60 * count, 60):
            for home, access in self.access.items():
                reached = scan.rides(access, at, limit)[-1]
                for goal, ways in self.egress.items():
                    ends = [reached[stop] - at + walk for stop, walk in ways.items() if stop in reached]
                    best = min([*ends, self.direct[home].get(goal, math.inf)], default=math.inf)
                    found[home, goal].append(best if best <= limit else math.inf)
        return found


def nearest_rank(times: Sequence[float], percentile: float) -> float:
    """Return the least time that at least so many percent keep to."""
    rising = sorted(times)
    return next(t for number, t in enumerate(rising, 1) if 100 * number >= percentile * len(rising))
