"""Undo and redo by QGIS' keys and by QGIS' own stacks of the active layer: both go along the planner's steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsPointXY
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QWidget
from shapely.geometry import LineString, Point

from district_planner.core.interventions.intervention import Intervention
from district_planner.gis.district_layers import frame_of
from tests.gui.panels.conftest import Window

SPOT = (442_300.0, 387_900.0)
NEXT = (442_350.0, 387_930.0)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def undo(widget: QWidget) -> None:
    QTest.keyClick(widget, Qt.Key.Key_Z, CTRL)


def redo(widget: QWidget) -> None:
    QTest.keyClick(widget, Qt.Key.Key_Z, CTRL | SHIFT)


def ticks(window: Window) -> set[tuple[str, str]]:
    """Return the rows of the table itself, of what is gone too."""
    rows = frame_of(window.session.layers.layers["scenario_interventions"], "scenario_interventions")
    return set(zip(map(str, rows["scenario_id"]), map(str, rows["intervention_id"])))


@pytest.fixture
def placing(opened: Window) -> Window:
    """Return a window with the tool for meeting places in hand and one of them placed."""
    opened.look_at(SPOT)
    opened.click(opened.page("draw").kinds.buttons["meeting_place"])
    opened.click_map(SPOT)
    assert opened.session.intervention("meeting_place-1") is not None
    return opened


def test_the_keys_of_undo_and_redo_on_the_map_go_along_the_steps(placing: Window) -> None:
    session = placing.session
    undo(placing.canvas)
    assert session.intervention("meeting_place-1") is None
    assert ("all", "meeting_place-1") not in ticks(placing)
    redo(placing.canvas)
    assert session.intervention("meeting_place-1") is not None
    # The id that the tool had taken for the next one is used again: a click places another one.
    placing.click_map(NEXT)
    assert session.intervention("meeting_place-2") is not None
    assert session.intervention("meeting_place-1").geometry.coords[0] == pytest.approx(SPOT, abs=2.0)


def test_a_table_in_the_dock_undoes_and_a_line_of_text_keeps_the_key_for_itself(placing: Window) -> None:
    session, page = placing.session, placing.page("draw")
    page.table.setFocus()
    undo(page.table)
    assert session.intervention("meeting_place-1") is None
    redo(page.table)
    assert session.intervention("meeting_place-1") is not None
    page.form.name.setFocus()
    QTest.keyClicks(page.form.name, "abc")
    undo(page.form.name)
    assert session.intervention("meeting_place-1") is not None
    assert page.form.name.text() == "Meeting place 1"


def test_while_a_line_is_drawn_undo_takes_its_last_vertex_back(placing: Window) -> None:
    placing.click(placing.page("draw").kinds.buttons["walking_link"])
    tool = placing.desktop.hands.tools.tool
    placing.click_map(SPOT)
    placing.click_map(NEXT)
    undo(placing.canvas)
    assert len(tool.sketch.vertices) == 1
    undo(placing.canvas)
    assert tool.sketch.vertices == ()
    assert placing.session.intervention("meeting_place-1") is not None
    undo(placing.canvas)
    assert placing.session.intervention("meeting_place-1") is None


def test_what_is_held_follows_an_undo(opened: Window) -> None:
    session = opened.session
    before = session.intervention("c01").geometry
    corner = before.coords[1]
    opened.look_at(corner, 400.0)
    session.select("c01")
    opened.click(opened.page("draw").bar.buttons["reshape"])
    opened.drag_on_map(corner, (corner[0] + 60.0, corner[1] + 45.0))
    assert not session.intervention("c01").geometry.equals(before)
    undo(opened.canvas)
    assert session.intervention("c01").geometry.equals(before)
    # The next drag begins at what is there now: the corner that the undo brought back.
    opened.drag_on_map(corner, (corner[0] - 50.0, corner[1]))
    moved = session.intervention("c01").geometry
    assert len(moved.coords) == len(before.coords)
    assert moved.coords[1] == pytest.approx((corner[0] - 50.0, corner[1]), abs=2.0)


def test_the_layer_of_the_last_step_is_the_active_one_and_its_own_undo_takes_the_tick_too(
    placing: Window, wait: Callable[..., Any]
) -> None:
    session, canvas = placing.session, placing.canvas
    points = session.layers.layers["intervention_points"]
    assert canvas.currentLayer() is points
    assert ("all", "meeting_place-1") in ticks(placing)
    points.undoStack().undo()
    wait(lambda: session.intervention("meeting_place-1") is None, "QGIS' undo was not followed")
    assert ("all", "meeting_place-1") not in ticks(placing)
    assert session.redo_text == "Draw meeting place"
    points.undoStack().redo()
    wait(lambda: session.intervention("meeting_place-1"), "QGIS' redo was not followed")
    assert ("all", "meeting_place-1") in ticks(placing)
    assert "meeting_place-1" in session.on()
    # Without a tool, while one of the district's layers is active, the key on the map still undoes.
    placing.desktop.commands.drawing_asked.emit("", "")
    undo(canvas)
    assert session.intervention("meeting_place-1") is None
    assert ("all", "meeting_place-1") not in ticks(placing)


def test_what_qgis_draws_is_on_in_the_active_scenario_in_one_step(scored: Window, wait: Callable[..., Any]) -> None:
    session = scored.session
    session.set_scenario("mine")
    wait(lambda: not session.stale, "the empty scenario was not scored", 60)
    points = session.layers.layers["intervention_points"]
    before = session.results.figures.set_index("figure")["with"].copy()
    points.startEditing()
    feature = QgsFeature(points.fields())
    feature.setAttributes([None] * len(points.fields()))
    for name, value in (("id", "by-hand"), ("kind", "amenity"), ("categories", "cafe")):
        feature.setAttribute(name, value)
    spot = session.intervention("c04").geometry
    feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(spot.x, spot.y)))
    points.beginEditCommand("Feature added")
    points.addFeature(feature)
    points.endEditCommand()
    wait(lambda: session.intervention("by-hand"), "the session did not follow the layer")
    assert session.on() == {"by-hand"}
    assert ("mine", "by-hand") in ticks(scored)
    wait(lambda: not session.stale, "it was not scored", 60)
    after = session.results.figures.set_index("figure")["with"]
    assert (after != before).any()
    assert session.undo_text == "Feature added"
    session.undo()
    assert session.intervention("by-hand") is None
    assert (session.undo_text, session.redo_text) == ("", "Feature added")
    assert ("mine", "by-hand") not in ticks(scored)
    session.redo()
    assert session.on() == {"by-hand"}
    points.undoStack().undo()
    wait(lambda: session.intervention("by-hand") is None, "QGIS' undo was not followed")
    assert ("mine", "by-hand") not in ticks(scored)
    assert session.undo_text == ""


HERE = Intervention("here", "meeting_place", Point(SPOT))
ACROSS = Intervention("across", "walking_link", LineString([SPOT, NEXT]))


@pytest.fixture
def copied(opened: Window) -> Window:
    """Return a window after a step that put a point and a line, as copying from another district does."""
    assert opened.session.put_all([HERE, ACROSS], (), "Copy from there")
    assert {("all", "here"), ("all", "across")} <= ticks(opened)
    return opened


def there(window: Window) -> set[str]:
    """Return which of the two are in the layers, and which are on."""
    found = {id_ for id_ in ("here", "across") if window.session.intervention(id_) is not None}
    assert {id_ for _, id_ in ticks(window)} & {"here", "across"} == found
    return found


@pytest.mark.parametrize("table", ["intervention_points", "intervention_lines"])
def test_qgis_undo_of_one_layer_takes_the_whole_step_back_and_its_redo_brings_it_again(
    copied: Window, table: str, wait: Callable[..., Any]
) -> None:
    session, stack = copied.session, copied.session.layers.layers[table].undoStack()
    stack.undo()
    wait(lambda: session.redo_text, "QGIS' undo was not followed")
    assert there(copied) == set()
    assert (session.undo_text, session.redo_text) == ("", "Copy from there")
    stack.redo()
    wait(lambda: session.undo_text, "QGIS' redo was not followed")
    assert there(copied) == {"here", "across"}
    assert session.redo_text == ""
    session.undo()
    assert there(copied) == set()


def test_qgis_undo_takes_back_what_qgis_has_saved_in_the_other_layer(copied: Window, wait: Callable[..., Any]) -> None:
    session, layers = copied.session, copied.session.layers.layers
    assert layers["intervention_points"].commitChanges()
    layers["intervention_lines"].undoStack().undo()
    wait(lambda: session.redo_text, "QGIS' undo was not followed")
    assert there(copied) == set()
    session.redo()
    assert there(copied) == {"here", "across"}


def test_what_is_deleted_with_qgis_of_a_step_is_not_an_undo_of_it(copied: Window, wait: Callable[..., Any]) -> None:
    session, lines = copied.session, copied.session.layers.layers["intervention_lines"]
    fid = next(row.id() for row in lines.getFeatures() if row["id"] == "across")
    lines.beginEditCommand("Deleted")
    lines.deleteFeature(fid)
    lines.endEditCommand()
    wait(lambda: session.intervention("across") is None, "the session did not follow the layer")
    assert session.intervention("here") is not None
    assert (session.undo_text, session.redo_text) == ("Deleted", "")
    session.undo()
    assert there(copied) == {"here", "across"}
