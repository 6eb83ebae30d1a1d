"""Lets the mouse rest with a thing in hand, and times each rest from the event until exact figures are painted."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

import numpy as np
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest
from scenarios.draw_link import look_at, pixel
from scenarios.frames import Painted, move_to, open_in_the_dock

from district_planner.core.interventions.kind import LINE, POINT
from district_planner.gui.map_tools.toolset import Toolset

if TYPE_CHECKING:
    from desk import Desk

STRAIGHT = Qt.KeyboardModifier.ShiftModifier
"""Held, so that the path is the one that was asked for and no way along streets."""


class Hand:
    """A tool in hand over the canvas."""

    def __init__(self, desk: Desk, session: Any) -> None:
        given = desk.given
        self.desk, self.session = desk, session
        self.view = desk.iface.mapCanvas().viewport()
        self.tools = Toolset(desk.iface.mapCanvas(), session, desk.errors.append)
        self.tool = self.tools.draw(given["kind"], LINE if given["placed"] else POINT)
        self.painted = Painted(self.tool, True)
        self.view.installEventFilter(self.painted)

    def place(self, at: QPoint) -> None:
        """Place a vertex."""
        QTest.mouseMove(self.view, at)
        QTest.mouseClick(self.view, Qt.MouseButton.LeftButton, STRAIGHT, at)

    def rest(self, at: QPoint) -> tuple[float, Any]:
        """Return the milliseconds until the headline is painted, and the preview, once the other figures are there."""
        took = move_to(self.view, at, self.painted, True, STRAIGHT)
        wanted = len(self.session.scorer.others)
        self.desk.wait(lambda: len(self.tool.stage.preview.others) == wanted, "the other figures did not come", 120)
        QTest.qWait(500)
        return took, self.tool.stage.preview

    def close(self) -> None:
        """Put it away."""
        self.view.removeEventFilter(self.painted)
        self.tools.close()


def measure(desk: Desk, session: Any, figure: str, full: Any) -> dict[str, Any]:
    """Return the rests and the full recomputations of a figure."""
    given, mode, engine = desk.given, desk.given["mode"], session.engine
    session.ask(next(one.id for one in session.questions() if one.figure == figure))
    desk.wait(lambda: not session.stale, "it was not scored", 200)
    placed, rests = np.array(given["placed"]), np.array(given["rests"])
    if len(placed):
        look_at(desk, np.vstack([placed, rests]), given["scale"])
    hand = Hand(desk, session)
    for point in placed:
        hand.place(pixel(desk, point))
    found = []
    for point in rests:
        if not len(placed):
            look_at(desk, np.array([point]), given["scale"])
        took, preview = hand.rest(pixel(desk, point))
        found.append((took, preview))
    desk.picture(f"{given['kind']}-{figure}")
    hand.close()
    times = []
    for _ in range(given["full_runs"]):
        begun = time.perf_counter()
        full(engine, mode, figure, None)
        times.append(time.perf_counter() - begun)
    shown = [
        {"ms": took, "shown": p.headline.after, "full": full(engine, mode, figure, p.edit.intervention)}
        for took, p in found
    ]
    return {"rests": shown, "full_s": times}


def run(desk: Desk) -> None:
    sys.path.append(desk.given["code"])
    from benchmarks.full import full_figure

    session = open_in_the_dock(desk, desk.given["district"])
    for figure in desk.given["figures"]:
        desk.found[figure] = measure(desk, session, figure, full_figure)
    desk.found["others"] = len(session.scorer.others)
