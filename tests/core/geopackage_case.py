"""A small district in a file, with what breaks careless code in its names, and how to look into the file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pandas as pd
from shapely.geometry import LineString, Point, Polygon

from district_planner.core.district import TABLES, District
from district_planner.core.geopackage import INTERVENTION_TABLES, write_district
from district_planner.core.interventions.intervention import Intervention

STAMP = "2026-01-01T00:00:00.000Z"
ODD = 'O\'Neill "the" 🚲 <script>alert(1)</script>'
MORE = {"parts": "[[20, 40]]", "open_year": 2030, "note_of_mine": "x"}
LINK = Intervention("b", "walking_link", LineString([(0, 0), (100, 0)]), ODD, False, MORE)
CAFE = Intervention("a", "amenity", Point(5, 6), "Café", True, {"categories": "cafe", "weight": 1.5})
PARK = Intervention("c", "green_space", Polygon([(0, 0), (9, 0), (9, 9)]))
FIRST, SECOND = [(442000, 387000), (442100, 387050)], [(442100, 387050), (442100, 387200)]


def district(**frames: pd.DataFrame) -> District:
    tables = {
        name: frames.get(name, pd.DataFrame(columns=[*table.columns, *(["geometry"] if table.geometry else [])]))
        for name, table in TABLES.items()
        if name not in INTERVENTION_TABLES
    }
    if "streets" not in frames:
        tables["streets"] = streets()
    return District("EPSG:27700", tables, (LINK, CAFE, PARK), {"name": ODD, "walk_kmh": 4.8})


def streets() -> pd.DataFrame:
    return pd.DataFrame({
        "id": ["s1", "s2"], "name": [ODD, None], "highway": "residential", "maxspeed_kmh": [48.0, np.nan],
        "layer": [0, -1], "walk": "yes", "lts": [2.0, np.inf],
        "geometry": [LineString(FIRST), LineString(SECOND)],
        "colour of the door": ["red", None], "steps": [3, 4],
    })  # fmt: skip


def names_beside(path: Path) -> list[str]:
    return sorted(item.name for item in path.parent.iterdir())


def written(folder: Path) -> Path:
    """Write the district into a folder and return the file, whose name no address may take literally."""
    file = folder / "district 1#?%.gpkg"
    write_district(district(), file, stamp=STAMP)
    return file


def run(path: Path, *statements: str) -> None:
    """Run SQL as a GIS does: the triggers of the spatial index call functions that SQLite itself lacks."""
    connection = sqlite3.connect(path)
    connection.create_function("ST_IsEmpty", 1, lambda blob: blob is None)
    for name in ("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
        connection.create_function(name, 1, lambda blob: 0.0)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    found = connection.execute(query).fetchall()
    connection.close()
    return found
