"""Which Python libraries the plugin stands on, and what to do where one is missing."""

from __future__ import annotations

import re
import sys
import sysconfig
from collections.abc import Mapping
from importlib import import_module, metadata
from importlib.util import find_spec
from pathlib import Path

REQUIRED: Mapping[str, str] = {"numpy": "1.20", "scipy": "1.9", "pandas": "1.3", "shapely": "2.0"}
"""Distribution name -> lowest version that works."""


def missing_libraries(required: Mapping[str, str] = REQUIRED) -> list[str]:
    """Return what is absent or too old, as pip understands it, e.g. ``["shapely>=2.0"]``."""
    return [f"{name}>={lowest}" for name, lowest in required.items() if not _is_there(name, lowest)]


def install_command(missing: list[str], platform: str = sys.platform, flatpak: bool | None = None) -> str:
    """Return the one command that installs ``missing`` for the Python of this QGIS."""
    wanted = " ".join(f'"{item}"' for item in missing)
    if platform == "win32":
        return f"python -m pip install --user {wanted}"
    if platform == "darwin":
        return f"{Path(sys.prefix) / 'bin' / 'python3'} -m pip install --user {wanted}"
    if Path("/.flatpak-info").exists() if flatpak is None else flatpak:
        return f"flatpak run --command=pip3 org.qgis.qgis install --user {wanted}"
    return f"{_pip_of_linux()} {wanted}"


def _pip_of_linux() -> str:
    # Debian ships Python without pip, and marks it so that pip asks for the option before it writes to the home folder.
    first = "sudo apt install python3-pip && " if find_spec("pip") is None and Path("/usr/bin/apt").exists() else ""
    marked = Path(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED").exists()
    return f"{first}/usr/bin/python3 -m pip install --user{' --break-system-packages' if marked else ''}"


def _is_there(name: str, lowest: str) -> bool:
    found = _version(name)
    return found is not None and _numbers(found) >= _numbers(lowest)


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        pass
    # Some builds of QGIS ship a library without its metadata: ask the library itself.
    try:
        return str(import_module(name).__version__)
    except ImportError:
        return None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:2])
