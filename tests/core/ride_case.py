"""Public transport by frequency the slow and obvious way: a multi-layer graph searched with networkx.

It shares no code with the frequency model: rides are counted trip by trip, common lines by trying every prefix, and
each origin is searched over nodes "on foot at a stop" and "got off at a stop".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import networkx as nx

from district_planner.core.transit.feed import Feed

Offers = dict[tuple[str, str], list[tuple[float, float]]]
Walk = Callable[[str, str], "int | None"]
"""Whole milliseconds on foot between two things, None beyond the limit of that leg."""


def offers_of(feed: Feed, start_s: int, end_s: int) -> dict[tuple[str, str], dict[str, tuple[float, float]]]:
    """Return {(stop, stop): {route: (departures an hour, minutes)}}, trip by trip."""
    found: dict[tuple[str, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    stops, routes = feed.stops["id"].tolist(), feed.routes["id"].tolist()
    for trip, route in enumerate(feed.trips["route"].tolist()):
        calls = range(int(feed.calls.first[trip]), int(feed.calls.first[trip + 1]))
        rows = [(stops[feed.calls.stop[i]], int(feed.calls.arrival[i]), int(feed.calls.departure[i]),
                 bool(feed.calls.board[i]), bool(feed.calls.alight[i])) for i in calls]  # fmt: skip
        best: dict[tuple[str, str], int] = {}
        for i, (a, _, leaves, board, _) in enumerate(rows):
            for b, arrives, _, _, alight in rows[i + 1 :]:
                if board and alight and a != b and start_s <= leaves < end_s:
                    best[a, b] = min(best.get((a, b), 10**9), arrives - leaves)
        for pair, seconds in best.items():
            found[pair][routes[route]].append(seconds)
    hours = (end_s - start_s) / 3600
    return {
        pair: {r: (len(s) / hours, round(sum(s) / len(s)) / 60) for r, s in by_route.items()}
        for pair, by_route in found.items()
    }


@dataclass
class SlowRides:
    """A trip is on foot, or on foot to a stop, by the common lines, perhaps on foot to others, and on foot to its end.

    Attributes:
        offers: see :func:`offers_of`, edited as a test pleases.
        between: ms on foot from stop to stop, staying included; to_stop, from_stop, direct: ms on foot.
    """

    offers: Mapping[tuple[str, str], Mapping[str, tuple[float, float]]]
    between: Mapping[tuple[str, str], int]
    to_stop: Mapping[tuple[str, str], int]
    from_stop: Mapping[tuple[str, str], int]
    direct: Mapping[tuple[str, str], int]
    walk_weight: float = 1.0
    wait_weight: float = 1.0
    penalty_ms: int = 0
    cap_min: float = 15.0
    graph: Any = field(default_factory=nx.DiGraph)

    def times(self, origins: Sequence[str], limit_min: float) -> dict[tuple[str, str], int]:
        """Return {(origin, opportunity): whole ms} within the limit."""
        self._build()
        found = {}
        for origin in origins:
            if ("origin", origin) not in self.graph:
                continue
            reached = nx.single_source_dijkstra_path_length(self.graph, ("origin", origin), limit_min * 60000)
            found.update({(origin, node[1]): int(ms) for node, ms in reached.items() if node[0] == "goal"})
        return found

    def _build(self) -> None:
        for (a, b), offers in self.offers.items():
            self._edge(("ready", a), ("off", b), self._board(list(offers.values())))
        for (a, b), ms in self.between.items():
            self._edge(("off", a), ("ready", b), self._felt(ms) + self.penalty_ms)
        for (a, b), ms in self.to_stop.items():
            self._edge(("origin", a), ("ready", b), self._felt(ms))
        for (a, b), ms in self.from_stop.items():
            self._edge(("off", a), ("goal", b), self._felt(ms))
        for (a, b), ms in self.direct.items():
            self._edge(("origin", a), ("goal", b), self._felt(ms))

    def _felt(self, ms: int) -> int:
        return round(ms * self.walk_weight)

    def _edge(self, a: Any, b: Any, ms: int) -> None:
        if not self.graph.has_edge(a, b) or self.graph[a][b]["weight"] > ms:
            self.graph.add_edge(a, b, weight=ms)

    def _board(self, lines: list[tuple[float, float]]) -> int:
        lines = sorted(lines, key=lambda one: (one[1], one[0]))
        best = float("inf")
        for count in range(1, len(lines) + 1):
            some = lines[:count]
            frequency = sum(f for f, _ in some)
            ride = sum(f * t for f, t in some) / frequency
            best = min(best, self.wait_weight * min(30 / frequency, self.cap_min) + ride)
        return round(best * 60000)
