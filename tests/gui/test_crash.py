"""QGIS is killed at random moments of drawing, saving and recomputing: nothing that was saved is lost.

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

from district_planner.core import open_district
from district_planner.gui.workspace import Workspace
from district_planner.paths import example_path

VICTIM = Path(__file__).with_name("crash_victim.py")
ROUNDS = 9
KILLS_A_ROUND = 5


def words(log: Path, first: str) -> list[str]:
    """Return all ids that the log names after a word."""
    lines = [line.split() for line in log.read_text(encoding="utf-8").splitlines()]
    return [id_ for line in lines if line and line[0] == first for id_ in line[1:]]


def kill_at_a_random_moment(district: Path, log: Path, seed: int) -> None:
    """Start the victim and kill it some time after it began to draw."""
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    before = log.read_text(encoding="utf-8").count("ready") if log.exists() else 0
    victim = subprocess.Popen(
        [sys.executable, str(VICTIM), str(district), str(log), str(seed)],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    end = time.monotonic() + 60
    while not log.exists() or log.read_text(encoding="utf-8").count("ready") == before:
        assert victim.poll() is None, victim.stderr.read().decode() if victim.stderr else ""
        assert time.monotonic() < end, "the victim did not start"
        time.sleep(0.01)
    time.sleep(random.Random(seed).random() * 2.5)
    assert victim.poll() is None, victim.stderr.read().decode() if victim.stderr else ""
    victim.send_signal(signal.SIGKILL)
    victim.wait()


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_kill_takes_at_most_the_vertex_in_hand(
    round_: int, workspace: Workspace, tmp_path: Path, wait: Callable[..., Any]
) -> None:
    district, log = tmp_path / "district.gpkg", tmp_path / "log"
    shutil.copy(example_path("amp_sbp.gpkg"), district)
    for kill in range(KILLS_A_ROUND):
        kill_at_a_random_moment(district, log, 100 * round_ + kill)
        with closing(sqlite3.connect(district)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        stored = {one.id for one in open_district(district).interventions}
        lost = set(words(log, "saved")) - stored
        assert not lost, f"saved and lost: {sorted(lost)}"
        session = workspace.open(district)
        assert session is not None, workspace.told
        left = session.unsaved_before()
        if left is not None:
            assert session.restore(left)
        here = {one.id for one in session.interventions()}
        gone = set(words(log, "drawn")) - here
        assert not gone, f"drawn and lost: {sorted(gone)}"
        assert session.save()
        session.layers.remove()
        session.close()
