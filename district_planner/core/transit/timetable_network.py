"""Times of a mode that rides public transport by timetable: one percentile of the departures of a period."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from district_planner.core.access.modes import Mode
from district_planner.core.access.times import Times, Variation
from district_planner.core.evaluation.places import Places
from district_planner.core.interventions.effects import Effect
from district_planner.core.network.joins import Index
from district_planner.core.network.streets import Floats
from district_planner.core.progress import Progress, no_progress
from district_planner.core.transit.departures import percentiles
from district_planner.core.transit.legs import Legs, legs_of
from district_planner.core.transit.riding import Riding, Some, Tables, rows_of, turned
from district_planner.core.transit.timetable import Timetable
from district_planner.core.transit.timetable_model import BuiltService, TimetableModel

MOST_CELLS = 20_000_000
"""Times of origins to opportunities that are held at once."""


class TimetableNetwork(Riding):
    """One mode's times over ground and public transport, by timetable.

    Args:
        model: the service; the others as in :class:`Riding`.
    """

    def __init__(
        self, model: TimetableModel, mode: Mode, origins: Places, opportunities: Places, limit_min: float,
        progress: Progress = no_progress,
    ) -> None:  # fmt: skip
        super().__init__(model, mode, origins, opportunities, limit_min)
        self.model, self._asked = model, model.asked(self.limit_ms)
        self._tables = self.ways(model.places, (), progress)
        timetables = model.timetables((), self._asked.end_s)
        self.base = self._times(self._some_of(self._tables, timetables, progress), progress)

    def vary(self, effects: Sequence[Effect], progress: Progress = no_progress) -> Times | Variation:
        """Return the times with effects built together."""
        built = self.model.built(effects)
        if built is None:
            return self.base
        tables = self._tables_with(built, progress)
        timetables = self.model.timetables(effects, self._asked.end_s)
        return self._patched(self._some_of(tables, timetables, progress), progress)

    def _tables_with(self, built: BuiltService, progress: Progress) -> Tables:
        """Return the ways to all stops; those of today are searched anew only where the ground has changed."""
        if built.ground:
            return self.ways(built.stops, built.ground, progress)
        if not len(built.fresh):
            return self._tables
        old = len(built.stops) - len(built.fresh)
        more = self.ways(built.fresh, (), progress)
        return Tables(
            self._tables.direct, _beside(self._tables.out, more.out, old), _beside(self._tables.into, more.into, old)
        )

    def _some_of(
        self, tables: Tables, timetables: Sequence[Timetable], progress: Progress
    ) -> Callable[[Index], Some]:  # fmt: skip
        """Return what gives the times of some origins to the opportunities of one block."""
        order = np.argsort(self.block, kind="stable")
        width = max(MOST_CELLS // max(len(self.origin_places), 1), 1)
        kept: dict[int, Floats] = {}

        def piece(number: int) -> Floats:
            if number not in kept:
                for old in [one for one in kept if one < number - 1]:
                    del kept[old]
                columns = order[number * width : (number + 1) * width]
                kept[number] = self._percentile(tables, timetables, columns, progress)
            return kept[number]

        def to(columns: Index) -> Some:
            begin = int(np.flatnonzero(order == columns[0])[0])
            end = begin + len(columns)
            pieces = [piece(number) for number in range(begin // width, (end - 1) // width + 1)]
            every = pieces[0] if len(pieces) == 1 else np.concatenate(pieces, axis=1)
            first = begin - begin // width * width
            return lambda part: rows_of(part, every[part, first : first + len(columns)], columns)

        return to

    def _percentile(
        self, tables: Tables, timetables: Sequence[Timetable], columns: Index, progress: Progress
    ) -> Floats:  # fmt: skip
        """Return milliseconds of all origins to some opportunities, ``inf`` beyond the limit."""
        direct = turned(turned(tables.direct, len(self.opportunity_places)).take(columns), len(self.origin_places))
        found = percentiles(timetables, tables.out, tables.into.take(columns), self._asked, direct, progress)
        return np.asarray(found.seconds[0] * 1000.0)


def _beside(old: Legs, new: Legs, columns: int) -> Legs:
    """Return ways with further columns behind the old ones."""
    row, other = np.concatenate([old.row, new.row]), np.concatenate([old.other, new.other + columns])
    return legs_of(row, other, np.concatenate([old.ms, new.ms]), old.rows)
