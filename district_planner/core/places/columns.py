"""Columns of a planner's layer made fit for the district: ids that are unique, numbers that are numbers."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from district_planner.core.district import TABLES
from district_planner.core.errors import LayerError
from district_planner.core.places.fields import ROLES, choose, named_only, normalise

FEATURE_ID = "feature id"
"""Column that holds the id of the feature in its layer; no field of a layer can be mistaken for it."""

_HOLDS = {"HOMES": "home", "BUILDINGS": "building", "GREENSPACES": "green", "NODES": "node", "ORIGINS_FROM": "origin"}
"""What a layer holds, by the parameter that its messages begin with."""

_LISTED = 10
_NUMERIC = {"REAL": np.float64, "INTEGER": np.float64}


@dataclass(frozen=True)
class PlacesLayer:
    """A planner's layer in memory.

    Attributes:
        frame: its fields, ``geometry`` (valid, two-dimensional, district CRS) and ``FEATURE_ID``.
        where: what messages call it, e.g. ``HOMES 'Output areas'``.
    """

    frame: pd.DataFrame
    where: str


@dataclass
class Log:
    """Sentences for the planner, in order; warnings are what may spoil a score."""

    said: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def say(self, sentence: str) -> None:
        """Note what was chosen or counted."""
        self.said.append(sentence)

    def warn(self, sentence: str) -> None:
        """Note what the planner may want to mend."""
        self.warnings.append(sentence)

    def add(self, other: Log) -> None:
        """Note what was noted elsewhere."""
        self.said += other.said
        self.warnings += other.warnings


def schema_frame(name: str, rows: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return ``rows`` with the columns of the district's table in order; absent ones are empty."""
    table = TABLES[name]
    columns = [*table.columns, *(["geometry"] if table.geometry else [])]
    if rows is None or not len(rows):
        rows = pd.DataFrame({column: pd.Series(dtype=_dtype(table.columns.get(column, ""))) for column in columns})
    rows = rows.reset_index(drop=True)
    for column, kind in table.columns.items():
        if column not in rows:
            rows[column] = pd.Series(np.nan if kind in _NUMERIC else "", index=rows.index, dtype=_dtype(kind))
        elif kind in _NUMERIC:
            rows[column] = rows[column].astype(np.float64)
    return rows[columns]


def _dtype(kind: str) -> type:
    return np.float64 if kind in _NUMERIC else object


def texts(frame: pd.DataFrame, name: str) -> npt.NDArray[np.object_]:
    """Return a field as trimmed text, empty where it says nothing; whole numbers without a decimal point."""
    if not name:
        return np.full(len(frame), "", dtype=object)
    return np.array([_text(value) for value in frame[name]], dtype=object)


def _text(value: object) -> str:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def unique_ids(layer: PlacesLayer, asked: str, log: Log, role: str = "id") -> npt.NDArray[np.object_]:
    """Return text ids: the recognised field, else the feature's number; a repeated id gets ``-2``, ``-3``, …

    Numbers of features begin anew in every layer, so an id made of one begins with what the layer holds.
    """
    choice = choose(layer.frame, role, asked, layer.where)
    numbered = made_up(layer)
    ids = (
        np.where(texts(layer.frame, choice.field) == "", numbered, texts(layer.frame, choice.field))
        if choice
        else numbered
    )
    repeated = pd.Series(ids).duplicated().to_numpy()
    if not repeated.any():
        return np.asarray(ids, dtype=object)
    log.warn(f"{layer.where}: {int(repeated.sum())} rows repeat the id of another row, the first is "
             f"{ids[repeated][0]!r}; they got a number behind it.")  # fmt: skip
    return made_unique(ids)


def made_up(layer: PlacesLayer) -> npt.NDArray[np.object_]:
    """Return ids such as ``home-12`` from what a layer holds and the numbers of its features."""
    what = _HOLDS.get(layer.where.split(" ")[0], "place")
    return np.array([f"{what}-{number}" for number in texts(layer.frame, FEATURE_ID)], dtype=object)


