"""Riding in a window of Newport: real streets and buses against a search of the whole multi-layer graph.

Ways on foot come from the oracle, which splits every street; the graph and its search from tests/core/ride_case.py.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import LineString, Point, box

from district_planner.core.access.catchments import CatchmentRequest, catchments
from district_planner.core.access.modes import MODES
from district_planner.core.district import District
from district_planner.core.evaluation.by_timetable import times_by_timetable
from district_planner.core.evaluation.explain import explain
from district_planner.core.evaluation.linkages import linkages
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.session import Session
from district_planner.core.evaluation.traveltimes import TravelRequest, as_places
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import select
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.service import Period, on_date
from district_planner.core.transit.stored import settings_of, tables_of
from district_planner.gis.crs import transform_coordinates, transformation
from tests.core.frequency_case import assert_equal, fast, line_effects, with_line
from tests.core.ride_case import SlowRides, offers_of
from tests.gis.test_engine_on_real_streets import NEWPORT_WINDOW, _streets, no_squares
from tests.oracle import Oracle
from tests.oracle.cases import district_of

pytestmark = pytest.mark.usefixtures("qgis_app")
MORNING = Period(7 * 3600, 9 * 3600)
COUNT = 30


@pytest.fixture(scope="module")
def city(reference_data) -> tuple[District, dict[str, Point], dict]:
    """The window with homes and cafés on its streets, the buses that call in it, and what they offer."""
    crs, streets = _streets(str(reference_data("newport", "newport-2023-06-13.osm.pbf")), None)
    corners = np.array(NEWPORT_WINDOW).reshape(2, 2)
    low, high = transform_coordinates(corners, transformation("EPSG:4326", crs))
    here = [box(*low, *high).intersects(line) for line in streets["geometry"]]
    streets = streets[here].reset_index(drop=True)
    feed = on_date(read_feed(reference_data("newport", "newport-20230613_gtfs.zip")))
    xy = transform_coordinates(feed.stops[["lon", "lat"]].to_numpy(dtype=float), transformation("EPSG:4326", crs))
    feed = feed.placed(xy[:, 0], xy[:, 1])
    chance, lines = random.Random(11), list(streets.loc[no_squares(streets), "geometry"])

    def spot() -> Point:
        at = chance.choice(lines).interpolate(chance.random(), normalized=True)
        return Point(round(at.x + chance.uniform(-20, 20), 3), round(at.y + chance.uniform(-20, 20), 3))

    made = district_of({
        "homes": [{"id": f"h{i:03}", "people": 1.0, "geometry": spot()} for i in range(COUNT)],
        "opportunities": [
            {"id": f"p{i:03}", "category": "cafe", "weight": 1.0, "geometry": spot()} for i in range(COUNT)],
    })  # fmt: skip
    tables = {**made.tables, **tables_of(feed, MORNING), "streets": streets}
    district = District(crs, tables, settings=settings_of(feed, MORNING), name="newport")
    offers = offers_of(feed, MORNING.start_s, MORNING.end_s)
    used = {stop for pair in offers for stop in pair}
    return district, {row.id: Point(row.x, row.y) for row in feed.stops.itertuples() if row.id in used}, offers


def slow(district: District, offers: dict, stops: dict[str, Point]) -> SlowRides:
    """Return the multi-layer graph with the oracle's ways on foot; a stop over 100 m from a street joins none."""
    homes, goals = (list(district.table(name)["id"]) for name in ("homes", "opportunities"))
    west, south, east, north = shapely.total_bounds(district.table("streets")["geometry"].to_numpy(dtype=object))
    here = {k: p for k, p in stops.items() if west - 100 <= p.x <= east + 100 and south - 100 <= p.y <= north + 100}
    walking = district_of({
        "streets": district.table("streets").to_dict("records"),
        "homes": [*district.table("homes").to_dict("records"),
                  *({"id": f"at {k}", "people": 0.0, "geometry": p} for k, p in here.items())],
        "opportunities": district.table("opportunities").to_dict("records"),
        "stops": [{"id": k, "geometry": p} for k, p in here.items()],
    })  # fmt: skip
    times = Oracle(walking, (), "walk", 30).times()
    joined = {b for _, b in times if b in here}
    near = 20 * 60000
    between = {(k, k): 0 for k in stops}
    for (a, b), ms in times.items():
        if a.startswith("at ") and b in joined and a[3:] in joined and ms <= near:
            between[a[3:], b] = min(ms, between.get((a[3:], b), ms))
    for a, p in stops.items():
        for b, q in stops.items():
            away = math.hypot(p.x - q.x, p.y - q.y)
            if away <= 100 and ("n" in (a[0], b[0])):
                ms = round(round(away, 6) * 3600 / (4.8 / 1.3))
                between[a, b] = min(ms, between.get((a, b), ms))
    return SlowRides(
        offers, between,
        {(a, b): ms for (a, b), ms in times.items() if a in homes and b in here and ms <= near},
        {(a[3:], b): ms for (a, b), ms in times.items()
         if a[:3] == "at " and a[3:] in joined and b in goals and ms <= near},
        {(a, b): ms for (a, b), ms in times.items() if a in homes and b in goals},
    )  # fmt: skip


