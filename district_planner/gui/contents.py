"""What a planner made in a district, read from its layers with unsaved edits."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from qgis.core import QgsVectorLayer

from district_planner.core.geopackage import INTERVENTION_TABLES
from district_planner.core.interventions.selection import TODAY
from district_planner.gis import district_layers as border
from district_planner.gui.gestures import Contents, Tick
from district_planner.translation import tr

MINE = "mine"
"""Id of the scenario that new drawings go to in a district that was just opened."""

TICK_TABLES = ("scenario_interventions", "scenarios")
"""Tables that a tick may change: the scenario for drawings is written with its first one."""

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Scenario:
    """A named set of candidates that are on."""

    id: str
    name: str
    ids: frozenset[str] = frozenset()
    description: str = ""


@dataclass(frozen=True)
class World:
    """A named set of externals that happen anyway, and the year that decides which have opened."""

    id: str
    name: str
    year: int | None = None
    externals: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Everything:
    """All that the edited tables hold.

    Attributes:
        contents: interventions and ticks; where: id -> (table, feature id).
        scenarios: the one for new drawings first, then in the order in which they were made, saved or not; worlds:
            today among them.
        settings: key -> value.
        listed: all ticks that their table holds, also those of what is gone.
    """

    contents: Contents = field(default_factory=Contents)
    where: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    scenarios: tuple[Scenario, ...] = ()
    worlds: tuple[World, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    listed: frozenset[Tick] = frozenset()


def read_everything(layers: Mapping[str, QgsVectorLayer]) -> Everything:
    """Return what the layers hold, unsaved edits included.

    Raises:
        DistrictDataError: two interventions have one id, or a number cannot be read.
    """
    found, where = border.read_interventions({table: layers[table] for table in INTERVENTION_TABLES})
    known = {one.id: one for one in found}
    links = border.frame_of(layers["scenario_interventions"], "scenario_interventions")
    listed = frozenset(zip(map(str, links["scenario_id"]), map(str, links["intervention_id"])))
    named = _scenarios(layers["scenarios"])
    there = {one.id for one in named}
    # A tick of a scenario that is gone must not come alive in another one that gets its id.
    ticks = frozenset(tick for tick in listed if tick[1] in known and tick[0] in there)
    worlds, settings = _worlds(layers["worlds"]), _settings(layers["settings"])
    tables = {"scenarios": named, "worlds": worlds, "settings": settings}
    return Everything(Contents(known, ticks, tables), where, _filled(named, ticks), worlds, settings, listed)


def _scenarios(layer: QgsVectorLayer) -> tuple[Scenario, ...]:
    """Return the scenarios without what is on in them."""
    found = [
        Scenario(str(row["id"]), str(row["name"] or row["id"]), description=str(row["description"] or ""))
        for row in _as_made(border.frame_of(layer, "scenarios"))
    ]
    if all(one.id != MINE for one in found):
        found.append(Scenario(MINE, tr("My scenario")))
    return tuple(sorted(found, key=lambda one: one.id != MINE))


def _filled(named: Iterable[Scenario], ticks: Iterable[Tick]) -> tuple[Scenario, ...]:
    """Return scenarios with what is on in them."""
    ids: dict[str, set[str]] = {}
    for scenario, id_ in ticks:
        ids.setdefault(scenario, set()).add(id_)
    return tuple(replace(one, ids=frozenset(ids.get(one.id, ()))) for one in named)


def _settings(layer: QgsVectorLayer) -> dict[str, Any]:
    rows = border.frame_of(layer, "settings")
    return {str(key): _json(value) for key, value in zip(rows["key"], rows["value"])}


def _as_made(rows: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """Return rows in the order in which they were made, saved or not: QGIS gives unsaved ones first, -2, -3, …"""
    fids = rows["fid"].astype("int64")
    found: list[dict[Hashable, Any]] = rows.iloc[np.lexsort((fids.abs(), fids < 0))].to_dict("records")
    return found


def _worlds(layer: QgsVectorLayer) -> tuple[World, ...]:
    found = []
    for row in _as_made(border.frame_of(layer, "worlds")):
        externals = _json(row["externals"])
        ids = map(str, externals) if isinstance(externals, list) else ()
        year = None if row["year"] != row["year"] else int(row["year"])
        found.append(World(str(row["id"]), str(row["name"] or row["id"]), year, frozenset(ids)))
    if all(world.id != TODAY for world in found):
        found.insert(0, World(TODAY, tr("Today")))
    return tuple(found)


def _json(text: Any) -> Any:
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return text


def write_ticks(layer: QgsVectorLayer, ticks: Iterable[Tick]) -> None:
    """Write which intervention is on in which scenario."""
    rows = [{"scenario_id": scenario, "intervention_id": id_} for scenario, id_ in sorted(ticks)]
    border.write_rows(layer, ("scenario_id", "intervention_id"), rows)


def write_scenarios(layer: QgsVectorLayer, scenarios: Sequence[Scenario]) -> None:
    """Write the names of the scenarios."""
    rows = [{"id": one.id, "name": one.name, "description": one.description or None} for one in scenarios]
    border.write_rows(layer, ("id",), rows)


def write_worlds(layer: QgsVectorLayer, worlds: Sequence[World]) -> None:
    """Write the worlds."""
    rows = [
        {"id": one.id, "name": one.name, "year": one.year, "externals": json.dumps(sorted(one.externals))}
        for one in worlds
    ]
    border.write_rows(layer, ("id",), rows)


def write_settings(layer: QgsVectorLayer, settings: Mapping[str, Any]) -> None:
    """Write the planner's numbers; None takes one away."""
    rows = [{"key": key, "value": json.dumps(value)} for key, value in settings.items() if value is not None]
    border.write_rows(layer, ("key",), rows)


WRITERS: Mapping[str, Callable[[QgsVectorLayer, Any], None]] = {
    "scenarios": write_scenarios, "worlds": write_worlds, "settings": write_settings,
}  # fmt: skip
"""How the further tables of a gesture are written."""
