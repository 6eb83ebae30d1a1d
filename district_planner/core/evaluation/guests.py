"""Places of an edit, kept apart from the places of the session, so that nothing is joined or searched anew for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from district_planner.core.access.times import Rows, merge_rows
from district_planner.core.evaluation.extension import Mixed
from district_planner.core.evaluation.places import Places, added_opportunities
from district_planner.core.interventions.effects import AddedOpportunity
from district_planner.core.network.search import Pairs
from district_planner.core.network.streets import Bools


@dataclass(frozen=True)
class Guests:
    """The opportunities of an edit, and where they stand among those of the session in order of id.

    Attributes:
        mixed: the session's opportunities, which may hold older ones of the same ids, and the guests.
    """

    mixed: Mixed

    @classmethod
    def of(cls, id_: str, effects: Sequence[AddedOpportunity], among: Places) -> Guests:
        """Return the opportunities that an intervention adds to those of a session."""
        return cls(Mixed(among, added_opportunities([(id_, effect) for effect in effects])))

    @property
    def places(self) -> Places:
        """Return the guests alone."""
        return self.mixed.added

    @property
    def every(self) -> Places:
        """Return the session's opportunities with the guests among them."""
        return self.mixed.every

    def exists(self, before: Bools) -> Bools:
        """Return which of :attr:`every` exist, the guests included; ``before``: which of the session's do."""
        found = np.ones(len(self.every), dtype=bool)
        found[self.mixed.moved] = before
        return found

    def added(self, rows: Rows, pairs: Pairs) -> Rows:
        """Return rows in numbers of :attr:`every` with times to guests added.

        Args:
            rows: in the session's numbers; pairs: (origin, guest, ms) in order of both; origins are among the rows'.
        """
        moved, number = self.mixed.moved, self.mixed.number
        renamed = Rows(rows.origins, rows.first, moved[rows.opportunity].astype(np.int32), rows.ms)
        return merge_rows(renamed, Pairs(pairs.source, number[pairs.target], pairs.ms), len(self.every))
