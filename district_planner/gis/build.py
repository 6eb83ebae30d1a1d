"""A district made from an OpenStreetMap file and a planner's layers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from district_planner.core.aside import aside
from district_planner.core.district import TABLES, District
from district_planner.core.errors import LayerError
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.network.permissions import read_mode_table
from district_planner.core.network.street_source import streets_from_lines
from district_planner.core.places import layers
from district_planner.core.places.assembly import (
    opportunities_of,
    tagged_opportunities,
    with_entrances,
    without_given,
    workplaces,
)
from district_planner.core.places.categories import read_table
from district_planner.core.places.columns import Log, PlacesLayer, made_unique, schema_frame
from district_planner.core.places.entrances import Ways, building_entrances, ways_in
from district_planner.core.places.green import green_spaces, tagged_green
from district_planner.core.places.ids import distinct_ids
from district_planner.core.places.population import spread
from district_planner.core.places.stops import tagged_stops
from district_planner.core.progress import Progress, check, no_progress, part
from district_planner.gis.crs import (
    WGS84,
    check_working_crs,
    choose_crs,
    crs_from_text,
    in_great_britain,
    transform_geometries,
    transformation,
)
from district_planner.gis.osm import read_osm
from district_planner.gis.scheme_file import interventions_of
from district_planner.gis.service import (
    Service,
    ids_of,
    place_service,
    read_service,
    service_tables,
    without_misplaced,
)
from district_planner.gis.sources import GivenLayers, Sources, read_layers
from district_planner.gis.tables import (
    Extent,
    RawLayer,
    in_district,
    lonlat,
    without_field_of_feature_ids,
)

_TABLES_OF_GEOMETRY = ("intervention_points", "intervention_lines", "intervention_areas")
_READ = 0.05
"""Share of the work when timetables and the planner's layers have been read."""
OSM_ATTRIBUTION = "© OpenStreetMap contributors (ODbL)"
_MARGIN_M = 1000.0
_COUNTED = ("streets", "opportunities", "homes", "buildings", "origins", "nodes", "greenspaces", "stops", "barriers")
_NO_STREETS = LayerError(
    "there is no source of streets", "OSM and STREETS",
    "Give an .osm.pbf file of the area (download.geofabrik.de has one for every region, cut to size with EXTENT), "
    "or a layer of street lines, for example made by the QuickOSM plugin with the key highway",
)  # fmt: skip

_NO_DWELLINGS = (
    "The people of {:,} zones stand on one point inside each zone, as there are neither dwellings nor streets to "
    "spread them over."
)


@dataclass(frozen=True)
class Network:
    """Streets of a district and what came with them, in its CRS."""

    crs: str
    streets: pd.DataFrame
    barriers: pd.DataFrame
    features: pd.DataFrame
    operation: str = ""
    came_from: str = ""


@dataclass(frozen=True)
class Built:
    """A district and what the planner should read about how it was made."""

    district: District
    log: Log
    srs_wkt: str


def build_district(sources: Sources, progress: Progress = no_progress) -> Built:
    """Make a district in memory; nothing is written.

    Raises:
        LayerError: no streets, an unfit CRS, a layer without anything usable, a field that does not exist.
        FeedError: a timetable feed that cannot be used.
        Cancelled: the planner cancelled.
    """
    if not sources.osm and sources.streets is None and not sources.gtfs:
        raise _NO_STREETS
    log = Log()
    table = read_table(sources.category_table) if sources.category_table else None
    told = part(progress, 0.0, _READ)
    check(told, 0.0, "Reading the timetable" if sources.gtfs else "")
    service = aside(
        lambda _: read_service(sources.gtfs, sources.service_dates, sources.period, log, sources.extent), told
    )
    given = read_layers(sources.layers(), sources.extent, told)
    made_of = _Read(sources.without_layers(), given, _source_names(sources), table, service)
    return aside(lambda heard: _built(made_of, log, heard), part(progress, _READ, 1.0))


@dataclass(frozen=True)
class _Read:
    """What has been read: sources without their layers, the layers, the names of all, categories and service."""

    sources: Sources
    given: GivenLayers
    names: list[str]
    table: pd.DataFrame | None
    service: Service | None


