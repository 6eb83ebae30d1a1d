"""Drawn lines of public transport and changes of services: what they say, and the sentence for each mistake."""

from __future__ import annotations

import json
import math

import pytest
import shapely
from shapely.geometry import LineString, Point

from district_planner.core.errors import InterventionError
from district_planner.core.interventions import catalogue
from district_planner.core.interventions.effects import AddedOpportunity, TransitChange, TransitLine
from district_planner.core.interventions.exchange import geojson_text, read_geojson
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.line_facts import line_facts
from district_planner.core.interventions.services import SERVICES
from district_planner.core.interventions.transit_line import clock_seconds, drawn_line, per_hour

LINE = LineString([(0, 0), (2400, 0)])
STOPS = "[0, 800, 1200, 2400]"


def drawn(kind: str = "light_rail", geometry: object = LINE, **attributes: object) -> Intervention:
    return Intervention("x1", kind, geometry, "Spur", False, attributes)


def effects(one: Intervention) -> tuple[object, ...]:
    return catalogue.effects([one])["x1"]


def test_a_line_runs_as_the_worked_example_of_the_methods():
    one = drawn(stops=STOPS, legs='["street", "segregated", "rail"]')

    line, *stops = effects(one)

    assert isinstance(line, TransitLine)
    assert line.leg_ms == (71_489, 40_000, 76_222)
    assert [(stop.x, stop.chainage) for stop in line.stops] == [(0, 0), (800, 800), (1200, 1200), (2400, 2400)]
    assert stops == [AddedOpportunity("pt_stop", 1.0, Point(x, 0)) for x in (0, 800, 1200, 2400)]
    facts = line_facts(one)
    assert (round(facts.commercial_kmh, 2), facts.vehicles, facts.places_per_hour) == (37.94, 2, 1500)
    assert facts.one_way_min == pytest.approx(227.711 / 60, abs=1e-4)


def test_every_service_has_defaults_with_marks_and_runs():
    for name, service in SERVICES.items():
        facts = line_facts(drawn(service=name, stops=STOPS))
        assert "[" in service.sources
        assert 5 < facts.commercial_kmh < max(service.kmh.values())
        assert facts.capital[0] <= facts.capital[1] <= facts.capital[2]
        assert catalogue.estimate(drawn(service=name, stops=STOPS)) == facts.capital


def test_stops_have_names_or_places_beside_the_line():
    given = [{"chainage_m": 0, "name": "West"}, {"x": 900, "y": 20, "name": "Middle"}, 2400]

    line = effects(drawn(stops=json.dumps(given)))[0]

    assert [(stop.name, stop.chainage) for stop in line.stops] == [("West", 0), ("Middle", 900), ("Spur 3", 2400)]


def test_the_kind_of_service_is_understood_as_people_write_it():
    assert drawn_line(drawn(service="Tram-Train", stops=STOPS)).service.id == "tram_train"
    assert drawn_line(drawn(service="BRT", stops=STOPS)).service.id == "bus_rapid_transit"


def test_headways_of_periods_stand_inside_the_day():
    one = drawn(stops=STOPS, headway_min=12, headways='[["07:00", "09:00", 6], ["19:00", "25:00", 30]]',
                first_departure="06:00", last_departure="24:00")  # fmt: skip

    found = drawn_line(one).headways

    hour = 3600
    assert found == ((6 * hour, 7 * hour, 12), (7 * hour, 9 * hour, 6), (9 * hour, 19 * hour, 12),
                     (19 * hour, 24.5 * hour, 30))  # fmt: skip
    # 08:00 to 10:00: an hour at 10 an hour and one at 5.
    assert per_hour(found, 8 * hour, 10 * hour) == 7.5
    assert per_hour(found, 2 * hour, 3 * hour) == 0


@pytest.mark.parametrize(("given", "ends"), [
    # The last vehicle leaves at 23:30, 23:28 (154 × 7 min after 05:30) and 05:30; a period ends before the next would.
    ({"headway_min": 10}, ("05:30", "23:40", 10)),
    ({"headway_min": 7}, ("05:30", "23:35", 7)),
    ({"headway_min": 60, "last_departure": "05:30"}, ("05:30", "06:30", 60)),
    # 23:00, 23:20 and no more by 23:30; 23:00 and 23:30; at 23:30 only.
    ({"headways": '[["23:00", "24:00", 20]]'}, ("23:00", "23:40", 20)),
    ({"headways": '[["23:00", "23:30", 30]]'}, ("23:00", "24:00", 30)),
    ({"headways": '[["23:30", "24:00", 20]]'}, ("23:30", "23:50", 20)),
])  # fmt: skip
def test_the_last_departure_still_runs(given, ends):
    found = drawn_line(drawn(stops=STOPS, **{"headway_min": 10, **given})).headways
    assert found[-1] == (clock_seconds(ends[0]), clock_seconds(ends[1]), ends[2])
    assert all(a[1] == b[0] for a, b in zip(found, found[1:]))


def test_times_of_day():
    assert [clock_seconds(text) for text in ("7:05", "07:05:30", "25:00", "7", "7:61", None)] == [
        25500, 25530, 90000, None, None, None
    ]  # fmt: skip


def test_a_line_without_stops_waits_for_them():
    assert effects(drawn()) == ()
    assert "it has no stops" in catalogue.silence(drawn())
    assert all(math.isnan(cost) for cost in catalogue.estimate(drawn()))


CIRCLE = LineString([(0, 0), (1000, 0), (0, 0), (1000, 0)])


