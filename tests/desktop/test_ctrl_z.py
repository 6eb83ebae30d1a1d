"""Ctrl+Z and QGIS' own undo in the real desktop take back what was drawn, with the tick that came with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desktop.runner import run_scenario

pytestmark = [pytest.mark.desktop, pytest.mark.long]


def test_every_way_to_undo_takes_the_place_and_its_tick(archive: Path, tmp_path: Path, pictures: Path) -> None:
    into = tmp_path / "mine"
    into.mkdir()
    done = run_scenario("ctrl_z", archive, tmp_path / "desktop", pictures, 150, into=str(into))
    assert done.code == 0, done.log
    assert done.found["active layer"] and done.found["QGIS' undo is enabled"]
    for way in ("ctrl+z with the tool", "QGIS' undo", "ctrl+z without a tool"):
        assert done.found[way] == [False, False], way
    for way in ("ctrl+shift+z with the tool", "QGIS' redo"):
        assert done.found[way] == [True, True], way
