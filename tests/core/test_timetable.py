"""The timetable model against an independent connection scan in plain Python (tests/oracle/timetable.py)."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest

from district_planner.core.transit.departures import Asked, percentiles
from district_planner.core.transit.legs import legs_of
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.service import Period, on_date
from district_planner.core.transit.timetable import compile_timetable, walks_of
from tests.oracle.timetable import Scan, connections, walks_between

FEEDS = {
    "supertram": ("sheffield-rotherham", "gtfs_supertram_winter2024.zip", date(2025, 2, 11)),
    "porto": ("porto", "gtfs_metro_do_porto.zip", date(2025, 12, 10)),
    "newport": ("newport", "newport-20230613_gtfs.zip", date(2023, 6, 13)),
}
LIMIT = 5400
METRES_PER_S = 80 / 60 / 1.3  # 4.8 km/h over straight lines with the default detour factor


def legs_from(walks, stops):
    """Return the ways of the oracle as the product takes them."""
    row = {stop: number for number, stop in enumerate(stops)}
    pairs = [(row[a], row[b], 1000.0 * s) for a, others in walks.items() for b, s in others.items()]
    a, b, ms = (np.array(column) for column in zip(*pairs))
    return legs_of(a.astype(np.int64), b.astype(np.int64), ms, len(stops))


class Case:
    def __init__(self, path, day, walk_s):
        self.feed = on_date(read_feed(path), day)
        self.stops = self.feed.stops["id"].tolist()
        self.walks = walks_between(path, walk_s, METRES_PER_S)
        self.legs = legs_from(self.walks, self.stops)
        self.scan = Scan(connections(path, day), self.walks)

    def ours(self, asked, sources):
        table = compile_timetable(self.feed, walks_of(self.legs), asked.period.start_s, asked.end_s)
        access = self.legs.take(np.asarray(sources))
        return percentiles([table], access, self.legs, asked, access)

    def theirs(self, source, at, most=4):
        found = self.scan.to_stops(self.walks[self.stops[source]], at, LIMIT, most)
        return np.array([found.get(stop, math.inf) for stop in self.stops])


@pytest.fixture(scope="module")
def case(reference_data):
    made = {}

    def get(name, walk_s=1200):
        if (name, walk_s) not in made:
            folder, file, day = FEEDS[name]
            made[name, walk_s] = Case(reference_data(folder, file), day, walk_s)
        return made[name, walk_s]

    return get


def departures(seed, count=10):
    """Return seeded minutes between 07:00 and 09:00, as seconds."""
    return sorted(25200 + 60 * int(m) for m in np.random.default_rng(seed).choice(120, count, replace=False))


def agree(case, minutes, sources, most=4):
    reached = 0
    for at in minutes:
        ours = case.ours(Asked(Period(at, at + 60), LIMIT, (50.0,), most), sources).seconds[0]
        for row, source in enumerate(sources):
            theirs = case.theirs(source, at, most)
            assert ours[row].tolist() == theirs.tolist(), (at, case.stops[source])
            reached += int(np.isfinite(theirs).sum())
    return reached


@pytest.mark.long
@pytest.mark.parametrize("name", ["supertram", "porto"])
def test_every_pair_of_ten_minutes_is_that_of_a_plain_connection_scan(case, name):
    one = case(name)
    reached = agree(one, departures(1), range(len(one.stops)))
    assert reached > 0.9 * 10 * len(one.stops) ** 2


@pytest.mark.long
def test_every_pair_of_ten_minutes_is_that_of_a_plain_connection_scan_in_newport(case):
    one = case("newport")
    assert agree(one, departures(2), range(len(one.stops))) > 10 * len(one.stops) * 50


@pytest.mark.parametrize("name", list(FEEDS))
@pytest.mark.parametrize("most", [1, 2, 4])
def test_some_pairs_with_few_rides_are_those_of_a_plain_connection_scan(case, name, most):
    one = case(name)
    sources = np.random.default_rng(most).choice(len(one.stops), 12, replace=False)
    assert agree(one, departures(most, 3), sources, most)


def every_minute(case, source, period, most=4):
    """Return the oracle's seconds and fewest rides for every minute, shape (minutes, stops)."""
    seconds, rides = [], []
    for at in range(period.start_s, period.end_s, 60):
        levels = [case.theirs(source, at, k) for k in range(most + 1)]
        seconds.append(levels[-1])
        rides.append(np.argmax(np.stack(levels) == levels[-1], axis=0))
    return np.array(seconds), np.array(rides)


def by_rank(seconds, rides, percent):
    """Return the least time that at least so many percent of the departures keep to, and its fewest rides."""
    wanted, used = [], []
    for times, counts in zip(seconds.T, rides.T):
        pairs = sorted(zip(times.tolist(), counts.tolist()))
        # The smallest k with k / n >= percent / 100, in whole numbers.
        k = next(k for k in range(1, len(pairs) + 1) if 100 * k >= percent * len(pairs))
        time, count = pairs[k - 1]
        wanted.append(time)
        used.append(count if math.isfinite(time) else -1)
    return wanted, used


