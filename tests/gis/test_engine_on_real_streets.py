"""Engine and oracle on real streets: Leeds west, and a window of 3 km of Newport, each with seeded places.

Every kind of intervention of the catalogue is drawn on the real streets, alone and together; times are compared pair by
pair as whole milliseconds. Limits are short so that the oracle, which splits every street, answers in time.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import LineString, Point, box

from district_planner.core.district import District
from district_planner.core.interventions.catalogue import kinds
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.network.squares import OUTLINE_NOTE, SQUARE_NOTE
from district_planner.gis.osm import read_osm
from tests.core.engine_case import engine_times
from tests.oracle import Change, Oracle
from tests.oracle.cases import district_of
from tests.oracle.oracle import changes_of

pytestmark = pytest.mark.usefixtures("qgis_app")
MODES = ("walk", "wheelchair", "cycle", "ecycle")
LIMIT_MIN = {"walk": 12.0, "wheelchair": 12.0, "cycle": 6.0, "ecycle": 5.0}
NEWPORT_WINDOW = (-3.0200, 51.5720, -2.9770, 51.5990)
"""3 by 3 km around the city centre and the river."""
PLACES = 240


@lru_cache(maxsize=2)
def _streets(path: str, extent: tuple[float, float, float, float] | None) -> tuple[str, pd.DataFrame]:
    source = read_osm(path, extent=extent)
    return source.crs, source.streets


def no_squares(streets: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return the streets that are no part of a square: of the many ways across one, each alone changes little."""
    return np.asarray(~streets["note"].isin([SQUARE_NOTE, OUTLINE_NOTE]))


