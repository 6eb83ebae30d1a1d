"""A drawn line from Meadowhall through the two sites to Waverley: invented to show the method, nobody's proposal."""

from __future__ import annotations

import json

import shapely

from district_planner.core.interventions.intervention import Intervention
from scripts.sample.national_grid import national_grid

COURSE = (
    (-1.4140, 53.4176), (-1.4085, 53.4105), (-1.4000, 53.4030), (-1.3935, 53.3965), (-1.3890, 53.3925),
    (-1.3830, 53.3890), (-1.3785, 53.3862), (-1.3720, 53.3835), (-1.3665, 53.3800), (-1.3610, 53.3765),
)  # fmt: skip
NAMES = (
    "Meadowhall South", "Carbrook East", "Tinsley", "Shepcote Lane", "Sheffield Business Park",
    "Europa Link", "AMRC", "Advanced Manufacturing Park", "Highfield Spring", "Waverley",
)  # fmt: skip


def candidate() -> Intervention:
    """Return the line with a stop at every point of its course, a tram every ten minutes."""
    points = [national_grid(*point) for point in COURSE]
    line = shapely.LineString([(round(x, 1), round(y, 1)) for x, y in points])
    stops = [
        {"chainage_m": round(float(line.project(shapely.Point(point))), 1), "name": name}
        for point, name in zip(points, NAMES)
    ]
    return Intervention(
        "line", "light_rail", line, "Meadowhall – Waverley tram", False,
        {"service": "tram", "stops": json.dumps(stops), "headway_min": 10.0},
    )  # fmt: skip
