"""Link the plugin into a QGIS profile, so that edits are live after the plugin is reloaded.

python scripts/dev.py [profile]

The profile gets a folder of links laid out like the zip; run it again after adding a file at the top of the package.
Translations are not linked: QGIS reads compiled ones only (make package).
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "district_planner"
PROFILES = {
    "win32": Path.home() / "AppData" / "Roaming" / "QGIS" / "QGIS3" / "profiles",
    "darwin": Path.home() / "Library" / "Application Support" / "QGIS" / "QGIS3" / "profiles",
}
LINUX = Path.home() / ".local" / "share" / "QGIS" / "QGIS3" / "profiles"


def link(profile: str) -> Path:
    """Fill the plugin folder of the profile with links and return it; refuse to touch an installed copy."""
    folder = PROFILES.get(sys.platform, LINUX) / profile / "python" / "plugins" / NAME
    if folder.exists():
        if not all(item.is_symlink() for item in folder.iterdir()):
            raise SystemExit(f"{folder} holds an installed copy of the plugin: uninstall it in QGIS first.")
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    items = [item for item in (ROOT / NAME).iterdir() if item.name != "__pycache__"]
    for item in [*items, *(ROOT / name for name in ("metadata.txt", "LICENSE", "resources"))]:
        (folder / item.name).symlink_to(item)
    return folder


if __name__ == "__main__":
    print(f"Linked into {link(sys.argv[1] if len(sys.argv) > 1 else 'default')}; enable it in the plugin manager.")
