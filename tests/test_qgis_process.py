"""The staged plugin works in ``qgis_process``, where no window is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from district_planner.processing.provider import algorithm_classes

if TYPE_CHECKING:
    from tests.conftest import QgisProcess


def test_every_algorithm_is_offered(qgis_process: QgisProcess) -> None:
    done = qgis_process.call("--json", "list")
    assert done.returncode == 0, done.stderr
    offered = json.loads(done.stdout)["providers"]["districtplanner"]["algorithms"]
    assert set(offered) == {f"districtplanner:{item().name()}" for item in algorithm_classes()}


def test_a_mistake_in_the_input_ends_with_code_1_and_a_sentence(qgis_process: QgisProcess, tmp_path: Path) -> None:
    target = tmp_path / "district.gpkg"
    done = qgis_process.call("--json", "run", "districtplanner:createdistrict", "--", f"OUTPUT={target}")
    assert done.returncode == 1
    assert "street" in done.stderr.lower()
    assert "Traceback" not in done.stderr
    assert not target.exists()
