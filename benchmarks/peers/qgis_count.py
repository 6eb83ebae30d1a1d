"""Count within a distance by the graph classes of QGIS, for the graph in an .npz file; prints JSON.

python3 qgis_count.py GRAPH.npz SOURCES

The graph is built from arrays with QgsGraph.addVertex and addEdge: one vertex per junction and one edge per direction.
(A graph from a street layer has a vertex at every bend, four times as many, and takes longer.)
QgsGraphAnalyzer.dijkstra runs from SOURCES opportunities drawn by default_rng(11), or from all of them where SOURCES is
0; it has no cutoff. The network is the same in both directions, so that times from an opportunity are times to it.
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np
from qgis.analysis import QgsGraph, QgsGraphAnalyzer
from qgis.core import Qgis, QgsPointXY


def main() -> None:
    with np.load(sys.argv[1]) as file:
        data = {name: file[name] for name in ("x", "y", "start", "end", "length", "opportunities", "cutoff")}
    sample = int(sys.argv[2])
    chosen = data["opportunities"]
    if sample and sample < len(chosen):
        chosen = np.sort(np.random.default_rng(11).choice(chosen, sample, replace=False))
    x, y, rows = data["x"].tolist(), data["y"].tolist(), (data["start"], data["end"], data["length"])
    begun = time.perf_counter()
    graph = QgsGraph()
    for east, north in zip(x, y):
        graph.addVertex(QgsPointXY(east, north))
    for start, end, length in zip(*(column.tolist() for column in rows)):
        graph.addEdge(start, end, [length])
        graph.addEdge(end, start, [length])
    built = time.perf_counter()
    counts, cutoff = np.zeros(len(x)), float(data["cutoff"])
    for source in chosen.tolist():
        _, cost = QgsGraphAnalyzer.dijkstra(graph, source, 0)
        counts += np.asarray(cost) <= cutoff
    done = time.perf_counter()
    np.save(sys.argv[1] + ".qgis.npy", counts)
    print(json.dumps({
        "version": Qgis.QGIS_VERSION.split("-")[0], "build": built - begun, "search": done - built,
        "sources": chosen.tolist(),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
