"""Times of a mode that rides public transport by frequency.

A time is the least of going all the way on the ground, and of access, stop to stop and egress: the min-plus product of
three tables. A drawn line adds boardings; only what leads over its portals is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from district_planner.core.access.modes import Mode
from district_planner.core.access.times import Rows, Times, Variation, merge_rows
from district_planner.core.evaluation.places import Places
from district_planner.core.interventions.effects import Effect
from district_planner.core.network.joins import Index
from district_planner.core.network.search import Pairs
from district_planner.core.progress import Progress, check, no_progress
from district_planner.core.transit.frequency import Extension, FrequencyModel
from district_planner.core.transit.product import Product, numbers_of
from district_planner.core.transit.riding import Riding, Some, Tables, cells_of, joined_rows, turned
from district_planner.core.transit.whole import ENDLESS, Wholes, min_plus


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
        self._tables = self.ways(model.places, (), progress)
        self.base = self._times(self._some_of(self._tables, model.today.whole), progress)

    def vary(self, effects: Sequence[Effect], progress: Progress = no_progress) -> Times | Variation:
        """Return the times with effects built together."""
        built = self.model.built(effects)
        if built is None:
            return self.base
        if built.extension is not None:
            return self._with_addition(built.extension, progress)
        graph = built.graph or self.model.today
        tables = self.ways(built.stops or self.model.places, built.ground, progress)
        return self._patched(self._some_of(tables, graph.whole), progress)

    def _some_of(self, tables: Tables, stop_times: Wholes) -> Callable[[Index], Some]:
        """Return what gives the times of some origins to some opportunities from three tables."""
        return lambda columns: Product(tables, stop_times, columns, self.limit_ms).rows

    # A drawn line

    def _with_addition(self, extension: Extension, progress: Progress) -> Variation:
        """Return the base with the pairs shortened that lead over the portals of an addition."""
        start, goal = self._to_portals(extension), self._from_portals(extension)
        nearest = start.min(axis=1, initial=ENDLESS)
        patches = {}
        for block, columns in self._columns():
            onward = goal[:, columns]
            open_ = np.flatnonzero(nearest + onward.min(axis=1, initial=ENDLESS) <= self.limit_ms)
            rows = []
            for part in self._parts(len(columns)):
                check(progress, block / self.blocks)
                rows.append(self._shortened(block, columns, part, start[open_, part], onward[open_]))
            patch = joined_rows(rows)
            if len(patch.origins):
                patches[block] = patch
        return Variation(self.base, patches)

    def _shortened(self, block: int, columns: Index, part: slice, start: Wholes, onward: Wholes) -> Rows:
        """Return the rows of some origins that a way over a portal shortens."""
        least, soonest = onward.min(axis=1, initial=ENDLESS), start.min(axis=1, initial=ENDLESS)
        within = start.T + least <= self.limit_ms
        some = np.flatnonzero(within.any(axis=1))
        there = np.flatnonzero((onward.T + soonest <= self.limit_ms).any(axis=1))
        # Most portals lead anywhere in time from few origins only.
        best = min_plus(np.where(within, start.T, np.int32(ENDLESS))[some], onward[:, there])
        row, column = cells_of(best < self._before(block, some + part.start, columns[there]))
        changed = np.flatnonzero(np.bincount(row, minlength=len(some)))
        pairs = Pairs(some[row] + part.start, columns[there[column]], best[row, column].astype(np.float64))
        return merge_rows(self.base.rows(some[changed] + part.start, block), pairs, len(self.opportunity_places))

    def _before(self, block: int, origins: Index, columns: Index) -> Wholes:
        """Return the base times of some origins to some opportunities of a block, just beyond the limit for none."""
        rows = self.base.holding(origins, block)
        # What was not asked for falls into one more row and column.
        height, width = len(origins) + 1, len(columns) + 1
        at = numbers_of(origins, len(self.origin_places), height - 1)[rows.origins] * width
        column = numbers_of(columns, len(self.opportunity_places), width - 1).take(rows.opportunity)
        times = np.full(height * width, int(self.limit_ms) + 1, dtype=np.int32)
        times[np.repeat(at, np.diff(rows.first)) + column] = rows.ms.astype(np.int32)
        return times.reshape(height, width)[:-1, :-1]

    def _to_portals(self, extension: Extension) -> Wholes:
        """Return (portals, origins) ms from each origin to ready at each portal before the addition."""
        added, fresh = extension.added, extension.fresh
        start = self._tables.out.across(extension.portals.to_ready)
        new = np.flatnonzero(added.portals >= added.old)
        ways = self.model.ground.ways(self.origin_places, fresh, self._access).weighed(self.model.weights)
        walked = np.full((len(fresh), len(self.origin_places)), ENDLESS, dtype=np.int32)
        walked[ways.other, ways.row] = ways.ms
        start[new] = np.minimum(start[new], walked[added.portals[new] - added.old])
        return start

    def _from_portals(self, extension: Extension) -> Wholes:
        """Return (portals, opportunities) ms from ready at each portal to each opportunity, over everything."""
        old, onward = extension.added.old, extension.portals.onward
        goal = self._tables.into.across(onward[:, :old])
        ways = self.model.ground.ways(extension.fresh, self.opportunity_places, self._egress)
        into = turned(ways, len(self.opportunity_places)).weighed(self.model.weights)
        return np.minimum(goal, into.across(onward[:, old:]))
