"""How far one gets riding: from the places on the ground, and on foot from every stop with the time that is left."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from district_planner.core.access.modes import Mode
from district_planner.core.access.reached import Fabric, Reached, Span, merged, node_times, pieces, reached, weave
from district_planner.core.evaluation.places import Places
from district_planner.core.interventions.effects import Effect
from district_planner.core.network.joins import Index
from district_planner.core.network.streets import Floats, Objects
from district_planner.core.settings import number
from district_planner.core.transit.frequency import FrequencyModel
from district_planner.core.transit.ground import ON_FOOT, StreetGround, on_the_ground
from district_planner.core.transit.ground import Span as GroundSpan
from district_planner.core.transit.whole import floats


class RideSpread:
    """What is reached from some points in one state of the district.

    Args:
        model: the service; mode: a mode that rides; points: where one starts, or wants to be (``reverse``).
        effects: what is built.
    """

    def __init__(
        self, model: FrequencyModel, mode: Mode, points: Places, effects: Sequence[Effect], *, reverse: bool
    ) -> None:
        self.model, self.points, self.reverse = model, points, reverse
        settings, ground = model.settings, model.ground
        self.straight = ground.straight
        walk, whole = number(settings, "transit_walk_min"), number(settings, "transit_all_the_way_min")
        minutes = {"walk": walk, "cycle": number(settings, "transit_cycle_min")}
        modes = ON_FOOT if reverse else mode.ground
        self.walk_ms, self.whole_ms, self.modes = walk * 60000.0, whole * 60000.0, mode.ground
        self.stops, graph = model.whole(effects)
        built = on_the_ground(effects)
        span = GroundSpan.of(modes, minutes)
        if reverse:
            ways, times = ground.ways(self.stops, points, span, built), graph.times
            left = np.full((len(points), len(self.stops)), np.inf)
            for stop, point, ms in zip(ways.row, ways.other, ways.ms):
                left[point] = np.minimum(left[point], times[:, stop] + ms)
            self.at_stop: Floats = left
        else:
            self.at_stop = floats(ground.ways(points, self.stops, span, built).through(graph.whole))
        # Cycling to a stop ends there; towards the points it begins wherever one is.
        onward = mode.ground if reverse else ON_FOOT
        self._onward = [self._woven(one, self.stops, effects) for one in onward]
        self._own = [self._woven(one, points, effects) for one in mode.ground]
        self._limits = [minutes[one] * 60000.0 for one in onward]
        self._known: dict[tuple[int, int], Floats] = {}

    def _woven(self, mode: str, places: Places, effects: Sequence[Effect]) -> Fabric | None:
        ground = self.model.ground
        if not isinstance(ground, StreetGround):
            return None
        return weave(
            ground.graph(mode), ground.joined(places, mode), effects, self.model.settings, reverse=self.reverse
        )

    def streets(self, group: Sequence[int], cutoff_ms: float, before: Reached | None) -> tuple[Reached, Index, Objects]:
        """Return what is reached within a cutoff, and the pieces of street that ``before`` did not hold."""
        parts, fabric = [], self._own[0]
        for own in self._own:
            if own is not None:
                rest = min(cutoff_ms, self.whole_ms)
                found = reached(own, [node_times(own, point, rest) for point in group], group, rest)
                parts.append(on_lines_of(fabric, own, found))
        arrives = self.at_stop[list(group)].min(axis=0)
        for number_, onward in enumerate(self._onward):
            if onward is None:
                continue
            limit = self._limits[number_]
            for stop in np.flatnonzero(arrives <= cutoff_ms).tolist():
                key = (number_, stop)
                if key not in self._known:
                    self._known[key] = node_times(onward, stop, limit)
                rest = min(cutoff_ms - float(arrives[stop]), limit)
                parts.append(on_lines_of(fabric, onward, reached(onward, [self._known[key]], [stop], rest)))
        now = union(parts)
        if fabric is None:
            return now, np.empty(0, dtype=np.int64), np.empty(0, dtype=object)
        return now, *pieces(fabric, now, before)

    def circles(self, group: Sequence[int], cutoff_ms: float) -> shapely.Geometry:
        """Return the area within a cutoff where ways on the ground are straight lines."""
        settings, arrives = self.model.settings, self.at_stop[list(group)].min(axis=0)
        detour = number(settings, "detour_factor")
        pace = {mode: number(settings, f"{mode}_kmh") / detour / 3600.0 for mode in ("walk", "cycle")}
        discs = [
            self.points.geometry[point].centroid.buffer(min(cutoff_ms, self.whole_ms) * pace[mode])
            for point in group
            for mode in self.modes
        ]
        for mode, limit in zip(self.modes if self.reverse else ON_FOOT, self._limits):
            for stop in np.flatnonzero(arrives <= cutoff_ms).tolist():
                discs.append(self.stops.geometry[stop].buffer(min(cutoff_ms - arrives[stop], limit) * pace[mode]))
        return shapely.union_all(discs)


def on_lines_of(wanted: Fabric | None, fabric: Fabric, found: Reached) -> Reached:
    """Return what is reached with the added lines in the order of another fabric; lines that it lacks are left out."""
    if wanted is None or wanted is fabric:
        return found
    known = {laid.effect.line: spans for laid, spans in zip(fabric.lines, found.lines)}
    return Reached(found.ahead, found.back, found.own, [known.get(laid.effect.line, []) for laid in wanted.lines])


def union(parts: Sequence[Reached]) -> Reached:
    """Return what any of several reaches holds; they are of the same streets and added lines."""
    own: dict[int, list[Span]] = {}
    for part in parts:
        for edge, spans in part.own.items():
            own[edge] = merged([*own.get(edge, []), *spans])
    lines = [merged([span for line in several for span in line]) for several in zip(*(part.lines for part in parts))]
    ahead, back = (np.maximum.reduce([getattr(part, side) for part in parts]) for side in ("ahead", "back"))
    return Reached(ahead, back, own, lines)