def same_percentiles(case, sources, period):
    asked = Asked(period, LIMIT)
    ours = case.ours(asked, sources)
    for row, source in enumerate(sources):
        seconds, rides = every_minute(case, source, period)
        for number, percent in enumerate((5, 25, 50, 75, 95)):
            wanted, used = by_rank(seconds, rides, percent)
            assert ours.seconds[number, row].tolist() == wanted
            assert ours.rides[number, row].tolist() == used
    return ours


def test_percentiles_and_rides_are_those_of_every_minute_one_by_one(case):
    one = case("supertram")
    found = same_percentiles(one, [3, 50], Period(25200, 25200 + 30 * 60))
    assert (found.seconds[0] < found.seconds[4]).any()
    assert (found.rides == 2).any()


@pytest.mark.long
def test_percentiles_of_newport_are_those_of_every_minute_of_two_hours(case):
    one = case("newport")
    served = np.flatnonzero(one.feed.served())
    sources = np.random.default_rng(5).choice(served, 12, replace=False)
    found = same_percentiles(one, sources, Period(25200, 32400))
    assert (found.rides > 1).any()


def walked(legs, a, b):
    return a == b or b in legs.other[legs.first[a] : legs.first[a + 1]]


def check_trip(case, legs, source, target, at):
    """Follow an itinerary leg by leg in the feed's own calls."""
    from district_planner.core.transit.service import expanded

    calls = expanded(case.feed).calls
    where, when = source, at
    for number, leg in enumerate(legs):
        assert leg.start_s >= when
        start = where if leg.start == -1 else leg.start
        assert start == where
        end = target if leg.end == -1 else leg.end
        if leg.trip < 0:
            assert leg.start_s == when
            assert leg.end_s - leg.start_s == (0 if start == end else case.walks[case.stops[start]][case.stops[end]])
        else:
            part = slice(calls.first[leg.trip], calls.first[leg.trip + 1])
            stops, leaves, comes = (column[part].tolist() for column in (calls.stop, calls.departure, calls.arrival))
            rides = [
                (i, j) for i in range(len(stops)) for j in range(i + 1, len(stops))
                if (stops[i], leaves[i], stops[j], comes[j]) == (start, leg.start_s, end, leg.end_s)
            ]  # fmt: skip
            assert rides, (number, leg)
        where, when = end, leg.end_s
    assert where == target
    return when - at, sum(leg.trip >= 0 for leg in legs)


@pytest.mark.parametrize("name", list(FEEDS))
def test_an_itinerary_can_be_followed_and_takes_the_time_that_the_table_says(case, name):
    from district_planner.core.transit.itinerary import itinerary

    one = case(name)
    at = 27000
    asked = Asked(Period(at, at + 60), LIMIT, (50.0,))
    table = compile_timetable(one.feed, walks_of(one.legs), at, asked.end_s)
    served = np.flatnonzero(one.feed.served())
    rng = np.random.default_rng(3)
    seen = set()
    for source in rng.choice(served, 8, replace=False):
        found = one.ours(asked, [source])
        seconds, rides = found.seconds[0, 0], found.rides[0, 0]
        for target in rng.choice(np.flatnonzero(np.isfinite(seconds)), 6):
            direct = one.walks[one.stops[source]].get(one.stops[target], math.inf)
            legs = itinerary(table, one.legs.take(np.array([source])), one.legs.take(np.array([target])), at, direct)
            assert check_trip(one, legs, source, target, at) == (seconds[target], rides[target])
            seen.add(int(rides[target]))
    assert len(seen) > 1


def test_where_nothing_leads_there_is_no_itinerary(case):
    from district_planner.core.transit.itinerary import itinerary

    one = case("supertram")
    table = compile_timetable(one.feed, walks_of(one.legs), 10000, 12000)  # before the first tram
    assert itinerary(table, one.legs.take(np.array([0])), one.legs.take(np.array([60])), 10000) == ()


def test_cathedral_to_parkgate(case):
    # Counted with the csv module: tram-trains that call at Cathedral and later at Parkgate, and how long they take.
    one = case("supertram")
    day = [c for c in one.scan.timetable if c.trip.startswith("TT") and c.trip.endswith("@0")]
    left, took = {}, []
    for ride in day:
        if ride.start.startswith("9400ZZSYCAT"):
            left[ride.trip] = ride.leaves
        if ride.end == "9400ZZSYPAR1" and ride.trip in left:
            took.append((ride.arrives - left[ride.trip]) // 60)
    assert (len(took), sorted(set(took)), took.count(27)) == (37, [27, 28, 29], 34)
    platforms = [n for n, stop in enumerate(one.stops) if stop.startswith("9400ZZSYCAT")]
    parkgate = np.array([one.stops.index("9400ZZSYPAR1")])
    alone = legs_of(np.arange(0), np.arange(0), np.zeros(0), len(one.stops))
    access = legs_of(np.zeros(2, np.int64), np.array(platforms), np.zeros(2), 1)
    egress = legs_of(np.zeros(1, np.int64), parkgate, np.zeros(1), 1)
    table = compile_timetable(one.feed, walks_of(alone), 25200, 32400 + LIMIT)
    found = percentiles([table], access, egress, Asked(Period(25200, 32400), LIMIT))
    assert (found.seconds[:, 0, 0] / 60).tolist() == [28, 34, 41, 49, 55]
    first = percentiles([table], access, egress, Asked(Period(25200, 25260), LIMIT, (50.0,)))
    assert first.seconds[0, 0, 0] / 60 == 27
