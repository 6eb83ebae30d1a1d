"""Opening a stored district until the first drag works, against QGIS loading and drawing its street layer."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.frames import PICTURES, archived, copied, drag_of, figure_of
from benchmarks.rows import Row, measured
from tests.desktop.runner import run_scenario

if TYPE_CHECKING:
    from benchmarks.measure import Bench

PLACE = "porto"


def open_vs_qgis(bench: Bench) -> list[Row]:
    """Measure both in one desktop, three times each after the file was read once."""
    with tempfile.TemporaryDirectory(prefix="district-planner-opening-") as name:
        folder = Path(name)
        path = copied(PLACE, folder)
        done = run_scenario(
            "opening", archived(folder), folder / "desktop", PICTURES, 300, district=str(path), drag=drag_of(PLACE),
            moves=1, figure=figure_of("walking_link"),
        )  # fmt: skip
        if done.code:
            raise RuntimeError(f"the desktop failed: {done.log[-3000:]}")
    ours, qgis = (float(np.median(done.found[side])) for side in ("ours", "qgis"))
    how = (
        f"{PLACE.capitalize()}: {ours:.2f} s until exact figures are painted at the cursor, median of 3 "
        f"(read, graph, joins, table of times, first preview), against {qgis:.2f} s until QGIS has drawn the streets"
    )
    return [measured("open_vs_qgis", ours / qgis, how)]
