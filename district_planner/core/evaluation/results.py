"""What an evaluation gives back: numbers per origin, per district and per intervention, with their meaning."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from district_planner.core.errors import RequestError

WIDE_LIMIT = 60


@dataclass(frozen=True)
class Measure:
    """One measured quantity and what it means.

    Attributes:
        name: ``<indicator>_<mode>[_<category>][_<cutoff>]`` (rules 5).
        indicator: id of the indicator; mode, category: ids, empty where they do not apply.
        cutoff: minutes, or None.
        unit: e.g. ``"min"``, ``"opportunities"``, ``"0-100"``, ``"ha"``.
        label: plain English with the time limit, e.g. ``"Minutes on foot to the nearest grocery (none within 30)"``.
        source: citation and mark of the definition.
        better: ``"higher"`` or ``"lower"``.
        limit: time limit in minutes, or None.
    """

    name: str
    indicator: str
    mode: str
    category: str
    cutoff: float | None
    unit: str
    label: str
    source: str
    better: str
    limit: float | None = None


@dataclass(frozen=True)
class Results:
    """Everything one evaluation found.

    Attributes:
        origins: one row per origin, index = origin id: ``kind`` (home, building, origin, node), ``people``,
            ``employees``, ``deprivation``, ``edge`` (reaches the end of the street data), ``new`` (brought by the
            scenario), ``geometry`` (Point).
        measures: what was measured per origin, in order.
        base, change_from: arrays are in ``values``.
        values: measure name -> DataFrame indexed like ``origins`` with columns ``base`` and ``with``; unreachable
            nearest times are NaN (written as NULL).
        figures: one row per district figure: ``figure`` (name), ``measure``, ``weight`` (people, employees, pairs),
            ``statistic`` (mean, median, share_reached, within, newly, new_people …), ``cutoff``, ``unit``, ``label``,
            ``base``, ``with``, ``change``, ``total`` (denominator).
        scores: one row per intervention and figure: ``intervention``, ``name``, ``kind``, ``figure``, ``base``,
            ``alone``, ``alone_change``, ``last_in``, ``last_in_change``, ``together``, ``together_change``.
        summary: one row per intervention, ranked by the headline figure: ``rank``, ``id``, ``name``, ``kind``,
            ``figure``, ``base``, ``alone``, ``alone_change``, ``last_in_change``, ``cost_low``, ``cost_central``,
            ``cost_high``, ``effect`` (yes, no, off), ``why``.
        headline: name of the figure that ranks.
        warnings: sentences for the planner (edge of the data, severance not modelled, places far from streets …).
        joins: one row per join of a drawn line: ``intervention``, ``mode``, ``x``, ``y``, ``chainage``, ``kind``
            (joins, passes_over, connector, end_not_joined, needs_bridge), ``text``.
        settings: every option and default that decided the numbers, with its mark.
    """

    origins: pd.DataFrame
    measures: tuple[Measure, ...]
    values: dict[str, pd.DataFrame]
    figures: pd.DataFrame
    scores: pd.DataFrame
    summary: pd.DataFrame
    headline: str
    warnings: tuple[str, ...] = ()
    joins: pd.DataFrame = field(default_factory=pd.DataFrame)
    settings: dict[str, object] = field(default_factory=dict)

    def long(self) -> pd.DataFrame:
        """Return origin, measure, base, with, change: one row per origin and measure."""
        parts = []
        for measure in self.measures:
            frame = self.values[measure.name]
            parts.append(pd.DataFrame({
                "origin": frame.index, "measure": measure.name, "base": frame["base"].to_numpy(),
                "with": frame["with"].to_numpy(), "change": (frame["with"] - frame["base"]).to_numpy(),
            }))  # fmt: skip
        columns = ["origin", "measure", "base", "with", "change"]
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)

    def wide(self) -> pd.DataFrame:
        """Return one row per origin with ``<measure>_base``, ``_with`` and ``_change``; at most 60 measures."""
        if len(self.measures) > WIDE_LIMIT:
            raise RequestError(
                f"{len(self.measures)} measures were asked for, a layer holds at most {WIDE_LIMIT}",
                "Origins",
                "Choose fewer modes, categories, cutoffs or indicators, or use the long table",
            )
        columns: dict[str, pd.Series] = {}
        for measure in self.measures:
            frame = self.values[measure.name]
            columns[f"{measure.name}_base"] = frame["base"]
            columns[f"{measure.name}_with"] = frame["with"]
            columns[f"{measure.name}_change"] = frame["with"] - frame["base"]
        return pd.concat([self.origins, pd.DataFrame(columns, index=self.origins.index)], axis=1)
