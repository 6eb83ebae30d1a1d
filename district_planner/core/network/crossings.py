"""What crossing a street costs, and where it cannot be crossed at all (rules 2.2)."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from district_planner.core.network.noding import Codes, end_nodes, vertex_nodes
from district_planner.core.network.permissions import FAST_KMH, one_way
from district_planner.core.network.speeds import KMH_PER_MPH
from district_planner.core.network.tags import YES, Bools, Floats, has, tag

CROSSING_S = {"primary": 30.0, "trunk": 30.0, "secondary": 10.0, "tertiary": 10.0}
"""Seconds to cross a street where no crossing is mapped, by class, links alike; other classes 0 [P], rules 2.2."""

SIGNAL_S = 15.0
"""Seconds at a signalled crossing or junction, walking and cycling [P], rules 2.2."""

DUAL_KMH = 40 * KMH_PER_MPH - 0.5
"""Limit (40 mph, 64 km/h) from which a one-way trunk or primary road counts as half a dual carriageway [P]."""

FOOT_TYPES = ("footway", "path", "pedestrian", "steps", "bridleway", "cycleway")
"""Ways that are mapped as a crossing of their own where their tags say so."""

_UNMARKED = ("no", "unmarked")
_ROADS = (*CROSSING_S, *(f"{name}_link" for name in CROSSING_S))
_SIDES = ("start", "end")


def crossing_traits(tags: pd.DataFrame, cars: Bools, kmh: Floats) -> pd.DataFrame:
    """Return what each way means to somebody who crosses it.

    Args:
        tags: one row per way; cars: whether motor traffic is allowed; kmh: speed limit or ``nan``.

    Returns:
        DataFrame on the same index: ``crossing_s`` (its class's delay), ``carriageway``, ``foot_type`` (without motor
        traffic, whatever it is called: only these are kept apart by an uncrossable road), ``uncrossable`` (motor
        traffic of 50 mph or more, a motorway, or half of a dual carriageway), ``heading`` (1 or
        -1: one-way along or against the line, else 0), ``crossing`` and ``signals`` (the way itself is mapped as a
        crossing, with signals).
    """
    highway = pd.Series(tag(tags, "highway"), dtype=object)
    delay = highway.str.replace("_link", "", regex=False).map(CROSSING_S).fillna(0.0).to_numpy(dtype=np.float64)
    forward, backward = one_way(tags)
    crossing, signals = _mapped_as_crossing(tags)
    columns = {
        "crossing_s": delay,
        "carriageway": cars,
        "foot_type": ~cars,
        "uncrossable": _uncrossable(tags, cars, kmh, forward | backward),
        "heading": forward.astype(np.int64) - backward.astype(np.int64),
        "crossing": crossing,
        "signals": signals,
    }
    return pd.DataFrame(columns, index=tags.index)


def _mapped_as_crossing(tags: pd.DataFrame) -> tuple[Bools, Bools]:
    """Return which ways are crossings of their own, and which of them are signalled."""
    mapped = has(tags, "footway", "crossing") | has(tags, "path", "crossing") | has(tags, "cycleway", "crossing")
    mapped &= ~has(tags, "crossing", *_UNMARKED) & has(tags, "highway", *FOOT_TYPES)
    signals = has(tags, "crossing", "traffic_signals") | has(tags, "crossing:signals", "yes")
    return mapped, mapped & signals


def _uncrossable(tags: pd.DataFrame, cars: Bools, kmh: Floats, one_sided: Bools) -> Bools:
    fast = cars & ((kmh >= FAST_KMH) | has(tags, "highway", "motorway"))
    roundabout = has(tags, "junction", "roundabout", "circular")
    road = has(tags, "highway", "motorway", "motorway_link", "unclassified", "residential", *_ROADS)
    half = has(tags, "highway", "trunk", "primary") & one_sided & (kmh >= DUAL_KMH) & ~roundabout
    return np.asarray(half | fast | (road & has(tags, "dual_carriageway", *YES)))


@dataclass(frozen=True)
class Junctions:
    """What is mapped at the nodes of the streets.

    Attributes:
        start, end: node of each street's ends; xy: (nodes, 2).
        crossing: a crossing is mapped there; crossing_signals: it has signals; signals: the junction has signals.
    """

    start: Codes
    end: Codes
    xy: Floats
    crossing: Bools
    crossing_signals: Bools
    signals: Bools

    @property
    def signalled(self) -> Bools:
        """Return the nodes where signals stop the traffic for those who cross."""
        return np.asarray(self.crossing_signals | self.signals)


def junctions(streets: pd.DataFrame, points: pd.DataFrame) -> Junctions:
    """Return the nodes of streets that were cut, with the crossings and signals mapped on them.

    Args:
        streets: columns ``geometry``, ``crossing`` and ``signals`` (of :func:`crossing_traits`).
        points: columns ``geometry`` (points) and tags; a point counts at the node that it coincides with.
    """
    start, end, xy = end_nodes(np.asarray(streets["geometry"], dtype=object))
    spots = shapely.get_coordinates(np.asarray(points["geometry"], dtype=object)) if len(points) else np.empty((0, 2))
    node, _ = vertex_nodes(np.concatenate([xy, spots]))
    at = node[len(xy) :]

    def marked(rows: Bools) -> Bools:
        return np.isin(np.arange(len(xy)), at[rows])

    mapped, lights, signals = _marks(points)
    crossing, signalled = marked(mapped), marked(lights)
    for column, nodes in (("crossing", crossing), ("signals", signalled)):
        ways = streets[column].to_numpy(dtype=bool)
        nodes[start[ways]] = nodes[end[ways]] = True
    return Junctions(start, end, xy, crossing, signalled, marked(signals))


def drawn_crossings(streets: pd.DataFrame, points: pd.DataFrame, at: Junctions) -> pd.DataFrame:
    """Return what the streets tell a line that is drawn across them later.

    Args:
        streets: cut streets with ``geometry`` and the columns of :func:`crossing_traits`.
        points: columns ``geometry`` (points) and tags. at: the nodes of the streets.

    Returns:
        DataFrame on the same index: ``crossing_s`` (0 where no motor traffic is), ``uncrossable`` (0 or 1) and
        ``crossings``: JSON ``[[x, y, seconds], …]`` of the vertices of a carriageway at which a crossing (0 s) or
        signals (:data:`SIGNAL_S`) are mapped, None where there are none.
    """
    road = streets["carriageway"].to_numpy(dtype=bool)
    mapped, lights, signals = _marks(points)
    spots = shapely.get_coordinates(np.asarray(points["geometry"], dtype=object)) if len(points) else np.empty((0, 2))
    some, at_node = mapped | signals, at.crossing | at.signalled
    xy = np.concatenate([spots[some], at.xy[at_node]])
    waits = np.concatenate([(lights | signals)[some], at.signalled[at_node]])
    lines = np.asarray(streets["geometry"], dtype=object)
    vertices, line = shapely.get_coordinates(lines[road], return_index=True)
    node, where = vertex_nodes(np.concatenate([vertices, xy]))
    seconds = np.full(len(where), -1.0)
    np.maximum.at(seconds, node[len(vertices) :], np.where(waits, SIGNAL_S, 0.0))
    told: dict[int, list[list[float]]] = {}
    rows = np.flatnonzero(road)
    for k in np.flatnonzero(seconds[node[: len(vertices)]] >= 0.0).tolist():
        told.setdefault(int(rows[line[k]]), []).append([*vertices[k].tolist(), float(seconds[node[k]])])
    columns = {
        "crossing_s": np.where(road, streets["crossing_s"].to_numpy(dtype=np.float64), 0.0),
        "uncrossable": streets["uncrossable"].to_numpy(dtype=np.int64),
        "crossings": np.array([json.dumps(told[k]) if k in told else None for k in range(len(streets))], dtype=object),
    }
    return pd.DataFrame(columns, index=streets.index)


def _marks(points: pd.DataFrame) -> tuple[Bools, Bools, Bools]:
    """Return which points are crossings, which of them have signals, and which are signals for the traffic."""
    mapped = (has(points, "highway", "crossing") | has(points, "crossing")) & ~has(points, "crossing", *_UNMARKED)
    lights = mapped & (has(points, "crossing", "traffic_signals") | has(points, "crossing:signals", "yes"))
    return mapped, lights, has(points, "highway", "traffic_signals")


def crossing_ends(streets: pd.DataFrame, at: Junctions, *, left_driving: bool) -> pd.DataFrame:
    """Return the delays and sides of both ends of every street.

    An end carries **half** of a crossing's delay: a walk that goes through the junction pays it whole; one that ends
    on the carriageway and goes on along it pays half, since it is on the right side every other time [P]. The delay
    is the largest among the carriageways that meet there and whose class costs more to cross than the street's own
    class; nothing where a crossing is mapped; :data:`SIGNAL_S` where it has signals. Cycling pays half of
    :data:`SIGNAL_S` at each end at a signalled junction, and where a cycle way meets a carriageway at a signalled
    crossing. Sides are told by :func:`sides`.

    Args:
        streets: cut streets with ``walk``, ``cycle``, ``geometry`` and the columns of :func:`crossing_traits`.
        at: their nodes. left_driving: whether traffic drives on the left.

    Returns:
        DataFrame on the same index with the four delay columns (s) and the two side columns of ``streets``.
    """
    road = streets["carriageway"].to_numpy(dtype=bool)
    own = np.where(road, streets["crossing_s"].to_numpy(dtype=np.float64), 0.0)
    meets_road = np.zeros(len(at.xy), dtype=bool)
    highest = np.zeros(len(at.xy))
    for node in (at.start, at.end):
        meets_road[node[road]] = True
        np.maximum.at(highest, node[road], own[road])
    foot = streets["foot_type"].to_numpy(dtype=bool)
    side = sides(streets, at, left_driving=left_driving)
    columns: dict[str, npt.NDArray[np.generic]] = {}
    for name, node, edge_side in zip(_SIDES, (at.start, at.end), side):
        across = highest[node] > own
        walking = np.where(across & ~at.crossing[node], highest[node], 0.0)
        walking = np.where(at.signalled[node] & (across | (foot & meets_road[node])), SIGNAL_S, walking)
        waits = at.signals[node] | (at.crossing_signals[node] & foot & meets_road[node])
        columns[f"walk_{name}_delay_s"] = _where_allowed(streets, "walk", walking / 2.0)
        columns[f"cycle_{name}_delay_s"] = _where_allowed(streets, "cycle", np.where(waits, SIGNAL_S / 2.0, 0.0))
        columns[f"{name}_side"] = edge_side
    return pd.DataFrame(columns, index=streets.index)


def _where_allowed(streets: pd.DataFrame, mode: str, seconds: Floats) -> Floats:
    return np.where(streets[mode].to_numpy(dtype=object) == "no", 0.0, seconds)


def sides(streets: pd.DataFrame, at: Junctions, *, left_driving: bool) -> tuple[Codes, Codes]:
    """Return which side of an uncrossable road each end lies on; 0 where none is to be told apart.

    At a node without a mapped crossing or signals, two or more uncrossable edges split the circle into sectors,
    counted anticlockwise from 1. Ways without motor traffic get the number of their sector, so that those of
    different sectors do not join; where all that can be walked there lies in one sector, nothing is severed. Edges
    that motor traffic uses keep 0, so that cycling along the road and turning into side roads stays possible. Where
    the uncrossable road itself may be walked or cycled, the sector beside its nearside gets 0 too and joins it; on a
    road of both directions that is walked, the first sector with a way does [P], as a line has one side only.
    """
    ends = _around_nodes(streets, at)
    if not len(ends):
        none = np.zeros(len(streets), dtype=np.int64)
        return none, none.copy()
    ends = ends.assign(sector=_sectors(ends))
    ends["side"] = np.where(ends["foot_type"] & ends["open"] & _severed(ends), ends["sector"], 0)
    ends.loc[ends["sector"] == _nearside(ends, left_driving=left_driving), "side"] = 0
    both = np.zeros((2, len(streets)), dtype=np.int64)
    both[ends["which"].to_numpy(), ends["edge"].to_numpy()] = ends["side"].to_numpy()
    return both[0], both[1]


def _around_nodes(streets: pd.DataFrame, at: Junctions) -> pd.DataFrame:
    """Return the edge ends at nodes with two or more uncrossable edges, anticlockwise around each node."""
    wall = streets["uncrossable"].to_numpy(dtype=bool)
    count = np.bincount(np.concatenate([at.start[wall], at.end[wall]]), minlength=len(at.xy))
    severing = (count > 1) & ~at.crossing & ~at.signalled
    parts = []
    for which, node in enumerate((at.start, at.end)):
        edge = np.flatnonzero(severing[node])
        parts.append(pd.DataFrame({"node": node[edge], "edge": edge, "which": which}))
    ends = pd.concat(parts, ignore_index=True)
    rows = streets.iloc[ends["edge"].to_numpy()]
    for column in ("uncrossable", "foot_type", "heading"):
        ends[column] = rows[column].to_numpy()
    ends["open"] = (rows["walk"].to_numpy(dtype=object) != "no") | (rows["cycle"].to_numpy(dtype=object) != "no")
    ends["walkable"] = rows["walk"].to_numpy(dtype=object) != "no"
    ends["bearing"] = _bearings(np.asarray(rows["geometry"], dtype=object), ends["which"].to_numpy() == 0)
    return ends.sort_values(["node", "bearing", "edge", "which"], kind="stable", ignore_index=True)


def _bearings(lines: npt.NDArray[np.object_], from_start: Bools) -> Floats:
    """Return the direction in which each line leaves its end, radians anticlockwise from east."""
    here = shapely.get_coordinates(shapely.get_point(lines, np.where(from_start, 0, -1)))
    there = shapely.get_coordinates(shapely.get_point(lines, np.where(from_start, 1, -2)))
    away = there - here
    return np.asarray(np.arctan2(away[:, 1], away[:, 0]))


def _sectors(ends: pd.DataFrame) -> Codes:
    """Return the sector of each end: how many uncrossable edges lie before it, the first sector closing the circle.

    An uncrossable edge itself bears the number of the sector on its left when leaving the node.
    """
    wall = ends["uncrossable"].astype(np.int64)
    passed = wall.groupby(ends["node"]).cumsum()
    total = wall.groupby(ends["node"]).transform("sum")
    return np.asarray(passed.where(passed > 0, total), dtype=np.int64)


def _severed(ends: pd.DataFrame) -> Bools:
    """Return the ends at nodes where walkable ways lie in more than one sector."""
    ways = ends["walkable"] & ~ends["uncrossable"]
    lowest = ends["sector"].where(ways).groupby(ends["node"]).transform("min")
    highest = ends["sector"].where(ways).groupby(ends["node"]).transform("max")
    return np.asarray(highest > lowest, dtype=bool)


def _nearside(ends: pd.DataFrame, *, left_driving: bool) -> npt.NDArray[np.float64]:
    """Return per end the sector that joins the open uncrossable road at its node, ``nan`` for none."""
    outward = np.where(ends["which"] == 0, ends["heading"], -ends["heading"])
    leaving = ends["uncrossable"] & ends["open"] & (outward > 0)
    total = ends["uncrossable"].astype(np.int64).groupby(ends["node"]).transform("sum")
    right = ends["sector"] - 1
    sector = ends["sector"] if left_driving else right.where(right > 0, total)
    found = sector.where(leaving).groupby(ends["node"]).transform("first")
    both = ends["uncrossable"] & ends["walkable"] & (ends["heading"] == 0)
    ways = ends["foot_type"] & ends["open"]
    lowest = ends["sector"].where(ways).groupby(ends["node"]).transform("min")
    return np.asarray(found.fillna(lowest.where(both.groupby(ends["node"]).transform("any"))), dtype=np.float64)
