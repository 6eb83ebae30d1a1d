"""A city's district from an OpenStreetMap file and zones, made in the dialog; the chip's gain is the oracle's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import shapely

from district_planner.core import open_district
from district_planner.core.district import District
from district_planner.gui.recovered import from_json
from tests.desktop.runner import run_scenario
from tests.oracle import Oracle

pytestmark = [pytest.mark.desktop, pytest.mark.long, pytest.mark.timeout(1500)]

LINE = [[330542.985, 186658.72], [330370.611, 186715.984]]
"""Two ends of streets in Newport that are far apart on foot."""
CUTOFF_MIN = 10
FIGURE = f"within_walk_grocery_{CUTOFF_MIN}_people"


def around(district: District, metres: dict[str, float]) -> District:
    """Return a district with the rows of some tables near the line only; the other tables are empty."""
    line = shapely.LineString(LINE)
    tables = {
        name: frame[shapely.dwithin(frame["geometry"].to_numpy(), line, metres[name])].reset_index(drop=True)
        if name in metres
        else frame.iloc[:0]
        for name, frame in district.tables.items()
    }
    return replace(district, tables=tables, interventions=())


def people_within(district: District, built: list[object]) -> float:
    """Return the people who have a grocery within the cutoff, by the oracle's times."""
    times = Oracle(district, built, mode="walk", limit_min=CUTOFF_MIN).times()  # type: ignore[arg-type]
    shops = district.table("opportunities")
    groceries = set(shops.loc[shops["category"] == "grocery", "id"])
    reached = {origin for origin, goal in times if goal in groceries}
    homes = district.table("homes")
    return float(sum(n for id_, n in zip(homes["id"], homes["people"]) if id_ in reached))


def test_a_city_made_in_the_dialog_scores_as_the_oracle_does(
    archive: Path, tmp_path: Path, pictures: Path, reference_data: Callable[..., Path]
) -> None:
    path = tmp_path / "newport.gpkg"
    zones = f"{reference_data('newport', 'zones.gpkg')}|layername=lsoa11"
    done = run_scenario(
        "newport_dialog", archive, tmp_path / "desktop", pictures, seconds=900, district=str(path), zones=zones,
        osm=str(reference_data("newport", "newport-2023-06-13.osm.pbf")), figure=FIGURE, line=LINE,
    )  # fmt: skip
    assert done.code == 0, done.log
    step = done.found["steps"][0]
    # Whoever gains lives within 800 m of the link, with a shop within as much again: streets beyond play no part.
    part = around(open_district(path), {"homes": 900.0, "opportunities": 1800.0, "streets": 2600.0})
    drawn = [from_json(one) for one in step["built"]]
    expected = people_within(part, drawn) - people_within(part, [])  # type: ignore[arg-type]
    assert expected > 0
    assert step["shown"] == pytest.approx(expected, abs=1e-6)
    assert done.found["chip"][0] == f"+{expected:,.0f} people"
