"""Where an area or a building is entered: the access points of rules 3.3."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from district_planner.core.network.squares import OUTLINE_NOTE, SQUARE_NOTE

Geometries = npt.NDArray[np.object_]
Mask = npt.NDArray[np.bool_]

GATES = (
    "gate", "kissing_gate", "swing_gate", "lift_gate", "sliding_gate", "hampshire_gate", "stile", "turnstile",
    "full-height_turnstile", "cycle_barrier", "motorcycle_barrier", "bollard", "entrance", "sally_port", "block",
)  # fmt: skip
"""Values of ``barrier`` that one walks through [P]."""

FENCES = ("fence", "wall", "hedge", "retaining_wall", "city_wall", "railing", "guard_rail", "ditch")
"""Values of ``barrier`` that close an area [P]."""

ON_BOUNDARY_M = 1.0
"""An entrance at most this far from an outline belongs to it, metres [P]."""

NEAREST_M = 25.0
"""An area without entrance or crossing street is entered nearest to a street this close, metres (rules 3.3) [P]."""

OPEN_EVERY_M, OPEN_WITHIN_M = 50.0, 15.0
"""An unfenced park is entered every so many metres where a street runs so close, metres (rules 3.3) [P]."""

_SAMPLE_M = 5.0
_FENCE_M = 2.0
_FENCED_SHARE = 0.5
_CLOSED = ("private", "no")


@dataclass(frozen=True)
class Ways:
    """What leads into areas.

    Attributes:
        doors: points tagged as entrance, open to the public.
        gates: points tagged as gate or other passable barrier, open to the public.
        fences: lines tagged as fence, wall or hedge.
        streets: walkable streets at grade.
    """

    doors: Geometries
    gates: Geometries
    fences: Geometries
    streets: Geometries

    @classmethod
    def of_streets(cls, streets: pd.DataFrame) -> Ways:
        """Return the ways in where nothing but the table of streets is known."""
        none = np.empty(0, dtype=object)
        return cls(none, none, none, _at_grade(streets))

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Return the spatial index of the streets."""
        return shapely.STRtree(self.streets)


def ways_in(features: pd.DataFrame, streets: pd.DataFrame) -> Ways:
    """Sort out what leads into areas.

    Args:
        features: tagged features with ``entrance``, ``barrier`` and ``access``; absent columns count as empty.
        streets: the district's streets with ``walk``, ``bridge``, ``tunnel``.
    """
    geometries = features["geometry"].to_numpy(dtype=object)
    types = shapely.get_type_id(geometries)
    entrance, barrier, access = (_tags(features, key) for key in ("entrance", "barrier", "access"))
    open_point = (types == 0) & ~access.isin(_CLOSED).to_numpy()
    is_door = open_point & ~entrance.isin(("", "no", "garage", "emergency", "exit")).to_numpy()
    is_gate = open_point & barrier.isin(GATES).to_numpy()
    is_fence = np.isin(types, (1, 5)) & barrier.isin(FENCES).to_numpy()
    return Ways(geometries[is_door], geometries[is_gate], geometries[is_fence], _at_grade(streets))


def _tags(features: pd.DataFrame, key: str) -> pd.Series:
    return features[key].fillna("") if key in features else pd.Series("", index=features.index, dtype=object)


def _at_grade(streets: pd.DataFrame) -> Geometries:
    if not len(streets):
        return np.empty(0, dtype=object)
    usable = streets["walk"].fillna("no").ne("no").to_numpy()
    raised = streets[["bridge", "tunnel"]].fillna(0).to_numpy().any(axis=1)
    if "note" in streets:
        # The edge of a square does not lead into it: what meets the edge does.
        usable &= ~streets["note"].isin((SQUARE_NOTE, OUTLINE_NOTE)).to_numpy()
    return np.asarray(streets["geometry"].to_numpy(dtype=object)[usable & ~raised], dtype=object)


def building_entrances(outlines: Geometries, ways: Ways) -> list[str]:
    """Return for each outline the doors on it as WKT MULTIPOINT; empty where none is mapped or it is no area."""
    return _as_wkt(len(outlines), _on_boundary(_boundaries(outlines), ways.doors))


def area_entrances(areas: Geometries, ways: Ways, unfenced: Mask | None = None) -> list[str]:
    """Return for each area its access points as WKT MULTIPOINT (rules 3.3).

    Entrances and gates on the boundary; else where a walkable street crosses it; else the boundary point nearest to a
    street within 25 m. Where ``unfenced`` is True also every 50 m of boundary that runs within 15 m of a street.
    Empty where nothing leads in: then the nearest point of the outline counts.
    """
    boundaries = _boundaries(areas)
    found = _on_boundary(boundaries, np.concatenate([ways.doors, ways.gates]))
    found = _else(found, _crossings(boundaries, ways, _without(found, len(areas))))
    found = _else(found, _nearest(boundaries, ways, _without(found, len(areas))))
    if unfenced is not None:
        found = pd.concat([found, _along_streets(boundaries, ways, np.flatnonzero(unfenced))])
    return _as_wkt(len(areas), found)


