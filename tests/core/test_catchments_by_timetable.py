"""Catchments by timetable: what enough departures reach, by hand and against the times of every minute to many points.

By hand on one straight street of 4 km, 80 m a minute. A walk counts in whole seconds, so that half a second more fits:
0.67 m at either end of a piece. From the stop A at 400 m one walks 640 m in the 8 minutes of the cutoff.
"""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import LineString, Point

from district_planner.core.access.catchments import CatchmentRequest, Catchments, catchments
from district_planner.core.access.modes import mode as mode_of
from district_planner.core.access.often_reached import covered
from district_planner.core.district import District
from district_planner.core.errors import RequestError
from district_planner.core.evaluation.by_timetable import times_by_timetable
from district_planner.core.evaluation.traveltimes import as_places
from district_planner.core.interventions import catalogue
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.service import Period, on_date
from district_planner.core.transit.stored import settings_of, tables_of
from tests.core.feed_case import folder_feed
from tests.oracle.cases import district_of, random_district, random_interventions, street

HALF_S = 2 / 3
"""Metres of half a second on foot."""
START = 7 * 3600
MINUTES = Period(START, START + 240)
# A bus at 07:01 to B, there at 07:06, and one at 07:03 to C, there at 07:08; nothing else.
TRIPS = "route_id,service_id,trip_id\nR,WD,T1\nR,WD,T2\n"
CALLS = (
    "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    "T1,07:01:00,07:01:00,A,1\nT1,07:06:00,07:06:00,B,2\n"
    "T2,07:03:00,07:03:00,A,1\nT2,07:08:00,07:08:00,C,2\n"
)
AT = {"A": 400.0, "B": 3300.0, "C": 3600.0}


def by_hand(folder, streets=True, tables=None, period=MINUTES) -> District:
    feed = on_date(read_feed(folder_feed(folder, trips=TRIPS, stop_times=CALLS)))
    feed = feed.placed(np.array([AT[name] for name in feed.stops["id"]]), np.zeros(len(feed.stops)))
    made = district_of({"streets": [street("s", [(0, 0), (4000, 0)])] if streets else [], **(tables or {})})
    return replace(made, tables={**made.tables, **tables_of(feed, period)},
                   settings={**made.settings, **settings_of(feed, period)})  # fmt: skip


def points(*xy) -> pd.DataFrame:
    return pd.DataFrame([(f"o{k}", "", Point(at)) for k, at in enumerate(xy)], columns=["id", "name", "geometry"])


def asked(percentile: float, *cutoffs: float, **more) -> CatchmentRequest:
    return CatchmentRequest(("transit",), cutoffs, transit_model="timetable", percentile=percentile, **more)


def spans(found: Catchments) -> list[tuple[float, float]]:
    """Return the intervals of the street that are reached within any cutoff."""
    parts = sorted(one.bounds[::2] for one in found.streets["geometry"])
    merged = [list(parts[0])]
    for low, high in parts[1:]:
        if low <= merged[-1][1] + 1e-6:
            merged[-1][1] = max(high, merged[-1][1])
        else:
            merged.append([low, high])
    return [tuple(part) for part in merged]


# Left of the 8 minutes: at B 2 min by leaving at 07:00 and 3 at 07:01; at C 0, 1, 2 and 3 min from 07:00 to 07:03.
BY_HAND = {
    # All four: from B 3140 to 3460 at 07:00 and from C from 3440 at 07:02 hold 3440 to 3460 together; and C itself.
    # Neither B in three quarters of the departures nor C alone reaches 3450: no percentile of parts tells of it.
    100.0: [(3440.0, 3460.0), (3600.0, 3600.0)],
    # Three of four: 07:01 holds 3060 to 3680; 07:02 3440 to 3760; 07:03 3360 to 3840; 07:00 3140 to 3460.
    75.0: [(3360.0, 3680.0)],
    # Two of four: 3140 (07:00, 07:01) to 3760 (07:02, 07:03); one of four: 3060 to 3840.
    50.0: [(3140.0, 3760.0)],
    25.0: [(3060.0, 3840.0)],
}


@pytest.mark.parametrize("percentile", BY_HAND)
def test_the_pieces_that_enough_departures_reach_by_hand(tmp_path, percentile):
    found = catchments(by_hand(tmp_path), points((400, 0)), asked(percentile, 8.0))
    want = [(0.0, 1040.0 + HALF_S), *((low - HALF_S, high + HALF_S) for low, high in BY_HAND[percentile])]
    assert spans(found) == [pytest.approx(span, abs=1e-6) for span in want]
    assert found.notes[0].endswith("drawn lines and changed headways run at 20 equally likely offsets")


