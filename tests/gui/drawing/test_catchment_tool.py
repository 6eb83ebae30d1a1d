"""A catchment that follows the pointer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from qgis.PyQt.QtCore import Qt

from district_planner.core.access.moving import MovingCatchment
from tests.gui.drawing.board import Board
from tests.gui.drawing.conftest import BETWEEN_THE_SITES

AMRC = (441_353.0, 388_008.0)


@pytest.fixture
def moving(board: Board, wait: Callable[..., Any]) -> Any:
    tool = board.tools.edit("catchment")
    board.move(AMRC)
    wait(lambda: tool.reach is not None, "no catchment came")
    return tool


def test_the_chip_says_who_and_what_is_within_reach_as_plain_python_does(board: Board, moving: Any) -> None:
    want = MovingCatchment(board.session.engine, frozenset(), "walk").at(*board.point(board.pixel(AMRC)))
    contents = moving.stage.chip.contents
    last = want.bands[-1]
    assert last.people > 0
    assert contents.said.headline == f"{last.people:,.0f} people"
    assert contents.said.about == "within 15 min on foot"
    assert contents.facts[0] == f"5 min: {want.bands[0].people:,.0f} people · {want.bands[0].jobs:,.0f} jobs"
    assert "Public transport stop " in contents.facts[3]
    assert moving.bands.count == 3


def test_it_moves_with_the_pointer_until_a_click_pins_it(board: Board, moving: Any, wait: Callable[..., Any]) -> None:
    board.move((AMRC[0] + 200.0, AMRC[1]))
    wait(lambda: moving.reach.x == pytest.approx(AMRC[0] + 200.0, abs=1.0), "it did not follow")
    board.click(AMRC)
    wait(lambda: moving.reach.x == pytest.approx(AMRC[0], abs=1.0), "it was not pinned where the click was")
    board.move(BETWEEN_THE_SITES)
    board.move((AMRC[0] + 100.0, AMRC[1]))
    moving._latest.stop()
    assert moving.reach.x == pytest.approx(AMRC[0], abs=1.0)
    assert moving.stage.chip.contents.hint.startswith("Click to let it follow")


def test_m_changes_to_the_cycle(board: Board, moving: Any, wait: Callable[..., Any]) -> None:
    board.key(Qt.Key.Key_M)
    wait(lambda: moving.reach.mode == "cycle", "it is still on foot")
    assert moving.stage.chip.contents.said.about == "within 30 min by cycle"


def test_what_the_pointer_left_behind_is_dropped(board: Board, moving: Any, wait: Callable[..., Any]) -> None:
    seen: list[float] = []
    moving._latest.answered.connect(lambda reach: seen.append(reach.x))
    goal = AMRC[0] + 240.0
    for step in range(1, 25):
        board.move_to(board.pixel((AMRC[0] + 10.0 * step, AMRC[1])))
    wait(lambda: seen and abs(seen[-1] - goal) < 1.0, "the last place was not answered")
    assert len(seen) <= 24


def test_escape_takes_it_away_and_closing_ends_its_thread(board: Board, moving: Any) -> None:
    board.key(Qt.Key.Key_Escape)
    assert moving.bands.count == 0
    assert moving.stage.chip.contents.empty
    board.tools.put_away()
    assert not [one for one in threading.enumerate() if one.name == "District Planner latest"]
