"""Ways with OpenStreetMap tags -> the ``streets`` table (rules 2.1 to 2.3)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
import shapely

from district_planner.core.district import TABLES
from district_planner.core.network.crossings import (
    Junctions,
    crossing_ends,
    crossing_traits,
    drawn_crossings,
    junctions,
)
from district_planner.core.network.near_misses import NEAR_MISS_M, join_near_misses
from district_planner.core.network.noding import Codes, clean_lines, cut_at_shared_vertices, vertex_nodes
from district_planner.core.network.permissions import FAST_KMH, Rules, node_permissions, permissions
from district_planner.core.network.signals import approach_seconds
from district_planner.core.network.speeds import maxspeed_kmh
from district_planner.core.network.squares import square_of, with_squares
from district_planner.core.network.stress import junction_stress, tagged_stress, way_stress
from district_planner.core.network.tags import Bools, has, number, tag
from district_planner.core.progress import Progress, check, no_progress

FAST_NOTE = "fast main road"
"""What ``streets.note`` says of a fast main road without a sidewalk."""

GATE_NOTE = "closed gate"
"""What ``streets.note`` says of the pieces beside a gate that somebody may not pass."""

_COLUMNS = ["id", *TABLES["streets"].columns, "geometry"]
_LISTED = 20


def streets_from_tags(
    ways: pd.DataFrame,
    points: pd.DataFrame | None = None,
    *,
    allow_fast_roads: bool = False,
    rules: Rules = (),
    left_driving: bool = True,
    progress: Progress = no_progress,
) -> tuple[pd.DataFrame, list[str]]:
    """Return the ``streets`` table of tagged ways, and sentences on what was dropped, joined and left open.

    Args:
        ways: columns ``id``, ``geometry`` (lines in metres) and one per tag (``:`` of a key is ``_``).
        points: nodes with columns ``id``, ``geometry`` and tags: crossings, signals, gates, kerbs; None where the
            source has none.
        allow_fast_roads: let fast main roads without a sidewalk be walked.
        rules: who may use what, of a planner's own table; empty for those of ``core/modes.csv``.
        left_driving: whether traffic drives on the left.
        progress: told the share done; cancels.

    Returns:
        Frame with the columns of ``TABLES["streets"]`` and ``geometry``, cut at junctions, and the notes.
    """
    nodes = pd.DataFrame({"id": [], "geometry": []}, dtype=object) if points is None else points
    lines, notes = _street_lines(ways)
    check(progress, 0.2, "Reading who may use which street")
    slim = _way_columns(lines, permissions(lines, allow_fast_roads=allow_fast_roads, rules=rules))
    check(progress, 0.4, "Joining ends that just miss a street")
    slim, joined = join_near_misses(slim)
    notes += _joined_note(joined)
    slim, squares = with_squares(slim)
    notes += squares
    check(progress, 0.6, "Cutting streets at junctions")
    gates = _gates(nodes, rules)
    streets = cut_at_shared_vertices(slim, _closed_spots(gates))
    square = streets["square"].to_numpy(dtype=object)
    streets["source_id"] = np.where(square != "", square, streets["source_id"])
    streets, gate_notes = _close_gates(streets, gates)
    check(progress, 0.8, "Finding crossings")
    at = junctions(streets, nodes)
    ends = crossing_ends(streets, at, left_driving=left_driving)
    streets = _with_approaches(pd.concat([streets, ends], axis=1), nodes)
    told = drawn_crossings(streets, nodes, at)
    streets = pd.concat([streets.drop(columns=told.columns, errors="ignore"), told], axis=1)
    streets["lts"] = _stress(streets, at)
    notes += gate_notes + _notes(streets, slim)
    return streets.loc[:, list(dict.fromkeys(_COLUMNS))], notes


def _street_lines(ways: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return clean lines of everything that is a street, with ``square``, and what was left out."""
    named = ways.loc[has(ways, "highway")].reset_index(drop=True)
    return clean_lines(named.assign(square=square_of(named)))


