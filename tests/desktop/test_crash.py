"""The real desktop is killed while a planner draws, saves and recomputes; the next start offers what was unsaved."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from district_planner.core import open_district
from tests.desktop.runner import run_scenario, start_scenario

pytestmark = [pytest.mark.desktop, pytest.mark.long, pytest.mark.timeout(900)]

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "examples" / "amp_sbp.gpkg"
PHASES = ("vertex", "saving", "computing", "vertex", "vertex")
"""First word of the log's last line at the kills."""
KILLS = len(PHASES)


def words_of(log: Path) -> list[list[str]]:
    """Return the words of the log's lines."""
    return [line.split() for line in log.read_text(encoding="utf-8").splitlines() if line]


def named(log: Path, first: str) -> set[str]:
    """Return all ids that the log names after a word."""
    return {id_ for line in words_of(log) if line[0] == first for id_ in line[1:]}


def in_hand(words: list[list[str]]) -> list[list[float]]:
    """Return the placed vertices of the drawing that the log leaves unfinished."""
    finished = max((at for at, line in enumerate(words) if line[0] == "drawn"), default=-1)
    return [[float(line[1]), float(line[2])] for line in words[finished + 1 :] if line[0] == "vertex"]


def test_a_kill_of_the_desktop_takes_at_most_the_vertex_in_hand(archive: Path, tmp_path: Path, pictures: Path) -> None:
    district, log = tmp_path / "district.gpkg", tmp_path / "log"
    shutil.copy(SAMPLE, district)
    log.touch()
    offered = 0
    for kill in range(KILLS):
        before = len(words_of(log))
        victim = start_scenario(
            "crash", archive, tmp_path / f"victim{kill}", pictures, district=str(district), log=str(log), seed=kill
        )
        end = time.monotonic() + 120
        while len(words_of(log)) == before:
            assert victim.poll() is None and time.monotonic() < end, "the desktop did not begin to draw"
            time.sleep(0.02)
        time.sleep(1.0 + 5.0 * random.Random(kill).random())
        end = time.monotonic() + 60
        while words_of(log)[-1][0] != PHASES[kill]:
            assert victim.poll() is None and time.monotonic() < end, f"the desktop did not come to {PHASES[kill]}"
            time.sleep(0.001)
        time.sleep(0.03 * random.Random(kill).random())
        os.killpg(victim.pid, signal.SIGKILL)
        victim.communicate()
        with closing(sqlite3.connect(district)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert named(log, "saved") <= {one.id for one in open_district(district).interventions}
        again = run_scenario(
            "crash", archive, tmp_path / f"again{kill}", pictures, seconds=150, district=str(district), again=True
        )
        assert again.code == 0, again.log
        assert named(log, "drawn") <= set(again.found["here"])
        placed = in_hand(words_of(log)[before:])
        if placed:
            # Killed between the click and its line in the log, it may hold one vertex more.
            found = [*again.found["drawn"], again.found["in hand"]]
            assert any(line[: len(placed)] == placed for line in found), f"{placed} is not in {found}"
        assert named(log, "drawn") <= {one.id for one in open_district(district).interventions}
        offered += bool(again.found["offered"])
    assert offered, "no kill left anything unsaved: the moments say nothing"
