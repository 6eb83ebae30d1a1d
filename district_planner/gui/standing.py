"""Whether an intervention counts in the active scenario: it is off, or its alternative is the one that counts."""

from __future__ import annotations

from typing import Any

from district_planner.core.errors import InterventionError
from district_planner.core.interventions import values
from district_planner.core.interventions.intervention import Intervention
from district_planner.translation import tr


def standing(session: Any, id: str) -> str:
    """Return why an intervention of the district does not count in the scores, a sentence without full stop.

    Empty where it counts, where it happens anyway, where it is being drawn, and while it is not known what is built.
    """
    one = session.intervention(id)
    if one is None or one.external:
        return ""
    if id not in session.on():
        return tr("Off in this scenario")
    built = session.built()
    if built is None or id in built:
        return ""
    counted = [session.intervention(other).label for other in alternatives_of(session, one) if other in built]
    return tr("The other alternative counts: {}").format(", ".join(counted)) if counted else ""


def as_if_counted(said: str) -> str:
    """Return the sentence of :func:`standing` beside figures of a preview, which are as if it counted."""
    return tr("{} (shown as if this one counted)").format(said) if said else ""


def alternatives_of(session: Any, one: Intervention) -> list[str]:
    """Return the ids of the alternatives of an intervention, whichever of the two names the other."""
    ids = list(_named(one))
    ids += [other.id for other in session.interventions() if one.id in _named(other) and other.id not in ids]
    return [id_ for id_ in ids if id_ != one.id and session.intervention(id_) is not None]


def _named(one: Intervention) -> tuple[str, ...]:
    try:
        return tuple(values.ids(one, "excludes"))
    except InterventionError:
        return ()
