"""Frames of a drag in the real desktop: from the mouse event until exact figures and gains are painted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from benchmarks.porto import ROOT
from benchmarks.rows import Row, measured
from tests.conftest import script
from tests.desktop.runner import Run, run_scenario

if TYPE_CHECKING:
    from benchmarks.measure import Bench

DRAGS = Path(__file__).with_name("drags.geojson")
PICTURES = ROOT / "build" / "screenshots"
GROCERY, GREEN = "grocery", "green_space"
LIMIT_MIN = 15.0
MOVES = 120
CHECKED_EVERY = 12
PLACES = ("newport", "porto")
PLACE_DRAGS: tuple[tuple[str, str, Mapping[str, Any]], ...] = (
    ("newport", "amenity", {"categories": "grocery"}), ("porto", "amenity", {"categories": "grocery"}),
    ("newport", "meeting_place", {"categories": "grocery"}), ("porto", "meeting_place", {"categories": "grocery"}),
    ("newport", "green_space", {"hectares": 2.0}),
)  # fmt: skip
"""The data of Porto hold no green space that a drawn one could add to."""


@dataclass(frozen=True)
class Drag:
    """Milliseconds of every frame beyond those of the same drag with scoring off, and of the very first move.

    ``others``: further figures that the dock had on.
    """

    place: str
    kind: str
    extra: np.ndarray[Any, Any]
    first_ms: float
    off_ms: float
    checked: str
    others: int = 0

    @property
    def _dock(self) -> str:
        return f"the dock with {self.others} further figures on; " if self.others else ""

    @property
    def said(self) -> str:
        """Return the frames in words."""
        late = np.percentile(self.extra, 95)
        return (
            f"{self.place.capitalize()}, {self.kind}: median {np.median(self.extra):.1f} ms, 95th percentile "
            f"{late:.1f} ms, first move {self.first_ms:.0f} ms, frame with scoring off {self.off_ms:.1f} ms; "
            f"{self._dock}{self.checked}"
        )


def copied(place: str, folder: Path, settings: Mapping[str, Any] | None = None) -> Path:
    """Return a copy of a place's district with settings of its own; the district is made where missing.

    Args:
        settings: by default a limit of 15 minutes on foot.
    """
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run([sys.executable, "-m", "benchmarks.districts", place], check=True, cwd=ROOT, env=environment)
    copy = folder / f"{place}.gpkg"
    copy.write_bytes((ROOT / "build" / "bench" / f"{place}.gpkg").read_bytes())
    change_settings(copy, settings or {"walk_limit_min": LIMIT_MIN})
    return copy


def dragged(place: str, kind: str, archive: Path, attributes: Mapping[str, Any] | None = None) -> Drag:
    """Drag a kind over a place, and compare frames with full recomputations."""
    with tempfile.TemporaryDirectory(prefix="district-planner-frames-") as folder:
        copy = copied(place, Path(folder))
        done = run_scenario(
            "frames", archive, Path(folder) / "desktop", PICTURES, 300, district=str(copy), place=place, kind=kind,
            drag=drag_of(place), moves=MOVES, figure=figure_of(kind), attributes=dict(attributes or {}),
        )  # fmt: skip
        if done.code:
            raise RuntimeError(f"the desktop failed: {done.log[-3000:]}")
        checked = compared(copy, done, kind, attributes or {})
    on, off = np.array(done.found["on"]), np.array(done.found["off"])
    return Drag(
        place, kind, on - off, done.found["first"][0], float(np.median(off)), checked, len(done.found["others"])
    )


def category_of(kind: str) -> str:
    """Return the category that the question of a drag is about."""
    return GREEN if kind == "green_space" else GROCERY


def figure_of(kind: str) -> str:
    """Return the figure that is the headline of a drag."""
    return f"within_walk_{category_of(kind)}_15_people"


def drag_of(place: str) -> list[list[float]]:
    """Return the polyline of a place in degrees."""
    for feature in json.loads(DRAGS.read_text(encoding="utf-8"))["features"]:
        if feature["properties"]["place"] == place:
            found: list[list[float]] = feature["geometry"]["coordinates"]
            return found
    raise KeyError(place)


def change_settings(path: Path, settings: Mapping[str, Any]) -> None:
    """Write settings into a district's file."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(path)) as connection, connection:
        for key, value in settings.items():
            connection.execute("DELETE FROM settings WHERE key = ?", (key,))
            connection.execute("INSERT INTO settings (key, value) VALUES (?, ?)", (key, json.dumps(value)))


def compared(path: Path, done: Run, kind: str, attributes: Mapping[str, Any]) -> str:
    """Compare every twelfth frame with a full recomputation of the district with what hung on the cursor.

    Raises:
        AssertionError: a frame showed anything else.
    """
    from district_planner.core import evaluate, open_district
    from district_planner.core.evaluation.request import Request
    from district_planner.core.interventions.intervention import Intervention

    district = replace(open_district(path), interventions=())
    request = Request(indicators=("nearest",), categories=(category_of(kind),))
    frames = done.found["shown"][CHECKED_EVERY - 1 :: CHECKED_EVERY]
    for frame in frames:
        one = Intervention("hand", kind, shapely.from_wkt(frame["line"]), attributes=dict(attributes))
        results = evaluate(district, request=request, interventions=[one])
        row = results.figures.set_index("figure").loc[figure_of(kind)]
        assert (frame["before"], frame["after"]) == (row["base"], row["with"]), (frame, dict(row))
        values = results.values[f"nearest_walk_{category_of(kind)}"]
        base, with_it = values["base"].fillna(np.inf), values["with"].fillna(np.inf)
        assert frame["gainers"] == int((base != with_it).sum()), frame
    return f"{len(frames)} of {len(done.found['shown'])} frames recomputed in full by plain Python, all equal"


def archived(folder: Path) -> Path:
    """Return the plugin's zip, made afresh."""
    package = script("package")
    staged = package.stage(folder)
    package.compile_translations(staged)
    path: Path = package.write_zip(staged)
    return path


def frame_link(bench: Bench) -> list[Row]:
    """Measure the frames of a walking link on both places; the slower one is the row's value."""
    with tempfile.TemporaryDirectory(prefix="district-planner-frames-") as folder:
        archive = archived(Path(folder))
        drags = [dragged(place, "walking_link", archive) for place in PLACES]
    how = "; ".join(drag.said for drag in drags)
    return [
        measured("frame_link_median_ms", max(float(np.median(drag.extra)) for drag in drags), how),
        measured("frame_link_p95_ms", max(float(np.percentile(drag.extra, 95)) for drag in drags), how),
        measured("first_move_ms", max(drag.first_ms for drag in drags), "in the same runs"),
    ]


def frame_place(bench: Bench) -> list[Row]:
    """Measure the frames of places on both places; the slowest one is the row's value."""
    with tempfile.TemporaryDirectory(prefix="district-planner-frames-") as folder:
        archive = archived(Path(folder))
        drags = [dragged(place, kind, archive, said) for place, kind, said in PLACE_DRAGS]
    worst = max(float(np.percentile(drag.extra, 95)) for drag in drags)
    return [measured("frame_place_p95_ms", worst, "; ".join(drag.said for drag in drags))]
