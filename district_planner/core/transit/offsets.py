"""Vehicles that run at a headway of which the offset is not known: every offset is equally likely (docs/transit.md).

K timetables stand for all of them. In timetable c each route that runs at a headway leaves ``(π(c) + ½) / K`` of its
headway after the beginning; π is an order of 0 to K − 1 of its own, made from its id. So every one of the K offsets of
a route occurs once, and the offsets of two routes have nothing to do with each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from district_planner.core.transit.patterns import Index


def phase_of(route: str, timetable: int, timetables: int) -> float:
    """Return the offset of a route in one of K timetables as a share of its headway, above 0 and below 1."""
    marks = [hashlib.sha256(f"{route}/{number}".encode()).digest() for number in range(timetables)]
    place = sorted(range(timetables), key=marks.__getitem__)[timetable]
    return (place + 0.5) / timetables


def departures(headways: Sequence[tuple[float, float, float]], phase: float) -> Index:
    """Return the whole seconds after midnight at which vehicles leave either end of a line.

    ``floor(from + (phase + k) · headway)`` before ``to``, for k = 0, 1, … of every period.

    Args:
        headways: (from, to, minutes), seconds after midnight, in order; phase: share of the headway, 0 to 1.
    """
    parts = [np.empty(0, dtype=np.int64)]
    for start, end, minutes in headways:
        step = minutes * 60.0
        count = max(int(np.ceil((end - start) / step - phase - 1e-9)), 0)
        parts.append(np.floor(start + (phase + np.arange(count)) * step + 1e-6).astype(np.int64))
    return np.concatenate(parts)
