"""What a session measures: of whom, to what, in which figures; nothing here knows a street."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np

from district_planner.core.access.modes import mode as mode_of
from district_planner.core.district import District
from district_planner.core.errors import RequestError
from district_planner.core.evaluation.extension import Mixed
from district_planner.core.evaluation.places import (
    Places,
    added_opportunities,
    added_origins,
    opportunities_of,
    origins_of,
    sites_of,
)
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.results import Measure
from district_planner.core.evaluation.riding import labelled
from district_planner.core.evaluation.standing import Standing
from district_planner.core.evaluation.state import Ids
from district_planner.core.indicators.base import (
    EVERYONE,
    FigureSpec,
    Indicator,
    PairIndicator,
    PairSpec,
    Scope,
    Weighting,
)
from district_planner.core.indicators.linkuse import LinkUse
from district_planner.core.indicators.registry import chosen
from district_planner.core.interventions.effects import AddedOrigin, Effect
from district_planner.core.interventions.selection import Selection
from district_planner.core.interventions.surroundings import Surroundings
from district_planner.core.network.streets import Bools
from district_planner.core.transit.called_stops import CalledStops


class Subject:
    """A district in a world, and what is asked of it.

    Args:
        district: the tables; selection: who takes part; request: what to measure.
        like: one of the same streets, places and settings: its places are taken over.

    Attributes:
        surroundings: the district as drawn things find it.
        effects: intervention id -> what it does; externals: ids of those that happen anyway.
        scope: places, modes and limits; asked: the categories that some measure depends on.
        standing: tells which opportunities are there when some interventions are built.

    Raises:
        PlannerError: an intervention, a setting or the request cannot be used.
    """

    def __init__(self, district: District, selection: Selection, request: Request, like: Subject | None = None) -> None:
        self.district = district
        self.selection = selection
        self.request = request
        everyone = (*selection.externals, *selection.candidates)
        self.surroundings: Surroundings = Surroundings.of(district, like.surroundings if like is not None else None)
        self.effects: dict[str, tuple[Effect, ...]] = self.surroundings.effects(everyone)
        self.externals: Ids = frozenset(one.id for one in selection.externals)
        self.indicators = chosen(request.indicators)
        self.scope = self._scope(like)

    def _scope(self, like: Subject | None) -> Scope:
        every = [(owner, effect) for owner, parts in self.effects.items() for effect in parts]
        modes = tuple(dict.fromkeys(mode_of(name).id for name in self.request.modes)) or ("walk",)
        wanted = dict(self.request.limits)
        limits = {}
        for name in modes:
            limits[name] = float(wanted.get(name, wanted.get("", mode_of(name).limit(self.district.settings))))
            if not 0 < limits[name] <= 24 * 60:
                raise RequestError(f"{limits[name]:g} min is no time limit", "Limit", "Give minutes above 0")
        known = like if like is not None and like.district.tables is self.district.tables else None
        bare = known._bare if known else (origins_of(self.district, ()), opportunities_of(self.district, ()))
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
        called = known.standing.called if known else CalledStops(self.district)
        self.standing: Standing = Standing(opportunities.every, called)
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
    def weightings(self) -> dict[str, Weighting]:
        """Return the people, the employees and both of the world."""
        return self.weightings_of(self.in_world)

    def weightings_of(self, some: Bools) -> dict[str, Weighting]:
        """Return the people, the employees and both of some origins, of which ``some`` is a mask."""
        places = self.scope.origins
        weights = {
            "people": places.people,
            "employees": places.employees,
            EVERYONE: places.people + places.employees,
        }
        return {name: Weighting.of(np.where(some, amounts, 0.0)) for name, amounts in weights.items()}

    def pair_indicator(self, pair: PairSpec) -> PairIndicator:
        """Return the indicator of a figure between sites or nodes."""
        return next(indicator for indicator, one in self.pair_specs if one is pair)

    def _brought(self) -> list[tuple[str, Effect]]:
        """Return who is measured beside the people and employees of the district."""
        return sorted(
            ((owner, e) for owner, parts in self.effects.items() for e in parts if isinstance(e, AddedOrigin)),
            key=lambda one: one[0],
        )
