"""Tables of whole milliseconds in 32 bits, rows of times and products of them against plain loops, cell by cell."""

from __future__ import annotations

import math
import random
from itertools import product

import numpy as np
import pytest

from district_planner.core.access.times import Rows, Times, differing, merge_rows, shortened
from district_planner.core.network.search import Pairs
from district_planner.core.transit import legs as legs_module
from district_planner.core.transit import whole as tables
from district_planner.core.transit.legs import Legs, legs_of
from district_planner.core.transit.product import Product
from district_planner.core.transit.riding import Tables
from district_planner.core.transit.whole import ENDLESS, closed, floats, min_plus, whole


def thin_table(rows: int, columns: int, share: float, chance: random.Random) -> list[list[float]]:
    """Return whole milliseconds, ``inf`` in all but a share of the cells."""
    return [
        [float(chance.randrange(1, 900_000)) if chance.random() < share else math.inf for _ in range(columns)]
        for _ in range(rows)
    ]


def plus(left: list[list[float]], right: list[list[float]]) -> list[list[float]]:
    columns = range(len(right[0]))
    return [[min((a + right[q][x] for q, a in enumerate(row)), default=math.inf) for x in columns] for row in left]


def legs(table: list[list[float]]) -> Legs:
    cells = [(p, q, ms) for p, row in enumerate(table) for q, ms in enumerate(row) if ms < math.inf]
    row, other, ms = (np.array([cell[i] for cell in cells]) for i in range(3))
    return legs_of(row.astype(np.int64), other.astype(np.int64), ms.astype(float), len(table))


def test_what_is_not_reached_stays_so_through_sums_of_the_longest_times():
    # Six days are 518,400,000 ms, below 2^29 = 536,870,912; a week is 604,800,000 and counts as not reached.
    days = whole(np.array([[518_400_000.0, 604_800_000.0, np.inf]]))
    assert floats(days).tolist() == [[518_400_000.0, math.inf, math.inf]]

    never = np.full((3, 3), ENDLESS, dtype=np.int32)
    assert (min_plus(never, never) == never).all()
    assert np.isfinite(floats(closed(never))).tolist() == np.eye(3, dtype=bool).tolist()
    ways = Legs(np.array([0, 1]), np.array([0]), np.array([math.inf]))
    assert (ways.through(never) == ENDLESS).all()
    assert (ways.across(never) == ENDLESS).all()


@pytest.mark.parametrize("small", [0, 100])
@pytest.mark.parametrize("share", [0.02, 0.1, 0.6])
def test_a_closed_table_holds_the_shortest_way_over_any_number_of_others(monkeypatch, share, small):
    monkeypatch.setattr(tables, "SMALL", small)
    chance = random.Random(7)
    ways = thin_table(40, 40, share, chance)
    want = [[0.0 if a == b else ways[a][b] for b in range(40)] for a in range(40)]
    for _ in range(40):
        longer = plus(want, want)
        if longer == want:
            break
        want = longer

    assert floats(closed(whole(np.array(ways)))).tolist() == want


@pytest.mark.parametrize("share", [0.05, 0.4, 0.95])
@pytest.mark.parametrize("at_once", [0, 100_000])
@pytest.mark.parametrize(("height", "width"), [(9, 7), (7, 9), (8, 8)])
def test_a_product_is_the_least_sum_whether_in_one_piece_or_not(monkeypatch, share, at_once, height, width):
    monkeypatch.setattr(tables, "CELLS", at_once)
    chance = random.Random(3)
    left, right = thin_table(height, 12, share, chance), thin_table(12, width, share, chance)

    found = min_plus(whole(np.array(left)), whole(np.array(right)))

    assert floats(found).tolist() == plus(left, right)


@pytest.mark.parametrize("share", [0.05, 0.5])
@pytest.mark.parametrize("at_once", [0, 1_500])
def test_ways_through_a_table_and_across_it_are_the_least_sums(monkeypatch, share, at_once):
    monkeypatch.setattr(legs_module, "AT_ONCE", at_once)
    chance = random.Random(5)
    ways, table, other = (thin_table(11, 13, share, chance), thin_table(13, 6, 0.7, chance),
                          thin_table(4, 13, 0.7, chance))  # fmt: skip
    turned = [list(column) for column in zip(*ways)]

    assert floats(legs(ways).through(whole(np.array(table)))).tolist() == plus(ways, table)
    assert floats(legs(ways).across(whole(np.array(other)))).tolist() == plus(other, turned)


