"""Draw the map of the change in jobs within 45 minutes that a drawn line makes: docs/images/line_jobs.png.

python scripts/line_map.py [DATA]    DATA: the folder sheffield-rotherham of the reference data
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from district_planner.core.evaluation.evaluate import evaluate
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.results import Results
from district_planner.core.interventions.line_facts import line_facts
from district_planner.core.transit.headways import pair_services
from scripts.sample import south_yorkshire as area
from scripts.sample.candidate_line import NAMES, candidate

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "images" / "line_jobs.png"
MEASURE = "count_transit_jobs_45"
NOTE = "Tram and rail only: no bus timetable was available."
CLASSES = ((500, "#c9b8dc"), (2_000, "#9e82bf"), (5_000, "#6f4a9c"), (10_000, "#43206f"))
"""Lower limits of gains in jobs and their colours; the first class begins above 0."""
NAMED = (0, 4, 7, 9)
"""Stops of the line that are named on the map."""
PLACES = tuple((dx, dy) for dx in (10, -10) for dy in (0, 4, -4, 8, -8))
"""Where a name may stand beside its stop, in points, the best first."""
LOSS, SAME, INK, QUIET = "#d9822b", "#dddddd", "#222222", "#666666"


def results(folder: Path) -> tuple[Results, Any]:
    """Return the scores of the line and the day's service."""
    tables = {"homes": area.zones(folder), "opportunities": area.jobs(folder)}
    district = area.district(folder, tables, candidate())
    asked = Request(modes=("transit",), indicators=("count",), categories=("jobs",), cutoffs=(30.0, 45.0, 60.0))
    return evaluate(district, request=asked), area.feed(folder)


def draw(found: Results, service: Any, picture: Path) -> None:
    """Draw the map."""
    frame, origins = found.values[MEASURE], found.origins
    change = (frame["with"] - frame["base"]).to_numpy()
    xy = shapely.get_coordinates(origins["geometry"].to_numpy(dtype=object))
    people = origins["people"].to_numpy()
    figure = Figure(figsize=(11.0, 8.2), dpi=150)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.02, 0.13, 0.74, 0.76))
    _service(axes, service)
    _zones(axes, xy, change, people)
    line = candidate()
    x, y = np.asarray(line.geometry.coords).T
    axes.plot(x, y, color="#c2185b", linewidth=3, zorder=6, solid_capstyle="round")
    axes.plot(x, y, "o", color="white", markeredgecolor="#c2185b", markersize=6, zorder=7)
    axes.set_xlim(x.mean() - 9500, x.mean() + 9500)
    axes.set_ylim(y.mean() - 8000, y.mean() + 8000)
    axes.set_aspect("equal")
    axes.axis("off")
    axes.plot([x.mean() - 9000, x.mean() - 7000], [y.mean() - 7600] * 2, color=INK, linewidth=2)
    axes.text(x.mean() - 8000, y.mean() - 7450, "2 km", ha="center", fontsize=8, color=INK)
    _names(figure, axes, np.stack([x, y], axis=1), xy, people)
    _words(figure, found, change, people)
    picture.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(picture, facecolor="white")


