"""The trips behind a table of travel times by public transport, leg by leg."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from district_planner.core.access.trip import PLACE, Part
from district_planner.core.district import District
from district_planner.core.errors import RequestError
from district_planner.core.evaluation.places import Places
from district_planner.core.evaluation.riding import MEDIAN, TransitModel, Trips, timetable_of_district, trips_of
from district_planner.core.evaluation.traveltimes import Travel
from district_planner.core.network.streets import build_streets
from district_planner.core.transit.clock import clock, seconds
from district_planner.core.transit.stored import period_of

MOST_PAIRS = 10_000
"""Most pairs whose trips are followed [P]: beyond, legs are more rows than anybody reads."""

COLUMNS = (
    "origin", "destination", "mode", "state", "leg", "what", "service", "route", "from_stop", "to_stop", "departure",
    "arrival", "minutes", "clock_minutes", "geometry",
)  # fmt: skip


def check_itineraries(travel: Travel, origins: Places, destinations: Places) -> None:
    """Look whether itineraries can be made.

    Raises:
        RequestError: no mode rides, or there are too many pairs.
    """
    if not any(mode.rides for mode in travel.modes):
        raise RequestError(
            "itineraries are of public transport, and no mode rides it", "Itineraries",
            "Choose transit or bike_and_ride among the modes, or leave the itineraries out",
        )  # fmt: skip
    pairs = len(origins) * len(destinations)
    if pairs > MOST_PAIRS:
        raise RequestError(
            f"{len(origins):,} origins and {len(destinations):,} destinations are {pairs:,} pairs; itineraries are "
            f"followed for at most {MOST_PAIRS:,}", "Itineraries",
            "Choose fewer origins or destinations, or leave the itineraries out",
        )  # fmt: skip


def departure_of(district: District, model: str, text: str) -> int | None:
    """Return the second after midnight of a time of day such as ``07:15``; None for an empty text.

    Raises:
        RequestError: it cannot be read, lies outside the period of the district, or the model knows no departures.
    """
    if not text.strip():
        return None
    if model != "timetable":
        raise RequestError(
            "by frequency there are no departure times", "Departure",
            "Choose the timetable model, or leave the departure empty",
        )  # fmt: skip
    (found,) = seconds(pd.Series([text.strip()], dtype=object)).tolist()
    period = period_of(district)
    if found < 0:
        raise RequestError(f"“{text}” is no time of day", "Departure", "Write it as 07:15")
    if not period.start_s <= found < period.end_s:
        raise RequestError(
            f"{clock(found)} is not in the period {period}", "Departure",
            "Choose a time in the period, or leave it empty for the median departure",
        )  # fmt: skip
    return int(found)


def itineraries(
    travel: Travel, model: str, origins: Places, destinations: Places, departs_s: int | None = None
) -> pd.DataFrame:  # fmt: skip
    """Return one row per leg of every pair that is reached, before and with: a table that adds up to the times.

    By frequency the trip of the least mean time, without times of the clock; by timetable that of the median departure
    (:mod:`district_planner.core.transit.timetable_trips`), or of one that is chosen.

    Columns: ``origin``, ``destination``, ``mode``; ``state`` base or with; ``leg`` from 1; ``what`` walk, cycle, wait,
    ride or interchange; ``service`` and ``route`` of a ride; ``from_stop``, ``to_stop`` names, at the ends the ids of
    the places; ``departure``, ``arrival`` as ``07:05:30``, empty by frequency; ``minutes`` as in the table of times;
    ``clock_minutes``; ``geometry`` LineString, straight where one walks, None where one waits.

    Args:
        model: frequency or timetable; departs_s: from :func:`departure_of`, by timetable only. Of lines that run at
            every offset it is the median of the times on this departure, in the first timetable that has it.

    Raises:
        RequestError: see :func:`check_itineraries`, and those of the model.
    """
    check_itineraries(travel, origins, destinations)
    ends = (origins, destinations)
    service = _service(travel, model)
    pairs = [(a, b) for a in range(len(origins)) for b in range(len(destinations))]
    states = {"base": travel.base}
    if travel.asked.interventions and travel.built != travel.base:
        states["with"] = travel.built
    rows: list[tuple[Any, ...]] = []
    for mode in (one for one in travel.modes if one.rides):
        limit = travel.asked.limit_min or mode.limit(travel.district.settings)
        for state, effects in states.items():
            trips = trips_of(service, mode, ends, limit, effects, travel.progress, departs_s)
            for a, b, trip in trips.each(pairs):
                head = (str(origins.id[a]), str(destinations.id[b]), mode.id, state)
                rows += ((*head, *row) for row in _rows(trips, trip, (origins, a), (destinations, b)))
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    numbers = {"leg": "int64", "minutes": "float64", "clock_minutes": "float64"}
    return found.astype(numbers).sort_values(list(COLUMNS[:5]), kind="stable", ignore_index=True)


def _service(travel: Travel, model: str) -> TransitModel:
    if model != "timetable":
        return travel.model
    streets = travel.district.table("streets")
    return timetable_of_district(
        travel.district, MEDIAN, build_streets(streets) if len(streets) else None, travel.built
    )


def _rows(
    trips: Trips, trip: Sequence[Part], origin: tuple[Places, int], destination: tuple[Places, int]
) -> Iterator[tuple[Any, ...]]:
    """Yield the columns of a trip's legs that follow those of the pair."""
    ends = (origin, destination)
    for number, part in enumerate(trip, 1):
        start, end = (_place(trips, row, place) for row, place in zip((part.start, part.end), ends))
        departs = arrives = None
        if part.begins_s is not None:
            departs, arrives = _clock(part.begins_s), _clock(part.begins_s + round(part.real_ms / 1000.0))
        yield (
            number, part.what, part.service or None, " / ".join(part.routes) or None, start[0], end[0], departs,
            arrives, part.ms / 60000.0, part.real_ms / 60000.0, _line(part, start[1], end[1]),
        )  # fmt: skip


def _place(trips: Trips, stop: int, place: tuple[Places, int]) -> tuple[str, tuple[float, float]]:
    """Return what a stop, or the place that stands for one, is called, and where it is."""
    places, row = place if stop == PLACE else (trips.stops, stop)
    called = places.id[row] if stop == PLACE else (places.name[row] or places.id[row])
    x, y = places.centre[row]
    return str(called), (float(x), float(y))


def _line(part: Part, start: tuple[float, float], end: tuple[float, float]) -> BaseGeometry | None:
    if part.path is not None:
        return part.path
    return shapely.LineString([start, end]) if start != end else None


def _clock(second: int) -> str:
    return f"{clock(second)}:{second % 60:02d}"
