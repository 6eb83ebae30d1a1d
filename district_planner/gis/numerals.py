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
    """Return a number in the planner's language, e.g. ``1.234,5``; a change carries its sign, no number is a dash."""
    if not math.isfinite(value):
        return "–"
    shown = round(value, decimals)
    text = str(planners_locale().toString(abs(float(shown)), "f", decimals))
    if shown < 0:
        return f"{MINUS}{text}"
    return f"+{text}" if signed and shown > 0 else text


def trimmed(value: float, most: int = _MOST_DECIMALS, signed: bool = False) -> str:
    """Return a number with no more decimals than it needs, and never more than ``most``, e.g. ``7,5`` or ``1.200``."""
    if not math.isfinite(value):
        return "–"
    decimals = next((n for n in range(most) if round(value, n) == round(value, most)), most)
    return written(value, decimals, signed)
