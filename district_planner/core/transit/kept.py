"""The compiled timetable, kept in the district until the service, the ways on foot or the window change."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from district_planner.core import compiled
from district_planner.core.transit.feed import Feed
from district_planner.core.transit.gather import Lists
from district_planner.core.transit.patterns import Lines
from district_planner.core.transit.timetable import Timetable, Walks, compile_timetable

NAME = "timetable"
_FORM = 1
"""Counted up where the compiled form changes."""

_LINES = tuple(one.name for one in fields(Lines))
_WALKS = tuple(one.name for one in fields(Walks))


def timetable_of(feed: Feed, walks: Walks, start_s: int, end_s: int, path: str = "") -> Timetable:
    """Return the compiled timetable: what the district at ``path`` keeps, else compiled now and kept there.

    Args:
        feed, walks, start_s, end_s: see :func:`compile_timetable`; path: empty to keep nothing.
    """
    calls, runs = feed.calls, feed.frequencies
    key = compiled.key_of(
        "timetable", _FORM, start_s, end_s, calls.stop, calls.arrival, calls.departure, calls.board, calls.alight,
        calls.first, *(runs[name].to_numpy(dtype=np.int64) for name in ("trip", "start_s", "end_s", "headway_s")),
        *(getattr(walks, name) for name in _WALKS),
    )  # fmt: skip
    found = compiled.load(path, NAME, key)
    if found is not None and _complete(found):
        lines = Lines(**{name: found[f"lines.{name}"] for name in _LINES})
        return Timetable(lines, Lists(found["changes.first"], found["changes.rows"]), walks, start_s, end_s)
    made = compile_timetable(feed, walks, start_s, end_s)
    arrays = {f"lines.{name}": getattr(made.lines, name) for name in _LINES}
    compiled.store(path, NAME, key, {**arrays, "changes.first": made.changes.first, "changes.rows": made.changes.rows})
    return made


def _complete(found: dict[str, compiled.Array]) -> bool:
    return {"changes.first", "changes.rows", *(f"lines.{name}" for name in _LINES)} <= found.keys()
