"""The district: plain tables, held in memory, that every number is made from.

``TABLES`` is the schema of the GeoPackage (docs/architecture.md tells what every column means).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from district_planner.core.interventions.intervention import Intervention


@dataclass(frozen=True)
class Table:
    """One table of a district: geometry type ('' for none) and columns (name -> SQL type)."""

    name: str
    geometry: str
    columns: Mapping[str, str]


_INTERVENTION_COLUMNS = {
    "id": "TEXT", "name": "TEXT", "kind": "TEXT", "description": "TEXT", "external": "INTEGER",
    "status": "TEXT", "timescale": "TEXT", "open_year": "INTEGER",
    "cost_low": "REAL", "cost_central": "REAL", "cost_high": "REAL", "price_base": "INTEGER",
    "upkeep_per_year": "REAL", "optimism_bias": "REAL", "requires": "TEXT", "excludes": "TEXT",
    "owner": "TEXT", "sites": "TEXT", "evidence": "TEXT", "katz_wagner": "TEXT",
    "modes": "TEXT", "categories": "TEXT", "weight": "REAL", "jobs": "REAL", "people": "REAL", "dwellings": "REAL",
    "floorspace_m2": "REAL", "events_per_month": "REAL", "capacity": "REAL", "hectares": "REAL", "entrances": "TEXT",
    "node": "TEXT", "delay_s": "REAL", "parts": "TEXT", "no_join": "TEXT", "lts_after": "INTEGER",
    "width_m": "REAL", "surface": "TEXT", "lit": "TEXT", "step_free": "INTEGER",
    "protection": "TEXT", "vehicles_day": "REAL", "limit_mph": "REAL", "speed85_mph": "REAL",
    "los_score": "INTEGER", "critical_fails": "INTEGER", "gradient": "REAL",
    "service": "TEXT", "stops": "TEXT", "legs": "TEXT", "headway_min": "REAL", "headways": "TEXT",
    "first_departure": "TEXT", "last_departure": "TEXT", "dwell_s": "REAL", "acceleration": "REAL", "braking": "REAL",
    "layover_min": "REAL", "places": "REAL", "fare": "REAL", "capital_per_km": "REAL", "capital_per_stop": "REAL",
    "operating_per_km": "REAL", "replaces": "TEXT", "change": "TEXT", "routes": "TEXT", "speed_factor": "REAL",
    "properties": "TEXT",
}  # fmt: skip

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table("streets", "LINESTRING", {
            "id": "TEXT", "source_id": "TEXT", "name": "TEXT", "highway": "TEXT", "maxspeed_kmh": "REAL",
            "layer": "INTEGER", "bridge": "INTEGER", "tunnel": "INTEGER",
            "walk": "TEXT", "cycle": "TEXT", "wheelchair": "TEXT", "cars": "INTEGER", "lts": "INTEGER",
            "walk_start_delay_s": "REAL", "walk_end_delay_s": "REAL",
            "cycle_start_delay_s": "REAL", "cycle_end_delay_s": "REAL",
            "start_side": "INTEGER", "end_side": "INTEGER", "crossing_s": "REAL", "uncrossable": "INTEGER",
            "crossings": "TEXT", "note": "TEXT"}),
        Table("opportunities", "GEOMETRY", {
            "id": "TEXT", "name": "TEXT", "category": "TEXT", "weight": "REAL", "entrances": "TEXT", "source": "TEXT"}),
        Table("homes", "GEOMETRY", {
            "id": "TEXT", "people": "REAL", "deprivation": "REAL", "zone": "TEXT", "entrances": "TEXT",
            "source": "TEXT"}),
        Table("buildings", "GEOMETRY", {
            "id": "TEXT", "name": "TEXT", "employees": "REAL", "site": "TEXT", "sector": "TEXT", "entrances": "TEXT"}),
        Table("origins", "GEOMETRY", {"id": "TEXT", "name": "TEXT", "people": "REAL", "employees": "REAL"}),
        Table("nodes", "POINT", {
            "id": "TEXT", "name": "TEXT", "role": "TEXT", "people": "REAL", "jobs": "REAL"}),
        Table("greenspaces", "GEOMETRY", {
            "id": "TEXT", "name": "TEXT", "kind": "TEXT", "hectares": "REAL", "fenced": "INTEGER",
            "entrances": "TEXT"}),
        Table("stops", "POINT", {
            "id": "TEXT", "name": "TEXT", "mode": "TEXT", "feed": "INTEGER", "parent": "TEXT", "platform": "TEXT",
            "routes": "TEXT", "per_hour": "REAL"}),
        Table("transit_routes", "", {
            "id": "TEXT", "feed": "INTEGER", "name": "TEXT", "long_name": "TEXT", "mode": "TEXT", "agency": "TEXT"}),
        Table("transit_trips", "", {
            "id": "TEXT", "route_id": "TEXT", "direction": "INTEGER", "headsign": "TEXT"}),
        Table("transit_calls", "", {
            "trip_id": "TEXT", "stop_id": "TEXT", "arrival_s": "INTEGER", "departure_s": "INTEGER",
            "board": "INTEGER", "alight": "INTEGER"}),
        Table("transit_frequencies", "", {
            "trip_id": "TEXT", "start_s": "INTEGER", "end_s": "INTEGER", "headway_s": "INTEGER", "exact": "INTEGER"}),
        Table("transit_transfers", "", {
            "from_stop_id": "TEXT", "to_stop_id": "TEXT", "kind": "INTEGER", "min_s": "INTEGER"}),
        Table("barriers", "LINESTRING", {
            "id": "TEXT", "kind": "TEXT", "name": "TEXT", "layer": "INTEGER", "bridge": "INTEGER",
            "tunnel": "INTEGER"}),
        Table("intervention_points", "POINT", _INTERVENTION_COLUMNS),
        Table("intervention_lines", "LINESTRING", _INTERVENTION_COLUMNS),
        Table("intervention_areas", "POLYGON", _INTERVENTION_COLUMNS),
        Table("scenarios", "", {"id": "TEXT", "name": "TEXT", "description": "TEXT"}),
        Table("scenario_interventions", "", {"scenario_id": "TEXT", "intervention_id": "TEXT"}),
        Table("worlds", "", {"id": "TEXT", "name": "TEXT", "year": "INTEGER", "externals": "TEXT"}),
        Table("settings", "", {"key": "TEXT", "value": "TEXT", "mark": "TEXT", "citation": "TEXT"}),
    )
}  # fmt: skip


@dataclass(frozen=True)
class District:
    """Everything that scores are made from.

    Attributes:
        crs: authority code of the projected CRS in metres, e.g. ``"EPSG:27700"``.
        tables: name -> DataFrame with the columns of ``TABLES`` and, where the table has geometry, a column
            ``geometry`` of shapely geometries. Every table of ``TABLES`` but the three of the interventions is there;
            an empty one has no rows. The index is 0, 1, 2, …
        interventions: rows of the three intervention tables, in order of id.
        settings: key -> value, what the planner set; absent keys take the default of ``core.settings``.
        name: what to call it, usually the file's stem.
        path: the file it was read from; empty when it was made in memory.
    """

    crs: str
    tables: Mapping[str, pd.DataFrame]
    interventions: tuple[Intervention, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    path: str = ""

    def table(self, name: str) -> pd.DataFrame:
        """Return a table by its name in the GeoPackage."""
        return self.tables[name]
