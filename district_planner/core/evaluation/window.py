"""Last in among very many: only the surroundings of what is taken away are measured anew, and no figure suffers.

Whoever reaches something else without an intervention lives within a time limit of it, and whatever shapes that
origin's ways lies within a limit of the origin: so everything that matters lies within twice the reach of a limit. The
times of these origins are measured with the surroundings built alone. Figures are then made from the values of all
origins, as in any other state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from district_planner.core.evaluation.session import Session, State
from district_planner.core.evaluation.state import Ids
from district_planner.core.indicators.base import PairSpec, figure_value
from district_planner.core.interventions.effects import AddedOpportunity, AddedOrigin, ClosedStreets, TransitLine
from district_planner.core.network.closing import closed_edges
from district_planner.core.network.streets import Floats
from district_planner.core.progress import Progress, no_progress
from district_planner.core.transit.lines import SAME_STOP_M


@dataclass(frozen=True)
class Windowed:
    """What a set of interventions is without some of them.

    Attributes:
        figures: of the district with the set but those; values: measure name -> one number per origin, likewise.
        near, without: states of the surroundings with and without.
    """

    figures: dict[str, float]
    values: Mapping[str, Floats]
    near: State
    without: State


def window(session: Session, removed: Ids, among: Ids) -> Ids:
    """Return those of ``among`` whose effects can meet those of ``removed`` within the time limits, these included."""
    reach = 2.0 * max((net.reach_m(net.limit_ms) for net in session.networks.values()), default=0.0)
    # A stop that a line shares stands for it, up to a metre away; so does one that this one shares in turn.
    lines = (e for one in among for e in session.effects[one] if isinstance(e, TransitLine))
    reach += SAME_STOP_M * sum(len(line.stops) for line in lines)
    if np.isinf(reach):
        return among
    ids = sorted(among)
    shapes = np.array([_ground(session, one) for one in ids], dtype=object)
    hit = np.zeros(len(ids), dtype=bool)
    for one in removed:
        hit |= shapely.dwithin(shapes, _ground(session, one), reach)
    return frozenset(one for one, near in zip(ids, hit) if near) | removed


def _ground(session: Session, id_: str) -> BaseGeometry:
    """Return where an intervention acts: its geometry, the places it brings, the streets it closes, stops that end."""
    known: dict[str, BaseGeometry] = session.grounds
    if id_ not in known:
        shapes = [next(one.geometry for one in session.selection.candidates if one.id == id_)]
        for effect in session.effects[id_]:
            if isinstance(effect, (AddedOpportunity, AddedOrigin)):
                shapes.append(effect.geometry)
            elif isinstance(effect, ClosedStreets):
                for graph in (network.graph for network in session.networks.values() if network.graph is not None):
                    shapes += list(graph.streets.lines[closed_edges(graph, effect)])
        shapes += session.standing.grounds(session.effects[id_])
        known[id_] = shapes[0] if len(shapes) == 1 else shapely.GeometryCollection(shapes)
    return known[id_]


def windowed(session: Session, group: Ids, removed: Ids, progress: Progress = no_progress) -> Windowed:
    """Measure a set of interventions without some of them.

    Args:
        group: the set, measured already; removed: those that are taken away; progress: raises Cancelled.
    """
    around = window(session, removed, group)
    near, without = session.state(around, progress), session.state(around - removed, progress)
    everybody, rest = session.state(group, progress), session.built((group - removed) | session.externals)
    session.ready(rest, (), {(spec.measure.mode, indicator.places) for indicator, spec in session.pair_specs}, progress)
    # Who competes with whom reaches farther than one limit: what is shared is measured of the whole set.
    whole = {measure.name for one, measure in session.measures if one.shared or not measure.mode}
    session.ready(rest, {m.mode for one, m in session.measures if one.shared}, (), progress)
    values = {
        measure.name: rest.values[measure.name] if measure.name in whole
        else _replaced(everybody, near, without, measure.name)
        for _, measure in session.measures
    }  # fmt: skip
    figures = {
        name: rest.figures[name]
        if isinstance(spec, PairSpec)
        else figure_value(spec, values[spec.measure.name], session.weightings[spec.weight])
        for name, spec in session.spec_of.items()
    }
    return Windowed(figures, values, near, without)


def _replaced(everybody: State, near: State, without: State, name: str) -> Floats:
    """Return the values of everybody, those that differ in the surroundings being those without."""
    before, after = near.values[name], without.values[name]
    if before is after:
        return everybody.values[name]
    return np.where(before == after, everybody.values[name], after)
