"""What is wrong with the streets: islands, crossings that are no junctions, roads that cannot be walked."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from district_planner.core.network.diagnosis_findings import findings, km, points_of
from district_planner.core.network.graph import ModeGraph
from district_planner.core.network.joins import Index
from district_planner.core.network.squares import OUTLINE_NOTE, SQUARE_NOTE
from district_planner.core.network.streets import Bools, Floats, Objects, Streets
from district_planner.core.network.tagged_streets import FAST_NOTE

LARGE_SHARE = 0.05
"""Share of the network's length from which an island is told with it, and is medium though nothing stands there [P]."""

SMALL_ISLAND_M = 500.0
"""An island of less street than this, metres, is small [P]."""

MANY_ISLANDS = 10
"""More small islands without places than this share one finding [P]."""


def street_name(streets: Streets, edge: int) -> str:
    """Return what to call a street: its name, else what it is."""
    row = streets.table.iloc[edge]
    name = row.get("name")
    if isinstance(name, str) and name.strip():
        return name.strip()
    what = row.get("highway")
    return f"an unnamed {what.replace('_', ' ')}" if isinstance(what, str) and what else "an unnamed street"


def parts_of(graph: ModeGraph) -> Index:
    """Return for every edge the number of the part of the network that it hangs together with, -1 for unusable ones.

    Parts are numbered by length, 0 is the longest. Streets that are open to destinations only belong to a public
    street that they lead to, but never join two parts.
    """
    streets = graph.streets
    start, end = streets.start.astype(np.int64), streets.end.astype(np.int64)
    public = graph.through
    label = _components(start[public], end[public], streets.nodes)
    label[~graph.through_nodes] = -1
    part: Index = np.full(len(start), -1, dtype=np.int64)
    part[public] = label[start[public]]
    private = np.flatnonzero(graph.joinable & ~graph.through)
    group = _components(start[private], end[private], streets.nodes)
    size = np.bincount(part[public], weights=streets.length[public], minlength=streets.nodes)
    known = np.flatnonzero(label >= 0)
    known = known[np.argsort(size[label[known]], kind="stable")]  # the longest last, so that it has the last word
    leads: Index = np.full(streets.nodes, -1, dtype=np.int64)
    leads[group[known]] = label[known]
    own = group[start[private]]
    part[private] = np.where(leads[own] >= 0, leads[own], streets.nodes + own)
    return _by_length(part, streets.length)


def _components(a: Index, b: Index, nodes: int) -> Index:
    matrix = coo_matrix((np.ones(len(a), dtype=np.int8), (a, b)), shape=(nodes, nodes))
    return np.asarray(connected_components(matrix, directed=False)[1], dtype=np.int64)


def _by_length(part: Index, length: Floats) -> Index:
    """Return the parts numbered by length, the longest first."""
    used = part >= 0
    if not used.any():
        return part
    names, number = np.unique(part[used], return_inverse=True)
    total = np.bincount(number, weights=length[used])
    rank = np.empty(len(names), dtype=np.int64)
    rank[np.argsort(-total, kind="stable")] = np.arange(len(names))
    found = part.copy()
    found[used] = rank[number]
    return found


def islands(graph: ModeGraph, part: Index, people: Floats, places: Floats) -> pd.DataFrame:
    """Return one finding per part of the network but the longest; many small ones without places share one.

    Something stands on it: high. Nothing, but a twentieth of the network: medium, else low.

    Args:
        part: see :func:`parts_of`; people, places: how many stand on each edge.
    """
    chosen = np.flatnonzero(part > 0)
    if not len(chosen):
        return findings("island", "low", [], "streets", [], [])
    _, first, number = np.unique(part[chosen], return_index=True, return_inverse=True)
    length = np.bincount(number, weights=graph.streets.length[chosen])
    lives = np.bincount(number, weights=people[chosen])
    stands = np.bincount(number, weights=places[chosen])
    share = length / graph.streets.length[part >= 0].sum()
    edges = chosen[first]
    small = (stands == 0) & (length < SMALL_ISLAND_M) & (share < LARGE_SHARE)
    if small.sum() <= MANY_ISLANDS:
        small[:] = False
    single = np.flatnonzero(~small)
    texts = [_island_text(graph, float(length[k]), float(share[k]), int(stands[k]), float(lives[k])) for k in single]
    severity = np.where(stands > 0, "high", np.where(share >= LARGE_SHARE, "medium", "low"))[single]
    if small.any():
        longest = int(np.flatnonzero(small)[np.argmax(length[small])])
        together = km(float(length[small].sum()))
        texts.append(f"{int(small.sum()):,} small parts, {together} of street together, are cut off from the other "
                     f"streets {graph.mode.label}; nothing stands on them, the longest, {length[longest]:,.0f} m, is "
                     "here")  # fmt: skip
        single, severity = np.append(single, longest), np.append(severity, "low")
    shown = edges[single]
    ids = graph.streets.table["id"].to_numpy(dtype=object)[shown]
    spots = shapely.line_interpolate_point(graph.streets.lines[shown], 0.5, normalized=True)
    return findings("island", "low", texts, "streets", ids, spots).assign(severity=severity)


