"""Ids of places that are different over all tables in which an id means one place."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from district_planner.core.places.columns import Log

SAME_BUILDING_M = 25.0
"""A home and a building of one id are one place where they stand this close to each other, metres [P]."""

_BEFORE = {
    "buildings": "building", "origins": "origin", "nodes": "node", "greenspaces": "green", "opportunities": "place",
}  # fmt: skip
"""Table -> what is put before an id of it that another place has."""


def same_building(homes: pd.DataFrame, buildings: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return a mask of the homes that are a building of the other table: the same id, where that building stands."""
    where = buildings.drop_duplicates("id").set_index("id")["geometry"]
    known = homes["id"].isin(where.index).to_numpy(dtype=bool) & ~homes["id"].duplicated().to_numpy(dtype=bool)
    one = np.zeros(len(homes), dtype=bool)
    rows = np.flatnonzero(known)
    there = where.reindex(homes["id"].iloc[rows]).to_numpy(dtype=object)
    here = homes["geometry"].to_numpy(dtype=object)[rows]
    one[rows] = shapely.dwithin(here, there, SAME_BUILDING_M)
    return one


def distinct_ids(tables: dict[str, pd.DataFrame], log: Log) -> dict[str, pd.DataFrame]:
    """Return the tables with no id of two places, neither where one starts from nor where one goes to.

    A home and the building that it stands in keep the id that they share: they are one place (rules 3.5). Stops keep
    theirs, by which the timetable knows them.
    """
    found = dict(tables)
    homes = tables["homes"]
    one = homes["id"][same_building(homes, tables["buildings"])]
    elsewhere = set(homes["id"]) - set(one)
    stops = set(tables["stops"]["id"])
    found["buildings"] = _renamed("buildings", tables["buildings"], elsewhere | (stops - set(one)), log)
    starts = {*homes["id"], *found["buildings"]["id"]}
    for name in ("origins", "nodes"):
        found[name] = _renamed(name, tables[name], starts, log)
        starts |= set(found[name]["id"])
    goals = {*stops, *found["buildings"]["id"]}
    for name in ("greenspaces", "opportunities"):
        found[name] = _renamed(name, tables[name], goals, log)
        goals |= set(found[name]["id"])
    return found


def _renamed(name: str, table: pd.DataFrame, others: Iterable[str], log: Log) -> pd.DataFrame:
    taken, mine = set(others), set(table["id"])
    twice = table["id"].isin(taken).to_numpy(dtype=bool)
    if not twice.any():
        return table
    known, ids = taken | mine, table["id"].to_numpy(dtype=object).copy()
    for at in np.flatnonzero(twice):
        new, number = f"{_BEFORE[name]}-{ids[at]}", 1
        while new in known:
            number += 1
            new = f"{_BEFORE[name]}-{ids[at]}-{number}"
        known.add(new)
        ids[at] = new
    log.warn(f"{int(twice.sum())} ids of {name} are those of other places too, the first is "
             f"{table['id'][twice].iloc[0]!r}; '{_BEFORE[name]}-' stands before them now.")  # fmt: skip
    return table.assign(id=ids)
