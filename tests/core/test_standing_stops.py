"""Stops as places: gone where nothing calls any more, and one place where lines or a line and a stop share it."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import LineString, Point

from district_planner.core.access.catchments import CatchmentRequest, catchments
from district_planner.core.access.moving import MovingCatchment
from district_planner.core.evaluation import attribution
from district_planner.core.evaluation.evaluate import evaluate
from district_planner.core.evaluation.live import Edit
from district_planner.core.evaluation.questions import Question
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import select
from tests.core.standing_case import HOMES, METRES, change, counted, district, line, standing

ASKED = Request(indicators=("count", "nearest", "index15"), categories=("pt_stop",))

WITHDRAWN = change("r", "route_withdrawn", routes=["R"])
GIVEN_UP = change("q", "route_withdrawn", routes=["Q"])
ROUND = LineString([(100, 0), (500, 0), (300, 400), (100.5, 0)])
LOOP = Intervention("k", "light_rail", ROUND, "", False, {"stops": f"[0, 400, {ROUND.length}]"})
CASES = {
    # Of A at 0, B at 300, C at 900 and D at 1190 m: what stands within 400, 800 and 1,200 m of the home at 0.
    "nothing": ((), (2, 2, 4)),
    "C, where Q calls too, stays": ((WITHDRAWN,), (0, 0, 2)),
    "only D was Q's alone": ((GIVEN_UP,), (2, 2, 3)),
    "both routes gone": ((WITHDRAWN, GIVEN_UP), (0, 0, 0)),
    "B closed by name": ((change("c", "stop_closed", stops=["B"]),), (1, 1, 3)),
    "B closed, the nearest to the point": ((change("c", "stop_closed", 340.0),), (1, 1, 3)),
    "no stop within 100 m": ((change("c", "stop_closed", 500.0),), (2, 2, 4)),
    "C closed to R, where Q calls": ((change("c", "stop_closed", stops=["C"], routes=["R"]),), (2, 2, 4)),
    "B closed to R, where nothing else calls": ((change("c", "stop_closed", stops=["B"], routes=["R"]),), (1, 1, 3)),
    "C closed to each route by another": (
        (change("c", "stop_closed", stops=["C"], routes=["R"]), change("d", "stop_closed", stops=["C"], routes=["Q"])),
        (2, 2, 3),
    ),
    "more often, and faster": (
        (change("f", "headway", routes=["R"], headway_min=5), change("v", "speed", routes=["Q"], speed_factor=2)),
        (2, 2, 4),
    ),
    # Stops at 100 and 500 m; 100.8 is 0.8 m from the first, 102 two metres.
    "two lines share a stop": ((line("k", 100.0, 500.0), line("l", 100.8, 700.0)), (3, 5, 7)),
    "two lines two metres apart": ((line("k", 100.0, 500.0), line("l", 102.0, 700.0)), (4, 6, 8)),
    "a line that comes back": ((LOOP,), (3, 4, 6)),
    "a stop drawn on B": ((line("k", 300.5, 700.0),), (2, 3, 5)),
    "a stop drawn two metres from B": ((line("k", 302.0, 700.0),), (3, 4, 6)),
    "drawn on B, which closes": ((line("k", 300.5, 700.0), change("c", "stop_closed", stops=["B"])), (2, 3, 5)),
    # A and B are R's alone; the line stands in for A, and C is called at by Q.
    "a line replaces R between A and C": ((line("k", 0.0, 900.0, replaces='["R"]'),), (1, 1, 3)),
}  # fmt: skip


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    return district(tmp_path_factory.mktemp("town"))


def of(results, home: str, side: str) -> tuple[int, ...]:
    return tuple(int(results.values[f"count_walk_pt_stop_{m}"].loc[home, side]) for m in METRES)


@pytest.mark.parametrize("case", CASES)
def test_what_stands_by_hand(town, case):
    built, want = CASES[case]

    results = evaluate(town, request=ASKED, interventions=built)

    assert of(results, "h", "base") == (2, 2, 4)
    assert of(results, "h", "with") == want
    assert tuple(counted(built)["h", m] for m in METRES) == want


def test_alone_last_in_and_together_are_those_of_the_set(town):
    # Without Q (R alone) D stands and C; with both gone C goes, which neither takes away alone.
    results = evaluate(town, request=ASKED, interventions=(WITHDRAWN, GIVEN_UP))

    scores = results.scores[results.scores["figure"] == "count_walk_pt_stop_15_people_mean"]
    scores = scores.set_index("intervention")
    # Homes at 0, 650 and 1400 m have 4, 4 and 2 (C, D: 500 and 210 m; B 1,100 m: three) of four stops within 1,200 m.
    everyone = {names: sum(counted(built)[home, 15] for home in HOMES) / 3
                for names, built in (("", ()), ("r", (WITHDRAWN,)), ("q", (GIVEN_UP,)))}  # fmt: skip
    assert everyone == {"": 11 / 3, "r": 6 / 3, "q": 8 / 3}
    for name, other in (("r", "q"), ("q", "r")):
        assert scores.loc[name, "base"] == pytest.approx(everyone[""])
        assert scores.loc[name, "alone"] == pytest.approx(everyone[name])
        assert scores.loc[name, "last_in"] == pytest.approx(everyone[other])
        assert scores.loc[name, "together"] == 0.0


def test_the_nearest_stop_is_the_next_one_that_stands(town):
    # From 0 m: A at once; without R the nearest is C, 900 m or 11.25 min.
    results = evaluate(town, request=ASKED, interventions=(WITHDRAWN,))

    assert results.values["nearest_walk_pt_stop"].loc["h"].tolist() == [0.0, 11.25]


def drawn_by_chance(chance: random.Random, number: int) -> Intervention:
    name = f"{chance.choice('abyz')}{number}"
    kind = chance.randrange(5)
    if kind == 0:
        return change(name, "route_withdrawn", routes=[chance.choice("RQ")])
    if kind == 1:
        some = {"routes": [chance.choice("RQ")]} if chance.random() < 0.5 else {}
        return change(name, "stop_closed", stops=chance.sample("ABCD", chance.choice((1, 2))), **some)
    if kind == 2:
        return change(name, "stop_closed", chance.choice((10.0, 280.0, 870.0, 1203.0, 600.0)))
    # Half a metre more each time, so that chains of stops that are near to the next one only come about.
    places = [x + 0.5 * chance.randrange(6) for x in chance.sample((0.0, 100.0, 300.0, 500.0, 899.0, 1300.0), 2)]
    given = {"replaces": f'["{chance.choice("RQ")}"]'} if kind == 4 and chance.random() < 0.5 else {}
    return line(name, *places, **given)


@pytest.mark.parametrize("seed", range(8))
def test_random_sets_stand_as_plain_loops_say_alone_and_together_in_evaluation_and_preview(town, seed):
    chance = random.Random(seed)
    every = [drawn_by_chance(chance, number) for number in range(6)]
    outside = [replace(every[0], external=True)]
    world = pd.DataFrame({"id": ["w"], "name": ["w"], "year": [None], "externals": [f'["{outside[0].id}"]']})
    built = replace(town, interventions=(*outside, *every[1:]), tables={**town.tables, "worlds": world})
    asked = replace(ASKED, modes=("walk",))

    def want(*built: Intervention) -> dict[tuple[str, int], int]:
        return counted([*outside, *built])

    def got(state) -> dict[tuple[str, int], int]:
        return {(str(home), m): int(state.values[f"count_walk_pt_stop_{m}"][i])
                for i, home in enumerate(session.scope.origins.id) for m in METRES}  # fmt: skip

    session = Session(built, select(built, world="w"), asked)
    for one in every[1:]:
        rest = [other for other in every[1:] if other is not one]
        assert got(session.state(frozenset({one.id}))) == want(one)
        assert got(session.state(frozenset(other.id for other in rest))) == want(*rest)
    assert got(session.state(frozenset(one.id for one in every[1:]))) == want(*every[1:])
    assert got(session.base) == want()

    names = [spec.name for spec in session.specs]
    question = Question("q", "", names[0], "count_walk_pt_stop_10")
    for one in every[1:]:
        less = replace(built, interventions=tuple(other for other in built.interventions if other is not one))
        without = Session(less, select(less, world="w"), asked)
        some = frozenset(other.id for other in every[1:] if other is not one and chance.random() < 0.6)

        shown = without.preview(Edit(one.id, one), some, question, names)
        again = session.preview(Edit(one.id, None), some, question, names)

        before, after = without.state(some), session.state(some | {one.id})
        assert {c.name: (c.before, c.after) for c in shown.others} == {
            name: (before.figures[name], after.figures[name]) for name in names
        }
        assert {c.name: (c.before, c.after) for c in again.others} == {
            name: (after.figures[name], before.figures[name]) for name in names
        }
        moved = {str(without.scope.origins.id[i]): gain for i, gain in zip(shown.origins, shown.gain)}
        old, new = (state.values["count_walk_pt_stop_10"] for state in (before, after))
        assert moved == {str(session.scope.origins.id[i]): new[i] - old[i] for i in np.flatnonzero(old != new)}


@pytest.mark.parametrize("model", ["frequency", "timetable"])
@pytest.mark.parametrize("streets", [True, False])
def test_places_that_one_rides_to_end_alike_and_preview_as_evaluated(tmp_path, model, streets):
    # From the home at 0 m one walks to A and rides on: without Q nobody gets to D but on foot, and it is no stop.
    town = district(tmp_path, streets=streets)
    asked = replace(ASKED, modes=("transit",), transit_model=model, indicators=("count", "nearest"))
    for built in ((GIVEN_UP,), (change("c", "stop_closed", stops=["B"]),), (line("k", 300.5, 700.0),)):
        one = built[0]
        results = evaluate(town, request=asked, interventions=built)
        session = Session(town, select(town), asked)
        names = [spec.name for spec in session.specs]

        shown = session.preview(Edit(one.id, one), frozenset(), Question("q", "", names[0], ""), names)

        # Within 60 min everything is reached, whichever way.
        assert results.values["count_transit_pt_stop_60"].loc["h"].tolist() == [4, len(standing(built))]
        figures = results.figures.set_index("figure")
        for said in shown.others:
            assert (said.before, said.after) == tuple(figures.loc[said.name, ["base", "with"]])


def test_last_in_of_very_many_is_that_of_the_whole_set(town, monkeypatch):
    # The routes share C, which is 5 km from where the changes are drawn; the lines share a stop.
    built = [
        WITHDRAWN,
        GIVEN_UP,
        line("k", 100.0, 500.0),
        line("l", 100.8, 700.0),
        *(Intervention(f"w{i}", "walking_link", LineString([(0, 50 + i), (90 + i, -40)])) for i in range(4)),
    ]
    found = []
    for most in (1, 1000):
        monkeypatch.setattr(attribution, "MOST_AT_ONCE", most)
        found.append(evaluate(town, request=ASKED, interventions=built).scores)

    pd.testing.assert_frame_equal(*found)


def test_catchments_count_the_stops_that_stand(town):
    built = (WITHDRAWN, line("k", 100.0, 500.0), line("l", 100.8, 700.0))
    drawn = replace(town, interventions=built)
    here = pd.DataFrame({"id": ["x"], "name": ["X"], "geometry": [Point(0, 0)], "entrances": [None]})

    found = catchments(drawn, here, CatchmentRequest(("walk", "transit"), (15.0,), ("base", "with")))
    session = Session(drawn, select(drawn), ASKED)
    moving = MovingCatchment(session, frozenset(one.id for one in built), "walk", (15.0,)).at(0.0, 0.0)

    # C and D stay, and 100, 500 and 700 m are new.
    assert found.bands.set_index(["mode", "state"])["n_pt_stop"].to_dict() == {
        ("walk", "base"): 4, ("walk", "with"): 5, ("transit", "base"): 4, ("transit", "with"): 5,
    }  # fmt: skip
    assert moving.bands[0].counts["pt_stop"] == 5
    by_clock = catchments(
        drawn, here, CatchmentRequest(("transit",), (60.0,), ("base", "with"), transit_model="timetable")
    )
    assert by_clock.bands["n_pt_stop"].tolist() == [4, 5]


def test_a_stop_of_the_map_ends_where_it_is_closed(tmp_path):
    # M is on the map and in no timetable: withdrawing every route leaves it. A point near it closes what is served.
    more = [{"id": "M", "name": "M", "geometry": Point(50, 0)}]
    town = district(tmp_path, more_stops=more)

    def within(*built: Intervention) -> tuple[int, ...]:
        return of(evaluate(town, request=ASKED, interventions=built), "h", "with")

    assert within() == (3, 3, 5)
    assert within(WITHDRAWN, GIVEN_UP) == (1, 1, 1)
    assert within(change("c", "stop_closed", stops=["M"])) == (2, 2, 4)
    assert within(change("c", "stop_closed", 55.0)) == (2, 2, 4)


def test_without_a_timetable_the_nearest_stop_of_the_map_closes(town):
    tables = {name: table.iloc[:0] if name.startswith("transit_") else table for name, table in town.tables.items()}
    plain = replace(town, tables=tables)

    results = evaluate(plain, request=ASKED, interventions=(change("c", "stop_closed", 340.0), WITHDRAWN))

    assert of(results, "h", "with") == (1, 1, 3)


def test_what_ends_is_said(town):
    results = evaluate(town, request=ASKED, interventions=(WITHDRAWN, change("c", "stop_closed", stops=["C"])))

    said = [one for one in results.warnings if "calls at" in one]
    assert said == [
        "r leaves nothing that calls at A (A), B (B): no place to walk to any more",
        "c leaves nothing that calls at C (C): no place to walk to any more",
    ]


def test_a_stop_that_others_call_at_says_why_nothing_changes(town):
    # C keeps Q.
    one = change("c", "stop_closed", stops=["C"], routes=["R"])

    results = evaluate(town, request=ASKED, interventions=(one,))

    assert "others call there too" in results.summary.set_index("id").loc["c", "why"]
