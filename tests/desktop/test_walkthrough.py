"""A planner's first hour in the real desktop: every figure on the screen is the one of an independent calculation.

``make screenshots`` runs this and leaves numbered pictures in ``build/screenshots``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from district_planner.core import open_district
from tests.desktop.independent import Independent
from tests.desktop.runner import run_scenario
from tests.desktop.walked import WALKS, Expected, misread

pytestmark = [pytest.mark.desktop, pytest.mark.long, pytest.mark.timeout(1500)]

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "examples" / "amp_sbp.gpkg"


@pytest.fixture(scope="module")
def expected() -> Expected:
    """Return the figures by the oracle: what is drawn is the same in both languages, and searched once."""
    district = open_district(SAMPLE)
    return Expected(lambda minutes, built: Independent(district, built))


@pytest.mark.parametrize(("locale", "german"), [("en", False), ("de_DE", True)])
def test_every_figure_of_the_walk_is_the_independent_one(
    archive: Path, tmp_path: Path, pictures: Path, expected: Expected, locale: str, german: bool
) -> None:
    project, places = tmp_path / "walk.qgz", WALKS["sample"]
    folder = pictures / "german" if german else pictures
    done = run_scenario(
        "walkthrough", archive, tmp_path / "desktop", folder, seconds=900, locale=locale, into=str(tmp_path / "mine"),
        project=str(project), places=places,
    )  # fmt: skip
    assert done.code == 0, done.log
    steps = done.found["steps"]
    wrong = {
        step["step"]: (step["values"], figures)
        for step in steps
        if step["values"] != pytest.approx(figures := expected.of(step), rel=1e-12)
    }
    assert not wrong
    assert misread(steps, german) == []
    assert len(steps) == 14
    assert sum(step["values"]["base"] != step["values"]["after"] for step in steps) >= 12
    corners, length, straight = done.found["traced"]
    assert corners > 2, "the cycle path was not traced"
    assert length > straight
    again = run_scenario(
        "walkthrough_again", archive, tmp_path / "again", folder, seconds=300, locale=locale, project=str(project),
        figures=sorted(done.found["figures"]),
    )  # fmt: skip
    assert again.code == 0, again.log
    assert again.found["on"] == done.found["on"]
    assert again.found["figures"] == done.found["figures"]
    assert again.found["question"] == places["index"]["figure"]