@pytest.mark.parametrize(("attributes", "message"), [
    ({"stops": "[0]"}, r"the line has one stop\. Place at least two"),
    ({"stops": json.dumps(list(range(100)))}, r"the line has 100 stops, the most is 99\. Place them farther apart"),
    ({"stops": "[0, 30, 2400]"}, "are 30 m apart along the line, the least is 50 m. Move one of them"),
    ({"stops": "[0, 2600]"}, "at 2600 m is off the line, which is 2400 m long"),
    ({"stops": '[0, {"x": 900, "y": 400, "name": "Far"}]'}, "'Far' is 400 m off the line, the most is 25 m"),
    ({"stops": '[0, {"name": "Nowhere"}]'}, "'Nowhere' has no chainage_m"),
    ({"stops": "0, 2400"}, "cannot read 0, 2400. Write a JSON list"),
    ({"stops": STOPS, "headway_min": 0}, r"the headway is 0 min\. Give the minutes"),
    ({"stops": STOPS, "headways": '[["07:00", "09:00", 0]]'}, "the headway is 0 min"),
    ({"stops": STOPS, "headways": '[["09:00", "07:00", 5]]'}, "runs backwards"),
    ({"stops": STOPS, "headways": '[["07:00", "09:00", 5], ["08:00", "10:00", 5]]'}, "overlap"),
    ({"stops": STOPS, "headways": '[["07:00", 5]]'}, "cannot read the period"),
    ({"stops": STOPS, "first_departure": "dawn"}, "First departure is 'dawn', which is no time of day"),
    ({"stops": STOPS, "first_departure": "23:40"}, "the last departure is before the first"),
    ({"stops": STOPS, "legs": '["street", "street"]'}, "2 legs are described and the line has 3"),
    ({"stops": STOPS, "legs": '["water"]'}, "'water' is no class of leg. Give one of street"),
    ({"stops": STOPS, "legs": '[{"class": "street", "kmh": 0}]'}, "the speed limit of a leg is 0"),
    ({"stops": STOPS, "service": "trolly"}, "'trolly' is no kind of service"),
    ({"stops": STOPS, "dwell_s": -1}, "Dwell at a stop is -1"),
])  # fmt: skip
def test_what_cannot_run_is_a_sentence(attributes, message):
    with pytest.raises(InterventionError, match=message) as caught:
        effects(drawn(**attributes))
    assert str(caught.value).startswith("Spur (x1)")


def test_a_line_on_top_of_itself_is_a_sentence():
    with pytest.raises(InterventionError, match=r"runs on top of itself: 3,000 m are drawn over 1,000 m of ground"):
        effects(drawn(geometry=CIRCLE, stops="[0, 500, 3000]"))
    # A loop at an end is no mistake.
    loop = LineString([(0, 0), (2000, 0), (2000, 300), (1700, 300), (1700, 0)])
    assert len(effects(drawn(geometry=loop, stops="[0, 1000, 2600]"))) == 4


def test_a_change_says_what_changes():
    spot = Point(10, 20)

    assert effects(drawn("transit_change", spot, change="headway", routes='["R1"]', headway_min=7.5)) == (
        TransitChange("headway", spot, ("R1",), (), 7.5),
    )
    assert effects(drawn("transit_change", spot, change="stop_closed")) == (TransitChange("stop_closed", spot),)
    assert effects(drawn("transit_change", LINE, change="route_withdrawn", routes="R1, R2"))[0].routes == ("R1", "R2")


@pytest.mark.parametrize(("attributes", "why"), [
    ({}, "does not say what changes"), ({"change": "headway"}, "gives no headway"),
    ({"change": "speed"}, "gives no speed"), ({"change": "route_withdrawn"}, "names no route"),
])  # fmt: skip
def test_a_change_that_says_nothing_has_no_effect(attributes, why):
    one = drawn("transit_change", Point(1, 2), **attributes)

    assert effects(one) == ()
    assert why in catalogue.silence(one)


@pytest.mark.parametrize(("attributes", "message"), [
    ({"change": "heading"}, "'heading' is no change. Did you mean 'headway'"),
    ({"change": "headway", "headway_min": 0}, "the headway is 0 min"),
    ({"change": "speed", "speed_factor": 0}, "Speed, times today's is 0"),
])  # fmt: skip
def test_a_change_that_cannot_be_is_a_sentence(attributes, message):
    with pytest.raises(InterventionError, match=message):
        effects(drawn("transit_change", Point(1, 2), **attributes))


def test_lines_and_changes_survive_geojson():
    line = drawn(service="tram_train", stops='[{"chainage_m": 0, "name": "West"}, {"chainage_m": 2000}]',
                 legs='["street"]', headways='[["07:00", "09:00", 6]]', replaces='["R1"]', fare=2.5,
                 first_departure="05:00")  # fmt: skip
    change = Intervention("x2", "transit_change", Point(5, 5), "", True, {"change": "speed", "speed_factor": 1.2})

    text = geojson_text([line, change], lambda shapes: shapely.transform(shapes, lambda xy: xy / 100))
    again, notes = read_geojson(text, lambda shapes: shapely.transform(shapes, lambda xy: xy * 100))

    assert notes == ()
    assert json.loads(text)["features"][0]["properties"]["stops"][0]["name"] == "West"
    assert [one.kind for one in again] == ["light_rail", "transit_change"]
    assert effects(again[0]) == effects(line)
    assert catalogue.effects(again)["x2"] == catalogue.effects([change])["x2"]
