"""Times from stop to stop by frequency, kept in the district until a boarding or a change on foot differs."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from district_planner.core import compiled
from district_planner.core.transit.stop_graph import StopGraph
from district_planner.core.transit.waits import Weights
from district_planner.core.transit.whole import Wholes

LEAST_STOPS, MOST_STOPS = 300, 5000
"""Fewer stops are computed as quickly as read; with more the file would grow by up to 100 MB [P]."""
_FORM = 1
"""Counted up where the same boardings and changes give other times."""


@dataclass(frozen=True)
class KeptStopGraph(StopGraph):
    """A stop graph whose times come from the district where it keeps those of the same boardings and changes.

    Attributes:
        path: the district's file, empty to keep nothing; weights: what walking and waiting count, for the name.
    """

    path: str = ""
    weights: Weights = field(default_factory=Weights)

    @cached_property
    def whole(self) -> Wholes:
        """Return the times as the district keeps them, else computed now and kept there."""
        if not self.path or not LEAST_STOPS <= self.size <= MOST_STOPS:
            return self.computed()
        found = compiled.load(self.path, self._name, self._key)
        times = None if found is None else found.get("ms")
        if times is not None and times.shape == (self.size, self.size) and times.dtype == np.int32:
            return times
        made = self.computed()
        compiled.store(self.path, self._name, self._key, {"ms": made})
        return made

    @property
    def _name(self) -> str:
        # One of each: who changes from clock to generalised minutes and back computes none again.
        clock = (self.weights.walk, self.weights.wait, self.weights.interchange_min) == (1.0, 1.0, 0.0)
        return f"stop_times.{'clock' if clock else 'generalised'}"

    @cached_property
    def _key(self) -> str:
        """Return what differs where any of the times could differ: all that they follow from."""
        boards, changes = self.boards, self.changes
        return compiled.key_of(
            "stop_times", _FORM, self.size, boards.source, boards.target, boards.ms, changes.first, changes.other,
            changes.ms,
        )  # fmt: skip
