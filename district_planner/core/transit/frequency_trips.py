"""The trips behind the times of the frequency model: walks, expected waits and rides of the least time.

One search from an origin over ready and off at every stop (see :mod:`district_planner.core.transit.stop_graph`) keeps
how it came. What it comes by is whole milliseconds, so the parts add up to the time in the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

import numpy as np
import shapely
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import dijkstra
from shapely.geometry.base import BaseGeometry

from district_planner.core.access.trip import INTERCHANGE, PLACE, RIDE, WAIT, Part, Trip, told
from district_planner.core.interventions.effects import Effect
from district_planner.core.interventions.services import SERVICES
from district_planner.core.network.joins import Index
from district_planner.core.network.streets import Floats
from district_planner.core.progress import Progress, check, no_progress
from district_planner.core.transit.frequency import FrequencyModel
from district_planner.core.transit.ground import ON_FOOT, on_the_ground
from district_planner.core.transit.ride_paths import DrawnLines, Patterns
from district_planner.core.transit.riding import Riding
from district_planner.core.transit.waits import common_lines, wait_minutes


class FrequencyTrips:
    """Trips between the places of a mode that rides, with some effects built.

    Args:
        model: the service; ends: the places and the time limit.

    Attributes:
        stops: as places; ``Part.start`` and ``Part.end`` are their rows.
        rounded_ms: what a way on the ground may differ from the way over streets that it is.
    """

    rounded_ms = 0.0

    def __init__(
        self, model: FrequencyModel, ends: Riding, effects: Sequence[Effect], progress: Progress = no_progress
    ) -> None:  # fmt: skip
        self._model, self._ends, self._progress = model, ends, progress
        self.stops, self._graph = model.with_effects(effects)
        self._ways = ends.approaches(self.stops, on_the_ground(effects), progress)
        self._rides = model.offered(effects)[1]
        self._lines = DrawnLines(effects)
        self._searched: tuple[int, Floats, Index] | None = None

    def each(self, pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, Trip]]:
        """Yield origin, opportunity and trip of the pairs within the limit, origin by origin."""
        every = sorted(pairs)
        for number, (origin, goal) in enumerate(every):
            check(self._progress, number / len(every))
            found = self.trip(origin, goal)
            if found is not None:
                yield origin, goal, found

    def trip(self, origin: int, goal: int) -> Trip | None:
        """Return the quickest trip, on foot all the way where that is as quick; None beyond the limit."""
        direct = self._ways.direct.ms(origin, goal)
        spent, come = self._from(origin)
        into, size = self._ways.into.legs, len(self.stops)
        part = slice(int(into.first[goal]), int(into.first[goal + 1]))
        total = spent[size + into.other[part]] + into.ms[part]
        least = float(total.min(initial=np.inf))
        if direct <= min(least, self._ends.limit_ms):
            return (self._ways.direct.part(origin, goal, (PLACE, PLACE)),)
        if least > self._ends.limit_ms or not np.isfinite(least):
            return None
        last = int(into.other[part][int(total.argmin())])
        nodes = [size + last]
        while nodes[-1] < 2 * size:
            nodes.append(int(come[nodes[-1]]))
        parts = self._parts(origin, nodes[::-1], spent)
        return told([*parts, self._ways.into.part(goal, last, (last, PLACE))], self.stops.name)

    def _from(self, origin: int) -> tuple[Floats, Index]:
        """Return milliseconds from an origin to every state of a stop, and the state before it."""
        if self._searched is None or self._searched[0] != origin:
            spent, come = dijkstra(
                self._matrix, indices=2 * len(self.stops) + origin, limit=self._ends.limit_ms, return_predecessors=True
            )
            self._searched = (origin, spent, come.astype(np.int64))
        return self._searched[1], self._searched[2]

    @cached_property
    def _matrix(self) -> csr_matrix:
        """Return ready at every stop, off at every stop, and the origins, as one graph."""
        size, boards, changes, out = len(self.stops), self._graph.boards, self._graph.changes, self._ways.out.legs
        tail = np.concatenate([boards.source, changes.row + size, out.row + 2 * size])
        head = np.concatenate([boards.target + size, changes.other, out.other])
        ms = np.concatenate([boards.ms, changes.ms, out.ms])
        count = 2 * size + out.rows
        # A stored 0 is an edge of no length in csr form only.
        return coo_matrix((ms, (tail, head)), shape=(count, count)).tocsr()

    def _parts(self, origin: int, nodes: Sequence[int], spent: Floats) -> Iterator[Part]:
        size = len(self.stops)
        for before, after in zip(nodes, nodes[1:]):
            stop = after % size
            if before >= 2 * size:
                yield self._ways.out.part(origin, stop, (PLACE, stop))
                continue
            ms = float(spent[after] - spent[before])
            yield from self._boarding(before, stop, ms) if before < size else self._change(before - size, stop, ms)

    def _change(self, start: int, end: int, ms: float) -> Iterator[Part]:
        weights = self._model.weights
        walked = ms - weights.interchange_ms
        yield Part(ON_FOOT[0], start, end, walked, float(np.rint(walked / weights.walk)))
        yield Part(INTERCHANGE, end, end, weights.interchange_ms, 0.0)

    def _boarding(self, start: int, end: int, ms: float) -> Iterator[Part]:
        """Yield the wait and the ride of a boarding; their sum is rounded once."""
        rides, weights = self._rides, self._model.weights
        mine = np.flatnonzero((rides.source == start) & (rides.target == end))
        mine = mine[np.lexsort((rides.per_hour[mine], rides.ride_min[mine]))]
        count, _ = common_lines(rides.per_hour[mine], rides.ride_min[mine], weights)
        mine = mine[:count]
        clock = wait_minutes(float(rides.per_hour[mine].sum()), weights.wait_cap_min)
        wait = float(np.rint(weights.wait * clock * 60000.0))
        yield Part(WAIT, start, start, wait, float(np.rint(clock * 60000.0)))
        lines = rides.line[mine]
        first = str(rides.routes[lines[0]])
        line, names = self._lines.get(first), self._names
        yield Part(
            RIDE, start, end, ms - wait, ms - wait,
            routes=tuple(dict.fromkeys(names.get(str(one), str(one)) for one in rides.routes[lines])),
            service=SERVICES[line.service].label if line else str(rides.modes[lines[0]]),
            intervention=line.route if line else "", path=self._path(first, start, end),
        )  # fmt: skip

    def _path(self, route: str, start: int, end: int) -> BaseGeometry:
        ends = self.stops.centre[[start, end]]
        if self._lines.get(route) is not None:
            return self._lines.path(route, *ends)
        found = self._patterns.path(route, start, end) if self._patterns is not None else None
        return shapely.LineString(ends) if found is None else found

    @cached_property
    def _patterns(self) -> Patterns | None:
        feed = self._model.feed
        return None if feed is None else Patterns(feed, self._model.period, self._model.stops)

    @cached_property
    def _names(self) -> dict[str, str]:
        """Return route -> what it is called."""
        feed = self._model.feed
        table = None if feed is None else feed.routes[["id", "name"]].astype(str).to_numpy()
        known = {str(one): str(name or one) for one, name in (() if table is None else table)}
        return {**known, **self._lines.names}
