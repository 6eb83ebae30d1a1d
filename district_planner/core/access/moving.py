"""A catchment that moves: what is made once for a mode and a set of interventions, and the reach from any point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from district_planner.core.access.catchments import JOBS, NEW_PEOPLE, PEOPLE, Counts, points_of, targets_of
from district_planner.core.access.modes import mode as mode_of
from district_planner.core.access.reached import node_times, pieces, reached, weave
from district_planner.core.errors import RequestError
from district_planner.core.evaluation.extension import Mixed
from district_planner.core.evaluation.network import ModeNetwork
from district_planner.core.evaluation.session import Session
from district_planner.core.evaluation.standing import Standing
from district_planner.core.evaluation.state import Ids
from district_planner.core.network.streets import Objects
from district_planner.core.progress import Progress, check, no_progress


@dataclass(frozen=True)
class Band:
    """What is within some minutes.

    Attributes:
        minutes: the cutoff; lines: the pieces of street that it adds to the band before.
        people, jobs: within the cutoff, those that interventions bring included; counts: category -> opportunities.
    """

    minutes: float
    lines: Objects
    people: float
    jobs: float
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Reach:
    """The catchment of a point by one mode; ``joined``: it has a street near enough to set out on."""

    mode: str
    x: float
    y: float
    bands: tuple[Band, ...]
    joined: bool


class MovingCatchment:
    """The catchments of points by a mode on streets; numbers and streets are those of :func:`catchments`.

    Args:
        session: of the district; on: ids of all that is built, externals included; mode: id.
        cutoffs: minutes, default those of the mode.

    Raises:
        RequestError: the mode rides, or the district has no streets.
    """

    def __init__(
        self, session: Session, on: Ids, mode: str, cutoffs: tuple[float, ...] = (), progress: Progress = no_progress
    ) -> None:
        self.mode, self.on = mode_of(mode), on
        if self.mode.rides or session.streets is None:
            raise RequestError(
                f"a catchment that moves is drawn on streets, not {self.mode.label}", "Catchment", "Walk or cycle"
            )
        self.cutoffs = tuple(sorted(set(cutoffs or self.mode.cutoffs)))
        self.settings = session.district.settings
        self.effects = [effect for one in sorted(on) for effect in session.effects[one]]
        owned = [(owner, effect) for owner, parts in session.effects.items() for effect in parts]
        self._district = session.district
        self._targets = targets_of(session.district, owned)
        built = {one: session.effects[one] for one in sorted(on)}
        self._exists = Standing(self._targets, session.standing.called).of(built)
        self._nobody = points_of(self._district, _table([]))
        known = session.networks.get(mode)
        graph = known.graph if isinstance(known, ModeNetwork) else None
        # Nothing is searched before there is a point, so the limit comes afterwards.
        self._network = ModeNetwork(
            session.streets, self.mode, self.settings, self._nobody, self._targets, 0.0, progress, graph
        )
        self._network.limit_ms = self.cutoffs[-1] * 60000.0

    def at(self, x: float, y: float, progress: Progress = no_progress) -> Reach:
        """Return the catchment of a point in the district's CRS.

        Raises:
            Cancelled: ``progress`` said so.
        """
        point = points_of(self._district, _table([(x, y)]))
        nothing = self._targets.within(frozenset())
        network = self._network.extended(Mixed(self._nobody, point), Mixed(self._targets, nothing))
        check(progress, 0.3)
        times = network.vary(self.effects, progress)
        ms = np.full(len(self._targets), np.inf)
        for block in range(network.base.blocks):
            rows = times.every_row(block)
            ms[rows.opportunity] = rows.ms
        check(progress, 0.5)
        fabric = weave(network.graph, network.origins, self.effects, self.settings, reverse=False)
        check(progress, 0.8)
        spread = [node_times(fabric, 0, self.cutoffs[-1] * 60000.0)]
        counts, before, bands = Counts(self._targets, self._exists, ms), None, []
        for cutoff in self.cutoffs:
            now = reached(fabric, spread, [0], cutoff * 60000.0)
            _, lines = pieces(fabric, now, before)
            bands.append(_band(cutoff, lines, counts.within(cutoff * 60000.0)))
            before = now
        return Reach(self.mode.id, x, y, tuple(bands), bool(np.isfinite(network.origins.nearest).all()))


def _band(cutoff: float, lines: Objects, found: Mapping[str, float]) -> Band:
    counts = {name[2:]: int(number) for name, number in found.items() if name.startswith("n_") and number}
    return Band(cutoff, lines, found[PEOPLE] + found[NEW_PEOPLE], found[JOBS], counts)


def _table(points: list[tuple[float, float]]) -> pd.DataFrame:
    places = np.array([shapely.Point(point) for point in points], dtype=object)
    return pd.DataFrame({"id": [f"point {i}" for i in range(len(points))], "name": "", "geometry": places})