def test_of_ways_that_occur_more_than_once_the_shortest_is_kept_in_order():
    row, other = np.array([2, 0, 2, 0, 2]), np.array([1, 3, 1, 0, 0])

    made = legs_of(row, other, np.array([7.0, 5.0, 4.0, 6.0, 9.0]), 4)

    assert (made.first.tolist(), made.other.tolist(), made.ms.tolist()) == ([0, 2, 2, 4, 4], [0, 3, 0, 1], [6, 5, 9, 4])


@pytest.mark.parametrize("seed", range(6))
def test_the_product_over_stops_is_the_least_of_every_ride_and_every_walk(seed):
    # 14 origins and 11 opportunities, of which every second belongs to the block; 6 stops; the limit cuts some off.
    chance = random.Random(seed)
    reach = [0.0, 0.1, 0.3, 0.6, 1.0, 0.05][seed]
    direct, out, into = (thin_table(14, 11, 0.3, chance), thin_table(14, 6, reach, chance),
                         thin_table(11, 6, reach, chance))  # fmt: skip
    between, limit = thin_table(6, 6, 0.6, chance), 1_200_000.0
    columns = np.arange(0, 11, 2)
    onward = plus(between, [list(column) for column in zip(*into)])
    want = {}
    for a, o in product(range(14), columns.tolist()):
        ride = min(out[a][k] + onward[k][o] for k in range(6))
        best = min(direct[a][o], ride)
        if best <= limit:
            want[a, o] = best

    made = Product(Tables(legs(direct), legs(out), legs(into)), whole(np.array(between)), columns, limit)
    parts = [made.rows(slice(0, 5)), made.rows(slice(5, 14))]

    found = [(int(p.origins[r]), int(o), ms) for p in parts for r, o, ms in zip(p.row, p.opportunity, p.ms)]
    assert found == [(*pair, ms) for pair, ms in sorted(want.items())]


# Rows of times


def rows_like(times: dict[tuple[int, int], float], origins: list[int]) -> Rows:
    cells = sorted(cell for cell in times if cell[0] in origins)
    first = np.searchsorted([a for a, _ in cells], [*origins, max(origins) + 1])
    numbers = np.array([o for _, o in cells], dtype=np.int32)
    return Rows(np.array(origins), first, numbers, np.array([times[cell] for cell in cells]))


def some_times(origins: list[int], share: float, chance: random.Random) -> dict[tuple[int, int], float]:
    cells = [cell for cell in product(origins, range(9)) if chance.random() < share]
    return {cell: float(chance.randrange(100)) for cell in cells}


@pytest.mark.parametrize(("held", "added"), [(0.5, 0.3), (0.0, 0.5), (1.0, 0.5), (0.5, 0.0), (0.2, 1.0), (0.1, 0.9)])
def test_merged_rows_hold_every_pair_of_both_once_with_the_shorter_time(held, added):
    chance, origins = random.Random(9), [2, 3, 7, 20]
    old, new = some_times(origins, held, chance), some_times(origins, added, chance)
    cells = sorted(new)
    pairs = Pairs(
        np.array([a for a, _ in cells], dtype=np.int64), np.array([o for _, o in cells], dtype=np.int64),
        np.array([new[cell] for cell in cells], dtype=float),
    )  # fmt: skip
    want = {cell: min(old.get(cell, math.inf), new.get(cell, math.inf)) for cell in old.keys() | new.keys()}

    given = rows_like(old, origins)
    got = merge_rows(given, pairs, 9)

    expected = rows_like(want, origins)
    for name in ("origins", "first", "opportunity", "ms"):
        assert getattr(got, name).tolist() == getattr(expected, name).tolist()
    assert given.ms.tolist() == rows_like(old, origins).ms.tolist(), "the rows that were there stay as they are"


