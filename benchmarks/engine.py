"""The product's side: its own engine from arrays to counts, and again after a link is drawn."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import shapely

from benchmarks.porto import Porto
from district_planner.core.access.modes import MODES
from district_planner.core.access.times import Times, Variation
from district_planner.core.evaluation.network import ModeNetwork
from district_planner.core.evaluation.places import BASE, Places
from district_planner.core.evaluation.request import Request
from district_planner.core.indicators.base import Reach, Scope
from district_planner.core.indicators.count import Count
from district_planner.core.interventions.effects import AddedLine
from district_planner.core.network.streets import Streets, build_streets

Floats = npt.NDArray[np.float64]

CUTOFF_M = 1_200.0
KMH = 4.8
"""Given, whatever the default becomes, so that a metre is 750 ms and the cutoff 15 minutes."""
MINUTES = CUTOFF_M / (KMH * 1000.0 / 60.0)
SETTINGS = {"walk_kmh": KMH}
CATEGORY = "shop"


def places_at(xy: Floats, category: str) -> Places:
    """Return places of weight 1 at points; their ids are in the order of the rows."""
    count = len(xy)
    text = np.full(count, "", dtype=object)
    ids = np.array([f"{number:08d}" for number in range(count)], dtype=object)
    ones, zeros = np.ones(count), np.zeros(count)
    kind = np.full(count, "opportunity" if category else "origin", dtype=object)
    return Places(
        id=ids, owner=np.full(count, BASE, dtype=object), kind=kind, name=text,
        category=np.full(count, category, dtype=object), weight=ones, people=ones, employees=zeros,
        deprivation=np.full(count, np.nan), site=text, geometry=shapely.points(xy),
        entrances=np.full(count, None, dtype=object), size=ones,
    )  # fmt: skip


def link(streets: Streets, ends: tuple[int, int]) -> AddedLine:
    """Return a straight link between two nodes, a bridge from end to end: it joins the streets at its ends only.

    So the network afterwards is the network before with one more edge, which every peer can build.
    """
    line = shapely.linestrings(streets.xy[list(ends)])
    return AddedLine(line, frozenset({"walk"}), bridges=((0.0, float(line.length)),))


@dataclass(frozen=True)
class Answer:
    """Counts of all origins, the engine that made them, and the seconds that each step took."""

    network: ModeNetwork
    counts: Floats
    seconds: dict[str, float]

    @property
    def total(self) -> float:
        """Return the seconds from arrays to answer."""
        return sum(self.seconds.values())


@dataclass
class Engine:
    """Porto as tables and places; nothing of the network is kept between two cold runs."""

    porto: Porto
    origins: Places = field(init=False)
    opportunities: Places = field(init=False)

    def __post_init__(self) -> None:
        streets = self.porto.streets
        self.origins = places_at(streets.xy, "")
        self.opportunities = places_at(streets.xy[self.porto.opportunities], CATEGORY)
        nobody = places_at(streets.xy[:0], "")
        mode = MODES["walk"]
        self._scope = Scope(
            Request(), (mode,), {"walk": MINUTES}, self.origins, self.opportunities, nobody, nobody, SETTINGS
        )
        self._measure = next(m for m in Count().measures(self._scope) if m.cutoff == MINUTES)

    def cold(self) -> Answer:
        """Return the counts, measured from the street table and the places to the answer."""
        begun = time.perf_counter()
        streets = build_streets(self.porto.table)
        graphed = time.perf_counter()
        network = ModeNetwork(streets, MODES["walk"], SETTINGS, self.origins, self.opportunities, MINUTES)
        searched = time.perf_counter()
        counts = self._counts(network.base, None)
        done = time.perf_counter()
        return Answer(
            network, counts, {"streets": graphed - begun, "times": searched - graphed, "count": done - searched}
        )

    def edit(self, answer: Answer, drawn: AddedLine) -> tuple[Times | Variation, Floats]:
        """Return times and counts with a link: the times that it shortens, and the counts of whom that concerns."""
        times = answer.network.vary([drawn])
        some = times.changed(0)
        counts = answer.counts.copy()
        if len(some):
            counts[some] = self._counts(times, some)
        return times, counts

    def _counts(self, times: Times | Variation, some: npt.NDArray[np.int64] | None) -> Floats:
        exists = np.ones(len(self.opportunities), dtype=bool)
        return Count().per_origin(
            self._measure, Reach(times, some, exists, self.origins, self.opportunities), self._scope
        )

    def timed_edits(self, answer: Answer, links: list[AddedLine]) -> Floats:
        """Return the seconds of every link, each scored on its own from the line to the counts."""
        seconds = []
        for drawn in links:
            begun = time.perf_counter()
            self.edit(answer, drawn)
            seconds.append(time.perf_counter() - begun)
        return np.array(seconds)
