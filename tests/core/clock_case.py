"""The timetable model beside the plain scan: a district by either, and a small one with a bus and room for a tram."""

from __future__ import annotations

import math

import numpy as np
from shapely.geometry import LineString, Point

from district_planner.core.access.modes import MODES
from district_planner.core.evaluation.places import opportunities_of, origins_of
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.riding import model_of, riding_network
from district_planner.core.interventions import catalogue
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.network.streets import build_streets
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.service import on_date
from district_planner.core.transit.stored import PERIOD
from tests.core.feed_case import folder_feed
from tests.core.frequency_case import with_feed
from tests.core.scan_case import Doors, connections_of, nearest_rank

START = 25200


def ours(district, effects, percentile=50.0, limit=90.0):
    """Return {(home, goal): ms} of the product; stops, which are opportunities too, are left out."""
    table = district.table("streets")
    streets = build_streets(table) if len(table) else None
    model = model_of(district, Request(transit_model="timetable", percentile=percentile), streets, effects)
    origins, goals = origins_of(district, ()), opportunities_of(district, ())
    network = riding_network(model, MODES["transit"], origins, goals, limit)
    times = network.vary(effects)
    found = {}
    for block in range(network.base.blocks):
        rows = times.every_row(block)
        for a, b, ms in zip(rows.row, rows.opportunity, rows.ms):
            if str(goals.id[b]).startswith("p"):
                found[str(origins.id[a]), str(goals.id[b])] = int(ms)
    return found


def theirs(district, stops, timetables, count, percentile=50.0, limit=90.0, closed=frozenset()):
    """Return the same by scanning every minute of every timetable."""
    homes = {row.id: row.geometry for row in district.table("homes").itertuples()}
    goals = {row.id: row.geometry for row in district.table("opportunities").itertuples()}
    doors, every = Doors(homes, goals, stops), {}
    for trips in timetables:
        minutes = doors.minutes(connections_of(trips, closed), START, count, round(limit * 60))
        for pair, times in minutes.items():
            every.setdefault(pair, []).extend(times)
    found = {pair: nearest_rank(times, percentile) for pair, times in every.items()}
    return {pair: round(s * 1000) for pair, s in found.items() if math.isfinite(s)}


def drawn(coordinates, **attributes):
    given = {"headway_min": 10, "first_departure": "05:00", "last_departure": "11:00", **attributes}
    one = Intervention("new", "light_rail", LineString(coordinates), "New", False, given)
    return catalogue.effects([one])["new"]


def with_stops_of(line, stops):
    return {**stops, **{f"n{k}": Point(stop.x, stop.y) for k, stop in enumerate(line.stops)}}


# Small: three stops on a line, a bus every ten minutes, and a tram beside it that runs further


def small_town(tmp_path):
    """Return the small district, its feed and its stops."""
    rows = ["trip_id,arrival_time,departure_time,stop_id,stop_sequence"]
    trips = ["route_id,service_id,trip_id,direction_id"]
    for number, minute in enumerate(range(0, 180, 12)):
        hour, rest = divmod(6 * 60 + 30 + minute, 60)
        trips.append(f"R,WD,T{number},0")
        for sequence, (stop, later) in enumerate((("A", 0), ("B", 7), ("C", 15)), 1):
            clock = f"{hour + (rest + later) // 60:02d}:{(rest + later) % 60:02d}:20"
            rows.append(f"T{number},{clock},{clock},{stop},{sequence}")
    feed = on_date(read_feed(folder_feed(tmp_path, trips="\n".join(trips), stop_times="\n".join(rows))))
    feed = feed.placed(np.array([0.0, 3000.0, 6000.0]), np.zeros(3))
    homes = [{"id": f"h{k}", "people": 1.0, "geometry": Point(x, y)}
             for k, (x, y) in enumerate([(100, 50), (2500, 200), (5800, 10)])]  # fmt: skip
    goals = [{"id": f"p{k}", "category": "cafe", "weight": 1.0, "geometry": Point(x, y)}
             for k, (x, y) in enumerate([(6100, 0), (9000, 90), (3100, 60), (11900, 0)])]  # fmt: skip
    made = with_feed(feed, {"homes": homes, "opportunities": goals}, **{PERIOD: "07:00-07:12"})
    return made, feed, {"A": Point(0, 0), "B": Point(3000, 0), "C": Point(6000, 0)}


LINE = ((3050, 40), (12000, 0))
