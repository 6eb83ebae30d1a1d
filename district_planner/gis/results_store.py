"""Results of an open district in ``<district>.results.gpkg`` beside it, and as layers of a project.

The file of the district is never touched. A results file is written beside and moved into place, so that it is whole at
every moment; layers that show it show the file before until they are loaded again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from qgis.core import QgsCoordinateReferenceSystem, QgsFeatureRenderer, QgsMapLayerStyle, QgsVectorLayer

from district_planner.core.district import District
from district_planner.core.errors import DistrictFileError
from district_planner.core.evaluation.compare import COLUMNS, Comparison
from district_planner.core.evaluation.results import NEWLY_REACHED, WIDE_LIMIT, Measure, Results
from district_planner.core.geopackage import replace_tables, write_results
from district_planner.core.geopackage_file import reading, renewed
from district_planner.core.geopackage_schema import sql
from district_planner.core.progress import Progress, no_progress
from district_planner.gis.result_looks import VIEWS, change_renderer, ratio_renderer, relative_renderer, renderer_of
from district_planner.gis.score_tables import (
    deprivation_is,
    deprivation_line,
    in_words,
    origin_aliases,
    origin_table,
    ranked,
)
from district_planner.gis.styles import Look, forget_styles, metadata_of, store_metadata
from district_planner.translation import tr

RESULTS, MORE, LONG = "results", "results_more", "results_long"
FIGURES, RANKED = "results_figures", "results_interventions"
COMPARISON, COMPARED_FIGURES = "comparison", "comparison_figures"
INPUTS = {RESULTS: "results_inputs", COMPARISON: "comparison_inputs"}
"""Layer -> table of one row that tells what it was made of."""

MORE_AT_ONCE = 400
"""Measures per further table, of up to four columns each: SQLite holds 2,000 columns."""
UNION = 200
"""Selects per union: SQLite takes 500."""


def results_path(district: Path) -> Path:
    """Return the file of a district's results, beside it."""
    return district.with_name(f"{district.stem}.results.gpkg")


@dataclass(frozen=True)
class Stored:
    """What a results file holds: the measures of the layer, in order, and what to say of them."""

    path: Path
    measures: tuple[Measure, ...]
    abstract: str
    rights: str
    deprivation_is: str = "decile"

    def measure(self, name: str) -> Measure | None:
        """Return a measure of the layer by its name."""
        return next((one for one in self.measures if one.name == name), None)


@dataclass(frozen=True)
class Inputs:
    """What a layer of results was made of: ids of the scenarios, one or the two compared, and a text for all of it.

    The text differs where anything differs that decides the numbers; who writes the results makes it.
    """

    scenarios: tuple[str, ...]
    key: str

    @property
    def table(self) -> pd.DataFrame:
        """Return the one row that keeps it."""
        return pd.DataFrame([{"scenarios": json.dumps(self.scenarios), "inputs": self.key}])


def inputs_of(path: Path, layer: str) -> Inputs | None:
    """Return what a layer of a results file was made of, None where that is not known."""
    try:
        with reading(path) as connection:
            row = connection.execute(sql("SELECT scenarios, inputs FROM $table", table=INPUTS[layer])).fetchone()
        return Inputs(tuple(map(str, json.loads(row[0]))), str(row[1])) if row else None
    except (DistrictFileError, sqlite3.Error, ValueError, TypeError):
        return None


def write(
    path: Path,
    results: Results,
    district: District,
    first: Iterable[str] = (),
    progress: Progress = no_progress,
    inputs: Inputs | None = None,
) -> Stored:
    """Write results; safe in a thread.

    Args:
        path: from :func:`results_path`; first: names of measures that the layer must hold; it holds 60 of them, the
            table ``results_long`` has all; inputs: what they were made of.

    Raises:
        DistrictFileError: the folder or the file cannot be written, or another program holds it.
        Cancelled: the file is as it was.
    """
    shown, further = _order(results, first)
    tables = {RESULTS: origin_table(results, shown), FIGURES: results.figures, RANKED: ranked(results)}
    places = {RESULTS: shown}
    for number in range(0, len(further), MORE_AT_ONCE):
        name = f"{MORE}{number // MORE_AT_ONCE + 1 if number else ''}"
        places[name] = further[number : number + MORE_AT_ONCE]
        columns = [f"{one.name}_{column}" for one in places[name] for column in one.columns]
        tables[name] = origin_table(results, places[name])[["origin", *columns]]
    _put(path, {**tables, **_kept(RESULTS, inputs)}, district.crs, progress, _long(places))
    rights = str(district.settings.get("attribution") or "")
    return Stored(path, shown, _abstract(results, shown), rights, deprivation_is(results))


