"""Which trips of a route go the same way: its directions, by the order of their stops and by what the feed says.

A *pattern* is a sequence of stops. Patterns that have two stops in the same order go the same way, and those that have
them in the other order go back. The patterns with most trips come first, so that a depot run or a trip there and back
joins the way that it shares most with and makes no direction of its own.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from district_planner.core.transit.feed import Feed
from district_planner.core.transit.patterns import Index

UNKNOWN = -1
"""A direction that the feed does not tell."""


@dataclass(frozen=True)
class Pattern:
    """Trips of one owner that call at the same stops in the same order.

    Attributes:
        owner: whose trips they are; stops: rows of ``Feed.stops``; trips: rows of ``Feed.trips``.
        direction: the one that most of its trips have, ``UNKNOWN`` where the feed tells none.
    """

    owner: int
    stops: Index
    trips: Index
    direction: int

    def pairs(self, stops: int) -> list[tuple[int, int]]:
        """Return the pairs of stops in order, each as a number, and the number of the pair the other way round."""
        a, b = np.triu_indices(len(self.stops), 1)
        a, b = self.stops[a], self.stops[b]
        there = np.unique((a * stops + b)[a != b])
        return list(zip(there.tolist(), (there % stops * stops + there // stops).tolist()))


@dataclass
class Way:
    """Patterns of one owner that go the same way, the one with most trips first."""

    patterns: list[Pattern]
    trips_of: Counter[int] = field(default_factory=Counter)

    @property
    def owner(self) -> int:
        """Return whose trips they are."""
        return self.patterns[0].owner

    @property
    def direction(self) -> int:
        """Return the direction that the feed tells, ``UNKNOWN`` where it tells none."""
        return max(one.direction for one in self.patterns)


def patterns_of(feed: Feed, trips: Index, owner: Index) -> list[Pattern]:
    """Return the patterns of some trips, those with most trips first, then those with most calls.

    Args:
        feed: one day, frequencies expanded; owner: whose each of ``trips`` is, any numbers.
    """
    calls, direction = feed.calls, feed.trips["direction"].to_numpy(dtype=np.int64)
    found: dict[tuple[int, bytes], list[int]] = {}
    for trip, whose in zip(trips.tolist(), owner.tolist()):
        stops = calls.stop[calls.first[trip] : calls.first[trip + 1]]
        found.setdefault((whose, stops.tobytes()), []).append(trip)
    made = []
    for (whose, stops_), some in found.items():
        told = direction[some]
        told = told[told != UNKNOWN]
        made.append(Pattern(
            whose, np.frombuffer(stops_, dtype=calls.stop.dtype).astype(np.int64), np.array(some, dtype=np.int64),
            int(np.bincount(told).argmax()) if len(told) else UNKNOWN,
        ))  # fmt: skip
    return sorted(made, key=lambda one: (-len(one.trips), -len(one.stops)))


def ways_of(feed: Feed, trips: Index, owner: Index) -> list[Way]:
    """Return the ways of some trips of one day.

    A pattern joins the way of its owner with which it has most pairs of stops in the same order, those in the other
    order taken off; what has as many of both, there and back, joins the way with most in the same order. Directions
    that the feed tells are kept apart; a pattern that shares no two stops with another is a way of its own.

    Args:
        feed: one day, frequencies expanded; owner: whose each of ``trips`` is, any numbers.
    """
    ways: dict[int, list[Way]] = {}
    for pattern in patterns_of(feed, trips, owner):
        mine = ways.setdefault(pattern.owner, [])
        pairs = pattern.pairs(len(feed.stops))
        way = _joined(pattern, pairs, mine)
        if way is None:
            way = Way([])
            mine.append(way)
        way.patterns.append(pattern)
        for there, _ in pairs:
            way.trips_of[there] += len(pattern.trips)
    return [way for some in ways.values() for way in some]


def _joined(pattern: Pattern, pairs: list[tuple[int, int]], ways: list[Way]) -> Way | None:
    best, most = None, (0, 0)
    for way in ways:
        if UNKNOWN not in (way.direction, pattern.direction) and way.direction != pattern.direction:
            continue
        counted = [(way.trips_of[there], way.trips_of[back]) for there, back in pairs]
        same = sum(there > 0 for there, _ in counted)
        net = sum((there > back) - (there < back) for there, back in counted)
        if same and net >= 0 and (net, same) > most:
            best, most = way, (net, same)
    return best


def directions_of(feed: Feed, owner: Index) -> tuple[Index, int]:
    """Return the direction of every trip of a day, and how many owners have one that the feed does not tell.

    Where the feed tells the directions of all trips of an owner they are those; else they are its ways.

    Args:
        feed: one day, frequencies expanded; owner: whose each trip is, any numbers.
    """
    direction = feed.trips["direction"].to_numpy(dtype=np.int64).copy()
    untold = np.unique(owner[direction == UNKNOWN])
    some = np.flatnonzero(np.isin(owner, untold))
    number: Counter[int] = Counter()
    for way in ways_of(feed, some, owner[some]):
        for pattern in way.patterns:
            direction[pattern.trips] = number[way.owner]
        number[way.owner] += 1
    return direction, len(untold)
