"""Every feasible set of alternatives, scored together (``alternatives="each"``).

By hand on a street of 6 km, 80 m a minute: homes ``h0`` (10 people) at 0 and ``h1`` (20) at 1,000 m, a café at 2,400 m:
30 and 17.5 min, 21.67 on average. ``a`` is a café at 100 m and excludes ``b``, one at 900 m; ``c``, a bank at 500 m,
requires ``a``; ``x`` is a bank at 600 m. Feasible are a + c + x and b + x.

Minutes to the nearest café, (10 h0 + 20 h1)/30: with a 1.25 and 11.25, 7.92; with b 11.25 and 1.25, 4.58.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from shapely.geometry import Point

from district_planner.core import evaluate
from district_planner.core.district import District
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.results import Results
from district_planner.core.interventions.intervention import Intervention
from tests.oracle.cases import district_of, street

CAFE, BANK = {"categories": "cafe"}, {"categories": "bank"}
FIGURE = "nearest_walk_cafe_people_mean"


def on_the_street(*more: Intervention) -> District:
    """Return the street with its homes and café, and four candidates of which two exclude each other."""
    like = district_of({
        "streets": [street("west", [(-3000, 0), (0, 0)]), street("east", [(0, 0), (3000, 0)])],
        "homes": [
            {"id": "h0", "people": 10.0, "geometry": Point(0, 0)},
            {"id": "h1", "people": 20.0, "geometry": Point(1000, 0)},
        ],
        "opportunities": [{"id": "cafe", "category": "cafe", "weight": 1.0, "geometry": Point(2400, 0)}],
    })  # fmt: skip
    drawn = (
        Intervention("a", "amenity", Point(100, 0), attributes={**CAFE, "excludes": '["b"]'}),
        Intervention("b", "amenity", Point(900, 0), attributes=CAFE),
        Intervention("c", "amenity", Point(500, 0), attributes={**BANK, "requires": '["a"]'}),
        Intervention("x", "amenity", Point(600, 0), attributes=BANK),
    )
    return replace(like, interventions=(*drawn, *more))


def scored(alternatives: str, headline: str = FIGURE, district: District | None = None, scenario: str = "") -> Results:
    request = Request(indicators=("nearest", "count"), alternatives=alternatives, headline=headline)
    return evaluate(district or on_the_street(), scenario, request=request)


def row(results: Results, intervention: str) -> pd.Series:
    return results.scores.set_index(["intervention", "figure"]).loc[(intervention, FIGURE)]


def test_each_gives_every_set_best_first():
    sets = scored("each").sets
    first = sets[sets["figure"] == FIGURE]
    assert first["set"].tolist() == ["b + x", "a + c + x"]
    assert first["rank"].tolist() == [1, 2]
    assert first["base"].tolist() == pytest.approx([650 / 30] * 2)
    assert first["with"].tolist() == pytest.approx([(10 * 11.25 + 20 * 1.25) / 30, (10 * 1.25 + 20 * 11.25) / 30])
    assert (first["change"] == first["with"] - first["base"]).all()
    # The figure that ranks comes first.
    assert sets["figure"].iloc[:2].tolist() == [FIGURE, FIGURE]


def test_best_and_stop_give_none():
    assert not len(scored("best").sets)
    only_x = replace(on_the_street(), interventions=on_the_street().interventions[3:])
    assert not len(scored("stop", district=only_x).sets)
    assert scored("each", district=only_x).sets["set"].unique().tolist() == ["x"]


@pytest.mark.parametrize("headline", [FIGURE, "within_walk_bank_10_people", "nearest_walk_bank_people_median"])
def test_a_set_has_the_figures_of_a_scenario_that_holds_just_that_set(headline: str):
    district = on_the_street(
        Intervention("new", "housing", Point(300, 0), attributes={"people": 7.0, "excludes": '["b"]'})
    )
    sets = scored("each", headline, district).sets
    assert sorted(sets["set"].unique()) == ["a + c + new + x", "b + x"]
    for name, rows in sets.groupby("set"):
        ids = str(name).split(" + ")
        tables = dict(district.tables)
        tables["scenarios"] = pd.DataFrame({"id": ["s"], "name": ["s"]})
        tables["scenario_interventions"] = pd.DataFrame({"scenario_id": "s", "intervention_id": ids})
        alone = scored("stop", headline, replace(district, tables=tables), "s").figures
        wanted = alone.set_index("figure").sort_index()
        pd.testing.assert_frame_equal(
            rows.set_index("figure").sort_index()[list(wanted)], wanted, check_exact=True, check_dtype=False
        )


@pytest.mark.parametrize("alternatives", ["best", "each"])
def test_all_together_is_of_the_best_set_and_last_in_lets_the_alternative_take_its_place(alternatives: str):
    results = scored(alternatives)
    best, other = (10 * 11.25 + 20 * 1.25) / 30, (10 * 1.25 + 20 * 11.25) / 30
    for name in "abcx":
        assert row(results, name)["together"] == pytest.approx(best)
    # Without b, the best that can be built is a, c and x.
    assert row(results, "b")["last_in"] == pytest.approx(other)
    assert row(results, "b")["last_in_change"] == pytest.approx(best - other)
    # Without a, which requires nothing to go but c, b and x stand as they did.
    assert row(results, "a")["last_in_change"] == 0.0
    assert row(results, "c")["last_in_change"] == 0.0
    # Without x one of a and b is built, never both: b still scores best.
    assert row(results, "x")["last_in"] == pytest.approx(best)
    assert row(results, "x")["last_in_change"] == 0.0
    figures = results.figures.set_index("figure")
    assert figures.at[FIGURE, "with"] == row(results, "a")["together"]
    # Alone is what it was: a café at 100 m, one at 900 m.
    assert row(results, "a")["alone"] == pytest.approx(other)
    assert row(results, "b")["alone"] == pytest.approx(best)


def test_why_names_the_set_that_scores_best():
    why = scored("each").summary.set_index("id")["why"]
    assert (
        why["a"]
        == "an alternative to it is in the set that scores best, b + x; all together and last in are of that set"
    )
    assert why["b"] == ""


def test_sets_that_score_alike_share_a_rank():
    # Banks do not matter to the café: with three at one place that exclude one another the sets are equally good.
    places = [
        Intervention(n, "amenity", Point(600, 0), attributes={**BANK, "excludes": f'["{m}"]'}) for n, m in ("pq", "qp")
    ]
    sets = scored("each", district=replace(on_the_street(), interventions=tuple(places))).sets
    first = sets[sets["figure"] == FIGURE]
    assert first[["rank", "set"]].to_numpy().tolist() == [[1, "p"], [1, "q"]]
