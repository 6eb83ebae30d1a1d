"""Door-to-door times between places by the timetable model, every minute of the period, with interventions built.

Drawn lines and changed headways run at every offset (docs/transit.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from district_planner.core.access.modes import Mode
from district_planner.core.district import District
from district_planner.core.errors import RequestError
from district_planner.core.evaluation.places import Places
from district_planner.core.evaluation.riding import MEDIAN, timetable_of_district
from district_planner.core.interventions.effects import Effect
from district_planner.core.network.streets import Floats, build_streets
from district_planner.core.progress import Progress, no_progress
from district_planner.core.settings import number
from district_planner.core.transit.clock import clock
from district_planner.core.transit.departures import PERCENTILES, Asked, Block, percentiles
from district_planner.core.transit.feed import Feed
from district_planner.core.transit.ground import ON_FOOT, Span, StraightGround
from district_planner.core.transit.itinerary import Leg, described, itinerary
from district_planner.core.transit.legs import Legs
from district_planner.core.transit.riding import turned
from district_planner.core.transit.stored import period_of
from district_planner.core.transit.timetable import Timetable, whole_seconds
from district_planner.core.transit.timetable_model import TimetableModel


@dataclass(frozen=True)
class TimetableTimes:
    """Percentiles of origins to destinations and how they were measured.

    Attributes:
        found: seconds and rides, rows of the places; percentiles: which; note: what every result says.
    """

    found: Block
    percentiles: tuple[float, ...]
    note: str


@dataclass(frozen=True)
class _Prepared:
    """The compiled service and the ways on foot around it."""

    feed: Feed
    asked: Asked
    timetables: tuple[Timetable, ...]
    access: Legs
    egress: Legs
    direct: Legs
    note: str


def times_by_timetable(
    district: District, mode: Mode, origins: Places, destinations: Places, limit_min: float = 0.0,
    effects: Sequence[Effect] = (), progress: Progress = no_progress, offered: Sequence[Effect] = (),
) -> TimetableTimes:  # fmt: skip
    """Return the percentiles of the door-to-door times of every minute of the district's period.

    Args:
        mode: one that rides; limit_min: 0 for the mode's own; effects: what is built; offered: everything that may
            be, so that a district without a timetable is measured before its first line is built.

    Raises:
        RequestError: the district has no timetable and no line is drawn.
        FeedError: nothing leaves in its period or within the limit after it.
    """
    made = _prepared(district, mode, (origins, destinations), limit_min, effects, progress, offered)
    found = percentiles(made.timetables, made.access, made.egress, made.asked, made.direct, progress)
    return TimetableTimes(found, made.asked.percentiles, made.note)


def trip_by_timetable(
    district: District, mode: Mode, origin: Places, destination: Places, leaves_s: int
) -> tuple[tuple[Leg, ...], list[str]]:
    """Return the walks and rides of the earliest arrival for one departure, and the same in words.

    Both are empty where nothing leads there within the mode's limit.

    Args:
        origin, destination: one place each; leaves_s: second after midnight, in the district's period.

    Raises:
        RequestError: the district has no timetable, or ``leaves_s`` is outside its period.
        FeedError: as :func:`times_by_timetable`.
    """
    period = period_of(district)
    if not period.start_s <= leaves_s < period.end_s:
        raise RequestError(f"{clock(leaves_s)} is not in the period {period}", "Trip", "Choose a time in the period")
    made = _prepared(district, mode, (origin, destination), 0.0, (), no_progress)
    direct = float(whole_seconds(made.direct.ms)[0]) if len(made.direct.ms) else np.inf
    legs = itinerary(made.timetables[0], made.access, made.egress, leaves_s, direct)
    late = bool(legs) and legs[-1].end_s - leaves_s > made.asked.limit_s
    legs = () if late else legs
    return legs, described(legs, made.feed)


def _prepared(
    district: District, mode: Mode, places: tuple[Places, Places], limit_min: float, effects: Sequence[Effect],
    progress: Progress, offered: Sequence[Effect] = (),
) -> _Prepared:  # fmt: skip
    settings, table = district.settings, district.table("streets")
    streets = build_streets(table) if len(table) else None
    model = timetable_of_district(district, MEDIAN, streets, offered or effects)
    asked = Asked(model.period, round((limit_min or mode.limit(settings)) * 60))
    minutes = {"walk": number(settings, "transit_walk_min"), "cycle": number(settings, "transit_cycle_min")}
    whole = dict.fromkeys(mode.ground, number(settings, "transit_all_the_way_min"))
    timetables, built = model.timetables(effects, asked.end_s), model.built(effects)
    stops, changed = (built.stops, built.ground) if built else (model.places, ())
    origins, destinations = places
    ways = partial(model.ground.ways, effects=changed, progress=progress)
    access = ways(origins, stops, Span.of(mode.ground, minutes))
    away = ways(stops, destinations, Span.of(ON_FOOT, minutes))
    direct = ways(origins, destinations, Span.of(mode.ground, whole))
    return _Prepared(
        model.day, asked, timetables, access, turned(away, len(destinations)), direct,
        _note(model, len(timetables)),
    )  # fmt: skip


def _note(model: TimetableModel, timetables: int) -> str:
    name = model.feed.name if model.feed is not None else "no timetable, drawn lines only"
    how = f"Times by timetable: {name}; every minute of {model.period}; percentiles of the departures"
    if timetables > 1:
        how += f"; what runs at a headway at {timetables} equally likely offsets"
    if isinstance(model.ground, StraightGround):
        return f"{how}; the district has no streets: ways on foot are straight lines × {model.ground.detour:g}"
    return how


def percentile_table(
    origins: Places, destinations: Places, mode: Mode, base: TimetableTimes, built: TimetableTimes
) -> pd.DataFrame:
    """Return one row per pair that is reached at some percentile, before or with: minutes at each and rides.

    Columns: ``origin``, ``destination``, ``mode``, ``minutes_p5_base``, ``minutes_p5_with``, …, ``minutes_p50_change``,
    ``rides_base``, ``rides_with`` (on the departure of the median; 0 where one walks), empty where that share of the
    departures does not reach the destination within the limit.
    """
    reached = [np.isfinite(one.found.seconds).any(axis=0) for one in (base, built)]
    a, b = np.nonzero(reached[0] | reached[1])
    columns: dict[str, Any] = {}
    for which, percent in enumerate(base.percentiles):
        for word, one in (("base", base), ("with", built)):
            columns[f"minutes_p{percent:g}_{word}"] = _empty(one.found.seconds[which, a, b] / 60.0)
    columns["minutes_p50_change"] = columns["minutes_p50_with"] - columns["minutes_p50_base"]
    middle = base.percentiles.index(50.0)
    for word, one in (("base", base), ("with", built)):
        rides = one.found.rides[middle, a, b]
        columns[f"rides_{word}"] = pd.Series(rides).astype("Int64").mask(rides < 0)
    return pd.DataFrame({
        "origin": origins.id[a].astype(str), "destination": destinations.id[b].astype(str), "mode": mode.id, **columns,
    })  # fmt: skip


def median_minutes(times: TimetableTimes) -> Floats:
    """Return the minutes of the median departure, (origins, destinations), ``inf`` where it does not arrive."""
    return np.asarray(times.found.seconds[PERCENTILES.index(50.0)] / 60.0)


def _empty(minutes: Floats) -> Floats:
    return np.where(np.isfinite(minutes), minutes, np.nan)
