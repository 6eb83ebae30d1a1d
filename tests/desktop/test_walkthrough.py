"""A planner's first hour in the real desktop: every figure on the screen is the one of an independent calculation.

``make screenshots`` runs this and leaves numbered pictures in ``build/screenshots``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from district_planner.gui.recovered import from_json
from tests.desktop.independent import Independent
from tests.desktop.runner import run_scenario

pytestmark = [pytest.mark.desktop, pytest.mark.long, pytest.mark.timeout(1500)]

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "examples" / "amp_sbp.gpkg"


def worked_out(steps: list[dict[str, Any]]) -> dict[str, tuple[float, float]]:
    """Return step -> (figure on the screen, figure by the oracle); states that were built alike are searched once."""
    known: dict[str, Independent] = {}
    found = {}
    for step in steps:
        built = [from_json(one) for one in step["built"]]
        key = repr(step["built"])
        state = known.setdefault(key, Independent(SAMPLE, built))
        weights = step.get("weights")
        found[step["step"]] = (step["shown"], state.index_of_work(weights) if weights else state.figure(step["figure"]))
    return found


def test_every_figure_of_the_walk_is_the_independent_one(archive: Path, tmp_path: Path, pictures: Path) -> None:
    project = tmp_path / "walk.qgz"
    done = run_scenario(
        "walkthrough", archive, tmp_path / "desktop", pictures, seconds=600, into=str(tmp_path / "mine"),
        project=str(project),
    )  # fmt: skip
    assert done.code == 0, done.log
    figures = worked_out(done.found["steps"])
    wrong = {name: pair for name, pair in figures.items() if pair[0] != pytest.approx(pair[1], rel=1e-12)}
    assert not wrong
    assert len(figures) >= 15
    links = figures["nothing yet"][1], figures["link, stored"][1]
    assert done.found["chip"][0] == f"AMP–SBP {links[0]:.1f}\u00a0→\u00a0{links[1]:.1f}\u00a0min"
    assert done.found["card"] == [f"{links[0]:.1f}", f"{links[1]:.1f}"]
    corners, length, straight = done.found["traced"]
    assert corners > 2, "the cycle path was not traced"
    assert length > straight
    again = run_scenario("walkthrough_again", archive, tmp_path / "again", pictures, seconds=200, project=str(project))
    assert again.code == 0, again.log
    assert again.found["on"] == done.found["on"]
    assert again.found["figures"] == done.found["figures"]
    assert again.found["question"] == "index15work_walk_employees_mean"
