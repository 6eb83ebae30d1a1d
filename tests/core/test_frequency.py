"""The frequency model against a search of the whole multi-layer graph, every pair, on Supertram."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from shapely.geometry import LineString, Point

from district_planner.core.evaluation.live import Edit
from district_planner.core.evaluation.questions import Question
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.riding import frequency_of
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions import catalogue
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import select
from district_planner.core.progress import no_progress
from district_planner.core.transit import ride_network
from district_planner.core.transit.feed import Feed
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.riding import Tables
from district_planner.core.transit.service import on_date
from district_planner.core.transit.whole import whole
from tests.core.frequency_case import assert_equal, fast, line_effects, placed, slow_straight, town, with_line


@pytest.fixture(scope="module")
def supertram(reference_data) -> Feed:
    return placed(on_date(read_feed(reference_data("sheffield-rotherham", "gtfs_supertram_winter2024.zip"))))


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


def searched_anew(network, effects) -> np.ndarray:
    """Return (origins, opportunities) ms with effects built, from all tables and the stop graph made from nothing."""
    places, graph = network.model.whole(effects)
    tables = network.ways(places, (), no_progress)
    times = network._times(network._some_of(tables, whole(graph.searched())), no_progress)
    return dense(network, times)


def dense(network, times) -> np.ndarray:
    found = np.full((len(network.origin_places), len(network.opportunity_places)), np.inf)
    for block in range(network.base.blocks):
        rows = times.every_row(block)
        found[rows.origins[rows.row], rows.opportunity] = rows.ms
    return found


@pytest.mark.parametrize("mode", ["transit", "bike_and_ride"])
@pytest.mark.parametrize("looked", ["where it gains", "everywhere"])
@pytest.mark.parametrize("looked_up", [0, 20_000])
def test_looking_only_where_a_line_gains_finds_what_looking_everywhere_finds(
    monkeypatch, supertram, mode, looked, looked_up
):
    monkeypatch.setattr(Tables, "rides", 10**9 if looked == "where it gains" else -1)
    monkeypatch.setattr(ride_network, "LOOKED_UP", looked_up)
    district, stops, offers = town(supertram, 60, 7)
    route = sorted({r for lines in offers.values() for r in lines})[0]
    chance, names = random.Random(8), sorted(stops)
    _, network = fast(district, (), mode)
    base, gained_by_riding = dense(network, network.base), 0
    for number in range(12):
        # From beside one stop to beside another, or past all of them; every third time with a shorter headway too.
        ends = [stops[chance.choice(names)] for _ in "ab"]
        off = chance.choice([60.0, 900.0, 4000.0])
        line = LineString([(p.x + off, p.y + 25.0) for p in ends])
        if line.length < 800:
            continue
        given = {"stops": f"[0, {line.length / 3:.1f}, {line.length}]", "headway_min": 4}
        drawn = [Intervention("new", "light_rail", line, "", False, given)]
        if number % 3 == 0:
            often = {"change": "headway", "routes": f'["{route}"]', "headway_min": 3}
            drawn.append(Intervention("often", "transit_change", Point(0, 0), "", False, often))
        effects = tuple(e for mine in catalogue.effects(drawn).values() for e in mine)

        got = dense(network, network.vary(effects))

        assert network.model.built(effects).extension is not None
        np.testing.assert_array_equal(got, searched_anew(network, effects))
        near = np.zeros(len(network.origin_places), dtype=bool)
        for stop in effects[0].stops:
            near |= np.hypot(*(network.origin_places.centre - [stop.x, stop.y]).T) < 4000.0
        gained_by_riding += int((got < base)[~near].sum())
    assert gained_by_riding > 100, "who lives far from every new stop gains too"


@pytest.mark.parametrize("minutes", [1.5, 1.7])
def test_an_interchange_of_100_m_counts_also_where_one_would_not_walk_so_far(supertram, minutes):
    # 100 m x 1.3 at 4.8 km/h take 97.5 s: more than a limit of 90 s, less than one of 102 s. The line begins 98 m from
    # a stop: 95.55 s.
    district, stops, _ = town(supertram, 60, 7, transit_walk_min=minutes)
    name = sorted(stops)[3]
    line = LineString([(stops[name].x + 98, stops[name].y), (stops[name].x + 6000, stops[name].y)])
    drawn = Intervention("new", "light_rail", line, "", False, {"stops": f"[0, {line.length}]"})
    effects = catalogue.effects([drawn])["new"]
    _, network = fast(district, (), "transit")
    old = list(network.model.stops.id).index(name)

    changes = network.model.built(effects).extension.added.changes

    assert (len(network.model.stops), old, 95_550.0) in set(zip(changes.row, changes.other, changes.ms))
    np.testing.assert_array_equal(dense(network, network.vary(effects)), searched_anew(network, effects))


def test_a_pair_that_a_line_brings_to_the_very_limit_is_within_it(supertram):
    district, stops, _ = town(supertram, 50, 3)
    effects = line_effects(supertram, stops)
    without, _ = fast(district, (), "transit")
    times, _ = fast(district, effects, "transit")
    pair, ms = max(((pair, ms) for pair, ms in times.items() if pair not in without), key=lambda one: one[1])

    at_it, _ = fast(district, effects, "transit", limit=ms / 60_000)
    below, _ = fast(district, effects, "transit", limit=(ms - 1) / 60_000)

    assert at_it[pair] == ms
    assert pair not in below


def test_two_lines_share_a_stop_and_a_headway_shortens_with_it(supertram):
    district, stops, offers = town(supertram, 40, 4)
    route = "SYT_PURP"  # All its trips of the morning run the whole way, so every pair of stops has the new headway.
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
