"""A planner makes a district of a whole city in the dialog, draws a link there and reads the chip."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from qgis.core import QgsProject, QgsVectorLayer
from scenarios.draw_link import look_at
from scenarios.open_sample import dock_of, window_of
from scenarios.walkthrough import Walk

if TYPE_CHECKING:
    from desk import Desk


def run(desk: Desk) -> None:
    dock = dock_of(desk)
    desk.settle()
    zones = QgsVectorLayer(desk.given["zones"], "Zones", "ogr")
    assert zones.isValid()
    QgsProject.instance().addMapLayer(zones)
    desk.click(dock.empty.buttons["osm"])
    dialog = window_of(desk, "osm")
    dialog.osm.setFilePath(desk.given["osm"])
    dialog.rows["homes"].layer_box.setLayer(zones)
    dialog.output.setFilePath(desk.given["district"])
    desk.picture("1-given")
    desk.click(dialog.check_button)
    desk.wait(lambda: dialog.findings.count(), "nothing was found", 300)
    desk.picture("2-checked")
    desk.found["findings"] = [dialog.findings.item(i).text() for i in range(dialog.findings.count())]
    desk.click(dialog.create_button)
    session = desk.wait(lambda: dock.workspace.active, "the district was not made", 300)
    desk.wait(lambda: session.engine, "it was not compiled", 200)
    QgsProject.instance().setCrs(session.crs)
    walk = Walk(desk, session)
    session.ask(next(one.id for one in session.questions() if one.figure == desk.given["figure"]))
    line = np.array(desk.given["line"])
    look_at(desk, line, 6000.0)
    walk.take("walking_link")
    walk.click(line[0])
    desk.move(walk.view, walk.at(line[1]))
    shown = walk.preview("3-link")
    desk.found["chip"] = walk.chip()
    walk.click(line[1])
    walk.click(line[1], button=3)
    walk.put("walking_link-1")
    walk.note("link", shown.headline.name, shown.headline.after - shown.headline.before, {"walking_link-1"})
    assert session.save()
    desk.settle()
    desk.picture("4-drawn")
    desk.found["steps"] = walk.steps
