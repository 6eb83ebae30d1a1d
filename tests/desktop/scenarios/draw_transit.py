"""A planner draws a tram from Meadowhall to Waverley with the mouse, reads the chip, and drags one of its stops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import qgis.utils
import shapely
from qgis.core import QgsProject
from scenarios.draw_link import exact, look_at, pixel
from scenarios.open_sample import dock_of

if TYPE_CHECKING:
    from desk import Desk

SCALE = 40_000.0
DRAGGED_M = 300.0


def shown(preview: Any) -> dict[str, Any]:
    one = preview.edit.intervention
    return {
        "wkt": shapely.to_wkt(one.geometry, -1, output_dimension=2), "attributes": dict(one.attributes),
        "before": preview.headline.before, "after": preview.headline.after, "gainers": len(preview.gain),
    }  # fmt: skip


def run(desk: Desk) -> None:
    canvas = desk.iface.mapCanvas()
    dock_of(desk)
    desktop = qgis.utils.plugins["district_planner"].desktop
    session = desktop.workspace.open(desk.given["district"])
    desk.wait(lambda: session.engine, "the engine was not compiled", 60)
    QgsProject.instance().setCrs(session.crs)
    question = next(one for one in session.questions() if one.figure == desk.given["figure"])
    session.ask(question.id)
    desk.wait(lambda: session.results is not None and not session.stale, "it was not scored", 60)
    corners = np.array(desk.given["corners"])
    look_at(desk, corners, SCALE)
    desktop.dock.show_page("draw")
    desk.click(desktop.dock.pages["draw"].kinds.buttons["light_rail"])
    tool = desktop.hands.tools.tool
    for corner in corners[:-1]:
        desk.click(canvas.viewport(), pixel(desk, corner))
    desk.key("l")
    desk.move(canvas.viewport(), pixel(desk, corners[-1]))
    desk.found["drawing"] = shown(exact(desk, tool))
    desk.found["chip"] = [row.text for row in tool.stage.chip.contents.rows()]
    desk.found["changes"] = [dot.text for dot in tool.stage.stops.dots if dot.text]
    desk.picture("1-drawing")
    desk.click(canvas.viewport(), pixel(desk, corners[-1]))
    desk.click(canvas.viewport(), pixel(desk, corners[-1]), button=3)
    line = desk.wait(lambda: session.intervention("light_rail-1"), "the line was not put")
    desk.found["undo"] = [session.undo_text]
    desk.wait(lambda: session.results is not None and not session.stale, "it was not scored", 60)
    desktop.dock.show_page("scores")
    desk.settle()
    desk.picture("2-scores")
    desk.found["service"] = desktop.dock.pages["scores"].service.text()
    drag_a_stop(desk, desktop, line)
    desk.found["undo"].append(session.undo_text)
    desk.wait(lambda: session.results is not None and not session.stale, "it was not scored", 60)
    desktop.dock.show_page("draw")
    desk.settle()
    desk.picture("4-put")
    assert session.save()


def drag_a_stop(desk: Desk, desktop: Any, line: Any) -> None:
    """Drag the second stop along the line."""
    canvas = desk.iface.mapCanvas()
    desktop.dock.show_page("draw")
    desk.click(desktop.dock.pages["draw"].bar.buttons["stops"])
    tool = desktop.hands.tools.tool
    at = float(line.geometry.project(shapely.Point(desk.given["corners"][1])))
    here, there = (np.array(line.geometry.interpolate(at + more).coords[0]) for more in (0.0, DRAGGED_M))
    desk.click(canvas.viewport(), pixel(desk, (here + there) / 2))
    desk.click(canvas.viewport(), pixel(desk, here))
    desk.move(canvas.viewport(), pixel(desk, there))
    desk.found["dragged"] = shown(exact(desk, tool))
    desk.picture("3-dragging-a-stop")
    desk.click(canvas.viewport(), pixel(desk, there))
