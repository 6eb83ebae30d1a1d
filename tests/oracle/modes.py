"""How each mode travels: speeds, and which columns of the streets table speak about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Mode:
    """One mode: speed on streets, speed of the access leg, permission column, prefix of the delay columns."""

    id: str
    speed_kmh: float
    access_speed_kmh: float
    column: str
    delays: str
    named_by: tuple[str, ...]

    def milliseconds(self, metres: float) -> int:
        """Time along a street, a drawn line or a connector; half a millisecond goes to the even neighbour."""
        return round(metres * 3600 / self.speed_kmh)

    def access_milliseconds(self, metres: float) -> int:
        """Time of the straight leg between a place and the network."""
        return round(metres * 3600 / self.access_speed_kmh)

    def is_among(self, modes: Collection[str]) -> bool:
        """Tell whether an effect with these modes concerns this one; an e-cycle may do what a cycle may."""
        return any(name in modes for name in self.named_by)


MODES = {
    "walk": Mode("walk", 4.8, 4.8, "walk", "walk", ("walk",)),
    "wheelchair": Mode("wheelchair", 3.6, 3.6, "wheelchair", "walk", ("wheelchair",)),
    "cycle": Mode("cycle", 15.0, 4.8, "cycle", "cycle", ("cycle",)),
    "ecycle": Mode("ecycle", 20.0, 4.8, "cycle", "cycle", ("ecycle", "cycle")),
}


@dataclass(frozen=True)
class Rules:
    """The distances of the rules that a planner may set."""

    access_limit_m: float = 400.0
    end_join_m: float = 25.0
    no_join_m: float = 1.0

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Rules:
        names = ("access_limit_m", "end_join_m", "no_join_m")
        return cls(**{name: float(settings[name]) for name in names if settings.get(name) is not None})


def mode_of(id: str, settings: Mapping[str, Any]) -> Mode:
    """Return the mode with the speeds that the planner set; the access leg of a cycle is walked."""
    mode = MODES[id]

    def speed(key: str, default: float) -> float:
        return default if settings.get(key) is None else float(settings[key])

    on_foot = "wheelchair_kmh" if id == "wheelchair" else "walk_kmh"
    return replace(
        mode,
        speed_kmh=speed(f"{id}_kmh", mode.speed_kmh),
        access_speed_kmh=speed(on_foot, mode.access_speed_kmh),
    )
