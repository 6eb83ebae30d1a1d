"""How much interventions are used: pairs, people, employees and trips whose best way leads over them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from district_planner.core.access.modes import Mode
from district_planner.core.indicators.linkuse import Use, quicker
from district_planner.core.interventions.effects import AddedOpportunity, AddedOrigin, ClosedStreets
from district_planner.core.network.joins import Index
from district_planner.core.progress import Progress, check, no_progress

if TYPE_CHECKING:
    from district_planner.core.evaluation.results import Measure
    from district_planner.core.evaluation.session import Session, State


def use_measures(session: Session) -> dict[str, Measure]:
    """Return name -> what is counted, by every mode; empty where the use of links was not asked for."""
    if session.linkuse is None:
        return {}
    every = (session.linkuse.use_measures(mode, session.scope) for mode in session.scope.modes)
    return {measure.name: measure for measures in every for measure in measures}


def use_figures(session: Session, without: State, with_it: State, progress: Progress = no_progress) -> dict[str, float]:
    """Return how much what ``with_it`` has and ``without`` has not is used; ``progress`` is asked block by block."""
    if session.linkuse is None:
        return {}
    found: dict[str, float] = {}
    for mode in session.scope.modes:
        found |= use_amounts(session, mode, use_between(session, mode.id, without, with_it, progress))
    return found


def use_amounts(session: Session, mode: Mode, used: Use) -> dict[str, float]:
    """Return how many pairs, people, employees and trips are meant by the pairs of one mode."""
    found: dict[str, float] = {}
    places = session.scope.origins
    who = np.unique(used.origin)
    for measure in session.linkuse.use_measures(mode, session.scope) if session.linkuse else ():
        if measure.unit == "pairs":
            found[measure.name] = float(len(used.origin))
        elif measure.unit == "trips":
            found[measure.name] = _trips(session, used.origin, used.opportunity)
        else:
            weights = places.people if measure.unit == "people" else places.employees
            found[measure.name] = math.fsum(weights[who].tolist())
    return found


def use_between(session: Session, mode: str, without: State, with_it: State, progress: Progress = no_progress) -> Use:
    """Return the pairs of one mode that are quicker in ``with_it``, block by block.

    It is ways that are compared: a place that ``with_it`` brings is taken to be there without it too, so that a link
    which leads to it is used last in and all together alike, and the place itself by nobody.
    """
    exists, most_ms = with_it.exists, session.scope.limit_ms(mode)
    old, new = without.times[mode], with_it.times[mode]
    parts = []
    for block in range(len(session.scope.opportunities.categories)):
        check(progress, 1.0)
        origins = np.union1d(old.changed(block), new.changed(block))
        origins = origins[session.in_world[origins]]
        if len(origins):
            parts.append(quicker(old.rows(origins, block), new.rows(origins, block), exists, most_ms))
    nobody = np.empty(0, dtype=np.int64)
    return Use(
        np.concatenate([part.origin for part in parts] or [nobody]),
        np.concatenate([part.opportunity for part in parts] or [nobody]),
    )


def no_way(session: Session, intervention: str) -> bool:
    """Return whether an intervention adds no way that could be used: places, or closed streets, only."""
    return all(isinstance(e, (AddedOpportunity, AddedOrigin, ClosedStreets)) for e in session.effects[intervention])


def _trips(session: Session, origin: Index, opportunity: Index) -> float:
    """Return the trips of the table of trips between the pairs."""
    scope = session.scope
    pairs = set(zip(scope.origins.id[origin].tolist(), scope.opportunities.id[opportunity].tolist()))
    return math.fsum(trips for start, end, trips in session.request.od if (start, end) in pairs)


def trips_left_out(session: Session) -> list[str]:
    """Return sentences on a table of trips that plays no part, or of which some rows are of no place."""
    trips = session.request.od
    if not trips:
        return []
    if session.linkuse is None:
        return ["The table of trips plays no part: only linkuse counts trips. Add linkuse to the indicators"]
    origins, places = session.scope.origins.number, session.scope.opportunities.number
    starts = [row for row in trips if row[0] not in origins]
    ends = [row for row in trips if row[1] not in places]
    lost = [row for row in trips if row[0] not in origins or row[1] not in places]
    if not lost:
        return []
    amount = math.fsum(row[2] for row in lost)
    sides = [
        f"{len(rows):,} {verb} at an id that is no {what} of the district (“{rows[0][side]}”; it has {_some(known)})"
        for rows, side, verb, what, known in (
            (starts, 0, "start", "origin", origins), (ends, 1, "end", "opportunity", places),
        )
        if rows
    ]  # fmt: skip
    return [
        f"{len(lost):,} of {len(trips):,} rows of the table of trips, with {amount:,.0f} trips, are not counted:"
        f" {', '.join(sides)}. Give from and to as ids of the district's places"
    ]


def _some(known: Iterable[str]) -> str:
    ids: Sequence[str] = sorted(known)[:2]
    return "for example " + " and ".join(f"“{one}”" for one in ids) if ids else "none"
