"""The trip behind a time of the timetable model: walks and rides of one departure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from district_planner.core.access.trip import PLACE
from district_planner.core.transit.clock import clock
from district_planner.core.transit.departures import MAX_RIDES, NEVER, RIDES, got_off, ride
from district_planner.core.transit.feed import Feed
from district_planner.core.transit.gather import Table
from district_planner.core.transit.legs import Legs
from district_planner.core.transit.service import expanded
from district_planner.core.transit.timetable import Timetable, boarding_from, whole_seconds


@dataclass(frozen=True)
class Leg:
    """One walk or ride; what lies between the end of one and the start of the next is waiting.

    Attributes:
        start, end: rows of stops, or ``PLACE``; start_s, end_s: seconds after midnight.
        trip: row of the expanded day's trips; -1 for a walk.
    """

    start: int
    end: int
    start_s: int
    end_s: int
    trip: int = -1


class Itineraries:
    """The earliest arrivals at some destinations level by level, so that the way of each can be followed.

    Args:
        timetable: covers the departures and what follows until the longest trip that is of interest.
        access, egress: ways on foot from origins and from destinations to stops, one row each.
        rides: at most so many.
    """

    def __init__(self, timetable: Timetable, access: Legs, egress: Legs, rides: int = MAX_RIDES) -> None:
        self._timetable, self._egress = timetable, egress
        self._offs, self._boards = _levels(timetable, egress, rides)
        walk_s = whole_seconds(access.ms)
        self._near = boarding_from(timetable.lines, access.first, access.other, walk_s, timetable.stops)

    def legs(self, origin: int, goal: int, leaves_s: int, direct_s: float = np.inf) -> tuple[Leg, ...]:
        """Return the walks and rides of the earliest arrival, of those with the fewest rides; empty where none leads.

        Where several are equal, the first walk is the shortest and each vehicle is left as early as may be.

        Args:
            origin, goal: rows of the ways; leaves_s: second after midnight; direct_s: seconds of walking all the way.
        """
        lines, near = self._timetable.lines, self._near
        part = slice(near.first[origin], near.first[origin + 1])
        spots, seconds = near.spot[part], near.seconds[part]
        calls = lines.catch(spots, leaves_s + seconds)
        there = np.flatnonzero(calls >= 0)
        keys = self._boards[-1][calls[there], goal]
        best = int(keys.min()) if len(there) else int(NEVER)
        whole = (leaves_s + direct_s) * RIDES
        if whole <= best and np.isfinite(direct_s):
            return (Leg(PLACE, PLACE, leaves_s, int(leaves_s + direct_s)),)
        if best >= NEVER:
            return ()
        equal = there[keys == best]
        first = equal[np.lexsort((lines.departure[calls[equal]], seconds[equal]))[0]]
        call, walk = int(calls[first]), int(seconds[first])
        begin = Leg(PLACE, int(lines.stop[call]), leaves_s, leaves_s + walk)
        levels = [one[:, goal] for one in self._offs], [one[:, goal] for one in self._boards]
        one = slice(self._egress.first[goal], self._egress.first[goal + 1])
        last = dict(zip(self._egress.other[one].tolist(), whole_seconds(self._egress.ms[one]).tolist()))
        return (begin, *_onward(self._timetable, last, levels, call, best))


def itinerary(
    timetable: Timetable, access: Legs, egress: Legs, leaves_s: int, direct_s: float = np.inf, rides: int = MAX_RIDES
) -> tuple[Leg, ...]:
    """Return the walks and rides from one origin to one destination; see :meth:`Itineraries.legs`."""
    return Itineraries(timetable, access, egress, rides).legs(0, 0, leaves_s, direct_s)


def _levels(timetable: Timetable, egress: Legs, rides: int) -> tuple[list[Table], list[Table]]:
    """Return the tables of getting off and of boarding with at most 1, 2, … rides left."""
    off = got_off(timetable, egress)
    board = np.full_like(off, NEVER)
    offs, boards = [], []
    for level in range(rides):
        if level:
            timetable.changes.lower(board, off)
        ride(timetable, off, board)
        offs.append(off.copy())
        boards.append(board.copy())
    return offs, boards


def _onward(
    timetable: Timetable, last: Mapping[int, int], levels: tuple[list[Table], list[Table]], call: int, key: int
) -> list[Leg]:
    """Return the rides and walks from boarding at ``call``, which arrive and count rides as ``key`` says.

    Args:
        last: stop -> seconds from there to the destination; levels: the tables of that destination.
    """
    offs, boards = levels
    lines, legs = timetable.lines, []
    level = len(offs) - 1
    while True:
        line = lines.line[call]
        end = call + int(lines.size[line] - lines.position[call])
        key -= 1
        leave = call + 1 + int(np.flatnonzero(offs[level][call + 1 : end] == key)[0])
        stop, arrival = int(lines.stop[leave]), int(lines.arrival[leave])
        legs.append(Leg(int(lines.stop[call]), stop, int(lines.departure[call]), arrival, int(lines.trip[call])))
        if key == arrival * RIDES + last.get(stop, int(NEVER)) * RIDES:
            legs.append(Leg(stop, PLACE, arrival, arrival + last[stop]))
            return legs
        level -= 1
        some = timetable.changes.rows[timetable.changes.first[leave] : timetable.changes.first[leave + 1]]
        call = int(some[boards[level][some] == key][0])
        legs += _walk(timetable, stop, int(lines.stop[call]), arrival)


def _walk(timetable: Timetable, start: int, end: int, at: int) -> list[Leg]:
    if start == end:
        return []
    walks = timetable.walks
    part = slice(walks.first[start], walks.first[start + 1])
    seconds = int(walks.seconds[part][walks.stop[part] == end][0])
    return [Leg(start, end, at, at + seconds)]


def described(legs: tuple[Leg, ...], feed: Feed) -> list[str]:
    """Return a sentence part for each leg, for example ``07:05 walk 4 min to Cathedral``.

    Args:
        feed: the day that the timetable was compiled from.
    """
    day = expanded(feed)
    names = day.stops["name"].to_numpy(dtype=object)
    routes = day.routes["name"].to_numpy(dtype=object)[day.trips["route"].to_numpy(dtype=np.int64)]
    told = []
    for leg in legs:
        goal = "the destination" if leg.end == PLACE else names[leg.end]
        if leg.trip < 0:
            told.append(f"{clock(leg.start_s)} walk {round((leg.end_s - leg.start_s) / 60)} min to {goal}")
        else:
            told.append(f"{clock(leg.start_s)} {routes[leg.trip]} to {goal}, there at {clock(leg.end_s)}")
    return told
