"""Making a district in a thread: what is given, what comes out, what a planner should read before it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
from qgis.core import QgsFeatureRequest, QgsVectorLayer
from qgis.PyQt.QtCore import QThread

from district_planner.core.aside import aside
from district_planner.core.geopackage import write_district
from district_planner.core.geopackage_file import refuse_other_layers
from district_planner.core.network.diagnosis import Diagnosis, diagnose
from district_planner.core.places.fields import Choice, choose, choose_deprivation
from district_planner.core.places.layers import tags_that_tell
from district_planner.core.progress import Progress, check, part
from district_planner.gis.build import Built, build_district
from district_planner.gis.sources import Sources
from district_planner.gis.tables import Extent, plain_value

_LOOKED_AT = 1000
_BUILT = 0.8
ROLES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "streets": (),
    "homes": (("PEOPLE_FIELD", "people"), ("DEPRIVATION_FIELD", "deprivation")),
    "buildings": (("EMPLOYEES_FIELD", "employees"), ("SITE_FIELD", "site")),
    "opportunities": (("CATEGORY_FIELD", "category"), ("WEIGHT_FIELD", "weight")),
    "greenspaces": (),
    "nodes": (("ROLE_FIELD", "role"),),
    "origins": (),
}
"""Layer of :class:`Sources` -> its fields (parameter, role)."""


@dataclass(frozen=True)
class Given:
    """What the planner gave.

    Attributes:
        osm: path of an OpenStreetMap file, empty for none; layers: role of ``ROLES`` -> layer of the project.
        fields: parameter -> field; output: the file to write; name: what to call the district.
        gtfs: paths of timetables; service_dates: one for all, one for each, or none; period: empty for the default.
        deprivation_is … allow_fast_roads: as in :class:`~district_planner.gis.sources.Sources`.
    """

    osm: str
    layers: Mapping[str, QgsVectorLayer]
    fields: Mapping[str, str]
    output: str
    name: str
    gtfs: tuple[str, ...] = ()
    service_dates: tuple[str, ...] = ()
    period: str = ""
    deprivation_is: str = ""
    extent: Extent | None = None
    crs: str = ""
    interventions: tuple[QgsVectorLayer, ...] = ()
    category_table: str = ""
    mode_table: str = ""
    allow_fast_roads: bool = False

    def sources(self) -> tuple[Sources, list[QgsVectorLayer]]:
        """Return copies of the layers, made here in the main thread, for a thread to read."""
        copies = {role: _copy(layer) for role, layer in self.layers.items()}
        drawn = [_copy(layer) for layer in self.interventions]
        made = Sources(
            osm=self.osm, fields=self.fields, name=self.name, gtfs=self.gtfs, service_dates=self.service_dates,
            period=self.period, deprivation_is=self.deprivation_is, extent=self.extent, crs=self.crs,
            interventions=drawn, category_table=self.category_table, mode_table=self.mode_table,
            allow_fast_roads=self.allow_fast_roads, **copies,
        )  # fmt: skip
        return made, [*copies.values(), *drawn]


@dataclass(frozen=True)
class Prepared:
    """A district in memory and what is to be read about it."""

    built: Built
    diagnosis: Diagnosis


def sample_of(layer: QgsVectorLayer) -> pd.DataFrame:
    """Return the fields of the first rows of a layer."""
    request = QgsFeatureRequest().setLimit(_LOOKED_AT).setFlags(QgsFeatureRequest.Flag.NoGeometry)
    names = layer.fields().names()
    rows = [[plain_value(value) for value in feature.attributes()] for feature in layer.getFeatures(request)]
    return pd.DataFrame(rows, columns=names, dtype=object)


def recognised(frame: pd.DataFrame, role: str) -> Choice:
    """Return the field that plays a role, as the reading of the layer will choose it."""
    if role == "deprivation":
        return choose_deprivation(frame)[0]
    # A weight changes every sum and is taken only when a planner says so; tags are read by the table of categories.
    return Choice() if role == "weight" or (role == "category" and told_by_tags(frame)) else choose(frame, role)


def told_by_tags(frame: pd.DataFrame) -> bool:
    """Tell whether the categories of places come from OSM tags, unless a field is chosen."""
    return bool(tags_that_tell(frame, choose(frame, "category")))


def preparing(given: Given) -> Callable[[Progress], Prepared]:
    """Return the job that makes the district in memory and looks for what would spoil its scores."""
    sources, copies = given.sources()
    for copy in copies:
        copy.moveToThread(None)

    def job(progress: Progress) -> Prepared:
        for copy in copies:
            copy.moveToThread(QThread.currentThread())
        try:
            built = build_district(sources, part(progress, 0.0, _BUILT))
            found = aside(lambda heard: diagnose(built.district, progress=heard), part(progress, _BUILT, 1.0))
        finally:
            for copy in copies:
                copy.moveToThread(None)
        return Prepared(built, found)

    return job


def writing(prepared: Prepared, output: str, name: str) -> Callable[[Progress], str]:
    """Return the job that writes a prepared district and gives its path."""

    def job(progress: Progress) -> str:
        check(progress, 0.0)
        refuse_other_layers(Path(output))
        district = prepared.built.district
        named = replace(district, name=name, settings={**district.settings, "name": name})
        aside(lambda heard: write_district(named, Path(output), heard, prepared.built.srs_wkt), progress)
        return output

    return job


def _copy(layer: QgsVectorLayer) -> Any:
    copy = layer.materialize(QgsFeatureRequest())
    copy.setName(layer.name())
    return copy
