"""Ways add up to the milliseconds of the table, lead from door to door, and run over what is there.

The tables are held equal to the oracle's in test_engine_against_oracle; here every pair of a random district with
everything awkward built is followed, leg by leg.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import shapely

from district_planner.core.access.doors import some_of
from district_planner.core.access.modes import MODES
from district_planner.core.access.routes import Routes
from district_planner.core.access.way import Leg, Way, way_of
from district_planner.core.district import District
from district_planner.core.evaluation.network import ModeNetwork
from district_planner.core.evaluation.places import opportunities_of, origins_of
from district_planner.core.network.streets import build_streets
from tests.core.engine_case import engine_times
from tests.oracle import Change
from tests.oracle.awkward import awkward_changes
from tests.oracle.cases import random_changes, random_district
from tests.oracle.roads import busy_district, road_changes

LIMIT_MIN = 8.0


def ways_of(
    district: District, changes: Sequence[Change], mode: str, limit_min: float = LIMIT_MIN, step: int = 1
) -> dict[tuple[str, str], Way]:
    """Follow every way from every origin (or every ``step``-th): {(origin, opportunity): way}."""
    built = [(change.id, effect) for change in changes for effect in change.effects]
    origins, places = origins_of(district, built), opportunities_of(district, built)
    network = ModeNetwork(
        build_streets(district.table("streets")), MODES[mode], district.settings, origins, places, limit_min
    )
    found = {}
    for number in range(0, len(origins), step):
        same = frozenset(int(o) for o, at in zip(*network.same) if at == number)
        routes = Routes(
            network.graph, some_of(network.origins, np.array([number])), network.opportunities, built,
            district.settings, network.limit_ms, same,
        )  # fmt: skip
        for goal in range(len(places)):
            way = routes.way(goal)
            if way is not None:
                assert way.ms == routes.times[goal]
                assert_door_to_door(way, network, number, goal)
                found[str(origins.id[number]), str(places.id[goal])] = way
    return found


def assert_door_to_door(way: Way, network: ModeNetwork, origin: int, goal: int) -> None:
    """The drawn way begins at a door of the origin and ends at one of the goal (a millisecond is 7 mm by e-cycle)."""
    ends = (0, -1) if not way.geometry.is_empty else ()
    for end, (joined, place) in zip(ends, ((network.origins, origin), (network.opportunities, goal))):
        doors = shapely.MultiPoint(joined.points.xy[joined.points.owner == place])
        assert doors.distance(shapely.Point(way.geometry.coords[end])) <= 0.02


def assert_followed(way: Way, pair: tuple[str, str]) -> None:
    """Legs follow each other without a gap (waits have no length), and are as long as they are drawn."""
    drawn = [leg for leg in way.legs if leg.geometry is not None]
    for leg in drawn:
        assert not leg.geometry.is_empty, (pair, leg)
        assert leg.geometry.length == pytest.approx(leg.metres, abs=0.01), (pair, leg)
        assert leg.ms >= 0
    for one, two in zip(drawn[:-1], drawn[1:]):
        gap = shapely.Point(one.geometry.coords[-1]).distance(shapely.Point(two.geometry.coords[0]))
        assert gap <= 0.02, (pair, gap, one, two)


def assert_all_followed(seed: int, mode: str, *, busy: bool = False) -> None:
    district = busy_district(seed) if busy else random_district(seed)
    drawn, awkward = random_changes(district, seed), awkward_changes(district, seed)
    if busy:
        drawn = tuple(road_changes(district, seed))
    for changes in ((), drawn, (*drawn, *awkward)):
        want = engine_times(district, [(c.id, e) for c in changes for e in c.effects], mode, LIMIT_MIN)
        got = ways_of(district, changes, mode)
        assert {pair: int(way.ms) for pair, way in got.items()} == want
        for pair, way in got.items():
            assert_followed(way, pair)


def test_neighbouring_legs_over_one_street_become_one():
    one = Leg("street", "High Street", "", shapely.LineString([(0, 0), (10, 0)]), 10.0, 7500.0, 7500.0)
    two = Leg("street", "High Street", "", shapely.LineString([(10, 0), (30, 0)]), 20.0, 15000.0, 15000.0)
    turn = Leg("street", "Mill Lane", "", shapely.LineString([(30, 0), (30, 4)]), 4.0, 3000.0, 3000.0)
    way = way_of([one, two, turn])
    assert [(leg.name, leg.metres, leg.ms) for leg in way.legs] == [
        ("High Street", 30.0, 22500.0),
        ("Mill Lane", 4.0, 3000.0),
    ]
    assert way.geometry.equals(shapely.LineString([(0, 0), (30, 0), (30, 4)]))
    assert way.ms == 25500.0


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("mode", ["walk", "cycle"])
def test_every_way_of_random_districts_adds_up(seed, mode):
    assert_all_followed(seed, mode)


@pytest.mark.parametrize(("seed", "mode"), [(1, "wheelchair"), (5, "walk"), (20, "cycle")])
def test_every_way_over_carriageways_adds_up(seed, mode):
    assert_all_followed(seed, mode, busy=True)


@pytest.mark.parametrize("seed", [26, 30, 54])
def test_ways_out_of_private_streets_and_over_crossings_add_up(seed):
    assert_all_followed(seed, "wheelchair")


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4, 60))
def test_every_way_of_many_districts_adds_up(seed):
    assert_all_followed(seed, ("walk", "wheelchair", "cycle", "ecycle")[seed % 4])
