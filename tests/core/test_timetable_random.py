"""The timetable model against the plain scan where trips overtake, dwell, loop, stand still and forbid boarding."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from district_planner.core.errors import Cancelled, RequestError
from district_planner.core.transit.departures import Asked, percentiles
from district_planner.core.transit.feed import Feed, Services, Source, made_calls
from district_planner.core.transit.itinerary import described, itinerary
from district_planner.core.transit.legs import legs_of
from district_planner.core.transit.service import Period
from district_planner.core.transit.timetable import compile_timetable, walks_of
from tests.oracle.timetable import Connection, Scan

STOPS = 9
LIMIT = 2400


def day_of(trips):
    """Return one day's service of trips, each a list of (stop, arrival, departure, board, alight)."""
    rows = [(number, *call) for number, trip in enumerate(trips) for call in trip]
    columns = [np.array(column) for column in zip(*rows)]
    calls = made_calls(columns[0], columns[1], columns[2:4], columns[4:6], len(trips))
    stops = pd.DataFrame({"id": [str(n) for n in range(STOPS)], "name": [f"Stop {n}" for n in range(STOPS)]})
    table = pd.DataFrame({"id": range(len(trips)), "route": 0, "service": 0, "direction": 0, "headsign": ""})
    none = np.zeros(0, np.int64)
    services = Services(np.array(["x"], object), np.zeros((1, 7), bool), np.zeros(1, np.int64), np.zeros(1, np.int64),
                        none, none, none.astype(bool))  # fmt: skip
    nothing = pd.DataFrame(dict.fromkeys(("trip", "start_s", "end_s", "headway_s", "exact"), none))
    routes = pd.DataFrame({"id": ["r"], "name": ["1"], "long_name": "", "mode": "bus", "agency": ""})
    return Feed((Source("x", "x", "x"),), stops, routes, table, calls, services,
                pd.DataFrame(dict.fromkeys(("from_stop", "to_stop", "kind", "min_s"), none)), nothing)  # fmt: skip


def random_trips(rng):
    trips = []
    for _ in range(int(rng.integers(3, 14))):
        way = rng.integers(0, STOPS, int(rng.integers(2, 7))).tolist()
        for _ in range(int(rng.integers(1, 4))):  # the same way again: some overtake, some leave together
            at, trip = int(rng.integers(0, 3000)), []
            for stop in way:
                arrival = at + int(rng.integers(0, 4)) * 120
                at = arrival + int(rng.integers(0, 3)) * 60
                trip.append((stop, arrival, at, bool(rng.random() < 0.85), bool(rng.random() < 0.85)))
            trips.append(trip)
    return trips


def random_walks(rng):
    walks = {str(n): {str(n): 0} for n in range(STOPS)}
    for _ in range(int(rng.integers(0, 16))):
        a, b = rng.integers(0, STOPS, 2).tolist()
        if a != b:
            walks[str(a)][str(b)] = int(rng.integers(0, 10)) * 60  # one way only, and 0 s too
    return walks


def scan_of(trips, walks):
    found = []
    for number, trip in enumerate(trips):
        for order, (here, there) in enumerate(zip(trip, trip[1:])):
            one = Connection(here[2], there[1], str(here[0]), str(there[0]), str(number), here[3], there[4])
            found.append((here[2], order, one))
    return Scan([one for _, _, one in sorted(found, key=lambda item: item[:2])], walks)


def legs_from(walks):
    pairs = [(int(a), int(b), 1000.0 * s) for a, others in walks.items() for b, s in others.items()]
    a, b, ms = (np.array(column) for column in zip(*pairs))
    return legs_of(a.astype(np.int64), b.astype(np.int64), ms.astype(float), STOPS)


def followed(legs, trips, walks, source, target, at):
    """Return the arrival of an itinerary, each leg of which must exist."""
    where, when, ridden = source, at, 0
    for leg in legs:
        start, end = (where if leg.start == -1 else leg.start), (target if leg.end == -1 else leg.end)
        assert (start, leg.start_s >= when) == (where, True)
        if leg.trip < 0:
            assert leg.end_s - leg.start_s == walks[str(start)][str(end)]
        else:
            calls, ridden = trips[leg.trip], ridden + 1
            assert any(
                (a[0], a[2], a[3], b[0], b[1], b[4]) == (start, leg.start_s, True, end, leg.end_s, True)
                for i, a in enumerate(calls) for b in calls[i + 1 :]
            )  # fmt: skip
        where, when = end, leg.end_s
    assert where == target
    return when, ridden


