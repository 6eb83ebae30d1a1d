"""Full recomputation of a figure, the yardstick of an edit: every search, every value of an origin, the figure.

Imports of the core only: it also runs inside QGIS, with the plugin that is open there.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from district_planner.core.access.rebuilt import rebuilt_pairs
from district_planner.core.access.times import Times, times_from
from district_planner.core.evaluation.network import ModeNetwork
from district_planner.core.evaluation.session import Session
from district_planner.core.indicators.base import FigureSpec, Reach, figure_value
from district_planner.core.interventions.catalogue import effects
from district_planner.core.interventions.effects import Effect
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.network.compile import closures
from district_planner.core.network.search import Pairs, search


def full_figure(session: Session, mode: str, figure: str, drawn: Intervention | None) -> float:
    """Return a figure with an intervention built, or none, from a search of everything on the network as it is then."""
    network = session.networks[mode]
    spec = session.spec_of[figure]
    if not isinstance(network, ModeNetwork) or not isinstance(spec, FigureSpec):
        raise TypeError(f"{figure} is not measured over streets")
    times = _full_times(network, effects([drawn])[drawn.id] if drawn else ())
    indicator, measure = session.measure_of[spec.measure.name]
    exists = np.ones(len(session.scope.opportunities), dtype=bool)
    reach = Reach(times, None, exists, session.scope.origins, session.scope.opportunities)
    values = indicator.per_origin(measure, reach, session.scope)
    return figure_value(spec, values, session.weightings[spec.weight])


def _full_times(network: ModeNetwork, built: Sequence[Effect]) -> Times:
    ground = network.ground(closures(network.graph, built))
    overlay = ground.overlay(built)
    pairs: Pairs
    if overlay.empty:
        pairs = search(
            ground.graph, ground.opportunities, ground.origins, network.limit_ms, reverse=True, same=network.same
        )
    else:
        pairs = rebuilt_pairs(
            ground.graph, overlay, ground.origins, ground.opportunities, network.same, network.limit_ms
        )
    return times_from(pairs, network.origins.count, network.base.block, network.base.blocks)
