"""Catchments: streets cut where the time is over, people counted by time.

Lengths are worked out by hand beside each test.

On foot 4.8 km/h are 80 m a minute; by cycle 15 km/h are 250 m a minute.
"""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import LineString, Point, box

from district_planner.core.access.catchment_area import around
from district_planner.core.access.catchments import (
    CatchmentRequest,
    catchments,
    places_at,
)
from district_planner.core.access.reached import merged, without
from district_planner.core.errors import Cancelled, RequestError
from district_planner.core.interventions.intervention import Intervention
from tests.core.engine_case import engine_times
from tests.oracle.cases import district_of, random_district, random_interventions, street
from tests.oracle.roads import busy_district

LONG = street("long", [(0, 0), (2000, 0)])


def places(*points):
    rows = [(f"p{i}", "", Point(xy), None) for i, xy in enumerate(points)]
    return pd.DataFrame(rows, columns=["id", "name", "geometry", "entrances"])


def drawn(streets, point=(1000, 0), interventions=(), points=(), tables=None, **asked):
    district = district_of({"streets": list(streets), **(tables or {})})
    if interventions:
        from dataclasses import replace

        district = replace(district, interventions=tuple(interventions))
        asked.setdefault("states", ("with",))
    asked.setdefault("cutoffs", (5.0,))
    return catchments(district, places(*(points or [point])), CatchmentRequest(**asked))


def metres(found, **where):
    rows = found.streets
    for name, value in where.items():
        rows = rows[rows[name] == value]
    return float(shapely.length(rows["geometry"].to_numpy(dtype=object)).sum())


def covered(found):
    return shapely.union_all(found.streets["geometry"].to_numpy(dtype=object))


def test_a_street_is_cut_exactly_where_the_time_is_over():
    # 5 minutes are 400 m to either side of the middle.
    found = drawn([LONG])
    assert metres(found) == pytest.approx(800)
    assert covered(found).bounds == pytest.approx((600, 0, 1400, 0))


def test_the_way_to_the_street_counts():
    # 80 m of access take one minute: four are left.
    assert metres(drawn([LONG], (1000, 80))) == pytest.approx(640)


def test_each_band_holds_what_the_one_before_did_not():
    found = drawn([LONG], cutoffs=(5.0, 10.0))
    assert metres(found, to_min=5.0) == pytest.approx(800)
    assert metres(found, to_min=10.0) == pytest.approx(800)
    assert shapely.area(shapely.intersection(*found.bands["geometry"])) == pytest.approx(0, abs=1e-6)


def test_side_streets_are_cut_with_what_is_left_and_delays_are_paid():
    # The junction is 200 m away: 2.5 minutes are left, 200 m; a delay of 60 s leaves 120 m.
    halves = [street("w", [(0, 0), (1200, 0)]), street("e", [(1200, 0), (2000, 0)])]
    plain = drawn([*halves, street("side", [(1200, 0), (1200, 900)])])
    assert metres(plain, street="side") == pytest.approx(200)
    waited = drawn([*halves, street("side", [(1200, 0), (1200, 900)], walk_start_delay_s=60.0)])
    assert metres(waited, street="side") == pytest.approx(120)


def test_a_street_reached_from_both_ends_is_whole_when_the_two_meet():
    ring = [street("a", [(0, 0), (300, 0)]), street("b", [(300, 0), (300, 100)]), street("c", [(0, 0), (0, 100)]),
            street("far", [(0, 100), (300, 100)])]  # fmt: skip
    # From the middle of a: 150 + 100 m to each end of far leave 150 m of 400: the whole of it.
    assert metres(drawn(ring, (150, 0)), street="far") == pytest.approx(300)
    # With 4 minutes (320 m) 70 m are left at each end.
    assert metres(drawn(ring, (150, 0), cutoffs=(4.0,)), street="far") == pytest.approx(140)


