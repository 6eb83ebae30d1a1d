"""How good a drawn cycle path is, apart from whom it brings where: level of service, directness, protection (A12)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import shapely

from district_planner.core.interventions import attributes, values
from district_planner.core.interventions.intervention import Intervention

POINTS, PASS_PERCENT = 50, 70.0
"""25 indicators of 0 to 2 points, and the percentage that passes [S] LTN 1/20, appendix A."""
DIRECT, INDIRECT = 1.2, 1.4
"""Way over straight line: below the first 2 points, up to the second 1, beyond it 0 [M]."""
FASTER = 1.1
"""An 85th percentile of more than this times the limit counts as the next limit up [V] Active Travel England."""
BAND_MPH = 10.0
QUIET, BUSY = 2500.0, 5000.0
"""Motor vehicles a day: below the first, and above the second [V] LTN 1/20, figure 4.1."""

ORDER = ("nothing", "lane", "light", "kerb", "off_street")
"""Protection from motor traffic, the weakest first."""
AUDITED = (
    attributes.PROTECTION, attributes.VEHICLES_DAY, attributes.LIMIT_MPH, attributes.SPEED85_MPH,
    attributes.LOS_SCORE, attributes.CRITICAL_FAILS,
)  # fmt: skip
"""What a planner may say of a cycle path for :func:`cycle_quality`."""

KIND = "cycle_path"


@dataclass(frozen=True)
class CycleQuality:
    """What can be said of a cycle path; NaN, None and empty where something for it is not known.

    Attributes:
        deviation: length over the straight line between its ends; directness: 2, 1 or 0 points for it.
        los_percent: points of the audit in percent of 50; passes: 70 % and no critical fail.
        needs: the weakest protection that suits most people, one of ``ORDER``; protected: whether the path has it.
    """

    deviation: float
    directness: int | None
    los_percent: float
    passes: bool | None
    needs: str
    protected: bool | None


def cycle_quality(intervention: Intervention) -> CycleQuality | None:
    """Return how good a cycle path is, None for another kind.

    Raises:
        InterventionError: an attribute cannot be used.
    """
    if intervention.kind != KIND or intervention.geometry.is_empty:
        return None
    way_over_line = deviation(intervention)
    score = values.number(intervention, attributes.LOS_SCORE)
    fails = values.number(intervention, attributes.CRITICAL_FAILS)
    needs = _needed(intervention)
    has = str(values.raw(intervention, attributes.PROTECTION.name) or "")
    return CycleQuality(
        way_over_line,
        None if math.isnan(way_over_line) else directness(way_over_line),
        math.nan if score is None else los_percent(score),
        _passes(score, fails),
        needs,
        ORDER.index(has) >= ORDER.index(needs) if needs and has in ORDER else None,
    )


def los_percent(score: float) -> float:
    """Return the points of a level of service audit in percent of the 50 that can be had."""
    return 100.0 * score / POINTS


def passes(score: float, critical_fails: float) -> bool:
    """Return whether an audit is passed: 70 % of the points and no critical fail."""
    return los_percent(score) >= PASS_PERCENT and critical_fails == 0


def directness(factor: float) -> int:
    """Return the points for a deviation factor: 2 below 1.2, 1 up to 1.4, else 0."""
    return 2 if factor < DIRECT else 1 if factor <= INDIRECT else 0


def deviation(intervention: Intervention) -> float:
    """Return the length of a line over the straight line between its ends; NaN where the ends coincide."""
    ends = shapely.get_coordinates(intervention.geometry)[[0, -1]]
    straight = math.hypot(*(ends[1] - ends[0]))
    return float(intervention.geometry.length) / straight if straight > 0 else math.nan


def protection(limit_mph: float, vehicles_day: float, speed85_mph: float | None = None) -> str:
    """Return the weakest protection that suits most people beside motor traffic (LTN 1/20, figure 4.1).

    Args:
        limit_mph: speed limit; vehicles_day: motor vehicles a day; speed85_mph: observed 85th percentile, if known.
    """
    faster = speed85_mph is not None and speed85_mph > FASTER * limit_mph
    speed = limit_mph + BAND_MPH if faster else limit_mph
    if speed > 30.0:
        return "kerb"
    if speed > 20.0 or vehicles_day > BUSY:
        return "light"
    return "lane" if vehicles_day >= QUIET else "nothing"


def _passes(score: float | None, fails: float | None) -> bool | None:
    """Return pass or fail as far as it is known: a critical fail decides alone, points only where fails are told."""
    if fails:
        return False
    if score is None:
        return None
    if los_percent(score) < PASS_PERCENT:
        return False
    return None if fails is None else passes(score, fails)


def _needed(intervention: Intervention) -> str:
    limit = values.number(intervention, attributes.LIMIT_MPH)
    vehicles = values.number(intervention, attributes.VEHICLES_DAY)
    if limit is None or vehicles is None:
        return ""
    return protection(limit, vehicles, values.number(intervention, attributes.SPEED85_MPH))
