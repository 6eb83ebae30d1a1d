"""Ways over the streets of Leeds west with every kind of intervention built add up to the table, without a gap."""

from __future__ import annotations

import pytest

from tests.core.engine_case import engine_times
from tests.core.test_routes import assert_followed, ways_of
from tests.gis.test_engine_on_real_streets import LIMIT_MIN, _changes, _leeds

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.mark.parametrize("mode", ["walk", "cycle"])
def test_ways_in_leeds_add_up(reference_data, mode):
    district = _leeds(reference_data)
    changes = _changes(district, 1)
    want = engine_times(district, [(c.id, e) for c in changes for e in c.effects], mode, LIMIT_MIN[mode])
    got = ways_of(district, changes, mode, LIMIT_MIN[mode], step=4)
    assert len(got) > 250
    origins = {origin for origin, _ in got}
    assert {pair: int(way.ms) for pair, way in got.items()} == {p: ms for p, ms in want.items() if p[0] in origins}
    for pair, way in got.items():
        assert_followed(way, pair)
