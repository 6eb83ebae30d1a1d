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
from shapely.ops import substring

from district_planner.core import evaluate, open_district
from district_planner.core.district import TABLES, District
from district_planner.core.errors import RequestError
from district_planner.core.evaluation.live import Edit, Preview
from district_planner.core.evaluation.questions import Question, questions
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.results import Results
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import select
from tests.oracle.cases import random_district, random_interventions
from tests.oracle.roads import busy_district

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "examples" / "amp_sbp.gpkg"
MODES = ("walk", "wheelchair", "cycle", "ecycle")
REQUEST = Request(attribution=(), alternatives="best")
SHARED = replace(
    REQUEST, indicators=("competition", "competitionwithin", "availability"), categories=("cafe", "green_space")
)


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
    """Return an intervention of each kind, a candidate of its own also where the district holds an external."""
    return {one.kind: replace(one, id=f"{one.id}-c", external=False) if one.external else one
            for one in district.interventions}  # fmt: skip


KINDS = ("walking_link", "cycle_path", "crossing", "closure", "amenity", "meeting_place", "public_space", "green_space",
         "employment_site", "housing", "growth_node")  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_alone_previews_as_it_is_evaluated(sample, kind):
    session = session_of(sample)
    one = kinds_of(sample)[kind]
    moved = replace(one, geometry=translate(one.geometry, 7.0, -4.0))
    before, after = evaluated(sample, []), evaluated(sample, [moved])
    assert kind != "growth_node" or figures_of(before) != figures_of(after)
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


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_shared_with_others_previews_as_it_is_evaluated(sample, kind):
    session = session_of(sample, request=SHARED)
    one = kinds_of(sample)[kind]
    drawn = replace(one, id="new", geometry=translate(one.geometry, -9.0, 5.0))
    built = [other for other in sample.interventions if other.id != one.id and not other.external][:4]
    on = frozenset(other.id for other in built)
    before, after = evaluated(sample, built, request=SHARED), evaluated(sample, [*built, drawn], request=SHARED)
    for question in some_questions(session)[:2]:
        preview = session.preview(Edit("new", drawn), on, question, everything(session))
        assert_equal(preview, before, after)
        assert_map(preview, session, before, after)
    # Taken away again, the figures run the other way.
    more = replace(sample, interventions=(*sample.interventions, drawn))
    gone = session_of(more, request=SHARED).preview(Edit("new", None), on | {"new"}, question, everything(session))
    assert_equal(gone, after, before)


LINES = ("walking_link", "cycle_path", "closure")


@pytest.mark.parametrize("kind", LINES)
@pytest.mark.parametrize("among_others", [False, True])
def test_a_cut_previews_as_both_parts_are_evaluated(sample, kind, among_others):
    session, line = session_of(sample), kinds_of(sample)[kind]
    first, second = (
        replace(line, id=id_, geometry=substring(line.geometry, low, high, normalized=True), attributes={})
        for id_, low, high in ((line.id, 0.6, 1.0), ("second", 0.0, 0.6))
    )
    others = [one for one in sample.interventions if one.id != line.id] if among_others else []
    on = frozenset(one.id for one in (*others, line))
    before, after = evaluated(sample, others), evaluated(sample, [*others, first, second])
    assert before.figures["with"].tolist() != after.figures["with"].tolist()
    for question in some_questions(session):
        preview = session.preview(Edit(line.id, first, (second,)), on, question, everything(session))
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
    bare = busy_district(seed) if seed % 2 else random_district(seed)
    drawn = random_interventions(bare, seed)
    outside = [replace(one, external=True) for one in drawn[:externals]]
    world = {"id": "w", "name": "w", "year": None, "externals": json.dumps([one.id for one in outside])}
    tables = {**bare.tables, "worlds": pd.DataFrame([world], columns=[*TABLES["worlds"].columns])}
    return replace(bare, tables=tables, interventions=(*outside, *drawn[externals:])), drawn[externals:]


def check_random(seed: int, mode: str, externals: int, asked: Request = REQUEST) -> None:
    """Preview every candidate of a random district with others on, and compare with evaluations."""
    district, candidates = random_case(seed, externals)
    request = replace(asked, modes=(mode,), limits=((mode, 8.0),), cutoffs=(2.0, 4.0), kth=(1, 2))
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


@pytest.mark.parametrize("seed", range(4, 6))
def test_random_edits_of_what_is_shared_preview_as_they_are_evaluated(seed):
    check_random(seed, MODES[seed % 4], externals=3 * (seed % 2), asked=SHARED)


def assert_same_session(got: Session, want: Session, on: frozenset[str]) -> None:
    """Compare every value and figure of two sessions, with nothing built and with some candidates."""
    assert got.scope.origins.id.tolist() == want.scope.origins.id.tolist()
    assert got.scope.opportunities.id.tolist() == want.scope.opportunities.id.tolist()
    for built in (frozenset(), on):
        one, two = got.state(built), want.state(built)
        assert dict(one.figures).keys() == dict(two.figures).keys()
        assert all(a == two.figures[name] or math.isnan(a) for name, a in one.figures.items())
        for name, values in two.values.items():
            assert np.array_equal(one.values[name], values), name


