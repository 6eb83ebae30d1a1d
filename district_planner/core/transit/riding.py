"""What times of a mode that rides public transport have in common, whatever the model: places, ways, tables of times.

A network of this kind has the face of a mode on streets: base times and variations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from district_planner.core.access.modes import Mode
from district_planner.core.access.times import Rows, Times, Variation, differing
from district_planner.core.evaluation.places import Places, blocks_of, same_place
from district_planner.core.interventions.effects import Effect
from district_planner.core.network.graph import ModeGraph
from district_planner.core.network.joins import Index, Joined
from district_planner.core.network.streets import Bools, Floats
from district_planner.core.progress import Progress, check, no_progress
from district_planner.core.settings import number
from district_planner.core.transit.approach import Approach, Approaches, approach
from district_planner.core.transit.ground import ON_FOOT, Ground, Span, StreetGround
from district_planner.core.transit.legs import Legs, legs_of
from district_planner.core.transit.waits import Weights

CELLS_PER_CHUNK = 2_000_000

Some = Callable[[slice], Rows]
"""Times of some origins, each of them, to the opportunities of one block."""


@dataclass(frozen=True)
class Tables:
    """Ways on the ground as they weigh: all the way (origins by opportunities), to stops (origins by stops), and from
    stops (opportunities by stops)."""

    direct: Legs
    out: Legs
    into: Legs

    @cached_property
    def rides(self) -> int:
        """Return the number of pairs of origins and opportunities with a stop in reach."""
        ends = (self.out.first[1:] > self.out.first[:-1], self.into.first[1:] > self.into.first[:-1])
        return int(ends[0].sum()) * int(ends[1].sum())


def turned(legs: Legs, columns: int) -> Legs:
    """Return ways with rows and columns exchanged."""
    return legs_of(legs.other, legs.row, legs.ms, columns)


class Service(Protocol):
    """The public transport of a district, by any model."""

    @property
    def ground(self) -> Ground:
        """Return the ways on the ground."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """Return the district's settings."""

    @property
    def weights(self) -> Weights:
        """Return what walking and waiting count."""


