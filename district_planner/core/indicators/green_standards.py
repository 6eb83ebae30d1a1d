"""The Accessible Greenspace Standards that both green indicators use (methods B4, Natural England)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Standard:
    """One standard: a space of at least ``hectares`` within ``metres``."""

    id: str
    label: str
    hectares: float
    metres: float
    mark: str


STANDARDS = (
    Standard("doorstep", "doorstep", 0.5, 200.0, "V"),
    Standard("local", "local natural", 2.0, 300.0, "V"),
    Standard("neighbourhood", "neighbourhood natural", 10.0, 1000.0, "V"),
    Standard("wider", "wider neighbourhood", 20.0, 2000.0, "S"),
    Standard("district", "district", 100.0, 5000.0, "S"),
    Standard("subregional", "sub-regional", 500.0, 10000.0, "S"),
)
WALKABLE_M = 2000.0
"""Standards up to here are also measured over the network (rules 3.9)."""
