"""Times of one mode in any state of the network: bare, or with some interventions built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from district_planner.core.access.modes import Mode
from district_planner.core.access.portals import improvements, least
from district_planner.core.access.times import Times, Variation, times_from
from district_planner.core.evaluation.places import Places, same_place
from district_planner.core.interventions.effects import Effect
from district_planner.core.network.closing import tight_opportunities
from district_planner.core.network.compile import closures, overlay_of
from district_planner.core.network.graph import ModeGraph, build_graph
from district_planner.core.network.joins import Index, Joined, access_points, join, rejoined
from district_planner.core.network.search import Pairs, search
from district_planner.core.network.streets import Bools, Streets
from district_planner.core.progress import Progress, no_progress
from district_planner.core.settings import number


class ModeNetwork:
    """One mode's graph with the places joined to it, and the times between them.

    Args:
        streets: the street graph; mode: the mode; settings: the district's settings.
        origins, opportunities: all places, those of switched-off interventions included; a place that is off is
            masked when it is measured, never taken out.
        limit_min: the time limit in minutes.
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
    ) -> None:
        self.mode = mode
        self.settings = settings
        self.limit_ms = float(np.rint(limit_min * 60000.0))
        self.graph: ModeGraph = build_graph(streets, mode, settings)
        self.origins = self._join(origins)
        self.opportunities = self._join(opportunities)
        self._same = same_place(opportunities, origins)
        pairs = search(
            self.graph,
            self.opportunities,
            self.origins,
            self.limit_ms,
            reverse=True,
            same=self._same,
            progress=progress,
        )
        self.base: Times = self._times(pairs)

    def _join(self, places: Places) -> Joined:
        reach = np.full(len(places), number(self.settings, "access_limit_m"))
        reach[places.kind == "stop"] = number(self.settings, "stop_access_m")
        return join(self.graph, access_points(places.geometry, places.entrances, reach, self.graph))

    def _times(self, pairs: Pairs) -> Times:
        return times_from(pairs, self.origins.count, self.opportunities.count, reverse=True)

    def vary(self, effects: Sequence[Effect], progress: Progress = no_progress) -> Times | Variation:
        """Return the times with the effects built together: closures first, then additions (rules 4.4)."""
        state: Times | Variation = self.base
        graph, origins, opportunities = self.graph, self.origins, self.opportunities
        closed = closures(graph, effects)
        if len(closed):
            graph = graph.without(closed)
            origins, opportunities = rejoined(graph, origins), rejoined(graph, opportunities)
            state = self._closed(graph, closed, origins, opportunities, progress)
        overlay = overlay_of(graph, effects, origins, opportunities, self.settings)
        if overlay.empty:
            return state
        better = improvements(graph, overlay, origins, opportunities, state.rows, self.limit_ms, progress)
        return self._added(state, better)

    def _closed(
        self, graph: ModeGraph, closed: Index, origins: Joined, opportunities: Joined, progress: Progress
    ) -> Times | Variation:
        """Return the times after closures: opportunities for which a closed edge is tight are searched anew."""
        tight = tight_opportunities(self.graph, closed, self.opportunities, self.limit_ms, progress)
        if not len(tight):
            return self.base
        opportunity, origin = self._same
        again = np.isin(opportunity, tight)
        pairs = search(
            graph, opportunities, origins, self.limit_ms, reverse=True, chosen=tight,
            same=(opportunity[again], origin[again]), progress=progress,
        )  # fmt: skip
        dropped = np.zeros(self.opportunities.count, dtype=bool)
        dropped[tight] = True
        extra = self._times(pairs)
        return Variation(self.base, dropped, extra, _differing(self.base, extra, dropped))

    def _added(self, state: Times | Variation, better: Pairs) -> Variation:
        """Return a state with some pairs shortened (``source`` is the origin)."""
        count = (self.origins.count, self.opportunities.count)
        changed = np.unique(better.source)
        if isinstance(state, Times):
            nothing = np.zeros(count[1], dtype=bool)
            return Variation(state, nothing, times_from(better, *count, reverse=False), changed)
        rows = state.extra.every_row()
        both = least([Pairs(rows.row, rows.opportunity, rows.ms), better])
        extra = times_from(both, *count, reverse=False)
        return Variation(self.base, state.dropped, extra, np.union1d(state.changed, changed))


def _differing(base: Times, extra: Times, dropped: Bools) -> Index:
    """Return the origins whose times to the dropped opportunities are not the same in ``extra``."""
    old, new = base.every_row().of(dropped), extra.every_row()
    width = extra.opportunities
    a, b = old.row * width + old.opportunity, new.row * width + new.opportunity
    at = np.minimum(np.searchsorted(b, a), max(len(b) - 1, 0))
    if not len(b):
        return np.unique(old.row)
    same = (b[at] == a) & (new.ms[at] == old.ms)
    changed: Index = np.unique(old.row[~same])
    return changed
