"""Interchanges off the streets: beside the stops of drawn lines, and between the platforms of one station."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from district_planner.core.network.graph import run_ms
from district_planner.core.network.search import Pairs
from district_planner.core.network.streets import Floats
from district_planner.core.settings import number
from district_planner.core.transit.feed import Feed
from district_planner.core.transit.lines import Stops


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


def within_stations(feed: Feed | None, stops: Stops, settings: Mapping[str, Any]) -> Pairs:
    """Return straight ways between the stops of one station, in both directions.

    Args:
        feed: tells the station of each stop, None where nothing runs; stops: those to join, numbered in order.
    """
    parents: dict[str, str] = {}
    if feed is not None:
        table = feed.stops
        parents = {str(one): str(parent or "") for one, parent in zip(table["id"], table["parent"].fillna(""))}
    members: dict[str, list[int]] = {}
    for stop, name in enumerate(stops.id.astype(str)):
        if parents.get(name):
            members.setdefault(parents[name], []).append(stop)
    pairs = [(a, b) for group in members.values() for a in group for b in group if a != b]
    found = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    a, b = found[:, 0], found[:, 1]
    away = np.hypot(*(stops.xy[a] - stops.xy[b]).T)
    return Pairs(a, b, run_ms(np.round(away, 6), straight_kmh(settings)))
