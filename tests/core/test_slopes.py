"""Methods A2 and the slopes of A12, by the numbers of the reference, and what a gradient costs on a drawn line."""

from __future__ import annotations

import math

import numpy as np
import pytest
from shapely.geometry import LineString, Point

from district_planner.core.errors import DistrictDataError, InterventionError
from district_planner.core.interventions import catalogue
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.slopes import slope_facts
from district_planner.core.network.graph import comfort
from district_planner.core.network.slope import (
    Rider,
    cycling_kmh,
    naismith_min,
    slope_comfort,
    tobler_kmh,
    walking_kmh,
)


@pytest.mark.parametrize(("slope", "kmh"), [(0.0, 5.037), (0.05, 4.228), (-0.05, 6.000), (0.10, 3.549)])
def test_a2_tobler(slope, kmh):
    assert tobler_kmh(slope) == pytest.approx(kmh, abs=5e-4)


@pytest.mark.parametrize(("slope", "kmh"), [(0.0, 4.8), (0.05, 4.029), (-0.05, 5.718), (0.10, 3.383)])
def test_a2_tobler_scaled_so_that_the_flat_keeps_its_speed(slope, kmh):
    assert walking_kmh(slope, 4.8) == pytest.approx(kmh, abs=5e-4)


def test_a2_naismith():
    # 3 km with 60 m of ascent: 36 min and 6 min. Going down costs nothing.
    assert naismith_min(3000.0, 60.0) == 42.0
    assert naismith_min(3000.0, -60.0) == 36.0


@pytest.mark.parametrize(("slope", "kmh"), [(0.0, 17.33), (0.02, 9.83), (0.05, 5.19), (-0.02, 26.96)])
def test_a2_cycling_by_power(slope, kmh):
    assert cycling_kmh(slope, Rider.of({})) == pytest.approx(kmh, abs=5e-3)


@pytest.mark.parametrize("slope", np.linspace(-0.4, 0.4, 17).tolist())
def test_a2_the_speed_is_where_the_power_is_used_up_or_the_cap_downhill(slope):
    rider = Rider.of({})
    v = cycling_kmh(slope, rider) / 3.6
    used = v * (90.0 * 9.81 * (0.008 + slope) + 0.5 * 1.225 * 0.6 * v * v)
    if slope < 0 and v == pytest.approx(30.0 / 3.6):
        assert used <= 75.0
    else:
        assert used == pytest.approx(75.0, rel=1e-9)


def test_a12_perceived_length_with_a_slope():
    # 600 m plain, 400 m beside 15,000 vehicles a day, 200 m quiet at 3 % up (the slope alone counts): 1,421.4 m.
    plain, busy = comfort(np.array([2.0, 3.0]), np.array([1.0, 1.0]), {})
    assert 600.0 * plain + 400.0 * busy + 200.0 * slope_comfort(0.03, {}) == pytest.approx(1421.4)


@pytest.mark.parametrize(
    ("slope", "factor"),
    [
        (-0.08, 1.0),
        (0.0, 1.0),
        (0.0199, 1.0),
        (0.02, 1.371),
        (0.04, 2.203),
        (0.0599, 2.203),
        (0.06, 4.239),
        (0.2, 4.239),
    ],
)
def test_a12_slopes_feel_longer_upwards_only(slope, factor):
    assert slope_comfort(slope, {}) == factor


def line(**attributes):
    return Intervention("p", "walking_link", LineString([(0, 0), (1000, 0)]), attributes=attributes)


def test_a_gradient_costs_up_and_saves_down():
    # 1 km at 5 %: 60 / 4.029 and 60 / 5.718 min on foot, 60 / 5.19 by cycle, 60 / 30 down; Naismith 12 + 5 min.
    found = slope_facts(line(gradient=5.0), {})
    assert found.ascent_m == 50.0
    assert found.walk == pytest.approx((14.89, 10.49), abs=5e-3)
    assert found.naismith == (17.0, 12.0)
    assert found.cycle == pytest.approx((11.56, 2.0), abs=0.012)  # 5.19 is rounded
    assert found.feels == (2.203, 1.0)
    # Drawn the other way round, with the gradient of that direction, there is back and back is there.
    other = slope_facts(line(gradient=-5.0), {})
    assert (other.walk[::-1], other.cycle[::-1], other.feels[::-1]) == (found.walk, found.cycle, found.feels)


def test_the_flat_costs_what_scores_count():
    assert slope_facts(line(gradient=0.0), {"walk_kmh": 5.0}).walk == pytest.approx((12.0, 12.0))


def test_without_a_gradient_or_a_line_nothing_is_said():
    assert slope_facts(line(), {}) is None
    assert slope_facts(Intervention("a", "amenity", Point(0, 0), attributes={"gradient": 5.0}), {}) is None


def test_what_cannot_be_is_a_sentence():
    with pytest.raises(InterventionError, match="from -40 to 40"):
        catalogue.notes(line(gradient=50))
    with pytest.raises(DistrictDataError, match="rider_power_w"):
        slope_facts(line(gradient=1.0), {"rider_power_w": math.nan})


def test_a_gradient_changes_no_effect():
    assert catalogue.effects([line(gradient=8.0)]) == catalogue.effects([line()])
