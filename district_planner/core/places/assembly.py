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

SAME_SPOT_M = 25.0
"""A place this close to one of the same category is the same where one of the two has no name, metres [P]: as far as a
building's outline and a point of the same address are taken apart (``SAME_BUILDING_M``). Standing in one building does
not tell: a shopping centre holds many cafés."""

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
    """Return the places of OpenStreetMap without those that the planner's layer holds too.

    The same are places of one category and name within :data:`SAME_PLACE_M`; and where one of the two has no name, the
    nearest of one category within :data:`SAME_SPOT_M`, each with one other at most, so that of two cafés side by side
    both stay where the planner gives one. Names that differ make two places.
    """
    mine, yours = (_names(rows) for rows in (tagged, given))
    row, other = shapely.STRtree(given["geometry"].to_numpy(dtype=object)).query(
        tagged["geometry"].to_numpy(dtype=object), predicate="dwithin", distance=SAME_PLACE_M
    )
    alike = tagged["category"].to_numpy(dtype=object)[row] == given["category"].to_numpy(dtype=object)[other]
    row, other = row[alike], other[alike]
    by_name = (mine[row] == yours[other]) & (mine[row] != "")
    double, found = np.zeros(len(tagged), dtype=bool), np.zeros(len(given), dtype=bool)
    double[row[by_name]] = True
    found[other[by_name]] = True
    if double.any():
        log.say(f"{int(double.sum())} places of OSM are in OPPORTUNITIES too (same category and name within "
                f"{SAME_PLACE_M:.0f} m [P]); the layer's are kept.")  # fmt: skip
    nameless = (mine[row] == "") | (yours[other] == "")
    nearest = _nearest_pairs(tagged, given, row[nameless], other[nameless], double, found)
    double[nearest] = True
    if len(nearest):
        log.say(f"{len(nearest)} more places of OSM are taken for places of OPPORTUNITIES (same category within "
                f"{SAME_SPOT_M:.0f} m [P], one of the two without a name); the layer's are kept.")  # fmt: skip
    return tagged[~double].reset_index(drop=True)


def _names(rows: pd.DataFrame) -> npt.NDArray[np.object_]:
    return np.array([str(name).strip().casefold() for name in rows["name"].fillna("")], dtype=object)


def _nearest_pairs(
    tagged: pd.DataFrame,
    given: pd.DataFrame,
    row: npt.NDArray[np.intp],
    other: npt.NDArray[np.intp],
    double: npt.NDArray[np.bool_],
    found: npt.NDArray[np.bool_],
) -> list[int]:
    """Return the rows of ``tagged`` that are the nearest of a row of ``given``, the nearest pairs first."""
    distance = shapely.distance(
        tagged["geometry"].to_numpy(dtype=object)[row], given["geometry"].to_numpy(dtype=object)[other]
    )
    taken, met = set(np.flatnonzero(double).tolist()), set(np.flatnonzero(found).tolist())
    nearest: list[int] = []
    for k in np.lexsort((other, row, distance)):
        i, j = int(row[k]), int(other[k])
        if distance[k] <= SAME_SPOT_M and i not in taken and j not in met:
            nearest.append(i)
            taken.add(i)
            met.add(j)
    return nearest


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
