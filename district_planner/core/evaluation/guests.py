"""Places of an edit, kept apart from the places of the session, so that nothing is joined or searched anew for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from district_planner.core.access.times import Rows, merge_rows
from district_planner.core.district import District
from district_planner.core.evaluation.places import Places, opportunities_of
from district_planner.core.interventions.effects import AddedOpportunity
from district_planner.core.network.joins import Index
from district_planner.core.network.search import Pairs
from district_planner.core.network.streets import Bools


@dataclass(frozen=True)
class Guests:
    """The opportunities of an edit, and where they stand among those of the session in order of id.

    Attributes:
        places: the guests; among: the session's opportunities.
    """

    places: Places
    among: Places

    @classmethod
    def of(cls, district: District, id_: str, effects: Sequence[AddedOpportunity], among: Places) -> Guests:
        """Return the opportunities that an intervention adds; ``among`` may hold older ones of the same ids."""
        empty = {name: district.table(name).iloc[:0] for name in ("opportunities", "greenspaces", "stops", "buildings")}
        bare = District(district.crs, {**district.tables, **empty})
        return cls(opportunities_of(bare, [(id_, effect) for effect in effects]), among)

    @cached_property
    def number(self) -> Index:
        """Return the number of each guest in :attr:`every`."""
        return np.searchsorted(self.among.id.astype(str), self.places.id.astype(str)) + np.arange(len(self.places))

    @cached_property
    def moved(self) -> Index:
        """Return the number in :attr:`every` of each of the session's opportunities."""
        free = np.ones(len(self.among) + len(self.places), dtype=bool)
        free[self.number] = False
        return np.flatnonzero(free)

    @cached_property
    def every(self) -> Places:
        """Return the session's opportunities with the guests among them, in order of id."""
        count = len(self.moved) + len(self.number)
        columns = {}
        for one in fields(Places):
            old, new = getattr(self.among, one.name), getattr(self.places, one.name)
            column = np.empty(count, dtype=old.dtype)
            column[self.moved], column[self.number] = old, new
            columns[one.name] = column
        return Places(**columns)

    def exists(self, before: Bools) -> Bools:
        """Return which of :attr:`every` exist, the guests included; ``before``: which of the session's do."""
        found = np.ones(len(self.moved) + len(self.number), dtype=bool)
        found[self.moved] = before
        return found

    def added(self, rows: Rows, pairs: Pairs) -> Rows:
        """Return rows in numbers of :attr:`every` with times to guests added.

        Args:
            rows: in the session's numbers; pairs: (origin, guest, ms) in order of both; origins are among the rows'.
        """
        renamed = Rows(rows.origins, rows.first, self.moved[rows.opportunity].astype(np.int32), rows.ms)
        mine = Pairs(pairs.source, self.number[pairs.target], pairs.ms)
        return merge_rows(renamed, mine, len(self.moved) + len(self.number))
