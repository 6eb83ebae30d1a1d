"""Scoring the sample district in the real desktop gives the numbers of plain Python, to the last digit."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from district_planner.core import evaluate, open_district
from district_planner.gis.score_tables import ranked
from tests.desktop.runner import run_scenario

pytestmark = pytest.mark.desktop

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "examples" / "amp_sbp.gpkg"
NUMBERS = ["rank", "id", "name", "kind", "figure", "base", "alone", "alone_change", "last_in_change", "effect"]


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table, with None for empty."""
    return [
        {name: None if pd.isna(value) or value == "" else value for name, value in row.items()}
        for row in table.to_dict("records")
    ]


def test_the_desktop_gives_the_numbers_of_python(archive: Path, tmp_path: Path, pictures: Path) -> None:
    district = tmp_path / "sample.gpkg"
    shutil.copy(SAMPLE, district)
    done = run_scenario("score_sample", archive, tmp_path / "desktop", pictures, district=str(district))
    assert done.code == 0, done.log
    results = evaluate(open_district(district))
    found = pd.DataFrame(done.found["scores"])
    assert records(found[NUMBERS]) == records(results.summary[NUMBERS])
    table = ranked(results)
    assert records(found[list(table)]) == records(table)
    assert len(found) >= 10
    assert done.found["layers"]
