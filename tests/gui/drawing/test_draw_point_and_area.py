"""Drawing points and areas with the mouse."""

from __future__ import annotations

from dataclasses import replace

import pytest
from qgis.PyQt.QtCore import Qt

from district_planner.core.interventions.catalogue import kinds
from district_planner.gui.map_tools.draw import State
from district_planner.gui.widgets.kind_words import kind_noun, new_name
from tests.gui.drawing.board import Board

A, B, C, D = (440_900.0, 388_300.0), (441_000.0, 388_300.0), (441_000.0, 388_400.0), (440_900.0, 388_400.0)
E = (440_950.0, 388_350.0)


def test_a_point_is_scored_before_any_click_and_put_with_one(board: Board) -> None:
    tool = board.tools.draw("meeting_place")
    board.session.ask("within_walk_meeting_place_10_employees")
    board.move(A)
    edit = board.session.edits[-1]
    assert edit.intervention.geometry.coords[0] == pytest.approx(A, abs=0.51)
    assert tool.stage.exact
    assert board.session.steps == []
    board.click(B)
    assert board.session.steps == ["Draw meeting place"]
    assert board.session.known["meeting_place-1"].geometry.coords[0] == pytest.approx(B, abs=0.51)
    board.click(C)
    assert "meeting_place-2" in board.session.known


def test_a_drawing_has_a_name_that_no_other_has_from_the_first_move_on(board: Board) -> None:
    board.session.known["other"] = replace(board.session.interventions()[0], id="other", name="Meeting place 2")
    board.tools.draw("meeting_place")
    board.move(A)
    assert board.session.edits[-1].intervention.label == "Meeting place 1"
    for corner in (A, B):
        board.click(corner)
    # 2 is what another one is called.
    assert [board.session.known[f"meeting_place-{n}"].name for n in (1, 2)] == ["Meeting place 1", "Meeting place 3"]


def test_every_kind_has_a_name_for_its_drawings() -> None:
    names = {kind: new_name(kind, ()) for kind in kinds()}
    assert names["light_rail"] == "Light rail line 1"
    assert all(name.endswith(" 1") and "_" not in name and name[0].isupper() for name in names.values())
    assert len(set(names.values())) == len(names) == 13
    nouns = {kind.id: (kind_noun(kind.id), kind.name.lower()) for kind in kinds().values()}
    assert all(noun == word for noun, word in nouns.values()), nouns
    assert new_name("ferry", {"ferry 1"}) == "ferry 2"


def test_what_the_planner_said_beforehand_is_drawn_along(board: Board) -> None:
    board.tools.draw("amenity", attributes={"categories": "cafe,shop"})
    board.click(A)
    assert board.session.known["amenity-1"].attributes["categories"] == "cafe,shop"


def test_an_area_is_previewed_from_its_third_corner_on_and_closes_itself(board: Board) -> None:
    tool = board.tools.draw("green_space", "Polygon")
    board.click(A)
    board.click(B)
    assert board.session.edits[-1] is None
    board.move(C)
    assert board.session.edits[-1].intervention.geometry.area == pytest.approx(5_000.0, rel=0.03)
    board.click(C)
    board.click(D)
    # 100 m by 100 m is one hectare, at £300,000.
    assert tool.stage.chip.contents.facts[0] == "1.00 ha"
    pounds = float(tool.stage.chip.contents.facts[1].split("£")[1].split(" ")[0].replace(",", ""))
    assert pounds == pytest.approx(300_000.0, rel=0.03)
    board.right_click(E)
    area = board.session.known["green_space-1"].geometry
    assert area.area == pytest.approx(10_000.0, rel=0.03)
    assert len(area.exterior.coords) == 5
    assert board.session.steps == ["Draw green space"]


def test_an_outline_that_crosses_itself_is_not_scored_and_says_why(board: Board) -> None:
    tool = board.tools.draw("green_space", "Polygon")
    for corner in (A, C, B):
        board.click(corner)
    board.move(D)
    assert board.session.edits[-1] is None
    (problem,) = tool.stage.chip.contents.alerts
    assert "not valid" in problem
    board.click(D)
    board.key(Qt.Key.Key_Return)
    assert board.session.steps == []
    assert tool.state is State.DRAWING
    assert "not valid" in board.messages[-1]


def test_two_corners_are_no_area_and_the_planner_is_told(board: Board) -> None:
    board.tools.draw("public_space", "Polygon")
    board.click(A)
    board.click(B)
    board.key(Qt.Key.Key_Return)
    assert board.session.steps == []
    assert "three corners" in board.messages[-1]
