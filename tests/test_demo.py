"""The table of ``make demo``: candidates differ or say why, it fits the screen, and the README tells its figures."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from district_planner.core import evaluate, open_district
from district_planner.core.evaluation.request import Request

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "resources" / "examples" / "amp_sbp.gpkg"


@pytest.fixture(scope="module")
def demo() -> ModuleType:
    """Return the script."""
    pytest.importorskip("qgis.core")
    spec = importlib.util.spec_from_file_location("demo", ROOT / "scripts" / "demo.py")
    assert spec is not None and spec.loader is not None
    module, before = importlib.util.module_from_spec(spec), list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = before
    return module


@pytest.fixture(scope="module")
def summary(demo: ModuleType) -> dict[str, Any]:
    """Return the summary of the sample, of what the table shows."""
    from district_planner.gis.score_tables import Asked, summary_text

    district, (headline,) = open_district(SAMPLE), demo.ASKED["HEADLINE"]
    request = Request(indicators=("kinds", "nearest", "site_time"), headline=headline)
    results = evaluate(district, request=request)
    found: dict[str, Any] = json.loads(summary_text(results, district, Asked("", "", None, "")))
    return found


def test_candidates_share_a_rank_only_where_nothing_changes_and_a_reason_is_told(summary: dict[str, Any]):
    rows = summary["interventions"]
    assert len(rows) == 10
    changing = [row["rank"] for row in rows if row["alone_change"]]
    assert len(changing) == 8 and len(set(changing)) == 8
    assert all(row["why"] for row in rows if not row["alone_change"])


def test_the_table_shows_base_with_and_change_in_120_columns(demo: ModuleType, summary: dict[str, Any]):
    text = demo.report(summary, ROOT / "build" / "demo").splitlines()
    assert max(map(len, text)) <= 120
    (bridge,) = [line for line in text if "walking and cycling bridge " in line and "walking link" in line]
    assert bridge.split()[-7:] == ["1,002,896", "1,003,741", "+845", "0", "21.4", "−10.0", "3.00"]
    (square,) = [line for line in text if line.startswith("  Public square at Waverley: ")]
    assert "public space: +5,862 people (18,715 → 24,577)" in square


def test_the_readme_tells_the_figures_that_are_printed(demo: ModuleType, summary: dict[str, Any]):
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    figures = {row["figure"]: row for row in summary["figures"]}
    head, walk = figures[summary["headline"]], figures[demo.BETWEEN]
    assert f"{head['base']:,.0f} → {head['with']:,.0f} | `make demo`" in page
    assert f"{walk['base']:.1f} → {walk['with']:.1f} min | `make demo`" in page
