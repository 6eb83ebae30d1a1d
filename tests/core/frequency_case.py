"""Supertram and a small feed as districts, and the slow way through the whole multi-layer graph to compare with."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import numpy as np
import pandas as pd
from shapely.geometry import LineString, Point

from district_planner.core.access.modes import MODES
from district_planner.core.district import District
from district_planner.core.evaluation.places import opportunities_of, origins_of
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.riding import frequency_of
from district_planner.core.interventions import catalogue
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.network.streets import build_streets
from district_planner.core.transit.feed import Feed
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.ride_network import RideNetwork
from district_planner.core.transit.service import Period, on_date
from district_planner.core.transit.stored import settings_of, tables_of
from tests.core.feed_case import folder_feed
from tests.core.ride_case import SlowRides, offers_of
from tests.oracle.cases import district_of

MORNING = Period(7 * 3600, 9 * 3600)
METRES = (67_000.0, 111_250.0)
"""One degree of longitude and latitude near Sheffield, rounded: any flat plane will do."""


def placed(feed: Feed) -> Feed:
    at = feed.stops[["lon", "lat"]].to_numpy(dtype=float)
    xy = np.round((at - [-1.5, 53.3]) * METRES, 3)
    return feed.placed(xy[:, 0], xy[:, 1])


def with_feed(feed: Feed, tables=None, **settings) -> District:
    made = district_of(tables or {})
    return replace(made, tables={**made.tables, **tables_of(feed, MORNING)},
                   settings={**settings_of(feed, MORNING), **settings})  # fmt: skip


def scattered(stops: pd.DataFrame, count: int, seed: int) -> dict[str, list[dict[str, object]]]:
    """Return homes and opportunities around stops, some of them out of reach."""
    chance = random.Random(seed)
    xy = stops[["x", "y"]].to_numpy()

    def spot() -> Point:
        x, y = xy[chance.randrange(len(xy))]
        return Point(round(x + chance.uniform(-900, 900), 3), round(y + chance.uniform(-900, 900), 3))

    homes = [{"id": f"h{i:03}", "people": 2.0, "geometry": spot()} for i in range(count)]
    goals = [{"id": f"p{i:03}", "category": chance.choice(["cafe", "shop"]), "weight": 1.0, "geometry": spot()}
             for i in range(count)]  # fmt: skip
    return {"homes": homes, "opportunities": goals}


def straight(a: dict[str, Point], b: dict[str, Point], limit_min: float, kmh: float = 4.8) -> dict:
    """Return {(a, b): ms} of straight lines times 1.3 within a limit."""
    found = {}
    for one, p in a.items():
        for other, q in b.items():
            ms = round(round(math.hypot(p.x - q.x, p.y - q.y), 6) * 3600 / (kmh / 1.3))
            if ms <= limit_min * 60000:
                found[one, other] = ms
    return found


def slow_straight(district: District, offers, stops: dict[str, Point], mode: str, **weights) -> SlowRides:
    homes = {row.id: row.geometry for row in district.table("homes").itertuples()}
    goals = {row.id: row.geometry for row in district.table("opportunities").itertuples()}
    out, direct = straight(homes, stops, 20), straight(homes, goals, 30)
    if mode == "bike_and_ride":
        for times, other, limit in ((out, stops, 20), (direct, goals, 30)):
            for pair, ms in straight(homes, other, limit, 15.0).items():
                times[pair] = min(ms, times.get(pair, ms))
    between = straight(stops, stops, 20)
    return SlowRides(offers, between, out, straight(stops, goals, 20), direct, **weights)


def fast(district: District, effects, mode: str, minutes: str = "clock", limit: float = 90):
    """Return {(origin, opportunity): ms} of the product, and the network."""
    streets = build_streets(district.table("streets")) if len(district.table("streets")) else None
    model = frequency_of(district, Request(minutes=minutes), streets, effects)
    # Stops are opportunities too; the slow way knows the others only.
    origins, goals = origins_of(district, ()), opportunities_of(district, ())
    network = RideNetwork(model, MODES[mode], origins, goals, limit)
    times = network.vary(effects)
    found = {}
    for block in range(network.base.blocks):
        rows = times.every_row(block)
        for r, o, ms in zip(rows.row, rows.opportunity, rows.ms):
            if goals.kind[o] == "opportunity":
                found[str(origins.id[rows.origins[r]]), str(goals.id[o])] = int(ms)
    return found, network


def assert_equal(want, got):
    different = sorted(pair for pair in want.keys() | got.keys() if want.get(pair) != got.get(pair))
    shown = [(pair, want.get(pair), got.get(pair)) for pair in different[:5]]
    assert not different, f"{len(different)} of {len(want)} pairs differ: {shown}"


def town(feed: Feed, count: int = 60, seed: int = 1, **settings) -> tuple[District, dict[str, Point], dict]:
    """Return a district around a feed, its stops that are served in the morning, and what they offer."""
    offers = offers_of(feed, MORNING.start_s, MORNING.end_s)
    served = {stop for pair in offers for stop in pair}
    stops = {row.id: Point(row.x, row.y) for row in feed.stops.itertuples() if row.id in served}
    return with_feed(feed, scattered(feed.stops, count, seed), **settings), stops, offers


def line_effects(feed: Feed, stops: dict[str, Point], **attributes):
    """Return the effects of a line of ten stops that begins beside one stop and ends beside another."""
    names = sorted(stops)
    a, b = stops[names[3]], stops[names[-4]]
    geometry = LineString([(a.x + 40, a.y + 30), ((a.x + b.x) / 2 + 600, (a.y + b.y) / 2), (b.x - 50, b.y)])
    chainages = [round(geometry.length * k / 9, 1) for k in range(10)]
    given = {"stops": str(chainages), "headway_min": 6, **attributes}
    return catalogue.effects([Intervention("new", "light_rail", geometry, "New", False, given)])["new"]


def with_line(offers, between, stops, effects):
    """Return offers, changes and stops with the drawn line in it, written out by hand."""
    line = effects[0]
    new = {f"n{k}": Point(stop.x, stop.y) for k, stop in enumerate(line.stops)}
    offers = {pair: dict(lines) for pair, lines in offers.items()}
    for i in range(len(line.stops)):
        ms = 0.0
        for j in range(i + 1, len(line.stops)):
            ms += line.leg_ms[j - 1] + (line.dwell_ms if j > i + 1 else 0)
            for pair in ((f"n{i}", f"n{j}"), (f"n{j}", f"n{i}")):
                offers.setdefault(pair, {})["new"] = (60 / line.headways[0][2], ms / 60000)
    return offers, {**stops, **new}


def hand(tmp_path, tables, **settings) -> District:
    feed = on_date(read_feed(folder_feed(tmp_path / "feed")))
    xy = {"A": (0.0, 0.0), "B": (3000.0, 0.0), "C": (9000.0, 0.0)}
    at = np.array([xy[name] for name in feed.stops["id"]])
    return with_feed(feed.placed(at[:, 0], at[:, 1]), tables, **settings)


def along(tables) -> dict:
    return {"homes": [{"id": "h", "people": 10.0, "geometry": Point(-80, 0)}],
            "opportunities": [{"id": "p", "category": "cafe", "weight": 1.0, "geometry": Point(9000, 160)}],
            **tables}  # fmt: skip
