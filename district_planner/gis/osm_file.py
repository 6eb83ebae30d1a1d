"""An OpenStreetMap extract as tables: translated once by GDAL with our own list of tags, then read in bulk."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from osgeo import gdal

from district_planner.core.errors import Cancelled, LayerError
from district_planner.core.progress import Progress, check

LAYERS = ("points", "lines", "multipolygons")
_TAGS = Path(__file__).with_name("osmconf.ini")
_BATCH = 5_000
_CURE = "Download the file again, or export the area from OpenStreetMap as .osm.pbf or .osm"


@dataclass(frozen=True)
class OsmTables:
    """The three layers of an extract in degrees: a column ``id`` (n1, w1, r1), ``geometry`` and one per tag."""

    points: pd.DataFrame
    lines: pd.DataFrame
    polygons: pd.DataFrame


def read_tables(path: str, extent: tuple[float, float, float, float] | None, progress: Progress) -> OsmTables:
    """Return what an .osm.pbf or .osm file holds.

    Args:
        path: the file. extent: (west, south, east, north) in degrees; what touches it is read whole; None for all.
        progress: told the share done; cancels.

    Raises:
        LayerError: the file is not there, no OpenStreetMap data, cut off or damaged.
        Cancelled: the planner cancelled.
    """
    if not Path(path).is_file():
        raise LayerError("the file does not exist", path, "Choose another file")
    with tempfile.TemporaryDirectory(prefix="district_osm_") as folder:
        copy = str(Path(folder) / "osm.sqlite")
        _translate(path, copy, progress)
        area = None if extent is None else shapely.box(*extent)
        with closing(sqlite3.connect(copy)) as database:
            return OsmTables(*(_table(database, layer, area, progress) for layer in _EVERYTHING_OF))


def _translate(path: str, copy: str, progress: Progress) -> None:
    """Write the three layers into an SQLite file, geometry as plain WKB.

    All of the file: were GDAL given the extent, it would leave out the nodes beyond it of the ways that it keeps, so
    that a street at the edge ended early or cut a corner.
    """
    cancelled = False

    def report(share: float, message: str, _data: object) -> int:
        nonlocal cancelled
        cancelled = cancelled or not progress(share, "Reading OpenStreetMap")
        return 0 if cancelled else 1

    with _gdal_messages() as messages:
        source = _open(path)
        if source is not None:
            options = gdal.VectorTranslateOptions(
                format="SQLite", layers=list(LAYERS), callback=report,
                datasetCreationOptions=["METADATA=NO"], layerCreationOptions=["FORMAT=WKB"],
            )  # fmt: skip
            done = _run(copy, source, options)
            del done, source
        elif not messages:
            messages.append("not recognised as OpenStreetMap data")
    if cancelled:
        raise Cancelled
    if messages:
        raise LayerError(f"the file cannot be read to its end ({messages[0][:200]})", path, _CURE)


def _open(path: str) -> gdal.Dataset | None:
    try:
        return gdal.OpenEx(path, gdal.OF_VECTOR, allowed_drivers=["OSM"], open_options=[f"CONFIG_FILE={_TAGS}"])
    except RuntimeError:  # only where the process has GDAL's exceptions on; the message has been kept
        return None


def _run(copy: str, source: gdal.Dataset, options: gdal.GDALVectorTranslateOptions) -> gdal.Dataset | None:
    try:
        return gdal.VectorTranslate(copy, source, options=options)
    except RuntimeError:  # as above
        return None


@contextmanager
def _gdal_messages() -> Iterator[list[str]]:
    """Collect GDAL's error messages: a file that breaks off is only told there, the rest is written all the same."""
    messages: list[str] = []

    def keep(level: int, _number: int, message: str) -> None:
        if level >= gdal.CE_Failure:
            messages.append(" ".join(message.split()))

    before = gdal.GetConfigOption("OGR_SQLITE_SYNCHRONOUS")
    gdal.SetConfigOption("OGR_SQLITE_SYNCHRONOUS", "OFF")
    gdal.PushErrorHandler(keep)
    try:
        yield messages
    finally:
        gdal.PopErrorHandler()
        gdal.SetConfigOption("OGR_SQLITE_SYNCHRONOUS", before)


_EVERYTHING_OF = {
    "points": "SELECT 'n' || osm_id AS id, * FROM points",
    "lines": "SELECT 'w' || osm_id AS id, * FROM lines",
    "multipolygons": "SELECT CASE WHEN osm_way_id IS NULL THEN 'r' || osm_id ELSE 'w' || osm_way_id END AS id, *"
    " FROM multipolygons",
}


def _table(database: sqlite3.Connection, layer: str, area: shapely.Polygon | None, progress: Progress) -> pd.DataFrame:
    """Return what touches an area of one layer, with ids and geometry; a layer without features is an empty frame."""
    known = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if layer not in known:
        return pd.DataFrame({"id": [], "geometry": []}, dtype=object)
    cursor = database.execute(_EVERYTHING_OF[layer])
    names = [str(column[0]).lower() for column in cursor.description]
    at = names.index("geometry")
    rows: list[tuple[object, ...]] = []
    shapes: list[npt.NDArray[np.object_]] = []
    while batch := cursor.fetchmany(_BATCH):
        found = np.asarray(shapely.from_wkb([row[at] for row in batch]), dtype=object)
        found = _as_in_ways(found) if layer == "points" else found
        if area is None:
            rows += batch
        else:
            touching = np.flatnonzero(shapely.intersects(area, found))
            rows += [batch[k] for k in touching]
            found = found[touching]
        shapes.append(found)
        check(progress, 1.0, "Reading OpenStreetMap")
    columns = dict(zip(names, zip(*rows))) if rows else dict.fromkeys(names, ())
    cells: dict[str, npt.NDArray[np.object_]] = {}
    for name in columns.keys() - {"geometry", "ogc_fid", "osm_id", "osm_way_id"}:
        check(progress, 1.0, "Reading OpenStreetMap")
        cells[name] = np.array(columns[name], dtype=object)
    frame = pd.DataFrame({name: cells[name] for name in names if name in cells})
    return frame.assign(geometry=np.concatenate(shapes) if shapes else np.empty(0, dtype=object))


def _as_in_ways(points: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return points rounded to 1e-7 degrees, as GDAL rounds the nodes of ways but not those that it gives alone.

    A file may hold more decimals, as one with local edits of JOSM does; a gate would then stand beside its street.
    """
    return np.asarray(shapely.transform(points, lambda xy: np.floor(xy * 1e7 + 0.5) / 1e7), dtype=object)
