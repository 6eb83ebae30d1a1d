"""What a drawn line of public transport says: stops, legs, headways, speeds, and the sentence for each mistake."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import shapely

from district_planner.core.errors import InterventionError
from district_planner.core.interventions import values, vocabulary
from district_planner.core.interventions.attributes import Attribute
from district_planner.core.interventions.effects import LineStop
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.services import LEG_CLASSES, SERVICES, ServiceKind
from district_planner.core.transit.run_times import Leg, Vehicle

OFF_LINE_M = 25.0
"""Farthest stop from its line, metres [P]."""
NEAREST_STOPS_M = 50.0
"""Least distance of two stops along a line, metres [P]."""
MOST_STOPS = 99
"""Most stops of one line: the largest of Britain have about fifty [P]."""
MOST_KMH = 400.0
LEAST_HEADWAY_MIN = 0.5
MOST_HEADWAY_MIN = 24 * 60.0
"""Shortest and longest headway that is believed, minutes [P]."""

_BY_SERVICE = "Empty: by the kind of service."

SERVICE = Attribute(
    "service", "Kind of service", default="tram", choices=tuple(SERVICES),
    note="Tram, tram-train, bus rapid transit, bus or heavy rail; decides the defaults of everything else.",
)  # fmt: skip
STOPS = Attribute(
    "stops", "Stops", "stops", "m",
    note='JSON list in order along the line, for example [{"chainage_m": 0, "name": "Meadowhall"}, …].',
)  # fmt: skip
LEGS = Attribute(
    "legs", "Legs between stops", "legs",
    note='JSON list, one for each leg: "street", "segregated" or "rail", or {"class": "street", "kmh": 40}.',
)  # fmt: skip
HEADWAY = Attribute("headway_min", "Headway", "number", "min", maximum=MOST_HEADWAY_MIN, note=_BY_SERVICE)
HEADWAYS = Attribute(
    "headways", "Headway by period", "headways", "min",
    note='JSON list such as [["07:00", "09:00", 8]]; outside these periods the headway above holds.',
)  # fmt: skip
FIRST = Attribute("first_departure", "First departure", "clock", default="05:30")
LAST = Attribute(
    "last_departure", "Last departure", "clock", default="23:30",
    note="The last vehicle leaves either end then, or as many whole headways before.",
)  # fmt: skip
DWELL = Attribute("dwell_s", "Dwell at a stop", "number", "s", minimum=0.0, maximum=600.0, note=_BY_SERVICE)
ACCELERATION = Attribute("acceleration", "Acceleration", "number", "m/s²", minimum=0.1, maximum=5.0, note=_BY_SERVICE)
BRAKING = Attribute("braking", "Braking", "number", "m/s²", minimum=0.1, maximum=5.0, note=_BY_SERVICE)
LAYOVER = Attribute("layover_min", "Layover at each end", "number", "min", minimum=0.0, maximum=120.0, note=_BY_SERVICE)
PLACES = Attribute("places", "Places of a vehicle", "number", "places", minimum=1.0, note=_BY_SERVICE)
FARE = Attribute("fare", "Fare", "number", "£", minimum=0.0, note="Kept and reported; no time is made of it.")
CAPITAL_KM = Attribute("capital_per_km", "Capital cost per km", "number", "£", minimum=0.0, note=_BY_SERVICE)
CAPITAL_STOP = Attribute("capital_per_stop", "Capital cost per stop", "number", "£", minimum=0.0, note=_BY_SERVICE)
OPERATING = Attribute(
    "operating_per_km", "Operating cost per vehicle km", "number", "£", minimum=0.0, note=_BY_SERVICE
)  # fmt: skip
REPLACES = Attribute(
    "replaces", "Replaces", "route_ids", note="Ids of the routes that no longer run once this one does."
)

LINE_ATTRIBUTES = (
    SERVICE, STOPS, LEGS, HEADWAY, HEADWAYS, FIRST, LAST, DWELL, ACCELERATION, BRAKING, LAYOVER, PLACES, FARE,
    CAPITAL_KM, CAPITAL_STOP, OPERATING, REPLACES,
)  # fmt: skip


@dataclass(frozen=True)
class DrawnLine:
    """A drawn line as its attributes and the defaults of its service say.

    Attributes:
        service: the kind; stops: in order along the line; legs: between them; vehicle: how it runs.
        headways: (from, to, minutes), seconds after midnight, in order, the end of each not part of it: from the first
            departure until a headway after the last.
        layover_min, places: of the operation; replaces: ids of routes.
    """

    service: ServiceKind
    stops: tuple[LineStop, ...]
    legs: tuple[Leg, ...]
    vehicle: Vehicle
    headways: tuple[tuple[int, int, float], ...]
    layover_min: float
    places: float
    replaces: tuple[str, ...]


def drawn_line(intervention: Intervention) -> DrawnLine:
    """Return what a drawn line says.

    Raises:
        InterventionError: an unknown service, fewer than two stops or more than 99, a stop off the line or on top of
            another, a headway of 0, a leg too many, a period that runs backwards, a line on top of itself.
    """
    service = service_of(intervention)
    stops = line_stops(intervention)
    vehicle = Vehicle(
        _or(intervention, ACCELERATION, service.acceleration),
        _or(intervention, BRAKING, service.braking),
        _or(intervention, DWELL, service.dwell_s),
    )
    return DrawnLine(
        service, stops, _legs(intervention, stops, service), vehicle, _headways(intervention, service),
        _or(intervention, LAYOVER, service.layover_min), _or(intervention, PLACES, service.places),
        values.ids(intervention, "replaces"),
    )  # fmt: skip


def service_of(intervention: Intervention) -> ServiceKind:
    """Return the kind of service of a line; ``Tram-Train`` and ``tram train`` are understood."""
    given = values.raw(intervention, "service")
    key = re.sub(r"[^a-z]+", "_", str(given or SERVICE.default).lower()).strip("_")
    key = {"brt": "bus_rapid_transit", "heavy_rail": "rail", "train": "rail", "light_rail": "tram"}.get(key, key)
    if key not in SERVICES:
        raise InterventionError(
            f"{given!r} is no kind of service", values.where(intervention, "service"),
            vocabulary.did_you_mean(str(given), SERVICES),
        )  # fmt: skip
    return SERVICES[key]


def _or(intervention: Intervention, attribute: Attribute, default: float) -> float:
    given = values.number(intervention, attribute)
    return default if given is None else given


# Stops


def listed(intervention: Intervention, name: str, form: str) -> list[Any]:
    """Return the JSON list of a field, empty where it is absent.

    Raises:
        InterventionError: it is no JSON list.
    """
    value = values.raw(intervention, name)
    if value is None:
        return []
    try:
        found = json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, (list, tuple)):
        shown = str(value)
        raise InterventionError(
            f"cannot read {shown if len(shown) <= 60 else shown[:57] + '…'}", values.where(intervention, name), form
        )
    return list(found)


_STOP_FORM = 'Write a JSON list such as [{"chainage_m": 0, "name": "Meadowhall"}, {"chainage_m": 800}]'


def has_stops(intervention: Intervention) -> bool:
    """Return whether a line says anything about stops."""
    return bool(listed(intervention, "stops", _STOP_FORM))


def line_stops(intervention: Intervention) -> tuple[LineStop, ...]:
    """Return the stops in order along the line; see :func:`drawn_line` for what is refused."""
    return tuple(stop for stop, _ in recorded_stops(intervention))


def recorded_stops(intervention: Intervention) -> tuple[tuple[LineStop, Mapping[str, Any]], ...]:
    """Return the stops in order along the line, each with what the line says of it.

    Raises:
        InterventionError: see :func:`drawn_line`.
    """
    where, line = values.where(intervention, "stops"), intervention.geometry
    given = listed(intervention, "stops", _STOP_FORM)
    read = [(_stop(intervention, item, number), _said(item)) for number, item in enumerate(given)]
    pairs = sorted(read, key=lambda pair: pair[0].chainage)
    found = [stop for stop, _ in pairs]
    if len(found) < 2:
        have = "one stop" if found else "no stops"
        raise InterventionError(
            f"the line has {have}", where, "Place at least two: click them on the line, or place one every 600 metres"
        )
    if len(found) > MOST_STOPS:
        raise InterventionError(
            f"the line has {len(found)} stops, the most is {MOST_STOPS}", where,
            "Place them farther apart, or draw two lines that share a stop",
        )  # fmt: skip
    for one, other in zip(found, found[1:]):
        if other.chainage - one.chainage < NEAREST_STOPS_M:
            raise InterventionError(
                f"the stops {one.name!r} and {other.name!r} are {other.chainage - one.chainage:.0f} m apart along the "
                f"line, the least is {NEAREST_STOPS_M:g} m", where, "Move one of them or delete it",
            )  # fmt: skip
    _check_apart(intervention, line)
    return tuple(pairs)


def _said(item: Any) -> Mapping[str, Any]:
    return item if isinstance(item, Mapping) else {"chainage_m": item}


def _stop(intervention: Intervention, item: Any, number: int) -> LineStop:
    """Return one stop from a chainage, or from x and y beside the line."""
    line, where = intervention.geometry, values.where(intervention, "stops")
    record = _said(item)
    name = str(record.get("name") or f"{intervention.label} {number + 1}")
    chainage, x, y = (_number(record.get(key)) for key in ("chainage_m", "x", "y"))
    if chainage is None and x is not None and y is not None:
        away = float(shapely.distance(line, shapely.Point(x, y)))
        if away > OFF_LINE_M:
            raise InterventionError(
                f"the stop {name!r} is {away:.0f} m off the line, the most is {OFF_LINE_M:g} m", where,
                "Move the stop onto the line, or draw the line through it",
            )  # fmt: skip
        chainage = float(shapely.line_locate_point(line, shapely.Point(x, y)))
    if chainage is None:
        raise InterventionError(f"the stop {name!r} has no chainage_m", where, _STOP_FORM)
    slack = max(1.0, 0.002 * line.length)
    if not -slack <= chainage <= line.length + slack:
        raise InterventionError(
            f"the stop {name!r} at {chainage:.0f} m is off the line, which is {line.length:.0f} m long", where,
            "Give metres from the line's start to its end",
        )  # fmt: skip
    chainage = min(max(chainage, 0.0), float(line.length))
    point = shapely.line_interpolate_point(line, chainage)
    return LineStop(float(point.x), float(point.y), name, chainage)


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        found = float(value)
    except (TypeError, ValueError):
        return None
    return found if math.isfinite(found) else None


def _check_apart(intervention: Intervention, line: Any) -> None:
    """Raise where the line runs back over itself for more than a quarter of its length."""
    drawn = float(line.length)
    covered = float(shapely.union_all(line).length)
    if covered < 0.75 * drawn:
        raise InterventionError(
            f"the line runs on top of itself: {drawn:,.0f} m are drawn over {covered:,.0f} m of ground",
            values.where(intervention), "Draw it once, from one end to the other: it runs in both directions",
        )  # fmt: skip


# Legs and headways


def _legs(intervention: Intervention, stops: tuple[LineStop, ...], service: ServiceKind) -> tuple[Leg, ...]:
    form = f"Give one of {', '.join(LEG_CLASSES)} for each of the {len(stops) - 1} legs, in order along the line"
    given = listed(intervention, "legs", form)
    if given and len(given) not in (1, len(stops) - 1):
        raise InterventionError(
            f"{len(given)} legs are described and the line has {len(stops) - 1}", values.where(intervention, "legs"),
            f"{form}, or one for all",
        )  # fmt: skip
    said = given * (len(stops) - 1) if len(given) == 1 else given or [service.legs] * (len(stops) - 1)
    return tuple(
        Leg(b.chainage - a.chainage, _limit(intervention, item, service, form))
        for a, b, item in zip(stops, stops[1:], said)
    )


def _limit(intervention: Intervention, item: Any, service: ServiceKind, form: str) -> float:
    record: Mapping[str, Any] = item if isinstance(item, Mapping) else {"class": item}
    kind = str(record.get("class") or service.legs)
    if kind not in service.kmh:
        raise InterventionError(f"{kind!r} is no class of leg", values.where(intervention, "legs"), form)
    if record.get("kmh") is None:
        return service.kmh[kind]
    kmh = _number(record["kmh"])
    if kmh is None or not 1.0 <= kmh <= MOST_KMH:
        raise InterventionError(
            f"the speed limit of a leg is {record['kmh']!r}", values.where(intervention, "legs"),
            f"Give a number of km/h from 1 to {MOST_KMH:g}, or leave it out",
        )  # fmt: skip
    return kmh


def clock_seconds(text: Any) -> int | None:
    """Return seconds after midnight of ``7:00``, ``07:00`` or ``25:10:30``; None for anything else."""
    found = re.fullmatch(r"\s*(\d{1,2}):([0-5]\d)(?::([0-5]\d))?\s*", str(text))
    return int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3] or 0) if found else None


def clock_text(second: int) -> str:
    """Return seconds after midnight as a column holds a time of day: ``07:00``, ``25:10:30``."""
    whole = f"{second // 3600:02d}:{second % 3600 // 60:02d}"
    return f"{whole}:{second % 60:02d}" if second % 60 else whole


def _clock(intervention: Intervention, attribute: Attribute) -> int:
    given = values.raw(intervention, attribute.name)
    found = clock_seconds(attribute.default if given is None else given)
    if found is None:
        raise InterventionError(
            f"{attribute.label} is {given!r}, which is no time of day", values.where(intervention, attribute.name),
            "Write hours and minutes such as 05:30",
        )  # fmt: skip
    return found


def _headways(intervention: Intervention, service: ServiceKind) -> tuple[tuple[int, int, float], ...]:
    """Return the headways without gaps from the first departure on, until before the one that would follow the last."""
    first, last = _clock(intervention, FIRST), _clock(intervention, LAST)
    if last < first:
        raise InterventionError(
            "the last departure is before the first", values.where(intervention, "last_departure"),
            "Give a later time; after midnight count on: 24:30",
        )  # fmt: skip
    usual = _or(intervention, HEADWAY, service.headway_min)
    _check_headway(intervention, usual, "headway_min")
    form = 'Write a JSON list such as [["07:00", "09:00", 8], ["19:00", "23:00", 20]]'
    periods = sorted(_period(intervention, item, form) for item in listed(intervention, "headways", form))
    found: list[tuple[int, int, float]] = []
    at = first
    for start, end, minutes in periods:
        if found and start < found[-1][1] and start < at:
            raise InterventionError(
                "two periods of the headway overlap", values.where(intervention, "headways"), "Give each time once"
            )
        opens, closes = max(start, at), min(end, last)
        if opens <= last and end > opens:
            found += [(at, opens, usual)] if opens > at else []
            found.append((opens, closes, minutes))
            at = closes
    if at < last or not found:
        found.append((at, last, usual))
    return (*found[:-1], _with_the_last(*found[-1]))


def _with_the_last(start: int, last: int, minutes: float) -> tuple[int, int, float]:
    """Return a period that ends before the departure after the last one: a period's end is not part of it."""
    departures = math.floor((last - start) / (minutes * 60.0) + 1e-9) + 1
    return start, math.floor(start + departures * minutes * 60.0 + 1e-6), minutes


