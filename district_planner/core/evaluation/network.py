"""Times of one mode in any state of the network: bare, or with some interventions built."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from district_planner.core.access.kept_times import KeptTimes
from district_planner.core.access.modes import Mode
from district_planner.core.access.neighbourhood import Neighbourhoods
from district_planner.core.access.portals import Passage
from district_planner.core.access.rebuilt import MOST_PORTALS, rebuilt_pairs
from district_planner.core.access.times import Rows, Times, Variation, differing, merge_rows, times_from
from district_planner.core.evaluation.extension import Mixed, mixed_joined, mixed_times
from district_planner.core.evaluation.places import Places, blocks_of, same_place
from district_planner.core.interventions.effects import Effect
from district_planner.core.network.closing import tight_opportunities
from district_planner.core.network.compile import closures, overlay_of
from district_planner.core.network.graph import ModeGraph, build_graph
from district_planner.core.network.joins import Index, Joined, access_points, join, rejoined
from district_planner.core.network.overlay import Overlay
from district_planner.core.network.search import Pairs, search
from district_planner.core.network.streets import Bools, Streets
from district_planner.core.progress import Progress, check, no_progress
from district_planner.core.settings import number


@dataclass(frozen=True)
class Ground:
    """What lines are added to: a mode's network after closures, with the places joined to it.

    Attributes:
        graph, origins, opportunities: as they are after the closures; settings: the district's.
        near: searches on it that a pointer which moves asks for again.
    """

    graph: ModeGraph
    origins: Joined
    opportunities: Joined
    settings: Mapping[str, Any]
    near: Neighbourhoods

    def overlay(
        self,
        effects: Sequence[Effect],
        opportunities: Joined | None = None,
        progress: Progress = no_progress,
        only: Bools | None = None,
    ) -> Overlay:
        """Return what effects add.

        Args:
            opportunities: other ones than the network's own; only: mask of those that get additional joins, all by
                default; progress: raises Cancelled.
        """
        places = opportunities or self.opportunities
        return overlay_of(self.graph, effects, self.origins, places, self.settings, progress, only)


class ModeNetwork:
    """One mode's graph with the places joined to it, and the times between them.

    Args:
        streets: the street graph; mode: the mode; settings: the district's settings.
        origins, opportunities: all places, those of switched-off interventions included; a place that is off is
            masked when it is measured, never taken out.
        limit_min: the time limit in minutes.
        graph: the mode's network over the streets, where it is known already.
        path: the district's file, where it may keep the times that were searched; empty: nowhere.
    """

    def __init__(
        self,
        streets: Streets,
        mode: Mode,
        settings: Mapping[str, Any],
        origins: Places,
        opportunities: Places,
        limit_min: float,
        progress: Progress = no_progress,
        graph: ModeGraph | None = None,
        path: str = "",
    ) -> None:
        self.most_portals = MOST_PORTALS
        self._ground: tuple[bytes, Ground] | None = None
        self.mode = mode
        self.settings = settings
        self.limit_ms = float(np.rint(limit_min * 60000.0))
        self.graph: ModeGraph = graph or build_graph(streets, mode, settings)
        check(progress, 0.0)
        self.origins = self._join(origins, progress)
        check(progress, 0.0)
        self.opportunities = self._join(opportunities, progress)
        self.same = same_place(opportunities, origins)
        block, blocks = blocks_of(opportunities)
        self.kept = KeptTimes(
            path, mode.id, self.graph, self.opportunities, self.origins, self.limit_ms, self.same, block
        )
        check(progress, 0.0)
        known = self.kept.load()
        if known is None:
            pairs = search(
                self.graph,
                self.opportunities,
                self.origins,
                self.limit_ms,
                reverse=True,
                same=self.same,
                progress=progress,
            )
            known = times_from(pairs, self.origins.count, block, blocks, progress)
        self.base: Times = known
        check(progress, 1.0)

    def _join(self, places: Places, progress: Progress = no_progress) -> Joined:
        reach = np.full(len(places), number(self.settings, "access_limit_m"))
        reach[places.kind == "stop"] = number(self.settings, "stop_access_m")
        points = access_points(places.geometry, places.entrances, reach, self.graph, progress)
        return join(self.graph, points, progress)

    def reach_m(self, limit_ms: float) -> float:
        """Return a crow-fly distance that no way within a limit leaves."""
        return self.graph.reach_m(limit_ms)

    def joined(self, places: Places, ground: Ground) -> Joined:
        """Return places that the network does not hold, joined to it and as they are after the closures of a ground."""
        found = self._join(places)
        return rejoined(ground.graph, found) if ground.graph is not self.graph else found

    def vary(self, effects: Sequence[Effect], progress: Progress = no_progress) -> Times | Variation:
        """Return the times with the effects built together: closures first, then additions (rules 4.4)."""
        closed = closures(self.graph, effects)
        ground = self.ground(closed)
        state: Times | Variation = self._closed(ground, closed, progress) if len(closed) else self.base
        overlay = ground.overlay(effects, progress=progress)
        if overlay.empty:
            return state
        if overlay.portals.count > self.most_portals:
            pairs = rebuilt_pairs(
                ground.graph, overlay, ground.origins, ground.opportunities, self.same, self.limit_ms, progress
            )
            return self._anew(pairs, np.arange(self.opportunities.count), progress)
        near = Neighbourhoods(ground.graph, roomy=False)
        passage = Passage(near, overlay, ground.origins, ground.opportunities, self.limit_ms, progress)
        return self.added(state, passage.improvements(state.rows, self.base.block))

    def extended(self, origins: Mixed, opportunities: Mixed, progress: Progress = no_progress) -> ModeNetwork:
        """Return the network with further places, for which alone a search is made.

        Args:
            origins, opportunities: this network's places with the added ones.
        """
        if not len(origins.added) and not len(opportunities.added):
            return self
        new = copy.copy(self)
        new._ground = None
        sources, goals = self._join(origins.added), self._join(opportunities.added)
        new.origins = mixed_joined(origins, self.origins, sources)
        new.opportunities = mixed_joined(opportunities, self.opportunities, goals)
        new.same = same_place(opportunities.every, origins.every)
        to_added = search(self.graph, goals, new.origins, self.limit_ms, reverse=True, progress=progress)
        from_added = search(self.graph, sources, self.opportunities, self.limit_ms, progress=progress)
        fresh = Pairs(
            np.concatenate([opportunities.number[to_added.source], opportunities.moved[from_added.target]]),
            np.concatenate([to_added.target, origins.number[from_added.source]]),
            np.concatenate([to_added.ms, from_added.ms]),
        )
        block, blocks = blocks_of(opportunities.every)
        new.base = mixed_times(self.base, origins, opportunities, block, blocks, fresh)
        return new

    def ground(self, closed: Index) -> Ground:
        """Return the network with some edges closed; the one used last is kept with its searches."""
        key = closed.tobytes()
        if self._ground is None or self._ground[0] != key:
            graph, origins, opportunities = self.graph, self.origins, self.opportunities
            if len(closed):
                graph = graph.without(closed)
                origins, opportunities = rejoined(graph, origins), rejoined(graph, opportunities)
            near = graph.known.setdefault("near", Neighbourhoods(graph, roomy=True))
            self._ground = key, Ground(graph, origins, opportunities, self.settings, near)
        return self._ground[1]

    def _closed(self, ground: Ground, closed: Index, progress: Progress) -> Times | Variation:
        """Return the times after closures: opportunities for which a closed edge is tight are searched anew."""
        tight = tight_opportunities(self.graph, closed, self.opportunities, self.limit_ms, progress)
        if not len(tight):
            return self.base
        opportunity, origin = self.same
        again = np.isin(opportunity, tight)
        pairs = search(
            ground.graph, ground.opportunities, ground.origins, self.limit_ms, reverse=True, chosen=tight,
            same=(opportunity[again], origin[again]), progress=progress,
        )  # fmt: skip
        return self._anew(pairs, tight, progress)

    def _anew(self, pairs: Pairs, chosen: Index, progress: Progress = no_progress) -> Variation:
        """Return the times with those of some opportunities replaced (``source`` is the opportunity)."""
        dropped = np.zeros(self.opportunities.count, dtype=bool)
        dropped[chosen] = True
        anew = times_from(pairs, self.origins.count, self.base.block, self.base.blocks)
        patches = {}
        for block in np.unique(self.base.block[chosen]).tolist():
            check(progress, 0.9)
            patch = self._again(block, dropped, anew.every_row(block), progress)
            if len(patch.origins):
                patches[block] = patch
        return Variation(self.base, patches)

    def _again(self, block: int, dropped: Bools, anew: Rows, progress: Progress) -> Rows:
        """Return the rows of a block, of the origins whose times to the dropped opportunities changed."""
        old = self.base.every_row(block)
        changed = differing(old.of(dropped), anew, len(dropped))
        check(progress, 0.9)
        kept = self.base.rows(changed, block).of(~dropped)
        check(progress, 0.9)
        pick = np.isin(anew.row, changed)
        pairs = Pairs(anew.row[pick], anew.opportunity[pick].astype(np.int64), anew.ms[pick])
        return merge_rows(kept, pairs, len(dropped))

    def added(self, state: Times | Variation, better: Mapping[int, Pairs]) -> Variation:
        """Return a state with some pairs shortened (``source`` is the origin)."""
        patches = dict(state.patches) if isinstance(state, Variation) else {}
        for block, pairs in better.items():
            changed = np.union1d(pairs.source, state.changed(block))
            patches[block] = merge_rows(state.rows(changed, block), pairs, self.opportunities.count)
        return Variation(self.base, patches)