def test_one_way_streets_tell_from_and_to():
    one_way = street("long", [(0, 0), (2000, 0)], cycle="forward")
    ahead = drawn([one_way], modes=("cycle",), cutoffs=(2.0,))
    assert covered(ahead).bounds == pytest.approx((1000, 0, 1500, 0))
    back = drawn([one_way], modes=("cycle",), cutoffs=(2.0,), direction="to")
    assert covered(back).bounds == pytest.approx((500, 0, 1000, 0))


def test_people_jobs_and_opportunities_are_counted_by_time_and_not_by_the_polygon():
    # The river side: 60 m away as the crow flies, but reached by nobody, since its street is apart.
    tables = {
        "homes": [{"id": "near", "people": 10.5, "geometry": Point(1399, 0)},
                  {"id": "late", "people": 7.0, "geometry": Point(1401, 0)},
                  {"id": "over", "people": 99.0, "geometry": Point(1000, 60)}],
        "buildings": [{"id": "works", "employees": 40.0, "geometry": Point(700, 0)}],
        "opportunities": [{"id": "c", "category": "cafe", "weight": 1.0, "geometry": Point(1100, 0)}],
    }  # fmt: skip
    found = drawn([LONG, street("apart", [(0, 60), (2000, 60)])], tables=tables)
    row = found.bands.iloc[0]
    assert (row["people"], row["jobs"], row["n_cafe"]) == (10.5, 40.0, 1)
    assert shapely.contains(row["geometry"], Point(1000, 49))


def test_an_added_line_carries_the_catchment_on_and_is_drawn():
    # 200 m to the junction, 100 m of link: 100 m are left to either side of its far end.
    apart = street("apart", [(0, 100), (2000, 100)])
    link = Intervention("i", "walking_link", LineString([(1200, 0), (1200, 100)]))
    with_it = drawn([LONG, apart], interventions=[link], tables={"settings": []})
    assert metres(with_it, street="apart") == pytest.approx(200)
    assert metres(with_it, street="") == pytest.approx(100)
    assert metres(drawn([LONG, apart]), street="apart") == 0


@pytest.mark.parametrize("direction", ["from", "to"])
def test_the_direction_in_which_a_line_is_drawn_changes_no_millisecond(direction):
    # A link of 200.001066 m joins a street at its middle. On foot that are 150,000.8 ms and 75,000.4 ms: measured from
    # the low end the halves are 75,000 and 75,001 ms, measured from the high end it would be the other way round.
    # The home at 280 m is exactly 6 minutes away: 75 s to the link, 75,000 ms up it, 210 s along the middle street.
    far, middle, under = 200.001066, 100.000533, 150.0
    streets = [
        street("low", [(-1000, 0), (0, 0)]),
        street("middle", [(0, middle), (900, middle)]),
        street("under", [(-500, under), (500, under)]),
        street("high", [(0, far), (900, far)]),
    ]
    people = {"homes": [{"id": f"h{k}", "people": 1.0, "geometry": Point(x, middle)} for k, x in enumerate((280, 300))]}
    course = [(0.0, 0.0), (0.0, middle), (0.0, far)]
    parts = {True: [[140.0, 160.0]], False: [[far - 160.0, far - 140.0]]}
    results = []
    for upwards in (True, False):
        line = LineString(course if upwards else course[::-1])
        link = Intervention("l", "walking_link", line, attributes={"parts": json.dumps(parts[upwards])})
        found = drawn(streets, points=[(-100, 0)], interventions=[link], tables=people, cutoffs=(4.0, 6.0),
                      direction=direction)  # fmt: skip
        pieces = found.streets.assign(geometry=[g.normalize().wkt for g in found.streets["geometry"]])
        rows = pieces[["to_min", "street", "geometry"]].to_numpy().tolist()
        results.append((sorted(rows), found.bands.drop(columns="geometry").to_numpy().tolist()))
    assert results[0] == results[1]
    ends = [shapely.from_wkt(wkt) for _, name, wkt in results[0][0] if name == "middle"]
    assert max(end.bounds[2] for end in ends) == pytest.approx(280.0, abs=1e-9)
    assert not [name for _, name, _ in results[0][0] if name == "under"]  # the bridge passes over it
    assert found.bands["people"].tolist() == [0.0, 1.0]


