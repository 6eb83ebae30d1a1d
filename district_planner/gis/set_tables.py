"""Feasible sets of interventions that exclude each other, as tables, summary and sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from district_planner.core.evaluation import said as said_number
from district_planner.core.evaluation.results import NEWLY_REACHED, Results
from district_planner.core.evaluation.sets import JOINT
from district_planner.translation import tr

KIND = "set"
"""What the summary calls a set in its column of kinds."""

ALIASES = {
    "rank": "Rank", "set": "Ids of the set", "names": "Interventions of the set", "figure": "Figure",
    "label": "What is measured", "unit": "Unit", "base": "Base", "with": "With the set",
    "change": "Change by the set", NEWLY_REACHED: "Newly reached (1 = yes)", "total": "Out of",
}  # fmt: skip
"""Column of the table of sets -> what a planner reads."""

_MOST_SAID = 12
"""Sets that the log names [P]; the outputs hold all."""


def table(results: Results) -> pd.DataFrame:
    """Return one row per figure and set: the figure that ranks first, and of each figure the best set first."""
    return results.sets.reindex(columns=list(ALIASES))


def with_sets(frame: pd.DataFrame, results: Results) -> pd.DataFrame:
    """Return a summary of interventions with the sets as further rows: ``together`` is with the set."""
    sets = results.sets
    rows = pd.DataFrame({
        "intervention": "", "name": sets["names"], "kind": KIND, "figure": sets["figure"], "base": sets["base"],
        "together": sets["with"], "together_change": sets["change"], NEWLY_REACHED: sets[NEWLY_REACHED],
        "label": sets["label"], "unit": sets["unit"], "set": sets["set"], "rank": sets["rank"].astype("Int64"),
    })  # fmt: skip
    columns = [*frame.columns, "set", "rank"]
    return pd.concat([frame.reindex(columns=columns), rows.reindex(columns=columns)], ignore_index=True)


def listed(results: Results) -> list[dict[str, Any]]:
    """Return one entry per set, best first: its rank, the ids, the names, and its figures."""
    return [
        {
            "rank": int(rows["rank"].iloc[0]), "set": [] if not ids else str(ids).split(JOINT),
            "names": rows["names"].iloc[0], "figures": rows.drop(columns=["rank", "set", "names"]).to_dict("records"),
        }
        for ids, rows in _by_set(results)
    ]  # fmt: skip


def said(results: Results) -> list[str]:
    """Return sentences on the sets, best first by the figure that ranks; none where no sets were asked for."""
    if not len(results.sets):
        return []
    rows = results.sets[results.sets["figure"] == results.headline].to_dict("records")
    if len(rows) == 1:
        return [tr("No two that are on exclude each other: one set of interventions can be built together.")]
    lines = [
        tr("{} sets of interventions can be built together. All together, last in and who gains are of the first.")
        .format(len(rows))
    ]  # fmt: skip
    for row in rows[:_MOST_SAID]:
        before, after = (said_number.amount(row[name], row["unit"]) for name in ("base", "with"))
        by = "" if math.isnan(row["change"]) else f" ({said_number.change(row['change'], row['unit'])})"
        lines.append(f"{row['rank']}. {row['names']}: {before} → {after}{by}")
    if len(rows) > _MOST_SAID:
        lines.append(tr("… and {} more, in the summary and in SETS.").format(len(rows) - _MOST_SAID))
    return lines


def _by_set(results: Results) -> Iterator[tuple[str, pd.DataFrame]]:
    """Return ids and rows of each set, best first."""
    if len(results.sets):
        yield from ((str(ids), rows) for ids, rows in results.sets.groupby("set", sort=False))
