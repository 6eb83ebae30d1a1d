"""What QGIS runs with --code: hold the errors, run the scenario in the event loop, leave with an exit code."""

import faulthandler
import importlib
import json
import os
import sys
import traceback
from pathlib import Path

from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QTimer
from qgis.utils import iface

sys.path.insert(0, os.environ["DESKTOP_CODE"])
from desk import Desk

task = json.loads(Path(os.environ["DESKTOP_TASK"]).read_text(encoding="utf-8"))
faulthandler.dump_traceback_later(task["seconds"], exit=True)
desk = Desk(iface, task)


def collect(kind, value, trace):
    """Stand in for QGIS' hook, which opens a modal box."""
    desk.errors.append("".join(traceback.format_exception(kind, value, trace)))


def leave():
    """Leave with 1 if anything went wrong; a modal "save?" would hang for ever."""
    for layer in QgsProject.instance().mapLayers().values():
        if getattr(layer, "isEditable", bool)():
            layer.rollBack()
    QgsProject.instance().clear()
    Path(task["folder"], "found.json").write_text(json.dumps(desk.found), encoding="utf-8")
    for error in desk.errors:
        print(error, file=sys.stderr, flush=True)
    QgsApplication.exit(1 if desk.errors else 0)


def main():
    """Run the scenario; whatever it raises is an error like those of slots."""
    iface.mainWindow().setGeometry(0, 0, 1600, 1000)  # there is no window manager that would maximise it
    iface.newProject()  # leaves the welcome page, which hides the canvas
    try:
        importlib.import_module(f"scenarios.{task['scenario']}").run(desk)
    except BaseException:  # noqa: BLE001 - the border to the event loop, which would swallow it
        collect(*sys.exc_info())
        desk.picture("failure")
    finally:
        leave()


sys.excepthook = collect
QTimer.singleShot(500, main)
