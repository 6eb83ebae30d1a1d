"""The alternatives of what is in hand, said beside it: those that it excludes or that exclude it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from district_planner.core.evaluation.live import Preview
from district_planner.gui.canvas.wording import Said, said
from district_planner.gui.standing import alternatives_of

MOST = 2


def rivals(session: Any, preview: Preview) -> tuple[tuple[str, Said], ...]:
    """Return name and figure of up to two alternatives, each built alone, as the background has scored them.

    One whose score is not there, or is out of date, is left out: nothing is shown that is not exact.
    """
    scored = getattr(session, "alone", None)
    if preview.edit.intervention is None or not scored or session.stale:
        return ()
    found = []
    for id_ in alternatives_of(session, preview.edit.intervention):
        other, figures = session.intervention(id_), scored[id_].figures if id_ in scored else {}
        if other is not None and preview.headline.name in figures:
            after = figures[preview.headline.name]
            change = replace(preview.headline, before=preview.headline.base, after=after, newly=0.0, no_longer=0.0)
            found.append((other.label, said(change)))
    return tuple(found[:MOST])
