"""The plugin is reloaded ten times with a district open and a tool in hand; nothing stays behind."""

from __future__ import annotations

import gc
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import qgis.utils
from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import qInstallMessageHandler
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QAction, QDockWidget

if TYPE_CHECKING:
    from desk import Desk

NAME = "district_planner"


def listened_to(desk: Desk) -> dict[str, int]:
    """Return how many listen to each signal of what outlives the plugin, where somebody does.

    Qt tells nobody but the sender itself how many listen; what it writes for those who look for mistakes says so.
    """
    project, canvas, legend = QgsProject.instance(), desk.iface.mapCanvas(), desk.iface.layerTreeView()
    theirs = {
        "project": project, "root": project.layerTreeRoot(), "canvas": canvas, "scene": canvas.scene(),
        "snapping": canvas.snappingUtils(), "window": desk.iface.mainWindow(), "iface": desk.iface, "legend": legend,
        "selection": legend.selectionModel(), "tasks": QgsApplication.taskManager(), "log": QgsApplication.messageLog(),
        "application": QgsApplication.instance(), "algorithms": QgsApplication.processingRegistry(),
    }  # fmt: skip
    found: Counter[str] = Counter()
    for name, sender in theirs.items():
        told: list[str] = []
        before = qInstallMessageHandler(lambda kind, context, text, told=told: told.append(text.strip()))
        sender.dumpObjectInfo()
        qInstallMessageHandler(before)
        signal = ""
        for line in told[: told.index("SIGNALS IN")]:
            if line.startswith("signal: "):
                signal = line.removeprefix("signal: ")
            elif signal and line != "<Disconnected receiver>":
                found[f"{name}.{signal}"] += 1
    return dict(found)


def state(desk: Desk, path: str) -> dict[str, Any]:
    """Return what the plugin could leave in the desktop."""
    gc.collect()
    window, canvas = desk.iface.mainWindow(), desk.iface.mapCanvas()
    handles = list(Path("/proc/self/fd").iterdir())
    return {
        # QGIS itself leaves the separator of its Plugins menu behind when the last plugin leaves it.
        "actions": sum(not action.isSeparator() for action in window.findChildren(QAction)),
        "docks": sorted(dock.objectName() for dock in window.findChildren(QDockWidget)),
        "canvas items": len(canvas.scene().items()),
        "tasks": QgsApplication.taskManager().countActiveTasks(),
        "files": sorted(str(h.resolve()) for h in handles if path in str(h.resolve())),
        "providers": sorted(item.id() for item in QgsApplication.processingRegistry().providers()),
        "map tool": type(canvas.mapTool()).__name__,
        "listeners": listened_to(desk),
    }


def run(desk: Desk) -> None:
    path = desk.given["district"]
    assert qgis.utils.unloadPlugin(NAME)
    QTest.qWait(500)
    bare = state(desk, path)
    for life in range(10):
        assert qgis.utils.loadPlugin(NAME)
        assert qgis.utils.startPlugin(NAME)
        desktop = qgis.utils.plugins[NAME].desktop
        session = desktop.workspace.open(path)
        assert session is not None
        if life % 3 == 0:  # else it is unloaded while it compiles
            desk.wait(lambda s=session: s.engine, "not compiled", 60)
            desktop.commands.drawing_asked.emit("walking_link", "")
            assert desktop.hands.tools.tool is not None
        assert qgis.utils.unloadPlugin(NAME)
        QgsProject.instance().clear()
        desk.wait(lambda: not QgsApplication.taskManager().countActiveTasks(), "a task goes on", 60)
        QTest.qWait(300)
        desk.found[f"life {life}"] = state(desk, path)
    desk.found["bare"] = bare
    assert qgis.utils.loadPlugin(NAME)
    assert qgis.utils.startPlugin(NAME)
