"""Drawing a line of public transport with the mouse: stops, legs, what the chip says, interchanges on the map."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from qgis.PyQt.QtCore import Qt

from tests.gui.drawing.board import SHIFT, Board

A, B, C = (440_900.0, 388_100.0), (441_200.0, 388_100.0), (441_200.0, 388_400.0)


def drawn(board: Board) -> Any:
    (one,) = [one for one in board.session.known.values() if one.kind == "light_rail"]
    return one


def stops(one: Any) -> list[float]:
    return [stop["chainage_m"] for stop in json.loads(one.attributes["stops"])]


def draw(board: Board, *points: Any) -> Any:
    tool = board.tools.draw("light_rail")
    for point in points:
        board.click(point)
    return tool


def test_every_click_is_a_stop_and_the_line_is_one_step(board: Board) -> None:
    draw(board, A, B, C)
    board.key(Qt.Key.Key_Return)
    one = drawn(board)
    assert one.geometry.length == pytest.approx(600.0, abs=2.5)
    assert stops(one) == pytest.approx([0.0, 300.0, 600.0], abs=2.5)
    assert one.attributes.get("legs") is None
    assert board.session.steps == ["Draw light rail line"]


def test_with_shift_a_click_bends_the_line_without_a_stop(board: Board) -> None:
    tool = draw(board, A)
    board.click(B, keys=SHIFT)
    board.click(C)
    board.key(Qt.Key.Key_Return)
    assert len(drawn(board).geometry.coords) == 3
    assert stops(drawn(board)) == pytest.approx([0.0, 600.0], abs=2.5)
    assert tool.sketch.start is None


def test_l_gives_the_leg_in_hand_another_class_and_backspace_takes_both_back(board: Board) -> None:
    tool = draw(board, A)
    board.key(Qt.Key.Key_L)  # a tram is segregated unless it is said; then on rail
    board.click(B)
    board.key(Qt.Key.Key_L)  # in the street
    board.move(C)
    assert [stroke.way for stroke in tool.stage.strokes.strokes] == ["rail", "street"]
    board.click(C)
    board.key(Qt.Key.Key_Backspace)
    board.click(C)
    board.key(Qt.Key.Key_Return)
    assert json.loads(drawn(board).attributes["legs"]) == ["rail", "street"]


def test_a_vertex_nearer_than_50_m_to_the_last_stop_is_none(board: Board) -> None:
    tool = draw(board, A)
    board.move((A[0] + 30.0, A[1]))
    assert tool.stage.chip.contents.alerts == ("the line has one stop",)
    board.click((A[0] + 30.0, A[1]))
    board.click(B)
    board.key(Qt.Key.Key_Return)
    assert stops(drawn(board)) == pytest.approx([0.0, 300.0], abs=2.5)


def test_a_line_with_one_stop_is_not_handed_over_and_says_why(board: Board) -> None:
    draw(board, A)
    board.click(B, keys=SHIFT)
    board.key(Qt.Key.Key_Return)
    assert board.session.steps == []
    assert board.messages == ["A line of public transport needs two stops: click where they are, then finish."]


def test_the_chip_says_length_run_time_vehicles_capacity_and_cost(board: Board) -> None:
    tool = draw(board, A)
    board.move((A[0] + 300.0, A[1]))
    length, run, needs, yearly, cost = tool.stage.chip.contents.facts
    # A14: 300 m at 1 m/s2, never at 80 km/h (that takes 494 m): t = sqrt(2 * 300 * 2 / 1) = 34.6 s, 31.2 km/h.
    seconds = math.sqrt(1200.0)
    assert length == "300 m · 2 stop(s)"  # the plural comes with a translation
    assert run == f"{seconds / 60:.1f} min one way · {300.0 / seconds * 3.6:.1f} km/h with stops"
    # (2 * 0.58 + 2 * 4) / 10 = 0.92: one vehicle; six an hour of 250 places.
    assert needs == "Tram every 10 min · 1 vehicle(s) · 1,500 places an hour each way [S] [M] [P]"
    # 2 * 0.3 km, 109 times a day (05:30 to 23:30 every 10 min, both counted), 340 days, £10 a vehicle km: £222,360.
    assert yearly == "Running costs about £222,000 a year [P]"
    # 0.3 km at 26.1, 54.1 and 80 million; stops are in the rate.
    assert cost == "About £16.2 million (£7.8 million to £24.0 million) [S] [P], 2025 prices"


def test_the_chip_says_that_public_transport_is_not_measured_and_how_it_is(board: Board) -> None:
    tool = draw(board, A)
    board.move(B)
    (alert,) = tool.stage.chip.contents.alerts
    assert alert == "Public transport is not measured yet: finish the line, then tick it on the page Scores"


def test_a_stop_near_an_existing_one_is_an_interchange_with_its_walk(board: Board) -> None:
    table = board.session.engine.district.table("stops")
    stop = table.iloc[0]
    x, y = stop["geometry"].x, stop["geometry"].y
    from tests.gui.drawing.board import Board as OnMap

    near = OnMap(board.session.engine, (x, y))
    try:
        tool = draw(near, (x + 60.0, y))
        near.move((x + 360.0, y))
        dots = [dot for dot in tool.stage.stops.dots if dot.other is not None]
        assert tool.stage.stops.dots[0] in dots
        marks = tool.marks.changes(tool.stage._hanging.edit.intervention)
        (first,) = [mark for mark in marks if mark.number == 0]
        # No farther on foot than the straight line with its detour: 60 m * 1.3 at 4.8 km/h are 58.5 s.
        assert first.ms <= 61.5 * 1.3 / (4.8 / 3.6) * 1000.0
        assert not first.served
        assert dots[0].text.endswith("min on foot, no timetable")
    finally:
        near.close()
