"""Opportunities shared with all who reach them: the worked examples, what is conserved, and who competes."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from shapely.geometry import LineString, Point, box

from district_planner.core import evaluate, open_district
from district_planner.core.district import District
from district_planner.core.errors import DistrictDataError
from district_planner.core.evaluation import attribution
from district_planner.core.evaluation.explain import explain
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.session import Session
from district_planner.core.indicators.registry import default_indicators
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import select
from tests.oracle import Oracle, shared
from tests.oracle.cases import district_of, random_district, random_interventions, street

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "examples" / "amp_sbp.gpkg"
SHARED = ("competition", "competitionwithin", "availability")

# On foot 80 m are a minute. A ring home 1 - place 1 - home 2 - place 2 whose streets are the times of methods A9.
BANDS_RING = {  # t = [[8, 18], [12, 5]]
    "h1": (0, 0), "o1": (640, 0), "h2": (640, 960), "o2": (240, 960),
    "ways": [[], [], [], [(-120, 960), (-120, 0)]],
}  # fmt: skip
DECAY_RING = {  # t = [[10, 20], [25, 5]]
    "h1": (0, 0), "o1": (800, 0), "h2": (800, 800), "o2": (400, 800),
    "ways": [[], [(1400, 0), (1400, 800)], [], [(-200, 800), (-200, 0)]],
}  # fmt: skip


def ring(places, people, supply, settings=None):
    order = ("h1", "o1", "h2", "o2", "h1")
    streets = [
        street(f"{a}{b}", [places[a], *between, places[b]]) for a, b, between in zip(order, order[1:], places["ways"])
    ]
    homes = [{"id": name, "people": p, "geometry": Point(places[name])} for name, p in zip(("h1", "h2"), people)]
    gps = [
        {"id": name, "category": "gp", "weight": s, "geometry": Point(places[name])}
        for name, s in zip(("o1", "o2"), supply)
    ]
    return district_of({"streets": streets, "homes": homes, "opportunities": gps}, settings)


def measured(district, measure, **asked):
    results = evaluate(district, request=Request(attribution=(), **asked))
    return results, results.values[measure]["base"].to_numpy()


def test_a9_two_step_floating_catchment():
    # R = 10 / 1500 and 6 / 1500 (all within 20 min); A = 0.010667 for both, per person; Σ A P = 16.
    district = ring(BANDS_RING, (1000.0, 500.0), (10.0, 6.0))
    results, found = measured(
        district, "competitionwithin_walk_gp_people_20", indicators=("competitionwithin",), cutoffs=(20.0,)
    )
    assert found / 1000.0 == pytest.approx([0.010667, 0.010667], abs=5e-7)
    assert math.fsum(found / 1000.0 * np.array([1000.0, 500.0])) == pytest.approx(16.0)
    # The mean over people is what everybody has together: 16 for 1,500 people.
    figures = results.figures.set_index("figure")["base"]
    assert figures["competitionwithin_walk_gp_people_20_mean"] == pytest.approx(1000.0 * 16.0 / 1500.0)


def test_a9_enhanced_floating_catchment():
    # R = 10 / (1000 + 0.68 · 500) and 6 / (0.68 · 1000 + 500); A = R1 + 0.68 R2 and 0.68 R1 + R2.
    district = ring(BANDS_RING, (1000.0, 500.0), (10.0, 6.0))
    _, found = measured(district, "competition_walk_gp_people", indicators=("competition",))
    assert found / 1000.0 == pytest.approx([0.010920, 0.010159], abs=5e-7)
    assert math.fsum(found / 1000.0 * np.array([1000.0, 500.0])) == pytest.approx(16.0)


def test_a9_spatial_availability():
    # A = [40.335, 159.665] of 200; per 1,000 of the 100 and the 300 people.
    district = ring(DECAY_RING, (100.0, 300.0), (50.0, 150.0))
    name = "availability_walk_gp_people_exponential_rate0p1"
    _, found = measured(district, name, indicators=("availability",), decay="exponential_rate:0.1")
    available = found / 1000.0 * np.array([100.0, 300.0])
    assert available == pytest.approx([40.335, 159.665], abs=5e-4)
    assert math.fsum(available) == pytest.approx(200.0)


@pytest.mark.parametrize(
    ("minutes", "weight"), [(10, 1.0), (10.5, 0.68), (20, 0.68), (20.5, 0.22), (30, 0.22), (31, 0)]
)
def test_a_band_holds_its_last_minute_and_not_its_first(minutes, weight):
    # Ten people beside the place and nobody there: R = 3 / 10, and the band's weight of it is what is left far away.
    road = street("road", [(0, 0), (3000, 0)])
    homes = [{"id": "a", "people": 10.0, "geometry": Point(0, 0)}, {"id": "b", "people": 0.0,
             "geometry": Point(80.0 * minutes, 0)}]  # fmt: skip
    gp = {"id": "gp", "category": "gp", "weight": 3.0, "geometry": Point(0, 0)}
    district = district_of({"streets": [road], "homes": homes, "opportunities": [gp]})
    _, found = measured(district, "competition_walk_gp_people", indicators=("competition",), limits=(("walk", 15.0),))
    assert found == pytest.approx([300.0, 300.0 * weight])


def test_bands_are_the_districts_own_and_a_wrong_list_says_what_to_write():
    fast = ring(BANDS_RING, (1000.0, 500.0), (10.0, 6.0), {"competition_bands": "[[10, 1], [20, 0.42], [30, 0.09]]"})
    _, found = measured(fast, "competition_walk_gp_people", indicators=("competition",))
    r = 10 / (1000 + 0.42 * 500), 6 / (0.42 * 1000 + 500)
    assert found / 1000.0 == pytest.approx([r[0] + 0.42 * r[1], 0.42 * r[0] + r[1]])
    for wrong in ("[[10, 1], [5, 0.5]]", "[]x", "[10, 1]", "[[10, -1]]", "[[0, 1]]", "[[10, 0]]"):
        district = ring(BANDS_RING, (1.0, 1.0), (1.0, 1.0), {"competition_bands": wrong})
        with pytest.raises(DistrictDataError, match="Write"):
            measured(district, "competition_walk_gp_people", indicators=("competition",))


def test_none_of_them_is_measured_where_nobody_asks():
    assert not set(SHARED) & set(default_indicators())
    results = evaluate(ring(BANDS_RING, (1.0, 1.0), (1.0, 1.0)), request=Request(attribution=()))
    assert not {m.indicator for m in results.measures} & set(SHARED)


def test_new_places_are_shared_and_new_residents_compete():
    # All within 20 min. A third place of 4 beside home 1: (10 + 6) / 1500 becomes 20 / 1500 for both.
    # 500 more residents at home 2: every share is of 2,000 people, for those who lived there before too.
    district = ring(BANDS_RING, (1000.0, 500.0), (10.0, 6.0))
    place = Intervention("gp", "amenity", Point(0, 0), attributes={"categories": "gp"})
    housing = Intervention("new", "housing", box(635, 955, 645, 965), attributes={"people": 500.0})
    asked = Request(indicators=("competitionwithin",), cutoffs=(20.0,), categories=("gp",))
    results = evaluate(district, request=asked, interventions=[place, housing])
    alone = results.scores.set_index(["intervention", "figure"])["alone"]
    figure = "competitionwithin_walk_gp_people_20_mean"
    assert alone["gp", figure] == pytest.approx(1000.0 * 17.0 / 1500.0)
    assert alone["new", figure] == pytest.approx(1000.0 * 16.0 / 2000.0)
    together = results.figures.set_index("figure")["with"]
    assert together[figure] == pytest.approx(1000.0 * 17.0 / 2000.0)
    # They have a row of their own, and the mean of the others stays one over the 1,500.
    assert together[f"{figure}_new"] == pytest.approx(1000.0 * 17.0 / 2000.0)


def pull(ms):
    return 1.0 if ms <= 120_000 else 0.68 if ms <= 240_000 else 0.22 if ms <= 480_000 else 0.0


@pytest.mark.parametrize(("seed", "mode"), list(enumerate(("walk", "wheelchair", "cycle", "ecycle"))))
def test_random_districts_agree_with_the_oracle_to_the_last_digit(seed, mode):
    bare = random_district(seed)
    district = replace(bare, settings={"competition_bands": "[[2, 1], [4, 0.68], [8, 0.22]]"})
    drawn = random_interventions(district, seed)
    request = Request(modes=(mode,), indicators=("competition",), limits=((mode, 8.0),), alternatives="best")
    session = Session(replace(district, interventions=drawn), select(replace(district, interventions=drawn)), request)
    places, origins = session.scope.opportunities, session.scope.origins
    for on in (frozenset(), frozenset(one.id for one in drawn)):
        times = Oracle(district, [one for one in drawn if one.id in on], mode, 8.0).times()
        state = session.state(on)
        there = origins.owned(on)
        for of in ("people", "employees"):
            demand = {str(i): float(p) for i, p, h in zip(origins.id, getattr(origins, of), there) if h and p > 0}
            supply = {
                str(i): float(w)
                for i, w, e in zip(places.id, places.weight, state.exists & places.of_category("cafe"))
                if e
            }
            want = shared(times, supply, demand, pull, [str(i) for i in origins.id[there]])
            got = dict(zip(origins.id[there].astype(str), state.values[f"competition_{mode}_cafe_{of}"][there]))
            assert got == want
            assert any(got.values())
            reached = [w for to, w in supply.items() if any((k, to) in times for k in demand)]
            assert math.fsum(got[k] / 1000.0 * p for k, p in demand.items()) == pytest.approx(math.fsum(reached))


@pytest.fixture(scope="module")
def sample() -> District:
    return open_district(SAMPLE)


def test_beyond_the_window_too_whoever_competes_has_the_numbers_of_the_whole_set(monkeypatch):
    # Within 5 min (400 m) the new residents at 0 share the café at 390 with the home at 780, which has a second café at
    # 1170: farther from the new residents than the window of twice 400 m, and yet in a value that they change.
    home = {"id": "h", "people": 10.0, "geometry": Point(780, 0)}
    first = {"id": "first", "category": "cafe", "weight": 1.0, "geometry": Point(390, 0)}
    road = street("road", [(-500, 0), (3000, 0)])
    district = district_of({"streets": [road], "homes": [home], "opportunities": [first]})
    housing = Intervention("new", "housing", box(-1, 0, 1, 2), attributes={"people": 30.0})
    second = Intervention("second", "amenity", Point(1170, 0), attributes={"categories": "cafe"})
    asked = Request(indicators=("competitionwithin",), cutoffs=(5.0,), limits=(("", 5.0),), attribution=("last_in",))
    monkeypatch.setattr(attribution, "MOST_AT_ONCE", 1)
    scores = evaluate(district, request=asked, interventions=[housing, second]).scores
    found = scores.set_index(["intervention", "figure"]).loc["new", "competitionwithin_walk_cafe_people_5_mean"]
    # Without them (1 + 1) / 10, with them 1 / 40 + 1 / 10, for each of the ten who lived there before.
    assert found["last_in"] == pytest.approx(200.0)
    assert found["together"] == pytest.approx(125.0)


def test_a_link_that_moves_no_figure_says_whom_it_gives_more_and_whom_less():
    # A hundred live beside a café of their own and are the median. Far away nine share another: seven beside it, two 15
    # minutes round about (1,200 m), where a link of 400 m brings them into the first band. 1 / (7 + 2 · 0.68) becomes
    # 1 / 9 for the seven, who have less, and 0.68 of the former 1 / 9 for the two, who have more. The mean
    # stays, and would differ in its last digit if it were not rounded.
    streets = [street("own", [(9000, 0), (9100, 0)]), street("round", [(0, 0), (0, 400), (400, 400), (400, 0)])]
    homes = [
        {"id": "hundred", "people": 100.0, "geometry": Point(9000, 0)},
        {"id": "seven", "people": 7.0, "geometry": Point(0, 0)},
        {"id": "two", "people": 2.0, "geometry": Point(400, 0)},
    ]
    cafes = [
        {"id": name, "category": "cafe", "weight": 1.0, "geometry": Point(x, 0)} for name, x in (("a", 9000), ("b", 0))
    ]
    district = district_of({"streets": streets, "homes": homes, "opportunities": cafes})
    link = Intervention("link", "walking_link", LineString([(0, 0), (400, 0)]))
    results = evaluate(district, request=Request(indicators=("competition",)), interventions=[link])
    found = results.values["competition_walk_cafe_people"]
    assert found["base"].to_dict() == pytest.approx({"hundred": 10.0, "seven": 1000 / 8.36, "two": 680 / 8.36})
    assert found["with"].to_dict() == pytest.approx({"hundred": 10.0, "seven": 1000 / 9, "two": 1000 / 9})
    assert results.figures["base"].tolist() == results.figures["with"].tolist()
    row = results.summary.iloc[0]
    assert row["effect"] == "no"
    assert row["why"] == "it only shares cafés otherwise: 2 people have more, 7 less"


def test_why_this_score_gives_the_value_of_the_table(sample):
    asked = Request(indicators=("competition",), categories=("cafe",), alternatives="best")
    session = Session(sample, select(sample, "", "today", None, "best"), asked)
    on = frozenset(one.id for one in session.selection.candidates if one.kind in ("amenity", "walking_link"))
    name, state = "competition_walk_cafe_people", session.state(on)
    origin = int(np.argmax(state.values[name] - session.base.values[name]))
    found = explain(session, str(session.scope.origins.id[origin]), name, on)
    assert (found.base, found.with_all) == (session.base.values[name][origin], state.values[name][origin])
    assert found.with_all > found.base
    assert found.reasons
