"""Results as the tables that a planner takes away: ranked interventions, origins, summary."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from district_planner.core.district import District
from district_planner.core.evaluation.evaluate import NOT_IN_SCENARIO
from district_planner.core.evaluation.results import NEWLY_REACHED, WIDE_LIMIT, Measure, Results
from district_planner.core.indicators.base import COUNTING
from district_planner.core.places.deprivation import labels_of
from district_planner.gis import set_tables
from district_planner.gis.cycle_words import CYCLE_ALIASES, cycle_columns
from district_planner.gis.sinks import Parts
from district_planner.gis.slope_words import SLOPE_ALIASES, slope_columns
from district_planner.translation import tr

GEOMETRIES = {"points": ("Point",), "lines": ("LineString",), "areas": ("Polygon",)}
"""Name of a layer of scored interventions -> geometry types."""

SCORE_ALIASES = {
    "rank": "Rank", "id": "Id", "name": "Name", "kind": "Kind", "figure": "Figure", "label": "What is measured",
    "unit": "Unit", "base": "Base", "with": "With all together", "change": "Change, all together",
    NEWLY_REACHED: "Newly reached, all together (1 = yes)",
    "alone": "With it alone", "alone_change": "Change, alone", "alone_newly": "Newly counted, alone",
    "alone_no_longer": "No longer counted, alone", "last_in": "With all others",
    "last_in_change": "Change, last in", "last_in_newly": "Newly counted, last in",
    "last_in_no_longer": "No longer counted, last in", "percent": "Change alone, % of base (better is above 0)",
    "cost_low": "Cost, low (£)", "cost_central": "Cost, central (£)", "cost_high": "Cost, high (£)",
    "effect": "Has an effect", "why": "Why not", "note": "Note",
}  # fmt: skip
"""Column of the ranked table -> what a planner reads; :func:`crossing_aliases` come after these."""

CROSSINGS = {
    "alone_newly": "newly, alone", "alone_no_longer": "no longer, alone",
    "last_in_newly": "newly, last in", "last_in_no_longer": "no longer, last in",
}  # fmt: skip
"""Ending of a column of the ranked table, behind the name of a figure that counts -> the end of its label."""

CROSSED_LIMIT = WIDE_LIMIT // len(CROSSINGS)
"""Further figures that a ranked table has columns of: as many columns as a layer has measures [P]."""

LINE_ALIASES = {**SCORE_ALIASES, **CYCLE_ALIASES, **SLOPE_ALIASES}
"""Column of the scored lines -> what a planner reads."""

ORIGIN_ALIASES = {
    "origin": "Id", "kind": "Kind", "name": "Name", "people": "People", "employees": "Employees",
    "deprivation": "Deprivation", "deprivation_decile": "Deprivation decile",
    "new": "Brought by the scenario", "site": "Site", "edge": "Near the end of the data",
}  # fmt: skip


FLAGS = (NEWLY_REACHED, "no_longer_reached")
"""Columns of a measure that are 1 or 0."""

LONG_ALIASES = {
    "origin": "Id", "measure": "Measure", "base": "Base", "with": "With all together", "change": "Change",
    NEWLY_REACHED: "Newly reached (1 = yes)",
}  # fmt: skip
"""Column of the long table -> what a planner reads."""

UNIT_WORDS = {"0-100": "points of 100"}
"""Unit of a measure -> what a planner reads."""


@dataclass(frozen=True)
class Asked:
    """What was asked for, as a summary repeats it."""

    scenario: str
    world: str
    year: int | None
    alternatives: str


def headline_row(results: Results) -> Mapping[str, Any]:
    """Return the row of ``figures`` that ranks; empty where nothing was measured."""
    rows = results.figures[results.figures["figure"] == results.headline].to_dict("records")
    return {str(name): value for name, value in rows[0].items()} if rows else {}


def ranked(results: Results) -> pd.DataFrame:
    """Return one row per intervention, ranked, with the columns of ``SCORE_ALIASES`` and :func:`crossing_aliases`.

    ``base``, ``with`` and ``change`` are the district's figure before, with all interventions together, and the
    difference; ``alone`` and ``last_in`` are the same figure with this one alone, and with all others without it.
    ``<figure>_alone_newly`` and so on are the people or employees that come to be counted and that cease to be.
    """
    head = headline_row(results)
    scores = results.scores[results.scores["figure"] == results.headline].set_index("intervention")
    frame = results.summary.set_index("id", drop=False)
    columns = {
        "with": "together", "change": "together_change", "alone": "alone", "last_in": "last_in",
        NEWLY_REACHED: NEWLY_REACHED, **{name: name for name in CROSSINGS},
    }  # fmt: skip
    for name, source in columns.items():
        frame[name] = scores[source].reindex(frame.index)
    frame["label"], frame["unit"] = head.get("label", ""), in_words(str(head.get("unit", "")))
    sign = -1.0 if head.get("better") == "lower" else 1.0
    base = pd.to_numeric(frame["base"], errors="coerce").abs()
    frame["percent"] = sign * 100.0 * pd.to_numeric(frame["alone_change"], errors="coerce") / base.where(base > 0)
    silent = (frame["effect"] == "yes") & (frame["alone_change"] == 0) & (frame["why"].fillna("") == "")
    frame.loc[silent, "why"] = [_elsewhere(results, id_) for id_ in frame.index[silent]]
    for name in ("rank", NEWLY_REACHED):
        frame[name] = pd.to_numeric(frame[name], errors="coerce").astype("Int64")
    return pd.concat([frame[list(SCORE_ALIASES)], _crossings(results, frame.index)], axis=1).reset_index(drop=True)


def crossed_figures(results: Results) -> tuple[dict[str, str], int]:
    """Return name -> label of the counting figures that a ranked table has columns of, and how many more there are.

    The one that ranks is not among them: its columns are those of ``SCORE_ALIASES``.
    """
    rows = results.figures
    rows = rows[rows["statistic"].isin(COUNTING) & (rows["figure"] != results.headline)] if len(rows) else rows
    rows = rows[~rows["weight"].str.startswith("new_")] if len(rows) else rows
    names = dict(zip(rows["figure"], rows["label"])) if len(rows) else {}
    first = dict(list(names.items())[:CROSSED_LIMIT])
    return first, len(names) - len(first)


def crossing_aliases(results: Results) -> dict[str, str]:
    """Return column -> what a planner reads, of who comes to be counted and ceases to be in further figures."""
    figures, _ = crossed_figures(results)
    return {f"{name}_{end}": f"{label}: {word}" for name, label in figures.items() for end, word in CROSSINGS.items()}


def _crossings(results: Results, ids: pd.Index) -> pd.DataFrame:
    """Return the columns of :func:`crossing_aliases`, a row for each of some interventions."""
    figures, _ = crossed_figures(results)
    scores = results.scores[results.scores["figure"].isin(list(figures))]
    columns = {}
    for name, rows in scores.groupby("figure", sort=False):
        of = rows.set_index("intervention")
        columns.update({f"{name}_{end}": of[end].reindex(ids) for end in CROSSINGS})
    return pd.DataFrame(columns, index=ids, columns=list(crossing_aliases(results)))


def in_words(unit: str) -> str:
    """Return a unit as a planner reads it."""
    return UNIT_WORDS.get(unit, unit)


def _elsewhere(results: Results, intervention: str) -> str:
    """Return which figure an intervention that leaves the ranking one alone changes most, in relation to its base."""
    rows = results.scores[results.scores["intervention"] == intervention]
    rows = rows[(rows["alone_change"].fillna(0.0) != 0.0) & (rows["base"].fillna(0.0) != 0.0)]
    labels = dict(zip(results.figures["figure"], results.figures["label"]))
    rows = rows[rows["figure"].isin(list(labels))]
    if not len(rows):
        return "alone it does not change the figure that ranks"
    share = (rows["alone_change"] / rows["base"].abs()).to_numpy(dtype=np.float64)
    best = int(np.abs(share).argmax())
    label = labels[rows["figure"].iloc[best]]
    return f"alone it changes other figures, most of all: {label} ({_share(float(share[best]))})"


def _share(change: float) -> str:
    """Return a change in relation to its base; one that is not zero never reads as zero."""
    return f"{change:+.1%}" if abs(change) >= 0.0005 else f"less than {'+' if change > 0 else '-'}0.1%"


def intervention_layers(table: pd.DataFrame, district: District) -> dict[str, pd.DataFrame]:
    """Return the ranked table with geometry, by ``GEOMETRIES``; a kind of geometry that nobody has gives no entry.

    What is switched off in the scenario stands in the table only. Lines say too how good cycle paths are and
    what gradients cost (``LINE_ALIASES``).
    """
    table = table[table["why"] != NOT_IN_SCENARIO]
    shapes = {one.id: one.geometry for one in district.interventions}
    geometry = np.empty(len(table), dtype=object)
    geometry[:] = [shapes.get(id_) for id_ in table["id"]]
    every = table.assign(geometry=geometry)
    kinds = [getattr(shape, "geom_type", "") for shape in geometry]
    found = {name: every[np.isin(kinds, types)].reset_index(drop=True) for name, types in GEOMETRIES.items()}
    known = {one.id: one for one in district.interventions}
    lines = [known[id_] for id_ in found["lines"]["id"]]
    found["lines"] = pd.concat([found["lines"], cycle_columns(lines), slope_columns(lines, district.settings)], axis=1)
    return {name: frame for name, frame in found.items() if len(frame)}


def shown_measures(results: Results) -> tuple[Measure, ...]:
    """Return the measures that a layer holds: the first 60, the one that ranks among them."""
    measures = results.measures
    if len(measures) <= WIDE_LIMIT:
        return measures
    wanted = headline_row(results).get("measure", "")
    first = measures[:WIDE_LIMIT]
    later = tuple(measure for measure in measures[WIDE_LIMIT:] if measure.name == wanted)
    return (*first[: WIDE_LIMIT - len(later)], *later)


def origin_layer(results: Results) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return one row per origin with base, with and change of every shown measure, and column -> alias."""
    measures = shown_measures(results)
    return origin_table(results, measures), origin_aliases(measures, deprivation_is=deprivation_is(results))


