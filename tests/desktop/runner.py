"""Start the real QGIS desktop under Xvfb, with the plugin from the zip, and run one scenario in it.

A scenario is a file of ``scenarios`` with a function ``run(desk)`` that runs inside QGIS; ``desk.py`` has its means.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sysconfig
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SETTINGS = """[PythonPlugins]
district_planner=true
processing=true

[locale]
overrideFlag=true
userLocale={locale}
globalLocale={locale}

[qgis]
showTips=false

[projections]
promptWhenMultipleTransformsExist=false

[app]
projections\\promptWhenMultipleTransformsExist=false
"""


@dataclass(frozen=True)
class Run:
    """How a scenario ended: exit code, what QGIS printed, and what the scenario handed back."""

    code: int
    log: str
    found: dict[str, Any] = field(default_factory=dict)


def run_scenario(
    scenario: str,
    archive: Path,
    folder: Path,
    pictures: Path,
    seconds: int = 120,
    locale: str = "en",
    screen: str = "1600x1000",
    **given: Any,
) -> Run:
    """Run ``scenarios/<scenario>.py`` in a fresh profile in ``folder`` and return how it ended.

    Args:
        archive: the zip of the plugin.
        pictures: where screenshots go, as ``<scenario>-<name>.png``.
        seconds: after these QGIS prints where it hangs, and ends with code 1.
        locale: language and number format; screen: its size in pixels.
        given: values that the scenario finds in ``desk.given``.
    """
    _prepare(scenario, archive, folder, pictures, seconds, locale, given)
    code, log = _run(_command(folder, screen), _environment(folder), seconds + 30)
    found = folder / "found.json"
    return Run(code, log, json.loads(found.read_text(encoding="utf-8")) if found.exists() else {})


def start_scenario(scenario: str, archive: Path, folder: Path, pictures: Path, **given: Any) -> subprocess.Popen[str]:
    """Start a scenario as :func:`run_scenario` does and return the process, a group of its own, for a test to kill."""
    _prepare(scenario, archive, folder, pictures, 300, "en", given)
    return _started(_command(folder, "1600x1000"), _environment(folder))


def _prepare(
    scenario: str, archive: Path, folder: Path, pictures: Path, seconds: int, locale: str, given: dict[str, Any]
) -> None:
    _make_profile(folder, archive, locale)
    pictures.mkdir(parents=True, exist_ok=True)
    task = {"scenario": scenario, "folder": str(folder), "pictures": str(pictures), "seconds": seconds, "given": given}
    (folder / "task.json").write_text(json.dumps(task), encoding="utf-8")


def _make_profile(folder: Path, archive: Path, locale: str) -> None:
    profile = folder / "profiles" / "p"
    settings = profile / "QGIS" / "QGIS3.ini"
    settings.parent.mkdir(parents=True)
    settings.write_text(SETTINGS.format(locale=locale), encoding="utf-8")
    with zipfile.ZipFile(archive) as zipped:
        zipped.extractall(profile / "python" / "plugins")


def _command(folder: Path, screen: str) -> list[str]:
    program = shutil.which("qgis.bin") or "qgis"
    display = ["xvfb-run", "-a", "-s", f"-screen 0 {screen}x24 -dpi 96"]
    qgis = [program, "--profiles-path", str(folder), "--profile", "p", "--nologo", "--noversioncheck"]
    return [*display, *qgis, "--code", str(HERE / "start.py")]


def _environment(folder: Path) -> dict[str, str]:
    home = folder / "home"
    runtime = home / "runtime"
    runtime.mkdir(parents=True, mode=0o700)
    runtime.chmod(0o700)
    # What pytest-qgis and the other tests set would lead the desktop to another profile or to no screen.
    dropped = {"QT_QPA_PLATFORM", "QGIS_CUSTOM_CONFIG_PATH", "QGIS_OPTIONS_PATH", "QGIS_PREFIX_PATH"}
    environment = {name: value for name, value in os.environ.items() if name not in dropped}
    return {
        **environment,
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "QT_SCALE_FACTOR_ROUNDING_POLICY": "Round",
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "DESKTOP_TASK": str(folder / "task.json"),
        "DESKTOP_CODE": str(HERE),
    }


def _run(command: list[str], environment: dict[str, str], seconds: int) -> tuple[int, str]:
    """Run in a process group of its own, which is ended as a whole when the time is up."""
    process = _started(command, environment)
    try:
        log, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        log, _ = process.communicate()
        log += f"\nThe desktop did not end within {seconds} s."
    return process.returncode, log


def _started(command: list[str], environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
