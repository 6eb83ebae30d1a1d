"""The table of times from pairs, sorted at once or piece by piece, against a dictionary."""

from __future__ import annotations

import numpy as np
import pytest

from district_planner.core.access import times
from district_planner.core.errors import Cancelled
from district_planner.core.network.search import Pairs

ORIGINS, BLOCK = 40, np.repeat(np.arange(3), (7, 0, 12))


def some_pairs(count: int) -> Pairs:
    """Return different pairs in no order, each with a time of its own."""
    rng = np.random.default_rng(11)
    drawn = rng.permutation(len(BLOCK) * ORIGINS)[:count]
    return Pairs(drawn // ORIGINS, drawn % ORIGINS, rng.permutation(count).astype(float))


def expected(pairs: Pairs) -> dict[tuple[int, int], list[tuple[int, float]]]:
    """Return the opportunities with their times of each block and origin, ascending, by sorting a plain list."""
    found: dict[tuple[int, int], list[tuple[int, float]]] = {}
    for source, target, ms in sorted(zip(pairs.source.tolist(), pairs.target.tolist(), pairs.ms.tolist())):
        found.setdefault((int(BLOCK[source]), target), []).append((source, ms))
    return found


@pytest.mark.parametrize("count", [0, 1, 7, 8, 400, len(BLOCK) * ORIGINS])
@pytest.mark.parametrize("at_once", [1, 7, 1 << 19])
def test_every_row_holds_its_pairs_whatever_is_sorted_at_once(monkeypatch: pytest.MonkeyPatch, count, at_once):
    monkeypatch.setattr(times, "AT_ONCE", at_once)
    pairs = some_pairs(count)
    table = times.times_from(pairs, ORIGINS, BLOCK, 3)
    wanted = expected(pairs)
    assert table.blocks == 3 and len(table.ms) == count
    for block in range(3):
        rows = table.every_row(block)
        for origin in range(ORIGINS):
            cells = slice(rows.first[origin], rows.first[origin + 1])
            got = list(zip(rows.opportunity[cells].tolist(), rows.ms[cells].tolist()))
            assert got == wanted.get((block, origin), [])


def test_a_cancel_is_heard_before_each_piece(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(times, "AT_ONCE", 50)
    pairs = some_pairs(400)
    asked: list[float] = []

    def go_on(share: float, what: str) -> bool:
        asked.append(share)
        return len(asked) != last

    last = 0
    times.times_from(pairs, ORIGINS, BLOCK, 3, go_on)
    # 8 pieces three times over (rows, counts and places), and the sorting.
    assert len(asked) > 3 * 8
    whole = len(asked)
    for last in range(1, whole + 1):
        asked.clear()
        with pytest.raises(Cancelled):
            times.times_from(pairs, ORIGINS, BLOCK, 3, go_on)
        assert len(asked) == last
