"""A catchment that moves holds what the catchments of the toolbox hold, at every point."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from district_planner.core import open_district
from district_planner.core.access.catchments import CatchmentRequest, catchments
from district_planner.core.access.moving import MovingCatchment
from district_planner.core.errors import RequestError
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.selection import select

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "examples" / "amp_sbp.gpkg"


@pytest.fixture(scope="module")
def session() -> Session:
    district = open_district(SAMPLE)
    return Session(district, select(district, "all"), Request())


@pytest.mark.parametrize("mode", ["walk", "cycle"])
@pytest.mark.parametrize("built", [False, True])
def test_it_equals_the_catchments_of_the_toolbox(session: Session, mode: str, built: bool) -> None:
    district = session.district
    on = session.externals | (frozenset(one.id for one in session.selection.candidates) if built else frozenset())
    moving = MovingCatchment(session, on, mode)
    table = district.table("nodes").iloc[[0, 2, 6]][["id", "name", "geometry"]]
    state = "with" if built else "base"
    want = catchments(district, table, CatchmentRequest((mode,), states=(state,), scenario="all"))
    for place in table.itertuples():
        found = moving.at(place.geometry.x, place.geometry.y)
        bands = want.bands[want.bands["place"] == place.id]
        streets = want.streets[want.streets["place"] == place.id]
        assert [band.minutes for band in found.bands] == bands["to_min"].tolist()
        for band, (_, row) in zip(found.bands, bands.iterrows()):
            assert band.people == row["people"] + row["new_people"]
            assert band.jobs == row["jobs"]
            counts = {name[2:]: int(row[name]) for name in bands if name.startswith("n_") and row[name]}
            assert dict(band.counts) == counts
            length = shapely.length(streets[streets["to_min"] == band.minutes]["geometry"].to_numpy(dtype=object)).sum()
            assert shapely.length(band.lines).sum() == pytest.approx(length, rel=1e-9)
        assert np.isclose(found.x, place.geometry.x)
    assert max(band.people for band in found.bands) > 0


def test_far_from_every_street_nothing_is_reached(session: Session) -> None:
    found = MovingCatchment(session, frozenset(), "walk").at(400_000.0, 400_000.0)
    assert not found.joined
    assert all(band.people == 0 and not len(band.lines) for band in found.bands)


def test_a_mode_that_rides_is_refused(session: Session) -> None:
    with pytest.raises(RequestError, match="Walk or cycle"):
        MovingCatchment(session, frozenset(), "transit")
