"""Travel times of 853 zones by tram and rail against a search per zone, and of a drawn line against a cold start.

Both sides of the matrix begin with the same walks and boardings: the peer's graph (zones, stops on foot, stops after a
ride) is made of them beforehand and only its searches are timed. A cold start begins with the timetable of the day in
memory.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from district_planner.core.access.modes import MODES
from district_planner.core.evaluation.places import Places, opportunities_of, origins_of
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.riding import frequency_of
from district_planner.core.interventions.catalogue import effects as effects_of
from district_planner.core.interventions.effects import Effect, TransitLine
from district_planner.core.transit.ground import stop_places
from district_planner.core.transit.lines import drawn, join_rides
from district_planner.core.transit.ride_network import RideNetwork
from district_planner.core.transit.stop_graph import StopGraph, boardings
from scripts.sample import south_yorkshire
from scripts.sample.candidate_line import candidate

LIMIT_MIN = 90.0
ROUNDS = 9
RUNS = {"cold": 3, "matrix": 5, "peer": 1, "peer_at_once": 1, "edit": 5}
"""Runs of each side in a round."""


def _dense(network: RideNetwork, effects: tuple[Effect, ...] = ()) -> np.ndarray:
    times = network.vary(effects)
    found = np.full((len(network.origin_places), len(network.opportunity_places)), np.inf)
    for block in range(network.base.blocks):
        rows = times.every_row(block)
        found[rows.origins[rows.row], rows.opportunity] = rows.ms
    return found


class Case:
    """The zones of the study area as origins and opportunities, and the drawn line."""

    def __init__(self, folder: Path) -> None:
        homes = south_yorkshire.zones(folder)
        goals = homes[["id", "geometry"]].assign(category="community", weight=1.0)
        goals["id"] = "to " + goals["id"]
        made = south_yorkshire.district(folder, {"homes": homes, "opportunities": goals})
        self.district = made
        self.line = effects_of([candidate()])["line"]
        self.origins: Places = origins_of(made, ())
        every = opportunities_of(made, ())
        chosen = np.flatnonzero(every.kind == "opportunity")
        self.goals = Places(**{name: getattr(every, name)[chosen] for name in every.__dataclass_fields__})

    def cold(self) -> RideNetwork:
        """Return the network from the timetable in memory; the district's own tables are read beforehand."""
        model = frequency_of(self.district, Request(), None, ())
        return RideNetwork(model, MODES["transit"], self.origins, self.goals, LIMIT_MIN)

    def rebuilt(self) -> np.ndarray:
        """Return the times with the line from a stop graph that is made and searched anew, and a start from nothing."""
        model = frequency_of(self.district, Request(), None, ())
        lines = [effect for effect in self.line if isinstance(effect, TransitLine)]
        new, more = drawn(model.stops, lines, model.period)
        stops = model.stops.and_(new)
        places = stop_places(stops)
        graph = StopGraph(
            boardings(join_rides([model.rides, more]), len(stops), model.weights), model.changes(stops, places, ())
        )
        network = RideNetwork(model, MODES["transit"], self.origins, self.goals, LIMIT_MIN)
        network._tables = network.ways(places, (), _quiet)
        network.base = network._times(network._some_of(network._tables, graph.whole), _quiet)
        return _dense(network)


def _quiet(share: float, what: str) -> bool:
    return True


def joined_graph(network: RideNetwork) -> csr_matrix:
    """Return walk and ride as one graph: zones to leave, stops on foot, stops after a ride, zones to enter."""
    model, tables = network.model, network._tables
    zones, goals, stops = len(network.origin_places), len(network.opportunity_places), len(model.stops)
    foot, off, end = zones, zones + stops, zones + 2 * stops
    board, change = model.today.boards, model.today.changes
    tail = [tables.out.row, board.source + foot, change.row + off, tables.into.other + off, tables.direct.row]
    head = [tables.out.other + foot, board.target + off, change.other + foot, tables.into.row + end,
            tables.direct.other + end]  # fmt: skip
    cost = [tables.out.ms, board.ms, change.ms, tables.into.ms, tables.direct.ms]
    size = end + goals
    return csr_matrix((np.concatenate(cost), (np.concatenate(tail), np.concatenate(head))), shape=(size, size))


def measure(folder: Path) -> dict[str, object]:
    """Return median seconds of work on all sides, how many times quicker ours are, and whether every pair is equal.

    The sides take turns and are compared round by round, and seconds are those of this one thread's work, so that what
    else the machine does decides as little as it can.
    """
    case = Case(folder)
    network = case.cold()
    today, graph = network.model.today, joined_graph(network)
    zones, goals, limit = len(case.origins), len(case.goals), LIMIT_MIN * 60000.0

    def matrix() -> object:
        fresh = StopGraph(today.boards, today.changes)
        return network._times(network._some_of(network._tables, fresh.whole), _quiet)

    def edit() -> object:
        network.model._built.clear()
        return network.vary(case.line)

    sides: dict[str, Callable[[], object]] = {
        "cold": case.cold,
        "matrix": matrix,
        "peer": lambda: [dijkstra(graph, indices=zone, limit=limit)[-goals:] for zone in range(zones)],
        "peer_at_once": lambda: dijkstra(graph, indices=np.arange(zones), limit=limit)[:, -goals:],
        "edit": edit,
    }
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    # Once before: the allocator then keeps large blocks, of which above all the many small searches of the peer gain.
    found = {name: run() for name, run in sides.items()}
    for name in list(RUNS) * ROUNDS:
        for _ in range(RUNS[name]):
            begun = time.process_time()
            found[name] = sides[name]()
            seconds[name].append(time.process_time() - begun)
    with_line, base = _dense(network, case.line), _dense(network)

    def times_quicker(ours: str, other: str) -> float:
        rounds = (
            statistics.median(seconds[other][at * RUNS[other] :][: RUNS[other]])
            / statistics.median(seconds[ours][at * RUNS[ours] :][: RUNS[ours]])
            for at in range(ROUNDS)
        )
        return statistics.median(rounds)

    return {
        "matrix_quicker": times_quicker("matrix", "peer"),
        "edit_quicker": times_quicker("edit", "cold"),
        **{name: statistics.median(every) for name, every in seconds.items()},
        "equal": bool(np.array_equal(np.array(found["peer"]), base)),
        "edit_equal": bool(np.array_equal(case.rebuilt(), with_line)),
        "pairs": int(np.isfinite(base).sum()),
        "changed": int((with_line != base).sum()),
        "stops": len(network.model.stops),
    }