def _built(read: _Read, log: Log, progress: Progress) -> Built:
    """Make a district of what has been read."""
    sources, given, table, service = read.sources, read.given, read.table, read.service
    if not sources.osm and "STREETS" not in given.layers:
        service = _measurable(sources, service, log)
    network = _network(sources, given, service, log, part(progress, 0.0, 0.6))
    reader = _Reader(sources, given, network.crs, log, progress)
    check(progress, 0.62, "Finding entrances")
    ways = ways_in(network.features, network.streets)
    tables, settings = _places(reader, network, ways, table, service)
    check(progress, 0.95, "Reading interventions")
    interventions = _interventions(reader)
    tables["streets"], tables["barriers"] = network.streets, network.barriers
    if sources.allow_fast_roads:
        settings["fast_roads_are_walked"] = 1
    settings |= {"transformation": network.operation, "transformation_from": network.came_from}
    settings["sources"] = read.names
    settings["attribution"] = [*([OSM_ATTRIBUTION] if sources.osm else []), *settings.get("attribution", [])]
    every = {name: tables.get(name, schema_frame(name)) for name in TABLES if name not in _TABLES_OF_GEOMETRY}
    _say_counts(every, interventions, log)
    district = District(network.crs, every, interventions, settings, sources.name)
    return Built(district, log, crs_from_text(network.crs).toWkt())


def _network(sources: Sources, given: GivenLayers, service: Service | None, log: Log, progress: Progress) -> Network:
    """Return streets and features; a layer of streets replaces the streets of the OSM file."""
    raw = next((one.raw for one in given.of("STREETS", log)), None)
    if not sources.osm and raw is None:
        return _without_streets(sources, service, log)
    who = _who_may(sources, log)
    crs = sources.crs or (choose_crs(lonlat(raw)) if raw else "")
    if sources.osm:
        osm = read_osm(sources.osm, extent=sources.extent, crs=crs, progress=progress, **who)
        for note in osm.notes:
            log.say(f"OSM: {note}")
        network = Network(osm.crs, osm.streets, osm.barriers, osm.features, osm.operation, WGS84)
    else:
        network = Network(crs, schema_frame("streets"), schema_frame("barriers"), _no_features())
    return _with_street_layer(network, raw, log, who) if raw else network


def _who_may(sources: Sources, log: Log) -> dict[str, Any]:
    """Return what decides who may use which street, and say where it is not the plugin's own."""
    if sources.allow_fast_roads:
        log.say("Fast main roads without a sidewalk may be walked, as was asked.")
    if sources.mode_table:
        log.say(f"Who may use which street is told by {Path(sources.mode_table).name}.")
    rules = read_mode_table(sources.mode_table) if sources.mode_table else ()
    return {"allow_fast_roads": sources.allow_fast_roads, "rules": rules}


def _measurable(sources: Sources, service: Service | None, log: Log) -> Service | None:
    """Return the service, without misplaced stops where no CRS fits all of them; there are no streets to tell one."""
    if service is None:
        return service
    degrees = service.lonlat()
    try:
        check_working_crs(sources.crs or choose_crs(degrees), degrees)
    except LayerError:
        return without_misplaced(service, log)
    return service


def _without_streets(sources: Sources, service: Service | None, log: Log) -> Network:
    """Return a network without a street, where a feed tells at least the stops."""
    if service is None:
        raise _NO_STREETS
    degrees = service.lonlat()
    crs = sources.crs or choose_crs(degrees)
    check_working_crs(crs, degrees)
    log.warn("There are no streets: ways to and from stops will be straight lines times a detour factor, and every "
             "result says so. Give OSM or STREETS for true ways.")  # fmt: skip
    return Network(crs, schema_frame("streets"), schema_frame("barriers"), _no_features(),
                   transformation(WGS84, crs).operation, WGS84)  # fmt: skip


def _no_features() -> pd.DataFrame:
    return pd.DataFrame({"id": pd.Series(dtype=object), "geometry": pd.Series(dtype=object)})


def _with_street_layer(network: Network, raw: RawLayer, log: Log, who: Mapping[str, Any]) -> Network:
    degrees = lonlat(raw)
    check_working_crs(network.crs, degrees)
    left = in_great_britain(*(float(value) for value in np.median(degrees, axis=0)))
    layer = without_field_of_feature_ids(in_district(raw, network.crs))
    streets, notes = streets_from_lines(layer.frame, left_driving=left, **who)
    for note in notes:
        log.say(f"{raw.where}: {note}")
    if len(network.streets):
        log.warn(f"{raw.where} gives the streets; the OSM file gives places, barriers and entrances only.")
    operation = transformation(raw.crs, network.crs).operation
    how = (network.operation, network.came_from) if network.operation else (operation, raw.crs)
    return Network(network.crs, streets, network.barriers, network.features, *how)


