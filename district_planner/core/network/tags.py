"""Tag columns of a table of OpenStreetMap ways or nodes, read in bulk."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

Words = npt.NDArray[np.object_]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

YES = ("yes", "true", "1")


def tag(tags: pd.DataFrame, key: str) -> Words:
    """Return a tag of every row in lower case, ``""`` where it is absent.

    Args:
        tags: one column per key; ``:`` of the key is ``_`` in the column's name.
        key: the key as OpenStreetMap writes it, e.g. ``"oneway:bicycle"``.

    Returns:
        Object array of str, one per row.
    """
    column = key.replace(":", "_")
    if column not in tags:
        return np.full(len(tags), "", dtype=object)
    codes, values = pd.factorize(tags[column])
    words = np.array([_word(value) for value in values] + [""], dtype=object)
    found: Words = words[codes]
    return found


def _word(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip().lower()


def has(tags: pd.DataFrame, key: str, *values: str) -> Bools:
    """Return which rows carry one of the values of a tag; any value at all where none is given."""
    column = key.replace(":", "_")
    if column not in tags:
        return np.zeros(len(tags), dtype=bool)
    codes, found = pd.factorize(tags[column])
    words = [_word(value) for value in found]
    hit = np.array([word in values if values else word != "" for word in words] + [False])
    return np.asarray(hit[codes], dtype=bool)


def number(tags: pd.DataFrame, key: str) -> Floats:
    """Return a tag as float64, ``nan`` where it is absent or not a plain number."""
    words = pd.Series(tag(tags, key), dtype=object)
    values: Floats = pd.to_numeric(words, errors="coerce").to_numpy(dtype=np.float64)
    return values
