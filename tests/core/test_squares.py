"""Squares are walked along their outline and straight across (rules 2.1), measured by a search written for the test."""

from __future__ import annotations

import heapq
import math
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import shapely

from district_planner.core.network.diagnosis import diagnose
from district_planner.core.network.squares import MOST_ENTRIES, OUTLINE_NOTE, SQUARE_NOTE
from district_planner.core.network.tagged_streets import streets_from_tags
from district_planner.core.places.entrances import area_entrances, ways_in
from tests.oracle.cases import district_of

WEST, EAST = ("w", "LINESTRING (-100 0, 0 0)"), ("e", "LINESTRING (60 0, 160 0)")
NORTH = ("n", "LINESTRING (30 30, 30 130)")
RING = "LINESTRING (0 0, 0 -30, 60 -30, 60 0, 60 30, 30 30, 0 30, 0 0)"


def made(outline: str = RING, *streets: tuple[str, str], **tags: str) -> tuple[pd.DataFrame, list[str]]:
    ways = [{"id": id, "geometry": shapely.from_wkt(line), "highway": "residential"} for id, line in streets]
    square = {"id": "sq", "geometry": shapely.from_wkt(outline), "highway": "pedestrian", "area": "yes", **tags}
    return streets_from_tags(pd.DataFrame([*ways, square]))


def metres(table: pd.DataFrame, start: tuple[float, float], end: tuple[float, float]) -> float:
    """Return the length of the shortest way over lines that meet at their ends."""
    ways: dict[tuple[float, float], list[tuple[float, tuple[float, float]]]] = {}
    for line in table["geometry"]:
        a, b = line.coords[0], line.coords[-1]
        ways.setdefault(a, []).append((line.length, b))
        ways.setdefault(b, []).append((line.length, a))
    queue, done = [(0.0, start)], set()
    while queue:
        far, here = heapq.heappop(queue)
        if here == end:
            return far
        if here not in done:
            done.add(here)
            for length, there in ways.get(here, []):
                heapq.heappush(queue, (far + length, there))
    return math.inf


def test_streets_that_end_on_opposite_sides_of_a_square_are_joined_straight() -> None:
    table, notes = made(RING, WEST, EAST)
    assert metres(table, (-100, 0), (160, 0)) == 260
    across = table[table["note"] == SQUARE_NOTE]
    assert across[["source_id", "highway", "walk", "cycle"]].values.tolist() == [["sq", "pedestrian", "yes", "no"]]
    assert notes[0] == ("1 pedestrian area(s) (area=yes) are walked along their outline, and straight across between "
                        "places where streets meet them (1 lines).")  # fmt: skip


def test_a_square_is_walked_around_what_stands_in_it() -> None:
    # A fountain of 20 by 20 m in the middle closes the 60 m from west to east; by the north entry they are
    # 2 * hypot(30, 30) = 84.85 m, around the outline 120 m.
    hole = (
        "MULTILINESTRING ((0 0, 0 -30, 60 -30, 60 0, 60 30, 30 30, 0 30, 0 0), (20 -10, 40 -10, 40 10, 20 10, 20 -10))"
    )
    table, _ = made(hole, WEST, EAST, NORTH)
    assert metres(table, (0, 0), (60, 0)) == pytest.approx(2 * math.hypot(30, 30), abs=0.001)
    assert len(table[table["note"] == SQUARE_NOTE]) == 2
    assert metres(made(hole, WEST, EAST)[0], (0, 0), (60, 0)) == 120


def test_around_a_corner_one_walks_along_the_outline() -> None:
    # An L of two arms 20 m wide: from the end of one to the end of the other round the inner corner (20, 20).
    table, _ = made("LINESTRING (0 0, 60 0, 60 20, 20 20, 20 60, 0 60, 0 0)",
                    ("a", "LINESTRING (60 20, 99 20)"), ("b", "LINESTRING (20 60, 20 99)"))  # fmt: skip
    assert metres(table, (60, 20), (20, 60)) == 80
    assert not (table["note"] == SQUARE_NOTE).any()


