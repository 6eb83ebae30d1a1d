"""A preview is the exact score: equal, to the last digit, to an evaluation of the same interventions.

The oracle is :func:`evaluate` on a district that holds just what is built, from its tables, with nothing kept from the
session that previews. Districts are the sample and random ones.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from shapely.affinity import translate

from district_planner.core import evaluate, open_district
from district_planner.core.district import TABLES, District
from district_planner.core.evaluation.live import Edit, Preview
from district_planner.core.evaluation.questions import Question, questions
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.results import Results
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import select
from tests.oracle.cases import random_district, random_interventions

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "examples" / "amp_sbp.gpkg"
MODES = ("walk", "wheelchair", "cycle", "ecycle")
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


def figures_of(results: Results) -> dict[str, float]:
    frame = results.figures
    return dict(zip(frame["figure"], frame["with"]))


def assert_equal(preview: Preview, before: Results, after: Results) -> None:
    """Compare every figure of a preview with evaluations of what is built before and after.

    An evaluation has no figure of a category that nothing in its district is of: those are left out.
    """
    old, new = figures_of(before), figures_of(after)
    wrong = [
        (change.name, got, want[change.name])
        for change in (preview.headline, *preview.others)
        for got, want in ((change.before, old), (change.after, new))
        if change.name in want and not same(got, want[change.name])
    ]
    assert len(preview.others) > 20
    assert not wrong, f"{len(wrong)} figures differ; (name, preview, evaluation): {wrong[:4]}"


def assert_map(preview: Preview, session: Session, before: Results, after: Results) -> None:
    """Compare the origins that are coloured, and by how much, with the values of every origin of two evaluations."""
    measure = preview.question.measure
    if measure and not (measure in before.values and measure in after.values):
        return
    if not measure:
        assert not len(preview.origins)
        return
    _, meaning = session.measure_of[measure]
    ids = session.scope.origins.id
    old, new = (results.values[measure]["with"].fillna(np.inf) for results in (before, after))
    both = old.index.intersection(new.index)
    old, new = old[both], new[both]
    want = {
        name: (new[name] - old[name] if meaning.better == "higher" else old[name] - new[name])
        for name in both[(old != new).to_numpy()]
    }
    got = {str(ids[number]): gain for number, gain in zip(preview.origins, preview.gain)}
    assert got == want
    assert np.array_equal(preview.xy, session.scope.origins.centre[preview.origins])


def kinds_of(district: District) -> dict[str, Intervention]:
    return {one.kind: one for one in district.interventions}


KINDS = ("walking_link", "cycle_path", "crossing", "closure", "amenity", "meeting_place", "public_space", "green_space",
         "employment_site", "housing")  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_alone_previews_as_it_is_evaluated(sample, kind):
    session = session_of(sample)
    one = kinds_of(sample)[kind]
    moved = replace(one, geometry=translate(one.geometry, 7.0, -4.0))
    before, after = evaluated(sample, []), evaluated(sample, [moved])
    for question in some_questions(session):
        preview = session.preview(Edit(one.id, moved), frozenset(), question, everything(session))
        assert_equal(preview, before, after)
        assert_map(preview, session, before, after)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_among_everything_else_previews_as_it_is_evaluated(sample, kind):
    session = session_of(sample)
    one = kinds_of(sample)[kind]
    drawn = replace(one, id="new", geometry=translate(one.geometry, -9.0, 5.0))
    built = [other for other in sample.interventions if other.id != one.id]
    on = frozenset(other.id for other in built)
    before, after = evaluated(sample, built), evaluated(sample, [*built, drawn])
    question = questions(session)[1]
    preview = session.preview(Edit("new", drawn), on, question, everything(session))
    assert_equal(preview, before, after)
    assert_map(preview, session, before, after)


def some_questions(session: Session) -> list[Question]:
    """Return a question of every kind of measure."""
    found = {}
    for question in questions(session):
        spec = session.spec_of[question.figure]
        found.setdefault((spec.measure.indicator, spec.measure.category == "green_space"), question)
    return list(found.values())


def random_case(seed: int, externals: int) -> tuple[District, tuple[Intervention, ...]]:
    """Return a district of which some interventions happen anyway in the world "w", and all of its candidates."""
    bare = random_district(seed)
    drawn = random_interventions(bare, seed)
    outside = [replace(one, external=True) for one in drawn[:externals]]
    world = {"id": "w", "name": "w", "year": None, "externals": json.dumps([one.id for one in outside])}
    tables = {**bare.tables, "worlds": pd.DataFrame([world], columns=[*TABLES["worlds"].columns])}
    return replace(bare, tables=tables, interventions=(*outside, *drawn[externals:])), drawn[externals:]


def check_random(seed: int, mode: str, externals: int) -> None:
    """Preview every candidate of a random district with others on, and compare with evaluations."""
    district, candidates = random_case(seed, externals)
    request = replace(REQUEST, modes=(mode,), limits=((mode, 8.0),), cutoffs=(2.0, 4.0), kth=(1, 2))
    session, chance = session_of(district, "w", request), random.Random(seed)
    for one in candidates:
        others = [other for other in candidates if other.id != one.id and chance.random() < 0.4]
        shift = chance.uniform(-20, 20), chance.uniform(-20, 20)
        moved = replace(one, geometry=translate(one.geometry, *shift))
        drawn = moved if chance.random() < 0.5 else replace(moved, id="another")
        before = evaluated(district, others, "w", request)
        after = evaluated(district, [*others, drawn], "w", request)
        asked = chance.choice(questions(session))
        on = frozenset(other.id for other in others)
        preview = session.preview(Edit(drawn.id, drawn), on, asked, everything(session))
        assert_equal(preview, before, after)
        assert_map(preview, session, before, after)


@pytest.mark.parametrize("seed", range(4))
def test_random_edits_preview_as_they_are_evaluated(seed):
    check_random(seed, MODES[seed], externals=3 * (seed % 2))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4, 60))
def test_random_edits_preview_as_they_are_evaluated_in_many_districts(seed):
    check_random(seed, MODES[seed % 4], externals=3 * (seed % 3))