def _names(figure: Any, axes: Any, stops: Any, zones: Any, people: Any) -> None:
    """Name some stops where the name covers least: no zone, no stop, no piece of the line."""
    renderer, points = figure.canvas.get_renderer(), figure.dpi / 72.0
    line = shapely.LineString(stops)
    along = shapely.get_coordinates(line.interpolate(np.linspace(0.0, 1.0, 200), normalized=True))
    there = axes.transData.transform(np.concatenate([zones, along]))
    # Two points more, so that the white behind a name covers nothing either.
    radius = points * (2.0 + np.concatenate([np.sqrt(people / 45.0) / 2.0, np.full(len(along), 2.0)]))
    taken: list[Any] = []
    box = {"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 1}
    for number in NAMED:
        best: tuple[float, Any] = (np.inf, None)
        for dx, dy in PLACES:
            side = "left" if dx > 0 else "right"
            text = axes.annotate(
                NAMES[number], stops[number], (dx, dy), textcoords="offset points", ha=side, va="center", fontsize=8,
                color=INK, zorder=8, bbox=box,
            )  # fmt: skip
            area = text.get_window_extent(renderer)
            away = np.hypot(*(there - np.clip(there, area.min, area.max)).T)
            covered = float(np.maximum(radius - away, 0.0).sum()) + sum(area.overlaps(other) for other in taken)
            if covered < best[0]:
                if best[1] is not None:
                    best[1].remove()
                best = (covered, text)
            else:
                text.remove()
        taken.append(best[1].get_window_extent(renderer))


def _service(axes: Any, service: Any) -> None:
    """Draw today's tram and rail as straight lines between neighbouring stops."""
    calls, trips = service.calls, service.trips["route"].to_numpy()
    same = np.flatnonzero(np.diff(calls.trip) == 0)
    pairs = np.unique(np.stack([calls.stop[same], calls.stop[same + 1], trips[calls.trip[same]]]), axis=1)
    modes = service.routes["mode"].to_numpy(dtype=object)[pairs[2]]
    xy = service.stops[["x", "y"]].to_numpy(dtype=float)
    for mode, colour, width in (("rail", "#b9b9b9", 0.8), ("tram", "#7a7a7a", 1.6)):
        ends = np.unique(pairs[:2, modes == mode], axis=1)
        axes.add_collection(LineCollection(xy[ends.T], colors=colour, linewidths=width, zorder=1))


def _zones(axes: Any, xy: Any, change: Any, people: Any) -> None:
    size = people / 45.0
    same = change == 0
    axes.scatter(*xy[same].T, s=size[same], color=SAME, linewidths=0, zorder=2)
    axes.scatter(*xy[change < 0].T, s=size[change < 0], color=LOSS, linewidths=0, zorder=3)
    limits = [0, *(low for low, _ in CLASSES[1:]), np.inf]
    for (low, high), (_, colour) in zip(zip(limits, limits[1:]), CLASSES):
        some = (change > low) & (change <= high)
        axes.scatter(*xy[some].T, s=size[some], color=colour, edgecolors="white", linewidths=0.4, zorder=4)


def _words(figure: Any, found: Results, change: Any, people: Any) -> None:
    figure.text(0.02, 0.955, "Jobs within 45 minutes by public transport: what the drawn line changes", fontsize=14,
                fontweight="bold", color=INK)  # fmt: skip
    gain = people[change > 0].sum()
    facts = line_facts(candidate())
    told = (
        f"{gain:,.0f} people live in zones that reach more jobs; a tram every {facts.headway_min:g} min, "
        f"{facts.length_km:.1f} km in {facts.one_way_min:.0f} min, {facts.vehicles} vehicles. The line is invented to "
        "show the method."
    )
    figure.text(0.02, 0.92, told, fontsize=9, color=QUIET)
    axes = figure.add_axes((0.775, 0.3, 0.22, 0.55))
    axes.axis("off")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    texts = ["up to +2,000 jobs", "+2,000 to +5,000", "+5,000 to +10,000", "more than +10,000"]
    entries = [(colour, text) for (_, colour), text in zip(CLASSES, texts)]
    axes.text(0, 0.97, "Change in jobs within 45 min", fontsize=9, fontweight="bold", color=INK)
    for number, (colour, text) in enumerate([*entries[::-1], (SAME, "no change")]):
        at = 0.9 - 0.075 * number
        axes.scatter([0.05], [at], s=70, color=colour)
        axes.text(0.13, at, text, va="center", fontsize=9, color=INK)
    lines = (("#c2185b", 3, "drawn line and stops"), ("#7a7a7a", 1.6, "tram today"), ("#b9b9b9", 0.8, "rail today"))
    for number, (colour, width, text) in enumerate(lines):
        at = 0.45 - 0.075 * number
        axes.plot([0, 0.1], [at, at], color=colour, linewidth=width)
        axes.text(0.13, at, text, va="center", fontsize=9, color=INK)
    axes.text(0, 0.19, "Circles: LSOAs, area by people", fontsize=8, color=QUIET)
    said = "\n".join(_wrapped(text) for text in (NOTE, *found.warnings[:2], area.ATTRIBUTION))
    figure.text(0.02, 0.015, said, fontsize=7, color=QUIET, va="bottom")


def _wrapped(text: str) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(text, 190))


def main(arguments: list[str]) -> int:
    data = Path(os.environ.get("DP_DATA", str(ROOT.parent / "shared" / "data"))) / "sheffield-rotherham"
    folder = Path(arguments[0]) if arguments else data
    found, service = results(folder)
    for name in ("count_transit_jobs_30", MEASURE, "count_transit_jobs_60"):
        frame, people = found.values[name], found.origins["people"]
        change = frame["with"] - frame["base"]
        mean = float(np.average(change, weights=people))
        gain = people[change > 0].sum()
        print(f"{name}: {(change != 0).sum()} of {len(frame)} zones change, {gain:,.0f} people gain, mean {mean:+,.0f}")
    print("\n".join(found.warnings))
    print(f"{len(pair_services(service, area.MORNING)):,} rides between stops in the morning")
    draw(found, service, PICTURE)
    print(PICTURE)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
