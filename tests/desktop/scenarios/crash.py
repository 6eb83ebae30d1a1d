"""A planner draws, saves and lets scores be computed, until the process is killed; or comes back afterwards."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import qgis.utils
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from scenarios.draw_link import look_at, pixel
from scenarios.open_sample import dock_of

if TYPE_CHECKING:
    from desk import Desk

PLUGIN = "district_planner"
HEART = np.array([442250.0, 387900.0])


def desktop_of() -> Any:
    """Return the plugin's parts."""
    return qgis.utils.plugins[PLUGIN].desktop


def run(desk: Desk) -> None:
    dock = dock_of(desk)
    session = dock.workspace.open(desk.given["district"])
    assert session is not None
    desk.wait(lambda: session.engine, "not compiled", 60)
    if desk.given.get("again"):
        come_back(desk, dock, session)
    else:
        work_on(desk, dock, session)


def come_back(desk: Desk, dock: Any, session: Any) -> None:
    """Take the offer to restore, where there is one, and save."""
    desk.settle()
    desk.found["offered"] = dock.notice.isVisible()
    desk.picture("offered")
    if dock.notice.isVisible():
        desk.click(dock.notice.restore)
        desk.wait(lambda: not dock.notice.isVisible(), "it was not restored")
    desk.found["here"] = [one.id for one in session.interventions()]
    links = [one for one in session.interventions() if one.kind == "walking_link"]
    desk.found["drawn"] = [list(one.geometry.coords) for one in links]
    # What was too short to be used is in the hand again.
    tool = dock.commands.tool and desktop_of().hands.tools.tool
    desk.found["in hand"] = list(tool.sketch.vertices) if tool else []
    desk.picture("restored")
    assert session.save()


def work_on(desk: Desk, dock: Any, session: Any) -> None:
    """Draw lines with the mouse for ever; the log is on the disk before the work goes on."""
    chance = random.Random(desk.given["seed"])
    canvas = desk.iface.mapCanvas()
    look_at(desk, np.array([HEART]), 5000.0)
    commands = dock.commands
    unsaved: list[str] = []
    with Path(desk.given["log"]).open("a", encoding="utf-8") as log:

        def tell(text: str) -> None:
            log.write(f"{text}\n")
            log.flush()
            os.fsync(log.fileno())

        tell("ready")
        while True:
            commands.drawing_asked.emit("walking_link", "")
            points = [HEART + np.array([chance.uniform(-350, 350), chance.uniform(-250, 250)]) for _ in range(3)]
            before = {one.id for one in session.interventions()}
            for number, point in enumerate(points):
                QTest.mouseMove(canvas.viewport(), pixel(desk, point))
                QTest.qWait(chance.randrange(60))
                QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=pixel(desk, point))
                tell("vertex {!r} {!r}".format(*desktop_of().hands.tools.tool.sketch.vertices[number]))
            QTest.mouseClick(canvas.viewport(), Qt.MouseButton.RightButton, pos=pixel(desk, points[-1]))
            new = {one.id for one in session.interventions()} - before
            unsaved += new
            tell(f"drawn {' '.join(new)}")
            if chance.random() < 0.5:
                tell("saving")
                assert session.save()
                tell(f"saved {' '.join(unsaved)}")
                unsaved = []
            tell("computing")
            QTest.qWait(chance.randrange(400))
