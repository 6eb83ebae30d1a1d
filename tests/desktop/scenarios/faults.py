"""Goes wrong on purpose, to prove that the runner notices."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtTest import QTest

if TYPE_CHECKING:
    from desk import Desk


def run(desk: Desk) -> None:
    fault = desk.given["fault"]
    if fault == "slot":
        QTimer.singleShot(0, lambda: 1 / 0)
        QTest.qWait(200)
    elif fault == "hang":
        time.sleep(3600)
    else:
        desk.wait(lambda: False, "a thing that never comes", 0.2)
