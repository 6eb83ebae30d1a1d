"""The real study area as a district: zones as homes, organisations as jobs, tram and rail; no streets are open."""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from district_planner.core.district import TABLES, District
from district_planner.core.geopackage import INTERVENTION_TABLES
from district_planner.core.geopackage_blob import decode
from district_planner.core.geopackage_write import write_district
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.transit.feed import Feed
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.service import Period, combined, on_date
from district_planner.core.transit.stored import settings_of, tables_of
from scripts.sample.national_grid import national_grid

FEEDS = ("gtfs_supertram_winter2024.zip", "gtfs_rail_clip_2019.zip")
MORNING = Period(7 * 3600, 9 * 3600)
CELL_M = 250.0
"""Organisations are counted in squares of this side: many share a postcode."""

ATTRIBUTION = (
    "Contains National Statistics and OS data © Crown copyright and database right 2016/2021. IMD via mySociety (CC BY "
    "4.0). Companies House. Timetables: Bus Open Data Service (OGL v3), Rail Delivery Group (CC BY 2.0 UK)."
)


def grid(lon: Any, lat: Any) -> np.ndarray[Any, Any]:
    """Return (n, 2) metres of the national grid."""
    return np.array([national_grid(float(x), float(y)) for x, y in zip(lon, lat)]).reshape(-1, 2)


def feed(folder: Path) -> Feed:
    """Return tram and rail, each on its own day (rules 6.1)."""
    found = combined([on_date(read_feed(folder / name)) for name in FEEDS])
    xy = grid(found.stops["lon"], found.stops["lat"])
    return found.placed(xy[:, 0], xy[:, 1])


def zones(folder: Path) -> pd.DataFrame:
    """Return the 853 zones: code, people, decile of deprivation and a point of the national grid."""
    with closing(sqlite3.connect(folder / "zones.gpkg")) as connection:
        query = "SELECT lsoa11cd, pop2019, imd2019_decile, geom FROM lsoa11 ORDER BY lsoa11cd"
        rows = connection.execute(query).fetchall()
    shapes = decode([row[3] for row in rows], "lsoa11")
    centres = shapely.centroid(np.asarray(shapes, dtype=object))
    xy = grid(shapely.get_x(centres), shapely.get_y(centres))
    return pd.DataFrame({
        "id": [row[0] for row in rows], "people": [float(row[1]) for row in rows],
        "deprivation": [float(row[2]) for row in rows], "zone": [row[0] for row in rows],
        "geometry": shapely.points(np.round(xy, 1)),
    })  # fmt: skip


def jobs(folder: Path) -> pd.DataFrame:
    """Return jobs in squares of 250 m, at the mean place of the jobs in them."""
    with gzip.open(folder / "organisations.csv.gz", "rt", encoding="utf-8") as file:
        table = pd.read_csv(file)
    names = {str(name).lower(): name for name in table.columns}
    lon, lat = (next(names[one] for one in names if one.startswith(start)) for start in ("lon", "lat"))
    table = table.assign(weight=pd.to_numeric(table[names["employees"]], errors="coerce").fillna(0.0))
    table = table[(table["weight"] > 0) & table[lon].notna()]
    xy = grid(table[lon], table[lat])
    table = table.assign(x=xy[:, 0] * table["weight"], y=xy[:, 1] * table["weight"], a=xy[:, 0] // CELL_M,
                         b=xy[:, 1] // CELL_M)  # fmt: skip
    cells = table.groupby(["a", "b"])[["x", "y", "weight"]].sum().reset_index()
    at = np.round(cells[["x", "y"]].to_numpy() / cells[["weight"]].to_numpy(), 1)
    ids = [f"jobs {a:.0f} {b:.0f}" for a, b in zip(cells["a"], cells["b"])]
    return pd.DataFrame({"id": ids, "name": "", "category": "jobs", "weight": cells["weight"],
                         "geometry": shapely.points(at)})  # fmt: skip


def district(folder: Path, tables: Mapping[str, pd.DataFrame], *drawn: Intervention) -> District:
    """Return the study area with the given homes and opportunities, and drawn interventions."""
    service = feed(folder)
    given = {**tables, **tables_of(service, MORNING)}
    full = {}
    for name, table in TABLES.items():
        if name not in INTERVENTION_TABLES:
            columns = [*table.columns, *(["geometry"] if table.geometry else [])]
            full[name] = given.get(name, pd.DataFrame()).reindex(columns=columns)
    settings = {**settings_of(service, MORNING), "attribution": ATTRIBUTION, "deprivation_is": "decile"}
    return District("EPSG:27700", full, drawn, settings, "sheffield-rotherham")


def write(folder: Path, path: Path, *drawn: Intervention) -> None:
    """Write the study area with zones and jobs as a district file that is measured by public transport."""
    made = district(folder, {"homes": zones(folder), "opportunities": jobs(folder)}, *drawn)
    write_district(replace(made, settings={**made.settings, "modes": ["transit"]}), path)
