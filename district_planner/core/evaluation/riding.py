"""The public transport of a district as the modes that ride it need it, and what every result says about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Union

from district_planner.core.access.modes import STREET_MODES, Mode
from district_planner.core.district import District
from district_planner.core.errors import RequestError
from district_planner.core.evaluation.places import Places
from district_planner.core.evaluation.request import Request
from district_planner.core.interventions.effects import Effect, TransitLine
from district_planner.core.network.streets import Streets
from district_planner.core.progress import Progress, no_progress
from district_planner.core.transit.access_level import PEAK
from district_planner.core.transit.feed import Feed
from district_planner.core.transit.frequency import FrequencyModel
from district_planner.core.transit.frequency_trips import FrequencyTrips
from district_planner.core.transit.ground import Ground, StraightGround, StreetGround
from district_planner.core.transit.ride_network import RideNetwork
from district_planner.core.transit.riding import Riding
from district_planner.core.transit.stored import feed_of, period_of
from district_planner.core.transit.timetable_model import TimetableModel
from district_planner.core.transit.timetable_network import TimetableNetwork
from district_planner.core.transit.timetable_trips import TimetableTrips
from district_planner.core.transit.waits import Weights, weights_of

TRANSIT_MODELS = ("frequency", "timetable")
MEDIAN = 50.0

TransitModel = Union[FrequencyModel, TimetableModel]
Trips = Union[FrequencyTrips, TimetableTrips]


def check_model(request: Request) -> None:
    """Look whether a request names a model that there is.

    Raises:
        RequestError: an unknown model, a percentile outside 0 to 100, generalised minutes by timetable.
    """
    if request.transit_model not in TRANSIT_MODELS:
        raise RequestError(
            f"there is no transit model {request.transit_model!r}", "Model", f"Choose from {', '.join(TRANSIT_MODELS)}"
        )
    if not 0.0 < request.percentile <= 100.0:
        raise RequestError(
            f"the percentile is {request.percentile:g}", "Percentile",
            "Give a number above 0 and up to 100: 50 is the median departure, 95 the time that 95 % keep to",
        )  # fmt: skip
    if request.transit_model == "timetable" and request.minutes != "clock":
        raise RequestError(
            "the timetable model counts minutes of the clock only", "Minutes",
            "Choose clock minutes, or the frequency model for generalised minutes",
        )  # fmt: skip


def has_service(district: District, effects: Iterable[Effect]) -> bool:
    """Return whether anything can be ridden: the district holds a timetable, or a line is drawn."""
    return len(district.table("transit_trips")) > 0 or any(isinstance(effect, TransitLine) for effect in effects)


def model_of(district: District, request: Request, streets: Streets | None, effects: Sequence[Effect]) -> TransitModel:
    """Return the public transport of a district by the model that was asked for.

    Args:
        streets: its streets; None: ways on the ground are straight lines times a detour factor.
        effects: everything that may be built.

    Raises:
        RequestError: the district has no timetable and no line is drawn; the model cannot be used.
    """
    check_model(request)
    if request.transit_model == "timetable":
        return timetable_of_district(district, request.percentile, streets, effects)
    return frequency_of(district, request, streets, effects)


def timetable_of_district(
    district: District, percentile: float, streets: Streets | None, effects: Sequence[Effect]
) -> TimetableModel:
    """Return the public transport of a district by timetable; see :func:`model_of`."""
    feed, ground = _service_of(district, streets, effects)
    return TimetableModel(feed, ground, district.settings, period_of(district), percentile, district.path)


def frequency_of(
    district: District, request: Request, streets: Streets | None, effects: Sequence[Effect]
) -> FrequencyModel:
    """Return the public transport of a district by frequency; see :func:`model_of`."""
    feed, ground = _service_of(district, streets, effects)
    return FrequencyModel(
        feed, ground, district.settings, period_of(district), weights_of(district.settings, request.minutes),
        district.path,
    )  # fmt: skip


def _service_of(
    district: District, streets: Streets | None, effects: Sequence[Effect]
) -> tuple[Feed | None, Ground]:  # fmt: skip
    feed = feed_of(district)
    if feed is None and not any(isinstance(effect, TransitLine) for effect in effects):
        raise RequestError(
            "the district has no public transport", "Modes",
            f"Add a timetable with Create district (GTFS), draw a line, or choose from {', '.join(STREET_MODES)}",
        )  # fmt: skip
    settings = district.settings
    return feed, StraightGround(settings) if streets is None else StreetGround(streets, settings)


def riding_network(
    model: TransitModel, mode: Mode, origins: Places, places: Places, limit_min: float,
    progress: Progress = no_progress,
) -> Riding:  # fmt: skip
    """Return the times between places by a mode that rides, by whichever model."""
    if isinstance(model, TimetableModel):
        return TimetableNetwork(model, mode, origins, places, limit_min, progress)
    return RideNetwork(model, mode, origins, places, limit_min, progress)


def trips_of(
    model: TransitModel, mode: Mode, ends: tuple[Places, Places], limit_min: float, effects: Sequence[Effect],
    progress: Progress = no_progress, departs_s: int | None = None,
) -> Trips:  # fmt: skip
    """Return the trips behind the times between places by a mode that rides, by whichever model.

    Args:
        ends: origins and opportunities; effects: what is built.
        departs_s: second after midnight at which all set out, by timetable only; None: on that of the percentile.
    """
    service = _Apart(model.ground.apart(), model.settings, model.weights)
    places = Riding(service, mode, *ends, limit_min)
    if isinstance(model, TimetableModel):
        return TimetableTrips(model, places, effects, progress, departs_s)
    return FrequencyTrips(model, places, effects, progress)


@dataclass(frozen=True)
class _Apart:
    """A service for places that are looked at once."""

    ground: Ground
    settings: Mapping[str, Any]
    weights: Weights


def labelled(mode: Mode, district: District, request: Request) -> Mode:
    """Return a mode with a label that names the timetable model where it rides by it."""
    if not mode.rides or request.transit_model != "timetable":
        return mode
    check_model(request)
    which = f"{period_of(district)} by timetable, {of_departures(request.percentile)}"
    return replace(mode, label=f"{mode.label} ({which})")


def of_departures(percentile: float) -> str:
    """Return in words which of the departures counts."""
    return "median departure" if percentile == MEDIAN else f"time that {percentile:g} % of departures keep to"


def told(model: TransitModel, modes: Sequence[Mode]) -> tuple[str, ...]:
    """Return what a result that rides says: model, feeds with their dates, period, minutes, and how one walks."""
    how = " and ".join(dict.fromkeys(mode.label.split(" (")[0] for mode in modes))
    return _told(model, f"Times {how}", _model_words(model))


def told_of_levels(model: FrequencyModel) -> tuple[str, ...]:
    """Return what access levels say: feeds with their dates, the hour of the method, and how one walks."""
    return _told(model, "Access levels", f"departures {PEAK}")


def _told(model: TransitModel, what: str, how: str) -> tuple[str, ...]:
    feeds = model.feed.name if model.feed is not None else "no timetable, drawn lines only"
    found = [f"{what}: {feeds}; {how}"]
    ground = model.ground
    if isinstance(ground, StraightGround):
        found.append(
            f"The district has no streets: ways to, from and between stops are straight lines × {ground.detour:g}"
        )
    return tuple(found)


def _model_words(model: TransitModel) -> str:
    if isinstance(model, TimetableModel):
        return (
            f"timetable model, every minute of {model.period}, {of_departures(model.percentile)}; drawn lines and "
            f"changed headways run at {model.offsets} equally likely offsets"
        )
    weighs = "" if model.weights.walk == 1.0 else ", in generalised minutes"
    return f"departures {model.period}, half-headway waits{weighs}"


def settings_of_model(model: TransitModel) -> dict[str, Any]:
    """Return what the settings of a result say about public transport."""
    sources = model.feed.sources if model.feed is not None else ()
    by_clock = isinstance(model, TimetableModel)
    found: dict[str, Any] = {
        "model": "timetable" if by_clock else "frequency", "period": str(model.period),
        "feeds": [{"name": one.name, "date": one.day.isoformat() if one.day else None} for one in sources],
    }  # fmt: skip
    if isinstance(model, TimetableModel):
        found.update(percentile=model.percentile, offsets=model.offsets)
    return found
