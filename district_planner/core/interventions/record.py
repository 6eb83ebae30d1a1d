"""From a row or a GeoJSON feature to an intervention: which names mean what, and what becomes of the rest.

Names are recognised by the detection rule of docs/interventions.md: lower case, letters and digits only. What no
column can hold is kept in ``properties`` and written back on export.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from district_planner.core.interventions import attributes as declared
from district_planner.core.interventions import catalogue
from district_planner.core.interventions.attributes import Attribute
from district_planner.core.interventions.intervention import Intervention

GUESSED_LINE = "walking_link"
"""What a line without a kind is taken for [P]."""

_ALIASES = {
    "budget": "cost_central", "cost": "cost_central", "capex": "cost_central",
    "openyear": "open_year", "timescaleyear": "open_year",
    "category": "categories", "employees": "jobs", "population": "people",
}  # fmt: skip
"""Normalised header -> column, where the two differ; a column's own name goes first."""

OWN = ("id", "name", "external", "properties")
"""Columns that are no attribute."""

AMOUNTS = (
    "cost_low", "cost_central", "cost_high", "upkeep_per_year", "jobs", "people", "dwellings", "floorspace_m2",
    "hectares", "capacity", "events_per_month",
)  # fmt: skip
"""Columns that count something of the whole drawn thing."""

JSON_LISTS = ("ids", "route_ids", "stop_ids", "chainages", "coordinates", "stops", "legs", "headways")
"""Types of attributes whose column holds a JSON list."""

_TRUE = {"1", "true", "yes", "y", "t"}


def normalised(header: str) -> str:
    """Return lower case letters and digits only."""
    return re.sub(r"[^a-z0-9]", "", header.lower())


def _declarations() -> dict[str, Attribute]:
    found = {attribute.name: attribute for kind in catalogue.kinds().values() for attribute in kind.attributes}
    return {**found, **{attribute.name: attribute for attribute in declared.COMMON}}


class Reader:
    """Turns records into interventions with ids of their own, and collects notes.

    Args:
        default_kind: kind of a record that names none.
        prefix: start of the ids that are made up.
        taken: ids that are used already.
        own: columns that are read besides the attributes, from ``OWN``.
    """

    def __init__(self, default_kind: str, prefix: str, taken: Iterable[str] = (), own: Iterable[str] = OWN) -> None:
        self.default_kind = default_kind
        self.prefix = prefix
        self.notes: list[str] = []
        self._taken = set(taken)
        self._attributes = _declarations()
        self._columns = (*own, *self._attributes)

    def headers(self, names: Iterable[str]) -> dict[str, str]:
        """Return column -> header for those recognised: by the exact name, a like name, or an alias, in this order."""
        given, found = list(names), dict[str, str]()
        exact = {column: column for column in self._columns}
        alike = {normalised(column): column for column in self._columns}
        aliases = {alias: column for alias, column in _ALIASES.items() if column in self._columns}
        for table, form in ((exact, str), (alike, normalised), (aliases, normalised)):
            for name in given:
                column = table.get(form(name))
                if column and name not in found.values():
                    found.setdefault(column, name)
        return found

    def read(self, record: Mapping[str, Any], geometry: BaseGeometry, place: str, kind: str) -> list[Intervention]:
        """Return one intervention, or one for each part of a geometry with several.

        Args:
            record: header -> value; None, NaN and blank text mean unknown.
            geometry: in the district's CRS; heights and measures are dropped.
            place: where the record stands, for notes.
            kind: as the record names it; empty: the default.
        """
        headers = self.headers(record)
        found = {column: record[header] for column, header in headers.items() if not is_blank(record[header])}
        values = self._values(found, self._rest(record, headers), place)
        parts = single_parts(geometry)
        kind = self._kind(kind, parts[0], place)
        shares = self._shares(values, parts, place) if len(parts) > 1 else [values]
        name, external = text_of(found.get("name", "")), _is_true(found.get("external"))
        return [
            Intervention(self._id(found.get("id"), place, number), kind, part, name, external, share)
            for number, (part, share) in enumerate(zip(parts, shares))
        ]

    def _rest(self, record: Mapping[str, Any], headers: Mapping[str, str]) -> dict[str, Any]:
        """Return what goes to ``properties``: unknown headers, aliases and what an earlier import had put there."""
        used = {header for column, header in headers.items() if normalised(header) == normalised(column)}
        rest = {str(name): plain(value) for name, value in record.items() if name not in used and not _is_nan(value)}
        earlier = parsed(record[headers["properties"]]) if "properties" in headers else None
        return {**earlier, **rest} if isinstance(earlier, dict) else rest

    def _values(self, found: Mapping[str, Any], rest: dict[str, Any], place: str) -> dict[str, Any]:
        """Return column -> value; what does not fit its column goes with the rest into ``properties``."""
        values: dict[str, Any] = {}
        for name, value in found.items():
            if name in self._attributes:
                fitted = _fitted(self._attributes[name], value)
                if fitted is None:
                    rest.setdefault(name, plain(value))
                    self.notes.append(f"{place}: {value!r} does not fit the field {name}; it is kept as a property.")
                else:
                    values[name] = fitted
        if rest:
            values["properties"] = json.dumps(rest, ensure_ascii=False, allow_nan=False)
        return values

    def _shares(self, values: dict[str, Any], parts: list[BaseGeometry], place: str) -> list[dict[str, Any]]:
        """Return the values of each part: amounts are shared by size, so that their sum stays."""
        sizes = [float(part.area or part.length or 1.0) for part in parts]
        self.notes.append(
            f"{place}: it has {len(parts)} parts and becomes {len(parts)} interventions; amounts are shared by size."
        )
        if values.pop("parts", None) is not None:
            self.notes.append(f"{place}: its bridge parts are dropped, because they do not say which line they are on.")
        amounts = {name: values[name] for name in AMOUNTS if name in values}
        return [{**values, **{name: amount * size / sum(sizes) for name, amount in amounts.items()}} for size in sizes]

    def _kind(self, given: str, geometry: BaseGeometry, place: str) -> str:
        kind = given.strip() or self.default_kind
        if kind:
            return kind
        if geometry.geom_type == "LineString":
            self.notes.append(f"{place}: it has no kind and is taken for a walking link; fill in the field kind.")
            return GUESSED_LINE
        self.notes.append(f"{place}: it has no kind and therefore no effect; fill in the field kind.")
        return ""

    def _id(self, given: Any, place: str, part: int) -> str:
        wanted = "" if given is None else text_of(given).strip()
        base = wanted or f"{self.prefix}-{len(self._taken) + 1}"
        id_, count = base, 1
        while id_ in self._taken:
            count += 1
            id_ = f"{base}-{count}"
        if wanted and count > 1 and part == 0:
            self.notes.append(f"{place}: the id {wanted!r} is taken; this one becomes {id_!r}.")
        self._taken.add(id_)
        return id_