def check_gestures(seed: int, mode: str) -> None:
    """Draw, move and take away at random, each time on the session before; undo everything again."""
    district, candidates = random_case(seed, 2)
    request = replace(REQUEST, modes=(mode,), limits=((mode, 8.0),), cutoffs=(2.0, 4.0))
    chance = random.Random(seed)
    outside = tuple(one for one in district.interventions if one.external)
    drawn = {one.id: one for one in candidates[:4]}
    start = replace(district, interventions=(*outside, *drawn.values()))
    session = first = session_of(start, "w", request)
    history = [start.interventions]
    for one in chance.sample(list(candidates), 5):
        if one.id in drawn and chance.random() < 0.4:
            del drawn[one.id]
        else:
            drawn[one.id] = replace(one, geometry=translate(one.geometry, chance.uniform(-9, 9), 3.0))
        now = replace(district, interventions=(*outside, *drawn.values()))
        history.append(now.interventions)
        session = session.with_interventions(now.interventions, select(now, "", "w", None, "best"))
        on = frozenset(name for name in drawn if chance.random() < 0.6)
        assert_same_session(session, session_of(now, "w", request), on)
    for interventions in reversed(history[:-1]):
        before = replace(district, interventions=interventions)
        session = session.with_interventions(interventions, select(before, "", "w", None, "best"))
    everybody = frozenset(one.id for one in history[0] if not one.external)
    assert_same_session(session, first, everybody)


@pytest.mark.parametrize("seed", range(4))
def test_a_session_after_gestures_equals_a_fresh_one_and_undo_restores_every_number(seed):
    check_gestures(seed, MODES[(seed + 1) % 4])


def test_what_was_previewed_is_what_is_stored_after_the_click(sample):
    session = session_of(sample)
    link = replace(kinds_of(sample)["walking_link"], id="new")
    on = frozenset({"c04", "c05"})
    preview = session.preview(Edit("new", link), on, questions(session)[0], everything(session))
    stored = replace(sample, interventions=(*sample.interventions, link))
    after = session.with_interventions(stored.interventions, select(stored, "", "today", None, "best"))
    figures = after.state(on | {"new"}).figures
    assert {c.name: c.after for c in preview.others} == {name: figures[name] for name in everything(session)}


def test_taking_an_intervention_away_shows_the_loss(sample):
    session = session_of(sample)
    question = next(q for q in questions(session) if q.figure == "within_walk_meeting_place_10_employees")
    place = kinds_of(sample)["meeting_place"]
    shown = session.preview(Edit(place.id, place), frozenset(), question).headline
    gone = session.preview(Edit(place.id, None), frozenset({place.id}), question).headline
    assert (gone.before, gone.after) == (shown.after, shown.before)
    assert (gone.no_longer, gone.newly) == (shown.newly, shown.no_longer)
    assert gone.no_longer > 0


def test_use_of_a_link_is_counted_as_an_evaluation_counts_it(sample):
    session = session_of(sample)
    link = kinds_of(sample)["walking_link"]
    names = ("linkuse_walk_pairs", "linkuse_walk_people")
    preview = session.preview(Edit(link.id, link), frozenset(), questions(session)[0], names)
    scores = evaluate(sample, request=Request(attribution=("alone",)), interventions=[link]).scores
    alone = dict(zip(scores["figure"], scores["alone"]))
    assert [c.after for c in preview.others] == [alone[name] for name in names]
    assert preview.others[0].after > 0


def test_an_unknown_figure_is_refused_by_name(sample):
    session = session_of(sample)
    link = kinds_of(sample)["walking_link"]
    with pytest.raises(RequestError, match="no figure “within_walk_zoo_10_people”"):
        session.preview(Edit(link.id, link), frozenset(), questions(session)[0], ("within_walk_zoo_10_people",))


def test_the_first_question_is_the_time_between_the_two_largest_sites(sample):
    asked = questions(session_of(sample))
    assert asked[0].text == "How long does it take between buildings at AMP and SBP on foot?"
    assert asked[0].figure == "site_time_walk_amp_sbp"
    assert len({question.id for question in asked}) == len(asked)
    assert len({question.text for question in asked}) == len(asked)


SILENT = {
    "a cycle path that nobody may walk on": (
        {"kind": "cycle_path", "attributes": {"modes": "cycle"}}, "and only walk is scored"),
    "a café where the question is about banks": (
        {"kind": "amenity", "attributes": {"categories": "cafe"}}, "it adds cafés, and the question is about banks"),
    "an amenity without category": ({"kind": "amenity"}, "it names no category"),
    "what requires something that is off": (
        {"kind": "walking_link", "attributes": {"requires": '["c03"]'}},
        "it needs Signalled crossing of Prince of Wales Road, which is not on"),
    "an external of no world": ({"kind": "walking_link", "external": True}, "it happens anyway in other worlds only"),
}  # fmt: skip


@pytest.mark.parametrize("case", SILENT)
def test_what_changes_nothing_says_why(sample, case):
    session = session_of(sample)
    columns, reason = SILENT[case]
    line = kinds_of(sample)["walking_link"].geometry
    shape = line.interpolate(0.3, normalized=True) if columns["kind"] == "amenity" else line
    question = next(q for q in questions(session) if q.figure == "within_walk_bank_10_people")
    preview = session.preview(Edit("new", Intervention("new", geometry=shape, **columns)), frozenset(), question)
    assert reason in preview.why_silent
    assert preview.headline.before == preview.headline.after


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4, 40))
def test_sessions_after_gestures_equal_fresh_ones_in_many_districts(seed):
    check_gestures(seed, MODES[seed % 4])


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4, 60))
def test_random_edits_preview_as_they_are_evaluated_in_many_districts(seed):
    check_random(seed, MODES[seed % 4], externals=3 * (seed % 3))
