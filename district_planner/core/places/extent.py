"""Zones of people at the edge of what is read: who is left out, and who is crowded (rules 2.5, 3.6)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from district_planner.core.places.columns import Log

REACHES_BEYOND = 0.1
"""Share of a zone's area outside of what is read from which its people are told to be crowded [P]."""

_LISTED = 10
_POLYGONS = (3, 6)


def with_middle_inside(rows: pd.DataFrame, extent: shapely.Geometry | None, where: str, log: Log) -> pd.DataFrame:
    """Return the homes without the areas whose middle lies outside of what is read, with a count of their people.

    Were they kept, a zone would crowd all of its people into the corner of it that is read.

    Args:
        rows: ``people`` and ``geometry``, district CRS; extent: what is read, None for all.
        where: what messages call the layer.
    """
    if extent is None:
        return rows
    shapes = rows["geometry"].to_numpy(dtype=object)
    is_area = np.isin(shapely.get_type_id(shapes), _POLYGONS)
    outside = is_area & ~shapely.intersects(extent, shapely.point_on_surface(shapes))
    if outside.any():
        people = rows["people"][outside].sum()
        log.warn(f"{where}: {int(outside.sum()):,} areas with {people:,.0f} people at the edge of EXTENT have their "
                 "middle outside and are left out.")  # fmt: skip
    kept: pd.DataFrame = rows[~outside].reset_index(drop=True)
    return kept


def warn_of_crowding(zones: pd.DataFrame, extent: shapely.Geometry | None, where: str, log: Log) -> None:
    """Say which zones reach beyond what is read: all of their people stand on the dwellings and streets inside.

    Args:
        zones: ``id``, ``people`` and ``geometry``, district CRS; extent: what is read, None for all.
    """
    if extent is None or not len(zones):
        return
    shapes = zones["geometry"].to_numpy(dtype=object)
    area = shapely.area(shapes)
    beyond = area - shapely.area(shapely.intersection(shapes, extent))
    crowded = (beyond > REACHES_BEYOND * area) & (zones["people"] > 0).to_numpy()
    if not crowded.any():
        return
    ids = zones["id"].astype(str)[crowded].tolist()
    named = ", ".join(ids[:_LISTED]) + (f" and {len(ids) - _LISTED:,} more" if len(ids) > _LISTED else "")
    share = float(beyond[crowded].sum() / area[crowded].sum())
    people = zones["people"][crowded].sum()
    log.warn(f"{where}: {len(ids):,} zones with {people:,.0f} people reach beyond EXTENT with more than "
             f"{REACHES_BEYOND:.0%} of their area ({share:.0%} of it in all): {named}. All of these people stand "
             "on the dwellings and streets inside, more than live there. Choose an EXTENT around whole "
             "zones.")  # fmt: skip
