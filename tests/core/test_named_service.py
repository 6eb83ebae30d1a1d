"""A route or stop that no timetable holds is named with what may be meant, and so is the stop that closes.

Route R, called 1, calls at A (0, 0), B (3,000, 0) and C (9,000, 0). With two feeds its ids are 1:R and 2:R.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from shapely.geometry import LineString, Point

from district_planner.core import evaluate
from district_planner.core.district import District
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.traveltimes import Travel, TravelRequest
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.transit.access_level import calling
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.service import combined, on_date
from tests.core.feed_case import folder_feed, times
from tests.core.frequency_case import along, with_feed

PLACES = {"A": (0.0, 0.0), "B": (3000.0, 0.0), "C": (9000.0, 0.0)}
ASKED = Request(modes=("transit",), indicators=("nearest",), categories=("cafe",))
WHOLE = LineString([(0, 0), (9000, 0)])


def a_district(tmp_path, feeds: int = 1, places=None, **changed) -> District:
    read = on_date(read_feed(folder_feed(tmp_path / "feed", **changed)))
    made = combined([read] * feeds)
    at = np.array([(places or PLACES)[name.partition(":")[2] or name] for name in made.stops["id"]])
    return with_feed(made.placed(at[:, 0], at[:, 1]), along({}))


def change(what: str, where=WHOLE, **attributes) -> Intervention:
    return Intervention("c", "transit_change", where, "c", False, {"change": what, **attributes})


def told(district: District, one: Intervention) -> tuple[list[str], str]:
    """Return the warnings that begin with its name, and the reason of no effect."""
    found = evaluate(district, request=ASKED, interventions=[one])
    return [line for line in found.warnings if line.startswith("c ")], str(found.summary["why"].iloc[0] or "")


def test_an_unknown_route_is_named_in_the_words_of_the_results_and_as_the_reason(tmp_path):
    warnings, why = told(a_district(tmp_path), change("route_withdrawn", routes="nonsense"))
    assert warnings == ["c names route 'nonsense', which no timetable of the district holds"]
    assert why == "it names route 'nonsense', which no timetable of the district holds"


def test_an_id_without_the_number_of_its_feed_is_offered_with_it(tmp_path):
    warnings, _ = told(a_district(tmp_path, feeds=2), change("route_withdrawn", routes="R"))
    assert warnings == ["c names route 'R', which no timetable of the district holds (did you mean 1:R or 2:R?)"]


def test_the_name_of_a_route_is_answered_with_its_id(tmp_path):
    warnings, _ = told(a_district(tmp_path), change("headway", routes="1", headway_min=5.0))
    assert warnings == ["c names route '1', which no timetable of the district holds (did you mean R?)"]


def test_a_line_that_replaces_what_is_not_there_says_so_though_it_has_an_effect(tmp_path):
    line = Intervention("t", "light_rail", WHOLE, "c", False,
                        {"stops": "[0, 9000]", "headway_min": 5.0, "replaces": "nonsense"})  # fmt: skip
    warnings, why = told(a_district(tmp_path), line)
    assert warnings == ["c names route 'nonsense', which no timetable of the district holds"]
    assert why == ""


def test_what_the_timetable_holds_is_not_named(tmp_path):
    assert told(a_district(tmp_path), change("route_withdrawn", routes="R")) == ([], "")


def test_an_unknown_stop_and_a_place_without_a_stop_are_named(tmp_path):
    district = a_district(tmp_path)
    warnings, why = told(district, change("stop_closed", stops="alpha"))
    assert warnings == ["c names stop 'alpha', which no timetable of the district holds (did you mean A?)"]
    assert why == f"it{warnings[0][1:]}"
    warnings, why = told(district, change("stop_closed", Point(500, 0)))
    nothing = (
        "closes no stop: none that is served 07:00-09:00 is within 100 m of where it is drawn (Alpha (A) is 500 m away)"
    )
    assert (warnings, why) == ([f"c {nothing}"], f"it {nothing}")


@pytest.mark.parametrize(("x", "closed", "left"), [(2, "Alpha (A)", "Beta (B)"), (5, "Beta (B)", "Alpha (A)")])
def test_the_stop_that_closes_is_named_and_the_one_beside_it_that_stays_open(tmp_path, x, closed, left):
    places = {**PLACES, "B": (7.0, 0.0)}
    warnings, _ = told(a_district(tmp_path, places=places), change("stop_closed", Point(x, 0)))
    assert warnings == [f"c closes {closed} only; open within 100 m stay {left}"]


def test_a_stop_that_stands_alone_is_named_when_it_closes(tmp_path):
    assert told(a_district(tmp_path), change("stop_closed", Point(0, 60)))[0] == ["c closes Alpha (A)"]


def test_travel_times_say_the_same(tmp_path):
    district = a_district(tmp_path)
    made = replace(district, interventions=(change("route_withdrawn", routes="nonsense"),))
    notes = Travel(made, TravelRequest(modes=("transit",))).notes
    assert notes[-1] == "c names route 'nonsense', which no timetable of the district holds"
    assert "nonsense" not in "".join(Travel(made, TravelRequest(modes=("transit",), interventions=False)).notes)


def test_access_levels_close_the_stop_that_travel_times_close(tmp_path):
    # At A a bus leaves at 08:20, at B, 50 m on, at 09:10: B is of the peak of access levels, and after 07:00-09:00.
    trips = times("T1,08:20:00,08:20:00,A,1", "T1,08:40:00,08:40:00,C,2",
                  "T2,09:10:00,09:10:00,B,1", "T2,09:30:00,09:30:00,C,2")  # fmt: skip
    district = a_district(tmp_path, places={**PLACES, "B": (50.0, 0.0)}, stop_times=trips)
    closure = change("stop_closed", Point(50, 0))
    travel = Travel(replace(district, interventions=(closure,)), TravelRequest(modes=("transit",)))

    def left(effects) -> list[str]:
        found = calling(travel.model, effects)
        return sorted(found.stops.id[found.table["stop"].to_numpy()])

    assert left(travel.base) == ["A", "B"]
    assert left(travel.built) == ["B"]
    assert travel.notes[-1] == "c closes Alpha (A)"
