"""Green spaces: which are open to everybody, how large they are and where they are entered (rules 3.3, 3.9)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from district_planner.core.places.categories import matches
from district_planner.core.places.entrances import FENCES, Ways, area_entrances, is_fenced

ACCESSIBLE_FUNCTIONS = ("Public Park Or Garden", "Play Space", "Playing Field")
"""Functions of OS Open Greenspace that count as accessible (methods H) [V]."""

OTHER_FUNCTIONS = (
    "Other Sports Facility", "Allotments Or Community Growing Spaces", "Golf Course", "Bowling Green", "Tennis Court",
    "Cemetery", "Religious Grounds",
)  # fmt: skip
"""The other functions of OS Open Greenspace (methods H) [V]."""

_CLOSED = ("private", "no", "customers", "members")
_KIND_KEYS = ("leisure", "landuse", "natural")
_M2_PER_HECTARE = 10_000.0
SMALLEST_M2 = 100.0
"""Merged green spaces smaller than this are slips of the pen or flower beds, square metres [P]."""

_COLUMNS = ("id", "name", "kind", "hectares", "fenced", "entrances", "geometry")


@dataclass(frozen=True)
class Green:
    """Green spaces ready for the district.

    Attributes:
        greenspaces: rows of the district's ``greenspaces`` with ``geometry`` (polygons or multipolygons).
        notes: what was left out or merged, one sentence each.
    """

    greenspaces: pd.DataFrame
    notes: tuple[str, ...] = ()


def tagged_green(features: pd.DataFrame, table: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the features that are accessible green areas: ``id``, ``name``, ``kind``, ``fenced``, ``geometry``.

    Which tags count is said by the rows ``green_space`` of the table of categories; access = private, no, customers or
    members leaves an area out.
    """
    found = matches(features, table)
    rows = found.loc[found["category"] == "green_space", "row"].to_numpy(dtype=np.intp)
    chosen = features.iloc[rows]
    is_area = np.isin(shapely.get_type_id(chosen["geometry"].to_numpy(dtype=object)), (3, 6))
    is_open = ~_tags(chosen, "access").isin(_CLOSED).to_numpy()
    chosen = chosen[is_area & is_open]
    kind = pd.Series("", index=chosen.index, dtype=object)
    for key in _KIND_KEYS:
        kind = kind.where(kind != "", _tags(chosen, key))
    return pd.DataFrame({
        "id": chosen["id"].astype(str), "name": _tags(chosen, "name"), "kind": kind,
        "fenced": _tags(chosen, "barrier").isin(FENCES).astype(int), "geometry": chosen["geometry"],
    }).reset_index(drop=True)  # fmt: skip


def _tags(features: pd.DataFrame, key: str) -> pd.Series:
    return features[key].fillna("") if key in features else pd.Series("", index=features.index, dtype=object)


def accessible(functions: pd.Series) -> npt.NDArray[np.bool_]:
    """Tell which functions of OS Open Greenspace are open to everybody; any other word counts as open (methods H)."""
    closed = {name.casefold() for name in OTHER_FUNCTIONS}
    return np.array([str(text).strip().casefold() not in closed for text in functions], dtype=bool)


def green_spaces(areas: pd.DataFrame, ways: Ways) -> Green:
    """Merge touching areas, measure them and find where they are entered.

    Args:
        areas: ``id``, ``name``, ``kind``, ``fenced`` (0 or 1), ``geometry`` (valid polygons, district CRS).
        ways: what leads into areas.

    Returns:
        One row per merged space: id, name and kind of its largest part that has one; ``hectares`` of the merged area;
        ``fenced`` 1 where every part says so or fences run along at least half of the boundary.
    """
    if not len(areas):
        return Green(pd.DataFrame({column: [] for column in _COLUMNS}))
    merged = merge_touching(areas)
    large = shapely.area(merged["geometry"].to_numpy(dtype=object)) >= SMALLEST_M2
    merged = merged[large].reset_index(drop=True)
    geometries = merged["geometry"].to_numpy(dtype=object)
    fenced = (merged["fenced"].to_numpy() == 1) | is_fenced(geometries, ways)
    merged["fenced"] = fenced.astype(int)
    merged["hectares"] = shapely.area(geometries) / _M2_PER_HECTARE
    merged["entrances"] = area_entrances(geometries, ways, unfenced=~fenced)
    notes = [f"{len(areas)} green areas make {len(merged)} green spaces; those that touch or overlap are one."]
    if not large.all():
        notes.append(f"{int((~large).sum())} green spaces under {SMALLEST_M2:.0f} m² are left out [P].")
    closed = int((merged["entrances"] == "").sum())
    if closed:
        notes.append(
            f"{closed} green spaces have no entrance, crossing street or street within 25 m; "
            "they are entered at the nearest point of their outline."
        )
    return Green(merged[list(_COLUMNS)], tuple(notes))


def merge_touching(areas: pd.DataFrame) -> pd.DataFrame:
    """Return one row per group of areas that touch or overlap, in order of first appearance.

    ``id`` is that of the largest part, ``name`` and ``kind`` those of the largest part that has one, ``fenced`` the
    smallest.
    """
    geometries = areas["geometry"].to_numpy(dtype=object)
    one, other = shapely.STRtree(geometries).query(geometries, predicate="intersects")
    count = len(areas)
    _, group = connected_components(coo_array((np.ones(len(one)), (one, other)), shape=(count, count)), directed=False)
    rows = areas.assign(group=group, size=shapely.area(geometries))
    rows = rows.sort_values(["group", "size", "id"], ascending=[True, False, True], kind="stable")
    parts = rows.groupby("group", sort=True)
    merged = pd.DataFrame({
        "id": parts["id"].first(), "name": parts["name"].agg(_first_said), "kind": parts["kind"].agg(_first_said),
        "fenced": parts["fenced"].min(),
    })  # fmt: skip
    unions = [_union(members.to_numpy(dtype=object)) for _, members in parts["geometry"]]
    return merged.assign(geometry=np.array(unions, dtype=object)).reset_index(drop=True)


def _first_said(texts: pd.Series) -> str:
    said = [str(text) for text in texts if text]
    return said[0] if said else ""


def _union(parts: npt.NDArray[np.object_]) -> object:
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)
