"""Door-to-door times between places by the timetable model: today's service, every minute of the period.

Drawn lines and changes of service are not in it: they have a headway and no timetable.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from district_planner.core.access.modes import Mode
from district_planner.core.district import District
from district_planner.core.errors import RequestError
from district_planner.core.evaluation.places import Places
from district_planner.core.network.streets import Floats, build_streets
from district_planner.core.progress import Progress, no_progress
from district_planner.core.settings import number
from district_planner.core.transit.clock import clock
from district_planner.core.transit.departures import PERCENTILES, Asked, Block, percentiles
from district_planner.core.transit.feed import Feed
from district_planner.core.transit.ground import ON_FOOT, Ground, Span, StraightGround, StreetGround, stop_places
from district_planner.core.transit.headways import check_period
from district_planner.core.transit.itinerary import Leg, described, itinerary
from district_planner.core.transit.kept import timetable_of
from district_planner.core.transit.legs import Legs, legs_of
from district_planner.core.transit.lines import Stops
from district_planner.core.transit.service import Period
from district_planner.core.transit.stored import feed_of, period_of
from district_planner.core.transit.timetable import Timetable, walks_of, whole_seconds


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
    timetable: Timetable
    access: Legs
    egress: Legs
    direct: Legs
    note: str


def times_by_timetable(
    district: District, mode: Mode, origins: Places, destinations: Places, limit_min: float = 0.0,
    progress: Progress = no_progress,
) -> TimetableTimes:  # fmt: skip
    """Return the percentiles of the door-to-door times of every minute of the district's period.

    Args:
        mode: one that rides; limit_min: 0 for the mode's own.

    Raises:
        RequestError: the district has no timetable.
        FeedError: nothing leaves in its period or within the limit after it.
    """
    made = _prepared(district, mode, origins, destinations, limit_min, progress)
    found = percentiles([made.timetable], made.access, made.egress, made.asked, made.direct, progress)
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
    made = _prepared(district, mode, origin, destination, 0.0, no_progress)
    direct = float(whole_seconds(made.direct.ms)[0]) if len(made.direct.ms) else np.inf
    legs = itinerary(made.timetable, made.access, made.egress, leaves_s, direct)
    late = bool(legs) and legs[-1].end_s - leaves_s > made.asked.limit_s
    legs = () if late else legs
    return legs, described(legs, made.feed)


def _prepared(
    district: District, mode: Mode, origins: Places, destinations: Places, limit_min: float, progress: Progress
) -> _Prepared:
    feed = feed_of(district)
    if feed is None:
        raise RequestError("the district has no timetable", "Model", "Add one with Create district (GTFS)")
    period, settings = period_of(district), district.settings
    asked = Asked(period, round((limit_min or mode.limit(settings)) * 60))
    check_period(feed, Period(period.start_s, asked.end_s))
    table = district.table("streets")
    ground: Ground = StreetGround(build_streets(table), settings) if len(table) else StraightGround(settings)
    minutes = {"walk": number(settings, "transit_walk_min"), "cycle": number(settings, "transit_cycle_min")}
    whole = dict.fromkeys(mode.ground, number(settings, "transit_all_the_way_min"))
    on_foot = Span.of(ON_FOOT, minutes)
    stops = stop_places(_stops(feed))
    access = ground.ways(origins, stops, Span.of(mode.ground, minutes), (), progress)
    away = ground.ways(stops, destinations, on_foot, (), progress)
    direct = ground.ways(origins, destinations, Span.of(mode.ground, whole), (), progress)
    walks = walks_of(ground.ways(stops, stops, on_foot, (), progress), feed.transfers)
    timetable = timetable_of(feed, walks, period.start_s, asked.end_s, district.path)
    egress = legs_of(away.other, away.row, away.ms, len(destinations))
    return _Prepared(feed, asked, timetable, access, egress, direct, _note(feed, period, ground))


def _stops(feed: Feed) -> Stops:
    table = feed.stops
    return Stops(
        table["id"].to_numpy(dtype=object), table["name"].to_numpy(dtype=object),
        table[["x", "y"]].to_numpy(dtype=np.float64),
    )  # fmt: skip


def _note(feed: Feed, period: Period, ground: Ground) -> str:
    how = f"Times by timetable: {feed.name}; every minute of {period}; percentiles of the departures"
    if isinstance(ground, StraightGround):
        return f"{how}; the district has no streets: ways on foot are straight lines × {ground.detour:g}"
    return how


def percentile_table(origins: Places, destinations: Places, mode: Mode, times: TimetableTimes) -> pd.DataFrame:
    """Return one row per pair that is reached at some percentile: ids, minutes at each percentile, rides at the middle.

    Columns: ``origin``, ``destination``, ``mode``, ``minutes_p5``, …, ``rides`` (on the departure of the median; 0
    where one walks), empty where that share of the departures does not reach the destination within the limit.
    """
    seconds, rides = times.found.seconds, times.found.rides
    a, b = np.nonzero(np.isfinite(seconds).any(axis=0))
    columns = {
        f"minutes_p{percent:g}": _empty(seconds[which, a, b] / 60.0) for which, percent in enumerate(times.percentiles)
    }
    middle = rides[times.percentiles.index(50.0), a, b] if 50.0 in times.percentiles else rides[0, a, b]
    return pd.DataFrame({
        "origin": origins.id[a].astype(str), "destination": destinations.id[b].astype(str), "mode": mode.id, **columns,
        "rides": pd.Series(middle).astype("Int64").mask(middle < 0),
    })  # fmt: skip


def median_minutes(times: TimetableTimes) -> Floats:
    """Return the minutes of the median departure, (origins, destinations), ``inf`` where it does not arrive."""
    return np.asarray(times.found.seconds[PERCENTILES.index(50.0)] / 60.0)


def _empty(minutes: Floats) -> Floats:
    return np.where(np.isfinite(minutes), minutes, np.nan)
