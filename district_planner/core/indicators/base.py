"""What an indicator is: measures per origin from times and places, and figures of the district from them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from district_planner.core.access.decay import parse
from district_planner.core.access.modes import Mode
from district_planner.core.access.times import Rows, Times, Variation
from district_planner.core.evaluation.places import Places
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.results import Measure
from district_planner.core.network.joins import Index
from district_planner.core.network.streets import Bools, Floats

MS_PER_MIN = 60000.0


def slug(text: str) -> str:
    """Return a text as part of a result's name: lower case, letters and digits."""
    return re.sub(r"[^a-z0-9]+", "", text.lower()) or "x"


def minutes_name(minutes: float) -> str:
    """Return minutes as part of a result's name (``7.5`` becomes ``7p5``)."""
    return f"{minutes:g}".replace(".", "p")


@dataclass(frozen=True)
class Gap:
    """Something that cannot be measured: ``what``, the ``cure`` and whether it is for a time limit."""

    what: str
    cure: str
    by_limit: bool = False


@dataclass(frozen=True)
class Scope:
    """What can be measured: the request, the modes, the places and the settings.

    Attributes:
        request: what was asked for; modes: the modes of it; limits: mode id -> time limit in minutes.
        origins, opportunities: every place, those of interventions that are off included.
        nodes, buildings: the district's nodes, and its buildings that belong to a site.
        settings: the district's settings.
    """

    request: Request
    modes: tuple[Mode, ...]
    limits: Mapping[str, float]
    origins: Places
    opportunities: Places
    nodes: Places
    buildings: Places
    settings: Mapping[str, Any]

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """Return the categories to score: those asked for, else all that occur."""
        return self.request.categories or self.opportunities.categories

    def mode(self, name: str) -> Mode:
        """Return a mode of the request by its id."""
        return next(mode for mode in self.modes if mode.id == name)

    def limit_ms(self, mode: str) -> float:
        """Return the time limit of a mode in whole milliseconds."""
        return float(round(self.limits[mode] * MS_PER_MIN))

    def decay_limit(self, mode: Mode) -> float:
        """Return the minutes beyond which the request's decay counts nothing: its own end, else the mode's limit."""
        own = parse(self.request.decay, mode.id).own_limit
        return self.limits[mode.id] if own is None else own

    def decayed(self, measure: Measure, ms: Floats) -> Floats:
        """Return the request's decay of times of a measure whose limit is :meth:`decay_limit`; 0 beyond it."""
        return parse(self.request.decay, measure.mode).weights(ms, float(round((measure.limit or 0.0) * MS_PER_MIN)))

    def cutoffs(self, mode: Mode) -> tuple[float, ...]:
        """Return the cutoffs in minutes of a mode, within its limit."""
        return tuple(c for c in self._cutoffs(mode) if c <= self.limits[mode.id])

    def cutoff_gaps(self, mode: Mode) -> Sequence[Gap]:
        """Return that some cutoffs of a mode lie beyond its limit."""
        beyond = [f"{c:g}" for c in self._cutoffs(mode) if c > self.limits[mode.id]]
        if not beyond:
            return ()
        words = " and ".join([", ".join(beyond[:-1]), beyond[-1]] if len(beyond) > 1 else beyond)
        are = "cutoffs of {} min are" if len(beyond) > 1 else "cutoff of {} min is"
        limit = f"the time limit of {self.limits[mode.id]:g} {mode.min} {mode.label}"
        cure = f"Raise the time limit to {max(self._cutoffs(mode)):g} min"
        return [Gap(f"the {are.format(words)} beyond {limit}", cure, by_limit=True)]

    def _cutoffs(self, mode: Mode) -> tuple[float, ...]:
        return self.request.cutoffs or mode.cutoffs


@dataclass(frozen=True)
class Reach:
    """What some origins reach by one mode in one state of the district.

    Attributes:
        times: the times of the mode; None for an indicator that does not travel.
        some: origin numbers, ascending; None for all of them.
        exists: mask over all opportunities; origins, opportunities: all places.
        present: mask over all origins of who is there, for indicators that are ``shared``; None: everybody.
    """

    times: Times | Variation | None
    some: Index | None
    exists: Bools
    origins: Places
    opportunities: Places
    _to: dict[str, Rows] = field(default_factory=dict, repr=False, compare=False)
    present: Bools | None = None

    @cached_property
    def numbers(self) -> Index:
        """Return the numbers of the origins."""
        return np.arange(len(self.origins)) if self.some is None else self.some

    def __len__(self) -> int:
        return len(self.numbers)

    def to(self, category: str) -> Rows:
        """Return the times to the opportunities of a category that exist."""
        if category not in self._to:
            self._to[category] = self._rows(category)
        return self._to[category]

    def _rows(self, category: str) -> Rows:
        known = self.opportunities.categories
        if self.times is None or category not in known:
            nothing = np.zeros(len(self) + 1, dtype=np.int64)
            return Rows(self.numbers, nothing, np.empty(0, dtype=np.int32), np.empty(0))
        block = known.index(category)
        rows = self.times.every_row(block) if self.some is None else self.times.rows(self.some, block)
        return rows if self.exists.all() else rows.of(self.exists)


