"""QGIS is started anew and the project of the walk opened: everything is where it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenarios.open_sample import dock_of
from scenarios.walk import SLOW_S, Walk

if TYPE_CHECKING:
    from desk import Desk


def run(desk: Desk) -> None:
    desk.iface.addProject(desk.given["project"])
    dock = dock_of(desk)
    session = desk.wait(lambda: dock.workspace.active, "the district was not opened with the project", SLOW_S)
    walk = Walk(desk, session)
    walk.scored()
    desk.settle()
    desk.picture("18-found-again")
    desk.found["question"] = session.question.figure
    desk.found["on"] = sorted(session.on())
    desk.found["figures"] = {name: walk.figure(name)[1] for name in desk.given["figures"]}
