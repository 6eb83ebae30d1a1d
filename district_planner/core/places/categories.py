"""From tags to the plugin's amenity categories, by a table that a planner may edit (rules 3.8)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from district_planner.core.errors import LayerError

CATEGORIES: tuple[str, ...] = (
    "grocery", "cafe", "restaurant", "shop", "health", "gp", "pharmacy", "school_primary", "school_secondary",
    "further_education", "university", "childcare", "green_space", "public_space", "play", "sport", "culture",
    "community", "meeting_place", "bank", "post", "hotel", "pt_stop", "jobs",
)  # fmt: skip
"""The fixed ids of rules 3.8 [P]; every index names its sets by these."""

_WORDS = {
    "grocery": ("grocery shop", "grocery shops"), "cafe": ("café", "cafés"),
    "restaurant": ("restaurant", "restaurants"), "shop": ("shop", "shops"),
    "health": ("health service", "health services"), "gp": ("GP surgery", "GP surgeries"),
    "pharmacy": ("pharmacy", "pharmacies"), "school_primary": ("primary school", "primary schools"),
    "school_secondary": ("secondary school", "secondary schools"), "further_education": ("college", "colleges"),
    "university": ("university", "universities"), "childcare": ("childcare provider", "childcare providers"),
    "green_space": ("green space", "green space"), "public_space": ("public space", "public spaces"),
    "play": ("place to play", "places to play"), "sport": ("place for sport", "places for sport"),
    "culture": ("place of culture", "places of culture"), "community": ("community place", "community places"),
    "meeting_place": ("meeting place", "meeting places"), "bank": ("bank", "banks"),
    "post": ("post office", "post offices"), "hotel": ("hotel", "hotels"),
    "pt_stop": ("public transport stop", "public transport stops"), "jobs": ("workplace", "jobs"),
}  # fmt: skip
"""What a planner calls one of a category, and several; of green space it is the hectares that are counted."""

SIDE_BY_SIDE = ("grocery", "cafe", "restaurant", "shop")
"""Categories of which many stand inside one, as in a shopping centre: without a name each is one of its own [P]."""

COLUMNS = ("key", "value", "also", "category", "mark", "note")
_CLOSED = ("private", "no")
_POLYGONS = (3, 6)
TABLE_FILE = Path(__file__).resolve().parents[1] / "categories.csv"
_CONDITION = re.compile(r"^(\w+)(!?~)(.*)$", re.DOTALL)

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Categorised:
    """Opportunities made from tagged features.

    Attributes:
        opportunities: rows of the district's ``opportunities`` with ``geometry``; ``source`` is the feature's id.
        notes: what was dropped or merged, one sentence each.
    """

    opportunities: pd.DataFrame
    notes: tuple[str, ...] = ()


def one_of(category: str) -> str:
    """Return what a planner calls one place of a category, e.g. ``café`` of ``cafe``."""
    return _WORDS[category][0] if category in _WORDS else category.replace("_", " ")


def several_of(category: str) -> str:
    """Return what a planner calls what is counted of a category, e.g. ``cafés`` of ``cafe``, ``jobs`` of ``jobs``."""
    return _WORDS[category][1] if category in _WORDS else category.replace("_", " ")


def heading_of(category: str) -> str:
    """Return :func:`several_of` as a label begins with it, e.g. ``Cafés``, ``GP surgeries``."""
    words = several_of(category)
    return words[:1].upper() + words[1:]


@lru_cache(maxsize=1)
def _own_table() -> pd.DataFrame:
    return read_table(TABLE_FILE)


def category_table() -> pd.DataFrame:
    """Return the plugin's own table of tag to category, a fresh copy of ``categories.csv``."""
    return _own_table().copy()


