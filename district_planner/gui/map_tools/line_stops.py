"""A drawn line of public transport with a stop moved, added or taken away, and what its stops are on the map."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from district_planner.core.interventions import values
from district_planner.core.interventions.catalogue import find
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.services import LEG_CLASSES
from district_planner.core.interventions.transit_line import (
    LEGS,
    MOST_STOPS,
    NEAREST_STOPS_M,
    STOPS,
    drawn_line,
    listed,
    recorded_stops,
    service_of,
)

Record = dict[str, Any]
_FORM = "Write a JSON list, or leave it empty"
_PLACE = ("chainage_m", "x", "y")


def runs(one: Intervention) -> bool:
    """Return whether an intervention is of a kind that has stops along its line."""
    kind = find(one.kind)
    return kind is not None and STOPS in kind.own


def records(one: Intervention) -> list[Record]:
    """Return the stops in order along the line, every one with its chainage and whatever else is said of it.

    Where a stop lies is said by its chainage alone; what the planner or an import said of platforms or interchanges
    stays with the stop.

    Raises:
        InterventionError: they cannot be read, or cannot be the stops of a line.
    """
    given = listed(one, STOPS.name, _FORM)
    if len(given) < 2:
        alone = [item if isinstance(item, Mapping) else {"chainage_m": item} for item in given]
        return [_record(float(item["chainage_m"]), item) for item in alone]
    return [_record(stop.chainage, said) for stop, said in recorded_stops(one)]


def classes(one: Intervention) -> list[str]:
    """Return the class of every leg, that of the service where the line does not say."""
    usual = service_of(one).legs
    return [str((item.get("class") if isinstance(item, Mapping) else item) or usual) for item in _every_leg(one)]


@dataclass(frozen=True)
class LegSpeed:
    """How fast a leg may be run.

    Attributes:
        kmh: the limit; said: whether the line says so itself, and not its class of leg.
    """

    kmh: float
    said: bool


def speeds(one: Intervention) -> list[LegSpeed]:
    """Return the speed limit of every leg.

    Raises:
        InterventionError: the line cannot be read.
    """
    said = [isinstance(item, Mapping) and item.get("kmh") is not None for item in _every_leg(one)]
    return [LegSpeed(leg.limit_kmh, own) for leg, own in zip(drawn_line(one).legs, said)]


def with_speed(one: Intervention, leg: int, kmh: float | None) -> Intervention:
    """Return it with another speed limit of one leg; None gives the leg that of its class."""
    legs = _every_leg(one)
    way = classes(one)[leg]
    legs[leg] = way if kmh is None else {"class": way, "kmh": kmh}
    return _with(one, records(one), legs)


def with_stop_at(one: Intervention, number: int, chainage: float) -> Intervention:
    """Return it with a stop moved along the line, but not nearer to the next than stops may be."""
    stops = records(one)
    low = stops[number - 1]["chainage_m"] + NEAREST_STOPS_M if number else 0.0
    high = stops[number + 1]["chainage_m"] - NEAREST_STOPS_M if number + 1 < len(stops) else one.geometry.length
    if low > high:
        return one
    stops[number] = {**stops[number], "chainage_m": _rounded(one, min(max(chainage, low), high))}
    return _with(one, stops, None)


def with_stop_named(one: Intervention, number: int, name: str) -> Intervention:
    """Return it with another name of a stop; an empty one leaves the stop without."""
    stops = records(one)
    stops[number] = _record(stops[number]["chainage_m"], {**stops[number], "name": name})
    return _with(one, stops, None) if stops != records(one) else one


def with_stop_added(one: Intervention, chainage: float) -> tuple[Intervention, int] | None:
    """Return it with a stop more, and the number of that one; None where another is too near.

    Both legs that come of one have its class.
    """
    stops = records(one)
    at = [stop["chainage_m"] for stop in stops]
    if any(abs(chainage - other) < NEAREST_STOPS_M for other in at) or len(at) >= MOST_STOPS:
        return None
    number = int(np.searchsorted(at, chainage))
    legs = _legs(one, max(len(stops) - 1, 0))
    beside = min(max(number - 1, 0), max(len(legs) - 1, 0))
    legs = [*legs[:beside], *legs[beside : beside + 1], *legs[beside:]] if legs else [None] * min(len(stops), 1)
    return _with(one, [*stops[:number], _record(_rounded(one, chainage)), *stops[number:]], legs), number


def without_stop(one: Intervention, number: int) -> Intervention | None:
    """Return it with a stop less; None where too few would stay. A leg made of two has the class of the first."""
    stops = records(one)
    if len(stops) < 3:
        return None
    legs = _legs(one, len(stops) - 1)
    gone = min(number, len(legs) - 1)
    return _with(one, stops[:number] + stops[number + 1 :], legs[:gone] + legs[gone + 1 :])


def with_stops_every(one: Intervention, metres: float) -> Intervention:
    """Return it with a stop at either end and between them at equal distances of about some metres.

    What is said of stops stays where a stop was within 50 m, and so do classes and speeds of legs.
    """
    length = float(one.geometry.length)
    count = min(max(round(length / max(metres, NEAREST_STOPS_M)), 1), MOST_STOPS - 1, int(length // NEAREST_STOPS_M))
    before = records(one) if len(listed(one, STOPS.name, _FORM)) > 1 else []
    was = np.array([stop["chainage_m"] for stop in before])
    ways = _every_leg(one) if before else []
    stops, legs = [], []
    for at in (length * n / max(count, 1) for n in range(max(count, 1) + 1)):
        near = int(np.abs(was - at).argmin()) if len(was) else -1
        stays = near >= 0 and abs(was[near] - at) < NEAREST_STOPS_M
        stops.append(_record(_rounded(one, at), before[near] if stays else {}))
    for low, high in zip(stops, stops[1:]):
        middle = (low["chainage_m"] + high["chainage_m"]) / 2
        legs.append(ways[min(max(int(np.searchsorted(was, middle)) - 1, 0), len(ways) - 1)] if ways else None)
    return _with(one, stops, legs)


def with_next_class(one: Intervention, leg: int) -> Intervention:
    """Return it with another class of one leg: street, segregated, rail, and street again; its own speed stays."""
    legs = _every_leg(one)
    now = LEG_CLASSES.index(classes(one)[leg]) if classes(one)[leg] in LEG_CLASSES else -1
    way = LEG_CLASSES[(now + 1) % len(LEG_CLASSES)]
    legs[leg] = {**legs[leg], "class": way} if isinstance(legs[leg], Mapping) else way
    return _with(one, records(one), legs)


def carried(one: Intervention, known: Sequence[float], now: Sequence[float]) -> dict[str, Any]:
    """Return the attributes of stops after the line was reshaped: they stay between the same vertices.

    Args:
        known: metres along the old line at which each vertex lay; now: along the new one.
    """
    if values.raw(one, STOPS.name) is None or not runs(one):
        return {}
    stops = records(one)
    moved = np.interp([stop["chainage_m"] for stop in stops], known, now)
    return {STOPS.name: json.dumps([{**stop, "chainage_m": round(float(at), 3)} for stop, at in zip(stops, moved)])}


def shared(one: Intervention, low: float, high: float) -> dict[str, Any]:
    """Return the attributes of stops of a piece of the line, with a stop where it was cut."""
    if values.raw(one, STOPS.name) is None or not runs(one):
        return {}
    stops, ways, length = records(one), _every_leg(one), float(one.geometry.length)
    cuts = [at for at in (low, high) if 0.0 < at < length]
    inside = [s for s in stops if low <= s["chainage_m"] <= high and _away(s, cuts) >= NEAREST_STOPS_M]
    at = sorted([*inside, *(_record(cut) for cut in cuts)], key=lambda stop: float(stop["chainage_m"]))
    was = np.array([stop["chainage_m"] for stop in stops])
    legs = [
        ways[min(max(int(np.searchsorted(was, (a["chainage_m"] + b["chainage_m"]) / 2)) - 1, 0), len(ways) - 1)]
        for a, b in zip(at, at[1:])
    ]
    own = [{**stop, "chainage_m": round(stop["chainage_m"] - low, 3)} for stop in at]
    return {STOPS.name: json.dumps(own), LEGS.name: json.dumps(legs) if legs else None}


def _away(stop: Record, cuts: Sequence[float]) -> float:
    return min((abs(stop["chainage_m"] - cut) for cut in cuts), default=float("inf"))


def _record(chainage: float, said: Mapping[str, Any] | None = None) -> Record:
    """Return a stop at a chainage with whatever is said of it; where it lies is said once, an empty name never."""
    said = said or {}
    name = str(said.get("name") or "")
    rest = {key: value for key, value in said.items() if key not in (*_PLACE, "name")}
    return {"chainage_m": chainage, **({"name": name} if name else {}), **rest}


def _rounded(one: Intervention, chainage: float) -> float:
    """Return a chainage to the millimetre that is not beyond the line's end."""
    return min(round(chainage, 3), float(one.geometry.length))


def _legs(one: Intervention, count: int) -> list[Any]:
    """Return what is said of each leg, None where nothing is."""
    given = listed(one, LEGS.name, _FORM)
    return given * count if len(given) == 1 else given or [None] * count


def _every_leg(one: Intervention) -> list[Any]:
    """Return what is said of every leg, the class of the service where nothing is."""
    usual = service_of(one).legs
    return [item or usual for item in _legs(one, max(len(records(one)) - 1, 0))]


def _with(one: Intervention, stops: Sequence[Record], legs: Sequence[Any] | None) -> Intervention:
    attributes = {**one.attributes, STOPS.name: json.dumps(list(stops))}
    if legs is not None:
        usual = service_of(one).legs
        said = [leg or usual for leg in legs]
        attributes[LEGS.name] = json.dumps(said) if any(leg != usual for leg in said) else None
    return replace(one, attributes=attributes)
