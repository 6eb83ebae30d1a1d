"""Routes and stops of a district's timetable by name, for whoever picks some of them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from district_planner.core.district import District


def route_words(district: District) -> dict[str, str]:
    """Return id -> name of every route, by name; names that are alike are told apart by the id."""
    return _words(district.table("transit_routes"), ("name", "long_name"))


def stop_words(district: District) -> dict[str, str]:
    """Return id -> name and platform of every stop, by name; names that are alike are told apart by the id."""
    return _words(district.table("stops"), ("name", "platform"))


def _words(table: Any, columns: tuple[str, ...]) -> dict[str, str]:
    ids = table["id"].astype(str).tolist()
    parts = zip(*(table[column].fillna("").astype(str).str.strip() for column in columns))
    named = [" · ".join(dict.fromkeys(part for part in row if part)) for row in parts]
    often = Counter(named)
    words = {id_: f"{name} ({id_})" if name and often[name] > 1 else name or id_ for id_, name in zip(ids, named)}
    return dict(sorted(words.items(), key=lambda pair: _order(pair[1])))


def _order(name: str) -> tuple[int, int, str]:
    """Return what sorts 9 before 10, and numbers before words."""
    digits = len(name) - len(name.lstrip("0123456789"))
    return int(not digits), int(name[:digits] or 0), name.casefold()
