"""What an edit costs in the engine, against a full recomputation of the same figure in the same run.

The frames of a drag are measured in the desktop (:mod:`benchmarks.frames`).
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from benchmarks.agreement import DisagreementError
from benchmarks.porto import LOCAL_CRS, Porto
from benchmarks.rows import Row, measured
from district_planner.core.access.rebuilt import rebuilt_pairs
from district_planner.core.access.times import Times, times_from
from district_planner.core.district import TABLES, District
from district_planner.core.evaluation.live import Edit
from district_planner.core.evaluation.network import ModeNetwork
from district_planner.core.evaluation.questions import Question
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.session import Session
from district_planner.core.indicators.base import FigureSpec, Reach, figure_value
from district_planner.core.interventions.catalogue import effects
from district_planner.core.interventions.effects import Effect
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import select
from district_planner.core.network.compile import closures
from district_planner.core.network.search import Pairs, search

if TYPE_CHECKING:
    from benchmarks.measure import Bench

Floats = npt.NDArray[np.float64]

MINUTES = 15.0
CYCLE_KMH = 15.0
PATH_M = 2_000.0
PIECES = 10
FULL_RUNS = 5
EDITS = 9
"""Positions of the path and streets that are closed; the first of them only warms up."""


def middle_node(xy: Floats) -> tuple[float, float]:
    """Return the node nearest to the median of all nodes: where paths begin."""
    nearest = xy[int(np.argmin(np.hypot(*(xy - np.median(xy, axis=0)).T)))]
    return float(nearest[0]), float(nearest[1])


def porto_district(porto: Porto) -> District:
    """Return Porto as a district: 2.5 people at every node and a shop at each of the 5,000 opportunities."""
    tables = {
        name: pd.DataFrame(columns=[*table.columns, *(["geometry"] if table.geometry else [])])
        for name, table in TABLES.items()
        if not name.startswith("intervention_")
    }

    def filled(name: str, frame: pd.DataFrame) -> None:
        tables[name] = frame.reindex(columns=tables[name].columns)

    streets, nodes = porto.table, porto.streets.xy
    places = nodes[porto.opportunities]
    filled("streets", streets.assign(id=_ids("s", len(streets)), highway="residential", cars=1))
    filled("homes", pd.DataFrame({"id": _ids("h", len(nodes)), "people": 2.5, "geometry": shapely.points(nodes)}))
    shops = {"id": _ids("p", len(places)), "category": "shop", "weight": 1.0, "geometry": shapely.points(places)}
    filled("opportunities", pd.DataFrame(shops))
    return District(f"EPSG:{LOCAL_CRS}", tables, settings={"cycle_kmh": CYCLE_KMH}, name="Porto")


def _ids(prefix: str, count: int) -> list[str]:
    return [f"{prefix}{number:06d}" for number in range(count)]


def _session(porto: Porto, mode: str) -> Session:
    district = porto_district(porto)
    request = Request(modes=(mode,), limits=((mode, MINUTES),), indicators=("nearest", "count"))
    session = Session(district, select(district), request)
    session.state(frozenset())
    return session


def edit_cycle_vs_full(bench: Bench) -> list[Row]:
    """Measure a cycle path of 2 km of which the far end was moved, until its exact figure is there."""
    start = np.array(middle_node(bench.porto.streets.xy))
    heading = np.cumsum(np.random.default_rng(3).normal(0.0, 0.4, PIECES))
    bends = np.cumsum(np.stack([np.cos(heading), np.sin(heading)], axis=1), axis=0) * (PATH_M / PIECES)
    paths = []
    for moved in range(EDITS):
        ends = bends.copy()
        ends[-1] += (10.0 * moved, 0.0)
        paths.append(Intervention("drawn", "cycle_path", shapely.LineString([start, *(start + ends)])))
    return [_against_full(bench.porto, "cycle", paths, "edit_cycle_vs_full", f"positions of a path of {PATH_M:,.0f} m")]


def edit_closure_vs_full(bench: Bench) -> list[Row]:
    """Measure the closure of one street, on foot."""
    lines = np.asarray(bench.porto.table["geometry"], dtype=object)
    chosen = np.random.default_rng(5).choice(len(lines), EDITS, replace=False)
    middles = shapely.line_interpolate_point(lines[chosen], 0.5, normalized=True)
    closed = [Intervention("drawn", "closure", point) for point in middles]
    return [_against_full(bench.porto, "walk", closed, "edit_closure_vs_full", "streets by default_rng(5)")]


def _against_full(porto: Porto, mode: str, drawn: list[Intervention], row: str, what: str) -> Row:
    session = _session(porto, mode)
    figure = f"count_{mode}_shop_{MINUTES:g}_people_mean"
    question = Question(figure, figure, figure, session.spec_of[figure].measure.name)
    ours, theirs = [], []
    for one in drawn:
        begun = time.perf_counter()
        shown = session.preview(Edit(one.id, one), frozenset(), question).headline.after
        ours.append(time.perf_counter() - begun)
        value = full_figure(session, mode, figure, one)
        if shown != value:
            raise DisagreementError(f"{row}: the preview says {shown!r}, a full search {value!r}")
    for _ in range(FULL_RUNS):
        begun = time.perf_counter()
        full_figure(session, mode, figure, None)
        theirs.append(time.perf_counter() - begun)
    edit, full = statistics.median(ours[1:]), statistics.median(theirs)
    how = (
        f"median of {len(ours) - 1} {what}, {MINUTES:g} min: {edit * 1000:.0f} ms from the edit to the preview against "
        f"{full:.2f} s for every search in tiles, every count and the figure (median of {FULL_RUNS}); every figure "
        "equals that of a full search on its changed network"
    )
    return measured(row, 100.0 * edit / full, how)


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
