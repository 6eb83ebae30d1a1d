"""Drawing lines with the mouse: every transition, what is handed over, and what the canvas shows meanwhile."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from qgis.gui import QgsMapTool
from qgis.PyQt.QtCore import QEvent, QPoint, Qt
from qgis.PyQt.QtWidgets import QApplication

from district_planner.core.evaluation.session import Session
from district_planner.gui.map_tools.draw import State
from tests.gui.drawing.board import CTRL, Board
from tests.gui.drawing.conftest import SAMPLE

# Off every street of the sample, on the fields between the sites.
A, B, C = (440_900.0, 388_300.0), (441_000.0, 388_300.0), (441_000.0, 388_420.0)


def drawn(board: Board) -> Any:
    """The one intervention that the test has drawn."""
    ids = [id_ for id_ in board.session.known if "-" in id_]
    assert len(ids) == 1
    return board.session.known[ids[0]]


def by_enter(board: Board) -> None:
    board.key(Qt.Key.Key_Return)


def by_right_click(board: Board) -> None:
    board.right_click((440_950.0, 388_500.0))


@pytest.mark.parametrize("finish", [by_enter, by_right_click])
def test_two_clicks_and_a_finish_hand_over_one_line_in_one_step(board: Board, finish: Callable[[Board], None]) -> None:
    board.tools.draw("walking_link")
    board.click(A)
    board.click(B)
    board.move(C)
    finish(board)
    one = drawn(board)
    # The view has one pixel a metre, so that a click is at most half a metre off.
    assert np.allclose(one.geometry.coords, [A, B], atol=0.51)
    assert one.kind == "walking_link"
    assert board.session.steps == ["Draw walking link"]
    assert board.session.selected == one.id


def test_a_double_click_places_the_last_vertex_and_finishes(board: Board) -> None:
    board.tools.draw("walking_link")
    board.click(A)
    board.click(B)
    board.double_click(C)
    assert np.allclose(drawn(board).geometry.coords, [A, B, C], atol=0.51)
    assert len(board.session.steps) == 1


def test_every_mouse_move_previews_the_line_with_the_cursor_as_its_next_vertex(board: Board) -> None:
    board.tools.draw("walking_link")
    board.click(A)
    board.session.edits.clear()
    for step in range(1, 6):
        board.move((A[0] + 20.0 * step, A[1]))
    lengths = [edit.intervention.geometry.length for edit in board.session.edits if edit]
    assert np.allclose(lengths, [20.0, 40.0, 60.0, 80.0, 100.0], atol=1.1)
    assert {edit.id for edit in board.session.edits} == {"walking_link-1"}
    assert board.session.steps == []


def test_backspace_takes_the_last_vertex_back_and_the_first_one_too(board: Board) -> None:
    tool = board.tools.draw("walking_link")
    for point in (A, B, C):
        board.click(point)
    board.key(Qt.Key.Key_Backspace)
    assert np.allclose(tool.sketch.vertices, [A, B], atol=0.51)
    board.key(Qt.Key.Key_Backspace)
    board.key(Qt.Key.Key_Backspace)
    assert tool.state is State.READY
    board.key(Qt.Key.Key_Return)
    assert board.session.steps == []


def test_escape_throws_everything_away_and_takes_it_off_the_canvas(board: Board) -> None:
    tool = board.tools.draw("walking_link")
    board.click(A)
    board.click(B)
    board.key(Qt.Key.Key_Escape)
    assert tool.state is State.READY
    assert board.session.edits[-1] is None
    stage = tool.stage
    assert (stage.strokes.strokes, stage.marks.marks, stage.gains.count) == ((), (), 0)
    assert stage.chip.contents.empty
    assert board.session.steps == []


def test_one_point_is_no_line_and_the_planner_is_told(board: Board) -> None:
    board.tools.draw("walking_link")
    board.click(A)
    board.key(Qt.Key.Key_Return)
    assert board.session.steps == []
    assert "two points" in board.messages[-1]


def test_b_begins_and_ends_a_bridge_part_at_vertices(board: Board) -> None:
    tool = board.tools.draw("walking_link")
    board.click(A)
    board.click(B)
    board.key(Qt.Key.Key_B)
    board.move(C)
    assert [stroke.raised for stroke in tool.stage.strokes.strokes] == [False, True]
    board.click(C)
    board.key(Qt.Key.Key_B)
    board.click((440_900.0, 388_420.0))
    board.key(Qt.Key.Key_Return)
    ((low, high),) = json.loads(drawn(board).attributes["parts"])
    # A to B is 100 m, B to C 120 m.
    assert (low, high) == pytest.approx((100.0, 220.0), abs=1.5)


def test_the_line_in_hand_says_length_time_and_cost_with_its_source(board: Board) -> None:
    tool = board.tools.draw("walking_link")
    board.click(A)
    board.move(C)
    size, cost = tool.stage.chip.contents.facts
    metres = np.hypot(100.0, 120.0)
    # 156.2 m at 4.8 km/h (80 m a minute) are 2.0 minutes; £460 a metre makes £71,900.
    assert size == f"{metres:.0f} m · 2.0 min on foot [S]"
    assert "[M], 2017 prices" in cost
    pounds = float(cost.split("£")[1].split(" ")[0].replace(",", ""))
    assert pounds == pytest.approx(460.0 * metres, rel=0.01)


def lonely_vertex(engine: Session) -> tuple[float, float]:
    """A junction without another vertex of a street within 30 m."""
    every = np.unique(shapely.get_coordinates(engine.streets.lines), axis=0)
    for xy in engine.streets.xy:
        if (np.hypot(*(every - xy).T) < 30.0).sum() == 1:
            return float(xy[0]), float(xy[1])
    raise AssertionError("the sample has no such junction")


def test_snapping_takes_the_vertex_of_a_street_and_ctrl_does_not(
    boards: Callable[..., Board], sample_engine: Session
) -> None:
    vertex = lonely_vertex(sample_engine)
    board = boards(centre=vertex)
    board.snap_to(SAMPLE, "streets")
    beside = board.pixel(vertex) + QPoint(5, 3)
    tool = board.tools.draw("walking_link")
    board.click_at(beside)
    assert tool.sketch.vertices == (vertex,)
    board.click_at(beside + QPoint(0, 1), keys=CTRL)
    assert tool.sketch.vertices[1] == pytest.approx(board.point(beside + QPoint(0, 1)))


def joins_of(tool: Any) -> list[str]:
    return [mark.meeting.kind for mark in tool.stage.marks.marks]


def street_to_cross(engine: Any) -> tuple[np.ndarray, np.ndarray]:
    """A point of a walkable street, and the unit vector across it, with nothing else within reach of 70 m each way."""
    streets = engine.streets
    for edge in np.flatnonzero(engine.networks["walk"].graph.usable & streets.at_grade):
        xy = shapely.get_coordinates(streets.lines[edge])
        for a, b in zip(xy[:-1], xy[1:]):
            middle, across = (a + b) / 2, np.array([a[1] - b[1], b[0] - a[0]]) / np.hypot(*(b - a))
            line = shapely.LineString([middle - across * 70, middle + across * 70])
            ends = shapely.points(shapely.get_coordinates(line))
            near = streets.tree.query(line, predicate="dwithin", distance=1.0)
            if len(near) == 1 and all(shapely.distance(streets.lines, end).min() > 30 for end in ends):
                return middle, across
    raise AssertionError("the sample has no such street")


def test_a_click_on_a_dot_refuses_the_join_and_another_allows_it_again(
    boards: Callable[..., Board], sample_engine: Session
) -> None:
    middle, across = street_to_cross(sample_engine)
    board = boards(centre=tuple(middle))
    tool = board.tools.draw("walking_link")
    a, b, c = (tuple(middle + across * step) for step in (-60.0, 60.0, 70.0))
    board.click(a)
    board.click(b)
    board.move(c)
    filled = [
        mark for mark in tool.stage.marks.marks if mark.meeting.kind == "joins" and 50 < mark.meeting.chainage < 70
    ]
    assert len(filled) == 1
    dot = (filled[0].meeting.x, filled[0].meeting.y)
    board.click(dot)
    assert len(tool.sketch.vertices) == 2
    assert tool.sketch.no_join == (pytest.approx(dot, abs=0.001),)
    assert "kept_apart" in joins_of(tool)
    assert "joins" not in joins_of(tool)
    board.click(dot)
    assert tool.sketch.no_join == ()
    assert "joins" in joins_of(tool)
    board.click(dot)
    board.key(Qt.Key.Key_Return)
    assert json.loads(drawn(board).attributes["no_join"]) == [pytest.approx(dot, abs=0.001)]


def test_ends_that_do_not_join_are_marked_with_the_reason(board: Board) -> None:
    tool = board.tools.draw("walking_link")
    board.click(A)
    board.move(B)
    kinds = [(mark.meeting.kind, mark.labelled) for mark in tool.stage.marks.marks]
    # The start is placed: its reason stands on the map. The end hangs on the cursor: the chip gives its reason.
    assert kinds == [("end_not_joined", True), ("end_not_joined", False)]
    (alert,) = tool.stage.chip.contents.alerts
    assert alert.startswith("the end is")
    assert "the limit is 25 m" in alert


def test_in_web_mercator_lengths_and_points_are_still_those_of_the_district(boards: Callable[..., Board]) -> None:
    board = boards(crs="EPSG:3857")
    tool = board.tools.draw("walking_link")
    board.click(A)
    board.move((A[0] + 300.0, A[1]))
    size = tool.stage.chip.contents.facts[0]
    # A Mercator metre there is 1 / cos(53.4 degrees) = 1.68 times a metre on the ground.
    assert float(size.split(" ")[0]) == pytest.approx(300.0, abs=2.0)
    board.click((A[0] + 300.0, A[1]))
    board.key(Qt.Key.Key_Return)
    assert np.allclose(drawn(board).geometry.coords, [A, (A[0] + 300.0, A[1])], atol=1.5)


def test_in_web_mercator_a_snapped_vertex_lies_exactly_on_the_street(
    boards: Callable[..., Board], sample_engine: Session
) -> None:
    middle, across = street_to_cross(sample_engine)
    board = boards(centre=tuple(middle), crs="EPSG:3857")
    board.snap_to(SAMPLE, "streets")
    tool = board.tools.draw("walking_link")
    board.click(tuple(middle + across * 4.0))
    here = shapely.Point(tool.sketch.vertices[0])
    away = shapely.distance(board.session.engine.streets.lines, here).min()
    assert away < 1e-6
    assert here.distance(shapely.Point(middle)) < 5.0


def test_another_tool_leaves_nothing_of_the_line_behind(board: Board) -> None:
    before = len(board.canvas.scene().items())
    board.tools.draw("walking_link")
    board.click(A)
    board.click(B)
    board.tools.edit("move")
    board.tools.put_away()
    assert board.session.steps == []
    assert board.tools.tool is None
    assert len(board.canvas.scene().items()) == before


def test_ten_times_opening_and_closing_the_tools_leaves_no_item_no_tool_and_no_listener(board: Board) -> None:
    before = len(board.canvas.scene().items())
    tools = len(board.canvas.findChildren(QgsMapTool))
    listeners = board.session.receivers(board.session.previewed)
    for _ in range(10):
        board.tools.draw("walking_link")
        board.click(A)
        board.move(B)
        board.tools.put_away()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(board.canvas.scene().items()) == before
    assert len(board.canvas.findChildren(QgsMapTool)) == tools
    assert board.session.receivers(board.session.previewed) == listeners


def test_the_map_that_is_zoomed_takes_line_and_dots_along(board: Board) -> None:
    tool = board.tools.draw("walking_link")
    board.click(A)
    board.click(B)
    wide = tool.stage.strokes.boundingRect().width()
    board.canvas.zoomByFactor(0.5)
    # 100 m were 100 pixels and are 200 now.
    assert tool.stage.strokes.boundingRect().width() == pytest.approx(wide + 100.0, abs=3.0)


def test_a_picture_can_be_looked_at(board: Board, tmp_path: Path) -> None:
    board.tools.draw("walking_link")
    board.click(A)
    board.move(C)
    assert board.canvas.grab().save(str(tmp_path / "line.png"))
