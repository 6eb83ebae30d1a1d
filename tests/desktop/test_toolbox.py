"""The real desktop starts with the plugin of the zip and shows it in the toolbox."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desktop.runner import run_scenario

pytestmark = pytest.mark.desktop


def test_the_toolbox_shows_the_plugin(archive: Path, tmp_path: Path, pictures: Path) -> None:
    done = run_scenario("toolbox", archive, tmp_path, pictures)
    assert done.code == 0, done.log
    assert "District Planner" in done.found["rows"]
    assert set(done.found["algorithms"]) <= set(done.found["rows"])
