"""What a session measured of the district with some interventions built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar, Union

import numpy as np

from district_planner.core.access.times import Times, Variation
from district_planner.core.indicators.base import MS_PER_MIN, PairSpec, Reach
from district_planner.core.indicators.sums import Running
from district_planner.core.network.streets import Bools, Floats
from district_planner.core.progress import Progress, no_progress

Ids = frozenset[str]
Key = Union[str, tuple[str, str]]
"""A mode, or a mode and the places that times are measured between."""
K = TypeVar("K")
V = TypeVar("V")


class Vary(Protocol):
    """Makes the times of a state."""

    def __call__(self, key: Key, progress: Progress = no_progress) -> Times | Variation:
        """Return the times of a mode, or of a mode between places."""


class Measured(dict[K, V], Generic[K, V]):
    """Numbers by name; one that is asked for the first time is measured."""

    def __init__(self, measure: Callable[[K], V]) -> None:
        super().__init__()
        self._measure = measure

    def __missing__(self, name: K) -> V:
        self[name] = self._measure(name)
        return self[name]


@dataclass
class State:
    """The district with some interventions built.

    Attributes:
        on: ids of what is built, externals included; exists: mask of the opportunities that exist.
        vary: makes times; times: mode -> times; pairs: (mode, places) -> times between nodes or buildings of sites.
        values: measure name -> one number per origin; figures: figure name -> number of the district. All of these are
            made when they are asked for; a state of :meth:`Session.state` holds them all.
        whole: whether all of them were made; sharing: whether they are just being made, and measures share ``reaches``.
        running: figures that are kept ready for an edit.
    """

    on: Ids
    exists: Bools
    vary: Vary
    times: Measured[str, Times | Variation]
    pairs: Measured[tuple[str, str], Times | Variation]
    values: Measured[str, Floats]
    figures: Measured[str, float]
    whole: bool = False
    sharing: bool = False
    reaches: dict[tuple[str, tuple[str, ...]], Reach] = field(default_factory=dict, repr=False)
    running: dict[str, Running] = field(default_factory=dict, repr=False)


def minutes_between(times: Times | Variation, spec: PairSpec) -> Floats:
    """Return (2, origins, targets) minutes there and back, ``inf`` beyond the limit."""
    found = np.full((2, len(spec.origins), len(spec.targets)), np.inf)
    for back, (sources, goals) in enumerate(((spec.origins, spec.targets), (spec.targets, spec.origins))):
        rows = times.rows(np.sort(sources), 0)
        order_s, order_g = np.argsort(sources), np.argsort(goals)
        at = np.minimum(np.searchsorted(goals[order_g], rows.opportunity), len(goals) - 1)
        hit = goals[order_g][at] == rows.opportunity
        a, b = order_s[rows.row[hit]], order_g[at[hit]]
        found[(back, b, a) if back else (back, a, b)] = rows.ms[hit] / MS_PER_MIN
    return found