def _district(path: str, extent: tuple[float, float, float, float] | None, seed: int) -> District:
    """A district of real streets with places beside them, some right on a street, some areas, some with entrances."""
    crs, streets = _streets(path, extent)
    chance = random.Random(seed)
    lines = list(streets.loc[no_squares(streets), "geometry"])

    def spot() -> Point:
        at = chance.choice(lines).interpolate(chance.random(), normalized=True)
        away = chance.choice((0.0, 5.0, 30.0, 80.0))
        return Point(round(at.x + chance.uniform(-away, away), 3), round(at.y + chance.uniform(-away, away), 3))

    def rows(prefix: str, number: int, **columns: Any) -> list[dict[str, Any]]:
        made = []
        for index in range(number):
            at = spot()
            shape = box(at.x, at.y, at.x + 20, at.y + 15) if chance.random() < 0.2 else at
            doors = shapely.MultiPoint([spot(), at]).wkt if chance.random() < 0.1 else None
            made.append({"id": f"{prefix}{index:03}", "entrances": doors, **columns, "geometry": shape})
        return made

    third = PLACES // 3
    made = district_of({
        "homes": rows("h", third, people=2.5),
        "buildings": rows("b", third // 2, employees=3.0),
        "opportunities": rows("p", third, category="cafe", weight=1.0),
        "stops": rows("t", third // 2),
    })  # fmt: skip
    return District(crs, {**made.tables, "streets": streets}, name="real")


def _interventions(district: District, seed: int) -> tuple[Intervention, ...]:
    """One or more of every kind of the catalogue, close together near the busiest junction."""
    chance = random.Random(seed)
    streets = district.table("streets")
    lines = np.asarray(streets["geometry"], dtype=object)
    plain = no_squares(streets)
    ground = np.asarray(streets["walk"] == "yes") & ~np.asarray(streets["bridge"], dtype=bool) & plain
    middle = shapely.Point(np.median(shapely.get_coordinates(lines[plain]), axis=0))
    near = [line for line in lines[ground] if line.distance(middle) < 600 and line.length > 40]
    corners = [line.coords[0] for line in near]

    def pair(low: float, high: float) -> tuple[Any, Any]:
        while True:
            a, b = chance.sample(corners, 2)
            if low < np.hypot(a[0] - b[0], a[1] - b[1]) < high:
                return a, b

    a, b = pair(200, 500)
    link = LineString([a, ((a[0] + b[0]) / 2 + 15, (a[1] + b[1]) / 2), b])
    along = chance.choice(near)
    beside = along.parallel_offset(2.0)
    path = LineString(pair(300, 700))
    drawn = {name: Point(*corners[chance.randrange(len(corners))][:2]) for name in ("amenity", "closing", "growing")}
    delayed = np.flatnonzero((streets["walk_start_delay_s"] > 0) & ground)
    crossed = Point(lines[delayed[0]].coords[0]) if len(delayed) else drawn["closing"]
    at = along.interpolate(0.4, normalized=True)
    spots = [link.interpolate(share, normalized=True) for share in (0.2, 0.7)]
    same = [along.interpolate(share, normalized=True) for share in (0.3, 0.6)]
    busy = _where_most_stand(district, lines[ground & np.asarray(streets["cycle"] == "yes")], middle)
    corner = busy.interpolate(0.5, normalized=True)
    park = box(b[0] - 80, b[1] - 60, b[0] - 20, b[1])
    return (
        Intervention("link", "walking_link", link),
        Intervention("link-beside", "walking_link", beside if beside.geom_type == "LineString" else along),
        Intervention("path", "cycle_path", path, attributes={"parts": json.dumps([[50, 120]])}),
        Intervention("crossing", "crossing", crossed, attributes={"delay_s": 2.0}),
        Intervention("kerbs", "crossing", LineString([(at.x - 8, at.y - 7), (at.x + 8, at.y + 7)])),
        Intervention("closed-street", "closure", busy),
        Intervention("closed-point", "closure", Point(*a[:2])),
        Intervention("closed-area", "closure", corner.buffer(25), attributes={"modes": "cycle,walk"}),
        Intervention("cafe-on-link", "amenity", spots[0], attributes={"categories": "cafe,shop"}),
        Intervention("home-on-link", "housing", spots[1], attributes={"people": 30.0}),
        Intervention("cafe-on-street", "amenity", same[0], attributes={"categories": "cafe"}),
        Intervention("home-on-street", "housing", same[1], attributes={"people": 10.0}),
        Intervention("meeting", "meeting_place", drawn["amenity"]),
        Intervention("square", "public_space", park.buffer(-5)),
        Intervention("park", "green_space", park),
        Intervention("site", "employment_site", box(a[0], a[1], a[0] + 60, a[1] + 40), attributes={"jobs": 80.0}),
        Intervention("node", "growth_node", drawn["growing"], attributes={"jobs": 50.0, "people": 20.0}),
    )


def _where_most_stand(district: District, lines: Any, middle: Point) -> LineString:
    """The street for walking and cycling near the middle that most places stand beside, so that ways lead over it."""
    places = np.concatenate([np.asarray(district.table(one)["geometry"]) for one in ("homes", "opportunities")])
    near = [line for line in lines if line.distance(middle) < 600 and line.length > 60]
    return max(near, key=lambda line: np.count_nonzero(shapely.dwithin(places, line, 100.0)))


def _assert_equal(district: District, changes: Sequence[Change], mode: str, what: str) -> int:
    want = Oracle(district, changes, mode, LIMIT_MIN[mode]).times()
    got = engine_times(district, [(c.id, e) for c in changes for e in c.effects], mode, LIMIT_MIN[mode])
    pairs = sorted(pair for pair in want.keys() | got.keys() if want.get(pair) != got.get(pair))
    shown = [(pair, want.get(pair), got.get(pair)) for pair in pairs[:5]]
    assert not pairs, f"{mode}, {what}: {len(pairs)} of {len(want)} pairs differ; (pair, oracle, engine): {shown}"
    return len(want)


def _leeds(reference_data: Any, seed: int = 1) -> District:
    return _district(str(reference_data("leeds-west", "leeds_west.osm.pbf")), None, seed)


def _newport(reference_data: Any, seed: int = 2) -> District:
    return _district(str(reference_data("newport", "newport-2023-06-13.osm.pbf")), NEWPORT_WINDOW, seed)


def _changes(district: District, seed: int) -> list[Change]:
    return changes_of(_interventions(district, seed), district)


def test_every_kind_of_the_catalogue_is_drawn(reference_data):
    ridden = {"light_rail", "transit_change"}
    assert {item.kind for item in _interventions(_leeds(reference_data), 1)} == set(kinds()) - ridden


@pytest.mark.parametrize("mode", ["walk", "cycle"])
def test_leeds_with_everything_built(reference_data, mode):
    district = _leeds(reference_data)
    assert _assert_equal(district, _changes(district, 1), mode, "everything") > 1000


def test_home_and_cafe_both_on_the_new_link_and_both_on_one_street(reference_data):
    district = _leeds(reference_data)
    chosen = {"link", "cafe-on-link", "home-on-link", "cafe-on-street", "home-on-street"}
    changes = [change for change in _changes(district, 1) if change.id in chosen]
    _assert_equal(district, changes, "walk", "home and café on the link")
    # both stand on the link without an access leg: the time is the length between them at 4.8 km/h
    link = next(effect.line for change in changes for effect in change.effects if change.id == "link")
    got = engine_times(district, [(c.id, e) for c in changes for e in c.effects], "walk", 12.0)
    assert abs(got["home-on-link:people", "cafe-on-link:cafe"] - link.length * 0.5 * 750) <= 1.0


@pytest.mark.long
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("seed", [3, 4])
def test_leeds_in_every_mode(reference_data, mode, seed):
    district = _leeds(reference_data, seed)
    _assert_equal(district, (), mode, "base")
    _assert_equal(district, _changes(district, seed), mode, "everything")


EACH = (
    "link", "link-beside", "path", "crossing", "kerbs", "closed-street", "closed-point", "closed-area", "cafe-on-link",
    "home-on-street", "meeting", "square", "park", "site", "node",
)  # fmt: skip
"""Every kind at least once."""
ON_FOOT_ONLY = ("link", "link-beside", "crossing", "kerbs")
"""What serves walking and wheelchairs unless its modes say otherwise; all others change something by cycle too."""


@pytest.mark.long
@pytest.mark.parametrize("what", EACH)
@pytest.mark.parametrize("mode", ["walk", "cycle"])
def test_leeds_with_each_alone(reference_data, what, mode):
    district = _leeds(reference_data)
    _assert_equal(district, [change for change in _changes(district, 1) if change.id == what], mode, what)


def _changes_times(district: District, seed: int, what: str, mode: str) -> bool:
    """Return whether a change alone takes another time than nothing built, of any pair."""
    built = [(c.id, effect) for c in _changes(district, seed) if c.id == what for effect in c.effects]
    limit = LIMIT_MIN[mode]
    return engine_times(district, built, mode, limit) != engine_times(district, [], mode, limit)


@pytest.mark.long
@pytest.mark.parametrize("what", EACH)
def test_each_changes_something_by_the_modes_that_it_serves_and_nothing_by_others(reference_data, what):
    district = _leeds(reference_data)
    for mode in ("walk", "cycle"):
        assert _changes_times(district, 1, what, mode) == (mode == "walk" or what not in ON_FOOT_ONLY), mode


@pytest.mark.long
@pytest.mark.parametrize("what", EACH)
def test_each_changes_something_in_the_window_of_newport(reference_data, what):
    assert _changes_times(_newport(reference_data), 2, what, "walk")


@pytest.mark.long
@pytest.mark.parametrize("mode", MODES)
def test_a_window_of_newport(reference_data, mode):
    district = _newport(reference_data)
    _assert_equal(district, (), mode, "base")
    changes = _changes(district, 2)
    _assert_equal(district, changes, mode, "everything")
    _assert_equal(district, [c for c in changes if not c.id.startswith("clos")], mode, "everything but closures")
    _assert_equal(district, [c for c in changes if c.id.startswith("clos")], mode, "closures")


@pytest.mark.long
@pytest.mark.parametrize("what", EACH)
def test_a_window_of_newport_with_each_alone(reference_data, what):
    district = _newport(reference_data)
    _assert_equal(district, [change for change in _changes(district, 2) if change.id == what], "walk", what)


def test_every_kind_is_among_those_that_are_tested_alone(reference_data):
    drawn = _interventions(_leeds(reference_data), 1)
    assert {item.kind for item in drawn if item.id in EACH} == {item.kind for item in drawn}
