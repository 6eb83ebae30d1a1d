"""A planner starts QGIS, opens the sample through the dock, looks at every page, window and dialog."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import QgsProject
from qgis.PyQt.QtWidgets import QDialog, QTabBar, QWidget

if TYPE_CHECKING:
    from desk import Desk

from district_planner.gui.dock import NAME, DistrictDock


def dock_of(desk: Desk) -> DistrictDock:
    """Return the dock, as the main window knows it."""
    found = desk.iface.mainWindow().findChild(DistrictDock, NAME)
    assert found is not None
    return found


def window_of(desk: Desk, name: str) -> QDialog:
    """Return a window of ours that is open."""
    return desk.wait(
        lambda: next(
            (
                one
                for one in desk.iface.mainWindow().findChildren(QDialog, f"DistrictPlanner_{name}")
                if one.isVisible()
            ),
            None,
        ),
        f"the window {name} did not open",
    )


def show_page(desk: Desk, dock: DistrictDock, number: int) -> None:
    """Click the tab of a page."""
    bar = dock.tabs.findChild(QTabBar)
    desk.click(bar, bar.tabRect(number).center())


def open_sample(desk: Desk, folder: str) -> Any:
    """Open the sample from the empty dock, with the mouse, and return its session once it is scored."""
    dock = dock_of(desk)
    desk.click(dock.empty.buttons["sample"])
    dialog = window_of(desk, "sample")
    dialog.folder.setFilePath(folder)
    desk.picture("sample-dialog")
    desk.click(dialog.open_button)
    session = desk.wait(lambda: dock.workspace.active, "the sample did not open")
    desk.wait(lambda: session.results is not None and not session.stale, "the sample was not scored", 60)
    return session


def everything_fits(widget: QWidget) -> list[str]:
    """Return the visible widgets that stick out of their parent, by name."""
    return [
        f"{type(child).__name__} {child.accessibleName() or child.objectName()}"
        for child in widget.findChildren(QWidget)
        if child.isVisible()
        and child.parentWidget()
        and child.x() + child.width() > child.parentWidget().width() + 1
        and not child.parentWidget().objectName().startswith("qt_")
    ]


def run(desk: Desk) -> None:
    main = desk.iface.mainWindow()
    if desk.given.get("size"):
        main.setGeometry(0, 0, *desk.given["size"])
    dock = dock_of(desk)
    desk.settle()
    desk.picture("empty")
    desk.found["width"] = dock.width()
    session = open_sample(desk, desk.given["into"])
    desk.found["path"] = str(session.path)
    desk.iface.zoomFull()
    desk.settle()
    desk.picture("draw")
    desk.click(dock.pages["draw"].hint.close_button)
    session.set_scenario("all")
    desk.wait(lambda: session.stale, "the scenario was not scored")
    desk.wait(lambda: not session.stale, "the scenario was not scored", 60)
    table = dock.pages["draw"].table
    desk.click(table.viewport(), table.visualRect(table.model().index(0, 0)).center())
    assert session.selected == "c01", session.selected
    desk.picture("selected")
    dock.pages["draw"].area.verticalScrollBar().setValue(100_000)
    desk.picture("form")
    show_page(desk, dock, 1)
    desk.picture("scores")
    card = dock.pages["scores"].card
    desk.found["headline"] = [card.base.text(), card.after.text(), card.change.text()]
    dock.pages["scores"].weights_box.setCollapsed(False)
    dock.pages["scores"].area.verticalScrollBar().setValue(100_000)
    desk.picture("weights")
    show_page(desk, dock, 2)
    compare = dock.pages["compare"]
    compare.first.setCurrentIndex(compare.first.findData("link"))
    compare.second.setCurrentIndex(compare.second.findData("all"))
    compare.refresh()
    desk.click(compare.compute)
    desk.wait(lambda: compare.table.isVisible(), "nothing was compared", 60)
    desk.picture("compare")
    for name in ("scenarios", "worlds", "osm"):
        dock.commands.window_asked.emit(name)
        window = window_of(desk, name)
        window.move(60, 60)
        desk.picture(name)
        window.close()
    desk.found["out"] = everything_fits(dock.stack)
    desk.found["layers"] = len(QgsProject.instance().mapLayers())
    session.layers.modified and session.save()
    assert Path(desk.found["path"]).is_file()
