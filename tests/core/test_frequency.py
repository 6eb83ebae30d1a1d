"""The frequency model against a search of the whole multi-layer graph, every pair, on Supertram and small feeds."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import LineString, Point

from district_planner.core.access.catchments import CatchmentRequest, catchments
from district_planner.core.access.modes import MODES
from district_planner.core.district import District
from district_planner.core.errors import PlannerError, RequestError
from district_planner.core.evaluation.evaluate import evaluate
from district_planner.core.evaluation.live import Edit
from district_planner.core.evaluation.places import opportunities_of, origins_of
from district_planner.core.evaluation.questions import Question
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.riding import frequency_of
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions import catalogue
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import select
from district_planner.core.network.streets import build_streets
from district_planner.core.transit.feed import Feed
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.ride_network import RideNetwork
from district_planner.core.transit.service import Period, on_date
from district_planner.core.transit.stored import settings_of, tables_of
from tests.core.feed_case import folder_feed
from tests.core.ride_case import SlowRides, offers_of
from tests.oracle.cases import district_of, street

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


@pytest.fixture(scope="module")
def supertram(reference_data) -> Feed:
    return placed(on_date(read_feed(reference_data("sheffield-rotherham", "gtfs_supertram_winter2024.zip"))))


def town(feed: Feed, count: int = 60, seed: int = 1, **settings) -> tuple[District, dict[str, Point], dict]:
    """Return a district around a feed, its stops that are served in the morning, and what they offer."""
    offers = offers_of(feed, MORNING.start_s, MORNING.end_s)
    served = {stop for pair in offers for stop in pair}
    stops = {row.id: Point(row.x, row.y) for row in feed.stops.itertuples() if row.id in served}
    return with_feed(feed, scattered(feed.stops, count, seed), **settings), stops, offers


@pytest.mark.parametrize("mode", ["transit", "bike_and_ride"])
def test_supertram_equals_the_search_of_the_whole_graph(supertram, mode):
    district, stops, offers = town(supertram)
    want = slow_straight(district, offers, stops, mode).times([f"h{i:03}" for i in range(60)], 90)

    got, _ = fast(district, (), mode)

    assert len(want) > 3000
    assert_equal(want, got)


def test_supertram_in_generalised_minutes(supertram):
    district, stops, offers = town(supertram, 40, 2)
    weights = {"walk_weight": 2.0, "wait_weight": 2.0, "penalty_ms": 300_000}
    want = slow_straight(district, offers, stops, "transit", **weights).times([f"h{i:03}" for i in range(40)], 90)

    got, _ = fast(district, (), "transit", "generalised")

    assert_equal(want, got)


# A drawn line across Supertram: stops as kinds place them, straight from the intervention's own effect.


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


@pytest.mark.parametrize(("mode", "minutes"), [
    ("transit", "clock"), ("bike_and_ride", "clock"), ("transit", "generalised"),
])  # fmt: skip
def test_a_drawn_line_equals_the_search_of_the_whole_graph(supertram, mode, minutes):
    district, stops, offers = town(supertram, 50, 3)
    effects = line_effects(supertram, stops)
    more, every = with_line(offers, None, stops, effects)
    felt = {"walk_weight": 2.0, "wait_weight": 2.0, "penalty_ms": 300_000} if minutes == "generalised" else {}
    homes = [f"h{i:03}" for i in range(50)]
    want = slow_straight(district, more, every, mode, **felt).times(homes, 90)
    without = slow_straight(district, offers, stops, mode, **felt).times(homes, 90)

    got, network = fast(district, effects, mode, minutes)

    assert network.model.built(effects).extension is not None, "an addition needs no search on a changed graph"
    assert sum(want.get(pair) != without.get(pair) for pair in want) > 100
    assert_equal(want, got)


def test_two_lines_share_a_stop_and_a_headway_shortens_with_it(supertram):
    district, stops, offers = town(supertram, 40, 4)
    route = sorted({r for lines in offers.values() for r in lines})[0]
    first = line_effects(supertram, stops)
    end = first[0].stops[-1]
    branch = LineString([(end.x, end.y), (end.x + 1500, end.y + 900)])
    second = catalogue.effects([
        Intervention("branch", "light_rail", branch, "", False, {"stops": f"[0, {branch.length}]", "headway_min": 12}),
        Intervention("often", "transit_change", Point(0, 0), "", False,
                     {"change": "headway", "routes": f'["{route}"]', "headway_min": 2}),
    ])  # fmt: skip
    effects = (*first, *second["branch"], *second["often"])
    more, every = with_line(offers, None, stops, effects)
    spur = second["branch"][0]
    every["n10"] = Point(spur.stops[1].x, spur.stops[1].y)
    for pair in (("n9", "n10"), ("n10", "n9")):
        more[pair] = {"branch": (5.0, spur.leg_ms[0] / 60000)}
    for lines in more.values():
        if route in lines:
            lines[route] = (30.0, lines[route][1])
    want = slow_straight(district, more, every, "transit").times([f"h{i:03}" for i in range(40)], 90)

    got, network = fast(district, effects, "transit")

    assert network.model.built(effects).extension is not None
    assert_equal(want, got)


@pytest.mark.parametrize("what", ["withdrawn", "closed", "slower", "replaced"])
def test_what_gets_longer_is_searched_again(supertram, what):
    district, stops, offers = town(supertram, 40, 5)
    route = sorted({r for lines in offers.values() for r in lines})[-1]
    shut = sorted(stops)[10]
    given = {
        "withdrawn": {"change": "route_withdrawn", "routes": f'["{route}"]'},
        "closed": {"change": "stop_closed", "stops": f'["{shut}"]'},
        "slower": {"change": "speed", "routes": f'["{route}"]', "speed_factor": 0.5},
    }
    effects = ()
    more, every = offers, dict(stops)
    if what == "replaced":
        effects = line_effects(supertram, stops, replaces=f'["{route}"]')
        more, every = with_line(offers, None, stops, effects)
    else:
        one = Intervention("c", "transit_change", stops[shut], "", False, given[what])
        effects = catalogue.effects([one])["c"]
    more = {pair: dict(lines) for pair, lines in more.items()}
    for pair, lines in more.items():
        if what == "closed" and shut in pair:
            lines.clear()
        if what in ("withdrawn", "replaced"):
            lines.pop(route, None)
        if what == "slower" and route in lines:
            lines[route] = (lines[route][0], lines[route][1] / 0.5)
    more = {pair: lines for pair, lines in more.items() if lines}
    want = slow_straight(district, more, every, "transit").times([f"h{i:03}" for i in range(40)], 90)

    got, network = fast(district, effects, "transit")

    assert network.model.built(effects).graph is not None
    assert_equal(want, got)


def test_the_closed_stop_is_the_nearest_to_the_drawn_point(supertram):
    district, stops, _ = town(supertram, 10, 5)
    shut = sorted(stops)[10]
    spot = Point(stops[shut].x + 3, stops[shut].y)
    named = Intervention("c", "transit_change", spot, "", False, {"change": "stop_closed", "stops": f'["{shut}"]'})
    drawn = replace(named, attributes={"change": "stop_closed"})

    assert (
        fast(district, catalogue.effects([named])["c"], "transit")[0]
        == (fast(district, catalogue.effects([drawn])["c"], "transit")[0])
    )


def test_the_dense_closure_and_the_search_agree(supertram):
    district, _, _ = town(supertram, 5)
    graph = frequency_of(district, Request(), None, ()).today

    assert np.array_equal(graph.times, graph.searched())


# A trip by hand


def hand(tmp_path, tables, **settings) -> District:
    feed = on_date(read_feed(folder_feed(tmp_path / "feed")))
    xy = {"A": (0.0, 0.0), "B": (3000.0, 0.0), "C": (9000.0, 0.0)}
    at = np.array([xy[name] for name in feed.stops["id"]])
    return with_feed(feed.placed(at[:, 0], at[:, 1]), tables, **settings)


def along(tables) -> dict:
    return {"homes": [{"id": "h", "people": 10.0, "geometry": Point(-80, 0)}],
            "opportunities": [{"id": "p", "category": "cafe", "weight": 1.0, "geometry": Point(9000, 160)}],
            **tables}  # fmt: skip


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


def test_a_line_that_is_dragged_previews_as_it_is_evaluated(supertram):
    district, stops, _ = town(supertram, 30, 6)
    asked = Request(modes=("transit",), indicators=("count",), categories=("cafe",))
    session = Session(district, select(district), asked)
    # Questions about cafés are about the nearest; here it is the mean number of them within 45 minutes.
    figure = next(spec.name for spec in session.specs if spec.measure.name == "count_transit_cafe_45")
    question = Question("q", "", figure, "count_transit_cafe_45")
    for shift in (0.0, 150.0):
        names = sorted(stops)
        a, b = stops[names[3]], stops[names[-4]]
        line = LineString([(a.x + 40 + shift, a.y + 30), (b.x - 50, b.y + shift)])
        one = Intervention("new", "light_rail", line, "", False, {"stops": f"[0, 900, {line.length}]"})
        shown = session.preview(Edit("new", one), frozenset(), question)
        scored = Session(
            replace(district, interventions=(one,)), select(replace(district, interventions=(one,))), asked
        )
        assert shown.headline.after == scored.state(frozenset({"new"})).figures[question.figure]
        assert shown.headline.before == scored.base.figures[question.figure]


@pytest.mark.parametrize("category", ["cafe", "pt_stop"])
def test_stops_of_a_dragged_line_count_only_for_questions_about_stops(supertram, category):
    # Both categories are measured; the preview of one must not rest on whether the other was looked at.
    district, stops, _ = town(supertram, 30, 6)
    asked = Request(modes=("transit",), indicators=("count",), categories=("cafe", "pt_stop"))
    session = Session(district, select(district), asked)
    figure = next(spec.name for spec in session.specs if spec.measure.name == f"count_transit_{category}_45")
    question = Question("q", "", figure, f"count_transit_{category}_45")
    names = sorted(stops)
    a, b = stops[names[3]], stops[names[-4]]
    line = LineString([(a.x + 40, a.y + 30), (b.x - 50, b.y)])
    one = Intervention("new", "light_rail", line, "", False, {"stops": f"[0, 900, {line.length}]"})

    shown = session.preview(Edit("new", one), frozenset(), question)

    built = replace(district, interventions=(one,))
    scored = Session(built, select(built), asked).state(frozenset({"new"}))
    assert shown.headline.after == scored.figures[figure]
    assert category == "cafe" or shown.headline.after > shown.headline.before


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