def _way_columns(lines: pd.DataFrame, who: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that a way hands to all its pieces."""
    kmh = maxspeed_kmh(lines)
    cars = who["cars"].to_numpy() == 1
    structure = {"bridge": _structure(lines, "bridge"), "tunnel": _structure(lines, "tunnel")}
    made = {
        "id": lines["id"].astype(str),
        "name": lines.get("name"),
        "highway": tag(lines, "highway"),
        "maxspeed_kmh": np.round(kmh, 1),
        "layer": _layer(lines),
        **structure,
        **{column: who[column] for column in ("walk", "cycle", "wheelchair", "cars")},
        "square": lines["square"],
        "note": np.where(who["fast_main_road"], FAST_NOTE, ""),
        "base_lts": way_stress(lines, cars, kmh),
        "tagged_lts": ~np.isnan(tagged_stress(lines)),
        "geometry": lines["geometry"],
    }
    traits = crossing_traits(lines, cars, kmh)
    return pd.concat([pd.DataFrame(made, index=lines.index), traits], axis=1)


def _structure(lines: pd.DataFrame, key: str) -> Codes:
    return np.asarray(has(lines, key) & ~has(lines, key, "no"), dtype=np.int64)


def _layer(lines: pd.DataFrame) -> Codes:
    """Return the layer of each way, 0 where it is absent or no whole number."""
    layer = number(lines, "layer")
    return np.where(np.isfinite(layer), layer, 0.0).astype(np.int64)


def _joined_note(joined: pd.DataFrame) -> list[str]:
    if not len(joined):
        return []
    pairs = [f"{row.id} to {row.joined_to} ({row.gap_m:.2f} m)" for row in joined.itertuples()]
    return [f"{len(joined):,} end(s) less than {NEAR_MISS_M:g} m from a street were joined: {_listed(pairs)}."]


def _gates(points: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Return gates, bollards and kerbs with who may pass them."""
    kerbs = has(points, "kerb", "raised")
    gates = points.loc[has(points, "barrier") | kerbs].reset_index(drop=True)
    who = node_permissions(gates, rules)
    return pd.concat([gates[["id", "geometry"]], who.assign(kind=tag(gates, "barrier"))], axis=1)


def _closed(gates: pd.DataFrame) -> Bools:
    return np.asarray((gates[["walk", "cycle", "wheelchair"]] == "no").any(axis=1), dtype=bool)


def _closed_spots(gates: pd.DataFrame) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    closed = np.asarray(gates["geometry"], dtype=object)[_closed(gates)]
    return np.asarray(shapely.get_coordinates(closed), dtype=np.float64).reshape(-1, 2)


def _close_gates(streets: pd.DataFrame, gates: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the streets with the two pieces at every closed gate open to first and last stretches only.

    Who comes from either side reaches the gate, nobody passes through it. Where more than two pieces meet, the gate
    stands on a junction and its tags do not tell which arm it closes: it is left open and listed.
    """
    lines = np.asarray(streets["geometry"], dtype=object)
    ends = shapely.get_coordinates(np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)]))
    spots = shapely.get_coordinates(np.asarray(gates["geometry"], dtype=object))
    node, _ = vertex_nodes(np.concatenate([ends, spots]).reshape(-1, 2))
    arms = np.bincount(node[: len(ends)], minlength=int(node.max(initial=0)) + 1)
    at = node[len(ends) :]
    open_anyway = _closed(gates) & (arms[at] > 2)
    streets = streets.copy()
    for mode in ("walk", "cycle", "wheelchair"):
        shut = at[(gates[mode] == "no").to_numpy() & (arms[at] <= 2)]
        beside = np.isin(node[: len(ends)], shut).reshape(2, -1).any(axis=0)
        through = beside & streets[mode].isin(["yes", "forward", "backward"]).to_numpy()
        streets.loc[through, mode] = "destination"
        streets.loc[through & (streets["note"] == "").to_numpy(), "note"] = GATE_NOTE
    on_street = _on_street(gates, lines)
    return streets, _gate_notes(gates.loc[on_street], open_anyway[on_street])


def _on_street(gates: pd.DataFrame, lines: np.ndarray[tuple[int], np.dtype[np.object_]]) -> Bools:
    """Return which gates are a vertex of some street."""
    xy = shapely.get_coordinates(lines)
    spots = shapely.get_coordinates(np.asarray(gates["geometry"], dtype=object))
    node, _ = vertex_nodes(np.concatenate([xy, spots]).reshape(-1, 2))
    return np.isin(node[len(xy) :], node[: len(xy)])


def _gate_notes(gates: pd.DataFrame, open_anyway: Bools) -> list[str]:
    notes = []
    real = gates["kind"].isin(["", "kerb"]).to_numpy() == 0
    walk_shut = (gates["walk"] == "no").to_numpy() & ~open_anyway
    if (real & ~walk_shut).any():
        kinds = gates.loc[real & ~walk_shut, "kind"].value_counts()
        counts = ", ".join(f"{kind} {count:,}" for kind, count in kinds.items())
        notes.append(f"Gates and bollards that nothing closes to walking are open: {counts}.")
    if walk_shut.any():
        notes.append(f"{int(walk_shut.sum()):,} gate(s) are closed to walking: {_listed(gates.loc[walk_shut, 'id'])}.")
    if open_anyway.any():
        ids = _listed(gates.loc[open_anyway, "id"])
        notes.append(f"{int(open_anyway.sum()):,} gate(s) stand on a junction and are taken as open: {ids}.")
    return notes


def _listed(items: Iterable[str]) -> str:
    """Return items as text, the first ones only where there are many."""
    texts = [str(item) for item in items]
    more = len(texts) - _LISTED
    return ", ".join(texts[:_LISTED]) + (f" and {more:,} more" if more > 0 else "")


def _with_approaches(streets: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """Return the streets with the waits at signals on the way to a junction, half at each end, for cycling."""
    cycled = streets["cycle"].to_numpy(dtype=object) != "no"
    half = np.where(cycled, approach_seconds(streets, points) / 2.0, 0.0)
    columns = ("cycle_start_delay_s", "cycle_end_delay_s")
    return streets.assign(**{column: streets[column].to_numpy() + half for column in columns})


def _stress(streets: pd.DataFrame, at: Junctions) -> pd.Series[float]:
    """Return the stress after junctions, where cycling is allowed."""
    own = streets["base_lts"].to_numpy(dtype=np.float64)
    fixed = streets["tagged_lts"].to_numpy(dtype=bool)
    stress = junction_stress(own, fixed, at.start, at.end, at.signalled)
    cycled = streets["cycle"].to_numpy(dtype=object) != "no"
    return pd.Series(np.where(cycled, stress, np.nan), index=streets.index)


def _notes(streets: pd.DataFrame, ways: pd.DataFrame) -> list[str]:
    notes = []
    length = shapely.length(np.asarray(streets["geometry"], dtype=object))
    fast = (streets["note"] == FAST_NOTE).to_numpy() & (streets["walk"] == "no").to_numpy()
    if fast.any():
        notes.append(
            f"{length[fast].sum() / 1000.0:.1f} km of trunk and primary road with a limit of {FAST_KMH:g} km/h or more"
            " and no sidewalk are not walkable; Create district has a switch that allows them."
        )
    severed = int((streets[["start_side", "end_side"]] > 0).to_numpy().sum())
    if severed:
        notes.append(f"{severed:,} end(s) of paths are kept apart by a road that can be crossed only at crossings.")
    if len(ways):
        notes.append(
            "Severance is not modelled where no footway is mapped beside the carriageway: who walks along a street"
            " pays no crossing of that street."
        )
    return notes
