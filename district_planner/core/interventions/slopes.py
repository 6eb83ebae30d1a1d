"""What the slope of a drawn way costs in either direction: facts beside its scores, which do not know it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from district_planner.core.interventions import attributes, values
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.network.slope import Rider, cycling_kmh, naismith_min, slope_comfort, walking_kmh
from district_planner.core.settings import number

Both = tuple[float, float]


@dataclass(frozen=True)
class SlopeFacts:
    """Minutes over a way that climbs steadily, each as drawn and the other way round.

    Attributes:
        percent: its gradient, uphill positive as it is drawn; ascent_m: how much it climbs or falls.
        walk: Tobler, scaled to the walking speed; naismith: Naismith's rule; cycle: by the rider's power.
        feels: factor by which cycling it feels longer.
    """

    percent: float
    ascent_m: float
    walk: Both
    naismith: Both
    cycle: Both
    feels: Both


def slope_facts(intervention: Intervention, settings: Mapping[str, Any]) -> SlopeFacts | None:
    """Return what the gradient of a line costs; None where none is given.

    Raises:
        InterventionError: the gradient cannot be used. DistrictDataError: a setting cannot be used.
    """
    percent = values.number(intervention, attributes.GRADIENT)
    if percent is None or intervention.geometry.geom_type != "LineString" or intervention.geometry.is_empty:
        return None
    slope, length = percent / 100.0, float(intervention.geometry.length)
    flat, rider = number(settings, "walk_kmh"), Rider.of(settings)

    def minutes(kmh: float) -> float:
        return 60.0 * length / 1000.0 / kmh

    there, back = slope, -slope
    return SlopeFacts(
        percent,
        abs(slope) * length,
        (minutes(walking_kmh(there, flat)), minutes(walking_kmh(back, flat))),
        (naismith_min(length, there * length), naismith_min(length, back * length)),
        (minutes(cycling_kmh(there, rider)), minutes(cycling_kmh(back, rider))),
        (slope_comfort(there, settings), slope_comfort(back, settings)),
    )
