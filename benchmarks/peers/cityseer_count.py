"""Count within a distance by cityseer, for the graph in an .npz file; prints JSON. Runs in the peers' environment.

python cityseer_count.py GRAPH.npz RUNS

GRAPH.npz holds x, y (nodes), start, end (edges), opportunities (nodes), cutoff (metres). Runs are timed from these
arrays to the counts; cityseer takes its network and its places one by one, as WKT, whose text is not timed.
"""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import version
from typing import Any

import numpy as np
from cityseer import rustalgos


def lines(graph: dict[str, Any]) -> list[tuple[str, str]]:
    """Return each edge in both directions, as WKT of its length: a corner stands for the bends of the street.

    cityseer measures edges itself. A loop, which no shortest way uses and which it refuses, is a pair of empty texts.
    """
    x, y, start, end, length = (graph[name] for name in ("x", "y", "start", "end", "length"))
    across, up = x[end] - x[start], y[end] - y[start]
    straight = np.hypot(across, up)
    aside = np.sqrt(np.maximum(length**2 - straight**2, 0.0)) / 2.0 / np.maximum(straight, 1e-9)
    bend = np.column_stack([(x[start] + x[end]) / 2.0 - up * aside, (y[start] + y[end]) / 2.0 + across * aside])
    found = []
    for one, other, (by_x, by_y) in zip(start.tolist(), end.tolist(), bend.tolist()):
        points = [f"{x[one]} {y[one]}", f"{by_x} {by_y}", f"{x[other]} {y[other]}"]
        both = f"LINESTRING({','.join(points)})", f"LINESTRING({','.join(points[::-1])})"
        found.append(both if one != other else ("", ""))
    return found


def network_of(graph: dict[str, Any], edges: list[tuple[str, str]]) -> Any:
    """Return the network: nodes, and edges in both directions."""
    network = rustalgos.graph.NetworkStructure()
    x, y = graph["x"].tolist(), graph["y"].tolist()
    nodes = [network.add_street_node(key, x[key], y[key], True, 1.0) for key in range(len(x))]
    ends = zip(graph["start"].tolist(), graph["end"].tolist())
    for edge, ((start, end), (there, back)) in enumerate(zip(ends, edges)):
        if there:
            network.add_street_edge(nodes[start], nodes[end], edge, start, end, there)
            network.add_street_edge(nodes[end], nodes[start], edge, end, start, back)
    network.validate()
    network.build_edge_rtree()
    return network


def counts(graph: dict[str, Any], edges: list[tuple[str, str]]) -> tuple[Any, dict[str, float]]:
    """Return the count of every node, and the seconds of each step."""
    begun = time.perf_counter()
    network = network_of(graph, edges)
    built = time.perf_counter()
    places = rustalgos.data.DataMap()
    for key, node in enumerate(graph["opportunities"].tolist()):
        places.insert(key, f"POINT({graph['x'][node]} {graph['y'][node]})")
    places.assign_data_to_network(network, 100.0, 50)
    assigned = time.perf_counter()
    cutoff = int(graph["cutoff"])
    found = places.accessibility(
        network, dict.fromkeys(range(places.count()), "o"), ["o"], distances=[cutoff], pbar_disabled=True
    )
    done = time.perf_counter()
    values = found.result["o"].count[cutoff]
    return np.asarray(values, dtype=float), {
        "build": built - begun,
        "assign": assigned - built,
        "count": done - assigned,
    }


def main() -> None:
    with np.load(sys.argv[1]) as file:
        graph = dict(file)
    edges = lines(graph)
    steps, found = [], None
    for _ in range(int(sys.argv[2])):
        found, seconds = counts(graph, edges)
        steps.append(seconds)
    np.save(sys.argv[1] + ".cityseer.npy", found)
    print(json.dumps({"version": version("cityseer"), "steps": steps}))


if __name__ == "__main__":
    main()
