"""What a drawn line does along its way: every kind of meeting, drawn on a small map.

High Street runs along y = 0 from (0, 0) to (200, 0), Low Street along y = 100; the line goes up at x = 100.
"""

from __future__ import annotations

import pandas as pd
import pytest
from shapely.geometry import LineString

from district_planner.core.access.modes import MODES
from district_planner.core.interventions.effects import AddedLine
from district_planner.core.network.graph import build_graph
from district_planner.core.network.lines import meet
from district_planner.core.network.meetings import MEETINGS, meetings
from district_planner.core.network.streets import build_streets
from tests.oracle.cases import district_of, random_changes, random_district, street

HIGH = street("high", [(0, 0), (200, 0)], name="High Street")
LOW = street("low", [(0, 100), (200, 100)], name="Low Street")
FAST = {"highway": "trunk", "walk": "no", "name": "A630", "cars": 1}


def told(*streets, line=((100, 0), (100, 100)), mode="walk", barriers=(), others=None, crossing=False, **named):
    district = district_of({"streets": [HIGH, LOW, *streets], "barriers": list(barriers)})
    graph = build_graph(build_streets(district.table("streets")), MODES[mode], {})
    effect = AddedLine(LineString(line), frozenset({mode}), **named)
    return meetings(graph, effect, district.table("barriers"), {}, others, crossing=crossing)


def kinds(found):
    return [one.kind for one in found]


def only(found, kind):
    (one,) = [meeting for meeting in found if meeting.kind == kind]
    return one


def barrier(kind, y, **columns):
    return {"id": kind, "kind": kind, "layer": 0, "bridge": 0, "tunnel": 0, **columns,
            "geometry": LineString([(0, y), (200, y)])}  # fmt: skip


def test_both_ends_join_where_they_touch():
    found = told()
    assert [(m.kind, m.chainage, m.text) for m in found] == [
        ("joins", 0.0, "the start joins High Street"), ("joins", 100.0, "the end joins Low Street"),
    ]  # fmt: skip
    assert (found[1].x, found[1].y) == (100.0, 100.0)


def test_a_street_on_the_way_joins_and_tells_where():
    one = told(street("mid", [(0, 40), (200, 40)], name="Mill Lane"))[1]
    assert (one.kind, one.text) == ("joins", "joins Mill Lane at 40 m")


def test_an_end_near_a_street_joins_by_a_connector():
    one = only(told(line=[(100, 12), (100, 100)]), "connector")
    assert one.text == "the start joins High Street over a connector of 12 m"


@pytest.mark.parametrize(("gap", "kind"), [(25.0, "connector"), (25.4, "end_not_joined"), (34.0, "end_not_joined")])
def test_the_limit_of_a_connector(gap, kind):
    assert told(line=[(100, gap), (100, 100)])[0].kind == kind


def test_an_end_that_does_not_join_says_how_far_it_is():
    one = only(told(line=[(100, 34), (100, 100)]), "end_not_joined")
    assert one.text == "the start is 34 m from the nearest street that allows walking; the limit is 25 m"
    almost = only(told(line=[(100, 25.4), (100, 100)]), "end_not_joined")
    assert almost.text.startswith("the start is 26 m")  # never "25 m; the limit is 25 m"


def test_a_motor_road_needs_a_bridge_or_a_crossing():
    one = only(told(street("fast", [(0, 40), (200, 40)], **FAST)), "needs_bridge")
    assert one.text.startswith("crosses A630 (motor road, no walking) at 40 m: needs a bridge (about £1 to 5 million")
    assert "or a crossing (about £50,000 to 240,000" in one.text
    assert one.chainage == 40.0


def test_what_is_itself_a_crossing_needs_no_bridge_over_a_motor_road_and_one_over_a_railway():
    fast = street("fast", [(0, 40), (200, 40)], **FAST)
    found = told(fast, barriers=[barrier("rail", 60)], crossing=True)
    assert only(found, "passes_over").text == "crosses A630 (motor road, no walking) at 40 m"
    assert only(found, "needs_bridge").text.startswith("crosses the railway at 60 m: needs a bridge")
    motorway = street("m", [(0, 40), (200, 40)], **{**FAST, "highway": "motorway", "name": "M1"})
    assert "needs_bridge" in kinds(told(motorway, crossing=True))


def test_a_motorway_a_railway_and_water_need_a_bridge_and_nothing_else():
    motorway = street("m", [(0, 40), (200, 40)], **{**FAST, "highway": "motorway", "name": "M1"})
    assert "or a crossing" not in only(told(motorway), "needs_bridge").text
    for kind, words in (("rail", "crosses the railway at 40 m"), ("water", "crosses water at 40 m")):
        one = only(told(barriers=[barrier(kind, 40)]), "needs_bridge")
        assert one.text.startswith(words)
        assert "or a crossing" not in one.text


def test_the_same_bridge_spans_what_lies_within_60_m():
    found = told(street("fast", [(0, 20), (200, 20)], **FAST), barriers=[barrier("rail", 35), barrier("water", 90)])
    texts = [m.text for m in found if m.kind == "needs_bridge"]
    assert len(texts) == 3
    assert "£" in texts[0] and "£" in texts[2]
    assert texts[1] == "crosses the railway at 35 m: the same bridge can span it"


