"""Times of a mode that rides public transport by frequency.

A time is the least of going all the way on the ground, and of access, stop to stop and egress: the min-plus product of
three tables. A drawn line adds boardings; only what leads over its portals is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from district_planner.core.access.modes import Mode
from district_planner.core.access.times import Rows, Times, Variation
from district_planner.core.evaluation.places import Places
from district_planner.core.interventions.effects import Effect
from district_planner.core.network.joins import Index
from district_planner.core.network.streets import Floats
from district_planner.core.progress import Progress, check, no_progress
from district_planner.core.transit.frequency import Extension, FrequencyModel
from district_planner.core.transit.riding import Dense, Riding, Tables, joined_rows, rows_of, turned


class RideNetwork(Riding):
    """One mode's times over ground and public transport, by frequency.

    Args:
        model: the service; the others as in :class:`Riding`.
    """

    def __init__(
        self, model: FrequencyModel, mode: Mode, origins: Places, opportunities: Places, limit_min: float,
        progress: Progress = no_progress,
    ) -> None:  # fmt: skip
        super().__init__(model, mode, origins, opportunities, limit_min)
        self.model = model
        self._tables = self._ways(model.places, (), progress)
        self.base = self._times(self._dense_of(self._tables, model.today.times), progress)

    def vary(self, effects: Sequence[Effect], progress: Progress = no_progress) -> Times | Variation:
        """Return the times with effects built together."""
        built = self.model.built(effects)
        if built is None:
            return self.base
        if built.extension is not None:
            return self._with_addition(built.extension, progress)
        graph = built.graph or self.model.today
        tables = self._ways(built.stops or self.model.places, built.ground, progress)
        return self._patched(self._dense_of(tables, graph.times), progress)

    def _dense_of(self, tables: Tables, stop_times: Floats) -> Callable[[Index], Dense]:
        """Return what gives the times of some origins to some opportunities from three tables."""

        def to(columns: Index) -> Dense:
            into = tables.into.take(columns)
            served = np.flatnonzero(np.diff(into.first))
            goal = np.ascontiguousarray(into.take(served).through(np.ascontiguousarray(stop_times.T)).T)
            position = np.full(len(self.opportunity_places), -1, dtype=np.int64)
            position[columns] = np.arange(len(columns))

            def some(part: slice) -> Floats:
                rows = np.arange(part.start, part.stop)
                times = np.full((len(rows), len(columns)), np.inf)
                out = tables.out.take(rows)
                riding = np.flatnonzero(np.diff(out.first))
                times[np.ix_(riding, served)] = out.take(riding).through(goal)
                direct = tables.direct.take(rows)
                here = position[direct.other]
                mine = here >= 0
                cells = (direct.row[mine], here[mine])
                times[cells] = np.minimum(times[cells], direct.ms[mine])
                times[times > self.limit_ms] = np.inf
                return times

            return some

        return to

    # A drawn line

    def _with_addition(self, extension: Extension, progress: Progress) -> Variation:
        """Return the base with the pairs shortened that lead over the portals of an addition."""
        start, goal = self._to_portals(extension), self._from_portals(extension)
        nearest = start.min(axis=0, initial=np.inf)
        patches = {}
        for block, columns in self._columns():
            onward = goal[:, columns]
            open_ = np.flatnonzero(np.isfinite(nearest) & np.isfinite(onward).any(axis=1))
            rows = []
            for part in self._parts(len(columns)):
                check(progress, block / self.blocks)
                rows.append(self._shortened(block, columns, part, start[part][:, open_], onward[open_]))
            patch = joined_rows(rows)
            if len(patch.origins):
                patches[block] = patch
        return Variation(self.base, patches)

    def _shortened(self, block: int, columns: Index, part: slice, start: Floats, onward: Floats) -> Rows:
        """Return the rows of some origins that a way over a portal shortens."""
        some = np.flatnonzero((start + onward.min(axis=1, initial=np.inf) <= self.limit_ms).any(axis=1))
        there = np.flatnonzero((onward + start.min(axis=0, initial=np.inf)[:, None] <= self.limit_ms).any(axis=0))
        best = np.full((len(some), len(there)), np.inf)
        for portal in range(len(onward)):
            mine = np.flatnonzero(start[some, portal] <= self.limit_ms)
            ahead = onward[portal, there]
            best[mine] = np.minimum(best[mine], start[some[mine], portal, None] + ahead)
        before = self._base(block, columns, some + part.start)
        better = ((best < before[:, there]) & (best <= self.limit_ms)).any(axis=1)
        times = before[better]
        best = best[better]
        best[best > self.limit_ms] = np.inf
        times[:, there] = np.minimum(times[:, there], best)
        return rows_of(0, np.ones(len(times), dtype=bool), times, columns, some[better] + part.start)

    def _to_portals(self, extension: Extension) -> Floats:
        """Return (origins, portals) ms from each origin to ready at each portal before the addition."""
        added, fresh = extension.added, extension.fresh
        start = self._tables.out.through(extension.portals.to_ready)
        new = added.portals >= added.old
        ways = self.model.ground.ways(self.origin_places, fresh, self._access).weighed(self.model.weights)
        walked = np.full((len(self.origin_places), len(fresh)), np.inf)
        walked[ways.row, ways.other] = ways.ms
        start[:, new] = np.minimum(start[:, new], walked[:, added.portals[new] - added.old])
        return start

    def _from_portals(self, extension: Extension) -> Floats:
        """Return (portals, opportunities) ms from ready at each portal to each opportunity, over everything."""
        old = extension.added.old
        onward = np.ascontiguousarray(extension.portals.onward.T)
        goal = self._tables.into.through(onward[:old])
        ways = self.model.ground.ways(extension.fresh, self.opportunity_places, self._egress)
        into = turned(ways, len(self.opportunity_places)).weighed(self.model.weights)
        return np.ascontiguousarray(np.minimum(goal, into.through(onward[old:])).T)