def test_a_closure_stops_the_catchment():
    halves = [street("w", [(0, 0), (1200, 0)]), street("e", [(1200, 0), (2000, 0)])]
    gate = Intervention("i", "closure", Point(1600, 3))
    found = drawn(halves, interventions=[gate])
    assert covered(found).bounds == pytest.approx((600, 0, 1200, 0))


def test_people_whom_interventions_bring_stand_apart():
    homes = Intervention("i", "housing", Point(1100, 0), attributes={"people": 30.0})
    row = drawn(
        [LONG], interventions=[homes], tables={"homes": [{"id": "h", "people": 4.0, "geometry": Point(900, 0)}]}
    )
    assert (row.bands["people"].iloc[0], row.bands["new_people"].iloc[0]) == (4.0, 30.0)


def test_all_places_together_are_one_catchment_in_which_nobody_counts_twice():
    tables = {"homes": [{"id": "h", "people": 4.0, "geometry": Point(1050, 0)}]}
    apart = drawn([LONG], points=[(1000, 0), (1100, 0)], tables=tables)
    assert list(apart.bands["people"]) == [4.0, 4.0]
    one = drawn([LONG], points=[(1000, 0), (1100, 0)], tables=tables, together=True)
    assert list(one.bands["people"]) == [4.0]
    assert metres(one) == pytest.approx(900)


def test_a_site_is_entered_at_every_building():
    buildings = [{"id": f"b{x}", "site": "AMP", "employees": 1.0, "geometry": Point(x, 0)} for x in (500, 1500)]
    district = district_of({"streets": [LONG], "buildings": buildings})
    found = catchments(district, places_at(district, ["AMP"]), CatchmentRequest(cutoffs=(1.0,)))
    assert covered(found).bounds == pytest.approx((420, 0, 1580, 0))
    assert metres(found) == pytest.approx(320)


def test_the_polygon_follows_the_streets_and_fills_small_holes_only():
    square = LineString([(0, 0), (300, 0), (300, 300), (0, 300), (0, 0)])
    # Inside: a hole of 200 m by 200 m, 4 ha; one of 201 m is more.
    assert not around(np.array([square], dtype=object)).interiors
    larger = LineString([(0, 0), (301, 0), (301, 301), (0, 301), (0, 0)])
    assert len(around(np.array([larger], dtype=object)).interiors) == 1


def test_a_place_far_from_streets_is_told_and_reaches_nothing():
    found = drawn([LONG], (1000, 500))
    assert len(found.notes) == 1
    assert not len(found.streets)
    assert found.bands["geometry"].iloc[0] is None


def test_intervals():
    assert merged([(0.5, 0.7), (0.0, 0.2), (0.2, 0.3), (0.4, 0.4)]) == [(0.0, 0.3), (0.5, 0.7)]
    assert without([(0.0, 1.0)], [(0.2, 0.4), (0.6, 1.0)]) == [(0.0, 0.2), (0.4, 0.6)]


