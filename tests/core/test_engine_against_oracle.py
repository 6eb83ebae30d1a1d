"""The engine and the oracle give the same whole milliseconds for every pair of every district.

The oracle (tests/oracle) splits streets and searches with a heap; it shares no code with the engine. Districts and
changes are made from a seed and are awkward on purpose: one-ways, private chains, two-sided junctions, delays, closures
around corners, lines along streets, lines that meet themselves.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from district_planner.core.district import District
from tests.core.engine_case import engine_times
from tests.oracle import Change, Oracle
from tests.oracle.awkward import awkward_changes
from tests.oracle.cases import random_changes, random_district

MODES = ("walk", "wheelchair", "cycle", "ecycle")
LIMIT_MIN = 8.0


def assert_equal(district: District, changes: Sequence[Change], mode: str, what: str) -> None:
    want = Oracle(district, changes, mode, LIMIT_MIN).times()
    got = engine_times(district, [(c.id, e) for c in changes for e in c.effects], mode, LIMIT_MIN)
    pairs = sorted(pair for pair in want.keys() | got.keys() if want.get(pair) != got.get(pair))
    shown = [(pair, want.get(pair), got.get(pair)) for pair in pairs[:5]]
    assert not pairs, f"{mode}, {what}: {len(pairs)} of {len(want)} pairs differ; (pair, oracle, engine): {shown}"


def assert_all_equal(seed: int, alone_in: Sequence[str], together_in: Sequence[str]) -> None:
    district = random_district(seed)
    drawn, awkward = random_changes(district, seed), awkward_changes(district, seed)
    for mode in together_in:
        assert_equal(district, (), mode, "base")
        assert_equal(district, drawn, mode, "everything drawn")
        assert_equal(district, (*drawn, *awkward), mode, "everything")
    for mode in alone_in:
        for change in (*drawn, *awkward):
            assert_equal(district, [change], mode, change.id)


@pytest.mark.parametrize("seed", range(4))
def test_every_pair_is_equal(seed):
    assert_all_equal(seed, (MODES[seed],), MODES)


@pytest.mark.parametrize("seed", [26, 30, 54])
def test_districts_that_once_differed_stay_equal(seed):
    # a place whose only gain is its own shorter way out of a private street; legs to a line without any other help
    district = random_district(seed)
    for change in random_changes(district, seed):
        for mode in ("walk", "wheelchair"):
            if change.id.startswith("i-cross"):
                assert_equal(district, [change], mode, change.id)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4, 220))
def test_every_pair_is_equal_in_many_districts(seed):
    assert_all_equal(seed, (MODES[seed % 4],), MODES)
