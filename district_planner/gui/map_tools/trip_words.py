"""A trip by public transport in words."""

from __future__ import annotations

from district_planner.core.access.trip import INTERCHANGE, RIDE, WAIT, Part, Trip
from district_planner.core.transit.clock import clock
from district_planner.gui.canvas import wording
from district_planner.gui.canvas.wording import NO_BREAK
from district_planner.gui.map_tools.facts import MS_PER_MIN
from district_planner.translation import tr

MOST_ROUTES = 3


def trip_words(trip: Trip) -> str:
    """Return a trip such as ``walk 4 min to Carbrook · wait 5 min · tram TT, 12 min to Cathedral · walk 3 min``.

    Minutes are those that the score counts. Where the departures are known it begins with the time of the first.
    """
    # Lines break after the dot, and no number stands apart from its unit.
    told = f"{NO_BREAK}· ".join(_part(part).replace(" min", f"{NO_BREAK}min") for part in trip)
    begins = trip[0].begins_s if trip else None
    return told if begins is None else tr("{}: {}").format(clock(begins), told)


def _part(part: Part) -> str:
    minutes = _minutes(part.ms)
    if part.what == WAIT:
        return tr("wait {} min").format(minutes)
    if part.what == INTERCHANGE:
        return tr("change, counts {} min").format(minutes)
    if part.what == RIDE:
        return tr("{}, {} min to {}").format(_vehicle(part), minutes, part.to)
    go = tr("cycle {} min") if part.what == "cycle" else tr("walk {} min")
    said = go.format(minutes)
    return tr("{} to {}").format(said, part.to) if part.to else said


def _vehicle(part: Part) -> str:
    """Return what runs and the routes of which the first to come is taken, e.g. ``tram TT or YELL``."""
    known = {
        "tram": tr("tram"), "metro": tr("metro"), "rail": tr("train"), "bus": tr("bus"), "ferry": tr("ferry"),
        "cable": tr("cable car"), "other": "",
    }  # fmt: skip
    vehicle = known.get(part.service, part.service)
    if len(part.routes) > MOST_ROUTES:
        # In some timetables every trip is a route of its own.
        return tr("{}, any of {} routes").format(vehicle, wording.number(len(part.routes))).strip(", ")
    said = part.routes[0] if part.routes else ""
    for route in part.routes[1:]:
        said = tr("{} or {}").format(said, route)
    return f"{vehicle} {said}".strip()


def _minutes(ms: float) -> str:
    return wording.number(ms / MS_PER_MIN, 0 if ms % MS_PER_MIN == 0 else 1)
