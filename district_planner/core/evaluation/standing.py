"""Which places stand in a state: those of what is built, less the stops that end, each stop once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from district_planner.core.evaluation.places import BASE, Places, added_ids
from district_planner.core.interventions.effects import Effect, TransitChange, TransitLine
from district_planner.core.network.joins import Index
from district_planner.core.network.streets import Bools, Floats
from district_planner.core.transit.called_stops import CalledStops
from district_planner.core.transit.lines import SAME_STOP_M, drawn_stops, in_order, no_stops

STOP = "pt_stop"


class Standing:
    """Opportunities, and which of them stand when interventions are built.

    A stop that nothing calls at any more is no place to walk to. Stops that two drawn lines share, as travel times
    have it, are one place, that of the first in order of id; so is a stop drawn where one of today stands.

    Args:
        places: all opportunities, those that interventions add included; called: what calls at the stops.
    """

    def __init__(self, places: Places, called: CalledStops) -> None:
        self.places, self.called = places, called

    def of(self, built: Mapping[str, Sequence[Effect]]) -> Bools:
        """Return which places stand.

        Args:
            built: id -> effects of every intervention that is built.
        """
        here = self.places.owned(frozenset(built))
        effects = [effect for parts in built.values() for effect in parts]
        lines = [e for e in effects if isinstance(e, TransitLine)]
        changes = [e for e in effects if isinstance(e, TransitChange)]
        if (lines or changes) and STOP in self.places.categories:
            here[self._numbers(self.called.ended(lines, changes))] = False
            self._count_once(here, lines, built)
        return here

    def ended(self, effects: Sequence[Effect]) -> Index:
        """Return the numbers of the stops of today that end when some effects alone are there."""
        lines = [e for e in effects if isinstance(e, TransitLine)]
        changes = [e for e in effects if isinstance(e, TransitChange)]
        return self._numbers(self.called.ended(lines, changes)) if len(self._today) else self._today

    def grounds(self, effects: Sequence[Effect]) -> list[BaseGeometry]:
        """Return where stops lie that may end by some effects."""
        services = [e for e in effects if isinstance(e, (TransitLine, TransitChange))]
        if not services or not len(self._today):
            return []
        ids = frozenset[str]().union(*map(self.called.touched, services))
        return list(self.places.geometry[self._numbers(ids)])

    def _count_once(self, here: Bools, lines: Sequence[TransitLine], built: Mapping[str, Sequence[Effect]]) -> None:
        """Leave one of the stops that drawn lines share, none where a stop of today stands."""
        stops, numbers = drawn_stops(no_stops(), lines)
        known = self._beside_today(stops.xy, here)
        for line, mine in zip(in_order(lines), numbers):
            for number, id_ in zip(mine.tolist(), added_ids(line.route, STOP, built[line.route])):
                here[self.places.number[id_]] = not known[number]
                known[number] = True

    def _beside_today(self, xy: Floats, here: Bools) -> Bools:
        """Return which points lie where a stop of today stands."""
        stops = self._today[here[self._today]]
        if not len(stops) or not len(xy):
            return np.zeros(len(xy), dtype=bool)
        away, _ = cKDTree(self.places.centre[stops]).query(xy)
        return np.asarray(away <= SAME_STOP_M)

    def _numbers(self, ids: frozenset[str]) -> Index:
        """Return the numbers of stops of today by id; an id of anything else is left out."""
        found = np.array(sorted(self.places.number.get(id_, -1) for id_ in ids), dtype=np.int64)
        return found[np.isin(found, self._today)]

    @cached_property
    def _today(self) -> Index:
        """Return the stops that the district holds."""
        places = self.places
        return np.flatnonzero((places.kind == "stop") & (places.owner == BASE) & (places.category == STOP))
