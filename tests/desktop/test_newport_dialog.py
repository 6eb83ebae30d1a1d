"""A city's district from an OpenStreetMap file and zones, made in the dialog; what the walk changes is the oracle's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from district_planner.core import open_district
from district_planner.core.interventions.intervention import Intervention
from tests.desktop.independent import Independent, around
from tests.desktop.runner import run_scenario
from tests.desktop.walked import WALKS, Expected, everything_drawn, misread

pytestmark = [pytest.mark.desktop, pytest.mark.long, pytest.mark.timeout(2400)]

REACH_M = {10: 850.0, 15: 1250.0}
"""Minutes on foot -> metres that nobody gets beyond, at 80 m/min, with what a place lies off its street."""


def test_a_city_made_in_the_dialog_is_walked_through_as_the_oracle_says(
    archive: Path, tmp_path: Path, pictures: Path, reference_data: Callable[..., Path]
) -> None:
    path, project, places = tmp_path / "newport.gpkg", tmp_path / "newport.qgz", WALKS["newport"]
    zones = f"{reference_data('newport', 'zones.gpkg')}|layername=lsoa11"
    done = run_scenario(
        "newport_dialog", archive, tmp_path / "desktop", pictures, seconds=1200, district=str(path), zones=zones,
        osm=str(reference_data("newport", "newport-2023-06-13.osm.pbf")), places=places, project=str(project),
    )  # fmt: skip
    assert done.code == 0, done.log
    steps, district = done.found["steps"], open_district(path)
    people = float(district.table("homes")["people"].sum())
    drawn = everything_drawn(steps)

    def state(minutes: int, built: list[Intervention]) -> Independent:
        # Whoever is touched lives within reach of what is drawn, and reaches no farther than that again.
        part = around(district, drawn, REACH_M[minutes], 2 * REACH_M[minutes])
        return Independent(part, built, limit_min=minutes, everybody=people)

    expected = Expected(state, lambda figure: 15 if figure.startswith("index15") else 10)
    wrong = {}
    for step in steps:
        # The rest of the city adds the same to base and with.
        values, figures = step["values"], expected.of(step)
        changes = {name: value - values["base"] for name, value in values.items()}
        if changes != pytest.approx({name: value - figures["base"] for name, value in figures.items()}, abs=1e-8):
            wrong[step["step"]] = (values, figures)
    assert not wrong
    assert misread(steps, german=False) == []
    assert len(steps) == 14
    assert sum(step["values"]["base"] != step["values"]["after"] for step in steps) >= 12
    corners, length, straight = done.found["traced"]
    assert corners > 2, "the cycle path was not traced"
    assert length > straight
    again = run_scenario(
        "walkthrough_again", archive, tmp_path / "again", pictures / "newport", seconds=600, project=str(project),
        figures=sorted(done.found["figures"]),
    )  # fmt: skip
    assert again.code == 0, again.log
    assert again.found["on"] == done.found["on"]
    assert again.found["figures"] == pytest.approx(done.found["figures"], rel=1e-12)
    assert again.found["question"] == places["index"]["figure"]
