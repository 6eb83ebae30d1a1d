"""Origins and opportunities of a district as arrays, those that interventions add included (rules 3.5, 1.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from district_planner.core.district import District
from district_planner.core.errors import DistrictDataError
from district_planner.core.interventions.effects import AddedOpportunity, AddedOrigin, Effect
from district_planner.core.network.joins import Index
from district_planner.core.network.streets import Bools, Floats, Objects
from district_planner.core.places.ids import same_building

BASE = ""
"""Owner of the places that the district itself holds."""


@dataclass(frozen=True)
class Places:
    """Places of one role, in order of id.

    Attributes:
        id, owner: text; owner is the intervention that adds the place, or ``BASE``.
        kind: what table it is from; category: of an opportunity, else ''.
        weight: of an opportunity; people, employees: of an origin; deprivation: as the settings say, NaN unknown.
        geometry, entrances: shapely objects (entrances None where there are none).
        size: hectares of a green space with what it touches, which the standards of size ask for; else the weight.
    """

    id: Objects
    owner: Objects
    kind: Objects
    name: Objects
    category: Objects
    weight: Floats
    people: Floats
    employees: Floats
    deprivation: Floats
    site: Objects
    geometry: Objects
    entrances: Objects
    size: Floats

    def __len__(self) -> int:
        return len(self.id)

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """Return the categories that occur, in alphabetical order."""
        return tuple(sorted({str(c) for c in self.category if c}))

    @cached_property
    def text(self) -> npt.NDArray[np.str_]:
        """Return the ids as an array of text, ascending."""
        return self.id.astype(str)

    @cached_property
    def number(self) -> dict[str, int]:
        """Return id -> place number."""
        return {str(name): i for i, name in enumerate(self.id)}

    def owned(self, on: frozenset[str]) -> Bools:
        """Return which places exist when the interventions ``on`` are built."""
        added = self._added
        here = np.ones(len(self), dtype=bool)
        here[added] = [owner in on for owner in self.owner[added]]
        return here

    @cached_property
    def _added(self) -> Index:
        return np.flatnonzero(self.owner != BASE)

    def of_category(self, *wanted: str) -> Bools:
        """Return which places belong to one of the categories."""
        numbers = [self.categories.index(name) for name in wanted if name in self.categories]
        if len(numbers) == 1:
            return np.asarray(self._category == numbers[0])
        return np.isin(self._category, numbers)

    def within(self, wanted: frozenset[str]) -> Places:
        """Return the places of some categories only, in the same order."""
        if wanted.issuperset(self.category):
            return self
        return self.take(self.of_category(*wanted))

    def take(self, some: Index | Bools) -> Places:
        """Return some of the places; numbers must be ascending."""
        return Places(**{one.name: getattr(self, one.name)[some] for one in fields(Places)})

    @cached_property
    def _category(self) -> Index:
        """Return the position of each place's category among :attr:`categories`, -1 for none."""
        position = {name: i for i, name in enumerate(self.categories)}
        return np.array([position.get(str(c), -1) for c in self.category], dtype=np.int64)

    @cached_property
    def centre(self) -> Floats:
        """Return (places, 2) coordinates of a point on each place."""
        return np.asarray(shapely.get_coordinates(shapely.point_on_surface(self.geometry)))

    @cached_property
    def tree(self) -> cKDTree:
        """Return the tree of the places' centres."""
        return cKDTree(self.centre)

    @cached_property
    def both(self) -> list[int]:
        """Return the numbers of the places of tables that hold origins and opportunities alike."""
        return [i for i, kind in enumerate(self.kind) if kind in ("building", "node")]


Columns = dict[str, list[object]]

_FIELDS = (
    "id", "owner", "kind", "name", "category", "weight", "people", "employees", "deprivation", "site", "geometry",
    "entrances", "size",
)  # fmt: skip
_NUMBERS = {"weight": 0.0, "people": 0.0, "employees": 0.0, "deprivation": np.nan, "size": np.nan}
_TOLD = ("size",)
"""Never read from a table of the district: a planner's own column may be called so."""


