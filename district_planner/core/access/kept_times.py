"""The times of a mode kept in the district's file, by the content of all that they follow from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from district_planner.core import compiled
from district_planner.core.access.times import Times
from district_planner.core.network.graph import ModeGraph
from district_planner.core.network.joins import Index, Joined
from district_planner.core.network.search import SEARCH_VERSION

LEAST_PAIRS, MOST_PAIRS = 200_000, 20_000_000
"""A smaller table is searched as quickly as read; with a larger one the file would grow by more than 100 MB [P]."""


@dataclass
class KeptTimes:
    """Loads and stores one table of times.

    Attributes:
        path: the district's file, empty for none; mode: id.
        graph, opportunities, origins, limit_ms, same, block: what the times follow from.
    """

    path: str
    mode: str
    graph: ModeGraph
    opportunities: Joined
    origins: Joined
    limit_ms: float
    same: tuple[Index, Index]
    block: Index
    _key: str = ""
    _there: bool = False

    def load(self) -> Times | None:
        """Return the table, None where the file holds none that follows from the same."""
        if not self.path:
            return None
        found = compiled.load(self.path, self._name, self.key)
        if found is None or not {"first", "opportunity", "ms"} <= set(found):
            return None
        self._there = True
        return Times(
            self.origins.count, self.block, found["first"].astype(np.int64), found["opportunity"].astype(np.int32),
            found["ms"].astype(np.float64),
        )  # fmt: skip

    def store(self, times: Times) -> bool:
        """Keep the table unless it is there already, small or too large; False where it is not written."""
        if self._there or not self.path or not LEAST_PAIRS <= len(times.ms) <= MOST_PAIRS:
            return False
        # Whole milliseconds within a day fit four bytes.
        arrays: dict[str, compiled.Array] = {
            "first": times.first,
            "opportunity": times.opportunity,
            "ms": times.ms.astype(np.int32),
        }
        self._there = compiled.store(self.path, self._name, self.key, arrays)
        return self._there

    @property
    def _name(self) -> str:
        return f"times.{self.mode}"

    @property
    def key(self) -> str:
        """Return what differs where any of the times could differ."""
        if not self._key:
            graph, streets = self.graph, self.graph.streets
            self._key = compiled.key_of(
                SEARCH_VERSION, self.limit_ms, self.block, *self.same, streets.start, streets.end, streets.xy,
                graph.run, graph.start_delay, graph.end_delay, graph.forward, graph.backward, graph.joinable,
                graph.through, graph.closed, *_places(self.opportunities), *_places(self.origins),
            )  # fmt: skip
        return self._key


def _places(joined: Joined) -> list[compiled.Array]:
    seeds, spots = joined.seeds, joined.spots
    return [np.array([joined.count]), seeds.place, seeds.node, seeds.out, seeds.into, spots.place, spots.edge,
            spots.along, spots.access]  # fmt: skip
