"""The packages the product is measured against: each runs on its own, with one thread, on the same arrays."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.engine import CUTOFF_M
from benchmarks.porto import ROOT, Porto

HERE = Path(__file__).resolve().parent
VENVS = ROOT / ".bench-venv"
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"), "1")


class PeerMissingError(Exception):
    """A peer cannot be installed or does not run; its message says why."""


def environment() -> dict[str, str]:
    """Return the environment of a peer: one thread, no screen, nothing of this process' Python."""
    kept = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return {**kept, **ONE_THREAD, "QT_QPA_PLATFORM": "offscreen", "PYTHONWARNINGS": "ignore"}


def system_python() -> str:
    """Return the interpreter that QGIS is built for."""
    return "/usr/bin/python3" if Path("/usr/bin/python3").exists() else sys.executable


def python_of(name: str) -> str:
    """Return the interpreter of a peer's own environment; it is made the first time.

    Raises:
        PeerMissingError: pip could not install it.
    """
    wanted = (HERE / f"requirements-{name}.txt").read_text()
    venv = VENVS / name
    stamp, python = venv / ".installed", str(venv / "bin" / "python")
    if stamp.exists() and stamp.read_text() == wanted:
        return python
    print(f"Installing {name} into {venv.relative_to(ROOT)}", file=sys.stderr, flush=True)
    _run([system_python(), "-m", "venv", "--clear", str(venv)])
    _run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r",
          str(HERE / f"requirements-{name}.txt")])  # fmt: skip
    stamp.write_text(wanted)
    return python


def run(python: str, script: str, arguments: Sequence[object]) -> dict[str, Any]:
    """Run a peer's script and return the JSON that it prints last."""
    said = _run([python, str(HERE / script), *(str(argument) for argument in arguments)])
    found: dict[str, Any] = json.loads(said.strip().splitlines()[-1])
    return found


def _run(command: list[str]) -> str:
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
        raise PeerMissingError(f"{' '.join(command[:4])} … failed: {last}")
    return done.stdout


def write_graph(porto: Porto, path: Path) -> None:
    """Write the arrays that every peer reads: nodes, edges, opportunities, and links with their lengths."""
    streets = porto.streets
    ends = np.array(porto.links)
    length = np.hypot(*(streets.xy[ends[:, 0]] - streets.xy[ends[:, 1]]).T)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(
        path, x=streets.xy[:, 0], y=streets.xy[:, 1], start=streets.start, end=streets.end, length=streets.length,
        opportunities=porto.opportunities, cutoff=CUTOFF_M, links=np.column_stack([ends, length]),
    )  # fmt: skip
