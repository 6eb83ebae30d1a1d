"""A district that is open in a project, as the dock has it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QLocale
from qgis.PyQt.QtWidgets import QApplication

from district_planner.gui.session import DistrictSession
from district_planner.gui.workspace import Workspace
from district_planner.paths import example_path


@pytest.fixture
def wait() -> Callable[..., Any]:
    """Return a function that lets QGIS work until a condition holds, and returns its value."""

    def until(condition: Callable[[], Any], what: str = "", seconds: float = 20.0) -> Any:
        end = time.monotonic() + seconds
        while True:
            value = condition()
            if value:
                return value
            assert time.monotonic() < end, f"waited {seconds} s: {what}"
            QApplication.processEvents()
            time.sleep(0.005)

    return until


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """Return a copy of the sample district."""
    path = tmp_path / "sample.gpkg"
    shutil.copy(example_path("amp_sbp.gpkg"), path)
    return path


@pytest.fixture
def workspace(qgis_app: QgsApplication) -> Iterator[Workspace]:
    """Return an empty workspace of the project; its sentences are collected in ``told``."""
    project = QgsProject.instance()
    project.clear()
    found = Workspace(project)
    found.told = []
    found.failed.connect(found.told.append)
    yield found
    found.stop()
    project.clear()
    QApplication.processEvents()


@pytest.fixture
def session(workspace: Workspace, sample: Path, wait: Callable[..., Any]) -> DistrictSession:
    """Return the sample, open and compiled."""
    found = workspace.open(sample)
    assert found is not None, workspace.told
    wait(lambda: found.engine, "the engine was not compiled")
    return found


@pytest.fixture
def german() -> Iterator[None]:
    """Write numbers as Germans do."""
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    yield
    QLocale.setDefault(before)
