"""Drags a thing in hand over the map of a real city, mouse move by mouse move, and times each until it is painted."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsPointXY, QgsProject
from qgis.PyQt.QtCore import QEvent, QEventLoop, QObject, QPoint, QPointF, Qt
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication
from scenarios.draw_link import look_at
from scenarios.open_sample import dock_of

from district_planner.core.evaluation.live import Edit, Preview
from district_planner.core.interventions.kind import LINE, POINT
from district_planner.gui.map_tools.toolset import Toolset

if TYPE_CHECKING:
    from desk import Desk

STEP_PX = 8.0
GIVEN_UP_S = 20.0
NONE = Qt.MouseButton.NoButton


def open_in_the_dock(desk: Desk, path: str) -> Any:
    """Open a district as a planner has it, the dock with its usual further figures, and wait until it is scored."""
    dock = dock_of(desk)
    session = desk.wait(lambda: dock.workspace.open(path), "the district was not opened")
    desk.wait(lambda: session.results is not None and not session.stale, "it was not scored", 200)
    QgsProject.instance().setCrs(session.crs)
    dock.show_page("scores")
    assert session.scorer.others, "the dock has no further figures"
    return session


class Unscored(QObject):
    """The open district with scoring off: everything but previews."""

    def __init__(self, session: Any) -> None:
        super().__init__()
        self._session = session

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)

    def preview(self, edit: Edit | None) -> None:
        """Leave the preview out."""


class Painted(QObject):
    """Watches the canvas: was it painted since it was asked, and were exact figures on it."""

    def __init__(self, tool: Any, scored: bool) -> None:
        super().__init__()
        self._tool, self._scored = tool, scored
        self.done = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and (self._tool.stage.exact or not self._scored):
            self.done = True
        return False


def drag_pixels(desk: Desk, lonlat: list[list[float]], crs: QgsCoordinateReferenceSystem) -> list[QPoint]:
    """Return the pixels of the drag: the first vertex, then points 8 px apart along the polyline."""
    look_at(desk, in_district(lonlat, crs))
    there = desk.iface.mapCanvas().getCoordinateTransform()
    corners = [there.transform(QgsPointXY(*point)) for point in in_district(lonlat, crs)]
    line = shapely.LineString([(point.x(), point.y()) for point in corners])
    at = np.arange(0, desk.given["moves"] + 1) * STEP_PX
    assert at[-1] <= line.length, f"the polyline is {line.length:.0f} px long"
    return [QPoint(round(x), round(y)) for x, y in shapely.get_coordinates(shapely.line_interpolate_point(line, at))]


def in_district(lonlat: list[list[float]], crs: QgsCoordinateReferenceSystem) -> np.ndarray:
    there = QgsCoordinateTransform(QgsCoordinateReferenceSystem("EPSG:4326"), crs, QgsProject.instance())
    points = [there.transform(QgsPointXY(*point)) for point in lonlat]
    return np.array([(point.x(), point.y()) for point in points])


def move_to(
    view: Any, pixel: QPoint, painted: Painted, scored: bool, keys: Any = Qt.KeyboardModifier.NoModifier
) -> float:
    """Return the milliseconds from the mouse event until its figures and gains are painted; ``keys`` are held."""
    painted.done = False
    begun = time.perf_counter()
    QApplication.sendEvent(view, QMouseEvent(QEvent.Type.MouseMove, QPointF(pixel), NONE, NONE, keys))
    while not painted.done:
        # Sleeps as the event loop does: turning round and round would take the interpreter from the preview's thread.
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        if time.perf_counter() - begun > GIVEN_UP_S:
            raise TimeoutError(f"a frame was not painted within {GIVEN_UP_S} s, scored: {scored}")
    return (time.perf_counter() - begun) * 1000.0


def drag(desk: Desk, session: Any, pixels: list[QPoint], scored: bool) -> tuple[list[float], list[Preview]]:
    """Draw from the first pixel over all others and return the milliseconds and the preview of every frame."""
    canvas = desk.iface.mapCanvas()
    view, kind = canvas.viewport(), desk.given["kind"]
    tools = Toolset(canvas, session if scored else Unscored(session), desk.errors.append)
    line = kind in ("walking_link", "cycle_path")
    tool = tools.draw(kind, LINE if line else POINT, desk.given.get("attributes"))
    painted = Painted(tool, scored)
    view.installEventFilter(painted)
    if line:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, pixels[0])
    QTest.qWait(300)
    frames, previews = [], []
    for pixel in pixels[1:]:
        frames.append(move_to(view, pixel, painted, scored))
        if scored:
            previews.append(tool.stage.preview)
        QTest.qWait(8)
    if scored:
        desk.picture(f"{desk.given['place']}-{kind}")
    view.removeEventFilter(painted)
    tools.close()
    return frames, previews


def run(desk: Desk) -> None:
    session = open_in_the_dock(desk, desk.given["district"])
    question = next((one for one in session.questions() if one.figure == desk.given["figure"]), None)
    assert question is not None, [one.figure for one in session.questions()]
    session.ask(question.id)
    pixels = drag_pixels(desk, desk.given["drag"], session.crs)
    first, _ = drag(desk, session, pixels, scored=True)
    off, _ = drag(desk, session, pixels, scored=False)
    on, again = drag(desk, session, pixels, scored=True)
    desk.found["first"], desk.found["off"], desk.found["on"] = first, off, on
    desk.found["shown"] = [
        {
            "line": shapely.to_wkt(preview.edit.intervention.geometry, -1, output_dimension=2),
            "before": preview.headline.before, "after": preview.headline.after, "gainers": len(preview.gain),
            "sum": float(np.sum(np.where(np.isfinite(preview.gain), preview.gain, np.sign(preview.gain)))),
        }
        for preview in again
    ]  # fmt: skip
    desk.found["others"] = list(session.scorer.others)
