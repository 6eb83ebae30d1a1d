"""The public transport of a district as the modes that ride it need it, and what every result says about it."""

from __future__ import annotations

from collections.abc import Sequence

from district_planner.core.access.modes import STREET_MODES, Mode
from district_planner.core.district import District
from district_planner.core.errors import RequestError
from district_planner.core.evaluation.request import Request
from district_planner.core.interventions.effects import Effect, TransitLine
from district_planner.core.network.streets import Streets
from district_planner.core.transit.frequency import FrequencyModel
from district_planner.core.transit.ground import StraightGround, StreetGround
from district_planner.core.transit.stored import feed_of, period_of
from district_planner.core.transit.waits import weights_of


def model_of(
    district: District, request: Request, streets: Streets | None, effects: Sequence[Effect]
) -> FrequencyModel:
    """Return the public transport of a district.

    Args:
        streets: its streets; None: ways on the ground are straight lines times a detour factor.
        effects: everything that may be built.

    Raises:
        RequestError: the district has no timetable and no line is drawn.
    """
    feed = feed_of(district)
    if feed is None and not any(isinstance(effect, TransitLine) for effect in effects):
        raise RequestError(
            "the district has no public transport", "Modes",
            f"Add a timetable with Create district (GTFS), draw a line, or choose from {', '.join(STREET_MODES)}",
        )  # fmt: skip
    ground = StraightGround(district.settings) if streets is None else StreetGround(streets, district.settings)
    weights = weights_of(district.settings, request.minutes)
    return FrequencyModel(feed, ground, district.settings, period_of(district), weights)


def told(model: FrequencyModel, modes: Sequence[Mode]) -> tuple[str, ...]:
    """Return what a result that rides says: feeds with their dates, period, minutes, and how one walks."""
    how = " and ".join(mode.label for mode in modes)
    feeds = model.feed.name if model.feed is not None else "no timetable, drawn lines only"
    weighs = {True: "", False: ", in generalised minutes"}[model.weights.walk == 1.0]
    found = [f"Times {how}: {feeds}; departures {model.period}, half-headway waits{weighs}"]
    if model.ground.straight:
        found.append(
            f"The district has no streets: ways to, from and between stops are straight lines × {model.ground.detour:g}"  # type: ignore[attr-defined]
        )
    return tuple(found)