@pytest.mark.parametrize("mode", ["walk", "cycle"])
@pytest.mark.parametrize("direction", ["from", "to"])
def test_streets_and_the_engine_agree_on_random_districts(mode, direction):
    # Cafés stand right on streets: one lies on a drawn piece exactly where the engine's time is within the cutoff.

    compared = inside = 0
    for seed in range(12):
        district = random_district(seed)
        lines = [
            row
            for row in district.table("streets").itertuples()
            if getattr(row, mode) in ("yes", "forward", "backward")
        ]
        spots = [
            (line.geometry.interpolate(share, normalized=True), line.id) for line in lines for share in (0.21, 0.63)
        ]
        cafes = [
            {"id": f"x{i:03}", "category": "cafe", "weight": 1.0, "geometry": spot} for i, (spot, _) in enumerate(spots)
        ]
        start = district.table("homes")["geometry"].iloc[3].centroid
        origin = [{"id": "start", "people": 0.0, "employees": 0.0, "geometry": start}]
        roles = [cafes, origin] if direction == "from" else [
            [{**origin[0], "category": "cafe", "weight": 1.0}],
            [{**c, "people": 0.0, "employees": 0.0} for c in cafes]]  # fmt: skip
        bare = district_of({"streets": district.table("streets").to_dict("records"), "opportunities": roles[0],
                            "origins": roles[1]})  # fmt: skip
        times = engine_times(bare, [], mode, 30)
        cutoff = 2.0 if mode == "walk" else 0.8
        found = catchments(bare, places((start.x, start.y)), CatchmentRequest((mode,), (cutoff,), direction=direction))
        by_street = {name: shapely.union_all(rows["geometry"].to_numpy(dtype=object))
                     for name, rows in found.streets.groupby("street")}  # fmt: skip
        for i, (spot, name) in enumerate(spots):
            key = ("start", f"x{i:03}") if direction == "from" else (f"x{i:03}", "start")
            ms = times.get(key, np.inf)
            drawn_here = name in by_street and by_street[name].distance(spot) < 0.01
            if abs(ms - cutoff * 60000) > 1000:
                assert drawn_here == (ms <= cutoff * 60000), (seed, name, ms)
                compared += 1
                inside += drawn_here
    assert compared > 200
    assert 20 < inside < compared


@pytest.mark.parametrize("maker", [random_district, busy_district])
def test_what_is_drawn_with_interventions_is_within_the_engines_time(maker):
    from dataclasses import replace

    checked = 0
    for seed in range(12):
        district = maker(seed)
        district = replace(district, interventions=tuple(
            one for one in random_interventions(district, seed)
            if one.kind in ("walking_link", "closure", "crossing")))  # fmt: skip
        start = district.table("homes")["geometry"].iloc[3].centroid
        point = places((start.x, start.y))
        asked = CatchmentRequest(("walk",), (3.0,), ("with",))
        found = catchments(district, point, asked)
        drawn_pieces = found.streets["geometry"].to_numpy(dtype=object)
        # Right at a junction the nearest street might be one of its other side.
        ends = np.concatenate([shapely.line_interpolate_point(drawn_pieces, at) for at in (0.01, -0.01)])
        # Places at the ends of drawn pieces are counted within the cutoff, two seconds for rounding to the millimetre.
        cafes = [{"id": f"x{i:03}", "category": "hotel", "weight": 1.0, "geometry": end} for i, end in enumerate(ends)]
        rows = {name: district.table(name).to_dict("records") for name in ("streets", "nodes")}
        again = replace(district_of({**rows, "opportunities": cafes}), interventions=district.interventions)
        counted = catchments(again, point, CatchmentRequest(("walk",), (3.0 + 2 / 60,), ("with",))).bands
        assert counted["n_hotel"].iloc[0] == len(cafes), seed
        checked += len(cafes)
    assert checked > 50


def test_wrong_words_get_a_sentence():
    district = district_of({"streets": [LONG], "buildings": [{"id": "b", "site": "AMP", "geometry": box(0, 0, 9, 9)}]})
    with pytest.raises(RequestError, match=r"there is no node or site “Atlantis”\. Choose from AMP"):
        places_at(district, ["Atlantis"])
    with pytest.raises(RequestError, match="has no nodes"):
        places_at(district)
    with pytest.raises(RequestError, match="no place to start from"):
        catchments(district, places().iloc[:0])
    with pytest.raises(RequestError, match="between 0 and 240"):
        CatchmentRequest(cutoffs=(0.0,))
    with pytest.raises(RequestError, match="there is no choice “sideways”"):
        CatchmentRequest(direction="sideways")


def test_it_can_be_cancelled():
    with pytest.raises(Cancelled):
        catchments(district_of({"streets": [LONG]}), places((1000, 0)), progress=lambda share, what: share < 0.45)
