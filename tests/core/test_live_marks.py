"""What a preview marks along a way in hand: links, and crossings that are drawn as lines.

High Street runs along y = 0, Low Street along y = 100, a motor road that nobody walks along y = 40 between them.
"""

from __future__ import annotations

from typing import Any

import pytest
from shapely.geometry import LineString, Point

from district_planner.core.evaluation.live import Edit, Preview
from district_planner.core.evaluation.questions import questions
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import select
from tests.oracle.cases import district_of, street

STREETS = [
    street("high", [(0, 0), (200, 0)], name="High Street"), street("low", [(0, 100), (200, 100)], name="Low Street"),
    street("fast", [(0, 40), (200, 40)], highway="trunk", walk="no", name="A630", cars=1),
]  # fmt: skip
ACROSS = LineString([(100, 0), (100, 100)])


@pytest.fixture(scope="module")
def session() -> Session:
    homes = [{"id": "home", "people": 10.0, "geometry": Point(0, 100)}]
    places = [{"id": "café", "category": "cafe", "weight": 1.0, "geometry": Point(0, 0)}]
    district = district_of({"streets": STREETS, "homes": homes, "opportunities": places})
    return Session(district, select(district, ""), Request())


def previewed(session: Session, kind: str, line: LineString = ACROSS, more: tuple[LineString, ...] = ()) -> Preview:
    drawn = [Intervention(f"new-{i}", kind, part) for i, part in enumerate((line, *more))]
    edit = Edit(drawn[0].id, drawn[0], tuple(drawn[1:]))
    return session.preview(edit, frozenset(), questions(session)[0])


def spots(found: Preview) -> list[tuple[Any, ...]]:
    return [(mark.kind, mark.chainage, mark.text) for mark in found.marks]


def test_a_crossing_drawn_as_a_line_marks_what_it_joins_and_crosses(session: Session) -> None:
    assert spots(previewed(session, "crossing")) == [
        ("joins", 0.0, "the start joins High Street"),
        ("passes_over", 40.0, "crosses A630 (motor road, no walking) at 40 m"),
        ("joins", 100.0, "the end joins Low Street"),
    ]


def test_a_crossing_that_ends_short_says_so(session: Session) -> None:
    # 34 m from Low Street, and the limit is 25 m
    (_, _, last) = spots(previewed(session, "crossing", LineString([(100, 0), (100, 66)])))
    assert last[:2] == ("end_not_joined", 66.0) and "34 m from the nearest street" in last[2]


def test_a_link_over_the_same_road_still_needs_a_bridge(session: Session) -> None:
    assert [kind for kind, _, _ in spots(previewed(session, "walking_link"))] == ["joins", "needs_bridge", "joins"]


def test_a_crossing_that_is_cut_marks_both_parts(session: Session) -> None:
    low, high = LineString([(100, 0), (100, 60)]), LineString([(100, 60), (100, 100)])
    found = spots(previewed(session, "crossing", low, (high,)))
    assert [kind for kind, _, _ in found] == ["joins", "passes_over", "joins", "joins", "joins"]
    assert [text for kind, _, text in found if "the other part" in text] and found[-1][2] == "the end joins Low Street"


def test_a_crossing_drawn_as_a_point_has_no_marks(session: Session) -> None:
    edit = Edit("new", Intervention("new", "crossing", Point(100, 40)))
    assert session.preview(edit, frozenset(), questions(session)[0]).marks == ()
