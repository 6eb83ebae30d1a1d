"""The engine: a district in a world, and what any set of interventions makes of it.

Preview, dock, Processing and Python all measure through :class:`Session`; a number is made in one place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Union, cast

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from district_planner.core.access.modes import Mode
from district_planner.core.access.modes import mode as mode_of
from district_planner.core.access.times import Times, Variation
from district_planner.core.district import District
from district_planner.core.errors import RequestError
from district_planner.core.evaluation.extension import Mixed
from district_planner.core.evaluation.network import ModeNetwork
from district_planner.core.evaluation.places import (
    BASE,
    Places,
    added_opportunities,
    added_origins,
    opportunities_of,
    origins_of,
    sites_of,
)
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.results import Measure
from district_planner.core.evaluation.riding import TransitModel, labelled, model_of, riding_network
from district_planner.core.evaluation.state import Ids, Key, Measured, State, Vary, minutes_between
from district_planner.core.indicators.base import (
    MS_PER_MIN,
    FigureSpec,
    Indicator,
    PairIndicator,
    PairSpec,
    Reach,
    Scope,
    Weighting,
    figure_value,
    pair_median,
)
from district_planner.core.indicators.linkuse import LinkUse
from district_planner.core.indicators.registry import chosen
from district_planner.core.indicators.sums import Running
from district_planner.core.interventions.catalogue import effects as effects_of
from district_planner.core.interventions.catalogue import node_points
from district_planner.core.interventions.effects import AddedOpportunity, AddedOrigin, Effect
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import Selection
from district_planner.core.network.diagnosis_edge import at_the_edge
from district_planner.core.network.joins import Index
from district_planner.core.network.meetings import Barriers
from district_planner.core.network.streets import Bools, Floats, Streets, build_streets
from district_planner.core.progress import Progress, check, no_progress
from district_planner.core.settings import number
from district_planner.core.transit.riding import Riding

if TYPE_CHECKING:
    from district_planner.core.evaluation.live import Edit, Preview
    from district_planner.core.evaluation.questions import Question

Network = Union[ModeNetwork, Riding]
__all__ = ["Ids", "Network", "Session", "State", "specs_by_name"]

_NONE: Floats = np.empty(0)
_NOBODY = np.empty(0, dtype=np.int64)


class Session:
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
        self._like: Session | None = like
        self.district = district
        self.selection = selection
        self.request = request
        everyone = (*selection.externals, *selection.candidates)
        self.effects: dict[str, tuple[Effect, ...]] = effects_of(everyone, self.node_points)
        self.externals: Ids = frozenset(one.id for one in selection.externals)
        self.indicators = chosen(request.indicators)
        self.scope = self._scope()
        self.streets: Streets | None = like.streets if like else self._streets()
        self._bare_networks: dict[str, ModeNetwork] = like._bare_networks if like else {}
        self.networks: dict[str, Network] = {mode.id: self._network(mode, progress) for mode in self.scope.modes}
        self._pair_networks: dict[tuple[str, str], Network] = like._pair_networks if like else self._between(progress)
        self._states: dict[Ids, State] = {}
        self._times: dict[tuple[Key, Ids], Times | Variation] = {}
        self.grounds: dict[str, BaseGeometry] = {}
        if like is not None:
            self._take_over(like)
        self._like = None

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

    def _brought(self) -> list[tuple[str, Effect]]:
        """Return who is measured beside the people and employees of the district."""
        return sorted(
            ((owner, e) for owner, parts in self.effects.items() for e in parts if isinstance(e, AddedOrigin)),
            key=lambda one: one[0],
        )

    def with_interventions(
        self, interventions: Sequence[Intervention], selection: Selection, progress: Progress = no_progress
    ) -> Session:
        """Return a session of the same district after its interventions were edited.

        Args:
            interventions: all of the district; selection: who of them takes part; progress: raises Cancelled.
        """
        district = replace(self.district, interventions=tuple(interventions))
        return Session(district, selection, self.request, progress, self)

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

    # What is measured

    @cached_property
    def node_points(self) -> dict[str, BaseGeometry]:
        """Return id or name -> point of the district's nodes."""
        return node_points(self.district.table("nodes"))

    def _scope(self) -> Scope:
        every = [(owner, effect) for owner, parts in self.effects.items() for effect in parts]
        modes = tuple(dict.fromkeys(mode_of(name).id for name in self.request.modes)) or ("walk",)
        wanted = dict(self.request.limits)
        limits = {}
        for name in modes:
            limits[name] = float(wanted.get(name, wanted.get("", mode_of(name).limit(self.district.settings))))
            if not 0 < limits[name] <= 24 * 60:
                raise RequestError(f"{limits[name]:g} min is no time limit", "Limit", "Give minutes above 0")
        same = self._like is not None and self._like.district.tables is self.district.tables
        bare = (
            self._like._bare
            if self._like and same
            else (origins_of(self.district, ()), opportunities_of(self.district, ()))
        )
        self._bare: tuple[Places, Places] = bare
        origins = Mixed(bare[0], added_origins(every)).checked("origins")
        opportunities = Mixed(bare[1], added_opportunities(every)).checked("opportunities")
        scope = Scope(
            self.request, tuple(labelled(mode_of(name), self.district, self.request) for name in modes), limits,
            origins.every, opportunities.every,
            sites_of(self.district, nodes=True), sites_of(self.district, nodes=False), self.district.settings,
        )  # fmt: skip
        self._check_categories(scope)
        self.asked: frozenset[str] = self._asked(scope)
        if self.linkuse is None:
            opportunities = opportunities.of_category(self.asked)
        self._mixed = (origins, opportunities)
        return replace(scope, opportunities=opportunities.every)

    def _check_categories(self, scope: Scope) -> None:
        known = scope.opportunities.categories
        unknown = [c for c in self.request.categories if c not in known]
        if unknown:
            raise RequestError(
                f"the district has no opportunity of category “{unknown[0]}”", "Categories",
                f"Choose from {', '.join(known) or 'none: there are no opportunities'}",
            )  # fmt: skip

    def _asked(self, scope: Scope) -> frozenset[str]:
        """Return the categories that some measure depends on; others need no search, but for the use of links."""
        return frozenset(
            category
            for indicator in self.indicators
            for measure in indicator.measures(scope)
            for category in indicator.categories(measure, scope)
        )

    @cached_property
    def measures(self) -> tuple[tuple[Indicator, Measure], ...]:
        """Return every indicator with each of its measures per origin."""
        return tuple((indicator, m) for indicator in self.indicators for m in indicator.measures(self.scope))

    @cached_property
    def specs(self) -> tuple[FigureSpec, ...]:
        """Return the district figures of the measures, those that somebody is counted in."""
        return tuple(
            spec
            for indicator, m in self.measures
            for spec in indicator.figures(m, self.scope)
            if self.weightings[spec.weight].total
        )

    @cached_property
    def pair_specs(self) -> tuple[tuple[PairIndicator, PairSpec], ...]:
        """Return the figures between sites and between nodes."""
        return tuple(
            (indicator, spec)
            for indicator in self.indicators
            if isinstance(indicator, PairIndicator)
            for spec in indicator.specs(self.scope)
        )

    @cached_property
    def spec_of(self) -> dict[str, FigureSpec | PairSpec]:
        """Return figure name -> what it is, figures between sites and nodes included."""
        found: dict[str, FigureSpec | PairSpec] = {spec.name: spec for spec in self.specs}
        return found | {pair.measure.name: pair for _, pair in self.pair_specs}

    @cached_property
    def measure_of(self) -> dict[str, tuple[Indicator, Measure]]:
        """Return measure name -> indicator and measure."""
        return {measure.name: (indicator, measure) for indicator, measure in self.measures}

    def categories_of(self, measure: str) -> tuple[str, ...]:
        """Return the categories of opportunities that a measure depends on."""
        indicator, found = self.measure_of[measure]
        return tuple(indicator.categories(found, self.scope))

    @cached_property
    def linkuse(self) -> LinkUse | None:
        """Return the indicator of use, if it was asked for."""
        return next((one for one in self.indicators if isinstance(one, LinkUse)), None)

    @cached_property
    def in_world(self) -> Bools:
        """Return the origins of the world; those that the scenario adds have a row of their own (rules 1.7)."""
        return self.scope.origins.owned(self.externals)

    @cached_property
    def at_edge(self) -> Bools:
        """Return the origins whose longest cutoff reaches beyond the street data (rules 2.5)."""
        places = self.scope.origins
        if self.streets is None:
            return np.zeros(len(places), dtype=bool)
        reach = max(
            self.networks[mode.id].street_reach_m(max(self.scope.cutoffs(mode), default=0.0) * MS_PER_MIN)
            for mode in self.scope.modes
        )
        return at_the_edge(self.streets, places.centre, reach) if len(places) else np.zeros(0, dtype=bool)

    @cached_property
    def weightings(self) -> dict[str, Weighting]:
        """Return the people and the employees of the world."""
        places = self.scope.origins
        return {
            "people": Weighting.of(np.where(self.in_world, places.people, 0.0)),
            "employees": Weighting.of(np.where(self.in_world, places.employees, 0.0)),
        }

    # The network

    def _streets(self) -> Streets | None:
        """Return the streets; None where the district has none and no mode needs them all the way."""
        table = self.district.table("streets")
        riding_only = all(mode.rides for mode in self.scope.modes)
        return None if riding_only and not len(table) else build_streets(table)

    @cached_property
    def transit(self) -> TransitModel:
        """Return the public transport that modes ride."""
        if self._like is not None and "transit" in self._like.__dict__:
            return self._like.transit
        every = [effect for parts in self.effects.values() for effect in parts]
        return model_of(self.district, self.request, self.streets, every)

    def _network(self, mode: Mode, progress: Progress) -> Network:
        """Return the network of a mode with all places; the district's own are joined and searched once."""
        origins, opportunities = self._mixed
        if mode.rides or self.streets is None:
            return self._network_between(mode, origins.every, opportunities.every, self._searched_min(mode), progress)
        if mode.id not in self._bare_networks:
            found = self._network_between(mode, origins.bare, opportunities.bare, self._searched_min(mode), progress)
            self._bare_networks[mode.id] = cast(ModeNetwork, found)
        return self._bare_networks[mode.id].extended(origins, opportunities, progress)

    def _searched_min(self, mode: Mode) -> float:
        """Return how far a mode is searched: to its limit, farther where a definition has its own (rules 1.3)."""
        return max(self.scope.limits[mode.id], *(one.searched_min(mode, self.scope) for one in self.indicators))

    def _network_between(
        self, mode: Mode, origins: Places, places: Places, minutes: float, progress: Progress
    ) -> Network:
        if mode.rides or self.streets is None:
            return riding_network(self.transit, mode, origins, places, minutes, progress)
        known = self._bare_networks.get(mode.id)
        graph = known.graph if known else None
        return ModeNetwork(
            self.streets, mode, self.district.settings, origins, places, minutes, progress, graph, self.district.path
        )

    def keep(self) -> None:
        """Keep the times that were searched in the district's file, for the next who opens it (design of the file)."""
        for network in self._bare_networks.values():
            network.kept.store(network.base)

    def _between(self, progress: Progress) -> dict[tuple[str, str], Network]:
        """Return the networks for times between nodes and between buildings of sites, where they are asked for."""
        found: dict[tuple[str, str], Network] = {}
        limit = number(self.district.settings, "node_limit_min")
        for indicator in self.indicators:
            places = {"nodes": self.scope.nodes, "buildings": self.scope.buildings}.get(
                getattr(indicator, "places", "")
            )
            if places is None or not indicator.specs(self.scope):  # type: ignore[attr-defined]
                continue
            for mode in self.scope.modes:
                found[mode.id, indicator.places] = self._network_between(mode, places, places, limit, progress)  # type: ignore[attr-defined]
        return found

    @property
    def pairs_measured(self) -> frozenset[tuple[str, str]]:
        """Return the modes and places (nodes or buildings) between which times are measured."""
        return frozenset(self._pair_networks)

    def pair_network(self, mode: str, places: str) -> Network:
        """Return the network between nodes or buildings by a mode; ``places`` is nodes or buildings."""
        return self._pair_networks[mode, places]

    def _network_of(self, key: Key) -> Network:
        return self.networks[key] if isinstance(key, str) else self._pair_networks[key]

    def _times_of(self, on: Ids, key: Key, progress: Progress = no_progress) -> Times | Variation:
        """Return the times of a network with the effects of ``on``; kept by what shapes the network."""
        shaping, network = self._shaping(on), self._network_of(key)
        if not shaping:
            return network.base
        if (key, shaping) not in self._times:
            effects = [effect for one in sorted(shaping) for effect in self.effects[one]]
            self._times[key, shaping] = network.vary(effects, progress)
        return self._times[key, shaping]

    def _shaping(self, on: Ids) -> Ids:
        """Return those of ``on`` that change the network."""
        return frozenset(one for one in on if any(map(_shapes_network, self.effects[one])))

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
        """Return a state with some more interventions of which the effects are given; they add no places."""
        on = [effect for one in sorted(before.on) for effect in self.effects[one]]
        every = [effect for effect in (*on, *effects) if _shapes_network(effect)]

        def vary(key: Key, progress: Progress = no_progress) -> Times | Variation:
            return self._network_of(key).vary(every, progress)

        return self._new_state(before.on | more, vary, before.exists)

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
        here = self.scope.opportunities.owned(on) if exists is None else exists
        state = State(
            on, here, vary, Measured(vary), Measured(vary), Measured(lambda _: _NONE), Measured(lambda _: 0.0)
        )
        state.values = Measured(partial(self._value_of, state))
        state.figures = Measured(partial(self._figure_of, state))
        return state

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
        return np.unique(np.concatenate(found)) if found else _NOBODY

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
        return Reach(times, origins, state.exists, self.scope.origins, self.scope.opportunities)

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
        reach = self._reach_of(mode, tuple(indicator.categories(measure, self.scope)), state, base)
        found = indicator.per_origin(measure, reach, self.scope) if len(reach) else np.empty(0)
        before, some = base.values[name], reach.numbers
        if np.array_equal(before[some], found):
            return before
        values = before.copy()
        values[some] = found
        return values

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

    def pair_indicator(self, pair: PairSpec) -> PairIndicator:
        """Return the indicator of a figure between sites or nodes."""
        return next(indicator for indicator, one in self.pair_specs if one is pair)


def _shapes_network(effect: Effect) -> bool:
    return not isinstance(effect, (AddedOpportunity, AddedOrigin))


def specs_by_name(session: Session) -> dict[str, Sequence[str]]:
    """Return figure name -> (unit, label, better, measure name, weight, statistic) of all figures of a session."""
    found: dict[str, Sequence[str]] = {
        spec.name: (spec.unit, spec.label, spec.better, spec.measure.name, spec.weight, spec.statistic)
        for spec in session.specs
    }
    for _, pair in session.pair_specs:
        m = pair.measure
        found[m.name] = (m.unit, m.label, m.better, m.name, "pairs", "median")
    return found
