"""Whatever changes nothing says why: every reason that a planner may meet, in a district that is known by heart.

One street runs 500 m east and then 800 m north; a home stands at its start, a café 700 m up and a doctor 450 m along.
Far away lies an island of two streets where nobody lives, and 200 m north of the street a motorway. On foot 80 m take
a minute. Both the end of the street and the corner of the island cost 10 s to cross.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from shapely.geometry import LineString, Point

from district_planner.core import evaluate
from district_planner.core.district import District
from district_planner.core.evaluation.live import Edit
from district_planner.core.evaluation.questions import questions
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import select
from tests.oracle.cases import district_of, street

NO_WAY = {"walk": "no", "cycle": "no", "wheelchair": "no"}
CAFE = {"categories": "cafe"}


def a_district(*interventions: Intervention, listed: tuple[str, ...] = ()) -> District:
    made = district_of({
        "streets": [
            street("east", [(0, 0), (500, 0)]), street("north", [(500, 0), (500, 800)], walk_end_delay_s=10.0),
            street("island 1", [(3000, 3000), (3100, 3000)], walk_end_delay_s=10.0),
            street("island 2", [(3100, 3000), (3100, 3100)]),
            street("motorway", [(0, 200), (400, 200)], highway="motorway", **NO_WAY),
        ],
        "homes": [{"id": "home", "people": 10.0, "geometry": Point(10, 0)}],
        "opportunities": [
            {"id": "café", "category": "cafe", "weight": 1.0, "geometry": Point(500, 700)},
            {"id": "doctor", "category": "gp", "weight": 1.0, "geometry": Point(450, 0)},
        ],
        "scenarios": [{"id": "s", "name": "few"}] if listed else [],
        "scenario_interventions": [{"scenario_id": "s", "intervention_id": name} for name in listed],
    })  # fmt: skip
    return District(made.crs, made.tables, tuple(interventions), made.settings)


def reason(one: Intervention, *others: Intervention, **asked: Any) -> str:
    """Return why an intervention has no effect; fails where it has one."""
    options = {"indicators": ("nearest", "count"), "categories": ("cafe",), "cutoffs": (15.0,), **asked}
    found = evaluate(a_district(one, *others), request=Request(**options)).summary
    row = found.set_index("id").loc[one.id]
    assert row["effect"] in ("no", "off")
    return str(row["why"])


def link(*spots: tuple[float, float], name: str = "x", **attributes: Any) -> Intervention:
    return Intervention(name, "walking_link", LineString(spots), attributes=attributes)


def crossing(*spots: tuple[float, float], **attributes: Any) -> Intervention:
    shape = LineString(spots) if len(spots) > 1 else Point(*spots[0])
    return Intervention("x", "crossing", shape, attributes=attributes)


def put(kind: str, x: float, y: float, name: str = "x", **attributes: Any) -> Intervention:
    return Intervention(name, kind, Point(x, y), attributes=attributes)


def test_a_line_that_joins_nothing_says_how_far_its_ends_are_and_the_limit():
    assert reason(link((100, 34), (400, 34))) == (
        "it joins the streets on foot at no point: the start is 34 m from the nearest street that allows walking; "
        "the limit is 25 m; the end is 34 m from the nearest street that allows walking; the limit is 25 m"
    )


def test_a_line_that_joins_at_one_end_names_the_other():
    # Its far end is 20 m from the motorway, which does not count, and 180 m from the street.
    assert reason(link((100, 10), (100, 180))) == (
        "it joins the streets on foot at one point only: the end is 180 m from the nearest street that allows walking; "
        "the limit is 25 m"
    )


def test_a_distance_just_over_the_limit_is_not_rounded_to_the_limit():
    assert "the end is 26 m from the nearest street that allows walking; the limit is 25 m" in reason(
        link((100, 0), (100, 25.2))
    )


@pytest.mark.parametrize(
    ("one", "why"),
    [
        # Along the street itself, and beside it: as short a way is there.
        (link((100, 0), (400, 0)), "no way on foot gets shorter: a way at least as short exists"),
        (link((100, 0), (250, 60), (400, 0)), "no way on foot gets shorter: a way at least as short exists"),
        # On the island a way gets shorter, but nobody is there to walk it.
        # From (3000, 3000) to the end of the street at (500, 800) it is the root of 2500² + 2200², 3,330 m.
        (link((3000, 3000), (3100, 3100)),
         "nobody lives or works within the time limit of it: the 200 m of street there are cut off from the other "
         "streets on foot; connect them or draw on to an unnamed residential, 3,330 m away"),
        (put("amenity", 3000, 3000, **CAFE),
         "nobody lives or works within the time limit of it: the 200 m of street there are cut off from the other "
         "streets on foot; connect them to an unnamed residential, 3,330 m away"),
        (put("amenity", 5000, 5000, **CAFE), "it lies farther than 400 m from every street that can be used"),
        (put("amenity", 100, 0, categories="gp"), "its category, GP surgeries, is not among those scored"),
        (put("closure", 100, 200), "it closes no street that is open on foot"),
        (put("closure", 3050, 3000), "no best way on foot leads over the closed streets"),
        (put("crossing", 100, 0), "there is no crossing delay on foot within 25 m to take away"),
        (put("housing", 100, 0, dwellings=10), "it brings people or employees, who are shown in a row of their own, "
                                               "and changes nothing for others"),
    ],
)  # fmt: skip
def test_what_changes_nothing_says_why(one: Intervention, why: str):
    assert reason(one) == why


@pytest.mark.parametrize(
    ("one", "why"),
    [
        # The street is 60 and 100 m away; the motorway at y = 200 does not count.
        (crossing((100, 60), (100, 100)),
         "it joins the streets on foot at no point: the start is 60 m from the nearest street that allows walking; "
         "the limit is 25 m; the end is 100 m from the nearest street that allows walking; the limit is 25 m"),
        (crossing((100, 0), (120, 0)), "no way on foot gets shorter: a way at least as quick exists"),
        # 500 m of line instead of 500 m of street, and 15 s of delay besides.
        (crossing((0, 0), (500, 0), delay_s=15.0), "no way on foot gets shorter: a way at least as quick exists"),
        # From (3100, 3000) to (500, 800) it is the root of 2600² + 2200², 3,406 m.
        (crossing((3100, 3000)),
         "nobody lives or works within the time limit of it: the 200 m of street there are cut off from the other "
         "streets on foot; connect them to an unnamed residential, 3,406 m away"),
        # Each end of a street costs half of the 20 s at most, and costs 10 s already.
        (crossing((3100, 3000), delay_s=20.0), "the delay on foot is no longer than 20 s there already"),
        # The street ends there, beyond the café.
        (crossing((500, 800)),
         "no way on foot gets shorter: no best way waits at this crossing, and none would lead over it"),
    ],
)  # fmt: skip
def test_a_crossing_that_makes_nothing_shorter_says_why(one: Intervention, why: str):
    assert reason(one) == why


def test_a_crossing_that_makes_a_way_shorter_and_crosses_no_cutoff_says_so():
    # As the link below: 14.9 min before, 10.6 min over the line.
    assert reason(crossing((0, 0), (500, 700)), indicators=("count",), cutoffs=(20.0,)) == (
        "what gets shorter on foot crosses none of the cutoffs that are scored"
    )


def test_a_crossing_drawn_as_a_line_stands_among_the_joins_and_in_the_log():
    request = Request(indicators=("nearest",), categories=("cafe",))
    found = evaluate(a_district(crossing((100, 0), (100, 40))), request=request)
    assert found.joins[["intervention", "kind", "text"]].to_numpy().tolist() == [
        ["x", "joins", "the start joins an unnamed residential"],
        ["x", "end_not_joined", "the end is 40 m from the nearest street that allows walking; the limit is 25 m"],
    ]
    assert "x: the end is 40 m from the nearest street that allows walking; the limit is 25 m" in found.warnings


def test_a_cafe_beyond_a_nearer_one_is_a_duplicate():
    why = "nobody who is counted has it within a cutoff, or there are enough of its kind already"
    assert reason(put("amenity", 500, 710, **CAFE), indicators=("nearest",)) == why


def test_a_gain_that_crosses_no_cutoff_says_so():
    # Home to café: 1,190 m or 14.9 min, over the link about 10.6 min; the one cutoff is 20 min.
    short = link((0, 0), (500, 700))
    assert reason(short, indicators=("count",), cutoffs=(20.0,)) == (
        "what gets shorter on foot crosses none of the cutoffs that are scored"
    )


def test_a_link_for_modes_that_are_not_scored_names_both():
    one = Intervention("x", "cycle_path", LineString([(0, 0), (500, 700)]), attributes={"modes": "cycle"})
    assert reason(one) == "it serves cycle, cycle_comfort, ecycle, and only walk is scored"


def test_the_second_of_two_equal_links_adds_nothing_last_in():
    pair = [link((0, 0), (500, 700), name=name) for name in "ab"]
    found = evaluate(a_district(*pair), request=Request(indicators=("nearest",), categories=("cafe",))).scores
    median = found[found["figure"] == "nearest_walk_cafe_people_median"].set_index("intervention")
    assert (median["alone_change"] < 0).all()
    assert (median["last_in_change"] == 0).all()


def off(district: District, **asked: Any) -> pd.Series:
    request = Request(indicators=("nearest",), categories=("cafe",), alternatives="best")
    summary = evaluate(district, request=request, **asked).summary
    return summary[summary["effect"] == "off"].set_index("id")["why"]


def test_what_is_switched_off_says_why():
    on, late = link((0, 0), (500, 700), name="on"), link((0, 0), (500, 600), name="late", open_year=2040)
    hanging = link((0, 0), (500, 500), name="hanging", requires='["late"]')
    unlisted = link((0, 0), (500, 400), name="unlisted")
    district = a_district(on, late, hanging, unlisted, listed=("on", "late", "hanging"))
    assert off(district, scenario="few", year=2030).to_dict() == {
        "late": "opens in 2040, after 2030",
        "hanging": "requires late, not on (late: opens in 2040, after 2030)",
        "unlisted": "it is switched off in the scenario that is scored",
    }


def test_what_another_rules_out_says_why():
    worlds = pd.DataFrame({"id": ["w"], "name": ["w"], "year": [None], "externals": ['["hs2"]']})
    station = Intervention("hs2", "amenity", Point(0, 0), "HS2", external=True, attributes=CAFE)
    bare = a_district(
        station, link((0, 0), (500, 700), name="a", excludes='["hs2"]'), put("amenity", 9, 9, "b", **CAFE)
    )
    district = District(bare.crs, {**bare.tables, "worlds": worlds}, bare.interventions, bare.settings)
    assert off(district, world="w")["a"] == "excludes HS2, which happens anyway in this world"


def test_of_two_that_exclude_each_other_the_worse_names_its_rival():
    best = link((0, 0), (500, 700), name="best", excludes='["worse"]')
    worse = link((0, 0), (500, 100), name="worse")
    request = Request(indicators=("nearest",), categories=("cafe",), alternatives="best")
    found = evaluate(a_district(best, worse), request=request).summary.set_index("id")
    assert found.loc["worse", "why"] == (
        "an alternative to it is in the set that scores best, best; all together and last in are of that set"
    )


def test_a_link_with_an_effect_that_needs_a_bridge_is_told_all_the_same():
    # From (100, 0) to (500, 700) it meets the motorway, at y = 200, after 2/7 of its 806.2 m.
    both = {"modes": "walk,cycle"}
    district = a_district(link((100, 0), (500, 700), **both), link((100, 0), (100, 180), name="y", **both))
    modes = ("walk", "cycle", "ecycle")
    found = evaluate(district, request=Request(indicators=("nearest",), categories=("cafe",), modes=modes))
    assert found.summary.set_index("id").loc["x", "effect"] == "yes"
    said = [line for line in found.warnings if line.startswith(("x:", "y:"))]
    for doing in ("walking", "cycling"):
        (bridge,) = [line for line in said if f"(motorway, no {doing})" in line]
        assert bridge.startswith("x: crosses an unnamed motorway") and "at 230 m: needs a bridge (about £" in bridge
    assert sum("the end is 180 m from the nearest street that allows" in line for line in said) == 2
    assert len(said) == 4  # e-cycles go where cycles go and share the sentence


def test_what_many_lines_cannot_cross_is_told_once_each_and_not_without_end():
    many = [link((10 + n, 0), (10 + n, 180), name=f"x{n:02}") for n in range(25)]
    found = evaluate(a_district(*many), request=Request(indicators=("nearest",), categories=("cafe",)))
    said = [line for line in found.warnings if "the end is 180 m" in line]
    assert len(said) == 20
    assert found.warnings[-1].startswith("5 more ends that do not join")


SPINE = link((0, 0), (500, 700), name="spine")


def test_a_line_that_hangs_on_another_names_it_when_it_is_scored_alone():
    # (250, 350) is the middle of the spine; (250, 300) is 250 m from the street to the north, (250, 0) on the street.
    why = "it joins only with spine, which is not built when it is scored alone"
    assert reason(link((250, 350), (250, 300)), SPINE) == (
        "it joins the streets on foot at no point: the end is 250 m from the nearest street that allows walking; the "
        f"limit is 25 m; {why}"
    )
    assert reason(link((250, 350), (250, 0)), SPINE) == f"it joins the streets on foot at one point only: {why}"
    assert "spine" not in reason(link((250, 350), (250, 300), no_join="[[250, 350]]"), SPINE)


def test_a_line_that_hangs_on_another_that_is_built_joins_it():
    district = a_district(SPINE)
    request = Request(indicators=("nearest",), categories=("cafe",))
    session = Session(district, select(district), request)
    question = next(iter(questions(session)))
    preview = session.preview(Edit("x", link((250, 350), (250, 0))), frozenset({"spine"}), question)
    # From the home the café is 1,190 m away by street and 863 m over the spine; neither way leads over the line.
    assert preview.why_silent == "no way on foot gets shorter: a way at least as short exists"


def test_what_is_measured_in_a_straight_line_is_changed_by_no_way():
    park = Intervention("park", "green_space", Point(0, 0).buffer(50))
    for one in (link((0, 0), (500, 700)), put("closure", 300, 0)):
        assert reason(one, park, indicators=("greenstandard",), categories=()) == (
            "what is scored is measured in a straight line, and no way changes that"
        )


def between_sites(one: Intervention, there: tuple[float, float]) -> str:
    """Return why a path changes no time by e-cycle between a site near the home and another."""
    made = a_district(one)
    rows = district_of({"buildings": [
        {"id": "b1", "employees": 5.0, "site": "AMP", "geometry": Point(10, 0)},
        {"id": "b2", "employees": 5.0, "site": "SBP", "geometry": Point(*there)},
    ]}).table("buildings")  # fmt: skip
    district = District(made.crs, {**made.tables, "buildings": rows}, made.interventions, made.settings)
    request = Request(modes=("ecycle",), indicators=("site_time",))
    return str(evaluate(district, request=request).summary.set_index("id").loc["x", "why"])


def path(*spots: tuple[float, float]) -> Intervention:
    return Intervention("x", "cycle_path", LineString(spots))


def test_a_path_between_sites_is_told_of_sites_and_not_of_places():
    beside = path((100, 0), (250, 60), (400, 0))
    assert "gets shorter: a way at least as short exists" in between_sites(beside, (450, 0))
    island = path((3000, 3000), (3100, 3100))
    assert between_sites(island, (450, 0)).startswith("no site lies within the time limit of it: the 200 m of street")
    assert between_sites(island, (3000, 3000)).startswith(
        "only the site SBP lies within the time limit of it, and no other site: the 200 m of street there are cut off"
    )


def test_a_line_that_stops_short_of_another_names_it_also_when_it_is_scored_alone():
    # a leaves the street southwards and ends 150 m below it; b begins 10 m farther on and leads nowhere.
    drawn = [link((0, 0), (0, -150), name="a"), link((0, -160), (0, -300), name="b")]
    found = evaluate(a_district(*drawn), request=Request(indicators=("nearest",), categories=("cafe",))).summary
    assert (
        "the end of a is 10 m away, and drawn lines join where they touch: snap it to that"
        in (found.set_index("id").loc["b", "why"])
    )


# What works only together, and reasons after closures


def two_carriageways(*interventions: Intervention) -> District:
    """Return a path over both halves of a dual carriageway: neither side of either is joined with the other."""
    made = district_of({
        "streets": [
            street("west", [(-900, 0), (0, 0)]), street("between", [(0, 0), (12, 0)], start_side=1),
            street("east", [(12, 0), (900, 0)], start_side=1),
        ],
        "homes": [{"id": "home", "people": 10.0, "geometry": Point(-500, 0)}],
        "opportunities": [{"id": "café", "category": "cafe", "weight": 1.0, "geometry": Point(300, 0)}],
    })  # fmt: skip
    return District(made.crs, made.tables, tuple(interventions), made.settings)


def told_of(district: District) -> dict[str, str]:
    found = evaluate(district, request=Request(indicators=("nearest",), categories=("cafe",), cutoffs=(15.0,))).summary
    return dict(zip(found["id"], found["why"]))


def test_two_that_work_only_together_name_each_other():
    # both together: 812 m at 750 ms; each alone leaves the other half in the way, and a third changes nothing at all
    west, east = (Intervention(name, "crossing", Point(x, 0)) for name, x in (("west", -2), ("east", 14)))
    other = Intervention("other", "amenity", Point(-500, 3), attributes={"categories": "gp"})
    found = told_of(two_carriageways(west, east, other))
    assert found["west"] == "it works only together with east, which is not built when it is scored alone"
    assert found["east"] == "it works only together with west, which is not built when it is scored alone"
    assert "together" not in found["other"]
    assert "works only" not in told_of(two_carriageways(west))["west"]


def test_a_crossing_on_a_drawn_line_names_the_line():
    # the line crosses a primary between junctions: 30 s that only the line pays
    made = district_of({
        "streets": [
            street("west", [(-900, 0), (0, 0)]), street("east", [(1000, 0), (1900, 0)]),
            street("road", [(500, -900), (500, 900)], highway="primary", crossing_s=30.0),
        ],
        "homes": [{"id": "home", "people": 10.0, "geometry": Point(-100, 0)}],
        "opportunities": [{"id": "café", "category": "cafe", "weight": 1.0, "geometry": Point(1100, 0)}],
    })  # fmt: skip
    line, zebra = link((0, 0), (1000, 0), name="line"), Intervention("zebra", "crossing", Point(503, 4))
    district = District(made.crs, made.tables, (line, zebra), made.settings)
    assert (
        "within 25 m to take away but of line, which is not built when it is scored alone" in told_of(district)["zebra"]
    )
    found = evaluate(district, request=Request(indicators=("nearest",), categories=("cafe",)))
    row = found.scores.set_index(["intervention", "figure"]).loc[("zebra", "nearest_walk_cafe_people_mean")]
    assert (row["alone_change"], row["last_in_change"]) == (0.0, -0.5)


def test_reasons_are_told_of_the_streets_after_closures():
    # the link meets the street that an external closes between its ends: it joins nothing there
    made = two_carriageways()
    streets = [street("a", [(-900, 0), (0, 0)]), street("b", [(500, -900), (500, 900)])]
    shut = Intervention("shut", "closure", Point(500, 300), external=True)
    one = link((0, 0), (500, 0))
    worlds = pd.DataFrame([{"id": "today", "name": "today", "year": None, "externals": '["shut"]'}])
    rows = {"streets": streets, "opportunities": [{"id": "café", "category": "cafe", "weight": 1.0,
                                                   "geometry": Point(500, 850)}]}  # fmt: skip
    tables = {**made.tables, **{name: district_of(rows).table(name) for name in rows}, "worlds": worlds}
    found = told_of(District(made.crs, tables, (one, shut), made.settings))
    assert found["x"].startswith("it joins the streets on foot at one point only: the end is")
