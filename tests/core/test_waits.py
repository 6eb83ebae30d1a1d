"""Waits over common lines and what minutes weigh."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from district_planner.core.errors import RequestError
from district_planner.core.network.search import Pairs
from district_planner.core.transit.lines import Rides
from district_planner.core.transit.stop_graph import boardings
from district_planner.core.transit.waits import Weights, common_lines, generalised_minutes, wait_minutes, weights_of

CLOCK = Weights()


def rides(*lines: tuple[float, float]) -> Rides:
    """Return rides from stop 0 to stop 1 by (per hour, minutes)."""
    count = len(lines)
    zero, names = np.zeros(count, dtype=np.int64), np.array([str(i) for i in range(count)], dtype=object)
    hourly, minutes = np.array(lines, dtype=float).T
    return Rides(zero, zero + 1, hourly, minutes, np.arange(count), names, names)


def boarding_ms(*lines: tuple[float, float], weights: Weights = CLOCK) -> float:
    return float(boardings(rides(*lines), 2, weights).ms[0])


def test_the_worked_examples_of_the_methods():
    # 6 min walk, headway 12, 14 min ride, one interchange (headway 10, penalty 5), 4 min egress.
    weights = weights_of({}, "generalised")

    assert generalised_minutes((6, 4), (6, 5), (14,), weights) == 61.0
    assert wait_minutes(6 + 4) == 3.0
    # Two routes of one ride time together: half of 6 minutes and the ride.
    assert boarding_ms((6, 10), (4, 10)) == 13 * 60000


def test_a_slow_line_is_let_pass_by():
    # Fast: 6 an hour, 10 min: 5 + 10 = 15. With a slow one of 1 an hour and 40 min: 30/7 + 100/7 = 18.6.
    assert common_lines(np.array([6.0, 1.0]), np.array([10.0, 40.0]), CLOCK) == (1, 15.0)
    assert boarding_ms((6, 10), (1, 40)) == 15 * 60000
    # One of 12 min is taken: (30 + 60 + 72) / 12 = 13.5.
    assert boarding_ms((6, 10), (6, 12)) == 13.5 * 60000


def test_a_long_wait_is_capped():
    # One departure an hour: 30 minutes, counted as 15.
    assert boarding_ms((1, 20)) == 35 * 60000
    assert boarding_ms((1, 20), weights=Weights(wait=2.0)) == 50 * 60000


@pytest.mark.parametrize("seed", range(40))
def test_common_lines_are_the_best_prefix_and_another_line_never_worsens_them(seed):
    chance = random.Random(seed)
    weights = Weights(wait=chance.choice([1.0, 2.0]))
    lines = [(chance.choice([0.5, 1, 2, 4, 6, 7.5]), chance.uniform(3, 60)) for _ in range(chance.randint(1, 6))]
    ordered = sorted(lines, key=lambda one: (one[1], one[0]))
    prefixes = [ordered[: k + 1] for k in range(len(ordered))]
    costs = [
        weights.wait * min(30 / sum(f for f, _ in p), 15) + sum(f * t for f, t in p) / sum(f for f, _ in p)
        for p in prefixes
    ]

    assert boarding_ms(*lines, weights=weights) == pytest.approx(min(costs) * 60000, abs=0.5001)
    for extra in itertools.product((0.5, 6), (1, 20, 90)):
        assert boarding_ms(*lines, extra, weights=weights) <= boarding_ms(*lines, weights=weights)


def test_pairs_are_in_order_and_once():
    found = boardings(rides((6, 10), (4, 10), (1, 3)), 2, CLOCK)

    assert isinstance(found, Pairs)
    assert (found.source.tolist(), found.target.tolist()) == ([0], [1])


def test_minutes_are_clock_or_generalised():
    with pytest.raises(RequestError, match="Choose from clock, generalised"):
        weights_of({}, "felt")
    assert weights_of({"weight_wait": 1.5}, "generalised").wait == 1.5
    assert weights_of({"weight_wait": 1.5}, "clock").wait == 1.0
