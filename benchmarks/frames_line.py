"""Frames of a stop that is dragged along a drawn line in the real desktop, on the timetables of South Yorkshire."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from benchmarks.frames import CHECKED_EVERY, MOVES, PICTURES, Drag, archived
from benchmarks.porto import data_folder
from benchmarks.rows import Row, measured
from scripts.sample import south_yorkshire
from scripts.sample.candidate_line import candidate
from tests.desktop.runner import Run, run_scenario

if TYPE_CHECKING:
    from benchmarks.measure import Bench

FIGURE, MEASURE = "count_transit_jobs_45_people_mean", "count_transit_jobs_45"
STOP = 4
"""Number of the stop that is dragged: that of the Sheffield Business Park."""


def dragged_stop(archive: Path) -> Drag:
    """Drag a stop between its neighbours, there and back, and compare frames with full recomputations."""
    with tempfile.TemporaryDirectory(prefix="district-planner-frames-") as folder:
        path = Path(folder) / "corridor.gpkg"
        south_yorkshire.write(data_folder() / "sheffield-rotherham", path, replace(candidate(), id="line"))
        done = run_scenario(
            "frames_line", archive, Path(folder) / "desktop", PICTURES, 300, district=str(path), moves=MOVES,
            figure=FIGURE, line="line", stop=STOP,
        )  # fmt: skip
        if done.code:
            raise RuntimeError(f"the desktop failed: {done.log[-3000:]}")
        checked = compared(path, done)
    on, off = np.array(done.found["on"]), np.array(done.found["off"])
    return Drag("corridor", "stop of a line", on - off, done.found["first"][0], float(np.median(off)), checked)


def compared(path: Path, done: Run) -> str:
    """Compare every twelfth frame with a full recomputation of the district with the line as it hung there.

    Raises:
        AssertionError: a frame showed anything else.
    """
    from district_planner.core import evaluate, open_district
    from district_planner.core.evaluation.request import Request

    district = open_district(path)
    line = district.interventions[0]
    asked = Request(modes=("transit",), indicators=("count",), categories=("jobs",))
    frames: list[dict[str, Any]] = done.found["shown"][CHECKED_EVERY - 1 :: CHECKED_EVERY]
    for frame in frames:
        one = replace(line, geometry=shapely.from_wkt(frame["wkt"]), attributes=frame["attributes"])
        results = evaluate(replace(district, interventions=()), request=asked, interventions=[one])
        row = results.figures.set_index("figure").loc[FIGURE]
        assert (frame["before"], frame["after"]) == (row["base"], row["with"]), (frame, dict(row))
        values = results.values[MEASURE]
        assert frame["gainers"] == int((values["base"] != values["with"]).sum()), frame
    return f"{len(frames)} of {len(done.found['shown'])} frames recomputed in full by plain Python, all equal"


def frame_line(bench: Bench) -> list[Row]:
    """Measure the frames of a dragged stop."""
    with tempfile.TemporaryDirectory(prefix="district-planner-frames-") as folder:
        drag = dragged_stop(archived(Path(folder)))
    return [measured("frame_line_p95_ms", float(np.percentile(drag.extra, 95)), drag.said)]
