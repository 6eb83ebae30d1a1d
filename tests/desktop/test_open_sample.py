"""The sample is opened through the dock; every page and window stands, in a small window, twice as large, in German."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from district_planner.core import evaluate, open_district
from tests.desktop.runner import run_scenario

pytestmark = pytest.mark.desktop

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "examples" / "amp_sbp.gpkg"
# No attribute of the dock enters: the figure is read from the results of plain Python.
FIGURE = "site_time_walk_amp_sbp"


def expected() -> tuple[float, float]:
    """Return base and with of the headline, all candidates on, by plain Python."""
    figures = evaluate(open_district(SAMPLE), "all").figures.set_index("figure")
    row = figures.loc[FIGURE]
    assert math.isfinite(row["base"]) and math.isfinite(row["with"])
    return float(row["base"]), float(row["with"])


@pytest.mark.parametrize(
    ("look", "environment", "locale", "point"),
    [
        ("plain", {}, "en", "."),
        pytest.param("double", {"QT_SCALE_FACTOR": "2"}, "en", ".", marks=pytest.mark.long),
        pytest.param("german", {}, "de", ",", marks=pytest.mark.long),
    ],
)
def test_the_sample_opens_through_the_dock(
    archive: Path,
    tmp_path: Path,
    pictures: Path,
    monkeypatch: pytest.MonkeyPatch,
    look: str,
    environment: dict[str, str],
    locale: str,
    point: str,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    folder = tmp_path / "mine"
    folder.mkdir()
    screen = "2560x1600" if look == "double" else "1280x800"
    done = run_scenario(
        "open_sample", archive, tmp_path / "desktop", pictures / f"dock-{look}", seconds=170, locale=locale,
        screen=screen,
        into=str(folder), size=[1280, 800],
    )  # fmt: skip
    assert done.code == 0, done.log
    assert Path(done.found["path"]) == folder / "amp_sbp.gpkg"
    assert done.found["width"] <= 380
    assert done.found["out"] == []
    base, after = (f"{value:.1f}".replace(".", point) for value in expected())
    assert done.found["headline"][:2] == [base, after]
