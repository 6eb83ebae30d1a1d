"""Draw a district as a picture: ``python scripts/draw_sample.py PICTURE [FILE] [WEST SOUTH EAST NORTH]``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.patches import Polygon

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from district_planner.core import open_district  # noqa: E402
from district_planner.core.district import District  # noqa: E402

SAMPLE = ROOT / "resources" / "examples" / "amp_sbp.gpkg"
STREETS = {
    "residential": ("#8d8d8d", 0.7), "living_street": ("#8d8d8d", 0.7), "unclassified": ("#8d8d8d", 0.9),
    "service": ("#9b7fc4", 1.0), "footway": ("#c2527a", 0.6), "path": ("#a0703c", 0.6), "steps": ("#d33", 1.0),
    "cycleway": ("#2b6fd6", 0.9), "tertiary": ("#c9a53a", 1.5), "secondary": ("#e0873a", 1.9),
    "primary": ("#cf4444", 2.2), "trunk_link": ("#2e9e76", 1.4), "motorway_link": ("#3566c8", 1.4),
    "trunk": ("#2e9e76", 3.4), "motorway": ("#3566c8", 3.8),
}  # fmt: skip


def draw(district: District, target: Path, window: Sequence[float] = ()) -> None:
    """Write a picture of streets, places and interventions; ``window`` is west, south, east, north in metres."""
    west, south, east, north = window or shapely.total_bounds(district.table("streets")["geometry"].to_numpy())
    figure, axes = plt.subplots(figsize=(16, 16 * (north - south) / (east - west)))
    _areas(axes, district.table("greenspaces")["geometry"], "#d3e9c4")
    _barriers(axes, district)
    _streets(axes, district)
    _areas(axes, district.table("buildings")["geometry"], "#6f5a94")
    _places(axes, district)
    _interventions(axes, district)
    axes.set(xlim=(west, east), ylim=(south, north), aspect="equal", title=f"{district.settings.get('name')}")
    figure.tight_layout()
    figure.savefig(target, dpi=80)
    plt.close(figure)


def _areas(axes: Axes, shapes: Sequence[shapely.Geometry], colour: str) -> None:
    patches = [Polygon(shapely.get_coordinates(shape)) for shape in shapes]
    axes.add_collection(PatchCollection(patches, facecolor=colour, edgecolor="none"))


def _barriers(axes: Axes, district: District) -> None:
    for kind, shape in district.table("barriers")[["kind", "geometry"]].itertuples(index=False):
        style = {"color": "#8fb8d8", "lw": 3.2} if kind == "water" else {"color": "#555", "lw": 0.9, "ls": "--"}
        axes.plot(*shapely.get_coordinates(shape).T, **style)


def _streets(axes: Axes, district: District) -> None:
    streets = district.table("streets")
    for highway, (colour, width) in STREETS.items():
        for above in (0, 1):
            rows = streets[(streets["highway"] == highway) & ((streets["layer"] != 0) == bool(above))]
            lines = [shapely.get_coordinates(shape) for shape in rows["geometry"]]
            axes.add_collection(LineCollection(lines, colors=colour, linewidths=width * (1 + above)))


def _places(axes: Axes, district: District) -> None:
    for name, colour, size in (("homes", "#999", 1), ("stops", "#1c7ed6", 7), ("opportunities", "#e8590c", 10)):
        spots = shapely.get_coordinates(district.table(name)["geometry"].to_numpy())
        axes.scatter(*spots.T, s=size, c=colour, zorder=3, linewidths=0)
    for name, spot in district.table("nodes")[["name", "geometry"]].itertuples(index=False):
        axes.annotate(name, (spot.x, spot.y), fontsize=9, color="#123", weight="bold", zorder=6, clip_on=True)


def _interventions(axes: Axes, district: District) -> None:
    for item in district.interventions:
        spots = shapely.get_coordinates(item.geometry)
        axes.plot(*spots.T, color="#d6006c", lw=2.2, marker="o" if len(spots) == 1 else "", zorder=5)
        axes.annotate(item.id, tuple(np.mean(spots, axis=0)), fontsize=9, color="#d6006c", zorder=6, clip_on=True)


def main(arguments: list[str]) -> int:
    picture = Path(arguments[0])
    file = Path(arguments[1]) if len(arguments) > 1 else SAMPLE
    draw(open_district(file), picture, [float(value) for value in arguments[2:6]])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
