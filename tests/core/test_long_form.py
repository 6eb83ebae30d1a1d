"""The long form and what is newly reached, on a U of streets that is counted by hand.

100 m up, 200 m across, 100 m down; a metre on foot takes 750 ms, so that 30 minutes are 2,400 m. The home ``a`` stands
20 m up the western arm, ``b`` at the corner (0, 100), the café 80 m down the eastern arm: 360 m = 4.5 min and
280 m = 3.5 min away. There is no grocery: one may be built at the foot of the western arm, 20 and 100 m away.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import LineString, Point, box

from district_planner.core import evaluate
from district_planner.core.errors import RequestError
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.results import Results
from district_planner.core.interventions.intervention import Intervention
from tests.oracle.cases import u_of_streets

NAN = np.nan
PLACE = Intervention("place", "amenity", Point(0, 0), attributes={"categories": "grocery"})
CLOSURE = Intervention("closure", "closure", LineString([(90, 100), (110, 100)]))
HOMES = Intervention("homes", "housing", box(195, 45, 205, 55), attributes={"people": 7.0})
NEAREST = Request(indicators=("nearest",), headline="nearest_walk_cafe_people_mean")


def scored(*drawn: Intervention, request: Request = NEAREST) -> Results:
    made = u_of_streets()
    return evaluate(replace(made, interventions=drawn), request=request)


def long_of(results: Results, measure: str) -> dict[str, tuple[float, float, float, int]]:
    found = results.long()
    found = found[found["measure"] == measure].set_index("origin")
    return {str(row[0]): tuple(row)[1:] for row in found.drop(columns="measure").itertuples()}


def same(found: dict[str, tuple[float, ...]], expected: dict[str, tuple[float, ...]]) -> None:
    assert set(found) == set(expected)
    for name, numbers in expected.items():
        np.testing.assert_equal(found[name], numbers, name)


def test_what_nothing_was_within_reach_of_is_newly_reached_and_has_no_change():
    results = scored(PLACE)
    same(long_of(results, "nearest_walk_grocery"), {"a": (NAN, 0.25, NAN, 1), "b": (NAN, 1.25, NAN, 1)})
    same(long_of(results, "nearest_walk_cafe"), {"a": (4.5, 4.5, 0.0, 0), "b": (3.5, 3.5, 0.0, 0)})


def test_what_is_reached_no_longer_has_a_base_and_nothing_else():
    same(long_of(scored(CLOSURE), "nearest_walk_cafe"), {"a": (4.5, NAN, NAN, 0), "b": (3.5, NAN, NAN, 0)})


def test_what_the_scenario_brings_is_not_newly_reached():
    results = scored(HOMES)
    found = long_of(results, "nearest_walk_cafe")
    (new,) = set(found) - {"a", "b"}
    assert results.origins.loc[new, "new"]
    base, after, change, newly = found[new]
    assert np.isnan(base) and after > 0 and np.isnan(change) and newly == 0


def test_the_median_of_a_district_is_newly_reached_too():
    figures = scored(PLACE).figures.set_index("figure")
    row = figures.loc["nearest_walk_grocery_people_median"]
    # Five of the eight people are 1.25 min away.
    assert np.isnan(row["base"]) and row["with"] == 1.25 and np.isnan(row["change"]) and row["newly_reached"] == 1
    assert figures.loc["nearest_walk_cafe_people_median", "newly_reached"] == 0


def test_the_wide_table_has_the_column_for_what_may_be_empty_only():
    asked = Request(indicators=("nearest", "count", "gravity"), cutoffs=(5.0,), headline=NEAREST.headline)
    wide = scored(PLACE, request=asked).wide()
    newly = [name for name in wide if name.endswith("newly_reached")]
    assert newly == ["nearest_walk_cafe_newly_reached", "nearest_walk_grocery_newly_reached"]
    assert wide["nearest_walk_grocery_newly_reached"].to_dict() == {"a": 1, "b": 1}
    # A count of nothing is 0 and has a change.
    assert wide.loc["a", "count_walk_grocery_5_base"] == 0 and wide.loc["a", "count_walk_grocery_5_change"] == 1


def test_the_long_form_holds_every_origin_and_measure_beyond_sixty():
    many = replace(NEAREST, indicators=("nearest", "count"), cutoffs=tuple(np.arange(1.0, 31.0)))
    results = scored(PLACE, CLOSURE, request=many)
    # Two categories: two nearest and twice thirty counts.
    assert len(results.measures) == 62
    long = results.long()
    assert list(long) == ["origin", "measure", "base", "with", "change", "newly_reached"]
    assert len(long) == 62 * 2
    assert not long.duplicated(["origin", "measure"]).any()
    pd.testing.assert_frame_equal(long, pd.concat(results.long_parts(), ignore_index=True))
    with pytest.raises(RequestError, match="use the long table"):
        results.wide()


def test_the_long_form_of_no_measure_keeps_its_columns():
    results = scored(PLACE)
    empty = replace(results, measures=())
    assert list(empty.long()) == list(results.long()) and not len(empty.long())
