"""What a slope does to walking and cycling (methods A2, A12).

A slope is rise over run, signed in the direction of travel: 0.05 is 5 % uphill. The scores do not know slopes: the
network holds one time per street for both directions. These speeds say what a slope costs on a drawn way.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from district_planner.core.settings import number

TOBLER_KMH, TOBLER_RATE, TOBLER_BEST = 6.0, 3.5, 0.05
"""Fastest walk, how quickly it falls off, and the slope down at which it is reached [S] Tobler 1993."""
NAISMITH_KMH, NAISMITH_ASCENT_M_H = 5.0, 600.0
"""Speed on the flat, and metres of ascent that cost an hour more [M] Naismith 1892."""
GRAVITY, AIR = 9.81, 1.225
"""m/s², and kg/m³ of air at sea level."""
UPSLOPES = ((0.02, "comfort_slope2"), (0.04, "comfort_slope4"), (0.06, "comfort_slope6"))
"""Slope from which on a way feels longer to somebody cycling up, and the setting that says how much [M]."""
_STEPS = 60
"""Halvings of an interval of at most 100 m/s: far below a millimetre a second."""


def tobler_kmh(slope: float) -> float:
    """Return Tobler's walking speed in km/h: ``6 · exp(−3.5 · |S + 0.05|)``."""
    return TOBLER_KMH * math.exp(-TOBLER_RATE * abs(slope + TOBLER_BEST))


def walking_kmh(slope: float, flat_kmh: float) -> float:
    """Return Tobler's speed in km/h, scaled so that a flat way keeps its speed."""
    return flat_kmh * math.exp(-TOBLER_RATE * (abs(slope + TOBLER_BEST) - TOBLER_BEST))


def naismith_min(length_m: float, ascent_m: float) -> float:
    """Return the minutes of Naismith's rule: 5 km/h, and an hour more for 600 m of ascent."""
    return 60.0 * (length_m / 1000.0 / NAISMITH_KMH + max(ascent_m, 0.0) / NAISMITH_ASCENT_M_H)


@dataclass(frozen=True)
class Rider:
    """Somebody who cycles steadily, and the cycle.

    Attributes:
        power_w: at the wheel; mass_kg: of both; rolling: coefficient of rolling resistance; drag_m2: drag area.
        downhill_kmh: as fast as anybody lets it roll.
    """

    power_w: float
    mass_kg: float
    rolling: float
    drag_m2: float
    downhill_kmh: float

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Rider:
        """Return the rider of a district's settings."""
        return cls(
            number(settings, "rider_power_w"), number(settings, "rider_mass_kg"),
            number(settings, "rider_rolling"), number(settings, "rider_drag_m2"),
            number(settings, "rider_downhill_kmh"),
        )  # fmt: skip


def cycling_kmh(slope: float, rider: Rider) -> float:
    """Return the steady speed in km/h at which the rider's power meets all resistances.

    ``P = v · (m g (Crr + S) + ½ ρ CdA v²)`` has one root above 0, whatever the slope; downhill it is capped.
    """
    along = rider.mass_kg * GRAVITY * (rider.rolling + slope)
    air = 0.5 * AIR * rider.drag_m2
    low, high = 0.0, 1.0
    while high * (along + air * high * high) < rider.power_w:
        high *= 2.0
    for _ in range(_STEPS):
        middle = (low + high) / 2.0
        if middle * (along + air * middle * middle) < rider.power_w:
            low = middle
        else:
            high = middle
    kmh = 3.6 * high
    return min(kmh, rider.downhill_kmh) if slope < 0.0 else kmh


def slope_comfort(slope: float, settings: Mapping[str, Any]) -> float:
    """Return the factor by which a metre up a slope feels longer to somebody cycling; 1 below 2 % and downhill."""
    return next((number(settings, key) for least, key in reversed(UPSLOPES) if slope >= least), 1.0)
