"""The alternatives of what is in hand, said beside it: those that it excludes or that exclude it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from district_planner.core.errors import InterventionError
from district_planner.core.evaluation.live import Preview
from district_planner.core.interventions import values
from district_planner.gui.canvas.wording import Said, said

MOST = 2


def rivals(session: Any, preview: Preview) -> tuple[tuple[str, Said], ...]:
    """Return name and figure of up to two alternatives, each built alone, as the background has scored them.

    One whose score is not there, or is out of date, is left out: nothing is shown that is not exact.
    """
    scored = getattr(session, "alone", None)
    if preview.edit.intervention is None or not scored or session.stale:
        return ()
    found = []
    for id_ in _excluded(session, preview.edit.intervention):
        other, figures = session.intervention(id_), scored[id_].figures if id_ in scored else {}
        if other is not None and preview.headline.name in figures:
            after = figures[preview.headline.name]
            change = replace(preview.headline, before=preview.headline.base, after=after, newly=0.0, no_longer=0.0)
            found.append((other.label, said(change)))
    return tuple(found[:MOST])


def _excluded(session: Any, one: Any) -> list[str]:
    """Return the ids of the alternatives, whichever of the two names the other."""
    ids = list(_named(one))
    ids += [other.id for other in session.interventions() if one.id in _named(other) and other.id not in ids]
    return [id_ for id_ in ids if id_ != one.id]


def _named(one: Any) -> tuple[str, ...]:
    try:
        return tuple(values.ids(one, "excludes"))
    except InterventionError:
        return ()
