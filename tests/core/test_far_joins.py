"""Who gains by a drawn line over a long straight way to the line itself only.

By hand, 80 m a minute: two streets of 2 km along y = 0 and y = 150 that meet at x = 2,000 only; a café at (520, 0); the
link goes from one street to the other at x = 500. ``h`` (10 people) at (480, 150) is 20 + 150 + 20 = 190 m from the
café over it, 2.4 min, and 20 m from the link itself. ``g`` (7 people) at (250, 300) is 150 m from its street and
√(250² + 150²) = 291.5 m from the end of the link: 291.5 + 150 + 20 = 461.5 m, 5.8 min, over the straight way there, and
150 + 250 + 170 = 570 m, 7.1 min, over the street. Without the link both are 3.4 km away, beyond 30 minutes.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from shapely.geometry import LineString, Point

from district_planner.core import evaluate, open_district
from district_planner.core.district import District
from district_planner.core.evaluation.attribution import attribute
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.results import Results
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import select
from tests.oracle.cases import district_of, street

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "examples" / "amp_sbp.gpkg"
LINK = Intervention("link", "walking_link", LineString([(500, 150), (500, 0)]), "Link")
PATH = Intervention("path", "walking_link", LineString([(60, 150), (60, 165), (140, 165), (140, 150)]), "Path")
FIGURE = "within_walk_cafe_7_people"


def town(*drawn: Intervention, **settings: float) -> District:
    return replace(
        district_of({
            "streets": [street("n", [(0, 150), (2000, 150)]), street("s", [(0, 0), (2000, 0)]),
                        street("bridge", [(2000, 0), (2000, 150)])],
            "homes": [{"id": "h", "people": 10.0, "geometry": Point(480, 150)},
                      {"id": "g", "people": 7.0, "geometry": Point(250, 300)}],
            "opportunities": [{"id": "c", "category": "cafe", "weight": 1.0, "geometry": Point(520, 0)}],
        }, settings),
        interventions=drawn,
    )  # fmt: skip


def scored(district: District, headline: str = FIGURE) -> Results:
    return evaluate(district, request=Request(indicators=("nearest",), cutoffs=(7.0,), headline=headline))


def note(results: Results, intervention: str) -> str:
    return str(results.summary.set_index("id").loc[intervention, "note"])


def change(results: Results) -> float:
    return float(results.summary["alone_change"].iloc[0])


def test_people_who_gain_over_a_long_straight_way_only_are_counted_and_told():
    results = scored(town(LINK))
    assert change(results) == 17.0
    said = (
        "of +17 people, +7 people come only over more than 100 m in a straight line to the line itself (7 people and 0 "
        "employees reach something newly or sooner so): draw the ways that lead to it, or lower the setting "
        "line_access_m (400 m [P])"
    )
    assert note(results, "link") == said
    assert f"Link: {said}" in results.warnings


def test_a_figure_that_does_not_change_by_it_tells_the_people_alone():
    # Within the limit both are reached over the street as well.
    said = note(scored(town(LINK), "nearest_walk_cafe_people_share_reached"), "link")
    assert said.startswith("7 people and 0 employees reach something newly or sooner only over more than 100 m")


@pytest.mark.parametrize(("metres", "people"), [(400.0, 17.0), (292.0, 17.0), (291.0, 10.0), (100.0, 10.0)])
def test_the_setting_decides_how_far_places_join_drawn_lines(metres: float, people: float):
    results = scored(town(LINK, line_access_m=metres))
    assert change(results) == people
    assert bool(note(results, "link")) == (people == 17.0)
    assert all("[P]" not in text for text in results.warnings if "line_access_m" in text)
    assert results.settings["numbers"]["line_access_m"]["value"] == metres  # type: ignore[index]


def test_a_place_is_never_joined_farther_than_places_join_streets():
    assert change(scored(town(LINK, access_limit_m=200.0))) == 10.0


def test_a_useless_path_beside_a_street_gives_itself_away():
    # The café is √(30² + 150²) = 153 m from the end of the path at (140, 150), across whatever lies between.
    district = town(PATH)
    homes = district.table("homes").assign(geometry=[Point(100, 155), Point(1900, 155)])
    cafe = district.table("opportunities").assign(geometry=[Point(110, 0)])
    district = replace(district, tables={**district.tables, "homes": homes, "opportunities": cafe})
    assert note(scored(district), "path").startswith("of +10 people, +10 people come only over more than 100 m")


def test_a_line_that_gains_over_short_joins_only_has_no_note():
    district = town(LINK)
    homes = district.table("homes").iloc[:1]
    assert note(scored(replace(district, tables={**district.tables, "homes": homes})), "link") == ""


def test_what_is_left_equals_an_evaluation_with_the_setting_lowered():
    district = open_district(SAMPLE)
    lines = tuple(one for one in district.interventions if one.kind in ("walking_link", "cycle_path"))
    district = replace(district, interventions=tuple(replace(one, attributes=bare(one)) for one in lines))
    name = "nearest_walk_cafe_people_mean"
    request = Request(indicators=("nearest",), categories=("cafe",), headline=name, attribution=("alone",))
    lowered = replace(district, settings={**district.settings, "line_access_m": 100.0})
    wanted = evaluate(lowered, request=request).summary.set_index("id")["alone_change"]
    session = Session(district, select(district), request)
    found = attribute(session).far
    every = evaluate(district, request=request).summary.set_index("id")["alone_change"]
    assert found
    for one in every.index:
        left = found[one].near if one in found else every[one]
        assert left == wanted[one]
    assert any(every[one] != wanted[one] for one in found)


def bare(one: Intervention) -> dict[str, object]:
    return {name: value for name, value in one.attributes.items() if name not in ("requires", "excludes")}
