"""The access level: the worked example of the methods, and the edges of its bands."""

from __future__ import annotations

import pytest

from district_planner.core.transit.ptal import BANDS, PtalRules, Route, access_of, band, index, mode_indices, rules_of

A, B = Route("A", "bus", 400, 6), Route("B", "bus", 320, 4)
Z, T = Route("Z", "bus", 641, 12), Route("T", "tram", 800, 5)


def test_the_worked_example_of_the_methods():
    rules = PtalRules()

    steps = [access_of(route, rules) for route in (A, B, T)]

    assert [round(one.walk, 4) for one in steps] == [5.0, 4.0, 10.0]
    assert [round(one.scheduled_wait, 4) for one in steps] == [5.0, 7.5, 6.0]
    assert [round(one.wait, 4) for one in steps] == [7.0, 9.5, 6.75]
    assert [round(one.total, 4) for one in steps] == [12.0, 13.5, 16.75]
    assert [round(one.edf, 4) for one in steps] == [2.5, 2.2222, 1.7910]
    assert access_of(Z, rules) is None
    assert mode_indices((A, B, Z, T), rules) == pytest.approx({"bus": 3.6111, "tram": 1.7910}, abs=5e-5)
    assert index((A, B, Z, T), rules) == pytest.approx(5.4022, abs=5e-5)
    assert band(index((A, B, Z, T), rules)) == "2"


@pytest.mark.parametrize(("value", "name"), [
    (0, "0"), (0.001, "1a"), (2.5, "1a"), (2.51, "1b"), (5, "1b"), (10, "2"), (15, "3"), (20, "4"), (25, "5"),
    (40, "6a"), (40.001, "6b"),
])  # fmt: skip
def test_a_band_holds_its_upper_bound(value, name):
    assert band(value) == name
    assert name in BANDS


def test_no_route_in_reach_is_nothing():
    assert index((), PtalRules()) == 0
    assert index((Z, Route("W", "tram", 961, 20), Route("N", "bus", 10, 0)), PtalRules()) == 0


def test_the_worked_example_with_other_reliability_of_each_mode():
    # Bus 1 min: A 5 + 5 + 1 = 11, B 4 + 7.5 + 1 = 12.5, so 30/11 + half of 30/12.5. Tram 2 min: T 10 + 6 + 2 = 18.
    rules = rules_of({"ptal_reliability_bus_min": 1.0, "ptal_reliability_tram_min": 2.0})

    assert mode_indices((A, B, Z, T), rules) == pytest.approx({"bus": 2.7273 + 1.2, "tram": 1.6667}, abs=5e-5)
    assert index((A, B, Z, T), rules) == pytest.approx(5.5939, abs=5e-5)


def test_reliability_is_a_setting_of_each_mode():
    # The implementation that gives trams the value of buses: AWT 8, TAT 18, EDF 30 / 18.
    rules = rules_of({"ptal_reliability_tram_min": 2.0})

    assert index((T,), rules) == pytest.approx(30 / 18)
    assert index((A,), rules) == pytest.approx(2.5)
