"""Times of day as whole seconds: parsed, and filled in where a feed leaves them blank."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pandas as pd

BLANK = -(2**31)
WRONG = BLANK + 1
_FORM = re.compile(r"(\d{1,3}):([0-5]?\d)(?::([0-5]?\d))?")


def seconds(column: pd.Series[str]) -> npt.NDArray[np.int64]:
    """Return ``H:MM:SS`` or ``H:MM`` as seconds after midnight; ``BLANK`` for an empty text, ``WRONG`` for others.

    Hours may pass 24.
    """
    codes, texts = pd.factorize(column)
    parsed = np.array([_parsed(str(text)) for text in texts], dtype=np.int64)
    return parsed[codes] if len(texts) else np.empty(0, dtype=np.int64)


def _parsed(text: str) -> int:
    if not text:
        return BLANK
    found = _FORM.fullmatch(text)
    return int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3] or 0) if found else WRONG


def clock(second: float) -> str:
    """Return a time as people read it: ``07:05``, ``25:10`` after the next midnight."""
    minutes = int(second) // 60
    sign, minutes = ("-", -minutes) if minutes < 0 else ("", minutes)
    return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}"


def interpolated(
    known: npt.NDArray[np.int64], along: npt.NDArray[np.float64], trip: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Return the times with blanks filled in, linear in the distance travelled, in whole seconds.

    Args:
        known: seconds or ``BLANK``, in order of trip and sequence; the first and last call of every trip are known.
        along: metres from the trip's first call, never falling within a trip; trip: ascending numbers.
    """
    step = np.maximum(np.diff(along, prepend=0.0), 0.0)
    step[np.diff(trip, prepend=-1) != 0] = 0.0
    # A trifle more per call keeps the axis rising where two stops share a place and from trip to trip.
    trifle = 1e-6 * step.mean() if step.any() else 1.0
    length = np.cumsum(step + trifle)
    filled = known != BLANK
    return np.rint(np.interp(length, length[filled], known[filled].astype(float))).astype(np.int64)
