"""Two nodes 9 km apart with a bus between them, and a tram drawn that runs back: times by hand for the toolbox."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from shapely.geometry import LineString, Point

from district_planner.core.geopackage import write_district
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.service import Period, on_date
from district_planner.core.transit.stored import settings_of, tables_of
from tests.core.feed_case import folder_feed, times
from tests.oracle.cases import district_of, street

PLACES = {"A": (0.0, 0.0), "B": (3000.0, 0.0), "C": (9000.0, 0.0)}
EVERY_TEN = [
    f"T{n},{7 + n // 6:02}:{n % 6}0:00,{7 + n // 6:02}:{n % 6}0:00,A,1\n"
    f"T{n},{7 + n // 6:02}:{n % 6}8:00,{7 + n // 6:02}:{n % 6}8:00,C,2"
    for n in range(15)
]
"""A bus every ten minutes from 07:00 until 09:20, A to C in 8 minutes."""


def two_nodes(folder: Path) -> str:
    """Return the path of the district, made in a folder."""
    trips = "route_id,service_id,trip_id,direction_id\n" + "\n".join(f"R,WD,T{n},0" for n in range(15)) + "\n"
    feed = on_date(read_feed(folder_feed(folder / "feed", trips=trips, stop_times=times(*EVERY_TEN))))
    at = np.array([PLACES[name] for name in feed.stops["id"]])
    feed = feed.placed(at[:, 0], at[:, 1])
    period = Period(7 * 3600, 9 * 3600)
    made = district_of({
        "streets": [street("s", [(-400, 0), (400, 0)]), street("t", [(8600, 0), (9400, 0)])],
        "nodes": [{"id": "west", "name": "West", "geometry": Point(-80, 0)},
                  {"id": "east", "name": "East", "geometry": Point(9160, 0)}],
        "homes": [{"id": "h", "people": 10.0, "geometry": Point(-320, 0)},
                  {"id": "far", "people": 1.0, "geometry": Point(9400, 0)}],
    })  # fmt: skip
    tram = Intervention("tram", "light_rail", LineString([(0, 0), (9000, 0)]), "Tram", False,
                        {"stops": "[0, 9000]", "headway_min": 6.0})  # fmt: skip
    tables = {**made.tables, **tables_of(feed, period)}
    path = folder / "d.gpkg"
    write_district(replace(made, tables=tables, settings=settings_of(feed, period), interventions=(tram,)), path)
    return str(path)


def run(toolbox, name: str, **parameters):
    return toolbox.run(f"districtplanner:{name}", parameters)
