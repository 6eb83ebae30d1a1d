"""Why a drawn line of public transport changes nothing: its stops join no street."""

from __future__ import annotations

import numpy as np
import shapely

from district_planner.core.interventions.effects import TransitLine
from district_planner.core.settings import number
from district_planner.core.transit.ground import ON_FOOT, Ground, StreetGround, stop_places
from district_planner.core.transit.lines import drawn_stops, no_stops

MOST_NAMED = 5
"""Most stops that are named [P]."""


def off_streets(ground: Ground, line: TransitLine) -> tuple[str, bool]:
    """Return which stops of a line join no street that one may walk on, and whether fewer than two do.

    The sentence has no full stop; it is empty where all join, and where the district has no streets.
    """
    if not isinstance(ground, StreetGround):
        return "", False
    stops, graph = drawn_stops(no_stops(), [line])[0], ground.graph(ON_FOOT[0])
    lost = np.flatnonzero(np.isinf(ground.joined(stop_places(stops), ON_FOOT[0]).nearest))
    if not len(lost):
        return "", False
    tree = shapely.STRtree(graph.streets.lines[graph.joinable])
    away = tree.query_nearest(shapely.points(stops.xy[lost]), return_distance=True, all_matches=False)[1]
    metres = [f" ({one:,.0f} m)" for one in away.tolist()] or [""] * len(lost)
    named = [f"{stops.name[stop]}{far}" for stop, far in zip(lost.tolist(), metres)]
    more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    reach = number(ground.settings, "stop_access_m")
    said = (
        f"{len(lost)} of its {len(stops)} stops join no street within {reach:g} m, in brackets how far the nearest is "
        f"that one may walk on: {', '.join(named[:MOST_NAMED])}{more}; move the stops or draw a walking link to them"
    )
    return said, len(stops) - len(lost) < 2