@pytest.mark.parametrize(("held", "tried"), [(0.5, 0.3), (0.0, 0.5), (1.0, 0.5), (0.5, 0.0), (0.2, 1.0), (0.9, 0.1)])
@pytest.mark.parametrize("of_all", [True, False])
def test_shortened_rows_are_those_that_a_tried_pair_makes_shorter(held, tried, of_all):
    # Twelve origins, two blocks: numbers 0 to 4 and 5 to 8. Pairs of the second are tried, of all or two origins.
    chance = random.Random(10)
    old = some_times(list(range(12)), held, chance)
    new = {cell: ms for cell, ms in some_times(list(range(12)) if of_all else [3, 7], tried, chance).items()
           if cell[1] >= 5}  # fmt: skip
    cells = [(block, a, o) for block in (0, 1) for a, o in sorted(old) if (o >= 5) == bool(block)]
    first = np.searchsorted([block * 12 + a for block, a, _ in cells], np.arange(25))
    base = Times(12, np.array([0] * 5 + [1] * 4), first, np.array([o for _, _, o in cells], dtype=np.int32),
                 np.array([old[a, o] for _, a, o in cells], dtype=float))  # fmt: skip
    given = sorted(new, key=lambda cell: chance.random())
    pairs = Pairs(
        np.array([a for a, _ in given], dtype=np.int64), np.array([o for _, o in given], dtype=np.int64),
        np.array([new[cell] for cell in given], dtype=float),
    )  # fmt: skip
    better = {cell: ms for cell, ms in new.items() if ms < old.get(cell, math.inf)}
    rows = sorted({a for a, _ in better})
    want = {**{cell: ms for cell, ms in old.items() if cell[1] >= 5 and cell[0] in rows}, **better}

    got = shortened(base, 1, pairs, 9)

    found = [(int(got.origins[r]), int(o), ms) for r, o, ms in zip(got.row, got.opportunity, got.ms)]
    assert got.origins.tolist() == rows
    assert found == [(*cell, ms) for cell, ms in sorted(want.items())]


def test_rows_differ_where_a_time_is_other_gone_or_new():
    times = {(0, 1): 5.0, (1, 1): 5.0, (2, 1): 5.0, (3, 1): 5.0}
    after = {(0, 1): 5.0, (1, 1): 6.0, (3, 1): 5.0, (3, 2): 1.0}
    origins = [0, 1, 2, 3]

    assert differing(rows_like(times, origins), rows_like(after, origins), 9).tolist() == [1, 2, 3]


def test_rows_that_hold_some_origins_are_all_of_the_block_only_where_most_are_asked_for():
    # Block 0 has three rows of 1, 2 and 1 times, block 1 none.
    block, first = np.zeros(3, dtype=np.int64), np.array([0, 1, 3, 4, 4, 4, 4])
    times = Times(3, block, first, np.array([0, 0, 1, 2], dtype=np.int32), np.array([1.0, 2.0, 3.0, 4.0]))

    assert times.holding(np.array([0]), 0).origins.tolist() == [0]
    assert times.holding(np.array([0, 1]), 0).origins.tolist() == [0, 1, 2]
    assert times.holding(np.array([0, 1]), 0).ms.tolist() == [1.0, 2.0, 3.0, 4.0]
    assert times.holding(np.array([0, 2]), 1).ms.tolist() == []


@pytest.mark.parametrize("asked", [[0], [1], [0, 2], [1, 2], [0, 1, 2], []])
def test_the_rows_of_few_origins_and_of_most_are_cut_from_the_table_alike(asked):
    rows = {0: {0: 1.0}, 1: {0: 2.0, 2: 3.0}, 2: {1: 4.0}}
    # The same three rows in both blocks, opportunities 0 to 2 and 3 to 5.
    first = np.array([0, 1, 3, 4, 5, 7, 8])
    numbers = np.array([0, 0, 2, 1, 3, 3, 5, 4], dtype=np.int32)
    times = Times(3, np.array([0, 0, 0, 1, 1, 1]), first, numbers, np.array([1.0, 2.0, 3.0, 4.0] * 2))

    for block in (0, 1):
        got = times.rows(np.array(asked, dtype=np.int64), block)
        assert got.origins.tolist() == asked
        for place, origin in enumerate(asked):
            own = slice(got.first[place], got.first[place + 1])
            found = dict(zip((got.opportunity[own] - 3 * block).tolist(), got.ms[own].tolist()))
            assert found == rows[origin]