def origin_table(results: Results, measures: Sequence[Measure]) -> pd.DataFrame:
    """Return one row per origin with the columns of some measures; what is true or not is 1 or 0."""
    frame = results.columns_of(measures).reset_index()
    return frame.assign(**{name: frame[name].astype("int64") for name in ("edge", "new")})


def deprivation_is(results: Results) -> str:
    """Return what the deprivation of the origins is: decile, rank or score."""
    return str(results.settings.get("deprivation_is", "decile"))


def deprivation_line(results: Results) -> list[str]:
    """Return a line on what the deciles of deprivation are, for a layer's metadata; none where nothing is known."""
    known = "deprivation" in results.origins and results.origins["deprivation"].notna().any()
    labels = labels_of(deprivation_is(results))
    return [f"{name}: {label}." for name, label in labels.items()] if known else []


def origin_aliases(
    measures: Sequence[Measure], columns: Sequence[str] = (), deprivation_is: str = "decile"
) -> dict[str, str]:
    """Return column -> what a planner reads, of ``columns`` of every measure or of those of :func:`origin_table`."""
    aliases = {**ORIGIN_ALIASES, **labels_of(deprivation_is)}
    for one in measures:
        for column in columns or one.columns:
            unit = "1 = yes" if column in FLAGS else in_words(one.unit)
            words = f"{column.replace('_', ' ')} ({unit})" if unit else column
            aliases[f"{one.name}_{column}"] = f"{one.label}: {words}"
    return aliases


