"""What every test may use: a private home, the reference data, a staged plugin, ``qgis_process``."""

from __future__ import annotations

import atexit
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# A busy machine may take long for one example; the limit of a whole test ends what never would.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("DP_DATA", "../shared/data"))
DATA = DATA if DATA.is_absolute() else (ROOT / DATA).resolve()


def _private_home() -> None:
    """Keep the tests away from the settings and caches of whoever runs them."""
    home = Path(tempfile.mkdtemp(prefix="district-planner-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ.update(HOME=str(home), XDG_RUNTIME_DIR=str(runtime))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        os.environ.pop(name, None)


_private_home()


def pytest_report_header() -> str:
    """Say at the top of the run whether the tests on real places can run."""
    state = str(DATA) if DATA.is_dir() else f"ABSENT at {DATA}: tests on real places are skipped (set DP_DATA)"
    return f"reference data: {state}"


@pytest.fixture(scope="session")
def reference_data() -> Callable[..., Path]:
    """Return a function that gives the path of reference data, e.g. ``reference_data("newport", "zones.gpkg")``."""

    def find(*parts: str) -> Path:
        path = DATA.joinpath(*parts)
        if not path.exists():
            pytest.skip(
                f"The reference data {'/'.join(parts)} is not in {DATA}; set DP_DATA to the folder that holds it."
            )
        return path

    return find


def script(name: str) -> Any:
    """Return a module of the folder scripts, which is no package."""
    spec = importlib.util.spec_from_file_location(f"scripts_{name}", ROOT / "scripts" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def scripts() -> Callable[[str], Any]:
    """Return a function that loads a module of the folder scripts by its name."""
    return script


@pytest.fixture(scope="module")
def toolbox(qgis_processing: None) -> Iterator[Any]:
    """Return ``processing`` with the plugin's provider in it, as the desktop would offer it."""
    import processing

    from district_planner import classFactory

    plugin = classFactory(None)
    plugin.initProcessing()
    yield processing
    plugin.unload()


class QgisProcess:
    """``qgis_process`` with the staged plugin in a profile of its own."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("qgis_process.bin") or shutil.which("qgis_process")
        if program is None:
            pytest.skip("qgis_process is not installed; make setup installs it.")
        self.program = program
        script("package").stage(folder / "profiles" / "default" / "python" / "plugins")
        self.environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", QGIS_CUSTOM_CONFIG_PATH=str(folder))
        self.environment["PYTHONPATH"] = sysconfig.get_path("purelib")
        self.environment.pop("QGIS_OPTIONS_PATH", None)
        self.call("plugins", "enable", "district_planner")

    def call(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run ``qgis_process`` with these arguments; the caller looks at the exit code."""
        return subprocess.run(
            [self.program, *arguments], env=self.environment, capture_output=True, text=True, timeout=280, check=False
        )

    def run(self, algorithm: str, **parameters: Any) -> dict[str, Any]:
        """Run an algorithm, e.g. ``run("checkdistrict", DISTRICT=path)``, and return its outputs.

        A list is handed over as the key given several times. Raises AssertionError with the sentence of a failed run.
        """
        pairs = []
        for key, value in parameters.items():
            pairs += [f"{key}={item}" for item in (value if isinstance(value, (list, tuple)) else [value])]
        done = self.call("--json", "run", f"districtplanner:{algorithm}", "--", *pairs)
        assert done.returncode == 0, done.stderr
        results: dict[str, Any] = json.loads(done.stdout)["results"]
        return results


@pytest.fixture(scope="session")
def qgis_process(tmp_path_factory: pytest.TempPathFactory) -> QgisProcess:
    """Return ``qgis_process`` with the staged plugin."""
    return QgisProcess(tmp_path_factory.mktemp("qgis_process"))
