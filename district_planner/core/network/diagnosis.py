"""What will spoil the scores of a district: findings on the map and a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import shapely

from district_planner.core.access.modes import Mode, mode
from district_planner.core.district import District
from district_planner.core.evaluation.places import Places
from district_planner.core.network import diagnosis_places as of_places
from district_planner.core.network import diagnosis_streets as of_streets
from district_planner.core.network.diagnosis_doubles import same_places
from district_planner.core.network.diagnosis_edge import Footprint, footprint, reach_m
from district_planner.core.network.diagnosis_ends import dead_ends, near_misses
from district_planner.core.network.diagnosis_findings import KINDS, km, together
from district_planner.core.network.graph import ModeGraph, build_graph
from district_planner.core.network.streets import Streets, build_streets
from district_planner.core.progress import Progress, check, no_progress, part
from district_planner.core.settings import number


@dataclass(frozen=True)
class Diagnosis:
    """What was found.

    Attributes:
        findings: one row per finding, the worst first: ``kind`` (of ``KINDS``), ``severity`` (high, medium, low),
            ``text`` (without full stop), ``table``, ``id`` and ``geometry`` (Point, None where it has no place).
        text: the same counted, with what to do, for a planner to read.
    """

    findings: pd.DataFrame
    text: str


def diagnose(
    district: District,
    modes: Sequence[str] = ("walk",),
    limit_min: float | None = None,
    progress: Progress = no_progress,
) -> Diagnosis:
    """Return what will spoil the scores of a district.

    Args:
        district: any; ids that occur twice and rows without geometry are found, not refused.
        modes: ids of the modes that the streets are looked at for.
        limit_min: minutes within which the end of the street data matters; default each mode's time limit.
        progress: told the share that is done; may cancel.

    Raises:
        DistrictDataError: there are no streets, or a setting is no number.
        RequestError: there is no such mode.
        Cancelled: ``progress`` said so.
    """
    chosen = [mode(name) for name in modes]
    parts = [*of_places.rows_without_geometry(district), *of_places.repeated_ids(district)]
    parts += of_places.bad_numbers(district) + same_places(district)
    district = _with_geometry(district)
    check(progress, 0.05, "Looking at the streets")
    streets = build_streets(district.table("streets"))
    fast, fast_m = of_streets.fast_roads(streets)
    parts.append(fast)
    for share, look in ((0.1, near_misses), (0.15, of_streets.crossings), (0.3, of_streets.same_streets)):
        check(progress, share)
        parts.append(look(streets))
    places = of_places.places_of(district)
    parts += of_places.empty_categories(district, places[1])
    rim = footprint(streets)
    lines = [_street_line(streets)]
    for i, one in enumerate(chosen):
        share = 0.4 + 0.5 * i / len(chosen)
        check(progress, share, f"Looking at the places, {one.label}")
        parts += _one_mode(district, streets, one, places, rim, limit_min, part(progress, share, share))
        lines.append(_mode_line(build_graph(streets, one, district.settings)))
    found = together(parts)
    check(progress, 1.0)
    return Diagnosis(found, _text(district, lines, found, chosen, limit_min, fast_m))


def _with_geometry(district: District) -> District:
    """Return the district without the rows of streets that cannot be drawn."""
    streets = district.table("streets")
    usable = ~shapely.is_missing(streets["geometry"].to_numpy(dtype=object))
    return replace(district, tables={**district.tables, "streets": streets[usable].reset_index(drop=True)})


def _one_mode(
    district: District,
    streets: Streets,
    one: Mode,
    places: list[Places],
    rim: Footprint,
    limit_min: float | None,
    progress: Progress,
) -> list[pd.DataFrame]:
    """Return what is found for one mode."""
    graph = build_graph(streets, one, district.settings)
    every = of_places.joints(graph, places, district, progress)
    check(progress, 0.0)
    people, stands = of_places.on_edges(every, len(streets.lines))
    found = [of_streets.unusable(graph), of_streets.islands(graph, of_streets.parts_of(graph), people, stands)]
    found.append(dead_ends(graph, np.asarray(district.table("barriers")["geometry"], dtype=object), progress))
    for joints in every:
        check(progress, 0.0)
        found += of_places.far_places(district, graph, joints)
        found += of_places.on_private_streets(graph, joints)
    origins = every[0]
    limit = one.limit(district.settings) if limit_min is None else limit_min
    close = (rim.inside(origins.places.centre) < reach_m(one, limit, district.settings)) & (origins.table != "nodes")
    return found + of_places.near_the_edge(origins, np.asarray(close), f"{limit:g} min {one.label}")


def _street_line(streets: Streets) -> str:
    return f"{len(streets.lines):,} pieces of street, {km(float(streets.length.sum()))}."


def _mode_line(graph: ModeGraph) -> str:
    length = graph.streets.length
    private = float(length[graph.joinable & ~graph.through].sum())
    closed = float(length[~graph.joinable].sum())
    return (
        f"{graph.mode.label.capitalize()}: {km(float(length[graph.through].sum()))} are open, {km(private)} to "
        f"destinations only, {km(closed)} closed."
    )


def _text(
    district: District, lines: list[str], found: pd.DataFrame, modes: list[Mode], limit_min: float | None, fast_m: float
) -> str:
    """Return the findings counted by kind, each with what to do."""
    limits = {f"{one.limit(district.settings) if limit_min is None else limit_min:g} min {one.label}" for one in modes}
    words = {"warn": number(district.settings, "access_warn_m"), "limit": " or ".join(sorted(limits))}
    counted = found.groupby("kind", sort=False)
    for name, kind in KINDS.items():
        if name not in counted.groups:
            continue
        rows = counted.get_group(name)
        what = f"{kind.title.format(**words)}: {_count(district, name, rows, fast_m)}"
        lines.append(f"[{rows['severity'].iloc[0]}] {what}. {kind.cure}.")
    if not len(found):
        lines.append("Nothing was found that would spoil the scores.")
    return "\n".join(lines)


def _count(district: District, kind: str, rows: pd.DataFrame, fast_m: float) -> str:
    """Return how many findings there are, and what they come to."""
    if kind == "empty_category":
        return ", ".join(rows["id"])
    if kind == "nobody":
        return "no people, no employees"
    if kind == "fast_road":
        return f"{km(fast_m)} of {len(rows):,} roads"
    return f"{len(rows):,}{_who(district, rows)}"


def _who(district: District, rows: pd.DataFrame) -> str:
    """Return how many homes with how many people, and how many buildings, are among the findings."""
    said = []
    for table, column in (("homes", "people"), ("buildings", "employees")):
        ids = set(rows.loc[rows["table"] == table, "id"])
        if ids:
            here = district.table(table)
            here = here[here["id"].astype(str).isin(ids)]
            count = pd.to_numeric(here[column], errors="coerce").fillna(0.0).clip(lower=0.0).sum()
            said.append(f"{len(ids):,} {table} with {count:,.0f} {column}")
    return f" ({'; '.join(said)})" if said else ""
