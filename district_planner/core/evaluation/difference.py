"""How a district differs before and after an edit: what is asked of it, and the answer of two whole states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from district_planner.core.evaluation.use import use_between
from district_planner.core.indicators.base import FigureSpec
from district_planner.core.indicators.linkuse import Use
from district_planner.core.network.joins import Index
from district_planner.core.network.streets import Floats

if TYPE_CHECKING:
    from district_planner.core.evaluation.session import Session, State

_NOBODY: Index = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Moved:
    """The origins for which a measure differs, ascending, with its values before and after."""

    origins: Index
    before: Floats
    after: Floats


NOTHING = Moved(_NOBODY, np.empty(0), np.empty(0))


class Difference(Protocol):
    """Measures and figures before and after.

    Attributes:
        before: the state before.
    """

    before: State

    def moved(self, measure: str) -> Moved:
        """Return for whom a measure differs."""

    def figure(self, name: str) -> tuple[float, float]:
        """Return a figure before and after."""

    def crossed(self, spec: FigureSpec) -> tuple[float, float]:
        """Return who comes to be counted and who ceases to be, for a figure that counts."""

    def use(self, mode: str) -> Use:
        """Return the pairs that are quicker after than before, from origins of the world to places there after."""

    def differs(self, mode: str, categories: Sequence[str]) -> bool:
        """Return whether some way by a mode takes another time, to the categories where it is known to which."""

    def offers(self, mode: str, category: str) -> tuple[bool, bool]:
        """Return whether a place that is added joins a street, and whether anybody reaches it."""


class BetweenStates:
    """The difference between two states of one session."""

    def __init__(self, session: Session, before: State, after: State) -> None:
        self.session, self.before, self.after = session, before, after

    def moved(self, measure: str) -> Moved:
        """Return for whom a measure differs."""
        old, new = self.before.values[measure], self.after.values[measure]
        origins = np.flatnonzero(old != new) if new is not old else _NOBODY
        return Moved(origins, old[origins], new[origins])

    def figure(self, name: str) -> tuple[float, float]:
        """Return a figure before and after."""
        return self.before.figures[name], self.after.figures[name]

    def crossed(self, spec: FigureSpec) -> tuple[float, float]:
        """Return who comes to be counted and who ceases to be."""
        moved = self.moved(spec.measure.name)
        running = self.session.running(self.before, spec)
        return running.crossed(moved.origins, moved.after)

    def use(self, mode: str) -> Use:
        """Return the pairs that are quicker after than before."""
        return use_between(self.session, mode, self.before, self.after)

    def differs(self, mode: str, categories: Sequence[str]) -> bool:
        """Return whether some time by a mode to the categories (all where none is named) differs."""
        known = self.session.scope.opportunities.categories
        old, new = self.before.times[mode], self.after.times[mode]
        for block, category in enumerate(known):
            if categories and category not in categories:
                continue
            origins = np.union1d(old.changed(block), new.changed(block))
            a, b = old.rows(origins, block), new.rows(origins, block)
            if not (np.array_equal(a.opportunity, b.opportunity) and np.array_equal(a.ms, b.ms)):
                return True
        return False

    def offers(self, mode: str, category: str) -> tuple[bool, bool]:
        """Return whether the places that differ join a street, and whether anybody reaches them."""
        places, network = self.session.scope.opportunities, self.session.networks[mode]
        here = (self.before.exists != self.after.exists) & places.of_category(category)
        reached = np.isin(self.session.reaching[mode][0], np.flatnonzero(here))
        joins = network.opportunities is None or np.isfinite(network.opportunities.nearest[here]).any()
        return bool(joins), bool(reached.any())