def test_a_drawn_line_that_waits_at_a_carriageway_is_reached_so_much_less_far(tmp_path):
    # At 07:01 three minutes are left at the stop B, for one departure of the four: 200 m along a drawn path take 150 s,
    # stepping onto the main road there half of its 30 s and off it the other half, which is all of the time but the
    # half second by rounding. Without the road it is 240 m.
    main = street("m", [(3200, 200), (3400, 200)], highway="primary", crossing_s=30.0, uncrossable=0)
    path = Intervention("path", "walking_link", LineString([(3300, 0), (3300, 800)]))
    for more, far in (([main], 200.0), ([], 240.0)):
        tables = {"streets": [street("s", [(0, 0), (4000, 0)]), *more]}
        district = replace(by_hand(tmp_path, tables=tables), interventions=(path,))
        found = catchments(district, points((400, 0)), asked(25.0, 8.0, states=("with",)))
        on_path = [one for one in found.streets["geometry"] if one.bounds[0] == one.bounds[2] == 3300.0]
        assert max(one.bounds[3] for one in on_path) == pytest.approx(far + HALF_S, abs=1e-6)


def test_who_is_there_is_counted_by_the_percentile_of_the_door_to_door_time(tmp_path):
    # Homes by their place, of as many people as a power of two.
    at = (3100, 3400, 3450, 3500, 3600, 3700)
    homes = [{"id": f"h{x}", "people": 2.0**k, "geometry": Point(x, 0)} for k, x in enumerate(at)]
    district = by_hand(tmp_path, tables={"homes": homes})
    people = {
        percent: catchments(district, points((400, 0)), asked(percent, 8.0)).bands["people"].tolist()
        for percent in BY_HAND
    }
    assert people == {100.0: [4.0 + 16], 75.0: [2.0 + 4 + 8 + 16], 50.0: [2.0 + 4 + 8 + 16 + 32], 25.0: [63.0]}


def test_towards_a_place_the_latest_departure_that_arrives_in_time_counts(tmp_path):
    # To C at 3600 m: the bus of 07:03 alone leads there, at 07:08. Within 8 min it is caught by leaving at 07:00 with
    # 3 min to A, at 07:01 with 2, at 07:02 with 1, at 07:03 with none. Three of four: 80 m to either side of A.
    found = catchments(by_hand(tmp_path), points((3600, 0)), asked(75.0, 8.0, direction="to"))
    want = [(320.0 - HALF_S, 480.0 + HALF_S), (2960.0 - HALF_S, 4000.0)]
    assert spans(found) == [pytest.approx(span, abs=1e-6) for span in want]


def test_of_places_together_the_nearest_on_each_departure_counts(tmp_path):
    # Within 6 min to B one leaves A at 07:01: 1 min is left by setting out at 07:00, none at 07:01. To C at 07:03: 1
    # min at 07:02, none at 07:03. So neither is reached on all departures, and on two of four from A itself only.
    both, district = points((3300, 0), (3600, 0)), by_hand(tmp_path)
    near = {}
    for percentile in (50.0, 100.0):
        for together in (False, True):
            found = catchments(district, both, asked(percentile, 6.0, direction="to", together=together))
            near[percentile, together] = [one for one in spans(found) if one[1] < 2000]
    assert near == {
        (50.0, False): [pytest.approx((400 - HALF_S, 400 + HALF_S), abs=1e-6)],
        (50.0, True): [pytest.approx((320 - HALF_S, 480 + HALF_S), abs=1e-6)],
        (100.0, False): [],
        (100.0, True): [pytest.approx((400 - HALF_S, 400 + HALF_S), abs=1e-6)],
    }


def test_bands_hold_what_the_one_before_does_not(tmp_path):
    found = catchments(by_hand(tmp_path), points((400, 0)), asked(50.0, 7.0, 8.0))
    inner = found.streets[found.streets["to_min"] == 7.0]["geometry"]
    outer = found.streets[found.streets["to_min"] == 8.0]["geometry"]
    assert shapely.union_all(inner.to_numpy()).intersection(shapely.union_all(outer.to_numpy())).length < 1e-6
    # Within 7 minutes a minute less is left everywhere, B 1 and 2, C 0, 1 and 2 from 07:01 on: 3220 to 3380 and 3140 to
    # 3460 at 07:00 and 07:01, 3520 to 3680 and 3440 to 3760 at 07:02 and 07:03; 3440 to 3460 at 07:01 and 07:03.
    alone = catchments(by_hand(tmp_path), points((400, 0)), asked(50.0, 7.0))
    want = [(3220, 3380), (3440, 3460), (3520, 3680)]
    assert spans(alone)[1:] == [pytest.approx((low - HALF_S, high + HALF_S), abs=1e-6) for low, high in want]


