"""Times of a mode that rides public transport by frequency.

A time is the least of going all the way on the ground, and of access, stop to stop and egress: the min-plus product of
three tables. A drawn line adds boardings; only what leads over its portals is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from district_planner.core.access.modes import Mode
from district_planner.core.access.times import Rows, Times, Variation, shortened
from district_planner.core.evaluation.places import Places
from district_planner.core.interventions.effects import Effect
from district_planner.core.network.joins import Index
from district_planner.core.network.search import Pairs
from district_planner.core.network.streets import Bools
from district_planner.core.progress import Progress, check, no_progress
from district_planner.core.transit.frequency import Extension, FrequencyModel
from district_planner.core.transit.product import Product, numbers_of
from district_planner.core.transit.riding import Riding, Some, Tables, cells_of, joined_rows, turned
from district_planner.core.transit.stop_graph import arrivals_of
from district_planner.core.transit.whole import ENDLESS, Wholes, min_plus

LOOKED_UP = 20_000
"""Of more pairs the times before are laid out as a table; fewer are looked up one by one."""


@dataclass(frozen=True)
class Looked:
    """Where an addition may shorten a time: to what it gained from anywhere, to all else from who walks to a new stop.

    Attributes:
        block, columns: numbers of its opportunities; part: origins from one number to another.
        walking: which of the origins have a way on the ground to a new stop.
        gained: which of the opportunities may come nearer to the others too.
    """

    block: int
    columns: Index
    part: slice
    walking: Bools
    gained: Bools


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
        (start, walking), (goal, gained) = self._to_portals(extension), self._from_portals(extension)
        self._also_gained(extension, gained)
        nearest = start.min(axis=1, initial=ENDLESS)
        patches = {}
        for block, columns in self._columns:
            onward = goal.take(columns, axis=1)
            open_ = np.flatnonzero(nearest + onward.min(axis=1, initial=ENDLESS) <= self.limit_ms)
            rows = []
            for part in self._parts(len(columns)):
                check(progress, block / self.blocks)
                looked = Looked(block, columns, part, walking[part], gained[columns])
                rows.append(self._shortened(looked, start[open_, part], onward[open_]))
            patch = joined_rows(rows)
            if len(patch.origins):
                patches[block] = patch
        return Variation(self.base, patches)

    def _also_gained(self, extension: Extension, gained: Bools) -> None:
        """Mark the opportunities that may come nearer to who rides to a portal, or boards at a stop of today.

        Whoever comes to a portal could go on over the service as it was. Only who gets off somewhere sooner so than
        from there is worth a look: most of what a line leads to is reached as soon without it.
        """
        arrivals = arrivals_of(self.model.today, extension.added)
        if arrivals.sums > self._tables.rides:
            gained[:] = True
            return
        sooner = (arrivals.on.through(extension.portals.onward[:, : extension.added.old]) < arrivals.after).any(axis=0)
        if sooner.any():
            gained[self._tables.into.row[sooner[self._tables.into.other]]] = True

    def _shortened(self, looked: Looked, start: Wholes, onward: Wholes) -> Rows:
        """Return the rows of some origins that a way over a portal shortens."""
        least, soonest = onward.min(axis=1, initial=ENDLESS), start.min(axis=1, initial=ENDLESS)
        within = start + least[:, None] <= self.limit_ms
        there = (onward + soonest[:, None] <= self.limit_ms).any(axis=0)
        origins, walking = within.any(axis=0), looked.walking
        # Most portals lead anywhere in time from few origins only.
        start = np.where(within, start, np.int32(ENDLESS))
        found = [
            self._pairs(looked, np.flatnonzero(some), np.flatnonzero(goals), start, onward)
            for some, goals in ((origins, there & looked.gained), (origins & walking, there & ~looked.gained))
        ]
        source, target, ms = (np.concatenate(column) for column in zip(*found))
        return shortened(self.base, looked.block, Pairs(source, target, ms), len(self.opportunity_places))

    def _pairs(
        self, looked: Looked, rows: Index, columns: Index, start: Wholes, onward: Wholes
    ) -> tuple[Index, Index, Wholes]:
        """Return origin, opportunity and time of what some rows and columns may gain."""
        best = min_plus(start.take(rows, axis=1).T, onward.take(columns, axis=1))
        origins, opportunities = rows + looked.part.start, looked.columns.take(columns)
        limit = self._before(looked.block, origins, opportunities) if best.size > LOOKED_UP else int(self.limit_ms) + 1
        sooner = best < limit
        row, column = cells_of(sooner)
        return origins.take(row), opportunities.take(column), best[sooner]

    def _before(self, block: int, origins: Index, columns: Index) -> Wholes:
        """Return the base times of some origins to some opportunities of a block, just beyond the limit for none."""
        rows, width = self.base.holding(origins, block), len(columns)
        # What was not asked for falls into one more row, or is left out.
        at = numbers_of(origins, len(self.origin_places), len(origins))[rows.origins] * width
        column = numbers_of(columns, len(self.opportunity_places)).take(rows.opportunity)
        asked = np.flatnonzero(column >= 0)
        times = np.full((len(origins) + 1, width), int(self.limit_ms) + 1, dtype=np.int32)
        times.reshape(-1)[np.repeat(at, np.diff(rows.first)).take(asked) + column.take(asked)] = rows.ms.take(asked)
        return times[:-1]

    def _to_portals(self, extension: Extension) -> tuple[Wholes, Bools]:
        """Return (portals, origins) ms to ready at each portal before the addition, and who walks to a new one."""
        added, fresh = extension.added, extension.fresh
        start = self._tables.out.across(extension.portals.to_ready)
        new = np.flatnonzero(added.portals >= added.old)
        ways = self.model.ground.ways(self.origin_places, fresh, self._access).weighed(self.model.weights)
        walked = np.full((len(fresh), len(self.origin_places)), ENDLESS, dtype=np.int32)
        walked[ways.other, ways.row] = ways.ms
        start[new] = np.minimum(start[new], walked[added.portals[new] - added.old])
        return start, ways.first[1:] > ways.first[:-1]

    def _from_portals(self, extension: Extension) -> tuple[Wholes, Bools]:
        """Return (portals, opportunities) ms from each portal over everything, and what has a new stop in reach."""
        old, onward = extension.added.old, extension.portals.onward
        goal = self._tables.into.across(onward[:, :old])
        ways = self.model.ground.ways(extension.fresh, self.opportunity_places, self._egress)
        into = turned(ways, len(self.opportunity_places)).weighed(self.model.weights)
        return np.minimum(goal, into.across(onward[:, old:])), into.first[1:] > into.first[:-1]
