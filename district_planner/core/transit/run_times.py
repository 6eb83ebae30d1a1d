"""How long a drawn line takes from stop to stop, and what it needs to run (docs/methods.md, light rail).

A vehicle accelerates to the speed limit of the leg, keeps it and brakes; on a leg too short for that it brakes from
the peak that it reaches.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from district_planner.core.network.streets import Floats

KMH = 3.6
"""Kilometres an hour in one metre a second."""


@dataclass(frozen=True)
class Leg:
    """The way from one stop to the next: metres and the speed limit in km/h."""

    length_m: float
    limit_kmh: float


@dataclass(frozen=True)
class Vehicle:
    """How a vehicle runs: acceleration and braking in m/s², seconds at each stop between the ends."""

    accelerate: float = 1.0
    brake: float = 1.0
    dwell_s: float = 20.0


def leg_seconds(leg: Leg, vehicle: Vehicle) -> float:
    """Return the seconds from standing at one stop to standing at the next, dwell not counted."""
    a, b, limit = vehicle.accelerate, vehicle.brake, leg.limit_kmh / KMH
    if leg.length_m >= full_speed_m(leg.limit_kmh, vehicle):
        return leg.length_m / limit + limit / (2 * a) + limit / (2 * b)
    return math.sqrt(2 * leg.length_m * (a + b) / (a * b))


def full_speed_m(limit_kmh: float, vehicle: Vehicle) -> float:
    """Return the shortest leg in metres on which the limit is reached."""
    limit = limit_kmh / KMH
    return limit**2 / (2 * vehicle.accelerate) + limit**2 / (2 * vehicle.brake)


def peak_kmh(leg: Leg, vehicle: Vehicle) -> float:
    """Return the highest speed on a leg in km/h."""
    if leg.length_m >= full_speed_m(leg.limit_kmh, vehicle):
        return leg.limit_kmh
    a, b = vehicle.accelerate, vehicle.brake
    return math.sqrt(2 * leg.length_m * a * b / (a + b)) * KMH


def limit_for(length_m: float, seconds: float, vehicle: Vehicle) -> tuple[float, bool]:
    """Return the speed limit in km/h with which a leg takes some seconds, and whether the vehicle can be so quick.

    From ``t = d/V + V/2a + V/2b``: the lesser root of ``k V² - t V + d = 0`` with ``k = 1/2a + 1/2b``. A leg on which a
    vehicle that accelerates and brakes all the way takes longer has the peak speed of that; a second longer is still
    as quick, because timetables hold whole seconds.
    """
    k = 1 / (2 * vehicle.accelerate) + 1 / (2 * vehicle.brake)
    under = seconds**2 - 4 * k * length_m
    if seconds <= 0 or under < 0:
        return math.sqrt(length_m / k) * KMH, seconds >= 2 * math.sqrt(k * length_m) - 1.0
    return (seconds - math.sqrt(under)) / (2 * k) * KMH, True


def one_way_seconds(legs: Sequence[Leg], vehicle: Vehicle) -> float:
    """Return the seconds from the first stop to the last, with a dwell at every stop between them."""
    return math.fsum(leg_seconds(leg, vehicle) for leg in legs) + vehicle.dwell_s * max(len(legs) - 1, 0)


def commercial_kmh(legs: Sequence[Leg], vehicle: Vehicle) -> float:
    """Return length over one-way time in km/h; 0 for a line without length."""
    seconds = one_way_seconds(legs, vehicle)
    return math.fsum(leg.length_m for leg in legs) / seconds * KMH if seconds else 0.0


def vehicles_needed(one_way_s: float, layover_min: float, headway_min: float) -> int:
    """Return the vehicles that keep a headway in both directions with a layover at either end."""
    return math.ceil((2 * one_way_s / 60 + 2 * layover_min) / headway_min)


def capacity_per_hour(headway_min: float, places: float) -> float:
    """Return the places an hour in one direction."""
    return 60 / headway_min * places


def calls_ms(legs: Sequence[Leg], vehicle: Vehicle) -> tuple[Floats, Floats]:
    """Return whole milliseconds after the start at which each stop is arrived at and left.

    Every leg and every dwell is rounded once, so that sums are exact (docs/architecture.md, Times). At the ends
    arrival and departure are one.
    """
    run = np.array([leg_seconds(leg, vehicle) for leg in legs])
    leg = np.rint(run * 1000.0)
    dwell = np.full(len(leg), np.rint(vehicle.dwell_s * 1000.0))
    if len(dwell):
        dwell[-1] = 0.0
    left = np.concatenate([[0.0], np.cumsum(leg + dwell)])
    arrived = left.copy()
    arrived[1:] -= dwell
    return arrived, left