@pytest.mark.long
def test_every_pair_of_a_window_of_newport_by_bus_and_with_a_drawn_line(city):
    district, stops, offers = city
    homes = [f"h{i:03}" for i in range(COUNT)]
    base = slow(district, offers, stops).times(homes, 90)
    got, _ = fast(district, (), "transit")
    assert len(base) > 0.85 * COUNT**2
    assert_equal(base, got)

    middle = box(*shapely.total_bounds(district.table("streets")["geometry"].to_numpy(dtype=object))).centroid
    inside = {k: p for k, p in stops.items() if p.distance(middle) < 1500}
    effects = line_effects(None, inside)
    more, every = with_line(offers, None, stops, effects)
    want = slow(district, more, every).times(homes, 90)
    got, network = fast(district, effects, "transit")
    assert network.model.built(effects).extension is not None
    assert sum(want[pair] != base.get(pair) for pair in want) > 20
    assert_equal(want, got)


@pytest.mark.long
@pytest.mark.parametrize(("model", "mode"), [
    ("frequency", "transit"), ("frequency", "bike_and_ride"), ("timetable", "transit"),
])  # fmt: skip
def test_journeys_lead_along_the_streets_of_newport_and_add_up_to_the_table(city, model, mode):
    district, stops, _ = city
    middle = box(*shapely.total_bounds(district.table("streets")["geometry"].to_numpy(dtype=object))).centroid
    inside = {k: p for k, p in stops.items() if p.distance(middle) < 1500}
    line = line_effects(None, inside)[0]
    one = Intervention("new", "light_rail", line.line, "New", False, {
        "stops": str([stop.chainage for stop in line.stops]), "headway_min": 6})  # fmt: skip
    across = Intervention("path", "walking_link", LineString([
        (middle.x - 200, middle.y - 150), (middle.x + 200, middle.y + 150)]))  # fmt: skip
    district = replace(district, interventions=(one, across))
    request = Request(modes=(mode,), indicators=("count",), categories=("cafe",), cutoffs=(60.0,), transit_model=model)
    session = Session(district, select(district, ""), request)
    kinds, count = Counter(), 0
    for origin in session.scope.origins.id[: 14 if model == "frequency" else 9]:
        for reason in explain(session, str(origin), f"count_{mode}_cafe_60", frozenset({"new", "path"})).reasons[:12]:
            for way, ms in ((reason.base_way, reason.base_ms), (reason.with_way, reason.with_ms)):
                assert (way is None) == math.isinf(ms)
                if way is not None:
                    assert way.ms == ms
                    count += 1
                    kinds.update((leg.kind, leg.intervention) for leg in way.legs)
    assert count > 40
    assert kinds["ride", ""] > 5
    assert kinds["ride", "new"]
    assert kinds["street", ""] > 5 * count


def test_linkages_by_timetable_are_the_travel_times_of_every_minute(city):
    # The table of travel times is checked against the plain scan of every minute (tests/core/test_timetable.py).
    district, _, _ = city
    nodes = district.table("homes").iloc[:6][["id", "geometry"]].assign(name="", role="site")
    made = replace(district, tables={**district.tables, "nodes": nodes})
    places = as_places(made, nodes)
    table = times_by_timetable(made, MODES["transit"], places, places)
    apart = ~np.eye(len(nodes), dtype=bool)
    for percent in (25.0, 95.0):
        asked = TravelRequest(modes=("transit",), transit_model="timetable", percentile=percent)
        (matrix,) = linkages(made, asked).matrices
        want = table.found.seconds[table.percentiles.index(percent)] / 60.0
        assert np.array_equal(matrix.base[apart], want[apart])
        assert np.isfinite(want[apart]).sum() > 20
    frequency = linkages(made, TravelRequest(modes=("transit",))).matrices[0]
    assert not np.array_equal(frequency.base[apart], want[apart])


@pytest.mark.parametrize("direction", ["from", "to"])
def test_catchments_by_timetable_are_the_travel_times_to_points_of_the_streets(city, direction):
    district, _, _ = city
    walked = [row for row in district.table("streets").itertuples() if row.walk in ("yes", "forward", "backward")]
    some = random.Random(5).sample(walked, 400)
    spots = [(row.geometry.interpolate(0.37, normalized=True), row.id) for row in some]
    start = district.table("homes").iloc[:1][["id", "geometry"]].assign(name="")
    rows = pd.DataFrame([(f"x{k:03}", spot) for k, (spot, _) in enumerate(spots)], columns=["id", "geometry"])
    ends = [as_places(district, start), as_places(district, rows)]
    table = times_by_timetable(district, MODES["transit"], *(ends if direction == "from" else ends[::-1]), 40.0)
    for percent in (25.0, 50.0, 75.0):
        request = CatchmentRequest(("transit",), (25.0, 40.0), direction=direction, transit_model="timetable",
                                   percentile=percent)  # fmt: skip
        found = catchments(district, start, request)
        seconds = table.found.seconds[table.percentiles.index(percent)].ravel()
        for cutoff in (25.0, 40.0):
            drawn = found.streets[found.streets["to_min"] <= cutoff]
            by_street = {name: shapely.union_all(group["geometry"].to_numpy(dtype=object))
                         for name, group in drawn.groupby("street")}  # fmt: skip
            # Within 2 cm of where a street is cut, millimetres of coordinates decide.
            clear = [(name in by_street and by_street[name].distance(spot) < 1e-6, s <= 60 * cutoff)
                     for (spot, name), s in zip(spots, seconds)
                     if name not in by_street or by_street[name].boundary.distance(spot) > 0.02]  # fmt: skip
            wrong = [pair for pair in clear if pair[0] != pair[1]]
            assert len(clear) > 380 and sum(inside for inside, _ in clear) > 20
            assert not wrong
