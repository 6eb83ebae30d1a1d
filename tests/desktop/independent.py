"""Figures of the district worked out from the oracle's times alone, by plain loops over rows of the tables.

Nothing of the engine is used: the names of figures are taken apart by words, and every definition is written again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property

import pandas as pd
import shapely

from district_planner.core.district import District
from district_planner.core.interventions.intervention import Intervention
from tests.oracle import Oracle

LIMIT_MIN = 40.0
"""Beyond every figure that is asked for; the limits of the figures themselves are below."""

_COMMON = {
    "grocery": (1, 1.0), "food": (2, 1.0), "green_space": (1, 1.5), "health_any": (1, 1.0), "pt_stop": (2, 1.5),
}  # fmt: skip
INDICES = {
    "index15": {**_COMMON, "childcare": (1, 1.0)},
    "index15work": {**_COMMON, "meeting_place": (1, 1.5)},
}
"""Methods A8, for residents and for a work district: group -> (target, weight)."""
MEMBERS = {"food": ("cafe", "restaurant"), "health_any": ("health", "gp", "pharmacy")}


def around(district: District, drawn: Iterable[Intervention], homes_m: float, places_m: float) -> District:
    """Return a district with the homes and the streets and places near to what is drawn only."""
    middle = shapely.union_all([one.geometry for one in drawn])
    metres = {
        "homes": homes_m, "streets": places_m, "opportunities": places_m, "greenspaces": places_m, "stops": places_m,
    }  # fmt: skip
    tables = {
        name: frame[shapely.dwithin(frame["geometry"].to_numpy(), middle, metres[name])].reset_index(drop=True)
        if name in metres
        else frame.iloc[:0]
        for name, frame in district.tables.items()
    }
    return replace(district, tables=tables, interventions=())


class Independent:
    """Figures of a district with some interventions built.

    Args:
        district: its tables; built: what is on, its geometry as the test has it.
        mode: walk or cycle; limit_min: what takes longer plays no part in the figures that are asked for.
        everybody: people of the whole district where ``district`` is a part of it.
    """

    def __init__(
        self,
        district: District,
        built: Iterable[Intervention],
        mode: str = "walk",
        limit_min: float = LIMIT_MIN,
        everybody: float | None = None,
    ) -> None:
        self.district = district
        self.built = list(built)
        self.mode = mode
        self.limit_min = limit_min
        self.everybody = everybody

    @cached_property
    def times(self) -> dict[tuple[str, str], int]:
        """Return (origin, opportunity) -> whole milliseconds, within the limit."""
        return dict(Oracle(self.district, self.built, mode=self.mode, limit_min=self.limit_min).times())

    @cached_property
    def categories(self) -> dict[str, str]:
        """Return opportunity id -> category."""
        table = self.district.table
        found = dict(zip(table("opportunities")["id"], table("opportunities")["category"]))
        found.update(dict.fromkeys(table("greenspaces")["id"], "green_space"))
        found.update(dict.fromkeys(table("stops")["id"], "pt_stop"))
        found.update({id_: "jobs" for id_, jobs in self.employees.items() if jobs > 0})
        for one in self.built:
            for category in str(one.attributes.get("categories") or "").split(","):
                if category:
                    found[f"{one.id}:{category}"] = category
            if one.kind == "meeting_place":
                found[f"{one.id}:meeting_place"] = "meeting_place"
            if one.attributes.get("jobs"):
                found[f"{one.id}:jobs"] = "jobs"
        return found

    @cached_property
    def employees(self) -> dict[str, float]:
        """Return building -> employees."""
        table = self.district.table("buildings")
        return {id_: 0.0 if pd.isna(n) else float(n) for id_, n in zip(table["id"], table["employees"])}

    @cached_property
    def people(self) -> dict[str, float]:
        """Return home -> people."""
        table = self.district.table("homes")
        return {id_: 0.0 if pd.isna(n) else float(n) for id_, n in zip(table["id"], table["people"])}

    def weights(self, who: str) -> dict[str, float]:
        """Return origin -> people or employees."""
        return self.people if who == "people" else self.employees

    def minutes_to(self, origin: str, categories: Iterable[str]) -> list[float]:
        """Return the minutes from an origin to everything of some categories, ascending."""
        wanted = set(categories)
        found = [ms / 60000.0 for (a, b), ms in self._of.get(origin, ()) if self.categories.get(b) in wanted]
        return sorted(found)

    @cached_property
    def _of(self) -> dict[str, list[tuple[tuple[str, str], int]]]:
        found: dict[str, list[tuple[tuple[str, str], int]]] = {}
        for pair, ms in self.times.items():
            found.setdefault(pair[0], []).append((pair, ms))
        return found

    # Figures

    def within(self, category: str, cutoff: float, who: str) -> float:
        """Return how many people or employees have something of a category within some minutes."""
        return sum(n for id_, n in self.weights(who).items() if self._any(id_, category, cutoff))

    def _any(self, origin: str, category: str, cutoff: float) -> bool:
        return any(minutes <= cutoff for minutes in self.minutes_to(origin, [category]))

    def site_time(self, first: str, second: str) -> float:
        """Return the median over pairs of buildings of two sites, there and back, weighted by both employees."""
        table = self.district.table("buildings")
        site = {id_: str(name) for id_, name in zip(table["id"], table["site"])}
        rows = []
        for a in (id_ for id_, name in site.items() if name == first):
            for b in (id_ for id_, name in site.items() if name == second):
                weight = max(self.employees[a], 1.0) * max(self.employees[b], 1.0)
                for pair in ((a, b), (b, a)):
                    rows.append((self.times[pair] / 60000.0 if pair in self.times else float("inf"), weight))
        rows.sort()
        half, reached = sum(weight for _, weight in rows) / 2.0, 0.0
        for minutes, weight in rows:
            reached += weight
            if reached >= half:
                return minutes
        return float("nan")

    def index(self, name: str, who: str, weights: Mapping[str, float] | None = None) -> float:
        """Return the average 15-minute index over people or employees, from 0 to 100."""
        parts, counted = INDICES[name], self.weights(who)
        chosen = {part: (weights or {}).get(part, weight) for part, (_, weight) in parts.items()}
        score = 0.0
        for id_, many in counted.items():
            if many <= 0:
                continue
            got = 0.0
            for part, (target, _) in parts.items():
                near = sum(minutes <= 15.0 for minutes in self.minutes_to(id_, MEMBERS.get(part, (part,))))
                got += chosen[part] * min(1.0, near / target)
            score += many * 100.0 * got / sum(chosen.values())
        return score / (self.everybody or sum(counted.values()))

    def figure(self, name: str, weights: Mapping[str, float] | None = None) -> float:
        """Return a figure by its name; ``weights``: parts of the index of which the planner changed the weight."""
        found = re.fullmatch(r"site_time_(walk|cycle)_(\w+)_(\w+)", name)
        if found:
            return self.site_time(found.group(2).upper(), found.group(3).upper())
        found = re.fullmatch(r"within_(walk|cycle)_(\w+?)_(\d+)_(people|employees)", name)
        if found:
            return self.within(found.group(2), float(found.group(3)), found.group(4))
        found = re.fullmatch(r"(index15|index15work)_(walk|cycle)_(people|employees)_mean", name)
        if found:
            return self.index(found.group(1), found.group(3), weights)
        raise KeyError(name)
