"""A link drawn with the real mouse in the real desktop: the chip's number is the one that plain Python gives."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from district_planner.core import evaluate, open_district
from tests.desktop.runner import run_scenario

pytestmark = pytest.mark.desktop

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "examples" / "amp_sbp.gpkg"


def test_the_chip_says_what_python_gives_for_the_drawn_link(archive: Path, tmp_path: Path, pictures: Path) -> None:
    district = tmp_path / "sample.gpkg"
    shutil.copy(SAMPLE, district)
    done = run_scenario("draw_link", archive, tmp_path / "desktop", pictures, district=str(district))
    assert done.code == 0, done.log
    saved = open_district(district)
    drawn = [one for one in saved.interventions if one.id == "walking_link-1"]
    figures = evaluate(saved, interventions=drawn).figures.set_index("figure")
    row = figures.loc[done.found["figure"]["name"]]
    assert (done.found["figure"]["before"], done.found["figure"]["after"]) == (row["base"], row["with"])
    assert row["with"] < row["base"]
    assert done.found["chip"][0] == f"AMP–SBP {row['base']:.1f}\u00a0→\u00a0{row['with']:.1f}\u00a0min"
    assert done.found["undo"] == "Draw walking link"
