"""The words that an intervention may use: ids of modes and categories, and the nearest valid word to a wrong one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from district_planner.core.places import categories

MODES = ("walk", "wheelchair", "cycle", "ecycle", "cycle_comfort")
"""Modes that a drawn thing can open or close (rules 2.1)."""

CYCLING = frozenset({"cycle", "ecycle", "cycle_comfort"})
"""One permission, three ways of measuring a ride: where one of them may go, all may [P]."""

ON_FOOT = frozenset({"walk", "wheelchair"})

CATEGORIES = categories.CATEGORIES
"""Ids of what can be reached (rules 3.8)."""


def nearest(word: str, valid: Iterable[str]) -> str:
    """Return the valid word most like ``word`` regardless of case, or an empty string when none is near."""
    by_lower = {option.lower(): option for option in valid}
    found = difflib.get_close_matches(word.lower(), list(by_lower), n=1, cutoff=0.5)
    return by_lower[found[0]] if found else ""


def did_you_mean(word: str, valid: Iterable[str], limit: int = 30) -> str:
    """Return the cure for a wrong word: the nearest valid one, else the list of up to ``limit`` valid ones."""
    options = list(valid)
    near = nearest(word, options)
    if near:
        return f"Did you mean {near!r}"
    listed = ", ".join(options[:limit]) + (", …" if len(options) > limit else "")
    return f"Use one of: {listed}" if options else "There is none to choose from"
