"""The ways behind times by public transport, on the map: walks along streets, rides along lines or stop to stop."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import shapely

from district_planner.core.access.doors import some_of
from district_planner.core.access.routes import Routes
from district_planner.core.access.trip import INTERCHANGE, PLACE, RIDE, WAIT, Part, Trip
from district_planner.core.access.way import Leg, Way, fitted
from district_planner.core.evaluation.places import Places
from district_planner.core.evaluation.riding import TransitModel, Trips, trips_of
from district_planner.core.interventions.effects import Effect
from district_planner.core.transit.ground import StreetGround
from district_planner.core.transit.riding import Riding

BATCH = 8
"""So many ways are looked for at a time: few are ever shown."""


class RiddenWays:
    """Ways by a mode that rides from one origin to some opportunities in one state, found when they are asked for.

    Args:
        model: the service; network: the mode's places; origin, goals: their numbers, goals in order of interest.
        built: (intervention id, effect) of everything that is on.
    """

    def __init__(
        self, model: TransitModel, network: Riding, origin: int, goals: Sequence[int],
        built: Sequence[tuple[str, Effect]],
    ) -> None:  # fmt: skip
        self._model, self._network, self._built = model, network, built
        self._origin = network.origin_places.take(np.array([origin]))
        self._goals = goals
        self._batches: dict[int, _Batch] = {}

    def way(self, goal: int) -> Way | None:
        """Return the way to an opportunity by its number, None beyond the limit."""
        number = self._goals.index(goal) // BATCH
        if number not in self._batches:
            some = np.sort(self._goals[number * BATCH : (number + 1) * BATCH])
            self._batches[number] = _Batch(
                self._model, self._network, (self._origin, self._network.opportunity_places.take(some)), some.tolist(),
                self._built,
            )  # fmt: skip
        return self._batches[number].way(goal)


class _Batch:
    """The ways to some opportunities."""

    def __init__(
        self, model: TransitModel, network: Riding, ends: tuple[Places, Places], goals: list[int],
        built: Sequence[tuple[str, Effect]],
    ) -> None:  # fmt: skip
        self._ends, self._goals, self._built, self._settings = ends, goals, built, network.settings
        effects = [effect for _, effect in built]
        self._trips: Trips = trips_of(model, network.mode, ends, network.limit_ms / 60000.0, effects)
        self._ground = model.ground.apart()

    @cached_property
    def _found(self) -> dict[int, Trip]:
        pairs = [(0, number) for number in range(len(self._goals))]
        return {goal: trip for _, goal, trip in self._trips.each(pairs)}

    def way(self, goal: int) -> Way | None:
        number = self._goals.index(goal)
        trip = self._found.get(number)
        if trip is None:
            return None
        return Way(tuple(leg for part in trip for leg in self._legs(part, number)), trip)

    def _legs(self, part: Part, goal: int) -> Sequence[Leg]:
        if part.what in (WAIT, INTERCHANGE):
            return [Leg(part.what, "", "", None, 0.0, part.ms, part.real_ms)]
        if part.what == RIDE:
            metres = 0.0 if part.path is None else float(part.path.length)
            return [Leg(RIDE, " / ".join(part.routes), part.intervention, part.path, metres, part.ms, part.real_ms)]
        if not part.real_ms:
            return []
        legs = self._over_streets(part, goal)
        if legs is None:
            # An interchange, or a district without streets: the model takes the straight line.
            (here, a), (there, b) = self._ends_of(part, goal)
            line = shapely.LineString([here.centre[a], there.centre[b]])
            legs = [Leg("access", "", "", line, float(line.length), part.real_ms, part.real_ms)]
        return fitted(legs, part.ms, part.real_ms)

    def _over_streets(self, part: Part, goal: int) -> Sequence[Leg] | None:
        """Return the legs of a way along streets; None where the way that counts is another."""
        ground, rounded = self._ground, self._trips.rounded_ms
        if not isinstance(ground, StreetGround):
            return None
        start, end = (
            some_of(ground.joined(places, part.what), np.array([number]))
            for places, number in self._ends_of(part, goal)
        )
        routes = Routes(
            ground.graph(part.what), start, end, self._built, self._settings, part.real_ms + rounded
        )  # fmt: skip
        way = routes.way(0)
        return way.legs if way is not None and abs(way.ms - part.real_ms) <= rounded else None

    def _ends_of(self, part: Part, goal: int) -> tuple[tuple[Places, int], tuple[Places, int]]:
        """Return where a part begins and ends: at a stop, at the origin, which is alone, or at one of the goals."""
        stops, (origin, goals) = self._trips.stops, self._ends
        return (
            (origin, 0) if part.start == PLACE else (stops, part.start),
            (goals, goal) if part.end == PLACE else (stops, part.end),
        )
