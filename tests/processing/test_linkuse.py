"""Use of a link by the commuters of Bristol: counted by the toolbox and by a plain search over the same streets.

The flows are those of the 2011 census between 102 zones. The ways are main roads and cycleways only, so that every zone
stands at the junction nearest to its middle. The link is a bridge from one junction to another and joins nothing else.
"""

from __future__ import annotations

import csv
import json
import math
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsVectorLayer,
)
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components, dijkstra

from district_planner.core import open_district
from district_planner.core.district import District

KMH, LIMIT_MIN = 15.0, 60.0


class Ways:
    """The streets of a district as a graph of whole milliseconds by cycle, made of nothing but equal ends."""

    def __init__(self, district: District) -> None:
        streets = district.table("streets")
        assert set(streets["cycle"]) <= {"yes", "forward", "backward", "no"}
        self.index: dict[tuple[float, ...], int] = {}
        self.arcs: list[tuple[int, int, float]] = []
        for line, cycle in zip(streets["geometry"], streets["cycle"]):
            a, b = self.node(line.coords[0]), self.node(line.coords[-1])
            ms = float(round(line.length * 3600.0 / KMH))
            self.arcs += [(a, b, ms)] if cycle in ("yes", "forward") else []
            self.arcs += [(b, a, ms)] if cycle in ("yes", "backward") else []
        self.spots = np.array(list(self.index))

    def node(self, spot: tuple[float, ...]) -> int:
        return self.index.setdefault((spot[0], spot[1]), len(self.index))

    def graph(self, more: list[tuple[int, int, float]]) -> Any:
        best: dict[tuple[int, int], float] = {}
        for a, b, ms in (*self.arcs, *more):
            best[a, b] = min(ms, best.get((a, b), math.inf))
        (rows, columns), size = zip(*best), len(self.index)
        return coo_matrix((list(best.values()), (rows, columns)), shape=(size, size)).tocsr()

    def main_part(self) -> np.ndarray[Any, Any]:
        """Return the numbers of the nodes of the largest part that is connected."""
        _, part = connected_components(self.graph([]), connection="strong")
        return np.flatnonzero(part == np.bincount(part).argmax())


def ways_layer(path: Path) -> QgsVectorLayer:
    layer = QgsVectorLayer(str(path), "ways", "ogr")
    assert layer.setSubsetString("highway <> 'rail'")
    return layer


def zone_middles(path: Path) -> dict[str, tuple[float, float]]:
    layer = QgsVectorLayer(str(path), "zones", "ogr")
    grid = QgsCoordinateReferenceSystem("EPSG:27700")
    move = QgsCoordinateTransform(layer.crs(), grid, QgsProject.instance())
    middles = {}
    for feature in layer.getFeatures():
        point = move.transform(feature.geometry().centroid().asPoint())
        middles[feature["geo_code"]] = (point.x(), point.y())
    return middles


def point_layer(rows: dict[str, tuple[float, float]], fields: str, values: Callable[[str], list[Any]]) -> Any:
    layer = QgsVectorLayer(f"Point?crs=EPSG:27700&field=id:string&{fields}", "zones", "memory")
    features = []
    for name, spot in rows.items():
        feature = QgsFeature(layer.fields())
        feature.setAttributes([name, *values(name)])
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(*spot)))
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    return layer


def link_layer(ends: np.ndarray[Any, Any]) -> Any:
    layer = QgsVectorLayer("LineString?crs=EPSG:27700&field=dp_type:string&field=parts:string", "link", "memory")
    line = shapely.LineString(ends)
    feature = QgsFeature(layer.fields())
    feature.setAttributes(["cycle_path", json.dumps([[0.0, line.length]])])
    feature.setGeometry(QgsGeometry.fromWkt(line.wkt))
    layer.dataProvider().addFeature(feature)
    return layer


def test_commuters_of_bristol_over_a_link_are_those_of_a_plain_search(
    run: Any, reference_data: Callable[..., Path], tmp_path: Path
):
    flows_file = reference_data("bristol", "bristol_od.csv")
    with flows_file.open(encoding="utf-8") as file:
        flows = [(row["o"], row["d"], float(row["all"])) for row in csv.DictReader(file)]
    assert len(flows) == 2910  # README of the data
    leaving: dict[str, float] = defaultdict(float)
    for start, _, trips in flows:
        leaving[start] += trips
    streets = ways_layer(reference_data("bristol", "bristol_ways.gpkg"))
    bare, _ = run("createdistrict", STREETS=streets, OUTPUT=str(tmp_path / "ways.gpkg"))
    ways = Ways(open_district(bare["OUTPUT"]))
    main = ways.main_part()
    spots = {}
    for name, middle in zone_middles(reference_data("bristol", "bristol_zones.gpkg")).items():
        spots[name] = tuple(ways.spots[main[np.hypot(*(ways.spots[main] - middle).T).argmin()]].tolist())
    assert len(spots) == 102
    people = point_layer(spots, "field=people:double", lambda name: [leaving[name]])
    jobs = point_layer(spots, "field=category:string", lambda name: ["jobs"])
    made, _ = run("createdistrict", STREETS=streets, ORIGINS_FROM=people, OPPORTUNITIES=jobs,
                  OUTPUT=str(tmp_path / "bristol.gpkg"))  # fmt: skip
    # The link between the junctions of two zones, 2 to 6 km apart, that most pairs would take.
    names = sorted(spots)
    at = [ways.index[spots[name]] for name in names]
    before = dijkstra(ways.graph([]), indices=at)[:, at]
    crow = np.array([[math.dist(spots[a], spots[b]) for b in names] for a in names])
    near = np.argwhere((crow > 2000) & (crow < 6000))
    over = [(before[:, [a]] + crow[a, b] * 3600.0 / KMH + before[[b]] < before).sum() for a, b in near]
    one, other = near[int(np.argmax(over))]
    ends = ways.spots[[at[one], at[other]]]
    ms = float(round(math.dist(*ends) * 3600.0 / KMH))
    after = dijkstra(ways.graph([(at[one], at[other], ms), (at[other], at[one], ms)]), indices=at)[:, at]
    quicker = (after < before) & (after <= LIMIT_MIN * 60_000)
    place = {name: number for number, name in enumerate(names)}
    expected = {
        "linkuse_cycle_pairs": float(quicker.sum()),
        "linkuse_cycle_people": math.fsum(leaving[name] for name in names if quicker[place[name]].any()),
        "linkuse_cycle_trips": math.fsum(trips for o, d, trips in flows if quicker[place[o], place[d]]),
    }
    assert min(expected.values()) > 100
    expected["linkuse_cycle_employees"] = 0.0  # the flows name no workplaces
    found, _ = run("scoreinterventions", DISTRICT=made["OUTPUT"], INTERVENTIONS=[link_layer(ends)], MODES=["cycle"],
                   INDICATORS=["linkuse", "count"], LIMIT=f"{LIMIT_MIN:g}", OD=str(flows_file),
                   SUMMARY_JSON=str(tmp_path / "s.json"))  # fmt: skip
    said = json.loads(Path(found["SUMMARY_JSON"]).read_text(encoding="utf-8"))
    used = {row["figure"]: row["alone"] for row in said["scores"] if row["figure"].startswith("linkuse")}
    assert used == pytest.approx(expected, rel=1e-12)
