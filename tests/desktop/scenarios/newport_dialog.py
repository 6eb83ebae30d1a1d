"""A planner makes a district of a whole city in the dialog and takes the walk there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.core import QgsProject, QgsVectorLayer
from scenarios.open_sample import dock_of, window_of
from scenarios.walk import Walk
from scenarios.walkthrough import play

if TYPE_CHECKING:
    from desk import Desk

PATIENCE_S = 300


def make(desk: Desk) -> Any:
    """Make the district of an OpenStreetMap file and zones, and return its session once it is scored."""
    dock = dock_of(desk)
    zones = QgsVectorLayer(desk.given["zones"], "Zones", "ogr")
    assert zones.isValid()
    QgsProject.instance().addMapLayer(zones)
    desk.click(dock.empty.buttons["osm"])
    dialog = window_of(desk, "osm")
    dialog.osm.setFilePath(desk.given["osm"])
    dialog.rows["homes"].layer_box.setLayer(zones)
    dialog.output.setFilePath(desk.given["district"])
    desk.picture("00-given")
    desk.click(dialog.check_button)
    desk.wait(lambda: dialog.findings.count(), "nothing was found", PATIENCE_S)
    desk.picture("00-checked")
    desk.click(dialog.create_button)
    session = desk.wait(lambda: dock.workspace.active, "the district was not made", PATIENCE_S)
    desk.wait(lambda: session.results is not None and not session.stale, "it was not scored", PATIENCE_S)
    QgsProject.instance().setCrs(session.crs)
    # They were what the people come from; the district is to be seen now.
    QgsProject.instance().layerTreeRoot().findLayer(zones.id()).setItemVisibilityChecked(False)
    return session


def run(desk: Desk) -> None:
    desk.settle()
    session = make(desk)
    desk.iface.zoomFull()
    desk.settle()
    desk.picture("01-made")
    desk.iface.messageBar().clearWidgets()
    play(desk, Walk(desk, session, desk.given["places"]))