def _period(intervention: Intervention, item: Any, form: str) -> tuple[int, int, float]:
    where = values.where(intervention, "headways")
    if not isinstance(item, (list, tuple)) or len(item) != 3:
        raise InterventionError(f"cannot read the period {item!r}", where, form)
    start, end, minutes = clock_seconds(item[0]), clock_seconds(item[1]), _number(item[2])
    if start is None or end is None or minutes is None:
        raise InterventionError(f"cannot read the period {item!r}", where, form)
    if end <= start:
        raise InterventionError(f"the period {item[0]} to {item[1]} runs backwards", where, form)
    _check_headway(intervention, minutes, "headways")
    return start, end, minutes


def _check_headway(intervention: Intervention, minutes: float, field: str) -> None:
    if not LEAST_HEADWAY_MIN <= minutes <= MOST_HEADWAY_MIN:
        raise InterventionError(
            f"the headway is {minutes:g} min", values.where(intervention, field),
            f"Give the minutes from one departure to the next, {LEAST_HEADWAY_MIN:g} or more; a line that does not run "
            "is switched off",
        )  # fmt: skip


def per_hour(headways: Iterable[tuple[int, int, float]], start: int, end: int) -> float:
    """Return the mean departures an hour between two times of day, seconds after midnight."""
    shares = [max(0, min(b, end) - max(a, start)) / minutes for a, b, minutes in headways]
    return math.fsum(shares) / 60.0 / ((end - start) / 3600.0)
