"""The engine: a district in a world, and what any set of interventions makes of it.

Preview, dock, Processing and Python all measure through :class:`Session`; a number is made in one place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from district_planner.core.access.times import Times, Variation
from district_planner.core.district import District
from district_planner.core.evaluation.networked import Network, Networked, shapes_network
from district_planner.core.evaluation.places import BASE
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.state import Ids, Key, Measured, State, Vary, minutes_between
from district_planner.core.indicators.base import (
    FigureSpec,
    PairIndicator,
    PairSpec,
    Reach,
    figure_value,
    pair_median,
)
from district_planner.core.indicators.sums import Running
from district_planner.core.interventions.effects import AddedOpportunity, Effect
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import Selection
from district_planner.core.network.joins import Index
from district_planner.core.network.meetings import Barriers
from district_planner.core.network.streets import Bools, Floats
from district_planner.core.places.deprivation import deciles_of
from district_planner.core.progress import Progress, check, no_progress

if TYPE_CHECKING:
    from district_planner.core.evaluation.live import Edit, Preview
    from district_planner.core.evaluation.questions import Question

__all__ = ["Ids", "Network", "Session", "State"]

_NONE: Floats = np.empty(0)
_NOBODY = np.empty(0, dtype=np.int64)


class Session(Networked):
    """Measures a district in a world; a state that was measured is not measured again.

    Args:
        district: the tables; selection: who takes part; request: what to measure.
        progress: reported while times are made; raises Cancelled.
        like: a session of the same streets, places and settings: its streets and graphs are taken over.

    Raises:
        PlannerError: an intervention, a setting or the request cannot be used.
    """

    def __init__(
        self,
        district: District,
        selection: Selection,
        request: Request,
        progress: Progress = no_progress,
        like: Session | None = None,
    ) -> None:
        super().__init__(district, selection, request, progress, like)
        self._states: dict[Ids, State] = {}
        self.grounds: dict[str, BaseGeometry] = {}
        if like is not None:
            self._take_over(like)

    def _take_over(self, like: Session) -> None:
        """Take over what was measured of the world, where nobody new is measured and the world is the same."""
        same_world = like.externals == self.externals and all(
            like.effects[one] == self.effects[one] for one in self.externals
        )
        known = like._states.get(self.externals)
        if known is None or not same_world or like._brought() != self._brought():
            return
        world = self.built(self.externals)
        world.values.update((name, values) for name, values in known.values.items() if name in self.measure_of)
        world.figures.update((name, figure) for name, figure in known.figures.items() if name in self.spec_of)
        world.running.update((name, kept) for name, kept in known.running.items() if name in self.spec_of)

    def with_interventions(
        self,
        interventions: Sequence[Intervention],
        selection: Selection,
        progress: Progress = no_progress,
        headline: str = "",
    ) -> Session:
        """Return a session of the same district after its interventions were edited.

        Args:
            interventions: all of the district; selection: who of them takes part; progress: raises Cancelled.
            headline: the figure that chooses among alternatives; empty: that of this session.
        """
        district = replace(self.district, interventions=tuple(interventions))
        request = replace(self.request, headline=headline) if headline else self.request
        return Session(district, selection, request, progress, self)

    def preview(
        self,
        edit: Edit,
        on: Ids,
        question: Question,
        others: Sequence[str] = (),
        progress: Progress = no_progress,
    ) -> Preview:
        """Return what an edit does to a scenario, as exactly as if it had been stored and evaluated.

        Args:
            edit: one intervention as it is being drawn or changed; on: ids of the candidates of the scenario.
            question: whose figure and map are wanted; others: names of further figures, those of ``linkuse`` too.
            progress: raises Cancelled.

        Raises:
            PlannerError: the intervention cannot be used, or there is no such figure.
        """
        # Live scoring is made of sessions, so it is loaded when the first one is asked.
        from district_planner.core.evaluation.live import preview

        return preview(self, edit, on, question, others, progress)

    def state(self, candidates: Ids, progress: Progress = no_progress) -> State:
        """Return the district with the externals and these candidates built, measured."""
        state = self.built(candidates | self.externals)
        if not state.whole:
            self.ready(state, self.networks, self._pair_networks, progress)
            state.sharing = True
            total = len(self.measures) + len(self.spec_of)
            for done, (_, measure) in enumerate(self.measures):
                check(progress, done / total)
                state.values[measure.name]
            for done, name in enumerate(self.spec_of, len(self.measures)):
                check(progress, done / total)
                state.figures[name]
            state.whole, state.sharing = True, False
            state.reaches.clear()
        return state

    def built(self, on: Ids) -> State:
        """Return the district with these interventions built and no others, externals included.

        What is measured of it is made when it is asked for.
        """
        if on not in self._states:
            self._states[on] = self._new_state(on, partial(self._times_of, on))
        return self._states[on]

    def beside(self, before: State, more: Ids, effects: Sequence[Effect]) -> State:
        """Return a state with some more interventions of which the effects are given; places they add are left out."""
        on = [effect for one in sorted(before.on) for effect in self.effects[one]]
        every = [effect for effect in (*on, *effects) if shapes_network(effect)]

        def vary(key: Key, progress: Progress = no_progress) -> Times | Variation:
            return self._network_of(key).vary(every, progress)

        exists = before.exists
        if not any(isinstance(effect, AddedOpportunity) for effect in effects):
            exists = self.standing.of({**self._effects_of(before.on), "": effects})
        return self._new_state(before.on | more, vary, exists)

    def ready(
        self, state: State, modes: Iterable[str], pairs: Iterable[tuple[str, str]], progress: Progress = no_progress
    ) -> None:
        """Make the times of a state that will be needed, so that making them can be cancelled."""
        for mode in modes:
            if mode not in state.times:
                check(progress, 0.0)
                state.times[mode] = state.vary(mode, progress)
        for pair in pairs:
            if pair not in state.pairs:
                check(progress, 0.0)
                state.pairs[pair] = state.vary(pair, progress)

    def _new_state(self, on: Ids, vary: Vary, exists: Bools | None = None) -> State:
        here = self.standing.of(self._effects_of(on)) if exists is None else exists
        state = State(
            on, here, vary, Measured(vary), Measured(vary), Measured(lambda _: _NONE), Measured(lambda _: 0.0)
        )
        state.values = Measured(partial(self._value_of, state))
        state.figures = Measured(partial(self._figure_of, state))
        return state

    def _effects_of(self, on: Ids) -> dict[str, tuple[Effect, ...]]:
        return {one: self.effects[one] for one in sorted(on)}

    def running(self, state: State, spec: FigureSpec) -> Running:
        """Return a figure of a state, ready for the values of some origins to be replaced."""
        if spec.name not in state.running:
            values = state.values[spec.measure.name]
            state.running[spec.name] = Running.of(spec, values, self.weightings[spec.weight])
        return state.running[spec.name]

    def forget(self, candidates: Ids) -> None:
        """Let go of a state that is not needed again, and of its times."""
        self._states.pop(candidates | self.externals, None)
        kept = {self._shaping(state) for state in self._states}
        self._times = {key: times for key, times in self._times.items() if key[1] in kept}

    @cached_property
    def barriers(self) -> Barriers:
        """Return what a drawn line cannot cross at grade."""
        return Barriers(self.district.table("barriers"))

    @cached_property
    def deciles(self) -> Floats:
        """Return the decile of deprivation of each origin, 1 the most deprived, NaN unknown (rules 3.7)."""
        places = self.scope.origins
        people = np.where(places.owner == BASE, places.people, 0.0)
        return deciles_of(places.deprivation, people, self.district.settings.get("deprivation_is"))

    @cached_property
    def origin_tree(self) -> shapely.STRtree:
        """Return the spatial index of a point on each origin."""
        return shapely.STRtree(shapely.points(self.scope.origins.centre))

    @property
    def base(self) -> State:
        """Return the world without any candidate."""
        return self.state(frozenset())

    def changed(self, mode: str, categories: Sequence[str], state: State, base: State) -> Index:
        """Return the origins for which times to some categories may differ between two states by one mode."""
        found = []
        for block in self._blocks(categories):
            found += [state.times[mode].changed(block), base.times[mode].changed(block)]
        toggled = np.flatnonzero((state.exists != base.exists) & self.scope.opportunities.of_category(*categories))
        if len(toggled):
            reached, by = self.reaching[mode]
            found.append(by[np.isin(reached, toggled)])
            found.append(self._reached_from(mode, toggled[self.scope.opportunities.owner[toggled] == BASE]))
        return np.unique(np.concatenate(found)) if found else _NOBODY

    def _reached_from(self, mode: str, stops: Index) -> Index:
        """Return the origins that reach some places of the district on the bare network."""
        if not len(stops):
            return _NOBODY
        base, chosen = self.networks[mode].base, np.zeros(len(self.scope.opportunities), dtype=bool)
        chosen[stops] = True
        return np.concatenate([base.every_row(b).of(chosen).row for b in np.unique(base.block[stops]).tolist()])

    def _blocks(self, categories: Sequence[str]) -> list[int]:
        known = self.scope.opportunities.categories
        return [known.index(category) for category in categories if category in known]

    @cached_property
    def reaching(self) -> dict[str, tuple[Index, Index]]:
        """Return per mode (opportunity, origin) pairs of the places that interventions add, on the bare network."""
        places = self.scope.opportunities
        added = np.asarray(places.owner != BASE)
        found = {}
        for name, network in self.networks.items():
            parts = [network.base.every_row(b).of(added) for b in np.unique(network.base.block[added]).tolist()]
            found[name] = (
                np.concatenate([part.opportunity.astype(np.int64) for part in parts] or [_NOBODY]),
                np.concatenate([part.row for part in parts] or [_NOBODY]),
            )
        return found

    # Measuring

    def reach(self, mode: str, state: State, origins: Index | None = None) -> Reach:
        """Return what origins reach in a state; every origin by default."""
        times = state.times[mode] if mode else None
        places = self.scope.origins
        return Reach(times, origins, state.exists, places, self.scope.opportunities, present=places.owned(state.on))

    def _value_of(self, state: State, name: str) -> Floats:
        """Return a measure of a state; only what differs from the world without candidates is measured."""
        indicator, measure = self.measure_of[name]
        if state.on == self.externals:
            return indicator.per_origin(measure, self._reach_of(measure.mode, (), state, None), self.scope)
        base, mode = self.built(self.externals), measure.mode
        if not mode:
            if not indicator.everywhere(base.exists, state.exists, self.scope):
                return base.values[name]
            return indicator.per_origin(measure, self._reach_of(mode, (), state, None), self.scope)
        categories = tuple(indicator.categories(measure, self.scope))
        if indicator.shared:
            if not self._shares_anew(mode, categories, state, base):
                return base.values[name]
            return indicator.per_origin(measure, self._reach_of(mode, (), state, None), self.scope)
        reach = self._reach_of(mode, categories, state, base)
        found = indicator.per_origin(measure, reach, self.scope) if len(reach) else np.empty(0)
        before, some = base.values[name], reach.numbers
        if np.array_equal(before[some], found):
            return before
        values = before.copy()
        values[some] = found
        return values

    def _shares_anew(self, mode: str, categories: tuple[str, ...], state: State, base: State) -> bool:
        """Return whether anybody reaches something else than in the world, or somebody new is there."""
        places = self.scope.origins
        new = not np.array_equal(places.owned(state.on), places.owned(base.on))
        return new or len(self.changed(mode, categories, state, base)) > 0

    def _reach_of(self, mode: str, categories: tuple[str, ...], state: State, base: State | None) -> Reach:
        """Return what origins reach, with a base only those that may reach something else than there."""
        known = state.reaches.get((mode, categories))
        if known is None:
            some = None if base is None else self.changed(mode, categories, state, base)
            known = self.reach(mode, state, some)
            if state.sharing:
                state.reaches[mode, categories] = known
        return known

    def _figure_of(self, state: State, name: str) -> float:
        spec = self.spec_of[name]
        if isinstance(spec, PairSpec):
            return pair_median(spec, self.pair_minutes(self.pair_indicator(spec), spec, state))
        values = state.values[spec.measure.name]
        if state.on != self.externals:
            base = self.built(self.externals)
            if values is base.values[spec.measure.name]:
                return base.figures[name]
        return figure_value(spec, values, self.weightings[spec.weight])

    def pair_minutes(self, indicator: PairIndicator, pair: PairSpec, state: State) -> Floats:
        """Return (2, origins, targets) minutes there and back, ``inf`` beyond the limit."""
        return minutes_between(state.pairs[pair.measure.mode, indicator.places], pair)