class _Reader:
    """Brings the planner's layers into the district's CRS, one after the other."""

    def __init__(self, sources: Sources, given: GivenLayers, crs: str, log: Log, progress: Progress) -> None:
        self.sources = sources
        self.crs = crs
        self.log = log
        self.progress = progress
        self._given = given

    def layers(self, parameter: str) -> Iterator[tuple[PlacesLayer, Path | None]]:
        """Yield the layers of a parameter, and the file of each that shows all of one."""
        for given in self._given.of(parameter, self.log):
            yield in_district(given.raw, self.crs), given.file

    def layer(self, parameter: str) -> PlacesLayer | None:
        """Return the layer of a parameter, None where the planner gave none."""
        return next((layer for layer, _ in self.layers(parameter)), None)


def _places(
    reader: _Reader, network: Network, ways: Ways, table: pd.DataFrame | None, service: Service | None
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    sources, log = reader.sources, reader.log
    tables: dict[str, pd.DataFrame] = {}
    given = _given_opportunities(reader, ways, table)
    check(reader.progress, 0.66, "Gathering opportunities")
    tagged = tagged_opportunities(network.features, table, ways, log)
    if given is not None:
        tagged = without_given(tagged, given, log)
    check(reader.progress, 0.72, "Spreading people over dwellings")
    tables["homes"], settings = _homes(reader, network, ways)
    check(reader.progress, 0.8, "Measuring green spaces")
    tables["greenspaces"] = _greenspaces(reader, network, ways, table)
    check(reader.progress, 0.88, "Gathering buildings, stops and nodes")
    tables["stops"] = schema_frame("stops", tagged_stops(network.features, table))
    tables["buildings"] = _buildings(reader, network, ways)
    nodes = reader.layer("NODES")
    tables["nodes"] = layers.nodes(nodes, sources.fields, log) if nodes else schema_frame("nodes")
    origins = reader.layer("ORIGINS_FROM")
    tables["origins"] = layers.origins(origins, log) if origins else schema_frame("origins")
    parts = [part for part in (given, tagged) if part is not None]
    if service is not None:
        taken = ids_of({**tables, "given": given if given is not None else schema_frame("opportunities")})
        feed = place_service(service, network.crs, taken)
        made, said = service_tables(feed, service.period, tables["stops"], log)
        tables |= made
        settings |= {**said, "attribution": [feed.attribution]}
    tables["opportunities"] = opportunities_of(parts)
    _warn_of_doubles(tables, log)
    return distinct_ids(tables, log), settings


def _counted_elsewhere(tables: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    """Return how many places of a category stand in a table of their own."""
    staffed = int((tables["buildings"]["employees"] > 0).sum())
    return {"green_space": len(tables["greenspaces"]), "pt_stop": len(tables["stops"]), "jobs": staffed}


def _warn_of_doubles(tables: Mapping[str, pd.DataFrame], log: Log) -> None:
    there = Counter(tables["opportunities"]["category"])
    for category, count in _counted_elsewhere(tables).items():
        if count and there[category]:
            log.warn(f"{there[category]:,} opportunities are of the category {category}, and {count:,} more come from "
                     "green spaces, stops or buildings: both count. Leave one of the two out where they are the same "
                     "places.")  # fmt: skip


def _given_opportunities(reader: _Reader, ways: Ways, table: pd.DataFrame | None) -> pd.DataFrame | None:
    layer = reader.layer("OPPORTUNITIES")
    if layer is None:
        return None
    return with_entrances(layers.opportunities(layer, reader.sources.fields, table, reader.log), ways)


def _homes(reader: _Reader, network: Network, ways: Ways) -> tuple[pd.DataFrame, dict[str, Any]]:
    sources, log = reader.sources, reader.log
    layer = reader.layer("HOMES")
    if layer is None:
        return schema_frame("homes"), {}
    found = layers.homes(
        layer, sources.fields, sources.deprivation_is, log, _read_part(sources.extent, layer, reader.crs)
    )
    parts = [found.points]
    if len(found.zones):
        homes = spread(found.zones, network.features, network.streets)
        bare = not len(network.streets) and not len(network.features)
        for note in homes.notes if not bare else (_NO_DWELLINGS.format(len(found.zones)),):
            log.warn(f"{layer.where}: {note}")
        parts.append(homes.homes)
    check(reader.progress, 0.76, "Finding the doors of homes")
    rows = pd.concat([part for part in parts if len(part)], ignore_index=True)
    rows["id"] = made_unique(rows["id"].to_numpy(dtype=object))
    rows["entrances"] = building_entrances(rows["geometry"].to_numpy(dtype=object), ways)
    settings = {"deprivation_is": found.deprivation_is} if rows["deprivation"].notna().any() else {}
    return schema_frame("homes", rows), settings


def _read_part(extent: Extent | None, layer: PlacesLayer, crs: str) -> shapely.Geometry | None:
    """Return what is read around a layer in a CRS, its edges as bent as degrees are there; None for all."""
    if extent is None:
        return None
    bounds = shapely.total_bounds(layer.frame["geometry"].to_numpy(dtype=object))
    around = shapely.segmentize(shapely.box(*(bounds + _MARGIN_M * np.array([-1, -1, 1, 1]))), _MARGIN_M)
    near = transform_geometries(np.array([around], dtype=object), crs, WGS84)[0].bounds
    part = shapely.segmentize(shapely.intersection(shapely.box(*extent), shapely.box(*near)), 0.01)
    return transform_geometries(np.array([part], dtype=object), WGS84, crs)[0]


def _greenspaces(reader: _Reader, network: Network, ways: Ways, table: pd.DataFrame | None) -> pd.DataFrame:
    layer = reader.layer("GREENSPACES")
    parts = [tagged_green(network.features, table)]
    if layer is not None:
        parts.append(layers.greens(layer, reader.log))
    areas = pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)
    areas["id"] = made_unique(areas["id"].to_numpy(dtype=object))
    found = green_spaces(areas, ways)
    for note in found.notes:
        reader.log.say(f"Green spaces: {note}")
    return schema_frame("greenspaces", found.greenspaces)


def _buildings(reader: _Reader, network: Network, ways: Ways) -> pd.DataFrame:
    layer = reader.layer("BUILDINGS")
    if layer is not None:
        rows = layers.buildings(layer, reader.sources.fields, reader.log)
    else:
        rows = workplaces(network.features)
        if len(rows):
            reader.log.say(f"OSM: {len(rows)} buildings where people work, employees unknown; "
                           "give BUILDINGS with employees to weigh jobs.")  # fmt: skip
    return rows.assign(entrances=building_entrances(rows["geometry"].to_numpy(dtype=object), ways))


def _interventions(reader: _Reader) -> tuple[Intervention, ...]:
    found: list[Intervention] = []
    for layer, file in reader.layers("INTERVENTIONS"):
        more, notes = interventions_of(file, layer, reader.crs, [one.id for one in found])
        for note in notes:
            reader.log.warn(f"{layer.where}: {note}")
        found += more
    return tuple(sorted(found, key=lambda one: one.id))


def _source_names(sources: Sources) -> list[str]:
    named = [Path(sources.osm).name] if sources.osm else []
    named += [Path(path).name for path in (sources.category_table, sources.mode_table) if path]
    named += [Path(path).name for path in sources.gtfs]
    return named + [layer.sourceName() for layers in sources.layers().values() for layer in layers]


def _say_counts(tables: Mapping[str, pd.DataFrame], interventions: Sequence[Intervention], log: Log) -> None:
    counts = ", ".join(f"{len(tables[name]):,} {name}" for name in _COUNTED)
    log.say(f"The district holds {counts} and {len(interventions):,} interventions.")
    by_category = Counter(tables["opportunities"]["category"]) + Counter(_counted_elsewhere(tables))
    told = ", ".join(f"{name} {count:,}" for name, count in sorted(by_category.items()))
    log.say(f"Opportunities: {told or 'none'}.")
    people = tables["homes"]["people"].sum()
    if people:
        log.say(f"Homes hold {people:,.0f} people.")
    elif not len(tables["origins"]):
        log.warn("There are no homes with people and no further origins: scores will weigh nobody. Give HOMES (points, "
                 "buildings or zones with a field of people) or ORIGINS_FROM.")  # fmt: skip
