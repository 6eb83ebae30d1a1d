"""Route types of a feed, basic and extended, as modes.

Sources: GTFS reference, ``route_type`` (0 to 12), and Google's extended route types (100 to 1702).
"""

from __future__ import annotations

_BASIC = {
    0: "tram", 1: "metro", 2: "rail", 3: "bus", 4: "ferry", 5: "tram", 6: "cable", 7: "cable", 11: "bus", 12: "metro",
}  # fmt: skip
_EXTENDED = {
    1: "rail", 2: "bus", 3: "rail", 4: "metro", 5: "metro", 6: "metro", 7: "bus", 8: "bus", 9: "tram", 10: "ferry",
    12: "ferry", 13: "cable", 14: "cable",
}  # fmt: skip
"""Hundreds of the extended types: 200 coach and 800 trolleybus are buses, 300 suburban railway is rail."""


def mode_of(route_type: str) -> str:
    """Return the mode of a route type, ``other`` where the number is not one of the standard's."""
    try:
        number = int(float(route_type))
    except (ValueError, OverflowError):
        return "other"
    return _BASIC.get(number) or _EXTENDED.get(number // 100, "other")
