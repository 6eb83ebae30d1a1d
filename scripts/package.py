"""Make build/district_planner.zip as the plugin site wants it, and check it against the site's rules.

python scripts/package.py [--release]
"""

from __future__ import annotations

import argparse
import configparser
import importlib.util
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "district_planner"
FILES = ("metadata.txt", "LICENSE")
FOLDERS = ("resources", "i18n")

SIZE_LIMIT = 25_000_000
REQUIRED_FILES = ("LICENSE", "metadata.txt", "__init__.py")
REQUIRED_KEYS = (
    "name", "qgisMinimumVersion", "description", "about", "version", "author", "email", "repository", "tracker", "icon",
    "hasProcessingProvider",
)  # fmt: skip
FORBIDDEN_ENDINGS = {
    ".so", ".pyd", ".dll", ".dylib", ".exe", ".o", ".a", ".class", ".jar", ".whl", ".egg",
    ".sh", ".bash", ".bat", ".cmd", ".ps1", ".pyc", ".pyo", ".pkl", ".pickle", ".zip",
}  # fmt: skip
FORBIDDEN_PARTS = {"__pycache__", "__MACOSX", ".git", ".svn"}
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", "*.ts", ".*", "*.gpkg-wal", "*.gpkg-shm", "*.gpkg-journal")


def stage(target: Path) -> Path:
    """Lay out the plugin's folder as it is in the zip, without translations; return it."""
    folder = target / NAME
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / NAME, folder, ignore=LEFT_OUT)
    for name in FILES:
        shutil.copy(ROOT / name, folder / name)
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=LEFT_OUT)
    return folder


def compile_translations(folder: Path) -> None:
    """Compile every i18n/*.ts into the staged folder."""
    lrelease = _lrelease()
    for source in sorted((ROOT / "i18n").glob("*.ts")):
        compiled = folder / "i18n" / f"{source.stem}.qm"
        subprocess.run([lrelease, "-silent", str(source), "-qm", str(compiled)], check=True)


def _lrelease() -> str:
    found = shutil.which("/usr/lib/qt5/bin/lrelease") or shutil.which("lrelease")
    if found is None:
        raise SystemExit("lrelease is missing: run scripts/setup.sh, or install the translation tools of Qt 5.")
    return found


def write_zip(folder: Path) -> Path:
    """Pack the staged folder; equal contents give an equal file."""
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(item for item in folder.rglob("*") if item.is_file()):
            entry = zipfile.ZipInfo(str(file.relative_to(folder.parent)), (2020, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, file.read_bytes())
    return path


def faults(path: Path, release: bool = False) -> list[str]:
    """Return what the plugin site would refuse in the zip, one sentence each."""
    found = []
    if path.stat().st_size > SIZE_LIMIT:
        found.append(f"The zip has {path.stat().st_size / 1e6:.1f} MB; the site takes 25.")
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        tops = sorted({name.split("/")[0] for name in names})
        if tops != [NAME]:
            return [*found, f"The zip must hold the one folder {NAME}, not {', '.join(tops)}."]
        found += [f"{name} is missing." for name in REQUIRED_FILES if f"{NAME}/{name}" not in names]
        found += [f"{name} is not allowed in the zip." for name in names if _is_forbidden(name)]
        if f"{NAME}/metadata.txt" in names:
            found += metadata_faults(archive.read(f"{NAME}/metadata.txt").decode("utf-8"), names, release)
    return found


def _is_forbidden(name: str) -> bool:
    path = Path(name)
    return (
        path.suffix.lower() in FORBIDDEN_ENDINGS
        or bool(FORBIDDEN_PARTS & set(path.parts))
        or (path.name.startswith("ui_") and path.suffix == ".py")
        or path.name.startswith(".")
    )


def metadata_faults(text: str, names: list[str], release: bool = False) -> list[str]:
    """Return what is wrong with metadata.txt; ``release`` also refuses the addresses that stand for real ones."""
    # The site reads the file with interpolation, so that any bare % rejects the upload.
    if "%" in text:
        return ["metadata.txt holds a %."]
    parser = configparser.ConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    general = parser["general"]
    found = [f"metadata.txt lacks {key}." for key in REQUIRED_KEYS if not general.get(key, "").strip()]
    if f"{NAME}/{general.get('icon', '')}" not in names:
        found.append(f"The icon {general.get('icon')} is not in the zip.")
    if "supportsQt6" in general:
        found.append("supportsQt6 is no longer read; qgisMaximumVersion=4.99 declares QGIS 4.")
    if release and "example.org" in text:
        found.append("metadata.txt names example.org: set email, homepage, repository and tracker.")
    return found


def bandit_faults(folder: Path, release: bool = False) -> list[str]:
    """Return what Bandit finds in the staged folder; where it is not installed a fault of a release only."""
    if importlib.util.find_spec("bandit") is None:
        return _left_out("Bandit", release)
    command = [sys.executable, "-m", "bandit", "--quiet", "--recursive", str(folder), "--format", "custom"]
    command += ["--msg-template", "{relpath}:{line} {test_id} {msg}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return [f"Bandit: {line}" for line in done.stdout.splitlines() if line.strip()]


def secret_faults(folder: Path, release: bool = False) -> list[str]:
    """Return what detect-secrets takes for a key or password; where it is not installed a fault of a release only."""
    if importlib.util.find_spec("detect_secrets") is None:
        return _left_out("detect-secrets", release)
    # It leaves out what lies outside the folder that it is started in.
    command = [sys.executable, "-m", "detect_secrets", "scan", "--all-files", "."]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder)
    return [
        f"detect-secrets: {name}:{one['line_number']} {one['type']}"
        for name, found in json.loads(done.stdout)["results"].items()
        for one in found
    ]


def _left_out(tool: str, release: bool) -> list[str]:
    """Return that a check could not be made as a fault of a release; else print it and return nothing."""
    said = f"{tool} is not installed: its check was left out."
    if release:
        return [f"{said} Install requirements-dev.txt."]
    print(said, file=sys.stderr)
    return []


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--release", action="store_true", help="refuse what may not be uploaded yet")
    options = parser.parse_args()
    folder = stage(ROOT / "build")
    compile_translations(folder)
    path = write_zip(folder)
    found = faults(path, options.release)
    found += bandit_faults(folder, options.release) + secret_faults(folder, options.release)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1e6:.2f} MB")
    for sentence in found:
        print(sentence, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
