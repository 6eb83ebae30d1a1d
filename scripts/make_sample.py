"""Write the embedded sample district: ``python scripts/make_sample.py [FILE]``.

The district is illustrative (docs/sample.md says what is true and what is invented). Two runs give the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import shapely

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from district_planner.core.district import TABLES, District  # noqa: E402
from district_planner.core.geopackage import INTERVENTION_TABLES, write_district  # noqa: E402
from scripts.sample import candidates, places, streets  # noqa: E402
from scripts.sample.ways import hand_laid  # noqa: E402

TARGET = ROOT / "resources" / "examples" / "amp_sbp.gpkg"
STAMP = "2026-01-01T00:00:00.000Z"
SETTINGS = {
    "name": "AMP–SBP (illustrative)",
    "illustrative": True,
    "deprivation_is": "decile",
    "attribution": "Illustrative data made for demonstration; not a survey",
}


def sample() -> District:
    """Return the illustrative district in memory."""
    ways = streets.network()
    tables = {
        "streets": streets.street_table(ways),
        "opportunities": places.opportunities(ways),
        "homes": places.homes(ways),
        "buildings": places.buildings(ways, [candidates.BRIDGE, candidates.PATH]),
        "nodes": places.nodes(),
        "greenspaces": places.greenspaces(ways),
        "stops": places.stops(),
        "barriers": places.barrier_table(),
        **candidates.scenario_tables(),
    }
    full = {
        name: _in_order(tables.get(name, pd.DataFrame()), [*table.columns, *(["geometry"] if table.geometry else [])])
        for name, table in TABLES.items()
        if name not in INTERVENTION_TABLES
    }
    parkway = shapely.line_merge(
        shapely.union_all([way.line for way in hand_laid() if way.name == "Sheffield Parkway" and not way.layer])
    )
    return District("EPSG:27700", full, candidates.interventions(parkway), SETTINGS, TARGET.stem)


def _in_order(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    return frame.reindex(columns=columns)


def main(arguments: list[str]) -> int:
    target = Path(arguments[0]) if arguments else TARGET
    target.parent.mkdir(parents=True, exist_ok=True)
    district = sample()
    write_district(district, target, stamp=STAMP)
    counts = {name: len(frame) for name, frame in district.tables.items() if len(frame)}
    print(f"{target}: {target.stat().st_size / 1e6:.2f} MB, {counts}, {len(district.interventions)} interventions")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
