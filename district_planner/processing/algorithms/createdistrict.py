"""``districtplanner:createdistrict``: an OSM file and layers become one district file."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from itertools import chain, count
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeatureRequest,
    QgsFeatureSource,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterCrs,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
)

from district_planner.core.aside import aside
from district_planner.core.district import TABLES
from district_planner.core.errors import DistrictFileError, LayerError, PlannerError
from district_planner.core.geopackage import open_district, write_district
from district_planner.core.geopackage_file import refuse_other_layers
from district_planner.core.places.columns import Log
from district_planner.core.places.deprivation import KINDS
from district_planner.gis.build import build_district
from district_planner.gis.crs import WGS84
from district_planner.gis.sources import Sources
from district_planner.gis.tables import Extent
from district_planner.processing import parameters as asked
from district_planner.processing.base import DistrictAlgorithm
from district_planner.translation import tr

_BUILT = 0.8
_OF_QGIS = ("layer_styles", "qgis_projects")
_FIELDS = (
    "CATEGORY_FIELD", "WEIGHT_FIELD", "PEOPLE_FIELD", "DEPRIVATION_FIELD", "EMPLOYEES_FIELD", "SITE_FIELD",
    "ROLE_FIELD",
)  # fmt: skip


class CreateDistrict(DistrictAlgorithm):
    """Makes a district file from whatever a planner has."""

    def name(self) -> str:
        """Return the id that scripts rely on."""
        return "createdistrict"

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return tr("Create district")

    def shortDescription(self) -> str:
        """Return one sentence for the toolbox."""
        return tr("Turns an OpenStreetMap file and your own layers into one district file that can be scored.")

    def tags(self) -> list[str]:
        """Return words to find it by."""
        return [tr("openstreetmap"), tr("network"), tr("population"), tr("accessibility")]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        """Declare the parameters; everything but the output and one source of streets is optional."""
        line = QgsProcessing.SourceType.TypeVectorLine
        area = QgsProcessing.SourceType.TypeVectorPolygon
        osm = QgsProcessingParameterFile("OSM", tr("OpenStreetMap file"), optional=True)
        osm.setFileFilter(tr("OpenStreetMap (*.osm.pbf *.pbf *.osm)"))
        self.addParameter(osm)
        self._source("STREETS", tr("Streets, in place of those of the file"), line)
        self._place_parameters()
        self._source("GREENSPACES", tr("Green spaces"), area)
        self._source("ORIGINS_FROM", tr("Further places to measure from, for example a grid"))
        self.addParameter(QgsProcessingParameterMultipleLayers(
            "INTERVENTIONS", tr("Layers of interventions"), QgsProcessing.SourceType.TypeVectorAnyGeometry,
            optional=True))  # fmt: skip
        self._service_parameters()
        self.addParameter(QgsProcessingParameterExtent("EXTENT", tr("Read only this extent"), optional=True))
        self.addParameter(QgsProcessingParameterCrs(
            "CRS", tr("CRS of the district (empty: National Grid or UTM)"), optional=True))  # fmt: skip
        for definition in (
            QgsProcessingParameterFile("CATEGORY_TABLE", tr("Own table of tag to category"), extension="csv",
                                       optional=True),
            QgsProcessingParameterFile("MODE_TABLE", tr("Own table of who may use which street"), extension="csv",
                                       optional=True),
            QgsProcessingParameterBoolean("ALLOW_FAST_ROADS", tr("Fast main roads without a sidewalk may be walked"),
                                          False, optional=True),
        ):  # fmt: skip
            self.addParameter(asked.advanced(definition))
        self.addParameter(QgsProcessingParameterFileDestination(
            "OUTPUT", tr("District file"), tr("GeoPackage (*.gpkg)")))  # fmt: skip

    def _service_parameters(self) -> None:
        """Declare the timetable feeds with their dates and the period."""
        for definition in asked.feed_parameters(optional=True):
            self.addParameter(definition)

    def _place_parameters(self) -> None:
        """Declare the layers of places, each followed by its fields."""
        self._source("OPPORTUNITIES", tr("Amenities and other opportunities"))
        self._field("CATEGORY_FIELD", tr("Field of the category"), "OPPORTUNITIES")
        self._field("WEIGHT_FIELD", tr("Field of the weight"), "OPPORTUNITIES")
        self._source("HOMES", tr("Homes: points, buildings or zones with people"))
        self._field("PEOPLE_FIELD", tr("Field of the people"), "HOMES")
        self._field("DEPRIVATION_FIELD", tr("Field of the deprivation"), "HOMES")
        self.addParameter(QgsProcessingParameterEnum(
            "DEPRIVATION_IS", tr("Deprivation is (empty: told by the field's name)"), list(KINDS), optional=True,
            usesStaticStrings=True))  # fmt: skip
        self._source("BUILDINGS", tr("Buildings where people work"))
        self._field("EMPLOYEES_FIELD", tr("Field of the employees"), "BUILDINGS")
        self._field("SITE_FIELD", tr("Field of the site"), "BUILDINGS")
        self._source("NODES", tr("Nodes of the ecosystem"))
        self._field("ROLE_FIELD", tr("Field of the role"), "NODES")

    def _source(self, key: str, text: str, kind: Any = QgsProcessing.SourceType.TypeVectorAnyGeometry) -> None:
        self.addParameter(QgsProcessingParameterFeatureSource(key, text, [kind], optional=True))

    def _field(self, key: str, text: str, layer: str) -> None:
        self.addParameter(QgsProcessingParameterField(key, text, parentLayerParameterName=layer, optional=True))

    def run_algorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Build in memory, say what was found, then write beside the target and move into place."""
        output = _target(self.parameterAsFileOutput(parameters, "OUTPUT", context))
        refuse_other_layers(output)
        progress = self.progress
        before = context.invalidGeometryCheck()
        # Invalid geometry is mended and counted here; QGIS would stop at the first.
        context.setInvalidGeometryCheck(QgsFeatureRequest.InvalidGeometryCheck.GeometryNoCheck)
        try:
            sources = self._sources(parameters, context, output.stem)
            built = build_district(sources, lambda share, what: progress(_BUILT * share, what))
        finally:
            context.setInvalidGeometryCheck(before)
        _tell(built.log, feedback)
        ids = {one.id for one in built.district.interventions}
        copies: list[Path] = []
        aside(
            lambda _: copies.extend(filter(None, [keep_previous(output, ids)])),
            lambda _share, what: progress(_BUILT, what),
            lambda: _take_away(copies),
        )
        kept = copies[0] if copies else None
        with ExitStack() as undo:
            if kept:
                # What is cancelled or fails leaves nothing behind.
                undo.callback(kept.unlink, missing_ok=True)
            aside(
                lambda heard: write_district(built.district, output, heard, built.srs_wkt),
                lambda share, _: progress(_BUILT + (1 - _BUILT) * share, tr("Writing the file")),
            )
            undo.pop_all()
        if kept:
            feedback.pushWarning(
                tr(
                    "The district that was there holds interventions or layers that the new one lacks: kept as {}."
                ).format(kept)
            )
        feedback.pushInfo(tr("Written: {}").format(output))
        return {"OUTPUT": str(output)}

    def _sources(self, parameters: dict[str, Any], context: QgsProcessingContext, name: str) -> Sources:
        crs = self.parameterAsCrs(parameters, "CRS", context)
        return Sources(
            osm=self.parameterAsFile(parameters, "OSM", context),
            streets=self._layer(parameters, "STREETS", context),
            opportunities=self._layer(parameters, "OPPORTUNITIES", context),
            homes=self._layer(parameters, "HOMES", context),
            buildings=self._layer(parameters, "BUILDINGS", context),
            nodes=self._layer(parameters, "NODES", context),
            greenspaces=self._layer(parameters, "GREENSPACES", context),
            origins=self._layer(parameters, "ORIGINS_FROM", context),
            interventions=self._interventions(parameters, context),
            fields={key: self.parameterAsString(parameters, key, context) for key in _FIELDS},
            deprivation_is=self.parameterAsEnumString(parameters, "DEPRIVATION_IS", context),
            extent=self._extent(parameters, context),
            crs=(crs.authid() or crs.toWkt()) if crs.isValid() else "",
            gtfs=asked.feeds(parameters.get("GTFS")),
            service_dates=asked.dates(self.parameterAsString(parameters, "SERVICE_DATE", context)),
            period=self.parameterAsString(parameters, "PERIOD", context),
            category_table=self.parameterAsFile(parameters, "CATEGORY_TABLE", context),
            mode_table=self.parameterAsFile(parameters, "MODE_TABLE", context),
            allow_fast_roads=self.parameterAsBool(parameters, "ALLOW_FAST_ROADS", context),
            name=name,
        )

    def _layer(self, parameters: dict[str, Any], key: str, context: QgsProcessingContext) -> QgsFeatureSource | None:
        """Return a layer; one that was asked for and cannot be opened stops the run instead of being ignored."""
        source = self.parameterAsSource(parameters, key, context)
        if source is None and parameters.get(key):
            raise LayerError(f"the layer {parameters[key]!r} cannot be opened", key, "Check its path or choose another")
        return source

    def _interventions(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[QgsFeatureSource]:
        found = self.parameterAsLayerList(parameters, "INTERVENTIONS", context)
        asked = parameters.get("INTERVENTIONS") or []
        count = len(asked) if isinstance(asked, (list, tuple)) else 1
        if len(found) < count:
            raise LayerError(f"{count - len(found)} of {count} layers cannot be opened", "INTERVENTIONS",
                             "Check their paths")  # fmt: skip
        return list(found)

    def _extent(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Extent | None:
        box = self.parameterAsExtent(parameters, "EXTENT", context, QgsCoordinateReferenceSystem(WGS84))
        if box.isNull() or box.isEmpty():
            return None
        return box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()


def _target(path: str) -> Path:
    """Return the file to write, ending in ``.gpkg``, so that every GIS knows it."""
    target = Path(path)
    return target if target.suffix.lower() == ".gpkg" else target.with_name(f"{target.name}.gpkg")


def keep_previous(target: Path, ids: set[str]) -> Path | None:
    """Copy the district at ``target`` beside itself where it holds further layers, or interventions not among ``ids``.

    Returns:
        The copy, ``<name>.previous.gpkg`` or with a number; None where nothing would be lost.
    """
    if not target.exists():
        return None
    try:
        there = open_district(target)
    except PlannerError:
        return None
    drawn = {one.id for one in there.interventions}
    if drawn <= ids and set(there.tables) <= {*TABLES, *_OF_QGIS}:
        return None
    names = (f"{target.stem}.previous{number}.gpkg" for number in chain([""], (f"-{n}" for n in count(2))))
    copy = next(path for path in map(target.with_name, names) if not path.exists())
    try:
        shutil.copy2(target, copy)
    except OSError as error:
        copy.unlink(missing_ok=True)
        raise DistrictFileError(f"the district that is there cannot be copied ({error.strerror})", str(copy),
                                "Free some space or choose another file; nothing was changed") from error  # fmt: skip
    return copy


def _take_away(copies: list[Path]) -> None:
    for copy in copies:
        copy.unlink(missing_ok=True)


def _tell(log: Log, feedback: QgsProcessingFeedback) -> None:
    for sentence in log.said:
        feedback.pushInfo(sentence)
    for sentence in log.warnings:
        feedback.pushWarning(sentence)
