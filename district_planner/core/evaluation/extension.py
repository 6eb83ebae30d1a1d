"""Places that interventions bring, put among those of the district without searching the district anew.

A session is made of the bare district, which is joined and searched once, and of what its interventions add: only the
added places are joined and searched. After an edit the bare district stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from district_planner.core.access.times import Times
from district_planner.core.errors import DistrictDataError
from district_planner.core.evaluation.places import Places
from district_planner.core.network.joins import AccessPoints, Index, Joined, Seeds, Spots
from district_planner.core.network.search import Pairs
from district_planner.core.network.streets import Floats


@dataclass(frozen=True)
class Mixed:
    """Places of a district and added ones, in order of id.

    Attributes:
        bare, added: the two; every: all of them; an added place stands before one of the district with the same id.
    """

    bare: Places
    added: Places

    @cached_property
    def number(self) -> Index:
        """Return the number of each added place in :attr:`every`."""
        return np.searchsorted(self.bare.text, self.added.text) + np.arange(len(self.added))

    @cached_property
    def moved(self) -> Index:
        """Return the number in :attr:`every` of each place of the district."""
        free = np.ones(len(self.bare) + len(self.added), dtype=bool)
        free[self.number] = False
        return np.flatnonzero(free)

    @cached_property
    def every(self) -> Places:
        """Return all places."""
        if not len(self.added):
            return self.bare
        columns = {}
        for one in fields(Places):
            old, new = getattr(self.bare, one.name), getattr(self.added, one.name)
            column = np.empty(len(self.bare) + len(self.added), dtype=old.dtype)
            column[self.moved], column[self.number] = old, new
            columns[one.name] = column
        return Places(**columns)

    def of_category(self, wanted: frozenset[str]) -> Mixed:
        """Return the places of some categories only."""
        return Mixed(self.bare.within(wanted), self.added.within(wanted))

    def checked(self, role: str) -> Mixed:
        """Return the same after looking for ids that occur twice.

        Raises:
            DistrictDataError: an added place has the id of one of the district.
        """
        at = np.minimum(np.searchsorted(self.bare.text, self.added.text), max(len(self.bare) - 1, 0))
        twice = self.added.text[self.bare.text[at] == self.added.text] if len(self.bare) else []
        if len(twice):
            raise DistrictDataError(
                f"{len(twice)} ids occur twice, the first is {str(twice[0])!r}", f"The {role} of the district",
                "Give every place an id of its own, over all tables that it is measured with",
            )  # fmt: skip
        return self


def mixed_joined(mixed: Mixed, bare: Joined, added: Joined) -> Joined:
    """Return all places joined, from the two joined apart."""
    a, b = mixed.moved, mixed.number
    place = np.concatenate([a[bare.seeds.place], b[added.seeds.place]])
    order = np.argsort(place, kind="stable")

    def both(one: Floats, other: Floats) -> Floats:
        return np.concatenate([one, other])[order]

    seeds = Seeds(
        len(a) + len(b), place[order], np.concatenate([bare.seeds.node, added.seeds.node])[order],
        both(bare.seeds.out, added.seeds.out), both(bare.seeds.into, added.seeds.into),
    )  # fmt: skip
    spots = Spots(
        np.concatenate([a[bare.spots.place], b[added.spots.place]]),
        np.concatenate([bare.spots.edge, added.spots.edge]),
        np.concatenate([bare.spots.along, added.spots.along]),
        np.concatenate([bare.spots.access, added.spots.access]),
    )
    owner = np.concatenate([a[bare.points.owner], b[added.points.owner]])
    order = np.argsort(owner, kind="stable")
    points = AccessPoints(
        owner[order], np.concatenate([bare.points.xy, added.points.xy])[order],
        np.concatenate([bare.points.reach, added.points.reach])[order], len(a) + len(b),
    )  # fmt: skip
    return Joined(seeds, spots, points, np.concatenate([bare.distance, added.distance])[order])


def mixed_times(bare: Times, origins: Mixed, opportunities: Mixed, block: Index, blocks: int, fresh: Pairs) -> Times:
    """Return the table of all places from that of the district and the pairs that an added place takes part in.

    Args:
        bare: of the district; block, blocks: of all opportunities.
        fresh: (opportunity, origin, ms) in numbers of all places, each pair once.
    """
    count, names = len(origins.every), (*opportunities.every.categories, "")
    place = {name: i for i, name in enumerate(names)}
    into = np.array([place[name] for name in (*opportunities.bare.categories, "")], dtype=np.int64)
    counts = np.zeros((blocks, count), dtype=np.int64)
    old = np.diff(bare.first).reshape(len(into), -1)
    counts[np.ix_(into, origins.moved)] = old
    first = np.concatenate([[0], np.cumsum(counts)])
    opportunity = opportunities.moved.astype(np.int32)[bare.opportunity]
    row = block[fresh.source] * count + fresh.target
    order = np.lexsort((fresh.source, row))
    row, number, ms = row[order], fresh.source[order], fresh.ms[order]
    at = _positions(first, opportunity, row, number)
    counts.reshape(-1)[:] += np.bincount(row, minlength=counts.size)
    return Times(
        count, block, np.concatenate([[0], np.cumsum(counts)]), np.insert(opportunity, at, number.astype(np.int32)),
        np.insert(bare.ms, at, ms),
    )  # fmt: skip


def _positions(first: Index, opportunity: np.ndarray, row: Index, number: Index) -> Index:  # type: ignore[type-arg]
    """Return before which entry of the table each pair goes, so that rows stay in order of opportunity."""
    begin, end = first[row], first[row + 1]
    while True:  # all binary searches at once
        open_ = np.flatnonzero(begin < end)
        if not len(open_):
            return begin
        middle = (begin[open_] + end[open_]) // 2
        less = opportunity[middle] < number[open_]
        begin[open_] = np.where(less, middle + 1, begin[open_])
        end[open_] = np.where(less, end[open_], middle)
