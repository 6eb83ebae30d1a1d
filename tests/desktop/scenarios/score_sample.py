"""A planner runs "Score interventions" on the sample district and gets the scored layers on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import processing
from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtWidgets import QPushButton, QWidget
from scenarios.toolbox import open_toolbox

if TYPE_CHECKING:
    from desk import Desk


def button(dialog: QWidget, text: str) -> QPushButton:
    """Return the visible button that says ``text``."""
    found = [item for item in dialog.findChildren(QPushButton) if item.text().replace("&", "") == text]
    assert found, f"no button {text}"
    return found[0]


def run_in_dialog(desk: Desk, algorithm: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """Open the algorithm's dialog, press Run with the mouse, wait for the end and return the outputs."""
    dialog = processing.createAlgorithmDialog(algorithm, parameters)
    ends: list[tuple[bool, dict[str, Any]]] = []
    dialog.algorithmFinished.connect(lambda successful, results: ends.append((successful, results)))
    dialog.show()
    dialog.move(200, 60)
    dialog.resize(1200, 860)
    desk.picture("dialog")
    desk.click(button(dialog, "Run"))
    desk.wait(lambda: ends, "the algorithm did not end", 90)
    desk.picture("log")
    desk.click(button(dialog, "Close"))
    successful, results = ends[0]
    assert successful, "the algorithm failed; its log is in the picture"
    return results


def rows(layer: QgsVectorLayer) -> list[dict[str, Any]]:
    """Return the attributes of a layer as values that JSON holds; NULL becomes None."""
    names = layer.fields().names()
    return [
        {name: value if isinstance(value, (int, float, str)) else None for name, value in zip(names, item.attributes())}
        for item in layer.getFeatures()
    ]


def run(desk: Desk) -> None:
    open_toolbox(desk)
    results = run_in_dialog(desk, "districtplanner:scoreinterventions", {"DISTRICT": desk.given["district"]})
    desk.wait(lambda: QgsProject.instance().mapLayers(), "no layer was loaded")
    layers = list(QgsProject.instance().mapLayers().values())
    assert all(layer.isValid() for layer in layers)
    desk.found["layers"] = {layer.name(): layer.featureCount() for layer in layers}
    desk.found["scores"] = rows(QgsProject.instance().mapLayer(results["SCORES"]))
    desk.iface.zoomFull()
    desk.settle()
    desk.picture("map")
