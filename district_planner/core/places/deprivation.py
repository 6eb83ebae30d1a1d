"""Deprivation of homes as deciles, whatever the planner's index says (rules 3.7)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from district_planner.core.errors import DistrictDataError
from district_planner.core.network.streets import Floats

KINDS = ("decile", "rank", "score")
"""What a deprivation field may hold: decile and rank count from the most deprived, a higher score is worse."""


@dataclass(frozen=True)
class Deciles:
    """Deciles of deprivation and where they come from.

    Attributes:
        decile: 1 (most deprived) to 10 on the index of the input, ``nan`` where unknown.
        label: what to print beside every number that uses them.
    """

    decile: pd.Series
    label: str


def deciles(values: pd.Series, people: pd.Series, deprivation_is: str) -> Deciles:
    """Return the decile of each row, 1 being the most deprived.

    Deciles are taken as given. A rank (1 = most deprived) or a score (higher = worse) is cut into ten parts of equal
    population **of this district**: a row's decile is where the middle of its people falls when all people are lined
    up from most to least deprived; equal values share a decile. Such deciles say nothing about the nation.

    Args:
        values: the field; ``nan`` where unknown.
        people: the weights, on the same index.
        deprivation_is: ``decile``, ``rank`` or ``score``.

    Raises:
        DistrictDataError: an unknown kind, or deciles that are not whole numbers from 1 to 10.
    """
    if deprivation_is not in KINDS:
        raise DistrictDataError(f"deprivation_is is {deprivation_is!r}", "Deprivation",
                                f"Choose one of: {', '.join(KINDS)}")  # fmt: skip
    numbers = values.astype(float)
    if deprivation_is == "decile":
        return Deciles(_checked(numbers), "deprivation decile as given (1 = most deprived)")
    worst_first = numbers if deprivation_is == "rank" else -numbers
    return Deciles(_by_population(worst_first, people.astype(float)),
                   f"decile derived from the deprivation {deprivation_is} by population of this district "
                   "(1 = most deprived here; not a national decile)")  # fmt: skip


def _checked(numbers: pd.Series) -> pd.Series:
    known = numbers.dropna()
    wrong = known[(known < 1) | (known > 10) | (known != known.round())]
    if len(wrong):
        raise DistrictDataError(f"{len(wrong)} of {len(known)} deprivation values are no decile, "
                                f"the first is {wrong.iloc[0]:g}", "Deprivation",
                                "Choose rank or score for DEPRIVATION_IS, or another field")  # fmt: skip
    return numbers


def _by_population(worst_first: pd.Series, people: pd.Series) -> pd.Series:
    """Return deciles of ``people`` lined up by ``worst_first`` ascending; all ``nan`` where nobody lives."""
    by_value = people.clip(lower=0).fillna(0).groupby(worst_first).sum()
    total = math.fsum(by_value)
    if total <= 0:
        return pd.Series(math.nan, index=worst_first.index)
    middle = (by_value.cumsum() - by_value / 2) / total
    decile = (np.floor(middle * 10) + 1).clip(1, 10)
    return worst_first.map(decile).astype(float)


_RAW = {
    "decile": "Deprivation decile as given (1 = most deprived)",
    "rank": "Deprivation rank as given (1 = most deprived)",
    "score": "Deprivation score as given (higher = more deprived)",
}  # fmt: skip


def labels_of(kind: object) -> dict[str, str]:
    """Return what the columns ``deprivation`` and ``deprivation_decile`` of results hold, as a planner reads it.

    Args:
        kind: what the settings of a district say that it is: decile (also where nothing is said), rank or score.
    """
    given = str(kind or "decile")
    derived = f"Deprivation decile derived from the {given} by this district's people (1 = most deprived here)"
    raw = _RAW.get(given, "Deprivation as given")
    return {"deprivation": raw, "deprivation_decile": raw if given not in ("rank", "score") else derived}


def deciles_of(values: Floats, people: Floats, kind: object) -> Floats:
    """Return the deciles of places by what a district's settings say that their deprivation is.

    Args:
        values, people: of each place; kind: decile (also where nothing is said), rank or score.

    Returns:
        1 to 10, NaN where unknown: everywhere, where the values cannot be what they are said to be.
    """
    try:
        found = deciles(pd.Series(values), pd.Series(people), str(kind or "decile")).decile
    except DistrictDataError:
        return np.full(len(values), np.nan)
    return np.asarray(found, dtype=np.float64)