def _kept(layer: str, inputs: Inputs | None) -> dict[str, pd.DataFrame]:
    """Return the table that tells what a layer was made of; an empty one takes the place of what was known before."""
    unknown = pd.DataFrame({"scenarios": pd.Series(dtype=object), "inputs": pd.Series(dtype=object)})
    return {INPUTS[layer]: unknown if inputs is None else inputs.table}


def _order(results: Results, first: Iterable[str]) -> tuple[tuple[Measure, ...], tuple[Measure, ...]]:
    """Return the measures of the layer and those of further tables; both keep the order of the results."""
    wanted = dict.fromkeys(first)
    by_rank = sorted(results.measures, key=lambda one: one.name not in wanted)
    kept = {one.name for one in by_rank[:WIDE_LIMIT]}
    shown = tuple(one for one in results.measures if one.name in kept)
    return shown, tuple(one for one in results.measures if one.name not in kept)


def _put(
    path: Path, tables: Mapping[str, pd.DataFrame], crs: str, progress: Progress, views: Mapping[str, str]
) -> None:
    """Write tables into a new or an existing file; what else the file holds stays."""
    wkt = QgsCoordinateReferenceSystem(crs).toWkt()
    if path.exists() and path.stat().st_size:
        replace_tables(path, tables, crs, wkt, progress=progress, views=views)
    else:
        write_results(path, tables, crs, wkt, progress, views)


def _long(places: Mapping[str, Sequence[Measure]]) -> dict[str, str]:
    """Return ``results_long``, the long form as a view of the wide tables; none of no measure."""
    select = (
        "SELECT origin, ':measure' AS measure, $base AS base, $with_all AS $with_name, $change AS change, "
        ":newly AS $newly FROM $table"
    )
    selects = [
        sql(
            select, base=f"{one.name}_base", with_all=f"{one.name}_with", with_name="with",
            change=f"{one.name}_change", newly=NEWLY_REACHED, table=table,
        ).replace(":measure", one.name).replace(":newly", _newly(one))
        for table, measures in places.items()
        for one in measures
    ]  # fmt: skip
    if not selects:
        return {}
    unions = [" UNION ALL ".join(selects[at : at + UNION]) for at in range(0, len(selects), UNION)]
    return {LONG: " UNION ALL ".join(sql("SELECT * FROM (:union)").replace(":union", union) for union in unions)}


def _newly(measure: Measure) -> str:
    return sql("$column", column=f"{measure.name}_{NEWLY_REACHED}") if measure.may_be_empty else "0"


def _abstract(results: Results, measures: Sequence[Measure]) -> str:
    lines = [f"{one.name}: {one.label} ({in_words(one.unit)}). Source: {one.source}." for one in measures]
    found = results.settings.get("limits_min", {})
    limits = ", ".join(f"{mode} {minutes:g} min" for mode, minutes in dict(found).items())  # type: ignore[call-overload]
    return "\n".join([*lines, *deprivation_line(results), f"Time limits: {limits}.", *results.warnings])


