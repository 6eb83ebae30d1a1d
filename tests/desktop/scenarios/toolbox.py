"""The plugin of the zip is on, and the toolbox shows its algorithms; unloading takes them away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import qgis.utils
from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import QDockWidget, QLineEdit, QTreeView

if TYPE_CHECKING:
    from desk import Desk


def open_toolbox(desk: Desk) -> QDockWidget:
    """Open the Processing toolbox and filter it for the plugin's algorithms with the keyboard."""
    desk.wait(lambda: "district_planner" in qgis.utils.active_plugins, "the plugin did not start")
    toolbox = desk.wait(lambda: desk.iface.mainWindow().findChild(QDockWidget, "ProcessingToolbox"), "no toolbox")
    toolbox.show()
    toolbox.raise_()
    search = toolbox.findChild(QLineEdit)
    desk.wait(search.isVisible, "the toolbox did not open")
    desk.click(search)
    desk.write("district")
    desk.wait(lambda: search.text() == "district", "the keyboard did not reach the search box")
    return toolbox


def texts(tree: QTreeView) -> list[str]:
    """Return what the rows of the tree say, children after their parent."""
    model, found = tree.model(), []
    stack = [model.index(row, 0) for row in range(model.rowCount())][::-1]
    while stack:
        index = stack.pop()
        found.append(index.data())
        stack += [model.index(row, 0, index) for row in range(model.rowCount(index))][::-1]
    return found


def run(desk: Desk) -> None:
    toolbox = open_toolbox(desk)
    desk.settle()
    desk.picture("open")
    desk.found["rows"] = texts(toolbox.findChild(QTreeView))
    provider = QgsApplication.processingRegistry().providerById("districtplanner")
    desk.found["algorithms"] = sorted(item.displayName() for item in provider.algorithms())
    assert qgis.utils.unloadPlugin("district_planner")
    assert QgsApplication.processingRegistry().providerById("districtplanner") is None
