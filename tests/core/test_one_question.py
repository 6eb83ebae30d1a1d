"""One question is answered from the places that it asks about, with the very numbers of an evaluation of everything.

The oracle is an evaluation that was asked for the use of links too, which keeps every place of the district.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from district_planner.core import evaluate, open_district
from district_planner.core.district import District
from district_planner.core.errors import RequestError
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.selection import select

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "examples" / "amp_sbp.gpkg"
ALL = ("count", "gravity", "greenstandard", "greenwalk", "index15", "index15work", "nearest", "node_time", "site_time")


@pytest.fixture(scope="module")
def sample() -> District:
    return open_district(SAMPLE)


def held(district: District, **asked: tuple[str, ...]) -> set[str]:
    """Return the categories of the opportunities that a session holds."""
    request = Request(alternatives="best", **asked)  # type: ignore[arg-type]
    return set(Session(district, select(district, alternatives="best"), request).scope.opportunities.category)


@pytest.mark.parametrize(
    ("indicators", "categories", "expected"),
    [
        (("nearest",), ("cafe",), {"cafe"}),
        (("count", "gravity"), ("cafe", "jobs"), {"cafe", "jobs"}),
        (("greenwalk", "nearest"), ("gp",), {"gp", "green_space"}),
        # The index of the rules: grocery, café or restaurant, green space, health, stops, childcare.
        (("index15",), (), {"grocery", "cafe", "restaurant", "green_space", "health", "gp", "pharmacy", "pt_stop",
                            "childcare"}),
        (("site_time",), (), set()),
    ],
)  # fmt: skip
def test_a_session_holds_the_places_of_its_questions_only(sample, indicators, categories, expected):
    assert held(sample, indicators=indicators, categories=categories) == expected


def test_the_use_of_links_and_questions_about_everything_keep_every_place(sample):
    every = held(sample)
    assert len(every) > 20
    assert held(sample, indicators=("linkuse", "nearest"), categories=("cafe",)) == every
    assert held(sample, indicators=("nearest",)) == every


def test_the_numbers_are_those_of_every_place(sample):
    asked = {"categories": ("grocery", "jobs"), "alternatives": "best"}
    few = evaluate(sample, request=Request(indicators=ALL, **asked))
    every = evaluate(sample, request=Request(indicators=(*ALL, "linkuse"), **asked))
    assert set(few.values) == set(every.values)
    for name, frame in few.values.items():
        assert frame.equals(every.values[name]), name
    scores = every.scores.set_index(["intervention", "figure"])
    want = scores.loc[list(zip(few.scores["intervention"], few.scores["figure"]))].reset_index()
    numbers = ["base", "alone", "last_in", "together", "alone_change", "last_in_change", "together_change"]
    assert len(few.scores) > 100
    assert few.scores[numbers].equals(want[numbers])


def test_a_category_that_the_district_lacks_is_named_with_those_that_it_has(sample):
    with pytest.raises(RequestError, match=r"category “zoo”.*Choose from bank, cafe, childcare.*jobs"):
        evaluate(sample, request=Request(indicators=("nearest",), categories=("zoo",)))