def long_table(results: Results) -> Parts:
    """Return the long form of every measure, one part per measure."""
    return Parts(results.long_head(), results.long_parts(), len(results.measures) * len(results.origins))


def about(district: District) -> str:
    """Return that a district is illustrative; empty where it is not."""
    if not district.settings.get("illustrative"):
        return ""
    return tr("This district is illustrative: its data are invented for demonstration.")


def summary_rows(results: Results, district: District) -> pd.DataFrame:
    """Return one row per intervention and figure, with the figure's label and unit.

    Where every feasible set was scored, rows of the kind ``set`` follow: no intervention, but ``set``, its ``rank``,
    and base, together and change of every figure.
    Where the district is illustrative a last column, ``about``, says so in every row.
    """
    meaning = results.figures.drop_duplicates("figure").set_index("figure")
    frame = results.scores.copy()
    for name in ("label", "unit"):
        frame[name] = frame["figure"].map(meaning[name]) if name in meaning else ""
    if len(results.sets):
        frame = set_tables.with_sets(frame, results)
    said = about(district)
    return frame.assign(about=said) if said else frame


def summary_text(results: Results, district: District, asked: Asked) -> str:
    """Return the whole summary as JSON: what was asked, what decided the numbers, warnings, figures and scores."""
    content = {
        "product": "District Planner", "district": district.name, "crs": district.crs,
        "about": {key: district.settings[key] for key in ("name", "illustrative", "attribution")
                  if key in district.settings},
        "scenario": asked.scenario, "world": asked.world, "year": asked.year, "alternatives": asked.alternatives,
        "headline": results.headline, "settings": results.settings, "warnings": list(results.warnings),
        "measures": [vars(measure) for measure in results.measures],
        "interventions": ranked(results).to_dict("records"),
        "figures": results.figures.to_dict("records"), "scores": results.scores.to_dict("records"),
        "joins": results.joins.to_dict("records"), "sets": set_tables.listed(results),
    }  # fmt: skip
    return json.dumps(_plain(content), ensure_ascii=False, indent=1, allow_nan=False)


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: no numpy, and null for what is empty."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item) for item in value]
    if isinstance(value, np.generic):
        return _plain(value.item())
    if value is pd.NA or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value
