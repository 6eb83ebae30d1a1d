"""A district that exists is whole whatever happens to the writer: killed, out of disk, or not allowed to write.

Each writer is a process of its own, with the real fault: a kill, a file system of 2 MB, a user without rights.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from district_planner.core import open_district

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "resources" / "examples" / "amp_sbp.gpkg"
NOBODY = 65534
WRITER = """
import sys
from dataclasses import replace
from district_planner.core import open_district
from district_planner.core.errors import PlannerError
from district_planner.core.geopackage import write_district
district, rounds = open_district(sys.argv[1]), int(sys.argv[3])
for number in range(rounds):
    print("writing", flush=True)
    try:
        write_district(replace(district, settings={**district.settings, "round": number}), sys.argv[2])
    except PlannerError as error:
        print(error, flush=True)
"""


def writer(target: Path, rounds: int = 1) -> list[str]:
    return [sys.executable, "-c", WRITER, str(SAMPLE), str(target), str(rounds)]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder that every user may enter."""
    made = Path(tempfile.mkdtemp(prefix="district-planner-", dir="/tmp" if os.name == "posix" else None))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.mark.parametrize("seed", range(4))
def test_a_kill_in_the_middle_of_a_write_leaves_a_whole_district(folder: Path, seed: int) -> None:
    target = Path(shutil.copy(SAMPLE, folder / "d.gpkg"))
    streets = len(open_district(SAMPLE).table("streets"))
    with subprocess.Popen(writer(target, 50), env=environment(), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        # A write takes some tenths of a second, so that every moment of one comes up.
        time.sleep(random.Random(seed).uniform(0.0, 0.6))
        process.send_signal(signal.SIGKILL)
    district = open_district(target)
    assert len(district.table("streets")) == streets
    assert len(district.interventions) == len(open_district(SAMPLE).interventions)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root to make a small file system")
def test_a_full_disk_is_a_sentence_and_leaves_the_old_district(folder: Path) -> None:
    # The sample takes 1.6 MB; 2 MB hold it once and not twice.
    script = f'mount -t tmpfs -o size=2m,mode=755 tmpfs {folder} && cp {SAMPLE} {folder}/d.gpkg && "$@"'
    check = f" && cmp {SAMPLE} {folder}/d.gpkg && ls -A {folder}"
    done = subprocess.run(
        ["unshare", "-m", "--propagation", "private", "sh", "-c", script + check, "sh", *writer(folder / "d.gpkg")],
        env=environment(), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    if "mount" in done.stderr or "unshare" in done.stderr:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    assert "the disk is full. Free some space and try again" in done.stdout
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "d.gpkg"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root to become another user")
@pytest.mark.parametrize("which", ["file", "folder"])
def test_a_file_and_a_folder_that_are_read_only_are_a_sentence(folder: Path, which: str) -> None:
    target = Path(shutil.copy(SAMPLE, folder / "d.gpkg"))
    target.chmod(0o444 if which == "file" else 0o666)
    folder.chmod(0o777 if which == "file" else 0o755)
    before = target.read_bytes()
    done = subprocess.run(
        writer(target), env=environment(), user=NOBODY, capture_output=True, text=True, timeout=60, check=False
    )
    if "PermissionError" in done.stderr or "ModuleNotFoundError" in done.stderr:
        pytest.skip("another user may not read this checkout")
    assert "or choose a folder where you may write" in done.stdout, done.stdout + done.stderr
    assert target.read_bytes() == before
    assert [path.name for path in folder.iterdir()] == ["d.gpkg"]
