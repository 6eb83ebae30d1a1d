"""An OpenStreetMap extract -> streets, barriers and places of a district."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from district_planner.core.district import TABLES
from district_planner.core.errors import LayerError
from district_planner.core.network.noding import clean_lines
from district_planner.core.network.permissions import Rules
from district_planner.core.network.tagged_streets import streets_from_tags
from district_planner.core.network.tags import has, number
from district_planner.core.progress import Progress, check, no_progress
from district_planner.gis.crs import (
    WGS84,
    Transformation,
    check_working_crs,
    choose_crs,
    in_great_britain,
    transform_coordinates,
    transformation,
)
from district_planner.gis.osm_file import OsmTables, read_tables

Objects = npt.NDArray[np.object_]

RAILWAYS = ("rail", "light_rail", "narrow_gauge")
"""Railways that a drawn line cannot cross at grade; trams run in the street."""

WATERWAYS = ("river", "canal")
"""Waterways that a drawn line cannot cross at grade."""

WATER_HECTARES = 1.0
"""Size from which the outline of standing water is a barrier, hectares [P]."""

_FLOWING = ("river", "canal", "stream", "ditch", "drain", "moat", "wastewater")
_PLACE_KEYS = (
    "amenity", "shop", "leisure", "landuse", "building", "tourism", "office", "craft", "healthcare", "sport", "natural",
    "entrance", "barrier", "railway", "public_transport", "highway", "social_facility", "man_made", "place", "historic",
    "club", "kerb", "crossing", "emergency", "school", "playground", "water", "waterway", "military",
)  # fmt: skip
_ISLES = shapely.box(-11.0, 49.7, 2.0, 61.0)
_ATTRIBUTION = "Streets and places © OpenStreetMap contributors, Open Database Licence (ODbL)."


@dataclass(frozen=True)
class OsmSource:
    """What an OpenStreetMap file gives to a district.

    Attributes:
        crs: authority code of the district's CRS, in which all geometry is.
        streets: the ``streets`` table with ``geometry``, cut at junctions.
        barriers: the ``barriers`` table with ``geometry``.
        features: points and polygons with ``id`` (n123, w123, r123), ``geometry`` and one column per tag, named by
            its key with ``_`` for ``:``; an absent tag is None.
        notes: sentences on what was dropped, joined and left open.
        operation: the coordinate operation (PROJ string) that brought degrees into ``crs``.
    """

    crs: str
    streets: pd.DataFrame
    barriers: pd.DataFrame
    features: pd.DataFrame
    notes: tuple[str, ...]
    operation: str = ""


def read_osm(
    path: str,
    *,
    extent: tuple[float, float, float, float] | None = None,
    crs: str = "",
    allow_fast_roads: bool = False,
    rules: Rules = (),
    progress: Progress = no_progress,
) -> OsmSource:
    """Return streets, barriers and features of an .osm.pbf or .osm file.

    Args:
        path: the file.
        extent: (west, south, east, north) in degrees; what touches it is read whole; None for all.
        crs: the district's CRS; empty to have it chosen (rules 2.4).
        allow_fast_roads, rules: as in ``streets_from_tags``.
        progress: told the share done; cancels.

    Raises:
        LayerError: the file is no OpenStreetMap data, cut off or without streets, or the CRS is not fit.
        Cancelled: the planner cancelled.
    """
    tables = read_tables(path, extent, lambda share, what: progress(0.6 * share, what))
    check(progress, 0.65, "Choosing the CRS")
    ways = _street_ways(tables)
    if not len(ways):
        raise LayerError("there is no street (highway=*) in it", Path(path).name, "Choose a larger extent or file")
    lonlat = shapely.get_coordinates(np.asarray(ways["geometry"], dtype=object))
    target = crs or choose_crs(lonlat)
    check_working_crs(target, lonlat)
    how = transformation(WGS84, target)
    check(progress, 0.67, "Bringing streets into the CRS")
    ways = _moved(ways, how)
    check(progress, 0.7, "Bringing places into the CRS")
    tables = _projected(tables, how)
    check(progress, 0.75, "Reading the tags of streets")
    streets, notes = streets_from_tags(
        ways,
        tables.points,
        allow_fast_roads=allow_fast_roads,
        rules=rules,
        left_driving=_left_driving(lonlat),
        progress=lambda share, what: progress(0.75 + 0.2 * share, what),
    )
    check(progress, 0.95, "Gathering places")
    barriers, features = _barriers(tables), _features(tables)
    how_note = f"CRS {target}, transformation: {how.name}."
    return OsmSource(target, streets, barriers, features, (how_note, *notes, _ATTRIBUTION), how.operation)


def _left_driving(lonlat: npt.NDArray[np.float64]) -> bool:
    """Return whether traffic drives on the left: told for the British Isles only [P]."""
    longitude, latitude = np.median(lonlat, axis=0)
    return in_great_britain(longitude, latitude) or bool(shapely.contains_xy(_ISLES, longitude, latitude))


def _street_ways(tables: OsmTables) -> pd.DataFrame:
    """Return all ways with a highway: lines, and closed ways that another tag has made an area.

    A pedestrian area (area=yes, or a multipolygon) stays in the frame as its outline with that tag.
    """
    lines = tables.lines.loc[has(tables.lines, "highway")]
    areas = tables.polygons.loc[has(tables.polygons, "highway") & ~has(tables.polygons, "highway", "platform")]
    relation = np.array([str(id_).startswith("r") for id_ in areas["id"]], dtype=bool)
    outlines = shapely.boundary(np.asarray(areas["geometry"], dtype=object))
    areas = areas.assign(geometry=outlines, area=areas["area"].mask(relation, "yes"))
    return _stacked(lines, areas)


def _stacked(above: pd.DataFrame, below: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of both, None where one lacks a column; pandas compares every cell to do the same."""
    nothing = [np.full(len(frame), None, dtype=object) for frame in (above, below)]
    columns = dict.fromkeys([*above.columns, *below.columns])
    return pd.DataFrame({
        name: np.concatenate([
            frame[name].to_numpy(dtype=object) if name in frame else empty
            for frame, empty in zip((above, below), nothing)
        ])
        for name in columns
    })  # fmt: skip


