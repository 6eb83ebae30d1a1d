"""Counts, nearest times and potentials from the times of an oracle, by plain loops.

Sums add one term after the other in the order of opportunity ids, as rules 1.2 ask.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

from .oracle import Times

Weights = Mapping[str, float]


def _of_origin(times: Times, weights: Weights, origin: str) -> list[tuple[str, int]]:
    return [(to, times[origin, to]) for to in sorted(weights) if (origin, to) in times]


def _origins(times: Times, origins: Iterable[str] | None) -> list[str]:
    return sorted({origin for origin, _ in times} if origins is None else set(origins))


def count(times: Times, weights: Weights, cutoff: float, origins: Iterable[str] | None = None) -> dict[str, float]:
    """Return per origin the weight of the opportunities within ``cutoff`` minutes (inclusive).

    ``weights`` holds the opportunities that count, by id; ``origins`` defaults to those that reach anything.
    """
    limit = round(cutoff * 60000)
    result = {}
    for origin in _origins(times, origins):
        total = 0.0
        for to, time in _of_origin(times, weights, origin):
            if time <= limit:
                total = total + weights[to]
        result[origin] = total
    return result


def nearest(
    times: Times, opportunities: Iterable[str], k: int = 1, origins: Iterable[str] | None = None
) -> dict[str, float]:
    """Return per origin the k-th smallest time in ms; inf where fewer than k are within the limit."""
    wanted = dict.fromkeys(opportunities, 1.0)
    result = {}
    for origin in _origins(times, origins):
        found = sorted(time for _, time in _of_origin(times, wanted, origin))
        result[origin] = float(found[k - 1]) if len(found) >= k else math.inf
    return result


def gravity(
    times: Times, weights: Weights, decay: Callable[[float], float], origins: Iterable[str] | None = None
) -> dict[str, float]:
    """Return per origin the sum of weight times ``decay(minutes)`` over everything within the limit of the times."""
    result = {}
    for origin in _origins(times, origins):
        total = 0.0
        for to, time in _of_origin(times, weights, origin):
            total = total + weights[to] * decay(time / 60000)
        result[origin] = total
    return result


def shared(
    times: Times, weights: Weights, demand: Weights, pull: Callable[[int], float], origins: Iterable[str] | None = None
) -> dict[str, float]:
    """Return per origin the supply for 1,000 who compete: ``1000 · Σ_j W(t_ij) S_j / Σ_k P_k W(t_kj)``.

    ``demand`` is who competes, by origin; ``pull`` is W of whole milliseconds. Of nobody's supply nobody has a share.
    """
    ratio = {}
    for to in weights:
        wanted = 0.0
        for origin in sorted(demand):
            if (origin, to) in times:
                wanted = wanted + demand[origin] * pull(times[origin, to])
        ratio[to] = weights[to] / wanted if wanted > 0 else 0.0
    result = {}
    for origin in _origins(times, origins):
        total = 0.0
        for to, time in _of_origin(times, weights, origin):
            total = total + ratio[to] * pull(time)
        result[origin] = 1000.0 * total
    return result
