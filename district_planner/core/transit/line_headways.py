"""Departures of a day as the headways of a drawn line, so that as many vehicles leave as in the timetable."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Headways = tuple[tuple[int, int, float], ...]
"""(from, until before, minutes), whole seconds after midnight, in order and without gaps."""

LONE_S = 3600
"""How long a line runs that has one departure, seconds [P]."""
_HOUR = 3600


def of_departures(departures: Sequence[int] | npt.NDArray[np.int64]) -> Headways:
    """Return the headways of departures: equal gaps are one period; where they are irregular, each hour is one.

    A period begins at a departure and ends at the first of the next one; its headway is its length by its departures,
    in minutes, rounded up to a hundredth. The last period ends a headway after the last departure; its headway is the
    time from its first to that by its gaps, rounded down. So every period has the departures that it has in the
    timetable. Gaps are regular where each occurs at least twice in a row.

    Args:
        departures: whole seconds after midnight; those at one second count as one vehicle.
    """
    at = np.unique(np.asarray(departures, dtype=np.int64))
    if len(at) == 1:
        return ((int(at[0]), int(at[0]) + LONE_S, LONE_S / 60.0),)
    gaps = np.diff(at)
    begins = np.flatnonzero(np.diff(gaps, prepend=-1) != 0)
    if len(gaps) > 1 and np.diff(np.append(begins, len(gaps))).min() < 2:
        begins = np.unique(at // _HOUR, return_index=True)[1]
    found: list[tuple[int, int, float]] = []
    for first, last in zip(begins, [*begins[1:], len(at)]):
        start = int(at[first])
        if last < len(at):
            close, minutes = int(at[last]), _up((int(at[last]) - start) / 60.0 / (last - first))
        else:
            gap = float(at[-1] - start) / (last - 1 - first) if last - 1 > first else float(gaps[-1])
            close, minutes = math.floor(at[-1] + gap), math.floor(gap / 0.6 + 1e-6) / 100
        if found and found[-1][2] == minutes:
            start = found.pop()[0]
        found.append((start, close, minutes))
    return tuple(found)


def last_departure(headways: Headways) -> int:
    """Return the second at which the last vehicle leaves."""
    start, end, minutes = headways[-1]
    step = minutes * 60.0
    return math.ceil(start + (math.ceil((end - start) / step - 1e-6) - 1) * step - 1e-6)


def usual(headways: Headways) -> float:
    """Return the headway that holds longest, minutes; the shortest on a tie."""
    spans: dict[float, int] = {}
    for start, end, minutes in headways:
        spans[minutes] = spans.get(minutes, 0) + end - start
    return min(spans, key=lambda minutes: (-spans[minutes], minutes))


def _up(minutes: float) -> float:
    """Return minutes rounded up to a hundredth: rounded down, one more vehicle would leave."""
    return math.ceil(minutes * 100 - 1e-6) / 100
