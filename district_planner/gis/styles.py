"""How results look: styles of ``resources/styles`` fitted to what was measured, and stored with the layer.

The symbols are in the style files; here they get the field, the classes and the words of the legend. Changes use a
diverging scheme that is safe for colour-blind readers (ColorBrewer PuOr): purple is better, orange is worse, whichever
way the indicator runs.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from qgis.core import (
    QgsDataProvider,
    QgsFeatureRenderer,
    QgsFeatureRequest,
    QgsGraduatedSymbolRenderer,
    QgsLayerMetadata,
    QgsRendererRange,
    QgsVectorLayer,
)
from qgis.PyQt.QtXml import QDomDocument

from district_planner.core.errors import DistrictFileError
from district_planner.core.geopackage_file import changing
from district_planner.gis.numerals import trimmed
from district_planner.paths import style_path

NOTHING = 1e-9
"""A change smaller than this is none: rounding of sums."""
ENDLESS = 1e15

BREAKS: dict[str, tuple[float, float]] = {
    "min": (1.0, 5.0), "perceived min": (1.0, 5.0), "opportunities": (1.0, 5.0), "0-100": (2.0, 10.0),
    "ha": (1.0, 10.0), "jobs": (100.0, 1000.0), "percent": (0.1, 1.0),
    "pairs": (100.0, 1000.0), "people": (10.0, 100.0), "employees": (10.0, 100.0), "trips": (10.0, 100.0),
    "people and employees": (100.0, 1000.0), "kinds of place": (1.5, 2.5),
}  # fmt: skip
"""Unit -> two limits of the fixed classes of a change: slight up to the first, large from the second [P]."""
OTHER_BREAKS = (1.0, 10.0)
WHOLE = ("kinds of place",)
"""Units that change by a few: the classes are 1, 2 and 3 or more."""


@dataclass(frozen=True)
class Look:
    """How one output looks and what it says of itself.

    Attributes:
        style: name of a file of ``resources/styles``; attribute: the field that is coloured, empty: as in the file.
        legend: first line of the legend: indicator, unit and source.
        unit: decides the classes of a change; better: ``higher`` or ``lower``.
        renderer: makes the renderer instead, in the thread that dresses the layer.
        steps: for sequential styles: upper limits of the classes instead.
        aliases: field -> what a planner reads; title, abstract, rights: metadata of the layer.
    """

    style: str
    attribute: str = ""
    legend: str = ""
    unit: str = ""
    better: str = "higher"
    steps: tuple[float, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    abstract: str = ""
    rights: str = ""
    renderer: Callable[[], QgsFeatureRenderer] | None = None


def dress(layer: QgsVectorLayer, look: Look) -> None:
    """Give a layer its style, aliases and metadata; one without geometry keeps its table."""
    if layer.isSpatial() and look.style:
        layer.loadNamedStyle(style_path(look.style))
        if look.renderer is not None:
            layer.setRenderer(look.renderer())
        elif look.attribute:
            _fit(layer, look)
    for name, alias in look.aliases.items():
        index = layer.fields().indexFromName(name)
        if index >= 0:
            layer.setFieldAlias(index, alias)
    layer.setMetadata(metadata_of(layer, look))
    layer.triggerRepaint()


def _fit(layer: QgsVectorLayer, look: Look) -> None:
    """Set field, classes and labels of the graduated style; its symbols stay those of the file."""
    renderer = layer.renderer()
    if not isinstance(renderer, QgsGraduatedSymbolRenderer):
        return
    symbols = [item.symbol().clone() for item in renderer.ranges()]
    head = QgsRendererRange(-1e300, -1e300, symbols[0], look.legend)
    classes = _sequential(look.steps) if look.steps else diverging(look.unit)
    body = symbols[1:] if look.steps or look.better == "higher" else symbols[:0:-1]
    ranges = [QgsRendererRange(low, high, symbol.clone(), text) for (low, high, text), symbol in zip(classes, body)]
    fitted = QgsGraduatedSymbolRenderer(look.attribute, [head, *_best_first(ranges, look)])
    if not look.steps:
        # What changes is drawn last, on top of what does not.
        order = QgsFeatureRequest.OrderByClause(f'abs("{look.attribute}")', True)
        fitted.setOrderBy(QgsFeatureRequest.OrderBy([order]))
        fitted.setOrderByEnabled(True)
    layer.setRenderer(fitted)


def _best_first(ranges: list[QgsRendererRange], look: Look) -> list[QgsRendererRange]:
    return ranges if look.steps or look.better == "lower" else ranges[::-1]


@lru_cache(maxsize=1)
def diverging_colours() -> tuple[tuple[int, int, int], ...]:
    """Return red, green and blue of the seven classes of a change, from a large loss to a large gain."""
    layer = QgsVectorLayer("Point", "", "memory")
    layer.loadNamedStyle(style_path("origins_change"))
    colours = [item.symbol().color() for item in layer.renderer().ranges()[1:]]
    return tuple((colour.red(), colour.green(), colour.blue()) for colour in colours)


def diverging(of_unit: str) -> list[tuple[float, float, str]]:
    """Return seven fixed classes of a change in a unit, from the lowest to the highest."""
    small, large = BREAKS.get(of_unit, OTHER_BREAKS)
    limits = (-ENDLESS, -large, -small, -NOTHING, NOTHING, small, large, ENDLESS)
    texts = (*_amounts(of_unit, "−")[::-1], "no change", *_amounts(of_unit, "+"))
    return list(zip(limits[:-1], limits[1:], texts))


def _amounts(of_unit: str, sign: str) -> tuple[str, str, str]:
    """Return the classes of a gain or of a loss in words, from the slight to the large one."""
    if of_unit in WHOLE:
        return f"{sign}1", f"{sign}2", f"{sign}3 or more"
    low, high = (f"{sign}{trimmed(limit)}" for limit in BREAKS.get(of_unit, OTHER_BREAKS))
    unit = "%" if of_unit == "percent" else ""
    return f"up to {low}{unit}", f"{low} to {high}{unit}", f"{high}{unit} or more"


def _sequential(steps: Sequence[float]) -> list[tuple[float, float, str]]:
    """Return one class per cutoff in minutes."""
    lows = (0.0, *steps[:-1])
    words = [f"{trimmed(low)} to {trimmed(high)} min" for low, high in zip(lows, steps)]
    return [(high - NOTHING, high + NOTHING, text) for high, text in zip(steps, words)]


def metadata_of(layer: QgsVectorLayer, look: Look) -> QgsLayerMetadata:
    """Return the metadata of a layer with the title, the text and the rights of a look."""
    metadata = QgsLayerMetadata(layer.metadata())
    metadata.setType("dataset")
    metadata.setTitle(look.title or layer.name())
    metadata.setAbstract(look.abstract)
    metadata.setRights([look.rights] if look.rights else [])
    metadata.setCrs(layer.crs())
    return metadata


def store(path: Path, table: str, look: Look) -> None:
    """Store style and metadata in the GeoPackage, so that the layer opens dressed in any project."""
    layer = QgsVectorLayer(f"{path}|layername={table}" if table else str(path), look.title or table, "ogr")
    if not layer.isValid() or path.suffix.lower() != ".gpkg":
        return
    table = table or layer.dataProvider().subLayers()[0].split(QgsDataProvider.sublayerSeparator())[1]
    dress(layer, look)
    if layer.isSpatial():
        with suppress(DistrictFileError):
            forget_styles(path, table)
        layer.saveStyleToDatabase(look.style, look.title, True, "")
    metadata = QgsLayerMetadata(layer.metadata())
    del layer  # it holds the file
    store_metadata(path, table, metadata)


def forget_styles(path: Path, table: str) -> None:
    """Take away stored styles of a table: QGIS would ask whether to replace them."""
    with changing(path) as connection:
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'layer_styles'").fetchone():
            connection.execute("DELETE FROM layer_styles WHERE f_table_name = ?", (table,))


def store_metadata(path: Path, table: str, metadata: QgsLayerMetadata) -> None:
    """Write title and abstract where every GIS reads them, and QGIS' own form beside them (GeoPackage 1.3, F.8)."""
    document = QDomDocument()
    root = document.createElement("qgis")
    document.appendChild(root)
    metadata.writeMetadataXml(root, document)
    text = document.toString()
    # The output stands without its description where another program holds the file.
    with suppress(sqlite3.OperationalError), closing(sqlite3.connect(path, timeout=2.0)) as connection:
        for statement in _METADATA_TABLES:
            connection.execute(statement)
        connection.execute(
            "UPDATE gpkg_contents SET identifier = ?, description = ? WHERE table_name = ?"
            " AND NOT EXISTS (SELECT 1 FROM gpkg_contents WHERE identifier = ? AND table_name <> ?)",
            (metadata.title(), metadata.abstract(), table, metadata.title(), table),
        )
        connection.execute(
            "DELETE FROM gpkg_metadata WHERE id IN (SELECT md_file_id FROM gpkg_metadata_reference"
            " WHERE table_name = ? AND reference_scope = 'table')",
            (table,),
        )
        connection.execute("DELETE FROM gpkg_metadata_reference WHERE table_name = ?", (table,))
        row = connection.execute(
            "INSERT INTO gpkg_metadata (md_scope, md_standard_uri, mime_type, metadata) VALUES (?, ?, ?, ?)",
            ("dataset", "http://mrcc.com/qgis.dtd", "text/xml", text),
        ).lastrowid
        connection.execute(
            "INSERT INTO gpkg_metadata_reference (reference_scope, table_name, md_file_id) VALUES ('table', ?, ?)",
            (table, row),
        )
        connection.commit()


_METADATA_TABLES = (
    "CREATE TABLE IF NOT EXISTS gpkg_metadata (id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL,"
    " md_scope TEXT NOT NULL DEFAULT 'dataset', md_standard_uri TEXT NOT NULL,"
    " mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT '')",
    "CREATE TABLE IF NOT EXISTS gpkg_metadata_reference (reference_scope TEXT NOT NULL, table_name TEXT,"
    " column_name TEXT, row_id_value INTEGER,"
    " timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), md_file_id INTEGER NOT NULL,"
    " md_parent_id INTEGER, CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),"
    " CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id))",
    "CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,"
    " definition TEXT NOT NULL, scope TEXT NOT NULL,"
    " CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))",
    "INSERT INTO gpkg_extensions SELECT name, NULL, 'gpkg_metadata',"
    " 'http://www.geopackage.org/spec120/#extension_metadata', 'read-write'"
    " FROM (SELECT 'gpkg_metadata' AS name UNION SELECT 'gpkg_metadata_reference')"
    " WHERE NOT EXISTS (SELECT 1 FROM gpkg_extensions WHERE extension_name = 'gpkg_metadata')",
)
