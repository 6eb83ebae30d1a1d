"""A district's tables as layers of a project, and its interventions to and from their edit buffers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from qgis.core import (
    NULL,
    QgsDefaultValue,
    QgsFeature,
    QgsFeatureRequest,
    QgsFieldConstraints,
    QgsGeometry,
    QgsProject,
    QgsProviderRegistry,
    QgsVectorLayer,
    QgsWkbTypes,
)

from district_planner.core.district import TABLES
from district_planner.core.errors import DistrictFileError
from district_planner.core.geopackage import INTERVENTION_TABLES, completed, interventions_of
from district_planner.core.geopackage_write import TABLE_OF
from district_planner.core.interventions.intervention import Intervention
from district_planner.gis.tables import plain_value

PLAIN_TABLES = ("scenarios", "scenario_interventions", "worlds", "settings")
"""Tables without geometry that a planner changes through the dock; in the project, but not in its legend."""

CONTEXT_TABLES = ("nodes", "stops", "opportunities", "buildings", "streets", "barriers", "greenspaces")
"""What a planner looks at while drawing, from top to bottom."""

EDITED_TABLES = (*INTERVENTION_TABLES, *PLAIN_TABLES)

_DEFAULT_KIND = {"intervention_lines": "walking_link", "intervention_points": "amenity",
                 "intervention_areas": "public_space"}  # fmt: skip
"""Kind of what QGIS' own tools draw, until the planner says otherwise [P]."""


def table_of(layer: Any, path: Path) -> str:
    """Return which table of a district's file a layer shows, empty for none."""
    if not isinstance(layer, QgsVectorLayer) or layer.providerType() != "ogr":
        return ""
    parts = QgsProviderRegistry.instance().decodeUri("ogr", layer.source())
    if not parts.get("path") or Path(parts["path"]).resolve() != path.resolve():
        return ""
    return str(parts.get("layerName") or "")


def layers_in(project: QgsProject, path: Path) -> dict[str, QgsVectorLayer]:
    """Return table -> layer of those that the project holds of a district's file."""
    found: dict[str, QgsVectorLayer] = {}
    for layer in project.mapLayers().values():
        table = table_of(layer, path)
        if table and layer.isValid():
            found.setdefault(table, layer)
    return found


def load(path: Path, table: str, title: str) -> QgsVectorLayer:
    """Return a layer of a table of a district's file.

    Raises:
        DistrictFileError: QGIS cannot open it.
    """
    layer = QgsVectorLayer(f"{path}|layername={table}", title, "ogr")
    if not layer.isValid():
        raise DistrictFileError(
            f"its table “{table}” cannot be opened", str(path), "Check the file, or make the district again"
        )
    return layer


def tables_in(path: Path) -> frozenset[str]:
    """Return the names of a file's tables."""
    metadata = QgsProviderRegistry.instance().providerMetadata("ogr")
    return frozenset(part.name() for part in metadata.querySublayers(str(path)))


def prepare(layer: QgsVectorLayer, table: str) -> None:
    """Give what QGIS' own tools draw in an intervention layer an id of its own and a kind."""
    if table not in INTERVENTION_TABLES:
        return
    ids = layer.fields().indexFromName("id")
    layer.setDefaultValueDefinition(ids, QgsDefaultValue("'d-' || substr(uuid(), 2, 8)"))
    layer.setFieldConstraint(
        ids,
        QgsFieldConstraints.Constraint.ConstraintUnique,
        QgsFieldConstraints.ConstraintStrength.ConstraintStrengthSoft,
    )
    kind = layer.fields().indexFromName("kind")
    layer.setDefaultValueDefinition(kind, QgsDefaultValue(f"'{_DEFAULT_KIND[table]}'"))


def frame_of(layer: QgsVectorLayer, table: str) -> pd.DataFrame:
    """Return the rows of a layer with its unsaved edits, with the columns of ``TABLES`` and ``fid``.

    Geometries are two-dimensional shapely geometries, None where there is none.
    """
    names = layer.fields().names()
    request = QgsFeatureRequest()
    if not TABLES[table].geometry:
        request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    cells: list[list[Any]] = []
    shapes: list[Any] = []
    fids: list[int] = []
    for feature in layer.getFeatures(request):
        cells.append([plain_value(value) for value in feature.attributes()])
        fids.append(feature.id())
        shapes.append(None if feature.geometry().isNull() else bytes(feature.geometry().asWkb()))
    frame = pd.DataFrame({name: pd.Series([row[i] for row in cells], dtype=object) for i, name in enumerate(names)})
    frame = frame.drop(columns=[name for name in frame.columns if name == "fid"])
    if TABLES[table].geometry:
        geometry = np.empty(len(shapes), dtype=object)
        geometry[:] = shapes
        geometry = shapely.force_2d(shapely.from_wkb(geometry)) if shapes else geometry
        frame["geometry"] = pd.Series(geometry, dtype=object)
    found = completed(frame.assign(fid=pd.Series(fids, dtype=object)), TABLES[table])
    return found.assign(fid=pd.Series(fids, dtype=object))


