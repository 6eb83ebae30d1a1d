"""The time that is left for walking at each stop on every departure, so that one arrives within a cutoff.

From places: on a departure one is off a vehicle at a stop after some seconds; what is left of the cutoff is for the
walk from there. To places: who sets out at a minute must arrive by that minute and the cutoff; the latest departure
from a stop that does leaves so much time for the walk there. Both are whole seconds. A walk fits where, rounded to
whole seconds like every walk by timetable, it is not longer than what is left.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from district_planner.core.network.joins import Index
from district_planner.core.network.streets import Floats
from district_planner.core.progress import Progress, check, no_progress
from district_planner.core.transit.departures import MINUTE_S, NEVER, RIDES, Asked, arrivals, every_departure
from district_planner.core.transit.legs import Legs, legs_of
from district_planner.core.transit.patterns import SHIFT_S, SPAN_S
from district_planner.core.transit.timetable import Timetable


def off_after(
    timetables: Sequence[Timetable], access: Legs, asked: Asked, progress: Progress = no_progress
) -> npt.NDArray[np.int32]:  # fmt: skip
    """Return seconds from each place (row of ``access``) to where one gets off at each stop, on every departure.

    Returns:
        (places, departures, stops), above ``asked.limit_s`` beyond the limit; what is left of a cutoff is the cutoff
        less these.
    """
    stops = np.arange(timetables[0].stops)
    here = legs_of(stops, stops, np.zeros(len(stops)), len(stops))
    return every_departure(timetables, access, here, asked, progress)


class LastDepartures:
    """The latest departures from every stop that arrive at a place by a second after midnight.

    Args:
        timetables: equally likely; egress: ways on foot to the place, its one row, from stops.
    """

    def __init__(
        self, timetables: Sequence[Timetable], egress: Legs, asked: Asked, progress: Progress = no_progress
    ) -> None:
        self._asked, self._stops, self._timetables, self._progress = asked, timetables[0].stops, [], progress
        for number, one in enumerate(timetables):
            check(progress, number / len(timetables))
            self._timetables.append(_latest(one, arrivals(one, egress, asked.rides)[:, 0]))

    def left(self, cutoff_s: int) -> Floats:
        """Return the seconds that are left for the walk to each stop, shape (departures, stops), ``-inf`` for none."""
        start, count = self._asked.period.start_s, self._asked.minutes
        leaves = start + np.arange(count) * MINUTE_S
        at = np.arange(self._stops) * SPAN_S + SHIFT_S
        found = []
        for arrive, latest in self._timetables:
            check(self._progress, 0.0)
            last = np.searchsorted(arrive, at + (leaves + cutoff_s)[:, None], side="right") - 1
            here = last >= np.searchsorted(arrive, at)
            seconds = (latest[last] if len(latest) else np.zeros(last.shape)) - at - leaves[:, None]
            found.append(np.where(here & (seconds >= 0), seconds, -np.inf))
        return np.concatenate(found)


def _latest(timetable: Timetable, keys: npt.NDArray[np.int32]) -> tuple[Index, Index]:
    """Return arrivals in order of stop and time, and the latest departure of those up to each.

    Both hold the stop in their upper bits, so that one search finds either.
    """
    lines = timetable.lines
    calls = np.flatnonzero(lines.boarding[lines.spot] & (keys < NEVER))
    stop = lines.stop[calls] * SPAN_S + SHIFT_S
    arrive, leave = stop + keys[calls] // RIDES, stop + lines.departure[calls]
    order = np.argsort(arrive, kind="stable")
    return arrive[order], np.maximum.accumulate(leave[order])