def _moved(frame: pd.DataFrame, how: Transformation) -> pd.DataFrame:
    lines = np.asarray(frame["geometry"], dtype=object)
    return frame.assign(geometry=shapely.transform(lines, lambda xy: transform_coordinates(xy, how)))


def _projected(tables: OsmTables, how: Transformation) -> OsmTables:
    barriers = has(tables.lines, "railway", *RAILWAYS) | has(tables.lines, "waterway", *WATERWAYS)
    return replace(
        tables,
        points=_moved(tables.points, how),
        lines=_moved(tables.lines.loc[barriers].reset_index(drop=True), how),
        polygons=_moved(tables.polygons, how),
    )


def _barriers(tables: OsmTables) -> pd.DataFrame:
    """Return railways, rivers, canals and the outlines of large standing water."""
    lines = tables.lines.assign(kind=np.where(has(tables.lines, "railway", *RAILWAYS), "rail", "water"))
    frame = _stacked(lines, _lakes(tables.polygons))
    frame, _ = clean_lines(frame)
    layer = number(frame, "layer")
    made = {
        "id": frame["id"],
        "kind": frame["kind"],
        "name": frame.get("name"),
        "layer": np.where(np.isfinite(layer), layer, 0.0).astype(np.int64),
        "bridge": (has(frame, "bridge") & ~has(frame, "bridge", "no")).astype(np.int64),
        "tunnel": (has(frame, "tunnel") & ~has(frame, "tunnel", "no")).astype(np.int64),
        "geometry": frame["geometry"],
    }
    return pd.DataFrame(made).loc[:, [*TABLES["barriers"].columns, "geometry"]]


def _lakes(polygons: pd.DataFrame) -> pd.DataFrame:
    water = has(polygons, "natural", "water") | has(polygons, "landuse", "reservoir", "basin")
    water &= ~has(polygons, "water", *_FLOWING) & ~has(polygons, "waterway")
    large = shapely.area(np.asarray(polygons["geometry"], dtype=object)) >= WATER_HECTARES * 10_000.0
    lakes = polygons.loc[water & large]
    outlines = shapely.boundary(np.asarray(lakes["geometry"], dtype=object))
    found: pd.DataFrame = lakes.assign(geometry=outlines, kind="water")
    return found


def _features(tables: OsmTables) -> pd.DataFrame:
    """Return points and polygons that carry a tag which places, entrances or stops are made from."""
    polygons = tables.polygons.assign(geometry=_plain_polygons(np.asarray(tables.polygons["geometry"], dtype=object)))
    frame = _stacked(tables.points, polygons)
    present = np.zeros(len(frame), dtype=bool)
    for key in _PLACE_KEYS:
        if key in frame:
            present |= frame[key].notna().to_numpy()
    return frame.loc[present].reset_index(drop=True)


def _plain_polygons(polygons: Objects) -> Objects:
    """Return multipolygons of one part as polygons."""
    single = shapely.get_num_geometries(polygons) == 1
    made = polygons.copy()
    made[single] = shapely.get_geometry(polygons[single], 0)
    return made
