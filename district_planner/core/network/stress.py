"""Level of traffic stress for cycling, 1 (calm) to 4 (methods A12, the approximation coded in Conveyal R5 [V])."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from district_planner.core.network.permissions import one_way
from district_planner.core.network.tags import Bools, Floats, has, number

SLOW_KMH = 25 * 1.61
"""Speed limit up to which a street is slow: 25 mph (40 km/h) [V], methods A12.4."""

FEW_LANES = 3
"""Number of lanes up to which a street is small [V], methods A12.4."""

_LANES = ("lane", "track", "opposite_lane", "opposite_track")


def way_stress(tags: pd.DataFrame, cars: Bools, kmh: Floats) -> Floats:
    """Return the stress of each way by steps 1 to 6 of methods A12, before junctions.

    Args:
        tags: one row per way.
        cars: where motor traffic is allowed.
        kmh: speed limit, ``nan`` where unknown. No default is put in its place: the method has its own answer.

    Returns:
        1 to 4, ``nan`` for service roads, which stay unlabelled.
    """
    lanes = number(tags, "lanes")
    slow = (kmh <= SLOW_KMH) & ~(lanes > FEW_LANES)
    stress = np.where(slow, 2.0, 3.0)
    lane = cycle_lane(tags)
    small = has(tags, "highway", "unclassified", "tertiary", "tertiary_link")
    calm = lane | (np.isnan(kmh) & (lanes <= FEW_LANES))
    stress = np.where(small, np.where(calm, 2.0, stress), np.where(lane, stress, 4.0))
    stress[has(tags, "highway", "service")] = np.nan
    stress[has(tags, "highway", "residential", "living_street")] = 1.0
    stress[~cars] = 1.0
    tagged = tagged_stress(tags)
    return np.where(np.isnan(tagged), stress, tagged)


def tagged_stress(tags: pd.DataFrame) -> Floats:
    """Return the ``lts`` tag, ``nan`` where there is none between 1 and 4."""
    value = np.floor(number(tags, "lts"))
    return np.where((value >= 1) & (value <= 4), value, np.nan)


def cycle_lane(tags: pd.DataFrame) -> Bools:
    """Return which ways have a cycle lane or track in every direction that vehicles may go."""
    both = has(tags, "cycleway", *_LANES) | has(tags, "cycleway:both", *_LANES)
    left, right = has(tags, "cycleway:left", *_LANES), has(tags, "cycleway:right", *_LANES)
    forward, backward = one_way(tags)
    return np.asarray(both | np.where(forward | backward, left | right, left & right))


def junction_stress(
    stress: Floats, fixed: Bools, start: npt.NDArray[np.int64], end: npt.NDArray[np.int64], signals: Bools
) -> Floats:
    """Return the stress of edges after each unsignalled junction passed its highest stress to every arm (A12.7).

    Args:
        stress: per edge, ``nan`` where unlabelled; fixed: edges whose stress was tagged and stays.
        start, end: node of each edge's ends, from 0.
        signals: per node, whether it is signalled.

    Returns:
        Per edge; ``nan`` where neither the edge nor an arm at its ends is labelled.
    """
    own = np.where(np.isnan(stress), 0.0, stress)
    highest = np.zeros(len(signals))
    np.maximum.at(highest, start, own)
    np.maximum.at(highest, end, own)
    highest[signals] = 0.0
    passed = np.maximum(own, np.maximum(highest[start], highest[end]))
    passed = np.where(fixed, own, passed)
    return np.where(passed > 0, passed, np.nan)
