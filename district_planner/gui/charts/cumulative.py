"""How many people are reached within so many minutes: base against with."""

from __future__ import annotations

from typing import Any

from district_planner.core.evaluation.chart_tables import cumulative
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


class Cumulative(Chart):
    """Two lines that rise with the minutes; what lies between them is gained (or lost)."""

    id = "cumulative"

    def title(self) -> str:
        """Return what the chart is called."""
        return tr("People by minutes")

    def headings(self) -> dict[str, str]:
        """Return the columns in words."""
        return {
            "minutes": tr("Within minutes"), "base": tr("Base"), "with": tr("With the scenario"),
            "base_percent": tr("Base, %"), "with_percent": tr("With the scenario, %"),
        }  # fmt: skip

    def make(self, source: ChartSource) -> Drawn:
        """Return people by minutes."""
        found = source.spread(times=True)
        return Drawn(
            cumulative(found), source.question, axis_of(found),
            who_words(found.who), source_line(source, found.source),
        )  # fmt: skip

    def draw(self, axes: Any, drawn: Drawn) -> None:
        """Draw both lines and the area between them."""
        table = drawn.table
        axes.fill_between(
            table["minutes"], table["base"], table["with"], color=WITH, alpha=0.18, linewidth=0, step="post"
        )
        axes.step(table["minutes"], table["base"], color=BASE, linewidth=2.2, where="post", linestyle="--",
                  label=tr("Base"))  # fmt: skip
        axes.step(table["minutes"], table["with"], color=WITH, linewidth=2.2, where="post",
                  label=tr("With the scenario"))  # fmt: skip
        axes.set_xlabel(drawn.x)
        axes.set_ylabel(drawn.y)
        axes.set_xlim(left=0)
        axes.set_ylim(bottom=0)
        number_axis(axes.xaxis)
        number_axis(axes.yaxis)
        axes.grid(color="#e4e4e4")
        axes.legend(frameon=False, loc="lower right", labelcolor=INK)


CHART = Cumulative()
