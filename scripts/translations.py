"""Take the texts of the code into i18n/*.ts, or check that they are there.

python scripts/translations.py [--check]

Line numbers are left out of the .ts files: they would change with every edit.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "i18n"
LOCATION = re.compile(r"^\s*<location [^>]*/>\n", re.MULTILINE)


def updated(source: Path) -> str:
    """Return what the .ts file should hold: all texts of the code, with the translations it has."""
    code = sorted(str(path) for path in (ROOT / "district_planner").rglob("*.py"))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / source.name
        copy.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
        subprocess.run(["pylupdate5", "-noobsolete", *code, "-ts", str(copy)], check=True, stderr=subprocess.DEVNULL)
        return LOCATION.sub("", copy.read_text(encoding="utf-8"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, fail when a file is out of date")
    options = parser.parse_args()
    stale = {path: text for path in sorted(FOLDER.glob("*.ts")) if (text := updated(path)) != path.read_text("utf-8")}
    for path, text in stale.items():
        if options.check:
            print(f"{path.relative_to(ROOT)} is out of date: run make translations.", file=sys.stderr)
        else:
            path.write_text(text, encoding="utf-8")
            print(f"{path.relative_to(ROOT)} brought up to date.")
    return 1 if options.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
