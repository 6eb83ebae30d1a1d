"""Ways on the ground in a trip by public transport: to stops, from stops, between them, and all the way.

Over streets they are searched like any other way. Where a district has no streets they are straight lines times a
detour factor, and every result says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely

from district_planner.core.access.modes import MODES, Mode
from district_planner.core.evaluation.network import ModeNetwork
from district_planner.core.evaluation.places import Places, same_place
from district_planner.core.interventions.effects import AddedLine, ClosedStreets, EasedCrossing, Effect
from district_planner.core.network.graph import ModeGraph, build_graph, run_ms
from district_planner.core.network.joins import Joined, access_points, join
from district_planner.core.network.search import Pairs, search
from district_planner.core.network.streets import Objects, Streets
from district_planner.core.progress import Progress, no_progress
from district_planner.core.settings import number
from district_planner.core.transit.legs import Legs, legs_of
from district_planner.core.transit.lines import Stops

ON_FOOT = ("walk",)
KEPT = 24
"""Sets of places that stay joined to the streets."""


@dataclass(frozen=True)
class Span:
    """How far one goes on the ground: modes, the quickest counts, each with its limit in milliseconds."""

    limits: tuple[tuple[str, float], ...]

    @staticmethod
    def of(modes: Iterable[str], minutes: Mapping[str, float]) -> Span:
        """Return the span of some modes with a limit in minutes each."""
        return Span(tuple((mode, float(np.rint(minutes[mode] * 60000.0))) for mode in modes))


def stop_places(stops: Stops) -> Places:
    """Return stops as places."""
    count = len(stops)
    text: Objects = np.full(count, "", dtype=object)
    zeros, nothing = np.zeros(count), np.full(count, None, dtype=object)
    return Places(
        id=stops.id, owner=text, kind=np.full(count, "stop", dtype=object), name=stops.name, category=text,
        weight=zeros, people=zeros, employees=zeros, deprivation=np.full(count, np.nan), site=text,
        geometry=np.asarray(shapely.points(stops.xy), dtype=object), entrances=nothing, size=zeros,
    )  # fmt: skip


def on_the_ground(effects: Sequence[Effect]) -> tuple[Effect, ...]:
    """Return the effects that change ways on the ground."""
    return tuple(e for e in effects if isinstance(e, (AddedLine, ClosedStreets, EasedCrossing)))


class Ground:
    """Ways between places, row by row."""

    straight = False

    def apart(self) -> Ground:
        """Return the same ground that keeps what it joins for itself, so that the places of others stay joined."""
        return self

    def ways(
        self, sources: Places, targets: Places, span: Span, effects: Sequence[Effect] = (),
        progress: Progress = no_progress,
    ) -> Legs:  # fmt: skip
        """Return the ways from sources (rows) to targets (columns) within a span.

        Args:
            effects: what is built on the ground.
        """
        parts = [self.one(sources, targets, mode, limit, effects, progress) for mode, limit in span.limits]
        if len(parts) == 1:
            return parts[0]
        row = np.concatenate([part.row for part in parts])
        other = np.concatenate([part.other for part in parts])
        return legs_of(row, other, np.concatenate([part.ms for part in parts]), len(sources))

    def beside(self, new: Places, old: Places, span: Span) -> Pairs:
        """Return the ways from new places to old ones, back, and among the new; the old are numbered first."""
        there, back, own = self.ways(new, old, span), self.ways(old, new, span), self.ways(new, new, span)
        return Pairs(
            np.concatenate([there.row + len(old), back.row, own.row + len(old)]),
            np.concatenate([there.other, back.other + len(old), own.other + len(old)]),
            np.concatenate([there.ms, back.ms, own.ms]),
        )

    def one(
        self, sources: Places, targets: Places, mode: str, limit_ms: float, effects: Sequence[Effect],
        progress: Progress,
    ) -> Legs:  # fmt: skip
        """Return the ways by one mode."""
        raise NotImplementedError


class StraightGround(Ground):
    """Straight lines times a detour factor, at the mode's speed."""

    straight = True

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.settings = settings
        self.detour = number(settings, "detour_factor")

    def beside(self, new: Places, old: Places, span: Span) -> Pairs:
        """Return the ways from new places to old ones, back, and among the new: a straight line is as long back."""
        there, own = self.ways(new, old, span), self.ways(new, new, span)
        row = there.row + len(old)
        return Pairs(
            np.concatenate([row, there.other, own.row + len(old)]),
            np.concatenate([there.other, row, own.other + len(old)]), np.concatenate([there.ms, there.ms, own.ms]),
        )  # fmt: skip

    def one(
        self, sources: Places, targets: Places, mode: str, limit_ms: float, effects: Sequence[Effect],
        progress: Progress,
    ) -> Legs:  # fmt: skip
        """Return the ways by one mode; what is built on streets changes nothing here."""
        if not len(sources) or not len(targets):
            return legs_of(*_nothing(), rows=len(sources))
        kmh = number(self.settings, MODES[mode].speed) / self.detour
        reach = limit_ms * kmh / 3600.0 + 1.0
        near = sources.tree.sparse_distance_matrix(targets.tree, reach, output_type="ndarray")
        row, other = near["i"].astype(np.int64), near["j"].astype(np.int64)
        ms = run_ms(np.round(near["v"], 6), kmh)
        same = same_place(targets, sources)
        if len(same[0]):
            row, other = np.concatenate([row, same[1]]), np.concatenate([other, same[0]])
            ms = np.concatenate([ms, np.zeros(len(same[0]))])
        kept = ms <= limit_ms
        return legs_of(row[kept], other[kept], ms[kept], len(sources))


