"""Stops of a drawn line with the mouse: dragged along it, added, taken away; legs; and what reshaping does to them."""

from __future__ import annotations

import json
from typing import Any

import pytest
import shapely
from qgis.PyQt.QtCore import Qt

from district_planner.core.interventions.intervention import Intervention
from district_planner.gui.map_tools import changes
from district_planner.gui.map_tools.edit_stops import State
from district_planner.gui.map_tools.line_stops import (
    classes,
    records,
    shared,
    speeds,
    with_next_class,
    with_speed,
    with_stop_at,
    with_stop_named,
    with_stops_every,
)
from tests.gui.drawing.board import Board

X, Y = 440_900.0, 388_200.0
"""Start of a straight line of 400 m to the east, stops at 0, 200 and 400 m."""


def line(**attributes: Any) -> Intervention:
    given = {"stops": json.dumps([{"chainage_m": 0, "name": "West"}, 200, 400]), **attributes}
    return Intervention("lr", "light_rail", shapely.LineString([(X, Y), (X + 400.0, Y)]), "Spur", attributes=given)


@pytest.fixture
def held(board: Board) -> Board:
    board.session.known["lr"] = line()
    board.tools.edit("stops")
    board.click((X + 100.0, Y))
    return board


def at(board: Board) -> list[float]:
    return [stop["chainage_m"] for stop in records(board.session.known["lr"])]


def test_a_stop_is_dragged_along_the_line_in_one_step_and_keeps_its_name(held: Board) -> None:
    held.press((X, Y))
    held.move((X + 60.0, Y + 40.0))  # beside the line: its foot counts
    held.release((X + 60.0, Y + 40.0))
    assert at(held) == pytest.approx([60.0, 200.0, 400.0], abs=1.5)
    assert records(held.session.known["lr"])[0]["name"] == "West"
    assert held.session.steps == ["Move a stop of Spur"]


def test_a_stop_does_not_pass_its_neighbour_or_come_nearer_than_50_m(held: Board) -> None:
    held.press((X, Y))
    held.move((X + 390.0, Y))
    held.release((X + 390.0, Y))
    assert at(held) == [150.0, 200.0, 400.0]


def test_while_a_stop_is_dragged_the_chip_says_run_time_and_place(held: Board) -> None:
    held.press((X + 200.0, Y))
    held.move((X + 300.0, Y))
    contents = held.tools.tool.stage.chip.contents
    assert contents.facts[0] == "400 m · 3 stop(s)"
    assert contents.hint == "300 m from the start"
    assert held.tools.tool.stage.stops.dots[1].held


def test_escape_puts_a_stop_back(held: Board) -> None:
    held.click((X + 200.0, Y))
    held.move((X + 300.0, Y))
    held.key(Qt.Key.Key_Escape)
    assert at(held) == [0.0, 200.0, 400.0]
    assert held.session.steps == []
    assert held.tools.tool.state is State.HOLDING


def test_a_click_on_the_line_adds_a_stop_with_the_class_of_its_leg(held: Board) -> None:
    held.session.known["lr"] = line(legs='["street", "rail"]')
    held.click((X + 300.0, Y))
    held.click((X + 310.0, Y))
    assert at(held) == pytest.approx([0.0, 200.0, 310.0, 400.0], abs=1.5)
    assert classes(held.session.known["lr"]) == ["street", "rail", "rail"]
    assert held.session.steps == ["Add a stop to Spur"]


def test_delete_takes_the_stop_under_the_cursor_away_but_leaves_two(held: Board) -> None:
    held.move((X + 200.0, Y))
    held.key(Qt.Key.Key_Delete)
    assert at(held) == [0.0, 400.0]
    held.move((X, Y))
    held.key(Qt.Key.Key_Delete)
    assert at(held) == [0.0, 400.0]
    assert held.messages == ["A line needs two stops: use Delete to take the line away."]


def test_l_changes_the_class_of_the_leg_under_the_cursor(held: Board) -> None:
    held.move((X + 300.0, Y))
    held.key(Qt.Key.Key_L)  # after segregated comes rail
    assert json.loads(held.session.known["lr"].attributes["legs"]) == ["segregated", "rail"]
    held.key(Qt.Key.Key_L)
    held.key(Qt.Key.Key_L)
    assert held.session.known["lr"].attributes["legs"] is None
    assert len(held.session.steps) == 3


