"""An area that is drawn is entered where the same area is entered that was there before (rules 3.3)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import Point, Polygon, box

from district_planner.core import evaluate
from district_planner.core.district import District
from district_planner.core.evaluation.live import Edit
from district_planner.core.evaluation.questions import Question
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import select
from district_planner.core.interventions.surroundings import Surroundings
from district_planner.core.places.assembly import with_entrances
from district_planner.core.places.entrances import Ways
from district_planner.core.places.green import green_spaces
from tests.oracle.cases import district_of, street

PARK = box(50.0, 10.0, 750.0, 210.0)
STREETS = [street("west", [(-1000.0, 0.0), (0.0, 0.0)]), street("east", [(0.0, 0.0), (1500.0, 0.0)])]
HOMES = [{"id": f"h{x:.0f}", "people": 10.0, "geometry": Point(x, 0.0)} for x in (0.0, 400.0, 800.0)]
REQUEST = Request(indicators=("nearest", "count", "greenwalk", "greenstandard"), cutoffs=(5.0,))


def district(**tables: Any) -> District:
    return district_of({"streets": STREETS, "homes": HOMES, **tables})


def drawn(kind: str, area: Any, **attributes: Any) -> Intervention:
    return Intervention("park", kind, area, attributes=attributes)


def values(results: Any, measure: str, side: str) -> list[float]:
    return results.values[measure][side].loc[[home["id"] for home in HOMES]].tolist()


def entrances_of(kind: str, area: Any, **attributes: Any) -> set[tuple[float, float]]:
    around = Surroundings.of(district())
    return set(around.effects([drawn(kind, area, **attributes)])["park"][0].entrances)


def test_a_drawn_park_is_entered_every_50_m_along_the_street_beside_it() -> None:
    # A park of 700 m by 200 m, 10 m beside the street, is entered at x = 85, 135, … 735 and 750, at y = 10 (its outline
    # begins at its lower right corner and runs upwards first; the rest of the last 50 m is short). At 80 m a minute:
    # h0 85 + 10 = 95 m, h400 15 + 10 = 25 m (from 385), h800 50 + 10 = 60 m (from 750).
    results = evaluate(district(), request=REQUEST, interventions=[drawn("green_space", PARK)])
    assert values(results, "nearest_walk_green_space", "with") == [95 / 80, 25 / 80, 60 / 80]
    # 14 ha within 5 minutes of each, and at the doorstep of each (0.5 ha within 200 m).
    assert values(results, "count_walk_green_space_5", "with") == [14.0, 14.0, 14.0]
    assert values(results, "greenwalk_walk_doorstep", "with") == [1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    "area",
    [
        PARK,
        box(300.0, -100.0, 500.0, 100.0),  # the street runs through it
        Polygon([(100, 20), (300, 24), (280, 200), (90, 150)]),  # within 25 m, not within 15 m
        Polygon([(100, 40), (300, 60), (280, 200)]),  # farther than 25 m: nothing leads in
    ],
)  # fmt: skip
def test_a_park_counts_the_same_whether_it_was_drawn_or_was_there(area: Polygon) -> None:
    there = pd.DataFrame({"id": ["g"], "name": [""], "kind": ["park"], "fenced": [0], "geometry": [area]})
    green = green_spaces(there, Ways.of_streets(district().table("streets"))).greenspaces
    base = evaluate(district(greenspaces=green.to_dict("records")), request=REQUEST, interventions=[])
    with_it = evaluate(district(), request=REQUEST, interventions=[drawn("green_space", area)])
    for measure in ("nearest_walk_green_space", "count_walk_green_space_5", "greenwalk_walk_local"):
        np.testing.assert_array_equal(values(base, measure, "base"), values(with_it, measure, "with"), measure)


@pytest.mark.parametrize(("side", "entered"), [(100.0, 2), (20.0, 0)])
def test_grounds_of_an_amenity_are_entered_where_streets_cross_and_buildings_at_their_nearest_point(
    side: float, entered: int
) -> None:
    # 100 m x 100 m are grounds, which the street crosses twice; 20 m x 20 m (400 m², under 2,000) is a building.
    area = box(400.0, -side / 2, 400.0 + side, side / 2)
    found = entrances_of("amenity", area, categories="school_primary")
    rows = pd.DataFrame({"geometry": np.array([area], dtype=object)})
    text = with_entrances(rows, Ways.of_streets(district().table("streets")))["entrances"].iloc[0]
    assert found == ({(p.x, p.y) for p in shapely.from_wkt(text).geoms} if text else set())
    assert len(found) == entered


def test_entrances_that_the_planner_says_are_the_only_ones() -> None:
    assert entrances_of("green_space", PARK, entrances="MULTIPOINT ((750 210))") == {(750.0, 210.0)}


def test_jobs_are_in_buildings_whatever_their_size() -> None:
    assert entrances_of("employment_site", PARK, jobs=100.0) == set()


THERE = {
    "id": "there",
    "hectares": 1.2,
    "entrances": "MULTIPOINT ((100 10))",
    "geometry": box(100.0, 10.0, 220.0, 110.0),
}


def test_a_drawn_park_is_one_with_the_park_that_it_touches() -> None:
    # 0.9 ha beside 1.2 ha are 2.1 ha: the local standard (2 ha within 300 m) is met 100 m from the old part (h0) and
    # 90 m from the new one (h400), not at 800. What is added to reach is 0.9 ha.
    beside = drawn("green_space", box(220.0, 10.0, 310.0, 110.0))
    results = evaluate(district(greenspaces=[THERE]), request=REQUEST, interventions=[beside])
    assert values(results, "greenstandard_local", "base") == [0.0, 0.0, 0.0]
    assert values(results, "greenstandard_local", "with") == [1.0, 1.0, 0.0]
    # On foot too: h0 enters the old part after 110 m, h400 the new one after 90 + 10 m.
    assert values(results, "greenwalk_walk_local", "with") == [1.0, 1.0, 0.0]
    assert values(results, "count_walk_green_space_5", "with") == pytest.approx([2.1, 2.1, 0.0], abs=1e-12)


def test_what_is_green_already_does_not_count_twice() -> None:
    # Half of the 1.2 ha that are drawn lie on the old park of 1.2 ha, so that 0.6 ha are new; all of it, none.
    for shift, hectares in ((60.0, 1.8), (0.0, 1.2)):
        over = drawn("green_space", box(100.0 + shift, 10.0, 220.0 + shift, 110.0))
        results = evaluate(district(greenspaces=[THERE]), request=REQUEST, interventions=[over])
        assert values(results, "count_walk_green_space_5", "with")[0] == pytest.approx(hectares, abs=1e-12)


@pytest.mark.parametrize("old", [box(-900.0, 10.0, -800.0, 110.0), box(0.0, 10.0, 50.0, 110.0)])
@pytest.mark.parametrize(
    ("name", "measure"),
    [
        ("nearest_walk_green_space_people_median", "nearest_walk_green_space"),
        ("greenstandard_neighbourhood_people", "greenstandard_neighbourhood"),
        ("count_walk_green_space_5_people_mean", "count_walk_green_space_5"),
    ],
)
def test_a_preview_of_a_drawn_park_is_its_exact_score(name: str, measure: str, old: Polygon) -> None:
    place = district(greenspaces=[{"id": "old", "hectares": 1.0, "geometry": old}])
    session = Session(place, select(place, "", "today", None, "best"), REQUEST)
    park = drawn("green_space", PARK)
    preview = session.preview(Edit("park", park), frozenset(), Question("park", "A park?", name, measure), ())
    row = evaluate(place, request=REQUEST, interventions=[park]).figures.set_index("figure").loc[name]
    assert (preview.headline.before, preview.headline.after) == (row["base"], row["with"])
    assert row["base"] != row["with"]


@pytest.mark.parametrize("kind", ["amenity", "meeting_place"])
def test_a_green_space_of_unknown_size_meets_no_standard_of_size(kind: str) -> None:
    # A hub drawn as a point holds a green space too: it can be reached, and nobody knows that it has half a hectare.
    hub = drawn(kind, Point(400.0, 0.0), categories="cafe,green_space")
    effects = Surroundings.of(district()).effects([hub])["park"]
    weights = {one.category: one.weight for one in effects if hasattr(one, "category")}
    assert weights["green_space"] == 0.0
    assert weights["cafe"] == 1.0
    results = evaluate(district(), request=REQUEST, interventions=[hub])
    assert values(results, "nearest_walk_green_space", "with") == [400 / 80, 0.0, 400 / 80]
    assert values(results, "greenstandard_doorstep", "with") == [0.0, 0.0, 0.0]
