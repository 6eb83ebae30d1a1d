"""Do both sides answer the same question? A ratio counts only where they do."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from benchmarks.engine import CUTOFF_M, KMH, Answer, Engine, link
from district_planner.core.access.times import Times, Variation

Floats = npt.NDArray[np.float64]
LEAST_SHARE = 0.999
"""Nodes that must agree with a peer: 1 in 5,000 differs by the rounding of a distance that lies on the cutoff."""


class DisagreementError(Exception):
    """Two sides count differently, so that comparing their times says nothing."""


def agreement(ours: Floats, theirs: Floats, peer: str, least: float = LEAST_SHARE) -> str:
    """Return a sentence on how many nodes agree.

    Raises:
        DisagreementError: a smaller share of nodes than ``least`` agrees.
    """
    same = ours == theirs
    share = float(same.mean())
    apart = float(np.abs(ours - theirs).max())
    if share < least:
        raise DisagreementError(f"{peer} agrees on {share:.2%} of the nodes only, the largest difference is {apart:g}")
    if same.all():
        return f"counts agree on all {len(ours):,} nodes"
    return f"counts agree on {share:.3%} of {len(ours):,} nodes (the others differ by up to {apart:g}, on the cutoff)"


def check_links(engine: Engine, answer: Answer, count: int) -> int:
    """Compare every pair after each of the first links with scipy on the whole graph with one more edge.

    Returns:
        how many pairs were shortened and equal.

    Raises:
        DisagreementError: a pair differs.
    """
    limit, changed = answer.network.limit_ms, 0
    for ends in engine.porto.links[:count]:
        times, _ = engine.edit(answer, link(engine.porto.streets, ends))
        near = _near(engine, ends)
        before, after = _whole(engine, None, near, limit), _whole(engine, ends, near, limit)
        row, origin = np.nonzero(after < before)
        want = {(int(o), int(near[r])): float(after[r, o]) for r, o in zip(row, origin)}
        got = _shortened(answer.network.base, times)
        if want != got:
            raise DisagreementError(f"link {ends}: {len(want)} pairs get shorter, the engine says {len(got)}")
        changed += len(want)
    return changed


def _near(engine: Engine, ends: tuple[int, int]) -> npt.NDArray[np.int64]:
    """Return the numbers of the opportunities that a trip over the link can reach, as the crow flies."""
    xy = engine.porto.streets.xy
    places = xy[engine.porto.opportunities]
    away = [np.hypot(*(places - xy[end]).T) for end in ends]
    return np.flatnonzero(np.minimum(*away) <= CUTOFF_M + 5.0)


def _whole(engine: Engine, ends: tuple[int, int] | None, near: npt.NDArray[np.int64], limit: float) -> Floats:
    """Return (opportunities, nodes) whole milliseconds over the whole graph, built apart from the product."""
    streets = engine.porto.streets
    start, end, metres = streets.start, streets.end, streets.length
    if ends is not None:
        start, end = np.append(start, ends[0]), np.append(end, ends[1])
        metres = np.append(metres, np.hypot(*(streets.xy[ends[0]] - streets.xy[ends[1]])))
    ms = np.rint(metres * 3600.0 / KMH)
    low, high = np.minimum(start, end), np.maximum(start, end)
    order = np.lexsort((ms, high, low))
    low, high, ms = low[order], high[order], ms[order]
    least = np.concatenate([[True], (low[1:] != low[:-1]) | (high[1:] != high[:-1])])
    graph = csr_matrix((ms[least], (low[least], high[least])), shape=(streets.nodes, streets.nodes))
    return np.asarray(dijkstra(graph, directed=False, indices=engine.porto.opportunities[near], limit=limit))


def _shortened(base: Times, times: Times | Variation) -> dict[tuple[int, int], float]:
    """Return {(origin, opportunity): ms} of the pairs that differ from the base."""
    some = times.changed(0)
    if not len(some):
        return {}
    found = []
    for rows in (base.rows(some, 0), times.rows(some, 0)):
        keys = zip(some[rows.row].tolist(), rows.opportunity.tolist())
        found.append(dict(zip(keys, rows.ms.tolist())))
    old, new = found
    if old.keys() - new.keys():
        raise DisagreementError("a pair that was within the limit is no longer there")
    return {key: ms for key, ms in new.items() if old.get(key) != ms}
