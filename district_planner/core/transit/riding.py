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
from district_planner.core.access.times import Rows, Times, Variation
from district_planner.core.evaluation.places import Places, blocks_of, same_place
from district_planner.core.interventions.effects import Effect
from district_planner.core.network.graph import ModeGraph
from district_planner.core.network.joins import Index, Joined
from district_planner.core.network.streets import Bools, Floats
from district_planner.core.progress import Progress, check, no_progress
from district_planner.core.settings import number
from district_planner.core.transit.ground import ON_FOOT, Ground, Span, StreetGround
from district_planner.core.transit.legs import Legs, legs_of
from district_planner.core.transit.waits import Weights

CELLS_PER_CHUNK = 2_000_000

Dense = Callable[[slice], Floats]
"""Milliseconds of some origins to the opportunities of one block."""


@dataclass(frozen=True)
class Tables:
    """Ways on the ground as they weigh: all the way (origins by opportunities), to stops (origins by stops), and from
    stops (opportunities by stops)."""

    direct: Legs
    out: Legs
    into: Legs


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

    def street_reach_m(self, limit_ms: float) -> float:
        """Return how far from an origin streets must be known: the longest way on the ground."""
        ground, longest = self._service.ground, max(limit for _, limit in self._all_the_way.limits)
        modes = [mode for mode, _ in self._all_the_way.limits]
        return max(ground.graph(m).reach_m(longest) for m in modes) if isinstance(ground, StreetGround) else 0.0

    def vary(self, effects: Sequence[Effect], progress: Progress = no_progress) -> Times | Variation:
        """Return the times with effects built together."""
        raise NotImplementedError

    # Times

    def _ways(self, stops: Places, ground: Sequence[Effect], progress: Progress) -> Tables:
        """Return the three tables of ways with some effects built on the ground."""
        ways, weights = self._service.ground.ways, self._service.weights
        direct = ways(self.origin_places, self.opportunity_places, self._all_the_way, ground, progress)
        out = ways(self.origin_places, stops, self._access, ground, progress)
        into = ways(stops, self.opportunity_places, self._egress, ground, progress)
        turned_into = turned(into, len(self.opportunity_places))
        return Tables(direct.weighed(weights), out.weighed(weights), turned_into.weighed(weights))

    def _parts(self, width: int) -> Iterator[slice]:
        count, step = len(self.origin_places), max(1, CELLS_PER_CHUNK // max(width, 1))
        return (slice(at, min(at + step, count)) for at in range(0, count, step))

    def _columns(self) -> Iterator[tuple[int, Index]]:
        for block in range(self.blocks):
            columns = np.flatnonzero(self.block == block)
            if len(columns):
                yield block, columns

    def _times(self, dense: Callable[[Index], Dense], progress: Progress) -> Times:
        """Return a table of times block by block."""
        count = len(self.origin_places)
        counts = np.zeros((self.blocks, count), dtype=np.int64)
        numbers, values = [], []
        for block, columns in self._columns():
            some = dense(columns)
            for part in self._parts(len(columns)):
                check(progress, (block + part.start / max(count, 1)) / self.blocks)
                times = some(part)
                row, column, ms = _finite(times)
                counts[block, part] = np.bincount(row, minlength=part.stop - part.start)
                numbers.append(columns[column].astype(np.int32))
                values.append(ms)
        first = np.concatenate([[0], np.cumsum(counts.ravel())])
        opportunity = np.concatenate(numbers) if numbers else np.empty(0, dtype=np.int32)
        return Times(count, self.block, first, opportunity, np.concatenate(values) if values else np.empty(0))

    def _patched(self, dense: Callable[[Index], Dense], progress: Progress) -> Variation:
        """Return the base with the rows that differ from it."""
        patches = {}
        for block, columns in self._columns():
            some = dense(columns)
            rows = [self._differing(block, columns, part, some(part)) for part in self._parts(len(columns))]
            check(progress, block / self.blocks)
            patch = joined_rows(rows)
            if len(patch.origins):
                patches[block] = patch
        return Variation(self.base, patches)

    def _differing(self, block: int, columns: Index, part: slice, times: Floats) -> Rows:
        before = self._base(block, columns, np.arange(part.start, part.stop))
        return rows_of(part.start, (times != before).any(axis=1), times, columns)

    def _base(self, block: int, columns: Index, origins: Index) -> Floats:
        """Return the base times of some origins as a dense table."""
        rows = self.base.rows(origins, block)
        times = np.full((len(origins), len(columns)), np.inf)
        times[rows.row, self._position[rows.opportunity]] = rows.ms
        return times

    @cached_property
    def _position(self) -> Index:
        """Return the place of each opportunity within its block."""
        found = np.empty(len(self.block), dtype=np.int64)
        for _, columns in self._columns():
            found[columns] = np.arange(len(columns))
        return found


def rows_of(start: int, chosen: Bools, times: Floats, columns: Index, origins: Index | None = None) -> Rows:
    """Return some rows of a dense table."""
    numbers = np.flatnonzero(chosen) if origins is None else np.arange(len(times))
    kept = times[numbers]
    row, column, ms = _finite(kept)
    first = np.searchsorted(row, np.arange(len(numbers) + 1))
    own = numbers + start if origins is None else origins
    return Rows(own, first, columns[column].astype(np.int32), ms)


def _finite(times: Floats) -> tuple[Index, Index, Floats]:
    """Return row, column and value of the finite cells, row by row."""
    flat = times.ravel()
    cells = np.flatnonzero(np.isfinite(flat))
    row, column = np.divmod(cells, max(times.shape[1], 1))
    return row, column, flat[cells]


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
