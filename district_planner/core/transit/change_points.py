"""Where a drawn line lets people change: the stops within 100 m of its own, and the minutes on foot to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from district_planner.core.interventions.effects import LineStop
from district_planner.core.network.graph import run_ms
from district_planner.core.network.joins import Index
from district_planner.core.network.streets import Bools, Floats, Objects
from district_planner.core.settings import number
from district_planner.core.transit.ground import ON_FOOT, Ground, Span, stop_places
from district_planner.core.transit.interchanges import straight_kmh
from district_planner.core.transit.lines import Stops


@dataclass(frozen=True)
class ExistingStops:
    """Stops that a new one may lie beside: as places, and which of them something calls at."""

    stops: Stops
    served: Bools

    def and_drawn(self, lines: Sequence[tuple[str, Sequence[LineStop]]]) -> ExistingStops:
        """Return them with the stops of other drawn lines, (label, stops) each."""
        new = [(f"drawn:{s.x:.2f},{s.y:.2f}", s.name, s.x, s.y) for _, stops in lines for s in stops]
        if not new:
            return self
        ids, names, x, y = (np.array(column, dtype=object) for column in zip(*new))
        more = Stops(ids, names, np.column_stack([x, y]).astype(np.float64))
        return ExistingStops(self.stops.and_(more), np.concatenate([self.served, np.ones(len(new), dtype=bool)]))


@dataclass(frozen=True)
class ChangePoint:
    """A stop of a drawn line and the nearest one to change to.

    Attributes:
        number: of the drawn line's stop, from 0; name: of the other stop; x, y: where that is.
        ms: whole milliseconds on foot between them; served: whether a timetable or a drawn line calls there.
    """

    number: int
    name: str
    x: float
    y: float
    ms: float
    served: bool


def existing_stops(table: pd.DataFrame) -> ExistingStops:
    """Return the stops of a district's table ``stops``."""
    here = table[table["geometry"].notna()]
    names: Objects = here["name"].fillna("").to_numpy(dtype=object)
    xy = np.array([(point.x, point.y) for point in here["geometry"]], dtype=np.float64).reshape(-1, 2)
    return ExistingStops(Stops(here["id"].to_numpy(dtype=object), names, xy), here["feed"].notna().to_numpy())


def change_points(stops: Sequence[LineStop], known: ExistingStops, ground: Ground) -> tuple[ChangePoint, ...]:
    """Return the interchanges of a drawn line's stops, at most one for each.

    The walk is what travel times count: over the streets, or in a straight line times the detour factor where that is
    shorter. Of several stops the quickest that is served counts, else the quickest.

    Args:
        known: what is there; ground: ways on foot of the district.
    """
    settings = ground.settings  # type: ignore[attr-defined]
    reach = number(settings, "interchange_m")
    if not len(known.stops) or not stops:
        return ()
    xy = np.array([(stop.x, stop.y) for stop in stops])
    near = cKDTree(xy).sparse_distance_matrix(cKDTree(known.stops.xy), reach, output_type="ndarray")
    if not len(near):
        return ()
    mine, other = near["i"].astype(np.int64), near["j"].astype(np.int64)
    kmh = straight_kmh(settings)
    ms = np.minimum(run_ms(np.round(near["v"], 6), kmh), _walks(xy, known.stops, mine, other, ground, kmh, reach))
    order = np.lexsort((other, ms, ~known.served[other], mine))
    first = order[np.flatnonzero(np.diff(mine[order], prepend=-1))]
    return tuple(
        ChangePoint(
            int(mine[i]), str(known.stops.name[other[i]]), float(known.stops.xy[other[i], 0]),
            float(known.stops.xy[other[i], 1]), float(ms[i]),
            bool(known.served[other[i]]),
        )
        for i in first
    )  # fmt: skip


def _walks(xy: Floats, known: Stops, mine: Index, other: Index, ground: Ground, kmh: float, reach: float) -> Floats:
    """Return the milliseconds on foot of pairs of stops, ``inf`` where a straight line is no longer."""
    some, goals = np.unique(mine), np.unique(other)
    names: Objects = np.array([f"new {i}" for i in some], dtype=object)
    sources = stop_places(Stops(names, names, xy[some]))
    targets = stop_places(Stops(known.id[goals], known.name[goals], known.xy[goals]))
    limit = float(run_ms(np.array([reach]), kmh)[0])
    ways = ground.ways(sources, targets, Span(((ON_FOOT[0], limit),)))
    table = np.full((len(some), len(goals)), np.inf)
    np.minimum.at(table, (ways.row, ways.other), ways.ms)
    return np.asarray(table[np.searchsorted(some, mine), np.searchsorted(goals, other)])
