"""A planner draws the link between the two sites of the sample with the mouse and reads the chip."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from qgis.core import QgsPointXY, QgsProject
from qgis.PyQt.QtCore import QPoint

from district_planner.core.evaluation.live import Preview
from district_planner.gui.map_tools.snapping import offer_snapping
from district_planner.gui.map_tools.toolset import Toolset
from district_planner.gui.workspace import Workspace

if TYPE_CHECKING:
    from desk import Desk

BRIDGE = (170.0, 238.0)
SCALE = 5000.0


def open_district(desk: Desk, path: str) -> tuple[Workspace, Any]:
    """Open a district on the canvas, snapping on its streets, and wait for its engine."""
    workspace = Workspace(QgsProject.instance())
    workspace.failed.connect(desk.errors.append)
    session = workspace.open(path)
    desk.wait(lambda: session.engine, "the engine was not compiled", 60)
    QgsProject.instance().setCrs(session.crs)
    offer_snapping(QgsProject.instance(), [session.layers.layers["streets"]])
    return workspace, session


def look_at(desk: Desk, xy: np.ndarray, scale: float = SCALE) -> None:
    """Centre the map on points of the district's CRS, and wait until it is drawn."""
    canvas = desk.iface.mapCanvas()
    low, high = xy.min(axis=0), xy.max(axis=0)
    canvas.setCenter(QgsPointXY(*((low + high) / 2)))
    canvas.zoomScale(scale)
    desk.settle()


def pixel(desk: Desk, point: Any) -> QPoint:
    at = desk.iface.mapCanvas().getCoordinateTransform().transform(QgsPointXY(*point))
    return QPoint(round(at.x()), round(at.y()))


def exact(desk: Desk, tool: Any) -> Preview:
    """Wait until the figures shown are those of what hangs on the cursor, and return them."""
    desk.wait(lambda: tool.stage.exact, "no exact preview came")
    preview: Preview = tool.stage.preview
    return preview


def run(desk: Desk) -> None:
    workspace, session = open_district(desk, desk.given["district"])
    canvas = desk.iface.mapCanvas()
    view = canvas.viewport()
    line = session.intervention("c01").geometry
    corners = [shapely.get_coordinates(line)[0], *(np.array(line.interpolate(at).coords[0]) for at in BRIDGE)]
    corners += list(shapely.get_coordinates(line)[3:])
    look_at(desk, shapely.get_coordinates(line))
    tools = Toolset(canvas, session, desk.errors.append)
    tool = tools.draw("walking_link")
    canvas.setFocus()
    desk.picture("1-ready")
    desk.click(view, pixel(desk, corners[0]))
    desk.move(view, pixel(desk, corners[1]))
    exact(desk, tool)
    desk.picture("2-without-a-bridge")
    desk.click(view, pixel(desk, corners[1]))
    desk.key("b")
    desk.click(view, pixel(desk, corners[2]))
    desk.key("b")
    for corner in corners[3:-1]:
        desk.click(view, pixel(desk, corner))
    desk.move(view, pixel(desk, corners[-1]))
    shown = exact(desk, tool)
    desk.picture("3-across")
    desk.found["chip"] = [row.text for row in tool.stage.chip.contents.rows()]
    cafe = next(one for one in session.questions() if one.figure == "within_walk_cafe_10_employees")
    site = session.question
    session.ask(cafe.id)
    exact(desk, tool)
    desk.picture("4-who-gains")
    session.ask(site.id)
    desk.click(view, pixel(desk, corners[-1]))
    shown = exact(desk, tool)
    desk.click(view, pixel(desk, corners[-1]), button=3)
    desk.wait(lambda: session.intervention("walking_link-1"), "the link was not put")
    desk.settle()
    desk.picture("5-put")
    desk.found["figure"] = {"name": shown.headline.name, "before": shown.headline.before, "after": shown.headline.after}
    desk.found["undo"] = session.undo_text
    desk.wait(lambda: session.results is not None and not session.stale, "it was not scored", 60)
    assert session.save()
    tools.close()
    workspace.stop()
