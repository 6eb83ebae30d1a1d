"""The rows of the district's figures: base, with and change, whom they count, and those that a scenario brings."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from district_planner.core.evaluation.attribution import crossings_of
from district_planner.core.evaluation.results import NEWLY_REACHED
from district_planner.core.evaluation.session import Session, State
from district_planner.core.evaluation.use import use_measures
from district_planner.core.indicators.base import COUNTING, EVERYONE, FigureSpec, Weighting, figure_value


def finite(value: float) -> float:
    """Return a number, NaN where it is infinite."""
    return value if math.isfinite(value) else math.nan


def _row(spec: FigureSpec, base: float, with_all: float, total: float) -> dict[str, object]:
    m = spec.measure
    return {
        "figure": spec.name, "measure": m.name, "indicator": m.indicator, "mode": m.mode, "category": m.category,
        "weight": spec.weight, "statistic": spec.statistic, "cutoff": spec.cutoff, "unit": spec.unit,
        "label": spec.label, "better": spec.better, "source": m.source, "base": finite(base),
        "with": finite(with_all), "change": change_of(base, with_all), "total": total,
        NEWLY_REACHED: newly_reached(base, with_all),
    }  # fmt: skip


def change_of(base: float, after: float) -> float:
    """Return the change; empty where one side is (rules 1.7)."""
    return after - base if math.isfinite(base) and math.isfinite(after) else math.nan


def newly_reached(base: float, after: float) -> int:
    """Return 1 where nothing was reached before, so that there is no change, and something is afterwards."""
    return int(math.isinf(base) and math.isfinite(after))


def figure_rows(
    session: Session, base: State, state: State, before: Mapping[str, float], after: Mapping[str, float]
) -> pd.DataFrame:
    """Return one row per district figure of a state beside the world without candidates, as ``Results.figures``.

    Args:
        base, state: measured; before, after: their figures, the use of links among them.
    """
    rows: list[dict[str, object]] = []
    added = _added(session, state)
    totals = {name: who.total for name, who in session.weightings.items()}
    crossings = crossings_of(session, base.values, state.values)
    for spec in session.specs:
        rows.append(_row(spec, before[spec.name], after[spec.name], totals[spec.weight]))
        if spec.statistic in COUNTING:
            gained, lost = crossings[spec.name]
            for statistic, amount in (("newly", gained), ("no_longer", lost)):
                row = _row(spec, 0.0, amount, totals[spec.weight])
                word = "newly" if statistic == "newly" else "no longer"
                rows.append({**row, "figure": f"{statistic}_{spec.name}", "statistic": statistic,
                             "label": f"{spec.label}: {word}"})  # fmt: skip
        rows += _new_rows(spec, state, added[spec.weight])
    for _, pair in session.pair_specs:
        m = pair.measure
        spec = FigureSpec(m.name, m, "pairs", "median", m.unit, m.label, m.better)
        rows.append(_row(spec, before[m.name], after[m.name], float(pair.weights.size)))
    rows += _use_rows(session, before, after)
    return pd.DataFrame(rows)


def _use_rows(session: Session, before: Mapping[str, float], after: Mapping[str, float]) -> list[dict[str, object]]:
    """Return the rows of the use of what a set adds, all of it together."""
    rows = []
    for name, m in use_measures(session).items():
        spec = FigureSpec(name, m, m.unit, "use", m.unit, m.label, m.better)
        total = session.weightings[m.unit].total if m.unit in session.weightings else math.nan
        if m.unit == "trips":
            total = math.fsum(trips for _, _, trips in session.request.od)
        rows.append(_row(spec, before[name], after[name], total))
    return rows


def _added(session: Session, state: State) -> dict[str, Weighting]:
    """Return the people and employees that the scenario adds."""
    return session.weightings_of(session.scope.origins.owned(state.on) & ~session.in_world)


def _new_rows(spec: FigureSpec, state: State, who: Weighting) -> list[dict[str, object]]:
    """Return the row of the people or employees that the scenario adds (rules 1.7)."""
    if not who.total:
        return []
    value = figure_value(spec, state.values[spec.measure.name], who)
    words = {"people": "new residents", "employees": "new employees", EVERYONE: "new residents and employees"}
    return [{
        **_row(spec, math.nan, value, who.total), "figure": f"{spec.name}_new", "weight": f"new_{spec.weight}",
        "label": f"{spec.label}: {words[spec.weight]}",
    }]  # fmt: skip
