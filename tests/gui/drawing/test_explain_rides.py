"""A click on an origin draws the journey by public transport, today and with what is on, and tells it in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from qgis.PyQt.QtCore import Qt
from shapely.geometry import LineString, Point

from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import select
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.service import on_date
from tests.core.feed_case import folder_feed
from tests.core.frequency_case import with_feed
from tests.gui.drawing.board import Board
from tests.oracle.cases import street

HOME = (-80.0, 160.0)


def engine_of(folder: Path, model: str = "frequency") -> Session:
    """Streets in the west and in the east, a bus between them that calls at B on its way, and a tram with a bend."""
    feed = on_date(read_feed(folder_feed(folder)))
    at = {"A": (0.0, 0.0), "B": (300.0, -120.0), "C": (600.0, 0.0)}
    xy = np.array([at[name] for name in feed.stops["id"]])
    made = with_feed(feed.placed(xy[:, 0], xy[:, 1]), {
        "streets": [street("s", [(0, 0), (-80, 0)]), street("h", [(-80, 0), (-80, 160)]),
                    street("t", [(600, 0), (600, 200)])],
        "homes": [{"id": "h", "people": 10.0, "geometry": Point(HOME)}],
        "opportunities": [{"id": "p", "name": "Far café", "category": "cafe", "weight": 1.0,
                           "geometry": Point(600, 160)}],
    })  # fmt: skip
    way = LineString([(-80, 80), (300, 240), (600, 80)])
    tram = Intervention("tram", "light_rail", way, "Ring tram", False,
                        {"stops": f"[0, {way.length}]", "headway_min": 10.0})  # fmt: skip
    district = replace(made, interventions=(tram,))
    request = Request(
        modes=("transit",), indicators=("nearest", "count"), categories=("cafe",), transit_model=model, percentile=25.0
    )
    return Session(district, select(district, ""), request)


@pytest.fixture
def made(qgis_app: Any, tmp_path: Path) -> Iterator[Callable[..., Board]]:
    boards: list[Board] = []

    def make(model: str = "frequency") -> Board:
        boards.append(Board(engine_of(tmp_path / model, model), (260.0, 80.0)))
        return boards[-1]

    yield make
    for one in boards:
        one.close()


def explained(board: Board, wait: Callable[..., Any], on: frozenset[str]) -> Any:
    board.session.ask("within_transit_cafe_45_people")
    board.session.ticked = on
    tool = board.tools.edit("explain")
    board.click(HOME)
    wait(lambda: tool.explanation, "nothing was explained")
    return tool


def facts(tool: Any) -> tuple[str, ...]:
    return tuple(fact.replace("\u00a0", " ") for fact in tool.stage.chip.contents.facts)


def test_a_click_draws_the_journey_base_and_with_and_tells_its_legs(
    made: Callable[..., Board], wait: Callable[..., Any]
) -> None:
    # 80 m a minute: 240 m to A, one bus an hour counted as 15 min, 20 min, 160 m. With: 80 m to the tram, 5 min,
    # 752.3 m at 80 km/h with 1 m/s² (33.9 + 22.2 s), 80 m: 7.9 min.
    board = made()
    tool = explained(board, wait, frozenset({"tram"}))
    assert facts(tool) == (
        tool.explanation.text,
        "Far café: 40.0 min → 7.9 min",
        "Today: walk 3 min to Alpha · wait 15 min · bus 1, 20 min to Gamma · walk 2 min",
        "With: walk 1 min to Ring tram 1 · wait 5 min · tram Ring tram, 0.9 min to Ring tram 2 · walk 1 min",
    )
    drawn = {
        dashed: [np.round(stroke.xy, 2).tolist() for stroke in tool.stage.strokes.strokes
                 if stroke.dashed is dashed and len(stroke.xy) > 1]
        for dashed in (True, False)
    }  # fmt: skip
    assert drawn[True] == [
        [[-80, 160], [-80, 0], [0, 0]], [[0, 0], [300, -120], [600, 0]], [[600, 0], [600, 160]],
    ]  # fmt: skip
    assert drawn[False] == [
        [[-80, 160], [-80, 80]], [[-80, 80], [300, 240], [600, 80]], [[600, 80], [600, 160]],
    ]  # fmt: skip
    assert [stroke.way for stroke in tool.stage.strokes.strokes if not stroke.dashed] == ["", "rail", "", ""]
    assert [(round(x), round(y), dot.text) for dot in tool.stage.stops.dots for x, y in [dot.xy]] == [
        (-80, 80, "Ring tram 1"), (600, 80, "Ring tram 2"),
    ]  # fmt: skip
    (reason,) = tool.explanation.reasons
    assert reason.base_way.ms == reason.base_ms == 2_400_000
    assert reason.with_way.ms == reason.with_ms == tool.explanation.with_all * 60_000
    board.key(Qt.Key.Key_Escape)
    assert tool.stage.stops.dots == ()
    assert tool.stage.strokes.strokes == ()


def test_by_timetable_the_journey_begins_with_its_departure(
    made: Callable[..., Board], wait: Callable[..., Any]
) -> None:
    # The 25th percentile of 120 departures is the 30th: 54 min, leaving at 07:28 for the bus of 08:00.
    tool = explained(made("timetable"), wait, frozenset())
    assert facts(tool)[2] == ("How: 07:28: walk 3 min to Alpha · wait 29 min · bus 1, 20 min to Gamma · walk 2 min")
    assert tool.explanation.base == 54


def test_a_tick_and_an_edit_renew_the_explanation(made: Callable[..., Board], wait: Callable[..., Any]) -> None:
    board = made()
    tool = explained(board, wait, frozenset({"tram"}))
    before = tool.explanation
    assert before.with_all < 8
    board.session.scores_changed.emit()
    assert tool.explanation is before  # scored, and nothing is another

    board.session.ticked = frozenset()
    board.session.scores_changed.emit()
    assert tool.explanation is None
    assert tool.stage.chip.contents.hint.startswith("Finding out why")
    wait(lambda: tool.explanation, "the tick renews nothing")
    assert tool.explanation.with_all == 40

    board.session.ticked = frozenset({"tram"})
    engine = board.session.engine
    (tram,) = engine.district.interventions
    slower = replace(tram, attributes={**tram.attributes, "headway_min": 20.0})
    edited = replace(engine.district, interventions=(slower,))
    board.session.engine = engine.with_interventions(edited.interventions, select(edited, ""))
    board.session.scores_changed.emit()
    wait(lambda: tool.explanation, "the edit renews nothing")
    assert tool.explanation.with_all == pytest.approx(before.with_all + 5)

    board.session.engine = None  # it is compiled anew
    board.session.scores_changed.emit()
    assert tool.explanation is None
    assert tool.stage.chip.contents.empty