def test_without_streets_people_are_counted_and_no_area_is_drawn(tmp_path):
    homes = [{"id": "h", "people": 5.0, "geometry": Point(3600, 0)}]
    found = catchments(by_hand(tmp_path, streets=False, tables={"homes": homes}), points((400, 0)), asked(100.0, 8.0))
    assert found.bands["people"].tolist() == [5.0]
    assert found.bands["geometry"].iloc[0] is None and np.isnan(found.bands["km2"].iloc[0])
    assert any(
        note.startswith("By timetable no area is drawn where the district has no streets") for note in found.notes
    )


def test_a_wrong_percentile_is_refused():
    with pytest.raises(RequestError, match="the percentile is 101"):
        asked(101.0, 8.0)


def test_pieces_of_one_departure_count_once():
    low = np.array([[[0.0, 0.5], [0.2, 2.0], [0.3, 0.1]]])
    high = np.array([[[0.4, 0.9], [0.6, 2.0], [0.5, 0.2]]])
    # The first departure holds 0 to 0.6, the second 0.1 to 0.2 and 0.5 to 0.9.
    assert covered(low, high, 1) == [[(0.0, 0.9)]]
    assert covered(low, high, 2) == [[(0.1, 0.2), (0.5, 0.6)]]


# Against the door-to-door times of every minute to points of the streets, which know nothing of pieces

NEAR_MIN = {"transit_walk_min": 1.5, "transit_cycle_min": 1.0, "transit_all_the_way_min": 2.0, "offsets": 3.0}
"""Short walks, so that the buses of a district of some hundred metres are worth it."""


def with_buses(folder, seed: int) -> District:
    """Return a random district in which buses run between four stops, not all in order and not at regular times."""
    district, chance = random_district(seed), random.Random(seed)
    lines = list(district.table("streets")["geometry"])
    stops, calls = "ABCD", ["trip_id,arrival_time,departure_time,stop_id,stop_sequence"]
    trips = ["route_id,service_id,trip_id"]
    for number in range(14):
        at = START - 60 + chance.randrange(900)
        trips.append(f"R,WD,T{number}")
        for sequence, stop in enumerate(chance.sample(stops, 3)):
            said = f"{at // 3600:02}:{at // 60 % 60:02}:{at % 60:02}"
            calls.append(f"T{number},{said},{said},{stop},{sequence}")
            at += chance.randrange(20, 80)
    names = "".join(f"{stop},{stop},53.0{k + 1},-1.5\n" for k, stop in enumerate(stops))
    given = {"stops": f"stop_id,stop_name,stop_lat,stop_lon\n{names}", "trips": "\n".join(trips),
             "stop_times": "\n".join(calls)}  # fmt: skip
    feed = on_date(read_feed(folder_feed(folder / str(seed), **given)))
    spots = [chance.choice(lines).interpolate(chance.random(), normalized=True) for _ in range(len(feed.stops))]
    feed = feed.placed(*(np.round([getattr(spot, axis) for spot in spots], 3) for axis in "xy"))
    period = Period(START, START + 720)
    rows = {
        "streets": district.table("streets").to_dict("records"),
        "nodes": district.table("nodes").to_dict("records"),
    }
    made = district_of(rows)
    return replace(made, tables={**made.tables, **tables_of(feed, period)},
                   settings={**made.settings, **settings_of(feed, period), **NEAR_MIN})  # fmt: skip


def samples(district: District, mode: str) -> list[tuple[Point, str]]:
    """Return points right on streets, with the id of the street."""
    ground = mode_of(mode).ground
    rows = [row for row in district.table("streets").itertuples()
            if all(getattr(row, one) in ("yes", "forward", "backward") for one in ground)]  # fmt: skip
    return [(row.geometry.interpolate(share, normalized=True), row.id) for row in rows for share in (0.13, 0.38, 0.77)]


