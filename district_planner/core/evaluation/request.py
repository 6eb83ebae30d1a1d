"""What is to be measured: modes, cutoffs, decay, categories and indicators."""

from __future__ import annotations

from dataclasses import dataclass, field

ATTRIBUTIONS = ("alone", "last_in")


@dataclass(frozen=True)
class Request:
    """Options of one evaluation; empty tuples and None mean "the default of the rules".

    Attributes:
        modes: ids of modes, e.g. ``("walk", "cycle")``; default walk (rules 1.4).
        indicators: ids of indicators; default: every one that the district has data for, but those of competition.
        categories: ids of opportunity categories; default: all that occur.
        cutoffs: minutes; default by mode (rules 1.4).
        limits: mode -> time limit in minutes (rules 1.3).
        decay: spec of a decay function, e.g. ``"exponential:10"`` (half-life), see ``core.access.decay.parse``.
        kth: which nearest to report, 1 for the nearest.
        alternatives: ``"stop"``, ``"best"`` or ``"each"`` when two that exclude each other are on (rules 4.6).
        attribution: which single scores to make for every intervention, from ``("alone", "last_in")``.
        minutes: ``clock`` or ``generalised``, for modes that ride public transport (methods A10).
        transit_model: ``frequency`` or ``timetable``, for modes that ride public transport (docs/transit.md).
        percentile: of the departures, with the timetable model: above 0 and up to 100.
        headline: name of the measure that decides "best" and the rank; default: the first count or index.
        od: DataFrame-like records (from, to, trips) for ``linkuse``; ids of origins and opportunities or buildings.
    """

    modes: tuple[str, ...] = ("walk",)
    indicators: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    cutoffs: tuple[float, ...] = ()
    limits: tuple[tuple[str, float], ...] = ()
    decay: str = ""
    kth: tuple[int, ...] = (1,)
    alternatives: str = "stop"
    attribution: tuple[str, ...] = ATTRIBUTIONS
    headline: str = ""
    minutes: str = "clock"
    transit_model: str = "frequency"
    percentile: float = 50.0
    od: tuple[tuple[str, str, float], ...] = field(default=(), repr=False)
