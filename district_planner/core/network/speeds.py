"""Speed limits and inclines as OpenStreetMap writes them."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd

from district_planner.core.network.tags import Floats, tag

KMH_PER_MPH = 1.609344

NAMED_LIMITS = {
    "gb:motorway": 70 * KMH_PER_MPH, "gb:nsl_dual": 70 * KMH_PER_MPH, "gb:nsl_single": 60 * KMH_PER_MPH,
    "gb:nsl_restricted": 30 * KMH_PER_MPH, "national": 60 * KMH_PER_MPH, "walk": 5.0,
}  # fmt: skip
"""Limits given by name [M]: the United Kingdom's national limits; ``walk`` is 5 km/h."""

_LIMIT = re.compile(r"(\d+(?:\.\d+)?)\s*(mph|km/h|kmh|kph|knots)?")
_UNITS = {"mph": KMH_PER_MPH, "knots": 1.852}


def limit_kmh(text: str) -> float:
    """Return a speed limit in km/h: the highest of a list, ``nan`` where the text gives none.

    Examples: ``"30 mph"`` is 48.28, ``"GB:nsl_single"`` 96.56, ``"GB:20 mph"`` 32.19, ``"50"`` 50, ``"signals"`` nan.
    """
    limits = [_one_limit(part.strip()) for part in text.lower().split(";")]
    known = [limit for limit in limits if not math.isnan(limit)]
    return max(known) if known else math.nan


def _one_limit(text: str) -> float:
    if text in NAMED_LIMITS:
        return NAMED_LIMITS[text]
    zone = re.fullmatch(r"[a-z]{2}:(?:zone:?)?(.*)", text)
    match = _LIMIT.fullmatch(zone.group(1) if zone else text)
    return float(match.group(1)) * _UNITS.get(match.group(2) or "", 1.0) if match else math.nan


def maxspeed_kmh(tags: pd.DataFrame) -> Floats:
    """Return the speed limit of each way in km/h, ``nan`` where it is unknown.

    ``maxspeed`` goes before the higher of its two directions, and that before a ``maxspeed:type`` or
    ``source:maxspeed`` that names a national limit.
    """
    speed = _limits(tags, "maxspeed")
    directions = np.fmax(_limits(tags, "maxspeed:forward"), _limits(tags, "maxspeed:backward"))
    for other in (directions, _limits(tags, "maxspeed:type"), _limits(tags, "source:maxspeed")):
        speed = np.where(np.isnan(speed), other, speed)
    return speed


def _limits(tags: pd.DataFrame, key: str) -> Floats:
    codes, values = pd.factorize(tag(tags, key))
    return np.array([limit_kmh(str(value)) for value in values] or [math.nan])[codes]


_INCLINE = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*(%|°)?")


def incline_percent(text: str) -> float:
    """Return the steepness of an ``incline`` tag in percent without sign, ``nan`` for ``up`` or ``down``."""
    match = _INCLINE.fullmatch(text.strip().replace(",", "."))
    if not match:
        return math.nan
    steepness = abs(float(match.group(1)))
    return 100.0 * math.tan(math.radians(steepness)) if match.group(2) == "°" else steepness


def inclines_percent(tags: pd.DataFrame) -> Floats:
    """Return the steepness of each way in percent, ``nan`` where it is unknown."""
    codes, values = pd.factorize(tag(tags, "incline"))
    return np.array([incline_percent(str(value)) for value in values] or [math.nan])[codes]
