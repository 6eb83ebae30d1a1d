"""Measure every row, print the table and write build/bench.json.

python -m benchmarks [--full] [row …]

--full: peers run everything instead of a sample; takes about an hour. With names, only the rows of these names (those
that are measured with them come along). Exit code 1 where a target is missed, 2 where something could not be measured.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from pathlib import Path

# One thread on both sides: this must be set before numpy is loaded.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

from benchmarks.measure import MEASURES, Bench, reported  # noqa: E402
from benchmarks.peers import PeerMissingError  # noqa: E402
from benchmarks.porto import ROOT, data_folder  # noqa: E402
from benchmarks.rows import ROWS, Row, table, write  # noqa: E402

OUTPUT = ROOT / "build" / "bench.json"
MEASURED_BY = {
    "cold_vs_pandana": "cold_vs_pandana", "cold_vs_cityseer": "cold_vs_cityseer", "cold_vs_qgis": "cold_vs_qgis",
    "edit_vs_pandana": "edits", "edit_p95_over_median": "edits", "growth_cold_slope": "growth", "growth_edit": "growth",
    "frame_link_median_ms": "frame_link", "frame_link_p95_ms": "frame_link", "first_move_ms": "frame_link",
    "frame_place_p95_ms": "frame_place", "frame_line_p95_ms": "frame_line",
    "open_vs_qgis": "open_vs_qgis",
    "edit_cycle_vs_full": "edit_cycle_vs_full", "edit_closure_vs_full": "edit_closure_vs_full",
    "memory_nine_tiles": "memory_nine_tiles", "createdistrict_vs_ogr2ogr": "createdistrict_vs_ogr2ogr",
    "timetable_vs_python": "timetable_vs_python", "timetable_memory": "timetable_vs_python",
    "lsoa_matrix_vs_dijkstra": "rides", "line_edit_vs_cold": "rides",
}  # fmt: skip
"""Row to the function that measures it."""


def machine() -> str:
    """Return what the numbers were made on."""
    cpu = platform.processor() or platform.machine()
    described = Path("/proc/cpuinfo")
    if described.exists():
        names = [line.split(":", 1)[1].strip() for line in described.read_text().splitlines() if "model name" in line]
        cpu = names[0] if names else cpu
    return f"{cpu}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help="no samples")
    parser.add_argument("rows", nargs="*", choices=[[], *ROWS], metavar="row", help=", ".join(ROWS))
    asked = parser.parse_args()
    if not (data_folder() / "porto").is_dir():
        reported(f"There is no reference data in {data_folder()}: set DP_DATA to its folder.")
        return 2
    wanted = {MEASURED_BY[name] for name in asked.rows or ROWS}
    begun, bench, rows, lacking = time.time(), Bench(asked.full), [], False
    for measure in MEASURES:
        if measure.__name__ not in wanted:
            continue
        try:
            rows += measure(bench)
        except PeerMissingError as error:
            reported(f"{measure.__name__} is left out: {error}")
            lacking = True
        write(rows, OUTPUT)
    print(_said(rows, time.time() - begun))
    if lacking:
        return 2
    return 1 if any(row.met is False for row in rows) else 0


def _said(rows: list[Row], seconds: float) -> str:
    return (
        f"{machine()}\n\n{table(rows)}\n\nMeasured in {seconds / 60:.1f} minutes; also in {OUTPUT.relative_to(ROOT)}."
    )


if __name__ == "__main__":
    sys.exit(main())
