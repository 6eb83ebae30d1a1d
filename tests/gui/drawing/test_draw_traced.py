"""A cycle path follows the streets between two clicks."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable

import numpy as np
import pytest
import shapely
from qgis.PyQt.QtCore import Qt

from district_planner.core.access.modes import MODES
from district_planner.core.evaluation.session import Session
from district_planner.core.network.graph import build_graph
from tests.gui.drawing.board import SHIFT, Board


def plain_dijkstra(engine: Session, start: int) -> dict[int, float]:
    """Metres from a junction along streets open to cycling in either direction, by the textbook."""
    graph = build_graph(engine.streets, MODES["cycle"], engine.district.settings)
    beside = defaultdict(list)
    for edge in np.flatnonzero(graph.usable):
        a, b = int(engine.streets.start[edge]), int(engine.streets.end[edge])
        beside[a].append((b, float(engine.streets.length[edge])))
        beside[b].append((a, float(engine.streets.length[edge])))
    found: dict[int, float] = {}
    queue = [(0.0, start)]
    while queue:
        away, node = heapq.heappop(queue)
        if node not in found:
            found[node] = away
            for other, length in beside[node]:
                heapq.heappush(queue, (away + length, other))
    return found


def two_junctions(engine: Session) -> tuple[tuple[float, float], tuple[float, float], float]:
    """Two junctions 250 to 330 m apart as the crow flies, and the metres by street."""
    xy = engine.streets.xy
    graph = build_graph(engine.streets, MODES["cycle"], engine.district.settings)
    on_ground = {int(n) for e in graph.ground_edges for n in (engine.streets.start[e], engine.streets.end[e])}
    for start in sorted(on_ground)[::40]:
        found = plain_dijkstra(engine, start)
        for node, metres in found.items():
            crow = float(np.hypot(*(xy[node] - xy[start])))
            if node in on_ground and 250 < crow < 330 and 1.2 * crow < metres < 900:
                return (float(xy[start][0]), float(xy[start][1])), (float(xy[node][0]), float(xy[node][1])), metres
    raise AssertionError("the sample has no such junctions")


def test_the_way_between_two_clicks_is_the_shortest_by_street(
    boards: Callable[..., Board], sample_engine: Session
) -> None:
    a, b, metres = two_junctions(sample_engine)
    board = boards(centre=((a[0] + b[0]) / 2, (a[1] + b[1]) / 2))
    board.tools.draw("cycle_path")
    board.click(a)
    board.click(b)
    board.key(Qt.Key.Key_Return)
    line = board.session.known["cycle_path-1"].geometry
    # The clicks are up to 0.7 m beside the junctions.
    assert line.length == pytest.approx(metres, abs=3.0)
    streets = shapely.union_all(sample_engine.streets.lines)
    assert shapely.distance(streets, shapely.points(shapely.get_coordinates(line)[1:])).max() < 1e-6


def test_shift_makes_a_straight_piece_and_backspace_takes_a_traced_one_back_whole(
    boards: Callable[..., Board], sample_engine: Session
) -> None:
    a, b, metres = two_junctions(sample_engine)
    board = boards(centre=((a[0] + b[0]) / 2, (a[1] + b[1]) / 2))
    tool = board.tools.draw("cycle_path")
    board.click(a)
    board.move(b)
    assert board.session.edits[-1].intervention.geometry.length == pytest.approx(metres, abs=3.0)
    board.click(b)
    assert len(tool.sketch.vertices) == 2
    board.key(Qt.Key.Key_Backspace)
    assert len(tool.sketch.vertices) == 1
    board.click(b, keys=SHIFT)
    crow = np.hypot(b[0] - a[0], b[1] - a[1])
    assert tool.sketch.line().length == pytest.approx(crow, abs=2.0)


def test_away_from_streets_the_piece_is_straight(board: Board) -> None:
    tool = board.tools.draw("cycle_path")
    board.click((440_900.0, 388_300.0))
    board.click((441_000.0, 388_300.0))
    assert len(tool.sketch.legs[0].points) == 1
