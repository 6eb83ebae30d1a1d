"""Drags a stop along a drawn line, mouse move by mouse move, and times each until it is painted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest
from scenarios.draw_link import look_at, open_district, pixel
from scenarios.draw_transit import shown
from scenarios.frames import Painted, Unscored, move_to

from district_planner.gui.map_tools.line_stops import records
from district_planner.gui.map_tools.toolset import Toolset

if TYPE_CHECKING:
    from desk import Desk

SCALE = 8000.0


def drag_pixels(desk: Desk, line: Any) -> tuple[QPoint, list[QPoint]]:
    """Return a place on the line that is no stop, and the pixels of the drag: from the stop there and back again."""
    at = [stop["chainage_m"] for stop in records(line)]
    stop = desk.given["stop"]
    low, here, high = at[stop - 1] + 60.0, at[stop], at[stop + 1] - 60.0
    look_at(desk, shapely.get_coordinates(shapely.line_interpolate_point(line.geometry, [low, high])), SCALE)
    moves = desk.given["moves"]
    quarter = moves // 4
    way = np.concatenate([
        np.linspace(here, high, quarter + 1), np.linspace(high, low, 2 * quarter + 1)[1:],
        np.linspace(low, here, moves - 3 * quarter + 1)[1:],
    ])  # fmt: skip
    xy = shapely.get_coordinates(shapely.line_interpolate_point(line.geometry, way))
    middle = shapely.get_coordinates(line.geometry.interpolate((here + high) / 2))[0]
    return pixel(desk, middle), [pixel(desk, point) for point in xy]


def drag(desk: Desk, session: Any, held: QPoint, pixels: list[QPoint], scored: bool) -> tuple[list[float], list[Any]]:
    """Drag the stop over all pixels and return the milliseconds and the preview of every frame."""
    canvas = desk.iface.mapCanvas()
    view, none = canvas.viewport(), Qt.KeyboardModifier.NoModifier
    tools = Toolset(canvas, session if scored else Unscored(session), desk.errors.append)
    tool = tools.edit("stops")
    painted = Painted(tool, scored)
    view.installEventFilter(painted)
    for place in (held, pixels[0]):
        QTest.mouseMove(view, place)
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, none, place)
        QTest.qWait(300)
    frames, previews = [], []
    for at in pixels[1:]:
        frames.append(move_to(view, at, painted, scored))
        if scored:
            previews.append(tool.stage.preview)
        QTest.qWait(8)
    if scored:
        desk.picture("dragged")
    view.removeEventFilter(painted)
    tool.cancelled()
    tools.close()
    return frames, previews


def run(desk: Desk) -> None:
    workspace, session = open_district(desk, desk.given["district"])
    session.ask(next(one for one in session.questions() if one.figure == desk.given["figure"]).id)
    desk.wait(lambda: session.results is not None and not session.stale, "it was not scored", 60)
    held, pixels = drag_pixels(desk, session.intervention(desk.given["line"]))
    first, _ = drag(desk, session, held, pixels, scored=True)
    off, _ = drag(desk, session, held, pixels, scored=False)
    on, previews = drag(desk, session, held, pixels, scored=True)
    desk.found.update(first=first, off=off, on=on, shown=[shown(preview) for preview in previews])
    workspace.stop()
