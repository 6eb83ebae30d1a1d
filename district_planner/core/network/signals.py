"""Signals that are mapped at the stop line before a junction, not on it (rules 2.2)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from district_planner.core.network.crossings import SIGNAL_S
from district_planner.core.network.noding import vertex_nodes
from district_planner.core.network.tags import Floats, has


def approach_seconds(streets: pd.DataFrame, points: pd.DataFrame) -> Floats:
    """Return the seconds that cycling along each street waits at signals between its ends.

    A signal between the ends of a street is the stop line of a junction. On a one-way street it costs
    :data:`SIGNAL_S`. On a two-way street half of it: whoever rides through the junction passes the stop line of the
    street that they come from and, against its direction, that of the street that they leave by [P].

    Args:
        streets: cut streets with ``geometry`` and ``heading`` (0 for two-way).
        points: ``geometry`` and tags; those with ``highway=traffic_signals`` count.
    """
    lines = np.asarray(streets["geometry"], dtype=object)
    xy, line = shapely.get_coordinates(lines, return_index=True)
    lights = np.asarray(points["geometry"], dtype=object)[has(points, "highway", "traffic_signals")]
    node, _ = vertex_nodes(np.concatenate([xy, shapely.get_coordinates(lights).reshape(-1, 2)]))
    inner = np.ones(len(xy), dtype=bool)
    first = np.searchsorted(line, np.arange(len(lines)))
    inner[first] = inner[first - 1] = False
    stops = inner & np.isin(node[: len(xy)], node[len(xy) :])
    each = np.where(streets["heading"].to_numpy() == 0, SIGNAL_S / 2.0, SIGNAL_S)
    return np.asarray(np.bincount(line[stops], minlength=len(lines)) * each, dtype=np.float64)