def _frame(table: pd.DataFrame, kind: str, **given: object) -> pd.DataFrame:
    """Return a table with the columns of :class:`Places`."""
    columns: dict[str, object] = {}
    for name in _FIELDS:
        if name in given:
            columns[name] = given[name]
        elif name in _NUMBERS:
            values = (
                table[name] if name in table and name not in _TOLD else pd.Series(_NUMBERS[name], index=table.index)
            )
            columns[name] = pd.to_numeric(values, errors="coerce").astype(float).fillna(_NUMBERS[name])
        elif name in table:
            columns[name] = table[name]
        else:
            columns[name] = None if name in ("geometry", "entrances") else ""
    columns["owner"], columns["kind"] = BASE, kind
    return pd.DataFrame(columns, index=table.index)


def origins_of(district: District, effects: Sequence[tuple[str, Effect]]) -> Places:
    """Return homes, buildings, further origins and nodes, and the people and employees that interventions bring.

    Args:
        district: the tables; effects: (intervention id, effect) of every intervention, on or off.
    """
    homes, buildings = _lived_and_worked_in(
        _frame(district.table("homes"), "home", employees=0.0),
        _frame(district.table("buildings"), "building", people=0.0),
    )
    frames = [
        homes,
        buildings,
        _frame(district.table("origins"), "origin"),
        _frame(district.table("nodes"), "node", people=0.0, employees=0.0),
    ]
    return _places([*frames, _origin_frame(effects)], "origins")


def added_origins(effects: Sequence[tuple[str, Effect]]) -> Places:
    """Return the people and employees that interventions bring, without those of the district."""
    return _places([_origin_frame(effects)], "origins")


def _origin_frame(effects: Sequence[tuple[str, Effect]]) -> pd.DataFrame:
    added = [(owner, e) for owner, e in effects if isinstance(e, AddedOrigin)]
    return pd.DataFrame({
        "id": [f"{owner}:people" for owner, _ in added], "owner": [owner for owner, _ in added], "kind": "new",
        "name": "", "category": "", "weight": 0.0, "people": [e.people for _, e in added],
        "employees": [e.employees for _, e in added], "deprivation": np.nan, "site": "",
        "geometry": [e.geometry for _, e in added], "entrances": [_multipoint(e.entrances) for _, e in added],
        "size": np.nan,
    })  # fmt: skip


def _lived_and_worked_in(homes: pd.DataFrame, buildings: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return both tables so that a building which is home and workplace is one origin with two weights (rules 3.5)."""
    one = same_building(homes, buildings)
    if not one.any():
        return homes, buildings
    both = buildings["id"].isin(homes["id"][one])
    lived_in = homes[one].set_index("id")
    buildings = buildings.copy()
    for column in ("people", "deprivation"):
        buildings.loc[both, column] = buildings.loc[both, "id"].map(lived_in[column])
    return homes[~one], buildings


def opportunities_of(district: District, effects: Sequence[tuple[str, Effect]]) -> Places:
    """Return opportunities, green spaces, stops, jobs in buildings, and what interventions add."""
    buildings = district.table("buildings")
    jobs = pd.to_numeric(buildings["employees"], errors="coerce").astype(float).fillna(0.0)
    green = district.table("greenspaces")
    hectares = pd.to_numeric(green["hectares"], errors="coerce").astype(float)
    if len(green):
        hectares = hectares.fillna(pd.Series(shapely.area(np.asarray(green["geometry"], dtype=object)) / 1e4))
    frames = [
        _frame(district.table("opportunities"), "opportunity"),
        _frame(green, "greenspace", category="green_space", weight=hectares),
        _frame(district.table("stops"), "stop", category="pt_stop", weight=1.0),
        _frame(buildings[jobs > 0], "building", category="jobs", weight=jobs[jobs > 0]),
    ]
    return _places([*frames, _opportunity_frame(effects)], "opportunities")


def added_opportunities(effects: Sequence[tuple[str, Effect]]) -> Places:
    """Return what interventions add, without what the district holds."""
    return _places([_opportunity_frame(effects)], "opportunities")


def _opportunity_frame(effects: Sequence[tuple[str, Effect]]) -> pd.DataFrame:
    added = [(owner, e) for owner, e in effects if isinstance(e, AddedOpportunity)]
    return pd.DataFrame({
        "id": _numbered([f"{owner}:{e.category}" for owner, e in added]),
        "owner": [owner for owner, _ in added], "kind": "new",
        "name": "", "category": [e.category for _, e in added], "weight": [e.weight for _, e in added],
        "people": 0.0, "employees": 0.0, "deprivation": np.nan, "site": "",
        "geometry": [e.geometry for _, e in added], "entrances": [_multipoint(e.entrances) for _, e in added],
        "size": [np.nan if e.size is None else e.size for _, e in added],
    })  # fmt: skip


def added_ids(owner: str, category: str, effects: Sequence[Effect]) -> list[str]:
    """Return the ids of the places of a category that an intervention adds, in the order of its effects."""
    count = sum(isinstance(e, AddedOpportunity) and e.category == category for e in effects)
    return _numbered([f"{owner}:{category}"] * count)


def _numbered(names: Sequence[str]) -> list[str]:
    """Return names of which the second and later of a kind end with their number, as the stops of a line do."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name}:{seen[name]}")
    return found


