"""How a change of a figure is said in the few words that fit beside a cursor, in the planner's number format."""

from __future__ import annotations

import math
from dataclasses import dataclass

from district_planner.core.evaluation.live import FigureChange
from district_planner.core.network.streets import Floats
from district_planner.gis.numerals import apart, count_digits, written
from district_planner.gui.widgets.numbers import unit_words
from district_planner.translation import tr

COUNTED = ("people", "employees")
"""Units of figures that count somebody: said as a difference, with whom it is out of."""
NO_BREAK = "\u00a0"
LONGEST_NAME = 28
"""Characters of the name of a pair that still fits into the headline."""


@dataclass(frozen=True)
class Said:
    """A change in words: the headline, what it is about, and 1 for better, -1 for worse, 0 for no change."""

    headline: str
    about: str
    tone: int


def number(value: float, digits: int = 0) -> str:
    """Return a number in the planner's format, e.g. ``1,240`` or ``6.2``, with a true minus sign."""
    return written(value, digits)


def signed(value: float, digits: int = 0) -> str:
    """Return a difference with its sign; 0 has none."""
    return written(value, digits, signed=True)


def said(change: FigureChange) -> Said:
    """Return a change in words."""
    tone = _tone(change)
    if change.unit in COUNTED:
        return _counted(change, tone)
    name, about = _split(change.label)
    if not tone:
        return Said(tr("No change"), f"{_joined(name, about)}: {value(change.after, change.unit)}", 0)
    scale = 100.0 if change.unit == "share" else 1.0
    digits = _digits(change.before * scale, change.after * scale)
    arrow = f"{value(change.before, change.unit, digits, bare=True)} → {value(change.after, change.unit, digits)}"
    arrow = arrow.replace(" ", NO_BREAK)
    return Said(f"{name} {arrow}", about, tone) if name else Said(arrow, about, tone)


def unseen(gain: Floats) -> str:
    """Say who is closer or farther though no figure shows it; empty where nobody is."""
    closer, farther = int((gain > 0).sum()), int((gain < 0).sum())
    if closer and farther:
        return tr("{} places gain and {} lose, but none crosses the limit").format(number(closer), number(farther))
    if closer:
        return tr("{} places gain, but none crosses the limit").format(number(closer))
    return tr("{} places lose, but none crosses the limit").format(number(farther)) if farther else ""


def _tone(change: FigureChange) -> int:
    if change.after == change.before or (math.isnan(change.after) and math.isnan(change.before)):
        return 0
    return 1 if (change.after > change.before) == (change.better == "higher") else -1


def _counted(change: FigureChange, tone: int) -> Said:
    what = change.label
    if what.lower().startswith(change.unit):
        what = what[len(change.unit) :].strip()
    now = tr("{} of {}").format(number(change.after), number(change.total))
    if not tone:
        return Said(tr("No change"), f"{change.label}: {now}", 0)
    difference = change.after - change.before
    about = f"{what}: {now}"
    if change.newly > 0 and change.no_longer > 0:
        both = tr("{} gain it, {} lose it").format(number(change.newly), number(change.no_longer))
        about = f"{about} ({both})"
    return Said(f"{signed(difference, count_digits(difference))} {unit_words(change.unit)}", about, tone)


def _digits(before: float, after: float) -> int:
    """Return the decimals at which two different values look different, at least one below a thousand."""
    return apart(before, after, 0 if min(abs(before), abs(after)) >= 1000 else 1)


def _split(label: str) -> tuple[str, str]:
    """Return the name of a pair that a label begins with, and the rest; no name where it is long."""
    name, comma, rest = label.partition(", ")
    return (name, rest) if comma and len(name) <= LONGEST_NAME else ("", label)


def _joined(name: str, about: str) -> str:
    return f"{name}, {about}" if name else about


def value(amount: float, unit: str, digits: int | None = None, *, bare: bool = False) -> str:
    """Return a value with its unit; ``bare`` leaves a unit out that the next value repeats."""
    digits = (0 if abs(amount) >= 1000 else 1) if digits is None else digits
    if math.isnan(amount):
        return tr("unknown")
    if math.isinf(amount):
        return tr("not reached")
    if unit == "share":
        return tr("{} %").format(number(100.0 * amount, digits))
    if unit == "percent":
        return tr("{} %").format(number(amount, digits))
    text = number(amount, digits)
    return text if bare or unit in ("", "0-100") else f"{text} {unit_words(unit)}"
