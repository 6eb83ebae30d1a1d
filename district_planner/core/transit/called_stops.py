"""Which stops a day's service still calls at after what drawn lines replace and what changes close or withdraw."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from district_planner.core.district import District
from district_planner.core.errors import FeedError
from district_planner.core.interventions.effects import TransitChange, TransitLine
from district_planner.core.network.joins import Index
from district_planner.core.network.streets import Bools
from district_planner.core.transit.feed import Feed
from district_planner.core.transit.lines import Stops, closed_stops, no_stops, served
from district_planner.core.transit.stored import feed_of, period_of

ENDING = ("stop_closed", "route_withdrawn")
"""Changes after which a stop may have no service."""


class _Pairs(NamedTuple):
    """Which routes call at which stops on the day, by id, each pair once."""

    stop: npt.NDArray[np.str_]
    route: npt.NDArray[np.str_]


class CalledStops:
    """The stops of a district and the routes that call there, whatever the time of day.

    A stop ends where every route that calls there is withdrawn, replaced or closed to it, and where it is closed to
    all; one at which nothing calls today only where it is closed. The timetable is read when it is first needed.
    """

    def __init__(self, district: District) -> None:
        self._district = district

    def ended(self, lines: Sequence[TransitLine], changes: Sequence[TransitChange]) -> frozenset[str]:
        """Return the ids of the stops that end when lines run and changes are made, all of them together."""
        if not _matter(lines, changes):
            return frozenset()
        gone, closed = np.zeros(len(self._pairs.stop), dtype=bool), set[str]()
        for line in lines:
            gone |= self._of_routes(line.replaces) if line.replaces else False
        for change in changes:
            gone |= self._lost(change)
            if change.what == "stop_closed" and not change.routes:
                closed |= self._shut(change)
        stops, number = self._numbered
        left = np.bincount(number[~gone], minlength=len(stops)) > 0
        return frozenset(stops[~left].tolist()) | closed

    def touched(self, effect: TransitLine | TransitChange) -> frozenset[str]:
        """Return the ids of the stops that lose a route by one effect, or are closed by it."""
        if isinstance(effect, TransitLine):
            return frozenset(self._pairs.stop[self._of_routes(effect.replaces)]) if effect.replaces else frozenset()
        if effect.what not in ENDING:
            return frozenset()
        shut = self._shut(effect) if effect.what == "stop_closed" and not effect.routes else frozenset()
        return frozenset(self._pairs.stop[self._lost(effect)]) | shut

    def _lost(self, change: TransitChange) -> Bools:
        """Return which pairs of a stop and a route a change ends."""
        if change.what not in ENDING:
            return np.zeros(len(self._pairs.stop), dtype=bool)
        mine = self._of_routes(change.routes)
        if change.what == "stop_closed":
            mine = mine & np.isin(self._pairs.stop, list(self._shut(change)))
        return mine

    def _shut(self, change: TransitChange) -> frozenset[str]:
        """Return the ids of the stops that a change closes: as travel times have it, else those that are named."""
        if change.stops:
            return frozenset(change.stops)
        near = self._near
        return frozenset(map(str, near.id[closed_stops(near, change)]))

    def _of_routes(self, routes: Sequence[str]) -> Bools:
        if not routes:
            return np.ones(len(self._pairs.route), dtype=bool)
        return np.isin(self._pairs.route, list(routes))

    @cached_property
    def _numbered(self) -> tuple[npt.NDArray[np.str_], Index]:
        """Return the stops of the pairs, each once, and which of them each pair is of."""
        stops, number = np.unique(self._pairs.stop, return_inverse=True)
        return stops, number

    @cached_property
    def _feed(self) -> Feed | None:
        return feed_of(self._district)

    @cached_property
    def _pairs(self) -> _Pairs:
        feed = self._feed
        if feed is None:
            return _Pairs(np.empty(0, dtype=np.str_), np.empty(0, dtype=np.str_))
        calls, route = feed.calls, feed.trips["route"].to_numpy(dtype=np.int64)
        used = calls.board | calls.alight
        every = np.stack([calls.stop[used].astype(np.int64), route[calls.trip[used]]])
        stop, route = np.unique(every, axis=1)
        names = (feed.stops["id"].to_numpy(dtype=np.str_), feed.routes["id"].to_numpy(dtype=np.str_))
        return _Pairs(names[0][stop], names[1][route])

    @cached_property
    def _near(self) -> Stops:
        """Return the stops of which the nearest to a drawn point closes: those served in the period."""
        if self._feed is None:
            # Nobody can tell what is served where: any stop of the map.
            return self._of_the_map()
        try:
            return served(self._feed, period_of(self._district))[0]
        except FeedError:
            return no_stops()

    def _of_the_map(self) -> Stops:
        table = self._district.table("stops")
        table = table[table["geometry"].notna()]
        xy = shapely.get_coordinates(shapely.point_on_surface(table["geometry"].to_numpy(dtype=object)))
        return Stops(table["id"].to_numpy(dtype=object), table["name"].to_numpy(dtype=object), xy)


def _matter(lines: Sequence[TransitLine], changes: Sequence[TransitChange]) -> bool:
    return any(line.replaces for line in lines) or any(change.what in ENDING for change in changes)
