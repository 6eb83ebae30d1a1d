"""What the gradient of drawn ways costs, as columns of a layer of scored lines and as sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.slopes import SlopeFacts, slope_facts
from district_planner.gis.numerals import trimmed, written
from district_planner.translation import tr

SLOPE_ALIASES = {
    "walk_min_there": "Minutes on foot with its gradient, as drawn [S]",
    "walk_min_back": "Minutes on foot with its gradient, back [S]",
    "cycle_min_there": "Minutes by cycle with its gradient, as drawn [P]",
    "cycle_min_back": "Minutes by cycle with its gradient, back [P]",
}
"""Column of the scored lines -> what a planner reads; empty where no gradient is given."""


def slope_columns(interventions: Sequence[Intervention], settings: Mapping[str, Any]) -> pd.DataFrame:
    """Return one row per intervention, in order, with the columns of ``SLOPE_ALIASES``."""
    rows = []
    for one in interventions:
        found = slope_facts(one, settings)
        rows.append((*found.walk, *found.cycle) if found else (math.nan,) * 4)
    return pd.DataFrame(rows, columns=list(SLOPE_ALIASES), dtype=float)


def slope_sentences(found: SlopeFacts) -> tuple[str, ...]:
    """Return what a gradient costs, as sentences without full stop."""
    up = 0 if found.percent >= 0 else 1
    said = [
        tr("{} % over its length, {} m up: on foot {} min up and {} min down [S]").format(
            _number(abs(found.percent)), _number(found.ascent_m), _minutes(found.walk[up]), _minutes(found.walk[1 - up])
        ),
        tr("on foot {} min up by Naismith's rule [M]").format(_minutes(found.naismith[up])),
        tr("by cycle {} min up and {} min down [P]").format(_minutes(found.cycle[up]), _minutes(found.cycle[1 - up])),
    ]  # fmt: skip
    if found.feels[up] > 1.0:
        said.append(tr("cycling up it feels {} times as long [M]").format(_number(found.feels[up])))
    said.append(tr("scores count the speed on the flat"))
    return tuple(said)


def _number(value: float) -> str:
    return trimmed(value, 1)


def _minutes(value: float) -> str:
    return written(value, 1)
