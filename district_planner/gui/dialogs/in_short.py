"""Sentences of a reading that changed something, for the one line of the message bar."""

from __future__ import annotations

from collections.abc import Sequence

from district_planner.translation import tr

_SHOWN = 3


def in_short(notes: Sequence[str]) -> str:
    """Return the first sentences, and how many more there are."""
    more = len(notes) - _SHOWN
    rest = [tr("And %n more.", None, more)] if more > 0 else []
    return " ".join([*notes[:_SHOWN], *rest])
