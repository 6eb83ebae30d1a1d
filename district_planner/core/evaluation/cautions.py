"""Sentences on what may spoil the scores of an evaluation."""

from __future__ import annotations

import math

import numpy as np

from district_planner.core.evaluation.left_out import left_out
from district_planner.core.evaluation.named_service import MOST_NEAR, service_notes
from district_planner.core.evaluation.places import BASE
from district_planner.core.evaluation.riding import told
from district_planner.core.evaluation.session import Session
from district_planner.core.evaluation.use import trips_left_out
from district_planner.core.interventions.catalogue import notes, silence
from district_planner.core.settings import number


def cautions(session: Session) -> tuple[str, ...]:
    """Return the sentences, the weightiest first."""
    riding = [mode for mode in session.scope.modes if mode.rides]
    everyone = (*session.selection.externals, *session.selection.candidates)
    return (
        *(told(session.transit, riding) if riding else ()),
        *(service_notes(session.transit, everyone, session.effects) if riding else ()),
        *_ended(session),
        *left_out(session),
        *trips_left_out(session),
        *_edge(session),
        *_unjoined(session),
        *session.selection.notes,
        *(note for one in session.selection.candidates for note in notes(one) if not silence(one)),
    )


def _ended(session: Session) -> list[str]:
    """Say which stops nothing calls at any more, so that they are no places."""
    found, places = [], session.scope.opportunities
    for one in (*session.selection.externals, *session.selection.candidates):
        stops = session.standing.ended(session.effects[one.id])
        if not len(stops):
            continue
        named = ", ".join(f"{places.name[n] or 'the stop'} ({places.id[n]})" for n in stops[:MOST_NEAR])
        more = f" and {len(stops) - MOST_NEAR:,} more" if len(stops) > MOST_NEAR else ""
        found.append(f"{one.label} leaves nothing that calls at {named}{more}: no place to walk to any more")
    return found


def _edge(session: Session) -> list[str]:
    """Say how many people live so near to the end of the street data that some of what they reach is missing."""
    places = session.scope.origins
    here = session.at_edge & session.in_world & (places.kind != "node")
    people = math.fsum(places.people[here].tolist())
    employees = math.fsum(places.employees[here].tolist())
    if not people and not employees:
        return []
    count = int(here.sum())
    return [
        f"Edge of the data: {count:,} {'origin' if count == 1 else 'origins'} with {people:,.0f} people and"
        f" {employees:,.0f} employees {'is' if count == 1 else 'are'} within {session.edge_reach[1]} of the end of the"
        " street data; what lies beyond is not counted"
    ]


def _unjoined(session: Session) -> list[str]:
    settings = session.district.settings
    far, limit = number(settings, "access_warn_m"), number(settings, "access_limit_m")
    found = []
    for network in session.networks.values():
        for word, joined, places in (
            ("origins", network.origins, session.scope.origins),
            ("opportunities", network.opportunities, session.scope.opportunities),
        ):
            if joined is None:
                continue
            here = places.owner == BASE
            lost = int((np.isinf(joined.nearest) & here).sum())
            distant = int(((joined.nearest > far) & np.isfinite(joined.nearest) & here).sum())
            if lost:
                found.append(
                    f"{lost:,} {word} have no street within {limit:g} m {network.mode.label} and are not counted"
                )
            if distant:
                found.append(f"{distant:,} {word} are more than {far:g} m from a street {network.mode.label}")
    return found
