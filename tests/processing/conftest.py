"""What the tests of several algorithms share: the sample, a listener, and how a mistake is worded."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from district_planner.core.district import District
from district_planner.core.geopackage import open_district

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "examples" / "amp_sbp.gpkg"


@pytest.fixture
def sample(tmp_path: Path) -> str:
    """Return the path of a copy of the sample."""
    return str(shutil.copy(SAMPLE, tmp_path / "sample.gpkg"))


@pytest.fixture
def run(toolbox: Any) -> Callable[..., tuple[dict[str, Any], Any]]:
    """Return a function that runs an algorithm by its short name and gives its outputs and what it said."""

    def call(name: str, heard: Any = None, **parameters: Any) -> tuple[dict[str, Any], Any]:
        # QGIS must be running before it is imported.
        from tests.processing.listening import Heard

        heard = heard or Heard()
        return toolbox.run(f"districtplanner:{name}", parameters, feedback=heard), heard

    return call


@pytest.fixture
def refused(run: Callable[..., Any]) -> Callable[..., str]:
    """Return a function that runs an algorithm which must stop, and gives its sentence."""

    def call(name: str, **parameters: Any) -> str:
        from qgis.core import QgsProcessingException

        with pytest.raises(QgsProcessingException) as caught:
            run(name, **parameters)
        return str(caught.value)

    return call


@pytest.fixture
def make(run: Callable[..., Any], tmp_path: Path) -> Callable[..., tuple[District, Any]]:
    """Return a function that runs createdistrict on two streets and more, and gives what it wrote and said."""

    def call(**parameters: Any) -> tuple[District, Any]:
        from tests.processing.two_streets import STREETS, layer

        streets = layer("LineString", STREETS, ["highway:string"])
        found, heard = run(
            "createdistrict", **{"STREETS": streets, "OUTPUT": str(tmp_path / "made.gpkg"), **parameters}
        )
        return open_district(found["OUTPUT"]), heard

    return call