def _nothing() -> tuple[Any, Any, Any]:
    empty = np.empty(0, dtype=np.int64)
    return empty, empty, np.empty(0)


@dataclass
class StreetGround(Ground):
    """Ways over the streets of a district.

    Attributes:
        streets: the street lines; settings: the district's settings; graphs: mode -> its network.
    """

    streets: Streets
    settings: Mapping[str, Any]
    graphs: dict[str, ModeGraph] = field(default_factory=dict)
    _joined: dict[tuple[str, int], tuple[Places, Joined]] = field(default_factory=dict, repr=False)

    def apart(self) -> StreetGround:
        """Return the same ground with the same networks and no places joined."""
        return StreetGround(self.streets, self.settings, self.graphs)

    def graph(self, mode: str) -> ModeGraph:
        """Return the network of a mode, made once."""
        if mode not in self.graphs:
            self.graphs[mode] = build_graph(self.streets, MODES[mode], self.settings)
        return self.graphs[mode]

    def joined(self, places: Places, mode: str) -> Joined:
        """Return places joined to the streets of a mode, made once."""
        key = (mode, id(places))
        if key not in self._joined:
            reach = np.full(len(places), number(self.settings, "access_limit_m"))
            reach[places.kind == "stop"] = number(self.settings, "stop_access_m")
            if len(self._joined) >= KEPT:
                self._joined.pop(next(iter(self._joined)))
            graph = self.graph(mode)
            self._joined[key] = (places, join(graph, access_points(places.geometry, places.entrances, reach, graph)))
        return self._joined[key][1]

    def one(
        self, sources: Places, targets: Places, mode: str, limit_ms: float, effects: Sequence[Effect],
        progress: Progress,
    ) -> Legs:  # fmt: skip
        """Return the ways by one mode, with what is built on the streets."""
        if not len(sources) or not len(targets):
            return legs_of(*_nothing(), rows=len(sources))
        if effects:
            return self._built(sources, targets, MODES[mode], limit_ms, effects, progress)
        graph, back = self.graph(mode), len(targets) <= len(sources)
        same = same_place(targets, sources)
        start, goal = self.joined(sources, mode), self.joined(targets, mode)
        if back:
            found = search(graph, goal, start, limit_ms, reverse=True, same=same, progress=progress)
            return legs_of(found.target, found.source, found.ms, len(sources))
        found = search(graph, start, goal, limit_ms, same=(same[1], same[0]), progress=progress)
        return legs_of(found.source, found.target, found.ms, len(sources))

    def _built(
        self, sources: Places, targets: Places, mode: Mode, limit_ms: float, effects: Sequence[Effect],
        progress: Progress,
    ) -> Legs:  # fmt: skip
        network = ModeNetwork(
            self.streets, mode, self.settings, sources, targets, limit_ms / 60000.0, progress, self.graph(mode.id)
        )
        times = network.vary(effects, progress)
        rows = [times.every_row(block) for block in range(network.base.blocks)]
        row = np.concatenate([part.row for part in rows])
        other = np.concatenate([part.opportunity.astype(np.int64) for part in rows])
        return legs_of(row, other, np.concatenate([part.ms for part in rows]), len(sources))
