"""Columns of a feed's text tables: the optional ones, and ids as positions."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd


def column(frame: pd.DataFrame, name: str, default: str = "") -> pd.Series[str]:
    """Return a column of text, ``default`` where the file does not have it."""
    return frame[name] if name in frame else pd.Series(default, index=frame.index, dtype=object)


def rows_of(ids: pd.Series[str], among: Any) -> npt.NDArray[np.int64]:
    """Return the position of each id in ``among`` (unique), -1 where it is not there."""
    return np.asarray(pd.Index(among).get_indexer(pd.Index(ids)), dtype=np.int64)
