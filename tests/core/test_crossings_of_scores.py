"""Who is newly counted and who no longer, of one intervention alone and last in.

By hand on the U of streets of ``test_long_form``: the café is 4.5 and 3.5 minutes from the homes ``a`` and ``b`` over
the street in the middle. It may be closed there, and a link across the foot of the U may be built, 200 m, that
requires the closure. Over the link ``a`` is 20 m + 200 m + 20 m = 240 m = 3 min from the café, which stands 20 m up the
eastern arm, and ``b`` 100 + 200 + 20 = 320 m = 4 min.

Within 3.5 minutes are the 5 people of ``b`` before, nobody with the closure, and with closure and link the 3 people of
``a``: 3 newly, 5 no longer, a change of -2.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from shapely.geometry import LineString

from district_planner.core import evaluate, open_district
from district_planner.core.evaluation.live import Edit
from district_planner.core.evaluation.questions import questions
from district_planner.core.evaluation.request import Request
from district_planner.core.evaluation.results import Results
from district_planner.core.evaluation.session import Session
from district_planner.core.interventions.intervention import Intervention
from district_planner.core.interventions.selection import select
from tests.oracle.cases import u_of_streets

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "examples" / "amp_sbp.gpkg"
NAN = (np.nan, np.nan)
CLOSURE = Intervention("closure", "closure", LineString([(90, 100), (110, 100)]))
LINK = Intervention(
    "link", "walking_link", LineString([(0, 0), (200, 0)]), attributes={"requires": '["closure"]'}
)  # fmt: skip
ALONE, LAST_IN = ("alone_newly", "alone_no_longer"), ("last_in_newly", "last_in_no_longer")


def scored(cutoff: float, **asked: object) -> Results:
    request = Request(indicators=("nearest",), categories=("cafe",), cutoffs=(cutoff,), **asked)  # type: ignore[arg-type]
    return evaluate(replace(u_of_streets(), interventions=(CLOSURE, LINK)), request=request)


def crossings(results: Results, intervention: str, figure: str, columns: tuple[str, str]) -> tuple[float, float]:
    row = results.scores.set_index(["intervention", "figure"]).loc[(intervention, figure)]
    return float(row[columns[0]]), float(row[columns[1]])


FIGURE = "within_walk_cafe_3p5_people"


def test_gains_and_losses_that_stand_against_each_other_are_told_apart():
    results = scored(3.5)
    row = results.scores.set_index(["intervention", "figure"]).loc[("closure", FIGURE)]
    # The link goes with the closure that it requires.
    assert (row["last_in_change"], row["last_in_newly"], row["last_in_no_longer"]) == (-2.0, 3.0, 5.0)
    assert crossings(results, "closure", FIGURE, ALONE) == (0.0, 5.0)
    assert crossings(results, "link", FIGURE, ALONE) == (0.0, 0.0)
    assert crossings(results, "link", FIGURE, LAST_IN) == (3.0, 0.0)


def test_figures_that_count_nobody_have_no_crossings_and_what_was_not_asked_is_empty():
    results = scored(3.5, attribution=("alone",))
    np.testing.assert_equal(crossings(results, "closure", "nearest_walk_cafe_people_mean", ALONE), NAN)
    np.testing.assert_equal(crossings(results, "closure", FIGURE, LAST_IN), NAN)
    assert crossings(results, "closure", FIGURE, ALONE) == (0.0, 5.0)


def test_crossings_equal_those_of_a_preview_to_the_last_digit():
    sample = open_district(SAMPLE)
    request = Request(
        indicators=("nearest", "greenwalk", "greenstandard"), categories=("cafe", "green_space", "bank"),
        cutoffs=(5.0, 10.0),
    )  # fmt: skip
    candidates = [one for one in sample.interventions if not one.external]
    everybody = frozenset(one.id for one in candidates)
    scores = evaluate(sample, request=request).scores.set_index(["intervention", "figure"])
    session = Session(sample, select(sample), request)
    question = questions(session)[0]
    counting = tuple(spec.name for spec in session.specs if spec.statistic in ("within", "meets"))
    assert any(name.startswith("greenwalk") for name in counting)
    moved = 0
    for one in candidates:
        for on, columns in ((frozenset(), ALONE), (everybody - {one.id}, LAST_IN)):
            shown = session.preview(Edit(one.id, one), on, question, counting)
            want = {change.name: (change.newly, change.no_longer) for change in shown.others}
            got = {name: tuple(scores.loc[(one.id, name), list(columns)]) for name in counting}
            assert got == want, (one.id, columns)
            moved += sum(pair != (0.0, 0.0) for pair in want.values())
    assert moved > 30


def test_the_change_is_the_newly_counted_less_the_no_longer_counted():
    scores = scored(3.5).scores.dropna(subset=["alone_newly"])
    assert list(scores["figure"]) == [FIGURE, FIGURE]
    for way in ("alone", "last_in"):
        assert (scores[f"{way}_newly"] - scores[f"{way}_no_longer"] == scores[f"{way}_change"]).all()
