"""The data of the Porto rows: its walkable ways as edges, opportunities, and links to draw."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from district_planner.core.network.streets import Streets, build_streets

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

ROOT = Path(__file__).resolve().parent.parent
LOCAL_CRS = 3763
"""The metric CRS that the README of the data names."""
LEFT_OUT = ("motorway", "motorway_link", "construction", "proposed", "raceway", "bus_stop")
"""Ways that nobody walks, as the README of the data counts them (47,670 ways stay); area=yes is left out too."""
OPPORTUNITIES = 5_000
LINKS = 300
NEAR_M, FAR_M = 50.0, 600.0
GAP_M = 1_000.0
"""Between two tiles; no street leads over it."""
_TAGS = """closed_ways_are_polygons=nothing
[points]
osm_id=no
[lines]
osm_id=no
attributes=highway,area
[multipolygons]
osm_id=no
[multilinestrings]
osm_id=no
[other_relations]
osm_id=no
"""


def data_folder() -> Path:
    """Return the folder of the reference data: ``DP_DATA``, else ``../shared/data`` beside the repository."""
    folder = Path(os.environ.get("DP_DATA", "../shared/data"))
    return folder if folder.is_absolute() else ROOT / folder


@dataclass(frozen=True)
class Porto:
    """The network, tiled or not.

    Attributes:
        table: ``streets`` table, everything open to walking in both directions; ways: OSM ways it was cut from.
        tiles: how many copies lie beside each other.
    """

    table: pd.DataFrame
    ways: int
    tiles: int = 1

    @cached_property
    def streets(self) -> Streets:
        """Return the product's graph of the table: the node numbers that everything here speaks of."""
        return build_streets(self.table)

    def forget_streets(self) -> None:
        """Let go of the graph, where only the engine's own may take memory."""
        self.__dict__.pop("streets", None)
        self.__dict__.pop("_first", None)

    @cached_property
    def opportunities(self) -> Ints:
        """Return the node of each opportunity, ascending: 5,000 by ``default_rng(1)``; a tile repeats the first."""
        found = np.random.default_rng(1).choice(self._first.nodes, OPPORTUNITIES, replace=False)
        return np.sort(self._on_every_tile(found))

    @cached_property
    def links(self) -> list[tuple[int, int]]:
        """Return the two nodes of 300 links by ``default_rng(7)``, all on the first tile.

        One end is a random node, for every second link one with an opportunity; the other is a random node 50 to
        600 m away. An end without such a node is drawn again.
        """
        streets, draw = self._first, np.random.default_rng(7)
        places = np.sort(np.random.default_rng(1).choice(streets.nodes, OPPORTUNITIES, replace=False))
        tree, found = cKDTree(streets.xy), []
        while len(found) < LINKS:
            end = int(draw.choice(places)) if len(found) % 2 else int(draw.integers(streets.nodes))
            near = np.sort(np.array(tree.query_ball_point(streets.xy[end], FAR_M)))
            near = near[np.hypot(*(streets.xy[near] - streets.xy[end]).T) >= NEAR_M]
            if len(near):
                found.append((end, int(draw.choice(near))))
        if self.tiles == 1:
            return found
        at = self._numbers(self._first.xy)
        return [(int(at[a]), int(at[b])) for a, b in found]

    @cached_property
    def _first(self) -> Streets:
        """Return the streets of the first tile."""
        return self.streets if self.tiles == 1 else build_streets(self.table.iloc[: len(self.table) // self.tiles])

    def _on_every_tile(self, nodes: Ints) -> Ints:
        if self.tiles == 1:
            return nodes
        moved = [self._first.xy[nodes] + step for step in _steps(self._first.xy, self.tiles)]
        return self._numbers(np.concatenate(moved))

    def _numbers(self, xy: Floats) -> Ints:
        """Return the nodes at coordinates."""
        away, number = cKDTree(self.streets.xy).query(xy)
        assert away.max() < 1e-3, "a node of a tile is missing"
        return np.asarray(number, dtype=np.int64)


def tiled(porto: Porto, tiles: int) -> Porto:
    """Return the network side by side ``tiles`` (a square number) times."""
    lines = np.asarray(porto.table["geometry"], dtype=object)
    copies = [shapely.transform(lines, lambda xy, s=step: xy + s) for step in _steps(porto.streets.xy, tiles)]
    table = pd.concat([porto.table] * tiles, ignore_index=True)
    return Porto(table.assign(geometry=np.concatenate(copies)), porto.ways, tiles)


def save(porto: Porto, path: Path) -> None:
    """Write the lines of a network as arrays, for another process."""
    lines = np.asarray(porto.table["geometry"], dtype=object)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(
        path, xy=shapely.get_coordinates(lines), points=shapely.get_num_coordinates(lines), ways=porto.ways,
        tiles=porto.tiles,
    )  # fmt: skip


def load(path: Path) -> Porto:
    """Return a network that was saved."""
    with np.load(path) as file:
        number = np.repeat(np.arange(len(file["points"])), file["points"])
        lines = shapely.linestrings(file["xy"], indices=number)
        return Porto(_open_to_all(lines), int(file["ways"]), int(file["tiles"]))


def _open_to_all(lines: npt.NDArray[np.object_]) -> pd.DataFrame:
    return pd.DataFrame({"geometry": lines, "walk": "yes", "cycle": "yes", "wheelchair": "yes"})


def _steps(xy: Floats, tiles: int) -> list[Floats]:
    """Return the move of each tile in whole metres; the first stays where it is."""
    side = int(np.sqrt(tiles))
    size = np.ceil(xy.max(axis=0) - xy.min(axis=0)) + GAP_M
    return [size * (column, row) for row in range(side) for column in range(side)]


def read_porto(path: Path) -> Porto:
    """Return Porto's walkable ways, cut where two of them share a point (a junction) and nowhere else."""
    lines = _walkable_ways(path)
    return Porto(_open_to_all(_moved(_cut(lines))), len(lines))


def _walkable_ways(path: Path) -> npt.NDArray[np.object_]:
    """Return the ways as lines in degrees; nothing closed is taken for an area unless it says so."""
    from osgeo import gdal

    wkb = []
    with tempfile.TemporaryDirectory() as folder, _exceptions(gdal):
        tags = Path(folder) / "osmconf.ini"
        tags.write_text(_TAGS)
        source = gdal.OpenEx(str(path), gdal.OF_VECTOR, open_options=[f"CONFIG_FILE={tags}"])
        for way in source.GetLayer("lines"):
            kind = way["highway"]
            if kind and kind not in LEFT_OUT and way["area"] != "yes":
                wkb.append(bytes(way.GetGeometryRef().ExportToWkb()))
        del source
    return np.asarray(shapely.from_wkb(wkb), dtype=object)


@contextmanager
def _exceptions(gdal: object) -> Iterator[None]:
    """Let GDAL raise, and leave its setting as it was."""
    before = gdal.GetUseExceptions()  # type: ignore[attr-defined]
    gdal.UseExceptions()  # type: ignore[attr-defined]
    try:
        yield
    finally:
        if not before:
            gdal.DontUseExceptions()  # type: ignore[attr-defined]


def _cut(lines: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return the lines cut at every point that occurs more than once; pieces without length are dropped."""
    xy, way = shapely.get_coordinates(lines, return_index=True)
    _, point, times = np.unique(np.rint(xy * 1e7).astype(np.int64), axis=0, return_inverse=True, return_counts=True)
    change = np.flatnonzero(np.diff(way)) + 1
    cut = times[point.ravel()] > 1
    cut[np.concatenate([[0], change, change - 1, [len(way) - 1]])] = True
    at = np.flatnonzero(cut)
    begin, end = at[:-1], at[1:]
    inside = way[begin] == way[end]
    begin, end = begin[inside], end[inside]
    counts = end - begin + 1
    row = np.repeat(begin - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
    pieces = shapely.linestrings(xy[row], indices=np.repeat(np.arange(len(counts)), counts))
    return np.asarray(pieces[shapely.length(pieces) > 0.0])


def _moved(lines: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return lines in degrees in the metric CRS."""
    from osgeo import osr

    degrees, metres = osr.SpatialReference(), osr.SpatialReference()
    degrees.ImportFromEPSG(4326)
    metres.ImportFromEPSG(LOCAL_CRS)
    for reference in (degrees, metres):
        reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    change = osr.CoordinateTransformation(degrees, metres)
    return np.asarray(shapely.transform(lines, lambda xy: np.array(change.TransformPoints(xy.tolist()))[:, :2]))
