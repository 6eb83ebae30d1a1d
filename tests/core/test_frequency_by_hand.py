"""The frequency model on a small feed, worked out by hand: trips, catchments, drawn lines, and no service at all."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
import shapely
from shapely.geometry import LineString, Point

from district_planner.core.access.catchments import CatchmentRequest, catchments
from district_planner.core.errors import PlannerError, RequestError
from district_planner.core.evaluation.evaluate import evaluate
from district_planner.core.evaluation.request import Request
from district_planner.core.interventions import catalogue
from district_planner.core.interventions.intervention import Intervention
from tests.core.frequency_case import along, fast, hand
from tests.oracle.cases import district_of, street


def test_a_trip_by_hand_over_streets(tmp_path):
    # 80 m at 80 m a minute: 1 min. The bus leaves A at 07:00 and 08:00: one an hour, 30 min, counted as 15. Ride 20
    # min. 160 m to the café: 2 min. In all 38 min.
    ways = [street("s", [(-100, 0), (100, 0)]), street("t", [(9000, -50), (9000, 200)])]
    district = hand(tmp_path, along({"streets": ways}))

    got, _ = fast(district, (), "transit")

    assert got == {("h", "p"): 38 * 60000}


def test_a_trip_by_hand_in_a_straight_line(tmp_path):
    # Both walks are 1.3 times as long: 1.3 + 15 + 20 + 2.6 min.
    district = hand(tmp_path, along({}))

    results = evaluate(district, request=Request(modes=("transit",), indicators=("nearest", "count")))

    assert results.values["nearest_transit_cafe"]["base"].tolist() == [pytest.approx(38.9)]
    assert results.values["count_transit_cafe_45"]["base"].tolist() == [1]
    assert results.values["count_transit_cafe_30"]["base"].tolist() == [0]
    said = " ".join(results.warnings)
    assert "Example Buses, 2025-02-04" in said
    assert "straight lines × 1.3" in said


WAYS = [street("s", [(-100, 0), (100, 0)]), street("t", [(9000, -50), (9000, 200)])]
HERE = pd.DataFrame({"id": ["x"], "name": ["X"], "geometry": [Point(-80, 0)], "entrances": [None]})


def test_a_catchment_goes_on_from_every_stop_with_the_time_left(tmp_path):
    # Off at C after 1 + 15 + 20 = 36 min. Of 38 min two are left: 160 m up the street and its 50 m down. The café
    # stands 160 m up, the one beyond is not within 38 min.
    far = {"id": "q", "category": "cafe", "weight": 1.0, "geometry": Point(9000, 161)}
    tables = along({"streets": WAYS})
    tables["opportunities"].append(far)
    district = hand(tmp_path, tables)

    found = catchments(district, HERE, CatchmentRequest(("transit",), (38.0, 45.0)))

    metres = found.streets.assign(m=found.streets["geometry"].map(lambda line: line.length))
    by = metres.groupby(["street", "to_min"])["m"].sum()
    assert by["t", 38.0] == pytest.approx(210, abs=0.01)
    assert by["t", 45.0] == pytest.approx(40, abs=0.01)
    assert by["s", 38.0] == pytest.approx(200, abs=0.01)
    assert found.bands["n_cafe"].tolist() == [1, 2]
    assert any("Example Buses, 2025-02-04" in note for note in found.notes)


def test_a_catchment_in_straight_lines_is_made_of_circles(tmp_path):
    district = hand(tmp_path, along({}))

    found = catchments(district, HERE, CatchmentRequest(("transit",), (40.0,)))

    # The walk of 80 m takes 1.3 min: off at C after 36.3 min, 3.7 min are left: 3.7 x 80 / 1.3 m. At the start 30 min
    # all the way. The circle of the start holds A; B is left at 1.3 + 15 + 10 min.
    radii = [30 * 80 / 1.3, 13.7 * 80 / 1.3, 3.7 * 80 / 1.3]
    circles = [Point(x, 0).buffer(r) for x, r in zip((-80, 3000, 9000), radii)]
    assert found.bands["km2"].iloc[0] == pytest.approx(shapely.union_all(circles).area / 1e6, rel=1e-3)
    assert not len(found.streets)


def test_catchments_towards_a_place_and_with_a_line(tmp_path):
    line = Intervention("t", "light_rail", LineString([(0, 0), (9000, 0)]), "", False, {"stops": "[0, 9000]"})
    district = replace(hand(tmp_path, along({"streets": WAYS})), interventions=(line,))
    there = HERE.assign(geometry=[Point(9000, 100)])

    asked = CatchmentRequest(("transit", "bike_and_ride"), (30.0,), ("base", "with"), direction="to")
    to = catchments(district, there, asked)

    # Base: 15 + 20 min and the walks are beyond 30 min. The tram: 5 + 7.1 min.
    people = to.bands.set_index(["mode", "state"])["people"]
    assert people["transit", "base"] == 0
    assert people["transit", "with"] == 10
    assert people["bike_and_ride", "with"] == 10


def test_a_walking_link_to_a_stop_counts_for_who_rides(tmp_path):
    # The home is 500 m along streets from A over a detour; a link of 100 m saves 400 m, 5 minutes.
    ways = [street("s", [(0, 0), (0, 200), (-100, 200), (-100, 0)]), street("t", [(9000, -50), (9000, 200)])]
    link = Intervention("l", "walking_link", LineString([(0, 0), (-100, 0)]))
    homes = {"homes": [{"id": "h", "people": 10.0, "geometry": Point(-100, 0)}]}
    district = replace(hand(tmp_path, along({"streets": ways, **homes})), interventions=(link,))

    results = evaluate(district, request=Request(modes=("transit",), indicators=("nearest",), categories=("cafe",)))

    minutes = results.values["nearest_transit_cafe"]
    assert minutes["base"].tolist() == [pytest.approx(500 / 80 + 35 + 2)]
    assert minutes["with"].tolist() == [pytest.approx(100 / 80 + 35 + 2)]


def test_a_line_alone_makes_a_district_ride():
    # No timetable: two stops 8 km apart at the ends of the line; home at one, café at the other.
    line = LineString([(0, 0), (8000, 0)])
    one = Intervention("t", "light_rail", line, "", False, {"stops": "[0, 8000]", "headway_min": 10})
    tables = {
        "homes": [{"id": "h", "people": 10.0, "geometry": Point(0, 0)}],
        "opportunities": [{"id": "p", "category": "cafe", "weight": 1.0, "geometry": Point(8000, 0)}],
    }
    district = replace(district_of(tables), interventions=(one,))

    results = evaluate(district, request=Request(modes=("transit", "bike_and_ride"), indicators=("nearest",)))

    # 5 min wait; 80 km/h over 8,000 m at 1 m/s²: 360 s + 22.222 s.
    frame = results.values["nearest_transit_cafe"]
    assert frame["base"].isna().all()
    assert frame["with"].tolist() == [pytest.approx(5 + (360 + 22.2222) / 60, abs=1e-4)]
    assert results.summary["effect"].tolist() == ["yes"]


def test_without_service_riding_is_a_sentence(tmp_path):
    district = district_of({"homes": [{"id": "h", "people": 1.0, "geometry": Point(0, 0)}]})

    with pytest.raises(RequestError, match="the district has no public transport"):
        evaluate(district, request=Request(modes=("transit",)))
    with pytest.raises(PlannerError, match="nothing leaves between 02:00 and 03:00"):
        evaluate(replace(hand(tmp_path, along({}), transit_period="02:00-03:00")), request=Request(modes=("transit",)))


def test_a_line_that_does_not_run_in_the_period_says_so(tmp_path):
    line = LineString([(0, 0), (8000, 0)])
    given = {"stops": "[0, 8000]", "first_departure": "10:00"}
    one = Intervention("t", "light_rail", line, "", False, given)
    district = replace(hand(tmp_path, along({})), interventions=(one,))

    with_street = {**district.tables, "streets": pd.DataFrame([street("s", [(-100, 0), (9, 0)])])}
    walking = Request(modes=("walk",), indicators=("count",), categories=("cafe",))
    walk_only = evaluate(replace(district, tables=with_street), request=walking)
    rides = evaluate(district, request=Request(modes=("transit",), indicators=("count",), categories=("cafe",)))

    assert "it is ridden, and only walk is scored" in walk_only.summary["why"][0]
    assert "does not run between 07:00-09:00" in rides.summary["why"][0]


def test_shapely_is_not_needed_for_hashing():
    # Effects are the key under which a state of the service is kept.
    effects = catalogue.effects([Intervention("t", "light_rail", LineString([(0, 0), (800, 0)]), "", False,
                                              {"stops": "[0, 800]"})])["t"]  # fmt: skip
    again = catalogue.effects([Intervention("t", "light_rail", shapely.from_wkt("LINESTRING (0 0, 800 0)"), "", False,
                                            {"stops": "[0, 800]"})])["t"]  # fmt: skip
    assert hash(effects) == hash(again) and effects == again


def test_every_indicator_scores_a_district_that_rides():
    line = LineString([(0, 0), (8000, 0)])
    one = Intervention("t", "light_rail", line, "", False, {"stops": "[0, 8000]", "headway_min": 10})
    tables = {
        "homes": [{"id": "h", "people": 10.0, "geometry": Point(0, 0)}],
        "opportunities": [{"id": "p", "category": "cafe", "weight": 1.0, "geometry": Point(8000, 0)}],
        "greenspaces": [{"id": "g", "hectares": 9.0, "geometry": Point(8000, 0).buffer(200)}],
    }
    district = replace(district_of(tables), interventions=(one,))

    results = evaluate(district, request=Request(modes=("transit",)))

    # A green space within a walk is measured on foot, so riding has no such measure.
    assert not [name for name in results.values if name.startswith("greenwalk")]
    assert results.values["nearest_transit_green_space"]["with"].notna().all()


def test_a_link_is_scored_where_nothing_runs_but_the_drawn_line():
    # With the link alone there is not one stop, and the ways between none are none.
    line = LineString([(0, 0), (8000, 0)])
    both = (
        Intervention("t", "light_rail", line, "", False, {"stops": "[0, 8000]", "headway_min": 10}),
        Intervention("l", "walking_link", LineString([(0, 0), (0, 300)])),
    )
    tables = {
        "streets": [street("s", [(-100, 0), (100, 0)]), street("u", [(7900, 0), (8100, 0)]),
                    street("v", [(-100, 300), (100, 300)])],
        "homes": [{"id": "h", "people": 10.0, "geometry": Point(0, 300)}],
        "opportunities": [{"id": "p", "category": "cafe", "weight": 1.0, "geometry": Point(8000, 0)}],
    }  # fmt: skip
    district = replace(district_of(tables), interventions=both)

    results = evaluate(district, request=Request(modes=("transit",), indicators=("nearest",), categories=("cafe",)))

    # 300 m on foot are 3.75 min; then 5 min wait and the ride of 382.22 s.
    frame = results.values["nearest_transit_cafe"]
    assert frame["base"].isna().all()
    assert frame["with"].tolist() == [pytest.approx(3.75 + 5 + (360 + 22.2222) / 60, abs=1e-3)]
