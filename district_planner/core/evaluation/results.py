"""What an evaluation gives back: numbers per origin, per district and per intervention, with their meaning."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from district_planner.core.errors import RequestError

WIDE_LIMIT = 60
NEWLY_REACHED = "newly_reached"


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

    @property
    def may_be_empty(self) -> bool:
        """Return whether an origin may have no value: a time has none where nothing is within the limit.

        Counts, potentials, indices and standards are 0 there, so that for them ``newly_reached`` says nothing.
        """
        return self.unit.endswith("min")

    @property
    def columns(self) -> tuple[str, ...]:
        """Return what a wide table holds of it: ``<name>_base`` and so on."""
        return ("base", "with", "change", NEWLY_REACHED) if self.may_be_empty else ("base", "with", "change")


@dataclass(frozen=True)
class Results:
    """Everything one evaluation found.

    An origin that nothing is within the limit of before, and something afterwards, has no change and ``newly_reached``
    1 (rules 1.7). One that is reached no longer has a base, an empty ``with`` and no change either. What the scenario
    brings itself had no before: it is not newly reached.

    Attributes:
        origins: one row per origin, index = origin id: ``kind`` (home, building, origin, node), ``people``,
            ``employees``, ``deprivation`` (as given: decile, rank or score), ``deprivation_decile`` (1 the most
            deprived; of a rank or score derived from it by this district's people),
            ``edge`` (reaches the end of the street data), ``new`` (brought by the
            scenario), ``geometry`` (Point).
        measures: what was measured per origin, in order.
        base, change_from: arrays are in ``values``.
        values: measure name -> DataFrame indexed like ``origins`` with columns ``base`` and ``with``; unreachable
            nearest times are NaN (written as NULL).
        figures: one row per district figure: ``figure`` (name), ``measure``, ``weight`` (people, employees, pairs),
            ``statistic`` (mean, median, share_reached, within, newly, new_people …), ``cutoff``, ``unit``, ``label``,
            ``base``, ``with``, ``change``, ``total`` (denominator), ``newly_reached`` (1 or 0).
        scores: one row per intervention and figure: ``intervention``, ``name``, ``kind``, ``figure``, ``base``,
            ``alone``, ``alone_change``, ``last_in``, ``last_in_change``, ``together``, ``together_change``,
            ``newly_reached`` (together). Of figures that count people or employees (within, meets) also
            ``alone_newly``, ``alone_no_longer``, ``last_in_newly``, ``last_in_no_longer``: who comes to be counted and
            who ceases to be, of which the change is the difference; NaN of other figures.
        summary: one row per intervention, ranked by the headline figure: ``rank``, ``id``, ``name``, ``kind``,
            ``figure``, ``base``, ``alone``, ``alone_change``, ``last_in_change``, ``cost_low``, ``cost_central``,
            ``cost_high``, ``effect`` (yes, no, off), ``why``, ``note`` (who gains by a line over a long straight way to
            it only).
        headline: name of the figure that ranks.
        sets: with ``alternatives="each"`` one row per feasible set of candidates and district figure, else empty:
            ``rank`` (of the set, by the headline, 1 the best), ``set`` (ids joined by " + "), ``names``, and the
            columns of ``figures``. The headline first, and within a figure the best set first. ``figures``, ``scores``,
            ``summary`` and ``values`` speak of the first set.
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
    sets: pd.DataFrame = field(default_factory=pd.DataFrame)
    warnings: tuple[str, ...] = ()
    joins: pd.DataFrame = field(default_factory=pd.DataFrame)
    settings: dict[str, object] = field(default_factory=dict)

    @cached_property
    def by_figure(self) -> dict[str, dict[Hashable, Any]]:
        """Return the rows of ``figures`` by name, to read single ones many times a second."""
        return {str(row["figure"]): row for row in self.figures.to_dict("records")}

    def of(self, measure: Measure) -> pd.DataFrame:
        """Return ``base``, ``with``, ``change`` and ``newly_reached`` of a measure, indexed like ``origins``."""
        base, after = (self.values[measure.name][name] for name in ("base", "with"))
        newly = base.isna() & after.notna() & ~self.origins["new"].astype(bool)
        return pd.DataFrame(
            {"base": base, "with": after, "change": after - base, NEWLY_REACHED: newly.astype(np.int64)}
        )

    def long(self) -> pd.DataFrame:
        """Return origin, measure, base, with, change, newly_reached: one row per origin and measure."""
        parts = list(self.long_parts())
        return pd.concat(parts, ignore_index=True) if parts else self.long_head()

    def long_parts(self) -> Iterator[pd.DataFrame]:
        """Return the long form measure by measure, since all of it may be more than memory holds."""
        for measure in self.measures:
            frame = self.of(measure).reset_index(drop=True)
            frame.insert(0, "measure", measure.name)
            frame.insert(0, "origin", self.origins.index)
            yield frame

    def long_head(self) -> pd.DataFrame:
        """Return the long form of no measure: its columns and their types."""
        types = {"origin": object, "measure": object, "base": float, "with": float, "change": float}
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in {**types, NEWLY_REACHED: np.int64}.items()})

    def wide(self) -> pd.DataFrame:
        """Return one row per origin with :meth:`columns_of` every measure; at most 60 measures."""
        if len(self.measures) > WIDE_LIMIT:
            raise RequestError(
                f"{len(self.measures)} measures were asked for, a layer holds at most {WIDE_LIMIT}",
                "Origins",
                "Choose fewer modes, categories, cutoffs or indicators, or use the long table",
            )
        return self.columns_of(self.measures)

    def columns_of(self, measures: Sequence[Measure]) -> pd.DataFrame:
        """Return the origins with ``<measure>_base``, ``_with`` and ``_change`` of some measures.

        A measure that may be empty has ``<measure>_newly_reached`` too.
        """
        columns: dict[str, pd.Series] = {}
        for measure in measures:
            frame = self.of(measure)
            columns.update((f"{measure.name}_{name}", frame[name]) for name in measure.columns)
        return pd.concat([self.origins, pd.DataFrame(columns, index=self.origins.index)], axis=1)
