"""Stops of public transport from tagged features."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from district_planner.core.places.categories import matches

PLATFORM_M = 30.0
"""A platform this close to a mapped stop or station belongs to it, metres [P]."""

RAIL_PLATFORM_M = 250.0
"""A rail platform this close to a mapped stop or station belongs to it, metres [P]."""

_COLUMNS = ("id", "name", "mode", "geometry")


def tagged_stops(features: pd.DataFrame, table: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return rows of the district's ``stops`` with ``geometry`` (points).

    Which tags count is said by the rows ``pt_stop`` of the table of categories. A platform or area tagged
    ``public_transport`` counts only where no other stop of any kind is within 30 m (a rail platform: no stop of rail or
    tram within 250 m), so that no stop counts twice.
    ``mode`` is bus, tram, metro, rail or ferry.
    """
    found = matches(features, table)
    rows = found.loc[found["category"] == "pt_stop", "row"].to_numpy(dtype=np.intp)
    chosen = features.iloc[rows].reset_index(drop=True)
    points = shapely.point_on_surface(chosen["geometry"].to_numpy(dtype=object))
    kept = _one_per_place(points, _is_main(chosen), _tags(chosen, "railway").to_numpy())
    chosen = chosen[kept]
    stops = pd.DataFrame({
        "id": chosen["id"].astype(str), "name": _tags(chosen, "name"), "mode": _modes(chosen), "geometry": points[kept]
    })  # fmt: skip
    return stops.reset_index(drop=True)[list(_COLUMNS)]


def _tags(features: pd.DataFrame, key: str) -> pd.Series:
    return features[key].fillna("") if key in features else pd.Series("", index=features.index, dtype=object)


def _is_main(stops: pd.DataFrame) -> npt.NDArray[np.bool_]:
    others = [_tags(stops, key) != "" for key in ("highway", "railway", "amenity")]
    platform = (_tags(stops, "railway") == "platform") | (_tags(stops, "highway") == "platform")
    return np.asarray((others[0] | others[1] | others[2]) & ~platform, dtype=bool)


def _one_per_place(
    points: npt.NDArray[np.object_], main: npt.NDArray[np.bool_], railway: npt.NDArray[np.object_]
) -> npt.NDArray[np.bool_]:
    """Keep every main stop, and a platform where no main stop and no kept platform before it is near."""
    kept = main.copy()
    tree = shapely.STRtree(points)
    for row in np.flatnonzero(~main):
        rail = railway[row] != ""
        near = tree.query(points[row], predicate="dwithin", distance=RAIL_PLATFORM_M if rail else PLATFORM_M)
        near = near[railway[near] != ""] if rail else near
        kept[row] = not kept[near].any()
    return kept


def _modes(stops: pd.DataFrame) -> npt.NDArray[np.object_]:
    railway, amenity, station = (_tags(stops, key).to_numpy() for key in ("railway", "amenity", "station"))
    return np.select(
        [station == "subway", (railway == "tram_stop") | (station == "light_rail"), railway != "",
         amenity == "ferry_terminal"],
        ["metro", "tram", "rail", "ferry"],
        default="bus",
    ).astype(object)  # fmt: skip
