"""Scoring the sample district in the real desktop gives the numbers of plain Python, to the last digit."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from district_planner.core import evaluate, open_district
from tests.desktop.runner import run_scenario

pytestmark = pytest.mark.desktop

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "examples" / "amp_sbp.gpkg"
COMPARED = ("rank", "id", "name", "kind", "figure", "base", "with", "alone_change", "last_in_change", "effect", "why")


def records(summary: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of the summary, with None for empty."""
    return [
        {name: None if pd.isna(row[name]) or row[name] == "" else row[name] for name in COMPARED}
        for row in summary.to_dict("records")
    ]


def test_the_desktop_gives_the_numbers_of_python(archive: Path, tmp_path: Path, pictures: Path) -> None:
    district = tmp_path / "sample.gpkg"
    shutil.copy(SAMPLE, district)
    done = run_scenario("score_sample", archive, tmp_path / "desktop", pictures, district=str(district))
    assert done.code == 0, done.log
    found = [{name: row[name] if row[name] != "" else None for name in COMPARED} for row in done.found["scores"]]
    assert found == records(evaluate(open_district(district)).summary)
    assert len(found) >= 10
    assert done.found["layers"]
