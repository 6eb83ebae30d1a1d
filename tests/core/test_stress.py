"""Level of traffic stress: the seven steps of methods A12, worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from district_planner.core.network.speeds import maxspeed_kmh
from district_planner.core.network.stress import junction_stress, way_stress


def lts(cars: bool = True, **tags: str) -> float:
    frame = pd.DataFrame([tags])
    return float(way_stress(frame, np.array([cars]), maxspeed_kmh(frame))[0])


@pytest.mark.parametrize(("tags", "expected"), [
    ({"highway": "primary", "lts": "1"}, 1),  # step 1: tagged
    ({"highway": "primary", "lts": "3.0"}, 3),
    ({"highway": "residential", "maxspeed": "60 mph"}, 1),  # step 3
    ({"highway": "living_street"}, 1),
    ({"highway": "tertiary", "maxspeed": "20 mph", "lanes": "2"}, 2),  # step 4: slow and small
    ({"highway": "tertiary", "maxspeed": "25 mph"}, 2),  # lanes unknown
    ({"highway": "tertiary", "maxspeed": "30 mph", "lanes": "2"}, 3),  # too fast
    ({"highway": "tertiary", "maxspeed": "20 mph", "lanes": "4"}, 3),  # too wide
    ({"highway": "tertiary"}, 3),  # speed and lanes unknown: stays at the start value
    ({"highway": "tertiary", "lanes": "2"}, 2),  # step 5: speed unknown, few lanes
    ({"highway": "unclassified", "maxspeed": "60 mph", "cycleway": "lane"}, 2),  # step 5: cycle lane
    ({"highway": "primary"}, 4),  # step 6: no lane
    ({"highway": "primary", "maxspeed": "20 mph"}, 4),
    ({"highway": "primary", "cycleway": "lane"}, 3),  # step 6: the default of step 4
    ({"highway": "secondary", "cycleway": "lane", "maxspeed": "20 mph"}, 2),
    ({"highway": "secondary", "cycleway_left": "lane"}, 4),  # one direction only
    ({"highway": "secondary", "cycleway_left": "lane", "oneway": "yes"}, 3),
    ({"highway": "secondary", "cycleway_left": "lane", "cycleway_right": "track"}, 3),
])  # fmt: skip
def test_each_step_of_the_method(tags: dict[str, str], expected: int) -> None:
    assert lts(**tags) == expected


def test_ways_without_cars_are_calm_and_service_roads_unlabelled() -> None:
    assert lts(cars=False, highway="cycleway") == 1
    assert lts(cars=False, highway="primary") == 1
    assert np.isnan(lts(highway="service"))


def test_an_unsignalled_junction_passes_its_highest_stress_to_every_arm() -> None:
    # node 0 - edge 0 (1) - node 1 - edge 1 (4) - node 2 - edge 2 (1) - node 3; edge 3 (unlabelled) at node 1
    own = np.array([1.0, 4.0, 1.0, np.nan])
    start, end = np.array([0, 1, 2, 1]), np.array([1, 2, 3, 4])
    free, none = np.zeros(4, dtype=bool), np.zeros(5, dtype=bool)
    assert junction_stress(own, free, start, end, none).tolist() == [4, 4, 4, 4]


def test_signals_stop_the_stress_and_it_passes_one_junction_only() -> None:
    own = np.array([1.0, 4.0, 1.0, 1.0])
    start, end = np.array([0, 1, 2, 3]), np.array([1, 2, 3, 4])
    signals = np.array([False, True, False, False, False])
    assert junction_stress(own, np.zeros(4, dtype=bool), start, end, signals).tolist() == [1, 4, 4, 1]


def test_tagged_stress_stays_and_unlabelled_arms_among_themselves_stay_unlabelled() -> None:
    own = np.array([1.0, 4.0])
    start, end, none = np.array([0, 1]), np.array([1, 2]), np.zeros(3, dtype=bool)
    assert junction_stress(own, np.array([True, False]), start, end, none).tolist() == [1, 4]
    bare = junction_stress(np.array([np.nan, np.nan]), np.zeros(2, dtype=bool), start, end, none)
    assert np.isnan(bare).all()
