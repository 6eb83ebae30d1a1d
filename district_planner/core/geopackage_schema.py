"""What makes a SQLite file a GeoPackage: its own tables, the CRS rows, the spatial index and its triggers.

Source: OGC GeoPackage Encoding Standard 1.3 (OGC 12-128r17), annexes C and F.3.
"""

from __future__ import annotations

from string import Template

from district_planner.core.errors import DistrictFileError

APPLICATION_ID = 0x47504B47
USER_VERSION = 10300

BASE_TABLES = (
    "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,"
    " organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL,"
    " description TEXT)",
    "CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,"
    " identifier TEXT UNIQUE, description TEXT DEFAULT '',"
    " last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),"
    " min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,"
    " CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))",
    "CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,"
    " geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,"
    " CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),"
    " CONSTRAINT uk_gc_table_name UNIQUE (table_name),"
    " CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),"
    " CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id))",
    "CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,"
    " definition TEXT NOT NULL, scope TEXT NOT NULL,"
    " CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))",
)

OGR_COUNTS = "CREATE TABLE gpkg_ogr_contents (table_name TEXT NOT NULL PRIMARY KEY, feature_count INTEGER DEFAULT NULL)"

RTREE_EXTENSION = (
    "INSERT INTO gpkg_extensions VALUES"
    " (?, 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')"
)

_BRITISH_GRID = (
    'PROJCS["OSGB36 / British National Grid",GEOGCS["OSGB36",DATUM["Ordnance_Survey_of_Great_Britain_1936",'
    'SPHEROID["Airy 1830",6377563.396,299.3249646,AUTHORITY["EPSG","7001"]],AUTHORITY["EPSG","6277"]],'
    'PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],'
    'AUTHORITY["EPSG","4277"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",49],'
    'PARAMETER["central_meridian",-2],PARAMETER["scale_factor",0.9996012717],PARAMETER["false_easting",400000],'
    'PARAMETER["false_northing",-100000],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],'
    'AXIS["Northing",NORTH],AUTHORITY["EPSG","27700"]]'
)

_WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,'
    'AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]'
)

SrsRow = tuple[str, int, str, int, str, str]

STANDARD_SRS: tuple[SrsRow, ...] = (
    ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate reference system"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"),
    ("WGS 84 geodetic", 4326, "EPSG", 4326, _WGS84, "longitude/latitude coordinates in decimal degrees"),
)


def _utm_wkt(code: int) -> str:
    """Return the WKT of UTM on WGS 84: EPSG 32601 to 32660 (north) and 32701 to 32760 (south)."""
    zone, south = code % 100, code >= 32700
    return (
        f'PROJCS["WGS 84 / UTM zone {zone}{"S" if south else "N"}",{_WGS84},PROJECTION["Transverse_Mercator"],'
        f'PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",{6 * zone - 183}],'
        f'PARAMETER["scale_factor",0.9996],PARAMETER["false_easting",500000],'
        f'PARAMETER["false_northing",{10000000 if south else 0}],UNIT["metre",1,AUTHORITY["EPSG","9001"]],'
        f'AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","{code}"]]'
    )


def definition(crs: str) -> str:
    """Return the WKT of a CRS that is known here (EPSG:27700 and UTM on WGS 84), else an empty text."""
    if crs == "EPSG:27700":
        return _BRITISH_GRID
    authority, _, text = crs.partition(":")
    code = int(text) if authority == "EPSG" and text.isdigit() else 0
    return _utm_wkt(code) if 1 <= code % 100 <= 60 and code // 100 in (326, 327) else ""


def srs_row(crs: str, wkt: str) -> SrsRow:
    """Return the row of ``gpkg_spatial_ref_sys`` for a CRS.

    Raises:
        DistrictFileError: ``crs`` is not an authority code, or nothing tells its definition.
    """
    authority, _, text = crs.partition(":")
    wkt = definition(crs) or wkt
    if not (authority and text.isdigit()):
        raise DistrictFileError(f"'{crs}' is not a CRS code", cure="Use a code such as EPSG:27700")
    if not wkt:
        raise DistrictFileError(
            f"the definition of the CRS {crs} is not known", cure="Pass its WKT, or use EPSG:27700 or a UTM zone"
        )
    return (wkt.split('"')[1] if '"' in wkt else crs, int(text), authority, int(text), wkt, "")


def quoted(name: str) -> str:
    """Return an SQL identifier in quotes."""
    return '"' + name.replace('"', '""') + '"'


def sql(template: str, **names: str | tuple[str, ...]) -> str:
    """Return a statement with identifiers filled in, each in quotes; a tuple becomes a list of them.

    ``sql("SELECT $columns FROM $table", columns=("a", "b"), table="t")`` is ``SELECT "a", "b" FROM "t"``.
    """
    return Template(template).substitute({
        key: ", ".join(map(quoted, (value,) if isinstance(value, str) else value)) for key, value in names.items()
    })  # fmt: skip


def rtree_name(table: str) -> str:
    """Return the name of a table's spatial index."""
    return f"rtree_{table}_geom"


def rtree_triggers(table: str) -> tuple[str, ...]:
    """Return the triggers that keep the spatial index true when a GIS edits the table (annex F.3)."""
    full = 'NEW."geom" NOTNULL AND NOT ST_IsEmpty(NEW."geom")'
    bare = 'NEW."geom" ISNULL OR ST_IsEmpty(NEW."geom")'
    put = (
        'INSERT OR REPLACE INTO $tree VALUES (NEW."fid", ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"),'
        ' ST_MinY(NEW."geom"), ST_MaxY(NEW."geom"));'
    )
    take = 'DELETE FROM $tree WHERE id = OLD."fid";'
    both = 'DELETE FROM $tree WHERE id IN (OLD."fid", NEW."fid");'
    same, moved = 'OLD."fid" = NEW."fid"', 'OLD."fid" != NEW."fid"'
    bodies = {
        "insert": f"AFTER INSERT ON $rows WHEN ({full}) BEGIN {put} END",
        "update1": f'AFTER UPDATE OF "geom" ON $rows WHEN {same} AND ({full}) BEGIN {put} END',
        "update2": f'AFTER UPDATE OF "geom" ON $rows WHEN {same} AND ({bare}) BEGIN {take} END',
        "update3": f"AFTER UPDATE ON $rows WHEN {moved} AND ({full}) BEGIN {take} {put} END",
        "update4": f"AFTER UPDATE ON $rows WHEN {moved} AND ({bare}) BEGIN {both} END",
        "delete": f'AFTER DELETE ON $rows WHEN OLD."geom" NOTNULL BEGIN {take} END',
    }
    tree = rtree_name(table)
    return tuple(
        sql(f"CREATE TRIGGER $name {body}", name=f"{tree}_{key}", tree=tree, rows=table) for key, body in bodies.items()
    )


def count_triggers(table: str) -> tuple[str, ...]:
    """Return the triggers that keep the feature count that OGR reads true."""
    own = "'" + table.lower().replace("'", "''").replace("$", "$$") + "'"
    change = (
        "CREATE TRIGGER $name AFTER {event} ON $rows BEGIN UPDATE gpkg_ogr_contents"
        " SET feature_count = feature_count {sign} 1 WHERE lower(table_name) = {own}; END"
    )
    return tuple(
        sql(
            change.replace("{event}", word.upper()).replace("{sign}", sign).replace("{own}", own),
            name=f"trigger_{word}_feature_count_{table}",
            rows=table,
        )
        for word, sign in (("insert", "+"), ("delete", "-"))
    )
