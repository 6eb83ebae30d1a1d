"""Methods A12: level of service, directness and protection of a cycle path, by the numbers of the reference."""

from __future__ import annotations

import math

import pytest
from shapely.geometry import LineString

from district_planner.core.errors import InterventionError
from district_planner.core.interventions import catalogue
from district_planner.core.interventions.cycle_quality import cycle_quality, directness, los_percent, passes, protection
from district_planner.core.interventions.intervention import Intervention

STRAIGHT = LineString([(0, 0), (1000, 0)])


def path(line=STRAIGHT, kind="cycle_path", **attributes):
    return Intervention("p", kind, line, attributes=attributes)


def test_a12_level_of_service():
    # 38 of 50 and no critical fail: 76.0 %, pass. The same score with one critical fail: fail.
    assert los_percent(38) == 76.0
    assert passes(38, 0)
    assert not passes(38, 1)
    # 70 % are 35 points, and they pass.
    assert passes(35, 0)
    assert not passes(34, 0)


@pytest.mark.parametrize(("factor", "points"), [(1.0, 2), (1.19, 2), (1.2, 1), (1.4, 1), (1.41, 0)])
def test_a12_directness(factor, points):
    assert directness(factor) == points


@pytest.mark.parametrize(
    ("limit", "vehicles", "needs"),
    [
        (20, 2_499, "nothing"), (20, 2_500, "lane"), (20, 5_000, "lane"), (20, 5_001, "light"),
        (30, 100, "light"), (30, 4_000, "light"), (30, 9_000, "light"),
        (40, 100, "kerb"), (60, 100, "kerb"), (70, 9_000, "kerb"),
    ],
)  # fmt: skip
def test_a12_protection_by_limit_and_traffic(limit, vehicles, needs):
    assert protection(limit, vehicles) == needs


def test_a12_who_drives_more_than_a_tenth_faster_counts_as_the_next_limit_up():
    assert protection(20, 1_000, 22.0) == "nothing"
    assert protection(20, 1_000, 22.1) == "light"
    assert protection(30, 1_000, 34.0) == "kerb"


def test_a_path_says_what_is_known_of_it_and_nothing_else():
    # 300 m east and 400 m north: 700 m for the 500 m that a bird flies.
    found = cycle_quality(path(LineString([(0, 0), (300, 0), (300, 400)])))
    assert (found.deviation, found.directness) == (1.4, 1)
    assert math.isnan(found.los_percent)
    assert (found.passes, found.needs, found.protected) == (None, "", None)
    # Round and back to its beginning there is no straight line.
    loop = cycle_quality(path(LineString([(0, 0), (300, 0), (300, 400), (0, 0)])))
    assert math.isnan(loop.deviation)
    assert loop.directness is None
    assert cycle_quality(path(kind="walking_link")) is None


def test_an_audit_passes_or_fails_only_as_far_as_it_is_told():
    assert cycle_quality(path(los_score=38, critical_fails=0)).passes is True
    assert cycle_quality(path(los_score=38, critical_fails=1)).passes is False
    assert cycle_quality(path(los_score=38)).passes is None
    assert cycle_quality(path(los_score=30)).passes is False
    assert cycle_quality(path(critical_fails=2)).passes is False


def test_protection_is_compared_with_what_the_traffic_asks_for():
    beside = {"limit_mph": 30.0, "vehicles_day": 6_000.0}
    assert cycle_quality(path(protection="lane", **beside)).protected is False
    assert cycle_quality(path(protection="light", **beside)).protected is True
    assert cycle_quality(path(protection="off_street", **beside)).protected is True
    assert cycle_quality(path(**beside)).protected is None
    assert cycle_quality(path(**beside)).needs == "light"


@pytest.mark.parametrize("wrong", [{"los_score": 51}, {"los_score": 3.5}, {"critical_fails": -1}, {"limit_mph": 0}])
def test_an_audit_that_cannot_be_is_a_sentence(wrong):
    with pytest.raises(InterventionError, match="Give a"):
        catalogue.notes(path(**wrong))
