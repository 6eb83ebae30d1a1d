"""Two scenarios side by side, and the tables behind the charts, on a case that is counted by hand.

A U of streets, 100 m up, 200 m across, 100 m down, and a link of 200 m between its arms 20 m from their feet; a metre
on foot takes 750 ms. Homes stand on the street, cafés too, so that there are no access legs:

    a, 3 people, at the link's west end: café beyond the link 80 + 200 + 80 = 360 m = 4.5 min; with it 200 m = 2.5 min
    b, 5 people, at the corner (0, 100):                     200 + 80 = 280 m = 3.5 min; with it the same
    c, 2 people, 30 m down the eastern arm:                   50 m = 0.625 min; with it the same
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import LineString, Point

from district_planner.core.district import District
from district_planner.core.errors import RequestError
from district_planner.core.evaluation.attribution import attribute
from district_planner.core.evaluation.chart_tables import (
    cumulative,
    distribution,
    interventions_by_change,
    spread,
    spread_of,
)
from district_planner.core.evaluation.compare import compare, differences, in_words
from district_planner.core.evaluation.evaluate import results_of
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import select
from tests.oracle.cases import district_of, street, u_of_streets

WITH = frozenset({"link"})


@pytest.fixture(scope="module")
def session() -> Session:
    homes = {"a": (3.0, Point(0, 20)), "b": (5.0, Point(0, 100)), "c": (2.0, Point(200, 70))}
    made = u_of_streets(homes)
    drawn = (
        Intervention("link", "walking_link", LineString([(0, 20), (200, 20)])),
        Intervention("place", "amenity", Point(0, 0), attributes={"categories": "grocery"}),
    )
    district = District(made.crs, made.tables, drawn, {}, "case")
    request = Request(indicators=("count", "nearest"), cutoffs=(3.0, 5.0), headline="within_walk_cafe_3_people")
    return Session(district, select(district, "", "today", None, "stop"), request)


def test_difference_ratio_and_relative_difference_per_origin(session):
    found = compare(session, frozenset(), WITH).values["nearest_walk_cafe"]
    assert found["first"].to_dict() == {"a": 4.5, "b": 3.5, "c": 0.625}
    assert found["second"].to_dict() == {"a": 2.5, "b": 3.5, "c": 0.625}
    assert found["difference"].to_dict() == {"a": -2.0, "b": 0.0, "c": 0.0}
    assert found.loc["a", "ratio"] == 2.5 / 4.5
    assert found.loc["a", "relative"] == pytest.approx(-100 * 2.0 / 4.5)


def test_the_figures_of_two_scenarios(session):
    # within 3 min of a café: c alone in the base (2 people), a too with the link (5 people)
    figures = compare(session, frozenset(), WITH).figures.set_index("figure")
    row = figures.loc["within_walk_cafe_3_people"]
    assert (row["first"], row["second"], row["difference"], row["ratio"], row["relative"]) == (
        2.0,
        5.0,
        3.0,
        2.5,
        150.0,
    )
    back = compare(session, WITH, frozenset()).figures.set_index("figure").loc["within_walk_cafe_3_people"]
    assert (back["difference"], back["relative"]) == (-3.0, -60.0)


def test_what_nothing_reached_before_has_no_change_but_is_newly_reached(session):
    # there is no grocery in the base; the new one stands at the foot of the western arm, 20 m from a
    found = compare(session, frozenset(), frozenset({"place"})).values["nearest_walk_grocery"].loc["a"]
    assert math.isnan(found["first"]) and found["second"] == 20 * 750 / 60_000
    assert math.isnan(found["difference"]) and math.isnan(found["ratio"]) and math.isnan(found["relative"])
    assert (found["newly_reached"], found["no_longer_reached"]) == (1, 0)


def test_a_base_of_nothing_has_a_difference_but_no_ratio():
    frame = differences(np.array([0.0, 4.0, math.inf, -2.0]), np.array([3.0, 0.0, 1.0, -3.0]))
    assert frame["difference"].tolist()[:2] == [3.0, -4.0]
    assert math.isnan(frame["ratio"][0]) and frame["ratio"][1] == 0.0
    assert frame["relative"][3] == -50.0  # one less than minus two is half of its size less
    shown = in_words(frame)
    assert shown[["ratio", "relative"]].values.tolist() == [
        ["n/a", "n/a"],
        ["0.00", "-100.00"],
        ["", ""],
        ["1.50", "-50.00"],
    ]
    assert shown["first"].tolist() == ["0.00", "4.00", "", "-2.00"]


def test_the_wide_table_names_measure_and_column(session):
    wide = compare(session, frozenset(), WITH).wide(("nearest_walk_cafe",))
    assert wide.loc["a", "nearest_walk_cafe_difference"] == -2.0
    assert wide.loc["a", "people"] == 3.0 and wide.loc["a", "geometry"].equals(Point(0, 20))


def test_interventions_stand_in_order_of_what_they_change(session):
    results = results_of(session, attribute(session))
    table = interventions_by_change(results, "within_walk_cafe_3_people")
    assert table[["intervention", "base", "alone", "change", "better"]].values.tolist() == [
        ["link", 2.0, 5.0, 3.0, 1], ["place", 2.0, 2.0, 0.0, 0]]  # fmt: skip
    # minutes: less is better. Median over 10 people: 3.5 (c 2, b 5) in the base; with the link 2.5 (c 2, a 3 = half)
    median = interventions_by_change(results, "nearest_walk_cafe_people_median")
    assert median[["intervention", "base", "alone", "change", "better"]].values.tolist() == [
        ["link", 3.5, 2.5, -1.0, 1], ["place", 3.5, 3.5, 0.0, 0]]  # fmt: skip
    with pytest.raises(RequestError, match="no figure"):
        interventions_by_change(results, "nothing")


def test_the_distribution_counts_everybody_once(session):
    table = distribution(spread(session, "within_walk_cafe_3_people", WITH))
    # classes of 2 min: (0-2] c; (2-4] b, with the link a too; (4-6] a in the base; nobody is unreached
    assert table[["low", "high", "base", "with"]].iloc[:3].values.tolist() == [[0, 2, 2, 2], [2, 4, 5, 8], [4, 6, 3, 0]]
    assert table.iloc[-1][["base", "with"]].tolist() == [0.0, 0.0] and math.isnan(table.iloc[-1]["low"])
    assert table["base"].sum() == table["with"].sum() == 10.0


def test_whom_nothing_is_near_to_stands_in_the_last_row(session):
    table = distribution(spread(session, "nearest_walk_grocery", frozenset({"place"})))
    assert table.iloc[-1][["base", "with"]].tolist() == [10.0, 0.0]


def test_people_by_minutes_agree_with_the_figures(session):
    table = cumulative(spread(session, "nearest_walk_cafe", WITH)).set_index("minutes")
    assert table["base"].to_dict() == {0: 0, 1: 2, 2: 2, 3: 2, 4: 7, 5: 10}
    assert table["with"].to_dict() == {0: 0, 1: 2, 2: 2, 3: 5, 4: 10, 5: 10}
    assert table.loc[3, "with_percent"] == 50.0
    assert table.loc[3, "with"] == session.state(WITH).figures["within_walk_cafe_3_people"]


def test_pairs_of_nodes_are_counted_in_percent():
    made = district_of({
        "streets": [street("s", [(0, 0), (400, 0)])],
        "nodes": [{"id": "a", "name": "A", "geometry": Point(0, 0)},
                  {"id": "b", "name": "B", "geometry": Point(320, 0)}],
    })  # fmt: skip
    session = Session(made, select(made, "", "today", None, "stop"), Request(indicators=("node_time",)))
    table = cumulative(spread(session, "node_time_walk_a_b", frozenset())).set_index("minutes")
    assert table["base"].to_dict() == {0: 0.0, 1: 0.0, 2: 0.0, 3: 0.0, 4: 100.0}  # 320 m at 80 m a minute


def test_results_give_the_same_spread(session):
    results = results_of(session, attribute(session))
    built = frozenset({"link", "place"})
    for what in ("within_walk_cafe_3_people", "nearest_walk_grocery", "count_walk_cafe_5_people_mean"):
        for times in (False, True):
            one, two = spread_of(results, what, times=times), spread(session, what, built, times=times)
            assert (one.who, one.unit) == (two.who, two.unit)
            assert distribution(one).equals(distribution(two))


def test_a_count_has_minutes_to_the_nearest_of_its_category(session):
    counted = spread(session, "count_walk_cafe_5", WITH, times=True)
    timed = spread(session, "nearest_walk_cafe", WITH)
    assert counted.unit == "min" and np.array_equal(counted.base, timed.base)
    assert np.array_equal(counted.with_all, timed.with_all)
    with pytest.raises(RequestError, match="not in minutes"):
        cumulative(spread(session, "count_walk_cafe_5", WITH))
    assert isinstance(distribution(spread(session, "count_walk_cafe_5", WITH)), pd.DataFrame)
