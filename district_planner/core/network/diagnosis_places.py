"""What is wrong with the places: too far from a street, on an island, on a private street, there twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import shapely

from district_planner.core.district import District
from district_planner.core.evaluation.places import Places, opportunities_of, origins_of
from district_planner.core.network.diagnosis_findings import findings
from district_planner.core.network.graph import ModeGraph
from district_planner.core.network.joins import Index, Joined, access_points, join
from district_planner.core.network.streets import Bools, Floats, Objects
from district_planner.core.places.categories import CATEGORIES
from district_planner.core.progress import Progress, no_progress
from district_planner.core.settings import number

PLACES = ("homes", "buildings", "origins", "nodes", "opportunities", "greenspaces", "stops")
NOUNS = {
    "homes": "Home", "buildings": "Building", "origins": "Origin", "nodes": "Node", "opportunities": "Opportunity",
    "greenspaces": "Green space", "stops": "Stop", "streets": "Street",
}  # fmt: skip
_NUMBERS = {
    "homes": ("people",), "buildings": ("employees",), "origins": ("people", "employees"),
    "nodes": ("people", "jobs"), "opportunities": ("weight",), "greenspaces": ("hectares",),
}  # fmt: skip


@dataclass(frozen=True)
class Joints:
    """Every place of the district joined to one mode's network: its table and row, and how it joins."""

    places: Places
    table: Objects
    row: Index
    id: Objects
    joined: Joined

    def label(self, i: int) -> str:
        """Return what to call place ``i``: what it is, its name or id, and who is there."""
        called = str(self.places.name[i]).strip() or self.id[i]
        who = f" ({self.places.people[i]:,.0f} people)" if self.places.people[i] > 0 else ""
        return f"{NOUNS[self.table[i]]} {called}{who}"


def places_of(district: District) -> list[Places]:
    """Return origins and opportunities whose ids are ``table:row``, so that ids that occur twice do no harm."""
    tables = {
        name: table.assign(id=[f"{name}:{i}" for i in range(len(table))]) if name in PLACES else table
        for name, table in district.tables.items()
    }
    tables["buildings"] = tables["buildings"].assign(employees=_clean(tables["buildings"], "employees"))
    plain = replace(district, tables=tables)
    return [origins_of(plain, ()), opportunities_of(plain, ())]


def _clean(table: pd.DataFrame, column: str) -> pd.Series[Any]:
    values: pd.Series[Any] = pd.to_numeric(table[column], errors="coerce").astype(float)
    return values


def joints(
    graph: ModeGraph, places: list[Places], district: District, progress: Progress = no_progress
) -> list[Joints]:
    """Join origins and opportunities to a mode's network; a building is looked at once, as an origin."""
    found, settings = [], district.settings
    ids = {name: district.table(name)["id"].to_numpy(dtype=object) for name in PLACES}
    for role, group in enumerate(places):
        table = np.array([str(id_).partition(":")[0] for id_ in group.id], dtype=object)
        row = np.array([int(str(id_).partition(":")[2]) for id_ in group.id], dtype=np.int64)
        reach = np.full(len(group), number(settings, "access_limit_m"))
        reach[group.kind == "stop"] = number(settings, "stop_access_m")
        points = access_points(group.geometry, group.entrances, reach, graph, progress)
        joined = join(graph, points, progress)
        own = np.array([ids[name][i] for name, i in zip(table, row)], dtype=object)
        one = Joints(group, table, row, own, joined)
        found.append(_without_buildings(one) if role else one)
    return found


def _without_buildings(every: Joints) -> Joints:
    """Return the joints with buildings renamed, so that nobody reports them a second time."""
    table = every.table.copy()
    table[table == "buildings"] = ""
    return replace(every, table=table)


def on_edges(all_joints: list[Joints], edges: int) -> tuple[Floats, Floats]:
    """Return how many people and how many places stand on each edge."""
    people, places = np.zeros(edges), np.zeros(edges)
    for one in all_joints:
        spots = one.joined.spots
        _, first = np.unique(spots.place, return_index=True)
        known = one.table[spots.place[first]] != ""
        place, edge = spots.place[first][known], spots.edge[first][known]
        np.add.at(people, edge, one.places.people[place])
        np.add.at(places, edge, 1.0)
    return people, places


def far_places(district: District, graph: ModeGraph, one: Joints) -> list[pd.DataFrame]:
    """Return the places that are not used, and those whose access leg is long."""
    away, warn = one.joined.nearest, number(district.settings, "access_warn_m")
    known = one.table != ""
    lost, far = np.flatnonzero(known & np.isinf(away)), np.flatnonzero(known & np.isfinite(away) & (away > warn))
    real = _real_distance(graph, one.places.geometry[lost])
    limits = np.where(
        one.places.kind[lost] == "stop",
        number(district.settings, "stop_access_m"), number(district.settings, "access_limit_m"),
    )  # fmt: skip
    lost_texts = [
        f"{one.label(int(i))} is {metres:,.0f} m from the nearest street {graph.mode.label}: not used, "
        f"the limit is {limit:g} m"
        for i, metres, limit in zip(lost, real, limits)
    ]
    far_texts = [f"{one.label(int(i))} is {away[i]:,.0f} m from the nearest street {graph.mode.label}"
                 for i in far]  # fmt: skip
    return [*_by_table(one, lost, "not_used", "high", lost_texts),
            *_by_table(one, far, "far", "medium", far_texts)]  # fmt: skip


