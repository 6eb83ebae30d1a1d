"""What drawn lines and changes of a service name: routes and stops that no timetable holds, stops that close."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
import shapely

from district_planner.core.evaluation.riding import TransitModel
from district_planner.core.interventions.catalogue import silence
from district_planner.core.interventions.effects import Effect, TransitChange, TransitLine
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.transit.lines import CLOSED_REACH_M, Stops, closed_stops

MOST_NEAR = 3
"""Most ids that are offered in place of a wrong one, and most stops that are named as open [P]."""


def service_notes(
    model: TransitModel, interventions: Iterable[Intervention], effects: Mapping[str, Sequence[Effect]]
) -> list[str]:
    """Return sentences on what interventions name that no timetable holds, and on the stops that they close.

    Args:
        model: the public transport; effects: id -> what an intervention does.
    """
    return [
        f"{one.label} {said}"
        for one in interventions
        for effect in effects.get(one.id, ())
        for said in (*not_held(model, effect), *closing(model, effect))
    ]


def lacking(interventions: Iterable[Intervention]) -> list[str]:
    """Return sentences on what interventions lack without which they do nothing, such as stops or a headway."""
    return [f"{one.label}: {own}" for one in interventions if (own := silence(one))]


def not_held(model: TransitModel, effect: Effect) -> list[str]:
    """Return what an effect names or means that no timetable of the district holds, without its subject."""
    if isinstance(effect, TransitLine):
        return _unknown("route", effect.replaces, _routes(model))
    if not isinstance(effect, TransitChange):
        return []
    found = _unknown("route", effect.routes, _routes(model))
    if effect.what != "stop_closed":
        return found
    if effect.stops:
        return [*found, *_unknown("stop", effect.stops, _stops(model))]
    return found if len(closed_stops(model.stops, effect)) else [*found, _none_near(model, effect)]


def closing(model: TransitModel, effect: Effect) -> list[str]:
    """Return which stop closes at the place of a change, and which near it stay open, without its subject."""
    if not isinstance(effect, TransitChange) or effect.what != "stop_closed" or effect.stops:
        return []
    stops, closed = model.stops, closed_stops(model.stops, effect)
    if not len(closed):
        return []
    away = shapely.distance(effect.geometry, shapely.points(stops.xy))
    order = np.argsort(away, kind="stable")
    others = order[(away[order] <= CLOSED_REACH_M) & ~np.isin(order, closed)].tolist()
    said = f"closes {_called(stops, closed.tolist())}"
    if others:
        more = f" and {len(others) - MOST_NEAR:,} more" if len(others) > MOST_NEAR else ""
        said += f" only; open within {CLOSED_REACH_M:g} m stay {_called(stops, others[:MOST_NEAR])}{more}"
    return [said]


def _called(stops: Stops, numbers: Sequence[int]) -> str:
    return ", ".join(f"{stops.name[n] or 'the stop'} ({stops.id[n]})" for n in numbers)


def _none_near(model: TransitModel, change: TransitChange) -> str:
    said = f"closes no stop: none that is served {model.period} is within {CLOSED_REACH_M:g} m of where it is drawn"
    if not len(model.stops):
        return said
    away = shapely.distance(change.geometry, shapely.points(model.stops.xy))
    nearest = int(np.argmin(away))
    return f"{said} ({_called(model.stops, [nearest])} is {away[nearest]:,.0f} m away)"


def _routes(model: TransitModel) -> pd.DataFrame:
    """Return ids of routes and the words that planners may take for them."""
    if model.feed is None:
        return pd.DataFrame({"id": [], "name": []}, dtype=object)
    return model.feed.routes[["id", "name"]]


def _stops(model: TransitModel) -> pd.DataFrame:
    """Return ids of stops and the words that planners may take for them: their name, the id of their station."""
    if model.feed is None:
        return pd.DataFrame({"id": [], "name": []}, dtype=object)
    return model.feed.stops[["id", "name", "parent"]]


def _unknown(what: str, named: Sequence[str], held: pd.DataFrame) -> list[str]:
    ids = frozenset(map(str, held["id"].tolist()))
    return [
        f"names {what} {one!r}, which no timetable of the district holds{_meant(one, held)}"
        for one in named
        if one not in ids
    ]


def _meant(word: str, held: pd.DataFrame) -> str:
    """Return a question with up to three ids that may be meant; empty where none is like the word.

    Several timetables number their ids, ``1:R``; so what follows the number counts as the id, and so do names.
    """
    wanted = word.strip().lower()
    columns = [[str(one or "").lower() for one in held[name].tolist()] for name in held.columns]
    ids = [str(one) for one in held["id"].tolist()]
    found = [one for one, words in zip(ids, zip(*columns)) if wanted in (*words, words[0].partition(":")[2])]
    found = found or difflib.get_close_matches(word, ids, MOST_NEAR, 0.5)
    return f" (did you mean {' or '.join(found[:MOST_NEAR])}?)" if found else ""