def _island_text(graph: ModeGraph, metres: float, share: float, places: int, people: float) -> str:
    noun = "place" if places == 1 else "places"
    who = f"; only what stands there is reached by its {places:,} {noun} ({people:,.0f} people)" if places else ""
    part = f", {share:.0%} of the network," if share >= LARGE_SHARE else ""
    return f"{metres:,.0f} m of street{part} are cut off from the other streets {graph.mode.label}{who}"


def crossings(streets: Streets) -> pd.DataFrame:
    """Return where two lines cross inside both without a junction and neither says that it is raised or sunk."""
    tagged = streets.column("bridge", 0.0).astype(bool) | streets.column("tunnel", 0.0).astype(bool)
    plain = np.flatnonzero(~tagged & (streets.texts("note") != SQUARE_NOTE))
    if not len(plain):
        return findings("crossing", "low", [], "streets", [], [])
    a, b = shapely.STRtree(streets.lines[plain]).query(streets.lines[plain], predicate="crosses")
    once = a < b
    a, b = plain[a[once]], plain[b[once]]
    layer = streets.column("layer", 0.0)
    same = layer[a] == layer[b]
    a, b = a[same], b[same]
    parts, owner = shapely.get_parts(shapely.intersection(streets.lines[a], streets.lines[b]), return_index=True)
    keep = shapely.get_type_id(parts) == 0
    parts, a, b = parts[keep], a[owner[keep]], b[owner[keep]]
    inner = ~_at_shared_end(streets, parts, a, b)
    parts, a, b = parts[inner], a[inner], b[inner]
    texts = [f"{street_name(streets, int(i))} and {street_name(streets, int(j))} cross without a junction"
             for i, j in zip(a, b)]  # fmt: skip
    return findings("crossing", "medium", texts, "streets", streets.table["id"].to_numpy(dtype=object)[a], parts)


def _of_squares(streets: Streets) -> Bools:
    """Return the straight ways across squares, which cross each other anywhere, and the outlines they go between."""
    return np.isin(streets.texts("note").astype(str), (SQUARE_NOTE, OUTLINE_NOTE))


def _at_shared_end(streets: Streets, points: Objects, a: Index, b: Index) -> Bools:
    """Return which points lie at a node that both edges end at."""
    found = np.zeros(len(points), dtype=bool)
    xy = shapely.get_coordinates(points)
    for first in (streets.start[a], streets.end[a]):
        for second in (streets.start[b], streets.end[b]):
            found |= (first == second) & (np.hypot(*(streets.xy[first] - xy).T) < 0.01)
    return found


def fast_roads(streets: Streets) -> tuple[pd.DataFrame, float]:
    """Return one finding per fast main road that cannot be walked, and their length in metres.

    Those that were closed for it when the district was made: a road with ``foot=no`` is closed for a reason of its own.
    """
    table = streets.table
    closed = np.array([str(code or "no").strip().lower() == "no" for code in table["walk"]], dtype=bool)
    chosen = np.flatnonzero(closed & (table["note"] == FAST_NOTE).to_numpy())
    if not len(chosen):
        return findings("fast_road", "low", [], "streets", [], []), 0.0
    rows = pd.DataFrame({
        "edge": chosen, "name": [street_name(streets, int(edge)) for edge in chosen],
        "length": streets.length[chosen],
    })  # fmt: skip
    total = rows.groupby("name", sort=True)["length"].sum()
    longest = rows.loc[rows.groupby("name", sort=True)["length"].idxmax(), "edge"].to_numpy()
    texts = [f"{name}: {km(metres)} of fast main road cannot be walked" for name, metres in total.items()]
    middle = shapely.line_interpolate_point(streets.lines[longest], 0.5, normalized=True)
    ids = table["id"].to_numpy(dtype=object)[longest]
    return findings("fast_road", "medium", texts, "streets", ids, middle), float(total.sum())


def same_streets(streets: Streets) -> pd.DataFrame:
    """Return the streets that lie exactly on another one."""
    wkb = shapely.to_wkb(_rounded(streets.lines), output_dimension=2)
    twice = pd.Series(wkb).duplicated().to_numpy()
    layer = streets.column("layer", 0.0)
    if twice.any():
        twice &= pd.DataFrame({"wkb": wkb, "layer": layer}).duplicated().to_numpy()
    edges = np.flatnonzero(twice & ~_of_squares(streets))
    texts = [f"{street_name(streets, int(edge))} is drawn twice" for edge in edges]
    middle = shapely.line_interpolate_point(streets.lines[edges], 0.5, normalized=True)
    return findings("same_street", "low", texts, "streets", streets.table["id"].to_numpy(dtype=object)[edges], middle)


def unusable(graph: ModeGraph) -> pd.DataFrame:
    """Return a finding when no street at all allows the mode."""
    if graph.usable.any():
        return findings("island", "high", [], "streets", [], [])
    centre = points_of(graph.streets.xy.mean(axis=0)[None, :])
    return findings("island", "high", [f"no street can be used {graph.mode.label}"], "streets", [""], centre)


def _rounded(lines: Objects) -> Objects:
    """Return lines to the millimetre and in one direction, so that equal ones are equal."""
    return np.asarray(shapely.normalize(shapely.set_precision(lines, 0.001, mode="pointwise")), dtype=object)
