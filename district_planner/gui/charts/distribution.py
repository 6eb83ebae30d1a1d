"""How times, or other values, are spread over people: base against with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from district_planner.core.evaluation.chart_tables import distribution
from district_planner.gis.numerals import trimmed
from district_planner.gui.charts.chart import (
    BASE,
    INK,
    WITH,
    Chart,
    ChartSource,
    Drawn,
    axis_of,
    number_axis,
    source_line,
    who_words,
)
from district_planner.translation import tr


class Distribution(Chart):
    """Pairs of bars per class, grey for the base; whom nothing is near to stands apart on the right."""

    id = "times"

    def title(self) -> str:
        """Return what the chart is called."""
        return tr("Distribution, base against with")

    def headings(self) -> dict[str, str]:
        """Return the columns in words."""
        return {
            "class": tr("Values"), "low": tr("Above"), "high": tr("Up to"), "base": tr("Base"),
            "with": tr("With the scenario"),
        }  # fmt: skip

    def make(self, source: ChartSource) -> Drawn:
        """Return the classes; minutes where the question has any."""
        found = source.spread(times=False)
        limit = tr("; none within {} min stands apart").format(trimmed(found.limit)) if found.limit else ""
        table = distribution(found)
        return Drawn(
            table.assign(**{"class": _classes(table, lambda value: f"{value:g}")}), source.question, axis_of(found),
            who_words(found.who), source_line(source, f"{found.source}{limit}"),
        )  # fmt: skip

    def read(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the table with its classes in the planner's language."""
        return table.assign(**{"class": _classes(table, trimmed)})

    def draw(self, axes: Any, drawn: Drawn) -> None:
        """Draw the pairs of bars."""
        table = drawn.table
        if not table.iloc[-1][["base", "with"]].any():
            table = table.iloc[:-1]
        at = np.arange(len(table), dtype=float)
        apart = table["high"].isna().to_numpy()
        at[apart] += 0.6
        axes.bar(at - 0.2, table["base"], 0.4, color=BASE, label=tr("Base"))
        axes.bar(at + 0.2, table["with"], 0.4, color=WITH, label=tr("With the scenario"))
        words = self.read(table)["class"].tolist()
        axes.set_xticks(at)
        axes.set_xticklabels(words, rotation=45 if len(words) > 10 else 0, ha="right" if len(words) > 10 else "center")
        axes.set_xlabel(drawn.x)
        axes.set_ylabel(drawn.y)
        number_axis(axes.yaxis)
        axes.grid(axis="y", color="#e4e4e4")
        axes.legend(frameon=False, labelcolor=INK)


def _classes(table: pd.DataFrame, write: Callable[[float], str]) -> list[str]:
    """Return what the classes are called; whom nothing is near to comes last."""
    ends = zip(table["low"], table["high"])
    return [tr("none") if high != high else f"{write(low)}–{write(high)}" for low, high in ends]


CHART = Distribution()
