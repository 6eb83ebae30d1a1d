"""The tables behind the charts: who changes a figure most, how times are spread, how many are reached by when."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from district_planner.core.errors import RequestError
from district_planner.core.evaluation.results import Measure, Results
from district_planner.core.evaluation.session import Ids, Session, State
from district_planner.core.indicators.base import (
    MS_PER_MIN,
    FigureSpec,
    Indicator,
    PairIndicator,
    PairSpec,
    Weighting,
    per_row_least,
)
from district_planner.core.network.streets import Floats
from district_planner.core.places.categories import one_of

BINS = {"min": 2.0, "perceived min": 2.0, "0-100": 10.0}
"""Unit -> width of a class of a distribution [P]; others are cut into at most 20 classes."""
MOST_BINS = 20


@dataclass(frozen=True)
class Spread:
    """Values of a measure and who has them, base and with.

    Attributes:
        base, with_all: values of the same people, employees or pairs, ``inf`` where nothing is reached.
        weights: of each of them; who: people, employees, or buildings and nodes for their pairs, there and back.
        unit, label, source: of the values; limit: largest value, or None.
        share: True where the weights are percent of all of them.
    """

    base: Floats
    with_all: Floats
    weights: Floats
    who: str
    unit: str
    label: str
    source: str
    limit: float | None
    share: bool = False


def interventions_by_change(results: Results, figure: str) -> pd.DataFrame:
    """Return one row per intervention, the best first: what it changes in a figure.

    Columns: ``intervention``, ``name``, ``kind``, ``base``, ``alone`` (the figure with it alone), ``change`` (alone),
    ``last_in_change``, ``better`` (1 gains, -1 loses, 0 neither). Empty changes stand last.

    Raises:
        RequestError: the results hold no such figure.
    """
    rows = results.scores[results.scores["figure"] == figure]
    meaning = results.figures[results.figures["figure"] == figure]
    if not len(meaning) and not len(rows):
        raise RequestError(f"the results hold no figure “{figure}”", "Chart", "Choose another figure")
    sign = -1.0 if len(meaning) and meaning["better"].iloc[0] == "lower" else 1.0
    frame = rows[["intervention", "name", "kind", "base", "alone", "alone_change", "last_in_change"]]
    frame = frame.rename(columns={"alone_change": "change"})
    gain = sign * pd.to_numeric(frame["change"], errors="coerce")
    frame = frame.assign(better=np.sign(gain.fillna(0.0)).astype(np.int64), _gain=gain)
    frame = frame.sort_values(["_gain", "intervention"], ascending=[False, True], na_position="last", kind="stable")
    return frame.drop(columns="_gain").reset_index(drop=True)


def spread(session: Session, what: str, on: Ids, *, times: bool = False) -> Spread:
    """Return the values of a measure, or of the measure behind a figure, base and with the candidates ``on``.

    Args:
        what: name of a measure, of a figure made from one (decides whether people or employees are counted), or of a
            figure between sites or nodes (its pairs are counted).
        times: minutes to the nearest place of the measure's category instead of what it counts.

    Raises:
        RequestError: there is no such measure or figure, or it has no minutes.
    """
    states = (session.base, session.state(on))
    for indicator, pair in session.pair_specs:
        if pair.measure.name == what:
            return _of_pairs(session, indicator, pair, states)
    spec = next((spec for spec in session.specs if spec.name == what), None)
    named = what if spec is None else spec.measure.name
    found = next(((one, m) for one, m in session.measures if m.name == named), None)
    if found is None:
        raise RequestError(f"there is no measure “{what}”", "Chart", "Choose another question")
    weight, who = _who(session, spec)
    indicator_, measure = found
    if times and not measure.unit.endswith("min"):
        return _of_nearest(session, indicator_, measure, states, (weight, who))
    base, after = (state.values[measure.name][who.origins] for state in states)
    return Spread(base, after, who.weight, weight, measure.unit, measure.label, measure.source, measure.limit)


def spread_of(results: Results, what: str, *, times: bool = False) -> Spread:
    """Return the same from results: a measure, or the measure behind a figure, of everybody but whom a scenario brings.

    Args:
        times: minutes to the nearest place of the measure's category instead of what it counts.

    Raises:
        RequestError: the results hold no such measure, or no minutes to one kind of place.
    """
    rows = results.figures[results.figures["figure"] == what]
    name = str(rows["measure"].iloc[0]) if len(rows) else what
    by_name = {one.name: one for one in results.measures}
    measure = by_name.get(name)
    if measure is not None and times and not measure.unit.endswith("min"):
        measure = by_name.get(f"nearest_{measure.mode}_{measure.category}") if measure.category else None
    if measure is None:
        raise RequestError(
            f"“{what}” is not made of minutes to one kind of place", "Chart",
            "Choose a question on one kind of place, or the distribution of the values",
        )  # fmt: skip
    weight = str(rows["weight"].iloc[0]) if len(rows) else "people"
    if weight not in ("people", "employees"):
        weight = "people"
    weights = results.origins[weight].to_numpy(dtype=np.float64)
    counted = (weights > 0) & ~results.origins["new"].to_numpy(dtype=bool)
    frame = results.values[measure.name]
    base, after = (frame[side].to_numpy(dtype=np.float64)[counted] for side in ("base", "with"))
    base, after = (np.where(np.isnan(values), np.inf, values) for values in (base, after))
    return Spread(base, after, weights[counted], weight, measure.unit, measure.label, measure.source, measure.limit)


def _who(session: Session, spec: FigureSpec | None) -> tuple[str, Weighting]:
    if spec is not None:
        return spec.weight, session.weightings[spec.weight]
    weight = "people" if session.weightings["people"].total else "employees"
    return weight, session.weightings[weight]


def _of_nearest(
    session: Session,
    indicator: Indicator,
    measure: Measure,
    states: tuple[State, State],
    counted: tuple[str, Weighting],
) -> Spread:
    """Return minutes to the nearest place of the one category that a measure counts."""
    categories = tuple(dict.fromkeys(indicator.categories(measure, session.scope)))
    if not measure.mode or len(categories) != 1 or not categories[0]:
        raise RequestError(
            f"“{measure.label}” is not made of minutes to one kind of place", "Chart",
            "Choose a question on one kind of place, or the distribution of the values",
        )  # fmt: skip
    weight, who = counted
    limit, most_ms = session.scope.limits[measure.mode], session.scope.limit_ms(measure.mode)
    base, after = (
        per_row_least(session.reach(measure.mode, state).to(categories[0]), most_ms)[who.origins] for state in states
    )
    mode = session.scope.mode(measure.mode)
    label = f"{mode.minutes.capitalize()} {mode.label} to the nearest {one_of(categories[0])}"
    return Spread(base, after, who.weight, weight, "min", label, measure.source, limit)


def _of_pairs(session: Session, indicator: PairIndicator, pair: PairSpec, states: tuple[State, State]) -> Spread:
    base, after = (session.pair_minutes(indicator, pair, state).reshape(-1) for state in states)
    weights = np.concatenate([pair.weights.ravel(), pair.weights.ravel()])
    weights = 100.0 * weights / math.fsum(weights.tolist())
    m = pair.measure
    limit = session.pair_network(m.mode, indicator.places).limit_ms / MS_PER_MIN
    return Spread(base, after, weights, indicator.places, m.unit, m.label, m.source, limit, share=True)


def distribution(found: Spread) -> pd.DataFrame:
    """Return how many have which values: ``low``, ``high`` (included), ``base``, ``with``; the last row is unreached.

    The first class holds its lower end too. The last row has ``low`` and ``high`` empty.
    """
    edges = _edges(found)
    rows = []
    for i, (low, high) in enumerate(zip(edges[:-1].tolist(), edges[1:].tolist())):
        inside = [(v <= high) & ((v > low) | (i == 0)) for v in (found.base, found.with_all)]
        rows.append((low, high, *(_sum(found.weights, chosen) for chosen in inside)))
    never = [_sum(found.weights, ~np.isfinite(v)) for v in (found.base, found.with_all)]
    rows.append((math.nan, math.nan, *never))
    return pd.DataFrame(rows, columns=["low", "high", "base", "with"])


def _edges(found: Spread) -> Floats:
    """Return the limits of the classes from 0 (or the least value) to beyond the largest value."""
    values = np.concatenate([found.base, found.with_all])
    values = values[np.isfinite(values)]
    most, least = (float(values.max()), min(float(values.min()), 0.0)) if len(values) else (1.0, 0.0)
    width = BINS.get(found.unit) or _round_width((most - least) / MOST_BINS)
    if found.unit in ("min", "perceived min"):
        while (most - least) / width > 2 * MOST_BINS:
            width *= 2.0
    if found.unit == "0-100":
        most = 100.0
    count = max(1, math.ceil((most - least) / width - 1e-9))
    return np.asarray(least + width * np.arange(count + 1))


def _round_width(width: float) -> float:
    """Return the next of 1, 2, 5, 10, … that is not below a width."""
    if width <= 1.0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(width))
    return float(next(step * power for step in (1.0, 2.0, 5.0, 10.0) if step * power >= width))


def cumulative(found: Spread, step: float = 1.0) -> pd.DataFrame:
    """Return how many are within so many minutes: ``minutes``, ``base``, ``with``, and their shares in percent.

    Raises:
        RequestError: the values are no minutes.
    """
    if found.unit not in ("min", "perceived min"):
        raise RequestError(f"“{found.label}” is not in minutes", "Chart", "Choose a question on minutes")
    values = np.concatenate([found.base, found.with_all])
    values = values[np.isfinite(values)]
    most = float(values.max()) if len(values) else 0.0
    minutes = step * np.arange(math.ceil(most / step) + 1)
    total = math.fsum(found.weights.tolist())
    columns = {"minutes": minutes}
    for name, column in (("base", found.base), ("with", found.with_all)):
        columns[name] = np.array([_sum(found.weights, column <= limit) for limit in minutes])
    for name in ("base", "with"):
        columns[f"{name}_percent"] = 100.0 * columns[name] / total if total else np.full(len(minutes), np.nan)
    return pd.DataFrame(columns)


def _sum(weights: Floats, chosen: np.ndarray) -> float:  # type: ignore[type-arg]
    return math.fsum(weights[chosen].tolist())