@dataclass(frozen=True)
class FigureSpec:
    """One figure of the district from a measure's values.

    Attributes:
        name: e.g. ``within_walk_grocery_10_people``; measure: the measure that it is made from.
        weight: ``people``, ``employees`` or ``everyone`` (both); statistic: mean, median, sum, share_reached, within,
            meets.
        cutoff: minutes of ``within``; unit, label: for the planner; better: ``higher`` or ``lower``.
        digits: significant digits that it is rounded to, where what cancels in its terms leaves noise in the last.
    """

    name: str
    measure: Measure
    weight: str
    statistic: str
    unit: str
    label: str
    better: str
    cutoff: float | None = None
    digits: int | None = None


COUNTING = ("within", "meets")
"""Statistics that count whom a measure is good enough for: people or employees come to be counted, or cease to be."""

WEIGHT_WORDS = {"people": "people", "employees": "employees"}
EVERYONE = "everyone"
"""The weight of people and employees together."""


class Indicator:
    """An indicator of a network state, measured per origin.

    A subclass sets ``id``, ``title`` (plain English), ``source`` (mark and citation) and writes :meth:`measures` and
    :meth:`per_origin`; :meth:`figures` gives the weighted mean and median unless it knows better.
    """

    id: str = ""
    title: str = ""
    source: str = ""
    by_default: bool = True
    """Whether it is measured where no indicator is named."""
    shared: bool = False
    """Whether the value of an origin depends on what others reach too: then it is measured of all origins at once."""

    def measures(self, scope: Scope) -> Sequence[Measure]:
        """Return what is measured per origin."""
        return ()

    def categories(self, measure: Measure, scope: Scope) -> Sequence[str]:
        """Return the categories of opportunities that the measure depends on."""
        return (measure.category,)

    def per_origin(self, measure: Measure, reach: Reach, scope: Scope) -> Floats:
        """Return one number per origin of ``reach``; ``inf`` where nothing is reached within the limit."""
        raise TypeError(f"{type(self).__name__} measures nothing per origin")

    def counted(self, measure: Measure, rows: Rows, scope: Scope) -> Bools:
        """Return which of one origin's times the measure counts: those within its cutoff, else its limit."""
        most = measure.limit if measure.cutoff is None else measure.cutoff
        return np.asarray(rows.ms <= (math.inf if most is None else float(round(most * MS_PER_MIN))))

    def everywhere(self, before: Bools, after: Bools, scope: Scope) -> bool:
        """Return whether a change of what exists touches every origin, not only those whose times change."""
        return False

    def horizon_min(self, measure: Measure, scope: Scope) -> float:
        """Return the minutes beyond which a place plays no part in the measure."""
        return scope.limits[measure.mode]

    def gaps(self, mode: Mode, scope: Scope) -> Sequence[Gap]:
        """Return why nothing is measured by a mode; empty where something is, or the district has nothing to reach."""
        return ()

    def searched_min(self, mode: Mode, scope: Scope) -> float:
        """Return the minutes that must be searched by a mode; more than its limit where a definition has its own."""
        return scope.limits[mode.id]

    def nearest_only(self, measure: Measure) -> bool:
        """Return whether a place that is not nearer than all others plays no part in the measure."""
        return False

    def straight_m(self, measure: Measure) -> float:
        """Return the straight-line metres beyond which a place plays no part, for a measure without a mode."""
        return math.inf

    def figures(self, measure: Measure, scope: Scope) -> Sequence[FigureSpec]:
        """Return the district figures of a measure."""
        return [weighted(measure, weight, "mean") for weight in WEIGHT_WORDS]


def weighted(measure: Measure, weight: str, statistic: str) -> FigureSpec:
    """Return the figure of a weighted mean or median of a measure."""
    words = {"mean": "average", "median": "median"}[statistic]
    return FigureSpec(
        f"{measure.name}_{weight}_{statistic}", measure, weight, statistic, measure.unit,
        f"{measure.label}: {words} over {WEIGHT_WORDS[weight]}", measure.better,
    )  # fmt: skip


