"""What goes out as GeoJSON and comes back joins, passes and misses the same streets as before."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from district_planner.core import open_district
from district_planner.core.district import District
from district_planner.core.evaluation.joins import joins_of
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.exchange import geojson_text, read_geojson
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import select
from tests.core.test_exchange import to_district, to_wgs84

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "examples" / "amp_sbp.gpkg"
KEYS = ["intervention", "mode", "kind"]


@pytest.fixture(scope="module")
def sample() -> District:
    return open_district(SAMPLE)


def joins(district: District, interventions: tuple[Intervention, ...]) -> pd.DataFrame:
    with_them = replace(district, interventions=interventions)
    request = Request(modes=("walk", "cycle"), indicators=("nearest",), categories=("cafe",))
    return joins_of(Session(with_them, select(with_them, "", "today", None, "best"), request))


def drawn_on(district: District) -> list[Intervention]:
    """Return 40 links between vertices of streets, which snapping gives, every second with a bridge or a passed join.

    A vertex in the middle is half a metre off, so that some ends have a connector and no line is straight.
    """
    chance = np.random.default_rng(24)
    vertices = shapely.get_coordinates(district.table("streets")["geometry"].to_numpy(dtype=object))
    found: list[Intervention] = []
    while len(found) < 40:
        start = vertices[chance.integers(len(vertices))]
        near = vertices[np.hypot(*(vertices - start).T) < 400]
        end = near[chance.integers(len(near))]
        length = float(np.hypot(*(end - start)))
        if length < 50:
            continue
        number = len(found)
        middle = (start + end) / 2 + 0.5
        start = start + (3.0 if number % 5 == 0 else 0.0)
        columns = [{}, {"parts": json.dumps([[length * 0.2, length * 0.8]])}, {},
                   {"no_join": json.dumps([[float(x) for x in end]])}][number % 4]  # fmt: skip
        line = shapely.linestrings([start, middle, end])
        found.append(Intervention(f"n{number:02}", "walking_link", line, attributes={"modes": "walk,cycle", **columns}))
    return found


def there_and_back(interventions: tuple[Intervention, ...]) -> tuple[Intervention, ...]:
    found, notes = read_geojson(geojson_text(interventions, to_wgs84), to_district)
    assert notes == ()
    return found


def test_what_the_sample_joins_is_the_same_row_for_row_after_a_round_trip(sample: District):
    old, new = joins(sample, sample.interventions), joins(sample, there_and_back(sample.interventions))
    assert {"joins", "passes_over"} <= set(old["kind"])
    assert old[[*KEYS, "text"]].to_numpy().tolist() == new[[*KEYS, "text"]].to_numpy().tolist()
    # 2 cm for the place; along a line every vertex before it may add its own.
    assert np.hypot(old["x"] - new["x"], old["y"] - new["y"]).max() < 0.02
    assert (old["chainage"] - new["chainage"]).abs().max() < 0.04


def test_a_round_trip_joins_and_passes_the_same_streets_at_the_same_places(sample: District):
    # A line that leaves a street at a slant of 3 degrees and is moved by 1 cm meets it up to 1 / sin 3° = 19 cm from
    # where it did, as a second join of the same street beside the junction; so places count, not rows.
    before = (*sample.interventions, *drawn_on(sample))
    old, new = joins(sample, before), joins(sample, there_and_back(before))
    # All kinds of meeting are there, or the comparison would be of nothing.
    assert {"joins", "connector", "passes_over", "kept_apart", "needs_bridge", "end_not_joined"} == set(old["kind"])
    assert len(old) > 200
    for these, those in ((old, new), (new, old)):
        groups = {key: rows[["x", "y"]].to_numpy() for key, rows in those.groupby(KEYS)}
        for key, rows in these.groupby(KEYS):
            away = np.hypot(*(rows[["x", "y"]].to_numpy()[:, None] - groups[key][None]).transpose(2, 0, 1)).min(axis=1)
            assert away.max() < 0.2, key
