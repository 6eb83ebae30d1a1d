"""Numbers as the planner's language writes them, out and in."""

from __future__ import annotations

import math

from district_planner.gis.numerals import MINUS, apart, count_digits, planners_locale, written
from district_planner.translation import tr

__all__ = [
    "MINUS", "apart", "change_unit", "counted", "digits", "figure", "money", "pair", "parsed", "plain", "unit_words",
    "written",
]  # fmt: skip

_DIGITS = {
    "min": 1, "perceived min": 1, "0-100": 1, "ha": 1, "opportunities": 2, "people": 0, "employees": 0, "jobs": 0,
    "£": 0, "m": 0, "%": 0, "year": 0, "share": 1, "percent": 1,
}  # fmt: skip


def digits(unit: str, value: float = 0.0) -> int:
    """Return how many decimals a value of a unit is shown with."""
    if unit == "jobs" and abs(value) < 100:
        return 1
    if unit in ("people", "employees"):
        return count_digits(value)
    return _DIGITS.get(unit, 2)


def plain(value: float) -> str:
    """Return a number without needless decimals, for editing; no groups, so that it can be typed over."""
    locale = planners_locale(grouped=False)
    whole = float(value).is_integer()
    text = str(locale.toString(float(value), "f", 0 if whole else 6))
    point = locale.decimalPoint()
    return text if whole else text.rstrip("0").rstrip(str(point))


def parsed(text: str) -> float | None:
    """Return the number that a planner typed, with or without groups; None where it is none."""
    cleaned = (
        text.strip().replace(MINUS, "-").replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    )
    locale = planners_locale()
    for candidate in (cleaned, cleaned.replace(" ", "")):
        value, good = locale.toDouble(candidate)
        if good and math.isfinite(value):
            return float(value)
    return None


def unit_words(unit: str) -> str:
    """Return a unit as it stands behind a number."""
    words = {
        "min": tr("min"), "perceived min": tr("perceived min"), "0-100": tr("of 100"), "ha": tr("ha"),
        "people": tr("people"),
        "employees": tr("employees"), "jobs": tr("jobs"), "opportunities": tr("places"), "year": tr("year"),
        "events": tr("events"), "dwellings": tr("dwellings"), "share": "%", "percent": "%",
    }  # fmt: skip
    return words.get(unit, unit)


def change_unit(unit: str) -> str:
    """Return a unit as it stands behind a change: what is said of 100 changes by points."""
    words = {"0-100": tr("points"), "share": tr("percentage points"), "percent": tr("percentage points")}
    return words.get(unit) or unit_words(unit)


def figure(value: float, unit: str, signed: bool = False, decimals: int | None = None) -> str:
    """Return a value of a figure without its unit; a time that is never reached is said in words.

    Shares are said of 100; a change (``signed``) that is not zero never reads as zero.
    """
    if math.isinf(value):
        return tr("not reached")
    shown = scaled(value, unit)
    return written(shown, digits(unit, shown) if decimals is None else decimals, signed)


def counted(amount: float) -> str:
    """Return a number of people who gain or lose; some never read as none."""
    return written(amount, apart(amount, 0.0, count_digits(amount)))


def pair(before: float, after: float, unit: str) -> tuple[str, str]:
    """Return two values of a figure; where they differ, they look different."""
    first, second = scaled(before, unit), scaled(after, unit)
    known = [digits(unit, value) for value in (first, second) if math.isfinite(value)]
    shown = apart(first, second, min(known, default=0))
    return figure(before, unit, decimals=shown), figure(after, unit, decimals=shown)


def scaled(value: float, unit: str) -> float:
    """Return a value as it is said: shares of 100."""
    return 100.0 * value if unit == "share" else value


def money(pounds: float) -> str:
    """Return pounds shortened to three digits, e.g. ``£3.0 m``."""
    if math.isnan(pounds):
        return "–"
    for size, word in ((1e9, tr("bn")), (1e6, tr("m", "million")), (1e3, tr("k", "thousand"))):
        if abs(pounds) >= size:
            share = pounds / size
            return f"£{written(share, 1 if abs(share) < 9.95 else 0)} {word}"
    return f"£{written(pounds, 0)}"
