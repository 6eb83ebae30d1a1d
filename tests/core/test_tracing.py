"""Tracing along streets: the shortest way by length, in either direction, ends where they are asked for."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from district_planner.core.access.modes import MODES
from district_planner.core.network.graph import build_graph
from district_planner.core.network.streets import build_streets
from district_planner.core.network.tracing import TracedStreets, Ways


def traced(lines: list[list[tuple[float, float]]], cycle: list[str] | None = None) -> TracedStreets:
    table = pd.DataFrame({"geometry": [shapely.LineString(line) for line in lines]})
    table["cycle"] = cycle or ["yes"] * len(lines)
    return TracedStreets(build_graph(build_streets(table), MODES["cycle"], {}))


def way(streets: TracedStreets, a: tuple[float, float], b: tuple[float, float]) -> np.ndarray | None:
    start, end = streets.nearest(a, 5.0), streets.nearest(b, 5.0)
    assert start is not None
    assert end is not None
    return Ways(streets, start).to(end)


SQUARE = [[(0, 0), (100, 0)], [(100, 0), (100, 100)], [(100, 100), (0, 100)], [(0, 100), (0, 0)]]


def test_it_goes_round_the_nearer_side_of_a_block() -> None:
    found = way(traced(SQUARE), (40, 0), (100, 60))
    assert found == pytest.approx(np.array([(40, 0), (100, 0), (100, 60)]))


def test_on_one_street_it_goes_straight_along_it_unless_round_is_shorter() -> None:
    streets = traced([*SQUARE, [(0, 0), (-10, -50), (100, -50), (100, 0)]])
    assert way(streets, (20, 0), (80, 0)) == pytest.approx(np.array([(20, 0), (80, 0)]))
    # The bent street is about 211 m long; between points near its two ends the straight street is shorter.
    found = way(streets, (-5, -25), (100, -25))
    assert found == pytest.approx(np.array([(-5, -25), (0, 0), (100, 0), (100, -25)]), abs=0.01)


def test_a_one_way_street_is_traced_both_ways_and_a_forbidden_one_never() -> None:
    one_way = traced(SQUARE, ["forward", "yes", "yes", "yes"])
    assert way(one_way, (90, 0), (10, 0)) == pytest.approx(np.array([(90, 0), (10, 0)]))
    forbidden = traced(SQUARE, ["no", "yes", "yes", "yes"])
    assert forbidden.nearest((50, 0), 5.0) is None
    found = way(forbidden, (100, 10), (0, 10))
    assert found == pytest.approx(np.array([(100, 10), (100, 100), (0, 100), (0, 10)]))


def test_of_parallel_streets_the_shortest_is_taken() -> None:
    # Both lead from (0, 0) to (100, 0); the first makes a detour over (50, 50).
    streets = traced([[(0, 0), (50, 50), (100, 0)], [(0, 0), (100, 0)], [(100, 0), (200, 0)], [(-50, 0), (0, 0)]])
    assert way(streets, (-20, 0), (150, 0)) == pytest.approx(np.array([(-20, 0), (0, 0), (100, 0), (150, 0)]))


def test_a_street_that_ends_where_it_begins_is_left_by_its_nearer_end() -> None:
    # A loop of 400 m from (0, 0); the spot is 60 m along it.
    streets = traced([[(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)], [(0, 0), (-80, 0)]])
    assert way(streets, (60, 0), (-50, 0)) == pytest.approx(np.array([(60, 0), (0, 0), (-50, 0)]))
    assert way(streets, (0, 60), (-50, 0)) == pytest.approx(np.array([(0, 60), (0, 0), (-50, 0)]))


def test_where_no_way_leads_there_is_none() -> None:
    assert way(traced([*SQUARE, [(500, 0), (600, 0)]]), (50, 0), (550, 0)) is None
