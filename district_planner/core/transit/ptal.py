"""Public transport access level of a point: how near and how frequent the routes around it are (docs/methods.md).

The method of Transport for London as two independent implementations and an encyclopaedia give it [S]; every constant
is a setting.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from district_planner.core.settings import number

BANDS = ("0", "1a", "1b", "2", "3", "4", "5", "6a", "6b")
"""Names of the bands, worst first."""

UPPER = (0.0, 2.5, 5.0, 10.0, 15.0, 20.0, 25.0, 40.0)
"""Highest index of every band but the last, inclusive [S]."""

MODES = ("bus", "tram", "metro", "rail")
"""Modes that are summed apart; ferries, funiculars and the like count as rail [P]."""

_EQUAL_M = 0.001
"""Times are whole milliseconds, about a millimetre on foot: a stop just at the reach is within it."""


@dataclass(frozen=True)
class PtalRules:
    """The constants of the method.

    Attributes:
        bus_m, rail_m: farthest stop of a bus, and of any other mode, in metres on foot.
        walk_m_per_min: walking speed; reliability: minutes added to the wait, by mode.
    """

    bus_m: float = 640.0
    rail_m: float = 960.0
    walk_m_per_min: float = 80.0
    reliability: Mapping[str, float] = field(
        default_factory=lambda: {"bus": 2.0, "tram": 0.75, "metro": 0.75, "rail": 0.75}
    )

    def reach_m(self, mode: str) -> float:
        """Return the farthest stop of a mode in metres."""
        return self.bus_m if mode == "bus" else self.rail_m


def reliability_setting(mode: str) -> str:
    """Return the name of the setting that holds a mode's reliability."""
    return f"ptal_reliability_{mode}_min"


def rules_of(settings: Mapping[str, Any]) -> PtalRules:
    """Return the constants that a district's settings give."""
    return PtalRules(
        number(settings, "ptal_bus_m"),
        number(settings, "ptal_rail_m"),
        80.0,
        {mode: number(settings, reliability_setting(mode)) for mode in MODES},
    )


@dataclass(frozen=True)
class Route:
    """One route at one point: walking distance to its nearest stop, departures an hour in the busier direction."""

    id: str
    mode: str
    distance_m: float
    per_hour: float


@dataclass(frozen=True)
class Access:
    """The steps for one route, in minutes, and its equivalent doorstep frequency ``edf`` in departures an hour."""

    route: Route
    walk: float
    scheduled_wait: float
    wait: float
    total: float
    edf: float


def access_of(route: Route, rules: PtalRules) -> Access | None:
    """Return the steps for a route; None where it does not run or its stop is too far."""
    if route.per_hour <= 0 or not route.distance_m <= rules.reach_m(route.mode) + _EQUAL_M:
        return None
    walk = route.distance_m / rules.walk_m_per_min
    scheduled = 0.5 * 60.0 / route.per_hour
    wait = scheduled + rules.reliability.get(route.mode, rules.reliability["rail"])
    return Access(route, walk, scheduled, wait, walk + wait, 30.0 / (walk + wait))


def mode_indices(routes: Iterable[Route], rules: PtalRules) -> dict[str, float]:
    """Return mode -> the best route's frequency and half of the others'."""
    edf: dict[str, list[float]] = {}
    for route in routes:
        found = access_of(route, rules)
        if found is not None:
            edf.setdefault(route.mode, []).append(found.edf)
    return {mode: 0.5 * (max(values) + math.fsum(values)) for mode, values in sorted(edf.items())}


def index(routes: Iterable[Route], rules: PtalRules) -> float:
    """Return the access index of a point, 0 where no route is in reach; each route once."""
    return math.fsum(mode_indices(routes, rules).values())


def band(value: float) -> str:
    """Return the band of an index."""
    return BANDS[sum(value > upper for upper in UPPER)]
