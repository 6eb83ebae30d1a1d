"""Waiting where several routes run, and what a minute of walking or waiting counts (docs/methods.md).

The wait is half the headway of the *common lines* of a pair of stops: those whose joint wait and ride is the least. A
slower line is let pass by, so that a new slow line never makes a trip longer (rules 6.2).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from district_planner.core.errors import RequestError
from district_planner.core.network.streets import Floats
from district_planner.core.settings import number

MINUTES = ("clock", "generalised")
"""What is minimised and counted: minutes of the clock, or minutes as they weigh (rules 1.5)."""


@dataclass(frozen=True)
class Weights:
    """What the parts of a trip count, in minutes of riding.

    Attributes:
        walk, wait: factors; interchange_min: added for every boarding after the first.
        wait_cap_min: longest wait that is counted.
    """

    walk: float = 1.0
    wait: float = 1.0
    interchange_min: float = 0.0
    wait_cap_min: float = 15.0

    def walk_ms(self, clock_ms: Floats) -> Floats:
        """Return walking times as they weigh, whole milliseconds."""
        return np.asarray(np.rint(clock_ms * self.walk)) if self.walk != 1.0 else clock_ms

    @property
    def interchange_ms(self) -> float:
        """Return the penalty of an interchange in whole milliseconds."""
        return float(np.rint(self.interchange_min * 60000.0))


def weights_of(settings: Mapping[str, Any], minutes: str) -> Weights:
    """Return the weights of the district's settings for clock or generalised minutes.

    Raises:
        RequestError: there are no such minutes.
    """
    if minutes not in MINUTES:
        raise RequestError(f"there are no {minutes!r} minutes", "Minutes", f"Choose from {', '.join(MINUTES)}")
    cap = number(settings, "wait_cap_min")
    if minutes == "clock":
        return Weights(wait_cap_min=cap)
    return Weights(
        number(settings, "weight_walk"), number(settings, "weight_wait"), number(settings, "interchange_min"), cap
    )


def wait_minutes(per_hour: float, cap_min: float = math.inf) -> float:
    """Return the mean wait in minutes for departures an hour, no longer than the cap."""
    return min(30.0 / per_hour, cap_min)


def common_lines(per_hour: Floats, ride_min: Floats, weights: Weights) -> tuple[int, float]:
    """Return how many of the lines, in order of ride time, are waited for, and the least wait and ride in minutes.

    Args:
        per_hour: departures an hour of each line, above 0; ride_min: its ride, ascending.
    """
    total = np.cumsum(per_hour)
    ride = np.cumsum(per_hour * ride_min) / total
    cost = weights.wait * np.minimum(30.0 / total, weights.wait_cap_min) + ride
    best = int(np.argmin(cost))
    return best + 1, float(cost[best])


def generalised_minutes(
    walks: Sequence[float], waits: Sequence[float], rides: Sequence[float], weights: Weights, *, extra: float = 0.0
) -> float:
    """Return the weight of one trip in minutes of riding.

    Args:
        walks, rides: minutes; waits: minutes of each boarding, the first included.
        extra: minutes of the mode's constant and of the fare.
    """
    penalties = weights.interchange_min * max(len(waits) - 1, 0)
    return weights.walk * math.fsum(walks) + weights.wait * math.fsum(waits) + math.fsum(rides) + penalties + extra
