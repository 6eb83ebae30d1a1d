"""QGIS is killed at random moments of drawing, saving and recomputing: at most the vertex in hand is lost.

The moments in the real desktop are in tests/desktop.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import shapely

from district_planner.core import open_district
from district_planner.gui.recovered import Recovered
from district_planner.gui.session import DistrictSession
from district_planner.gui.workspace import Workspace
from district_planner.paths import example_path

VICTIM = Path(__file__).with_name("crash_victim.py")
ROUNDS = 9
PHASES = ("vertex", "saving", "computing", "vertex", "saving")
"""First word of the log's last line at the kills of a round."""
Words = list[list[str]]


def lines(log: Path, first: int = 0) -> Words:
    """Return the words of the log's lines from a number on."""
    text = log.read_text(encoding="utf-8") if log.exists() else ""
    return [line.split() for line in text.splitlines()[first:] if line]


def named(words: Words, first: str) -> set[str]:
    """Return all ids that lines with a first word name."""
    return {id_ for line in words if line[0] == first for id_ in line[1:]}


def kill_at_a_random_moment(district: Path, log: Path, seed: int, phase: str) -> Words:
    """Start the victim, kill it some time after it began to work, in a phase, and return its lines of the log."""
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    before = len(lines(log))
    victim = subprocess.Popen(
        [sys.executable, str(VICTIM), str(district), str(log), str(seed)],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    chance = random.Random(seed)
    working, end = 0.0, time.monotonic() + 120
    while True:
        assert victim.poll() is None, victim.stderr.read().decode() if victim.stderr else ""
        assert time.monotonic() < end, f"the victim did not come to {phase}"
        words = lines(log, before)
        if words and not working:
            working = time.monotonic() + 2.5 * chance.random()
        if working and time.monotonic() > working and words[-1][0] == phase:
            break
        time.sleep(0.001)
    time.sleep(0.03 * chance.random())
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    return lines(log, before)


def in_hand(words: Words) -> tuple[str, list[tuple[float, float]]]:
    """Return the id and the placed vertices of the drawing that the log leaves unfinished."""
    id_, points = "", []
    for line in words:
        if line[0] == "vertex":
            points = [*(points if line[1] == id_ else ()), (float(line[2]), float(line[3]))]
            id_ = line[1]
        elif line[0] == "drawn":
            id_, points = "", []
    return id_, points


def numbers(words: Words, session: DistrictSession) -> None:
    """Assert that every scenario and the setting have the last number that was logged, or the one after it."""
    names = {one.id: one.name for one in session.scenarios()}
    for line in words:
        if line[0] == "named":
            assert int(names[line[1]].split()[-1]) >= int(line[2]), names
        elif line[0] == "set":
            assert int(session.setting("note")) >= int(line[1])


def vertices(session: DistrictSession, left: Recovered | None, id_: str) -> list[tuple[float, float]]:
    """Return the vertices of a drawing that came back, or that a tool is to go on with."""
    one = session.intervention(id_)
    if one is not None:
        return [(float(x), float(y)) for x, y in shapely.get_coordinates(one.geometry)]
    assert left is not None and left.begun is not None and left.begun.one.id == id_, f"{id_} is lost"
    return list(left.begun.points)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_kill_takes_at_most_the_vertex_in_hand(
    round_: int, workspace: Workspace, tmp_path: Path, wait: Callable[..., Any]
) -> None:
    district, log = tmp_path / "district.gpkg", tmp_path / "log"
    shutil.copy(example_path("amp_sbp.gpkg"), district)
    for kill, phase in enumerate(PHASES):
        words = kill_at_a_random_moment(district, log, 100 * round_ + kill, phase)
        with closing(sqlite3.connect(district)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        lost = named(lines(log), "saved") - {one.id for one in open_district(district).interventions}
        assert not lost, f"saved and lost: {sorted(lost)}"
        session = workspace.open(district)
        assert session is not None, workspace.told
        left = session.unsaved_before()
        if left is not None:
            assert session.restore(left)
        here = {one.id for one in session.interventions()}
        gone = named(lines(log), "drawn") - here
        assert not gone, f"drawn and lost: {sorted(gone)}"
        id_, placed = in_hand(words)
        if placed:
            # Killed between the click and its line in the log, it may hold one vertex more.
            assert vertices(session, left, id_)[: len(placed)] == placed
        numbers(words, session)
        assert session.save()
        session.layers.remove()
        session.close()
