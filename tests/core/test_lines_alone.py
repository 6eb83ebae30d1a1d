"""Drawn lines in a district without a timetable, and what lines lack or cannot reach, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import LineString, Point

from district_planner.core import evaluate
from district_planner.core.access.modes import MODES
from district_planner.core.evaluation.by_timetable import median_minutes, times_by_timetable
from district_planner.core.evaluation.linkages import linkages
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.traveltimes import Travel, TravelRequest, as_places
from district_planner.core.interventions.intervention import Intervention
from tests.oracle.cases import district_of, street


def tram(*spots: tuple[float, float], **attributes: object) -> Intervention:
    given = {"stops": "[0, 2400]", "headway_min": 10.0, **attributes}
    return Intervention("t", "light_rail", LineString(spots), "Tram", False, given)


def a_district(*interventions: Intervention):
    made = district_of({
        "streets": [street("s", [(-100, 0), (2500, 0)])],
        "nodes": [{"id": name, "name": name, "geometry": Point(x, 0)} for name, x in (("a", 0), ("d", 2400))],
        "homes": [{"id": "h", "people": 1.0, "geometry": Point(0, 0)}],
        "opportunities": [{"id": "p", "category": "cafe", "weight": 1.0, "geometry": Point(2400, 0)}],
    })  # fmt: skip
    return replace(made, interventions=interventions)


def test_a_district_with_only_a_drawn_line_is_measured_by_timetable():
    # On foot 2,400 m take 30 min. 2,400 m at 80 km/h and 1 m/s²: 108 + 22.2 s, in whole seconds 130. Twenty offsets of
    # 600 s and whole minutes: waits are 15, 45, …, 585 s, as often each; the median is the 1,200th of 2,400, 285 s.
    district = a_district(tram((0, 0), (2400, 0)))
    travel = Travel(district, TravelRequest(modes=("transit",)))
    ends = as_places(district, pd.DataFrame({"id": ["a", "d"], "geometry": [Point(0, 0), Point(2400, 0)]}))
    base, built = (
        median_minutes(times_by_timetable(district, MODES["transit"], ends, ends, effects=one, offered=travel.built))
        for one in (travel.base, travel.built)
    )
    assert base.tolist() == [[0.0, 30.0], [30.0, 0.0]]
    assert built == pytest.approx(np.array([[0.0, (130 + 285) / 60], [(130 + 285) / 60, 0.0]]))


@pytest.mark.parametrize("mode", ["walk", "transit"])
def test_what_a_candidate_lacks_is_said_wherever_times_are_measured(mode):
    bare = Intervention("n", "light_rail", LineString([(0, 0), (2400, 0)]), "Bare", False, {})
    district = a_district(tram((0, 0), (2400, 0)), bare)
    said = evaluate(district, request=Request(modes=(mode,))).summary.set_index("id").loc["n", "why"]
    travel = Travel(district, TravelRequest(modes=(mode,)))
    assert "it has no stops" in said
    assert f"Bare: {said}" in travel.notes
    assert f"Bare: {said}" in travel.service_notes
    assert f"Bare: {said}" in linkages(district, TravelRequest(modes=(mode,))).notes


def reason(one: Intervention) -> str:
    found = evaluate(
        a_district(one), request=Request(modes=("transit",), indicators=("nearest",), categories=("cafe",))
    )
    row = found.summary.set_index("id").loc[one.id]
    assert row["effect"] == "no"
    return str(row["why"])


def test_stops_that_join_no_street_are_named_with_their_distance():
    # The street ends 100 m west of the first stop and 100 m east of the last; both lie 150 m north of it.
    assert reason(tram((0, 150), (2400, 150))).split("; its category")[0] == (
        "2 of its 2 stops join no street within 100 m, in brackets how far the nearest is that one may walk on: "
        "Tram 1 (150 m), Tram 2 (150 m); move the stops or draw a walking link to them"
    )


def test_one_stop_that_joins_is_no_line_and_two_are():
    # Of three stops the last lies 600 m east of the street's end.
    three = tram((0, 0), (3100, 0), stops="[0, 2900, 3100]")
    assert reason(three).startswith("2 of its 3 stops join no street within 100 m")
    assert "Tram 2 (400 m), Tram 3 (600 m); move" in reason(three)
    # Two stops that join, in the same place for who lives there: a trip is no shorter, and one stop is off.
    useless = tram((0, 0), (0, 400), stops="[0, 90, 400]")
    assert reason(useless).startswith("1 of its 3 stops join no street")
    assert "no trip that is counted gets shorter or longer by it alone" in reason(useless)


def test_two_lines_that_help_only_together_claim_no_way_as_quick_without_them():
    # Home at 0, the café 6,000 m away; each line is half of the way, neither alone brings it within 60 min.
    made = a_district()
    far = made.table("opportunities").assign(geometry=[Point(6000, 0)])
    streets = district_of({"streets": [street("w", [(-100, 0), (100, 0)]), street("e", [(5900, 0), (6100, 0)])]})
    lines = [replace(tram((x, 0), (x + 3000, 0), stops="[0, 3000]"), id=name) for name, x in (("L", 0), ("M", 3000))]
    tables = {**made.tables, "opportunities": far, "streets": streets.table("streets")}
    request = Request(modes=("transit",), indicators=("count",), categories=("cafe",), cutoffs=(60.0,))
    found = evaluate(replace(made, tables=tables, interventions=tuple(lines)), request=request)
    rows = found.summary.set_index("id")
    for name in ("L", "M"):
        assert rows.loc[name, "last_in_change"] > 0
        assert "as quick without it" not in rows.loc[name, "why"]