def read_table(path: str | Path) -> pd.DataFrame:
    """Read a planner's table of tag to category.

    A CSV with the columns key, value (several divided by ``|``, ``*`` for any), also (further conditions
    ``key~pattern`` or ``key!~pattern``, divided by ``&``, patterns are regular expressions), category, mark, note.

    Raises:
        LayerError: the file cannot be read, lacks a column, or names a category that does not exist.
    """
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise LayerError(f"the table of categories cannot be read ({error})", str(path),
                         "Give a CSV file like categories.csv of the plugin") from error  # fmt: skip
    _check_table(table, str(path))
    for column in COLUMNS:
        if column not in table:
            table[column] = ""
    return table[list(COLUMNS)]


def _check_table(table: pd.DataFrame, where: str) -> None:
    missing = [name for name in ("key", "value", "category") if name not in table]
    if missing:
        raise LayerError(f"the table of categories lacks the column {', '.join(missing)}", where,
                         "Start from categories.csv of the plugin and edit its rows")  # fmt: skip
    unknown = sorted(set(table["category"]) - set(CATEGORIES))
    if unknown:
        raise LayerError(f"the table of categories names {', '.join(map(repr, unknown))}, which is no category", where,
                         f"Use one of: {', '.join(CATEGORIES)}")  # fmt: skip
    for line, also in enumerate(table.get("also", []), start=2):
        _conditions(also, f"{where}, line {line}")


def _conditions(also: str, where: str = "") -> list[tuple[str, bool, re.Pattern[str]]]:
    """Return (key, wanted, pattern) of a cell such as ``isced_level~1&name!~High``."""
    conditions = []
    for part in filter(None, also.split("&")):
        match = _CONDITION.match(part)
        try:
            if not match:
                raise re.error("expected key~pattern")
            conditions.append((match[1], match[2] == "~", re.compile(match[3])))
        except re.error as error:
            raise LayerError(f"the condition {part!r} cannot be read ({error})", where,
                             "Write key~pattern or key!~pattern, several divided by &") from error  # fmt: skip
    return conditions


def known_categories(values: pd.Series) -> dict[str, str]:
    """Return for each distinct text the category it names: the id itself, or an OSM value such as ``pub``.

    Upper and lower case, spaces, hyphens and a plural s do not matter; texts that name nothing are left out.
    """
    by_value = {category: category for category in CATEGORIES}
    for row in category_table().itertuples():
        if not row.also:
            for value in str(row.value).split("|"):
                by_value.setdefault(value, str(row.category))
    found = {}
    for text in values.dropna().unique():
        plain = re.sub(r"[\s\-]+", "_", str(text).strip().lower())
        category = by_value.get(plain) or by_value.get(plain[:-1] if plain.endswith("s") else plain + "s")
        if category:
            found[str(text)] = category
    return found