def test_a_street_that_ends_inside_a_square_is_an_entry() -> None:
    inside = ("in", "LINESTRING (30 10, 30 -90)")
    table, _ = made(RING, WEST, inside)
    assert metres(table, (0, 0), (30, 10)) == pytest.approx(math.hypot(30, 10), abs=0.001)
    below, _ = made(RING, WEST, inside, layer="1")
    assert metres(below, (0, 0), (30, 10)) == math.inf


def test_a_square_that_no_street_meets_is_left_out_and_said() -> None:
    table, notes = made(RING, ("far", "LINESTRING (-100 0, -50 0)"))
    assert list(table["id"]) == ["far"]
    assert notes[0] == "1 pedestrian area(s) (area=yes) share no point with a street and are left out."


def test_a_line_that_saves_less_than_a_metre_is_not_made() -> None:
    # 10 m by 0.5 m with entries at (0, 0), (10, 0) and (5, -0.5): the 10 m between the first two are the outline; to
    # (5, -0.5) it is 5.5 m along the outline and hypot(5, 0.5) = 5.02 m straight, which saves 0.48 m.
    table, _ = made("LINESTRING (0 0, 10 0, 10 -0.5, 5 -0.5, 0 -0.5, 0 0)", ("a", "LINESTRING (0 0, -9 0)"),
                    ("b", "LINESTRING (10 0, 19 0)"), ("c", "LINESTRING (5 -0.5, 5 -9)"))  # fmt: skip
    assert not (table["note"] == SQUARE_NOTE).any()


def test_a_square_of_very_many_entries_keeps_its_outline() -> None:
    count = MOST_ENTRIES + 1
    corners = [(100 * math.cos(2 * math.pi * k / count), 100 * math.sin(2 * math.pi * k / count)) for k in range(count)]
    ring = shapely.LineString([*corners, corners[0]]).wkt
    streets = [(f"s{k}", shapely.LineString([(x, y), (2 * x, 2 * y)]).wkt) for k, (x, y) in enumerate(corners)]
    table, notes = made(ring, *streets)
    assert not (table["note"] == SQUARE_NOTE).any()
    assert len(table[table["note"] == OUTLINE_NOTE]) == count
    assert "1 of them have more than 100 entries: walked along their outline only." in notes
    fewer, _ = made(ring, *streets[1:])
    assert (fewer["note"] == SQUARE_NOTE).any()


def test_a_square_is_entered_where_streets_meet_it_and_not_all_along_its_edge() -> None:
    table, _ = made(RING, WEST, EAST)
    ways = ways_in(pd.DataFrame({"id": [], "geometry": []}, dtype=object), table)
    (entrances,) = area_entrances(np.array([shapely.Polygon(shapely.from_wkt(RING).coords)], dtype=object), ways)
    assert shapely.from_wkt(entrances).equals(shapely.MultiPoint([(0, 0), (60, 0)]))


def test_ways_across_that_cross_each_other_are_no_finding() -> None:
    # From the middles of all four sides and the corners, so that the straight ways cross inside.
    spots = [(0.0, 0.0), (60.0, 0.0), (30.0, 30.0), (60.0, -30.0)]
    streets = [
        (f"s{k}", shapely.LineString([(x, y), (30 + 3 * (x - 30), 3 * y)]).wkt) for k, (x, y) in enumerate(spots)
    ]
    table, _ = made(RING, *streets, ("edge", "LINESTRING (0 -30, 60 -30)"))
    across = list(table.loc[table["note"] == SQUARE_NOTE, "geometry"])
    assert any(a.crosses(b) for a, b in pairwise(across + across[:1]))
    kinds = set(diagnose(district_of({"streets": table.to_dict("records")})).findings["kind"])
    assert not kinds & {"crossing", "same_street", "island"}
