"""Headways by period in the form: rows that are typed, added and taken away, and the sentence for a mistake."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
import shapely
from qgis.PyQt.QtCore import QEvent, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication

from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.transit_line import drawn_line
from tests.gui.panels.conftest import Window

LINE = shapely.LineString([(440_900.0, 388_200.0), (442_100.0, 388_200.0)])
TAB, RETURN = Qt.Key.Key_Tab, Qt.Key.Key_Return


@pytest.fixture
def line(opened: Window) -> Window:
    for id_, headways in (("lr", '[["16:00","18:00",7.5]]'), ("plain", None)):
        given = {"stops": "[0, 600, 1200]", "headway_min": 10, "headways": headways}
        opened.session.put(Intervention(id_, "light_rail", LINE, "Spur", attributes=given), "Draw")
    opened.page("draw")
    opened.session.select("lr")
    opened.main.activateWindow()
    opened.page("draw").area.ensureWidgetVisible(editor(opened))
    QApplication.processEvents()
    return opened


def editor(window: Window) -> Any:
    return window.page("draw").form.editors["headways"]


def stored(window: Window, id_: str = "lr") -> Any:
    text = window.session.intervention(id_).attributes.get("headways")
    return json.loads(text) if text else text


def shown(window: Window) -> list[tuple[str, ...]]:
    return [row.texts for row in editor(window).rows]


def fill(window: Window, *texts: str) -> None:
    """Type into the fields from where the focus is, with the Tab key between them and after the last."""
    for text in texts:
        field = QApplication.focusWidget()
        QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(field, text)
        QTest.keyClick(field, TAB)
    QApplication.processEvents()


def test_periods_are_added_with_the_mouse_and_typed_with_the_keys(line: Window) -> None:
    assert shown(line) == [("16:00", "18:00", "7.5")]
    steps = line.session.undo_text
    line.click(editor(line).add)
    # A new row goes on where the last one ends; nothing is stored until it is whole.
    assert QApplication.focusWidget() is editor(line).rows[1].start
    assert shown(line)[1] == ("18:00", "", "")
    fill(line, "7", "9.30")
    assert line.session.undo_text == steps
    fill(line, "5")

    assert stored(line) == [["07:00", "09:30", 5], ["16:00", "18:00", 7.5]]
    assert line.session.undo_text == "Change headway by period"
    # The last departure is at 23:30; the last period ends before the one that would follow.
    hours = [(a / 3600, b / 3600, gap) for a, b, gap in drawn_line(line.session.intervention("lr")).headways]
    assert hours == [(5.5, 7, 10), (7, 9.5, 5), (9.5, 16, 10), (16, 18, 7.5), (18, 23 + 40 / 60, 10)]
    line.session.undo()
    assert shown(line) == [("16:00", "18:00", "7.5")]


def test_a_period_is_taken_away_with_the_mouse(line: Window) -> None:
    line.click(editor(line).rows[0].remove)
    assert stored(line) is None
    assert shown(line) == []
    line.session.undo()
    assert shown(line) == [("16:00", "18:00", "7.5")]


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        (("17:00", "19:00", "5"), "16:00 to 18:00 and 17:00 to 19:00 overlap. Give each time once."),
        (("07:00", "09:00", "0"), "Write the minutes from one departure to the next, a number from 0.5 to 1440."),
        (("07:00", "09:00", "often"), "Write the minutes from one departure to the next, a number from 0.5 to 1440."),
        (("09:00", "07:00", "5"), "07:00 is not after 09:00. After midnight count on: 24:30."),
        (("early", "09:00", "5"), "“early” is no time of day. Write hours and minutes such as 07:00."),
        (("07:75", "09:00", "5"), "“07:75” is no time of day. Write hours and minutes such as 07:00."),
    ],
)
def test_a_mistake_is_a_sentence_and_is_not_stored(line: Window, texts: tuple[str, ...], sentence: str) -> None:
    line.click(editor(line).add)
    fill(line, *texts)
    assert editor(line).problem.text() == sentence
    assert editor(line).problem.isVisible()
    assert stored(line) == [["16:00", "18:00", 7.5]]


def test_a_mistake_that_is_mended_is_stored_and_the_sentence_goes(line: Window) -> None:
    line.click(editor(line).add)
    fill(line, "17:00", "19:00", "5")
    line.type(editor(line).rows[1].start, "18:00", RETURN)
    assert stored(line) == [["16:00", "18:00", 7.5], ["18:00", "19:00", 5]]
    assert not editor(line).problem.isVisible()


def test_going_through_the_fields_changes_nothing(line: Window) -> None:
    steps = line.session.undo_text
    line.click(editor(line).rows[0].start)
    for _ in range(4):
        QTest.keyClick(QApplication.focusWidget(), TAB)
    assert line.session.undo_text == steps
    assert stored(line) == [["16:00", "18:00", 7.5]]


def test_what_was_begun_does_not_go_to_another_line(line: Window) -> None:
    line.click(editor(line).add)
    fill(line, "07:00")
    line.dock.header.scenario.setFocus()
    line.session.select("plain")
    assert shown(line) == []
    assert stored(line, "plain") is None


def test_what_cannot_be_read_is_said_and_can_be_replaced(line: Window) -> None:
    broken = Intervention("bad", "light_rail", LINE, "Bad", attributes={"stops": "[0, 1200]", "headways": "8 min"})
    line.session.put(broken, "Draw")
    line.session.select("bad")
    # The form of the other line, which had the focus, is gone once QGIS is back in its event loop.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    line.main.activateWindow()
    assert "cannot be read" in editor(line).problem.text()
    line.click(editor(line).add)
    fill(line, "07:00", "09:00", "8")
    assert stored(line, "bad") == [["07:00", "09:00", 8]]
    assert not editor(line).problem.isVisible()


def test_it_fits_the_dock(line: Window) -> None:
    line.click(editor(line).add)
    fill(line, "07:00", "09:00", "5")
    page = line.page("draw")
    assert page.area.inside.minimumSizeHint().width() <= page.area.viewport().width()
    if os.environ.get("PICTURES"):
        line.click(editor(line).add)
        fill(line, "17:00", "19:00", "5")
        page.area.ensureWidgetVisible(editor(line))
        QApplication.processEvents()
        line.dock.grab().save(f"{os.environ['PICTURES']}/headways.png")
