"""Numbers as the planner's language writes them: one way for chip, dock, charts and legends."""

from __future__ import annotations

import math

from qgis.PyQt.QtCore import QLocale

MINUS = "\N{MINUS SIGN}"
_MOST_DECIMALS = 6


def planners_locale(grouped: bool = True) -> QLocale:
    """Return the planner's language; figures are always in groups, whatever QGIS shows coordinates in."""
    locale = QLocale()
    # QGIS leaves thousands ungrouped unless its settings say otherwise; £2800000 cannot be read at a glance.
    none = QLocale.NumberOption.DefaultNumberOptions
    locale.setNumberOptions(none if grouped else QLocale.NumberOption.OmitGroupSeparator)
    return locale


def written(value: float, decimals: int = 0, signed: bool = False) -> str:
    """Return a number in the planner's language, e.g. ``1.234,5``; a change carries its sign, no number is a dash.

    A change that is not zero never reads as zero: it has as many decimals more as that takes, e.g. ``+0.03``.
    """
    if not math.isfinite(value):
        return "–"
    if signed:
        decimals = apart(value, 0.0, decimals)
    shown = round(value, decimals)
    if signed and value and not shown:
        least = planners_locale().toString(10.0**-decimals, "f", decimals)
        return f"< {least}" if value > 0 else f"> {MINUS}{least}"
    text = str(planners_locale().toString(abs(float(shown)), "f", decimals))
    if shown < 0:
        return f"{MINUS}{text}"
    return f"+{text}" if signed and shown > 0 else text


def apart(first: float, second: float, least: int) -> int:
    """Return the decimals, ``least`` or more but at most six, at which two numbers that differ look different."""
    if first == second or not (math.isfinite(first) and math.isfinite(second)):
        return least
    wanted = (n for n in range(least, _MOST_DECIMALS) if round(first, n) != round(second, n))
    return next(wanted, _MOST_DECIMALS)


def count_digits(amount: float) -> int:
    """Return the decimals of a number of people: one below ten where it is no whole number, as fractions stay so."""
    return 1 if abs(amount) < 10 and amount != round(amount) else 0


def trimmed(value: float, most: int = _MOST_DECIMALS, signed: bool = False) -> str:
    """Return a number with no more decimals than it needs, and never more than ``most``, e.g. ``7,5`` or ``1.200``."""
    if not math.isfinite(value):
        return "–"
    decimals = next((n for n in range(most) if round(value, n) == round(value, most)), most)
    return written(value, decimals, signed)
