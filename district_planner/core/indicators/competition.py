"""The enhanced two-step floating catchment area: nearer bands of time count more (methods A9)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from district_planner.core.access.modes import Mode
from district_planner.core.errors import DistrictDataError
from district_planner.core.evaluation.results import Measure
from district_planner.core.indicators.base import MS_PER_MIN, Scope
from district_planner.core.indicators.competing import Competing
from district_planner.core.network.streets import Floats

Bands = tuple[tuple[float, float], ...]

SETTING = "competition_bands"
DEFAULT: Bands = ((10.0, 1.0), (20.0, 0.68), (30.0, 0.22))
"""Last minute of each band and its weight [M] Luo & Qi 2009, slow decay (fast: 1, 0.42, 0.09 [M])."""


def bands(settings: Mapping[str, Any]) -> Bands:
    """Return the bands: the district's own (JSON list of [last minute, weight]) or the default.

    Raises:
        DistrictDataError: the district's setting is not of that form.
    """
    own = settings.get(SETTING)
    if not own:
        return DEFAULT
    try:
        rows = json.loads(own) if isinstance(own, str) else own
        found = tuple((float(last), float(weight)) for last, weight in rows)
    except (ValueError, TypeError):
        found = ()
    ends, weights = [last for last, _ in found], [weight for _, weight in found]
    ascending = ends == sorted(set(ends)) and all(0.0 < last <= 24 * 60 for last in ends)
    if not found or not ascending or not all(0.0 <= w <= 1.0 for w in weights) or not any(weights):
        raise DistrictDataError(
            f"{SETTING} is not a list of bands, each its last minute, ascending, and a weight from 0 to 1",
            "Settings of the district", "Write [[10, 1], [20, 0.68], [30, 0.22]] or delete the row",
        )  # fmt: skip
    return found


def in_words(found: Bands) -> str:
    """Return bands as a planner reads them."""
    begins = [0.0, *(last for last, _ in found)]
    return ", ".join(f"{begin:g}–{last:g} min counts {weight:g}" for begin, (last, weight) in zip(begins, found))


class Competition(Competing):
    """E2SFCA: W is the weight of the band that a time lies in; a band holds its last minute, not its first."""

    id = "competition"
    title = "Supply per 1,000 people who compete for it, in bands of time"
    source = "methods A9, E2SFCA of Luo & Qi 2009; bands and weights"

    def measures(self, scope: Scope) -> Sequence[Measure]:
        """Return a measure per mode, category and who competes."""
        found = bands(scope.settings)
        source = f"{self.source} [{'M' if found == DEFAULT else 'P'}]"
        return [
            self.measure(scope, mode, category, of, in_words(found), limit=found[-1][0], source=source)
            for mode in scope.modes for category in scope.categories for of in self.demands(scope)
        ]  # fmt: skip

    def searched_min(self, mode: Mode, scope: Scope) -> float:
        """Return the end of the last band: the bands are the definition's own limit."""
        return bands(scope.settings)[-1][0]

    def horizon_min(self, measure: Measure, scope: Scope) -> float:
        """Return the end of the last band."""
        return measure.limit or 0.0

    def pull(self, measure: Measure, ms: Floats, scope: Scope) -> Floats:
        """Return the weight of the band that each time lies in, 0 beyond the last."""
        found = bands(scope.settings)
        ends = np.array([float(round(last * MS_PER_MIN)) for last, _ in found])
        weights = np.array([*(weight for _, weight in found), 0.0])
        return np.asarray(weights[np.searchsorted(ends, ms, side="left")])


INDICATOR = Competition()
