"""Travel times of the timetable model for every minute of a period, as percentiles (rules 6.3, docs/transit.md).

For each call at which one may board stands the earliest arrival at each destination with at most so many rides. It does
not depend on when one set out. From an origin, a call can be caught by everybody who leaves by its departure less the
walk; so the earliest arrival of a minute is the least over the calls that are left at or after it.

Arrival and rides are one number, ``arrival * 8 + rides``: the least is the earliest arrival with the fewest rides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from district_planner.core.errors import RequestError
from district_planner.core.progress import Progress, check, no_progress
from district_planner.core.transit.gather import Index, Lists, Table, falling_only, lists_of
from district_planner.core.transit.legs import Legs
from district_planner.core.transit.service import Period
from district_planner.core.transit.timetable import Boarding, Timetable, boarding_from, whole_seconds

PERCENTILES = (5.0, 25.0, 50.0, 75.0, 95.0)
MAX_RIDES = 4
"""Rides in one trip at most (rules 6.3)."""

RIDES = 8
"""Rides are counted in the last three bits."""
NEVER = np.int32(1 << 30)

COLUMNS = 64
"""Destinations at a time: so few that the table of a city's calls stays in the processor's cache."""
LEAST_COLUMNS = 16
"""Fewer would leave memory unused that comes along anyway."""
CELLS = 4_000_000
ORIGINS_PER_CHUNK = 200
MINUTE_S = 60


@dataclass(frozen=True)
class Asked:
    """What is asked of a timetable.

    Attributes:
        period: every whole minute in it is a departure.
        limit_s: trips that take longer are none, whole seconds.
        percentiles: of the departures, by nearest rank: the least time that at least so many percent keep to.
        rides: at most so many, 1 to 7.
        departures: whether it is wanted which departure each percentile is of.
    """

    period: Period
    limit_s: int
    percentiles: tuple[float, ...] = PERCENTILES
    rides: int = MAX_RIDES
    departures: bool = False

    def __post_init__(self) -> None:
        """Check the numbers.

        Raises:
            RequestError: a percentile outside 0 to 100, no ride, no whole minute.
        """
        if not self.percentiles or not all(0.0 < one <= 100.0 for one in self.percentiles):
            raise RequestError(f"percentiles are {self.percentiles}", "", "Give numbers above 0 and up to 100")
        if not 1 <= self.rides < RIDES or self.limit_s <= 0 or not self.minutes:
            raise RequestError("the period, limit or number of rides is empty", "", "Ask for at least a minute")

    @property
    def minutes(self) -> int:
        """Return the number of departures."""
        return -(-(self.period.end_s - self.period.start_s) // MINUTE_S)

    @property
    def end_s(self) -> int:
        """Return the second at which the last trip must have ended."""
        return self.period.start_s + (self.minutes - 1) * MINUTE_S + self.limit_s

    def ranks(self, timetables: int = 1) -> list[int]:
        """Return the position of each percentile among the times of every minute of every timetable, rising."""
        count = self.minutes * timetables
        return [max(int(np.ceil(one / 100.0 * count - 1e-9)) - 1, 0) for one in self.percentiles]


@dataclass(frozen=True)
class Block:
    """Percentiles of some origins to some destinations.

    Attributes:
        origins, places: the rows that the block is of.
        seconds: door to door, whole seconds, ``inf`` where unreached; shape (percentiles, origins, places).
        rides: number of rides on the trip of that percentile, 0 where one walks all the way, -1 where unreached.
        departures: where asked for, the first departure of that time and number of rides, all minutes of the first
            timetable counted first, then those of the next; 0 where unreached; empty where not asked for.
    """

    origins: Index
    places: Index
    seconds: npt.NDArray[np.float64]
    rides: npt.NDArray[np.int8]
    departures: Index = field(default_factory=lambda: np.empty(0, dtype=np.int64))


def percentile_blocks(
    timetables: Sequence[Timetable],
    access: Legs,
    egress: Legs,
    asked: Asked,
    direct: Legs | None = None,
    progress: Progress = no_progress,
) -> Iterator[Block]:
    """Yield the percentiles of the door-to-door times of every minute of every timetable, block by block.

    Only origins and destinations from and to which one can ride are in a block; between the others one can but walk.

    Args:
        timetables: equally likely, of the same stops; each compiled for at least ``asked.period.start_s`` to
            ``asked.end_s``.
        access: ways on foot from origins (rows) to stops.
        egress: ways on foot from destinations (rows) to stops, in the direction from the stop.
        direct: ways all the way on foot from origins to destinations.

    Raises:
        RequestError: a timetable does not cover the period.
        Cancelled: ``progress`` said so.
    """
    walked: Legs | None = None
    for riding, some, places, keys in _keys(timetables, access, egress, asked, progress):
        if walked is None and direct is not None:
            walked = direct.take(riding)
        _walked(keys, walked, some, places)
        yield _block(keys, asked, riding[some], places, asked.ranks(len(timetables)))


def every_departure(
    timetables: Sequence[Timetable], access: Legs, egress: Legs, asked: Asked, progress: Progress = no_progress
) -> Table:
    """Return seconds door to door, with a ride at least, of every departure; see :func:`percentile_blocks`.

    Returns:
        (origins, departures, destinations), all minutes of the first timetable first; above ``asked.limit_s`` where the
        destination is not reached within it.
    """
    found = np.full((access.rows, asked.minutes * len(timetables), egress.rows), asked.limit_s + 1, dtype=np.int32)
    for riding, some, places, keys in _keys(timetables, access, egress, asked, progress):
        found[riding[some][:, None], :, places] = np.minimum(keys // RIDES, asked.limit_s + 1).transpose(0, 2, 1)
    return found


def _keys(
    timetables: Sequence[Timetable], access: Legs, egress: Legs, asked: Asked, progress: Progress
) -> Iterator[tuple[Index, slice, Index, Table]]:
    """Yield the origins from which one can ride, some of them, some destinations, and between these the durations.

    Durations are ``seconds * 8 + rides``, shape (origins, departures, destinations), ``NEVER`` beyond the limit.
    """
    if any(one.start_s > asked.period.start_s or one.end_s < asked.end_s for one in timetables):
        raise RequestError("the timetable was compiled for another period", "", "Compile it again")
    origins = [_Origins.of(one, access, asked, progress) for one in timetables]
    riding = np.flatnonzero(np.any([np.diff(one.first) for one in origins], axis=0))
    ridden_to = np.unique(np.concatenate([_ridden_to(one, egress) for one in timetables]))
    columns = max(COLUMNS // len(timetables), LEAST_COLUMNS)
    step = max(1, CELLS // (asked.minutes * len(timetables) * columns))
    bounds = [slice(low, min(low + step, len(riding))) for low in range(0, len(riding), step)]
    mine = [one.take(riding) for one in origins]
    chunks = [(some, [one.lists(some) for one in mine]) for some in bounds]
    for begin in range(0, len(ridden_to), columns):
        places = ridden_to[begin : begin + columns]
        onward = [arrivals(one, egress.take(places), asked.rides) for one in timetables]
        for some, lists in chunks:
            check(progress, (begin + len(places) * some.start / len(riding)) / len(ridden_to))
            parts = [one.minutes(table, calls) for one, table, calls in zip(mine, onward, lists)]
            keys = parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)
            yield riding, some, places, keys


def _ridden_to(timetable: Timetable, egress: Legs) -> Index:
    """Return the destinations that can be walked to from a stop at which one may get off in the window."""
    lines = timetable.lines
    stops = np.zeros(timetable.stops, dtype=bool)
    stops[lines.stop[lines.alight & (lines.position > 0) & (lines.arrival <= timetable.end_s)]] = True
    return np.asarray(np.unique(egress.row[stops[egress.other]]), dtype=np.int64)


def percentiles(
    timetables: Sequence[Timetable],
    access: Legs,
    egress: Legs,
    asked: Asked,
    direct: Legs | None = None,
    progress: Progress = no_progress,
) -> Block:
    """Return the percentiles of all origins to all destinations; see :func:`percentile_blocks`."""
    shape = (len(asked.percentiles), access.rows, egress.rows)
    seconds, rides = np.full(shape, np.inf), np.full(shape, -1, dtype=np.int8)
    if direct is not None:
        walk = whole_seconds(direct.ms)
        near = np.flatnonzero(walk <= asked.limit_s)
        seconds[:, direct.row[near], direct.other[near]] = walk[near]
        rides[:, direct.row[near], direct.other[near]] = 0
    departures = np.zeros(shape if asked.departures else 0, dtype=np.int64)
    for block in percentile_blocks(timetables, access, egress, asked, direct, progress):
        at = (slice(None), block.origins[:, None], block.places[None, :])
        seconds[at], rides[at] = block.seconds, block.rides
        if asked.departures:
            departures[at] = block.departures
    return Block(np.arange(access.rows), np.arange(egress.rows), seconds, rides, departures)


def arrivals(timetable: Timetable, egress: Legs, rides: int) -> Table:
    """Return the earliest arrival at each destination for who boards at each call, shape (calls, destinations).

    The numbers are ``arrival * 8 + rides``, at least ``NEVER`` where no destination is reached.

    Args:
        egress: ways on foot from destinations (rows) to stops; rides: at most so many.
    """
    off = got_off(timetable, egress)
    board = np.full_like(off, NEVER)
    ride(timetable, off, board)
    for _ in range(rides - 1):
        timetable.changes.lower(board, off)
        ride(timetable, off, board)
    return board


def got_off(timetable: Timetable, egress: Legs) -> Table:
    """Return ``arrival * 8`` at each destination for who gets off at each call and walks there."""
    lines = timetable.lines
    on_foot = np.full((timetable.stops, egress.rows), NEVER, dtype=np.int32)
    np.minimum.at(on_foot, (egress.other, egress.row), (whole_seconds(egress.ms) * RIDES).astype(np.int32))
    off: Table = on_foot[lines.stop]
    off += (lines.arrival * RIDES).astype(np.int32)[:, None]
    off[~lines.alight | (lines.arrival > timetable.end_s)] = NEVER
    np.minimum(off, NEVER, out=off)
    return off


def ride(timetable: Timetable, off: Table, board: Table) -> None:
    """Set ``board`` to the least of ``off`` over the later calls of the same trip, one ride more."""
    lines = timetable.lines
    columns = off.shape[1]
    for first, size, trips in zip(lines.first.tolist(), lines.size.tolist(), lines.trips.tolist()):
        rows = slice(first, first + size * trips)
        got_off, boarded = (table[rows].reshape(trips, size, columns) for table in (off, board))
        for at in range(size - 2, -1, -1):
            np.minimum(got_off[:, at + 1], boarded[:, at + 1], out=boarded[:, at])
    board += np.int32(1)
    np.minimum(board, NEVER, out=board)


@dataclass(frozen=True)
class _Origins:
    """The calls that are worth boarding from each origin, by the last minute at which one may set out for them.

    Attributes:
        first: shape (origins + 1,); minute: the last minute; call: the row of the call.
    """

    asked: Asked
    first: Index
    minute: Index
    call: Index

    @staticmethod
    def of(timetable: Timetable, access: Legs, asked: Asked, progress: Progress) -> _Origins:
        """Return the calls of every origin, in order of origin and minute."""
        check(progress, 0.0)
        near = boarding_from(timetable.lines, access.first, access.other, whole_seconds(access.ms), timetable.stops)
        bounds = np.append(np.arange(0, access.rows, ORIGINS_PER_CHUNK), access.rows)
        parts = []
        for low, high in zip(bounds[:-1], bounds[1:]):
            check(progress, 0.0)
            parts.append(_calls(timetable, near, slice(low, high), asked))
        row, minute, call = (np.concatenate([part[which] for part in parts]) for which in range(3))
        return _Origins(asked, np.searchsorted(row, np.arange(access.rows + 1)), minute, call)

    def take(self, rows: Index) -> _Origins:
        """Return some of the origins; the others must have no calls."""
        return _Origins(self.asked, np.append(self.first[rows], self.first[-1:]), self.minute, self.call)

    def lists(self, some: slice) -> Lists:
        """Return the calls of some origins, a list for every minute of each."""
        count, origins = self.asked.minutes, some.stop - some.start
        rows = slice(self.first[some.start], self.first[some.stop])
        origin = np.repeat(np.arange(origins), np.diff(self.first[some.start : some.stop + 1]))
        return lists_of(origin * count + self.minute[rows], self.call[rows], origins * count)

    def minutes(self, onward: Table, lists: Lists) -> Table:
        """Return the duration for every minute, ``seconds * 8 + rides``, shape (origins, minutes, destinations)."""
        count = self.asked.minutes
        found = np.full((lists.count, onward.shape[1]), NEVER, dtype=np.int32)
        lists.lower(onward, found)
        table = found.reshape(-1, count, onward.shape[1])
        for at in range(count - 2, -1, -1):
            np.minimum(table[:, at], table[:, at + 1], out=table[:, at])
        start = self.asked.period.start_s
        table -= ((start + np.arange(count) * MINUTE_S) * RIDES).astype(np.int32)[None, :, None]
        table[table >= (self.asked.limit_s + 1) * RIDES] = NEVER
        return table


def _calls(timetable: Timetable, near: Boarding, some: slice, asked: Asked) -> tuple[Index, Index, Index]:
    """Return (origin, last minute to set out, call) of some origins, in order of origin and minute.

    Left out is a call that is in no minute better than another: a later one at the same spot with the same last minute,
    and one on a vehicle that can be boarded earlier on its way by who sets out as late.
    """
    lines, start, last = timetable.lines, asked.period.start_s, asked.minutes - 1
    part = slice(near.first[some.start], near.first[some.stop])
    row = np.repeat(np.arange(some.start, some.stop), np.diff(near.first[some.start : some.stop + 1]))
    spot, walk = near.spot[part], near.seconds[part]
    which, call = lines.caught_between(spot, start + walk, start + last * MINUTE_S + walk)
    minute = np.minimum((lines.departure[call] - walk[which] - start) // MINUTE_S, last)
    kept = (np.diff(which, prepend=-1) != 0) | (np.diff(minute, prepend=-1) != 0)
    kept &= lines.departure[call] <= timetable.end_s
    row, minute, call = row[which[kept]], minute[kept], call[kept]
    vehicle = lines.vehicle[call]
    order = np.lexsort((call, vehicle, row))
    row, minute, call, vehicle = row[order], minute[order], call[order], vehicle[order]
    kept = falling_only(row * len(lines) + vehicle, last - minute)
    row, minute, call = row[kept], minute[kept], call[kept]
    order = np.lexsort((minute, row))
    return row[order], minute[order], call[order]


def _walked(keys: Table, direct: Legs | None, some: slice, places: Index) -> None:
    """Lower the durations to those of walking all the way.

    Args:
        direct: the rows are the origins that ``some`` counts; places: ascending.
    """
    if direct is None:
        return
    legs = slice(direct.first[some.start], direct.first[some.stop])
    row, other = direct.row[legs] - some.start, direct.other[legs]
    column = np.minimum(np.searchsorted(places, other), len(places) - 1)
    here = places[column] == other
    at = (row[here], slice(None), column[here])
    seconds = whole_seconds(direct.ms[legs][here])
    keys[at] = np.minimum(keys[at], (seconds * RIDES).astype(np.int32)[:, None])


def _block(keys: Table, asked: Asked, origins: Index, places: Index, ranks: Sequence[int]) -> Block:
    """Return the percentiles by nearest rank of durations of shape (origins, departures, destinations)."""
    rising = keys.transpose(0, 2, 1).copy()
    if asked.minutes == keys.shape[1]:
        rising.sort(axis=2)
    else:  # Of so many departures the ranks alone are found faster than the order of all.
        rising.partition(sorted(set(ranks)), axis=2)
    chosen = rising[:, :, list(ranks)].transpose(2, 0, 1)
    reached = chosen < (asked.limit_s + 1) * RIDES
    seconds = np.where(reached, chosen // RIDES, np.inf)
    rides = np.where(reached, chosen % RIDES, -1).astype(np.int8)
    if not asked.departures:
        return Block(origins, places, seconds, rides)
    first = [(keys == one[:, None, :]).argmax(axis=1) for one in chosen]
    return Block(origins, places, seconds, rides, np.stack(first))