def matches(features: pd.DataFrame, table: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return which feature belongs to which category.

    Args:
        features: tag columns (``:`` written ``_``), empty text where a feature lacks the tag.
        table: the planner's table; None for the plugin's own.

    Returns:
        Columns ``row`` (position in ``features``) and ``category``, each pair once, in order of row.
    """
    table = category_table() if table is None else table
    masks: dict[str, Mask] = {}
    for row in table.itertuples():
        mask = _mask(features, str(row.key), str(row.value), str(row.also))
        category = str(row.category)
        masks[category] = masks[category] | mask if category in masks else mask
    parts = [pd.DataFrame({"row": np.flatnonzero(mask), "category": category}) for category, mask in masks.items()]
    found = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"row": [], "category": []})
    return found.sort_values("row", kind="stable", ignore_index=True).astype({"row": np.intp})


def _mask(features: pd.DataFrame, key: str, value: str, also: str) -> Mask:
    if key not in features:
        return np.zeros(len(features), dtype=bool)
    tags = features[key].fillna("")
    mask = np.asarray(tags != "" if value == "*" else tags.isin(value.split("|")), dtype=bool)
    rows = np.flatnonzero(mask)
    for name, wanted, pattern in _conditions(also):
        texts = features[name].fillna("").iloc[rows] if name in features else [""] * len(rows)
        rows = rows[[bool(pattern.search(str(text))) == wanted for text in texts]] if len(rows) else rows
    kept = np.zeros(len(features), dtype=bool)
    kept[rows] = True
    return kept


def categorise(features: pd.DataFrame, table: pd.DataFrame | None = None) -> Categorised:
    """Return opportunities from tagged features; one row per feature and category, weight 1.

    Places closed to the public (access = private, no) are left out. Green spaces, stops and jobs have tables of their
    own and are not made here. A place that is mapped twice (a point or small area inside an area of the same category,
    of the same name or without one) is kept once, as the area; shops, cafés and restaurants without a name inside
    another are places of their own. Both cases are counted in the notes.
    """
    found = matches(features, table)
    found = found[~found["category"].isin(("green_space", "pt_stop", "jobs"))]
    found = found[_is_place(features, found)]
    access = features["access"].fillna("") if "access" in features else pd.Series("", index=features.index)
    closed = access.isin(_CLOSED).to_numpy()[found["row"]]
    notes = []
    if closed.any():
        notes.append(f"{found['row'][closed].nunique()} places are left out: OSM says access = private or no.")
    rows = _opportunities(features, found[~closed])
    double = _mapped_twice(rows)
    if double.any():
        notes.append(f"{int(double.sum())} places are mapped twice, inside an area of the same sort; the area is kept.")
    return Categorised(rows[~double].reset_index(drop=True), tuple(notes))


def _is_place(features: pd.DataFrame, found: pd.DataFrame) -> Mask:
    """Streets are no places: lines count only where they are not public space."""
    types = shapely.get_type_id(features["geometry"].to_numpy()[found["row"]])
    is_area = np.isin(types, _POLYGONS)
    return np.asarray(np.where(found["category"] == "public_space", is_area | (types == 0), types >= 0), dtype=bool)


def _opportunities(features: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    chosen = features.iloc[found["row"]]
    ids = chosen["id"].astype(str).to_numpy()
    categories = found["category"].to_numpy()
    return pd.DataFrame({
        "id": [f"{place}/{category}" for place, category in zip(ids, categories)],
        "name": chosen["name"].fillna("").to_numpy() if "name" in chosen else "",
        "category": categories, "weight": 1.0, "entrances": "", "source": ids,
        "geometry": chosen["geometry"].to_numpy(),
    }).reset_index(drop=True)  # fmt: skip


def _sort(category: str) -> str:
    """Return what a nameless part of a place shares with it; the building of a school does not tell its level."""
    if category in SIDE_BY_SIDE:
        return ""
    return "school" if category.startswith("school_") else category


def _mapped_twice(rows: pd.DataFrame) -> Mask:
    """Mark rows that stand inside an area of the same name and category, or have no name and are part of it.

    Of two equal areas the first is kept.
    """
    double = np.zeros(len(rows), dtype=bool)
    names = rows["name"].str.strip().str.casefold().to_numpy()
    categories = rows["category"].to_numpy()
    geometries = rows["geometry"].to_numpy()
    areas = np.flatnonzero(np.isin(shapely.get_type_id(geometries), _POLYGONS))
    if not len(areas):
        return double
    size = shapely.area(geometries)
    inner, at = shapely.STRtree(geometries[areas]).query(shapely.point_on_surface(geometries), predicate="intersects")
    outer = areas[at]
    named = (names[inner] != "") & (names[inner] == names[outer]) & (categories[inner] == categories[outer])
    sorts = np.array([_sort(category) for category in categories], dtype=object)
    part_of = (names[inner] == "") & (sorts[inner] == sorts[outer]) & (sorts[inner] != "")
    same = (inner != outer) & (named | part_of)
    same &= (size[outer] > size[inner]) | ((size[outer] == size[inner]) & (outer < inner))
    double[inner[same]] = True
    return double
