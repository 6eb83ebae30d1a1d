"""A planner at work in a QGIS without a window, until somebody kills the process.

Run as ``python crash_victim.py DISTRICT LOG SEED``. Every line of the log is on the disk before the work goes on:
``ready`` at the start; ``vertex ID X Y`` after a click on the map; ``drawn ID`` after a gesture; ``named ID NUMBER``
after a scenario got a name with a number that only grows, ``set NUMBER`` after a setting did; ``saving``, then
``saved ID …``; ``computing`` while scores are worked out.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qgis.core import QgsApplication, QgsProject, QgsRectangle
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from district_planner.gui.map_tools.toolset import Toolset
from district_planner.gui.workspace import Workspace

CLICKS = {"amenity": 1, "walking_link": 3, "green_space": 5}
WIDTH, HEIGHT = 900, 700
Tell = Callable[[str], None]


class Victim:
    """Draws with the mouse, names scenarios, changes a setting, saves, and lets scores be computed.

    Args:
        district: file of the district; tell: writes a line to the log; seed: of all choices.
    """

    def __init__(self, application: QgsApplication, district: str, tell: Tell, seed: int) -> None:
        self.application, self.tell, self.chance = application, tell, random.Random(seed)
        workspace = Workspace(QgsProject.instance())
        found = workspace.open(district)
        assert found is not None
        self.session = found
        self.canvas = QgsMapCanvas()
        self.canvas.resize(WIDTH, HEIGHT)
        self.canvas.setDestinationCrs(found.crs)
        self.canvas.show()
        application.processEvents()
        self.canvas.setExtent(QgsRectangle(441900, 387550, 441900 + WIDTH, 387550 + HEIGHT))
        self.tools = Toolset(self.canvas, found, lambda text: None)
        self.unsaved: list[str] = []
        self.number = int(10 * time.time())

    def draw(self) -> None:
        """Draw one thing, vertex by vertex."""
        kind = self.chance.choice(list(CLICKS))
        id_ = self.session.new_id(kind)
        tool: Any = self.tools.draw(kind)
        x, y = self.chance.randrange(250, WIDTH - 250), self.chance.randrange(250, HEIGHT - 250)
        for number in range(CLICKS[kind]):
            # Round a corner, so that an area does not cross itself.
            at = QPoint(x, y) + [QPoint(0, 0), QPoint(80, 9), QPoint(120, 60), QPoint(70, 110), QPoint(-20, 70)][number]
            self.rest(0.03)
            QTest.mouseMove(self.canvas.viewport(), at)
            QTest.mouseClick(self.canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)
            if CLICKS[kind] > 1:
                self.tell("vertex {} {!r} {!r}".format(id_, *tool.sketch.vertices[-1]))
        if CLICKS[kind] > 1:
            QTest.keyClick(self.canvas, Qt.Key.Key_Return)
        assert self.session.intervention(id_) is not None
        self.tools.put_away()
        self.unsaved.append(id_)
        self.tell(f"drawn {id_}")

    def say(self) -> None:
        """Give a scenario and a setting their next number."""
        self.number += 1
        mine = [one.id for one in self.session.scenarios() if one.name.startswith("Number ")]
        if mine and self.chance.random() < 0.7:
            id_ = self.chance.choice(mine)
            self.session.rename_scenario(id_, f"Number {self.number}")
        else:
            id_ = self.session.add_scenario(f"Number {self.number}")
        self.tell(f"named {id_} {self.number}")
        if self.chance.random() < 0.5:
            self.session.set_setting("note", self.number)
            self.tell(f"set {self.number}")

    def save(self) -> None:
        """Write everything to the file."""
        self.tell("saving")
        assert self.session.save()
        self.tell(f"saved {' '.join(self.unsaved)}")
        self.unsaved = []

    def rest(self, most: float) -> None:
        """Let QGIS work for some time."""
        end = time.monotonic() + self.chance.random() * most
        while time.monotonic() < end:
            self.application.processEvents()
            time.sleep(0.002)


def main(district: str, log: str, seed: int) -> None:
    """Work without end."""
    application = QgsApplication([], True)
    application.initQgis()
    with Path(log).open("a", encoding="utf-8") as file:

        def tell(text: str) -> None:
            file.write(f"{text}\n")
            file.flush()
            os.fsync(file.fileno())

        victim = Victim(application, district, tell, seed)
        tell("ready")
        while True:
            victim.draw()
            if victim.chance.random() < 0.3:
                victim.say()
            if victim.chance.random() < 0.4:
                victim.save()
            tell("computing")
            victim.rest(0.3)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
