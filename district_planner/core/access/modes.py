"""The ways to travel, on streets and with public transport (rules 1.3, 1.4).

Speed, permission and delay columns, limits and cutoffs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from district_planner.core.errors import RequestError
from district_planner.core.settings import number


@dataclass(frozen=True)
class Mode:
    """One mode of travel.

    Attributes:
        id: as in results, e.g. ``cycle_comfort``.
        label: what a planner reads ("on foot").
        permission: column of ``streets`` with its permission code.
        delays: prefix of its delay columns (``walk`` or ``cycle``).
        speed: settings key of its speed; access_speed: settings key of the speed on access legs.
        cutoffs: default cutoffs in minutes.
        perceived: True when minutes are perceived minutes (comfort route).
        ground: street modes that a trip by public transport starts with; empty for a mode on streets.
    """

    id: str
    label: str
    permission: str
    delays: str
    speed: str
    access_speed: str
    cutoffs: tuple[float, ...]
    perceived: bool = False
    ground: tuple[str, ...] = ()

    @property
    def rides(self) -> bool:
        """Return whether the mode rides public transport."""
        return bool(self.ground)

    @property
    def min(self) -> str:
        """Return the unit of its times, short: ``min``, or ``perceived min`` on a comfort route (rules 1.5)."""
        return "perceived min" if self.perceived else "min"

    @property
    def minutes(self) -> str:
        """Return the unit of its times in full."""
        return "perceived minutes" if self.perceived else "minutes"

    def among(self, modes: frozenset[str]) -> bool:
        """Return whether this mode is meant by ``modes``: who may cycle may use an e-cycle, who rides also walks."""
        cycles = self.permission == "cycle" and "cycle" in modes
        return self.id in modes or cycles or any(one in modes for one in self.ground)

    def limit(self, settings: Mapping[str, Any]) -> float:
        """Return the time limit in minutes."""
        return number(settings, f"{self.id}_limit_min")


_WALK = (5.0, 10.0, 15.0)
_CYCLE = (10.0, 15.0, 30.0)
_RIDE = (30.0, 45.0, 60.0)

MODES: dict[str, Mode] = {
    mode.id: mode
    for mode in (
        Mode("walk", "on foot", "walk", "walk", "walk_kmh", "walk_kmh", _WALK),
        Mode("wheelchair", "in a wheelchair", "wheelchair", "walk", "wheelchair_kmh", "wheelchair_kmh", _WALK),
        Mode("cycle", "by cycle", "cycle", "cycle", "cycle_kmh", "walk_kmh", _CYCLE),
        Mode("ecycle", "by e-cycle", "cycle", "cycle", "ecycle_kmh", "walk_kmh", _CYCLE),
        Mode("cycle_comfort", "by comfortable cycling", "cycle", "cycle", "cycle_kmh", "walk_kmh", _CYCLE, True),
        Mode("transit", "by public transport", "walk", "walk", "walk_kmh", "walk_kmh", _RIDE, ground=("walk",)),
        Mode("bike_and_ride", "by bike and ride", "walk", "walk", "walk_kmh", "walk_kmh", _RIDE,
             ground=("walk", "cycle")),
    )
}  # fmt: skip

STREET_MODES = tuple(mode.id for mode in MODES.values() if not mode.rides)
"""Modes whose whole way is on streets."""


def mode(name: str) -> Mode:
    """Return a mode by its id; ``e-cycle`` and ``E_CYCLE`` are understood.

    Raises:
        RequestError: there is no such mode.
    """
    key = name.strip().lower().replace("-", "_")
    key = {"e_cycle": "ecycle", "ebike": "ecycle", "pt": "transit", "public_transport": "transit"}.get(key, key)
    if key not in MODES:
        raise RequestError(f"there is no mode “{name}”", "Modes", f"Choose from {', '.join(MODES)}")
    return MODES[key]
