"""A figure read from a preview or from results, the same for both: base, before, with, how many of how many."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from district_planner.gui.widgets.intervention_model import figure_words

if TYPE_CHECKING:
    from district_planner.core.evaluation.live import FigureChange, Preview
    from district_planner.core.evaluation.results import Results
    from district_planner.core.evaluation.session import Session
    from district_planner.gui.session import DistrictSession

MOST_DEPRIVED = 3
"""Deciles that count as most deprived [P]."""


@dataclass(frozen=True)
class Reading:
    """One figure as the dock shows it.

    Attributes:
        base: without any candidate; before: without what hangs on the cursor, NaN when nothing does; after: with all.
        total: denominator, people or employees counted, NaN for figures between places; weight: people, employees or
            pairs; counts: whether the figure is a number of people or employees out of ``total``.
        newly, no_longer: people or employees who are reached now and were not in base, and the other way round.
    """

    name: str
    label: str
    unit: str
    better: str
    weight: str
    base: float
    after: float
    total: float
    counts: bool = False
    before: float = math.nan
    newly: float = math.nan
    no_longer: float = math.nan

    @property
    def change(self) -> float:
        """Return with minus base; NaN where one of them is not finite."""
        return self.after - self.base if math.isfinite(self.base) and math.isfinite(self.after) else math.nan

    @property
    def step(self) -> float:
        """Return what the thing on the cursor adds."""
        return self.after - self.before if math.isfinite(self.before) and math.isfinite(self.after) else math.nan

    def better_when(self, change: float) -> bool:
        """Tell whether a change is for the better."""
        return (change > 0) == (self.better != "lower")


def of_results(results: Results | None, name: str) -> Reading | None:
    """Return a figure of results, None where they do not hold it."""
    rows = results.by_figure if results is not None else {}
    row = rows.get(name)
    if row is None:
        return None
    sides = (rows.get(f"{word}_{name}") for word in ("newly", "no_longer"))
    newly, no_longer = (math.nan if side is None else float(side["with"]) for side in sides)
    base, after = (_reached(row[side]) for side in ("base", "with"))
    counts = row["statistic"] in ("within", "meets")
    return Reading(
        name, str(row["label"]), str(row["unit"]), str(row["better"]), str(row["weight"]), base, after,
        float(row["total"]), counts, math.nan, newly, no_longer,
    )  # fmt: skip


def _reached(value: float) -> float:
    """Return a value of a table, in which an empty cell says that the place is not reached."""
    return math.inf if pd.isna(value) else float(value)


def of_change(change: FigureChange, session: DistrictSession) -> Reading:
    """Return a figure of a preview; who is counted, the engine knows."""
    said = figure_words(session, change.name)
    weight = said.weight if said is not None else "people"
    counts = said is not None and said.statistic in ("within", "meets")
    return Reading(
        change.name, change.label, change.unit, change.better, weight, change.base, change.after, change.total, counts,
        change.before, change.newly, change.no_longer,
    )  # fmt: skip


@dataclass(frozen=True)
class Sides:
    """Who gains and who loses.

    Attributes:
        gain, lose: people (or employees) at origins whose measure gets better, or worse.
        weight: people or employees; deprived: share of the gainers who live in the most deprived areas, NaN unknown.
        derived: rank or score where the deciles are cut from it by the people of this district; empty: given.
    """

    gain: float
    lose: float
    weight: str
    deprived: float = math.nan
    derived: str = ""


def sides_of_results(session: DistrictSession) -> Sides | None:
    """Return who gains and loses by the active scenario in the measure of the question; None where none is mapped."""
    results, question = session.results, session.question
    if results is None or question is None or question.measure not in results.values:
        return None
    frame = results.values[question.measure]
    measure = next(one for one in results.measures if one.name == question.measure)
    sign = -1.0 if measure.better == "lower" else 1.0
    unreached = math.inf if measure.better == "lower" else 0.0
    base, after = (frame[side].fillna(unreached).to_numpy() for side in ("base", "with"))
    # inf - inf, a place that is reached neither before nor after, is no change.
    with np.errstate(invalid="ignore"):
        better = np.nan_to_num(sign * (after - base))
    here = results.origins.loc[frame.index]
    weight = "employees" if "_employees" in question.figure else "people"
    here_before = ~here["new"].to_numpy(dtype=bool)
    deciles = here["deprivation_decile"].to_numpy(dtype=float)
    found = _sides(better * here_before, here[weight].to_numpy(dtype=float), weight, deciles)
    return replace(found, derived=_derived(session.setting("deprivation_is")))


def sides_of_preview(preview: Preview, engine: Session | None) -> Sides | None:
    """Return who gains and loses by what hangs on the cursor."""
    if engine is None or not preview.question.measure:
        return None
    weight = "employees" if "_employees" in preview.question.figure else "people"
    places = engine.scope.origins
    counted = np.asarray(getattr(places, weight))[preview.origins]
    found = _sides(np.asarray(preview.gain), counted, weight, engine.deciles[preview.origins])
    return replace(found, derived=_derived(engine.district.settings.get("deprivation_is")))


def _derived(kind: object) -> str:
    return str(kind) if kind in ("rank", "score") else ""


def _sides(better: np.ndarray, counted: np.ndarray, weight: str, deciles: np.ndarray) -> Sides:  # type: ignore[type-arg]
    counted = np.nan_to_num(counted)
    gain = math.fsum(counted[better > 0].tolist())
    lose = math.fsum(counted[better < 0].tolist())
    share = math.nan
    if weight == "people" and gain and not np.isnan(deciles).all():
        poor = (better > 0) & (deciles <= MOST_DEPRIVED)
        share = math.fsum(counted[poor].tolist()) / gain
    return Sides(gain, lose, weight, share)


def other_figures(session: DistrictSession, names: Sequence[str], most: int = 6) -> list[str]:
    """Return which figures stand below the headline: those asked for, without the headline, at most six."""
    headline = session.question.figure if session.question else ""
    return [name for name in dict.fromkeys(names) if name != headline][:most]
