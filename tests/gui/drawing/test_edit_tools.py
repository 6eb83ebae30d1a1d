"""Moving, reshaping, splitting and deleting what is there, with the same live scores."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import shapely
from qgis.PyQt.QtCore import Qt

from district_planner.core import evaluate
from district_planner.core.interventions.intervention import Intervention
from district_planner.gui.map_tools import move, reshape
from tests.gui.drawing.board import Board

A, B, C = (440_900.0, 388_300.0), (441_000.0, 388_300.0), (441_000.0, 388_420.0)
LINE = Intervention(
    "line", "walking_link", shapely.LineString([A, B, C]),
    attributes={"parts": "[[100, 220]]", "no_join": "[[440950, 388300]]", "cost_central": 2200.0},
)  # fmt: skip
HUB = Intervention("hub", "meeting_place", shapely.Point(440_800.0, 388_200.0))


@pytest.fixture
def stocked(board: Board) -> Board:
    """A board on which only a line and a point are."""
    board.session.known = {one.id: one for one in (LINE, HUB)}
    return board


def geometry(board: Board, id_: str) -> np.ndarray:
    return shapely.get_coordinates(board.session.known[id_].geometry)


def test_a_drag_moves_a_line_with_all_that_is_said_in_coordinates(stocked: Board) -> None:
    tool = stocked.tools.edit("move")
    stocked.press((440_950.0, 388_300.0))
    assert tool.state is move.State.CARRYING
    stocked.move((440_960.0, 388_320.0))
    previewed = stocked.session.edits[-1].intervention
    stocked.release((440_960.0, 388_320.0))
    assert np.allclose(geometry(stocked, "line"), np.add([A, B, C], (10.0, 20.0)), atol=1.1)
    assert stocked.session.known["line"] == previewed
    assert json.loads(previewed.attributes["no_join"])[0] == pytest.approx([440_960.0, 388_320.0], abs=1.1)
    assert stocked.session.steps == ["Move line"]


def test_click_move_click_moves_a_point_and_escape_puts_it_back(stocked: Board) -> None:
    tool = stocked.tools.edit("move")
    stocked.click((440_800.0, 388_200.0))
    stocked.move((440_850.0, 388_200.0))
    stocked.key(Qt.Key.Key_Escape)
    assert tool.state is move.State.READY
    assert stocked.session.known["hub"] == HUB
    stocked.click((440_800.0, 388_200.0))
    stocked.click((440_850.0, 388_220.0))
    assert np.allclose(geometry(stocked, "hub"), [(440_850.0, 388_220.0)], atol=1.1)
    assert stocked.session.steps == ["Move hub"]


def test_pointing_at_something_scores_nothing_and_says_what_a_click_does(stocked: Board) -> None:
    tool = stocked.tools.edit("move")
    stocked.move((440_950.0, 388_300.0))
    assert stocked.session.edits[-1] is None
    assert tool.stage.chip.contents.hint == "Click to take hold of line"


def test_a_vertex_is_dragged_and_bridges_stay_between_their_vertices(stocked: Board) -> None:
    tool = stocked.tools.edit("reshape")
    stocked.click((440_930.0, 388_300.0))
    assert tool.state is reshape.State.HOLDING
    stocked.press(B)
    assert tool.state is reshape.State.CARRYING
    stocked.move((441_060.0, 388_300.0))
    stocked.release((441_060.0, 388_300.0))
    assert np.allclose(geometry(stocked, "line"), [A, (441_060.0, 388_300.0), C], atol=1.1)
    # The bridge was from B to C: it begins where B is now, 160 m along, and is hypot(60, 120) m long.
    ((low, high),) = json.loads(stocked.session.known["line"].attributes["parts"])
    assert low == pytest.approx(160.0, abs=1.5)
    assert high - low == pytest.approx(np.hypot(60.0, 120.0), abs=1.5)
    assert stocked.session.steps == ["Reshape line"]


def test_a_click_on_a_line_adds_a_vertex_and_backspace_takes_one_away(stocked: Board) -> None:
    tool = stocked.tools.edit("reshape")
    stocked.click((440_930.0, 388_300.0))
    stocked.click((440_970.0, 388_300.0))
    stocked.click((440_970.0, 388_340.0))
    assert np.allclose(geometry(stocked, "line"), [A, (440_970.0, 388_340.0), B, C], atol=1.1)
    stocked.click((440_970.0, 388_340.0))
    assert tool.state is reshape.State.CARRYING
    stocked.key(Qt.Key.Key_Backspace)
    assert np.allclose(geometry(stocked, "line"), [A, B, C], atol=1.1)
    assert len(stocked.session.steps) == 2


def test_escape_puts_a_vertex_back_then_lets_the_line_go(stocked: Board) -> None:
    tool = stocked.tools.edit("reshape")
    stocked.click((440_930.0, 388_300.0))
    stocked.click(B)
    stocked.move((441_060.0, 388_300.0))
    stocked.key(Qt.Key.Key_Escape)
    assert tool.state is reshape.State.HOLDING
    stocked.key(Qt.Key.Key_Escape)
    assert tool.state is reshape.State.READY
    assert stocked.session.steps == []
    assert stocked.session.known["line"] == LINE


def test_a_cut_shares_bridges_and_costs_between_both_parts_in_one_step(stocked: Board) -> None:
    tool = stocked.tools.edit("split")
    stocked.move((441_000.0, 388_360.0))
    assert tool.stage.chip.contents.facts == ("160 m + 60 m",)
    stocked.click((441_000.0, 388_360.0))
    first, second = stocked.session.known["line"], stocked.session.known["walking_link-1"]
    assert first.geometry.length == pytest.approx(160.0, abs=0.6)
    assert first.geometry.length + second.geometry.length == pytest.approx(220.0)
    assert first.geometry.coords[-1] == second.geometry.coords[0]
    assert (first.label, second.label) == ("line", "line, second part")
    cut = first.geometry.length
    assert json.loads(first.attributes["parts"]) == [pytest.approx([100.0, cut], abs=0.001)]
    assert json.loads(second.attributes["parts"]) == [pytest.approx([0.0, 220.0 - cut], abs=0.001)]
    assert first.attributes["cost_central"] + second.attributes["cost_central"] == pytest.approx(2200.0)
    assert first.attributes["cost_central"] == pytest.approx(10.0 * cut)
    assert stocked.session.steps == ["Split line"]


def test_a_cut_on_the_cursor_shows_the_exact_score_of_what_the_click_stores(stocked: Board) -> None:
    engine = stocked.session.engine
    bridge = next(one for one in engine.district.interventions if one.kind == "walking_link")
    stocked.session.known = {bridge.id: bridge}
    stocked.session.ticked = frozenset({bridge.id})
    tool = stocked.tools.edit("split")
    at = bridge.geometry.interpolate(0.3, normalized=True)
    stocked.move((at.x, at.y))
    shown, chip = tool.stage.preview.headline, tool.stage.chip.contents
    assert tool.stage.exact
    stocked.click((at.x, at.y))
    assert len(stocked.session.known) == 2
    # What evaluate makes of the two that are stored, from the tables alone.
    stored = evaluate(engine.district, interventions=tuple(stocked.session.known.values()))
    figures = stored.figures.set_index("figure").loc[shown.name]
    assert (shown.before, shown.after) == (figures["base"], figures["with"])
    assert shown.after < shown.before
    assert f"{shown.after:.1f}" in chip.said.headline
    assert chip.hint == f"Click to cut {bridge.label} in two"


def test_what_worlds_name_as_a_whole_is_not_cut(stocked: Board) -> None:
    stocked.session.known = {"line": replace(LINE, external=True)}
    tool = stocked.tools.edit("split")
    stocked.move((441_000.0, 388_360.0))
    assert "make it a candidate" in tool.stage.chip.contents.alerts[0]
    stocked.click((441_000.0, 388_360.0))
    assert stocked.session.steps == []
    assert "make it a candidate" in stocked.messages[-1]


def test_a_point_cannot_be_cut_and_the_planner_is_told(stocked: Board) -> None:
    stocked.tools.edit("split")
    stocked.click((440_800.0, 388_200.0))
    assert stocked.session.steps == []
    assert "works on lines" in stocked.messages[-1]


def test_an_alternative_in_hand_is_shown_beside_the_one_that_it_excludes(stocked: Board) -> None:
    bridge = stocked.session.engine.district.interventions[0]
    figures = stocked.session.engine.state(frozenset({bridge.id})).figures
    other = replace(LINE, attributes={"excludes": f'["{bridge.id}"]'})
    stocked.session.known = {"line": other, bridge.id: bridge}
    stocked.session.alone = {bridge.id: SimpleNamespace(figures=figures)}
    tool = stocked.tools.edit("move")
    stocked.click((440_950.0, 388_300.0))
    stocked.move((440_960.0, 388_300.0))
    ((name, said),) = tool.stage.chip.contents.rivals
    assert name == bridge.label
    after = figures["site_time_walk_amp_sbp"]
    assert f"{after:.1f}" in said.headline
    assert any(row.text.startswith(f"{bridge.label} alone") for row in tool.stage.chip.contents.rows())
    stocked.session.stale = frozenset({"*"})
    stocked.move((440_970.0, 388_300.0))
    assert tool.stage.chip.contents.rivals == ()


def test_what_is_moved_says_that_it_is_off_or_that_its_alternative_counts(stocked: Board) -> None:
    other = replace(LINE, id="other", name="Upper way", attributes={"excludes": '["line"]'})
    stocked.session.known = {"line": LINE, "other": other}
    tool = stocked.tools.edit("move")
    stocked.click((440_950.0, 388_300.0))
    carried = tool.stage.chip.contents

    def said(on: set[str], built: set[str]) -> str:
        stocked.session.ticked, stocked.session.counted = frozenset(on), frozenset(built)
        stocked.move((440_960.0 + len(stocked.session.edits), 388_300.0))
        return tool.stage.chip.contents.standing

    assert carried.said is not None
    assert said(set(), set()) == said({"other"}, {"other"}) == "Off in this scenario"
    assert "Off in this scenario (shown as if this one counted)" in [
        row.text for row in tool.stage.chip.contents.rows()
    ]
    assert said({"line", "other"}, {"other"}) == "The other alternative counts: Upper way"
    assert said({"line", "other"}, {"line"}) == said({"line"}, {"line"}) == ""


def test_pointing_with_delete_previews_the_loss_and_a_click_deletes(stocked: Board) -> None:
    tool = stocked.tools.edit("delete")
    stocked.session.ask("within_walk_meeting_place_10_employees")
    # A place that the district knows, so that its going is a loss.
    place = stocked.session.engine.district.interventions[4]
    assert place.kind == "meeting_place"
    stocked.session.known = {place.id: replace(place, geometry=HUB.geometry)}
    stocked.move((440_800.0, 388_200.0))
    assert stocked.session.edits[-1].intervention is None
    assert stocked.session.edits[-1].id == place.id
    assert tool.stage.chip.contents.said.tone == -1
    stocked.click((440_800.0, 388_200.0))
    assert stocked.session.known == {}
    assert stocked.session.steps == [f"Delete {place.label}"]
