"""Results that QGIS reads, over and over, while they are written over and over: one version or the other, whole."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from qgis.core import QgsVectorLayer
from shapely.geometry import LineString, Point

from district_planner.core.district import District
from district_planner.core.evaluation.evaluate import evaluate
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.results import Results
from district_planner.core.interventions.intervention import Intervention
from district_planner.gis import results_store as store
from tests.oracle.cases import district_of, street

pytestmark = pytest.mark.usefixtures("qgis_app")
HOMES, WRITES, LATER = 3000, 40, 1000.0
FIELD = "nearest_walk_cafe_base"


def two_versions() -> tuple[District, Results, Results]:
    """Return a district of many homes, its results, and results of which every value is a thousand more."""
    made = district_of({
        "streets": [street("a", [(0, 0), (0, 100)]), street("b", [(0, 100), (200, 100)])],
        "homes": [{"id": f"h{i:05}", "people": 3.0, "geometry": Point(0, 100 * i / HOMES)} for i in range(HOMES)],
        "opportunities": [{"id": "p", "category": "cafe", "weight": 1.0, "geometry": Point(200, 100)}],
    })  # fmt: skip
    made = replace(made, interventions=(Intervention("link", "walking_link", LineString([(0, 20), (200, 100)])),))
    found = evaluate(made, request=Request(indicators=("nearest", "count"), cutoffs=(3.0, 5.0)))
    return made, found, replace(found, values={name: frame + LATER for name, frame in found.values.items()})


def layer_of(path: Path) -> QgsVectorLayer:
    return QgsVectorLayer(f"{path}|layername={store.RESULTS}", "results", "ogr")


def test_every_read_finds_one_whole_version_while_the_file_is_written_many_times(tmp_path: Path) -> None:
    made, first, second = two_versions()
    path = tmp_path / "case.results.gpkg"
    store.write(path, first, made)
    layer, failed = layer_of(path), []

    def write() -> None:
        try:
            for number in range(WRITES):
                store.write(path, (second, first)[number % 2], made)
        except Exception as error:  # noqa: BLE001 - told by the test
            failed.append(error)

    writer = threading.Thread(target=write)
    writer.start()
    seen, reads = set(), 0
    while writer.is_alive():
        values = [row[FIELD] for row in layer.getFeatures()]
        reads += 1
        assert len(values) == HOMES, f"read {reads} found {len(values)} of {HOMES} rows"
        assert len({value >= LATER for value in values}) == 1, f"read {reads} found both versions"
        seen.add(values[0] >= LATER)
        if reads % 5 == 0:
            layer.reload()
    writer.join()
    assert not failed
    assert seen == {True, False}  # a layer that is loaded again shows what was written since
    layer.reload()
    assert next(layer.getFeatures())[FIELD] < LATER
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
