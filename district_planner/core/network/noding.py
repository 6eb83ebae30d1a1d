"""Street lines made ready for a graph: cleaned, near misses joined, cut where they share vertices (rules 2.3)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from district_planner.core.network.tags import Bools, Floats

Codes = npt.NDArray[np.int64]

DECIMALS = 3
"""Coordinates are kept to the millimetre; ends coincide where their millimetres are equal."""


def clean_lines(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return plain two-dimensional lines, and sentences on what was dropped or split.

    Heights and measures are dropped, parts of multi-part lines become rows (``id.1``, ``id.2``, …), coordinates are
    rounded to the millimetre, repeated vertices are taken out. Rows without geometry, with a geometry that is no
    line, with coordinates that are no numbers, and lines without length are dropped.

    Args:
        frame: columns ``id`` (text) and ``geometry``, and any others, which are kept.
    """
    notes: list[str] = []
    lines = np.asarray(frame["geometry"], dtype=object)
    present = ~(shapely.is_missing(lines) | shapely.is_empty(lines))
    frame = _keep(frame, present, notes, "{} street(s) without geometry were left out.")
    types = shapely.get_type_id(np.asarray(frame["geometry"], dtype=object))
    frame = _keep(frame, np.isin(types, (1, 2, 5)), notes, "{} street(s) that are not lines were left out.")
    frame = _single_parts(frame, notes)
    frame = frame.assign(geometry=_millimetres(np.asarray(frame["geometry"], dtype=object)))
    sound = ~shapely.is_missing(np.asarray(frame["geometry"], dtype=object))
    frame = _keep(frame, sound, notes, "{} street(s) without length or with broken coordinates were left out.")
    return frame, notes


def _keep(frame: pd.DataFrame, rows: Bools, notes: list[str], sentence: str) -> pd.DataFrame:
    if rows.all():
        return frame
    notes.append(sentence.format(f"{int((~rows).sum()):,}"))
    return frame.loc[rows].reset_index(drop=True)


def _single_parts(frame: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    lines = np.asarray(frame["geometry"], dtype=object)
    parts, row = shapely.get_parts(lines, return_index=True)
    several = np.bincount(row, minlength=len(lines)) > 1
    if several.any():
        notes.append(f"{int(several.sum()):,} street(s) of several parts were split into their parts.")
    return _pieces(frame, parts, row)


def _millimetres(lines: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return lines with rounded, unrepeated vertices; None where fewer than two remain or a coordinate is broken."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    xy = np.round(xy, DECIMALS) + 0.0
    broken = np.zeros(len(lines), dtype=bool)
    broken[line[~np.isfinite(xy).all(axis=1)]] = True
    fresh = np.ones(len(xy), dtype=bool)
    fresh[1:] = (xy[1:] != xy[:-1]).any(axis=1) | (line[1:] != line[:-1])
    usable = (np.bincount(line[fresh], minlength=len(lines)) > 1) & ~broken
    kept = fresh & usable[line]
    made = np.full(len(lines), None, dtype=object)
    number = np.cumsum(usable) - 1
    if kept.any():
        made[usable] = shapely.linestrings(xy[kept], indices=number[line[kept]])
    return made


def vertex_nodes(xy: Floats) -> tuple[Codes, Floats]:
    """Return the node of each vertex, numbered from 0 in order of appearance, and the coordinates of each node.

    Vertices are the same node where both coordinates are equal to the millimetre.
    """
    x, _ = pd.factorize(np.rint(xy[:, 0] * 1000.0))
    y, values = pd.factorize(np.rint(xy[:, 1] * 1000.0))
    node, keys = pd.factorize(x.astype(np.int64) * max(len(values), 1) + y)
    first = np.full(len(keys), len(node), dtype=np.int64)
    np.minimum.at(first, node, np.arange(len(node)))
    return node.astype(np.int64), xy[first]


def end_nodes(lines: npt.NDArray[np.object_]) -> tuple[Codes, Codes, Floats]:
    """Return the node at the start and at the end of each line, and the coordinates of the nodes."""
    ends = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    node, xy = vertex_nodes(shapely.get_coordinates(ends))
    return node[: len(lines)], node[len(lines) :], xy


def cut_at_shared_vertices(frame: pd.DataFrame, also: Floats | None = None) -> pd.DataFrame:
    """Return the lines cut wherever they can be joined: each row runs from one junction to the next.

    A line is cut at a vertex that another line has too, that it visits twice itself, or that is in ``also``. Crossing
    without a vertex is no junction. A piece that would start and end in the same node is cut at its middle vertex.

    Args:
        frame: columns ``id`` (text) and ``geometry`` (clean LineStrings), and any others, which every piece keeps.
        also: (n, 2) coordinates where lines are cut in any case.

    Returns:
        Frame with the same columns and ``source_id``, the id of the line it was cut from; ids ``id`` or ``id.1``,
        ``id.2``, … in the direction of the line; index 0, 1, 2, …
    """
    lines = np.asarray(frame["geometry"], dtype=object)
    xy, line = shapely.get_coordinates(lines, return_index=True)
    if not len(xy):
        return frame.assign(source_id=frame["id"]).reset_index(drop=True)
    extra = np.empty((0, 2)) if also is None else np.asarray(also, dtype=np.float64).reshape(-1, 2)
    node, _ = vertex_nodes(np.concatenate([xy, extra]))
    visits = np.bincount(node)[node[: len(xy)]]
    first, last = _line_ends(line)
    cut = _cut_loops(first | last | (visits > 1), node, last)
    inner = cut & ~first & ~last
    at = np.repeat(np.arange(len(xy)), 1 + inner)
    starts = first[at] | (inner[at] & (at == np.roll(at, 1)))
    pieces = shapely.linestrings(xy[at], indices=np.cumsum(starts) - 1)
    return _pieces(frame.assign(source_id=frame["id"]), pieces, line[at[starts]])


def _line_ends(line: Codes) -> tuple[Bools, Bools]:
    change = line[1:] != line[:-1]
    return np.concatenate([[True], change]), np.concatenate([change, [True]])


def _cut_loops(cut: Bools, node: Codes, last: Bools) -> Bools:
    """Return the cuts with one more at the middle vertex of every piece that ends where it starts."""
    at = np.flatnonzero(cut)
    a, b = at[:-1], at[1:]
    loop = (node[a] == node[b]) & ~last[a] & (b - a > 1)
    cut = cut.copy()
    cut[(a[loop] + b[loop]) // 2] = True
    return cut


def _pieces(frame: pd.DataFrame, pieces: npt.NDArray[np.object_], row: Codes) -> pd.DataFrame:
    """Return one row per piece with the attributes of its row and an id of its own."""
    count = np.bincount(row, minlength=len(frame))
    number = np.arange(len(row)) - np.concatenate([[0], np.cumsum(count)[:-1]])[row] + 1 if len(row) else row
    made = frame.iloc[row].reset_index(drop=True)
    name = made["id"].astype(str).to_numpy(dtype=object)
    several = count[row] > 1
    name[several] = [f"{text}.{k}" for text, k in zip(name[several], number[several])]
    return made.assign(id=unique_ids(name), geometry=pieces)


def unique_ids(ids: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return the ids with ``~2``, ``~3``, … behind those that were there before."""
    series = pd.Series(ids, dtype=object)
    again = series.groupby(series).cumcount().to_numpy()
    made = [f"{text}~{k + 1}" if k else text for text, k in zip(series, again)] if again.any() else ids
    return np.asarray(made, dtype=object)
