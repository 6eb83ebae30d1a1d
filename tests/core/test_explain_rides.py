"""Why this score, by public transport: the journey base and with, checked by hand and against the table of times."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, Point

from district_planner.core.district import District
from district_planner.core.evaluation.explain import explain
from district_planner.core.evaluation.explanation import Way
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import select
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.service import on_date
from tests.core.frequency_case import hand, placed, town
from tests.oracle.cases import district_of, street

MIN = 60_000.0


def session_of(district: District, **request: object) -> Session:
    return Session(district, select(district, "", "today", None, "best"), Request(**request))  # type: ignore[arg-type]


def bent(tmp_path) -> District:
    """A bus A to B to C, 9 km; a home round the corner from A, a café up the road from C, and a tram with a bend."""
    ways = [street("s", [(0, 0), (-80, 0)], name="Station Street"), street("h", [(-80, 0), (-80, 160)], name="Hill"),
            street("t", [(9000, 0), (9000, 400)], name="Top Road")]  # fmt: skip
    district = hand(tmp_path, {
        "streets": ways, "homes": [{"id": "h", "people": 10.0, "geometry": Point(-80, 160)}],
        "opportunities": [{"id": "p", "name": "Far café", "category": "cafe", "weight": 1.0,
                           "geometry": Point(9000, 160)}],
    })  # fmt: skip
    tram = Intervention("tram", "light_rail", LineString([(-80, 0), (4500, 1000), (9000, 400)]), "The tram", False,
                        {"stops": f"[0, {LineString([(-80, 0), (4500, 1000), (9000, 400)]).length}]",
                         "headway_min": 10.0})  # fmt: skip
    return replace(district, interventions=(tram,))


def legs(way: Way) -> list[tuple[str, str, str, float]]:
    return [(leg.kind, leg.name, leg.intervention, leg.ms) for leg in way.legs]


def test_a_journey_by_hand_base_and_with(tmp_path):
    # 80 m are 1 min. On foot 160 m of Hill and 80 m of Station Street to A; one bus an hour, 30 min, counted as 15; 20
    # min; 160 m of Top Road. With: 160 m of Hill to the tram, 5 min, its run, 240 m down from its end.
    session = session_of(bent(tmp_path), modes=("transit",), indicators=("nearest",))
    found = explain(session, "h", "nearest_transit_cafe", frozenset({"tram"}))
    (reason,) = found.reasons
    before, after = reason.base_way, reason.with_way
    assert legs(before) == [
        ("street", "Hill", "", 2 * MIN), ("street", "Station Street", "", MIN), ("wait", "", "", 15 * MIN),
        ("ride", "1", "", 20 * MIN), ("street", "Top Road", "", 2 * MIN),
    ]  # fmt: skip
    # The bus passes B, 3 km along.
    drawn = LineString([(-80, 160), (-80, 0), (0, 0), (3000, 0), (9000, 0), (9000, 160)])
    assert before.geometry.equals(drawn)
    assert before.ms == reason.base_ms == 40 * MIN == found.base * MIN
    run = after.legs[2].ms
    assert legs(after) == [
        ("street", "Hill", "", 2 * MIN), ("wait", "", "", 5 * MIN), ("ride", "The tram", "tram", run),
        ("street", "Top Road", "", 3 * MIN),
    ]  # fmt: skip
    # 9,227.6 m at 80 km/h with 1 m/s²: d / V + V = 415.2 + 22.2 s.
    metres = np.hypot(4580, 1000) + np.hypot(4500, 600)
    assert run == round(1000 * (metres / (80 / 3.6) + 80 / 3.6))
    line = LineString([(-80, 160), (-80, 0), (4500, 1000), (9000, 400), (9000, 160)])
    assert after.geometry.equals(line)
    assert after.ms == reason.with_ms
    assert found.with_all == after.ms / MIN
    told = [(part.what, part.routes, part.service, part.to) for part in after.trip]
    assert told == [("walk", (), "", "The tram 1"), ("wait", (), "", "The tram 1"),
                    ("ride", ("The tram",), "tram", "The tram 2"), ("walk", (), "", "")]  # fmt: skip


def test_a_figure_between_nodes_is_explained_by_its_journey(tmp_path):
    # From A itself: 15 min, 20 min, and 160 m up Top Road.
    district = bent(tmp_path)
    nodes = district_of({"nodes": [{"id": "a", "name": "West", "geometry": Point(0, 0)},
                                   {"id": "c", "name": "East", "geometry": Point(9000, 160)}]})  # fmt: skip
    district = replace(district, tables={**district.tables, "nodes": nodes.table("nodes")})
    session = session_of(district, modes=("transit",), indicators=("node_time",))
    (figure,) = (pair.measure.name for _, pair in session.pair_specs)
    found = explain(session, "a", figure, frozenset({"tram"}))
    (reason,) = found.reasons
    assert [(part.what, part.ms / MIN) for part in reason.base_way.trip] == [("wait", 15), ("ride", 20), ("walk", 2)]
    assert reason.base_way.ms == reason.base_ms == 37 * MIN
    assert reason.with_way.ms == reason.with_ms < 37 * MIN


def test_walks_count_twice_in_generalised_minutes_and_both_are_kept(tmp_path):
    session = session_of(bent(tmp_path), modes=("transit",), indicators=("nearest",), minutes="generalised")
    (reason,) = explain(session, "h", "nearest_transit_cafe", frozenset()).reasons
    way = reason.base_way
    # Walks 5 min and the wait 15 min count twice.
    assert way.ms == reason.base_ms == 60 * MIN
    assert way.real_ms == 40 * MIN


def test_by_timetable_the_journey_is_that_of_the_percentile(tmp_path):
    # 07:00 to 09:00. Buses leave A at 07:00 and 08:00 only, 3 min on foot from home; 25 min from A to the café. Who
    # leaves until 07:57, 58 minutes, arrives at 08:22: 82 to 25 min; the others never within the 90 min.
    # The 25th percentile is the 30th of 120: 54 min, that of 07:28.
    session = session_of(
        bent(tmp_path), modes=("transit",), indicators=("nearest",), transit_model="timetable", percentile=25.0
    )
    (reason,) = explain(session, "h", "nearest_transit_cafe", frozenset()).reasons
    way = reason.base_way
    assert way.ms == reason.base_ms == 54 * MIN
    assert [(part.what, part.begins_s / 60 - 420, part.ms / MIN) for part in way.trip] == [
        ("walk", 28, 3), ("wait", 31, 29), ("ride", 60, 20), ("walk", 80, 2),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def supertram(reference_data) -> District:
    """Forty homes and places around the stops of Supertram, and a line drawn across."""
    feed = placed(on_date(read_feed(reference_data("sheffield-rotherham", "gtfs_supertram_winter2024.zip"))))
    district, stops, _ = town(feed, 40)
    names = sorted(stops)
    a, b = stops[names[3]], stops[names[-4]]
    way = LineString([(a.x + 40, a.y + 30), ((a.x + b.x) / 2 + 600, (a.y + b.y) / 2), (b.x - 50, b.y)])
    line = {"stops": str([round(way.length * k / 9, 1) for k in range(10)]), "headway_min": 6}
    return replace(district, interventions=(Intervention("new", "light_rail", way, "New", False, line),))


def followed(session: Session, measure: str, origins: int) -> list[Way]:
    """Return the ways of all reasons of some origins; each adds up to the table."""
    ways = []
    for origin in session.scope.origins.id[:origins]:
        for reason in explain(session, str(origin), measure, frozenset({"new"})).reasons:
            for way, ms in ((reason.base_way, reason.base_ms), (reason.with_way, reason.with_ms)):
                assert (way is None) == np.isinf(ms)
                if way is not None:
                    assert way.ms == ms == sum(part.ms for part in way.trip)
                    ways.append(way)
    return ways


@pytest.mark.parametrize(("request_", "origins"), [
    ({"modes": ("transit",)}, 8), ({"modes": ("bike_and_ride",)}, 8),
    ({"modes": ("transit",), "minutes": "generalised"}, 8),
    ({"modes": ("transit",), "transit_model": "timetable", "percentile": 75.0}, 2),
])  # fmt: skip
def test_every_journey_around_supertram_adds_up_to_the_table(supertram, request_, origins):
    session = session_of(supertram, indicators=("count",), cutoffs=(60.0,), categories=("cafe",), **request_)
    ways = followed(session, f"count_{request_['modes'][0]}_cafe_60", origins)
    rides = [leg for way in ways for leg in way.legs if leg.kind == "ride"]
    assert len(ways) > 40
    assert {leg.intervention for leg in rides} == {"", "new"}
    line = supertram.interventions[0].geometry.buffer(0.01)
    assert all(shapely.within(leg.geometry, line) for leg in rides if leg.intervention)