def compare(
    district: District, mode: str, direction: str, seed: int, interventions=(), one_way=False
) -> tuple[int, int]:
    """Compare what is drawn with the times to points, and return how many points were compared and are inside."""
    effects = [effect for parts in catalogue.effects(list(interventions)).values() for effect in parts]
    district = replace(district, interventions=tuple(interventions))
    spots, chance = samples(district, mode), random.Random(seed)
    start = chance.choice(spots)[0]
    here = as_places(district, pd.DataFrame([("start", start)], columns=["id", "geometry"]))
    there = as_places(district, pd.DataFrame([(f"x{k:04}", spot) for k, (spot, _) in enumerate(spots)],
                                             columns=["id", "geometry"]))  # fmt: skip
    ends = (here, there) if direction == "from" else (there, here)
    times = times_by_timetable(district, mode_of(mode), *ends, 4.0, effects)
    # Everybody lives at a point.
    homes = [{"id": f"x{k:04}", "people": 1.0, "geometry": spot} for k, (spot, _) in enumerate(spots)]
    district = replace(district, tables={**district.tables, "homes": district_of({"homes": homes}).table("homes")})
    compared = inside = 0
    for percent in (25.0, 50.0, 75.0):
        seconds = times.found.seconds[times.percentiles.index(percent)].ravel()
        request = CatchmentRequest((mode,), (2.5, 4.0), ("with",), direction=direction, transit_model="timetable",
                                   percentile=percent)  # fmt: skip
        found = catchments(district, points((start.x, start.y)), request)
        assert found.bands["people"].tolist() == [(seconds <= 150).sum(), (seconds <= 240).sum()]
        for cutoff in (2.5, 4.0):
            rows = found.streets[found.streets["to_min"] <= cutoff]
            by_street = {name: shapely.union_all(group["geometry"].to_numpy(dtype=object))
                         for name, group in rows.groupby("street")}  # fmt: skip
            for (spot, name), s in zip(spots, seconds):
                drawn = name in by_street and by_street[name].distance(spot) < 1e-6
                near_cut = name in by_street and by_street[name].boundary.distance(spot) < 0.02
                if near_cut or (one_way and not drawn):
                    continue
                assert drawn == (s <= cutoff * 60), (seed, percent, cutoff, name, s)
                compared, inside = compared + 1, inside + int(drawn)
    return compared, inside


@pytest.mark.parametrize("mode", ["transit", "bike_and_ride"])
@pytest.mark.parametrize("direction", ["from", "to"])
def test_streets_and_times_of_every_minute_agree_on_random_districts(tmp_path, mode, direction):
    found = np.array([compare(with_buses(tmp_path, seed), mode, direction, seed) for seed in range(5)]).sum(axis=0)
    assert found[0] > 600 and 100 < found[1] < found[0] - 100


@pytest.mark.parametrize("direction", ["from", "to"])
def test_streets_and_times_agree_with_a_drawn_line_and_a_closure(tmp_path, direction):
    total = np.zeros(2)
    for seed in range(3):
        district = with_buses(tmp_path, seed)
        west, south, east, north = shapely.total_bounds(district.table("streets")["geometry"].to_numpy(dtype=object))
        line = LineString([(west, south), (east, north)])
        tram = Intervention("tram", "light_rail", line, "Tram", attributes={"stops": f"[0, {line.length}]",
                            "headway_min": 4, "first_departure": "06:00", "last_departure": "09:00"})  # fmt: skip
        closures = [one for one in random_interventions(district, seed) if one.kind == "closure"]
        total += compare(district, "transit", direction, seed, [tram, *closures])
    assert total[0] > 300 and total[1] > 60


def test_what_is_drawn_with_paths_and_crossings_is_within_the_time(tmp_path):
    # A path gives every place near it a further join, which no street has: places may be nearer than the street they
    # stand on, never farther.
    total = np.zeros(2)
    for seed in range(4):
        district = with_buses(tmp_path, seed)
        kinds = ("walking_link", "crossing", "closure")
        built = [one for one in random_interventions(district, seed) if one.kind in kinds]
        total += compare(district, "transit", "from", seed, built, one_way=True)
    assert total[1] > 100


@pytest.mark.long
@pytest.mark.parametrize("mode", ["transit", "bike_and_ride"])
@pytest.mark.parametrize("direction", ["from", "to"])
def test_streets_and_times_of_every_minute_agree_on_many_random_districts(tmp_path, mode, direction):
    found = [compare(with_buses(tmp_path, seed), mode, direction, seed) for seed in range(5, 40)]
    assert sum(inside for _, inside in found) > 1000
