"""Ways cut where they meet, so that streets join where vertices coincide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from shapely.geometry import LineString

from scripts.sample.ways import Way

TOGETHER_M = 4.0


def noded(ways: list[Way]) -> list[Way]:
    """Return the ways cut at every junction; coordinates of one junction are equal to the last digit.

    Two ways meet where they cross on the same layer, and where an end touches another end or way.
    """
    lines = np.array([way.line for way in ways], dtype=object)
    layers = np.array([way.layer for way in ways])
    spots, owners = _meetings(lines, layers)
    canonical = _clustered(spots)
    cuts: dict[int, list[tuple[float, float, float]]] = defaultdict(list)
    for owner, spot in zip(owners, canonical):
        cuts[owner].append((lines[owner].project(shapely.Point(spot)), *spot))
    return [piece for number, way in enumerate(ways) for piece in _cut(way, sorted(set(cuts[number])))]


def _meetings(lines: np.ndarray, layers: np.ndarray) -> tuple[np.ndarray, list[int]]:
    """Return points of meeting and the way that each belongs to; both ends of every way are among them."""
    spots: list[tuple[float, float]] = []
    owners: list[int] = []

    def meet(spot: tuple[float, float], *ways: int) -> None:
        for way in ways:
            spots.append(spot)
            owners.append(int(way))

    for number, course in enumerate(lines):
        meet(course.coords[0], number)
        meet(course.coords[-1], number)
    tree = shapely.STRtree(lines)
    for a, b in sorted(zip(*(side.tolist() for side in tree.query(lines, predicate="intersects")))):
        if a < b and layers[a] == layers[b]:
            for spot in shapely.get_parts(lines[a].intersection(lines[b])):
                meet(spot.coords[0], a, b)
    ends = [(number, shapely.Point(course.coords[end])) for number, course in enumerate(lines) for end in (0, -1)]
    near = tree.query([spot for _, spot in ends], predicate="dwithin", distance=TOGETHER_M)
    for end, b in sorted(zip(*(side.tolist() for side in near))):
        a, spot = ends[end]
        foot = lines[b].interpolate(lines[b].project(spot))
        at_end = min(foot.distance(shapely.Point(lines[b].coords[k])) for k in (0, -1)) < TOGETHER_M
        if a != b and (layers[a] == layers[b] or at_end):
            meet(foot.coords[0], b)
    return np.round(np.array(spots), 2), owners


def _clustered(spots: np.ndarray) -> list[tuple[float, float]]:
    """Return for every point the first point of the cluster that it belongs to."""
    pairs = cKDTree(spots).query_pairs(TOGETHER_M, output_type="ndarray")
    graph = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(spots), len(spots)))
    label = connected_components(graph, directed=False)[1]
    first = np.full(label.max() + 1, -1)
    for row in range(len(spots) - 1, -1, -1):
        first[label[row]] = row
    return [(float(x), float(y)) for x, y in spots[first[label]]]


def _cut(way: Way, cuts: list[tuple[float, float, float]]) -> Iterable[Way]:
    """Yield the pieces of a way between the junctions on it; overhanging ends of a few metres are dropped."""
    course = way.line
    chainages = [course.project(shapely.Point(spot)) for spot in course.coords]
    chainages[-1] = course.length
    for (start, *first), (end, *last) in zip(cuts, cuts[1:]):
        inner = [
            spot for chainage, spot in zip(chainages, course.coords) if start + TOGETHER_M < chainage < end - TOGETHER_M
        ]
        if first == last and not inner:
            continue
        yield replace(way, line=LineString([first, *((round(x, 1), round(y, 1)) for x, y in inner), last]))


def degrees(ways: list[Way]) -> dict[tuple[float, ...], int]:
    """Return junction -> number of street ends there."""
    count: dict[tuple[float, ...], int] = defaultdict(int)
    for way in ways:
        for end in way.ends:
            count[end] += 1
    return count


def islands(ways: list[Way]) -> np.ndarray:
    """Return for every way the number of its connected part; the largest part is 0."""
    index: dict[tuple[float, ...], int] = {}
    ends = np.array([
        [index.setdefault(end, len(index)) for end in way.ends] for way in ways
    ])  # fmt: skip
    graph = coo_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(index), len(index)))
    label = connected_components(graph, directed=False)[1][ends[:, 0]]
    order = np.argsort(-np.bincount(label), kind="stable")
    return np.argsort(order, kind="stable")[label]