def test_on_a_bridge_part_nothing_needs_a_bridge():
    found = told(street("fast", [(0, 40), (200, 40)], **FAST), barriers=[barrier("rail", 50)], bridges=((30.0, 60.0),))
    assert kinds(found) == ["joins", "passes_over", "passes_over", "joins"]


@pytest.mark.parametrize(
    ("tag", "words"), [({"bridge": 1, "layer": 1}, "under the bridge"), ({"tunnel": 1, "layer": -1}, "over the tunnel")]
)
def test_raised_and_sunk_streets_and_railways_are_passed(tag, words):
    found = told(street("x", [(0, 40), (200, 40)], name="Mill Lane", **tag), barriers=[barrier("rail", 70, **tag)])
    passed = [m for m in found if m.kind == "passes_over"]
    assert [round(m.chainage) for m in passed] == [40, 70]
    assert all(words.split()[-1] in m.text for m in passed)


def test_a_point_marked_not_to_join_is_kept_apart():
    mid = street("mid", [(0, 40), (200, 40)], name="Mill Lane")
    one = only(told(mid, no_join=((100.5, 40.0),)), "kept_apart")
    assert one.text == "is kept apart from Mill Lane at 40 m"


def test_an_end_marked_not_to_join_is_kept_apart():
    found = told(line=[(100, 10), (100, 100)], no_join=((100.0, 10.0),))
    assert found[0].kind == "kept_apart"
    assert "10 m away" in found[0].text


def test_a_private_street_and_a_footway_for_cycles_are_crossed_without_a_bridge():
    private = street("p", [(0, 40), (200, 40)], walk="destination", name="Works Drive")
    assert "a private street" in only(told(private), "passes_over").text
    footway = street("f", [(0, 40), (200, 40)], cycle="no", cars=0, highway="footway")
    one = only(told(footway, mode="cycle"), "passes_over")
    assert "where cycling is not allowed" in one.text


def test_an_end_joins_another_drawn_line():
    other = AddedLine(LineString([(50, 60), (150, 60)]), frozenset({"walk"}))
    found = told(line=[(100, 0), (100, 60)], others={"Link B": other})
    assert [m.text for m in found] == ["the start joins High Street", "the end joins Link B"]
    raised = AddedLine(other.line, other.modes, bridges=((0.0, 100.0),))
    found = told(line=[(100, 0), (100, 60)], others={"Link B": raised})
    assert kinds(found) == ["joins", "passes_over", "end_not_joined"]


def test_streets_that_meet_in_one_junction_are_one_meeting():
    arms = [street("w", [(0, 40), (100, 40)], name="West"), street("e", [(100, 40), (200, 40)], name="East")]
    one = told(*arms)[1]
    assert one.text == "joins East at 40 m; joins West at 40 m"


def test_it_never_disagrees_with_the_joins_that_are_scored():
    # For random districts: the chainages told as joins and connectors are exactly those of lines.meet.
    compared = 0
    for seed in range(25):
        district = random_district(seed)
        streets = build_streets(district.table("streets"))
        for mode in ("walk", "cycle"):
            graph = build_graph(streets, MODES[mode], {})
            for change in random_changes(district, seed):
                for effect in change.effects:
                    if isinstance(effect, AddedLine) and mode in effect.modes:
                        found = meetings(graph, effect, district.table("barriers"), {})
                        assert {m.kind for m in found} <= set(MEETINGS)
                        shown = [m.chainage for m in found if m.kind in ("joins", "connector")]
                        scored = [a.chainage for a in meet(graph, effect, 25.0, 1.0)]
                        assert all(min(abs(a - b) for b in shown) <= 0.01 for a in scored)
                        assert all(min(abs(a - b) for b in scored) <= 0.01 for a in shown)
                        compared += len(shown)
    assert compared > 100


def test_no_barriers_is_no_error():
    assert isinstance(told(barriers=()), list)
    assert isinstance(pd.DataFrame(told()), pd.DataFrame)


@pytest.mark.parametrize(("other", "words"), [
    # The loose end is at (100, 50), 50 m from High Street and Low Street.
    ([(110, 50), (190, 50)], "; the start of B is 10 m away, and drawn lines join where they touch: snap it to that"),
    ([(190, 62), (100, 62)], "; the end of B is 12 m away, and drawn lines join where they touch: snap it to that"),
    ([(60, 60), (140, 60)], "; B is 10 m away, and drawn lines join where they touch: snap it to that"),
    ([(126, 50), (190, 50)], ""),
])  # fmt: skip
def test_a_loose_end_names_the_drawn_line_beside_it(other, words):
    beside = {"B": AddedLine(LineString(other), frozenset({"walk"}))}
    one = only(told(line=[(100, 0), (100, 50)], others=beside), "end_not_joined")
    assert one.text == f"the end is 50 m from the nearest street that allows walking; the limit is 25 m{words}"
