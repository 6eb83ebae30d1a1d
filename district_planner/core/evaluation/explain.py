"""Why this score: which opportunities count for an origin, their times, and the ways to them, base and with."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from district_planner.core.access.doors import some_of
from district_planner.core.access.routes import Routes
from district_planner.core.access.way import Way
from district_planner.core.errors import RequestError
from district_planner.core.evaluation.explanation import Explanation, Reason
from district_planner.core.evaluation.network import ModeNetwork
from district_planner.core.evaluation.places import Places
from district_planner.core.evaluation.results import Measure
from district_planner.core.evaluation.ridden_ways import RiddenWays
from district_planner.core.evaluation.session import Ids, Network, Session, State
from district_planner.core.indicators.base import MS_PER_MIN, Indicator, PairIndicator, PairSpec, weighted_median
from district_planner.core.interventions.effects import Effect
from district_planner.core.progress import Progress, no_progress
from district_planner.core.transit.riding import Riding


def explain(session: Session, origin: str, what: str, on: Ids, progress: Progress = no_progress) -> Explanation:
    """Say why an origin scores what it scores.

    Args:
        session: the district in its world; origin: id of an origin, a building or a node.
        what: name of a measure, of a figure made from one, or of a figure between sites or nodes.
        on: candidates that are built.

    Raises:
        RequestError: there is no such origin, measure or figure, or the origin takes no part in it.
    """
    # Not whole states: what else a district measures takes seconds in a city.
    base, after = session.built(session.externals), session.built(on | session.externals)
    for indicator, pair in session.pair_specs:
        if pair.measure.name == what:
            for state in (base, after):
                session.ready(state, (), ((pair.measure.mode, indicator.places),), progress)
            return _between(session, origin, indicator, pair, base, after)
    named = next((spec.measure.name for spec in session.specs if spec.name == what), what)
    for one, measure in session.measures:
        if measure.name == named:
            for state in (base, after):
                session.ready(state, (measure.mode,) if measure.mode else (), (), progress)
            return _measured(session, _number(session.scope.origins, origin), one, measure, base, after)
    some = ", ".join(measure.name for _, measure in session.measures[:6])
    raise RequestError(f"there is no measure “{what}”", "Why this score", f"Choose for example from {some}")


def _number(places: Places, origin: str) -> int:
    if origin not in places.number:
        raise RequestError(f"“{origin}” is not measured", "Why this score", "Choose a home, a building or a node")
    return places.number[origin]


@dataclass(frozen=True)
class _Ways:
    """Ways from one origin to some opportunities in one state, searched when the first of them is asked for."""

    network: ModeNetwork
    origin: int
    goals: Sequence[int]
    built: Sequence[tuple[str, Effect]]
    same: frozenset[int]

    @cached_property
    def routes(self) -> Routes:
        network = self.network
        goals = np.array(self.goals, dtype=np.int64)
        return Routes(
            network.graph, some_of(network.origins, np.array([self.origin])), some_of(network.opportunities, goals),
            self.built, network.settings, network.limit_ms, self.same,
        )  # fmt: skip

    def way(self, goal: int) -> Way | None:
        """Return the way to an opportunity by its number."""
        return self.routes.way(self.goals.index(goal))


def _built(session: Session, on: Ids) -> list[tuple[str, Effect]]:
    return [(one, effect) for one in sorted(on) for effect in session.effects[one]]


def _measured(
    session: Session, origin: int, indicator: Indicator, measure: Measure, base: State, after: State
) -> Explanation:
    """Explain a measure of an origin."""
    times, counts = [], []
    for state in (base, after):
        row, counted = _row(session, origin, indicator, measure, state)
        times.append(row)
        counts.append(counted)
    reasons: tuple[Reason, ...] = ()
    if measure.mode:
        network = session.networks[measure.mode]
        places, goals = session.scope.opportunities, sorted(counts[0] | counts[1])
        reasons = _reasons(session, network, places, origin, goals, times, counts, (base, after))
    before, with_all = (_value_in(session, origin, indicator, measure, state) for state in (base, after))
    if not session.in_world[origin]:
        before = math.nan
    text = f"{measure.label}: {_value(before)} → {_value(with_all)} {measure.unit}"
    return _explanation(session.scope.origins, origin, measure, before, with_all, reasons, text)


def _value_in(session: Session, origin: int, indicator: Indicator, measure: Measure, state: State) -> float:
    """Return the value of an origin in a state; what is shared is measured of everybody."""
    if indicator.shared:
        return float(state.values[measure.name][origin])
    reach = session.reach(measure.mode, state, np.array([origin]))
    return float(indicator.per_origin(measure, reach, session.scope)[0])


def _row(
    session: Session, origin: int, indicator: Indicator, measure: Measure, state: State
) -> tuple[dict[int, float], set[int]]:
    """Return opportunity -> milliseconds of everything that is reached, and the opportunities that count."""
    if not measure.mode:
        return {}, set()
    reach = session.reach(measure.mode, state, np.array([origin]))
    times: dict[int, float] = {}
    counted: set[int] = set()
    for category in dict.fromkeys(indicator.categories(measure, session.scope)):
        rows = reach.to(category)
        times |= dict(zip(rows.opportunity.tolist(), rows.ms.tolist()))
        counted |= set(rows.opportunity[indicator.counted(measure, rows, session.scope)].tolist())
    return times, counted


def _reasons(
    session: Session,
    network: Network,
    places: Places,
    origin: int,
    goals: Sequence[int],
    times: Sequence[Mapping[int, float]],
    counts: Sequence[set[int]],
    states: Sequence[State],
    weights: Mapping[int, float] | None = None,
) -> tuple[Reason, ...]:
    """Return the reasons: those that change first, then the nearer ones."""

    def rank(goal: int) -> tuple[bool, float, str]:
        before, after = (row.get(goal, math.inf) for row in times)
        return before == after, min(before, after), str(places.id[goal])

    # Those that change first, then the nearer ones: the first few are those whose ways are shown.
    goals = sorted(goals, key=rank)
    ways = [_ways(session, network, origin, goals, _built(session, state.on)) for state in states]

    def way_of(state: int, goal: int) -> Way | None:
        return ways[state].way(goal) if goal in times[state] else None

    return tuple(
        Reason(
            str(places.id[goal]), str(places.name[goal]), str(places.category[goal]),
            float(places.weight[goal]) if weights is None else weights[goal],
            float(places.centre[goal, 0]), float(places.centre[goal, 1]),
            times[0].get(goal, math.inf), times[1].get(goal, math.inf), goal in counts[0], goal in counts[1],
            lambda goal=goal: way_of(0, goal), lambda goal=goal: way_of(1, goal),  # type: ignore[misc]
        )
        for goal in goals
    )  # fmt: skip


def _ways(
    session: Session, network: Network, origin: int, goals: Sequence[int], built: Sequence[tuple[str, Effect]]
) -> _Ways | RiddenWays:
    """Return the ways to some opportunities in one state."""
    if isinstance(network, Riding):
        return RiddenWays(session.transit, network, origin, goals, built)
    own = {int(goal) for goal, place in zip(*network.same) if place == origin}
    ascending = sorted(goals)
    return _Ways(network, origin, ascending, built, frozenset(i for i, goal in enumerate(ascending) if goal in own))


def _between(
    session: Session, origin: str, indicator: PairIndicator, pair: PairSpec, base: State, after: State
) -> Explanation:
    """Explain a figure between sites or nodes from one of its buildings or nodes."""
    places = session.scope.nodes if indicator.places == "nodes" else session.scope.buildings
    here = _number(places, origin)
    sides = ((pair.origins, pair.targets, pair.weights), (pair.targets, pair.origins, pair.weights.T))
    side = next((one for one in sides if here in one[0]), None)
    if side is None:
        raise RequestError(
            f"“{origin}” takes no part in “{pair.measure.label}”", "Why this score",
            "Choose a building of one of the two sites, or one of the two nodes",
        )  # fmt: skip
    mine, others, matrix = side
    goals = others.tolist()
    weights = dict(zip(goals, matrix[int(np.flatnonzero(mine == here)[0])].tolist()))
    network = session.pair_network(pair.measure.mode, indicator.places)
    times = []
    for state in (base, after):
        rows = state.pairs[pair.measure.mode, indicator.places].rows(np.array([here]), 0)
        hit = np.isin(rows.opportunity, others)
        times.append(dict(zip(rows.opportunity[hit].tolist(), rows.ms[hit].tolist())))
    counts = [set(goals), set(goals)]
    reasons = _reasons(session, network, places, here, sorted(goals), times, counts, (base, after), weights)
    values = [
        weighted_median(
            np.array([row.get(goal, math.inf) for goal in goals]), np.array([weights[goal] for goal in goals])
        )
        / MS_PER_MIN
        for row in times
    ]
    text = (
        f"{pair.measure.label}, from here alone: {_value(values[0])} → {_value(values[1])} {pair.measure.unit}"
        f" (all: {_value(base.figures[pair.measure.name])} → {_value(after.figures[pair.measure.name])})"
    )
    return _explanation(places, here, replace(pair.measure), values[0], values[1], reasons, text)


def _explanation(
    places: Places, number: int, measure: Measure, base: float, with_all: float, reasons: tuple[Reason, ...], text: str
) -> Explanation:
    x, y = places.centre[number]
    name = str(places.name[number])
    return Explanation(str(places.id[number]), name, float(x), float(y), measure, base, with_all, reasons, text)


def _value(number: float) -> str:
    """Return a value as a planner reads it."""
    if math.isinf(number):
        return "none"
    return "–" if math.isnan(number) else f"{number:,.1f}".removesuffix(".0")
