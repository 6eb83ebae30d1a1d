"""The main job on real places: create, check and score, with interventions that were drawn for this test.

Set DP_PICTURES to a folder to get a map of each; look at it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

from district_planner.core import open_district

# Newport, in metres of the British National Grid: a footbridge over the Usk between the two road bridges, a café hub on
# the east bank and a path that lies in the river.
NEWPORT = [
    ("Footbridge over the Usk", "walking_link", "LINESTRING (331300 187950, 331620 187990)"),
    ("Café hub on the east bank", "amenity", "POINT (331700 188000)"),
    ("Path that joins nothing", "walking_link", "LINESTRING (331960 187620, 331940 187640)"),
]
LEEDS = [
    ("Path across the blocks", "cycle_path", "LINESTRING (428700 434000, 429300 434500)"),
    ("Café", "amenity", "POINT (429000 434300)"),
]


def layers(drawn: list[tuple[str, str, str]]) -> list[QgsVectorLayer]:
    """Return one layer per geometry type with name, dp_type and categories."""
    made = []
    for geometry in ("Point", "LineString"):
        fields = "&field=name:string&field=dp_type:string&field=categories:string"
        layer = QgsVectorLayer(f"{geometry}?crs=EPSG:27700{fields}", geometry, "memory")
        for name, kind, wkt in drawn:
            if wkt.startswith(geometry.upper()):
                feature = QgsFeature(layer.fields())
                feature.setAttributes([name, kind, "cafe" if kind == "amenity" else ""])
                feature.setGeometry(QgsGeometry.fromWkt(wkt))
                layer.dataProvider().addFeature(feature)
        made.append(layer)
    return made


def picture(name: str, found: dict[str, Any], district: str) -> None:
    """Draw streets, interventions and who gains, where somebody wants to look."""
    folder = os.environ.get("DP_PICTURES")
    if not folder:
        return
    streets = QgsVectorLayer(f"{district}|layername=streets", "streets", "ogr")
    shown = [found[key] for key in ("SCORES_POINTS", "SCORES_LINES", "ORIGINS") if key in found]
    settings = QgsMapSettings()
    settings.setLayers([*shown, streets])
    settings.setDestinationCrs(streets.crs())
    settings.setBackgroundColor(QColor("white"))
    extent = found["SCORES_POINTS"].extent()
    extent.combineExtentWith(found["SCORES_LINES"].extent())
    extent.grow(1200)
    settings.setExtent(extent)
    settings.setOutputSize(QSize(1400, 1000))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(str(Path(folder) / f"{name}.png"))


def scored(run: Any, district: str, drawn: list[tuple[str, str, str]], name: str) -> dict[str, dict[str, Any]]:
    keys = ("SCORES_POINTS", "SCORES_LINES", "ORIGINS")
    file = Path(district).with_name("scores.gpkg")
    outputs = {key: f"ogr:dbname='{file}' table=\"{key.lower()}\" (geom)" for key in keys}
    found, _ = run("scoreinterventions", DISTRICT=district, INTERVENTIONS=layers(drawn), INDICATORS=["nearest"],
                   CATEGORIES=["cafe"], LIMIT="10", SCORES="memory:", **outputs)  # fmt: skip
    picture(name, {key: QgsVectorLayer(f"{file}|layername={key.lower()}", key, "ogr") for key in keys}, district)
    fields = [field.name() for field in found["SCORES"].fields()]
    return {
        row["name"]: row for row in (dict(zip(fields, item.attributes())) for item in found["SCORES"].getFeatures())
    }


def test_newport_from_an_osm_file_and_zones_to_a_ranking(run: Any, reference_data: Callable[..., Path], tmp_path: Path):
    osm = str(reference_data("newport", "newport-2023-06-13.osm.pbf"))
    zones = f"{reference_data('newport', 'zones.gpkg')}|layername=lsoa11"
    made, _ = run("createdistrict", OSM=osm, HOMES=zones, DEPRIVATION_FIELD="wimd2019_score", DEPRIVATION_IS="score",
                  OUTPUT=str(tmp_path / "newport.gpkg"))  # fmt: skip
    district = open_district(made["OUTPUT"])
    # The README of the data: 154,676 people.
    assert district.table("homes")["people"].sum() == pytest.approx(154_676)
    checked, _ = run("checkdistrict", DISTRICT=made["OUTPUT"], OUTPUT="memory:")
    assert "Fast main roads that cannot be walked" in checked["TEXT"]
    assert checked["OUTPUT"].featureCount() > 10
    rows = scored(run, made["OUTPUT"], NEWPORT, "newport")
    assert rows["Footbridge over the Usk"]["effect"] == "yes"
    assert rows["Café hub on the east bank"]["effect"] == "yes"
    nothing = rows["Path that joins nothing"]
    assert nothing["effect"] == "no"
    assert "m from the nearest street that allows walking; the limit is 25 m" in nothing["why"]


def test_leeds_west_from_an_osm_file_to_a_ranking(run: Any, reference_data: Callable[..., Path], tmp_path: Path):
    osm = str(reference_data("leeds-west", "leeds_west.osm.pbf"))
    # The extract has no homes: a grid of points stands for them.
    grid = QgsVectorLayer("Point?crs=EPSG:27700&field=people:double", "grid", "memory")
    for x in range(427_400, 430_600, 200):
        for y in range(433_200, 436_400, 200):
            feature = QgsFeature(grid.fields())
            feature.setAttributes([10.0])
            feature.setGeometry(QgsGeometry.fromWkt(f"POINT ({x} {y})"))
            grid.dataProvider().addFeature(feature)
    made, _ = run("createdistrict", OSM=osm, HOMES=grid, OUTPUT=str(tmp_path / "leeds.gpkg"))
    checked, _ = run("checkdistrict", DISTRICT=made["OUTPUT"], OUTPUT="memory:")
    assert "of the end of the street data: 256 (256 homes" in checked["TEXT"]
    rows = scored(run, made["OUTPUT"], LEEDS, "leeds-west")
    assert rows["Café"]["effect"] == "yes"
    assert rows["Path across the blocks"]["rank"] is not None
