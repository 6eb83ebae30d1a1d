"""Districts of the reference data, made by createdistrict and kept in build/bench. Run as a module.

python -m benchmarks.districts newport|porto

Porto has neither a census nor amenities in the data: each of 20,000 street ends by ``default_rng(5)`` is a home of 10
people, each of 5,000 by ``default_rng(1)`` a grocery.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from benchmarks.porto import LOCAL_CRS, ROOT, data_folder, read_porto

FOLDER = ROOT / "build" / "bench"
PORTO_HOMES, PORTO_GROCERIES = 20_000, 5_000


def district_of(place: str) -> Path:
    """Return the district file of a place, made where it is missing."""
    path = FOLDER / f"{place}.gpkg"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        part = FOLDER / f"{place}.part.gpkg"
        _create({**_sources(place), "OUTPUT": str(part)})
        part.replace(path)
    return path


def _sources(place: str) -> dict[str, Any]:
    data = data_folder()
    if place == "newport":
        zones = data / "newport" / "zones.gpkg"
        return {
            "OSM": str(data / "newport" / "newport-2023-06-13.osm.pbf"), "HOMES": f"{zones}|layername=lsoa11",
            "PEOPLE_FIELD": "pop2019",
        }  # fmt: skip
    osm = data / "porto" / "porto_portugal.osm.pbf"
    lines = np.asarray(read_porto(osm).table["geometry"], dtype=object)
    ends = np.unique(shapely.get_coordinates(shapely.get_point(lines, 0)), axis=0)
    return {
        "OSM": str(osm), "HOMES": _some(ends, PORTO_HOMES, 5, "people:double", 10.0), "PEOPLE_FIELD": "people",
        "OPPORTUNITIES": _some(ends, PORTO_GROCERIES, 1, "category:string", "grocery"), "CATEGORY_FIELD": "category",
    }  # fmt: skip


def _some(ends: np.ndarray[Any, Any], count: int, seed: int, field: str, value: Any) -> Any:
    """Return a layer of some of the points, all with the same attribute."""
    from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsVectorLayer

    chosen = ends[np.sort(np.random.default_rng(seed).choice(len(ends), count, replace=False))]
    layer = QgsVectorLayer(f"Point?crs=EPSG:{LOCAL_CRS}&field={field}", field.split(":", maxsplit=1)[0], "memory")
    features = []
    for x, y in chosen.tolist():
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(x, y)))
        feature.setAttributes([value])
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    return layer


def _create(asked: dict[str, Any]) -> None:
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback

    from district_planner.processing.algorithms.createdistrict import CreateDistrict

    feedback = QgsProcessingFeedback(False)
    _, fine = CreateDistrict().create().run(asked, QgsProcessingContext(), feedback)
    if not fine:
        raise SystemExit(f"createdistrict failed: {feedback.textLog()[-2000:]}")


if __name__ == "__main__":
    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    print(district_of(sys.argv[1]))
    sys.stdout.flush()
    application.exitQgis()
