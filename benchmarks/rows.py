"""What is measured: the rows, their targets, and the form in which a run is printed and kept."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Definition:
    """One row before it is measured.

    Attributes:
        target: what the value must reach; None for a row that is stated without one.
        better: ``higher`` or ``lower``: on which side of the target the value must be.
        unit: of value and target; work: what is measured.
    """

    target: float | None
    better: str
    unit: str
    work: str


ROWS: Mapping[str, Definition] = {
    "cold_vs_pandana": Definition(
        5.0, "higher", "times faster", "count within 1,200 m of all Porto nodes, from arrays to answer"),
    "cold_vs_cityseer": Definition(None, "higher", "times faster", "the same against cityseer"),
    "cold_vs_qgis": Definition(50.0, "higher", "times faster", "the same against the graph classes of QGIS"),
    "edit_vs_pandana": Definition(1000.0, "higher", "times faster", "score again after one drawn link, median"),
    "edit_p95_over_median": Definition(6.0, "lower", "times the median", "95th percentile over 300 links"),
    "growth_cold_slope": Definition(1.1, "lower", "log-log slope", "cold cost over Porto tiled 1, 4 and 9 times"),
    "growth_edit": Definition(1.5, "lower", "times", "median edit on 9 tiles over the median on 1"),
    "memory_nine_tiles": Definition(1.5, "lower", "GB", "peak resident memory: nine tiles, their table, 20 edits"),
    "createdistrict_vs_ogr2ogr": Definition(
        10.0, "lower", "times the time", "newport.osm.pbf to a district against ogr2ogr to GeoPackage"),
    "timetable_vs_python": Definition(
        20.0, "higher", "times faster", "percentiles of every minute of two hours against dictionaries of Python"),
    "timetable_memory": Definition(1.0, "lower", "GB", "peak resident memory of the same"),
    "frame_link_median_ms": Definition(
        8.0, "lower", "ms", "a frame of a drag of a walking link in the desktop, beyond one with scoring off; median"),
    "frame_link_p95_ms": Definition(16.0, "lower", "ms", "the same, 95th percentile; the slower of Newport and Porto"),
    "first_move_ms": Definition(None, "lower", "ms", "the first move of that drag, nothing subtracted"),
    "frame_place_p95_ms": Definition(
        16.0, "lower", "ms", "the same for an amenity, a meeting place and a green space, the slowest one"),
    "frame_line_p95_ms": Definition(
        150.0, "lower", "ms", "the same for a stop dragged along a line of ten stops, South Yorkshire by frequency"),
    "open_vs_qgis": Definition(
        5.0, "lower", "times the time", "stored Porto until the first drag works, against QGIS drawing its streets"),
    "lsoa_matrix_vs_dijkstra": Definition(
        10.0, "higher", "times faster", "853 x 853 zones by tram and rail, cold, against a scipy Dijkstra per zone"),
    "line_edit_vs_cold": Definition(10.0, "higher", "times faster", "the same after a drawn line with 10 stops"),
    "edit_cycle_vs_full": Definition(
        10.0, "lower", "% of the time",
        "mouse at rest with a cycle path of 2 km, 15 min at 15 km/h, Porto, against a full recomputation"),
    "edit_closure_vs_full": Definition(
        20.0, "lower", "% of the time", "the same with the closure of one street, 15 min on foot"),
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One measured row; ``how`` tells both sides' times, what was sampled and what was checked."""

    name: str
    value: float
    target: float | None
    unit: str
    how: str

    @property
    def met(self) -> bool | None:
        """Return whether the target is met, None where there is none."""
        if self.target is None:
            return None
        better = ROWS[self.name].better
        return self.value >= self.target if better == "higher" else self.value <= self.target


def measured(name: str, value: float, how: str) -> Row:
    """Return a row of its definition; the value keeps four digits.

    Raises:
        KeyError: no such row is defined.
        ValueError: the value is no finite number.
    """
    definition = ROWS[name]
    if not math.isfinite(value):
        raise ValueError(f"{name} is {value}")
    return Row(name, float(f"{value:.4g}"), definition.target, definition.unit, how)


def write(rows: Sequence[Row], path: Path) -> None:
    """Write the rows as JSON; rows of the file that were not measured now stay."""
    mine = {row.name for row in rows}
    kept = [] if not path.exists() else [old for old in json.loads(path.read_text()) if old["name"] not in mine]
    made = [asdict(row) for row in rows] + kept
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part")
    beside.write_text(json.dumps(made, indent=1) + "\n")
    beside.replace(path)


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a Markdown table, which also reads well in a terminal."""
    lines = [("row", "value", "target", "met", "unit")]
    signs = {"higher": "≥", "lower": "≤"}
    for row in rows:
        target = "–" if row.target is None else f"{signs[ROWS[row.name].better]} {row.target:,g}"
        met = {True: "yes", False: "NO", None: "–"}[row.met]
        lines.append((row.name, f"{row.value:,g}", target, met, row.unit))
    widths = [max(len(line[i]) for line in lines) for i in range(5)]
    said = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |" for line in lines]
    said.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join([*said, "", *(f"- {row.name}: {row.how}" for row in rows)])
