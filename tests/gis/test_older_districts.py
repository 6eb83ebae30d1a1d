"""A district that was made before a field existed: what cannot be kept is said and not lost without a word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from qgis.core import QgsVectorLayer
from shapely.geometry import LineString

from district_planner.core.errors import DistrictFileError
from district_planner.core.interventions.intervention import Intervention
from district_planner.gis.district_layers import insert, update


def test_a_value_for_a_field_that_the_layer_lacks_is_refused_by_name(qgis_app: object) -> None:
    layer = QgsVectorLayer("LineString?crs=EPSG:27700&field=id:string&field=width_m:double", "lines", "memory")
    path = Intervention("p", "cycle_path", LineString([(0, 0), (9, 0)]))
    layer.startEditing()
    insert(layer, path)
    fid = next(layer.getFeatures()).id()
    update(layer, fid, path, replace(path, attributes={"width_m": 3.0}))
    assert next(layer.getFeatures())["width_m"] == 3.0
    with pytest.raises(DistrictFileError, match="Add a field los_score to the layer"):
        update(layer, fid, path, replace(path, attributes={"los_score": 38}))
