"""How long QGIS needs to load and draw a street layer, and how long a stored district until the first drag works."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QEventLoop, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication
from scenarios.frames import Painted, drag_pixels, move_to

from district_planner.core.interventions.kind import LINE
from district_planner.gui.map_tools.toolset import Toolset
from district_planner.gui.workspace import Workspace

if TYPE_CHECKING:
    from desk import Desk


def seconds_to_draw(desk: Desk, path: str) -> float:
    """Return the seconds from nothing to the street layer on the canvas, at its full extent."""
    canvas = desk.iface.mapCanvas()
    drawn: list[bool] = []
    begun = time.perf_counter()
    layer = QgsVectorLayer(f"{path}|layername=streets", "Streets", "ogr")
    assert layer.isValid()
    QgsProject.instance().setCrs(layer.crs())
    QgsProject.instance().addMapLayer(layer)
    canvas.setExtent(layer.extent())
    canvas.mapCanvasRefreshed.connect(lambda: drawn.append(True))
    canvas.refresh()
    while not drawn or canvas.isDrawing():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    found = time.perf_counter() - begun
    QgsProject.instance().clear()
    desk.settle()
    return found


def seconds_to_drag(desk: Desk, path: str) -> float:
    """Return the seconds from opening the district to exact figures painted at the cursor, the drawing set up apart."""
    workspace = Workspace(QgsProject.instance())
    workspace.failed.connect(desk.errors.append)
    begun = time.perf_counter()
    session: Any = workspace.open(path)
    while session.engine is None:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    ready = time.perf_counter() - begun
    QgsProject.instance().setCrs(session.crs)
    session.ask(next(one.id for one in session.questions() if one.figure == desk.given["figure"]))
    pixels = drag_pixels(desk, desk.given["drag"], session.crs)
    view = desk.iface.mapCanvas().viewport()
    tools = Toolset(desk.iface.mapCanvas(), session, desk.errors.append)
    painted = Painted(tools.draw("walking_link", LINE), True)
    view.installEventFilter(painted)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, pixels[0])
    QTest.qWait(300)
    first = move_to(view, pixels[1], painted, True) / 1000.0
    view.removeEventFilter(painted)
    tools.close()
    workspace.stop()
    QgsProject.instance().clear()
    return ready + first


def open_once(desk: Desk, path: str) -> None:
    """Open the district and let it be scored, as whoever stored it did: it keeps what took long to compute."""
    workspace = Workspace(QgsProject.instance())
    session: Any = workspace.open(path)
    desk.wait(lambda: session.results is not None and not session.stale, "it was not scored", 200)
    workspace.stop()
    QgsProject.instance().clear()


def run(desk: Desk) -> None:
    path = desk.given["district"]
    desk.settle()
    open_once(desk, path)
    seconds_to_draw(desk, path)  # the file is in memory for both
    desk.found["qgis"] = [seconds_to_draw(desk, path) for _ in range(3)]
    desk.found["ours"] = [seconds_to_drag(desk, path) for _ in range(3)]
