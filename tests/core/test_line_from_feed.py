"""A route of a timetable becomes a line to be drawn on: its stops, way, run times and headways."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely

from district_planner.core.errors import LayerError
from district_planner.core.interventions.effects import TransitLine
from district_planner.core.interventions.kinds.light_rail import KIND
from district_planner.core.interventions.line_facts import line_facts
from district_planner.core.interventions.transit_line import drawn_line
from district_planner.core.transit.line_from_feed import line_from_feed, routes_offered
from district_planner.core.transit.line_headways import last_departure, of_departures, usual
from district_planner.core.transit.read import read_feed
from district_planner.core.transit.read_shapes import read_shapes
from district_planner.core.transit.run_times import Leg, Vehicle, leg_seconds, limit_for, one_way_seconds
from district_planner.core.transit.service import on_date
from tests.core.feed_case import ROUTES, STOPS, TRIPS, times, zip_feed
from tests.core.test_line_gtfs import back, written


def minutes(*clock: str) -> list[int]:
    return [int(one[:2]) * 3600 + int(one[3:5]) * 60 for one in clock]


def near_degrees(xy: np.ndarray) -> np.ndarray:
    """Return metres of degrees, as ``back`` has them: 100 km a degree both ways."""
    return (xy - [-1.5, 53.3]) * 100_000


def placed(path):
    return back(on_date(read_feed(path)))


def line(path, route="R", **more):
    return line_from_feed(placed(path), route, **more)


@pytest.mark.parametrize("form", ["frequencies", "trips"])
def test_a_line_that_goes_out_comes_back_as_it_was(tmp_path, form):
    # Drawn: 2,400 m round a corner, 05:30 to 23:30 every 10 min, 08:00 to 09:00 every 5. At 80 km/h and 1 m/s² 800 m
    # take 36 + 22.2 s, 400 m 40 s, 1,200 m 54 + 22.2 s (methods A14), two dwells 40 s; calls are whole seconds.
    path = written(tmp_path, form)
    shapes = read_shapes(path)

    taken = line_from_feed(placed(path), "L1", "again", lambda trip: near_degrees(shapes.way(trip)))

    assert taken.notes == (
        "Spur, “north”: drawn is the way of 115 of its 230 departures that day, West to Spur, “north” 4; the line runs "
        "both ways at the headway of these.",
    )
    assert taken.line.id == "again" and taken.line.name == "Spur, “north”"
    drawn = drawn_line(taken.line)
    assert [stop.name for stop in drawn.stops] == ["West", "Spur, “north” 2", "Spur, “north” 3", "Spur, “north” 4"]
    assert [stop.chainage for stop in drawn.stops] == pytest.approx([0, 800, 1200, 2400], abs=0.05)
    assert shapely.hausdorff_distance(
        taken.line.geometry, shapely.LineString([(0, 0), (1200, 0), (1200, 1200)])
    ) == pytest.approx(0, abs=0.05)
    assert drawn.headways == tuple(
        (*minutes(a, b), gap) for a, b, gap in (("05:30", "08:00", 10), ("08:00", "09:00", 5), ("09:00", "23:40", 10))
    )
    assert drawn.vehicle.dwell_s == 20.0
    assert one_way_seconds(drawn.legs, drawn.vehicle) == pytest.approx(214.44, abs=1.5)
    assert [effect.route for effect in KIND.effects(taken.line) if isinstance(effect, TransitLine)] == ["again"]


def test_a_line_may_say_which_routes_it_replaces(tmp_path):
    assert "replaces" not in line(zip_feed(tmp_path / "a.zip")).line.attributes
    replacing = line(zip_feed(tmp_path / "a.zip"), replaced=["R"]).line
    assert drawn_line(replacing).replaces == ("R",)


# Run times


@pytest.mark.parametrize("kmh", [20.0, 50.0, 71.9])
def test_the_speed_limit_follows_from_the_time(kmh):
    # 400 m with 1 m/s²: full speed is reached up to 72 km/h.
    vehicle = Vehicle(1.0, 1.0, 20.0)
    limit, reached = limit_for(400.0, leg_seconds(Leg(400.0, kmh), vehicle), vehicle)
    assert (limit, reached) == (pytest.approx(kmh), True)


def test_a_leg_that_is_too_quick_has_the_highest_speed_that_a_vehicle_reaches():
    # Peak √(2dab/(a+b)) = √400 = 20 m/s = 72 km/h, in 40 s; 39 s is a rounding, 30 s and 0 s are not.
    vehicle = Vehicle(1.0, 1.0, 20.0)
    assert limit_for(400.0, 39.5, vehicle) == (pytest.approx(72.0), True)
    assert limit_for(400.0, 30.0, vehicle) == (pytest.approx(72.0), False)
    assert limit_for(400.0, 0.0, vehicle) == (pytest.approx(72.0), False)


def test_a_line_takes_as_long_as_the_mean_of_its_trips(tmp_path):
    # A to C in 20 and 24 min, a minute at B: 22 min. A to B 9 and 11, so 10 min; B to C 10 and 12, so 11.
    path = zip_feed(tmp_path / "a.zip", stop_times=times(
        "T1,07:00:00,07:00:00,A,1", "T1,07:09:00,07:10:00,B,2", "T1,07:20:00,07:20:00,C,3",
        "T2,08:00:00,08:00:00,A,1", "T2,08:11:00,08:12:00,B,2", "T2,08:24:00,08:24:00,C,3"))  # fmt: skip
    drawn = drawn_line(line(path).line)
    assert drawn.vehicle.dwell_s == 60.0
    assert [leg_seconds(leg, drawn.vehicle) for leg in drawn.legs] == pytest.approx([600, 660], abs=1.0)


# Headways


def test_equal_gaps_are_one_period():
    at = minutes("06:00", "06:30", "07:00", "07:10", "07:20", "07:30")
    assert of_departures(at) == ((*minutes("06:00", "07:00"), 30.0), (*minutes("07:00", "07:40"), 10.0))


def test_irregular_departures_keep_their_number_in_every_hour():
    # 07:05 07:12 07:40 | 08:02 08:31 | 10:00. Hours begin at their first departure: 57 min by 3, 118 min by 2; the last
    # lasts as long as the gap before it, 89 min.
    at = minutes("07:05", "07:12", "07:40", "08:02", "08:31", "10:00")
    found = of_departures(at)
    assert found == ((*minutes("07:05", "08:02"), 19.0), (*minutes("08:02", "10:00"), 59.0),
                     (*minutes("10:00", "11:29"), 89.0))  # fmt: skip
    assert usual(found) == 59.0


def test_headways_never_make_a_departure_more():
    # 61 min by 7 are 8.714… min: rounded down, an eighth would leave in the hour.
    at = [7 * 3600 + step for step in (0, 300, 900, 1800, 2000, 2600, 3000)] + [8 * 3600 + 60]
    start, end, gap = of_departures(at)[0]
    assert (start, end, gap) == (7 * 3600, 8 * 3600 + 60, 8.72)
    assert np.ceil((end - start) / 60 / gap) == 7


def test_one_departure_is_one_vehicle():
    assert of_departures([25200]) == ((25200, 28800, 60.0),)


def test_the_last_two_hours_keep_their_departures_and_the_last_one_its_time():
    # 07:00 07:10 07:25 07:30 | 08:00 08:20. 60 min by 4; 20 min by one gap, so until 08:40. 07:00, 07:05 and 07:30 are
    # two gaps of 15 min: the second is later than in the timetable, the last is not.
    at = minutes("07:00", "07:10", "07:25", "07:30", "08:00", "08:20")
    assert of_departures(at) == ((*minutes("07:00", "08:00"), 15.0), (*minutes("08:00", "08:40"), 20.0))
    uneven = of_departures(minutes("07:00", "07:05", "07:30"))
    assert uneven == ((*minutes("07:00", "07:45"), 15.0),)
    assert last_departure(uneven) == minutes("07:30")[0]


@pytest.mark.parametrize(("last", "count"), [("24:30", 38), ("23:30", 36)])
def test_the_day_begins_with_its_first_departure_and_ends_with_its_last(tmp_path, last, count):
    # Every 30 min from 06:00. What left at 24:00 and 24:30 of the day before runs at 00:00 and 00:30 and is not of it.
    leaves = [360 + 30 * n for n in range(count)]
    clock = [(n, f"{m // 60:02}:{m % 60:02}:00", f"{m // 60:02}:{m % 60 + 9:02}:00") for n, m in enumerate(leaves)]
    path = zip_feed(
        tmp_path / "a.zip", trips="route_id,service_id,trip_id\n" + "".join(f"R,WD,T{n}\n" for n, _, _ in clock),
        stop_times=times(*(f"T{n},{a},{a},A,1\nT{n},{b},{b},C,2" for n, a, b in clock)),
    )  # fmt: skip
    attributes = line(path).line.attributes
    assert [attributes[key] for key in ("first_departure", "last_departure", "headway_min")] == ["06:00", last, 30.0]
    assert "headways" not in attributes
    assert routes_offered(placed(path))[0].departures == count


@pytest.mark.parametrize("legs", [(180, 180), (170, 190), (150, 210), (200, 160)])
def test_a_line_that_just_makes_its_round_needs_no_vehicle_more(tmp_path, legs):
    # 6 min one way and 4 of layover make a round of 20 min: two vehicles every 10 min.
    leaves = [420 + 10 * n for n in range(12)]
    rows = [
        f"T{n},{(m * 60 + s) // 3600:02}:{(m * 60 + s) // 60 % 60:02}:{s % 60:02},"
        f"{(m * 60 + s) // 3600:02}:{(m * 60 + s) // 60 % 60:02}:{s % 60:02},{stop},{k}"
        for n, m in enumerate(leaves) for k, (stop, s) in enumerate(zip("ABC", (0, legs[0], sum(legs))))
    ]  # fmt: skip
    path = zip_feed(
        tmp_path / "a.zip", stop_times=times(*rows),
        trips="route_id,service_id,trip_id\n" + "".join(f"R,WD,T{n}\n" for n in range(12)),
    )  # fmt: skip
    facts = line_facts(line(path).line)
    assert facts.one_way_min == pytest.approx(6, abs=1e-4)
    assert facts.one_way_min <= 6
    assert facts.vehicles == 2


# Which way


def test_the_way_with_most_departures_is_drawn_and_the_rest_is_said(tmp_path):
    # Three short workings A-B make 3 departures from stops, two whole trips A-B-C make 4.
    path = zip_feed(
        tmp_path / "a.zip", trips=TRIPS + "R,WD,S1,0\nR,WD,S2,0\nR,WD,S3,0\n",
        stop_times=times(
            "T1,07:00:00,07:00:00,A,1", "T1,07:10:00,07:11:00,B,2", "T1,07:20:00,07:20:00,C,3",
            "T2,08:00:00,08:00:00,A,1", "T2,08:10:00,08:11:00,B,2", "T2,08:20:00,08:20:00,C,3",
            *(f"S{n},1{n}:30:00,1{n}:30:00,A,1\nS{n},1{n}:40:00,1{n}:40:00,B,2" for n in (1, 2, 3)),
        ),
    )  # fmt: skip
    taken = line(path)
    assert len(drawn_line(taken.line).stops) == 3
    assert taken.notes[-1].startswith("1: drawn is the way of 2 of its 5 departures that day, Alpha to Gamma")
    (offered,) = routes_offered(placed(path))
    assert (offered.route, offered.name, offered.mode, offered.departures) == ("R", "1", "bus", 5)
    assert (offered.first, offered.last) == ("Alpha", "Gamma")


def test_without_a_way_on_the_ground_it_goes_straight_and_says_so(tmp_path):
    # 0.01 and 0.02 degrees of latitude: 1,000 and 2,000 m, as ``back`` has them.
    taken = line(zip_feed(tmp_path / "a.zip"))
    assert taken.line.geometry.length == pytest.approx(3000.0)
    assert taken.notes == ("1: the timetable tells no way on the ground, so the line goes straight from stop to stop.",)


def test_a_way_that_does_not_fit_the_stops_is_not_taken(tmp_path):
    path = zip_feed(tmp_path / "a.zip")
    far = np.array([[0.0, 0.0], [50_000.0, 0.0]])
    assert "does not fit its stops" in line(path, way=lambda trip: far).notes[0]
    wrong_way_round = np.array([[0.0, -27_000.0], [0.0, -30_000.0]])
    assert "does not fit its stops" in line(path, way=lambda trip: wrong_way_round).notes[0]
    bent = np.array([[0.0, -31_000.0], [0.0, -29_500.0], [40.0, -29_500.0], [0.0, -26_000.0]])
    fitting = line(path, way=lambda trip: bent)
    assert fitting.notes == ()
    # Cut off at the first and last stop, through the bend.
    assert fitting.line.geometry.bounds == pytest.approx((0.0, -30_000.0, 40.0, -27_000.0), abs=15.0)


def test_stops_in_one_street_that_are_too_near_are_one(tmp_path):
    # B2 is 30 m beyond B, D 20 m before the end C: B2 and D go, the ends stay.
    stops = STOPS + "B2,Beta 2,53.0103,-1.50\nD,Delta,53.0298,-1.50\n"
    path = zip_feed(tmp_path / "a.zip", stops=stops, stop_times=times(
        "T1,07:00:00,07:00:00,A,1", "T1,07:10:00,07:10:00,B,2", "T1,07:11:00,07:11:00,B2,3",
        "T1,07:19:00,07:19:00,D,4", "T1,07:20:00,07:20:00,C,5"),
        trips="route_id,service_id,trip_id\nR,WD,T1\n")  # fmt: skip
    taken = line(path)
    drawn = drawn_line(taken.line)
    assert [stop.name for stop in drawn.stops] == ["Alpha", "Beta", "Gamma"]
    assert "2 of its 5 stops are less than 50 m from the one before" in " ".join(taken.notes)
    assert one_way_seconds(drawn.legs, drawn.vehicle) == pytest.approx(20 * 60, abs=1.0)


# Bad input


def test_a_route_that_is_not_there_or_cannot_be_told_apart_is_a_sentence(tmp_path):
    path = zip_feed(tmp_path / "a.zip")
    with pytest.raises(LayerError, match=r"there is no route 'X' that runs.*Choose from R"):
        line(path, "X")
    assert line(path, "1").line.name == "1"
    twice = zip_feed(tmp_path / "b.zip", routes=ROUTES + "Q,1,Second,3\n", trips=TRIPS.replace("R,WD,T2", "Q,WD,T2"))
    with pytest.raises(LayerError, match=r"several routes are called '1'.*by its id: R, Q"):
        line(twice, "1")


def test_a_route_that_no_line_can_be_made_of_is_a_sentence(tmp_path):
    there_and_back = zip_feed(tmp_path / "a.zip", trips="route_id,service_id,trip_id\nR,WD,T1\n", stop_times=times(
        "T1,07:00:00,07:00:00,A,1", "T1,07:10:00,07:10:00,C,2", "T1,07:20:00,07:20:00,A,3"))  # fmt: skip
    with pytest.raises(LayerError, match=r"route 1: no line can be drawn of it: the line runs on top of itself"):
        line(there_and_back)
    one_place = zip_feed(
        tmp_path / "b.zip", stops="stop_id,stop_name,stop_lat,stop_lon\nA,Alpha,53.0,-1.5\nB,Beta,53.0,-1.5\n",
        trips="route_id,service_id,trip_id\nR,WD,T1\n",
        stop_times=times("T1,07:00:00,07:00:00,A,1", "T1,07:10:00,07:10:00,B,2"),
    )  # fmt: skip
    with pytest.raises(LayerError, match="its stops lie in one place"):
        line(one_place)


def test_shapes_that_cannot_be_read_are_no_way(tmp_path):
    trips = "route_id,service_id,trip_id,shape_id\nR,WD,T1,S\nR,WD,T2,X\n"
    shapes = ("shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\n"
              "S,53.02,-1.5,10\nS,53.00,-1.5,9\nS,there,-1.5,1\nX,53.0,-1.5,1\n")  # fmt: skip
    found = read_shapes(zip_feed(tmp_path / "a.zip", trips=trips, shapes=shapes))
    # In order of the number, not of the text; the point without a place is left out; one point is no way.
    assert found.way("T1").tolist() == [[-1.5, 53.00], [-1.5, 53.02]]
    assert found.way("T2") is None
    assert read_shapes(zip_feed(tmp_path / "b.zip")).way("T1") is None


def test_every_route_of_a_real_timetable_is_drawn(reference_data):
    path = reference_data("sheffield-rotherham", "gtfs_supertram_winter2024.zip")
    day = on_date(read_feed(path))
    # Flat enough for a test: metres east and north of a point in the city.
    scale = np.array([111_320 * np.cos(np.radians(53.38)), 111_320.0])
    xy = (day.stops[["lon", "lat"]].to_numpy(dtype=float) - [-1.47, 53.38]) * scale
    day, shapes = day.placed(xy[:, 0], xy[:, 1]), read_shapes(path)

    def way(trip):
        found = shapes.way(trip)
        return None if found is None else (found - [-1.47, 53.38]) * scale

    lines = {one.name: line_from_feed(day, one.route, way=way).line for one in routes_offered(day)}

    assert sorted(lines) == ["BLUE", "PURP", "TT", "YELL"]
    drawn = {name: drawn_line(one) for name, one in lines.items()}
    assert {one.service.id for one in drawn.values()} == {"tram"}
    # docs/transit.md, A sense check: of the tram-trains from Cathedral to Parkgate 34 of 37 take 27 minutes, the others
    # 28 or 29. In between are 12 stops.
    tram_train = drawn["TT"]
    assert (tram_train.stops[0].name, tram_train.stops[-1].name) == (
        "Cathedral From City Hall",
        "Parkgate To Sheffield",
    )
    assert len(tram_train.stops) == 14
    assert one_way_seconds(tram_train.legs, tram_train.vehicle) / 60 == pytest.approx(27.1, abs=0.2)
    leaving = sum(math.ceil((end - start) / 60 / gap) for start, end, gap in tram_train.headways)
    assert leaving == 37
