"""Where one changes from a drawn line: to which stop, and how long the walk is that travel times count."""

from __future__ import annotations

import pandas as pd
import pytest
from shapely.geometry import Point

from district_planner.core.interventions.effects import LineStop
from district_planner.core.network.streets import build_streets
from district_planner.core.transit.change_points import change_points, existing_stops
from district_planner.core.transit.ground import StraightGround, StreetGround
from tests.oracle.cases import district_of, street

HERE = (LineStop(0.0, 0.0, "A", 0.0), LineStop(5000.0, 0.0, "B", 5000.0))


def table(*rows: tuple[str, float, float, object]) -> pd.DataFrame:
    return pd.DataFrame(
        [{"id": name, "name": name, "feed": feed, "geometry": Point(x, y)} for name, x, y, feed in rows]
    )


def test_the_walk_is_the_straight_line_with_its_detour_where_there_are_no_streets() -> None:
    (found,) = change_points(HERE, existing_stops(table(("near", 60, 0, 1), ("far", 101, 0, 1))), StraightGround({}))

    # 60 m * 1.3 at 4.8 km/h = 1.3333 m/s: 58.5 s.
    assert (found.number, found.name, found.ms, found.served) == (0, "near", 58_500.0, True)


def test_a_street_that_is_shorter_than_the_detour_counts() -> None:
    streets = build_streets(district_of({"streets": [street("s", [(-50, 0), (150, 0)])]}).table("streets"))

    (found,) = change_points(HERE, existing_stops(table(("near", 60, 0, 1))), StreetGround(streets, {}))

    # 60 m along the street at 4.8 km/h: 45 s.
    assert found.ms == pytest.approx(45_000.0, abs=1.0)


def test_a_stop_that_is_served_goes_before_a_nearer_one_that_is_not() -> None:
    known = existing_stops(table(("idle", 10, 0, None), ("tram", 80, 0, 1)))

    (found,) = change_points(HERE, known, StraightGround({}))

    assert (found.name, found.served) == ("tram", True)


def test_stops_of_other_drawn_lines_are_there_too() -> None:
    known = existing_stops(table(("idle", 10, 0, None))).and_drawn([("Spur", [LineStop(5000.0, 30.0, "C", 0.0)])])

    found = change_points(HERE, known, StraightGround({}))

    assert [(one.number, one.name, one.served) for one in found] == [(0, "idle", False), (1, "C", True)]
