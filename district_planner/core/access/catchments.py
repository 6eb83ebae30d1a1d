"""Catchments: the streets that are reached from a place within some minutes, and who and what is there.

People, jobs and opportunities are counted by travel time with the engine that scores use, never by whether they lie in
the polygon. The polygon is for looking: the reached streets, 50 m to either side, small holes filled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import shapely

from district_planner.core.access.catchment_area import around, ring
from district_planner.core.access.modes import Mode
from district_planner.core.access.modes import mode as mode_of
from district_planner.core.access.reached import Fabric, node_times, pieces, reached, weave
from district_planner.core.access.ride_spread import RideSpread
from district_planner.core.access.timetable_spread import TimetableSpread
from district_planner.core.district import TABLES, District
from district_planner.core.errors import RequestError
from district_planner.core.evaluation.named_service import service_notes
from district_planner.core.evaluation.network import ModeNetwork
from district_planner.core.evaluation.places import Places, opportunities_of, origins_of
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.riding import check_model, model_of, told
from district_planner.core.evaluation.standing import Standing
from district_planner.core.interventions.effects import AddedOpportunity, AddedOrigin, Effect
from district_planner.core.interventions.selection import TODAY, select
from district_planner.core.interventions.surroundings import Surroundings
from district_planner.core.network.joins import Index, Joined
from district_planner.core.network.streets import Bools, Floats, Objects, Streets, build_streets
from district_planner.core.progress import Progress, check, no_progress
from district_planner.core.transit.called_stops import CalledStops
from district_planner.core.transit.ride_network import RideNetwork
from district_planner.core.transit.timetable_model import TimetableModel

NO_AREA = (
    "By timetable no area is drawn where the district has no streets: people, jobs and places are counted. For an area "
    "choose the frequency model, or a district with streets"
)
PEOPLE, NEW_PEOPLE, JOBS = "people", "new_people", "jobs"
STATES = ("base", "with")
_SEARCHED = 0.4
"""Share of the work when the times are found [P]."""
DIRECTIONS = ("from", "to")

Owned = list[tuple[str, Effect]]


@dataclass(frozen=True)
class CatchmentRequest:
    """What is to be drawn.

    Attributes:
        modes: ids; cutoffs: minutes, default those of the mode.
        states: of ``STATES``; scenario, world, year: as in an evaluation, for the state ``with``.
        direction: ``from`` the places or ``to`` them; differs where there are one-way streets.
        together: one catchment of all places (whichever is nearest) instead of one for each.
        transit_model, percentile: as in an evaluation, for modes that ride.
    """

    modes: tuple[str, ...] = ("walk",)
    cutoffs: tuple[float, ...] = ()
    states: tuple[str, ...] = ("base",)
    scenario: str = ""
    world: str = TODAY
    year: int | None = None
    direction: str = "from"
    together: bool = False
    transit_model: str = "frequency"
    percentile: float = 50.0

    def __post_init__(self) -> None:
        for name, given, known in (
            ("States", self.states, STATES), ("Direction", (self.direction,), DIRECTIONS),
        ):  # fmt: skip
            wrong = [word for word in given if word not in known]
            if wrong:
                raise RequestError(f"there is no choice “{wrong[0]}”", name, f"Choose from {', '.join(known)}")
        if any(not 0 < cutoff <= 240 for cutoff in self.cutoffs):
            raise RequestError("a cutoff is not between 0 and 240 minutes", "Cutoffs", "Write for example 5, 10, 15")
        check_model(self.request)

    @property
    def request(self) -> Request:
        """Return the same of an evaluation, as public transport is made from it."""
        return Request(transit_model=self.transit_model, percentile=self.percentile)


@dataclass(frozen=True)
class Catchments:
    """What was found.

    Attributes:
        bands: one row per place, mode, state and cutoff: ``place``, ``name``, ``mode``, ``state``, ``from_min``,
            ``to_min``, ``people`` and ``new_people`` (those that interventions bring), ``jobs`` (their weight), a
            number of opportunities per category (``n_<category>``), all within ``to_min``; ``km2`` and ``geometry``
            (the ring between the two cutoffs; polygon, multipolygon, or None where no street is reached).
        streets: reached pieces of street: ``place``, ``mode``, ``state``, ``from_min``, ``to_min``, ``street`` (id,
            empty for an added line) and ``geometry`` (LineString).
        notes: places that join no street, and what modes that ride say (feeds with their dates), one sentence each.
    """

    bands: pd.DataFrame
    streets: pd.DataFrame
    notes: tuple[str, ...] = ()


def catchments(
    district: District, places: pd.DataFrame, request: CatchmentRequest | None = None, progress: Progress = no_progress
) -> Catchments:
    """Return the catchments of some places.

    Args:
        district: the tables and interventions.
        places: ``id``, ``name``, ``geometry`` (in the district's CRS) and optionally ``entrances``.
        request: what to draw.

    Raises:
        PlannerError: there are no places or streets, or the request cannot be met.
        Cancelled: the planner cancelled.
    """
    asked = request or CatchmentRequest()
    if not len(places):
        raise RequestError("there is no place to start from", "Catchments", "Choose a layer of points, or nodes")
    work = _Work(district, places, asked, progress)
    parts = [part for name in dict.fromkeys(asked.modes) for part in work.of_mode(mode_of(name))]
    bands = pd.concat([band for band, _ in parts], ignore_index=True)
    streets = pd.concat([street for _, street in parts], ignore_index=True)
    return Catchments(bands, streets, tuple(work.notes))


def places_at(district: District, names: Sequence[str] = ()) -> pd.DataFrame:
    """Return nodes and sites of a district as places; every node where none is named.

    Args:
        names: ids of nodes, names of sites, or names of nodes, looked for in this order; a site is entered at its
            buildings.

    Raises:
        RequestError: a name is neither, or there is no node.
    """
    nodes, buildings = district.table("nodes"), district.table("buildings")
    sites = buildings["site"].fillna("").astype(str)
    rows = []
    for wanted in names or nodes["id"].astype(str).tolist():
        by_id, by_name, here = nodes[nodes["id"] == wanted], nodes[nodes["name"] == wanted], buildings[sites == wanted]
        found = by_id if len(by_id) or len(here) else by_name
        if len(found):
            rows.append((wanted, found["name"].iloc[0] or wanted, found["geometry"].iloc[0], None))
        elif len(here):
            doors = shapely.multipoints(shapely.point_on_surface(here["geometry"].to_numpy(dtype=object)))
            rows.append((wanted, wanted, doors, doors))
        else:
            known = [*nodes["name"].dropna().astype(str), *dict.fromkeys(filter(None, sites))]
            raise RequestError(f"there is no node or site “{wanted}”", "Places", f"Choose from {', '.join(known)}")
    if not rows:
        raise RequestError("the district has no nodes", "Places", "Choose a layer of points")
    return pd.DataFrame(rows, columns=["id", "name", "geometry", "entrances"])


class _Work:
    """One run: the district's places once, then mode by mode."""

    def __init__(self, district: District, places: pd.DataFrame, asked: CatchmentRequest, progress: Progress) -> None:
        self.district, self.asked, self.progress = district, asked, progress
        selection = select(
            district, asked.scenario, asked.world, asked.year, "stop" if "with" in asked.states else "best",
            offered=False,
        )  # fmt: skip
        self.on = {
            "base": [one.id for one in selection.externals],
            "with": [one.id for one in (*selection.externals, *selection.candidates)],
        }
        self.everyone = (*selection.externals, *selection.candidates)
        self.found = Surroundings.of(district).effects(self.everyone)
        self.effects: Owned = [(owner, effect) for owner, parts in self.found.items() for effect in parts]
        self.streets: Streets | None = (
            build_streets(district.table("streets")) if len(district.table("streets")) else None
        )
        self.points = points_of(district, places)
        self.targets = targets_of(district, self.effects)
        self._standing = Standing(self.targets, CalledStops(district))
        self.notes: list[str] = []
        modes = len(dict.fromkeys(asked.modes))
        self._drawn, self._total = 0, modes * len(asked.states) * (1 if asked.together else len(self.points))

    def _searching(self, share: float, what: str) -> bool:
        """Report a search: the first is told by its share, later ones stand where the drawing has come to."""
        return self.progress(self._share() if self._drawn else _SEARCHED * share, what)

    def _drawing(self, _share: float, what: str) -> bool:
        """Report a drawing, which stands where it has come to."""
        return self.progress(self._share(), what)

    def _share(self) -> float:
        return _SEARCHED + (1.0 - _SEARCHED) * self._drawn / (self._total + 1)

    def _begin(self, mode: Mode) -> None:
        """Report that one more catchment is drawn."""
        self._drawn += 1
        check(self.progress, self._share(), f"Drawing the catchments, {mode.label}")

    def of_mode(self, mode: Mode) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
        """Yield bands and streets of every state and group of places."""
        cutoffs = tuple(sorted(set(self.asked.cutoffs or mode.cutoffs)))
        if mode.rides:
            yield from self._riding(mode, cutoffs)
            return
        if self.streets is None:
            self.streets = build_streets(self.district.table("streets"))
        reverse = self.asked.direction == "to"
        origins, goals = (self.targets, self.points) if reverse else (self.points, self.targets)
        network = ModeNetwork(self.streets, mode, self.district.settings, origins, goals, cutoffs[-1], self._searching)
        joined = network.opportunities if reverse else network.origins
        self._note_lost(joined, mode)
        for state in self.asked.states:
            on = frozenset(self.on[state])
            effects = [effect for owner, effect in self.effects if owner in on]
            fabric = weave(network.graph, joined, effects, self.district.settings, reverse=reverse)
            best = self._best(network, effects, reverse)
            exists = self._there(on)
            for group in self._groups():
                self._begin(mode)
                count = Counts(self.targets, exists, best[group].min(axis=0))
                yield self._group(fabric, group, cutoffs, {"mode": mode.id, "state": state}, count)

    def _riding(self, mode: Mode, cutoffs: tuple[float, ...]) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
        """Yield bands and streets of a mode that rides: on from every stop that is reached, with the time left."""
        reverse, progress = self.asked.direction == "to", self._searching
        origins, goals = (self.targets, self.points) if reverse else (self.points, self.targets)
        model = model_of(self.district, self.asked.request, self.streets, [effect for _, effect in self.effects])
        drawn = {one for state in self.asked.states for one in self.on[state]}
        here = [one for one in self.everyone if one.id in drawn]
        self.notes += (*told(model, [mode]), *service_notes(model, here, self.found))
        if isinstance(model, TimetableModel):
            yield from self._by_timetable(model, mode, cutoffs)
            return
        network = RideNetwork(model, mode, origins, goals, cutoffs[-1], progress)
        for state in self.asked.states:
            on = frozenset(self.on[state])
            effects = [effect for owner, effect in self.effects if owner in on]
            best, exists = self._best(network, effects, reverse), self._there(on)
            spread = RideSpread(model, mode, self.points, effects, reverse=reverse)
            for group in self._groups():
                self._begin(mode)
                count = Counts(self.targets, exists, best[group].min(axis=0))
                yield self._ride_group(spread, group, cutoffs, {"mode": mode.id, "state": state}, count)

    def _by_timetable(
        self, model: TimetableModel, mode: Mode, cutoffs: tuple[float, ...]
    ) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
        """Yield the same by timetable: who and what is there, and the streets, that enough departures reach."""
        if model.ground.straight:
            self.notes.append(NO_AREA)
        for state in self.asked.states:
            on = frozenset(self.on[state])
            effects = [effect for owner, effect in self.effects if owner in on]
            groups, exists = self._groups(), self._there(on)
            spread = TimetableSpread(
                model, mode, self.points, groups, self.targets, effects, cutoffs[-1] * 60000.0,
                reverse=self.asked.direction == "to", progress=self._searching,
            )  # fmt: skip
            for group in groups:
                self._begin(mode)
                count = Counts(self.targets, exists, spread.times(group))
                yield self._ride_group(spread, group, cutoffs, {"mode": mode.id, "state": state}, count)

    def _there(self, on: frozenset[str]) -> Bools:
        """Return which targets stand when some interventions are built."""
        return self._standing.of({one: self.found[one] for one in sorted(on)})

    def _ride_group(
        self,
        spread: RideSpread | TimetableSpread,
        group: list[int],
        cutoffs: tuple[float, ...],
        common: dict[str, str],
        count: Counts,
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return bands and streets of one catchment of a mode that rides."""
        row = self._heading(group, common)
        low, before, area, seen = 0.0, None, None, np.empty(0, dtype=object)
        bands, streets = [], []
        for cutoff in cutoffs:
            check(self._drawing, 0.0)
            band = {**row, "from_min": low, "to_min": cutoff}
            if spread.straight:
                whole = spread.circles(group, cutoff * 60000.0)
            else:
                now, edges, lines = spread.streets(group, cutoff * 60000.0, before)
                seen = np.concatenate([seen, lines])
                whole, before = around(seen, area, self._drawing), now
                streets.append(self._street_rows(band, edges, lines))
            undrawn = {"km2": np.nan} if spread.straight and whole is None else {}
            bands.append({**band, **count.within(cutoff * 60000.0), **ring(whole, area), **undrawn})
            low, area = cutoff, whole
        none = self._street_rows({**row, "from_min": 0.0, "to_min": 0.0}, np.empty(0, np.int64), np.empty(0, object))
        return pd.DataFrame(bands), pd.concat(streets or [none], ignore_index=True)

    def _heading(self, group: list[int], common: dict[str, str]) -> dict[str, object]:
        name = "all places" if len(group) > 1 else str(self.points.name[group[0]] or self.points.id[group[0]])
        return {"place": "all" if len(group) > 1 else str(self.points.id[group[0]]), "name": name, **common}

    def _groups(self) -> list[list[int]]:
        every = list(range(len(self.points)))
        return [every] if self.asked.together else [[i] for i in every]

    def _best(self, network: ModeNetwork | RideNetwork, effects: Sequence[Effect], reverse: bool) -> Floats:
        """Return the times between every point and target, (points, targets), ``inf`` beyond the limit."""
        times = network.vary(effects, self._searching)
        found = np.full((len(self.points), len(self.targets)), np.inf)
        for block in range(network.base.blocks):
            rows = times.every_row(block)
            point, target = (rows.opportunity, rows.row) if reverse else (rows.row, rows.opportunity)
            found[point, target] = rows.ms
        return found

    def _group(
        self, fabric: Fabric, group: list[int], cutoffs: tuple[float, ...], common: dict[str, str], count: Counts
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return bands and streets of one catchment."""
        times = [node_times(fabric, point, cutoffs[-1] * 60000.0) for point in group]
        heading = self._heading(group, common)
        low, before, area, seen = 0.0, None, None, np.empty(0, dtype=object)
        bands, streets = [], []
        for cutoff in cutoffs:
            check(self._drawing, 0.0)
            now = reached(fabric, times, group, cutoff * 60000.0)
            edges, lines = pieces(fabric, now, before)
            seen = np.concatenate([seen, lines])
            whole = around(seen, area, self._drawing)
            row = {**heading, "from_min": low, "to_min": cutoff}
            bands.append({**row, **count.within(cutoff * 60000.0), **ring(whole, area)})
            streets.append(self._street_rows(row, edges, lines))
            low, before, area = cutoff, now, whole
        return pd.DataFrame(bands), pd.concat(streets, ignore_index=True)

    def _street_rows(self, row: dict[str, object], edges: Index, lines: Objects) -> pd.DataFrame:
        ids = np.empty(0, dtype=object) if self.streets is None else self.streets.table["id"].to_numpy(dtype=object)
        names = ("place", "mode", "state", "from_min", "to_min")
        frame = pd.DataFrame({name: [row[name]] * len(edges) for name in names})
        street = np.where(edges >= 0, ids[edges], "") if len(edges) else np.empty(0, dtype=object)
        return frame.assign(street=street, geometry=lines)

    def _note_lost(self, joined: Joined, mode: Mode) -> None:
        for i in np.flatnonzero(np.isinf(joined.nearest)):
            self.notes.append(f"{self.points.name[i] or self.points.id[i]} has no street near enough {mode.label}")


@dataclass(frozen=True)
class Counts:
    """Who and what is near: targets, which of them exist, and the time to each."""

    targets: Places
    exists: np.ndarray[tuple[int], np.dtype[np.bool_]]
    ms: Floats

    def within(self, cutoff_ms: float) -> dict[str, float]:
        """Return people, new people, jobs and numbers of opportunities within a cutoff."""
        near = (self.ms <= cutoff_ms) & self.exists
        found: dict[str, float] = {}
        for category in (PEOPLE, NEW_PEOPLE, JOBS):
            found[category] = float(self.targets.weight[near & (self.targets.category == category)].sum())
        for category in self.targets.categories:
            if category not in (PEOPLE, NEW_PEOPLE, JOBS):
                found[f"n_{category}"] = int((near & (self.targets.category == category)).sum())
        return found


def points_of(district: District, places: pd.DataFrame) -> Places:
    """Return the places to start from, in the order of their ids."""
    empty = {name: district.table(name).iloc[:0] for name in ("homes", "buildings", "nodes")}
    wanted = [*TABLES["origins"].columns, "entrances", "geometry"]
    table = places.assign(people=0.0, employees=0.0).reindex(columns=wanted)
    return origins_of(replace(district, tables={**district.tables, **empty, "origins": table}), ())


def targets_of(district: District, effects: Owned) -> Places:
    """Return everything that is counted: opportunities, jobs, and people as one more category."""
    columns = [*TABLES["opportunities"].columns, "geometry"]
    parts = [district.table("opportunities")]
    for name in ("homes", "origins"):
        table = district.table(name)
        people = table.assign(id=[f"{PEOPLE}:{name}:{id_}" for id_ in table["id"]], category=PEOPLE,
                              weight=pd.to_numeric(table["people"], errors="coerce").fillna(0.0))  # fmt: skip
        parts.append(people.reindex(columns=columns))
    rows = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    brought = [
        (owner, AddedOpportunity(NEW_PEOPLE, effect.people, effect.geometry, effect.entrances))
        for owner, effect in effects
        if isinstance(effect, AddedOrigin) and effect.people > 0
    ]
    return opportunities_of(replace(district, tables={**district.tables, "opportunities": rows}), [*effects, *brought])
