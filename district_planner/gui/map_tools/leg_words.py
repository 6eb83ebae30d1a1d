"""Words for the class of a leg of public transport."""

from __future__ import annotations

from district_planner.translation import tr


def way_name(way: str) -> str:
    """Return what a class of leg is called after the word leg."""
    words = {"street": tr("in the street"), "segregated": tr("segregated"), "rail": tr("on rail")}
    return words.get(way, way)
