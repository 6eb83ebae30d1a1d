"""The places of a district put together: what a planner gave and what OpenStreetMap adds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from district_planner.core.places.categories import categorise
from district_planner.core.places.columns import Log, made_unique, schema_frame
from district_planner.core.places.entrances import Ways, area_entrances, building_entrances

SAME_PLACE_M = 50.0
"""A place of OpenStreetMap this close to a given one of the same category and name is the same, metres [P]."""

GROUNDS_FROM_M2 = 2000.0
"""An untagged area of at least this size is grounds with gates, a smaller one a building, square metres [P]."""

WORKPLACES = (
    "office", "commercial", "industrial", "warehouse", "manufacture", "factory", "retail", "supermarket", "hospital",
    "university", "college", "school", "hotel", "government", "civic", "public", "service", "laboratory",
)  # fmt: skip
"""Values of ``building`` of buildings where people work [P]."""

_POLYGONS = (3, 6)


def tagged_opportunities(features: pd.DataFrame, table: pd.DataFrame | None, ways: Ways, log: Log) -> pd.DataFrame:
    """Return opportunities of tagged features with their entrances (rules 3.3, 3.8)."""
    found = categorise(features, table)
    for note in found.notes:
        log.say(f"OSM: {note}")
    rows = found.opportunities
    built = set(features.loc[_said(features, "building"), "id"]) if "building" in features else set()
    is_building = rows["source"].isin(built).to_numpy()
    return with_entrances(rows, ways, is_building)


def _said(features: pd.DataFrame, key: str) -> npt.NDArray[np.bool_]:
    return np.asarray(~features[key].fillna("").isin(("", "no")), dtype=bool)


def with_entrances(rows: pd.DataFrame, ways: Ways, is_building: npt.NDArray[np.bool_] | None = None) -> pd.DataFrame:
    """Return rows with ``entrances``: doors of buildings, gates or crossing streets of grounds (rules 3.3).

    Args:
        is_building: tells buildings from grounds; None to tell by size.
    """
    shapes = rows["geometry"].to_numpy(dtype=object)
    if is_building is None:
        is_building = shapely.area(shapes) < GROUNDS_FROM_M2
    entrances = np.array(building_entrances(shapes, ways), dtype=object)
    grounds = np.flatnonzero(~is_building & np.isin(shapely.get_type_id(shapes), _POLYGONS))
    entrances[grounds] = area_entrances(shapes[grounds], ways)
    return rows.assign(entrances=entrances)


def without_given(tagged: pd.DataFrame, given: pd.DataFrame, log: Log) -> pd.DataFrame:
    """Return the places of OpenStreetMap without those that the planner's layer names too."""
    mine, yours = (_keys(rows) for rows in (tagged, given))
    row, other = shapely.STRtree(given["geometry"].to_numpy(dtype=object)).query(
        tagged["geometry"].to_numpy(dtype=object), predicate="dwithin", distance=SAME_PLACE_M
    )
    double = np.zeros(len(tagged), dtype=bool)
    double[row[(mine[row] == yours[other]) & (mine[row] != "")]] = True
    if double.any():
        log.say(f"{int(double.sum())} places of OSM are in OPPORTUNITIES too (same category and name within "
                f"{SAME_PLACE_M:.0f} m [P]); the layer's are kept.")  # fmt: skip
    return tagged[~double].reset_index(drop=True)


def _keys(rows: pd.DataFrame) -> npt.NDArray[np.object_]:
    names = [str(name).strip().casefold() for name in rows["name"].fillna("")]
    return np.array([f"{category}|{name}" if name else ""
                     for category, name in zip(rows["category"], names)], dtype=object)  # fmt: skip


def workplaces(features: pd.DataFrame) -> pd.DataFrame:
    """Return the buildings of OpenStreetMap where people work, with employees unknown; ``sector`` is their tag."""
    if "building" not in features:
        return schema_frame("buildings")
    is_area = np.isin(shapely.get_type_id(features["geometry"].to_numpy(dtype=object)), _POLYGONS)
    office = _said(features, "office") if "office" in features else np.zeros(len(features), dtype=bool)
    chosen = features[
        is_area & (features["building"].isin(WORKPLACES).to_numpy() | (office & _said(features, "building")))
    ]
    name = chosen["name"].fillna("") if "name" in chosen else ""
    return schema_frame("buildings", pd.DataFrame({
        "id": chosen["id"], "name": name, "employees": np.nan, "sector": chosen["building"],
        "geometry": chosen["geometry"],
    }))  # fmt: skip


def opportunities_of(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the opportunities that stand in no other table, those of OpenStreetMap after the planner's.

    Green spaces, stops and jobs are counted from ``greenspaces``, ``stops`` and ``buildings``: a copy here would
    count them twice.
    """
    rows = pd.concat([part for part in parts if len(part)] or [schema_frame("opportunities")], ignore_index=True)
    return schema_frame("opportunities", rows.assign(id=made_unique(rows["id"].to_numpy(dtype=object))))
