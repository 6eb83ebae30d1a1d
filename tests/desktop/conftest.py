"""The zip that the desktop tests install."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PICTURES = Path(__file__).resolve().parents[2] / "build" / "screenshots"


@pytest.fixture(scope="session")
def archive(scripts: Callable[[str], Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the plugin's zip, made afresh."""
    for program in ("xvfb-run", "xdotool", "import"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed; make setup installs it.")
    package = scripts("package")
    folder = package.stage(tmp_path_factory.mktemp("zip"))
    package.compile_translations(folder)
    path: Path = package.write_zip(folder)
    return path


@pytest.fixture
def pictures() -> Path:
    """Return where the screenshots go; they are to be looked at."""
    return PICTURES
