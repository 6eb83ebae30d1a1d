"""Scores by timetable: those of a plain scan, what they say, and what cannot be measured."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from shapely.geometry import LineString

from district_planner.core.errors import DistrictDataError, FeedError, InterventionError, RequestError
from district_planner.core.evaluation.evaluate import evaluate
from district_planner.core.evaluation.live import Edit
from district_planner.core.evaluation.questions import Question
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions import catalogue
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import select
from district_planner.core.transit.stored import PERIOD
from tests.core.clock_case import LINE, drawn, ours, small_town, theirs, with_stops_of
from tests.core.scan_case import line_trips, trips_of


@pytest.fixture
def small(tmp_path):
    return small_town(tmp_path)


def asked(**changed):
    return Request(**{"modes": ("transit",), "transit_model": "timetable", "indicators": ("count", "nearest"),
                      "categories": ("cafe",), **changed})  # fmt: skip


def tram(line=LINE, **attributes):
    given = {"stops": "[0, 3000, 6000, 8950]", "headway_min": 5, "first_departure": "05:00", **attributes}
    return Intervention("new", "light_rail", LineString(line), "New", False, given)


def test_scores_by_timetable_are_those_of_the_scan(small):
    district, feed, stops = small
    district = replace(district, interventions=(tram(),))
    line = catalogue.effects([tram()])["new"][0]
    every = [[*trips_of(feed), *line_trips(line, 300 * (k + 0.5) / 20)] for k in range(20)]
    for percentile in (50.0, 95.0):
        base = theirs(district, stops, [trips_of(feed)], 12, percentile)
        after = theirs(district, with_stops_of(line, stops), every, 12, percentile)
        results = evaluate(district, request=asked(percentile=percentile))
        frame = results.values["count_transit_cafe_30"]
        for column, times in (("base", base), ("with", after)):
            want = [sum(times.get((h, f"p{k}"), math.inf) <= 1_800_000 for k in range(4)) for h in ("h0", "h1", "h2")]
            assert frame.loc[["h0", "h1", "h2"], column].tolist() == want
    assert frame["with"].sum() > frame["base"].sum()


def test_a_result_says_model_period_percentile_and_dates(small):
    district = replace(small[0], interventions=(tram(),))
    results = evaluate(district, request=asked(percentile=95.0))
    label = next(m.label for m in results.measures if m.name == "count_transit_cafe_30")
    which = "by public transport (07:00-07:12 by timetable, time that 95 % of departures keep to)"
    assert label == f"Cafés within 30 min {which}"
    assert (results.figures["label"].str.contains(which, regex=False)).all()
    assert results.warnings[0] == (
        "Times by public transport: Example Buses, 2025-02-04; timetable model, every minute of 07:00-07:12, time that "
        "95 % of departures keep to; drawn lines and changed headways run at 20 equally likely offsets"
    )
    assert results.settings["public_transport"] == {
        "model": "timetable", "period": "07:00-07:12", "feeds": [{"name": "Example Buses", "date": "2025-02-04"}],
        "percentile": 95.0, "offsets": 20,
    }  # fmt: skip
    assert results.summary["effect"].tolist() == ["yes"]


def test_a_preview_by_timetable_is_the_evaluation(small):
    district = small[0]
    session = Session(district, select(district), asked())
    figure = next(spec.name for spec in session.specs if spec.measure.name == "count_transit_cafe_30")
    question = Question("q", "", figure, "count_transit_cafe_30")
    shown = session.preview(Edit("new", tram()), frozenset(), question)
    edited = replace(district, interventions=(tram(),))
    scored = session.with_interventions((tram(),), select(edited))
    assert shown.headline.after == scored.state(frozenset({"new"})).figures[figure] > shown.headline.before
    fresh = Session(edited, select(edited), asked())
    assert scored.state(frozenset({"new"})).figures == fresh.state(frozenset({"new"})).figures


def test_a_second_line_never_makes_a_time_longer(small):
    district = small[0]
    one, other = drawn(LINE, stops="[0, 3000, 6000, 8950]")[0], drawn(((0, 60), (9100, 60)), stops="[0, 9000]")[0]
    other = replace(other, route="other")
    alone, both = ours(district, (one,)), ours(district, (one, other))
    assert alone.keys() <= both.keys()
    assert all(both[pair] <= alone[pair] for pair in alone)
    assert both != alone


# What cannot be


@pytest.mark.parametrize(("changed", "says"), [
    ({"transit_model": "teleport"}, "there is no transit model 'teleport'"),
    ({"percentile": 0.0}, "the percentile is 0"),
    ({"percentile": 101.0}, "the percentile is 101"),
    ({"minutes": "generalised"}, "counts minutes of the clock only"),
])  # fmt: skip
def test_a_request_that_cannot_be_is_worded(small, changed, says):
    with pytest.raises(RequestError, match=says):
        evaluate(small[0], request=asked(**changed))


def test_a_period_without_service_and_a_line_that_does_not_run_in_it_are_worded(small):
    night = replace(small[0], settings={**small[0].settings, PERIOD: "02:00-03:00"})
    with pytest.raises(FeedError, match="nothing leaves between 02:00"):
        evaluate(night, request=asked())
    late = replace(small[0], interventions=(tram(first_departure="20:00", last_departure="22:00"),))
    results = evaluate(late, request=asked())
    said = "it does not run between 07:00-07:12, the period that is looked at"
    assert results.summary["why"].str.startswith(said).all()


@pytest.mark.parametrize(("offsets", "says"), [
    (601, "offsets is 601, the most is 600"), (0, "offsets is 0, not a number of at least 1"),
])  # fmt: skip
def test_offsets_without_end_or_none_are_worded(small, offsets, says):
    district = replace(small[0], interventions=(tram(),), settings={**small[0].settings, "offsets": offsets})
    with pytest.raises(DistrictDataError, match=says):
        evaluate(district, request=asked())


@pytest.mark.parametrize(("given", "says"), [
    ({"headway_min": 0}, "the headway is 0 min"),
    ({"first_departure": "09:00", "last_departure": "08:00"}, "the last departure is before the first"),
    ({"stops": "[0]"}, "the line has one stop"),
])  # fmt: skip
def test_a_line_that_cannot_run_is_worded_by_timetable_too(small, given, says):
    with pytest.raises(InterventionError, match=says):
        evaluate(replace(small[0], interventions=(tram(**given),)), request=asked())


def test_bike_and_ride_by_timetable_is_never_slower_than_on_foot(small):
    district = replace(small[0], interventions=(tram(),))
    results = evaluate(district, request=asked(modes=("transit", "bike_and_ride")))
    foot, cycle = (results.values[f"nearest_{mode}_cafe"].fillna(math.inf) for mode in ("transit", "bike_and_ride"))
    assert (cycle <= foot).all(axis=None)
    assert (cycle < foot).any(axis=None)
