"""The catalogue: what each kind does, what it costs, and the sentence for every way to get it wrong."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from shapely.geometry import LineString, Point, Polygon, box

from district_planner.core.access import modes as access_modes
from district_planner.core.district import TABLES
from district_planner.core.errors import InterventionError
from district_planner.core.interventions import catalogue, vocabulary
from district_planner.core.interventions.attributes import TYPES
from district_planner.core.interventions.effects import (
    AddedLine,
    AddedOpportunity,
    AddedOrigin,
    ClosedStreets,
    EasedCrossing,
)
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.kind import GROUPS

ICONS = Path(__file__).resolve().parents[2] / "resources" / "icons" / "kinds"
LINE = LineString([(0, 0), (300, 0), (300, 400)])
SPOT = Point(10, 20)
HECTARE = box(0, 0, 100, 100)
EVERYBODY = {"walk", "wheelchair", "cycle", "ecycle", "cycle_comfort"}


def drawn(kind: str, geometry: object, **attributes: object) -> Intervention:
    return Intervention("x1", kind, geometry, "", False, attributes)


def effects(kind: str, geometry: object, **attributes: object) -> tuple[object, ...]:
    return catalogue.effects([drawn(kind, geometry, **attributes)])["x1"]


def test_the_catalogue_has_the_kinds_of_this_release_in_the_order_of_a_menu():
    assert list(catalogue.kinds()) == [
        "walking_link", "cycle_path", "crossing", "closure", "light_rail", "transit_change", "amenity",
        "meeting_place", "public_space", "green_space",
        "employment_site", "housing", "growth_node",
    ]  # fmt: skip


def test_a_kind_is_a_file_of_its_name_with_an_icon_and_words():
    for name, kind in catalogue.kinds().items():
        assert kind.id == name
        assert kind.group in GROUPS
        assert kind.explain.endswith(".")
        assert ElementTree.parse(ICONS / kind.icon).getroot().get("viewBox") == "0 0 24 24"


def test_a_kind_that_nobody_knows_has_an_icon_too():
    assert catalogue.icon("crossing") == "crossing.svg"
    assert (ICONS / catalogue.icon("monorail")).is_file()


def test_every_attribute_is_a_column_of_the_district_and_every_number_has_a_mark():
    columns = TABLES["intervention_lines"].columns
    for kind in catalogue.kinds().values():
        names = [attribute.name for attribute in kind.attributes]
        assert len(set(names)) == len(names)
        for attribute in kind.attributes:
            assert attribute.name in columns
            assert attribute.type in TYPES
            assert attribute.mark in ("[V]", "[S]", "[M]", "[P]")
            assert attribute.default is None or attribute.mark == "[P]" or attribute.citation
        assert kind.unit_cost is None or (kind.unit_cost.mark and kind.unit_cost.citation)


def test_numbers_have_number_columns():
    columns = TABLES["intervention_lines"].columns
    for kind in catalogue.kinds().values():
        for attribute in kind.attributes:
            assert attribute.numeric == (columns[attribute.name] != "TEXT"), attribute.name


def test_modes_and_categories_are_the_products():
    assert set(vocabulary.MODES) <= set(access_modes.MODES)
    assert len(vocabulary.CATEGORIES) == 24  # rules 3.8 lists twenty-four


def test_a_walking_link_is_for_walking_and_wheelchairs():
    (line,) = effects("walking_link", LINE)

    assert line == AddedLine(LINE, frozenset({"walk", "wheelchair"}))


def test_steps_keep_wheelchairs_out():
    assert effects("walking_link", LINE, step_free=0)[0].modes == {"walk"}
    assert effects("cycle_path", LINE, step_free=0)[0].modes == EVERYBODY - {"wheelchair"}


def test_one_cycle_mode_opens_all_three():
    assert effects("walking_link", LINE, modes="walk, cycle")[0].modes == EVERYBODY - {"wheelchair"}


def test_a_cycle_path_is_shared_unless_the_planner_says_otherwise():
    assert effects("cycle_path", LINE)[0].modes == EVERYBODY
    assert effects("cycle_path", LINE, modes="cycle")[0].modes == EVERYBODY - {"walk", "wheelchair"}


def test_parts_and_points_reach_the_line():
    (line,) = effects(
        "cycle_path", LINE, parts="[[350, 400], [100, 150], [150, 200]]", no_join="[[300, 0]]", lts_after=2
    )

    assert line.bridges == ((100, 200), (350, 400))
    assert line.no_join == ((300, 0),)
    assert (line.lts, line.off_street) == (2, False)


def test_a_part_may_reach_a_little_beyond_the_end():
    # 0.2 % of 700 m is 1.4 m: what another CRS may add to a length.
    assert effects("walking_link", LINE, parts="[[600, 701.3]]")[0].bridges == ((600, 700),)


def test_a_crossing_takes_the_delay_away_on_foot():
    assert effects("crossing", SPOT) == (EasedCrossing(SPOT, 0.0, frozenset({"walk", "wheelchair"})),)
    eased = effects("crossing", LineString([(0, 0), (0, 12)]), delay_s=15, modes="walk,wheelchair,cycle")[0]
    assert (eased.delay_s, eased.modes) == (15, EVERYBODY)


def test_a_closure_is_for_everybody_or_for_those_named():
    assert effects("closure", LINE) == (ClosedStreets(LINE, frozenset(EVERYBODY)),)
    assert effects("closure", SPOT, modes="walk")[0].modes == {"walk", "wheelchair"}
    assert effects("closure", HECTARE, modes="ecycle")[0].modes == {"cycle", "ecycle", "cycle_comfort"}


def test_an_amenity_is_one_opportunity_per_category():
    found = effects("amenity", SPOT, categories="cafe, shop,cafe", weight=2, entrances="MULTIPOINT (1 2, 3 4)")

    doors = ((1.0, 2.0), (3.0, 4.0))
    assert found == (AddedOpportunity("cafe", 2, SPOT, doors), AddedOpportunity("shop", 2, SPOT, doors))


def test_a_meeting_place_may_be_a_cafe_too():
    assert effects("meeting_place", SPOT, events_per_month=8, capacity=40, categories="cafe") == (
        AddedOpportunity("meeting_place", 1.0, SPOT), AddedOpportunity("cafe", 1.0, SPOT)
    )  # fmt: skip


def test_a_public_space_counts_once_whatever_its_size():
    assert effects("public_space", HECTARE) == (AddedOpportunity("public_space", 1.0, HECTARE),)


def test_a_green_space_weighs_its_hectares():
    assert effects("green_space", HECTARE)[0].weight == 1.0
    assert effects("green_space", HECTARE, hectares=0.8)[0].weight == 0.8
    assert effects("green_space", SPOT, hectares=2)[0] == AddedOpportunity("green_space", 2.0, SPOT)


def test_an_employment_site_brings_jobs_to_reach_and_employees_who_reach():
    assert effects("employment_site", SPOT, jobs=500, categories="jobs,cafe") == (
        AddedOpportunity("jobs", 500.0, SPOT), AddedOpportunity("cafe", 1.0, SPOT), AddedOrigin(0.0, 500.0, SPOT)
    )  # fmt: skip


def test_housing_brings_people_from_dwellings_unless_they_are_counted():
    # 100 dwellings of 2.36 people.
    assert effects("housing", SPOT, dwellings=100)[0].people == pytest.approx(236.0)
    assert effects("housing", SPOT, dwellings=100, people=180) == (AddedOrigin(180.0, 0.0, SPOT),)


def test_a_growth_node_acts_at_its_point_or_at_the_node_it_names():
    nodes = catalogue.node_points(pd.DataFrame({"id": ["n1"], "name": ["Sheffield centre"], "geometry": [Point(7, 8)]}))
    growth = drawn("growth_node", SPOT, jobs=100, people=50, categories="university", node="Sheffield centre")

    found = catalogue.effects([growth, replace(growth, id="own", attributes={"jobs": 1})], nodes)

    assert {effect.geometry for effect in found["x1"]} == {Point(7, 8)}
    assert found["x1"][-1] == AddedOrigin(50.0, 100.0, Point(7, 8))
    assert {effect.geometry for effect in found["own"]} == {SPOT}
    with pytest.raises(InterventionError, match=r"no node 'Sheffield center'.*Did you mean 'Sheffield centre'"):
        catalogue.effects([drawn("growth_node", SPOT, jobs=1, node="Sheffield center")], nodes)


@pytest.mark.parametrize(("kind", "geometry", "attributes", "why"), [
    ("amenity", SPOT, {}, "names no category"),
    ("amenity", SPOT, {"categories": "cafe", "weight": 0}, "its weight is 0"),
    ("green_space", SPOT, {}, "size is unknown"),
    ("green_space", HECTARE, {"hectares": 0}, "size is unknown"),
    ("employment_site", SPOT, {"floorspace_m2": 90}, "no jobs"),
    ("housing", HECTARE, {}, "brings nobody"),
    ("growth_node", SPOT, {}, "adds nothing"),
    ("walking_link", LINE, {"modes": "wheelchair", "step_free": 0}, "it has steps"),
    ("light_rail", LINE, {}, "it has no stops"),
    ("monorail", LINE, {}, "'monorail' is a later kind"),
    ("amenitie", SPOT, {}, r"did you mean 'amenity'\?"),
    ("", SPOT, {}, "it has no kind"),
])  # fmt: skip
def test_what_has_no_effect_says_why(kind, geometry, attributes, why):
    one = drawn(kind, geometry, **attributes)

    assert effects(kind, geometry, **attributes) == ()
    assert re.search(why, catalogue.silence(one))


def test_what_has_an_effect_is_not_silent():
    assert catalogue.silence(drawn("amenity", SPOT, categories="cafe")) == ""


@pytest.mark.parametrize(("kind", "geometry", "attributes", "message"), [
    ("walking_link", LineString([(5, 5), (5, 5)]), {}, "the line has no length"),
    ("walking_link", LineString(), {}, "it has no geometry"),
    ("walking_link", None, {}, "it has no geometry"),
    ("walking_link", SPOT, {}, "it is a point, but the kind walking_link is a line"),
    ("amenity", LINE, {}, "it is a line, but the kind amenity is a point or an area"),
    ("amenity", Point(math.nan, 1), {}, "no geometry|not a number"),
    ("walking_link", LineString([(0, 0), (math.inf, 1)]), {}, "a coordinate is not a number"),
    ("green_space", Polygon([(0, 0), (9, 9), (9, 0), (0, 9)]), {}, "the outline is not valid"),
    ("employment_site", SPOT, {"jobs": math.nan}, "Jobs is nan, which is not a number"),
    ("employment_site", SPOT, {"jobs": -5}, r"Jobs is -5. Give a number of jobs, 0 or more"),
    ("employment_site", SPOT, {"jobs": "many"}, "Jobs is 'many', which is not a number"),
    ("amenity", SPOT, {"cost_low": -1}, "Cost, low is -1"),
    ("amenity", SPOT, {"cost_high": math.inf}, "Cost, high is inf"),
    ("amenity", SPOT, {"open_year": 2030.5}, "whole number of year from 1900 to 2200"),
    ("amenity", SPOT, {"cost_low": 9, "cost_high": 5}, r"cost, low \(£9\) is more than cost, high \(£5\)"),
    ("amenity", SPOT, {"cost_central": 6, "cost_high": 5}, "rise from low over central to high"),
    ("cycle_path", LINE, {"lts_after": 5}, "from 1 to 4"),
    ("cycle_path", LINE, {"parts": "[[-5, 20]]"}, r"part \[-5.*is not on the line, which is 700.0 m long"),
    ("cycle_path", LINE, {"parts": "[[600, 720]]"}, "is not on the line"),
    ("cycle_path", LINE, {"parts": "[[700, 701]]"}, "is not on the line"),
    ("cycle_path", LINE, {"parts": "[[50, 20]]"}, "does not run forward"),
    ("cycle_path", LINE, {"parts": "[[10, 60], [50, 90]]"}, "overlap"),
    ("cycle_path", LINE, {"parts": "[[10, 20, 30]]"}, r"cannot read \[10, 20, 30\]"),
    ("cycle_path", LINE, {"parts": "10-20"}, "cannot read 10-20. Write a JSON list of chainages"),
    ("cycle_path", LINE, {"parts": 5}, "cannot read 5"),
    ("cycle_path", LINE, {"no_join": "[[1, 2]"}, "field no_join: cannot read .*JSON list of coordinates"),
    ("cycle_path", LINE, {"no_join": '[["a", 2]]'}, "cannot read"),
    ("cycle_path", LINE, {"no_join": "[[NaN, 2]]"}, "cannot read"),
    ("cycle_path", LINE, {"modes": "walk,bike"}, "'bike' is not a mode. "),
    ("cycle_path", LINE, {"modes": "cyle"}, "Did you mean 'cycle'"),
    ("amenity", SPOT, {"categories": "coffee,shop"}, "'coffee' is not a category. Did you mean 'cafe'|Use one of"),
    ("amenity", SPOT, {"categories": "Grocery"}, "Did you mean 'grocery'"),
    ("amenity", SPOT, {"categories": "cafe", "entrances": "LINESTRING (0 0, 1 1)"}, "cannot read LINESTRING"),
    ("amenity", SPOT, {"categories": "cafe", "entrances": "door"}, "cannot read door"),
    ("amenity", SPOT, {"requires": '["a"'}, "JSON list of ids"),
])  # fmt: skip
def test_what_cannot_be_used_is_a_sentence(kind, geometry, attributes, message):
    with pytest.raises(InterventionError, match=message) as caught:
        effects(kind, geometry, **attributes)
    assert str(caught.value).startswith("x1")


def test_a_sentence_calls_it_by_name_and_id():
    one = replace(drawn("employment_site", SPOT, jobs=-1), name='"Unit 9" <script>')

    with pytest.raises(InterventionError, match=r'^"Unit 9" <script> \(x1\), field jobs: '):
        catalogue.effects([one])


def test_a_line_may_cross_itself_and_says_that_it_does_not_join_there():
    knot = LineString([(0, 0), (100, 100), (100, 0), (0, 100)])

    assert "crosses itself" in catalogue.notes(drawn("cycle_path", knot))[0]
    assert effects("cycle_path", knot)[0].line == knot
    assert catalogue.notes(drawn("cycle_path", LINE)) == ()


def test_an_unusual_status_is_kept_and_said():
    assert "usual values are aspiration" in catalogue.notes(drawn("amenity", SPOT, status="maybe"))[0]


def test_segregated_track_costs_what_the_methods_example_says():
    # Methods C6: 0.8 km at 1.15, 1.30, 1.45 million a km; with 44 % uplift 1.3248, 1.4976, 1.6704 million.
    path = drawn("cycle_path", LineString([(0, 0), (800, 0)]))
    bias = catalogue.kinds()["cycle_path"].attribute("optimism_bias").default

    uplifted = [cost * (1 + float(bias) / 100) for cost in catalogue.estimate(path)]

    assert uplifted == pytest.approx([1_324_800, 1_497_600, 1_670_400])


def test_bridge_parts_cost_the_bridge_rate_and_the_rest_the_rate_of_the_path():
    # 700 m, of which 100 m on two bridges (one told in two pieces): 600 m at 460 and two bridges at 2.5 million.
    link = drawn("walking_link", LINE, parts="[[0, 25], [25, 50], [500, 550]]")

    assert catalogue.estimate(link) == pytest.approx((114_000 + 2e6, 276_000 + 5e6, 528_000 + 10e6))
    assert "bridges [P]" in catalogue.kinds()["walking_link"].estimate_source(link)


@pytest.mark.parametrize(("given", "costs"), [
    ({"cost_central": 5}, (5, 5, 5)),
    ({"cost_low": 4, "cost_high": 8}, (4, 6, 8)),
    ({"cost_low": 4, "cost_central": 5, "cost_high": 8}, (4, 5, 8)),
    ({"cost_high": 8}, (8, 8, 8)),
    ({"cost_low": 0}, (0, 0, 0)),
])  # fmt: skip
def test_the_planners_costs_go_before_unit_costs(given, costs):
    one = drawn("amenity", SPOT, **given)

    assert catalogue.estimate(one) == costs
    assert catalogue.kinds()["amenity"].estimate_source(one) == "given by the planner"


def test_sizes_decide_the_cost_and_an_unknown_size_has_none():
    # 1 ha of park at 0.1 to 1 million; 10 dwellings at 150,000 to 280,000; 1,000 m2 of floor at 1,200 to 2,500.
    assert catalogue.estimate(drawn("green_space", HECTARE)) == pytest.approx((1e5, 3e5, 1e6))
    assert catalogue.estimate(drawn("housing", SPOT, dwellings=10)) == pytest.approx((1.5e6, 2e6, 2.8e6))
    assert catalogue.estimate(drawn("employment_site", SPOT, floorspace_m2=1000)) == pytest.approx(
        (1.2e6, 1.8e6, 2.5e6)
    )
    for one in (drawn("green_space", SPOT), drawn("growth_node", SPOT, jobs=9), drawn("light_rail", LINE)):
        assert all(math.isnan(cost) for cost in catalogue.estimate(one))


def test_a_later_kind_keeps_the_planners_costs():
    assert catalogue.estimate(drawn("monorail", LINE, cost_central=4e8)) == (4e8, 4e8, 4e8)
    assert "later kind" in catalogue.notes(drawn("monorail", LINE))[0]
