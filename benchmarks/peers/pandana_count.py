"""Count within a distance by pandana, for the graph in an .npz file; prints JSON. Runs in the peers' environment.

python pandana_count.py GRAPH.npz RUNS [LINKS]

GRAPH.npz holds x, y (nodes), start, end, length (edges), opportunities (nodes), cutoff (metres), links (two nodes and a
length each). Cold runs are timed from these arrays to the counts. With LINKS the first of the links are added one at a
time, each to a graph built anew, which is pandana's way to change a network.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import numpy as np
import pandana
import pandas as pd


def counts(graph: Any, extra: tuple[float, float, float] | None) -> tuple[Any, dict[str, float]]:
    """Return the count of every node, and the seconds of each step; ``extra`` is one more edge (from, to, metres)."""
    begun = time.perf_counter()
    start, end, length = graph["start"], graph["end"], graph["length"]
    if extra is not None:
        start, end = np.append(start, int(extra[0])), np.append(end, int(extra[1]))
        length = np.append(length, extra[2])
    network = pandana.Network(
        pd.Series(graph["x"]), pd.Series(graph["y"]), pd.Series(start), pd.Series(end),
        pd.DataFrame({"metres": length}), twoway=True,
    )  # fmt: skip
    built = time.perf_counter()
    cutoff = float(graph["cutoff"])
    network.precompute(cutoff)
    ranged = time.perf_counter()
    network.set(pd.Series(graph["opportunities"]), name="opportunity")
    found = network.aggregate(cutoff, type="sum", decay="flat", name="opportunity").to_numpy()
    done = time.perf_counter()
    return found, {"build": built - begun, "precompute": ranged - built, "aggregate": done - ranged}


def main() -> None:
    with np.load(sys.argv[1]) as file:
        graph = dict(file)
    runs, links = int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0
    steps, found = [], None
    for _ in range(runs):
        found, seconds = counts(graph, None)
        steps.append(seconds)
    edits = []
    for row in graph["links"][:links].tolist():
        begun = time.perf_counter()
        counts(graph, tuple(row))
        edits.append(time.perf_counter() - begun)
    result = {"version": pandana.__version__, "steps": steps, "edits": edits}
    if found is not None:
        np.save(sys.argv[1] + ".pandana.npy", found)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