@pytest.mark.parametrize("seed", range(60))
def test_random_timetables_are_answered_like_the_plain_scan(seed):
    rng = np.random.default_rng(seed)
    trips, walks = random_trips(rng), random_walks(rng)
    scan, legs, most = scan_of(trips, walks), legs_from(walks), int(rng.integers(1, 5))
    asked = Asked(Period(600, 600 + 60 * int(rng.integers(1, 20))), LIMIT, (1.0, 50.0, 100.0), most)
    back = legs_from({a: {b: walks[b][a] for b in walks if a in walks[b]} for a in walks})
    table = compile_timetable(day_of(trips), walks_of(legs), asked.period.start_s, asked.end_s)
    found = percentiles([table], legs, back, asked, legs)
    for source in range(STOPS):
        times = []
        for at in range(asked.period.start_s, asked.period.end_s, 60):
            reached = scan.to_stops(walks[str(source)], at, LIMIT, most)
            times.append([reached.get(str(stop), math.inf) for stop in range(STOPS)])
        rising = np.sort(np.array(times), axis=0)
        count = len(rising)
        for number, rank in enumerate((0, (count + 1) // 2 - 1, count - 1)):
            assert found.seconds[number, source].tolist() == rising[rank].tolist()
        at = asked.period.start_s
        for target in range(STOPS):
            if math.isfinite(times[0][target]):
                direct = walks[str(source)].get(str(target), math.inf)
                some = (legs.take(np.array([source])), back.take(np.array([target])))
                trip = itinerary(table, *some, at, direct, most)
                assert followed(trip, trips, walks, source, target, at)[0] - at == times[0][target]


def test_one_boards_what_leaves_in_the_second_one_arrives_and_not_a_second_before():
    # 0 -> 1 arrives at 1000; 1 -> 2 leaves at 1120; the walk across is 120 or 121 seconds.
    trips = [[(0, 700, 700, True, True), (1, 1000, 1000, True, True)],
             [(3, 1120, 1120, True, True), (2, 1300, 1300, True, True)]]  # fmt: skip
    for walk, expected in ((120, 700.0), (121, math.inf)):
        walks = {str(n): {str(n): 0} for n in range(STOPS)}
        walks["1"]["3"] = walk
        legs = legs_from(walks)
        asked = Asked(Period(600, 660), LIMIT, (50.0,))
        table = compile_timetable(day_of(trips), walks_of(legs), 600, asked.end_s)
        found = percentiles([table], legs, legs, asked)
        assert found.seconds[0, 0, 2] == expected
        assert found.rides[0, 0, 2] == (2 if walk == 120 else -1)


def test_the_limit_is_inclusive_and_a_percentile_of_half_the_minutes_may_be_unreached():
    # One vehicle at 700 s that arrives at 1000 s: from minutes 600 and 660 it can be caught, from 720 and 780 not.
    trips = [[(0, 700, 700, True, True), (1, 1000, 1000, True, True)]]
    legs = legs_from({str(n): {str(n): 0} for n in range(STOPS)})
    table = compile_timetable(day_of(trips), walks_of(legs), 600, 5000)
    found = percentiles([table], legs, legs, Asked(Period(600, 840), 400, (25.0, 50.0, 75.0)))
    assert found.seconds[:, 0, 1].tolist() == [340.0, 400.0, math.inf]
    found = percentiles([table], legs, legs, Asked(Period(600, 840), 399, (25.0, 50.0, 75.0)))
    assert found.seconds[:, 0, 1].tolist() == [340.0, math.inf, math.inf]


def test_an_itinerary_is_told_in_words():
    trips = [[(0, 700, 700, True, True), (1, 1000, 1000, True, True)]]
    walks = {str(n): {str(n): 0} for n in range(STOPS)}
    walks["1"]["2"] = 180
    legs = legs_from(walks)
    feed = day_of(trips)
    back = legs_of(np.array([0]), np.array([1]), np.array([180000.0]), 1)
    table = compile_timetable(feed, walks_of(legs), 600, 5000)
    told = described(itinerary(table, legs.take(np.array([0])), back, 600), feed)
    assert told == ["00:10 walk 0 min to Stop 0", "00:11 1 to Stop 1, there at 00:16",
                    "00:16 walk 3 min to the destination"]  # fmt: skip


def test_wrong_questions_are_worded_and_cancel_is_heard():
    trips = [[(0, 700, 700, True, True), (1, 1000, 1000, True, True)]]
    legs = legs_from({str(n): {str(n): 0} for n in range(STOPS)})
    table = compile_timetable(day_of(trips), walks_of(legs), 600, 1200)
    for wrong in ({"percentiles": (0.0,)}, {"percentiles": ()}, {"rides": 0}, {"rides": 8}, {"limit_s": 0}):
        with pytest.raises(RequestError):
            Asked(**{"period": Period(600, 660), "limit_s": 600, **wrong})
    with pytest.raises(RequestError, match="compiled for another period"):
        percentiles([table], legs, legs, Asked(Period(600, 660), 3000))
    with pytest.raises(Cancelled):
        percentiles([table], legs, legs, Asked(Period(600, 660), 540), progress=lambda share, what: False)