def test_stops_every_so_many_metres_are_at_both_ends_and_evenly_between() -> None:
    # 400 m by about 120 m: 400 / 120 = 3.33, three legs of 133.333 m.
    one = with_stops_every(line(legs='["street", "rail"]'), 120.0)
    found = records(one)
    assert [stop["chainage_m"] for stop in found] == [0.0, 133.333, 266.667, 400.0]
    assert found[0]["name"] == "West"
    # The middles of the legs, 67, 200 and 333 m, lie on the street, at its end and on rail.
    assert classes(one) == ["street", "street", "rail"]


def test_reshaping_keeps_stops_between_the_same_vertices() -> None:
    bent = changes.with_vertex_at(line(), 1, (X + 800.0, Y))
    assert [stop["chainage_m"] for stop in records(bent)] == [0.0, 400.0, 800.0]
    assert records(bent)[0]["name"] == "West"


def test_a_split_line_shares_a_stop_where_it_was_cut() -> None:
    first, second = changes.split(line(legs='["street", "rail"]'), 300.0, "lr2")
    assert [stop["chainage_m"] for stop in records(first)] == [0.0, 200.0, 300.0]
    assert [stop["chainage_m"] for stop in records(second)] == [0.0, 100.0]
    assert (classes(first), classes(second)) == (["street", "rail"], ["rail"])


# What else is said of stops and legs

KEPT = {"platforms": 2, "step_free": True, "interchange_with": ["sheffield-1"]}


def rich() -> Intervention:
    """Return the line with stops that say more than a name, and legs with a speed."""
    stops = [{"name": "West", "chainage_m": 0.0, **KEPT}, {"chainage_m": 200.0, "platforms": 1}, 400.0]
    legs = [{"class": "street", "kmh": 40}, "rail"]
    return line(stops=json.dumps(stops), legs=json.dumps(legs))


def test_a_stop_that_is_dragged_keeps_all_that_is_said_of_it(board: Board) -> None:
    board.session.known["lr"] = rich()
    board.tools.edit("stops")
    board.click((X + 100.0, Y))
    board.press((X, Y))
    board.move((X + 60.0, Y))
    board.release((X + 60.0, Y))
    moved = board.session.known["lr"]
    stored = json.loads(moved.attributes["stops"])
    assert {key: stored[0][key] for key in ("name", *KEPT)} == {"name": "West", **KEPT}
    assert stored[0]["chainage_m"] == pytest.approx(60.0, abs=1.5)
    assert stored[1] == {"chainage_m": 200.0, "platforms": 1}
    assert json.loads(moved.attributes["legs"]) == [{"class": "street", "kmh": 40}, "rail"]


def test_a_name_places_at_equal_distances_and_a_cut_keep_what_is_said_of_stops_and_legs() -> None:
    named = with_stop_named(rich(), 0, "Meadowhall")
    assert records(named)[0] == {"chainage_m": 0.0, "name": "Meadowhall", **KEPT}
    assert records(with_stop_named(rich(), 0, ""))[0] == {"chainage_m": 0.0, **KEPT}
    every = with_stops_every(rich(), 100.0)
    assert [stop.get("platforms") for stop in records(every)] == [2, None, 1, None, None]
    assert [(speed.kmh, speed.said) for speed in speeds(every)][:2] == [(40.0, True), (40.0, True)]
    west = shared(rich(), 0.0, 300.0)
    assert json.loads(west["stops"])[0]["platforms"] == 2
    assert json.loads(west["legs"])[0] == {"class": "street", "kmh": 40}


def test_a_stop_by_coordinates_has_its_place_once_after_it_was_moved() -> None:
    given = line(stops=json.dumps([{"x": X, "y": Y, "platforms": 2}, {"x": X + 400.0, "y": Y}]))
    moved = with_stop_at(given, 0, 50.0)
    assert records(moved)[0] == {"chainage_m": 50.0, "platforms": 2}


def test_a_leg_of_another_class_keeps_a_speed_of_its_own() -> None:
    changed = with_next_class(rich(), 0)
    assert classes(changed) == ["segregated", "rail"]
    assert [(speed.kmh, speed.said) for speed in speeds(changed)] == [(40.0, True), (80.0, False)]
    # 80 km/h is the tram's default for rail [S]; without its own speed the first leg runs at 80 too.
    assert [speed.kmh for speed in speeds(with_speed(changed, 0, None))] == [80.0, 80.0]
