"""How good cycle paths are, as columns of a layer of scored lines and as a sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from district_planner.core.interventions.cycle_quality import CycleQuality, cycle_quality
from district_planner.core.interventions.intervention import Intervention
from district_planner.gis.numerals import written
from district_planner.translation import tr

CYCLE_ALIASES = {
    "deviation": "Length over straight line", "directness": "Directness, points of 2 [M]",
    "los_percent": "Level of service, % of 50 points [S]", "los_result": "Level of service: pass or fail [S]",
    "protection_needed": "Protection that suits most people [V]", "protection_met": "Has that protection [V]",
}  # fmt: skip
"""Column of the scored lines -> what a planner reads; empty for what is no cycle path or is not known."""


def cycle_columns(interventions: Sequence[Intervention]) -> pd.DataFrame:
    """Return one row per intervention, in order, with the columns of ``CYCLE_ALIASES``."""
    rows = [_row(cycle_quality(one)) for one in interventions]
    frame = pd.DataFrame(rows, columns=list(CYCLE_ALIASES))
    numbers = ("deviation", "los_percent")
    for name in numbers:
        frame[name] = pd.to_numeric(frame[name]).astype(float)
    frame["directness"] = frame["directness"].astype("Int64")
    return frame


def _row(found: CycleQuality | None) -> list[object]:
    if found is None:
        return [math.nan, None, math.nan, "", "", ""]
    results, met = {True: "pass", False: "fail"}, {True: "yes", False: "no"}
    return [
        found.deviation, found.directness, found.los_percent, results.get(found.passes, ""),  # type: ignore[arg-type]
        found.needs, met.get(found.protected, ""),  # type: ignore[arg-type]
    ]  # fmt: skip


def cycle_sentences(found: CycleQuality) -> tuple[str, ...]:
    """Return what is known of a cycle path as sentences without full stop."""
    said = []
    if found.directness is not None:
        said.append(tr("{} times the straight line: {} of 2 points for directness [M]").format(
            written(found.deviation, 2), found.directness))  # fmt: skip
    if not math.isnan(found.los_percent):
        points = written(found.los_percent, 1)
        result = {
            True: tr("level of service {} %: pass [S]"), False: tr("level of service {} %: fail [S]"),
            None: tr("level of service {} %; say how many critical fails there are"),
        }  # fmt: skip
        said.append(result[found.passes].format(points))
    elif found.passes is False:
        said.append(tr("level of service: fail, by a critical fail [S]"))
    if found.needs:
        said.append(_protection(found))
    return tuple(said)


def _protection(found: CycleQuality) -> str:
    needs = {
        "nothing": tr("beside this traffic nothing is needed to suit most people [V]"),
        "lane": tr("beside this traffic a cycle lane suits most people [V]"),
        "light": tr("beside this traffic a track with light protection suits most people [V]"),
        "kerb": tr("beside this traffic a track behind a kerb suits most people [V]"),
    }[found.needs]
    if found.protected is None:
        return needs
    return tr("{}: it has that").format(needs) if found.protected else tr("{}: it has less").format(needs)
