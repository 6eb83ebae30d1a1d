"""A preview is the exact score: equal, to the last digit, to an evaluation of the same interventions.

The oracle is :func:`evaluate` on a district that holds just what is built, from its tables, with nothing kept from the
session that previews. Districts are the sample and random ones.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from shapely.affinity import translate

from district_planner.core import evaluate, open_district
from district_planner.core.district import District
from district_planner.core.evaluation.live import Edit, Preview
from district_planner.core.evaluation.questions import questions
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.results import Results
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import select

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "examples" / "amp_sbp.gpkg"
REQUEST = Request(attribution=(), alternatives="best")


@pytest.fixture(scope="module")
def sample() -> District:
    return open_district(SAMPLE)


def session_of(district: District, world: str = "today", request: Request = REQUEST) -> Session:
    return Session(district, select(district, "", world, None, "best"), request)


def evaluated(
    district: District, built: Sequence[Intervention], world: str = "today", request: Request = REQUEST
) -> Results:
    externals = [one for one in district.interventions if one.external]
    return evaluate(district, world=world, request=request, interventions=[*built, *externals])


def same(a: float, b: float) -> bool:
    """Whether two figures are equal to the last digit; results hold NaN for what is beyond the limit."""
    gone = [not math.isfinite(x) for x in (a, b)]
    return all(gone) or a == b


def everything(session: Session) -> tuple[str, ...]:
    return tuple(session.spec_of)


def assert_equal(preview: Preview, base: float | None, want: Results, side: str = "after") -> None:
    """Compare every figure of a preview with the figures of an evaluation."""
    figures = want.figures.set_index("figure")["with"]
    for change in (preview.headline, *preview.others):
        got = getattr(change, side)
        assert same(got, float(figures[change.name])), (change.name, got, figures[change.name])


def kinds_of(district: District) -> dict[str, Intervention]:
    return {one.kind: one for one in district.interventions}


KINDS = ("walking_link", "cycle_path", "crossing", "closure", "amenity", "meeting_place", "public_space", "green_space",
         "employment_site", "housing")  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_alone_previews_as_it_is_evaluated(sample, kind):
    session = session_of(sample)
    one = kinds_of(sample)[kind]
    moved = replace(one, geometry=translate(one.geometry, 7.0, -4.0))
    preview = session.preview(Edit(one.id, moved), frozenset(), questions(session)[0], everything(session))
    assert_equal(preview, None, evaluated(sample, [moved]))
    assert_equal(preview, None, evaluated(sample, []), "before")