def read_interventions(
    layers: Mapping[str, QgsVectorLayer],
) -> tuple[tuple[Intervention, ...], dict[str, tuple[str, int]]]:
    """Return the interventions of the three layers, unsaved edits included, and id -> (table, feature id).

    Raises:
        DistrictDataError: two have one id, or a number cannot be read.
    """
    frames = {table: frame_of(layers[table], table) for table in INTERVENTION_TABLES}
    where: dict[str, tuple[str, int]] = {}
    for table, frame in frames.items():
        where.update({str(id_): (table, int(fid)) for id_, fid in zip(frame["id"], frame["fid"])})
    return interventions_of({table: frame.drop(columns="fid") for table, frame in frames.items()}), where


def home_of(one: Intervention) -> str:
    """Return the table that an intervention belongs to by its geometry; KeyError for another geometry."""
    return TABLE_OF[one.geometry.geom_type]


def values_of(one: Intervention, names: Sequence[str]) -> list[Any]:
    """Return the values of an intervention for the fields of a layer; NULL for what it does not say."""
    said: dict[str, Any] = {
        **one.attributes, "id": one.id, "name": one.name, "kind": one.kind, "external": int(one.external),
    }  # fmt: skip
    return [NULL if said.get(name) is None or said.get(name) == "" else said[name] for name in names]


def geometry_of(one: Intervention) -> QgsGeometry:
    """Return the geometry of an intervention as QGIS has it."""
    geometry = QgsGeometry()
    geometry.fromWkb(shapely.to_wkb(one.geometry, output_dimension=2))
    return geometry


def insert(layer: QgsVectorLayer, one: Intervention) -> None:
    """Add an intervention to the edit buffer of its layer.

    Raises:
        DistrictFileError: QGIS refuses it.
    """
    feature = QgsFeature(layer.fields())
    names = layer.fields().names()
    feature.setAttributes(values_of(one, names))
    key = layer.fields().indexFromName("fid")
    if key >= 0:
        feature.setAttribute(key, NULL)
    feature.setGeometry(_fitting(layer, geometry_of(one)))
    if not layer.addFeature(feature):
        raise DistrictFileError(f"“{one.label}” cannot be added", layer.name(), "Check that the layer can be edited")


def _fitting(layer: QgsVectorLayer, geometry: QgsGeometry) -> QgsGeometry:
    """Return a geometry of the type that the layer holds, single or multi-part."""
    if QgsWkbTypes.isMultiType(layer.wkbType()) and not geometry.isMultipart():
        geometry.convertToMultiType()
    return geometry


def update(layer: QgsVectorLayer, fid: int, before: Intervention, after: Intervention) -> None:
    """Write what differs between two versions of an intervention to the edit buffer.

    Raises:
        DistrictFileError: the district was made before a column that is to be filled existed.
    """
    columns = TABLES[INTERVENTION_TABLES[0]].columns
    for name in sorted(set(after.attributes) & set(columns) - set(layer.fields().names())):
        if after.attributes[name] != before.attributes.get(name):
            raise DistrictFileError(
                f"the district has no field “{name}” to keep it in", layer.name(),
                f"Add a field {name} to the layer, or make the district again",
            )  # fmt: skip
    if not before.geometry.equals_exact(after.geometry, 0.0):
        layer.changeGeometry(fid, _fitting(layer, geometry_of(after)))
    names = [name for name in layer.fields().names() if name != "fid"]
    old, new = values_of(before, names), values_of(after, names)
    for name, was, now in zip(names, old, new):
        if was != now:
            layer.changeAttributeValue(fid, layer.fields().indexFromName(name), now)


def write_rows(layer: QgsVectorLayer, keys: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Make the rows of a table without geometry be exactly these, in its edit buffer; equal rows are left alone.

    Args:
        keys: columns that tell rows apart; rows: column -> value, absent columns keep what they hold.
    """
    fields = layer.fields()
    wanted = {tuple(str(row[key]) for key in keys): row for row in rows}
    for feature in list(layer.getFeatures()):
        key = tuple(str(plain_value(feature[name])) for name in keys)
        row = wanted.pop(key, None)
        if row is None:
            layer.deleteFeature(feature.id())
            continue
        for name, value in row.items():
            index = fields.indexFromName(name)
            if index >= 0 and plain_value(feature[name]) != value:
                layer.changeAttributeValue(feature.id(), index, NULL if value is None else value)
    for row in wanted.values():
        feature = QgsFeature(fields)
        for name, value in row.items():
            index = fields.indexFromName(name)
            if index >= 0 and value is not None:
                feature.setAttribute(index, value)
        layer.addFeature(feature)
