"""Earliest arrivals of every minute of two hours, as percentiles: ours and plain Python; prints JSON. Run as a module.

python -m benchmarks.timetable ours|python FEED.zip YYYY-MM-DD SOURCES RUNS RESULT.npz

SOURCES: how many stops, seeded, 0 for all; ``python`` takes the first RUNS-th part of them.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks.memory import peak_gb
from tests.oracle.timetable import Scan, connections, rows, walks_between

SEED = 20231
START, END, LIMIT = 7 * 3600, 9 * 3600, 90 * 60
WALK_S = 20 * 60
METRES_PER_S = 80 / 60 / 1.3
PERCENTILES = (5, 25, 50, 75, 95)


def sources_of(stops: list[str], count: int) -> list[int]:
    """Return the seeded rows of stops."""
    return np.random.default_rng(SEED).permutation(len(stops))[: count or len(stops)].tolist()


def ours(path: Path, day: date, count: int, runs: int) -> tuple[dict[str, object], np.ndarray]:
    """Compile and search; the feed lies in memory."""
    from district_planner.core.transit.departures import Asked, percentiles
    from district_planner.core.transit.legs import legs_of
    from district_planner.core.transit.read import read_feed
    from district_planner.core.transit.service import Period, on_date
    from district_planner.core.transit.timetable import compile_timetable, walks_of

    feed = on_date(read_feed(path), day)
    stops = feed.stops["id"].tolist()
    row = {stop: number for number, stop in enumerate(stops)}
    walks = walks_between(path, WALK_S, METRES_PER_S)
    pairs = [(row[a], row[b], 1000.0 * s) for a, others in walks.items() for b, s in others.items()]
    a, b, ms = (np.array(column) for column in zip(*pairs))
    legs = legs_of(a.astype(np.int64), b.astype(np.int64), ms, len(stops))
    del walks, pairs
    sources = np.array(sources_of(stops, count))
    asked = Asked(Period(START, END), LIMIT, PERCENTILES)
    seconds = []
    for _ in range(runs):
        begun = time.perf_counter()
        table = compile_timetable(feed, walks_of(legs), START, asked.end_s)
        access = legs.take(sources)
        found = percentiles([table], access, legs, asked, access)
        seconds.append(time.perf_counter() - begun)
    said = {"seconds": seconds, "sources": len(sources), "stops": len(stops), "walks": len(legs.other),
            "calls": len(table.lines), "peak_gb": peak_gb()}  # fmt: skip
    return said, found.seconds


def plain(path: Path, day: date, count: int, part: int) -> tuple[dict[str, object], np.ndarray]:
    """Scan one departure after the other in dictionaries."""
    stops = [row["stop_id"] for row in rows(path, "stops")]
    scan = Scan(connections(path, day), walks_between(path, WALK_S, METRES_PER_S))
    sources = sources_of(stops, count)
    sources = sources[: max(1, len(sources) // part)]
    minutes = range(START, END, 60)
    ranks = [-(-percent * len(minutes) // 100) - 1 for percent in PERCENTILES]
    found = np.full((len(PERCENTILES), len(sources), len(stops)), np.inf)
    begun = time.perf_counter()
    for number, source in enumerate(sources):
        times: dict[str, list[int]] = {}
        for at in minutes:
            for stop, taken in scan.to_stops(scan.walks[stops[source]], at, LIMIT).items():
                times.setdefault(stop, []).append(taken)
        for target, stop in enumerate(stops):
            if stop in times:
                rising = sorted(times[stop])
                for which, rank in enumerate(ranks):
                    if rank < len(rising):
                        found[which, number, target] = rising[rank]
    return {"seconds": time.perf_counter() - begun, "sources": len(sources)}, found


def main() -> None:
    side, path, day, count, runs, result = sys.argv[1:]
    run = {"ours": ours, "python": plain}[side]
    said, found = run(Path(path), date.fromisoformat(day), int(count), int(runs))
    np.savez(result, found=found)
    print(json.dumps(said))


if __name__ == "__main__":
    main()
