"""Interchanges between the stops of drawn lines and the stops beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from district_planner.core.network.graph import run_ms
from district_planner.core.network.search import Pairs
from district_planner.core.network.streets import Floats
from district_planner.core.settings import number


def straight_kmh(settings: Mapping[str, Any]) -> float:
    """Return the speed in km/h at which the straight line between two stops is walked, detours included."""
    return number(settings, "walk_kmh") / number(settings, "detour_factor")


def interchanges(xy: Floats, old: int, settings: Mapping[str, Any]) -> Pairs:
    """Return straight ways between a stop of a drawn line and any other within 100 m [P], in both directions.

    Args:
        xy: all stops, metres, shape (stops, 2); old: how many are not of drawn lines, they come first.
    """
    if len(xy) == old:
        return Pairs(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
    reach = number(settings, "interchange_m")
    found = cKDTree(xy[old:]).sparse_distance_matrix(cKDTree(xy), reach, output_type="ndarray")
    a, b, ms = found["i"] + old, found["j"].astype(np.int64), run_ms(np.round(found["v"], 6), straight_kmh(settings))
    return Pairs(np.concatenate([a, b]), np.concatenate([b, a]), np.concatenate([ms, ms]))
