"""catchments through the toolbox: bands and streets, places by layer and by name, before and with interventions."""

from __future__ import annotations

from typing import Any

import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer


def attributes(layer: QgsVectorLayer) -> list[dict[str, Any]]:
    names = [field.name() for field in layer.fields()]
    return [dict(zip(names, item.attributes())) for item in layer.getFeatures()]


def test_a_site_before_and_with_everything_built(run: Any, sample: str):
    found, heard = run("catchments", DISTRICT=sample, PLACES="AMP", CUTOFFS="5, 15", STATE="both", BANDS="memory:",
                       STREETS="memory:")  # fmt: skip
    rows = {(row["state"], row["to_min"]): row for row in attributes(found["BANDS"])}
    assert set(rows) == {(state, minutes) for state in ("base", "with") for minutes in (5.0, 15.0)}
    assert rows["base", 15.0]["people"] > rows["base", 5.0]["people"]
    # The bridge opens the SBP from the AMP.
    assert rows["with", 15.0]["jobs"] > rows["base", 15.0]["jobs"]
    assert found["STREETS"].featureCount() > 100
    assert any("within 15 min" in line for line in heard.told)


def test_a_point_of_an_ordinary_layer_in_another_crs(run: Any, sample: str):
    layer = QgsVectorLayer("Point?crs=EPSG:4326&field=name:string", "places", "memory")
    feature = QgsFeature(layer.fields())
    feature.setAttributes(["Here"])
    feature.setGeometry(QgsGeometry.fromWkt("POINT (-1.3650 53.3860)"))
    layer.dataProvider().addFeature(feature)
    asked = {"DISTRICT": sample, "POINTS": layer, "MODES": ["walk", "cycle", "wheelchair"], "STATE": "base"}
    found, _ = run("catchments", **asked, CUTOFFS="10", BANDS="memory:")
    km2 = {row["mode"]: row["km2"] for row in attributes(found["BANDS"])}
    assert {row["name"] for row in attributes(found["BANDS"])} == {"Here"}
    # 10 minutes are 800 m on foot, 600 m in a wheelchair and 2,500 m by cycle.
    assert 0 < km2["wheelchair"] <= km2["walk"] < km2["cycle"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [({"PLACES": "Atlantis"}, "there is no node or site “Atlantis”"), ({"CUTOFFS": "soon"}, "no time in minutes")],
)  # fmt: skip
def test_a_wrong_word_is_a_sentence(refused: Any, sample: str, asked: dict[str, str], words: str):
    assert words in refused("catchments", DISTRICT=sample, BANDS="memory:", **asked)