def _fitted(attribute: Attribute, value: Any) -> Any:
    """Return the value as its column holds it, None for one that does not fit."""
    if attribute.type in JSON_LISTS:
        return value if isinstance(value, str) else json.dumps(plain(value), ensure_ascii=False)
    if attribute.numeric:
        return as_number(value)
    if isinstance(value, (list, tuple)):
        joiner = "|" if attribute.name == "sites" else ","
        return joiner.join(value) if all(isinstance(item, str) for item in value) else _listed(attribute, value)
    return None if isinstance(value, dict) else text_of(value)


def _listed(attribute: Attribute, value: Any) -> str | None:
    """Return a list of other things than texts as JSON, for the one text column that wants it so."""
    return json.dumps(plain(value)) if attribute.name == "katz_wagner" else None


def single_parts(geometry: BaseGeometry) -> list[BaseGeometry]:
    """Return the parts of a geometry, two-dimensional, each Point, LineString or Polygon; empty parts are left out."""
    flat = shapely.get_parts([shapely.force_2d(geometry)])
    while any(part.geom_type.startswith(("Multi", "GeometryCollection")) for part in flat):
        flat = shapely.get_parts(flat)
    lines = [
        shapely.linestrings(shapely.get_coordinates(part)) if part.geom_type == "LinearRing" else part for part in flat
    ]
    return [part for part in lines if not part.is_empty]


def is_blank(value: Any) -> bool:
    """Whether a value means unknown: None, NaN, NaT or blank text."""
    return value is None or _is_nan(value) or (isinstance(value, str) and not value.strip())


def _is_nan(value: Any) -> bool:
    if value is None or isinstance(value, (str, list, tuple, dict)):
        return False
    return bool(np.ndim(value) == 0 and pd.isna(value))


def _is_true(value: Any) -> bool:
    return text_of(value).strip().lower() in _TRUE


def plain(value: Any) -> Any:
    """Return the value as JSON knows it: numpy numbers as numbers, times and the like as text."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if value is None or isinstance(value, (str, bool, int, float)) else str(value)


def parsed(text: Any) -> Any:
    """Return what a JSON text says; None where it is no JSON."""
    try:
        return json.loads(text) if isinstance(text, str) else text
    except (ValueError, RecursionError):
        return None


def text_of(value: Any) -> str:
    """Return a value as text: 5.0 as 5, True as yes."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def as_number(value: Any) -> float | int | None:
    """Return a number (text is read, ``1,200`` as 1200, whole numbers stay whole); None for anything else."""
    found = plain(value)
    if isinstance(found, str):
        cleaned = found.strip().replace(",", "") if re.fullmatch(r"\s*-?\d{1,3}(,\d{3})+(\.\d+)?\s*", found) else found
        try:
            found = float(cleaned)
        except ValueError:
            return None
    if isinstance(found, bool):
        return int(found)
    if not isinstance(found, (int, float)) or not math.isfinite(found):
        return None
    return int(found) if float(found).is_integer() else found
