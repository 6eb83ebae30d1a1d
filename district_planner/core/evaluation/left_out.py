"""What was asked for and cannot be measured: said beside the scores, and the error where nothing else is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from district_planner.core.errors import RequestError
from district_planner.core.indicators.base import Gap

if TYPE_CHECKING:
    from district_planner.core.evaluation.session import Session


def left_out(session: Session) -> list[str]:
    """Return a sentence, with its cure, for everything that was asked for and is not measured.

    An indicator that nobody named is mentioned only where a time limit is why it is not measured.
    """
    named = bool(session.request.indicators)
    return [_begun(f"{gap.what}: left out. {gap.cure}") for gap in _gaps(session) if named or gap.by_limit]


def nothing_measured(session: Session) -> RequestError:
    """Return the error for an evaluation without any figure."""
    gaps = _gaps(session) if session.request.indicators else []
    if gaps and len(session.scope.origins):
        cures = ", or ".join(dict.fromkeys(gap.cure[0].lower() + gap.cure[1:] for gap in gaps))
        what = "; ".join(gap.what for gap in gaps)
        return RequestError(f"nothing can be measured: {what}", "Indicators", _begun(cures))
    return RequestError(
        "nothing can be measured", "Indicators", "Add homes or buildings with people and opportunities to reach"
    )


def _gaps(session: Session) -> Sequence[Gap]:
    scope = session.scope
    every = (gap for one in session.indicators for mode in scope.modes for gap in one.gaps(mode, scope))
    return list(dict.fromkeys(every))


def _begun(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]
