"""Run times of a drawn line: the worked example of the methods, and a simulation in small steps."""

from __future__ import annotations

import math

import pytest

from district_planner.core.transit.run_times import (
    Leg,
    Vehicle,
    calls_ms,
    capacity_per_hour,
    commercial_kmh,
    leg_seconds,
    one_way_seconds,
    peak_kmh,
    vehicles_needed,
)

EXAMPLE = (Leg(800, 50), Leg(400, 80), Leg(1200, 80))


def driven(leg: Leg, vehicle: Vehicle, step: float = 0.0005) -> float:
    """Return the seconds of a leg by driving it in small steps: full acceleration until the brake is needed."""
    speed = place = seconds = 0.0
    while place < leg.length_m - 1e-6:
        brakes = speed**2 / (2 * vehicle.brake) >= leg.length_m - place
        if brakes:
            speed = max(speed - vehicle.brake * step, 0.001)
        elif speed < leg.limit_kmh / 3.6:
            speed = min(speed + vehicle.accelerate * step, leg.limit_kmh / 3.6)
        place += speed * step
        seconds += step
    return seconds


def test_the_worked_example_of_the_methods():
    # Stops at 0, 800, 1200, 2400 m; 50, 80, 80 km/h; 1 m/s² both ways; dwell 20 s; headway 10, layover 4 min.
    vehicle = Vehicle(1.0, 1.0, 20.0)

    legs = [leg_seconds(leg, vehicle) for leg in EXAMPLE]

    assert legs == pytest.approx([71.489, 40.000, 76.222], abs=0.0005)
    assert peak_kmh(EXAMPLE[1], vehicle) == pytest.approx(72.0)
    assert peak_kmh(EXAMPLE[2], vehicle) == 80
    assert one_way_seconds(EXAMPLE, vehicle) == pytest.approx(227.71, abs=0.005)
    assert commercial_kmh(EXAMPLE, vehicle) == pytest.approx(37.94, abs=0.005)
    # (2 * 227.71 / 60 + 8) / 10 = 1.5590; every 12.5 min it would be 1.2472, for which one vehicle is too few as well.
    assert vehicles_needed(227.71, 4, 10) == 2
    assert vehicles_needed(227.71, 4, 12.5) == 2
    assert capacity_per_hour(10, 250) == 1500


@pytest.mark.parametrize("leg", [Leg(120, 60), Leg(321, 70), Leg(1500, 48), Leg(5000, 100)])
def test_a_leg_takes_what_driving_it_takes(leg):
    vehicle = Vehicle(0.7, 1.3, 0.0)

    assert leg_seconds(leg, vehicle) == pytest.approx(driven(leg, vehicle), abs=0.1)


def test_calls_are_whole_milliseconds_and_dwell_between_the_ends_only():
    arrives, leaves = calls_ms(EXAMPLE, Vehicle(1.0, 1.0, 20.0))

    # 71,489; 71,489 + 20,000 + 40,000; 131,489 + 20,000 + 76,222.
    assert arrives.tolist() == [0, 71_489, 131_489, 227_711]
    assert leaves.tolist() == [0, 91_489, 151_489, 227_711]


def test_a_line_without_length_has_no_speed():
    assert commercial_kmh((), Vehicle()) == 0.0
    assert math.isclose(one_way_seconds((Leg(800, 50),), Vehicle()), 71.4889, abs_tol=1e-3)
