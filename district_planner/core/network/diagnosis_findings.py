"""What a check of a district reports: findings with a place on the map, and what each kind of them means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from district_planner.core.network.streets import Floats

COLUMNS = ("kind", "severity", "text", "table", "id", "geometry")
SEVERITIES = ("high", "medium", "low")
"""High: somebody or something is not counted. Medium: ways may be wrong. Low: good to know."""


@dataclass(frozen=True)
class KindOfFinding:
    """What one kind of finding is called and how it is mended."""

    id: str
    title: str
    cure: str


KINDS: dict[str, KindOfFinding] = {
    kind.id: kind
    for kind in (
        KindOfFinding("no_geometry", "Rows without geometry", "They are left out: draw them again or delete them"),
        KindOfFinding("duplicate_id", "Ids that occur more than once", "Give every row an id of its own"),
        KindOfFinding("bad_number", "Numbers below zero", "Correct them; a weight, people or employees is 0 or more"),
        KindOfFinding("not_used", "Places too far from any street to be used",
                      "Draw the missing street, move the place or give it entrances"),
        KindOfFinding("far", "Places more than {warn:g} m from a street",
                      "Check that the way to them is drawn; the access leg is a straight line"),
        KindOfFinding("island", "Parts of the street network that are cut off",
                      "Join them to the other streets, or delete them"),
        KindOfFinding("near_miss", "Ends that stop up to 10 m short of a street that is far on the network",
                      "Join the end to the street where one can pass"),
        KindOfFinding("crossing", "Streets that cross without joining and without a tag for bridge, tunnel or layer",
                      "Draw a junction, or say that one of them is a bridge or a tunnel"),
        KindOfFinding("fast_road", "Fast main roads that cannot be walked",
                      "If they have a footway, draw it or set walk to yes"),
        KindOfFinding("private", "Places that stand on private streets",
                      "They are reached, but the street is no way through; set it to yes where it is public"),
        KindOfFinding("edge", "Origins within {limit} of the end of the street data",
                      "What lies beyond is not counted: make the district again with a larger extent"),
        KindOfFinding("same_street", "Streets that are drawn twice", "Delete one of each"),
        KindOfFinding("same_place", "Places that are there twice, or may be",
                      "Where two are one place delete one of them, else it counts twice"),
        KindOfFinding("empty_category", "Categories without any opportunity",
                      "Nothing can be said about them; add a layer of them if there are some"),
        KindOfFinding("nobody", "Nobody lives or works in the district",
                      "Figures weighted by people or employees stay empty: add homes or buildings"),
    )
}  # fmt: skip


def findings(
    kind: str, severity: str, texts: Iterable[str], table: str, ids: Iterable[object], points: Iterable[object]
) -> pd.DataFrame:
    """Return rows of one kind; all iterables have one entry per finding."""
    rows = list(zip(texts, ids, points))
    frame = pd.DataFrame({
        "kind": kind, "severity": severity, "text": [text for text, _, _ in rows], "table": table,
        "id": ["" if id_ is None else str(id_) for _, id_, _ in rows],
    }, index=range(len(rows)))  # fmt: skip
    geometry = np.empty(len(rows), dtype=object)
    geometry[:] = [point for _, _, point in rows]
    return frame.assign(geometry=geometry)


def together(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return all findings, the worst first, kinds in the order of ``KINDS``."""
    filled = [part for part in parts if len(part)]
    if not filled:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS})
    every = pd.concat(filled, ignore_index=True)
    rank = every["severity"].map({name: i for i, name in enumerate(SEVERITIES)})
    order = every["kind"].map({name: i for i, name in enumerate(KINDS)})
    found: pd.DataFrame = every.iloc[np.lexsort((order, rank))].reset_index(drop=True)
    return found


def points_of(xy: Floats) -> list[object]:
    """Return shapely points of (n, 2) coordinates."""
    return list(shapely.points(xy)) if len(xy) else []


def km(metres: float) -> str:
    """Return a length in kilometres, with one decimal below 100."""
    return f"{metres / 1000:,.1f} km" if metres < 100_000 else f"{metres / 1000:,.0f} km"
