"""The worked examples of the methods (docs/methods.md) come out of the product's own functions.

Expected numbers are those of the reference, worked out there by hand or by another program, never by this code.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from shapely.geometry import LineString, Point, box

from district_planner.core import evaluate
from district_planner.core.access.decay import NAMES, parse
from district_planner.core.errors import RequestError
from district_planner.core.evaluation.request import Request
from district_planner.core.indicators.base import Weighting
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.network.graph import comfort, run_ms
from tests.oracle.cases import district_of, street

LONG = street("long", [(0, 0), (3000, 0)])
# On foot 80 m are a minute: a place at x = 80 t is t minutes from the home at 0.
HOME = {"id": "h", "people": 10.0, "geometry": Point(0, 0)}


def at(minutes, category="jobs", weight=1.0, name=None):
    return {"id": name or f"{category}{minutes}", "category": category, "weight": weight,
            "geometry": Point(80.0 * minutes, 0)}  # fmt: skip


def value(measure, opportunities, **asked):
    district = district_of({"streets": [LONG], "homes": [HOME], "opportunities": list(opportunities)})
    results = evaluate(district, request=Request(attribution=(), **asked))
    return float(results.values[measure]["base"].iloc[0])


def test_a1_edge_time():
    # 60 · 400 / (1000 · 4.8) = 5 minutes.
    assert float(run_ms(400.0, 4.8)) == 300_000


@pytest.mark.parametrize(
    ("kth", "name", "minutes"), [(1, "nearest", 6.0), (2, "nearest2", 14.0), (4, "nearest4", None)]
)
def test_a3_nearest_and_kth_nearest(kth, name, minutes):
    found = value(f"{name}_walk_cafe", [at(t, "cafe") for t in (14, 6, 22)], indicators=("nearest",), kth=(kth,))
    assert math.isnan(found) if minutes is None else found == minutes


TIMES, AMOUNTS = (4, 9, 15, 26), (100.0, 250.0, 600.0, 1500.0)
JOBS = [at(t, weight=w) for t, w in zip(TIMES, AMOUNTS)]


def test_a4_opportunities_within_a_cutoff_that_counts():
    # 950, with the 600 that are exactly 15 minutes away.
    assert value("count_walk_jobs_15", JOBS, indicators=("count",), cutoffs=(15.0,)) == 950.0


@pytest.mark.parametrize(
    ("decay", "potential"),
    [("exponential_rate:0.1", 413.9629), ("logistic:20,5", 1014.5816), ("hansen:1", 150.4701)],
)
def test_a5_potential(decay, potential):
    name = f"gravity_walk_jobs_{parse(decay).slug}"
    assert value(name, JOBS, indicators=("gravity",), decay=decay) == pytest.approx(potential, abs=5e-5)


@pytest.mark.parametrize(
    ("decay", "at_10_20_30"),
    [
        ("exponential:10", (0.5000, 0.2500, 0.1250)),
        ("gaussian:15", (0.8007, 0.4111, 0.1353)),
        ("truncated_gaussian:30", (0.8627, 0.4936, 0.0000)),
        ("logistic:20,5", (0.9748, 0.5004, 0.0259)),
        ("linear:30", (0.6667, 0.3333, 0.0000)),
        ("linear_width:20,10", (1.0000, 0.5000, 0.0000)),
        ("power:1", (0.1000, 0.0500, 0.0333)),
        ("stepped:10,0.66,20,0.33,30,0", (0.6600, 0.3300, 0.0)),
        # The definition: 1 up to and with τ.
        ("step:20", (1.0, 1.0, 0.0)),
        # exp(−0.1 t) and max(t, 1)^−β, by their definitions.
        ("exponential_rate:0.1", (0.3679, 0.1353, 0.0498)),
        ("hansen:1", (0.1000, 0.0500, 0.0333)),
    ],
)
def test_a6_decays(decay, at_10_20_30):
    assert parse(decay)(np.array([10.0, 20.0, 30.0])) == pytest.approx(at_10_20_30, abs=5e-5)


def test_a6_every_decay_has_an_example_starts_at_one_never_rises_and_ends_at_the_limit():
    texts = {"step": "20", "linear": "30", "linear_width": "20,10", "exponential": "10", "exponential_rate": "0.1",
             "gaussian": "15", "truncated_gaussian": "30", "logistic": "20,5", "power": "1", "hansen": "1",
             "stepped": "10,0.66,20,0.33,30,0"}  # fmt: skip
    assert set(texts) == set(NAMES)
    for name, parameters in texts.items():
        decay = parse(f"{name}:{parameters}")
        weights = decay(np.linspace(0, 60, 601))
        assert weights[0] == 1.0, name
        assert (np.diff(weights) <= 0).all(), name
        assert (weights >= 0).all(), name
        # Rules 1.3: nothing counts beyond the time limit, and what is exactly there does.
        assert decay.weights(np.array([1_800_000.0, 1_800_001.0]), 1_800_000)[1] == 0.0
        assert decay.weights(np.array([600_000.0]), 1_800_000)[0] == decay(np.array([10.0]))[0]


@pytest.mark.parametrize(
    "text", ["nosuch:1", "linear", "linear:0", "linear:-3", "linear:x", "stepped:10", "stepped:2,1,1,0"]
)
def test_a6_a_decay_that_makes_no_sense_is_a_sentence(text):
    with pytest.raises(RequestError, match="Write for example"):
        parse(text)


def test_a7_average_and_share_weighed_by_people():
    # 300 people at 8 min, 500 at 14, 200 at 31: average 15.60 min, 80 % within 15 min.
    homes = [
        {"id": f"h{t}", "people": p, "geometry": Point(80.0 * t, 0)} for t, p in ((8, 300.0), (14, 500.0), (31, 200.0))
    ]
    district = district_of({"streets": [LONG], "homes": homes, "opportunities": [at(0, "gp")]})
    request = Request(indicators=("nearest",), attribution=(), cutoffs=(15.0,), limits=(("walk", 60.0),))
    figures = evaluate(district, request=request).figures.set_index("figure")["base"]
    assert figures["nearest_walk_gp_people_mean"] == pytest.approx(15.60)
    assert figures["within_walk_gp_15_people"] / 1000.0 == pytest.approx(0.80)


def test_a8_fifteen_minute_index():
    # Groceries 2, cafés 1, green 1, health 0, stops 3, childcare 0: 100 · (1 + ½ + 1.5 + 0 + 1.5 + 0) / 7 = 64.29.
    places = [at(2, "grocery"), at(3, "grocery"), at(4, "cafe"), at(5, "green_space"),
              *(at(t, "pt_stop") for t in (6, 7, 8)), at(16, "childcare")]  # fmt: skip
    assert value("index15_walk", places, indicators=("index15",)) == pytest.approx(64.29, abs=0.005)
    # A work district asks for a meeting place of weight 1.5 instead of childcare: 100 · 4.5 / 7.5 = 60.
    assert value("index15work_walk", places, indicators=("index15work",)) == pytest.approx(60.0)


# Slopes (A2, and those of A12) are in test_slopes.py, competition (A9) in test_competition.py, the quality of a cycle
# path (A12) in test_cycle_quality.py.


def test_a12_comfort_of_cycling():
    # 0.84 on a path, 0.892 on a quiet street, 1.368 and 2.40 on busier ones: perceived metres per metre.
    lts, cars = np.array([1.0, 1.0, 2.0, 3.0, 4.0]), np.array([0.0, 1.0, 1.0, 1.0, 1.0])
    assert comfort(lts, cars, {}) == pytest.approx([0.84, 0.892, 1.0, 1.368, 2.40])


def test_a13_two_firms_before_and_with_a_link():
    # 600 + 300 + 600 = 1,500 m round by the street, 300 m by the link: 18.75 min and 3.75 min at 80 m/min.
    round_about = street("round", [(0, 0), (0, 600), (300, 600), (300, 0)])
    firms = [
        {"id": name, "site": name, "employees": 5.0, "geometry": Point(x, 0)} for name, x in (("AMP", 0), ("SBP", 300))
    ]
    district = district_of({"streets": [round_about], "buildings": firms})
    link = Intervention("link", "walking_link", LineString([(0, 0), (300, 0)]))
    request = Request(indicators=("site_time",), attribution=(), limits=(("walk", 30.0),))

    def minutes(interventions):
        figures = evaluate(replace(district, interventions=interventions), request=request).figures
        row = figures[figures["figure"].str.startswith("site_time_walk")].iloc[0]
        return row["base"], row["with"]

    assert minutes((link,)) == (18.75, 3.75)
    # Without it again every number is as before.
    assert minutes(()) == (18.75, 18.75)


def test_b4_green_space_standards():
    # A park of 2.3 ha 280 m away and a wood of 12 ha 900 m away: local and neighbourhood, 2 of 6.
    park = box(280, 0, 280 + 100, 230)
    wood = box(-900 - 400, 0, -900, 300)
    spaces = [{"id": "park", "geometry": park}, {"id": "wood", "geometry": wood}]
    district = district_of({"streets": [LONG], "homes": [HOME], "greenspaces": spaces})
    results = evaluate(district, request=Request(indicators=("greenstandard",), attribution=()))
    met = {name.rsplit("_", 1)[1]: float(frame["base"].iloc[0]) for name, frame in results.values.items()}
    assert met == {
        "doorstep": 0,
        "local": 1,
        "neighbourhood": 1,
        "wider": 0,
        "district": 0,
        "subregional": 0,
        "near": 1,
    }


def test_an_average_counts_the_unreached_at_the_limit_and_a_median_sorts_them_last():
    # Rules 1.6: 1 person at 10 min and 3 beyond 30: (10 + 3 · 30) / 4 = 25; the median person reaches nothing.
    homes = [{"id": f"h{t}", "people": p, "geometry": Point(80.0 * t, 0)} for t, p in ((10, 1.0), (33, 3.0))]
    district = district_of({"streets": [LONG], "homes": homes, "opportunities": [at(0, "gp")]})
    figures = evaluate(district, request=Request(indicators=("nearest",), attribution=())).figures.set_index("figure")
    assert figures["base"]["nearest_walk_gp_people_mean"] == 25.0
    assert figures["base"]["nearest_walk_gp_people_share_reached"] == 0.25
    assert not np.isfinite(figures["base"]["nearest_walk_gp_people_median"])


def test_weights_are_summed_exactly():
    assert Weighting.of(np.array([0.1] * 10)).total == 1.0
