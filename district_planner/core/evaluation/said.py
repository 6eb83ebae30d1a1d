"""Numbers as sentences say them: grouped, with as many decimals as the unit is known to, and no change read as none."""

from __future__ import annotations

import math

_DECIMALS = {
    "min": 1, "perceived min": 1, "0-100": 1, "points of 100": 1, "ha": 2, "opportunities": 2, "m": 0, "pairs": 0,
    "trips": 0,
}  # fmt: skip
_COUNTED = ("people", "employees")
_WHOLE_FROM = 10.0
"""People and employees below this are said with one decimal, as fractions stay fractions [P]."""
_OTHER = 2


def amount(value: float, unit: str) -> str:
    """Return a number and its unit: ``"23,456 people"``, ``"17.1 min"``, ``"46.3 %"`` of a share, ``"not reached"``.

    A number that is not zero and would read so is ``"less than 0.1 min"``.
    """
    if not math.isfinite(value):
        return "not reached"
    number, decimals, word = _scaled(value, unit)
    text = _grouped(abs(number), decimals)
    return f"{_smaller(text, number, decimals)} {word}".strip()


def change(value: float, unit: str) -> str:
    """Return a change with its sign and unit: ``"+1,354 people"``, ``"-13.8 min"``, ``"+4.2 percentage points"``.

    One that is not zero never reads as zero: ``"less than +0.1 min"``; one of nothing has no sign.
    """
    if not math.isfinite(value):
        return "not reached"
    number, decimals, word = _scaled(value, unit)
    word = {"%": "percentage points", "of 100": "points"}.get(word, word)
    sign = "" if number == 0 else "+" if number > 0 else "-"
    return f"{_smaller(_grouped(abs(number), decimals), number, decimals, sign)} {word}".strip()


def _scaled(value: float, unit: str) -> tuple[float, int, str]:
    """Return the number that is said, its decimals and its unit; shares are said of 100."""
    if unit in ("share", "percent"):
        return (100.0 * value if unit == "share" else value), 1, "%"
    if unit in _COUNTED:
        return value, 0 if abs(value) >= _WHOLE_FROM or float(value).is_integer() else 1, unit
    decimals = _DECIMALS.get(unit, _OTHER)
    return value, decimals, "of 100" if unit == "0-100" else unit


def _grouped(number: float, decimals: int) -> str:
    return f"{number:,.{decimals}f}"


def _smaller(text: str, number: float, decimals: int, sign: str = "") -> str:
    """Return a signed text, or "less than" the last decimal where the text reads as zero and the number is not."""
    shown = number == 0 or text.strip("0.")
    return f"{sign}{text}" if shown else f"less than {sign}{10.0**-decimals:.{decimals}f}"
