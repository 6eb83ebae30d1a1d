"""Unsaved edits of the open district stop every algorithm that reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsProcessingException, QgsProject, QgsVectorLayer

from tests.processing.listening import Heard


@pytest.fixture
def edited(toolbox: Any, sample: str) -> Iterator[str]:
    """Return a district, a layer of which the project holds with one deleted intervention that is not saved."""
    layer = QgsVectorLayer(f"{sample}|layername=intervention_lines", "lines", "ogr")
    QgsProject.instance().addMapLayer(layer)
    layer.startEditing()
    assert layer.deleteFeature(next(layer.getFeatures()).id())
    yield sample
    layer.rollBack()
    QgsProject.instance().clear()


FILES = {"traveltimes": "t.csv", "exportinterventions": "t.geojson", "exportgtfs": "t.zip"}


@pytest.mark.parametrize("algorithm", ["catchments", "checkdistrict", "ptal", "linkages", *FILES])
def test_unsaved_edits_stop_the_run(edited: str, run: Any, tmp_path: Path, algorithm: str):
    more = {"OUTPUT": str(tmp_path / FILES[algorithm])} if algorithm in FILES else {}
    # QGIS words what happens before the work in the log only.
    heard = Heard()
    with pytest.raises(QgsProcessingException):
        run(algorithm, heard, DISTRICT=edited, **more)
    assert "1 unsaved edit. Save or discard them in QGIS" in heard.textLog()
    assert not list(tmp_path.glob("t.*"))


def test_interventions_are_written_as_they_are_saved_or_once_their_edits_are(edited: str, run: Any, tmp_path: Path):
    target = tmp_path / "t.geojson"
    counts = []
    for answer in ("ignore", "save"):
        run("exportinterventions", DISTRICT=edited, OUTPUT=str(target), UNSAVED=answer)
        counts.append(len(json.loads(target.read_text(encoding="utf-8"))["features"]))
    assert counts[1] == counts[0] - 1


def test_unsaved_edits_may_be_ignored(edited: str, run: Any):
    _, heard = run("checkdistrict", DISTRICT=edited, OUTPUT="memory:", UNSAVED="ignore")
    assert any("unsaved" in line for line in heard.warned)
