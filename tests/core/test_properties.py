"""What must hold for every district and every link: found by hypothesis, on the random districts of the oracle.

Times are whole milliseconds, so that "equal" means equal to the last bit.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import shapely
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point

from district_planner.core import evaluate
from district_planner.core.district import District
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.results import Results
from district_planner.core.interventions.catalogue import effects
from district_planner.core.interventions.intervention import Intervention
from tests.core.engine_case import engine_times
from tests.oracle.cases import random_district, random_interventions
from tests.oracle.roads import busy_district

SEEDS = st.integers(0, 60)
MAKERS = st.sampled_from([random_district, busy_district])
MODES = st.sampled_from(["walk", "wheelchair", "cycle", "ecycle"])
SPOTS = st.tuples(st.integers(940, 1560), st.integers(940, 1560)).map(lambda xy: (float(xy[0]), float(xy[1])))
LINKS = st.lists(SPOTS, min_size=2, max_size=4, unique=True)
REQUEST = Request(indicators=("nearest", "gravity", "index15"))
few = settings(
    max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
)
fewer = settings(few, max_examples=5)


def link(spots: list[tuple[float, float]], kind: str = "cycle_path", **attributes: object) -> Intervention:
    return Intervention("i", kind, LineString(spots), attributes=attributes)


def times(district: District, mode: str, *interventions: Intervention) -> dict[tuple[str, str], int]:
    found = effects(interventions, {})
    return engine_times(district, [(owner, effect) for owner, parts in found.items() for effect in parts], mode, 8.0)


def by_name(scores: pd.DataFrame) -> pd.DataFrame:
    return scores.sort_values(["intervention", "figure"], ignore_index=True)


def assert_same(a: Results, b: Results) -> None:
    pd.testing.assert_frame_equal(a.figures, b.figures, check_exact=True)
    pd.testing.assert_frame_equal(by_name(a.scores), by_name(b.scores), check_exact=True)
    pd.testing.assert_frame_equal(a.summary, b.summary, check_exact=True)
    for name, frame in a.values.items():
        pd.testing.assert_frame_equal(frame, b.values[name], check_exact=True)


@few
@given(SEEDS, LINKS, MODES, MAKERS)
def test_adding_a_link_never_lengthens_a_time(seed, spots, mode, maker):
    district = maker(seed)
    before, after = times(district, mode), times(district, mode, link(spots))
    assert all(after[pair] <= ms for pair, ms in before.items())


@fewer
@given(SEEDS, LINKS)
def test_removing_a_link_restores_every_number(seed, spots):
    bare = random_district(seed)
    with_it = evaluate(bare, request=REQUEST, interventions=[link(spots)])
    without = evaluate(bare, request=REQUEST, interventions=[])
    assert list(with_it.figures["base"].fillna(-1)) == list(without.figures["base"].fillna(-1))
    for name, frame in without.values.items():
        pd.testing.assert_series_equal(frame["base"], with_it.values[name]["base"], check_exact=True)
        pd.testing.assert_series_equal(frame["with"], frame["base"], check_names=False, check_exact=True)


@fewer
@given(SEEDS, MAKERS, st.randoms(use_true_random=False))
def test_the_order_of_interventions_does_not_matter(seed, maker, chance):
    district = maker(seed)
    drawn = list(random_interventions(district, seed))
    shuffled = chance.sample(drawn, len(drawn))
    assert_same(evaluate(district, request=REQUEST, interventions=drawn),
                evaluate(district, request=REQUEST, interventions=shuffled))  # fmt: skip


@few
@given(SEEDS, LINKS, SPOTS, MODES)
def test_a_crossing_point_beside_a_link_never_lengthens_a_time(seed, spots, spot, mode):
    # nor does the link, whatever other delay the crossing takes away
    district = busy_district(seed)
    line, crossing = link(spots), Intervention("x", "crossing", Point(LineString(spots).interpolate(sum(spot) % 300)))
    both = times(district, mode, line, crossing)
    assert both == times(district, mode, crossing, line)
    for alone in (line, crossing):
        assert all(both[pair] <= ms for pair, ms in times(district, mode, alone).items())


@few
@given(SEEDS, LINKS, MODES, MAKERS, st.data())
def test_reversing_a_drawn_line_changes_nothing(seed, spots, mode, maker, data):
    district, length = maker(seed), LineString(spots).length
    low, high = sorted(data.draw(st.tuples(st.floats(0.1, 0.5), st.floats(0.5, 0.9))))
    ahead = link(spots, parts=f"[[{low * length}, {high * length}]]")
    back = link(spots[::-1], parts=f"[[{length - high * length}, {length - low * length}]]")
    assert times(district, mode, ahead) == times(district, mode, back)


TURNED = {"forward": "backward", "backward": "forward"}


@few
@given(SEEDS, LINKS, MODES, MAKERS)
def test_reversing_the_streets_changes_nothing(seed, spots, mode, maker):
    district = maker(seed)
    table = district.table("streets")
    back = table.assign(geometry=shapely.reverse(table["geometry"].to_numpy(dtype=object)))
    for name in ("walk", "cycle", "wheelchair"):
        back[name] = [TURNED.get(code, code) for code in table[name]]
    for pattern in ("walk_{}_delay_s", "cycle_{}_delay_s", "{}_side"):
        start, end = pattern.format("start"), pattern.format("end")
        back[start], back[end] = table[end], table[start]
    turned = replace(district, tables={**district.tables, "streets": back})
    assert times(turned, mode) == times(district, mode)
