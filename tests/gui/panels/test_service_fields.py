"""Routes and stops of the timetable in the form of an intervention."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication

from district_planner.core.interventions.intervention import Intervention
from tests.gui.panels.conftest import Window

HERE = shapely.Point(440_900.0, 388_200.0)
LINE = shapely.LineString([(440_900.0, 388_200.0), (442_100.0, 388_200.0)])
STATION = "Sheffield station"


@pytest.fixture
def served(window: Window, sample: Path, wait: Callable[..., Any]) -> Window:
    """Return the sample with three routes, a change of a service and a line, compiled."""
    with sqlite3.connect(sample) as file:
        rows = [("TT-1", 1, "10", "Hillsborough"), ("TT-2", 1, "9", "Airport"), ("TT-3", 2, "9", "Airport")]
        file.executemany("INSERT INTO transit_routes (id, feed, name, long_name) VALUES (?, ?, ?, ?)", rows)
    file.close()
    session = window.desktop.workspace.open(sample)
    assert session is not None, window.told
    given = {"change": "route_withdrawn", "routes": '["TT-1", "gone"]', "stops": '["t001"]'}
    session.put(Intervention("tc", "transit_change", HERE, "Change", attributes=given), "Draw")
    session.put(Intervention("lr", "light_rail", LINE, "Spur", attributes={"stops": "[0, 1200]"}), "Draw")
    wait(lambda: session.engine, "the engine was not compiled")
    window.page("draw")
    return window


def field_of(window: Window, id_: str, name: str) -> Any:
    """Select an intervention and return one of its lists."""
    window.session.select("")
    window.session.select(id_)
    return window.page("draw").form.editors[name].field


def toggle(window: Window, field: Any, text: str) -> None:
    """Open a list, click the box of a line of it, and close it."""
    field.showPopup()
    QApplication.processEvents()
    view = field.view()
    at = field.model().index(field.findText(text), 0)
    view.scrollTo(at)
    QApplication.processEvents()
    line = view.visualRect(at)
    window.click(view.viewport(), QPoint(line.left() + 12, line.center().y()))
    # A click asks to hide the list, too, which QGIS refuses once.
    for _ in range(2):
        if view.isVisible():
            QTest.keyClick(view, Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert not view.isVisible()


def test_routes_of_the_timetable_are_offered_by_number_and_those_alike_told_apart(served: Window) -> None:
    field = field_of(served, "lr", "replaces")
    words = [field.itemText(row) for row in range(field.count())]
    assert words == ["9 · Airport (TT-2)", "9 · Airport (TT-3)", "10 · Hillsborough"]
    assert [field.itemText(row) for row in range(field_of(served, "tc", "routes").count())][:3] == words


def test_stops_are_offered_by_name(served: Window) -> None:
    field = field_of(served, "tc", "stops")
    assert field.findData("t001") >= 0 and field.itemText(field.findData("t001")) == STATION
    assert field.checkedItems() == [STATION]


def test_a_stored_route_is_shown_and_stays_when_another_is_ticked_or_the_list_is_closed(served: Window) -> None:
    session, field = served.session, field_of(served, "tc", "routes")
    # "gone" is in no timetable any more: the planner sees and keeps it.
    assert field.checkedItems() == ["10 · Hillsborough", "gone"]
    field.showPopup()
    QApplication.processEvents()
    field.hidePopup()
    QApplication.processEvents()
    assert json.loads(session.intervention("tc").attributes["routes"]) == ["TT-1", "gone"]
    toggle(served, field, "9 · Airport (TT-3)")
    assert set(json.loads(session.intervention("tc").attributes["routes"])) == {"TT-1", "TT-3", "gone"}
    assert session.undo_text == "Change routes"


def test_a_route_that_no_timetable_has_can_be_taken_out(served: Window) -> None:
    session, field = served.session, field_of(served, "tc", "routes")
    toggle(served, field, "gone")
    assert json.loads(session.intervention("tc").attributes["routes"]) == ["TT-1"]
    assert field_of(served, "tc", "routes").findText("gone") < 0


def test_requirements_still_offer_interventions(served: Window) -> None:
    field = field_of(served, "tc", "requires")
    assert field.findText("Spur") >= 0 and field.findText("10 · Hillsborough") < 0
    assert field.itemCheckState(field.findText("Spur")) == Qt.CheckState.Unchecked