@dataclass(frozen=True)
class Weighting:
    """Who is counted: origin numbers in order of id, the weight of each, above 0, and their exact sum."""

    origins: Index
    weight: Floats
    total: float

    @classmethod
    def of(cls, weights: Floats) -> Weighting:
        """Return the weighting of one weight per origin, those of weight 0 left out."""
        origins = np.flatnonzero(weights > 0)
        return cls(origins, weights[origins], math.fsum(weights[origins].tolist()))

    def sum_where(self, chosen: Bools) -> float:
        """Return the exact sum of the weights of some origins; ``chosen`` is a mask over all origins."""
        return math.fsum(self.weight[chosen[self.origins]].tolist())


def figure_value(spec: FigureSpec, every: Floats, who: Weighting) -> float:
    """Return a figure from the values of all origins in order of id; NaN where nobody is counted.

    Means use exact sums (``math.fsum``). An unreached origin (``inf``) counts at the measure's limit in a mean
    (rules 1.6) and sorts last in a median.
    """
    if not who.total:
        return math.nan
    values, weights = every[who.origins], who.weight
    if spec.statistic == "median":
        return weighted_median(values, weights)
    return figure_of_sum(spec, math.fsum(figure_terms(spec, values, weights).tolist()), who)


def figure_of_sum(spec: FigureSpec, total: float, who: Weighting) -> float:
    """Return a figure from the exact sum of its terms."""
    found = total / figure_divisor(spec, who)
    return found if spec.digits is None else float(f"{found:.{spec.digits}g}")


def figure_terms(spec: FigureSpec, values: Floats, weights: Floats) -> Floats:
    """Return what each origin adds to the sum that a figure is made from; a median is made from no sum."""
    if spec.statistic == "mean":
        return np.where(np.isinf(values), spec.measure.limit or 0.0, values) * weights
    if spec.statistic == "sum":
        return values * weights
    counted = {
        "share_reached": np.isfinite(values),
        "within": values <= (spec.cutoff if spec.cutoff is not None else math.inf),
        "meets": values >= 1.0,
    }.get(spec.statistic)
    if counted is None:
        raise TypeError(f"unknown statistic {spec.statistic}")
    return np.where(counted, weights, 0.0)


def figure_divisor(spec: FigureSpec, who: Weighting) -> float:
    """Return what the sum of a figure is divided by: everybody for averages and shares, else 1."""
    return who.total if spec.statistic in ("mean", "share_reached") else 1.0


def weighted_median(values: Floats, weights: Floats) -> float:
    """Return the least value up to which at least half of the weight lies; ``inf`` values sort last."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    if not len(reached):
        return math.nan
    return float(values[order][int(np.searchsorted(reached, reached[-1] / 2.0))])


def per_row_sum(rows: Rows, amounts: Floats) -> Floats:
    """Return the sum per row, term by term in order of opportunity id (rules 1.2); a term of 0 changes no sum."""
    return np.bincount(rows.row, weights=amounts, minlength=len(rows.origins)).astype(np.float64)


def per_row_least(rows: Rows, most_ms: float, kth: int = 1) -> Floats:
    """Return the k-th smallest time per row in minutes, ``inf`` where fewer than k are within ``most_ms``."""
    found = np.full(len(rows.origins), np.inf)
    if kth > 1 and len(rows.ms):
        order = np.lexsort((rows.opportunity, rows.ms, rows.row))
        sorted_ms = rows.ms[order]
        at = rows.first[:-1] + kth - 1
        enough = at < rows.first[1:]
        found[enough] = sorted_ms[at[enough]]
    elif len(rows.ms):
        some = rows.first[1:] > rows.first[:-1]
        found[some] = np.minimum.reduceat(rows.ms, rows.first[:-1][some])
    return np.where(found <= most_ms, found, np.inf) / MS_PER_MIN


class PairIndicator(Indicator):
    """An indicator of the district as a whole, from times between chosen places (nodes, buildings of sites).

    A subclass writes :meth:`specs` and :meth:`pair_value`.
    """

    places: str = ""
    """Which places it measures between: ``nodes`` or ``buildings``."""

    def specs(self, scope: Scope) -> Sequence[PairSpec]:
        """Return the figures it gives."""
        return ()


@dataclass(frozen=True)
class PairSpec:
    """A typical time between two groups of places.

    Attributes:
        measure: name, unit, label and source; origins, targets: place numbers on the two sides (both directions count).
        weights: (origins, targets) weight of each pair.
    """

    measure: Measure
    origins: Index
    targets: Index
    weights: Floats


def pair_median(spec: PairSpec, times_min: Floats) -> float:
    """Return the weighted median of the minutes of all pairs; ``inf`` when half of the weight is beyond the limit.

    Args:
        times_min: (2, origins, targets) minutes there and back.
    """
    weights = np.concatenate([spec.weights.ravel(), spec.weights.ravel()])
    return weighted_median(times_min.reshape(-1), weights)
