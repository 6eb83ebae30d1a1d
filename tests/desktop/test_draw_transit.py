"""A tram drawn with the real mouse on the real timetable: the chip's numbers are those that plain Python gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely

from district_planner.core import evaluate, open_district
from district_planner.core.evaluation.request import Request
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.line_facts import line_facts
from scripts.sample import south_yorkshire
from scripts.sample.candidate_line import candidate
from tests.desktop.runner import run_scenario

pytestmark = pytest.mark.desktop

FIGURE = "count_transit_jobs_45_people_mean"


@pytest.fixture
def district(reference_data: Callable[..., Path], tmp_path: Path) -> Path:
    path = tmp_path / "corridor.gpkg"
    south_yorkshire.write(reference_data("sheffield-rotherham"), path)
    return path


def same(path: Path, shown: dict[str, Any]) -> Intervention:
    """Compare what the screen showed with a full evaluation of the district with the line as it hung there."""
    one = Intervention("hand", "light_rail", shapely.from_wkt(shown["wkt"]), attributes=shown["attributes"])
    asked = Request(modes=("transit",), indicators=("count",), categories=("jobs",))
    results = evaluate(open_district(path), request=asked, interventions=[one])
    row = results.figures.set_index("figure").loc[FIGURE]
    assert (shown["before"], shown["after"]) == (row["base"], row["with"])
    frame = results.values["count_transit_jobs_45"]
    assert shown["gainers"] == int((frame["base"] != frame["with"]).sum()) > 0
    return one


@pytest.mark.long
def test_the_chip_says_what_python_gives_for_the_drawn_tram(
    district: Path, archive: Path, tmp_path: Path, pictures: Path
) -> None:
    empty = tmp_path / "empty.gpkg"
    empty.write_bytes(district.read_bytes())
    corners = shapely.get_coordinates(candidate().geometry)[[0, 2, 4, 7, 9]].tolist()
    done = run_scenario(
        "draw_transit", archive, tmp_path / "desktop", pictures, 240, district=str(district), corners=corners,
        figure=FIGURE,
    )  # fmt: skip
    assert done.code == 0, done.log
    drawn = same(empty, done.found["drawing"])
    facts = line_facts(drawn)
    chip = "\n".join(done.found["chip"])
    assert f"{facts.one_way_min:.1f} min one way · {facts.commercial_kmh:.1f} km/h with stops" in chip
    assert f"{facts.vehicles} vehicles · {facts.places_per_hour:,.0f} places an hour" in chip
    assert '"rail"' in drawn.attributes["legs"]
    same(empty, done.found["dragged"])
    assert done.found["undo"] == ["Draw light rail line", "Move a stop of Light rail line 1"]
    assert "2024-12-17" in done.found["service"]
    assert "2019-09-10" in done.found["service"]