def sites_of(district: District, *, nodes: bool) -> Places:
    """Return the nodes, or the buildings that belong to a site, for times between them."""
    table = district.table("nodes" if nodes else "buildings")
    if nodes:
        return _places([_frame(table, "node", people=0.0, employees=0.0)], "nodes")
    sited = table[[bool(str(v).strip()) for v in table["site"].fillna("")]]
    return _places([_frame(sited, "building")], "buildings")


def _multipoint(entrances: tuple[tuple[float, float], ...]) -> object:
    return shapely.MultiPoint(entrances) if entrances else None


def _entrances(values: npt.NDArray[np.object_]) -> Objects:
    """Return entrances as shapely objects from WKT, shapely or empty."""
    found: Objects = np.full(len(values), None, dtype=object)
    text = np.array([isinstance(v, str) and bool(v.strip()) for v in values], dtype=bool)
    ready = np.array([hasattr(v, "geom_type") for v in values], dtype=bool)
    found[ready] = values[ready]
    if text.any():
        found[text] = shapely.from_wkt(values[text], on_invalid="ignore")
    return found


def _places(frames: list[pd.DataFrame], role: str) -> Places:
    """Return the rows of all frames in order of id.

    Raises:
        DistrictDataError: an id occurs twice.
    """
    every = pd.concat([f[list(_FIELDS)] for f in frames if len(f)] or [frames[0][list(_FIELDS)]], ignore_index=True)
    every["id"] = every["id"].astype(str)
    every = every[~shapely.is_missing(np.asarray(every["geometry"], dtype=object))].sort_values("id", kind="stable")
    twice = every["id"][every["id"].duplicated()].unique()
    if len(twice):
        raise DistrictDataError(
            f"{len(twice)} ids occur twice, the first is {twice[0]!r}", f"The {role} of the district",
            "Give every place an id of its own, over all tables that it is measured with",
        )  # fmt: skip
    columns: dict[str, npt.NDArray[np.object_]] = {
        name: every[name].to_numpy(dtype=object) for name in _FIELDS if name not in _NUMBERS
    }
    numbers: dict[str, Floats] = {name: every[name].to_numpy(dtype=np.float64) for name in _NUMBERS}
    for name in ("name", "category", "site"):
        columns[name] = np.array(["" if pd.isna(v) else str(v) for v in columns[name]], dtype=object)
    columns["entrances"] = _entrances(columns["entrances"])
    return Places(
        id=columns["id"], owner=columns["owner"], kind=columns["kind"], name=columns["name"],
        category=columns["category"], weight=numbers["weight"], people=numbers["people"],
        employees=numbers["employees"], deprivation=numbers["deprivation"], site=columns["site"],
        geometry=columns["geometry"], entrances=columns["entrances"],
        size=np.where(np.isnan(numbers["size"]), numbers["weight"], numbers["size"]),
    )  # fmt: skip


def blocks_of(opportunities: Places) -> tuple[Index, int]:
    """Return the block of each opportunity, its category's position among ``categories``, and the number of blocks."""
    names = (*opportunities.categories, "")
    position = {name: i for i, name in enumerate(names)}
    return np.array([position[str(c)] for c in opportunities.category], dtype=np.int64), len(names)


def same_place(opportunities: Places, origins: Places) -> tuple[Index, Index]:
    """Return numbers (opportunity, origin) of places that are one and the same: same id and same source table."""
    pairs = [
        (i, origins.number[str(opportunities.id[i])])
        for i in opportunities.both
        if str(opportunities.id[i]) in origins.number
    ]
    found = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]
