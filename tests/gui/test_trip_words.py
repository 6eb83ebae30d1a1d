"""Trips by public transport in words."""

from __future__ import annotations

import pytest

from district_planner.core.access.trip import PLACE, Part
from district_planner.gui.map_tools.trip_words import trip_words


def words(*parts: Part) -> str:
    return trip_words(parts).replace("\u00a0", " ")


@pytest.mark.parametrize(("routes", "said"), [
    (("TT",), "tram TT"), (("TT", "YELL"), "tram TT or YELL"), (("1", "2", "3"), "tram 1 or 2 or 3"),
    (("1", "2", "3", "4"), "tram, any of 4 routes"),
])  # fmt: skip
def test_of_common_lines_up_to_three_are_named(routes: tuple[str, ...], said: str) -> None:
    ride = Part("ride", 0, 1, 720_000.0, 720_000.0, routes=routes, service="tram", to="Cathedral")
    assert words(ride) == f"{said}, 12 min to Cathedral"


def test_every_part_has_its_words_and_a_known_departure_comes_first() -> None:
    parts = [
        Part("cycle", PLACE, 0, 150_000.0, 150_000.0, 25_500, to="Carbrook"), Part("wait", 0, 0, 60_000.0, 60_000.0),
        Part("interchange", 0, 0, 300_000.0, 0.0), Part("walk", 0, PLACE, 180_000.0, 180_000.0),
        Part("ride", 0, 1, 60_000.0, 60_000.0, routes=("X1",), service="cable", to="Top"),
    ]  # fmt: skip
    assert words(*parts) == (
        "07:05: cycle 2.5 min to Carbrook · wait 1 min · change, counts 5 min · walk 3 min · cable car X1, 1 min to Top"
    )
    assert words() == ""
