"""What a chart is: a table, and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from district_planner.core.evaluation.chart_tables import Spread, spread, spread_of
from district_planner.core.evaluation.results import Results
from district_planner.gis.numerals import trimmed, written
from district_planner.gis.score_tables import in_words
from district_planner.translation import tr

if TYPE_CHECKING:
    from district_planner.core.evaluation.session import Session

BASE, WITH = "#8c8c8c", "#2c7fb8"
BETTER, WORSE, NEITHER = "#542788", "#b35806", "#b0b0b0"
INK = "#2b2b2b"
"""Colours that colour-blind readers tell apart, and in grey too; changes as on the map."""


@dataclass(frozen=True)
class ChartSource:
    """What a chart is made from.

    Attributes:
        results: of the active scenario; engine: for times between sites and nodes.
        built: gives the candidates of the scenario.
        question: as the planner asks it; figure: the figure that answers it.
        scenario: its name; rights: attribution of the data.
    """

    results: Results
    engine: Session
    built: Callable[[], frozenset[str]]
    question: str
    figure: str
    scenario: str
    rights: str = ""

    def spread(self, *, times: bool) -> Spread:
        """Return the values behind the figure, base and with.

        Raises:
            RequestError: the figure has none (of minutes, where ``times`` are wanted).
        """
        if any(pair.measure.name == self.figure for _, pair in self.engine.pair_specs):
            return spread(self.engine, self.figure, self.built())
        return spread_of(self.results, self.figure, times=times)

    @property
    def meaning(self) -> dict[str, Any]:
        """Return label, unit, source and direction of the figure."""
        rows = self.results.figures[self.results.figures["figure"] == self.figure].to_dict("records")
        return {str(key): value for key, value in rows[0].items()} if rows else {}


@dataclass(frozen=True)
class Drawn:
    """The table behind a chart and what the drawing needs beside it.

    Attributes:
        table: with columns as :meth:`Chart.headings` names them; title: the question; x, y: labels of the axes.
        source: line under the chart.
    """

    table: pd.DataFrame
    title: str
    x: str
    y: str
    source: str


class Chart:
    """A chart; a subclass sets ``id`` and writes the four methods."""

    id = ""

    def title(self) -> str:
        """Return what the chart is called in the list."""
        raise NotImplementedError

    def headings(self) -> dict[str, str]:
        """Return column of the table -> what a planner reads."""
        raise NotImplementedError

    def make(self, source: ChartSource) -> Drawn:
        """Return the table and the words; may take long, so that it runs in a thread.

        Raises:
            PlannerError: there is nothing to draw for this question.
        """
        raise NotImplementedError

    def read(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the table as it is read on the screen: texts that hold numbers, in the planner's language."""
        return table

    def draw(self, axes: Any, drawn: Drawn) -> None:
        """Draw the table into matplotlib axes."""
        raise NotImplementedError


def source_line(source: ChartSource, definition: str) -> str:
    """Return the line under a chart: scenario, definition and data."""
    parts = [tr("Scenario: {}").format(source.scenario), tr("Definition: {}").format(definition), source.rights]
    return ". ".join(part.rstrip(".") for part in parts if part)


def who_words(who: str) -> str:
    """Return whom a chart counts, as a planner reads it."""
    known = {
        "people": tr("People"), "employees": tr("Employees"), "nodes": tr("Directions (%)"),
        "buildings": tr("Pairs of buildings, weighted by employees (%)"),
    }  # fmt: skip
    return known.get(who, who)


def axis_of(found: Spread) -> str:
    """Return what the values are, with their unit once."""
    label = found.label.split(" (none within")[0]
    return label if label.startswith("Minutes") else f"{label} ({in_words(found.unit)})"


def amount(value: float, *, signed: bool = False) -> str:
    """Return a number as a label of a chart: whole where it is whole or large."""
    digits = 0 if abs(value) >= 100.0 or value == round(value) else 1 if abs(value) >= 1.0 else 2
    return written(value, digits, signed)


def number_axis(axis: Any) -> None:
    """Write the numbers of an axis in the planner's language."""
    axis.set_major_formatter(lambda value, _: trimmed(value))
