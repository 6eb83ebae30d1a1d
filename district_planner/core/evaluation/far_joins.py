"""Who gains by a drawn line over a long straight way to the line itself, whatever lies between (rules 3.2, 3.4).

Every place within ``line_access_m`` gets an additional join to a drawn line, in a straight line. Where that is far, it
is often the join and not the line that brings people closer: what a line brings alone is measured once more with the
joins up to ``access_warn_m`` only; nothing else differs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from district_planner.core.access.times import differing
from district_planner.core.evaluation import said
from district_planner.core.evaluation.session import Session, State
from district_planner.core.indicators.base import FigureSpec
from district_planner.core.interventions.effects import AddedLine, ClosedStreets, EasedCrossing, Effect, way_of
from district_planner.core.network.joins import Index
from district_planner.core.progress import Progress, check, no_progress
from district_planner.core.settings import SETTINGS, number
from district_planner.core.transit.riding import Riding

LIMIT, WARNED = "line_access_m", "access_warn_m"


@dataclass(frozen=True)
class FarJoins:
    """What a line brings over long joins only.

    Attributes:
        people, employees: of the world, who reach something newly or sooner only so, by a mode on streets.
        change: by it alone of the figure that ranks; near: the same over joins up to ``warned_m`` metres only.
        unit: of that figure; warned_m, limit_m: the settings; mark: of the limit.
    """

    people: float
    employees: float
    change: float
    near: float
    unit: str
    warned_m: float
    limit_m: float
    mark: str

    @property
    def sentence(self) -> str:
        """Return what to tell the planner, without full stop."""
        over = f"only over more than {self.warned_m:g} m in a straight line to the line itself"
        who = f"{said.amount(self.people, 'people')} and {said.amount(self.employees, 'employees')}"
        cure = f"draw the ways that lead to it, or lower the setting {LIMIT} ({self.limit_m:g} m{self.mark})"
        far = self.change - self.near
        if not math.isfinite(far) or far == 0.0:
            return f"{who} reach something newly or sooner {over}: {cure}"
        whole, part = said.change(self.change, self.unit), said.change(far, self.unit)
        return f"of {whole}, {part} come {over} ({who} reach something newly or sooner so): {cure}"


def far_joins(
    session: Session, name: str, alone: State, figure: str = "", progress: Progress = no_progress
) -> FarJoins | None:
    """Return what an intervention brings over long joins only; None where nobody gains so, or it is no line.

    Args:
        name: id of the intervention; alone: the world with it, measured.
        figure: name of the figure that ranks; empty, or one of the use of links: no change of it is told.
    """
    settings = session.district.settings
    warned, limit = number(settings, WARNED), number(settings, LIMIT)
    effects = session.effects[name]
    if warned >= limit or name not in alone.on or not _only_ways(effects):
        return None
    world = session.built(session.externals)
    if not _gains(session, world, alone):
        return None
    check(progress, 0.0)
    near = session.beside(world, frozenset({name}), [_shortened(effect, warned) for effect in effects])
    gaining = _sooner(session, near, alone, progress)
    places = session.scope.origins
    people, employees = (math.fsum(column[gaining].tolist()) for column in (places.people, places.employees))
    if not people and not employees:
        return None
    spec = session.spec_of.get(figure)
    before, all_joins, near_ones = (
        (state.figures[figure] for state in (world, alone, near)) if spec else (math.nan, math.nan, math.nan)
    )
    mark = "" if settings.get(LIMIT) is not None else f" [{SETTINGS[LIMIT].mark}]"
    unit = spec.unit if isinstance(spec, FigureSpec) else spec.measure.unit if spec else ""
    return FarJoins(people, employees, all_joins - before, near_ones - before, unit, warned, limit, mark)


def _only_ways(effects: Sequence[Effect]) -> bool:
    """Return whether an intervention lays a way and brings no place with it."""
    kinds = (AddedLine, EasedCrossing, ClosedStreets)
    return any(way_of(effect) is not None for effect in effects) and all(isinstance(one, kinds) for one in effects)


def _shortened(effect: Effect, metres: float) -> Effect:
    """Return a way that only places within some metres join."""
    return replace(effect, join_m=metres) if isinstance(effect, (AddedLine, EasedCrossing)) else effect


def _gains(session: Session, world: State, alone: State) -> bool:
    """Return whether any time differs from the world's, so that there is something to look at."""
    blocks = range(len(session.scope.opportunities.categories))
    return any(
        len(alone.times[mode].changed(block))
        for mode, network in session.networks.items()
        if not isinstance(network, Riding)
        for block in blocks
    )


def _sooner(session: Session, near: State, alone: State, progress: Progress) -> Index:
    """Return the origins of the world that reach something sooner in ``alone``, by any mode on streets."""
    found = np.zeros(len(session.scope.origins), dtype=bool)
    exists = alone.exists
    for mode, network in session.networks.items():
        if isinstance(network, Riding):
            continue
        with_all, with_near = alone.times[mode], near.times[mode]
        for block in range(len(session.scope.opportunities.categories)):
            check(progress, 0.0)
            some = np.union1d(with_all.changed(block), with_near.changed(block))
            if len(some):
                a, b = with_near.rows(some, block).of(exists), with_all.rows(some, block).of(exists)
                found[some[differing(a, b, len(exists))]] = True
    return np.flatnonzero(found & session.in_world)
