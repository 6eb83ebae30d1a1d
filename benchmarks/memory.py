"""Peak memory of nine Portos side by side, in a process of its own; prints JSON. Run as a module.

python -m benchmarks.memory NINE.npz
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

import numpy as np

from benchmarks.engine import Engine, link
from benchmarks.porto import load

EDITS = 20


def peak_gb() -> float:
    """Return the most memory that this process held at once, in GB (10^9 bytes).

    On Linux the high-water mark of the process's own memory: ``getrusage`` there also counts what the process that
    started it held at that moment.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024 / 1e9
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most * (1 if sys.platform == "darwin" else 1024) / 1e9


def main() -> None:
    engine = Engine(load(Path(sys.argv[1])))
    links = [link(engine.porto.streets, ends) for ends in engine.porto.links[:EDITS]]
    engine.porto.forget_streets()  # the engine makes its own
    answer = engine.cold()
    seconds = engine.timed_edits(answer, links)
    print(json.dumps({
        "peak_gb": peak_gb(), "edges": len(engine.porto.table), "nodes": len(engine.origins),
        "opportunities": len(engine.porto.opportunities), "pairs": len(answer.network.base.ms),
        "edits": len(seconds), "median_edit_s": float(np.median(seconds)),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
