"""The ways of trips on the ground, where a feed tells them (shapes.txt)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from district_planner.core.network.streets import Floats
from district_planner.core.transit.archive import read_some

_TABLES = {
    "trips": ("trip_id", "shape_id"),
    "shapes": ("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence"),
}


@dataclass(frozen=True)
class Shapes:
    """Ways: trip id -> shape id, and shape id -> longitude and latitude of its points in order, (n, 2)."""

    of_trip: Mapping[str, str] = field(default_factory=dict)
    points: Mapping[str, Floats] = field(default_factory=dict)

    def way(self, trip: str) -> Floats | None:
        """Return the way of a trip in degrees, None where the feed tells none of at least two points."""
        found = self.points.get(self.of_trip.get(trip, ""))
        return found if found is not None and len(found) > 1 else None


def read_shapes(path: str | Path) -> Shapes:
    """Return the ways of a feed; none where it has no usable shapes. Points that cannot be read are left out.

    Raises:
        FeedError: not a feed, or unsafe (:mod:`district_planner.core.transit.archive`).
    """
    tables = read_some(Path(path), _TABLES)
    trips, shapes = tables.get("trips"), tables.get("shapes")
    if trips is None or shapes is None or not set(_TABLES["trips"]) <= set(trips) or len(shapes.columns) < 4:
        return Shapes()
    numbers = shapes[["shape_pt_lon", "shape_pt_lat", "shape_pt_sequence"]].apply(pd.to_numeric, errors="coerce")
    usable = numbers.notna().all(axis=1) & numbers["shape_pt_lon"].abs().le(180) & numbers["shape_pt_lat"].abs().le(90)
    numbers = numbers.assign(shape=shapes["shape_id"])[usable].sort_values(["shape", "shape_pt_sequence"])
    points = {
        str(shape): np.asarray(rows[["shape_pt_lon", "shape_pt_lat"]], dtype=np.float64)
        for shape, rows in numbers.groupby("shape", sort=False)
    }
    return Shapes(dict(zip(trips["trip_id"].tolist(), trips["shape_id"].tolist())), points)
