"""Two scenarios of one world side by side: difference, ratio and relative difference, per origin and per figure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from district_planner.core.evaluation.results import Measure
from district_planner.core.evaluation.session import Ids, Session
from district_planner.core.network.streets import Floats
from district_planner.core.progress import Progress, no_progress

COLUMNS = ("first", "second", "difference", "ratio", "relative", "newly_reached", "no_longer_reached")
NOT_DEFINED = "n/a"
"""What a table shows for a ratio or a relative difference to 0."""


@dataclass(frozen=True)
class Comparison:
    """Two scenarios compared.

    Attributes:
        measures: what was measured per origin.
        origins: index = origin id; ``kind``, ``name``, ``people``, ``employees``, ``geometry`` (Point). Those of the
            world, so that both scenarios are measured on the same people; what a scenario adds is left out.
        values: measure name -> DataFrame indexed like ``origins`` with ``COLUMNS``.
        figures: one row per district figure: ``figure``, ``measure``, ``label``, ``unit``, ``better``, ``COLUMNS``.

    ``first`` and ``second`` are empty (NaN) where nothing is reached. ``difference`` is second minus first, ``ratio``
    second over first, ``relative`` the difference in percent of the first; each is empty where one of the two is, the
    latter two also where the first is 0 (shown as n/a). ``newly_reached`` is 1 where only the second has a value,
    ``no_longer_reached`` 1 where only the first has.
    """

    measures: tuple[Measure, ...]
    origins: pd.DataFrame
    values: dict[str, pd.DataFrame]
    figures: pd.DataFrame

    def wide(self, measures: tuple[str, ...]) -> pd.DataFrame:
        """Return one row per origin with ``<measure>_<column>`` for some measures."""
        frames = [self.values[name].add_prefix(f"{name}_") for name in measures]
        return pd.concat([self.origins, *frames], axis=1)


def compare(session: Session, first: Ids, second: Ids, progress: Progress = no_progress) -> Comparison:
    """Compare two sets of candidates in the session's world.

    Args:
        first, second: ids of the candidates that are built in either scenario.

    Raises:
        Cancelled: the planner cancelled.
    """
    one, two = session.state(first, progress), session.state(second, progress)
    places, here = session.scope.origins, session.in_world
    index = pd.Index(places.id[here].astype(str), name="origin")
    origins = pd.DataFrame(
        {
            "kind": places.kind[here], "name": places.name[here], "people": places.people[here],
            "employees": places.employees[here], "geometry": shapely.points(places.centre[here]),
        },
        index=index,
    )  # fmt: skip
    measures = tuple(measure for _, measure in session.measures)
    values = {m.name: differences(one.values[m.name][here], two.values[m.name][here], index) for m in measures}
    rows = [(spec.name, spec.measure.name, spec.label, spec.unit, spec.better) for spec in session.specs]
    rows += [(m.name, m.name, m.label, m.unit, m.better) for m in (pair.measure for _, pair in session.pair_specs)]
    names = pd.DataFrame(rows, columns=["figure", "measure", "label", "unit", "better"])
    before, after = (
        np.array([state.figures[name] for name in names["figure"]], dtype=np.float64) for state in (one, two)
    )
    return Comparison(measures, origins, values, pd.concat([names, differences(before, after)], axis=1))


def differences(first: Floats, second: Floats, index: pd.Index | None = None) -> pd.DataFrame:
    """Return the ``COLUMNS`` of two arrays of values; ``inf`` and NaN are empty."""
    a = np.where(np.isfinite(first), first, np.nan)
    b = np.where(np.isfinite(second), second, np.nan)
    divisor = np.where(a == 0.0, np.nan, a)
    return pd.DataFrame(
        {
            "first": a, "second": b, "difference": b - a, "ratio": b / divisor,
            "relative": 100.0 * (b - a) / np.abs(divisor),
            "newly_reached": (np.isnan(a) & ~np.isnan(b)).astype(np.int64),
            "no_longer_reached": (~np.isnan(a) & np.isnan(b)).astype(np.int64),
        },
        index=index,
    )  # fmt: skip


def in_words(frame: pd.DataFrame, digits: int = 2) -> pd.DataFrame:
    """Return a table of differences as it is shown: n/a where the first is 0, nothing where a value is empty."""
    shown = frame.copy().astype(object)
    nought = (frame["first"] == 0.0) & frame["second"].notna()
    for column in ("first", "second", "difference", "ratio", "relative"):
        shown[column] = [_text(value, digits) for value in frame[column]]
    for column in ("ratio", "relative"):
        shown.loc[nought, column] = NOT_DEFINED
    return shown


def _text(value: float, digits: int) -> str:
    return "" if np.isnan(value) else f"{value:,.{digits}f}"
