"""The runner notices what goes wrong in the desktop."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desktop.runner import run_scenario

pytestmark = [pytest.mark.desktop, pytest.mark.long]


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [("slot", "ZeroDivisionError"), ("wait", "a thing that never comes"), ("hang", "Timeout (0:00:20)!")],
)
def test_a_fault_fails_the_run(archive: Path, tmp_path: Path, fault: str, sentence: str) -> None:
    done = run_scenario("faults", archive, tmp_path, tmp_path / "pictures", seconds=20, fault=fault)
    assert done.code == 1
    assert sentence in done.log
