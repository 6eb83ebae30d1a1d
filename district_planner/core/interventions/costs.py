"""What an intervention is likely to cost when the planner gave no costs: unit cost times size, as a range.

Costs are capital costs in pounds of the unit cost's price base, without optimism bias.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from district_planner.core.interventions import checks, values
from district_planner.core.interventions.attributes import (
    COST_CENTRAL,
    COST_HIGH,
    COST_LOW,
    DWELLINGS,
    FLOORSPACE,
    HECTARES,
    Attribute,
)
from district_planner.core.interventions.intervention import Intervention

METHODS = "District Planner methods, unit costs"
NAN = (math.nan, math.nan, math.nan)
Range = tuple[float, float, float]


@dataclass(frozen=True)
class UnitCost:
    """Cost of one unit.

    Attributes:
        low, central, high: pounds per unit.
        per: ``m``, ``item``, ``ha``, ``m2`` (of floor) or ``dwelling``.
        price_base: year of the prices.
        mark, citation: source.
    """

    low: float
    central: float
    high: float
    per: str
    price_base: int
    mark: str
    citation: str

    def times(self, quantity: float) -> Range:
        """Return (low, central, high) in pounds for ``quantity`` units; NaN where the quantity is unknown."""
        return self.low * quantity, self.central * quantity, self.high * quantity


BRIDGE = UnitCost(1e6, 2.5e6, 5e6, "item", 2024, "[P]", f"{METHODS}: walking and cycling bridge, site-specific")


def _metres_at_grade(intervention: Intervention) -> float:
    raised = sum(end - start for start, end in checks.bridges(intervention))
    return float(intervention.geometry.length) - raised


def hectares(intervention: Intervention) -> float:
    """Return the field ``hectares``, else the area that is drawn; NaN for a point that does not say."""
    given = values.number(intervention, HECTARES)
    if given is not None:
        return given
    area = float(intervention.geometry.area)
    return area / 10_000 if area > 0 else math.nan


def _column(attribute: Attribute) -> Callable[[Intervention], float]:
    def read(intervention: Intervention) -> float:
        given = values.number(intervention, attribute)
        return math.nan if given is None else given

    return read


_QUANTITIES: dict[str, Callable[[Intervention], float]] = {
    "m": _metres_at_grade,
    "item": lambda intervention: 1.0,
    "ha": hectares,
    "m2": _column(FLOORSPACE),
    "dwelling": _column(DWELLINGS),
}


def from_unit_costs(intervention: Intervention, unit: UnitCost | None) -> Range:
    """Return (low, central, high) from the size; each bridge part of a line counts at the bridge's rate.

    NaN three times where the kind has no unit cost or the size is unknown.
    """
    if unit is None:
        return NAN
    low, central, high = unit.times(_QUANTITIES[unit.per](intervention))
    if unit.per == "m":
        raised = BRIDGE.times(len(checks.bridges(intervention)))
        return low + raised[0], central + raised[1], high + raised[2]
    return low, central, high


def stated(intervention: Intervention) -> Range | None:
    """Return the planner's own costs; the missing ones of the three follow from those given, None where none is."""
    low, central, high = (values.number(intervention, item) for item in (COST_LOW, COST_CENTRAL, COST_HIGH))
    if central is None and low is not None and high is not None:
        central = (low + high) / 2
    middle = next((cost for cost in (central, low, high) if cost is not None), None)
    if middle is None:
        return None
    return (middle if low is None else low, middle, middle if high is None else high)