def write_comparison(
    path: Path,
    found: Comparison,
    district: District,
    measures: Sequence[str],
    progress: Progress = no_progress,
    inputs: Inputs | None = None,
) -> tuple[Measure, ...]:
    """Write two compared scenarios beside the results; safe in a thread.

    Args:
        measures: names of those that the layer holds, at most 25; inputs: what they were made of.

    Returns:
        The measures that it holds.

    Raises:
        DistrictFileError: the file cannot be written.
    """
    wanted = [one for one in found.measures if one.name in set(measures)][: 2000 // 80]
    frame = found.wide(tuple(one.name for one in wanted)).reset_index()
    tables = {COMPARISON: frame, COMPARED_FIGURES: found.figures, **_kept(COMPARISON, inputs)}
    _put(path, tables, district.crs, progress, {})
    return tuple(wanted)


# Layers

COMPARED = ("difference", "ratio", "relative")


def view_names() -> dict[str, str]:
    """Return view -> name of the layer's style that shows it."""
    return {
        "base": tr("Base"), "with": tr("With the scenario"), "change": tr("Change"), "difference": tr("Difference"),
        "ratio": tr("Ratio"), "relative": tr("Relative difference"),
    }  # fmt: skip


def dress_results(layer: QgsVectorLayer, stored: Stored, measure: Measure, view: str) -> None:
    """Give a layer of results a style per view, aliases and metadata; ``view`` becomes the current one.

    Renderers are swapped on the same layer, so that the map keeps its picture until the new one is drawn.
    """
    head = f"{measure.label} ({in_words(measure.unit)}). Source: {measure.source}.\n"
    look = Look(
        "", title=tr("Results: {}").format(measure.label), abstract=head + stored.abstract, rights=stored.rights
    )
    layer.setMetadata(metadata_of(layer, look))
    _name_fields(layer, origin_aliases(stored.measures, deprivation_is=stored.deprivation_is))
    show(layer, {one: renderer_of(measure, one) for one in VIEWS}, view)


def dress_comparison(layer: QgsVectorLayer, measure: Measure, first: str, second: str, view: str) -> None:
    """Give a layer of two compared scenarios a style per view; ``first`` and ``second`` are their names."""
    legend = tr("{}: “{}” compared with “{}”").format(measure.label, second, first)
    unit = f"{in_words(measure.unit)}; {measure.source}"
    look = Look("", title=legend, abstract=f"{legend} ({unit}).")
    layer.setMetadata(metadata_of(layer, look))
    _name_fields(layer, origin_aliases((measure,), COLUMNS))
    name = measure.name
    difference = change_renderer(f"{name}_first", f"{name}_second", measure.unit, measure.better, f"{legend}, {unit}")
    ratio = ratio_renderer(f"{name}_ratio", measure.better, f"{legend}, ratio; {measure.source}")
    relative = relative_renderer(f"{name}_relative", measure.better, f"{legend}, %; {measure.source}")
    show(layer, dict(zip(COMPARED, (difference, ratio, relative))), view)


def show(layer: QgsVectorLayer, renderers: Mapping[str, QgsFeatureRenderer], view: str) -> None:
    """Give a layer a named style per view and make one of them the current one, without a blank between."""
    manager, names = layer.styleManager(), view_names()
    known, wanted = manager.styles(), names[view]
    if wanted in known:
        manager.setCurrentStyle(wanted)
    elif len(known) == 1 and known[0] not in names.values():
        manager.renameStyle(known[0], wanted)
    else:
        manager.addStyleFromLayer(wanted)
    for other, renderer in renderers.items():
        if other != view:
            _keep_style(layer, names[other], renderer)
    layer.setRenderer(renderers[view].clone())
    layer.triggerRepaint()


def switch(layer: QgsVectorLayer, view: str) -> None:
    """Make the style of a view the current one, where the layer has it."""
    name, manager = view_names()[view], layer.styleManager()
    if name in manager.styles() and manager.currentStyle() != name:
        manager.setCurrentStyle(name)
        layer.triggerRepaint()


def _keep_style(layer: QgsVectorLayer, name: str, renderer: QgsFeatureRenderer) -> None:
    """Keep a style that is not shown; whoever listens to the layer hears nothing of it."""
    manager, style, shown = layer.styleManager(), QgsMapLayerStyle(), layer.renderer().clone()
    layer.blockSignals(True)
    layer.setRenderer(renderer.clone())
    style.readFromLayer(layer)
    layer.setRenderer(shown)
    layer.blockSignals(False)
    if name in manager.styles():
        manager.removeStyle(name)
    manager.addStyle(name, style)


def _name_fields(layer: QgsVectorLayer, aliases: Mapping[str, str]) -> None:
    for name, alias in aliases.items():
        index = layer.fields().indexFromName(name)
        if index >= 0 and layer.attributeAlias(index) != alias:
            layer.setFieldAlias(index, alias)


def keep_look(layer: QgsVectorLayer, path: Path, table: str) -> None:
    """Store the styles and the metadata of a layer in its file, so that it opens dressed in any project.

    Another program that holds the file only delays that until the next time. The layer shows the file before until it
    is loaded again.
    """
    manager = layer.styleManager()
    names = set(view_names().values()) & set(manager.styles())
    with suppress(DistrictFileError), renewed(path) as new:
        forget_styles(new, table)
        shown = manager.currentStyle()
        copy = QgsVectorLayer(f"{new}|layername={table}", layer.name(), "ogr")
        for name in sorted(names, key=lambda one: one == shown):
            manager.style(name).writeToLayer(copy)
            copy.saveStyleToDatabase(name, layer.metadata().title(), name == shown, "")
        del copy
        store_metadata(new, table, layer.metadata())
