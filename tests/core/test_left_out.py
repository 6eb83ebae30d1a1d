"""What is asked for and cannot be measured is said with its cure, and is the error where nothing else is asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from district_planner.core import evaluate, open_district
from district_planner.core.district import District
from district_planner.core.errors import RequestError
from district_planner.core.evaluation.request import Request

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "examples" / "amp_sbp.gpkg"
CAFES = {"categories": ("cafe",), "attribution": ()}
TEN = (("", 10.0),)


@pytest.fixture(scope="module")
def sample() -> District:
    return open_district(SAMPLE)


def said(district: District, **asked: object) -> list[str]:
    """Return what an evaluation says is left out."""
    request = Request(**{**CAFES, **asked})  # type: ignore[arg-type]
    return [line for line in evaluate(district, request=request, interventions=[]).warnings if "left out" in line]


def test_a_cutoff_beyond_the_limit_is_said_and_the_others_are_measured(sample):
    request = Request(indicators=("count",), cutoffs=(10.0, 45.0), **CAFES)  # type: ignore[arg-type]
    found = evaluate(sample, request=request, interventions=[])
    assert list(found.values) == ["count_walk_cafe_10"]
    assert (
        "The cutoff of 45 min is beyond the time limit of 30 min on foot: left out. Raise the time limit to 45 min"
    ) in found.warnings


def test_after_the_cure_it_is_measured_and_nothing_is_said(sample):
    request = Request(indicators=("count",), cutoffs=(10.0, 45.0), limits=(("", 45.0),), **CAFES)  # type: ignore[arg-type]
    found = evaluate(sample, request=request, interventions=[])
    assert list(found.values) == ["count_walk_cafe_10", "count_walk_cafe_45"]
    assert not [line for line in found.warnings if "left out" in line]


def test_each_mode_is_named_with_its_limit(sample):
    asked = {"modes": ("walk", "cycle"), "indicators": ("nearest",), "limits": (("walk", 20.0),)}
    assert said(sample, cutoffs=(10.0, 25.0, 45.0), **asked) == [
        "The cutoffs of 25 and 45 min are beyond the time limit of 20 min on foot: left out. Raise the time limit to"
        " 45 min",
        "The cutoff of 45 min is beyond the time limit of 30 min by cycle: left out. Raise the time limit to 45 min",
    ]


def test_an_index_that_a_limit_stops_is_said_even_where_nobody_named_it(sample):
    reason = "The 15-minute index reaches beyond the time limit of 10 min on foot: left out. Raise the time limit to"
    assert any(line.startswith(reason) for line in said(sample, limits=TEN))


def test_nothing_is_said_where_nothing_is_left_out_or_nobody_asked(sample):
    assert said(sample) == []
    assert said(sample, modes=("cycle",)) == []


def test_what_is_named_but_not_for_the_mode_is_said(sample):
    assert said(sample, modes=("walk", "cycle"), indicators=("greenwalk",)) == [
        "Green space within a walk is measured on foot and in a wheelchair, not by cycle: left out. Add the mode walk"
    ]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"indicators": ("count",), "cutoffs": (45.0,)},
         r"cutoff of 45 min is beyond the time limit of 30 min on foot\. Raise the time limit to 45 min\."),
        ({"indicators": ("index15",), "limits": TEN},
         r"the 15-minute index reaches beyond the time limit of 10 min on foot\. Raise the time limit to 15 min\."),
        ({"indicators": ("greenwalk",), "modes": ("cycle",)}, r"not by cycle\. Add the mode walk\."),
    ],
)  # fmt: skip
def test_where_nothing_else_is_asked_the_error_has_the_cure(sample, asked, words):
    with pytest.raises(RequestError, match=words):
        evaluate(sample, request=Request(**{**CAFES, **asked}), interventions=[])


@pytest.mark.parametrize(("indicator", "words"), [("site_time", "two sites"), ("node_time", "two nodes")])
def test_times_between_places_that_the_district_lacks_say_what_to_add(sample, indicator, words):
    tables = {**sample.tables, "nodes": sample.table("nodes").iloc[:1]}
    tables["buildings"] = sample.table("buildings").assign(site="AMP")
    with pytest.raises(RequestError, match=words):
        evaluate(replace(sample, tables=tables), request=Request(indicators=(indicator,)), interventions=[])
