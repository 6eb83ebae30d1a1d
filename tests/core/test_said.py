"""Numbers in sentences: grouped, with the decimals of their unit, and a change that is there never reads as none."""

from __future__ import annotations

import math

import pytest

from district_planner.core.evaluation.said import amount, change


@pytest.mark.parametrize(("value", "unit", "said"), [
    (23456.0, "people", "+23,456 people"), (-1354.4, "employees", "-1,354 employees"), (2.5, "people", "+2.5 people"),
    (3.0, "people", "+3 people"), (0.02, "people", "less than +0.1 people"), (-17.0833, "min", "-17.1 min"),
    (-8.33e-06, "min", "less than -0.1 min"), (0.0, "min", "0.0 min"), (0.0, "people", "0 people"),
    (0.05, "min", "+0.1 min"), (0.049, "min", "less than +0.1 min"), (-0.042, "share", "-4.2 percentage points"),
    (1.25, "0-100", "+1.2 points"), (0.004, "opportunities", "less than +0.01 opportunities"),
    (12345.0, "pairs", "+12,345 pairs"), (math.inf, "min", "not reached"), (math.nan, "min", "not reached"),
])  # fmt: skip
def test_changes(value: float, unit: str, said: str):
    assert change(value, unit) == said


@pytest.mark.parametrize(("value", "unit", "said"), [
    (23456.0, "people", "23,456 people"), (0.4632, "share", "46.3 %"), (0.0, "min", "0.0 min"),
    (0.001, "min", "less than 0.1 min"), (64.29, "0-100", "64.3 of 100"), (math.inf, "min", "not reached"),
])  # fmt: skip
def test_amounts(value: float, unit: str, said: str):
    assert amount(value, unit) == said
