"""How long work reports its progress and learns that it was cancelled."""

from __future__ import annotations

from collections.abc import Callable

from district_planner.core.errors import Cancelled

Progress = Callable[[float, str], bool]
"""Called with the share done (0 to 1) and what is being done; returns False to cancel."""


def no_progress(share: float, what: str) -> bool:
    """Report to nobody and never cancel."""
    return True


def part(progress: Progress, start: float, end: float) -> Progress:
    """Return the progress of a part of the work, which reports 0 to 1 and is heard as ``start`` to ``end``."""
    return lambda share, what: progress(start + (end - start) * min(max(share, 0.0), 1.0), what)


def check(progress: Progress, share: float, what: str = "") -> None:
    """Report ``share`` and raise :class:`Cancelled` when the planner has cancelled."""
    if not progress(share, what):
        raise Cancelled
