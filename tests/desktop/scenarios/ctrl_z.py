"""A planner places a point, undoes it by Ctrl+Z and by QGIS' own undo, and leaves the map while the next one hangs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from qgis.PyQt.QtCore import QPoint
from qgis.PyQt.QtTest import QTest
from scenarios.draw_link import look_at
from scenarios.open_sample import open_sample
from scenarios.walk import Walk

if TYPE_CHECKING:
    from desk import Desk

SPOT = np.array([442_300.0, 387_900.0])
PLACED = "meeting_place-1"


def run(desk: Desk) -> None:
    session = open_sample(desk, desk.given["into"])
    walk = Walk(desk, session)
    look_at(desk, np.array([SPOT]), 5000.0)
    walk.take("meeting_place")
    walk.click(SPOT)
    walk.put(PLACED)
    rows = session.layers.layers["scenario_interventions"]

    def state() -> list[Any]:
        ticked = any(str(row["intervention_id"]) == PLACED for row in rows.getFeatures())
        return [session.intervention(PLACED) is not None, ticked]

    active = desk.iface.activeLayer()
    desk.found["active layer"] = active is session.layers.layers["intervention_points"]
    # The next point hangs on the cursor, and the mouse leaves the map: what was placed is scored all the same.
    desk.move(walk.view, walk.at(SPOT + np.array([60, 40])))
    window = desk.iface.mainWindow()
    desk.move(window, QPoint(window.width() - 60, window.height() - 200))
    desk.wait(lambda: session.results is not None and not session.stale, "it was not scored", 60)
    desk.picture("1-scored-off-the-map")
    desk.key("ctrl+z")
    desk.found["ctrl+z with the tool"] = state()
    desk.key("ctrl+shift+z")
    desk.found["ctrl+shift+z with the tool"] = state()
    desk.iface.actionPan().trigger()
    undo = desk.iface.mainWindow().findChild(type(desk.iface.actionPan()), "mActionUndo")
    redo = desk.iface.mainWindow().findChild(type(desk.iface.actionPan()), "mActionRedo")
    desk.found["QGIS' undo is enabled"] = undo.isEnabled()
    undo.trigger()
    QTest.qWait(500)
    desk.found["QGIS' undo"] = state()
    redo.trigger()
    QTest.qWait(500)
    desk.found["QGIS' redo"] = state()
    desk.move(walk.view, walk.at(SPOT + np.array([200, 100])))
    desk.iface.mapCanvas().setFocus()
    desk.key("ctrl+z")
    QTest.qWait(500)
    desk.found["ctrl+z without a tool"] = state()
    desk.picture("2-undone")
