"""The pointer leaves the map: nothing hangs where it was last, and what is placed stays placed."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from qgis.PyQt.QtCore import QEvent, Qt
from qgis.PyQt.QtWidgets import QApplication

from district_planner.core.interventions.intervention import Intervention
from tests.gui.drawing.board import Board

A, B, C = (440_900.0, 388_300.0), (441_000.0, 388_300.0), (441_000.0, 388_420.0)


def leave(board: Board) -> None:
    """Take the pointer off the map, as Qt tells it."""
    QApplication.sendEvent(board.canvas.viewport(), QEvent(QEvent.Type.Leave))
    QApplication.processEvents()


def bare(tool: Any) -> bool:
    """Tell whether the canvas shows nothing of a tool."""
    stage = tool.stage
    return bool(stage.chip.contents.empty and not stage.strokes.strokes and not stage.marks.marks)


def test_a_point_hangs_on_the_pointer_only_while_it_is_on_the_map(board: Board) -> None:
    tool = board.tools.draw("amenity")
    board.move(A)
    assert not bare(tool) and board.session.edits[-1] is not None
    leave(board)
    assert bare(tool) and board.session.edits[-1] is None
    board.move(B)
    assert not bare(tool) and board.session.edits[-1] is not None
    board.click(B)
    assert np.allclose(board.session.known["amenity-1"].geometry.coords, [B], atol=0.51)


def test_a_hint_before_the_first_click_leaves_with_the_pointer(board: Board) -> None:
    tool = board.tools.draw("walking_link")
    board.move(A)
    assert tool.stage.chip.contents.hint
    leave(board)
    assert bare(tool)


def test_a_begun_line_keeps_its_vertices_and_shows_and_scores_them_alone(board: Board) -> None:
    tool = board.tools.draw("walking_link")
    board.click(A)
    board.click(B)
    board.move(C)
    assert len(board.session.edits[-1].intervention.geometry.coords) == 3
    leave(board)
    assert tool.stage.chip.contents.empty
    assert np.allclose(board.session.edits[-1].intervention.geometry.coords, [A, B], atol=0.51)
    ends = np.vstack([stroke.xy for stroke in tool.stage.strokes.strokes])
    assert np.allclose(ends, board.frame.map_xy(np.array([A, B])), atol=0.51)
    # Back on the map it goes on from the last vertex.
    board.move(C)
    assert len(board.session.edits[-1].intervention.geometry.coords) == 3 and not tool.stage.chip.contents.empty
    leave(board)
    board.key(Qt.Key.Key_Return)
    assert np.allclose(board.session.known["walking_link-1"].geometry.coords, [A, B], atol=0.51)


def test_a_preview_that_comes_late_says_nothing_at_the_place_that_was_left(board: Board) -> None:
    tool, session = board.tools.draw("walking_link"), board.session
    session.late = True
    for point in (A, B):
        board.click(point)
    board.move(C)
    leave(board)
    session.previewed.emit(session.engine.preview(session.edits[-1], session.ticked, session.question))
    assert tool.stage.preview is not None
    assert tool.stage.chip.contents.empty


def test_an_area_with_one_corner_waits_for_the_pointer(board: Board) -> None:
    tool = board.tools.draw("green_space")
    board.click(A)
    board.move(B)
    leave(board)
    assert tool.stage.chip.contents.empty and board.session.edits[-1] is None
    assert len(tool.sketch.vertices) == 1
    board.click(B)
    board.click(C)
    board.key(Qt.Key.Key_Return)
    assert board.session.known["green_space-1"].geometry.geom_type == "Polygon"


def test_stops_that_are_placed_stay_on_the_map(board: Board) -> None:
    tool = board.tools.draw("light_rail")
    board.click(A)
    board.click(B)
    board.move(C)
    assert len(tool.stage.stops.dots) == 3
    leave(board)
    assert len(tool.stage.stops.dots) == 2 and tool.stage.chip.contents.empty


def test_what_is_carried_hangs_again_when_the_pointer_is_back(board: Board) -> None:
    board.session.known["cafe"] = Intervention("cafe", "amenity", shapely.Point(A), "Café")
    tool = board.tools.edit("move")
    board.click(A)
    board.move(B)
    leave(board)
    assert bare(tool) and board.session.edits[-1] is None
    board.key(Qt.Key.Key_Return)
    assert board.session.steps == [], "nothing is put down beside the map"
    board.click(A)
    board.move(B)
    leave(board)
    board.click(C)
    assert np.allclose(board.session.known["cafe"].geometry.coords, [C], atol=1.1)


def test_another_tool_or_none_hears_of_no_leaving(board: Board) -> None:
    tool = board.tools.draw("walking_link")
    board.move(A)
    board.tools.put_away()
    edits = len(board.session.edits)
    leave(board)
    assert bare(tool) and len(board.session.edits) == edits
