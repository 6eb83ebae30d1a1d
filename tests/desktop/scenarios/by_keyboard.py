"""A planner opens the sample, asks, switches on, describes, undoes and saves without touching the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.PyQt.QtWidgets import QApplication, QWidget
from scenarios.open_sample import dock_of, window_of
from scenarios.walk import Walk

if TYPE_CHECKING:
    from desk import Desk

MOST_TABS = 80


def tab_to(desk: Desk, wanted: QWidget, keys: str = "Tab") -> int:
    """Press Tab until a widget, or a part of it, has the focus, and return how often."""
    for count in range(MOST_TABS):
        at = QApplication.focusWidget()
        if at is not None and (at is wanted or wanted.isAncestorOf(at)):
            return count
        desk.key(keys)
    raise AssertionError(f"{wanted.accessibleName() or type(wanted).__name__} cannot be reached by {keys}")


def run(desk: Desk) -> None:
    dock = dock_of(desk)
    desk.settle()
    # What a window manager does: the window gets the keys. From here on there are keys only.
    desk.click(desk.iface.mapCanvas())
    shown = dock.isVisible()
    desk.key("ctrl+alt+d")
    assert dock.isVisible() is not shown
    desk.key("ctrl+alt+d")
    assert dock.isVisible() is shown
    desk.found["tabs"] = {"sample": tab_to(desk, dock.empty.buttons["sample"])}
    desk.key("space")
    dialog = window_of(desk, "sample")
    tab_to(desk, dialog.folder)
    desk.key("ctrl+a")
    desk.write(desk.given["into"])
    tab_to(desk, dialog.open_button)
    desk.key("space")
    session: Any = desk.wait(lambda: dock.workspace.active, "the sample did not open")
    desk.wait(lambda: session.results is not None and not session.stale, "it was not scored", 60)
    scores, draw = dock.pages["scores"], dock.pages["draw"]
    # Again what a window manager does, when a dialog has closed.
    desk.iface.mainWindow().activateWindow()
    desk.key("ctrl+alt+d", "ctrl+alt+d")
    desk.key("alt+2")
    assert dock.page == "scores"
    desk.found["tabs"]["question"] = tab_to(desk, scores.question)
    desk.key("ctrl+a")
    desk.write("meeting place within 10 minutes on foot of work")
    desk.key("Down", "Return")
    desk.wait(lambda: session.question.figure == "within_walk_meeting_place_10_employees", "nothing was asked")
    desk.picture("asked")
    desk.key("alt+1")
    assert dock.page == "draw"
    desk.found["tabs"]["table"] = tab_to(desk, draw.table)
    desk.key("Home", "space")
    desk.wait(lambda: session.on(), "nothing was switched on")
    desk.found["on"] = sorted(session.on())
    walk = Walk(desk, session)
    walk.note_scored("switched on")
    desk.found["steps"] = walk.steps
    selected = session.selected
    assert selected, "no row is current"
    desk.found["tabs"]["name"] = tab_to(desk, draw.form.name)
    desk.key("ctrl+a")
    desk.write("Named by keyboard")
    desk.key("Return")
    desk.wait(lambda: session.intervention(selected).name == "Named by keyboard", "the name was not taken")
    desk.picture("named")
    desk.found["tabs"]["width"] = tab_to(desk, draw.form.editors["width_m"])
    desk.key("ctrl+a")
    desk.write("3,25")  # the desktop is German
    desk.key("Return")
    desk.wait(lambda: session.intervention(selected).attributes["width_m"] == 3.25, "the width was not taken")
    desk.picture("wide")
    tab_to(desk, draw.bar.buttons["undo"], "shift+Tab")
    desk.key("space", "space")
    desk.wait(lambda: session.intervention(selected).name != "Named by keyboard", "undo did nothing")
    tab_to(desk, draw.bar.buttons["save"])
    desk.key("space")
    desk.wait(lambda: not session.modified, "it was not saved")
    tab_to(desk, draw.kinds.buttons["walking_link"], "shift+Tab")
    desk.key("space")
    desk.wait(lambda: dock.commands.tool == "draw:walking_link", "no tool in hand")
    desk.key("Escape")
    # Another tool from the menu of its button.
    dock.activateWindow()
    draw.table.setFocus()
    tab_to(desk, draw.kinds.buttons["green_space"], "shift+Tab")
    desk.key("alt+Down")
    menu: Any = desk.wait(QApplication.activePopupWidget, "no menu opened")
    desk.picture("menu")
    point = [action.text() for action in menu.actions()].index("As a &point")
    desk.key(*["Down"] * point, "Return")
    desk.wait(lambda: dock.commands.tool == "draw:green_space", "no tool in hand")
    desk.found["figure"] = session.question.figure
