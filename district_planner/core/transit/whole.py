"""Tables of whole milliseconds in 32 bits: as exact as those of 64, added and compared twice as fast."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from district_planner.core.network.streets import Floats

Wholes = npt.NDArray[np.int32]

ENDLESS = 1 << 29
"""Six days in milliseconds, in place of ``inf``: two of them still add up within 32 bits."""
CELLS = 100_000
"""So many sums are held at once at most."""
SMALL = 32
"""Up to so many rows it does not matter whether a table is thin."""


def whole(times: Floats) -> Wholes:
    """Return whole milliseconds in 32 bits, ``ENDLESS`` from six days on."""
    return np.minimum(times, ENDLESS).astype(np.int32)


def floats(table: Wholes) -> Floats:
    """Return milliseconds as floating point numbers, ``inf`` for ``ENDLESS``."""
    return np.where(table < ENDLESS, table.astype(np.float64), np.inf)


def min_plus(left: Wholes, right: Wholes) -> Wholes:
    """Return ``min over q of left[p, q] + right[q, x]``."""
    if 0 < left.size * right.shape[1] <= CELLS:
        if right.shape[1] < len(left):
            # numpy is quick along the last axis: the longer one.
            return np.ascontiguousarray(min_plus(right.T, left.T).T)
        first, then = np.ascontiguousarray(left), np.ascontiguousarray(right)
        return np.asarray(np.minimum((first[:, :, None] + then).min(axis=1), ENDLESS))
    found = np.full((left.shape[0], right.shape[1]), ENDLESS, dtype=np.int32)
    through = np.empty_like(found)
    for q in range(left.shape[1]):
        rows = np.flatnonzero(left[:, q] < ENDLESS)
        if 2 * len(rows) > len(left):
            np.add(left[:, q, None], right[q], out=through)
            np.minimum(found, through, out=found)
        elif len(rows):
            found[rows] = np.minimum(found[rows], left[rows, q, None] + right[q])
    return found


def closed(table: Wholes) -> Wholes:
    """Return the shortest times of a table of ways from each to each, 0 from each to itself."""
    found = table.copy()
    np.fill_diagonal(found, 0)
    through = np.empty_like(found)
    for k in _closed_while_thin(found) if len(found) > SMALL else range(len(found)):
        np.add(found[:, k, None], found[k], out=through)
        np.minimum(found, through, out=found)
    return found


def _closed_while_thin(found: Wholes) -> list[int]:
    """Shorten a table over what few ways lead over, as long as it is thin, and return the others.

    Only the rows that reach a number can get shorter over it, so that those of few rows come first.
    """
    there = found < ENDLESS
    order: list[int] = np.argsort(there.sum(axis=0) * there.sum(axis=1), kind="stable").tolist()
    for place, k in enumerate(order):
        rows = np.flatnonzero(found[:, k] < ENDLESS)
        if 2 * len(rows) > len(found):
            return order[place:]
        some = found.take(rows, axis=0)
        found[rows] = np.minimum(some, some[:, k, None] + found[k], out=some)
    return []
