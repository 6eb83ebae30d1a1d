"""What an edit costs in the real desktop: from the mouse event until its exact figure is painted, once the mouse rests.

The yardstick is a full recomputation of the same figure, in the same QGIS (:mod:`benchmarks.full`).
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from benchmarks.agreement import DisagreementError
from benchmarks.frames import PICTURES, archived, copied
from benchmarks.porto import ROOT
from benchmarks.rows import Row, measured
from district_planner.core import open_district
from tests.desktop.runner import run_scenario

if TYPE_CHECKING:
    from benchmarks.measure import Bench

PLACE = "porto"
MINUTES = 15.0
CYCLE_KMH = 15.0
PATH_M = 2_000.0
PIECES = 10
FULL_RUNS = 3
EDITS = 7
"""Places where the mouse rests; the first of them only warms up."""
APART_M = 40.0
FIGURES = ("within_{}_grocery_15_people", "index15_{}_people_mean")
"""Of the nearest place, and of all within reach; the slower one is the row's value."""


def edit_cycle_vs_full(bench: Bench) -> list[Row]:
    """Measure a cycle path of 2 km of which the far end moves."""
    settings = {"modes": ["cycle"], "cycle_kmh": CYCLE_KMH, "cycle_limit_min": MINUTES}
    with tempfile.TemporaryDirectory(prefix="district-planner-rests-") as folder:
        path = copied(PLACE, Path(folder), settings)
        start = _middle(path)
        heading = np.cumsum(np.random.default_rng(3).normal(0.0, 0.4, PIECES))
        bends = np.cumsum(np.stack([np.cos(heading), np.sin(heading)], axis=1), axis=0) * (PATH_M / PIECES)
        line = np.vstack([start, start + bends])
        rests = [[float(line[-1, 0] + APART_M * number), float(line[-1, 1])] for number in range(EDITS)]
        given = {"kind": "cycle_path", "mode": "cycle", "placed": line[:-1].tolist(), "rests": rests, "scale": 12_000.0}
        return [_row("edit_cycle_vs_full", f"ends of a path of {PATH_M:,.0f} m", path, Path(folder), given)]


def edit_closure_vs_full(bench: Bench) -> list[Row]:
    """Measure the closure of one street, on foot."""
    with tempfile.TemporaryDirectory(prefix="district-planner-rests-") as folder:
        path = copied(PLACE, Path(folder))
        streets = open_district(path).table("streets")
        lines = streets.loc[streets["walk"] == "yes", "geometry"].to_numpy()
        chosen = np.random.default_rng(5).choice(len(lines), EDITS, replace=False)
        middles = shapely.get_coordinates(shapely.line_interpolate_point(lines[chosen], 0.5, normalized=True))
        given = {"kind": "closure", "mode": "walk", "placed": [], "rests": middles.tolist(), "scale": 5_000.0}
        return [_row("edit_closure_vs_full", "streets by default_rng(5)", path, Path(folder), given)]


def _middle(path: Path) -> np.ndarray[Any, Any]:
    """Return the end of a street nearest to the median of all ends: where the path begins."""
    ends = shapely.get_coordinates(shapely.get_point(open_district(path).table("streets")["geometry"].to_numpy(), 0))
    found: np.ndarray[Any, Any] = ends[int(np.argmin(np.hypot(*(ends - np.median(ends, axis=0)).T)))]
    return found


def _row(row: str, what: str, path: Path, folder: Path, given: Mapping[str, Any]) -> Row:
    figures = [figure.format(given["mode"]) for figure in FIGURES]
    done = run_scenario(
        "rests", archived(folder), folder / "desktop", PICTURES, 1500, district=str(path), code=str(ROOT),
        figures=figures, full_runs=FULL_RUNS, **given,
    )  # fmt: skip
    if done.code:
        raise RuntimeError(f"the desktop failed: {done.log[-3000:]}")
    shares, said = [], []
    for figure in figures:
        found = done.found[figure]
        wrong = [one for one in found["rests"] if one["shown"] != one["full"]]
        if wrong:
            raise DisagreementError(f"{row}, {figure}: {wrong}")
        edit = statistics.median(one["ms"] for one in found["rests"][1:])
        full = 1000.0 * statistics.median(found["full_s"])
        shares.append(100.0 * edit / full)
        said.append(f"{figure}: {edit:.0f} ms against {full:,.0f} ms, {shares[-1]:.1f} %")
    how = (
        f"{PLACE.capitalize()}, {MINUTES:g} min, median of {EDITS - 1} {what}, from the mouse event to the painted "
        f"chip, the dock with {done.found['others']} further figures on, against every search in tiles, every value "
        f"and the figure in the same QGIS (median of {FULL_RUNS}): {'; '.join(said)}; every figure equals that of a "
        "full search on its changed network"
    )
    return measured(row, max(shares), how)
