"""Travel times between chosen places by any modes, before and with interventions: the tables that others build on."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from district_planner.core.access.modes import Mode
from district_planner.core.access.modes import mode as mode_of
from district_planner.core.access.times import Times, Variation
from district_planner.core.district import TABLES, District
from district_planner.core.errors import RequestError
from district_planner.core.evaluation.named_service import lacking, service_notes
from district_planner.core.evaluation.network import ModeNetwork
from district_planner.core.evaluation.networked import Network
from district_planner.core.evaluation.places import Places, origins_of
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.riding import TransitModel, model_of, riding_network, told
from district_planner.core.interventions.effects import Effect, TransitChange, TransitLine
from district_planner.core.interventions.selection import TODAY, select
from district_planner.core.interventions.surroundings import Surroundings
from district_planner.core.network.streets import Floats, Streets, build_streets
from district_planner.core.progress import Progress, check, no_progress, part

MOST_PAIRS = 50_000_000
"""Most pairs of one table: as a file they take some gigabytes."""


@dataclass(frozen=True)
class TravelRequest:
    """What is to be measured.

    Attributes:
        modes: ids; limit_min: 0 for that of each mode; minutes: clock or generalised, for modes that ride.
        transit_model, percentile: as in an evaluation, for modes that ride.
        scenario, world, year: as in an evaluation; interventions: False measures the base only.
    """

    modes: tuple[str, ...] = ("walk",)
    limit_min: float = 0.0
    scenario: str = ""
    world: str = TODAY
    year: int | None = None
    minutes: str = "clock"
    interventions: bool = True
    transit_model: str = "frequency"
    percentile: float = 50.0

    @property
    def request(self) -> Request:
        """Return the same of an evaluation, as public transport is made from it."""
        return Request(minutes=self.minutes, transit_model=self.transit_model, percentile=self.percentile)


@dataclass(frozen=True)
class Matrix:
    """Minutes of one mode from origins to destinations, (origins, destinations), ``inf`` beyond the limit."""

    mode: str
    base: Floats
    with_all: Floats


class Travel:
    """A district in a world, ready to measure times between any places.

    Raises:
        PlannerError: an intervention, a setting or the request cannot be used.
    """

    def __init__(self, district: District, asked: TravelRequest, progress: Progress = no_progress) -> None:
        self.district, self.asked, self.progress = district, asked, progress
        self.modes: tuple[Mode, ...] = tuple(dict.fromkeys(mode_of(name) for name in asked.modes)) or (mode_of("walk"),)
        selection = select(
            district, asked.scenario, asked.world, asked.year, "stop" if asked.interventions else "best", offered=False
        )
        everyone = (*selection.externals, *(selection.candidates if asked.interventions else ()))
        self._everyone = everyone
        self._effects = found = Surroundings.of(district).effects(everyone)
        self.base: tuple[Effect, ...] = tuple(e for one in selection.externals for e in found[one.id])
        self.built: tuple[Effect, ...] = tuple(e for one in everyone for e in found[one.id])

    @cached_property
    def streets(self) -> Streets | None:
        """Return the streets; None where the district has none and no mode needs them all the way."""
        table = self.district.table("streets")
        return None if not len(table) and all(mode.rides for mode in self.modes) else build_streets(table)

    @cached_property
    def model(self) -> TransitModel:
        """Return the public transport by the model that was asked for."""
        return model_of(self.district, self.asked.request, self.streets, self.built)

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what every result says."""
        riding = [mode for mode in self.modes if mode.rides]
        return (*told(self.model, riding), *self.service_notes) if riding else tuple(lacking(self._everyone))

    @property
    def service_notes(self) -> tuple[str, ...]:
        """Return what interventions lack, what they name that no timetable holds, and which stops they close."""
        missing = tuple(lacking(self._everyone))
        if not any(isinstance(effect, (TransitLine, TransitChange)) for effect in self.built):
            return missing
        return (*missing, *service_notes(self.model, self._everyone, self._effects))

    def network(self, mode: Mode, origins: Places, destinations: Places, progress: Progress | None = None) -> Network:
        """Return the times between places by one mode; ``progress`` in place of the whole's own.

        Raises:
            RequestError: there are too many pairs for a table.
        """
        if len(origins) * len(destinations) > MOST_PAIRS:
            raise RequestError(
                f"{len(origins):,} origins and {len(destinations):,} destinations make more than {MOST_PAIRS:,} pairs",
                "Travel times", "Choose fewer places, or points of a coarser grid",
            )  # fmt: skip
        limit, settings = self.asked.limit_min or mode.limit(self.district.settings), self.district.settings
        progress = progress or self.progress
        if mode.rides or self.streets is None:
            return riding_network(self.model, mode, origins, destinations, limit, progress)
        return ModeNetwork(self.streets, mode, settings, origins, destinations, limit, progress)

    def matrices(self, origins: Places, destinations: Places) -> Iterator[Matrix]:
        """Yield the minutes of each mode, in the order of the places' ids."""
        for number, mode in enumerate(self.modes):
            here = part(self.progress, number / len(self.modes), (number + 1) / len(self.modes))
            check(here, 0.0, f"Travel times {mode.label}")
            network = self.network(mode, origins, destinations, part(here, 0.0, 0.6))
            shape = (len(origins), len(destinations))
            base = minutes_of(network.vary(self.base, part(here, 0.6, 0.8)), network.base.blocks, shape)
            built = minutes_of(network.vary(self.built, part(here, 0.8, 1.0)), network.base.blocks, shape)
            yield Matrix(mode.id, base, built if self.asked.interventions else base)


