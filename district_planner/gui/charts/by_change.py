"""Interventions by what they change in the chosen figure."""

from __future__ import annotations

from typing import Any

import pandas as pd

from district_planner.core.errors import RequestError
from district_planner.core.evaluation.chart_tables import interventions_by_change
from district_planner.gis.score_tables import in_words
from district_planner.gui.charts.chart import (
    BETTER,
    INK,
    NEITHER,
    WORSE,
    Chart,
    ChartSource,
    Drawn,
    amount,
    number_axis,
    source_line,
)
from district_planner.gui.widgets.kind_words import kind_name
from district_planner.translation import tr

MOST_BARS = 20


class ByChange(Chart):
    """Horizontal bars, the best on top; purple is better, orange is worse, as on the map."""

    id = "changes"

    def title(self) -> str:
        """Return what the chart is called."""
        return tr("Interventions by change")

    def headings(self) -> dict[str, str]:
        """Return the columns in words."""
        return {
            "name": tr("Intervention"), "kind": tr("Kind"), "base": tr("Base"), "alone": tr("With it alone"),
            "change": tr("Change, alone"), "last_in_change": tr("Change, last in"),
        }  # fmt: skip

    def make(self, source: ChartSource) -> Drawn:
        """Return the interventions of the active scenario."""
        table = interventions_by_change(source.results, source.figure)
        if not len(table):
            raise RequestError(
                "no intervention is switched on in this scenario", "Chart", "Tick some in the table of the dock"
            )
        meaning = source.meaning
        unit = in_words(str(meaning.get("unit", "")))
        return Drawn(
            table, source.question, tr("Change by it alone ({})").format(unit), "",
            source_line(source, f"{meaning.get('label', source.figure)}; {meaning.get('source', '')}"),
        )  # fmt: skip

    def read(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the table with the names of the kinds."""
        return table.assign(kind=table["kind"].map(kind_name))

    def draw(self, axes: Any, drawn: Drawn) -> None:
        """Draw one bar per intervention."""
        rows = drawn.table.head(MOST_BARS).iloc[::-1]
        colours = [{1: BETTER, -1: WORSE}.get(int(sign), NEITHER) for sign in rows["better"]]
        change = rows["change"].fillna(0.0)
        bars = axes.barh(range(len(rows)), change, color=colours, height=0.7)
        axes.set_yticks(range(len(rows)))
        axes.set_yticklabels([_short(name) for name in rows["name"]])
        words = ["–" if value != value else amount(value, signed=value != 0) for value in rows["change"]]
        axes.bar_label(bars, labels=words, padding=4, color=INK)
        axes.axvline(0.0, color=INK, linewidth=0.8)
        axes.margins(x=0.15)
        hidden = len(drawn.table) - len(rows)
        more = tr("; the best {} of {}, the table has all").format(len(rows), len(drawn.table)) if hidden else ""
        axes.set_xlabel(f"{drawn.x}{more}")
        number_axis(axes.xaxis)
        axes.grid(axis="x", color="#e4e4e4")
        axes.tick_params(axis="y", length=0)


def _short(text: str, most: int = 34) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


CHART = ByChange()
