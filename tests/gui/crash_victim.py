"""A planner at work in a QGIS without a window, until somebody kills the process.

Run as ``python crash_victim.py DISTRICT LOG SEED``. Every line of the log is on the disk before the work goes on:
``drawn ID`` after a gesture, ``saved ID …`` after a save, ``draft ID`` while a line is in hand, ``ready`` at the start.
"""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

from qgis.core import QgsApplication, QgsProject
from shapely.geometry import LineString, Point

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from district_planner.core.interventions.intervention import Intervention
from district_planner.gui.workspace import Workspace


def main(district: str, log: str, seed: int) -> None:
    """Draw, save and let scores be computed without end."""
    application = QgsApplication([], False)
    application.initQgis()
    chance = random.Random(seed)
    workspace = Workspace(QgsProject.instance())
    session = workspace.open(district)
    assert session is not None

    with Path(log).open("a", encoding="utf-8") as file:

        def tell(text: str) -> None:
            file.write(f"{text}\n")
            file.flush()
            os.fsync(file.fileno())

        tell("ready")
        unsaved: list[str] = []
        for number in range(100_000):
            id_ = f"k{seed}-{number}"
            x, y = 442000 + chance.random() * 900, 387500 + chance.random() * 900
            if chance.random() < 0.5:
                one = Intervention(id_, "amenity", Point(x, y), attributes={"categories": "cafe"})
            else:
                one = Intervention(id_, "walking_link", LineString([(x, y), (x + 90, y + 40)]))
                session.keep_draft(one)
                tell(f"draft {id_}")
            session.put(one, "Draw")
            session.keep_draft(None)
            unsaved.append(id_)
            tell(f"drawn {id_}")
            if chance.random() < 0.3:
                assert session.save()
                tell(f"saved {' '.join(unsaved)}")
                unsaved = []
            end = time.monotonic() + chance.random() * 0.3
            while time.monotonic() < end:
                application.processEvents()
                time.sleep(0.002)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