def _real_distance(graph: ModeGraph, shapes: Objects) -> Floats:
    if not len(graph.joinable_edges) or not len(shapes):
        return np.full(len(shapes), np.inf)
    (source, _), away = graph.join_tree.query_nearest(shapes, return_distance=True, all_matches=False)
    found = np.full(len(shapes), np.inf)
    found[source] = away
    return found


def _by_table(one: Joints, chosen: Index, kind: str, severity: str, texts: list[str]) -> list[pd.DataFrame]:
    """Return findings about some places, one frame per table."""
    found = []
    said = np.array(texts, dtype=object)
    for table in pd.unique(one.table[chosen]):
        here = one.table[chosen] == table
        points = shapely.points(one.places.centre[chosen[here]])
        found.append(findings(kind, severity, said[here], str(table), one.id[chosen[here]], points))
    return found


def on_private_streets(graph: ModeGraph, one: Joints) -> list[pd.DataFrame]:
    """Return the places all of whose access points lie on streets that are open to destinations only."""
    spots = one.joined.spots
    public: Bools = np.zeros(one.joined.count, dtype=bool)
    public[spots.place[graph.through[spots.edge]]] = True
    chosen = np.flatnonzero(np.isfinite(one.joined.nearest) & ~public & (one.table != ""))
    texts = [f"{one.label(int(i))} stands on a street that is open to destinations only" for i in chosen]
    return _by_table(one, chosen, "private", "low", texts)


def near_the_edge(one: Joints, close: Bools, within: str) -> list[pd.DataFrame]:
    """Return the origins that have the end of the street data within their limit."""
    chosen = np.flatnonzero(close)
    texts = [f"{one.label(int(i))} is within {within} of the end of the street data" for i in chosen]
    return _by_table(one, chosen, "edge", "low", texts)


def rows_without_geometry(district: District) -> list[pd.DataFrame]:
    """Return rows of places and streets that have no geometry."""
    found = []
    for name in ("streets", *PLACES):
        table = district.table(name)
        missing = shapely.is_missing(table["geometry"].to_numpy(dtype=object))
        ids = table["id"].to_numpy(dtype=object)[missing]
        texts = [f"{NOUNS[name]} {id_} has no geometry" for id_ in ids]
        found.append(findings("no_geometry", "high", texts, name, ids, [None] * len(ids)))
    return found


def repeated_ids(district: District) -> list[pd.DataFrame]:
    """Return rows whose id occurs before them in a table, or in another table that is measured together with it."""
    found = []
    for group in (("streets",), ("homes", "origins", "nodes"), ("buildings", "origins", "nodes"),
                  ("opportunities", "greenspaces", "stops", "buildings")):  # fmt: skip
        rows = pd.concat([_id_rows(district, name) for name in group], ignore_index=True)
        rows = rows[rows["id"].duplicated()]
        texts = [f"{NOUNS[name]} {id_}: its id is used by another row" for name, id_ in zip(rows["table"], rows["id"])]
        for table in pd.unique(rows["table"]):
            here = (rows["table"] == table).to_numpy()
            found.append(findings("duplicate_id", "high", np.array(texts, dtype=object)[here], table,
                                  rows["id"][here], rows["geometry"][here]))  # fmt: skip
    return [frame.drop_duplicates(["table", "id"]) for frame in found]


def _id_rows(district: District, name: str) -> pd.DataFrame:
    table = district.table(name)
    shapes = shapely.point_on_surface(table["geometry"].to_numpy(dtype=object))
    return pd.DataFrame({"table": name, "id": table["id"].astype(str), "geometry": shapes})


def bad_numbers(district: District) -> list[pd.DataFrame]:
    """Return rows whose people, employees, weight or hectares are below zero."""
    found = []
    for name, columns in _NUMBERS.items():
        table = district.table(name)
        for column in columns:
            wrong = (_clean(table, column) < 0).to_numpy()
            rows = table[wrong]
            texts = [f"{NOUNS[name]} {id_}: {column} is {value:g}" for id_, value in zip(rows["id"], rows[column])]
            points = shapely.point_on_surface(rows["geometry"].to_numpy(dtype=object))
            found.append(findings("bad_number", "high", texts, name, rows["id"], points))
    return found


def empty_categories(district: District, opportunities: Places) -> list[pd.DataFrame]:
    """Return the categories of rules 3.8 that no opportunity belongs to, and whether nobody is there."""
    missing = [name for name in CATEGORIES if name not in opportunities.categories]
    texts = [f"no opportunity of the category {name}" for name in missing]
    found = [findings("empty_category", "low", texts, "opportunities", missing, [None] * len(missing))]
    people, workers = _clean(district.table("homes"), "people"), _clean(district.table("buildings"), "employees")
    if not people.sum() > 0 and not workers.sum() > 0 and not len(district.table("origins")):
        text = "no home has people and no building employees"
        found.append(findings("nobody", "medium", [text], "homes", [""], [None]))
    return found