class Riding:
    """One mode's places and ways for times over ground and public transport.

    Args:
        model: the service; mode: the mode; origins, opportunities: all places, those that are off included.
        limit_min: the time limit in minutes.
    """

    def __init__(
        self, model: Service, mode: Mode, origins: Places, opportunities: Places, limit_min: float
    ) -> None:  # fmt: skip
        self._service, self.mode, self.settings = model, mode, model.settings
        self.limit_ms = float(np.rint(limit_min * 60000.0))
        self.origin_places, self.opportunity_places = origins, opportunities
        self.block, self.blocks = blocks_of(opportunities)
        minutes = {one: number(self.settings, "transit_walk_min") for one in ON_FOOT}
        minutes["cycle"] = number(self.settings, "transit_cycle_min")
        whole = number(self.settings, "transit_all_the_way_min")
        self._access = Span.of(mode.ground, minutes)
        self._all_the_way = Span.of(mode.ground, dict.fromkeys(mode.ground, whole))
        self._egress = Span.of(ON_FOOT, minutes)
        self.base: Times

    # The face of a mode on streets

    @property
    def graph(self) -> ModeGraph | None:
        """Return the network on which one walks; None where the district has no streets."""
        ground = self._service.ground
        return ground.graph(ON_FOOT[0]) if isinstance(ground, StreetGround) else None

    @cached_property
    def origins(self) -> Joined | None:
        """Return the origins joined to the streets on foot; None without streets."""
        ground = self._service.ground
        return ground.joined(self.origin_places, ON_FOOT[0]) if isinstance(ground, StreetGround) else None

    @cached_property
    def opportunities(self) -> Joined | None:
        """Return the opportunities joined to the streets on foot; None without streets."""
        ground = self._service.ground
        return ground.joined(self.opportunity_places, ON_FOOT[0]) if isinstance(ground, StreetGround) else None

    @cached_property
    def same(self) -> tuple[Index, Index]:
        """Return the numbers (opportunity, origin) of places that are one and the same."""
        return same_place(self.opportunity_places, self.origin_places)

    def reach_m(self, limit_ms: float) -> float:
        """Return a distance that no trip within a limit leaves: there is none."""
        return np.inf

    def street_reach_m(self) -> float:
        """Return how far from an origin streets must be known: the longest way on the ground."""
        ground, longest = self._service.ground, max(limit for _, limit in self._all_the_way.limits)
        modes = [mode for mode, _ in self._all_the_way.limits]
        return max(ground.graph(m).reach_m(longest) for m in modes) if isinstance(ground, StreetGround) else 0.0

    def vary(self, effects: Sequence[Effect], progress: Progress = no_progress) -> Times | Variation:
        """Return the times with effects built together."""
        raise NotImplementedError

    # Times

    def ways(self, stops: Places, ground: Sequence[Effect], progress: Progress) -> Tables:
        """Return the three tables of ways with some effects built on the ground."""
        ways, weights = self._service.ground.ways, self._service.weights
        direct = ways(self.origin_places, self.opportunity_places, self._all_the_way, ground, progress)
        out = ways(self.origin_places, stops, self._access, ground, progress)
        into = ways(stops, self.opportunity_places, self._egress, ground, progress)
        turned_into = turned(into, len(self.opportunity_places))
        return Tables(direct.weighed(weights), out.weighed(weights), turned_into.weighed(weights))

    def approaches(
        self, stops: Places, ground: Sequence[Effect], progress: Progress = no_progress
    ) -> Approaches:  # fmt: skip
        """Return the same three tables, told by mode and by the clock too."""
        service, weights = self._service, self._service.weights

        def of(sources: Places, targets: Places, span: Span) -> Approach:
            return approach(service.ground, sources, targets, span, weights, ground, progress)

        into = of(stops, self.opportunity_places, self._egress).turned(len(self.opportunity_places), weights)
        direct = of(self.origin_places, self.opportunity_places, self._all_the_way)
        return Approaches(direct, of(self.origin_places, stops, self._access), into)

    def _parts(self, width: int) -> Iterator[slice]:
        count, step = len(self.origin_places), max(1, CELLS_PER_CHUNK // max(width, 1))
        return (slice(at, min(at + step, count)) for at in range(0, count, step))

    @cached_property
    def _columns(self) -> tuple[tuple[int, Index], ...]:
        """Return the blocks that hold any opportunity, and its numbers."""
        every = ((block, np.flatnonzero(self.block == block)) for block in range(self.blocks))
        return tuple(one for one in every if len(one[1]))

    def _times(self, of: Callable[[Index], Some], progress: Progress) -> Times:
        """Return a table of times block by block."""
        count = len(self.origin_places)
        counts = np.zeros((self.blocks, count), dtype=np.int64)
        every = []
        for block, columns in self._columns:
            some = of(columns)
            for part in self._parts(len(columns)):
                check(progress, (block + part.start / max(count, 1)) / self.blocks)
                every.append(some(part))
                counts[block, part] = np.diff(every[-1].first)
        found = joined_rows(every)
        first = np.concatenate([[0], np.cumsum(counts.ravel())])
        return Times(count, self.block, first, found.opportunity, found.ms)

    def _patched(self, of: Callable[[Index], Some], progress: Progress) -> Variation:
        """Return the base with the rows that differ from it."""
        patches = {}
        for block, columns in self._columns:
            some = of(columns)
            rows = [self._differing(block, some(part)) for part in self._parts(len(columns))]
            check(progress, block / self.blocks)
            patch = joined_rows(rows)
            if len(patch.origins):
                patches[block] = patch
        return Variation(self.base, patches)

    def _differing(self, block: int, rows: Rows) -> Rows:
        before = self.base.rows(rows.origins, block)
        return rows.take(differing(before, rows, len(self.opportunity_places)))


def rows_of(part: slice, times: Floats, columns: Index) -> Rows:
    """Return the rows of a dense table."""
    inside = np.isfinite(times)
    row, column = cells_of(inside)
    first = np.searchsorted(row, np.arange(len(times) + 1))
    return Rows(np.arange(part.start, part.stop), first, columns[column].astype(np.int32), times[inside])


def cells_of(chosen: Bools) -> tuple[Index, Index]:
    """Return row and column of the chosen cells of a table, row by row."""
    cells = np.flatnonzero(chosen)
    if 8 * len(cells) < chosen.size:
        row, column = np.divmod(cells, chosen.shape[1])
        return row, column
    # Divisions take longer than all else where there are many.
    row = np.repeat(np.arange(len(chosen)), np.count_nonzero(chosen, axis=1))
    return row, cells - row * chosen.shape[1]


def joined_rows(parts: Sequence[Rows]) -> Rows:
    """Return the rows of several lists of ascending origins together."""
    if len(parts) == 1:
        return parts[0]
    counts = [np.diff(part.first) for part in parts]
    return Rows(
        np.concatenate([part.origins for part in parts] or [np.empty(0, dtype=np.int64)]),
        np.concatenate([[0], np.cumsum(np.concatenate(counts or [np.empty(0, dtype=np.int64)]))]),
        np.concatenate([part.opportunity for part in parts] or [np.empty(0, dtype=np.int32)]),
        np.concatenate([part.ms for part in parts] or [np.empty(0)]),
    )