def minutes_of(times: Times | Variation, blocks: int, shape: tuple[int, int]) -> Floats:
    """Return times as a dense table of minutes."""
    found = np.full(shape, np.inf)
    for block in range(blocks):
        rows = times.every_row(block)
        found[rows.row, rows.opportunity] = rows.ms / 60000.0
    return found


def as_places(district: District, table: pd.DataFrame) -> Places:
    """Return a table with ``id``, ``geometry`` and perhaps ``name`` and ``entrances`` as places.

    Raises:
        RequestError: it has no rows.
        DistrictDataError: an id occurs twice.
    """
    if not len(table):
        raise RequestError("there are no places", "Travel times", "Choose a layer of points, or nodes")
    empty = {name: district.table(name).iloc[:0] for name in ("homes", "buildings", "nodes")}
    wanted = [*TABLES["origins"].columns, "entrances", "geometry"]
    rows = table.assign(people=0.0, employees=0.0).reindex(columns=wanted)
    return origins_of(replace(district, tables={**district.tables, **empty, "origins": rows}), ())


def origin_table(district: District) -> pd.DataFrame:
    """Return the district's own origins: homes, buildings and further origins."""
    places = origins_of(district, ())
    kept = places.kind != "node"
    return pd.DataFrame({
        "id": places.id[kept], "name": places.name[kept], "geometry": places.geometry[kept],
        "entrances": places.entrances[kept],
    })  # fmt: skip


def long_table(origins: Places, destinations: Places, matrix: Matrix) -> pd.DataFrame:
    """Return one row per pair that is reached before or with: ids, minutes before and with, change."""
    a, b = np.nonzero(np.isfinite(matrix.base) | np.isfinite(matrix.with_all))
    before, after = _empty(matrix.base[a, b]), _empty(matrix.with_all[a, b])
    return pd.DataFrame({
        "origin": origins.id[a].astype(str), "destination": destinations.id[b].astype(str), "mode": matrix.mode,
        "minutes_base": before, "minutes_with": after, "minutes_change": after - before,
    })  # fmt: skip


def wide_table(origins: Places, destinations: Places, minutes: Floats) -> pd.DataFrame:
    """Return one row per origin and one column per destination, minutes, empty where it is not reached."""
    columns = pd.Index(destinations.id.astype(str))
    frame = pd.DataFrame(_empty(minutes), columns=columns)
    frame.insert(0, "origin", origins.id.astype(str), allow_duplicates=True)
    return frame


def _empty(minutes: Floats) -> Floats:
    return np.where(np.isfinite(minutes), minutes, math.nan)
