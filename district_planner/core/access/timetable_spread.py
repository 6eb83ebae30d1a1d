"""How far one gets riding by timetable: what enough of the departures reach, on the streets and among the places.

A percentile of the departures is taken of the door-to-door time of each point of the streets (:mod:`.often_reached`)
and of each place that is counted, never of the time to a stop.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

from district_planner.core.access.modes import Mode
from district_planner.core.access.often_reached import Start, often_reached
from district_planner.core.access.reached import Fabric, Reached, node_times, pieces, reached, weave
from district_planner.core.access.ride_spread import on_lines_of, union
from district_planner.core.evaluation.places import Places
from district_planner.core.interventions.effects import Effect
from district_planner.core.network.joins import Index
from district_planner.core.network.streets import Floats, Objects
from district_planner.core.progress import Progress, check, no_progress
from district_planner.core.settings import number
from district_planner.core.transit.departures import Asked, percentiles
from district_planner.core.transit.ground import ON_FOOT, Span, StreetGround
from district_planner.core.transit.legs import Legs, legs_of
from district_planner.core.transit.riding import turned
from district_planner.core.transit.time_left import LastDepartures, off_after
from district_planner.core.transit.timetable import whole_seconds
from district_planner.core.transit.timetable_model import TimetableModel
from district_planner.core.transit.whole import ENDLESS

CELLS = 20_000_000
"""Times to stops on departures that are held at once."""
BLOCK = 1_000_000
"""Times to targets on departures that are held at once: so many are sorted in some tens of milliseconds."""
ROUNDED_MS = 500.0
"""A walk by timetable counts in whole seconds: one that is at most half a second longer fits too."""


class TimetableSpread:
    """What is reached from some groups of points in one state of the district.

    Args:
        model: the service with its percentile; mode: a mode that rides; points: where one starts, or wants to be
            (``reverse``); groups: numbers of points of which the nearest counts on every departure.
        targets: what is counted; effects: what is built; most_ms: the longest cutoff.
    """

    def __init__(
        self, model: TimetableModel, mode: Mode, points: Places, groups: Sequence[Sequence[int]], targets: Places,
        effects: Sequence[Effect], most_ms: float, *, reverse: bool, progress: Progress = no_progress,
    ) -> None:  # fmt: skip
        self.model, self.points, self.reverse, self._progress = model, points, reverse, progress
        self.straight = model.ground.straight
        self._groups = {tuple(group): number_ for number_, group in enumerate(groups)}
        self._group_of = np.zeros(len(points), dtype=np.int64)
        for number_, group in enumerate(groups):
            self._group_of[list(group)] = number_
        settings = model.settings
        minutes = {"walk": number(settings, "transit_walk_min"), "cycle": number(settings, "transit_cycle_min")}
        whole = number(settings, "transit_all_the_way_min")
        self._whole_ms, self._limits = whole * 60000.0, {one: minutes[one] * 60000.0 for one in minutes}
        built = model.built(effects)
        self.stops, self._ground = (built.stops, built.ground) if built else (model.places, ())
        self._asked = Asked(model.period, int(most_ms // 1000), (model.percentile,))
        self._timetables = model.timetables(effects, self._asked.end_s)
        self.least = self._asked.ranks(len(self._timetables))[0] + 1
        out, onto = Span.of(mode.ground, minutes), Span.of(ON_FOOT, minutes)
        all_the_way = Span.of(mode.ground, dict.fromkeys(mode.ground, whole))
        self._off: tuple[int, npt.NDArray[np.int32]] | None = None
        self._last: tuple[int, LastDepartures] | None = None
        self._found = self._counted(targets, out, onto, all_the_way)
        # Cycling to a stop ends there; towards the points it begins wherever one is.
        onward = mode.ground if reverse else ON_FOOT
        self._onward = [(one, fabric) for one in onward for fabric in self._woven(one, self.stops, effects)]
        self._own = [fabric for one in mode.ground for fabric in self._woven(one, points, effects)]
        self._walks: dict[tuple[str, int], tuple[Index, Floats]] = {}

    def _counted(self, targets: Places, out: Span, onto: Span, all_the_way: Span) -> Floats | None:
        """Return seconds between groups and targets, (groups, targets), None where :meth:`times` makes them.

        The ways that it needs, and those to stops or from them, are kept.
        """
        ways, points, stops = self.model.ground.ways, self.points, self.stops
        some = (self._ground, self._progress)
        if not self.reverse:
            self._ways = self._merged(ways(points, stops, out, *some))
            egress = turned(ways(stops, targets, onto, *some), len(targets))
            self._egress = Legs(egress.first, egress.other, whole_seconds(egress.ms).astype(np.float64))
            self._direct = self._merged(ways(points, targets, all_the_way, *some))
            return None
        access = ways(targets, stops, out, *some)
        self._ways = self._merged(turned(ways(stops, points, onto, *some), len(points)))
        direct = ways(targets, points, all_the_way, *some)
        direct = legs_of(direct.row, self._group_of[direct.other], direct.ms, len(targets))
        if not len(targets):
            return np.empty((len(self._groups), 0))
        found = percentiles(self._timetables, access, self._ways, self._asked, direct, self._progress)
        return np.asarray(found.seconds[0].T)

    def _merged(self, legs: Legs) -> Legs:
        """Return ways of points as those of their groups: of several points the nearest."""
        return legs_of(self._group_of[legs.row], legs.other, legs.ms, len(self._groups))

    def _woven(self, mode: str, places: Places, effects: Sequence[Effect]) -> list[Fabric]:
        """Return the streets of a mode with some places joined; none where there are no streets."""
        ground, settings = self.model.ground, self.model.settings
        if not isinstance(ground, StreetGround):
            return []
        return [weave(ground.graph(mode), ground.joined(places, mode), effects, settings, reverse=self.reverse)]

    def times(self, group: Sequence[int]) -> Floats:
        """Return milliseconds between a group and each target at the percentile, ``inf`` beyond the longest cutoff."""
        number_ = self._groups[tuple(group)]
        return np.asarray(1000.0 * (self._from(number_) if self._found is None else self._found[number_]))

    def _from(self, group: int) -> Floats:
        """Return seconds from a group to each target: on every departure the least over the stops, then the percentile.

        Walking all the way takes the same on each, so that it may be looked at last.
        """
        off, limit, egress = self._off_at(group), self._asked.limit_s, self._egress
        table = np.where(off <= limit, off, ENDLESS).astype(np.int32)
        seconds, step = np.full(egress.rows, np.inf), max(1, BLOCK // table.shape[1])
        for begin in range(0, egress.rows, step):
            check(self._progress, begin / egress.rows)
            part = slice(begin, min(begin + step, egress.rows))
            every = egress.part(part).through(table)
            every.partition(self.least - 1, axis=1)
            seconds[part] = every[:, self.least - 1]
        mine = self._direct.part(slice(group, group + 1))
        seconds[mine.other] = np.minimum(seconds[mine.other], whole_seconds(mine.ms))
        return np.where(seconds <= limit, seconds, np.inf)

    def _off_at(self, group: int) -> npt.NDArray[np.int32]:
        """Return seconds until one gets off at each stop, (stops, departures); of some groups they are made at once."""
        departures = self._asked.minutes * len(self._timetables)
        step = max(1, CELLS // (departures * max(len(self.stops), 1)))
        if self._off is None or self._off[0] != group // step:
            rows = np.arange(group // step * step, min((group // step + 1) * step, len(self._groups)))
            made = off_after(self._timetables, self._ways.take(rows), self._asked, self._progress)
            self._off = (group // step, made)
        return np.asarray(self._off[1][group % step].T)

    def _left_s(self, group: int, cutoff_ms: float) -> Floats:
        """Return the seconds that are left at each stop, (stops, departures), below 0 for none."""
        cutoff_s = int(cutoff_ms // 1000)
        if not self.reverse:
            return np.asarray(cutoff_s - self._off_at(group), dtype=np.float64)
        if self._last is None or self._last[0] != group:
            mine = self._ways.take(np.array([group]))
            self._last = (group, LastDepartures(self._timetables, mine, self._asked, self._progress))
        return np.asarray(self._last[1].left(cutoff_s).T)

    def streets(self, group: Sequence[int], cutoff_ms: float, before: Reached | None) -> tuple[Reached, Index, Objects]:
        """Return what is reached within a cutoff, and the pieces of street that ``before`` did not hold."""
        fabric, parts = self._own[0], []
        for own in self._own:
            rest = min(cutoff_ms // 1000 * 1000 + ROUNDED_MS, self._whole_ms)
            found = reached(own, [node_times(own, point, rest) for point in group], group, rest)
            parts.append(on_lines_of(fabric, own, found))
        seconds = self._left_s(self._groups[tuple(group)], cutoff_ms)
        starts = [self._start(mode, onward, seconds) for mode, onward in self._onward]
        parts.append(often_reached([one for one in starts if len(one.stops)], fabric, self.least, self._progress))
        now = union(parts)
        return now, *pieces(fabric, now, before)

    def _start(self, mode: str, fabric: Fabric, seconds: Floats) -> Start:
        """Return the stops with time left by one mode, and the ways from them."""
        limit = self._limits[mode]
        left = np.where(seconds >= 0, np.minimum(seconds * 1000.0 + ROUNDED_MS, limit), -1.0)
        stops = np.flatnonzero((left >= 0).any(axis=1))
        rows, ms = [], []
        for stop in stops.tolist():
            check(self._progress, 0.5)
            row, times = self._walk(mode, fabric, stop)
            rows.append(row)
            ms.append(times)
        nodes = fabric.matrix.shape[0] - fabric.points.count
        which = np.repeat(np.arange(len(stops)), [len(row) for row in rows])
        none = [np.empty(0, dtype=np.int64)]
        ways = legs_of(np.concatenate(rows or none), which, np.concatenate(ms or [np.empty(0)]), nodes)
        return Start(fabric, stops, ways, left[stops])

    def _walk(self, mode: str, fabric: Fabric, stop: int) -> tuple[Index, Floats]:
        """Return the junctions and portals around a stop, and the milliseconds there."""
        if (mode, stop) not in self._walks:
            times = node_times(fabric, stop, self._limits[mode])
            near = np.flatnonzero(np.isfinite(times))
            self._walks[mode, stop] = (near, times[near])
        return self._walks[mode, stop]

    def circles(self, group: Sequence[int], cutoff_ms: float) -> shapely.Geometry | None:
        """Return None: of straight lines no area is drawn by timetable, see docs/transit.md."""
        return None
