"""The measures of the oracle, and what must hold of it for every district."""

from __future__ import annotations

import math

import pytest

from tests.oracle import Oracle, count, gravity, nearest
from tests.oracle.cases import random_changes, random_district, random_interventions


def test_interventions_are_read_through_their_kinds():
    district = random_district(5)
    made = random_interventions(district, 5)
    assert Oracle(district, made).times() == Oracle(district, random_changes(district, 5)).times()


# Measures


TIMES = {("a", "x"): 240000, ("a", "y"): 540000, ("a", "z"): 900000, ("b", "x"): 900001}


def test_counts_are_inclusive():
    assert count(TIMES, {"x": 100.0, "y": 250.0, "z": 600.0}, 15) == {"a": 950.0, "b": 0.0}
    assert count(TIMES, {"x": 1.0}, 15, origins=("c",)) == {"c": 0.0}


def test_the_nearest_of_which_there_are_too_few_is_infinitely_far():
    assert nearest(TIMES, ("x", "y", "z"), 2) == {"a": 540000.0, "b": math.inf}
    assert nearest(TIMES, ("z",)) == {"a": 900000.0, "b": math.inf}


def test_potentials_add_up_in_order_of_ids():
    # 4, 9 and 15 minutes: 100 e^-0.4 + 250 e^-0.9 + 600 e^-1.5, one after the other
    expected = 100 * math.exp(-0.4) + 250 * math.exp(-0.9) + 600 * math.exp(-1.5)
    found = gravity(TIMES, {"z": 600.0, "y": 250.0, "x": 100.0}, lambda minutes: math.exp(-0.1 * minutes))
    assert found["a"] == expected


# What must hold for every district


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("mode", ["walk", "cycle"])
def test_order_does_not_matter_additions_never_lengthen_and_closures_never_shorten(seed, mode):
    district = random_district(seed)
    changes = random_changes(district, seed)
    base = Oracle(district, (), mode).times()
    assert Oracle(district, changes, mode).times() == Oracle(district, changes[::-1], mode).times()
    for change in changes:
        found = Oracle(district, [change], mode).times()
        if change.id.startswith("i-close"):
            assert all(pair in base and base[pair] <= time for pair, time in found.items())
        else:
            assert all(pair in found and found[pair] <= time for pair, time in base.items())
