"""A click on an origin says why it scores what it scores, and draws the ways there."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from qgis.PyQt.QtCore import Qt

from district_planner.core.evaluation.explain import explain
from district_planner.core.evaluation.session import Session
from district_planner.gui.session import DistrictSession
from tests.gui.drawing.board import Board


def building_that_gains(engine: Session) -> tuple[str, np.ndarray, float, float]:
    """A building whose nearest meeting place is nearer with the bridge c01, and both times in minutes."""
    before, after = engine.base.values, engine.state(frozenset({"c01"})).values
    name = "nearest_walk_meeting_place"
    places = engine.scope.origins
    gain = np.where(np.isfinite(after[name]), before[name] - after[name], 0.0)
    gain = np.where(np.isfinite(gain) & (places.employees > 0), gain, -1.0)
    number = int(gain.argmax())
    assert gain[number] > 1.0
    return str(places.id[number]), places.centre[number], float(before[name][number]), float(after[name][number])


def test_pointing_names_the_origin_and_a_click_explains_it(
    boards: Callable[..., Board], sample_engine: Session, wait: Callable[..., Any]
) -> None:
    id_, place, before, after = building_that_gains(sample_engine)
    board = boards(centre=(float(place[0]), float(place[1])))
    board.session.ask("within_walk_meeting_place_10_employees")
    board.session.ticked = frozenset({"c01"})
    tool = board.tools.edit("explain")
    board.move(tuple(place))
    assert tool.stage.chip.contents.hint.startswith("Click to see why")
    board.click(tuple(place))
    wait(lambda: tool.explanation, "nothing was explained")
    assert tool.explanation.origin == id_
    assert (tool.explanation.base, tool.explanation.with_all) == (before, after)
    strokes = tool.stage.strokes.strokes
    assert {(stroke.dashed, stroke.quiet) for stroke in strokes} == {(True, True), (False, False)}
    assert tool.stage.chip.contents.facts[0] == tool.explanation.text
    assert any(f"{after:.1f}" in fact for fact in tool.stage.chip.contents.facts)
    board.key(Qt.Key.Key_Escape)
    assert tool.explanation is None
    assert tool.stage.strokes.strokes == ()


def test_the_map_stays_alive_while_a_score_is_explained(
    boards: Callable[..., Board], sample_engine: Session, wait: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, place, *_ = building_that_gains(sample_engine)
    board = boards(centre=(float(place[0]), float(place[1])))
    board.session.ask("within_walk_meeting_place_10_employees")
    tool = board.tools.edit("explain")
    go_on, threads = threading.Event(), []

    def slow(*asked: Any) -> Any:
        threads.append(threading.current_thread())
        assert go_on.wait(20)
        return explain(*asked)

    monkeypatch.setattr("district_planner.gui.map_tools.explain.explain", slow)
    board.click(tuple(place))
    board.move((float(place[0]) + 60.0, float(place[1])))
    assert tool.explanation is None
    assert tool.stage.chip.contents.hint.startswith("Finding out why")
    board.key(Qt.Key.Key_Escape)
    board.click(tuple(place))
    go_on.set()
    wait(lambda: tool.explanation, "nothing was explained")
    assert threading.main_thread() not in threads


def test_an_explanation_follows_a_tick_an_edit_and_its_undo(
    session: DistrictSession, wait: Callable[..., Any], request: pytest.FixtureRequest
) -> None:
    wait(session.questions, "there are no questions")
    session.ask(next(one.id for one in session.questions() if one.figure == "within_walk_meeting_place_10_employees"))
    id_, place, before, after = building_that_gains(session.engine)
    board = Board(session.engine, (float(place[0]), float(place[1])), session=session)
    request.addfinalizer(board.close)
    tool = board.tools.edit("explain")
    board.click(tuple(place))
    first = wait(lambda: tool.explanation, "nothing was explained")
    assert (first.origin, first.with_all) == (id_, before)

    def next_one(last: Any, what: str) -> Any:
        return wait(lambda: tool.explanation is not last and tool.explanation, what)

    session.set_ticked(session.scenario, "c01", True)
    second = next_one(first, "the tick renews nothing")
    assert (second.origin, second.with_all) == (id_, after)
    session.remove(["c01"], "Delete the bridge")
    third = next_one(second, "the edit renews nothing")
    assert (third.origin, third.with_all) == (id_, before)
    session.undo()
    assert next_one(third, "the undo renews nothing").with_all == after


def test_beside_every_origin_there_is_nothing_to_explain(board: Board) -> None:
    tool = board.tools.edit("explain")
    board.click((440_900.0, 388_300.0))
    assert tool.explanation is None
    assert tool.stage.chip.contents.empty
