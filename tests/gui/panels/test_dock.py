"""The dock: empty, open, by keyboard, in a project."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsProject
from qgis.PyQt.QtCore import QEvent, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QWidget

from district_planner.gui.panels.registry import all_panels
from tests.gui.panels.conftest import Window


def test_pages_are_found_in_their_folder() -> None:
    folder = Path(__file__).resolve().parents[3] / "district_planner" / "gui" / "panels"
    files = {path.stem for path in folder.glob("*.py")} - {"__init__", "registry"}
    assert {panel.id for panel in all_panels()} == files
    assert [panel.id for panel in all_panels()][:3] == ["draw", "scores", "compare"]


def test_an_empty_dock_says_how_to_begin(window: Window) -> None:
    assert window.dock.stack.currentWidget() is window.dock.empty
    texts = [button.text() for button in window.dock.empty.buttons.values()]
    assert texts[:3] == ["Open the sample district…", "New district from layers…", "New from an OpenStreetMap file…"]
    said = " ".join(label.text() for label in window.dock.empty.findChildren(QLabel))
    assert "click Walking link and draw across the Parkway" in said
    assert "download.geofabrik.de" in said


def test_the_sample_is_copied_to_a_folder_and_opened_there(window: Window, tmp_path: Path) -> None:
    window.click(window.dock.empty.buttons["sample"])
    dialog = window.desktop.windows.open_ones["sample"]
    dialog.folder.setFilePath(str(tmp_path / "nowhere"))
    assert not dialog.open_button.isEnabled()
    dialog.folder.setFilePath(str(tmp_path))
    window.click(dialog.open_button)
    assert window.session.path == (tmp_path / "amp_sbp.gpkg").resolve()
    assert window.dock.stack.currentWidget() is window.dock.district
    assert window.dock.header.tag.isVisible()
    assert window.dock.header.district.currentText() == "AMP–SBP"


def test_the_dock_is_never_wider_than_380(opened: Window) -> None:
    window = opened
    window.main.resize(2400, 900)
    window.main.resizeDocks([window.dock], [900], Qt.Orientation.Horizontal)
    QApplication.processEvents()
    assert window.dock.widget().width() <= 380
    for name in window.dock.pages:
        page = window.page(name)
        assert page.area.widget().minimumSizeHint().width() <= page.area.viewport().width(), name


def test_pages_are_changed_by_keys(opened: Window) -> None:
    window = opened
    window.main.activateWindow()
    window.dock.tabs.setFocus()
    for number, name in ((Qt.Key.Key_2, "scores"), (Qt.Key.Key_3, "compare"), (Qt.Key.Key_1, "draw")):
        QTest.keyClick(window.dock.tabs.currentWidget(), number, Qt.KeyboardModifier.AltModifier)
        assert window.dock.page == name


def nameless(root: QWidget) -> list[str]:
    """Return the visible things a key can reach that a screen reader could not name."""
    found = []
    for child in root.findChildren(QWidget):
        if not child.isVisible() or child.focusPolicy() == Qt.FocusPolicy.NoFocus or not child.isEnabled():
            continue
        if not isinstance(child, (QAbstractButton, QComboBox, QLineEdit)) or isinstance(child.parent(), QComboBox):
            continue
        labels = [label for label in root.findChildren(QLabel) if label.buddy() in (child, child.parentWidget())]
        text = child.text() if isinstance(child, QAbstractButton) else ""
        if not (child.accessibleName() or text or labels or child.objectName().startswith(("qt_", "Scroll"))):
            found.append(f"{type(child).__name__} in {type(child.parent()).__name__}")
    return found


@pytest.mark.parametrize("name", ["draw", "scores", "compare"])
def test_everything_that_a_key_reaches_has_a_name(opened: Window, name: str) -> None:
    opened.session.select("c01")
    opened.page(name)
    assert nameless(opened.dock) == []


def test_the_tab_key_goes_down_the_dock(opened: Window) -> None:
    window = opened
    window.page("draw")
    window.dock.header.district.setFocus()
    order = [window.dock.header.district, window.dock.header.menu_button, window.dock.header.scenario]
    seen = []
    for _ in range(40):
        seen.append(QApplication.focusWidget())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    places = [seen.index(widget) for widget in order]
    assert places == sorted(places)
    buttons = [seen.index(button) for button in window.dock.pages["draw"].kinds.buttons.values() if button in seen]
    assert buttons == sorted(buttons) and len(buttons) > 8


def test_where_the_dock_stood_comes_back_with_the_project(opened: Window, tmp_path: Path) -> None:
    window, project = opened, QgsProject.instance()
    window.main.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, window.dock)
    window.page("compare")
    assert project.write(str(tmp_path / "kept.qgs"))
    assert not project.isDirty()
    window.main.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, window.dock)
    window.page("draw")
    window.dock.hide()
    project.clear()
    assert project.read(str(tmp_path / "kept.qgs"))
    QApplication.processEvents()
    assert window.main.dockWidgetArea(window.dock) == Qt.DockWidgetArea.LeftDockWidgetArea
    assert window.dock.page == "compare"
    assert window.dock.isVisible()
    assert window.session.scenario == "all"


def test_the_busy_line_tells_and_stops(scored: Window, wait: Callable[..., Any]) -> None:
    window, session = scored, scored.session
    assert not window.dock.busy.cancel.isVisible()
    session.scorer.compile()
    assert window.dock.busy.cancel.isVisible()
    assert "AMP–SBP" in window.dock.busy.text.text()
    window.click(window.dock.busy.cancel)
    assert not window.dock.busy.cancel.isVisible()
    assert session.stale == {"*"}


def test_the_header_chooses_scenario_and_world(opened: Window) -> None:
    header, session = opened.dock.header, opened.session
    assert [header.scenario.itemText(i) for i in range(header.scenario.count())] == [
        "My scenario", "All candidates", "Link only", "Places only",
    ]  # fmt: skip
    header.scenario.setFocus()
    QTest.keyClick(header.scenario, Qt.Key.Key_Down)
    assert session.scenario == "link"
    header.world.setFocus()
    QTest.keyClick(header.world, Qt.Key.Key_Down)
    assert session.world == "growth-2035"
    assert header.world.currentText() == "Growth 2035"


def test_two_districts_are_chosen_in_the_header(opened: Window, tmp_path: Path) -> None:
    window, first = opened, opened.session
    second = window.desktop.workspace.open_sample(tmp_path)
    assert second is not None and window.session is second
    assert window.dock.header.district.count() == 2
    window.dock.header.district.setFocus()
    QTest.keyClick(window.dock.header.district, Qt.Key.Key_Up)
    assert window.session is first
    window.desktop.windows.show("close")
    assert window.session is second


def test_letting_go_leaves_nothing(opened: Window) -> None:
    window = opened
    for name in ("scenarios", "worlds", "osm"):
        window.desktop.windows.show(name)
    window.desktop.commands.drawing_asked.emit("walking_link", "")
    window.desktop.let_go()
    window.main.removeDockWidget(window.dock)
    window.dock.setParent(None)
    window.dock.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    kept = [one for one in window.main.findChildren(QWidget) if one.objectName().startswith("DistrictPlanner")]
    assert kept == []
    assert window.canvas.mapTool() is None
    window.desktop.let_go = lambda: None
