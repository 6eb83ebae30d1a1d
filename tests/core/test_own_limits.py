"""A decay that ends by itself is measured to its own end, whatever the time limit; all else keeps to the limit.

Times are those of the oracle (tests/oracle), searched to the end of the decay and to the limit; sums, nearest times and
pairs are made from them by plain loops.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from shapely.affinity import translate
from shapely.geometry import Point, box

from district_planner.core import evaluate, open_district
from district_planner.core.access.decay import parse
from district_planner.core.errors import RequestError
from district_planner.core.evaluation.live import Edit
from district_planner.core.evaluation.questions import questions
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.selection import select
from tests.oracle import Oracle, gravity, nearest
from tests.oracle.cases import district_of, random_district, random_interventions, street

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "examples" / "amp_sbp.gpkg"
LIMIT_MIN, OWN_MIN = 2.0, 6.0
DECAYS: dict[str, Callable[[float], float]] = {
    "step:6": lambda t: 1.0 if t <= 6.0 else 0.0,
    "linear:6": lambda t: max(0.0, 1.0 - t / 6.0),
    "linear_width:5,2": lambda t: min(1.0, max(0.0, (6.0 - t) / 2.0)),
}
"""Decays of methods A6 that end at 6 min, written out."""


def asked(decay: str, *indicators: str) -> Request:
    limits = (("", LIMIT_MIN),)
    return Request(indicators=indicators, decay=decay, limits=limits, cutoffs=(1.0,), attribution=("alone",))


@pytest.mark.parametrize("decay", DECAYS)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_decay_with_an_end_counts_to_its_own_end_and_the_nearest_to_the_limit(seed, decay):
    district = random_district(seed)
    one = next(i for i in random_interventions(district, seed) if i.kind == "walking_link")
    found = evaluate(district, request=asked(decay, "gravity", "nearest"), interventions=[one])
    weights: dict[str, dict[str, float]] = {}
    for row in district.table("opportunities").itertuples():
        weights.setdefault(row.category, {})[str(row.id)] = float(row.weight)
    beyond = 0
    for state, built in (("base", ()), ("with", (one,))):
        far, near = (Oracle(district, built, "walk", limit).times() for limit in (OWN_MIN, LIMIT_MIN))
        for category, places in weights.items():
            origins = list(found.origins.index)
            frame = found.values[f"gravity_walk_{category}_{parse(decay).slug}"]
            want = gravity(far, places, DECAYS[decay], origins)
            assert frame[state].to_dict() == pytest.approx(want, rel=1e-12)
            beyond += sum(want.values()) != sum(gravity(near, places, DECAYS[decay], origins).values())
            least = nearest(near, places, origins=origins)
            got = (found.values[f"nearest_walk_{category}"][state].fillna(math.inf) * 60_000).to_dict()
            assert got == pytest.approx(least, abs=1e-6)
    assert beyond, "nothing lies between the limit and the end of the decay: the comparison says nothing"


def test_the_label_and_the_limit_of_the_measure_are_the_end_of_the_decay():
    found = evaluate(random_district(1), request=asked("step:6", "gravity"), interventions=[])
    assert {(m.limit, m.label.rsplit(", ", 1)[1]) for m in found.measures} == {(6.0, "0 beyond 6 min")}


def test_times_between_sites_and_nodes_name_their_limit():
    district = open_district(SAMPLE)
    district = replace(district, settings={**district.settings, "node_limit_min": 120})
    request = Request(indicators=("site_time", "node_time"), attribution=())
    session = Session(district, select(district), request)
    measures = [pair.measure for _, pair in session.pair_specs]
    assert {m.indicator for m in measures} == {"site_time", "node_time"}
    assert all(m.label.endswith("(up to 120 min)") and m.limit == 120.0 for m in measures)
    networks = {session.pair_network("walk", places).limit_ms for places in ("nodes", "buildings")}
    assert networks == {120 * 60_000.0}
    figures = evaluate(district, request=request, interventions=[]).figures
    assert all(figures["label"].str.endswith("(up to 120 min)"))


@pytest.mark.parametrize("seed", range(3))
def test_the_use_of_a_link_keeps_to_the_limit_beside_a_longer_decay(seed):
    district = random_district(seed)
    one = next(i for i in random_interventions(district, seed) if i.kind == "walking_link")
    found = evaluate(district, request=asked("step:6", "gravity", "linkuse"), interventions=[one])
    before, after = (Oracle(district, built, "walk", OWN_MIN).times() for built in ((), (one,)))
    quicker = [p for p, ms in after.items() if ms < before.get(p, math.inf) and ms <= LIMIT_MIN * 60_000]
    figures = found.scores.set_index("figure")["alone"]
    assert figures["linkuse_walk_pairs"] == len(quicker)
    session = Session(district, select(district), asked("step:6", "gravity", "linkuse"))
    shown = session.preview(Edit(one.id, one), frozenset(), questions(session)[0], ("linkuse_walk_pairs",))
    assert shown.others[0].after == len(quicker)


@pytest.mark.parametrize("seed", range(2))
def test_a_preview_equals_the_evaluation_where_a_decay_outlasts_the_limit(seed):
    district = random_district(seed)
    request = asked("step:6", "gravity", "nearest", "count", "linkuse")
    session = Session(district, select(district), request)
    names = tuple(session.spec_of)
    for one in random_interventions(district, seed):
        moved = replace(one, geometry=translate(one.geometry, 7.0, -4.0))
        shown = session.preview(Edit(moved.id, moved), frozenset(), questions(session)[0], names)
        figures = evaluate(district, request=request, interventions=[moved]).figures.set_index("figure")["with"]
        for change in shown.others:
            if change.name in figures:
                ends = [x if math.isfinite(x) else None for x in (change.after, figures[change.name])]
                assert ends[0] == ends[1], change.name


def test_the_wider_green_space_standard_is_walked_to_its_end_in_a_wheelchair():
    # 1,900 m of straight street at 3.6 km/h are 31.7 min: beyond the limit of 30 min, within the standard's 2,000 m.
    rows = {
        "streets": [street("s", [(0, 0), (1950, 0)])],
        "homes": [{"id": "h", "people": 3.0, "geometry": Point(0, 0)}],
        "opportunities": [{"id": "g", "category": "green_space", "weight": 25.0, "geometry": box(1900, 0, 2400, 500),
                           "entrances": "MULTIPOINT ((1900 0))"}],
    }  # fmt: skip
    request = Request(modes=("wheelchair",), indicators=("greenwalk", "nearest"), attribution=())
    found = evaluate(district_of(rows), request=request)
    assert found.values["greenwalk_wheelchair_wider"]["base"].tolist() == [1.0]
    assert found.values["greenwalk_wheelchair_neighbourhood"]["base"].tolist() == [0.0]
    assert np.isnan(found.values["nearest_wheelchair_green_space"]["base"]).all()


def test_a_decay_that_lasts_more_than_a_day_is_refused():
    with pytest.raises(RequestError, match="step ends after 2000 min, more than a day"):
        parse("step:2000")