def made_unique(ids: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return the ids with ``-2``, ``-3``, … behind the second, third, … of the same."""
    taken = set(ids)
    seen: set[str] = set()
    result = []
    for text in ids.tolist():
        name, number = text, 1
        while name in seen or (number > 1 and name in taken):
            number += 1
            name = f"{text}-{number}"
        seen.add(name)
        result.append(name)
    return np.array(result, dtype=object)


def amounts(layer: PlacesLayer, name: str, what: str, log: Log, treatment: str = "are left out"
            ) -> npt.NDArray[np.float64]:  # fmt: skip
    """Return a field as numbers of at least 0; ``nan`` where it is empty, text, infinite or negative, counted.

    Raises:
        LayerError: not one value is such a number.
    """
    values = layer.frame[name]
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=np.float64)
    empty = np.array([_text(value) == "" for value in values], dtype=bool)
    wrong = ~empty & ~(np.isfinite(numbers) & (numbers >= 0))
    numbers = np.where(wrong | empty, np.nan, numbers)
    if len(numbers) and np.isnan(numbers).all():
        raise LayerError(f"the field {name!r} holds no usable number for {what}", layer.where,
                         "Choose a field with numbers of at least 0")  # fmt: skip
    if empty.any():
        log.warn(f"{layer.where}: {int(empty.sum())} of {len(values)} rows have no {what} in {name!r} "
                 f"({rows_named(layer, empty)}); they {treatment}.")  # fmt: skip
    if wrong.any():
        log.warn(f"{layer.where}: {int(wrong.sum())} of {len(values)} rows have text or a negative number as {what} in "
                 f"{name!r}, the first is {values[wrong].iloc[0]!r} ({rows_named(layer, wrong)}); they "
                 f"{treatment}.")  # fmt: skip
    return numbers


def rows_named(layer: PlacesLayer, chosen: npt.NDArray[np.bool_]) -> str:
    """Return which rows are meant, by the ids of their features: ``feature ids 3, 7 and 12``, the first ten."""
    ids = texts(layer.frame, FEATURE_ID)[chosen].tolist() if FEATURE_ID in layer.frame else []
    if not ids:
        return "no feature ids"
    if len(ids) == 1:
        return f"feature id {ids[0]}"
    if len(ids) > _LISTED:
        return f"feature ids {', '.join(ids[:_LISTED])} and {len(ids) - _LISTED:,} more"
    return f"feature ids {', '.join(ids[:-1])} and {ids[-1]}"


def signed(layer: PlacesLayer, name: str) -> npt.NDArray[np.float64]:
    """Return a field as finite numbers of either sign, ``nan`` elsewhere."""
    numbers = pd.to_numeric(layer.frame[name], errors="coerce").to_numpy(dtype=np.float64)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def told(layer: PlacesLayer, role: str, what: str, log: Log, asked: str = "") -> str:
    """Return the field of a role, saying the choice; empty where the layer has none."""
    choice = choose(layer.frame, role, asked, layer.where)
    if choice:
        log.say(f"{layer.where}: {what} from the field {choice.field!r} ({choice.how}).")
    return choice.field


def needed(layer: PlacesLayer, role: str, what: str, log: Log, asked: str, parameter: str) -> str:
    """Return the field of a role or stop.

    Raises:
        LayerError: none was asked for and none is recognised, or the one that is called so holds nothing usable.
    """
    name = told(layer, role, what, log, asked)
    if not name and ROLES[role].some and (called := named_only(layer.frame, role)):
        raise LayerError(f"the field {called!r} holds no usable number for {what}", layer.where,
                         f"Correct it to numbers of at least 0, or choose another {parameter}")  # fmt: skip
    if not name:
        known = ", ".join(ROLES[role].aliases[:4])
        fields = ", ".join(str(column) for column in layer.frame if column not in ("geometry", FEATURE_ID))
        raise LayerError(f"no field for {what} was recognised among {fields or 'no fields at all'}", layer.where,
                         f"Choose {parameter}, or call the field {known}")  # fmt: skip
    return name


def tag_columns(frame: pd.DataFrame) -> dict[str, str]:
    """Return the columns that are OSM tags, as layers of QuickOSM and Overpass have them: column to tag name."""
    tags = {"amenity", "shop", "leisure", "tourism", "office", "healthcare", "landuse", "natural", "building", "place"}
    names = {str(column): str(column).replace(":", "_") for column in frame if column not in ("geometry", FEATURE_ID)}
    return names if tags & {normalise(name) for name in names} else {}
