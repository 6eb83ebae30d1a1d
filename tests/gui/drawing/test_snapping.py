"""What a drawing snaps to, with the mouse: junctions, interventions, and entrances that no layer shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely
from qgis.core import QgsProject, QgsSnappingConfig
from qgis.PyQt.QtCore import QPoint

from district_planner.core.evaluation.session import Session
from district_planner.gui.map_tools.draw import DrawTool
from district_planner.gui.map_tools.entrances import entrances_of
from district_planner.gui.map_tools.toolset import Toolset
from tests.gui.drawing.board import CTRL, Board
from tests.gui.drawing.conftest import SAMPLE

# The sample's park c06 is entered here (its table, column entrances), and a green space of the district there.
GATE, PARK_GATE = (442_545.0, 387_740.0), (442_087.4, 388_913.4)
BESIDE = QPoint(6, 4)


@pytest.fixture
def snapping(boards: Callable[..., Board]) -> Iterator[Callable[..., Board]]:
    """Return a function that makes a board which snaps as the plugin offers."""

    def board(centre: tuple[float, float], crs: str = "", tables: tuple[str, ...] = ("streets",)) -> Board:
        found = boards(centre=centre, crs=crs)
        found.snap_to(SAMPLE, *tables)
        return found

    yield board


def placed_beside(board: Board, point: tuple[float, float]) -> DrawTool:
    """Draw a line that begins a few pixels beside a point."""
    tool = board.tools.draw("walking_link")
    board.click_at(board.pixel(point) + BESIDE)
    return tool


def test_a_junction_of_streets_is_snapped_to(snapping: Callable[..., Board], sample_engine: Session) -> None:
    # A junction: at least three streets end there; and no other vertex is near.
    ends = Counter(tuple(xy) for line in sample_engine.streets.lines for xy in (line.coords[0], line.coords[-1]))
    every = np.unique(shapely.get_coordinates(sample_engine.streets.lines), axis=0)
    junction = next(xy for xy, n in ends.items() if n >= 3 and (np.hypot(*(every - xy).T) < 20.0).sum() == 1)
    tool = placed_beside(snapping(junction), junction)
    assert tool.sketch.vertices == (junction,)
    assert tool.snapper.snapped


@pytest.mark.parametrize("gate", [GATE, PARK_GATE])
@pytest.mark.parametrize("crs", ["", "EPSG:3857"])
def test_an_entrance_of_an_intervention_or_a_green_space_is_snapped_to(
    snapping: Callable[..., Board], gate: tuple[float, float], crs: str
) -> None:
    board = snapping(gate, crs)
    tool = placed_beside(board, gate)
    assert tool.sketch.vertices[0] == pytest.approx(gate, abs=1e-9)
    assert tool.snapper.snapped
    board.click_at(board.pixel(gate) + BESIDE + QPoint(0, 1), keys=CTRL)
    assert tool.sketch.vertices[1] != pytest.approx(gate, abs=1.0)


def test_a_door_of_a_building_is_snapped_to(snapping: Callable[..., Board], sample_engine: Session) -> None:
    district = sample_engine.district
    outline = district.table("buildings")["geometry"].iloc[0].exterior
    door = shapely.get_coordinates(outline.interpolate(0.3, normalized=True)).round(2)[0]
    texts = pd.Series([f"MULTIPOINT (({door[0]} {door[1]}))", "", None])
    tables = {**district.tables, "buildings": district.table("buildings").iloc[:3].assign(entrances=texts)}
    assert door.tolist() in entrances_of(replace(district, tables=tables)).tolist()
    board = snapping(tuple(door))
    board.session.engine = type("Engine", (), {"district": replace(district, tables=tables), "measures": ()})()
    board.session.late = True  # nothing is scored here
    tool = placed_beside(board, tuple(door))
    assert tool.sketch.vertices[0] == pytest.approx(tuple(door), abs=1e-9)


def test_entrances_follow_what_is_drawn_while_a_tool_is_in_hand(snapping: Callable[..., Board]) -> None:
    board = snapping(GATE)
    tool = placed_beside(board, GATE)
    assert tool.sketch.vertices[0] == pytest.approx(GATE)
    tool.reset()
    there = (GATE[0] - 60.0, GATE[1] - 40.0)
    park = board.session.known["c06"]
    board.session.put(replace(park, attributes={**park.attributes, "entrances": f"POINT ({there[0]} {there[1]})"}), "")
    board.click_at(board.pixel(GATE) + BESIDE)
    board.click_at(board.pixel(there) + BESIDE)
    assert tool.sketch.vertices[0] != pytest.approx(GATE, abs=1.0)
    assert tool.sketch.vertices[1] == pytest.approx(there)


def test_snapping_that_is_switched_off_offers_no_entrance(snapping: Callable[..., Board]) -> None:
    board = snapping(GATE)
    config = QgsSnappingConfig(QgsProject.instance().snappingConfig())
    config.setEnabled(False)
    board.canvas.snappingUtils().setConfig(config)
    tool = placed_beside(board, GATE)
    assert tool.sketch.vertices[0] != pytest.approx(GATE, abs=1.0)


def test_qgis_own_tools_snap_to_no_entrance_once_ours_is_put_away(snapping: Callable[..., Board]) -> None:
    board = snapping(GATE)
    board.tools.draw("walking_link")
    utils = board.canvas.snappingUtils()
    assert utils.snapToMap(board.pixel(GATE) + BESIDE).isValid()
    board.tools.put_away()
    assert not utils.snapToMap(board.pixel(GATE) + BESIDE).isValid()


def test_districts_opened_one_after_the_other_offer_their_own_entrances(snapping: Callable[..., Board]) -> None:
    board = snapping(GATE)
    park = board.session.known["c06"]
    for number in range(12):
        board.tools.close()
        here = (GATE[0] + 40.0 * (number % 3) - 40.0, GATE[1] + 15.0 * number - 80.0)
        board.session.known = {"c06": replace(park, attributes={"entrances": f"POINT ({here[0]} {here[1]})"})}
        board.tools = Toolset(board.canvas, board.session, board.messages.append)
        tool = placed_beside(board, here)
        assert tool.sketch.vertices[0] == pytest.approx(here)
        tool.reset()
