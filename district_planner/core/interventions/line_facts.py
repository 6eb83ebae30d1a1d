"""What a drawn line needs and costs: the figures that stand beside it while it is drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass

from district_planner.core.interventions import values
from district_planner.core.interventions.costs import NAN, Range
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.transit_line import (
    CAPITAL_KM,
    CAPITAL_STOP,
    FARE,
    OPERATING,
    DrawnLine,
    drawn_line,
    has_stops,
    service_of,
)
from district_planner.core.transit.run_times import (
    capacity_per_hour,
    commercial_kmh,
    leg_seconds,
    one_way_seconds,
    vehicles_needed,
)

DAYS_A_YEAR = 340.0
"""Days like a working day in a year of service: Saturdays and Sundays run less [P]."""


@dataclass(frozen=True)
class LineFacts:
    """Figures of one line.

    Attributes:
        length_km: from the first stop to the last; leg_s: seconds of each leg without dwell; one_way_min.
        commercial_kmh: length over one-way time; headway_min: the shortest; vehicles: needed at that headway.
        places_per_hour: in one direction at that headway.
        capital: pounds low, central, high, without optimism bias; capital_source: where it comes from.
        operating_per_year: pounds; operating_source: where it comes from.
        fare: pounds, as the planner says; None where nothing is said. No time is made of it.
    """

    length_km: float
    leg_s: tuple[float, ...]
    one_way_min: float
    commercial_kmh: float
    headway_min: float
    vehicles: int
    places_per_hour: float
    capital: Range
    capital_source: str
    operating_per_year: float
    operating_source: str
    fare: float | None


def line_facts(intervention: Intervention) -> LineFacts:
    """Return the figures of a drawn line.

    Raises:
        InterventionError: see :func:`drawn_line`.
    """
    drawn = drawn_line(intervention)
    one_way = one_way_seconds(drawn.legs, drawn.vehicle)
    headway = min(minutes for _, _, minutes in drawn.headways)
    capital, source = line_price(intervention)
    return LineFacts(
        length_km=math.fsum(leg.length_m for leg in drawn.legs) / 1000.0,
        leg_s=tuple(leg_seconds(leg, drawn.vehicle) for leg in drawn.legs),
        one_way_min=one_way / 60.0,
        commercial_kmh=commercial_kmh(drawn.legs, drawn.vehicle),
        headway_min=headway,
        vehicles=vehicles_needed(one_way, drawn.layover_min, headway),
        places_per_hour=capacity_per_hour(headway, drawn.places),
        capital=capital,
        capital_source=source,
        operating_per_year=_operating(intervention, drawn),
        operating_source=_operating_source(intervention),
        fare=values.number(intervention, FARE),
    )


def line_price(intervention: Intervention) -> tuple[Range, str]:
    """Return the capital cost in pounds from the rates per km and per stop, and its source."""
    if not has_stops(intervention):
        return NAN, "no estimate: the line has no stops"
    drawn, service = drawn_line(intervention), service_of(intervention)
    km = math.fsum(leg.length_m for leg in drawn.legs) / 1000.0
    per_km, per_stop = values.number(intervention, CAPITAL_KM), values.number(intervention, CAPITAL_STOP)
    rates = service.per_km if per_km is None else (per_km,) * 3
    stops = service.per_stop if per_stop is None else (per_stop,) * 3
    low, central, high = (km * a + len(drawn.stops) * b for a, b in zip(rates, stops))
    own = " and ".join(word for word, given in (("per km", per_km), ("per stop", per_stop)) if given is not None)
    said = f"{service.label}, prices of {service.price_base}: {service.sources}"
    return (low, central, high), f"rates {own} given by the planner; {said}" if own else said


def _operating(intervention: Intervention, drawn: DrawnLine) -> float:
    """Return pounds a year: vehicle kilometres in both directions times the rate."""
    given = values.number(intervention, OPERATING)
    rate = drawn.service.operating_per_km if given is None else given
    km = math.fsum(leg.length_m for leg in drawn.legs) / 1000.0
    departures = math.fsum((end - start) / 60.0 / minutes for start, end, minutes in drawn.headways)
    return 2 * km * departures * DAYS_A_YEAR * rate


def _operating_source(intervention: Intervention) -> str:
    own = values.number(intervention, OPERATING) is not None
    rate = "rate given by the planner" if own else "rate a vehicle kilometre [P]"
    return f"{rate}; {DAYS_A_YEAR:g} days a year like a working day [P]"
