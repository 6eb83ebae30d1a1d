"""The desktop without a mouse, and with a plugin that is reloaded again and again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from district_planner.core import open_district
from tests.desktop.independent import Independent
from tests.desktop.runner import run_scenario
from tests.desktop.walked import Expected, misread

pytestmark = [pytest.mark.desktop, pytest.mark.long, pytest.mark.timeout(400)]

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "examples" / "amp_sbp.gpkg"


def test_a_keyboard_is_enough_but_for_the_map_also_in_german(archive: Path, tmp_path: Path, pictures: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    done = run_scenario(
        "by_keyboard", archive, tmp_path / "desktop", pictures, seconds=300, locale="de_DE", into=str(folder)
    )
    assert done.code == 0, done.log
    stored = open_district(folder / "amp_sbp.gpkg")
    links = stored.table("scenario_interventions")
    assert sorted(links.loc[links["scenario_id"] == "mine", "intervention_id"]) == done.found["on"]
    assert "Named by keyboard" not in {one.name for one in stored.interventions}
    steps = done.found["steps"]
    district = open_district(SAMPLE)
    expected = Expected(lambda minutes, built: Independent(district, built))
    assert [step["values"] for step in steps] == [pytest.approx(expected.of(step), rel=1e-12) for step in steps]
    assert steps[0]["values"]["after"] > 0
    assert misread(steps, german=True) == []
    # The pages are short enough to walk through: nobody presses Tab for ever.
    assert max(done.found["tabs"].values()) <= 45, done.found["tabs"]


def test_ten_reloads_with_a_district_open_leave_nothing(archive: Path, tmp_path: Path, pictures: Path) -> None:
    district = tmp_path / "sample.gpkg"
    shutil.copy(SAMPLE, district)
    done = run_scenario("reload", archive, tmp_path / "desktop", pictures, seconds=300, district=str(district))
    assert done.code == 0, done.log
    bare = done.found["bare"]
    # What QGIS itself hears shows that hearing is counted at all.
    assert len(bare["listeners"]) > 20, bare["listeners"]
    for life in range(10):
        left = done.found[f"life {life}"]
        now, before = left["listeners"].items(), bare["listeners"].items()
        assert sorted(now ^ before) == [], life
        assert left == bare, life
