"""What an edit that hangs on the cursor changes, measured for whom it concerns and nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from district_planner.core.access.portals import Passage, PortalSearch, join_pairs, least
from district_planner.core.access.times import Rows, merge_rows
from district_planner.core.evaluation.difference import NOTHING, Moved
from district_planner.core.evaluation.guests import Guests
from district_planner.core.evaluation.network import Ground, ModeNetwork
from district_planner.core.evaluation.state import minutes_between
from district_planner.core.indicators.base import MS_PER_MIN, FigureSpec, Indicator, PairSpec, Reach, pair_median
from district_planner.core.indicators.linkuse import Use
from district_planner.core.interventions.effects import (
    AddedLine,
    AddedOpportunity,
    AddedOrigin,
    EasedCrossing,
    Effect,
)
from district_planner.core.network.compile import closures
from district_planner.core.network.joins import Index
from district_planner.core.network.search import Pairs
from district_planner.core.network.streets import Bools
from district_planner.core.progress import Progress

if TYPE_CHECKING:
    from district_planner.core.evaluation.results import Measure
    from district_planner.core.evaluation.session import Session, State

_NOBODY: Index = np.empty(0, dtype=np.int64)


class ByEdit:
    """What an intervention that is being drawn changes in a state without it.

    Args:
        session, before: the state without it; id_, effects: the intervention; see :func:`quick` for which.
        wanted: names of the measures that will be asked for: they decide how far searches go.
    """

    def __init__(
        self,
        session: Session,
        before: State,
        id_: str,
        effects: Sequence[Effect],
        wanted: Sequence[str],
        progress: Progress,
    ) -> None:
        self.session, self.before, self.progress = session, before, progress
        self.effects = effects
        self._lines = [e for e in effects if isinstance(e, (AddedLine, EasedCrossing))]
        places = [e for e in effects if isinstance(e, AddedOpportunity)]
        self._guests = Guests.of(id_, places, session.scope.opportunities) if places else None
        self._scope = session.scope
        if self._guests is not None:
            self._scope = replace(session.scope, opportunities=self._guests.every)
        self._wanted = [session.measure_of[name] for name in dict.fromkeys(wanted)]
        self._moved: dict[str, Moved] = {}
        self._passages: dict[object, Passage | None] = {}
        self._pairs: dict[str, dict[int, Pairs]] = {}
        self._guest_pairs: dict[str, Pairs] = {}

    # Answers

    def moved(self, measure: str) -> Moved:
        """Return for whom a measure differs."""
        if measure not in self._moved:
            self._moved[measure] = self._find(*self.session.measure_of[measure])
        return self._moved[measure]

    def figure(self, name: str) -> tuple[float, float]:
        """Return a figure before and after."""
        spec, before = self.session.spec_of[name], self.before.figures[name]
        if isinstance(spec, PairSpec):
            return before, self._pair_figure(spec, before)
        moved = self.moved(spec.measure.name)
        if not len(moved.origins):
            return before, before
        return before, self.session.running(self.before, spec).replaced(moved.origins, moved.after)

    def crossed(self, spec: FigureSpec) -> tuple[float, float]:
        """Return who comes to be counted and who ceases to be."""
        moved = self.moved(spec.measure.name)
        return self.session.running(self.before, spec).crossed(moved.origins, moved.after)

    def use(self, mode: str) -> Use:
        """Return the pairs that are quicker after than before; a way to a guest is new, not quicker."""
        session, network = self.session, self._network(mode)
        passage = self._over(network, session.scope.limit_ms(mode))
        if passage is None:
            return Use(_NOBODY, _NOBODY)
        better = passage.improvements(self.before.times[mode].rows, network.base.block)
        pairs = join_pairs(list(better.values()))
        counted = session.in_world[pairs.source] & self.before.exists[pairs.target]
        return Use(pairs.source[counted], pairs.target[counted])

    def differs(self, mode: str, categories: Sequence[str]) -> bool:
        """Return whether the edit takes anybody sooner to streets beyond it, or to a place that is looked at."""
        passage, network = self._passage(mode), self._network(mode)
        if passage is None or not passage.shortens:
            return False
        if not self._beside(network, self._limit_ms(mode, nearest=True)):
            return True
        # The passage leads over the other drawn lines too: what they alone shorten is no doing of the edit.
        known = self.session.scope.opportunities.categories
        blocks = [known.index(category) for category in categories if category in known] if categories else None
        return bool(passage.improvements(self.before.times[mode].rows, network.base.block, blocks))

    def offers(self, mode: str, category: str) -> tuple[bool, bool]:
        """Return whether a guest joins a street, and whether anybody reaches it."""
        network, guests = self._network(mode), self._guests
        if guests is None:
            return False, False
        joined = network.joined(guests.places, self._ground(network))
        here = guests.places.of_category(category)
        reached = len(self._to_guests(guests, mode, category).source) > 0
        return bool(np.isfinite(joined.nearest[here]).any()), reached

    # Measures

    def _find(self, indicator: Indicator, measure: Measure) -> Moved:
        if not measure.mode:
            found = self._straight(indicator, measure)
        elif indicator.nearest_only(measure):
            found = self._nearest(indicator, measure)
        else:
            found = self._all(indicator, measure)
        if found is None or not len(found):
            return NOTHING
        values, before = indicator.per_origin(measure, found, self._scope), self.before.values[measure.name]
        old = before[found.numbers]
        new = np.minimum(values, old) if indicator.nearest_only(measure) else values
        differs = new != old
        return Moved(found.numbers[differs], old[differs], new[differs])

    def _straight(self, indicator: Indicator, measure: Measure) -> Reach | None:
        """Return the origins that a new place is near enough to in a straight line."""
        guests, places = self._guests, self.session.scope.origins
        if guests is None:
            return None
        mine = [shape for shape, c in zip(guests.places.geometry, guests.places.category) if c == measure.category]
        near = [
            self.session.origin_tree.query(shape, predicate="dwithin", distance=indicator.straight_m(measure))
            for shape in mine
        ]
        some = np.unique(np.concatenate(near)).astype(np.int64) if near else _NOBODY
        return Reach(None, some, guests.exists(self.before.exists), places, guests.every)

    def _nearest(self, indicator: Indicator, measure: Measure) -> Reach | None:
        """Return the origins with the nearest place that the edit offers them: no other can be nearer than before."""
        scope = self.session.scope
        if self._guests is not None:
            pairs = self._to_guests(self._guests, measure.mode, measure.category)
        else:
            passage = self._passage(measure.mode)
            if passage is None:
                return None
            exists = self.before.exists & scope.opportunities.of_category(measure.category)
            pairs = passage.nearest(exists)
        if not len(pairs.source):
            return None
        order = np.argsort(pairs.source, kind="stable")
        source, number, ms = pairs.source[order], pairs.target[order], pairs.ms[order]
        starts = np.flatnonzero(np.concatenate([[True], source[1:] != source[:-1]]))
        rows = Rows(source[starts], np.append(starts, len(source)), number.astype(np.int32), ms)
        every = scope.opportunities if self._guests is None else self._guests.every
        return Reach(None, rows.origins, self.before.exists, scope.origins, every, {measure.category: rows})

    def _all(self, indicator: Indicator, measure: Measure) -> Reach | None:
        """Return the origins with new times, and everything that they reach."""
        scope, mode = self.session.scope, measure.mode
        known = scope.opportunities.categories
        categories = list(dict.fromkeys(indicator.categories(measure, scope)))
        limit = indicator.horizon_min(measure, scope) * MS_PER_MIN
        fresh: dict[str, Pairs] = {}
        for category in categories:
            if self._guests is not None:
                pairs = self._to_guests(self._guests, mode, category)
            elif category in known:
                pairs = self._better(mode).get(known.index(category), join_pairs([]))
            else:
                continue
            some = pairs.ms <= limit
            if some.any():
                fresh[category] = Pairs(pairs.source[some], pairs.target[some], pairs.ms[some])
        if not fresh:
            return None
        origins = np.unique(np.concatenate([pairs.source for pairs in fresh.values()]))
        exists, every = self.before.exists, scope.opportunities
        if self._guests is not None:
            exists, every = self._guests.exists(exists), self._guests.every
        rows = {
            category: self._rows(mode, category, origins, fresh.get(category)).of(exists) for category in categories
        }
        return Reach(None, origins, exists, scope.origins, every, rows)

    def _rows(self, mode: str, category: str, origins: Index, fresh: Pairs | None) -> Rows:
        """Return what some origins reach of a category after the edit."""
        known = self.session.scope.opportunities.categories
        if category in known:
            rows = self.before.times[mode].rows(origins, known.index(category))
        else:
            rows = Rows(origins, np.zeros(len(origins) + 1, np.int64), np.empty(0, np.int32), np.empty(0))
        pairs = join_pairs([]) if fresh is None else fresh
        if self._guests is not None:
            return self._guests.added(rows, pairs)
        return merge_rows(rows, pairs, len(self.session.scope.opportunities)) if len(pairs.source) else rows

    # Times

    def _network(self, mode: str) -> ModeNetwork:
        return cast(ModeNetwork, self.session.networks[mode])

    def _limit_ms(self, mode: str, *, nearest: bool) -> float:
        """Return how far the wanted measures of a mode look, those of the nearest only on wish."""
        farthest = max(
            (
                float(np.rint(indicator.horizon_min(m, self.session.scope) * MS_PER_MIN))
                for indicator, m in self._wanted
                if m.mode == mode and (nearest or not indicator.nearest_only(m))
            ),
            default=0.0,
        )
        return min(farthest, self.session.networks[mode].limit_ms)

    def _beside(self, network: ModeNetwork, limit_ms: float) -> list[Effect]:
        """Return what else is added to a mode's network and so near that a trip over the edit can use it too."""
        others = [
            e
            for one in sorted(self.before.on)
            for e in self.session.effects[one]
            if isinstance(e, (AddedLine, EasedCrossing)) and network.mode.among(e.modes)
        ]
        if not others:
            return []
        shapes = np.array([_shape(e) for e in others], dtype=object)
        mine = [_shape(e) for e in self.effects if isinstance(e, (AddedLine, EasedCrossing, AddedOpportunity))]
        near = np.zeros(len(others), dtype=bool)
        for shape in mine:
            near |= shapely.dwithin(shapes, shape, network.graph.reach_m(limit_ms))
        return [e for e, here in zip(others, near) if here]

    def _ground(self, network: ModeNetwork) -> Ground:
        on = [effect for one in sorted(self.before.on) for effect in self.session.effects[one]]
        return network.ground(closures(network.graph, on))

    def _passage(self, mode: str) -> Passage | None:
        """Return the way over the edit by a mode; None where it adds nothing."""
        if mode not in self._passages:
            network, limit = self._network(mode), self._limit_ms(mode, nearest=True)
            self._passages[mode] = self._over(network, limit, self._looked_at(mode))
        return self._passages[mode]

    def _looked_at(self, mode: str) -> Bools:
        """Return the opportunities of the categories that the wanted measures of a mode depend on."""
        scope = self.session.scope
        named = {c for indicator, m in self._wanted if m.mode == mode for c in indicator.categories(m, scope)}
        return scope.opportunities.of_category(*sorted(named))

    def _over(self, network: ModeNetwork, limit_ms: float, only: Bools | None = None) -> Passage | None:
        """Return the way over the edit; ``only``: opportunities that are looked at, as a mask."""
        mine = [e for e in self._lines if network.mode.among(e.modes)]
        if not mine:
            return None
        ground = self._ground(network)
        overlay = ground.overlay([*self._beside(network, limit_ms), *mine], only=only)
        if overlay.empty:
            return None
        return Passage(ground.near, overlay, ground.origins, ground.opportunities, limit_ms, self.progress)

    def _better(self, mode: str) -> dict[int, Pairs]:
        """Return the pairs that the edit's lines shorten, of the categories that are wanted, by block."""
        if mode not in self._pairs:
            passage, scope = self._passage(mode), self.session.scope
            known = scope.opportunities.categories
            named = {
                category
                for indicator, m in self._wanted
                if m.mode == mode and not indicator.nearest_only(m)
                for category in indicator.categories(m, scope)
            }
            blocks = [known.index(category) for category in sorted(named) if category in known]
            self._pairs[mode] = {} if passage is None else passage.improvements(
                self.before.times[mode].rows, self._network(mode).base.block, blocks,
                self._limit_ms(mode, nearest=False),
            )  # fmt: skip
        return self._pairs[mode]

    def _to_guests(self, guests: Guests, mode: str, category: str) -> Pairs:
        """Return the times from origins to the guests of a category, in order of both."""
        if mode not in self._guest_pairs:
            self._guest_pairs[mode] = self._find_guests(self._network(mode), guests)
        pairs = self._guest_pairs[mode]
        some = guests.places.of_category(category)[pairs.target]
        return Pairs(pairs.source[some], pairs.target[some], pairs.ms[some])

    def _find_guests(self, network: ModeNetwork, guests: Guests) -> Pairs:
        ground, limit = self._ground(network), self._limit_ms(network.mode.id, nearest=True)
        joined = network.joined(guests.places, ground)
        fan = PortalSearch(ground.near, joined, limit, self.progress).fan(ground.origins, reverse=True)
        guest, column = np.nonzero(np.isfinite(fan.ms))
        found = [Pairs(fan.place[column], guest, fan.ms[guest, column])]
        beside = self._beside(network, limit)
        overlay = ground.overlay(beside, joined) if beside else None
        if overlay is not None and not overlay.empty:
            passage = Passage(ground.near, overlay, ground.origins, joined, limit, self.progress)
            found.append(passage.every())
        return least(found)

    # Figures between places

    def _pair_figure(self, spec: PairSpec, before: float) -> float:
        session = self.session
        indicator = session.pair_indicator(spec)
        network = cast(ModeNetwork, session.pair_network(spec.measure.mode, indicator.places))
        minutes = session.pair_minutes(indicator, spec, self.before)
        # A pair only ever gets quicker than it was, so nothing beyond the slowest plays a part.
        slowest = float(minutes.max(initial=0.0))
        limit = float(np.rint(slowest * MS_PER_MIN)) if np.isfinite(slowest) else network.limit_ms
        key = (spec.measure.mode, indicator.places, limit)
        if key not in self._passages:
            self._passages[key] = self._over(network, limit)
        passage = self._passages[key]
        if passage is None:
            return before
        times = self.before.pairs[spec.measure.mode, indicator.places]
        better = passage.improvements(times.rows, network.base.block)
        if not better:
            return before
        return pair_median(spec, minutes_between(network.added(times, better), spec))


def _shape(effect: AddedLine | EasedCrossing | AddedOpportunity) -> BaseGeometry:
    return effect.line if isinstance(effect, AddedLine) else effect.geometry


def quick(effects: Sequence[Effect]) -> bool:
    """Return whether :class:`ByEdit` knows what effects do: lines and crossings, or places, and nothing else."""
    lines = any(isinstance(e, (AddedLine, EasedCrossing)) for e in effects)
    places = any(isinstance(e, AddedOpportunity) for e in effects)
    known = all(isinstance(e, (AddedLine, EasedCrossing, AddedOpportunity, AddedOrigin)) for e in effects)
    return known and not (lines and places)


def on_streets(session: Session, modes: Sequence[str], pairs: Sequence[tuple[str, str]]) -> bool:
    """Return whether all times of some modes are over streets only."""
    networks = [session.networks[mode] for mode in modes] + [session.pair_network(*pair) for pair in pairs]
    return all(isinstance(network, ModeNetwork) for network in networks)