def is_fenced(areas: Geometries, ways: Ways) -> Mask:
    """Tell for each area whether fences, walls or hedges run within 2 m of at least half of its boundary [P]."""
    samples, area = _samples(_boundaries(areas), np.arange(len(areas)))
    point, _ = shapely.STRtree(ways.fences).query(samples, predicate="dwithin", distance=_FENCE_M)
    beside = np.zeros(len(samples))
    beside[point] = 1.0
    total = np.bincount(area, minlength=len(areas))
    share = np.bincount(area, weights=beside, minlength=len(areas)) / np.maximum(total, 1)
    return np.asarray(share >= _FENCED_SHARE, dtype=bool)


def _boundaries(areas: Geometries) -> Geometries:
    """Return the outlines; None for geometries that are no area."""
    is_area = np.isin(shapely.get_type_id(areas), (3, 6))
    found = np.full(len(areas), None, dtype=object)
    found[is_area] = shapely.boundary(areas[is_area])
    return found


def _points(area: npt.NDArray[np.intp], points: Geometries) -> pd.DataFrame:
    return pd.DataFrame({"area": area, "point": points})


def _without(found: pd.DataFrame, count: int) -> npt.NDArray[np.intp]:
    return np.setdiff1d(np.arange(count), found["area"].to_numpy(dtype=np.intp))


def _else(found: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([found, more], ignore_index=True) if len(more) else found


def _on_boundary(boundaries: Geometries, points: Geometries) -> pd.DataFrame:
    area, point = shapely.STRtree(points).query(boundaries, predicate="dwithin", distance=ON_BOUNDARY_M)
    return _points(area, points[point])


def _crossings(boundaries: Geometries, ways: Ways, rows: npt.NDArray[np.intp]) -> pd.DataFrame:
    """Return where streets meet the boundary; of a stretch along it, both ends."""
    at, street = ways.tree.query(boundaries[rows], predicate="intersects")
    met = shapely.intersection(boundaries[rows][at], ways.streets[street])
    coordinates, pair = shapely.get_coordinates(_ends(met), return_index=True)
    return _points(rows[at[pair]], shapely.points(coordinates))


def _ends(met: Geometries) -> Geometries:
    """Return points as they are and, in place of stretches, their ends."""
    is_point = np.isin(shapely.get_type_id(met), (0, 4))
    ends = met.copy()
    for row in np.flatnonzero(~is_point):
        parts = shapely.get_parts(met[row])
        parts = shapely.line_merge(shapely.multilinestrings(parts[shapely.get_type_id(parts) == 1]))
        lines = shapely.get_parts(parts)
        points = [*shapely.get_point(lines, 0), *shapely.get_point(lines, -1)]
        single = shapely.get_parts(met[row])
        ends[row] = shapely.multipoints([*points, *single[shapely.get_type_id(single) == 0]])
    return ends


def _nearest(boundaries: Geometries, ways: Ways, rows: npt.NDArray[np.intp]) -> pd.DataFrame:
    at, street = ways.tree.query_nearest(boundaries[rows], max_distance=NEAREST_M, all_matches=False)
    between = shapely.shortest_line(boundaries[rows][at], ways.streets[street])
    return _points(rows[at], np.asarray(shapely.get_point(between, 0), dtype=object))


def _along_streets(boundaries: Geometries, ways: Ways, rows: npt.NDArray[np.intp]) -> pd.DataFrame:
    """Return a point for every 50 m of boundary that runs within 15 m of a street, the first where it begins."""
    samples, area = _samples(boundaries, rows)
    near = np.unique(ways.tree.query(samples, predicate="dwithin", distance=OPEN_WITHIN_M)[0])
    count = pd.Series(area[near]).groupby(area[near]).cumcount().to_numpy()
    chosen = near[count % round(OPEN_EVERY_M / _SAMPLE_M) == 0]
    return _points(area[chosen], samples[chosen])


def _samples(boundaries: Geometries, rows: npt.NDArray[np.intp]) -> tuple[Geometries, npt.NDArray[np.intp]]:
    """Return points every 5 m along the boundaries and the row of the boundary that each is on."""
    rings, at = shapely.get_parts(boundaries[rows], return_index=True)
    counts = np.maximum(1, np.round(shapely.length(rings) / _SAMPLE_M)).astype(np.intp)
    ring = np.repeat(np.arange(len(rings)), counts)
    step = np.arange(len(ring)) - np.repeat(np.cumsum(counts) - counts, counts)
    points = shapely.line_interpolate_point(rings[ring], step / np.maximum(counts[ring], 1), normalized=True)
    return np.asarray(points, dtype=object), rows[at[ring]]


def _as_wkt(count: int, found: pd.DataFrame) -> list[str]:
    """Return a MULTIPOINT in centimetres per area, each point once, in order of x and y."""
    texts = [""] * count
    if not len(found):
        return texts
    places = np.round(shapely.get_coordinates(found["point"].to_numpy(dtype=object)), 2)
    rows = pd.DataFrame({"area": found["area"].to_numpy(dtype=np.intp), "x": places[:, 0], "y": places[:, 1]})
    rows = rows.drop_duplicates().sort_values(["area", "x", "y"], ignore_index=True)
    first = np.flatnonzero(rows["area"].diff().to_numpy() != 0)
    groups = np.split(rows[["x", "y"]].to_numpy(), first[1:])
    for area, points in zip(rows["area"].to_numpy()[first].tolist(), groups):
        texts[area] = shapely.to_wkt(shapely.multipoints(points), rounding_precision=2, output_dimension=2)
    return texts
