"""Two streets, layers around them, and what createdistrict makes of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import pytest
import shapely
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsProcessingException,
    QgsVectorLayer,
)

from district_planner.core.district import District
from tests.processing.listening import Heard

# A cross of two residential streets around (441000, 389000) near Waverley, 400 m each way.
X, Y = 441_000, 389_000
STREETS = [
    (f"LINESTRING ({X - 400} {Y}, {X} {Y}, {X + 400} {Y})", "residential"),
    (f"LINESTRING ({X} {Y - 400}, {X} {Y}, {X} {Y + 400})", "residential"),
]


def layer(geometry: str, rows: Sequence[Any], fields: Sequence[str] = (), crs: str = "EPSG:27700") -> QgsVectorLayer:
    """A memory layer; each row is a tuple of WKT and attributes."""
    made = QgsVectorLayer("&".join([f"{geometry}?", *(f"field={field}" for field in fields)]), "mine", "memory")
    made.setCrs(QgsCoordinateReferenceSystem(crs))
    features = []
    for wkt, *attributes in rows:
        feature = QgsFeature(made.fields())
        feature.setAttributes(attributes)
        feature.setGeometry(QgsGeometry.fromWkt(wkt))
        features.append(feature)
    made.dataProvider().addFeatures(features)
    return made


def point(dx: float, dy: float) -> str:
    return f"POINT ({X + dx} {Y + dy})"


def box(dx: float, dy: float, width: float, height: float) -> str:
    return shapely.to_wkt(shapely.box(X + dx, Y + dy, X + dx + width, Y + dy + height))


Make = Callable[..., "tuple[District, Heard]"]


def sentence(make: Make, **parameters: Any) -> str:
    with pytest.raises(QgsProcessingException) as caught:
        make(**parameters)
    return str(caught.value)


def rows(district: District, table: str) -> pd.DataFrame:
    return district.table(table)
